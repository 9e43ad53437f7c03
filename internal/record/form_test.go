package record_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

type colour string

func (colour) Words() []string { return []string{"red", "blue"} }

// tile has the mechanics that a text may have beside its length, and lists in which nothing comes twice.
type tile struct {
	Mail    string       `json:"mail,omitempty" field:"personal,form=email"`
	Site    string       `json:"site,omitempty" field:"form=url"`
	Country string       `json:"country,omitempty" field:"form=country"`
	Tongue  []string     `json:"tongue,omitempty" field:"form=language"`
	Colour  colour       `json:"colour,omitempty"`
	Colours []colour     `json:"colours,omitempty"`
	Next    []record.Ref `json:"next,omitempty" field:"ref=tile"`
}

var tileKind = record.Define(record.Definition[tile]{Name: "tile", Plural: "tiles", Prefix: "T", Version: 1})

// A text that must look like something is held to that, with the words that help; what may be personal is not repeated.
func TestTextsHaveTheirForm(t *testing.T) {
	for spec, want := range map[string]string{
		`{"mail":"kari@example.org","site":"https://example.org/a?b=c","country":"NO","tongue":["nb","pt-BR"],"colour":"red","colours":["blue","red"],"next":["one"]}`: "",
		`{"mail":"kari"}`:                        "spec.mail is not an e-mail address",
		`{"mail":"a@b@c"}`:                       "spec.mail is not an e-mail address",
		`{"mail":"a, b@c"}`:                      "spec.mail is not an e-mail address",
		`{"site":"javascript:alert(1)"}`:         "spec.site is not a web address",
		`{"site":"https://me:word@example.org"}`: "spec.site is not a web address",
		`{"country":"Norway"}`:                   "spec.country is not a country",
		`{"country":"EU1"}`:                      "spec.country is not a country",
		`{"country":"ZZ"}`:                       "spec.country is not a country",
		`{"tongue":["nb","NB"]}`:                 "spec.tongue[1] is not a language",
		`{"colour":"green"}`:                     `spec.colour "green" is not allowed`,
		`{"colours":["red","blue","red"]}`:       "spec.colours[2] is listed twice",
		`{"next":["one","one"]}`:                 "spec.next[1] is listed twice",
	} {
		c := record.Change{Declaration: record.Declaration{Kind: "tile", Name: "one", Title: "One", Spec: tree(t, spec)}}
		_, err := record.Plan(record.NewSnapshot(record.NewRegistry(tileKind)), []record.Change{c}, noon)
		got := ""
		for _, f := range fault.Of(err).Fields {
			got += f.Path + " " + f.Reason
		}
		if err == nil && want != "" || got != want && want != "" || err != nil && want == "" {
			t.Errorf("%s is answered with %q (%v), not %q", spec, got, err, want)
		}
		if strings.Contains(got, "kari") {
			t.Errorf("a refusal repeats what is personal: %s", got)
		}
	}
}

// What a later version asks of a text does not make unreadable what an earlier one stored.
func TestStoredTextsKeepTheirForm(t *testing.T) {
	for _, spec := range []string{`{"site":"example.org"}`, `{"country":"Norway"}`, `{"colours":["red","red"]}`} {
		if _, err := tileKind.Load(record.Stored{UID: "x", Kind: "tile", Name: "one", Revision: 1, Schema: 1, Spec: []byte(spec)}, nil); err != nil {
			t.Errorf("%s cannot be read any more: %v", spec, err)
		}
	}
}

// A personal field beside the title does not replace it: only one that is marked so does.
func TestATitleStandsBesidePersonalFields(t *testing.T) {
	c := record.Change{Declaration: record.Declaration{Kind: "tile", Name: "one", Spec: tree(t, `{"mail":"kari@example.org"}`)}}
	_, err := record.Plan(record.NewSnapshot(record.NewRegistry(tileKind)), []record.Change{c}, noon)
	if f := fault.Of(err).Fields; len(f) != 1 || f[0].Path != "title" {
		t.Errorf("a tile without a title is answered with %v", err)
	}
}

// Mistakes in a kind's tags stop the program where it starts, and not a user later.
func TestMistakesInTagsAreFound(t *testing.T) {
	type unknownForm struct {
		A string `json:"a" field:"form=iban"`
	}
	type formOfNumber struct {
		A int `json:"a" field:"form=url"`
	}
	type openTitle struct {
		A string `json:"a" field:"title"`
	}
	for name, define := range map[string]func(){
		"an unknown form":      func() { record.Define(record.Definition[unknownForm]{Name: "a", Version: 1}) },
		"a form of a number":   func() { record.Define(record.Definition[formOfNumber]{Name: "a", Version: 1}) },
		"a title for everyone": func() { record.Define(record.Definition[openTitle]{Name: "a", Version: 1}) },
		"a state that changes and does not": func() {
			record.Define(record.Definition[plain]{Name: "a", Version: 1, Lifecycle: &record.Lifecycle{Before: "a",
				States: []record.State{{Name: "a", InForce: true, Fixed: true, Revise: "b"}, {Name: "b"}}}})
		},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is accepted", name)
				}
			}()
			define()
		}()
	}
}

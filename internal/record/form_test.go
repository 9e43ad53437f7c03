package record_test

import (
	"fmt"
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

// A title that turns the words after it around, or hides some, is refused with the character that does it.
func TestATitleHidesNothing(t *testing.T) {
	empty := record.NewSnapshot(record.NewRegistry(tileKind))
	for title, says := range map[string]string{"\u202eevil": "U+202E", "a\u2069": "U+2069", "a\x1b[1m": "U+001B", "a\tb": "U+0009", "\u200fשלום": "", "می\u200cخواهم": "", "👩\u200d💻": ""} {
		_, err := record.Plan(empty, []record.Change{{Declaration: record.Declaration{Kind: "tile", Name: "one", Title: title, Spec: tree(t, `{}`)}}}, noon)
		if got := fmt.Sprint(fault.Of(err).Fields); (err == nil) != (says == "") || err != nil && !strings.Contains(got, says) {
			t.Errorf("%q: %v %s", title, err, got)
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

// bearer is called by a name that can be erased.
type bearer struct {
	Name string `json:"name,omitempty" field:"required,personal"`
}

// A personal field that is required names the record, whose title would be a copy that cannot be erased; one beside the
// title does not replace it.
func TestWhatNamesARecord(t *testing.T) {
	bearerKind := record.Define(record.Definition[bearer]{Name: "bearer", Plural: "bearers", Prefix: "B", Version: 1})
	empty := record.NewSnapshot(record.NewRegistry(tileKind, bearerKind))
	for _, c := range []struct{ kind, title, spec, want string }{
		{"tile", "One", `{"mail":"kari@example.org"}`, ""},
		{"tile", "", `{"mail":"kari@example.org"}`, "is required"},
		{"bearer", "", `{"name":"Ann"}`, ""},
		{"bearer", "Ann", `{"name":"Ann"}`, "is not kept for a bearer"},
	} {
		change := record.Change{Declaration: record.Declaration{Kind: c.kind, Name: "one", Title: c.title, Spec: tree(t, c.spec)}}
		_, err := record.Plan(empty, []record.Change{change}, noon)
		f := fault.Of(err).Fields
		if err == nil && c.want != "" || err != nil && (len(f) != 1 || f[0].Path != "title" || f[0].Reason != c.want) {
			t.Errorf("a %s titled %q is answered with %v, not %q", c.kind, c.title, f, c.want)
		}
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
	for name, define := range map[string]func(){
		"an unknown form":    func() { record.Define(record.Definition[unknownForm]{Name: "a", Version: 1}) },
		"a form of a number": func() { record.Define(record.Definition[formOfNumber]{Name: "a", Version: 1}) },
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

// Whatever is written as an address, a country or a language is accepted or refused, and what is accepted reads the same
// when it is stored.
func FuzzTextForms(f *testing.F) {
	for _, text := range []string{"kari@example.org", "https://example.org/ø", "NO", "nb", "pt-BR", "@", "http://[::1", "x-private", "\xff"} {
		f.Add(text)
	}
	empty := record.NewSnapshot(record.NewRegistry(tileKind))
	f.Fuzz(func(t *testing.T, text string) {
		for _, field := range []string{"mail", "site", "country", "tongue"} {
			var value record.Tree = text
			if field == "tongue" {
				value = []any{text}
			}
			c := record.Change{Declaration: record.Declaration{Kind: "tile", Name: "one", Title: "One", Spec: map[string]any{field: value}}}
			out, err := record.Plan(empty, []record.Change{c}, noon)
			if err != nil {
				if len(fault.Of(err).Fields) == 0 || fault.Of(err).Fields[0].Remedy == "" {
					t.Fatalf("%q is refused without saying what to do: %v", text, err)
				}
				continue
			}
			stored, _, err := tileKind.Store(out.Records[0])
			if err != nil {
				t.Fatal(err)
			}
			if _, err := tileKind.Load(stored, map[string]string{"mail": text}); err != nil {
				t.Fatalf("%q was accepted and cannot be read: %v", text, err)
			}
		}
	})
}

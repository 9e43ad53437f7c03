package record_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// chest has a field of every type that is more than a text, a number or a list.
type chest struct {
	Prose    record.Markdown              `json:"prose,omitempty"`
	Said     record.Translated            `json:"said,omitempty"`
	Part     record.Share                 `json:"part,omitempty"`
	Price    record.Money                 `json:"price,omitzero"`
	Prices   record.Dated[record.Money]   `json:"prices,omitempty"`
	Takes    record.Duration              `json:"takes,omitzero"`
	Holds    record.Range                 `json:"holds,omitzero"`
	Rule     record.Expression            `json:"rule,omitempty"`
	Letter   *record.File                 `json:"letter,omitempty"`
	Evidence []record.File                `json:"evidence,omitempty"`
	Colour   string                       `json:"colour,omitempty" field:"enum=red|blue"`
	Said2    map[string]record.Translated `json:"said2,omitempty"`
	Waits    []record.Ref                 `json:"waits,omitempty" field:"ref=chest,acyclic"`
	Below    record.Dated[record.Ref]     `json:"below,omitempty" field:"ref=chest,acyclic"`
}

var chestKind = record.Define(record.Definition[chest]{Name: "chest", Plural: "chests", Prefix: "H", Version: 1})

const sha = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func planChest(t *testing.T, spec string) (record.Planned, error) {
	t.Helper()
	return record.Plan(record.NewSnapshot(record.NewRegistry(chestKind)), []record.Change{declare(t, "chest", "c", spec)}, noon)
}

// Each type is read as people write it, kept, and given back in one form.
func TestTypesOfFields(t *testing.T) {
	for spec, want := range map[string]string{
		`{"prose":"# A\n\n* b"}`:             `{"prose":"# A\n\n* b"}`,
		`{"said":{"nb":"Hei","en":"Hello"}}`: `{"said":{"en":"Hello","nb":"Hei"}}`,
		`{"part":0.25}`:                      `{"part":0.25}`,
		`{"price":"1250.5 EUR"}`:             `{"price":"1250.50 EUR"}`,
		`{"price":"-3 NOK"}`:                 `{"price":"-3 NOK"}`,
		`{"price":"0.0001 USD"}`:             `{"price":"0.0001 USD"}`,
		`{"price":"0 USD"}`:                  `{"price":"0 USD"}`,
		`{"prices":[{"value":"1 EUR"},{"from":"2026-01-01","value":"2 EUR"}]}`: `{"prices":[{"value":"1 EUR"},{"from":"2026-01-01","value":"2 EUR"}]}`,
		`{"takes":"P1Y6M"}`: `{"takes":"P1Y6M"}`,
		`{"takes":"PT36H"}`: `{"takes":"PT36H"}`,
		`{"takes":"P2W"}`:   `{"takes":"P2W"}`,
		`{"holds":{"from":"2026-01-01","until":"2026-01-01"}}`:    `{"holds":{"from":"2026-01-01","until":"2026-01-01"}}`,
		`{"holds":{"until":"2026-01-01"}}`:                        `{"holds":{"until":"2026-01-01"}}`,
		`{"rule":"100 * patched / total"}`:                        `{"rule":"100 * patched / total"}`,
		`{"rule":"spec.all(x, x > 2) && 'a' in b"}`:               `{"rule":"spec.all(x, x \u003e 2) \u0026\u0026 'a' in b"}`,
		`{"letter":{"sha256":"` + sha + `","name":"letter.pdf"}}`: `{"letter":{"name":"letter.pdf","sha256":"` + sha + `"}}`,
		`{"colour":"red"}`:                                        `{"colour":"red"}`,
		`{"said2":{"a":{"en":"x"}}}`:                              `{"said2":{"a":{"en":"x"}}}`,
	} {
		p, err := planChest(t, spec)
		if err != nil {
			t.Errorf("%s is refused: %v", spec, fault.Of(err).Fields)
			continue
		}
		stored, _, err := chestKind.Store(p.Records[0])
		if err != nil {
			t.Fatal(err)
		}
		r, err := chestKind.Load(stored, nil)
		if err != nil {
			t.Errorf("%s cannot be read back: %v", spec, err)
			continue
		}
		if got, err := p.After.Declared(r); err != nil || string(got) != want {
			t.Errorf("%s is given back as %s (%v)", spec, got, err)
		}
	}
}

func TestTypesOfFieldsRefuse(t *testing.T) {
	for spec, want := range map[string]string{
		`{"prose":5}`:                     "spec.prose: is the number 5. Write a text",
		`{"said":"Hello"}`:                `spec.said: is the text "Hello". Write languages with texts`,
		`{"said":{"english":"Hello"}}`:    `spec.said.english: "english" is not a language. Use a tag such as en, nb or pt-BR`,
		`{"said":{"EN":"Hello"}}`:         `spec.said.EN: "EN" is not a language`,
		`{"said":{"en":5}}`:               "spec.said.en: is the number 5",
		`{"part":1.2}`:                    "spec.part: 1.2 is too large. Use at most 1",
		`{"part":-0.1}`:                   "spec.part: -0.1 is too small",
		`{"part":"5 %"}`:                  `spec.part: is the text "5 %". Write a number`,
		`{"price":5}`:                     "spec.price: is the number 5. Write an amount such as 1250.50 EUR",
		`{"price":"5"}`:                   `spec.price: "5" is not an amount of money. Write it like 1250.50 EUR`,
		`{"price":"1,250 EUR"}`:           "spec.price: ",
		`{"price":"1.23456 EUR"}`:         "spec.price: ",
		`{"price":"5 eur"}`:               "spec.price: ",
		`{"price":"999999999999999 EUR"}`: "spec.price: ",
		`{"takes":"6 months"}`:            `spec.takes: "6 months" is not a length of time. Write it by ISO 8601`,
		`{"takes":"P"}`:                   "spec.takes: ",
		`{"takes":"PT"}`:                  "spec.takes: ",
		`{"takes":"P1DT"}`:                "spec.takes: ",
		`{"takes":"P0D"}`:                 "spec.takes: ",
		`{"takes":6}`:                     "spec.takes: is the number 6",
		`{"holds":{"from":"2026-02-01","until":"2026-01-01"}}`: "spec.holds.until: is before from. Exchange the two",
		`{"holds":{"since":"2026-02-01"}}`:                     "spec.holds.since: is not a field here",
		`{"holds":"2026"}`:                                     `spec.holds: is the text "2026". Write a group of fields`,
		`{"rule":"100 *"}`:                                     "spec.rule: is no expression at line 1, column 6: ",
		`{"rule":"a b"}`:                                       "spec.rule: is no expression at line 1, column 3: ",
		`{"letter":{"sha256":"xyz","name":"a"}}`:               `spec.letter.sha256: "xyz" is not a SHA-256. Send the file first`,
		`{"letter":{"sha256":"` + sha + `"}}`:                  "spec.letter.name: is required",
		`{"evidence":[{"name":"a"}]}`:                          "spec.evidence[0].sha256: is required",
		`{"colour":"green"}`:                                   `spec.colour: "green" is not allowed. Use one of red, blue`,
		`{"below":"c"}`:                                        "spec.below: makes a circle: c → c",
		`{"waits":["c"]}`:                                      "spec.waits[0]: makes a circle: c → c",
	} {
		_, err := planChest(t, spec)
		if err == nil || !strings.HasPrefix(fault.Of(err).Fields[0].String(), want) {
			t.Errorf("%s: %v, not %q", spec, fault.Of(err).Fields, want)
		}
	}
}

// Lists of references make no circle either, however long the way.
func TestCirclesOverLists(t *testing.T) {
	s := record.NewSnapshot(record.NewRegistry(chestKind))
	plan := func(changes ...record.Change) string {
		p, err := record.Plan(s, changes, noon)
		if err != nil {
			return fault.Of(err).Fields[0].String()
		}
		s = p.After
		return ""
	}
	if got := plan(declare(t, "chest", "a", `{}`), declare(t, "chest", "b", `{"waits":["a"]}`), declare(t, "chest", "c", `{"waits":["a"]}`), declare(t, "chest", "d", `{"waits":["b","c"]}`)); got != "" {
		t.Fatal("what meets again is no circle:", got)
	}
	if got := plan(declare(t, "chest", "a", `{"waits":["d"]}`)); !strings.HasPrefix(got, "spec.waits[0]: makes a circle: a → d → b → a. Let one of them refer to another, or to none") {
		t.Error(got)
	}
}

func TestFilesOfRecordsAreFound(t *testing.T) {
	p, err := planChest(t, `{"letter":{"sha256":"`+sha+`","name":"letter.pdf"},"evidence":[{"sha256":"`+strings.Repeat("a", 64)+`","name":"b"}]}`)
	if err != nil {
		t.Fatal(err)
	}
	if files := p.Records[0].Files(); len(files) != 2 || files[1].Path != "spec.evidence[0].sha256" {
		t.Errorf("%+v", files)
	}
	found := 0
	for range p.After.Naming(sha) {
		found++
	}
	if found != 1 {
		t.Errorf("%d records name the file", found)
	}
}

// Months are of the calendar; the end of a month stays one (checked by hand on a calendar).
func TestDurationsFromADay(t *testing.T) {
	for _, c := range []struct{ from, duration, want string }{
		{"2026-01-31", "P1M", "2026-02-28"}, {"2028-01-31", "P1M", "2028-02-29"}, {"2026-01-15", "P6M", "2026-07-15"}, {"2026-11-30", "P3M", "2027-02-28"},
		{"2026-12-31", "P1D", "2027-01-01"}, {"2026-01-01", "P2W", "2026-01-15"}, {"2028-02-29", "P1Y", "2029-02-28"}, {"2026-01-01", "PT36H", "2026-01-01"}, {"2026-01-30", "P1M1W", "2026-03-07"},
	} {
		from, err := civil.Parse(c.from)
		if err != nil {
			t.Fatal(err)
		}
		d, err := record.ParseDuration(c.duration)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.After(from).String(); got != c.want {
			t.Errorf("%s after %s is %s, not %s", c.duration, c.from, got, c.want)
		}
	}
}

// A text is an amount or a length of time that writes itself as it is read, or it is refused.
func FuzzWrittenValues(f *testing.F) {
	for _, text := range []string{"1250.50 EUR", "-0.0001 USD", "P1Y2M3W4DT5H6M", "PT", "0 XXX", "P99999D"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if m, err := record.ParseMoney(text); err == nil {
			if again, err := record.ParseMoney(m.String()); err != nil || again != m {
				t.Errorf("%q is written as %q, which is %v (%v)", text, m, again, err)
			}
		}
		if d, err := record.ParseDuration(text); err == nil {
			if again, err := record.ParseDuration(d.String()); err != nil || again != d {
				t.Errorf("%q is written as %q, which is %v (%v)", text, d, again, err)
			}
		}
	})
}

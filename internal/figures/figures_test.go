package figures_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/figures"
)

// published is a document as another version of the program wrote it.
func published(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/published.json")
	if err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSpace(b)
}

func read(t testing.TB, b []byte) *figures.Document {
	t.Helper()
	d, err := figures.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// What was published reads back, and is written as the same bytes: else its hash would be another one.
func TestDocumentsReadBack(t *testing.T) {
	b := published(t)
	again, err := read(t, b).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again, b) {
		t.Errorf("written again it is\n%s\nand not\n%s", again, b)
	}
}

func TestWhatIsNoDocument(t *testing.T) {
	good := string(published(t))
	for name, text := range map[string]string{
		"no JSON": "x", "nothing": "", "another form": strings.Replace(good, figures.Format, "steelyard-figures/2", 1), "a field that is none": strings.Replace(good, `"seq"`, `"seqq"`, 1),
		"something behind": good + "{}", "a text for a number": strings.Replace(good, `"decimals":1`, `"decimals":"1"`, 1),
	} {
		if _, err := figures.Parse([]byte(text)); err == nil {
			t.Errorf("%s is read as figures", name)
		}
	}
}

// Whoever publishes one figure otherwise, by whatever program, is seen at that figure and at no other; who computes the same is not.
func TestEachDifferenceIsSeen(t *testing.T) {
	good := string(published(t))
	for name, c := range map[string]struct{ from, to, says string }{
		"the program alone":          {`"program":"v0.9.0"`, `"program":"v2.0.0"`, ""},
		"a score":                    {`"score":63.5`, `"score":63.6`, "S-01 score"},
		"a score by chance":          {`"score":63.5`, `"score":63.50000000001`, ""},
		"a band":                     {`"band":"watch"`, `"band":"good"`, "S-01 band"},
		"a value":                    {`"value":12.5`, `"value":13.5`, "M-01 value"},
		"a value that is gone":       {`"value":12.5`, `"value":null`, "M-01 value"},
		"a knot":                     {`"knots":[60,30,15,7]`, `"knots":[60,30,16,7]`, "M-01 green"},
		"a weight of a measure":      {`"weight":3,"critical":false,"counted"`, `"weight":4,"critical":false,"counted"`, "O-01 weight 01K0A2B3C4D5E6F7G8H9J0K1M5"},
		"a target":                   {`"target":15,"target_high"`, `"target":16,"target_high"`, "O-01 target 01K0A2B3C4D5E6F7G8H9J0K1M5"},
		"an attainment":              {`"attainment":"at-risk"`, `"attainment":"on-plan"`, "O-01 attainment"},
		"a formula":                  {`"formula":""`, `"formula":"a + b"`, "M-01 formula"},
		"coverage":                   {`"coverage":0.75`, `"coverage":1`, "S-01 coverage"},
		"a title counts for nothing": {`"title":"Security"`, `"title":"Safety"`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(good, c.from, c.to, 1)
			if changed == good {
				t.Fatalf("the document has no %s", c.from)
			}
			var got []string
			for _, d := range figures.Compare(read(t, []byte(good)), read(t, []byte(changed))) {
				got = append(got, strings.TrimSpace(d.Code+" "+d.Published.Name+" "+d.Published.About))
			}
			if strings.Join(got, ", ") != c.says {
				t.Errorf("seen was %q and not %q", got, c.says)
			}
		})
	}
}

// A record that came or went is told with its figures, on the one side only.
func TestRecordsThatComeAndGo(t *testing.T) {
	whole, less := read(t, published(t)), read(t, published(t))
	less.Measures = nil
	for name, c := range map[string]struct{ a, b *figures.Document }{"went": {whole, less}, "came": {less, whole}} {
		list := figures.Compare(c.a, c.b)
		values := 0
		for _, d := range list {
			if d.Code != "M-01" || d.Published.Known() && d.Now.Known() {
				t.Errorf("%s: %+v", name, d)
			}
			if d.Published.Name == "value" {
				values++
			}
		}
		if values != 1 {
			t.Errorf("%s: its value is told %d times", name, values)
		}
	}
}

// Who may not see a measure is told its code and its score, and neither its name nor anything that tells its value.
func TestRedacted(t *testing.T) {
	d := read(t, published(t)).Redact(func(s figures.Subject) bool { return s.Kind != "measure" })
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"Time to repair", "repair", "12.5", `"knots"`, "2026-06-30T23"} {
		if strings.Contains(strings.Replace(string(b), d.At.Format("2006-01-02T15"), "", 1), secret) {
			t.Errorf("%q is told: %s", secret, b)
		}
	}
	if !strings.Contains(string(b), `"M-01"`) || !strings.Contains(string(b), `"score":76.25`) {
		t.Errorf("code and score are gone: %s", b)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(published(f))
	f.Add([]byte(`{"format":"steelyard-figures/1"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := figures.Parse(b)
		if err != nil {
			return
		}
		written, err := d.Bytes()
		if err != nil {
			return
		}
		again, err := figures.Parse(written)
		if err != nil {
			t.Fatalf("what was written does not read back: %v\n%s", err, written)
		}
		if list := figures.Compare(d, again); len(list) > 0 {
			t.Fatalf("read back it differs: %+v", list)
		}
		d.Redact(func(figures.Subject) bool { return false })
	})
}

// What had expired, and what too little was known of for a band, is held by a document and says nothing; all else does.
func TestWhatSaysNothing(t *testing.T) {
	good := string(published(t))
	for name, c := range map[string]struct{ from, to, void string }{
		"a measure that reports": {"", "", ""},
		"a stale one":            {`"data":"known"`, `"data":"stale"`, ""},
		"one that has expired":   {`"data":"known"`, `"data":"expired"`, "M-01 value, M-01 score, M-01 band"},
		"a card without a band":  {`"score":63.5,"raw":63.5,"band":"watch"`, `"score":63.5,"raw":63.5,"band":""`, "S-01 score, S-01 raw"},
	} {
		changed := strings.Replace(good, c.from, c.to, 1)
		if c.from != "" && changed == good {
			t.Fatalf("the document has no %s", c.from)
		}
		var void []string
		for _, r := range read(t, []byte(changed)).Rows() {
			for _, f := range r.Figures {
				if f.Void {
					void = append(void, r.Code+" "+f.Name)
				}
			}
		}
		if got := strings.Join(void, ", "); got != c.void {
			t.Errorf("of %s nothing say %q and not %q", name, got, c.void)
		}
	}
}

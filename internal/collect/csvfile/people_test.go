package csvfile_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/csvfile"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

func valuesOf(t *testing.T, m, file string) (collect.Reading, error) {
	t.Helper()
	return valuesAt(t, m, file, time.Time{})
}

// valuesAt reads a file beside which a time is told.
func valuesAt(t *testing.T, m, file string, told time.Time) (collect.Reading, error) {
	t.Helper()
	parsed, err := mapping.Parse([]byte(m))
	if err != nil {
		t.Fatal(err)
	}
	return csvfile.Format{Mapping: &parsed}.Read(t.Context(), strings.NewReader(file), collect.Options{Told: told})
}

// The remissions of Freireich (1963), the usual example of survival with open cases: with 6-MP half of the patients have relapsed after 23 weeks, though the mean of those who have is
// 12.1. The weeks are days here; those who are still well have been so until the last day that the file tells.
func TestDurationsKeepOpenCasesInMind(t *testing.T) {
	ended, open := []int{6, 6, 6, 7, 10, 13, 16, 22, 23}, []int{6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35}
	last := time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC)
	var file strings.Builder
	file.WriteString("found,mended\n")
	for _, d := range ended {
		fmt.Fprintf(&file, "%s,%s\n", last.AddDate(0, 0, -d).Format(time.DateOnly), last.Format(time.DateOnly))
	}
	for _, d := range open {
		fmt.Fprintf(&file, "%s,-\n", last.AddDate(0, 0, -d).Format(time.DateOnly))
	}
	got, err := valuesOf(t, `{"rows":"file","missing":["-"],"time":{"column":"found","format":"YYYY-MM-DD"},"values":[{"name":"half","operation":"duration","column":"found","until":"mended"},
		{"name":"most","operation":"duration","column":"found","until":"mended","percentile":90}]}`, file.String())
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := got.Value("half"); !ok || v.Number == nil || *v.Number != 23 || v.N != 21 {
		t.Errorf("half of the cases end after %+v, want 23 days of 21 cases", v)
	} else if w := v.Waiting; w == nil || w.Cases != 21 || w.Ended != 9 || len(w.Steps) != 7 || v.Percentile != 50 {
		t.Errorf("the curve of 21 cases, of which nine ended at seven times, is %+v of %v %%", w, v.Percentile)
	}
	if v, ok := got.Value("most"); !ok || v.Number != nil {
		t.Errorf("nine tenths end after %+v, though twelve of 21 are open", v)
	}
	if said := fmt.Sprint(got.Warnings); !strings.Contains(said, "too many cases are open to tell") {
		t.Errorf("why there is no value is not said: %s", said)
	}
}

// A case that is open has been open until the file was so, whether the file says a later day or not. It is Freireich again: 21 cases of two places, of which those that ended did so
// twenty days before the file was made. Told that day, half end after 23 days; by the file alone the open ones have waited less long, those of each place until the latest day of both.
func TestOpenCasesWaitUntilTheFileWasSo(t *testing.T) {
	told := time.Date(2026, 9, 30, 12, 0, 0, 0, time.UTC)
	ago := func(days int) string { return told.AddDate(0, 0, -days).Format(time.DateTime) }
	file := "place,found,mended\n"
	for _, d := range []int{6, 6, 6, 7, 10, 13, 16, 22, 23} {
		file += "north," + ago(d+20) + "," + ago(20) + "\n"
	}
	for _, d := range []int{6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35} {
		file += "north," + ago(d) + ",\n"
	}
	file += "south," + ago(44) + "," + ago(24) + "\nsouth," + ago(29) + ",\n"
	m := `{"rows":"file","time":{"column":"found","format":"YYYY-MM-DD hh:mm:ss"},"unit_column":"place","values":[{"name":"half","operation":"duration","column":"found","until":"mended"}]}`
	for _, c := range []struct {
		at, until time.Time
		north     float64
	}{{told, told, 23}, {time.Time{}, told.AddDate(0, 0, -6), 22}} {
		got, err := valuesAt(t, m, file, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if !got.ObservedAt.Equal(c.until) || len(got.Rows) != 2 {
			t.Fatalf("the file is of %s, in %d places", got.ObservedAt, len(got.Rows))
		}
		north, south := got.Rows[0], got.Rows[1]
		if v := north.Values[0]; !north.ObservedAt.Equal(c.until) || v.Number == nil || *v.Number != c.north {
			t.Errorf("told %q: of the north half end after %+v by %s, want %v by %s", c.at, v, north.ObservedAt, c.north, c.until)
		}
		if w := south.Values[0].Waiting; !south.ObservedAt.Equal(c.until) || w == nil || w.Steps[0].Time != 20 || w.Steps[0].AtRisk != 2 {
			t.Errorf("told %q: when the first case of the south ended after 20 days, the other, open for longer, did not count: %+v", c.at, w)
		}
	}
	for _, early := range []int{7, 21} { // after that an open case begins, or one ends
		_, err := valuesAt(t, m, file, told.AddDate(0, 0, -early))
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fmt.Sprint(fault.Of(err).Fields), "lies after "+told.AddDate(0, 0, -early).Format(time.RFC3339)) {
			t.Errorf("cases after the day of the file are answered with %v", err)
		}
	}
}

func TestACaseThatEndsBeforeItBegins(t *testing.T) {
	_, err := valuesOf(t, `{"rows":"file","time":{"column":"found","format":"YYYY-MM-DD"},"values":[{"name":"half","operation":"duration","column":"found","until":"mended"}]}`, "found,mended\n2026-09-02,2026-09-01\n")
	if err == nil || !strings.Contains(err.Error(), "before the begin") {
		t.Errorf("it is answered with %v", err)
	}
}

// Answers that agree wholly have alpha 1; of fewer than five people nothing is shown, however they answered, nor is a mean that asks for as many.
func TestSurveysShowNoFew(t *testing.T) {
	m := `{"rows":"file","values":[{"name":"reliability","operation":"alpha","columns":["q1","q2","q3"]},{"name":"trust","operation":"mean","column":"q1","empty":"skip","least":5}]}`
	rows := "q1,q2,q3\n1,1,1\n2,2,2\n4,4,4\n5,5,5\n"
	few, err := valuesOf(t, m, rows+"3,,3\n")
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := few.Value("reliability"); v.Number != nil {
		t.Errorf("four complete answers show %v", *v.Number)
	}
	if v, _ := few.Value("trust"); v.Number == nil || *v.Number != 3 || v.N != 5 {
		t.Errorf("five answers to a question show %+v", v)
	}
	enough, err := valuesOf(t, m, rows+"3,3,3\n")
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := enough.Value("reliability"); v.Number == nil || math.Abs(*v.Number-1) > 1e-12 || v.N != 5 {
		t.Errorf("answers that agree have %+v", v)
	}
	fewer, err := valuesOf(t, m, rows)
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := fewer.Value("trust"); v.Number != nil {
		t.Errorf("of four people the mean is shown: %v", *v.Number)
	}
}

// What belongs to one operation is refused of another.
func TestPeopleAreMappedRightly(t *testing.T) {
	for m, want := range map[string]string{
		`{"rows":"file","values":[{"name":"n","operation":"duration","column":"a","until":"b"}]}`:                                                              "how times are written",
		`{"rows":"file","time":{"column":"a","format":"YYYY-MM-DD"},"values":[{"name":"n","operation":"duration","column":"a"}]}`:                              "values[0].until",
		`{"rows":"file","values":[{"name":"n","operation":"mean","column":"a","until":"b"}]}`:                                                                  "it is for a duration",
		`{"rows":"file","values":[{"name":"n","operation":"alpha","columns":["a"]}]}`:                                                                          "there are 1 of them",
		`{"rows":"file","values":[{"name":"n","operation":"alpha","columns":["a","a"]}]}`:                                                                      "named twice",
		`{"rows":"file","values":[{"name":"n","operation":"mean","column":"a","columns":["a","b"]}]}`:                                                          "they are for alpha",
		`{"rows":"samples","values":[{"name":"n","operation":"mean","metric":"up","least":5}]}`:                                                                "it is for tables",
		`{"rows":"file","time":{"column":"a","format":"YYYY-MM-DD"},"values":[{"name":"n","operation":"duration","column":"a","until":"b","percentile":101}]}`: "from 0 to 100",
	} {
		if _, err := mapping.Parse([]byte(m)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is answered with %v, where %q was to be said", m, err, want)
		}
	}
}

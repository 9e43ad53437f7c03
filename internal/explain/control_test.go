package explain_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// dated is a value of a day.
type dated struct {
	day   string
	value float64
}

// controlled explains a measure of per cent with the target 95 by its values up to a day.
func controlled(t *testing.T, day, scale string, values []dated) *explain.Status {
	t.Helper()
	_, s := status(t, day, []given{{name: "fixed", scale: scale, unit: "%", period: 31, weight: 1}}, "")
	r, _ := s.Lookup("measure", "fixed")
	typed, _ := record.As[measure.Measure](r)
	var points []measurement.Recorded
	for i, v := range values {
		valid, err := civil.Parse(v.day)
		if err != nil {
			t.Fatal(err)
		}
		points = append(points, measurement.Recorded{Point: measurement.Point{Series: evaluate.SeriesOf(s, typed).ID(), From: valid.Time(), To: evaluate.EndOf(valid), Value: &values[i].value}, Seq: 5, RecordedAt: evaluate.EndOf(valid)})
	}
	on, err := civil.Parse(day)
	if err != nil {
		t.Fatal(err)
	}
	all, err := evaluate.At(s, evaluate.NewValues(points), evaluate.EndOf(on))
	if err != nil {
		t.Fatal(err)
	}
	return explained(t, all, s, "measure", "fixed")
}

const share = `{"direction":"higher","knots":{"worst":50,"red":75,"green":88,"target":95}}`

// worked is the example of docs/explanation/signal-and-noise.md: its values, and the sentences that it quotes.
func worked(t *testing.T) (values []dated, quoted []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "explanation", "signal-and-noise.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "```csv\n")
	table, rest, _ := strings.Cut(table, "```")
	rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		v, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, dated{row[0], v})
	}
	for line := range strings.Lines(rest) {
		if sentence, ok := strings.CutPrefix(strings.TrimSpace(line), "> "); ok {
			quoted = append(quoted, sentence)
		}
	}
	return values, quoted
}

func TestWorkedExampleOfSignalAndNoise(t *testing.T) {
	values, quoted := worked(t)
	if len(values) != 19 || len(quoted) != 5 {
		t.Fatalf("the page has %d values and quotes %q", len(values), quoted)
	}
	calm := controlled(t, "2026-01-05", share, values[:15])
	says(t, calm, quoted[:3]...)
	l := calm.Measure.Control.Stretches[0].Limits
	near(t, "mean", &l.Centre, 60.525, 1e-9)
	near(t, "mean range", &l.Range, 2.3818, 5e-5)
	if calm.Measure.Control.State != "within" || calm.Measure.Control.Target != "keeps-failing" {
		t.Errorf("the chart is %+v", calm.Measure.Control)
	}
	changed := controlled(t, "2026-05-05", share, values)
	says(t, changed, quoted[3:]...)
	c := changed.Measure.Control
	if c.State != "signal" || c.Target != "unforeseen" || c.Moved == nil || c.Moved.Beyond || c.Moved.From.String() != "2026-03-31" || math.Abs(c.Moved.Size-3.7) > 1e-9 {
		t.Errorf("the chart is %+v", c)
	}
	for i := range values[15:] {
		if x := controlled(t, "2026-06-05", share, values[:16+i]).Measure.Control; x.Moved.Beyond {
			t.Errorf("the page says that each change since January was within normal variation, and %s was not", values[15+i].day)
		}
	}
	for _, not := range []string{"within what chance", "If nothing changes"} {
		if strings.Contains(strings.Join(changed.Explanation, " "), not) {
			t.Errorf("beside a signal it is said that %q", not)
		}
	}
}

func series(values ...float64) []dated {
	var out []dated
	first := civil.OfTime(time.Date(2024, 1, 31, 0, 0, 0, 0, time.UTC))
	for i, v := range values {
		if v != 0 {
			day := first.AddDays(31 * i)
			out = append(out, dated{day.String(), v})
		}
	}
	return out
}

// Each form of what a chart says, with data for which it is true; and no other beside it.
func TestSentencesOfControl(t *testing.T) {
	base := []float64{59.5, 60.5, 59.5, 60.5, 59.5, 60.5, 59.5, 60.5, 59.5, 60.5, 59.5, 60.5} // sigma is 0.887
	after := func(more ...float64) []dated { return series(append(base[:12:12], more...)...) }
	forms := []string{"need 8 values; 5 so far", "need 5 changes from one period to the next; 2 so far", "within what chance alone would give", "lies above the control limit", "lies below the control limit",
		"lie above the control limit", "all lie above the mean", "all lie below the mean", "two thirds of the way from the mean to the limit above", "more than a third of the way from the mean to the limit below",
		"1 earlier signal since 2024-01-31 still stands", "is within normal variation", "is more than normal variation gives", "every value will meet", "no value will meet", "some values will meet", "they are a rough guide"}
	for name, c := range map[string]struct {
		values []dated
		scale  string
		want   []string
	}{
		"five values":       {series(base[:5]...), share, []string{"need 8 values; 5 so far"}},
		"hardly changing":   {series(5, 5, 5, 5, 5, 5, 5, 5, 6, 5), share, []string{"need 5 changes from one period to the next; 2 so far"}},
		"chance":            {after(), share, []string{"within what chance alone would give", "is within normal variation", "no value will meet"}},
		"good enough":       {after(), `{"direction":"higher","knots":{"worst":10,"red":20,"green":30,"target":40}}`, []string{"within what chance alone would give", "is within normal variation", "every value will meet"}},
		"by chance":         {after(), `{"direction":"higher","knots":{"worst":10,"red":20,"green":30,"target":60}}`, []string{"within what chance alone would give", "is within normal variation", "some values will meet"}},
		"one above":         {after(70), share, []string{"lies above the control limit", "is more than normal variation gives"}},
		"one below":         {after(50), share, []string{"lies below the control limit", "is more than normal variation gives"}},
		"three above":       {after(70, 71, 70), share, []string{"lie above the control limit", "two thirds of the way from the mean to the limit above", "is within normal variation"}},
		"eight above":       {after(60.2, 60.3, 60.2, 60.3, 60.2, 60.3, 60.2, 60.3), share, []string{"all lie above the mean", "is within normal variation"}},
		"eight below":       {after(59.8, 59.7, 59.8, 59.7, 59.8, 59.7, 59.8, 59.7), share, []string{"all lie below the mean", "is within normal variation"}},
		"four of five":      {after(59, 59, 59, 60.4, 59), share, []string{"more than a third of the way from the mean to the limit below", "is within normal variation"}},
		"it was above":      {after(70, 60), share, []string{"within what chance alone would give", "1 earlier signal since 2024-01-31 still stands", "is more than normal variation gives"}},
		"a base that rises": {series(50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61), share, []string{"lie above the control limit", "two thirds of the way from the mean to the limit above", "is within normal variation", "they are a rough guide"}},
		"behind a gap":      {after(60.5, 0, 60), share, []string{"within what chance alone would give", "no value will meet"}},
	} {
		text := strings.Join(controlled(t, "2028-01-01", c.scale, c.values).Explanation, "\n")
		for _, form := range forms {
			must := false
			for _, w := range c.want {
				must = must || w == form
			}
			if strings.Contains(text, form) != must {
				t.Errorf("%s: that it says %q is %v:\n%s", name, form, !must, text)
			}
		}
	}
}

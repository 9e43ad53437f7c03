package measurement_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measurement"
)

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err) // of the test itself
	}
	return t
}

func number(v float64) *float64 { return &v }

func p(series int64, to string, v float64) measurement.Point {
	return measurement.Point{Series: series, From: at(to), To: at(to), Value: &v}
}

func TestMonthsAreThoseOfUTC(t *testing.T) {
	for text, want := range map[string]int{
		"2026-01-01T00:00:00Z":           2026 * 12,
		"2025-12-31T23:59:59.999999999Z": 2025*12 + 11,
		"2026-01-01T00:59:59+01:00":      2025*12 + 11,
		"2025-12-31T23:30:00-01:00":      2026 * 12,
		"2024-02-29T12:00:00Z":           2024*12 + 1,
		"1990-01-01T00:00:00Z":           1990 * 12,
	} {
		if got := measurement.Month(at(text)); got != want {
			t.Errorf("%s is in month %d, not %d", text, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		moment := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "moment"), 0)
		m := measurement.Month(moment)
		if begin, end := measurement.MonthStart(m), measurement.MonthStart(m+1); moment.Before(begin) || !moment.Before(end) || begin.Day() != 1 {
			t.Fatalf("%s is said to be from %s to %s", moment, begin, end)
		}
	})
}

func TestSeriesNumbers(t *testing.T) {
	s := measurement.Series{Owner: "01J00000000000000000000001", Name: "hardening_index"}
	// printf '01J00000000000000000000001\0hardening_index\0' | sha256sum, first 8 bytes as a number, halved
	if got := s.ID(); got != 6099385414492967860 {
		t.Errorf("the series has the number %d", got)
	}
	seen := map[int64]bool{}
	for _, x := range []measurement.Series{s, {Owner: s.Owner}, {Owner: s.Owner, Unit: s.Owner}, {Owner: s.Owner, Name: s.Name, Unit: s.Owner}, {Owner: "01J00000000000000000000002", Name: s.Name}} {
		if id := x.ID(); seen[id] || id < 0 {
			t.Errorf("%+v has the number %d of another, or below 0", x, id)
		} else {
			seen[id] = true
		}
	}
}

func TestDigestCoversEverything(t *testing.T) {
	n := int64(5)
	base := measurement.Point{Series: 1, From: at("2026-01-01T00:00:00Z"), To: at("2026-01-31T00:00:00Z"), Value: number(1.5), Sample: &n, Note: "why"}
	sum := func(points ...measurement.Point) string {
		d := measurement.NewDigest()
		for _, x := range points {
			d.Add(x)
		}
		return d.Sum()
	}
	// Python: sha256(struct.pack('>QQQ', 1, from_us, to_us) + b'\1' + struct.pack('>d', 1.5) + b'\1' + struct.pack('>Q', 5) + struct.pack('>I', 3) + b'why')
	if got := sum(base); got != "6daee1ffce0800dc589589fd2c2eab1cbafa638ecaca250c0aa8a570ad3268c6" {
		t.Errorf("the digest is %s: points recorded so far could no longer be verified", got)
	}
	seen := map[string]string{sum(): "nothing", sum(base): "the point"}
	zero := int64(0)
	for what, change := range map[string]func(*measurement.Point){
		"series":        func(p *measurement.Point) { p.Series = 2 },
		"begin":         func(p *measurement.Point) { p.From = p.From.Add(time.Microsecond) },
		"end":           func(p *measurement.Point) { p.To = p.To.Add(time.Microsecond) },
		"value":         func(p *measurement.Point) { p.Value = number(math.Nextafter(1.5, 2)) },
		"no value":      func(p *measurement.Point) { p.Value = nil },
		"value 0":       func(p *measurement.Point) { p.Value = number(0) },
		"no sample":     func(p *measurement.Point) { p.Sample = nil },
		"sample 0":      func(p *measurement.Point) { p.Sample = &zero },
		"note":          func(p *measurement.Point) { p.Note = "whx" },
		"no note":       func(p *measurement.Point) { p.Note = "" },
		"note extended": func(p *measurement.Point) { p.Note = "why\x00" },
	} {
		x := base
		change(&x)
		d := sum(x)
		if other, ok := seen[d]; ok {
			t.Errorf("a point with another %s has the digest of %s", what, other)
		}
		seen[d] = what
	}
	if sum(p(1, "2026-01-01T00:00:00Z", 0)) != sum(p(1, "2026-01-01T00:00:00Z", math.Copysign(0, -1))) {
		t.Error("zero and minus zero, which databases do not tell apart, have different digests")
	}
	if sum(base, p(2, "2026-01-01T00:00:00Z", 1)) == sum(p(2, "2026-01-01T00:00:00Z", 1), base) {
		t.Error("the digest does not cover the order")
	}
}

func TestSeal(t *testing.T) {
	b := measurement.Batch{Points: []measurement.Point{
		p(1, "2026-02-01T00:00:00Z", 1), p(2, "2026-01-31T00:00:00Z", 2), p(1, "2026-01-31T00:00:00Z", 3), p(1, "2026-01-05T00:00:00+02:00", 4)}}
	first, err := b.Seal()
	if err != nil {
		t.Fatal(err)
	}
	var order []float64
	for _, x := range b.Points {
		order = append(order, *x.Value)
	}
	if !slices.Equal(order, []float64{4, 3, 2, 1}) {
		t.Errorf("the storage order, by month, series and end, is %v", order)
	}
	if again, err := b.Seal(); err != nil || again != first {
		t.Errorf("sealed again, the digest is another (%v)", err)
	}
	fine := measurement.Batch{Points: []measurement.Point{p(1, "2026-01-31T00:00:00.000000900+02:00", 1)}}
	if _, err := fine.Seal(); err != nil || fine.Points[0].To != at("2026-01-30T22:00:00Z") || fine.Points[0].From != fine.Points[0].To {
		t.Errorf("a finer time in another zone is kept as %+v (%v)", fine.Points[0], err)
	}
	for what, points := range map[string][]measurement.Point{
		"twice":                      {p(1, "2026-01-31T00:00:00Z", 1), p(1, "2026-01-31T00:00:00Z", 2)},
		"twice in other zones":       {p(1, "2026-01-31T00:00:00Z", 1), p(1, "2026-01-31T01:00:00+01:00", 2)},
		"twice within a microsecond": {p(1, "2026-01-31T00:00:00.0000001Z", 1), p(1, "2026-01-31T00:00:00.0000009Z", 2)},
	} {
		bad := measurement.Batch{Points: points}
		if _, err := bad.Seal(); !fault.Is(err, fault.Invalid) {
			t.Errorf("one moment %s: %v", what, err)
		}
	}
	for _, n := range []int{0, measurement.MaxBatch + 1} {
		bad := measurement.Batch{Points: make([]measurement.Point, n)}
		if _, err := bad.Seal(); !fault.Is(err, fault.Limited) {
			t.Errorf("a batch of %d points: %v", n, err)
		}
	}
	full := measurement.Batch{}
	for i := range measurement.MaxBatch {
		full.Points = append(full.Points, measurement.Point{Series: int64(i), To: at("2026-01-31T00:00:00Z")})
	}
	if _, err := full.Seal(); err != nil {
		t.Errorf("a full batch: %v", err)
	}
}

func TestPointsAreChecked(t *testing.T) {
	now := at("2026-09-30T12:00:00Z")
	negative := int64(-1)
	for what, c := range map[string]struct {
		change func(*measurement.Point)
		field  string
	}{
		"fine":             {func(*measurement.Point) {}, ""},
		"withdrawal":       {func(p *measurement.Point) { p.Value, p.Note = nil, "a typing error" }, ""},
		"a clock ahead":    {func(p *measurement.Point) { p.To = now.Add(23 * time.Hour) }, ""},
		"no value":         {func(p *measurement.Point) { p.Value = nil }, "value"},
		"no number":        {func(p *measurement.Point) { p.Value = number(math.NaN()) }, "value"},
		"infinite":         {func(p *measurement.Point) { p.Value = number(math.Inf(-1)) }, "value"},
		"long ago":         {func(p *measurement.Point) { p.To, p.From = at("1989-12-31T23:59:59Z"), at("1989-12-31T23:59:59Z") }, "valid_to"},
		"future":           {func(p *measurement.Point) { p.To = now.Add(25 * time.Hour) }, "valid_to"},
		"no begin":         {func(p *measurement.Point) { p.From = time.Time{} }, "valid_from"},
		"exchanged":        {func(p *measurement.Point) { p.From = p.To.Add(1) }, "valid_from"},
		"negative sample":  {func(p *measurement.Point) { p.Sample = &negative }, "sample"},
		"long note":        {func(p *measurement.Point) { p.Note = strings.Repeat("x", 1001) }, "note"},
		"note not UTF-8":   {func(p *measurement.Point) { p.Note = "\xff" }, "note"},
		"note with zeroes": {func(p *measurement.Point) { p.Note = "a\x00" }, "note"},
	} {
		x := p(1, "2026-09-01T00:00:00Z", 1)
		c.change(&x)
		found := x.Check("points[3].", now)
		if c.field == "" && len(found) > 0 {
			t.Errorf("%s: refused with %v", what, found)
		}
		if c.field != "" && !slices.ContainsFunc(found, func(f fault.Field) bool { return f.Path == "points[3]."+c.field && f.Reason != "" && f.Remedy != "" }) {
			t.Errorf("%s: %v, and nothing of %s", what, found, c.field)
		}
	}
}

func TestBatchNumbersDiffer(t *testing.T) {
	seen := map[int64]bool{}
	for i := range 50 { // of 2 million in each millisecond
		id := measurement.NewBatchID(at("2026-09-30T12:00:00Z").Add(time.Duration(i/5) * time.Millisecond))
		if id <= 0 || seen[id] {
			t.Fatalf("the number %d is not positive or was given before", id)
		}
		seen[id] = true
	}
	if id := measurement.NewBatchID(at("2100-01-01T00:00:00Z")); id <= 0 {
		t.Errorf("in the year 2100 a batch would have the number %d", id)
	}
}

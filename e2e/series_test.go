package e2e_test

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// course is the values of a measure over some days up to the day of the page, as the API tells them.
type course struct {
	first, last, low, high, n float64
	better                    string // the direction of its scale; empty: none
}

// course makes it of the last point of each day; of an aggregated measure, of the values of its periods.
func (r *reader) course(code string, days int) course {
	record, _ := r.doc("/measures/" + code).(map[string]any)
	spec, _ := record["spec"].(map[string]any)
	status, _ := r.doc(fmt.Sprintf("/measures/%s/status?quarters=8&since=%s", code, r.at.AddDate(0, -1, 0).Format(time.DateOnly))).(map[string]any)
	detail, _ := status["measure"].(map[string]any)
	items, day := r.points(code), "valid_to"
	if _, aggregated := spec["aggregation"]; aggregated {
		control, _ := detail["control"].(map[string]any)
		items, _ = control["values"].([]any)
		day = "day"
	}
	decimals, _ := spec["decimals"].(float64)
	began := r.at.UTC().AddDate(0, 0, 1-days).Format(time.DateOnly)
	of, last := map[string]float64{}, map[string]string{}
	for _, x := range items {
		point, _ := x.(map[string]any)
		at, _ := point[day].(string)
		value, known := point["value"].(float64)
		if on := at[:min(len(at), 10)]; known && on >= began && at >= last[on] {
			of[on], last[on] = asRead(value, decimals), at
		}
	}
	out := course{n: float64(len(of)), low: math.Inf(1), high: math.Inf(-1)}
	for i, on := range slices.Sorted(maps.Keys(of)) {
		if i == 0 {
			out.first = of[on]
		}
		out.last, out.low, out.high = of[on], min(out.low, of[on]), max(out.high, of[on])
	}
	scale, _ := detail["scale"].(map[string]any)
	if direction, _ := scale["direction"].(string); direction == "higher" || direction == "lower" {
		out.better = direction
	}
	return out
}

// asRead rounds a value as pages do: what reads the same is the same.
func asRead(v, decimals float64) float64 {
	if decimals == 0 && v != math.Trunc(v) {
		decimals = 1
	}
	return math.Round(v*math.Pow(10, decimals)) / math.Pow(10, decimals)
}

func (r *reader) points(code string) []any {
	points, _ := r.doc("/measures/" + code + "/points?limit=600").(map[string]any)
	items, _ := points["items"].([]any)
	return items
}

// spanOf is how many days a page of measures beside each other shows; 0: it is none.
func spanOf(path string) int {
	switch {
	case !strings.Contains(path, "view=charts"):
		return 0
	case strings.Contains(path, "span=3m"):
		return 91
	case strings.Contains(path, "span=24m"):
		return 730
	}
	return 365
}

// moved counts the measures of such a page by how they went.
func (r *reader) moved(path string, p reading) map[string]int {
	count := map[string]int{}
	for _, code := range p.measures() {
		c := r.course(code, spanOf(path))
		switch rises := c.last > c.first; {
		case c.n < 2:
			count["fewer than two values"]++
		case c.better == "":
			count["no better direction"]++
		case c.first == c.last:
			count["unchanged"]++
		case rises == (c.better == "higher"):
			count["better"]++
		default:
			count["worse"]++
		}
	}
	return count
}

// besides are the numbers that a page of measures beside each other makes of their values, or a row of its table; none of other pages.
func (r *reader) besides(path string, p reading) (out []float64) {
	if spanOf(path) == 0 {
		return nil
	}
	for _, code := range p.measures() {
		out = append(out, r.course(code, spanOf(path)).n)
	}
	for _, n := range r.moved(path, p) {
		out = append(out, float64(n))
	}
	return append(out, float64(len(p.measures())))
}

// measures are the codes of those that it leads to.
func (p reading) measures() []string {
	var out []string
	for _, link := range p.links {
		path, _, _ := strings.Cut(link, "?")
		if code, ok := strings.CutPrefix(path, "/measures/"); ok && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}

// exactly fails where a row of the table of charts has other figures than the values of the measure make, or in another order.
func (r *reader) exactly(path string, row reading) {
	r.Helper()
	codes := row.measures()
	if len(codes) != 1 {
		return
	}
	c := r.course(codes[0], spanOf(path))
	want := []float64{c.first, c.last, c.low, c.high, c.n}
	if c.n == 0 {
		want = []float64{0}
	}
	k := r.of("/measures/" + codes[0])
	text := k.bare(row.text)
	said := figures.FindAllString(text, -1)
	same := len(said) == len(want)
	for i := 0; same && i < len(want); i++ {
		one := known{numbers: want[i : i+1]}
		same = one.has(said[i])
	}
	if !same {
		r.Errorf("%s says of %s as of %q: %s; the API's values make %v", path, codes[0], r.asOf, text, want)
	}
}

// The figures of measures beside each other are made of the values that a program gets, each in its place, and the sentence above them
// counts right.
func TestSeriesBesideEachOtherSayTheNumbersOfTheAPI(t *testing.T) {
	r := newReader(t)
	now := r.at
	for _, months := range []int{0, 8} {
		r.turn(now.AddDate(0, -months, 0), months > 0)
		for _, path := range []string{"/measures?view=charts", "/measures?view=charts&span=24m&page=2", "/measures?view=charts&span=3m&page=3"} {
			p := r.page(path)
			for _, row := range p.rows {
				r.exactly(path, row)
			}
			if len(p.rows) < 2 {
				t.Errorf("%s as of %q has no rows", path, r.asOf)
			}
			said := map[string]int{}
			for _, m := range counted.FindAllStringSubmatch(p.text, -1) {
				said[m[2]], _ = strconv.Atoi(m[1])
			}
			if moved := r.moved(path, p); !maps.Equal(said, moved) {
				t.Errorf("%s as of %q says %v; the API's values make %v", path, r.asOf, said, moved)
			}
		}
	}
}

var counted = regexp.MustCompile(`\b(\d+) (?:is|are|has|have) (better|worse|unchanged|no better direction|fewer than two values)\b`)

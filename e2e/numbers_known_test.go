package e2e_test

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// known is what the API says of the subjects of a page.
type known struct {
	numbers []float64
	cut     []float64 // those that are not rounded: what is incomplete or behind must not seem complete or nearly on plan
	texts   map[string]bool
}

func (k *known) take(key string, d any) {
	switch x := d.(type) {
	case map[string]any:
		for key, v := range x {
			k.take(key, v)
		}
		k.derive(x)
	case []any:
		for _, v := range x {
			k.take(key, v)
		}
	case float64:
		k.numbers = append(k.numbers, x)
		if key == "p" || key == "chance" || key == "season_chance" { // how often in 1,000
			k.numbers = append(k.numbers, 1000*x)
		}
		if key == "chance" { // which is told as below 1 % or above 99 % beyond these
			k.numbers = append(k.numbers, min(0.99, max(0.01, x)))
		}
		if key == "coverage" || key == "confidence" || key == "deviation_pp" || key == "q" {
			k.cut = append(k.cut, x)
		}
	case string:
		if v, err := strconv.ParseFloat(money.ReplaceAllString(x, ""), 64); err == nil {
			k.numbers = append(k.numbers, v)
		}
		for _, n := range lengths.FindAllStringSubmatch(x, -1) { // P6M is six months
			v, _ := strconv.ParseFloat(n[1], 64)
			k.numbers = append(k.numbers, v)
		}
		if len(x) > 7 && strings.ContainsAny(x, "0123456789") {
			k.texts[strings.Join(strings.Fields(x), " ")] = true
		}
	}
}

// derive adds what pages say by subtraction: what a score has changed by since the end of the last quarter and since another day, how far
// a value is from its plan.
func (k *known) derive(x map[string]any) {
	number := func(of map[string]any, name string) (float64, bool) {
		v, ok := of[name].(float64)
		return v, ok
	}
	difference := func(a map[string]any, an string, b map[string]any, bn string) {
		if v, ok := number(a, an); ok {
			if w, ok := number(b, bn); ok {
				k.numbers = append(k.numbers, v-w)
			}
		}
	}
	if past, _ := x["past"].([]any); len(past) > 0 {
		last, _ := past[len(past)-1].(map[string]any)
		difference(x, "score", last, "now")
	}
	difference(x, "planned", x, "actual")
	if planned, ok := number(x, "planned"); ok { // or of both as they are shown
		if actual, ok := number(x, "actual"); ok {
			k.numbers = append(k.numbers, math.Round(planned*10)/10-math.Round(actual*10)/10)
		}
	}
	difference(x, "due", x, "have")
	if published, now := numberIn(x["published"]), numberIn(x["now"]); published != nil && now != nil { // of a closed period, of both as they are shown
		k.numbers = append(k.numbers, math.Round(*now*10)/10-math.Round(*published*10)/10)
		if x["figure"] == "confidence" {
			k.cut = append(k.cut, *published, *now)
		}
	}
	if made, ok := number(x, "contribution"); ok { // what it could be more, if its score were 100
		if own, ok := number(x, "counted"); ok && own > 0 {
			k.numbers = append(k.numbers, made*100/own-made)
		}
	}
	if children, _ := x["children"].([]any); len(children) > 0 {
		weights := 0.0
		for _, c := range children {
			child, _ := c.(map[string]any)
			weight, _ := number(child, "weight")
			weights += weight
		}
		k.numbers = append(k.numbers, weights)
	}
	if scale, ok := x["scale"].(map[string]any); ok {
		reading, _ := x["reading"].(map[string]any)
		for _, side := range []any{scale["knots"], scale["upper"]} {
			leg, _ := side.(map[string]any)
			difference(reading, "value", leg, "target")
		}
	}
	if _, chart := x["stretches"]; chart {
		values, _ := x["values"].([]any)
		drawn, before := 0.0, math.NaN()
		for _, v := range values[max(0, len(values)-24):] {
			period, _ := v.(map[string]any)
			if value, ok := number(period, "value"); ok { // changes are those of the values as they are shown
				value = math.Round(value*10) / 10
				if drawn++; !math.IsNaN(before) {
					k.numbers = append(k.numbers, value-before)
				}
				before = value
			}
		}
		signals, _ := x["signals"].([]any)
		k.numbers = append(k.numbers, drawn, float64(len(signals)))
	}
	comparisons, _ := x["comparisons"].([]any)
	for _, c := range comparisons {
		reading, _ := x["reading"].(map[string]any)
		other, _ := c.(map[string]any)
		figures, _ := other["figures"].([]any)
		for _, f := range append(figures, other) {
			figure, _ := f.(map[string]any)
			difference(reading, "value", figure, "value")
			if v, ok := number(reading, "value"); ok { // or of both as they are shown
				if w, ok := number(figure, "value"); ok {
					k.numbers = append(k.numbers, math.Round(v*10)/10-math.Round(w*10)/10)
				}
			}
		}
	}
	if beyond, smooth := x["beyond"].([]any); smooth {
		k.numbers = append(k.numbers, float64(len(beyond)))
	}
	if have, ok := number(x, "have"); ok {
		if due, ok := number(x, "due"); ok && due > 0 {
			k.numbers = append(k.numbers, have/due)
		}
	}
	if planned, ok := number(x, "planned"); ok {
		baseline, _ := number(x, "baseline")
		target, _ := number(x, "target")
		k.numbers = append(k.numbers, (planned-baseline)/(target-baseline))
	}
	if bytes, ok := number(x, "bytes"); ok {
		k.numbers = append(k.numbers, bytes/1e3, bytes/1e6)
		values, _ := x["values"].(map[string]any)
		k.numbers = append(k.numbers, float64(len(values)))
	}
}

// has tells whether a figure is a number that is known, rounded as it is printed: as it is, or as a share of a hundred.
func (k *known) has(figure string) bool {
	plain := strings.ReplaceAll(figure, ",", "")
	v, err := strconv.ParseFloat(plain, 64)
	if err != nil {
		return false
	}
	_, decimals, _ := strings.Cut(plain, ".")
	step := math.Pow10(-len(decimals))
	for _, x := range k.numbers {
		x = math.Abs(x)
		if math.Abs(x-v) <= step/2+1e-9 || math.Abs(x*100-v) <= step/2+1e-9 {
			return true
		}
		for _, band := range []float64{40, 70} { // a score is not rounded into a band that it does not reach
			if x < band && x > band-step && math.Abs(v-(band-step)) < 1e-9 {
				return true
			}
		}
	}
	for _, x := range k.cut {
		for _, x := range []float64{math.Abs(x), math.Abs(x) * 100} {
			if math.Abs(math.Floor(x/step+1e-9)*step-v) < 1e-9 {
				return true
			}
		}
	}
	return false
}

// bare is a text without what the API tells as text, and without dates and codes.
func (k *known) bare(text string) string {
	texts := slices.Collect(maps.Keys(k.texts))
	slices.SortFunc(texts, func(a, b string) int { return len(b) - len(a) })
	for _, t := range texts {
		text = strings.ReplaceAll(text, t, "·")
	}
	for _, not := range []*regexp.Regexp{fixed, dates, codes} {
		text = not.ReplaceAllString(text, "·")
	}
	return text
}

// unknown lists the figures of a text that the API does not have, with the words around them.
func (k *known) unknown(text string) []string {
	text = k.bare(text)
	var out []string
	for _, at := range figures.FindAllStringIndex(text, -1) {
		if !k.has(text[at[0]:at[1]]) {
			out = append(out, fmt.Sprintf("%s in ‘…%s…’", text[at[0]:at[1]], text[max(0, at[0]-60):min(len(text), at[1]+30)]))
		}
	}
	return out
}

// numberIn is the number of a figure that was published, or is known now; nil where it is a word.
func numberIn(figure any) *float64 {
	one, _ := figure.(map[string]any)
	if v, ok := one["number"].(float64); ok {
		return &v
	}
	return nil
}

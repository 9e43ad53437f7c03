package demo_test

import (
	"encoding/json"
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// Between any two moments of two years with new values, raised targets and changed scales, what is said to have changed a
// score adds up to the difference of the two, which are computed each by itself.
func TestChangesAddUpBetweenAnyTwoMoments(t *testing.T) {
	now := time.Date(2026, 11, 21, 22, 0, 0, 0, time.UTC)
	d := tell(t, now)
	at := func(day time.Time) service.AsOf {
		a, err := service.ParseAsOf(day.Format(time.DateOnly))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	d.turn(t)
	compared, moved := 0, map[string]bool{}
	for from := now.AddDate(0, -24, 0); from.Before(now); from = from.AddDate(0, 2, 3) { // up to all that was just changed
		compared += d.changes(t, service.AsOf{}, at(from), moved)
	}
	if !moved["definition"] || !moved["weights"] || !moved["structure"] {
		t.Errorf("effects were of %v only", moved)
	}
	for from := now.AddDate(0, -24, 0); from.Before(now); from = from.AddDate(0, 3, 1) {
		for to := from.AddDate(0, 1, 0); to.Before(now); to = to.AddDate(0, 4, 3) {
			compared += d.changes(t, at(to), at(from), moved)
		}
	}
	if compared < 100 || !moved["data"] {
		t.Errorf("%d changes were compared, and effects were of %v: the story has become too quiet to show anything", compared, moved)
	}
}

// turn changes a scale, weights and what counts, by an administrator who brings the records in with their states.
func (d told) turn(t *testing.T) {
	t.Helper()
	v := d.view(t, service.AsOf{})
	edit := func(kind, name string, change func(spec map[string]any)) {
		r, err := v.Record(kind, name)
		if err != nil {
			t.Fatal(err)
		}
		b, err := v.Declared(r)
		if err != nil {
			t.Fatal(err)
		}
		tree, err := record.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		spec, ok := tree.(map[string]any)
		if !ok {
			t.Fatalf("%s is %s", name, b)
		}
		change(spec)
		if _, err := d.Declare(t.Context(), access.Console("test"), []record.Change{{Declaration: record.Declaration{Kind: kind, Name: name, Title: r.Title, State: r.State, Spec: spec}}}, "turned"); err != nil {
			t.Fatal(err)
		}
	}
	edit("measure", "hardening-index", func(spec map[string]any) {
		spec["scale"] = map[string]any{"direction": "higher", "knots": map[string]any{"worst": json.Number("10"), "red": json.Number("30"), "green": json.Number("60"), "target": json.Number("70")}}
	})
	edit("objective", "harden-servers", func(spec map[string]any) {
		spec["measures"] = []any{map[string]any{"measure": "hardening-index", "weight": json.Number("5")}, map[string]any{"measure": "vulnerable-packages", "weight": json.Number("1")},
			map[string]any{"measure": "standard-profile-score", "weight": json.Number("2")}}
	})
}

// changes compares all records with a status between two moments, and gives how many could be.
func (d told) changes(t *testing.T, to, from service.AsOf, moved map[string]bool) (compared int) {
	t.Helper()
	then, v := d.view(t, from), d.view(t, to)
	for _, k := range explain.Kinds() {
		records, err := v.List(k.Name, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			if d.change(t, v, then, r, from, moved) {
				compared++
			}
		}
	}
	return compared
}

func (d told) view(t *testing.T, a service.AsOf) *service.View {
	t.Helper()
	v, err := d.View(t.Context(), access.Console("test"), a)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// change compares one record between two moments, and notes which effects there were.
func (d told) change(t *testing.T, v, then *service.View, r *record.Record, since service.AsOf, moved map[string]bool) bool {
	t.Helper()
	s, err := v.ExplainMore(t.Context(), r, service.Question{Since: since})
	if fault.Is(err, fault.NotFound) {
		return false // it is not in force
	}
	if err != nil {
		t.Fatal(err)
	}
	if s.Change == nil {
		t.Fatal("nothing is compared")
	}
	e := s.Change.Effects
	if e == nil {
		return false
	}
	before, err := then.Record(r.Kind, string(r.UID))
	if err != nil {
		t.Fatal(err)
	}
	old, err := then.Explain(t.Context(), before)
	if err != nil {
		t.Fatal(err)
	}
	sum := e.Data + e.Definition + e.Weights + e.Structure
	if math.Abs(sum-(*s.Score-*old.Score)) > 1e-9 || math.Abs(e.Total-sum) > 1e-9 {
		t.Errorf("%s %s since %s: the effects add up to %v; the score went from %v to %v", r.Kind, r.Name, since.Text, sum, *old.Score, *s.Score)
	}
	var printed float64
	for _, text := range []string{e.Shown.Data, e.Shown.Definition, e.Shown.Weights, e.Shown.Structure} {
		printed += parse(t, text)
	}
	if want := parse(t, s.Shown) - parse(t, old.Shown); math.Abs(printed-want) > 1e-9 || math.Abs(parse(t, e.Shown.Total)-want) > 1e-9 {
		t.Errorf("%s %s since %s: printed effects add up to %v; the printed score went from %s to %s", r.Kind, r.Name, since.Text, printed, old.Shown, s.Shown)
	}
	for name, x := range map[string]float64{"data": e.Data, "definition": e.Definition, "weights": e.Weights, "structure": e.Structure} {
		moved[name] = moved[name] || x != 0
	}
	return true
}

func parse(t *testing.T, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

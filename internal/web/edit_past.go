package web

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// movedBefore tells what a change makes of figures of the past, at the ends of quarters that trends show: how many of them it moves, and one of the latest of those,
// of the record itself where it is among them. It tells, too, whether a value is written over that holds from a day on. It is empty where nothing of the past differs, or the
// reader may not read what scores speak of.
func (l *look) movedBefore(ctx context.Context, would *service.View, old, next *record.Record) (page.PastEffects, error) {
	if !l.SeesFigures() {
		return page.PastEffects{}, nil
	}
	ends := service.QuarterEnds(l.At, periods-1)
	out := page.PastEffects{Ends: len(ends)}
	k, _ := l.Registry().Kind(next.Kind)
	out.Name, out.From = l.writtenOver(k, l.Diff(old, next), l.declaredOf(old)(), l.declaredOf(next)())
	if out.From.After(l.At) {
		out.Name = ""
	}
	for _, end := range ends {
		before, err := l.StatusAt(ctx, end)
		if err != nil {
			return page.PastEffects{}, err
		}
		after, err := would.StatusAt(ctx, end)
		if err != nil {
			return page.PastEffects{}, err
		}
		list, _ := l.effects(before, after, math.MaxInt)
		if len(list) == 0 {
			continue
		}
		out.Moved++
		out.At, out.Effect = end, list[0]
		if own := slices.IndexFunc(list, func(e page.ScoreEffect) bool { return e.Kind == next.Kind && e.Code == next.Code }); own >= 0 {
			out.Effect = list[own]
		}
	}
	if out.Moved == 0 && out.Name == "" {
		return page.PastEffects{}, nil
	}
	return out, nil
}

// writtenOver finds the first value that holds from a day on and of which what was said for that day is said otherwise or no more: what the field is called, and the day;
// zero: from the beginning. The name is empty where there is none.
func (l *look) writtenOver(k *record.Kind, changes []record.FieldChange, was, is record.Tree) (name string, from time.Time) {
	for _, c := range changes {
		at, f := datedIn(k.Fields, c.Field)
		if f == nil || valueAt(was, at) == nil || valueAt(is, at) == nil {
			continue
		}
		if list, _, in := strings.Cut(at, "["); in && entriesAt(was, list) != entriesAt(is, list) { // what stands at a place is another entry
			continue
		}
		now := heldFrom(valueAt(is, at))
		for i, e := range heldFrom(valueAt(was, at)) {
			if slices.Contains(now, e) {
				continue
			}
			s := speller{kind: k}
			s.spell(k.Fields, at, "")
			if day, err := civil.Parse(e.day); err == nil && i > 0 {
				from = day.Time()
			}
			return s.name(), from
		}
	}
	return "", from
}

func entriesAt(tree record.Tree, path string) int {
	list, _ := valueAt(tree, path).([]any)
	return len(list)
}

// heldEntry is what a value is from a day on, as text.
type heldEntry struct{ day, value string }

// heldFrom lists what a value is from which day on; a bare one holds from the beginning.
func heldFrom(said record.Tree) []heldEntry {
	list, dated := said.([]any)
	if !dated {
		return []heldEntry{{value: plainText(said)}}
	}
	out := make([]heldEntry, len(list))
	for i, x := range list {
		m, _ := x.(map[string]any)
		out[i] = heldEntry{plainText(m["from"]), plainText(m["value"])}
	}
	return out
}

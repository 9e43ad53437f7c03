package jsonfile

import (
	"errors"
	"fmt"
	"time"

	"cel.dev/cel-go/common/types"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/tally"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

// see takes the time of a row, or of the document.
func (b *bound) see(v *variables) ([]fault.Field, error) {
	out, bad, err := b.at.eval(b.ctx, v, &b.spent)
	if bad != nil {
		return []fault.Field{*bad}, nil
	}
	if err != nil {
		return nil, err
	}
	if t, ok := out.(types.Timestamp); ok {
		b.dated(t.UTC())
		return nil, nil
	}
	text, ok := said(out)
	if !ok {
		return []fault.Field{{Path: b.at.path, Reason: "it gives neither a text nor a number", Remedy: "Give the time as the file writes it"}}, nil
	}
	at, reason, remedy := b.clock.Read(text)
	if reason != "" {
		return []fault.Field{{Path: b.at.path, Reason: reason, Remedy: remedy}}, nil
	}
	b.dated(at)
	return nil, nil
}

func (b *bound) dated(at time.Time) {
	if at.After(b.newest) {
		b.newest = at
	}
}

// holds computes a condition; without one it holds.
func (b *bound) holds(e *program, v *variables) (bool, *fault.Field, error) {
	if e == nil {
		return true, nil, nil
	}
	out, bad, err := e.eval(b.ctx, v, &b.spent)
	if bad != nil {
		return false, bad, nil
	}
	if err != nil {
		return false, nil, err
	}
	yes, ok := out.(types.Bool)
	if !ok {
		return false, &fault.Field{Path: e.path, Reason: "it is neither true nor false", Remedy: "Compare it with something, as in row.severity == 'HIGH'"}, nil
	}
	return bool(yes), nil, nil
}

// thing computes what a row, or the document, says for a rule.
func (b *bound) thing(i int, v *variables) (tally.Thing, []fault.Field, error) {
	r := b.rules[i]
	whole, bad, err := b.holds(r.among, v)
	if bad != nil || err != nil {
		return tally.Thing{}, fields(bad), err
	}
	thing := tally.Thing{Whole: whole}
	if !whole {
		return thing, nil, nil
	}
	if thing.Fits, bad, err = b.holds(r.when, v); bad != nil || err != nil || !thing.Fits || r.value == nil {
		return thing, fields(bad), err
	}
	out, bad, err := r.value.eval(b.ctx, v, &b.spent)
	switch {
	case errors.Is(err, errNone) && r.Empty == mapping.Skip:
		b.skipped[i]++
		return thing, nil, nil
	case errors.Is(err, errNone) && r.Empty == mapping.Zero && r.Operation != mapping.Distinct:
		thing.Number = new(float64)
		return thing, nil, nil
	case bad != nil:
		return thing, fields(bad), nil
	case err != nil:
		return thing, nil, err
	}
	if r.Operation == mapping.Distinct {
		text, ok := said(out)
		if !ok {
			return thing, []fault.Field{{Path: r.value.path, Reason: "it gives neither a text nor a number", Remedy: "Name a value that tells rows apart"}}, nil
		}
		thing.Text, thing.Number = text, new(float64)
		return thing, nil, nil
	}
	n, ok := number(out)
	if !ok {
		reason := "it does not give a finite number"
		if text, is := out.(types.String); is {
			reason = fmt.Sprintf("%q is a text, not a number", collect.Short(string(text)))
		}
		return thing, []fault.Field{{Path: r.value.path, Reason: reason, Remedy: "Write double(…) around a text that holds a number"}}, nil
	}
	thing.Number = &n
	return thing, nil, nil
}

func fields(f *fault.Field) []fault.Field {
	if f == nil {
		return nil
	}
	return []fault.Field{*f}
}

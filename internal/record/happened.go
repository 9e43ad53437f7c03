package record

import (
	"fmt"
	"reflect"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// eastward is how far the furthest zone is ahead of the clock of journals: there it is the next day already.
const eastward = 14 * time.Hour

// happened refuses days that have not come anywhere by a moment, of what a record says to have happened. What it said before stays: it was stored by a rule that
// knew no better, and everything else of it can be changed. before is nil of a new record.
func (k *Kind) happened(before, r *Record, at time.Time) []fault.Field {
	if !k.past {
		return nil
	}
	last := civil.OfTime(at.UTC().Add(eastward))
	said := map[string]bool{}
	if before != nil {
		k.pastDays(before, func(_, meaning string, day civil.Date) { said[meaning+" "+day.String()] = true })
	}
	var out []fault.Field
	k.pastDays(r, func(path, meaning string, day civil.Date) {
		if day.After(last) && !said[meaning+" "+day.String()] {
			out = append(out, fault.Field{Path: path, Reason: fmt.Sprintf("is %s, which has not come yet", day), Remedy: "Give the day on which it was; what is still to come is entered once it has come"})
		}
	})
	return out
}

// pastDays gives the days of what a record says to have happened: where each stands, and the same without places.
func (k *Kind) pastDays(r *Record, do func(path, meaning string, day civil.Date)) {
	v := reflect.ValueOf(r.spec)
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		pastDaysOf(v.Elem(), k.Fields, "spec", "", do)
	}
}

func pastDaysOf(v reflect.Value, fields []Field, path, meaning string, do func(path, meaning string, day civil.Date)) {
	for i := range fields {
		f := &fields[i]
		if !f.happens() {
			continue
		}
		pastDaysIn(v.Field(f.index), f, Join(path, f.Name), Join(meaning, f.Name), do)
	}
}

func pastDaysIn(v reflect.Value, f *Field, path, meaning string, do func(path, meaning string, day civil.Date)) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	switch f.Type {
	case List:
		for i := range v.Len() {
			pastDaysIn(v.Index(i), f.Elem, Item(path, i), meaning, do)
		}
	case Object:
		pastDaysOf(v, f.Fields, path, meaning, do)
	case Day:
		if day := v.Interface().(civil.Date); !day.IsZero() {
			do(path, meaning, day)
		}
	}
}

// happens tells whether the field, or one within it, is a day of what has happened.
func (f *Field) happens() bool {
	out := false
	f.walk(func(g Field) { out = out || g.Past })
	return out
}

// mustHavePassed refuses past where it would not be carried out.
func (f *Field) mustHavePassed(where string) {
	if f.Past && (f.Type != Day || f.Dated || f.Due || f.Until) {
		panic(where + ": only a plain day, on which nothing runs out, can be past")
	}
	if (f.Dated || f.Type == Table) && f.happens() {
		panic(where + ": nothing within dated values and tables can be past")
	}
}

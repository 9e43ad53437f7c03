package record

import (
	"fmt"
	"reflect"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/civil"
)

// Ending is a day on which something that a record says runs out.
type Ending struct {
	Path  string // where it stands in the record: spec.measures[0].not_applicable.expires
	Field string // the same without spec, places and names of entries: measures.not_applicable.expires
	Day   civil.Date
	Due   bool // something has to be done by then, and it stays open behind that day; false: it ends by itself
}

// Ends is a group of fields that runs out on a day which no field of it is by itself, such as the next review.
type Ends interface {
	// Ends gives the day as it is known on another; zero where there is none.
	Ends(on civil.Date) civil.Date
}

var endsType = reflect.TypeFor[Ends]()

// RunsOut tells whether records of the kind can say something that runs out.
func (k *Kind) RunsOut() bool { return len(k.endings) > 0 }

// Endings lists the days on which what a record says runs out, in the order of its fields: of dated values what holds on a day. What is not
// said has no day.
func (k *Kind) Endings(r *Record, on civil.Date) []Ending {
	v := reflect.ValueOf(r.spec)
	if len(k.endings) == 0 || v.Kind() != reflect.Pointer || v.IsNil() {
		return nil
	}
	w := endings{on: on}
	for _, f := range k.endings {
		w.value(v.Elem().Field(f.index), f, Ending{Path: "spec." + f.Name, Field: f.Name})
	}
	return w.out
}

type endings struct {
	on  civil.Date
	out []Ending
}

func (w *endings) value(v reflect.Value, f Field, at Ending) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	if f.Dated {
		w.dated(v, f, at)
		return
	}
	at.Due = f.Due
	switch {
	case f.Type == List:
		for i := range v.Len() {
			one := at
			one.Path += "[" + strconv.Itoa(i) + "]"
			w.value(v.Index(i), *f.Elem, one)
		}
	case f.Type == Table:
		for _, key := range sortedEntries(v) {
			one := at
			one.Path = Join(at.Path, key.String())
			w.value(v.MapIndex(key), *f.Elem, one)
		}
	case !f.Due && !f.Until:
		for _, g := range f.Fields {
			if g.runsOut() {
				w.value(v.Field(g.index), g, Ending{Path: Join(at.Path, g.Name), Field: Join(at.Field, g.Name)})
			}
		}
	case f.Type == Day:
		w.add(at, v.Interface().(civil.Date))
	case f.Type == Span:
		w.add(at, v.Interface().(Range).Until)
	default:
		w.add(at, v.Interface().(Ends).Ends(w.on))
	}
}

func (w *endings) add(at Ending, day civil.Date) {
	if at.Day = day; !day.IsZero() {
		w.out = append(w.out, at)
	}
}

// dated goes on with the value that holds on the day; before the first one, with that.
func (w *endings) dated(v reflect.Value, f Field, at Ending) {
	holds := -1
	for i := range v.Len() {
		if from := v.Index(i).FieldByName("From").Interface().(civil.Date); holds < 0 || !from.After(w.on) {
			holds = i
		}
	}
	if holds < 0 {
		return
	}
	bare := f
	bare.Dated = false
	at.Path = v.Interface().(datedValue).Path(at.Path, holds)
	w.value(v.Index(holds).FieldByName("Value"), bare, at)
}

// runsOut tells whether the field, or one within it, says when something runs out.
func (f Field) runsOut() bool {
	out := false
	f.walk(func(g Field) { out = out || g.Due || g.Until })
	return out
}

// mustRunOut refuses due and until where the field has no day.
func (f Field) mustRunOut(where string) {
	one := f
	if f.Elem != nil {
		one = *f.Elem
	}
	if one.Due && one.Until {
		panic(where + ": is due or ends by itself, not both")
	}
	if (one.Due || one.Until) && one.Type != Day && one.Type != Span && !one.typ.Implements(endsType) {
		panic(fmt.Sprintf("%s: only a day, a span of days and a group that ends can be due or until", where))
	}
}

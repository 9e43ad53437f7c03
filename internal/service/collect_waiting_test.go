package service_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// A run keeps the curve that a duration was read from, for the file as a whole and for each of its units, and a measure finds its own. The figures are those of Freireich (1963), as the
// survfit of R gives them: half have relapsed after 23 weeks, here days, in an interval that begins at 13; nine of 21 have, after 109 ÷ 9 in the mean.
func TestARunKeepsHowLongCasesTook(t *testing.T) {
	last := time.Date(2023, 9, 30, 0, 0, 0, 0, time.UTC)
	file := "place,found,mended\n"
	for _, d := range []int{6, 6, 6, 7, 10, 13, 16, 22, 23} {
		file += fmt.Sprintf("enterprise,%s,%s\n", last.AddDate(0, 0, -d).Format(time.DateOnly), last.Format(time.DateOnly))
	}
	for _, d := range []int{6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35} {
		file += fmt.Sprintf("enterprise,%s,\n", last.AddDate(0, 0, -d).Format(time.DateOnly))
	}
	mapping := `time: {column: found, format: YYYY-MM-DD}, values: [{name: half, operation: duration, column: found, until: mended}, {name: all, operation: count}]}}`
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			b.must(b.declare(manager, base+doc("source", "register", "Register", "{unit: enterprise, format: csv, mapping: {rows: file, "+mapping)+measureDoc("time-to-mend", "source: register, value: half, ")+
				measureDoc("flaws", "source: register, value: all, ")+doc("source", "by-place", "Register by unit", "{unit: enterprise, format: csv, mapping: {rows: file, unit_column: place, "+mapping)+
				measureDoc("time-here", "source: by-place, value: half, ")))
			find := func(measureName, source string) (store.Waiting, bool) {
				got, err := b.Collect(t.Context(), manager, service.NewFile{Source: source, Content: strings.NewReader(file)})
				b.must(err)
				v, err := b.View(t.Context(), manager, service.AsOf{})
				b.must(err)
				run, err := v.Run(t.Context(), got.Run.ID)
				b.must(err)
				r, err := v.Record("measure", measureName)
				b.must(err)
				m, _ := record.As[measure.Measure](r)
				return v.WaitingOf(run, m)
			}
			for measureName, source := range map[string]string{"time-to-mend": "register", "time-here": "by-place"} {
				w, ok := find(measureName, source)
				if !ok || w.Days != 23 || w.Percentile != 50 || w.Cases != 21 || w.Ended != 9 || w.Low == nil || *w.Low != 13 || w.High != nil || fmt.Sprintf("%.3f", *w.ClosedMean) != "12.111" || len(w.Steps) != 7 {
					t.Fatalf("%s: the curve is %+v, %v", measureName, w, ok)
				}
				if x := w.Steps[6]; x.Days != 23 || x.AtRisk != 6 || fmt.Sprintf("%.4f", x.Open) != "0.4482" {
					t.Errorf("%s: at last %+v are open, by the book 0.4482 of the six before", measureName, x)
				}
			}
			// forty days on, told beside the file, the twelve that are open have waited longer than any that ended took: fewer than half of the cases have, and there is no value
			later, err := b.Collect(t.Context(), manager, service.NewFile{Source: "register", Content: strings.NewReader(file + "\n"), ObservedAt: last.AddDate(0, 0, 40)})
			b.must(err)
			if v := later.Run.Reading.Values; v["half"] != nil || *v["all"] != 21 || !later.Run.Reading.ToldAt {
				t.Errorf("forty days later half of the cases have ended after %v days", *v["half"])
			}
			if _, err := b.Collect(t.Context(), manager, service.NewFile{Source: "register", Content: strings.NewReader(file + "\n\n"), ObservedAt: last.AddDate(0, 0, -1)}); !fault.Is(err, fault.Invalid) ||
				!strings.Contains(fmt.Sprint(fault.Of(err).Fields), "when the file is said to have been so") {
				t.Errorf("a file whose cases end after the day that is told is answered with %v", err)
			}
			if w, ok := find("flaws", "register"); ok {
				t.Errorf("a count has a curve: %+v", w)
			}
		})
	}
}

// Package sample fills the page values of internal/web/page with the invented organisation of the design prototype:
// for the preview program, the page tests and the browser tests. It is not part of the product and computes nothing.
package sample

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/web/page"
)

func v(f float64) *float64 { return &f }

func vs(values ...float64) []*float64 {
	out := make([]*float64, len(values))
	for i := range values {
		out[i] = &values[i]
	}
	return out
}

func day(year, month, d int) time.Time {
	return time.Date(year, time.Month(month), d, 0, 0, 0, 0, time.UTC)
}

func at(year, month, d, hour, minute int) time.Time {
	return time.Date(year, time.Month(month), d, hour, minute, 0, 0, time.UTC)
}

// Frame is the surroundings of a page of the sample organisation, for one address.
func Frame(path string) page.Frame {
	return page.Frame{
		Organisation: "Halden Grid",
		Person:       &page.Person{Name: "Kari Solberg", Role: "ISMS manager"},
		AsOf: page.AsOf{Day: day(2026, 9, 30), Latest: day(2026, 10, 6), Path: path,
			Quarters: []time.Time{day(2025, 12, 31), day(2026, 3, 31), day(2026, 6, 30), day(2026, 9, 30)}},
		Scopes: []page.Scope{{Name: "All units", Asked: "all", Current: true}, {Name: "Halden Grid", Asked: "U-01"},
			{Name: "North region", Asked: "U-02", Depth: 1}, {Name: "Gulf region", Asked: "U-03", Depth: 1}},
		Recorded: page.Recorded{Seq: 1042, At: at(2026, 10, 6, 14, 2), By: "Kari Solberg"},
	}
}

func objective(code, name string) page.Ref {
	return page.Ref{Code: code, Name: name, Path: page.PathObjectives + "/" + code}
}

func measure(code, name string) page.Ref {
	return page.Ref{Code: code, Name: name, Path: page.PathMeasures + "/" + code}
}

// Past turns a frame to an earlier day, with every banner there is.
func Past(f page.Frame) page.Frame {
	f.AsOf.Day, f.AsOf.Past, f.Demo = day(2026, 6, 30), true, true
	visitor := *f.Person
	visitor.Change = page.PathChoose
	f.Person = &visitor
	f.AsOf.Keep = []page.Param{{Name: "show", Value: "attention"}}
	f.Behind = &page.Behind{Wrote: 1044, Shown: 1042}
	return f
}

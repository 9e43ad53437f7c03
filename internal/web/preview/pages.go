package main

import (
	"context"
	"io"
	"maps"

	"github.com/steelyard-isms/steelyard/internal/catalog/glossary"
	"github.com/steelyard-isms/steelyard/internal/web/page"
	"github.com/steelyard-isms/steelyard/internal/web/preview/sample"
)

type renderer interface {
	Render(ctx context.Context, w io.Writer) error
}

// everything is all pages with those of drawings.
func everything() map[string]func(page.Frame) renderer {
	out := maps.Clone(pages)
	maps.Copy(out, galleries())
	return out
}

// pages maps addresses to sample pages: every kind of page, full and empty.
var pages = map[string]func(page.Frame) renderer{
	"/scorecard": func(f page.Frame) renderer { return sample.Scorecard(f) },
	"/scorecard/empty": func(f page.Frame) renderer {
		return page.Scorecard{Frame: f}
	},
	"/scorecard/comparable":          func(f page.Frame) renderer { return sample.Comparable(f) },
	"/scorecard/since":               func(f page.Frame) renderer { return sample.Since(f) },
	"/reports":                       func(f page.Frame) renderer { return sample.Reports(f) },
	"/reports/empty":                 func(f page.Frame) renderer { return page.Reports{Frame: f} },
	"/reports/narrowed":              func(f page.Frame) renderer { return page.Reports{Frame: sample.Narrowed(f)} },
	"/evidence/narrowed":             func(f page.Frame) renderer { return page.Evidence{Frame: sample.Narrowed(f)} },
	"/initiatives/narrowed":          func(f page.Frame) renderer { return page.Table{Frame: sample.Narrowed(f), Kind: "initiative"} },
	"/units/U-03/beyond":             func(f page.Frame) renderer { return sample.Beyond(f) },
	"/reports/P-03":                  func(f page.Frame) renderer { return sample.Report(f) },
	"/begin":                         func(f page.Frame) renderer { return sample.Begin(f) },
	"/begin/going":                   func(f page.Frame) renderer { return sample.Going(f) },
	"/units/since":                   func(f page.Frame) renderer { return sample.SinceUnit(f) },
	"/records":                       func(f page.Frame) renderer { return sample.Kinds(f) },
	"/initiatives":                   func(f page.Frame) renderer { return sample.Table(f) },
	"/initiatives/view":              func(f page.Frame) renderer { return sample.SavedTable(f) },
	"/initiatives/keeping":           func(f page.Frame) renderer { return sample.KeptTable(f) },
	"/initiatives/wrong":             func(f page.Frame) renderer { return sample.WrongTable(f) },
	"/initiatives/IN-03":             func(f page.Frame) renderer { return sample.Record(f) },
	"/benchmarks/BM-02":              func(f page.Frame) renderer { return sample.Benchmark(f) },
	"/period-closes/PC-01":           func(f page.Frame) renderer { return sample.Period(f) },
	"/period-closes/PC-01/published": func(f page.Frame) renderer { return sample.Publications(f) },
	"/period-closes/PC-02":           func(f page.Frame) renderer { return sample.OpenPeriod(f) },
	"/measures/import":               func(f page.Frame) renderer { return sample.Proposal(f) },
	"/measures/bulk":                 func(f page.Frame) renderer { return sample.Bulk(f) },
	"/objectives/O-07/edit":          func(f page.Frame) renderer { return sample.Edit(f) },
	"/objectives/new":                func(f page.Frame) renderer { return sample.Part(f, "what") },
	"/objectives/new/plan":           func(f page.Frame) renderer { return sample.Part(f, page.PartPlan) },
	"/objectives/new/review":         func(f page.Frame) renderer { return sample.Part(f, page.PartReview) },
	"/actions/A-01/moves":            func(f page.Frame) renderer { return sample.Unfinished(f) },
	"/objectives/O-07/review":        func(f page.Frame) renderer { return sample.Review(f) },
	"/objectives/O-07/notes":         func(f page.Frame) renderer { return sample.Discuss(f) },
	"/period-closes/PC-01/moves":     func(f page.Frame) renderer { return sample.PeriodMoves(f) },
	"/objectives/O-07/moves":         func(f page.Frame) renderer { return sample.Moves(f) },
	"/values":                        func(f page.Frame) renderer { return sample.Values(f) },
	"/values/periods":                func(f page.Frame) renderer { return sample.ValueGrid(f) },
	"/values/entered":                func(f page.Frame) renderer { return sample.EnteredValues(f) },
	"/persons/new":                   func(f page.Frame) renderer { return sample.New(f) },
	"/strategy-map":                  func(f page.Frame) renderer { return sample.Strategy(f) },
	"/strategy-map/cascade":          func(f page.Frame) renderer { return sample.Cascade(f) },
	"/units/compared":                func(f page.Frame) renderer { return sample.UnitsSince(f) },
	"/units":                         func(f page.Frame) renderer { return sample.Units(f) },
	"/units/empty":                   func(f page.Frame) renderer { return page.Units{Frame: f} },
	"/units/U-02":                    func(f page.Frame) renderer { return sample.Unit(f) },
	"/units/U-01/withheld":           func(f page.Frame) renderer { return sample.Withheld(f) },
	"/units/U-05":                    func(f page.Frame) renderer { return sample.BareUnit(f) },
	"/objectives":                    func(f page.Frame) renderer { return sample.Objectives(f) },
	"/objectives/empty":              func(f page.Frame) renderer { return page.Objectives{Frame: f} },
	"/objectives/O-07":               func(f page.Frame) renderer { return sample.Objective(f) },
	"/objectives/O-14":               func(f page.Frame) renderer { return sample.SilentObjective(f) },
	"/measures":                      func(f page.Frame) renderer { return sample.Measures(f) },
	"/measures/charts":               func(f page.Frame) renderer { return sample.MeasureCharts(f) },
	"/measures/coverage":             func(f page.Frame) renderer { return sample.Coverage(f) },
	"/measures/library":              func(f page.Frame) renderer { return sample.UpstreamMeasure(f) },
	"/library":                       func(f page.Frame) renderer { return sample.Library(f) },
	"/library/entry":                 func(f page.Frame) renderer { return sample.LibraryEntry(f) },
	"/measures/empty":                func(f page.Frame) renderer { return page.Measures{Frame: f} },
	"/measures/M-014":                func(f page.Frame) renderer { return sample.Measure(f) },
	"/measures/M-015":                func(f page.Frame) renderer { return sample.LowerMeasure(f) },
	"/measures/M-040":                func(f page.Frame) renderer { return sample.DerivedMeasure(f) },
	"/measures/M-041":                func(f page.Frame) renderer { return sample.SummedMeasure(f) },
	"/measures/M-014/chance":         func(f page.Frame) renderer { return sample.ChanceMeasure(f) },
	"/measures/M-045":                func(f page.Frame) renderer { return sample.CountedMeasure(f) },
	"/measures/M-022":                func(f page.Frame) renderer { return sample.SilentMeasure(f) },
	"/evidence":                      func(f page.Frame) renderer { return sample.Evidence(f) },
	"/evidence/empty":                func(f page.Frame) renderer { return page.Evidence{Frame: f} },
	"/evidence/sources/scanner":      func(f page.Frame) renderer { return sample.Source(f) },
	"/evidence/sources/empty": func(f page.Frame) renderer {
		return page.Source{Frame: f, Ref: page.Ref{Code: "S-11", Name: "Incident register"}}
	},
	"/evidence/runs/412":     func(f page.Frame) renderer { return sample.Run(f) },
	"/evidence/runs/409":     func(f page.Frame) renderer { return sample.FailedRun(f) },
	"/evidence/files/table":  func(f page.Frame) renderer { return sample.File(f) },
	"/evidence/files/lines":  func(f page.Frame) renderer { return sample.FileLines(f) },
	"/evidence/files/binary": func(f page.Frame) renderer { return sample.FileBinary(f) },
	"/evidence/points/77117": func(f page.Frame) renderer { return sample.Point(f) },
	"/why/objective/O-07":    func(f page.Frame) renderer { return sample.Why(f) },
	"/why/scorecard/S-01":    func(f page.Frame) renderer { return sample.WhyWithin(f) },
	"/why/perspective/V-02":  func(f page.Frame) renderer { return sample.WhyUnsplit(f) },
	"/today":                 func(f page.Frame) renderer { return sample.Today(f) },
	"/today/empty":           func(f page.Frame) renderer { return page.Today{Frame: f} },
	"/expiring":              func(f page.Frame) renderer { return sample.Expiring(f) },
	"/expiring/empty":        func(f page.Frame) renderer { return page.Expiring{Frame: f} },
	"/find":                  func(f page.Frame) renderer { return sample.Find(f) },
	"/find/wrong":            func(f page.Frame) renderer { return sample.FindWrong(f) },
	"/glossary":              func(f page.Frame) renderer { return page.Glossary{Frame: f, Sections: glossary.Sections()} },
	"/keys":                  func(f page.Frame) renderer { return page.Keys{Frame: f} },
	"/accounts":              func(f page.Frame) renderer { return sample.Accounts(f) },
	"/accounts/why-not":      func(f page.Frame) renderer { return sample.NoAccounts(f) },
	"/accounts/new":          func(f page.Frame) renderer { return sample.NewAccount(f) },
	"/accounts/kari":         func(f page.Frame) renderer { return sample.Account(f) },
	"/accounts/kari/forget":  func(f page.Frame) renderer { return sample.Forget(f) },
	"/account":               func(f page.Frame) renderer { return sample.Own(f) },
	"/settings":              func(f page.Frame) renderer { return sample.Settings(f) },
	"/welcome":               func(f page.Frame) renderer { return sample.Welcome(f) },
	"/sign-in":               func(f page.Frame) renderer { return sample.SignIn(f) },
	"/choose":                func(f page.Frame) renderer { return sample.Choose(f) },
	"/problem/not-found":     func(f page.Frame) renderer { return sample.Problems(f)["not-found"] },
	"/problem/forbidden":     func(f page.Frame) renderer { return sample.Problems(f)["forbidden"] },
	"/problem/withheld":      func(f page.Frame) renderer { return sample.Problems(f)["withheld"] },
	"/problem/unavailable":   func(f page.Frame) renderer { return sample.Problems(f)["unavailable"] },
	"/problem/internal":      func(f page.Frame) renderer { return sample.Problems(f)["internal"] },
	"/scorecard/past": func(f page.Frame) renderer {
		p := sample.Scorecard(sample.InClosed(f))
		p.Attention = true
		return p
	},
}

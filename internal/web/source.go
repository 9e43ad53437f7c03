package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

func (s *site) source(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	p, err := l.sourcePage(r)
	if err != nil {
		return err
	}
	return show(w, r, http.StatusOK, p)
}

func (l *look) sourcePage(r *http.Request) (page.Source, error) {
	rec, err := l.Record(measure.SourceKind.Name, r.PathValue("ref"))
	if err != nil {
		return page.Source{}, err
	}
	source, _ := record.As[measure.Source](rec)
	runs, err := l.Runs(r.Context(), rec.UID, maxRuns)
	if err != nil {
		return page.Source{}, err
	}
	entries, err := l.runEntries(r, runs)
	if err != nil {
		return page.Source{}, err
	}
	history, err := l.History(r.Context(), rec, maxHistory)
	if err != nil {
		return page.Source{}, err
	}
	fed, used := l.Reading(rec.UID), service.Feeds{}
	for _, m := range fed {
		used.Add(m)
	}
	status, err := l.Status(r.Context())
	if err != nil && !fault.Is(err, fault.Forbidden) {
		return page.Source{}, err
	}
	if err := l.about(r.Context(), rec); err != nil {
		return page.Source{}, err
	}
	p := page.Source{Frame: l.frame, Ref: ref(rec), Purpose: source.Spec.Description, Format: say(l.language(), formatWords, source.Spec.Format), Owner: l.PersonTitle(source.Spec.Owner.UID()),
		Classification: source.Spec.KeptAs(), Retention: l.text("record.days", words.N(source.Spec.KeptFor())), History: l.revisions(history, len(history) == maxHistory)}
	newest, err := l.NewestData(r.Context())
	if err != nil {
		return page.Source{}, err
	}
	var last store.Run
	if len(runs) > 0 {
		last, p.ObservedAt = runs[0], newest[rec.UID]
	}
	p.State = l.state(last, len(runs) > 0, p.ObservedAt, used)
	if every := used.Shortest; every > 0 {
		p.Schedule = l.text("record.every", words.N(every))
		if len(runs) > 0 {
			p.NextDue = p.ObservedAt.AddDate(0, 0, every)
		}
	}
	p.Measures = l.fedMeasures(rec.UID, fed, status)
	for _, run := range runs {
		p.Runs = append(p.Runs, l.runRow(run, entries[run.Seq]))
	}
	for _, c := range source.Spec.Checks {
		p.Checks = append(p.Checks, page.SourceCheck{Value: c.Value, AtLeast: c.AtLeast, AtMost: c.AtMost, Fall: c.Fall, Rise: c.Rise, Holds: c.Holds, Because: strings.TrimSuffix(c.Because, ".")})
	}
	if !l.frame.AsOf.Past && !rec.Retired && l.MayDeclare(rec) == nil {
		p.Edit = pathOf(rec) + "/edit#f-spec-checks"
	}
	if !l.frame.AsOf.Past && !rec.Retired && l.MayCollect(rec) == nil {
		p.Send = &page.SendFile{Path: pathOf(rec) + "/send", MostMiB: service.MaxEvidence >> 20}
	}
	return p, nil
}

// fedMeasures are the measures that a source feeds, each with the values that it reads and what it comes to.
func (l *look) fedMeasures(source record.UID, fed []record.Of[measure.Measure], status *evaluate.Status) []page.SourceValue {
	goals := countsFor(status)
	var out []page.SourceValue
	for _, m := range fed {
		if len(out) > 0 && out[len(out)-1].Measure.Code == m.Code {
			continue
		}
		row := page.SourceValue{Measure: ref(m.Record), CountsFor: goals[m.UID]}
		for _, f := range valuesFrom(source, m) {
			row.Names = append(row.Names, f.name)
		}
		if status != nil && status.Measures[m.UID] != nil {
			x := status.Measures[m.UID]
			row.Now, row.NowAt, row.Data, row.Score = current(x), lastAt(x), page.Data(x.Fresh.State), l.measureScore(x)
		}
		out = append(out, row)
	}
	slices.SortStableFunc(out, func(a, b page.SourceValue) int {
		return cmp.Or(cmp.Compare(len(a.Measure.Code), len(b.Measure.Code)), cmp.Compare(a.Measure.Code, b.Measure.Code))
	})
	return out
}

package web

import (
	"cmp"
	"encoding/hex"
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

func (s *site) run(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	run, err := l.Run(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	l.begun(run.RecordedAt)
	entries, err := l.Entries(r.Context(), []int64{run.Seq})
	if err != nil {
		return err
	}
	entry := entries[run.Seq]
	leaf, err := entry.Bytes()
	if err != nil {
		return err
	}
	file, err := l.File(r.Context(), run.SHA256)
	if err != nil {
		return err
	}
	row := l.runRow(run, entry)
	p := page.Run{Frame: l.frame, Ref: row.Ref, Source: row.Source, State: row.State, At: run.RecordedAt, By: row.By, Recorded: row.Points, Items: run.Reading.Items, Host: run.Reading.Host,
		Format: say(l.language(), formatWords, run.Reading.Format), Entry: uint64(run.Seq), LeafHash: hex.EncodeToString(journal.LeafHash(leaf)),
		File: page.RawFile{Name: run.Filename, SHA256: run.SHA256, Bytes: run.Bytes, Classification: file.Classification, Path: page.PathFiles + run.SHA256}}
	var before *store.Run
	switch last, any, err := l.RunBefore(r.Context(), run); {
	case err != nil:
		return err
	case any:
		before = &last
		p.Before = page.RunBefore{Ref: l.runRef(last), At: last.RecordedAt, Items: last.Reading.Items, Gone: gone(run, last)}
	}
	if p.Values, err = l.runValues(r, run, before); err != nil {
		return err
	}
	for _, text := range run.Reading.Warnings {
		p.Warnings = append(p.Warnings, page.Warning{Text: text})
	}
	if run.Reading.ToldAt {
		p.Warnings = append(p.Warnings, page.Warning{Text: l.text("record.told-at", words.T("reason", entry.Reason))})
	}
	return show(w, r, http.StatusOK, p)
}

// gone lists the values that the run before told of the whole file, and this one does not.
func gone(run, before store.Run) []string {
	var out []string
	for name, v := range before.Reading.Values {
		if _, there := run.Reading.Values[name]; v != nil && !there {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// fedSeries are the series of a source by the values of measures that they feed.
func (l *look) fedSeries(source record.UID) (feeds map[int64][]feeding, series []int64) {
	feeds = map[int64][]feeding{}
	for _, m := range l.Reading(source) {
		for _, x := range l.ReadBy(m) {
			if x.Owner != source {
				continue
			}
			for _, f := range valuesFrom(source, m) {
				if f.name != x.Name {
					continue
				}
				if f.of = x.Unit; len(feeds[x.ID()]) == 0 {
					series = append(series, x.ID())
				}
				feeds[x.ID()] = append(feeds[x.ID()], f)
			}
		}
	}
	return feeds, series
}

// runValues lists what a run brought: every value that feeds a measure, with the point that it became and what the run before said,
// those first that need attention; then what its file says as a whole and nothing reads.
func (l *look) runValues(r *http.Request, run store.Run, before *store.Run) ([]page.RunValue, error) {
	feeds, series := l.fedSeries(run.Source)
	points, err := l.RunPoints(r.Context(), run, series)
	if err != nil && !fault.Is(err, fault.Forbidden) {
		return nil, err
	}
	was := map[int64]*float64{}
	if before != nil {
		old, err := l.RunPoints(r.Context(), *before, series)
		if err != nil && !fault.Is(err, fault.Forbidden) {
			return nil, err
		}
		for _, p := range slices.Backward(old) { // the latest of each series is the first
			was[p.Series] = p.Value
		}
	}
	status, err := l.Status(r.Context())
	if err != nil && !fault.Is(err, fault.Forbidden) { // whoever may not read objectives is told of none
		return nil, err
	}
	goals := countsFor(status)
	var rows []runValue
	seen := map[int64]bool{}
	for _, p := range points {
		for _, f := range feeds[p.Series] {
			row := runValue{RunValue: l.fedValue(f, goals), f: f, status: status}
			row.From, row.To, row.Sample, row.Value = p.From, p.To, p.Sample, f.figure(p.Value)
			row.Point = page.Ref{Name: f.m.Title, Path: pointPath(f.m, p.To)}
			if !seen[p.Series] {
				row.Was = f.figure(was[p.Series])
			}
			rows = append(rows, row)
		}
		seen[p.Series] = true
	}
	for name, v := range run.Reading.Values {
		id := measurement.Series{Owner: run.Source, Name: name}.ID()
		if seen[id] {
			continue
		}
		list := feeds[id]
		if len(list) == 0 {
			list = []feeding{{name: name, unread: true}}
		}
		for _, f := range list {
			row := runValue{RunValue: l.fedValue(f, goals), f: f, status: status}
			row.From, row.To, row.Value = run.ObservedAt, run.ObservedAt, page.Figure{Value: v, Unit: f.unitOfMeasure}
			if v == nil {
				row.Missing = l.warningOf(run.Reading.Warnings, name)
			}
			if before != nil {
				row.Was = page.Figure{Value: before.Reading.Values[name], Unit: f.unitOfMeasure}
			}
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, runValue.compare)
	out := make([]page.RunValue, len(rows))
	for i, row := range rows {
		out[i] = row.RunValue
	}
	return out, nil
}

// runValue is a value with what its place in the list depends on.
type runValue struct {
	page.RunValue
	f      feeding
	status *evaluate.Status
}

// compare puts first what is missing, then what makes the least score, and last what nothing reads.
func (v runValue) compare(o runValue) int {
	rank := func(v runValue) int {
		switch {
		case v.f.unread:
			return 2
		case v.Value.Value != nil:
			return 1
		}
		return 0
	}
	return cmp.Or(rank(v)-rank(o), cmp.Compare(v.score(), o.score()), cmp.Compare(len(v.Measure.Code), len(o.Measure.Code)), cmp.Compare(v.Measure.Code, o.Measure.Code), cmp.Compare(v.Name, o.Name), cmp.Compare(v.worth(), o.worth()),
		cmp.Compare(v.Of, o.Of), o.To.Compare(v.To))
}

// worth is the less the worse a value is, among those of one measure in its unit of measure; 0 where that is not told.
func (v runValue) worth() float64 {
	if v.status == nil || v.f.unread || v.Value.Value == nil || v.Value.Unit != v.f.m.Spec.UnitOfMeasure || v.Of == "" {
		return 0
	}
	m := v.status.Measures[v.f.m.UID]
	switch {
	case m == nil || m.Scale == nil || m.Scale.Direction() == score.Range:
		return 0
	case m.Scale.Direction() == score.Lower:
		return -*v.Value.Value
	}
	return *v.Value.Value
}

// score is that of the measure now; more than any where it has none.
func (v runValue) score() float64 {
	if v.status != nil && !v.f.unread {
		if m := v.status.Measures[v.f.m.UID]; m != nil {
			return m.Score.Or(math.Inf(1))
		}
	}
	return math.Inf(1)
}

// fedValue is a value of a source and the measure that it feeds.
func (l *look) fedValue(f feeding, goals map[record.UID][]page.Ref) page.RunValue {
	if f.unread {
		return page.RunValue{Name: f.name}
	}
	return page.RunValue{Name: f.name, Measure: ref(f.m.Record), Of: l.ref(f.of).Name, CountsFor: goals[f.m.UID]}
}

// countsFor lists the objectives that each measure counts for; nothing where nothing may be told of them.
func countsFor(s *evaluate.Status) map[record.UID][]page.Ref {
	out := map[record.UID][]page.Ref{}
	if s == nil {
		return out
	}
	for _, o := range s.ObjectivesByCode() {
		for i := range o.Node.Children {
			m := record.UID(o.Node.Children[i].ID)
			out[m] = append(out[m], ref(o.Record.Record))
		}
	}
	return out
}

// warningOf finds the warning that tells why a value is not known.
func (l *look) warningOf(warnings []string, name string) string {
	for _, w := range warnings {
		if strings.Contains(w, name) {
			return w
		}
	}
	return l.text("record.not-told")
}

package web

import (
	"encoding/hex"
	"net/http"
	"sort"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// maxRuns is how many runs a page lists.
const maxRuns = 50

// state judges a source by its last run and by how often its measures want a value.
func (l *look) state(run store.Run, ran bool, fed []record.Of[measure.Measure]) page.RunState {
	if !ran {
		return page.NeverRun
	}
	for _, m := range fed {
		if late := run.ObservedAt.AddDate(0, 0, m.Spec.PeriodDays+m.Spec.PeriodDays/4); l.At.After(late) {
			return page.Overdue
		}
	}
	return runState(run)
}

func runState(run store.Run) page.RunState {
	for _, v := range run.Reading.Values {
		if v == nil {
			return page.Partial
		}
	}
	return page.Succeeded
}

func (l *look) runRow(run store.Run, entry journal.Entry) page.RunRow {
	row := page.RunRow{Ref: l.runRef(run), Source: l.ref(run.Source), At: run.RecordedAt, By: l.actor(entry.Actor), State: runState(run), Warnings: len(run.Reading.Warnings)}
	if run.Reading.ToldAt { // told as a warning on the run's page
		row.Warnings++
	}
	for _, b := range entry.Body.Batches {
		row.Points += b.Points
	}
	return row
}

// runEntries gives the journal entries of runs.
func (l *look) runEntries(r *http.Request, runs []store.Run) (map[int64]journal.Entry, error) {
	seqs := make([]int64, len(runs))
	for i, run := range runs {
		seqs[i] = run.Seq
	}
	return l.Entries(r.Context(), seqs)
}

func (s *site) evidence(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	sources, err := l.List(measure.SourceKind.Name, false)
	if err != nil {
		return err
	}
	last, err := l.LastRuns(r.Context())
	if err != nil {
		return err
	}
	runs, err := l.RecentRuns(r.Context(), maxRuns)
	if err != nil {
		return err
	}
	all := append([]store.Run{}, runs...)
	for _, run := range last {
		all = append(all, run)
	}
	entries, err := l.runEntries(r, all)
	if err != nil {
		return err
	}
	fed := l.fed()
	p := page.Evidence{Frame: l.frame}
	sort.Slice(sources, func(i, j int) bool { return sources[i].Code < sources[j].Code })
	for _, rec := range sources {
		source, _ := record.As[measure.Source](rec)
		run, ran := last[rec.UID]
		row := page.SourceRow{Ref: ref(rec), Format: say(l.language(), formatWords, source.Spec.Format), Owner: l.PersonTitle(source.Spec.Owner.UID()),
			State: l.state(run, ran, fed[rec.UID]), Measures: len(fed[rec.UID])}
		if ran {
			row.LastRun = l.runRow(run, entries[run.Seq])
			if every := shortest(fed[rec.UID]); every > 0 {
				row.NextDue = run.ObservedAt.AddDate(0, 0, every)
			}
		}
		p.Sources = append(p.Sources, row)
	}
	for _, run := range runs {
		p.Runs = append(p.Runs, l.runRow(run, entries[run.Seq]))
	}
	return show(w, r, http.StatusOK, p)
}

// shortest is the shortest collection period among measures, in days; 0 where there are none.
func shortest(fed []record.Of[measure.Measure]) int {
	least := 0
	for _, m := range fed {
		if least == 0 || m.Spec.PeriodDays < least {
			least = m.Spec.PeriodDays
		}
	}
	return least
}

func (s *site) source(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	rec, err := l.Record(measure.SourceKind.Name, r.PathValue("ref"))
	if err != nil {
		return err
	}
	source, _ := record.As[measure.Source](rec)
	runs, err := l.Runs(r.Context(), rec.UID, maxRuns)
	if err != nil {
		return err
	}
	entries, err := l.runEntries(r, runs)
	if err != nil {
		return err
	}
	history, err := l.History(r.Context(), rec, maxHistory)
	if err != nil {
		return err
	}
	fed := l.fed()[rec.UID]
	p := page.Source{Frame: l.frame, Ref: ref(rec), Purpose: source.Spec.Description, Format: say(l.language(), formatWords, source.Spec.Format), Owner: l.PersonTitle(source.Spec.Owner.UID()),
		Classification: source.Spec.KeptAs(), Retention: l.text("record.days", words.N(source.Spec.KeptFor())), History: l.revisions(history, len(history) == maxHistory)}
	var last store.Run
	if len(runs) > 0 {
		last = runs[0]
	}
	p.State = l.state(last, len(runs) > 0, fed)
	if every := shortest(fed); every > 0 {
		p.Schedule = l.text("record.every", words.N(every))
		if len(runs) > 0 {
			p.NextDue = last.ObservedAt.AddDate(0, 0, every)
		}
	}
	for _, m := range fed {
		for _, v := range valuesFrom(rec.UID, m) {
			p.Measures = append(p.Measures, page.SourceValue{Name: v.name, Measure: ref(m.Record)})
		}
	}
	for _, run := range runs {
		p.Runs = append(p.Runs, l.runRow(run, entries[run.Seq]))
	}
	return show(w, r, http.StatusOK, p)
}

func (s *site) run(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	run, err := l.Run(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
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
	p := page.Run{Frame: l.frame, Ref: l.runRef(run), Source: l.ref(run.Source), State: runState(run), At: run.RecordedAt, By: l.actor(entry.Actor),
		Format: say(l.language(), formatWords, run.Reading.Format), Entry: uint64(run.Seq), LeafHash: hex.EncodeToString(journal.LeafHash(leaf)),
		File:   page.RawFile{Name: run.Filename, SHA256: run.SHA256, Bytes: run.Bytes, Classification: file.Classification, Path: page.PathFiles + run.SHA256},
		Values: l.runValues(run)}
	if len(p.Values) == 0 { // each row of the file is a value with a time of its own
		if p.Values, err = l.rowValues(r, run); err != nil {
			return err
		}
	}
	for _, text := range run.Reading.Warnings {
		p.Warnings = append(p.Warnings, page.Warning{Text: text})
	}
	if run.Reading.ToldAt {
		p.Warnings = append(p.Warnings, page.Warning{Text: l.text("record.told-at", words.T("reason", entry.Reason))})
	}
	return show(w, r, http.StatusOK, p)
}

// runValues lists what a run read of the file as a whole, each with the measure it feeds and the point it became.
func (l *look) runValues(run store.Run) []page.RunValue {
	feeds := map[string]feeding{}
	for _, m := range l.fed()[run.Source] {
		for _, v := range valuesFrom(run.Source, m) {
			feeds[v.name] = v
		}
	}
	names := make([]string, 0, len(run.Reading.Values))
	for name := range run.Reading.Values {
		names = append(names, name)
	}
	sort.Strings(names)
	var out []page.RunValue
	for _, name := range names {
		v := page.RunValue{Name: name, From: run.ObservedAt, To: run.ObservedAt, Value: page.Figure{Value: run.Reading.Values[name]}}
		if f, feeds := feeds[name]; feeds {
			v.Measure, v.Value = ref(f.m.Record), f.figure(run.Reading.Values[name])
			if v.Value.Value != nil {
				v.Point = page.Ref{Name: f.m.Title, Path: pointPath(f.m, run.ObservedAt)}
			}
		}
		if v.Value.Value == nil {
			v.Missing = l.warningOf(run.Reading.Warnings, name)
		}
		out = append(out, v)
	}
	return out
}

// rowValues lists the values of a file's rows, latest first.
func (l *look) rowValues(r *http.Request, run store.Run) ([]page.RunValue, error) {
	feeds := map[int64]feeding{}
	var series []int64
	for _, m := range l.fed()[run.Source] {
		for _, x := range l.ReadBy(m) {
			if x.Owner != run.Source {
				continue
			}
			for _, v := range valuesFrom(run.Source, m) {
				if v.name == x.Name {
					feeds[x.ID()], series = v, append(series, x.ID())
				}
			}
		}
	}
	if len(series) == 0 {
		return nil, nil
	}
	points, err := l.RunPoints(r.Context(), run, series)
	if err != nil {
		return nil, err
	}
	var out []page.RunValue
	for _, p := range points {
		v := page.RunValue{From: p.From, To: p.To, Sample: p.Sample, Value: page.Figure{Value: p.Value}}
		if f, ok := feeds[p.Series]; ok {
			v.Name, v.Measure, v.Value = f.name, ref(f.m.Record), f.figure(p.Value)
			v.Point = page.Ref{Name: f.m.Title, Path: pointPath(f.m, p.To)}
		}
		out = append(out, v)
	}
	return out, nil
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

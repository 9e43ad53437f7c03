package web

import (
	"cmp"
	"net/http"
	"sort"
	"time"

	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// maxRuns is how many runs a page lists.
const maxRuns = 50

// state judges a source by its last run, by when its newest data is of, and by how often its measures want a value.
func (l *look) state(run store.Run, ran bool, newest time.Time, fed service.Feeds) page.RunState {
	if !ran {
		return page.NeverRun
	}
	if late := newest.AddDate(0, 0, fed.Shortest+fed.Shortest/4); fed.Measures > 0 && l.At.After(late) {
		return page.Overdue
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
	row := page.RunRow{Ref: l.runRef(run), File: fileRef(run), SHA256: run.SHA256, Source: l.ref(run.Source), At: run.RecordedAt, By: l.actor(entry.Actor), State: runState(run), Warnings: len(run.Reading.Warnings)}
	if run.Reading.ToldAt { // told as a warning on the run's page
		row.Warnings++
	}
	for _, b := range entry.Body.Batches {
		row.Points += b.Points
	}
	return row
}

// fileRef leads to the page of the file that a run read.
func fileRef(run store.Run) page.Ref {
	return page.Ref{Name: cmp.Or(run.Filename, run.SHA256[:12]), Path: page.PathFiles + run.SHA256 + page.PathPreview}
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
	newest, err := l.NewestData(r.Context())
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
	fed := l.Feeds()
	p := page.Evidence{Frame: l.frame}
	sort.Slice(sources, func(i, j int) bool { return sources[i].Code < sources[j].Code })
	for _, rec := range sources {
		if !l.inScope(rec) {
			continue
		}
		source, _ := record.As[measure.Source](rec)
		run, ran := last[rec.UID]
		row := page.SourceRow{Ref: ref(rec), Format: say(l.language(), formatWords, source.Spec.Format), Owner: l.PersonTitle(source.Spec.Owner.UID()),
			State: l.state(run, ran, newest[rec.UID], fed[rec.UID]), Measures: fed[rec.UID].Measures}
		if ran {
			row.LastRun = l.runRow(run, entries[run.Seq])
			if every := fed[rec.UID].Shortest; every > 0 {
				row.NextDue = newest[rec.UID].AddDate(0, 0, every)
			}
		}
		p.Sources = append(p.Sources, row)
	}
	for _, run := range runs {
		if source, ok := l.Find(run.Source); l.scope != "" && (!ok || !l.inScope(source)) {
			continue
		}
		p.Runs = append(p.Runs, l.runRow(run, entries[run.Seq]))
	}
	return show(w, r, http.StatusOK, p)
}

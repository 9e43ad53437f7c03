package service

import (
	"context"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/figures"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// View answers reads. Everything is computed over all records; what the principal may not see is refused, or left out of
// answers. It serves one request, and one goroutine at a time.
type View struct {
	s        *Service
	who      access.Principal
	snapshot *record.Snapshot     // never handed out: it asks nobody
	readable map[string]error     // what the gate said of reading each kind
	shown    map[shownKey]bool    // and of reading records
	refused  map[refusedKey]error // and why it refused to change some, which takes longest to say
	Asked    AsOf
	Seq      int64                                // the journal entry that is shown
	At       time.Time                            // the moment that is judged
	loaded   *known                               // values of all series and of derived measures, once they were needed
	titles   map[string]map[string]*record.Record // of each kind, once somebody asked
	periods  *figures.Closed                      // that are closed now, once somebody asked
	opened   *figures.Closed                      // that were closed and are open again now, likewise
	supposed bool                                 // of a rehearsal: no entry has made the state, and what is computed of it is not kept
	supposal evaluate.Values                      // the values that such a state is computed from, once they were needed
}

// Principal is who looks.
func (v *View) Principal() access.Principal { return v.who }

// Registry gives the kinds of record.
func (v *View) Registry() *record.Registry { return v.snapshot.Registry() }

// May tells whether the principal may do something to a kind.
func (v *View) May(a access.Action, kind string) bool {
	if a == access.Read {
		return v.read(kind) == nil
	}
	return v.s.gate.May(v.who, a, access.Any(kind))
}

// MayDeclare tells why the principal may not change what is declared of a record; nil where they may. Errors: Forbidden; NotFound where they
// may not see it.
func (v *View) MayDeclare(r *record.Record) error {
	if err := v.show(r); err != nil {
		return err
	}
	return v.allow(access.Declare, r)
}

// MayCollect tells why the principal may not enter values of a measure; nil where they may. Errors: Forbidden; NotFound where they may not see
// it.
func (v *View) MayCollect(r *record.Record) error {
	if err := v.show(r); err != nil {
		return err
	}
	return v.allow(access.Collect, r)
}

// refusedKey is what the gate's refusal to change a record depends on.
type refusedKey struct {
	action access.Action
	shownKey
}

// allow asks the gate, for pages that go through thousands of records. Error: Forbidden.
func (v *View) allow(a access.Action, r *record.Record) error {
	about := resource(v.who, v.snapshot, r, v.today())
	if v.s.gate.May(v.who, a, about) {
		return nil
	}
	key := refusedKey{a, shownKey{kind: r.Kind, owned: about.Owned}} // refusals name the kind, never the record
	if slices.Contains(about.Above, v.who.Unit) {
		key.whose = v.who.Unit
	}
	err, asked := v.refused[key]
	if !asked {
		err = v.s.gate.Allow(v.who, a, about)
		if v.refused == nil {
			v.refused = map[refusedKey]error{}
		}
		v.refused[key] = err
	}
	return err
}

// Taken tells whether a name, which is never given twice, is or was that of a record of a kind.
func (v *View) Taken(kind, name string) bool {
	_, taken := v.snapshot.Lookup(kind, name)
	return taken
}

// Coded finds the record of a kind with a code, retired ones too.
func (v *View) Coded(kind, code string) (*record.Record, bool) {
	r, err := v.Record(kind, code)
	if err != nil || r.Code != code {
		return nil, false
	}
	return r, true
}

// Titled finds a record of a kind in use with a title, however it is capitalised; the first by name where there are several.
func (v *View) Titled(kind, title string) (*record.Record, bool) {
	if v.titles == nil {
		v.titles = map[string]map[string]*record.Record{}
	}
	of := v.titles[kind]
	if of == nil {
		all, err := v.List(kind, false)
		if err != nil {
			return nil, false
		}
		of = make(map[string]*record.Record, len(all))
		for _, r := range slices.Backward(all) {
			of[strings.ToLower(strings.TrimSpace(r.Title))] = r
		}
		v.titles[kind] = of
	}
	r, ok := of[strings.ToLower(strings.TrimSpace(title))]
	return r, ok && r.Title != ""
}

// read is the gate's word on reading a kind. It is asked once for each kind: a page names the same few kinds very often.
func (v *View) read(kind string) error {
	err, asked := v.readable[kind]
	if !asked {
		err = v.s.gate.Allow(v.who, access.Read, access.Any(kind))
		v.readable[kind] = err
	}
	return err
}

// Record finds a record by name, code or identifier. Errors: NotFound; Forbidden with the rule's name.
func (v *View) Record(kind, text string) (*record.Record, error) {
	if err := v.read(kind); err != nil {
		return nil, err
	}
	r, ok := v.snapshot.Lookup(kind, text)
	if !ok || !v.mayShow(r) {
		return nil, absent(kind, text)
	}
	return r, nil
}

// absent says the same of what is not there and of what the principal may not see.
func absent(kind, text string) error {
	return fault.New(fault.NotFound, "there is no %s %s", kind, record.Clip(text))
}

// List gives the records of a kind by name.
func (v *View) List(kind string, retired bool) ([]*record.Record, error) {
	if err := v.read(kind); err != nil {
		return nil, err
	}
	var out []*record.Record
	for r := range v.snapshot.List(kind, retired) {
		if v.mayShow(r) {
			out = append(out, r)
		}
	}
	return out, nil
}

// Few gives the records of a kind that are in use, by name, where the principal sees no more than most; none where they see more. It looks at no more than it
// needs to tell. Error: Forbidden.
func (v *View) Few(kind string, most int) ([]*record.Record, error) {
	if err := v.read(kind); err != nil {
		return nil, err
	}
	var out []*record.Record
	for r := range v.snapshot.List(kind, false) {
		if !v.mayShow(r) {
			continue
		}
		if len(out) == most {
			return nil, nil
		}
		out = append(out, r)
	}
	return out, nil
}

// History gives the revisions of a record, latest first, with their entries as far as the principal may know of them.
func (v *View) History(ctx context.Context, r *record.Record, limit int) ([]store.Revision, error) {
	if err := v.show(r); err != nil {
		return nil, err
	}
	all, err := v.s.store.History(ctx, r.UID, v.Seq, limit)
	for i := range all {
		all[i].Entry = v.known(all[i].Entry)
	}
	return all, err
}

// load makes sure of the values that evaluations of everything need.
func (v *View) load(ctx context.Context) error {
	if v.loaded != nil {
		return nil
	}
	var err error
	v.loaded, err = v.s.memory.whole(ctx, v.Asked.IsNow(), v.snapshot, v.Seq, v.At)
	return err
}

// Status computes scores and attainments at the view's moment, over all records. It is without the snapshot that it was
// computed from. Error: Forbidden where the principal may not read a kind that a status speaks of.
func (v *View) Status(ctx context.Context) (*evaluate.Status, error) {
	return v.StatusAt(ctx, v.At)
}

// StatusAt computes them at the end of an earlier month, from what is known now: for trends. At other moments values lack that their month goes on behind.
func (v *View) StatusAt(ctx context.Context, at time.Time) (*evaluate.Status, error) {
	return v.StatusWithin(ctx, at, "")
}

func (v *View) status(ctx context.Context, at time.Time) (*evaluate.Status, error) {
	if err := v.readsFigures(); err != nil {
		return nil, err
	}
	if v.supposed {
		return v.suppose(ctx, at)
	}
	if err := v.load(ctx); err != nil {
		return nil, err
	}
	return v.s.evaluations.at(ctx, v.Asked.IsNow(), v.snapshot, v.loaded, at)
}

// Values gives the values of a measure that evaluations read: the last of each month.
func (v *View) Values(ctx context.Context, m record.Of[measure.Measure]) ([]measurement.Recorded, error) {
	if err := v.show(m.Record); err != nil {
		return nil, err
	}
	if err := v.load(ctx); err != nil {
		return nil, err
	}
	return v.loaded.all.Until(evaluate.SeriesOf(v.snapshot, m).ID(), v.At), nil
}

// Points gives the latest points of a measure that hold, with those withdrawn, each with how many versions it has; of a derived measure the values that evaluations
// read.
func (v *View) Points(ctx context.Context, m record.Of[measure.Measure], limit int) ([]measurement.Recorded, error) {
	if err := v.show(m.Record); err != nil {
		return nil, err
	}
	if m.Spec.Derived() {
		list, err := v.Values(ctx, m)
		list = slices.Clone(list[max(0, len(list)-limit):])
		slices.Reverse(list)
		return list, err
	}
	return v.s.store.Latest(ctx, v.SeriesOf(m).ID(), v.At, v.Seq, limit, 1+limit*m.Spec.PeriodDays/28)
}

// Versions gives all that was recorded for one valid end of a measure, latest first.
func (v *View) Versions(ctx context.Context, m record.Of[measure.Measure], to time.Time) ([]measurement.Recorded, error) {
	if err := v.show(m.Record); err != nil {
		return nil, err
	}
	return v.s.store.Versions(ctx, v.SeriesOf(m).ID(), to, v.Seq)
}

// Runs lists the runs of a source, latest first.
func (v *View) Runs(ctx context.Context, source record.UID, limit int) ([]store.Run, error) {
	if err := v.read(measure.SourceKind.Name); err != nil {
		return nil, err
	}
	if !v.showsSource(source) {
		return nil, nil
	}
	return v.s.store.Runs(ctx, source, v.Seq, limit)
}

// LastRuns gives the last run of every source.
func (v *View) LastRuns(ctx context.Context) (map[record.UID]store.Run, error) {
	if err := v.read(measure.SourceKind.Name); err != nil {
		return nil, err
	}
	runs, err := v.s.store.LastRuns(ctx, v.Seq)
	maps.DeleteFunc(runs, func(source record.UID, _ store.Run) bool { return !v.showsSource(source) })
	return runs, err
}

// NewestData gives of every source that has run the latest moment that its files speak of: a file that comes late makes no source late.
func (v *View) NewestData(ctx context.Context) (map[record.UID]time.Time, error) {
	if err := v.read(measure.SourceKind.Name); err != nil {
		return nil, err
	}
	out, err := v.s.store.NewestData(ctx, v.Seq)
	maps.DeleteFunc(out, func(source record.UID, _ time.Time) bool { return !v.showsSource(source) })
	return out, err
}

// Run finds a run.
func (v *View) Run(ctx context.Context, id string) (store.Run, error) {
	if err := v.read(measure.SourceKind.Name); err != nil {
		return store.Run{}, err
	}
	run, err := v.s.store.Run(ctx, id, v.Seq)
	if err == nil && !v.showsSource(run.Source) {
		return store.Run{}, absent("run", id)
	}
	return run, err
}

// maxRunPoints is how many points of a run are listed.
const maxRunPoints = 200

// RunPoints gives the latest points that a run made for some measures, over all months that its file speaks of.
func (v *View) RunPoints(ctx context.Context, run store.Run, series []int64) ([]measurement.Recorded, error) {
	for _, kind := range []string{measure.SourceKind.Name, measure.MeasureKind.Name} {
		if err := v.read(kind); err != nil {
			return nil, err
		}
	}
	if !v.showsSource(run.Source) {
		return nil, nil
	}
	return v.s.store.OfRun(ctx, run.ID, series, maxRunPoints)
}

// RunsByID finds the runs behind some points, those recorded up to the view's entry.
func (v *View) RunsByID(ctx context.Context, ids []string) (map[string]store.Run, error) {
	if err := v.read(measure.SourceKind.Name); err != nil {
		return nil, err
	}
	runs, err := v.s.store.RunsByID(ctx, ids)
	maps.DeleteFunc(runs, func(_ string, r store.Run) bool { return r.Seq > v.Seq || !v.showsSource(r.Source) })
	return runs, err
}

// Entries gives some journal entries, those up to the view's, as far as the principal may know of them.
func (v *View) Entries(ctx context.Context, seqs []int64) (map[int64]journal.Entry, error) {
	entries, err := v.s.store.EntriesOf(ctx, slices.DeleteFunc(slices.Clone(seqs), func(seq int64) bool { return seq > v.Seq }))
	for seq, e := range entries {
		entries[seq] = v.known(e)
	}
	return entries, err
}

// known is what the principal may know of an entry that something which they may see leads to: all of it, or when it was
// written, by whom, which records that they may see it is about, and the digests of its values.
func (v *View) known(e journal.Entry) journal.Entry {
	if _, whole, _ := v.event(e, ""); whole {
		return e
	}
	shown := journal.Body{Batches: e.Body.Batches, Evidence: e.Body.Evidence, Demonstration: e.Body.Demonstration}
	for _, note := range e.Body.Revisions {
		if _, may := v.Find(note.UID); may {
			shown.Revisions = append(shown.Revisions, note)
		}
	}
	e.Reason, e.Body = "", shown
	return e
}

// File describes a raw file that was known at the view's moment. Who may see a source that
// read it, or a record that names it, may read it.
func (v *View) File(ctx context.Context, digest string) (store.RawFile, error) {
	if err := v.showFile(ctx, digest); err != nil {
		return store.RawFile{}, err
	}
	return v.s.store.File(ctx, digest, v.Seq)
}

// WriteFile sends a raw file's bytes to w.
func (v *View) WriteFile(ctx context.Context, digest string, w io.Writer) error {
	if err := v.showFile(ctx, digest); err != nil {
		return err
	}
	return v.s.store.WriteFile(ctx, digest, v.Seq, w)
}

// RecentRuns lists the runs of all sources, latest first.
func (v *View) RecentRuns(ctx context.Context, limit int) ([]store.Run, error) {
	if err := v.read(measure.SourceKind.Name); err != nil {
		return nil, err
	}
	runs, err := v.s.store.RecentRuns(ctx, v.Seq, limit)
	return slices.DeleteFunc(runs, func(r store.Run) bool { return !v.showsSource(r.Source) }), err
}

// LastRecorded is the last entry up to the view's that changed what is shown: of records, points or runs, not of who signed
// in. Its zero value says that there is none. Who may not read the journal is told its number and its time only.
func (v *View) LastRecorded(ctx context.Context) (journal.Entry, error) {
	e, err := v.s.store.LastChange(ctx, v.Seq)
	if v.read(access.System) != nil {
		e = journal.Entry{Seq: e.Seq, RecordedAt: e.RecordedAt}
	}
	return e, err
}

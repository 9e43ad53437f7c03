package service

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/figures"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Published is what was published of a period, beside what is known of it now. Of what the principal may not see, code and score are left.
type Published struct {
	Period     record.Of[measure.PeriodClose]
	Closed     bool              // as the view shows it; false where it is open, or was opened again
	Kept       []Kept            // what was published at each close, latest first
	Document   *figures.Document // the latest; nil where none was kept
	Now        *figures.Document // the same figures as known at the view's moment
	Restated   int               // entries that reached into the period since the latest close
	Recomputed *Recomputation    // nil unless asked for, and where nothing was kept
}

// Kept is what was published at one close.
type Kept struct {
	store.Artefact
	Entry journal.Entry // of the close
}

// Recomputation is what this program makes of what was known when the period was closed.
type Recomputation struct {
	Program     string               // this one
	Differences []figures.Difference // none where it comes to the same
}

// Of is the unit or the scorecard whose figures they are, as published, else as it is known now.
func (p *Published) Of() figures.Subject {
	switch {
	case p.Document != nil:
		return p.Document.Of
	case p.Now != nil:
		return p.Now.Of
	}
	return figures.Subject{}
}

// Compared lists the figures that are known otherwise than they were published; with all, every figure. Where nothing was published, it is what is known now.
func (p *Published) Compared(all bool) []figures.Difference {
	published, now := p.Document, p.Now
	switch {
	case now == nil:
		return nil
	case published == nil && !all:
		return nil
	case published == nil:
		published = &figures.Document{}
	}
	if all {
		return figures.Beside(published, now)
	}
	return figures.Compare(published, now)
}

// Codes gives the code of each record of the figures by its identifier.
func (p *Published) Codes() map[string]string {
	out := map[string]string{}
	for _, d := range []*figures.Document{p.Now, p.Document} {
		if d == nil {
			continue
		}
		for _, r := range d.Rows() {
			out[r.UID] = r.Code
		}
	}
	return out
}

// Restatement is an entry that reached into a closed period.
type Restatement struct {
	store.Restated
	Entry  journal.Entry    // as far as the principal may know of it
	About  []*record.Record // what it is about, of what the principal may see: the first hundred
	Reason string           // why; empty where nobody said it, or it may not be known
	Run    string           // the run by which a source told it late; empty: none
}

// published keeps the documents read last.
type published struct {
	mu   sync.Mutex
	kept []readDocument
}

type readDocument struct {
	digest   string
	document *figures.Document
}

// mostDocuments is how many are kept in memory: one of 10,000 measures takes about 10 MiB.
const mostDocuments = 4

// document reads a document that is kept. What it gives is shared and must not be changed.
func (s *Service) document(ctx context.Context, digest string, upTo int64) (*figures.Document, error) {
	s.published.mu.Lock()
	for i, x := range s.published.kept {
		if x.digest == digest {
			s.published.kept = append(append([]readDocument{x}, s.published.kept[:i]...), s.published.kept[i+1:]...)
			s.published.mu.Unlock()
			return x.document, nil
		}
	}
	s.published.mu.Unlock()
	var b bytes.Buffer
	if err := s.store.WriteFile(ctx, digest, upTo, &b); err != nil {
		return nil, err
	}
	d, err := figures.Parse(b.Bytes())
	if err != nil {
		return nil, err
	}
	s.published.mu.Lock()
	defer s.published.mu.Unlock()
	s.published.kept = append([]readDocument{{digest, d}}, s.published.kept[:min(len(s.published.kept), mostDocuments-1)]...)
	return d, nil
}

// Published gives what was published of a period and what is known of it at the view's moment; with recompute also what this program makes of what was
// known then. Errors: Forbidden where the principal may not read a kind that figures speak of; NotFound; Unavailable.
func (v *View) Published(ctx context.Context, r *record.Record, recompute bool) (*Published, error) {
	if err := v.show(r); err != nil {
		return nil, err
	}
	period, ok := record.As[measure.PeriodClose](r)
	if !ok {
		return nil, fault.New(fault.NotFound, "the %s %s has no figures", r.Kind, r.Name)
	}
	if err := v.readsFigures(); err != nil {
		return nil, err
	}
	out := &Published{Period: period, Closed: r.Counts()}
	list, err := v.s.store.Artefacts(ctx, r.UID, v.Seq)
	if err != nil {
		return nil, err
	}
	var seqs []int64
	for _, a := range list {
		seqs = append(seqs, a.Seq)
	}
	entries, err := v.Entries(ctx, seqs)
	if err != nil {
		return nil, err
	}
	for _, a := range list {
		out.Kept = append(out.Kept, Kept{a, entries[a.Seq]})
	}
	if !evaluate.EndOf(period.Spec.Period.Until).After(v.At) {
		if out.Now, err = v.s.figures(ctx, v.snapshot, period); err != nil {
			return nil, err
		}
		out.Now = v.redact(out.Now)
	}
	if len(list) == 0 {
		if out.Closed { // closed before figures were kept, or brought in as closed
			out.Restated, err = v.s.store.CountRestatements(ctx, r.UID, r.Seq, v.Seq)
		}
		return out, err
	}
	stored, err := v.s.document(ctx, list[0].SHA256, v.Seq)
	if err != nil {
		return nil, err
	}
	out.Document = v.redact(stored)
	if out.Restated, err = v.s.store.CountRestatements(ctx, r.UID, list[0].Seq, v.Seq); err != nil || !recompute {
		return out, err
	}
	out.Recomputed, err = v.recompute(ctx, stored)
	return out, err
}

// readsFigures tells why the principal may not read figures; nil where they may. Error: Forbidden.
func (v *View) readsFigures() error {
	for _, k := range explain.Kinds() {
		if err := v.read(k.Name); err != nil {
			return err
		}
	}
	return nil
}

func (v *View) seesFigures() bool { return v.readsFigures() == nil }

// recompute computes a document again, from the state that it was made of.
func (v *View) recompute(ctx context.Context, stored *figures.Document) (*Recomputation, error) {
	then, err := v.s.store.AsOf(ctx, stored.Seq)
	if err != nil {
		return nil, err
	}
	period, ok := record.Get[measure.PeriodClose](then, record.UID(stored.Close.UID))
	if r, found := then.Find(record.UID(stored.Close.UID)); found { // what was about to be closed, not what was in force before
		period, ok = record.As[measure.PeriodClose](r)
	}
	if !ok {
		return nil, fault.New(fault.NotFound, "the period that was closed is not in the journal entry %d", stored.Seq)
	}
	again, err := v.s.figures(ctx, then, period)
	if err != nil {
		return nil, err
	}
	return &Recomputation{Program: again.Program, Differences: figures.Compare(v.redact(stored), v.redact(again))}, nil
}

// Restatements lists the entries that reached into a period since its latest close, the latest first, at most limit. Errors: Forbidden, NotFound, Unavailable.
func (v *View) Restatements(ctx context.Context, r *record.Record, limit int) ([]Restatement, error) {
	if err := v.show(r); err != nil {
		return nil, err
	}
	after := r.Seq
	list, err := v.s.store.Artefacts(ctx, r.UID, v.Seq)
	if err != nil {
		return nil, err
	}
	switch {
	case len(list) > 0:
		after = list[0].Seq
	case !r.Counts():
		return nil, nil
	}
	found, err := v.s.store.Restatements(ctx, r.UID, after, v.Seq, limit)
	if err != nil {
		return nil, err
	}
	var seqs []int64
	for _, x := range found {
		seqs = append(seqs, x.Seq)
	}
	entries, err := v.s.store.EntriesOf(ctx, seqs)
	if err != nil {
		return nil, err
	}
	out := make([]Restatement, 0, len(found))
	for _, x := range found {
		out = append(out, v.restatement(x, entries[x.Seq]))
	}
	return out, nil
}

// restatement tells of an entry what the principal may know. Its own reason is told where they may see all that it is about.
func (v *View) restatement(x store.Restated, e journal.Entry) Restatement {
	out := Restatement{Restated: x, Entry: v.known(e), Reason: x.Reason}
	whole := true
	for _, uid := range x.About {
		if r, ok := v.snapshot.Find(uid); ok && v.mayShow(r) {
			out.About = append(out.About, r)
		} else {
			whole = false
		}
	}
	if out.Reason == "" {
		out.Reason = e.Reason
	}
	if !whole {
		out.Reason = ""
	}
	for _, run := range e.Body.Runs {
		if v.read(measure.SourceKind.Name) == nil && v.showsSource(run.Source) {
			out.Run = run.ID
		}
	}
	return out
}

// redact takes out of figures what the principal may not see: names, titles, values. Scores remain, for those above are made of them.
func (v *View) redact(d *figures.Document) *figures.Document {
	if v.who.Unit == "" {
		return d
	}
	shown := func(x figures.Subject) bool {
		r, ok := v.s.store.Snapshot().Find(record.UID(x.UID))
		if !ok {
			r, ok = v.snapshot.Find(record.UID(x.UID))
		}
		return ok && v.mayShow(r)
	}
	return d.Redact(shown)
}

// showsFigures tells whether a digest is that of figures all of which the principal may see. Error: Unavailable.
func (v *View) showsFigures(ctx context.Context, digest string) (bool, error) {
	list, err := v.s.store.ArtefactsBy(ctx, digest, v.Seq)
	if err != nil || len(list) == 0 || !v.seesFigures() {
		return false, err
	}
	if !slices.ContainsFunc(list, func(a store.Artefact) bool {
		r, ok := v.snapshot.Find(a.Record)
		return ok && v.mayShow(r)
	}) {
		return false, nil
	}
	if v.who.Unit == "" {
		return true, nil
	}
	d, err := v.s.document(ctx, digest, v.Seq)
	if err != nil {
		return false, err
	}
	whole := true
	d.Redact(func(x figures.Subject) bool {
		r, ok := v.snapshot.Find(record.UID(x.UID))
		ok = ok && v.mayShow(r)
		whole = whole && ok
		return ok
	})
	return whole, nil
}

// ClosedNote is what is said of a closed period where an earlier day is shown.
type ClosedNote struct {
	Period   record.Of[measure.PeriodClose]
	ClosedAt time.Time
	Kept     bool        // figures were kept
	Then     figures.Row // what was published of the record; without figures where it was not among them
	Now      figures.Row // the same as known now
	Differs  bool        // some figure of the record is another one now
}

// Closed tells of the closed period in which the view's day lies what was published of a record and what is known of it now; nil where the day lies in none,
// and of the present. Errors: Unavailable.
func (v *View) Closed(ctx context.Context, r *record.Record) (*ClosedNote, error) {
	if v.Asked.IsNow() || !v.seesFigures() {
		return nil, nil //nolint:nilnil // no closed period is an ordinary finding
	}
	list := v.ClosedOn(r, civil.OfTime(v.At))
	if len(list) == 0 {
		return nil, nil //nolint:nilnil // likewise
	}
	now, err := v.s.View(ctx, v.who, AsOf{})
	if err != nil {
		return nil, err
	}
	period, _ := record.As[measure.PeriodClose](list[0])
	p, err := now.Published(ctx, period.Record, false)
	if fault.Is(err, fault.Forbidden) {
		return nil, nil //nolint:nilnil // likewise
	}
	if err != nil {
		return nil, err
	}
	out := &ClosedNote{Period: period, ClosedAt: period.RecordedAt, Kept: p.Document != nil}
	if p.Document == nil || p.Now == nil {
		return out, nil
	}
	out.Then, _ = p.Document.Row(string(r.UID))
	out.Now, _ = p.Now.Row(string(r.UID))
	out.Differs = len(figures.CompareRows(out.Then, out.Now)) > 0
	return out, nil
}

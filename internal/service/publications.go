package service

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/figures"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Published is what was published of a period, beside what is known of it now or what was published another time. Of what the principal may not see, code and score
// are left.
type Published struct {
	Period     record.Of[measure.PeriodClose]
	Closed     bool              // as the view shows it; false where it is open, or was opened again
	Ended      bool              // its last day is over
	Kept       []Kept            // what was published at each close, latest first
	Chosen     int               // which of them Document is
	Against    int               // which of them Other is; AgainstNow: none
	Document   *figures.Document // what was published; nil where nothing was kept
	Other      *figures.Document // the same figures as known at the view's moment, or as they were published another time; nil where the period goes on
	Restated   int               // entries that reached into the period since the latest close
	Recomputed *Recomputation    // nil unless asked for, and where nothing was kept
}

// AgainstNow is the place of what is known now, which was never published.
const AgainstNow = -1

// Comparison says what of a period is set beside what. Where nothing is said it is what was published last, beside what is known now.
type Comparison struct {
	Publication string // what was published: its number, where 1 is the first, or the SHA-256 of its document; empty, or latest: the latest
	Against     string // what it is set beside: likewise, but empty, or now: what is known at the view's moment
	Recompute   bool   // what was published is computed again, too
	brief       bool   // of other publications nothing is read
}

// Kept is what was published at one close.
type Kept struct {
	store.Artefact
	Number    int               // 1 is the first
	Entry     journal.Entry     // of the close
	Document  *figures.Document // what it published
	Different int               // figures that are others in what was published last
	Restated  int               // entries that reached into the period between this close and the next
	Reopened  *journal.Entry    // by which the period was opened again, and why; nil where it was not
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
	case p.Other != nil:
		return p.Other.Of
	}
	return figures.Subject{}
}

// Numbered is the number of the publication at a place of Kept; 0 where it is the latest, beside which nothing need be said, or what is known now.
func (p *Published) Numbered(i int) int {
	if i == AgainstNow || i == 0 && p.Chosen == 0 && p.Against == AgainstNow || len(p.Kept) == 0 {
		return 0
	}
	return p.Kept[i].Number
}

// Compared lists the figures that are known otherwise than they were published; with all, every figure. Where nothing was published, it is what is known now.
func (p *Published) Compared(all bool) []figures.Difference {
	published, other := p.Document, p.Other
	switch {
	case other == nil:
		return nil
	case published == nil && !all:
		return nil
	case published == nil:
		published = &figures.Document{}
	}
	if all {
		return figures.Beside(published, other)
	}
	return figures.Compare(published, other)
}

// Codes gives the code of each record of the figures by its identifier.
func (p *Published) Codes() map[string]string {
	out := map[string]string{}
	for _, d := range []*figures.Document{p.Other, p.Document} {
		if d == nil {
			continue
		}
		for _, r := range d.Rows() {
			out[r.UID] = r.Code
		}
	}
	return out
}

// Published gives what was published of a period and what is known of it at the view's moment, or the two that a comparison names. Errors: Invalid where it names
// what was not published; Forbidden where the principal may not read a kind that figures speak of; NotFound; Unavailable.
func (v *View) Published(ctx context.Context, r *record.Record, wish Comparison) (*Published, error) {
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
	out := &Published{Period: period, Closed: r.Counts(), Ended: !evaluate.EndOf(period.Spec.Period.Until).After(v.At)}
	list, err := v.s.store.Artefacts(ctx, r.UID, v.Seq)
	if err != nil {
		return nil, err
	}
	if err := out.choose(list, wish); err != nil {
		return nil, err
	}
	if err := v.publications(ctx, out, list, wish.brief); err != nil {
		return nil, err
	}
	switch {
	case out.Against != AgainstNow:
		out.Other = out.Kept[out.Against].Document
	case out.Ended:
		now, err := v.s.figures(ctx, v.snapshot, period)
		if err != nil {
			return nil, err
		}
		out.Other = v.redact(now)
	}
	if len(list) == 0 {
		if out.Closed { // closed before figures were kept, or brought in as closed
			out.Restated, err = v.s.store.CountRestatements(ctx, r.UID, r.Seq, v.Seq)
		}
		return out, err
	}
	out.Document, out.Restated = out.Kept[out.Chosen].Document, out.Kept[0].Restated
	if wish.Recompute {
		stored, err := v.s.document(ctx, list[out.Chosen].SHA256, v.Seq)
		if err != nil {
			return nil, err
		}
		out.Recomputed, err = v.recompute(ctx, stored)
		return out, err
	}
	return out, nil
}

// choose finds what a comparison names among the publications, latest first.
func (p *Published) choose(list []store.Artefact, wish Comparison) error {
	p.Against = AgainstNow
	var faults []fault.Field
	find := func(path, name string, to *int) {
		n, err := strconv.Atoi(name)
		switch {
		case name == "latest" && len(list) > 0:
			*to = 0
			return
		case err == nil && n >= 1 && n <= len(list):
			*to = len(list) - n
			return
		}
		if i := slices.IndexFunc(list, func(a store.Artefact) bool { return a.SHA256 == name }); i >= 0 {
			*to = i
			return
		}
		f := fault.Field{Path: path, Reason: fmt.Sprintf("names %q, which %s did not publish", name, p.Period.Code), Remedy: fmt.Sprintf("Give a number from 1 to %d, or the SHA-256 of a document that was published", len(list))}
		if len(list) == 0 {
			f.Remedy = "Leave it out: no figures were kept of this period"
		}
		faults = append(faults, f)
	}
	if wish.Publication != "" {
		find("published", wish.Publication, &p.Chosen)
	}
	if wish.Against != "" && wish.Against != "now" {
		find("against", wish.Against, &p.Against)
	}
	return fault.InvalidFields("the figures cannot be compared", faults)
}

// publications tells of each close what it published, by how much that differs from what was published last, what reached into the period before the next close, and why it was
// opened again.
func (v *View) publications(ctx context.Context, p *Published, list []store.Artefact, brief bool) error {
	var seqs []int64
	for _, a := range list {
		seqs = append(seqs, a.Seq)
	}
	entries, err := v.Entries(ctx, seqs)
	if err != nil {
		return err
	}
	upTo := v.Seq
	for i, a := range list {
		k := Kept{Artefact: a, Number: len(list) - i, Entry: entries[a.Seq]}
		if i == 0 || !brief {
			stored, err := v.s.document(ctx, a.SHA256, v.Seq)
			if err != nil {
				return err
			}
			k.Document = v.redact(stored)
			if k.Restated, err = v.s.store.CountRestatements(ctx, a.Record, a.Seq, upTo); err != nil {
				return err
			}
		}
		if i > 0 && !brief {
			k.Different = len(figures.Compare(k.Document, p.Kept[0].Document))
		}
		upTo = a.Seq
		p.Kept = append(p.Kept, k)
	}
	if brief || len(list) == 0 || len(list) == 1 && p.Closed {
		return nil
	}
	return v.reopenings(ctx, p)
}

// mostRevisions is how many revisions of a period-close are looked through for those that opened it again.
const mostRevisions = 1000

// reopenings finds by which entry the period was opened again after each of its closes.
func (v *View) reopenings(ctx context.Context, p *Published) error {
	history, err := v.History(ctx, p.Period.Record, mostRevisions)
	if err != nil {
		return err
	}
	for i := range p.Kept {
		next := v.Seq
		if i > 0 {
			next = p.Kept[i-1].Seq
		}
		for _, x := range history { // the latest first: the first one after the close stays
			if x.State == measure.PeriodReopened && x.Entry.Seq > p.Kept[i].Seq && x.Entry.Seq <= next {
				p.Kept[i].Reopened = &x.Entry
			}
		}
	}
	return nil
}

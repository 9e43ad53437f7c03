package service

import (
	"context"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/period"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// The months whose figures are kept, and the quarters of trends, UTC.
var months, quarters = period.Calendar{Length: period.Month}, period.Calendar{Length: period.Quarter}

// lookForMonth is how often it is looked whether a month has settled.
const lookForMonth = time.Minute

// Settling is how long after the end of a month its figures are kept: values of the last days come in a little later, and that they
// do is no restatement.
const Settling = 31 * 24 * time.Hour

// KeepStatuses keeps what every status was at the end of each month, as it was known when the month had settled, and goes on doing so
// until the context ends. What cannot be kept now is tried again later, and told to the log.
func (s *Service) KeepStatuses(ctx context.Context) {
	var said time.Time
	for {
		if err := s.KeepMonths(ctx); err != nil && ctx.Err() == nil && time.Since(said) > time.Hour {
			s.log.Error("the statuses at the end of a month cannot be kept", "error", err)
			said = time.Now()
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(lookForMonth):
		}
	}
}

// KeepMonths keeps the statuses at the ends of all months that have settled and are not kept, the earliest first. What is kept
// follows from the journal alone: it makes no difference when, or by which process, it is done. Errors: Unavailable; that of
// an evaluation.
func (s *Service) KeepMonths(ctx context.Context) error {
	last, some, err := s.store.LastKept(ctx)
	if err != nil {
		return err
	}
	if !some {
		first, any, err := s.store.FirstEntry(ctx)
		if err != nil || !any {
			return err
		}
		last = months.Previous(months.At(first)).Last()
	}
	for day := endOf(last.Add(time.Microsecond)); day.Add(Settling).Before(s.clock().UTC()); day = endOf(day.Add(time.Microsecond)) {
		if err := s.keepMonth(ctx, day); err != nil {
			return err
		}
	}
	return nil
}

// endOf is the last moment of a month.
func endOf(t time.Time) time.Time { return months.At(t).Last() }

func (s *Service) keepMonth(ctx context.Context, day time.Time) error {
	seq, _, err := s.store.SeqAt(ctx, day.Add(Settling))
	if err != nil {
		return err
	}
	snapshot, err := s.store.AsOf(ctx, seq)
	if err != nil {
		return err
	}
	k, err := s.memory.whole(ctx, false, snapshot, seq, day)
	if err != nil {
		return err
	}
	status, err := s.evaluations.at(ctx, false, snapshot, k, day)
	if err != nil {
		return err
	}
	return s.store.KeepStatuses(ctx, day, seq, keptOf(status))
}

// keptOf is what is kept of a status: of everything in force that has one.
func keptOf(s *evaluate.Status) []store.KeptStatus {
	var out []store.KeptStatus
	for _, c := range s.Scorecards {
		out = append(out, keptNode(c.Record.UID, c.Node, ""))
		for _, p := range c.Perspectives {
			if p.Node != nil {
				out = append(out, keptNode(p.Record.UID, p.Node, ""))
			}
		}
	}
	for uid, o := range s.Objectives {
		if !o.Waits {
			out = append(out, keptNode(uid, o.Node, o.Attainment))
		}
	}
	for uid, m := range s.Measures {
		out = append(out, store.KeptStatus{UID: uid, Score: m.Score.Pointer(), Band: string(m.Band), Data: string(m.Fresh.State)})
	}
	return out
}

func keptNode(uid record.UID, n *score.NodeResult, attainment score.Status) store.KeptStatus {
	return store.KeptStatus{UID: uid, Score: n.Score.Pointer(), Lower: &n.Lower, Upper: &n.Upper, Coverage: &n.Coverage, Confidence: &n.Confidence,
		Band: string(n.Band), Data: string(n.Data), Attainment: string(attainment)}
}

// past gives the scores of a record at the ends of the last quarters before the view's moment, as they were kept and from
// what is known now, earliest first. Errors: that of an evaluation; Unavailable.
func (v *View) past(ctx context.Context, r *record.Record, q Question) ([]explain.Past, error) {
	out := []explain.Past{}
	ends := QuarterEnds(v.At, q.Quarters)
	kept, err := v.s.store.Statuses(ctx, []record.UID{r.UID}, ends[0], v.At, v.Seq)
	if err != nil {
		return nil, err
	}
	if q.Scope != "" && scoped(r.Kind) {
		clear(kept) // it is of the whole organisation
	}
	then := map[int64]*score.Maybe{}
	for _, k := range kept[r.UID] {
		known := score.Maybe{}
		if k.Score != nil {
			known = score.Some(*k.Score)
		}
		then[k.Day.UnixMicro()] = &known
	}
	today, err := v.status(ctx, v.At)
	if err != nil {
		return nil, err
	}
	var target *evaluate.Target
	if o := today.Objectives[r.UID]; o != nil {
		target = o.Main()
	}
	if target != nil && !v.mayShow(target.Measure.Record.Record) { // beside the plan it would tell the value
		target = nil
	}
	for _, end := range ends {
		all, err := v.status(ctx, end)
		if err == nil && scoped(r.Kind) {
			all, err = v.within(all, q.Scope)
		}
		if err != nil {
			return nil, err
		}
		now, _ := all.ScoreOf(r)
		quarter := explain.Quarter(end, then[end.UnixMicro()], now)
		if target != nil {
			quarter.Progress = all.ProgressOf(r.UID, target.Measure.Record.UID)
		}
		out = append(out, quarter)
	}
	return out, nil
}

// QuarterEnds gives the last moments of the n calendar quarters that ended before a moment, earliest first.
func QuarterEnds(now time.Time, n int) []time.Time {
	out, p := make([]time.Time, n), quarters.At(now)
	for i := range n {
		p = quarters.Previous(p)
		out[n-1-i] = p.Last()
	}
	return out
}

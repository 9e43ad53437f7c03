package service

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// AsOf is the moment that a reader asks about. The zero value is now.
type AsOf struct {
	Text string    // as asked, for links; empty for now
	At   time.Time // the moment; zero for now
	Seq  int64     // the journal entry asked for; 0: the last one recorded by At
}

// IsNow tells whether the present is asked for.
func (a AsOf) IsNow() bool { return a.Text == "" }

// ParseAsOf reads what an address or a command asks for: a date (its last moment, UTC), a time by RFC 3339, or entry:N for
// the moment of a journal entry. Empty is now.
func ParseAsOf(text string) (AsOf, error) {
	if text == "" {
		return AsOf{}, nil
	}
	if d, err := civil.Parse(text); err == nil {
		return AsOf{Text: text, At: evaluate.EndOf(d)}, nil
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return AsOf{Text: text, At: t.UTC()}, nil
	}
	if n, err := strconv.ParseInt(trimPrefix(text, "entry:"), 10, 64); err == nil && n > 0 {
		return AsOf{Text: text, Seq: n}, nil
	}
	return AsOf{}, fault.InvalidField("the moment cannot be read", fault.Field{Path: "as_of", Reason: strconv.Quote(record.Clip(text)) + " is neither a date nor a time",
		Remedy: "Write a date such as 2026-09-30, a time such as 2026-09-30T12:00:00Z, or entry:17"})
}

// ParseSince reads an earlier moment to compare with, in the same words; empty is none.
func ParseSince(text string) (AsOf, error) { return ParseEarlier("since", text) }

// ParseEarlier does the same where the moment is asked for by another name.
func ParseEarlier(field, text string) (AsOf, error) {
	a, err := ParseAsOf(text)
	return a, atField(field, err)
}

// atField says of a fault of a moment that the moment is the one asked for by that name.
func atField(field string, err error) error {
	if err == nil {
		return nil
	}
	f := *fault.Of(err)
	f.Fields = slices.Clone(f.Fields)
	for i := range f.Fields {
		if f.Fields[i].Path == "as_of" {
			f.Fields[i].Path = field
		}
	}
	return &f
}

func trimPrefix(text, prefix string) string {
	if len(text) > len(prefix) && text[:len(prefix)] == prefix {
		return text[len(prefix):]
	}
	return ""
}

// resolve finds the journal entry and the moment that an AsOf means: once for each request, so that all it shows agrees.
func (s *Service) resolve(ctx context.Context, a AsOf) (seq int64, at time.Time, err error) {
	now := s.clock().UTC()
	switch {
	case a.Seq > 0:
		at, ok, err := s.store.RecordedAt(ctx, a.Seq)
		if err == nil && !ok {
			err = fault.New(fault.NotFound, "the journal has no entry %d", a.Seq)
		}
		return a.Seq, at, err
	case a.At.After(evaluate.EndOf(civil.OfTime(now))):
		return 0, now, fault.InvalidField("the moment cannot be shown", fault.Field{Path: "as_of", Reason: a.Text + " has not come yet", Remedy: "Ask for today or an earlier day"})
	case a.IsNow() || !a.At.Before(now):
		return s.store.Snapshot().Seq(), now, nil
	default:
		seq, _, err := s.store.SeqAt(ctx, a.At)
		return seq, a.At, err
	}
}

// patience is how long a view waits for an entry that the database has and this process does not show yet.
const patience = time.Second

// View is a consistent look at everything, by one principal, as of one moment.
func (s *Service) View(ctx context.Context, p access.Principal, a AsOf) (*View, error) {
	if !p.SignedIn() {
		return nil, fault.New(fault.Unauthenticated, "sign in to see this")
	}
	seq, at, err := s.resolve(ctx, a)
	if err != nil {
		return nil, err
	}
	// the entry may be one of another process that this one does not show yet
	if seq > s.store.Snapshot().Seq() {
		s.store.Wait(ctx, seq, patience)
	}
	snapshot, err := s.store.AsOf(ctx, seq)
	if err != nil {
		return nil, err
	}
	s.keepFinding()
	return &View{s: s, who: p, snapshot: snapshot, readable: map[string]error{}, shown: map[shownKey]bool{}, Asked: a, Seq: seq, At: at}, nil
}

// Since is when the first entry was recorded: before it nothing was known. The zero time where there is none yet. Error: Unavailable.
func (s *Service) Since(ctx context.Context) (time.Time, error) {
	if at := s.since.Load(); at != nil {
		return *at, nil
	}
	at, any, err := s.store.FirstEntry(ctx)
	if err != nil || !any {
		return time.Time{}, err
	}
	s.since.Store(&at)
	return at, nil
}

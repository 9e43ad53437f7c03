package service

import (
	"slices"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// permit asks the gate for changes on the state that they find, and says in each on whose behalf it is made. Errors:
// Forbidden; NotFound for a record that the principal may not see.
func (s *Service) permit(p access.Principal, before *record.Snapshot, changes []record.Change, reason string) ([]record.Change, error) {
	if !p.SignedIn() {
		return nil, fault.New(fault.Unauthenticated, "sign in to declare")
	}
	day := civil.OfTime(s.clock().UTC())
	out, see := slices.Clone(changes), s.sees(p, before)
	for i := range out {
		c := &out[i]
		c.By, c.Reason, c.Sees = p.Author(), reason, see
		stands := standing(before, *c)
		if stands == nil || c.Move == "" {
			if err := s.gate.Allow(p, access.Declare, access.Any(c.Kind)); err != nil {
				return nil, err
			}
		}
		if stands == nil {
			c.Import = c.State != "" && s.gate.May(p, access.Import, access.Any(c.Kind))
			continue
		}
		r := resource(p, before, stands, day)
		if !s.gate.May(p, access.Read, r) {
			return nil, absent(c.Kind, c.Name)
		}
		c.Import = (c.State != "" || c.Retire) && s.gate.May(p, access.Import, r)
		if err := s.permitOne(p, before, stands, *c, r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) permitOne(p access.Principal, before *record.Snapshot, stands *record.Record, c record.Change, r access.Resource) error {
	if c.Move == "" {
		return s.gate.Allow(p, access.Declare, r)
	}
	k, _ := before.Registry().Kind(stands.Kind)
	m, ok := k.Lifecycle.Move(c.Move, stands.State)
	if !ok {
		return nil // the kernel says which moves there are
	}
	r.Move, r.Wrote = &m, p.Wrote(stands.Authors)
	return s.gate.Allow(p, access.Move, r)
}

// standing finds the record that a change is about; nil for a new one.
func standing(s *record.Snapshot, c record.Change) *record.Record {
	if c.UID != "" {
		if r, ok := s.Find(c.UID); ok && r.Kind == c.Kind {
			return r
		}
		return nil
	}
	if r, ok := s.Lookup(c.Kind, c.Name); ok && r.Name == c.Name {
		return r
	}
	return nil
}

// permitPlanned asks the gate for what changes come to: no record may be put into a unit where the principal could not
// have declared it. What it may refer to anew, the plan knows by Change.Sees.
func (s *Service) permitPlanned(p access.Principal, before *record.Snapshot, planned record.Planned) error {
	if p.Unit == "" && p.Role == access.Administrator {
		return nil
	}
	day := civil.OfTime(s.clock().UTC())
	for _, o := range planned.Outcomes {
		if o.Action != record.Created && o.Action != record.Updated {
			continue
		}
		if err := s.permitPlace(p, before, planned.After, o.Record, day); err != nil {
			return err
		}
	}
	return nil
}

// permitPlace asks the gate for a record where it is to be, and for all that it comes to belong to on other days: as if it
// were part of that now, and not as what lies above others, since whoever has a unit does not choose where that belongs.
func (s *Service) permitPlace(p access.Principal, before, after *record.Snapshot, r *record.Record, today civil.Date) error {
	there := resource(p, after, r, today)
	owns := there.Owned
	if err := s.gate.Allow(p, access.Declare, there); err != nil || p.Unit == "" {
		return err
	}
	days := append(after.ScopeDays(r), today)
	was, stood := before.Find(r.UID)
	if stood {
		days = append(days, before.ScopeDays(was)...)
	}
	asked := map[record.UID]bool{}
	for _, day := range days {
		whose := after.Whose(r, day)
		if asked[whose] || stood && before.Whose(was, day) == whose || whose == "" && day.Before(today) {
			continue
		}
		asked[whose] = true
		there.Above = nil
		if to, ok := after.Find(whose); ok {
			there.Above = after.Above(to, today)
		}
		if err := s.gate.Allow(p, access.Declare, there); err != nil {
			return err
		}
		there.Owned = false // whoever owns it puts it nowhere that they see nothing of
		if err := s.gate.Allow(p, access.Read, there); err != nil {
			return err
		}
		there.Owned = owns
	}
	return nil
}

// sees tells of records in a state, whether the principal may see them now. It remembers: one write asks of the same few
// records very often. It serves one goroutine at a time.
func (s *Service) sees(p access.Principal, state *record.Snapshot) func(*record.Record) bool {
	day, said := civil.OfTime(s.clock().UTC()), map[record.UID]bool{}
	return func(r *record.Record) bool {
		may, asked := said[r.UID]
		if !asked {
			may = s.gate.May(p, access.Read, resource(p, state, r, day))
			said[r.UID] = may
		}
		return may
	}
}

// permitValues asks the gate for values of a measure.
func (s *Service) permitValues(p access.Principal, snapshot *record.Snapshot, x measurement.Series) error {
	r, ok := snapshot.Find(x.Owner)
	if !ok {
		return nil
	}
	return s.gate.Allow(p, access.Collect, resource(p, snapshot, r, civil.OfTime(s.clock().UTC())))
}

package service

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
)

// scoped tells whether the status of a kind is made of records of several units.
func scoped(kind string) bool {
	return kind == scorecard.ScorecardKind.Name || kind == scorecard.PerspectiveKind.Name
}

// Scope finds the unit that figures are asked for, by name, code or identifier. Errors: NotFound where there is none whose figures the
// principal may see; Forbidden.
func (v *View) Scope(text string) (record.Of[org.Unit], error) {
	r, err := v.Record(org.UnitKind.Name, text)
	if err != nil {
		return record.Of[org.Unit]{}, err
	}
	if v.who.Unit != "" && !slices.Contains(v.snapshot.Above(r, v.today()), v.who.Unit) {
		return record.Of[org.Unit]{}, absent(org.UnitKind.Name, text)
	}
	u, _ := record.As[org.Unit](r)
	return u, nil
}

// Organisation is the unit that stands for all of them, as the principal may see: of those that are part of no other on the view's day the one
// of the level organisation, or the oldest. A unit whose place nobody has told yet does not become the organisation by that.
func (v *View) Organisation() (record.Of[org.Unit], bool) {
	var out record.Of[org.Unit]
	found := false
	for u := range All[org.Unit](v) {
		if _, part := u.Spec.Parent.On(civil.OfTime(v.At)); part {
			continue
		}
		if !found || rootRank(u).before(rootRank(out)) {
			out, found = u, true
		}
	}
	return out, found
}

// rank orders units that are part of no other.
type rank struct {
	other bool // of another level than organisation
	code  string
}

func rootRank(u record.Of[org.Unit]) rank { return rank{u.Spec.Level != "organisation", u.Code} }

func (a rank) before(b rank) bool {
	if a.other != b.other {
		return b.other
	}
	return cmp.Or(cmp.Compare(len(a.code), len(b.code)), cmp.Compare(a.code, b.code)) < 0
}

// Divides tells whether records of a kind belong to one unit each. Those of the others are of all units: a scorecard is every unit's.
func (v *View) Divides(kind string) bool {
	k, ok := v.snapshot.Registry().Kind(kind)
	return ok && k.Scoped() && !scoped(kind)
}

// Belongs tells whether a record is of a unit, or of one below it, on the view's day: by what it says itself, or by that to which it belongs. The
// records of a kind that does not divide are of every unit. A record of a status from which its words were taken, since the principal may not see them, is judged by what it is.
func (v *View) Belongs(r *record.Record, unit record.UID) bool {
	if whole, ok := v.snapshot.Find(r.UID); ok {
		r = whole
	}
	return !v.Divides(r.Kind) || slices.Contains(v.snapshot.Above(r, civil.OfTime(v.At)), unit)
}

// Belonging is Belongs for thousands of records: what belongs to the same record belongs to the same units.
func (v *View) Belonging(unit record.UID) func(*record.Record) bool {
	type to struct {
		kind  string
		whose record.UID
	}
	day, is := civil.OfTime(v.At), map[to]bool{}
	return func(r *record.Record) bool {
		of := to{r.Kind, v.snapshot.Whose(r, day)}
		if of.whose == "" || r.UID == unit {
			return v.Belongs(r, unit)
		}
		belongs, known := is[of]
		if !known {
			belongs = v.Belongs(r, unit)
			is[of] = belongs
		}
		return belongs
	}
}

// within leaves of a status what belongs to a unit and those below it on its day; all of it where the unit is empty.
func (v *View) within(all *evaluate.Status, unit record.UID) (*evaluate.Status, error) {
	if unit == "" {
		return all, nil
	}
	return all.Within(v.Under(unit, all.Day))
}

// Under lists a unit and those below it on a day. They are not shown, they count.
func (v *View) Under(unit record.UID, day civil.Date) map[record.UID]bool {
	return evaluate.Under(v.snapshot, unit, day)
}

// Above lists, for each unit, the unit itself and those that it is below on a day. They are not shown, they count.
func (v *View) Above(day civil.Date) map[record.UID][]record.UID {
	return evaluate.Above(v.snapshot, day)
}

// StatusWithin is StatusAt for what belongs to a unit and those below it; for all where the unit is empty.
func (v *View) StatusWithin(ctx context.Context, at time.Time, unit record.UID) (*evaluate.Status, error) {
	all, err := v.status(ctx, at)
	if err == nil {
		all, err = v.within(all, unit)
	}
	if err != nil {
		return nil, err
	}
	shown := *v.hide(all)
	shown.Snapshot = nil
	return &shown, nil
}

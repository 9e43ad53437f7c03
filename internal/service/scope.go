package service

import (
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

package service

import (
	"context"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// resource is a record as the gate sees it: whose it is in a state, on a day.
func resource(p access.Principal, s *record.Snapshot, r *record.Record, day civil.Date) access.Resource {
	out := access.Resource{Kind: r.Kind, UID: r.UID, Owned: owned(p, s, r)}
	if p.Unit != "" { // of the organisation as a whole everything is part
		out.Above = s.Above(r, day)
	}
	return out
}

func owned(p access.Principal, s *record.Snapshot, r *record.Record) bool {
	return p.Person != "" && slices.Contains(s.Owners(r), p.Person)
}

// shownKey is what the word of the gate on reading a record depends on.
type shownKey struct {
	kind  string
	whose record.UID
	owned bool
}

// mayShow tells whether the principal may see a record. Rights are those of today, also of what was so earlier: whose a
// record is, is looked up in the latest state, where it is still there.
func (v *View) mayShow(r *record.Record) bool {
	if v.read(r.Kind) != nil {
		return false
	}
	if v.who.Unit == "" && v.showsAll(r.Kind) {
		return true
	}
	s := v.s.store.Snapshot()
	if now, ok := s.Find(r.UID); ok {
		r = now
	} else {
		s = v.snapshot
	}
	key := shownKey{kind: r.Kind, owned: owned(v.who, s, r)}
	if v.who.Unit != "" {
		if key.whose = s.Whose(r, v.today()); r.Kind == unitKind || key.whose == "" {
			key.whose = r.UID
		}
	}
	may, asked := v.shown[key]
	if !asked {
		may = v.s.gate.May(v.who, access.Read, resource(v.who, s, r, v.today()))
		v.shown[key] = may
	}
	return may
}

// showsAll tells whether somebody whose rights are for the organisation as a whole may see records of a kind that are not their own: then
// they may see any, for no policy takes from owners what it gives to others. Pages go through thousands of records, and need not look up
// whose each of them is.
func (v *View) showsAll(kind string) bool {
	may, asked := v.shown[shownKey{kind: kind}]
	if !asked {
		may = v.s.gate.May(v.who, access.Read, access.Resource{Kind: kind})
		v.shown[shownKey{kind: kind}] = may
	}
	return may
}

// unitKind is the kind whose records say what rights hold for the others.
const unitKind = "unit"

func (v *View) today() civil.Date { return civil.OfTime(v.s.clock().UTC().Truncate(time.Microsecond)) }

// show refuses what the principal may not see: as if it were not there where it lies outside what they may see of its
// kind. Errors: Forbidden, NotFound.
func (v *View) show(r *record.Record) error {
	if err := v.read(r.Kind); err != nil {
		return err
	}
	if !v.mayShow(r) {
		return absent(r.Kind, r.Name)
	}
	return nil
}

// showsSource tells whether the principal may see a source, and with it its runs and files.
func (v *View) showsSource(uid record.UID) bool {
	r, ok := v.snapshot.Find(uid)
	return ok && v.mayShow(r)
}

// showFile refuses a file that no record names, that shows of no measure where its values come from, that is not the figures of a closed period, and that no source has read, of those which the principal may
// see. Errors: NotFound, Forbidden.
func (v *View) showFile(ctx context.Context, digest string) error {
	for r := range v.snapshot.Naming(digest) {
		if v.mayShow(r) {
			return nil
		}
	}
	values, err := v.s.store.ValueFile(ctx, digest, v.Seq)
	if err != nil {
		return err
	}
	for _, uid := range values.Measures {
		if r, ok := v.snapshot.Find(uid); ok && v.mayShow(r) {
			return nil
		}
	}
	if may, err := v.showsFigures(ctx, digest); may || err != nil {
		return err
	}
	if err := v.read(measure.SourceKind.Name); err != nil {
		return err
	}
	runs, err := v.s.store.RunsOfFile(ctx, digest, v.Seq)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(runs, func(r store.Run) bool { return v.showsSource(r.Source) }) {
		return fault.New(fault.NotFound, "no file with this SHA-256 is kept")
	}
	return nil
}

// hide takes out of a status what the principal may not see: names, titles and values. Scores remain, for they are those
// of what may be seen, too.
func (v *View) hide(all *evaluate.Status) *evaluate.Status {
	if v.who.Unit == "" {
		return all
	}
	return all.Hide(func(r *record.Record) bool { return !v.mayShow(r) })
}

// InForce gives the revision of a record whose words count. Errors: NotFound where none does, or the principal may not see
// it; Forbidden.
func (v *View) InForce(r *record.Record) (*record.Record, error) {
	if err := v.show(r); err != nil {
		return nil, err
	}
	force, ok := v.snapshot.InForce(r.UID)
	if !ok {
		return nil, fault.New(fault.NotFound, "nothing of the %s %s is in force", r.Kind, r.Name)
	}
	return force, nil
}

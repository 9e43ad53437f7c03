package service

import (
	"context"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Feeds is how a source is used: by how many measures, and how often they want a value, in days.
type Feeds struct {
	Measures int
	Shortest int // period; 0: no measure reads it
}

// Add adds a measure that reads the source.
func (f *Feeds) Add(m record.Of[measure.Measure]) {
	if f.Measures == 0 || m.Spec.PeriodDays < f.Shortest {
		f.Shortest = m.Spec.PeriodDays
	}
	f.Measures++
}

// Feeds tells how each source is used by measures that the principal may see.
func (v *View) Feeds() map[record.UID]Feeds {
	out := map[record.UID]Feeds{}
	for m := range All[measure.Measure](v) {
		for source := range m.Spec.Sources() {
			f := out[source]
			f.Add(m)
			out[source] = f
		}
	}
	return out
}

// NextFile is the path under which Expiring tells by when a source's next file is wanted. It is no field of the source: it follows from its newest data, and from
// the measures that read it.
const NextFile = "next_file"

// nextFiles adds the day by which each source that has run wants its next file, in the order of days. Error: Unavailable.
func (v *View) nextFiles(ctx context.Context, put func(*Expiry)) error {
	if !v.May(access.Read, measure.SourceKind.Name) {
		return nil // nothing of sources is told
	}
	newest, err := v.NewestData(ctx)
	if err != nil || len(newest) == 0 {
		return err
	}
	fed := v.Feeds()
	for uid, at := range newest {
		r, ok := v.Find(uid)
		if every := fed[uid].Shortest; ok && !r.Retired && every > 0 {
			put(&Expiry{Record: r, Owners: v.snapshot.Owners(r), Ending: record.Ending{Path: NextFile, Field: NextFile, Due: true, Day: civil.OfTime(at.AddDate(0, 0, every))}})
		}
	}
	return nil
}

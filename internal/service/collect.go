package service

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// MaxFile is the largest raw file that is taken, in bytes as sent.
const MaxFile = 256 << 20

// NewFile is a file for a source.
type NewFile struct {
	Source     string // name, code or identifier
	Filename   string // as the sender calls it; kept for people, never used as a path
	Content    io.Reader
	ObservedAt time.Time // where the file does not say when it was so; zero: as the file says
	Reason     string
}

// Collected tells what became of a file.
type Collected struct {
	Run    store.Run
	Points int
	// Again: the source had read this very file before; nothing was added, and Run is the run of that time.
	Again bool
}

// Collect reads a file for a source: the raw file, the run and its points are kept together, or nothing is. The same file
// for the same source adds nothing.
func (s *Service) Collect(ctx context.Context, p access.Principal, f NewFile) (Collected, error) {
	if err := s.gate.Allow(p, access.Collect, access.Any(measure.SourceKind.Name)); err != nil {
		return Collected{}, err
	}
	source, err := s.source(p, f.Source)
	if err != nil { // another process may have declared it a moment ago
		if err := s.store.CatchUp(ctx); err != nil {
			return Collected{}, err
		}
		source, err = s.source(p, f.Source)
	}
	if err != nil {
		return Collected{}, err
	}
	if err := s.gate.Allow(p, access.Collect, resource(p, s.store.Snapshot(), source.Record, civil.OfTime(s.clock().UTC()))); err != nil {
		return Collected{}, err
	}
	spool, err := os.CreateTemp("", "steelyard-file-")
	if err != nil {
		return Collected{}, fault.Wrap(fault.Unavailable, err, "there is no room to receive the file")
	}
	defer func() { _, _ = spool.Close(), os.Remove(spool.Name()) }()
	inspection, err := s.inspect(ctx, source, f, io.TeeReader(&bounded{r: f.Content, limit: s.maxFile, told: MaxFile}, spool))
	if err != nil {
		return Collected{}, err
	}
	return s.keep(ctx, p, f, source, inspection, spool)
}

func (s *Service) source(p access.Principal, text string) (record.Of[measure.Source], error) {
	snapshot := s.store.Snapshot()
	r, ok := snapshot.Lookup(measure.SourceKind.Name, text)
	if !ok || !s.sees(p, snapshot)(r) {
		return record.Of[measure.Source]{}, absent(measure.SourceKind.Name, text)
	}
	if r.Retired {
		return record.Of[measure.Source]{}, fault.New(fault.Conflict, "the source %s is retired", r.Name)
	}
	source, _ := record.As[measure.Source](r)
	return source, nil
}

func (s *Service) inspect(ctx context.Context, source record.Of[measure.Source], f NewFile, r io.Reader) (collect.Inspection, error) {
	formats := s.formats
	if source.Spec.Mapping != nil {
		formats = formats.By(source.Spec.Mapping)
	}
	options := collect.Options{Format: source.Spec.Format, Told: f.ObservedAt.UTC().Truncate(time.Microsecond)}
	if source.Spec.Zone != "" {
		zone, err := time.LoadLocation(source.Spec.Zone)
		if err != nil {
			return collect.Inspection{}, fault.Wrap(fault.Invalid, err, "the source's time zone is not known on this machine")
		}
		options.Zone = zone
	}
	return formats.Inspect(ctx, f.Filename, r, options)
}

func (s *Service) keep(ctx context.Context, p access.Principal, f NewFile, source record.Of[measure.Source], in collect.Inspection, spool io.ReadSeeker) (Collected, error) {
	observed, told, err := observedAt(f, in)
	if err != nil {
		return Collected{}, err
	}
	points, series, err := s.pointsOf(source, in, observed)
	if err != nil {
		return Collected{}, err
	}
	names := make(map[int64]measurement.Series, len(series))
	for _, x := range series {
		names[x.ID()] = x
	}
	held, err := s.hold(ctx, source, points, names)
	if err != nil {
		return Collected{}, err
	}
	in.Warnings = slices.Concat(in.Warnings, held, begunAndEnded(in.Rows))
	var batches []measurement.Batch
	var notes []journal.Batch
	for chunk := range slices.Chunk(points, measurement.MaxBatch) {
		b := measurement.Batch{ID: measurement.NewBatchID(s.clock()) + int64(len(batches)), Points: chunk}
		sum, err := b.Seal()
		if err != nil {
			return Collected{}, err
		}
		if err := s.store.PrepareMonths(ctx, b); err != nil {
			return Collected{}, err
		}
		batches, notes = append(batches, b), append(notes, store.NoteBatch(b, sum))
	}
	run := store.Run{Source: source.UID, SHA256: in.SHA256, Filename: baseName(f.Filename), ObservedAt: observed, Bytes: in.Bytes,
		Reading: s.reading(in, told), Classification: source.Spec.KeptAs(),
		KeepUntil: keepUntil(s.store.Snapshot(), source, s.clock())}
	out := Collected{Points: len(points)}
	r, err := s.store.Write(ctx, store.Write{Type: journal.Run, Actor: p.Actor(), Reason: f.Reason,
		Stage: func(ctx context.Context, tx *store.Tx) error {
			// a source that has read this very file must not write its points again, not even before the lock
			before, known, err := tx.RunOfFile(ctx, source.UID, in.SHA256)
			if err != nil || known {
				out.Again, out.Run = known, before
				return err
			}
			if _, err := spool.Seek(0, io.SeekStart); err != nil {
				return err
			}
			if err := tx.StageFile(ctx, run.SHA256, run.Bytes, spool); err != nil {
				return err
			}
			for _, b := range batches {
				if err := tx.StagePoints(ctx, b, series); err != nil {
					return err
				}
			}
			return nil
		},
		Decide: func(ctx context.Context, tx *store.Tx, head *record.Snapshot) (store.Decision, error) {
			if out.Again {
				return store.Decision{}, nil
			}
			if before, known, err := tx.RunOfFile(ctx, source.UID, in.SHA256); err != nil || known {
				if err == nil {
					err = errSameFile{before}
				}
				return store.Decision{}, err
			}
			if r, ok := head.Find(source.UID); !ok || r.Retired {
				return store.Decision{}, fault.New(fault.Conflict, "the source %s was retired while its file arrived", source.Name)
			}
			run.ID = fmt.Sprintf("R-%08d", head.Seq()+1)
			for i := range notes {
				notes[i].Run = run.ID
			}
			note, err := run.Note()
			if err != nil {
				return store.Decision{}, err
			}
			// what a source tells late is never refused: where nobody says why, the run is the reason
			return store.Decision{Body: journal.Body{Batches: notes, Runs: []journal.RunNote{note}, Restates: restatedValues(head, points, series, f.Reason, nil)},
				Then: func(ctx context.Context, tx *store.Tx, seq int64, _ time.Time) error {
					for _, b := range notes {
						if err := tx.InsertBatch(ctx, b, seq); err != nil {
							return err
						}
					}
					return tx.InsertRun(ctx, run, seq)
				}}, nil
		}})
	if same, ok := asSameFile(err); ok { // another node was first: what was staged is rolled back
		return Collected{Run: same.run, Again: true}, nil
	}
	if err != nil {
		return Collected{}, err
	}
	if out.Again {
		return Collected{Run: out.Run, Again: true}, nil
	}
	s.store.KnowSeries(series)
	run.Seq, run.RecordedAt = r.Seq, r.RecordedAt
	out.Run = run
	return out, nil
}

// errSameFile ends a write whose file was read meanwhile.
type errSameFile struct{ run store.Run }

func (errSameFile) Error() string { return "the source has read this file meanwhile" }

func asSameFile(err error) (errSameFile, bool) {
	e, ok := err.(errSameFile) //nolint:errorlint // the store gives Decide's error back as it is
	return e, ok
}

// observedAt decides when what the file says was so.
func observedAt(f NewFile, in collect.Inspection) (at time.Time, told bool, err error) {
	switch {
	case !f.ObservedAt.IsZero():
		return f.ObservedAt.UTC().Truncate(time.Microsecond), true, nil
	case !in.ObservedAt.IsZero():
		return in.ObservedAt.UTC().Truncate(time.Microsecond), false, nil
	case len(in.Values) == 0 && len(in.Rows) > 0:
		last := in.Rows[0].ObservedAt
		for _, row := range in.Rows {
			if row.ObservedAt.After(last) {
				last = row.ObservedAt
			}
		}
		if !last.IsZero() {
			return last.UTC().Truncate(time.Microsecond), false, nil
		}
	}
	return time.Time{}, false, fault.InvalidField("the file does not say when it was so", fault.Field{Path: "observed_at",
		Reason: "is missing", Remedy: "Send it beside the file, as 2026-09-30T12:00:00Z"})
}

// pointsOf makes points of a reading. A value about which the data say nothing makes none.
func (s *Service) pointsOf(source record.Of[measure.Source], in collect.Inspection, observed time.Time) ([]measurement.Point, []measurement.Series, error) {
	var points []measurement.Point
	var series []measurement.Series
	var faults []fault.Field
	now, reading := s.clock(), readersOf(s.store.Snapshot(), source.UID)
	add := func(values []collect.Value, at time.Time, unit record.UID, line int) {
		for _, v := range values {
			if v.Number == nil {
				continue
			}
			x := measurement.Series{Owner: source.UID, Name: v.Name, Unit: unit}
			p := measurement.Point{Series: x.ID(), From: at, To: at, Value: v.Number}
			if v.N > 0 {
				n := int64(v.N)
				p.Sample = &n
			}
			wrong := p.Check("", now)
			for _, bad := range wrong {
				bad.Line, bad.Path = line, v.Name+"."+bad.Path
				faults = append(faults, bad)
			}
			if bad := reading.impossible(v, at, source, unit); len(wrong) == 0 && bad != nil {
				bad.Line = line
				faults = append(faults, *bad)
			}
			points, series = append(points, p), append(series, x)
		}
	}
	add(in.Values, observed, "", 0)
	units := map[string]record.UID{}
	for _, row := range in.Rows {
		unit, bad := s.unitOf(units, row.Unit)
		if bad != nil {
			bad.Line = row.Line
			faults = append(faults, *bad)
		}
		at := observed
		if !row.ObservedAt.IsZero() {
			at = row.ObservedAt.UTC().Truncate(time.Microsecond)
		}
		add(row.Values, at, unit, row.Line)
		if len(faults) > 50 {
			break
		}
	}
	if len(faults) == 0 {
		faults = twice(points)
	}
	return points, unique(series), fault.InvalidFields("the file cannot be accepted", faults)
}

// twice finds two values of one name and unit for one time, which a file may not have: neither could be said to hold. It
// leaves the points in storage order.
func twice(points []measurement.Point) []fault.Field {
	slices.SortFunc(points, measurement.Order)
	for i := 1; i < len(points); i++ {
		if measurement.Order(points[i-1], points[i]) == 0 {
			return []fault.Field{{Path: "time", Reason: "two rows give a value of one name and unit for " + points[i].To.Format(time.RFC3339),
				Remedy: "Keep the row that holds; send a correction as a file of its own"}}
		}
	}
	return nil
}

func (s *Service) unitOf(known map[string]record.UID, text string) (record.UID, *fault.Field) {
	if text == "" {
		return "", nil
	}
	if uid, ok := known[text]; ok {
		return uid, nil
	}
	found, bad := findUnit(s.store.Snapshot(), text)
	if bad != nil {
		return "", bad
	}
	known[text] = found.UID
	return found.UID, nil
}

// findUnit finds a unit in use by its name, code or identifier, else by its title.
func findUnit(s *record.Snapshot, text string) (*record.Record, *fault.Field) {
	found, ok := s.Lookup(org.UnitKind.Name, text)
	if !ok {
		for one := range s.List(org.UnitKind.Name, false) {
			if one.Title != text {
				continue
			}
			if found != nil {
				return nil, &fault.Field{Path: "unit", Reason: fmt.Sprintf("%q is the title of the units %s and %s", record.Clip(text), found.Name, one.Name),
					Remedy: "Write the name or the code of the one that is meant"}
			}
			found = one
		}
	}
	switch {
	case found == nil:
		return nil, &fault.Field{Path: "unit", Reason: fmt.Sprintf("there is no unit %q", record.Clip(text)), Remedy: "Declare it, or mend the file; units are found by name, code or title"}
	case found.Retired:
		return nil, &fault.Field{Path: "unit", Reason: "the unit " + found.Name + " is retired", Remedy: "Name a unit that is in use, or leave the row out"}
	}
	return found, nil
}

// baseName is the last part of a file's name, for people to read.
func baseName(name string) string {
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '/' || name[i] == '\\' {
			name = name[i+1:]
			break
		}
	}
	if len(name) > 200 {
		name = name[:200]
	}
	return name
}

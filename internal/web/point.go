package web

import (
	"cmp"
	"net/http"
	"strconv"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

func (s *site) point(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	rec, err := l.Record("measure", r.PathValue("ref"))
	if err != nil {
		return err
	}
	m, _ := record.As[measure.Measure](rec)
	micros, err := strconv.ParseInt(r.PathValue("to"), 10, 64)
	if err != nil {
		return invalid("to", "is not the end of a valid time", "Follow the link from the measure's page")
	}
	versions, err := l.Versions(r.Context(), m, time.UnixMicro(micros).UTC())
	if err != nil {
		return err
	}
	if len(versions) == 0 {
		return fault.New(fault.NotFound, "measure %s has no value for that time", rec.Code)
	}
	runs, err := l.runsOf(r, versions)
	if err != nil {
		return err
	}
	by, err := l.authors(r, versions)
	if err != nil {
		return err
	}
	digests, reasons, err := l.digests(r, versions)
	if err != nil {
		return err
	}
	files, err := l.Evidence(r.Context(), versions)
	if err != nil {
		return err
	}
	status, err := l.Status(r.Context())
	if err != nil {
		return err
	}
	p := page.Point{Frame: l.frame, Measure: ref(rec), From: versions[0].From, To: versions[0].To, Unit: m.Spec.UnitOfMeasure}
	for i, v := range versions {
		one := page.PointVersion{Value: figure(m, v.Value).Value, Missing: v.Note, Sample: v.Sample, RecordedAt: v.RecordedAt, Entry: uint64(v.Seq), Why: cmp.Or(v.Note, reasons[v.Seq]),
			By: by[v.Seq], Counts: i == 0, Batch: digests[v.Batch], Evidence: evidenceRefs(files[v.Batch])}
		if run, ok := runs[v.Run]; ok {
			one.Run, one.File, one.SHA256 = l.runRef(run), fileRef(run), run.SHA256
		}
		p.Versions = append(p.Versions, one)
	}
	if now := status.Measures[rec.UID]; now != nil {
		for _, u := range uses(l.CountedBy(now.Record.UID)) {
			p.Feeds = append(p.Feeds, u.Ref)
		}
		for _, x := range l.ComputedFrom(now.Record.UID) {
			p.Computed = append(p.Computed, ref(x.Record))
		}
	}
	return show(w, r, http.StatusOK, p)
}

// digests gives the digest of each point's batch, and the reason of each entry, as the journal has them.
func (l *look) digests(r *http.Request, points []measurement.Recorded) (batches map[int64]string, reasons map[int64]string, err error) {
	entries, err := l.Entries(r.Context(), seqsOf(points))
	if err != nil {
		return nil, nil, err
	}
	batches, reasons = map[int64]string{}, map[int64]string{}
	for seq, e := range entries {
		reasons[seq] = e.Reason
		for _, b := range e.Body.Batches {
			batches[b.ID] = b.Digest
		}
	}
	return batches, reasons, nil
}

// evidenceRefs leads to files that are viewed in place.
func evidenceRefs(list []record.File) []page.Ref {
	var out []page.Ref
	for _, f := range list {
		out = append(out, page.Ref{Name: f.Name, Path: page.PathFiles + f.SHA256 + page.PathPreview})
	}
	return out
}

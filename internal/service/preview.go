package service

import (
	"cmp"
	"context"

	"github.com/steelyard-isms/steelyard/internal/collect/excerpt"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Preview is a raw file as it is shown in place: what is known of it, and its beginning.
type Preview struct {
	store.RawFile
	Name    string           // as whoever sent it calls it, or a record that names it; empty where nobody does
	Runs    []store.Run      // that read it, of sources that the principal may see
	Records []*record.Record // that name it, of those that the principal may see
	excerpt.Excerpt
}

// maxNaming is how many records that name a file are listed.
const maxNaming = 50

// Preview shows the beginning of a raw file; plain gives a table in text as the lines that it is written in. The rights are those
// of the file itself. What in it is damaged or unknown is no error. Errors: NotFound, Forbidden, Unavailable.
func (v *View) Preview(ctx context.Context, digest string, plain bool) (Preview, error) {
	var out Preview
	var err error
	if out.RawFile, err = v.File(ctx, digest); err != nil {
		return Preview{}, err
	}
	for r := range v.snapshot.Naming(digest) {
		if v.mayShow(r) && len(out.Records) < maxNaming {
			out.Records = append(out.Records, r)
			out.Name = cmp.Or(out.Name, nameOf(r, digest))
		}
	}
	o := excerpt.Options{Plain: plain}
	if v.read(measure.SourceKind.Name) == nil {
		runs, err := v.s.store.RunsOfFile(ctx, digest, v.Seq)
		if err != nil {
			return Preview{}, err
		}
		for _, run := range runs {
			if v.showsSource(run.Source) {
				out.Runs = append(out.Runs, run)
			}
		}
		if len(out.Runs) > 0 {
			out.ReceivedAt = out.Runs[0].RecordedAt
		}
	}
	for _, run := range out.Runs {
		out.Name, o.Format = cmp.Or(run.Filename, out.Name), run.Reading.Format
		if source, ok := record.Get[measure.Source](v.snapshot, run.Source); ok && source.Spec.Mapping != nil {
			o.Sheet = source.Spec.Mapping.Sheet
		}
		if run.RecordedAt.Before(out.ReceivedAt) {
			out.ReceivedAt = run.RecordedAt
		}
	}
	content, err := v.s.store.OpenFile(ctx, digest, v.Seq)
	if err != nil {
		return Preview{}, err
	}
	out.Excerpt, err = excerpt.Read(ctx, v.s.formats, out.Name, content, o)
	return out, err
}

// nameOf is what a record calls a file.
func nameOf(r *record.Record, digest string) string {
	for _, f := range r.Files() {
		if f.SHA256 == digest {
			return f.Name
		}
	}
	return ""
}

package service

import (
	"bufio"
	"cmp"
	"context"
	"io"
	"net/http"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/collect/excerpt"
	"github.com/steelyard-isms/steelyard/internal/fault"
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
	Values  []*record.Record // measures of which it shows where entered values come from, of those that the principal may see
	Media   string           // by its first bytes: an image or a PDF that browsers show; empty: it is another
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
	if err := v.valuesShownBy(ctx, digest, &out); err != nil {
		return Preview{}, err
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
	beginning := bufio.NewReaderSize(content, sniffed)
	if out.Media, err = mediaOf(beginning); err != nil {
		return Preview{}, err
	}
	out.Excerpt, err = excerpt.Read(ctx, v.s.formats, out.Name, beginning, o)
	return out, err
}

// valuesShownBy adds the measures of which a file shows where values come from.
func (v *View) valuesShownBy(ctx context.Context, digest string, out *Preview) error {
	values, err := v.s.store.ValueFile(ctx, digest, v.Seq)
	if err != nil {
		return err
	}
	for _, uid := range values.Measures {
		if r, ok := v.Find(uid); ok && len(out.Values) < maxNaming {
			out.Values = append(out.Values, r)
			out.Name = cmp.Or(out.Name, values.Name)
		}
	}
	return nil
}

// sniffed is how many bytes tell what a file is.
const sniffed = 512

// shownMedia are what browsers show without running anything that a file says.
var shownMedia = []string{"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"}

// mediaOf tells what browsers show a file as, by its first bytes and not by what anybody calls it; empty: they do not. Error: that of reading.
func mediaOf(r *bufio.Reader) (string, error) {
	head, err := r.Peek(sniffed)
	if err != nil && err != io.EOF {
		return "", err
	}
	if media := http.DetectContentType(head); slices.Contains(shownMedia, media) {
		return media, nil
	}
	return "", nil
}

// ShowFile sends a file that browsers can show to w, once began has been told what it is. Errors: those of File; NotFound where browsers show it not.
func (v *View) ShowFile(ctx context.Context, digest string, w io.Writer, began func(f store.RawFile, media string)) error {
	f, err := v.File(ctx, digest)
	if err != nil {
		return err
	}
	content, err := v.s.store.OpenFile(ctx, digest, v.Seq)
	if err != nil {
		return err
	}
	beginning := bufio.NewReaderSize(content, sniffed)
	media, err := mediaOf(beginning)
	if err != nil {
		return err
	}
	if media == "" {
		return fault.New(fault.NotFound, "this file is no image and no PDF")
	}
	began(f, media)
	_, err = io.Copy(w, beginning)
	return err
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

package web

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/library"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// upstreamParam asks the form of a measure for the new words of the library, by the number of the version.
const upstreamParam = "upstream"

// fromLibrary tells what has become of the library measure that a measure was made of; nil of others.
func (l *look) fromLibrary(m record.Of[measure.Measure]) (*page.FromLibrary, error) {
	o, err := l.Origin(m)
	if o.Key == "" || err != nil {
		return nil, err
	}
	out := &page.FromLibrary{Key: o.Key, Version: o.Version, Known: o.Known, Anew: o.Anew, Revision: m.Revision}
	if o.Entry == nil {
		return out, nil
	}
	out.Ref, out.Latest = libraryRef(o.Entry), o.Entry.Number
	for i, note := range o.Notes {
		out.Notes = append(out.Notes, l.text("library.upstream.note", words.T("version", l.language().Style().Count(int64(o.Version+1+i))), words.T("note", note)))
	}
	for _, t := range o.Fields {
		out.Fields = append(out.Fields, page.UpstreamField{Field: l.upstreamTitle(t.Field), Was: l.upstreamText(t.Field, t.Was), Is: l.upstreamText(t.Field, t.Is), Here: l.upstreamText(t.Field, t.Here), Standing: string(t.Standing)})
	}
	if may := l.MayDeclare(m.Record) == nil; !may || l.frame.AsOf.Past || !o.Newer() {
		return out, nil
	}
	out.Keep = pathOf(m.Record) + "/library"
	switch {
	case o.Anew:
		out.Adopt = page.PathLibrary + "/" + o.Key + "?" + replacesParam + "=" + m.Code
	case len(o.Open()) > 0:
		out.Take = pathOf(m.Record) + "/edit?" + upstreamParam + "=" + strconv.Itoa(o.Entry.Number)
	}
	return out, nil
}

// upstreamTitle is what a field is called that the library describes otherwise.
func (l *look) upstreamTitle(field string) string {
	if field == "title" {
		return l.text("edit.titled")
	}
	return fields.English.Title(measure.MeasureKind.Name, field)
}

// upstreamText is what a field says, as people read it.
func (l *look) upstreamText(field string, tree record.Tree) string {
	switch x := tree.(type) {
	case nil:
		return ""
	case bool:
		if x {
			return l.text("records.yes")
		}
		return l.text("records.no")
	case []any:
		out := make([]string, len(x))
		for i, item := range x {
			if out[i] = plainText(item); field == "parameters" {
				out[i] = fields.English.Word(measure.MeasureKind.Name, field, out[i])
			}
		}
		return strings.Join(out, ", ")
	case map[string]any:
		if field == "scale" {
			return l.scaleText(x)
		}
	case string:
		if field == "type" || field == "timing" || field == "mechanism" {
			return fields.English.Word(measure.MeasureKind.Name, field, x)
		}
		return x
	}
	return l.language().Style().Plain(plainText(tree))
}

// scaleText writes a scale in a line: which way is better, and its thresholds from the worst to the best.
func (l *look) scaleText(tree map[string]any) string {
	var scale score.Scale
	text, err := json.Marshal(tree)
	if err == nil {
		err = json.Unmarshal(text, &scale)
	}
	if err != nil {
		return plainText(tree)
	}
	figures := l.language().Style()
	leg := func(k score.Knots) string {
		var out []string
		for _, x := range []*float64{k.Worst, k.Red, k.Green, k.Target} {
			if x != nil {
				out = append(out, figures.Number(*x))
			}
		}
		return strings.Join(out, ", ")
	}
	out := say(l.language(), directionWords, scale.Direction) + ": " + leg(scale.Knots)
	if upper := leg(scale.Upper); upper != "" {
		out += " / " + upper
	}
	return out
}

// takeUpstream begins the form of a measure with the new words of the library, where the measure has the old ones. Error: Invalid where there are none, or the library
// has gone on since.
func (e *editing) takeUpstream(asked string) error {
	m, ok := record.As[measure.Measure](e.stands)
	if !ok {
		return invalid(upstreamParam, "is of measures", "Leave it out")
	}
	o, err := e.Origin(m)
	if err != nil {
		return err
	}
	if !o.Newer() || len(o.Open()) == 0 || asked != strconv.Itoa(o.Entry.Number) {
		return invalid(upstreamParam, "names no version of the library with something to be taken over", "Look at the page of the measure")
	}
	e.newer = true
	e.entered.title, e.entered.spec = o.Take(e.entered.title, e.entered.spec, civil.OfTime(e.At))
	return nil
}

// keepOurs notes that the present version of the library was looked at and what the measure says stays.
func (s *site) keepOurs(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	rec, err := l.Record(measure.MeasureKind.Name, r.PathValue("ref"))
	if err != nil {
		return err
	}
	done, version, err := s.noteVersion(r.Context(), l, rec, r.PostFormValue("version"), r.PostFormValue(standsField))
	if err != nil {
		return err
	}
	httpd.Wrote(r.Context(), w, done.Seq)
	undo := ""
	if done.Changed {
		undo = pathOf(rec) + "/edit?" + fromParam + "=" + strconv.FormatInt(rec.Revision, 10)
	}
	s.srv.Tell(r, l.text("library.upstream.kept", words.T("version", version), words.T("code", rec.Code)), undo)
	http.Redirect(w, r, pathOf(rec), http.StatusSeeOther) //nolint:gosec // the address is of a record
	return nil
}

// noteVersion writes the version of the library that was looked at into a measure, and nothing else. Errors: those of Apply; Invalid where the library has no such
// version; Conflict where the measure was changed since it was looked at.
func (s *site) noteVersion(ctx context.Context, l *look, rec *record.Record, version, revision string) (service.Applied, string, error) {
	var none service.Applied
	m, _ := record.As[measure.Measure](rec)
	number, err := strconv.Atoi(version)
	if latest := library.Latest(m.Spec.Library.Measure); err != nil || number != latest || latest == 0 {
		return none, "", fault.InvalidField("the version cannot be noted", fault.Field{Path: "version", Reason: "is not the one that the library has now", Remedy: "Open the page of the measure again"})
	}
	stood, err := strconv.ParseInt(revision, 10, 64)
	if err != nil {
		return none, "", invalid(standsField, "is missing from the form", "Open the page of the measure again")
	}
	spec, err := l.Tree(rec)
	if err != nil {
		return none, "", err
	}
	spec["library"] = map[string]any{"measure": m.Spec.Library.Measure, "version": json.Number(version)}
	change := record.Change{IfRevision: &stood, Declaration: record.Declaration{Kind: rec.Kind, UID: rec.UID, Name: rec.Name, Title: rec.Title, Spec: spec}}
	done, err := s.svc.Apply(ctx, l.Principal(), service.Wish{Reason: l.text("library.upstream.kept-reason", words.T("version", version)), Changes: func(*service.View) ([]record.Change, error) { return []record.Change{change}, nil }})
	return done, version, err
}

// libraryPart is what the measure library says otherwise than when the reader's measures were made of it.
func (l *look) libraryPart(t service.Today) page.TodayPart {
	p := page.TodayPart{ID: "library", Title: l.text("library.today.title"), Note: l.text("library.today.note"), Waits: true}
	return firstOf(&p, t.Library, func(m record.Of[measure.Measure]) page.TodayRow {
		from := m.Spec.Library
		figures := l.language().Style()
		return page.TodayRow{Ref: ref(m.Record), Why: l.text("library.today.why", words.T("version", figures.Count(int64(from.Version))), words.T("latest", figures.Count(int64(library.Latest(from.Measure))))),
			Do: l.do(l.text("library.today.do"), pathOf(m.Record)+"#library")}
	})
}

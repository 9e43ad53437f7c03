package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
	"github.com/steelyard-isms/steelyard/internal/web/form"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// Kinds that have pages of their own, for one record and for all; the others have those that are made from the kind.
var (
	ownPage = []string{objective.ObjectiveKind.Name, measure.MeasureKind.Name, org.UnitKind.Name, measure.SourceKind.Name, scorecard.ScorecardKind.Name}
	ownList = []string{objective.ObjectiveKind.Name, measure.MeasureKind.Name, org.UnitKind.Name}
)

// recordPages registers what every kind has: the form, history, moves and the end of its records; and list and page, where it has none of
// its own.
func (s *site) recordPages() {
	s.srv.Handle("GET "+page.PathRecords, httpd.SignedIn, s.kinds)
	for _, k := range s.svc.Registry().Kinds() {
		read := httpd.May(access.Read, k.Name)
		if !slices.Contains(ownList, k.Name) {
			s.srv.Handle("GET /"+k.Plural, read, func(w http.ResponseWriter, r *http.Request) error { return s.table(w, r, k) })
		}
		if !slices.Contains(ownPage, k.Name) {
			s.srv.Handle("GET /"+k.Plural+"/{ref}", read, func(w http.ResponseWriter, r *http.Request) error { return s.record(w, r, k) })
		}
	}
}

// kinds lists all kinds with how many records there are of each.
func (s *site) kinds(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	l.whole()
	p := page.Kinds{Frame: l.frame}
	for _, k := range s.svc.Registry().Kinds() {
		if !l.May(access.Read, k.Name) {
			continue
		}
		row := page.KindRow{Kind: k.Name, Path: "/" + k.Plural, Count: l.Count(k.Name)}
		if !l.frame.AsOf.Past && l.May(access.Declare, k.Name) {
			row.New = row.Path + "/new"
		}
		p.Rows = append(p.Rows, row)
	}
	return show(w, r, http.StatusOK, p)
}

// specOf is what a record says; nothing where it cannot be read.
func (l *look) specOf(r *record.Record) map[string]any {
	spec, err := l.Tree(r)
	if err != nil {
		return nil
	}
	return spec
}

// refTo points to a record by what people call it, also where a field that can be erased names it.
func (l *look) refTo(r *record.Record) page.Ref {
	out := ref(r)
	if r.Kind == org.PersonKind.Name {
		out.Name = l.PersonTitle(r.UID)
	}
	return out
}

func (s *site) record(w http.ResponseWriter, r *http.Request, k *record.Kind) error {
	l, err := s.look(r, comparedParams(k.Name)...)
	if err != nil {
		return err
	}
	rec, err := l.Record(k.Name, r.PathValue("ref"))
	if err != nil {
		return err
	}
	if err := l.about(r.Context(), rec); err != nil {
		return err
	}
	p := page.Record{Frame: l.frame, Kind: k.Name, Withheld: l.frame.NoFigures && (hasStatus(k.Name) || k.Name == org.UnitKind.Name), Beyond: !l.frame.NoFigures && k.Name == org.UnitKind.Name, List: "/" + k.Plural, Ref: l.refTo(rec), State: rec.State, Retired: rec.Retired, Waits: rec.State != "" && !rec.Counts()}
	for _, in := range form.Show(k, l.specOf(rec), l, nil) {
		if in.Filled() {
			p.Says = append(p.Says, l.told(k.Name, in))
		}
	}
	if k.Name == measure.BenchmarkKind.Name && l.frame.Actions.Edit != "" {
		p.ReadFrom = pathOf(rec) + "/figures"
	}
	if err := l.fillLink(r.Context(), &p, rec); err != nil {
		return err
	}
	if err := l.fillFigures(r.Context(), &p, rec, compared(r.URL.Query())); err != nil {
		return err
	}
	if err := l.fillStands(r.Context(), &p, rec); err != nil {
		return err
	}
	if err := l.fillOutcomes(r.Context(), &p, rec); err != nil {
		return err
	}
	_, incoming, err := l.References(rec)
	if err != nil {
		return err
	}
	for _, u := range incoming {
		if len(p.Uses) == mostUses {
			p.MoreUses = len(incoming) - mostUses
			break
		}
		p.Uses = append(p.Uses, page.UseOf{Ref: l.refTo(u.Record), Kind: u.Record.Kind, Field: u.Path})
	}
	history, err := l.History(r.Context(), rec, maxHistory)
	if err != nil {
		return err
	}
	p.History = l.revisions(history, len(history) == maxHistory)
	return show(w, r, http.StatusOK, p)
}

// mostUses is how many records that refer to one a page lists.
const mostUses = 50

// about brings in what every page of a record has: what the reader may do with it, and what was said of it.
func (l *look) about(ctx context.Context, r *record.Record) error {
	l.offerEdit(r)
	l.begun(r.UID.Created())
	if err := l.fillClosed(ctx, r); err != nil {
		return err
	}
	return l.fillDiscussion(ctx, r)
}

// begun leaves out the days on which what the page is about was not there yet: they would lead to a page that says so.
func (l *look) begun(at time.Time) {
	l.frame.AsOf.Quarters = from(at, l.frame.AsOf.Quarters)
	l.frame.AsOf.Earliest = at
}

// from leaves out the days that end before a moment.
func from(at time.Time, days []time.Time) []time.Time {
	return slices.DeleteFunc(slices.Clone(days), func(end time.Time) bool { return end.Before(at) })
}

// offerEdit offers the form of a record to readers who may change it.
func (l *look) offerEdit(r *record.Record) {
	if l.frame.AsOf.Past || r.Retired {
		return
	}
	may := l.MayDeclare(r) == nil
	if may {
		l.frame.Actions.Edit = pathOf(r) + "/edit"
	}
	if may || r.State != "" {
		l.frame.Actions.Moves, l.frame.Actions.Stated = pathOf(r)+"/moves", r.State != ""
	}
}

// offerNew offers the form for a new record of a kind to readers who may make one.
func (l *look) offerNew(kind string) {
	if !l.frame.AsOf.Past && l.May(access.Declare, kind) {
		l.frame.Actions.New, l.frame.Actions.Kind = "/"+plurals[kind]+"/new", kind
	}
}

// told is what an input says, for a page: references lead to their records.
func (l *look) told(kind string, in form.Input) page.Said {
	out := page.Said{Kind: kind, Field: in.Field, Control: in.Control, Text: in.Value, Look: in.Look, Words: in.Chosen}
	if in.Control == form.Refer && in.Value != "" {
		if r, err := l.Record(in.Ref, l.Meant(in.Ref, in.Value)); err == nil {
			out.To = l.refTo(r)
		}
	}
	if in.Control == form.File {
		out.To = page.Ref{Name: in.Shown, Path: page.PathFiles + in.Value + page.PathPreview}
	}
	if in.Control != form.File {
		for _, x := range in.Inputs {
			if x.Filled() {
				out.Parts = append(out.Parts, l.told(kind, x))
			}
		}
	}
	for _, e := range in.Entries {
		var entry []page.Said
		for _, x := range e.Inputs {
			if x.Filled() {
				entry = append(entry, l.told(kind, x))
			}
		}
		if len(entry) > 0 {
			out.Entries = append(out.Entries, entry)
		}
	}
	return out
}

func byCode(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// page is the form as it is shown.
func (e *editing) page() page.Edit {
	p := page.Edit{Frame: e.frame, Kind: e.kind.Name, List: "/" + e.kind.Plural, Action: "/" + e.kind.Plural + "/new", Back: "/" + e.kind.Plural,
		Titled: true, Title: e.entered.title, Name: e.entered.name, Inputs: form.Show(e.kind, e.entered.spec, e, e.more), Theirs: e.theirs, Once: e.once, Since: e.merged, MovedOn: e.movedOn, Reason: e.reason, From: e.from, Upstream: e.newer, Offered: map[string][]string{}}
	for _, f := range e.kind.Fields {
		p.Titled = p.Titled && !f.NamesRecord()
	}
	if e.stands != nil {
		p.Code, p.Called, p.Revision = e.stands.Code, e.refTo(e.stands).Name, e.stands.Revision
		p.Action, p.Back = pathOf(e.stands)+"/edit", pathOf(e.stands)
		if e.draft != "" {
			p.Revision = e.base
		}
	}
	p.Wrong, p.Draft, p.Keeps, p.Plan = e.wrongs(e.kind, e.faults), e.draft, e.mayDraft(), e.planPage()
	p.Makes = map[string]bool{}
	if p.For = e.waits(); p.For != nil {
		p.Back = p.For.Path
	}
	e.offer(&p, p.Inputs)
	if p.Plan != nil {
		e.offer(&p, p.Plan.Inputs)
	}
	p.Falls = e.falls()
	return p
}

// wrongs is what was refused, for a form.
func wrongs(faults []fault.Field) []page.Wrong {
	var out []page.Wrong
	for _, f := range faults {
		out = append(out, page.Wrong{Path: f.Path, Reason: f.Reason, Remedy: f.Remedy})
	}
	return out
}

// offer collects what references offer, once for each kind.
func (e *editing) offer(p *page.Edit, inputs []form.Input) {
	for _, in := range inputs {
		if _, has := p.Offered[in.Ref]; in.Ref != "" && !has {
			p.Offered[in.Ref] = e.offered(in.Ref)
			if p.Keeps && e.May(access.Declare, in.Ref) {
				p.Makes[in.Ref] = true
			}
		}
		p.Files = p.Files || in.Control == form.File
		e.offer(p, in.Inputs)
		for _, x := range in.Entries {
			e.offer(p, x.Inputs)
		}
	}
}

package web

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// draftParam names the draft that a form goes on with.
const draftParam = "draft"

// keptForm is what is kept of a form that is gone on with later: what was entered, as it was entered.
type keptForm struct {
	Title     string          `json:"title"`
	Name      string          `json:"name,omitempty"`
	Spec      json.RawMessage `json:"spec"`
	PlanTitle string          `json:"plan_title,omitempty"` // of the initiative that is declared along
	PlanSpec  json.RawMessage `json:"plan_spec,omitempty"`
	Reason    string          `json:"reason,omitempty"`
	Revision  int64           `json:"revision,omitempty"` // that the form began with
	Part      string          `json:"part,omitempty"`     // the page of several that was kept last
	Return    *returning      `json:"return,omitempty"`   // where the record is chosen once it is made
}

// draftPages registers what can be done with drafts beside their forms.
func (s *site) draftPages() {
	s.srv.Handle("POST "+page.PathDrafts+"{id}/discard", httpd.SignedIn, s.discardDraft)
}

func (s *site) discardDraft(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	d, err := s.svc.Draft(r.Context(), l.Principal(), r.PathValue("id"))
	if fault.Is(err, fault.NotFound) { // another press, or another page, was quicker; or it is somebody else's
		s.srv.Tell(r, l.text("edit.no-draft"), "")
		http.Redirect(w, r, page.PathToday, http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.svc.DropDraft(r.Context(), l.Principal(), r.PathValue("id")); err != nil {
		return err
	}
	s.srv.Tell(r, l.text("edit.discarded"), "")
	back := page.PathToday
	if k, ok := s.svc.Registry().Kind(d.Kind); ok {
		back = "/" + k.Plural
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
	return nil
}

// goOn brings in the draft that the address names.
func (e *editing) goOn(ctx context.Context, id string) error {
	d, err := e.s.svc.Draft(ctx, e.Principal(), id)
	if err != nil {
		return err
	}
	var of record.UID
	if e.stands != nil {
		of = e.stands.UID
	}
	if d.Kind != e.kind.Name || d.Record != of {
		return fault.New(fault.NotFound, "this draft belongs to another form")
	}
	var kept keptForm
	if err := json.Unmarshal([]byte(d.Content), &kept); err != nil {
		return fault.Wrap(fault.Internal, err, "the draft cannot be read")
	}
	spec, err := specOfText(kept.Spec)
	if err != nil {
		return err
	}
	e.entered, e.reason, e.draft, e.base, e.ret = declared{title: kept.Title, name: kept.Name, spec: spec}, kept.Reason, id, kept.Revision, kept.Return
	if e.plan != nil {
		e.plan.title = kept.PlanTitle
		e.plan.spec, err = specOfText(kept.PlanSpec)
	}
	return err
}

func specOfText(text json.RawMessage) (map[string]any, error) {
	if len(text) == 0 {
		return map[string]any{}, nil
	}
	tree, err := record.Parse(text)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "the draft cannot be read")
	}
	spec, ok := tree.(map[string]any)
	if !ok {
		spec = map[string]any{}
	}
	return spec, nil
}

// keepDraft keeps what was entered so far.
func (e *editing) keepDraft(ctx context.Context) error {
	kept := keptForm{Title: e.entered.title, Name: e.entered.name, Reason: e.reason, Revision: e.base, Part: e.part, Return: e.ret}
	var err error
	if kept.Spec, err = json.Marshal(e.entered.spec); err != nil {
		return fault.Wrap(fault.Internal, err, "the draft cannot be kept")
	}
	if e.plan != nil {
		kept.PlanTitle = e.plan.title
		if kept.PlanSpec, err = json.Marshal(e.plan.spec); err != nil {
			return fault.Wrap(fault.Internal, err, "the draft cannot be kept")
		}
	}
	content, err := json.Marshal(kept)
	if err != nil {
		return fault.Wrap(fault.Internal, err, "the draft cannot be kept")
	}
	d := store.Draft{ID: e.draft, Kind: e.kind.Name, Title: e.entered.title, Content: string(content)}
	if e.stands != nil {
		d.Record, d.Title = e.stands.UID, e.called(e.stands)
	}
	e.draft, err = e.s.svc.KeepDraft(ctx, e.Principal(), d)
	return err
}

// later keeps what was entered and leaves the form.
func (e *editing) later(w http.ResponseWriter, r *http.Request) error {
	if err := e.keepDraft(r.Context()); err != nil {
		return err
	}
	e.s.srv.Tell(r, e.text("edit.kept-draft"), "")
	http.Redirect(w, r, e.page().Back, http.StatusSeeOther)
	return nil
}

// action is where the form is sent, with what its address says besides.
func (e *editing) action(q url.Values) string {
	path := "/" + e.kind.Plural + "/new"
	if e.stands != nil {
		path = pathOf(e.stands) + "/edit"
	}
	keep := url.Values{}
	if e.draft != "" {
		keep.Set(draftParam, e.draft)
	} else if e.stands == nil {
		for _, name := range offerable(e.kind) { // what the address filled in, also for the parts that are not shown yet
			if text := q.Get(name); text != "" {
				keep.Set(name, text)
			}
		}
		if e.ret != nil {
			keep.Set(forParam, e.ret.Draft)
			keep.Set(atParam, e.ret.At)
		}
	}
	if len(keep) == 0 {
		return path
	}
	return path + "?" + keep.Encode()
}

// begun lists the reader's drafts of new records of the kind.
func (e *editing) begun(ctx context.Context) ([]page.Draft, error) {
	all, err := e.s.svc.Drafts(ctx, e.Principal())
	var out []page.Draft
	for _, d := range all {
		if path := e.s.pathOfDraft(e.look, d); path != "" && d.Kind == e.kind.Name && (e.stands == nil && d.Record == "" || e.stands != nil && d.Record == e.stands.UID) {
			out = append(out, page.Draft{ID: d.ID, Title: d.Title, Kind: d.Kind, Path: path, Changed: d.Changed})
		}
	}
	return out, err
}

// pathOfDraft is where a draft is gone on with; empty where the record or the kind is gone, or the reader may not see it.
func (s *site) pathOfDraft(l *look, d store.Draft) string {
	k, ok := s.svc.Registry().Kind(d.Kind)
	if !ok {
		return ""
	}
	path := "/" + k.Plural + "/new"
	if d.Record != "" {
		r, ok := l.Find(d.Record)
		if !ok {
			return ""
		}
		path = pathOf(r) + "/edit"
	}
	return path + "?" + draftParam + "=" + url.QueryEscape(d.ID)
}

// draftsPart lists what the reader began and did not save, of whatever kind. It is of now: on a page of the past there is none.
func (s *site) draftsPart(ctx context.Context, l *look) (page.TodayPart, error) {
	p := page.TodayPart{ID: "begun", Title: l.text("today.begun.title"), Note: l.text("today.begun.note"), Waits: true}
	if l.frame.AsOf.Past {
		return p, nil
	}
	all, err := s.svc.Drafts(ctx, l.Principal())
	if err != nil {
		return p, err
	}
	type draft struct {
		store.Draft
		path string
	}
	var mine []draft
	for _, d := range all {
		if path := s.pathOfDraft(l, d); path != "" {
			mine = append(mine, draft{d, path})
		}
	}
	return firstOf(&p, mine, func(d draft) page.TodayRow {
		why := "today.begun.new"
		if d.Record != "" {
			why = "today.begun.change"
		}
		return page.TodayRow{Ref: page.Ref{Name: cmp.Or(d.Title, l.text("edit.untitled")), Path: d.path}, Kind: kindOf(d.Kind), At: d.Changed, Why: l.text(words.Key(why)), Do: l.do(l.text("today.begun.do"), d.path)}
	}), nil
}

// mayDraft tells whether the reader has drafts that the server keeps.
func (e *editing) mayDraft() bool { return e.s.svc.MayDraft(e.Principal()) == nil }

// partOfPath is the part that a path names, or the first one.
func partOfPath(kind, name string) string {
	parts := page.Parts(kind)
	if len(parts) == 0 {
		return ""
	}
	for _, p := range parts {
		if strings.EqualFold(p.Name, name) {
			return p.Name
		}
	}
	return parts[0].Name
}

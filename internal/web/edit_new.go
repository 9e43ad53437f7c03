package web

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/form"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// A reference to a record that is not there yet leads to the form for it, and back: the first form is kept as a draft, the second one knows the draft
// and the place in it, and saving it puts the new record there.
const (
	newField = "new" // what is to be made: its kind, and the path of the reference to it
	forParam = "for" // the draft that waits for the record
	atParam  = "at"  // the place in it
)

// returning is where a record that is made in place is chosen. It is kept in drafts.
type returning struct {
	Draft string `json:"draft"`
	At    string `json:"at"` // from spec or plan down to the reference, parted by slashes
}

// wanted is a record that is to be made for a reference.
type wanted struct {
	kind, path string
	was        string // what stood there
	mark       string // what stands there while the form is read, so that its place is found again
}

// wants tells which record is to be made, if any, and marks its place in what was sent.
func (e *editing) wants(sent url.Values) *wanted {
	kind, path, ok := strings.Cut(sent.Get(newField), " ")
	if !ok {
		return nil
	}
	w := &wanted{kind: kind, path: path, was: strings.TrimSpace(sent.Get(path)), mark: "new " + rand.Text()}
	sent.Set(path, w.mark)
	return w
}

// make keeps the form as a draft and leads to that for the record that is wanted.
func (e *editing) make(w http.ResponseWriter, r *http.Request, x *wanted) error {
	k, ok := e.s.svc.Registry().Kind(x.kind)
	roots := map[string]map[string]any{form.Root: e.entered.spec}
	if e.plan != nil {
		roots[page.PlanRoot] = e.plan.spec
	}
	var steps []any
	for root, spec := range roots {
		if found := stepsTo(spec, x.mark); found != nil {
			steps = append([]any{root}, found...)
			put(spec, found, x.was)
		}
	}
	if !ok || steps == nil {
		return invalid(newField, "is no reference of this form", "Press the button beside one")
	}
	if err := e.keepDraft(r.Context()); err != nil {
		if f := fault.Of(err); f.Code == fault.Limited {
			e.faults = []fault.Field{{Reason: f.Message}} // and nothing is lost
			return e.show(w, r, http.StatusUnprocessableEntity)
		}
		return err
	}
	q := url.Values{forParam: {e.draft}, atParam: {joinSteps(steps)}}
	if x.was != "" && e.Meant(x.kind, x.was) == x.was { // it names nothing that there is, and may be what the new one is to be called
		if _, err := e.Record(x.kind, x.was); err != nil {
			q.Set("title", x.was)
		}
	}
	for _, name := range offerable(k) { // what both say of the same, such as the unit
		if text, ok := e.entered.spec[name].(string); ok && sameReference(e.kind, k, name) {
			if _, err := e.Record(refOf(k, name), text); err == nil {
				q.Set(name, text)
			}
		}
	}
	http.Redirect(w, r, "/"+k.Plural+"/new?"+q.Encode(), http.StatusSeeOther) //nolint:gosec // the path is of a kind, and the rest is escaped
	return nil
}

func refOf(k *record.Kind, name string) string {
	for _, f := range k.Fields {
		if f.Name == name && f.Type == record.Reference {
			return f.Ref
		}
	}
	return ""
}

func sameReference(a, b *record.Kind, name string) bool {
	return refOf(a, name) != "" && refOf(a, name) == refOf(b, name)
}

// awaited finds the draft that waits for the record of this form. One that is gone waits no more.
func (e *editing) awaited(ctx context.Context) error {
	if e.ret == nil {
		return nil
	}
	d, err := e.s.svc.Draft(ctx, e.Principal(), e.ret.Draft)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
		e.ret = nil
		return nil
	}
	if e.waiting = d; err == nil && e.s.pathOfDraft(e.look, d) == "" {
		e.ret = nil
	}
	return err
}

// back is where the draft that waits is gone on with.
func (e *editing) back() string {
	var kept keptForm
	_ = json.Unmarshal([]byte(e.waiting.Content), &kept) // without its part it begins with the first one
	to := e.s.pathOfDraft(e.look, e.waiting)
	if kept.Part != "" {
		to += "&" + partField + "=" + url.QueryEscape(kept.Part)
	}
	return to
}

// choose puts a record that was made into the draft that waits for it, and gives the address of its form.
func (e *editing) choose(ctx context.Context, made *record.Record) (string, error) {
	var kept keptForm
	if err := json.Unmarshal([]byte(e.waiting.Content), &kept); err != nil {
		return "", fault.Wrap(fault.Internal, err, "the draft cannot be read")
	}
	root, place, _ := strings.Cut(e.ret.At, "/")
	in := &kept.Spec
	if root == page.PlanRoot {
		in = &kept.PlanSpec
	}
	spec, err := specOfText(*in)
	if err != nil {
		return "", err
	}
	steps := splitSteps(place)
	to := e.back()
	if !put(spec, steps, made.Name) { // the form was changed meanwhile: the record is there, and can be chosen
		return to, nil
	}
	if *in, err = json.Marshal(spec); err != nil {
		return "", fault.Wrap(fault.Internal, err, "the draft cannot be kept")
	}
	content, err := json.Marshal(kept)
	if err != nil {
		return "", fault.Wrap(fault.Internal, err, "the draft cannot be kept")
	}
	d := e.waiting
	d.Content = string(content)
	if _, err := e.s.svc.KeepDraft(ctx, e.Principal(), d); err != nil {
		return "", err
	}
	return to + "#" + page.InputID(pathOfSteps(root, steps)), nil
}

// returned leads from a record that was made in place back to the form that it was made for.
func (e *editing) returned(w http.ResponseWriter, r *http.Request, done service.Applied) (bool, error) {
	if e.ret == nil {
		return false, nil
	}
	made := done.Outcomes[0].Record
	to, err := e.choose(r.Context(), made)
	if err != nil {
		return false, err
	}
	e.s.srv.Tell(r, e.text("edit.chosen", words.T("code", made.Code)), "")
	http.Redirect(w, r, to, http.StatusSeeOther) //nolint:gosec // a path of this site with escaped parameters
	return true, nil
}

// waits is what the form says of the draft that waits for its record.
func (e *editing) waits() *page.Awaited {
	if e.ret == nil {
		return nil
	}
	return &page.Awaited{Title: e.waiting.Title, Kind: e.waiting.Kind, Path: e.back()}
}

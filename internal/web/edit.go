package web

import (
	"context"
	"crypto/rand"
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/web/form"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// What a form sends beside the fields of a record.
const (
	doField     = "do"       // what is to be done: review, save or back
	addField    = "add"      // the path of a list that gets an entry
	removeField = "remove"   // the path of an entry that goes
	standsField = "revision" // that the form began with
	reasonField = "reason"
	onceField   = "once"
	fileSuffix  = "#file" // of inputs that bring a file for the field before it
)

// memoryOfForm is how much of a form with files is held in memory.
const memoryOfForm = 1 << 20

// editing is a form that somebody fills in.
type editing struct {
	*look
	s       *site
	kind    *record.Kind
	stands  *record.Record // nil: a new record
	entered declared
	reason  string
	faults  []fault.Field
	more    map[string]int
	theirs  []page.Theirs
	merged  int64            // the revision that the form began with before others' words were brought in; 0: none were
	movedOn *page.MovedOn    // the state to which somebody moved the record meanwhile; nil: none did
	newer   bool             // the form begins with new words of the library
	from    int64            // the earlier revision that the form begins with; 0: the present one
	last    *explain.Reading // of the measure that is changed; nil: none
	part    string           // the page of several that was sent; empty: all there is
	plan    *declared        // the initiative that is declared along with a new objective; nil: none can be
	focus   string           // path of the list that has got an entry
	draft   string           // the draft that is gone on with; empty: none
	base    int64            // the revision that the form began with
	ret     *returning       // where the record is chosen once it is made; nil: nowhere
	waiting store.Draft      // that waits for it
	once    string           // which form of a new record it is, so that it makes one record however often it is sent
}

// declared is what is said of a record.
type declared struct {
	title, name string
	spec        map[string]any
}

func (s *site) editForms() {
	for _, k := range s.svc.Registry().Kinds() {
		need := httpd.May("declare", k.Name)
		s.srv.Handle("GET /"+k.Plural+"/new", need, func(w http.ResponseWriter, r *http.Request) error { return s.editForm(w, r, k) })
		s.srv.Handle("POST /"+k.Plural+"/new", need, func(w http.ResponseWriter, r *http.Request) error { return s.edit(w, r, k) })
		s.srv.Handle("GET /"+k.Plural+"/{ref}/edit", need, func(w http.ResponseWriter, r *http.Request) error { return s.editForm(w, r, k) })
		s.srv.Handle("POST /"+k.Plural+"/{ref}/edit", need, func(w http.ResponseWriter, r *http.Request) error { return s.edit(w, r, k) })
	}
}

// open begins to edit the record that the address names, or a new one.
func (s *site) open(r *http.Request, k *record.Kind) (*editing, error) {
	l, err := s.look(r, append(offerable(k), fromParam, upstreamParam, draftParam, partField, forParam, atParam, "title")...)
	if err != nil {
		return nil, err
	}
	if l.frame.AsOf.Past {
		return nil, invalid("as_of", "is in the past, and the past is not changed", "Leave it out")
	}
	l.frame.AsOf.Quarters, l.frame.AsOf.Path = nil, ""
	e := &editing{look: l, s: s, kind: k, more: map[string]int{}, once: rand.Text()}
	if name := r.PathValue("ref"); name != "" {
		if e.stands, err = l.Record(k.Name, name); err != nil {
			return nil, err
		}
		if e.stands.Retired {
			return nil, fault.New(fault.Conflict, "%s is retired, and what is retired is not changed", e.stands.Code)
		}
		if err := l.MayDeclare(e.stands); err != nil {
			return nil, err
		}
		from := e.stands
		if text := r.URL.Query().Get(fromParam); text != "" {
			if from, err = l.revision(r.Context(), e.stands, text); err != nil {
				return nil, err
			}
			e.from = from.Revision
		}
		e.base = e.stands.Revision
		if e.entered, err = l.declared(from); err == nil {
			err = e.lastValue(r.Context())
		}
		if asked := r.URL.Query().Get(upstreamParam); asked != "" && err == nil {
			err = e.takeUpstream(asked)
		}
	} else if k.Name == objective.ObjectiveKind.Name && l.May(access.Declare, objective.InitiativeKind.Name) {
		e.plan = &declared{spec: map[string]any{}}
	}
	if err != nil {
		return nil, err
	}
	if id := r.URL.Query().Get(draftParam); id != "" {
		err = e.goOn(r.Context(), id)
	} else {
		if q := r.URL.Query(); e.stands == nil && q.Get(forParam) != "" {
			e.ret, e.entered.title = &returning{q.Get(forParam), q.Get(atParam)}, strings.TrimSpace(q.Get("title"))
		}
		if err = e.fillIn(r.URL.Query()); err == nil {
			e.partOf()
		}
	}
	if err != nil {
		return nil, err
	}
	return e, e.awaited(r.Context())
}

// fromParam asks for what a record said in an earlier revision.
const fromParam = "from"

// revision finds an earlier revision of a record.
func (l *look) revision(ctx context.Context, r *record.Record, text string) (*record.Record, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 || n > r.Revision {
		return nil, invalid(fromParam, "is no revision of "+r.Code, "Choose one in its history")
	}
	history, err := l.History(ctx, r, int(r.Revision-n)+1)
	if err != nil {
		return nil, err
	}
	for _, h := range history {
		if h.Revision == n {
			return h.Record, nil
		}
	}
	return nil, invalid(fromParam, "is no revision of "+r.Code, "Choose one in its history")
}

// declared is what a revision of a record says.
func (l *look) declared(r *record.Record) (declared, error) {
	out := declared{title: r.Title, name: r.Name}
	var err error
	out.spec, err = l.Tree(r)
	return out, err
}

func (s *site) editForm(w http.ResponseWriter, r *http.Request, k *record.Kind) error {
	e, err := s.open(r, k)
	if err != nil {
		return err
	}
	for _, f := range k.Fields {
		if path := record.Join(form.Root, f.Name); e.stands == nil && e.entered.spec[f.Name] == nil && f.Type == record.List && f.Elem.Type == record.Object && page.Begins(k.Name, path) {
			e.more[path] = 1
		}
	}
	return e.show(w, r, http.StatusOK)
}

// edit takes what was entered: it is shown again with what is wrong, with an entry more or less, or with what saving would change; or it is
// saved.
func (s *site) edit(w http.ResponseWriter, r *http.Request, k *record.Kind) error {
	e, err := s.open(r, k)
	if err != nil {
		return err
	}
	if err := parse(r); err != nil {
		return err
	}
	if e.paged() && r.PostForm.Has(partField) {
		return e.editPart(w, r)
	}
	x := e.wants(r.PostForm)
	if err := e.read(r); err != nil {
		return err
	}
	if x != nil {
		if e.base, err = strconv.ParseInt(r.PostForm.Get(standsField), 10, 64); err != nil {
			return invalid(standsField, "is missing from the form", "Open the form again")
		}
		return e.make(w, r, x)
	}
	if text := r.PostForm.Get(sinceField); text != "" && e.stands != nil {
		if e.merged, err = strconv.ParseInt(text, 10, 64); err != nil {
			return invalid(sinceField, "is no revision", "Open the form again")
		}
		if err := e.undecided(r.Context(), r.PostForm.Get(takeField)); err != nil {
			return err
		}
	}
	list := r.PostForm.Get(addField)
	switch {
	case r.PostForm.Has(removeField), r.PostForm.Has(takeField), r.PostForm.Get(doField) == "back":
		return e.show(w, r, http.StatusOK)
	case list != "":
		e.more[list], e.focus = 1, list
		return e.show(w, r, http.StatusOK)
	}
	base, err := strconv.ParseInt(r.PostForm.Get(standsField), 10, 64)
	if err != nil {
		return invalid(standsField, "is missing from the form", "Open the form again")
	}
	if e.base = base; r.PostForm.Get(doField) == "later" {
		return e.later(w, r)
	}
	if e.stands != nil && e.stands.Revision != base {
		e.theirs = nil
		if err := e.merge(r.Context(), base); err != nil {
			return err
		}
		if len(e.theirs) > 0 || e.movedOn != nil {
			return e.show(w, r, http.StatusConflict)
		}
	}
	return e.save(w, r, e.base)
}

// parse reads what was sent, once.
func parse(r *http.Request) error {
	if r.PostForm != nil {
		return nil
	}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") { // only a form with a file may be large
		r.Body = http.MaxBytesReader(nil, r.Body, memoryOfForm)
	}
	if err := r.ParseMultipartForm(memoryOfForm); err != nil && !errors.Is(err, http.ErrNotMultipart) { //nolint:gosec // the server bounds the body
		if _, big := errors.AsType[*http.MaxBytesError](err); big {
			return err
		}
		return fault.Wrap(fault.Invalid, err, "the form did not arrive whole")
	}
	return nil
}

// read takes over what was entered. Files are kept first, so that what is entered besides can be wrong without sending them again.
func (e *editing) read(r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	if gone := r.PostForm.Get(removeField); gone != "" {
		form.Remove(r.PostForm, gone)
	}
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }()
		for name, files := range r.MultipartForm.File {
			path, ours := strings.CutSuffix(name, fileSuffix)
			if !ours || len(files) == 0 || files[0].Size == 0 {
				continue
			}
			if err := e.keep(r, path, files[0]); err != nil {
				return err
			}
		}
	}
	e.entered = declared{title: strings.TrimSpace(r.PostForm.Get("title")), name: strings.TrimSpace(r.PostForm.Get("name")), spec: form.Read(e.kind, r.PostForm, e)}
	e.unitOfMeasure()
	e.reason = strings.TrimSpace(r.PostForm.Get(reasonField))
	if text := r.PostForm.Get(onceField); onceText.MatchString(text) {
		e.once = text
	}
	return nil
}

// keep keeps a file that was sent with the form, and names it in what was entered.
func (e *editing) keep(r *http.Request, path string, f *multipart.FileHeader) error {
	content, err := f.Open()
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "the file did not arrive whole")
	}
	defer func() { _ = content.Close() }()
	sent, err := e.s.svc.SendFile(r.Context(), e.Principal(), content, e.text("edit.file-reason"))
	if err != nil {
		return err
	}
	r.PostForm.Set(path+".sha256", sent.SHA256)
	r.PostForm.Set(path+".name", f.Filename)
	r.PostForm.Del(path + ".media_type")
	return nil
}

// change is the wish to have the record as it was entered.
func (e *editing) change(base int64) record.Change {
	c := record.Change{IfRevision: &base, Declaration: record.Declaration{Kind: e.kind.Name, Name: e.entered.name, Title: e.entered.title, Spec: e.entered.spec}}
	if e.stands != nil {
		c.UID = e.stands.UID
	}
	if c.Name == "" {
		c.Name = e.nameFor(e.kind.Name, e.entered.title)
	}
	return c
}

// kept is what was entered, for the page between the form and saving.
func kept(entered url.Values) []page.Param {
	var out []page.Param
	for name, values := range entered {
		if name == doField || name == reasonField {
			continue
		}
		for _, v := range values {
			out = append(out, page.Param{Name: name, Value: v})
		}
	}
	slices.SortStableFunc(out, func(a, b page.Param) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// nameFor makes a name that files and addresses use from a title, one that has not been taken.
func (e *editing) nameFor(kind, title string) string {
	return record.NameFrom(kind, title, func(name string) bool { return e.Taken(kind, name) })
}

package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// A saved view stands in an address by its identifier, so that a bookmark outlives another title and follows what the view is replaced by. Once
// something else is asked for, the address says all of it, and names the view only as what it began with.
const (
	savedParam = "saved"
	beganParam = "began"
)

// askedParams are what a view keeps, by what addresses call it.
var askedParams = []string{columnsParam, whereParam, sortParam, groupParam, "q"}

// savedViews registers what can be done with saved views beside their lists. Which view is meant decides who may: the service asks the gate.
func (s *site) savedViews() {
	s.srv.Handle("POST "+page.PathViews, httpd.SignedIn, s.keepView)
	s.srv.Handle("POST "+page.PathViews+"/{id}", httpd.SignedIn, s.changeView)
}

// listed is what an address of a table asks for, with the views of its kind.
type listed struct {
	asked   url.Values // as if nothing of it stood in a view
	views   []store.ListView
	shown   *store.ListView // the view that is open, or that the list began with
	changed bool            // the list is not as the view keeps it
	whole   bool            // all records are asked for, though the list begins with a view
	goTo    string          // where the address is in order; empty: here
}

// begins tells whether the reader's list begins with a view.
func (x *listed) begins() bool {
	return slices.ContainsFunc(x.views, func(v store.ListView) bool { return v.First })
}

// viewParams are what addresses say for what a view keeps.
func viewParams(a store.ListAsked) map[string]string {
	return map[string]string{columnsParam: a.Columns, whereParam: a.Where, sortParam: a.Sort, groupParam: a.Group, "q": a.Words}
}

// askedOf is what a view keeps of what is asked for.
func askedOf(q url.Values) store.ListAsked {
	get := func(name string) string { return strings.TrimSpace(q.Get(name)) }
	return store.ListAsked{Columns: get(columnsParam), Where: get(whereParam), Sort: get(sortParam), Group: get(groupParam), Words: get("q")}
}

// listedOf reads which view an address asks for. Errors: NotFound where the reader has no such view.
func (l *look) listedOf(ctx context.Context, k *record.Kind, q url.Values) (*listed, error) {
	x := &listed{asked: url.Values{}}
	for name, values := range q {
		x.asked[name] = values
	}
	var err error
	if x.views, err = l.ListViews(ctx, k.Name); err != nil {
		return nil, err
	}
	find := func(is func(store.ListView) bool) *store.ListView {
		if i := slices.IndexFunc(x.views, is); i >= 0 {
			return &x.views[i]
		}
		return nil
	}
	asks := slices.ContainsFunc(append([]string{fieldParam}, askedParams...), q.Has)
	id := q.Get(savedParam)
	switch {
	case id == page.AllRecords:
		x.whole = true
	case id != "":
		if x.shown = find(func(v store.ListView) bool { return v.ID == id }); x.shown == nil {
			return nil, fault.New(fault.NotFound, "there is no such saved view: it was deleted, or it is somebody else's")
		}
		for name, value := range viewParams(x.shown.Asked) {
			if value != "" && !q.Has(name) {
				x.asked.Set(name, value)
			}
		}
		if x.asked.Del(savedParam); asks { // an address that says more than the view says all of it
			x.asked.Set(beganParam, id)
			x.goTo = "?" + x.asked.Encode()
		}
	case q.Get(beganParam) != "":
		x.shown = find(func(v store.ListView) bool { return v.ID == q.Get(beganParam) })
		x.changed = x.shown != nil && x.shown.Asked != askedOf(q)
	case !asks && !q.Has(formatParam) && !q.Has("page"):
		if first := find(func(v store.ListView) bool { return v.First }); first != nil {
			x.asked.Set(savedParam, first.ID)
			x.goTo = "?" + x.asked.Encode()
		}
	default:
		x.whole = x.begins()
	}
	return x, nil
}

// savedPart fills what a page says of saved views, and how its links keep them.
func (t *table) savedPart(s *site, x *listed, p *page.Table) {
	p.Full = slices.DeleteFunc(slices.Clone(t.Keep), func(k page.Param) bool { return k.Name == savedParam })
	view := slices.IndexFunc(p.Full, func(k page.Param) bool { return k.Name == page.ParamView })
	switch {
	case x.shown != nil && x.changed:
		p.Full = append(p.Full, page.Param{Name: beganParam, Value: x.shown.ID})
		t.Keep = slices.Clone(p.Full)
	case x.shown != nil:
		t.Keep, t.Kept = []page.Param{{Name: savedParam, Value: x.shown.ID}}, true
		if view >= 0 {
			t.Keep = append(t.Keep, p.Full[view])
		}
		p.Full = append(p.Full, page.Param{Name: beganParam, Value: x.shown.ID})
	case x.whole:
		p.Full = append(p.Full, page.Param{Name: savedParam, Value: page.AllRecords})
		t.Keep = slices.Clone(p.Full)
	}
	p.Views, p.Begins = make([]page.SavedView, 0, len(x.views)), x.begins()
	who := t.Principal()
	p.MayKeep = !t.frame.AsOf.Past && s.svc.MayKeepListView(who, t.kind.Name, false) == nil
	p.MayShare = !t.frame.AsOf.Past && s.svc.MayKeepListView(who, t.kind.Name, true) == nil
	for _, v := range x.views {
		out := page.SavedView{ID: v.ID, Title: v.Title, Everybody: v.Account == "", First: v.First}
		out.May = p.MayShare && out.Everybody || p.MayKeep && !out.Everybody
		p.Views = append(p.Views, out)
		if x.shown != nil && x.shown.ID == v.ID {
			p.Shown, p.Changed = &p.Views[len(p.Views)-1], x.changed
		}
	}
	p.Asked = viewParams(askedOf(x.asked))
}

// viewForm is what a form about a saved view sends.
type viewForm struct {
	kind  *record.Kind
	asked store.ListAsked
	title string
	page.Keeping
}

func (s *site) viewForm(r *http.Request, kind string) (viewForm, error) {
	if err := r.ParseForm(); err != nil {
		return viewForm{}, fault.New(fault.Invalid, "the form did not arrive whole: send it again")
	}
	k, ok := s.svc.Registry().Kind(cmp.Or(kind, r.PostForm.Get("kind")))
	if !ok {
		return viewForm{}, fault.New(fault.NotFound, "there is no such list")
	}
	f := viewForm{kind: k, asked: askedOf(r.PostForm), title: r.PostForm.Get("title")}
	f.Keeping = page.Keeping{Title: f.title, Everybody: r.PostForm.Get("whose") == "everybody", First: r.PostForm.Get("first") != ""}
	return f, nil
}

// keepView keeps a list as it stands, under a title.
func (s *site) keepView(w http.ResponseWriter, r *http.Request) error {
	f, err := s.viewForm(r, "")
	if err != nil {
		return err
	}
	who := httpd.Who(r.Context())
	x := store.ListView{Account: who.Account, Kind: f.kind.Name, Title: f.title, Asked: f.asked}
	if f.Everybody {
		x.Account = ""
	} else if err := s.svc.MayKeepListView(who, f.kind.Name, false); err != nil { // who has no account keeps nothing for themselves
		return err
	}
	kept, err := s.svc.KeepListView(r.Context(), who, x)
	if err != nil {
		return s.viewRefused(w, r, f, "", err)
	}
	if f.First {
		if err := s.svc.BeginWithListView(r.Context(), who, kept.ID, true); err != nil {
			return err
		}
	}
	return s.toView(w, r, f.kind, kept.ID, "views.told.kept")
}

// changeView calls a view something else, replaces it by what is shown, deletes it, or lets the reader's list begin with it.
func (s *site) changeView(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	x, err := l.ListView(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	f, err := s.viewForm(r, x.Kind)
	if err != nil {
		return err
	}
	who := l.Principal()
	switch r.PostForm.Get("do") {
	case page.ViewRename:
		x.Title = f.title
		_, err = s.svc.KeepListView(r.Context(), who, x)
		if err != nil {
			return s.viewRefused(w, r, f, x.ID, err)
		}
		return s.toView(w, r, f.kind, x.ID, "views.told.renamed")
	case page.ViewReplace:
		x.Asked = f.asked
		if _, err := s.svc.KeepListView(r.Context(), who, x); err != nil {
			return err
		}
		return s.toView(w, r, f.kind, x.ID, "views.told.replaced")
	case page.ViewFirst, page.ViewNotFirst:
		first := r.PostForm.Get("do") == page.ViewFirst
		if err := s.svc.BeginWithListView(r.Context(), who, x.ID, first); err != nil {
			return err
		}
		if first {
			return s.toView(w, r, f.kind, x.ID, "views.told.first")
		}
		return s.toView(w, r, f.kind, x.ID, "views.told.not-first")
	case page.ViewDelete:
		if err := s.svc.DropListView(r.Context(), who, x.ID); err != nil {
			return err
		}
		return s.toView(w, r, f.kind, "", "views.told.deleted")
	}
	return invalid("do", "is nothing that can be done with a view", "Use one of the buttons of the list")
}

// toView leads to a list as a view has it, and tells what was done.
func (s *site) toView(w http.ResponseWriter, r *http.Request, k *record.Kind, id string, told words.Key) error {
	q := url.Values{}
	if id != "" {
		q.Set(savedParam, id)
	}
	if slices.Contains(ownList, k.Name) {
		q.Set(page.ParamView, page.ViewTable)
	}
	to := "/" + k.Plural
	if len(q) > 0 {
		to += "?" + q.Encode()
	}
	s.srv.Tell(r, words.English.Text(told), "")
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// viewRefused shows the list again, with what was entered and what is wrong with it.
func (s *site) viewRefused(w http.ResponseWriter, r *http.Request, f viewForm, id string, err error) error {
	told := fault.Of(err)
	if told.Code != fault.Invalid && told.Code != fault.Conflict && told.Code != fault.Limited {
		return err
	}
	f.Renames, f.Wrong = id != "", sentence(told.Message)
	for _, x := range told.Fields {
		if x.Path == "title" {
			f.Wrong = words.English.Text("views.title") + " " + x.Reason + ". " + x.Remedy + "."
			break
		}
		f.Wrong = sentence(x.Path + " " + x.Reason)
	}
	q := url.Values{}
	for name, value := range viewParams(f.asked) {
		if value != "" {
			q.Set(name, value)
		}
	}
	if from := r.PostForm.Get(beganParam); from != "" {
		q.Set(beganParam, from)
	}
	if len(q) == 0 {
		q.Set(savedParam, page.AllRecords)
	}
	if slices.Contains(ownList, f.kind.Name) {
		q.Set(page.ParamView, page.ViewTable)
	}
	again := r.Clone(r.Context())
	again.Method, again.URL = http.MethodGet, &url.URL{Path: "/" + f.kind.Plural, RawQuery: q.Encode()}
	return s.tableWith(w, again, f.kind, &f.Keeping)
}

package web

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/library"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// adoptForm is the empty form that adopts an entry.
func (l *look) adoptForm(e *library.Entry) *page.AdoptForm {
	f := &page.AdoptForm{Once: rand.Text(), NeedsCurrency: e.NeedsCurrency()}
	for _, b := range e.Base {
		base := page.AdoptBase{Name: b.Name, Title: b.Title, Unit: b.UnitOfMeasure, Decided: b.Number != nil, Plain: e.Plain()}
		if b.Number != nil {
			base.Number = l.language().Style().Number(*b.Number)
		}
		f.Bases = append(f.Bases, base)
	}
	return f
}

// offerAdoption lists what the references of the form offer.
func (l *look) offerAdoption(f *page.AdoptForm) {
	f.Units, f.People = l.offered(org.UnitKind.Name), l.offered(org.PersonKind.Name)
	f.Measures, f.SourcesOffered = l.offered(measure.MeasureKind.Name), l.offered(measure.SourceKind.Name)
	f.Objectives = l.offered(objective.ObjectiveKind.Name)
}

// beginAdopting fills in what is known before anybody has entered anything: the reader and their unit, or those of the measure whose place is taken, and a name that
// is free where the usual one is not. Errors: those of a record.
func (l *look) beginAdopting(f *page.AdoptForm, e *library.Entry, replaces string) error {
	who := l.Principal()
	if p, ok := service.Get[org.Person](l.View, who.Person); ok {
		f.Owner = l.called(p.Record)
		if u, ok := l.Find(p.Spec.Unit.UID()); ok {
			f.Unit = l.called(u)
		}
	}
	if u, ok := l.Find(who.Unit); ok && f.Unit == "" {
		f.Unit = l.called(u)
	}
	if top, ok := l.Organisation(); ok && f.Unit == "" {
		f.Unit = l.called(top.Record)
	}
	if replaces != "" {
		rec, err := l.Record(measure.MeasureKind.Name, replaces)
		if err != nil {
			return err
		}
		m, _ := record.As[measure.Measure](rec)
		f.Replaces = ref(rec)
		for _, x := range []struct {
			to  *string
			uid record.UID
		}{{&f.Unit, m.Spec.Unit.UID()}, {&f.Owner, m.Spec.Owner.UID()}} {
			if r, ok := l.Find(x.uid); ok {
				*x.to = l.called(r)
			}
		}
	}
	if free := l.FreeFor(e.Key); free != e.Key {
		f.Taken, f.Name = e.Key, free
	}
	return nil
}

// adopt adopts a measure of the library, or shows again why it cannot be.
func (s *site) adopt(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r, replacesParam)
	if err != nil {
		return err
	}
	if l.frame.AsOf.Past {
		return invalid("as_of", "is in the past, and the past is not changed", "Leave it out")
	}
	if err := parse(r); err != nil {
		return err
	}
	p, e, err := s.libraryPage(r, l)
	if err != nil {
		return err
	}
	f := p.Form
	if f == nil {
		return s.svc.Allow(l.Principal(), "declare", measure.MeasureKind.Name)
	}
	wish, wrong := l.readAdoption(r, f, e)
	var done service.Applied
	changes := func(v *service.View) ([]record.Change, error) { return service.Adopting(v, wish) }
	if len(wrong) > 0 { // what else is wrong is told beside the numbers that are none
		if _, err := s.svc.Apply(r.Context(), l.Principal(), service.Wish{Reason: wish.Reason, DryRun: true, Changes: changes}); err != nil && fault.Of(err).Code == fault.Invalid {
			wrong = append(wrong, fault.Of(err).Fields...)
		}
	} else {
		done, err = s.svc.Apply(r.Context(), l.Principal(), service.Wish{Reason: wish.Reason, Key: "adopt-" + f.Once, Digest: digestOf(wish),
			Changes: changes})
		if err != nil {
			told := fault.Of(err)
			if told.Code != fault.Invalid && told.Code != fault.Conflict && told.Code != fault.Forbidden {
				return err
			}
			if usedBefore(err) { // another measure is only made by another form
				f.Once, told = rand.Text(), fault.New(fault.Conflict, "this form was sent before, and has been changed since: send it again to adopt the measure once more")
			}
			if wrong = told.Fields; len(wrong) == 0 {
				f.Problem = s.whyNot(r.Context(), l, told)
			}
		}
	}
	if len(wrong) > 0 || f.Problem != "" {
		f.Wrong = l.wrongAdoption(f, wrong)
		l.offerAdoption(f)
		return show(w, r, http.StatusUnprocessableEntity, p)
	}
	made, counted := adopted(done)
	httpd.Wrote(r.Context(), w, done.Seq)
	told := l.text("library.adopt.done", words.T("code", made.Code))
	switch {
	case done.Repeated:
		told = l.text("library.adopt.again", words.T("code", made.Code))
	case counted > 0:
		told = l.text("library.adopt.done-counted", words.T("code", made.Code), words.N(counted))
	}
	s.srv.Tell(r, told, "")
	http.Redirect(w, r, pathOf(made), http.StatusSeeOther) //nolint:gosec // the address is of a record
	return nil
}

// adopted finds the new measure among what was made, which is the last of its kind, and counts those of what is counted.
func adopted(done service.Applied) (made *record.Record, counted int) {
	for _, o := range done.Outcomes {
		if o.Record.Kind == measure.MeasureKind.Name {
			made, counted = o.Record, counted+1
		}
	}
	return made, counted - 1
}

// digestOf tells whether a form that is sent twice wishes the same.
func digestOf(wish any) string {
	b, err := json.Marshal(wish)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%x", sha256.Sum256(b))
}

// readAdoption reads what was entered, into the form too, and says which numbers are none.
func (l *look) readAdoption(r *http.Request, f *page.AdoptForm, e *library.Entry) (service.Adoption, []fault.Field) {
	entered := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	if once := entered(onceField); onceText.MatchString(once) {
		f.Once = once
	}
	f.Unit, f.Owner, f.Title, f.Name, f.Currency = entered("unit"), entered("owner"), entered("title"), entered("name"), entered("currency")
	f.Objective, f.Weight, f.Reason = entered("objective"), entered("weight"), entered("reason")
	f.Counting, f.Renaming = f.Objective+f.Weight+f.Reason != "", f.Title+f.Name != ""
	out := service.Adoption{Key: e.Key, Objective: l.named(objective.ObjectiveKind.Name, f.Objective), Reason: f.Reason, Choices: library.Choices{Unit: l.named(org.UnitKind.Name, f.Unit), Owner: l.named(org.PersonKind.Name, f.Owner),
		Title: f.Title, Name: f.Name, Currency: f.Currency, Replaces: entered(replacesParam), Inputs: map[string]library.Input{}}}
	if rec, err := l.Record(measure.MeasureKind.Name, out.Replaces); out.Replaces != "" && err == nil {
		f.Replaces = ref(rec)
	}
	var wrong []fault.Field
	number := func(path, text string) *float64 {
		if text == "" {
			return nil
		}
		plain, ok := l.language().Style().Parse(text)
		if ok {
			if v, err := json.Number(plain).Float64(); err == nil {
				return &v
			}
		}
		wrong = append(wrong, fault.Field{Path: path, Reason: l.text("library.adopt.not-number"), Remedy: l.text("library.adopt.number-remedy")})
		return nil
	}
	out.Weight = number("weight", f.Weight)
	for i := range f.Bases {
		b := &f.Bases[i]
		part := func(name string) string { return entered(page.AdoptInput(b.Name, name)) }
		in := library.Input{}
		if b.Decided {
			b.Value = part("number")
			in.Number = number("inputs."+b.Name+".number", b.Value)
		} else {
			b.Measure, b.Source, b.Value = part("measure"), part("source"), part("value")
			in.Measure, in.Source, in.Value = l.named(measure.MeasureKind.Name, b.Measure), l.named(measure.SourceKind.Name, b.Source), b.Value
		}
		if in != (library.Input{}) {
			out.Inputs[b.Name], f.Elsewhere = in, true
		}
	}
	return out, wrong
}

// adoptWords are what the inputs are called of which the service speaks.
var adoptWords = map[string]words.Key{"unit": "library.adopt.unit", "owner": "library.adopt.owner", "title": "library.adopt.titled", "name": "library.adopt.name", "currency": "library.adopt.currency",
	"objective": "library.adopt.objective", "weight": "library.adopt.weight", "reason": "library.adopt.reason"}

// wrongAdoption says what is wrong at the inputs of the form, and opens the parts where they are.
func (l *look) wrongAdoption(f *page.AdoptForm, list []fault.Field) []page.FieldError {
	var out []page.FieldError
	for _, x := range list {
		id, label := x.Path, say(l.language(), adoptWords, x.Path)
		switch x.Path {
		case "title", "name":
			f.Renaming = true
		case "objective", "weight", "reason":
			f.Counting = true
		}
		if rest, ok := strings.CutPrefix(x.Path, "inputs."); ok {
			f.Elsewhere = true
			id, label = l.adoptInput(f, rest)
		}
		if at := strings.LastIndex(x.Path, "spec."); at >= 0 { // of what would be declared: the values that are here already do not fit
			rest := placeInPath.ReplaceAllString(x.Path[at+len("spec."):], "[]")
			id, label = "unit", fields.English.Title(measure.MeasureKind.Name, rest)+":"
			if strings.HasPrefix(rest, "formula") || strings.HasPrefix(rest, "inputs") {
				f.Elsewhere, id = true, page.AdoptInput(f.Bases[0].Name, "source")
			}
		}
		out = append(out, page.FieldError{Field: id, Message: label + " " + x.Reason + ". " + x.Remedy + "."})
	}
	order := f.Order()
	slices.SortStableFunc(out, func(a, b page.FieldError) int { return slices.Index(order, a.Field) - slices.Index(order, b.Field) })
	return out
}

// adoptInput finds the input of a part of a base measure, and what it is called.
func (l *look) adoptInput(f *page.AdoptForm, path string) (id, label string) {
	name, part, _ := strings.Cut(path, ".")
	for _, b := range f.Bases {
		if b.Name != name {
			continue
		}
		base := words.T("base", b.Title)
		switch {
		case b.Decided:
			return page.AdoptInput(name, "number"), l.text("library.adopt.number", base)
		case part == "measure":
			return page.AdoptInput(name, part), l.text("library.adopt.measure", base)
		case part == "" && b.Value == "" && b.Source != "":
			return page.AdoptInput(name, "value"), l.text("library.adopt.value", base)
		}
		return page.AdoptInput(name, "source"), l.text("library.adopt.source", base)
	}
	return page.AdoptInput(name, "source"), path
}

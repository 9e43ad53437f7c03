package web

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// beginning shows the steps from an empty store to the first score.
func (s *site) beginning(w http.ResponseWriter, r *http.Request) error {
	l, err := s.lookNow(r)
	if err != nil {
		return err
	}
	p, err := s.beginPage(r, l)
	if err != nil {
		return err
	}
	return show(w, r, http.StatusOK, p)
}

func (s *site) beginPage(r *http.Request, l *look) (page.Begin, error) {
	l.whole()
	p := page.Begin{Frame: l.frame}
	var err error
	if p.Steps, err = s.steps(r, l); err != nil {
		return p, err
	}
	if !l.Begun() && l.May(access.Declare, org.UnitKind.Name) {
		p.Form = l.beginForm(r)
	}
	return p, nil
}

// steps are the steps with whether they are done. Accounts are a matter of those who administer them.
func (s *site) steps(r *http.Request, l *look) ([]page.BeginStep, error) {
	var out []page.BeginStep
	add := func(title, why words.Key, done bool, ways ...page.Place) {
		step := page.BeginStep{Done: done, Title: l.text(title), Why: l.text(why), Ways: ways}
		for _, earlier := range out {
			done = done || earlier.Next
		}
		step.Next = !done
		out = append(out, step)
	}
	// to leads to the forms of those kinds that are lacking and that the reader may declare
	to := func(kinds ...*record.Kind) []page.Place {
		var ways []page.Place
		for _, k := range kinds {
			if l.Count(k.Name) == 0 && l.May(access.Declare, k.Name) {
				ways = append(ways, page.Place{Name: l.text("begin.new", words.T("kind", fields.English.Kind(k.Name).One)), Path: "/" + k.Plural + "/new"})
			}
		}
		return ways
	}
	frame := []*record.Kind{org.UnitKind, org.PersonKind, scorecard.ScorecardKind, scorecard.PerspectiveKind}
	declared := true
	for _, k := range frame {
		declared = declared && l.Count(k.Name) > 0
	}
	if l.Begun() {
		add("begin.step.frame.title", "begin.step.frame.why", declared, to(frame...)...)
	} else {
		var ways []page.Place
		if l.May(access.Declare, org.UnitKind.Name) {
			ways = []page.Place{{Name: l.text("begin.form.title"), Path: page.BeginForms}} // which declares all of it
		}
		add("begin.step.frame.title", "begin.step.frame.why", false, ways...)
	}
	who := l.Principal()
	administers := s.svc.MayAdminister(who) == nil
	if who.Account != "" {
		var ways []page.Place
		if administers {
			ways = []page.Place{{Name: l.text("begin.step.self.way"), Path: page.PathAccounts + "/" + string(who.Account) + "#whose"}}
		}
		add("begin.step.self.title", "begin.step.self.why", who.Person != "", ways...)
	}
	if administers {
		all, err := s.svc.Accounts(r.Context(), who)
		if err != nil {
			return nil, err
		}
		others := 0
		for _, a := range all {
			if !a.Disabled && a.UID != who.Account {
				others++
			}
		}
		add("begin.step.others.title", "begin.step.others.why", others > 0, page.Place{Name: l.text("begin.step.others.way"), Path: page.PathNewAccount})
	}
	var ways []page.Place
	if l.May(access.Declare, measure.MeasureKind.Name) {
		ways = append(ways, page.Place{Name: l.text("begin.step.measure.way"), Path: page.PathLibrary})
	}
	add("begin.step.measure.title", "begin.step.measure.why", l.Count(measure.MeasureKind.Name) > 0, append(ways, to(measure.MeasureKind)...)...)
	ways = nil
	if l.May(access.Collect, measure.MeasureKind.Name) {
		ways = append(ways, page.Place{Name: l.text("begin.step.values.way"), Path: page.PathValues})
	}
	status, err := l.Status(r.Context())
	if err != nil {
		return nil, err
	}
	valued := false
	for _, m := range status.Measures {
		valued = valued || m.Last != nil
	}
	add("begin.step.values.title", "begin.step.values.why", valued, append(ways, to(measure.SourceKind)...)...)
	add("begin.step.objective.title", "begin.step.objective.why", l.Count(objective.ObjectiveKind.Name) > 0, to(objective.ObjectiveKind)...)
	add("begin.step.force.title", "begin.step.force.why", len(status.Objectives) > 0, page.Place{Name: l.text("begin.step.force.way"), Path: page.PathObjectives})
	return out, nil
}

// beginForm is the form as it was sent, or an empty one.
func (l *look) beginForm(r *http.Request) *page.BeginForm {
	entered := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	f := &page.BeginForm{Once: rand.Text(), Organisation: entered("organisation"), FullName: entered("full_name"), Function: entered("function"), TimeZone: entered("time_zone")}
	if once := entered(onceField); onceText.MatchString(once) {
		f.Once = once
	}
	chosen := cmp.Or(entered("fiscal_year_begins"), "1")
	for m := time.January; m <= time.December; m++ {
		value := strconv.Itoa(int(m))
		f.Months = append(f.Months, page.Option{Value: value, Name: l.language().Calendar().Months[m-1], Chosen: value == chosen})
	}
	for _, x := range l.firstViews() {
		f.Views = append(f.Views, page.Perspective{Name: x.Title, Question: x.Question})
	}
	return f
}

// firstViews are the four perspectives of a balanced scorecard for information security.
func (l *look) firstViews() []service.BeginningPerspective {
	return []service.BeginningPerspective{
		{Title: l.text("begin.perspective.value.title"), Question: l.text("begin.perspective.value.question")},
		{Title: l.text("begin.perspective.customer.title"), Question: l.text("begin.perspective.customer.question")},
		{Title: l.text("begin.perspective.process.title"), Question: l.text("begin.perspective.process.question")},
		{Title: l.text("begin.perspective.learning.title"), Question: l.text("begin.perspective.learning.question")},
	}
}

// beginWords are what the inputs are called of which the service speaks.
var beginWords = map[string]words.Key{"organisation": "begin.form.organisation", "full_name": "begin.form.name", "function": "begin.form.function", "fiscal_year_begins": "begin.form.fiscal",
	"time_zone": "begin.form.zone"}

// begin declares what comes first, and says whose account it is that does so; or shows again why it cannot.
func (s *site) begin(w http.ResponseWriter, r *http.Request) error {
	l, err := s.lookNow(r)
	if err != nil {
		return err
	}
	if err := parse(r); err != nil {
		return err
	}
	p, err := s.beginPage(r, l)
	if err != nil {
		return err
	}
	f := p.Form
	if f == nil {
		f = l.beginForm(r) // sent twice: the key says whether this is the same wish
	}
	month, _ := strconv.Atoi(strings.TrimSpace(r.PostForm.Get("fiscal_year_begins")))
	wish := service.Beginning{Organisation: f.Organisation, FullName: f.FullName, Function: f.Function, FiscalYearBegins: month, TimeZone: f.TimeZone,
		Scorecard: l.text("begin.scorecard"), Perspectives: l.firstViews()}
	done, err := s.svc.Apply(r.Context(), l.Principal(), service.Wish{Key: "begin-" + f.Once, Digest: digestOf(wish),
		Changes: func(v *service.View) ([]record.Change, error) { return service.Begin(v, wish) }})
	if told := fault.Of(err); err != nil && p.Form != nil && (told.Code == fault.Invalid || told.Code == fault.Forbidden) {
		if f.Wrong = l.wrongBeginning(told.Fields); len(f.Wrong) == 0 {
			f.Problem = s.whyNot(r.Context(), l, told)
		}
		return show(w, r, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	httpd.Wrote(r.Context(), w, done.Seq)
	if who := l.Principal(); who.Account != "" && who.Person == "" && !done.Repeated && s.svc.MayAdminister(who) == nil {
		if err := s.svc.ChangePerson(r.Context(), who, string(who.Account), string(done.Outcomes[1].Record.UID)); err != nil {
			return err
		}
	}
	s.srv.Tell(r, l.text("begin.told"), "")
	http.Redirect(w, r, page.PathBegin, http.StatusSeeOther)
	return nil
}

// wrongBeginning says what is wrong at the inputs, also of what would be declared.
func (l *look) wrongBeginning(list []fault.Field) []page.FieldError {
	var out []page.FieldError
	for _, x := range list {
		id := x.Path
		if at := strings.LastIndex(id, "spec."); at >= 0 {
			id = id[at+len("spec."):]
		}
		if _, known := beginWords[id]; !known { // the title of the unit, or what is made of it
			id = "organisation"
		}
		out = append(out, page.FieldError{Field: id, Message: say(l.language(), beginWords, id) + " " + x.Reason + ". " + x.Remedy + "."})
	}
	return out
}

package web

import (
	"net/http"
	"net/url"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/preference"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/format"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// settingPages registers the pages of settings.
func (s *site) settingPages() {
	keep := httpd.May(access.Keep, access.Accounts)
	s.srv.Handle("GET "+page.PathSettings, httpd.SignedIn, s.settings)
	s.srv.Handle("POST "+page.PathMine, keep, s.prefer)
	s.srv.Handle("POST "+page.PathEveryone, httpd.May(access.Administer, access.System), s.preferForEveryone)
	s.srv.Handle("POST "+page.PathTheme, keep, s.preferTheme)
}

// dress makes a frame look as was chosen.
func dress(f *page.Frame, c preference.Chosen) {
	f.Words = words.English.In(format.Style{Numbers: format.Numbers(c.Is(preference.Numbers)), Dates: format.Dates(c.Is(preference.Dates))})
	if f.Theme = c.Is(preference.Theme); f.Theme == preference.Choices(preference.Theme)[0] {
		f.Theme = ""
	}
	f.Compact = c.Is(preference.Density) != preference.Choices(preference.Density)[0]
}

// choiceNames are what choices of how pages look are called.
var choiceNames = map[string]words.Key{"comma-point": "settings.choice.comma-point", "space-comma": "settings.choice.space-comma", "point-comma": "settings.choice.point-comma",
	"named": "settings.choice.named", "iso": "settings.choice.iso", "system": "settings.choice.system", "light": "settings.choice.light", "dark": "settings.choice.dark",
	"comfortable": "settings.choice.comfortable", "compact": "settings.choice.compact"}

// preferences are the choices of a form: the first of each is what holds without one.
func (l *look) preferences(chosen preference.Set, without preference.Chosen, first words.Key) []page.Preference {
	var out []page.Preference
	for _, name := range preference.All {
		x := page.Preference{Name: string(name), Options: []page.Option{{Name: l.text(first, words.T("choice", say(l.language(), choiceNames, without.Is(name))))}}}
		for _, value := range preference.Choices(name) {
			x.Options = append(x.Options, page.Option{Value: value, Name: say(l.language(), choiceNames, value), Chosen: chosen[name] == value})
		}
		out = append(out, x)
	}
	return out
}

func (s *site) settings(w http.ResponseWriter, r *http.Request) error {
	p, err := s.settingsPage(r)
	if err != nil {
		return err
	}
	return show(w, r, http.StatusOK, p)
}

func (s *site) settingsPage(r *http.Request) (page.Settings, error) {
	l, err := s.lookNow(r)
	if err != nil {
		return page.Settings{}, err
	}
	chosen, err := s.svc.Preferences(r.Context(), l.Principal())
	if err != nil {
		return page.Settings{}, err
	}
	p := page.Settings{Frame: l.frame, Mine: l.preferences(chosen.Own, preference.Chosen{Everyone: chosen.Everyone}, "settings.default"),
		Sample: page.Sample{Number: "1234.5", Day: time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC)}, ReadSources: l.May(access.Read, measure.SourceKind.Name)}
	if err := s.svc.MayPrefer(l.Principal()); err != nil {
		p.WhyMine = s.whyNot(r.Context(), l, err)
	}
	if err := s.svc.MayAdminister(l.Principal()); err != nil {
		p.Why = s.whyNot(r.Context(), l, err)
	} else {
		p.Everyone = l.preferences(chosen.Everyone, preference.Chosen{}, "settings.unset")
	}
	l.organisation(&p)
	return p, l.weights(&p)
}

// organisation tells what the unit above all others says of its year and zone.
func (l *look) organisation(p *page.Settings) {
	p.Year, p.Zone = page.Declared{Value: l.month(time.January)}, page.Declared{Value: time.UTC.String()}
	if u, ok := l.Organisation(); ok {
		edit := ""
		if l.MayDeclare(u.Record) == nil {
			edit = pathOf(u.Record) + "/edit"
		}
		p.Year.Edit, p.Zone.Edit = edit, edit
		if u.Spec.FiscalYearBegins > 0 {
			p.Year.Value, p.Year.Of = l.month(time.Month(u.Spec.FiscalYearBegins)), ref(u.Record)
		}
		if u.Spec.TimeZone != "" {
			p.Zone.Value, p.Zone.Of = u.Spec.TimeZone, ref(u.Record)
		}
		return
	}
	if l.May(access.Declare, org.UnitKind.Name) {
		p.Year.New = "/" + org.UnitKind.Plural + "/new"
	}
}

func (l *look) month(m time.Month) string { return l.text(monthWords[m-1]) }

var monthWords = [12]words.Key{"settings.month.january", "settings.month.february", "settings.month.march", "settings.month.april", "settings.month.may", "settings.month.june", "settings.month.july", "settings.month.august", "settings.month.september", "settings.month.october", "settings.month.november", "settings.month.december"}

// weights tells how the perspectives of each scorecard count today.
func (l *look) weights(p *page.Settings) error {
	cards, err := l.List(scorecard.ScorecardKind.Name, false)
	if err != nil {
		return err
	}
	rows, sums := map[record.UID][]page.WeightRow{}, map[record.UID]float64{}
	today := civil.OfTime(l.At)
	for v := range service.All[scorecard.Perspective](l.View) {
		of, ok := v.Spec.Scorecard.On(today)
		if !ok {
			continue
		}
		row := page.WeightRow{Ref: ref(v.Record)}
		row.Path = pathOf(v.Record)
		row.Weight, _ = v.Spec.Weight.On(today)
		if l.MayDeclare(v.Record) == nil {
			row.Edit = pathOf(v.Record) + "/edit"
		}
		rows[of.UID()] = append(rows[of.UID()], row)
		sums[of.UID()] += row.Weight
	}
	for _, c := range cards {
		card := page.CardWeights{Ref: ref(c), Rows: rows[c.UID]}
		for i := range card.Rows {
			if sums[c.UID] > 0 {
				card.Rows[i].Share = card.Rows[i].Weight / sums[c.UID]
			}
		}
		p.Cards = append(p.Cards, card)
	}
	if len(cards) == 0 && l.May(access.Declare, scorecard.ScorecardKind.Name) {
		p.NewCard = "/" + scorecard.ScorecardKind.Plural + "/new"
	}
	return nil
}

// sentSet is what a form chooses: what it does not send is not chosen anew.
func sentSet(r *http.Request) preference.Set {
	_ = r.ParseForm() // a form that did not arrive whole chooses nothing
	out := preference.Set{}
	for _, name := range preference.All {
		if r.PostForm.Has(string(name)) {
			out[name] = r.PostForm.Get(string(name))
		}
	}
	return out
}

func (s *site) prefer(w http.ResponseWriter, r *http.Request) error {
	err := s.svc.Prefer(r.Context(), httpd.Who(r.Context()), sentSet(r))
	return s.preferred(w, r, err, "settings.told-mine")
}

func (s *site) preferForEveryone(w http.ResponseWriter, r *http.Request) error {
	err := s.svc.PreferForEveryone(r.Context(), httpd.Who(r.Context()), sentSet(r))
	return s.preferred(w, r, err, "settings.told-everyone")
}

// preferred tells that a choice is kept, or what is wrong with it.
func (s *site) preferred(w http.ResponseWriter, r *http.Request, err error, told words.Key) error {
	if f := fault.Of(err); err != nil && f.Code == fault.Invalid {
		p, err := s.settingsPage(r)
		if err != nil {
			return err
		}
		for _, x := range f.Fields {
			p.Wrong = append(p.Wrong, page.FieldError{Field: x.Path, Message: say(words.English, preferenceWords, x.Path) + " " + x.Reason + ". " + x.Remedy})
		}
		return show(w, r, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	s.srv.Tell(r, words.English.Text(told), "")
	http.Redirect(w, r, page.PathSettings, http.StatusSeeOther)
	return nil
}

var preferenceWords = map[string]words.Key{"numbers": "settings.numbers", "dates": "settings.dates", "theme": "settings.theme", "density": "settings.density"}

// preferTheme keeps the theme, and goes back to where the button was pressed.
func (s *site) preferTheme(w http.ResponseWriter, r *http.Request) error {
	if err := s.svc.Prefer(r.Context(), httpd.Who(r.Context()), preference.Set{preference.Theme: r.PostFormValue("theme")}); err != nil {
		return err
	}
	to := "/"
	if from, err := url.Parse(r.Referer()); err == nil && from.Host == r.Host {
		to = safeNext(from.RequestURI())
	}
	http.Redirect(w, r, to, http.StatusSeeOther) //nolint:gosec // safeNext keeps it on this site
	return nil
}

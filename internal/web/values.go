package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// pasteField is the table that is pasted into the form.
const pasteField = "paste"

// mostEntered is how many values one form takes.
const mostEntered = 2000

// entered is one value as somebody entered it.
type entered struct {
	place   string // where: a line of the table, or a measure's row
	measure string
	day     string
	value   string
	sample  string
	note    string
}

// valuesOf are the measures whose values the reader may enter: those that no source and no formula gives.
func (l *look) enterable(status *evaluate.Status) []*evaluate.Measure {
	var out []*evaluate.Measure
	for _, m := range status.MeasuresByCode() {
		if r := m.Record; !r.Retired && r.Spec.Source == "" && !r.Spec.Derived() && l.MayCollect(r.Record) == nil {
			out = append(out, m)
		}
	}
	return out
}

// values opens the form for values.
func (s *site) values(r *http.Request) (*look, *evaluate.Status, page.Values, error) {
	l, err := s.look(r, "measure")
	if err != nil {
		return nil, nil, page.Values{}, err
	}
	l.whole()
	if l.frame.AsOf.Past {
		return nil, nil, page.Values{}, invalid("as_of", "is in the past, and values are entered now", "Leave it out")
	}
	l.frame.AsOf.Quarters, l.frame.AsOf.Path = nil, ""
	status, err := l.Status(r.Context())
	if err != nil {
		return nil, nil, page.Values{}, err
	}
	p := page.Values{Frame: l.frame}
	only := r.URL.Query().Get("measure")
	today := civil.OfTime(l.At)
	for _, m := range l.enterable(status) {
		if only != "" && only != m.Record.Code {
			continue
		}
		if len(p.Rows) == inPart {
			p.More++
			continue
		}
		row := page.ValueRow{Ref: ref(m.Record.Record), Now: current(m), NowAt: lastAt(m), Data: page.Data(m.Fresh.State), Sampled: m.Record.Spec.Sampled}
		if due, runs := l.nextDay(m, today); due.IsZero() {
			row.Runs = date(runs)
		} else {
			row.Day = due.String()
		}
		if m.Scale != nil {
			row.Limits, _ = l.limits(m)
		}
		p.Rows = append(p.Rows, row)
	}
	return l, status, p, nil
}

func (s *site) valuesForm(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Query().Get(page.ParamView) == page.ViewPeriods {
		return s.gridForm(w, r)
	}
	_, _, p, err := s.values(r)
	if err != nil {
		return err
	}
	return show(w, r, http.StatusOK, p)
}

// enter takes values: it says what is wrong, or where each of them falls, or keeps them.
func (s *site) enterValues(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Query().Get(page.ParamView) == page.ViewPeriods {
		return s.enterGrid(w, r)
	}
	l, status, p, err := s.values(r)
	if err != nil {
		return err
	}
	if err := parse(r); err != nil {
		return err
	}
	evidence, err := s.attached(r, l, &p)
	if err != nil {
		return err
	}
	p.Paste = r.PostForm.Get(pasteField)
	list := pasted(l.Figures(), p.Paste)
	for i := range p.Rows {
		row := &p.Rows[i]
		row.Value, row.Sample = strings.TrimSpace(r.PostForm.Get("value."+row.Code)), strings.TrimSpace(r.PostForm.Get("sample."+row.Code))
		if day := strings.TrimSpace(r.PostForm.Get("day." + row.Code)); day != "" {
			row.Day = day
		}
		if row.Value != "" {
			list = append(list, entered{place: row.Code, measure: row.Code, day: row.Day, value: row.Value, sample: row.Sample})
		}
	}
	if r.PostForm.Get(doField) == backGrid {
		return show(w, r, http.StatusOK, p)
	}
	points, rows, wrong := l.weigh(status, list)
	if err := l.correct(r.Context(), status, points, rows); err != nil {
		return err
	}
	saving := r.PostForm.Get(doField) == "save"
	for i := range rows {
		if note := strings.TrimSpace(r.PostForm.Get("note." + strconv.Itoa(i))); note != "" {
			rows[i].Note, points[i].Note = note, note
		}
		if rows[i].NeedsNote() && rows[i].Note == "" && saving {
			rows[i].NoteMissing, p.NoteMissing = true, true
		}
	}
	switch {
	case len(wrong) > 0:
		p.Wrong = wrong
		return show(w, r, http.StatusUnprocessableEntity, p)
	case len(rows) == 0:
		p.Nothing = true
		return show(w, r, http.StatusUnprocessableEntity, p)
	case !saving || p.NoteMissing:
		p.Entered = rows
		status := http.StatusOK
		if p.NoteMissing {
			status = http.StatusUnprocessableEntity
		}
		return show(w, r, status, p)
	}
	to := page.PathValues
	if len(p.Rows) == 1 && r.URL.Query().Has("measure") {
		to = p.Rows[0].Path
	}
	return s.keepValues(w, r, l, p, points, evidence, to)
}

// keepValues keeps all of what was entered and leads on, or says what is wrong with it.
func (s *site) keepValues(w http.ResponseWriter, r *http.Request, l *look, p page.Values, points []service.NewPoint, evidence []record.File, to string) error {
	done, err := s.svc.AddBatch(r.Context(), l.Principal(), service.NewBatch{Points: points, Evidence: evidence, Reason: strings.TrimSpace(r.PostForm.Get(reasonField))})
	if f := fault.Of(err); err != nil && f.Code == fault.Invalid {
		for _, x := range f.Fields {
			p.Wrong = append(p.Wrong, page.Wrong{Path: x.Path, Reason: x.Reason, Remedy: x.Remedy})
		}
		return show(w, r, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	httpd.Wrote(r.Context(), w, done.Seq)
	s.srv.Tell(r, l.text("values.saved", words.N(done.Points)), "")
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// weigh reads what was entered: as points, with where each value falls, or what is wrong with it.
func (l *look) weigh(status *evaluate.Status, list []entered) (points []service.NewPoint, rows []page.EnteredValue, wrong []page.Wrong) {
	byCode, control := map[string]*evaluate.Measure{}, map[record.UID]*evaluate.Control{}
	for _, m := range l.enterable(status) {
		byCode[m.Record.Code], byCode[m.Record.Name], byCode[strings.ToLower(m.Record.Title)] = m, m, m
	}
	refuse := func(e entered, reason, remedy string) {
		wrong = append(wrong, page.Wrong{Path: e.place, Reason: reason, Remedy: remedy})
	}
	if len(list) > mostEntered {
		refuse(list[mostEntered], fmt.Sprintf("is beyond the %d values that one form takes", mostEntered), "Send the rest with another one")
		return nil, nil, wrong
	}
	days := sameDay{}
	for _, e := range list {
		m := byCode[e.measure]
		if m == nil {
			m = byCode[strings.ToLower(e.measure)]
		}
		day, badDay := dayOf(e.day)
		value, badValue := numberOf(l.Figures(), e.value)
		sample, badSample := l.casesOf(e.sample)
		switch {
		case badSample:
			refuse(e, strconv.Quote(record.Clip(e.sample))+" is no number of cases", "Write a whole number from 1")
			continue
		case m == nil:
			refuse(e, strconv.Quote(record.Clip(e.measure))+" is no measure whose values you may enter", "Use its code, name or title as in the table above")
			continue
		case e.day == "":
			refuse(e, "has a value without a day", "Enter the last day of the period that it is of")
			continue
		case badDay:
			refuse(e, strconv.Quote(record.Clip(e.day))+" is no day", "Write it like 2026-09-30")
			continue
		case badValue:
			refuse(e, strconv.Quote(record.Clip(e.value))+" is no number", "Write digits, as in "+l.Figures().Figure("1234.5"))
			continue
		case day.After(civil.OfTime(l.At)):
			refuse(e, "the day "+e.day+" has not come yet", "Enter the value when its period has ended")
			continue
		}
		if reason, remedy := m.Record.Spec.Impossible(value, day); reason != "" {
			refuse(e, reason, remedy)
			continue
		}
		if at, has := days.before(m, day, e.place); has {
			refuse(e, m.Record.Code+" has a value of "+e.day+" already, in "+placeWords(at), "Keep one of the two")
			continue
		}
		point := service.NewPoint{Measure: m.Record.Name, From: firstDay(m, day).Time(), To: lastMoment(day, l.At), Value: &value, Sample: sample, Note: e.note}
		points = append(points, point)
		row := l.falls(status, m, value, control)
		row.Day, row.Sample, row.Note, row.Text = day.Time(), sample, e.note, e.value
		rows = append(rows, row)
	}
	return points, rows, wrong
}

// falls tells where a value of a measure falls: its score, and whether it lies outside of what chance explains.
func (l *look) falls(status *evaluate.Status, m *evaluate.Measure, value float64, control map[record.UID]*evaluate.Control) page.EnteredValue {
	row := page.EnteredValue{Ref: ref(m.Record.Record), Value: figure(m.Record, &value), Before: current(m), Now: l.measureScore(m), Score: page.Score{Counted: !m.Judged()}}
	if m.Scale != nil {
		if s, err := m.Scale.Score(value); err == nil {
			row.Score = page.Score{Text: l.shown(s, 1), Band: page.Band(score.BandOf(s))}
		}
	}
	c := control[m.Record.UID]
	if c == nil {
		c = status.Control(m)
		control[m.Record.UID] = c
	}
	if last, ok := c.Last(); ok && last.Limits != nil && (value < last.Limits.Lower || value > last.Limits.Upper) {
		low, high := c.Between(last.Limits)
		row.Odd, row.Low, row.High = true, figure(m.Record, &low), figure(m.Record, &high)
	}
	return row
}

// casesOf reads a number of cases; none where nothing was entered.
func (l *look) casesOf(text string) (sample *int64, bad bool) {
	if text == "" {
		return nil, false
	}
	number, _ := l.Figures().Parse(text)
	n, err := strconv.ParseInt(number, 10, 64)
	return &n, err != nil || n < 1
}

// firstDay is the day on which the period of a value begins: the day after the last one ended, where that is about as long ago as a period. A value of each month that is of the last day
// of one is of that month, however many days it has.
func firstDay(m *evaluate.Measure, day civil.Date) civil.Date {
	usual := day.AddDays(1 - m.Record.Spec.PeriodDays)
	if days := m.Record.Spec.PeriodDays; days >= 28 && days <= 31 && day.AddDays(1).Day() == 1 {
		usual = day.AddDays(1 - day.Day())
	}
	if m.Last == nil {
		return usual
	}
	next := civil.OfTime(validTo(m.Last)).AddDays(1)
	if next.Before(day) && !next.Before(usual.AddDays(-m.Record.Spec.PeriodDays/4)) && !usual.AddDays(m.Record.Spec.PeriodDays/4).Before(next) {
		return next
	}
	return usual
}

// lastMoment is the end of a day, or now where the day has not ended.
func lastMoment(day civil.Date, now time.Time) time.Time {
	if end := evaluate.EndOf(day); end.Before(now) {
		return end
	}
	return now
}

package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/period"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// gridPeriods is how many periods the grid of values has, the one that goes on among them.
const gridPeriods = 6

// What the form of the grid asks for besides checking and saving.
const (
	fillGrid = "fill" // put what was pasted into the grid
	backGrid = "back" // change what was entered
)

// grid is the form for values of measures by periods.
type grid struct {
	*look
	status   *evaluate.Status
	page     page.Values
	measures []*evaluate.Measure // that stand on the page, by code
	periods  [][]service.GridPeriod
	cells    map[string]*page.GridCell // by their names
}

// cellName names a cell in the form: the measure, and the period as calendars name it.
func cellName(code string, p period.Period) string { return code + "." + p.Name }

// lengthOrder is in which order the tables of the grid stand.
var lengthOrder = []period.Length{period.Day, period.Week, period.Month, period.Quarter, period.Year}

// openGrid opens the form.
func (s *site) openGrid(r *http.Request) (*grid, error) {
	l, err := s.look(r, page.ParamView, "q", "page")
	if err != nil {
		return nil, err
	}
	l.whole()
	if l.frame.AsOf.Past {
		return nil, invalid("as_of", "is in the past, and values are entered now", "Leave it out")
	}
	l.frame.AsOf.Quarters, l.frame.AsOf.Path = nil, ""
	n, err := l.list(r, page.PathValues)
	if err != nil {
		return nil, err
	}
	n.Keep = []page.Param{{Name: page.ParamView, Value: page.ViewPeriods}}
	g := &grid{look: l, cells: map[string]*page.GridCell{}}
	if g.status, err = l.Status(r.Context()); err != nil {
		return nil, err
	}
	all := slices.DeleteFunc(l.enterable(g.status), func(m *evaluate.Measure) bool { return !n.has(m.Record.Record) })
	g.measures = part(&n, all)
	of := make([]record.Of[measure.Measure], len(g.measures))
	for i, m := range g.measures {
		of[i] = m.Record
	}
	calendars, periods, err := l.Grid(r.Context(), of, gridPeriods)
	if err != nil {
		return nil, err
	}
	g.periods = periods
	g.page = page.Values{Frame: l.frame, Grid: &page.ValueGrid{List: n.List}}
	g.fill(calendars)
	return g, nil
}

// fill sets measures of the same calendar beside each other.
func (g *grid) fill(calendars []period.Calendar) {
	at := map[period.Calendar]int{}
	groups := g.page.Grid
	for i, m := range g.measures {
		c := calendars[i]
		j, has := at[c]
		if !has {
			j = len(groups.Groups)
			at[c] = j
			group := page.GridGroup{Length: string(c.Length), Zone: zoneOf(c)}
			for _, p := range g.periods[i] {
				group.Columns = append(group.Columns, page.GridColumn{Name: p.Name, Length: string(c.Length), From: civilFrom(p).Time(), To: p.Day.Time(), Open: p.Open, Plain: c.Begins == 0})
			}
			groups.Groups = append(groups.Groups, group)
		}
		row := page.GridRow{Ref: ref(m.Record.Record), Unit: m.Record.Spec.UnitOfMeasure, Of: g.ref(m.Record.Spec.Unit.UID()).Name, Sampled: m.Record.Spec.Sampled, Cells: make([]page.GridCell, len(g.periods[i]))}
		last := -1 // the last period that has a value
		for k, p := range g.periods[i] {
			if p.Last != nil {
				last = k
			}
		}
		for k, p := range g.periods[i] {
			cell := page.GridCell{Name: cellName(row.Code, p.Period), Values: p.Values, Due: !p.Open && p.Last == nil && k > last && (last >= 0 || k == len(g.periods[i])-2)}
			if p.Last != nil {
				cell.Recorded, cell.At = figure(m.Record, &p.Last.Value), p.Last.At
				if m.Scale != nil {
					if s, err := m.Scale.Score(p.Last.Value); err == nil {
						cell.Band = page.Band(score.BandOf(s))
					}
				}
			}
			row.Cells[k] = cell
		}
		groups.Groups[j].Rows = append(groups.Groups[j].Rows, row)
	}
	slices.SortStableFunc(groups.Groups, func(a, b page.GridGroup) int {
		return slices.Index(lengthOrder, period.Length(a.Length)) - slices.Index(lengthOrder, period.Length(b.Length))
	})
	for i := range groups.Groups {
		for j := range groups.Groups[i].Rows {
			for k := range groups.Groups[i].Rows[j].Cells {
				cell := &groups.Groups[i].Rows[j].Cells[k]
				g.cells[cell.Name] = cell
			}
		}
	}
}

// civilFrom is the first day of a period: as many days before its last one as it is long.
func civilFrom(p service.GridPeriod) civil.Date {
	return p.Day.AddDays(1 - int(p.Until.Sub(p.From).Hours()/24+.5)) // an hour more or less where clocks are put forward or back
}

// zoneOf names the zone of a calendar; empty where it is UTC.
func zoneOf(c period.Calendar) string {
	if c.Zone == nil {
		return ""
	}
	return c.Zone.String()
}

func (s *site) gridForm(w http.ResponseWriter, r *http.Request) error {
	g, err := s.openGrid(r)
	if err != nil {
		return err
	}
	return show(w, r, http.StatusOK, g.page)
}

// enterGrid takes what was entered in the grid: it fills in what was pasted, says what is wrong, or where each value falls, or keeps them all.
func (s *site) enterGrid(w http.ResponseWriter, r *http.Request) error {
	g, err := s.openGrid(r)
	if err != nil {
		return err
	}
	if err := parse(r); err != nil {
		return err
	}
	evidence, err := s.attached(r, g.look, &g.page)
	if err != nil {
		return err
	}
	for name, cell := range g.cells {
		cell.Input, cell.Sample, cell.Note = strings.TrimSpace(r.PostForm.Get("v."+name)), strings.TrimSpace(r.PostForm.Get("n."+name)), strings.TrimSpace(r.PostForm.Get("note."+name))
	}
	do := r.PostForm.Get(doField)
	p := &g.page
	p.Paste = r.PostForm.Get(pasteField)
	g.paste()
	if len(p.Wrong) == 0 && strings.TrimSpace(p.Paste) != "" {
		p.Paste = ""
		if do == fillGrid {
			return show(w, r, http.StatusOK, *p)
		}
	}
	if do == backGrid {
		return show(w, r, http.StatusOK, *p)
	}
	saving := do == "save"
	points, err := g.weigh(r, saving)
	if err != nil {
		return err
	}
	switch {
	case len(p.Wrong) > 0:
		p.Entered = nil
		return show(w, r, http.StatusUnprocessableEntity, *p)
	case len(points) == 0:
		p.Nothing = true
		return show(w, r, http.StatusUnprocessableEntity, *p)
	case p.NoteMissing:
		return show(w, r, http.StatusUnprocessableEntity, *p)
	case !saving:
		return show(w, r, http.StatusOK, *p)
	}
	p.Entered = nil // what is refused is shown in the grid
	return s.keepValues(w, r, g.look, *p, points, evidence, page.PathValues+"?"+page.ParamView+"="+page.ViewPeriods)
}

// paste puts a table that was pasted into the grid. What has no place there is told, and the rest of it is put in.
func (g *grid) paste() {
	if strings.TrimSpace(g.page.Paste) == "" {
		return
	}
	refuse := func(line, reason, remedy string) {
		g.page.Wrong = append(g.page.Wrong, page.Wrong{Path: line, Reason: reason, Remedy: remedy})
	}
	list, bad := pastedByPeriod(g.page.Paste)
	if bad {
		refuse("1", "has no periods behind its first cell", "Begin with a line such as: Measure, 2026-08, 2026-09; and write a measure on each line below")
		return
	}
	if len(list) > mostEntered {
		refuse(list[mostEntered].place, fmt.Sprintf("is beyond the %d values that one form takes", mostEntered), "Send the rest with another one")
		return
	}
	for _, e := range list {
		i := slices.IndexFunc(g.measures, func(m *evaluate.Measure) bool {
			return strings.EqualFold(e.measure, m.Record.Code) || strings.EqualFold(e.measure, m.Record.Name) || strings.EqualFold(e.measure, m.Record.Title)
		})
		if i < 0 {
			refuse(e.place, strconv.Quote(record.Clip(e.measure))+" is no measure of this grid", "Use its code, name or title as in the grid")
			continue
		}
		k := slices.IndexFunc(g.periods[i], func(p service.GridPeriod) bool { return g.isPeriod(e.day, p) })
		if k < 0 {
			refuse(e.place, strconv.Quote(record.Clip(e.day))+" is no period of "+g.measures[i].Record.Code+" that the grid shows", "Write it like "+g.periods[i][len(g.periods[i])-1].Name+", or a day in it")
			continue
		}
		cell := g.cells[cellName(g.measures[i].Record.Code, g.periods[i][k].Period)]
		if value, bad := numberOf(g.Figures(), e.value); !bad && cell.Recorded.Value != nil && value == *cell.Recorded.Value {
			continue // it is recorded so
		}
		cell.Input = e.value
	}
}

// isPeriod tells whether a text of a table means a period: its name, what the page calls it, or a day in it.
func (g *grid) isPeriod(text string, p service.GridPeriod) bool {
	if day, bad := dayOf(text); !bad {
		return !day.After(p.Day) && !day.Before(civilFrom(p))
	}
	if strings.EqualFold(text, p.Name) {
		return true
	}
	return strings.EqualFold(strings.Join(strings.Fields(text), " "), strings.Join(strings.Fields(g.frame.PeriodName(civilFrom(p).Time(), p.Day.Time())), " "))
}

// weigh reads what stands in the grid: as points, with where each value falls, or what is wrong with it.
func (g *grid) weigh(r *http.Request, saving bool) ([]service.NewPoint, error) {
	var points []service.NewPoint
	control := map[record.UID]*evaluate.Control{}
	p := &g.page
	for i, m := range g.measures {
		for _, in := range g.periods[i] {
			cell := g.cells[cellName(m.Record.Code, in.Period)]
			if cell.Input == "" {
				continue
			}
			refuse := func(reason, remedy string) {
				cell.Wrong = page.Wrong{Path: cell.Name, Reason: reason, Remedy: remedy}
				p.Wrong = append(p.Wrong, cell.Wrong)
			}
			value, bad := numberOf(g.Figures(), cell.Input)
			sample, badSample := g.casesOf(cell.Sample)
			switch {
			case bad:
				refuse(strconv.Quote(record.Clip(cell.Input))+" is no number", "Write digits, as in "+g.Figures().Figure("1234.5"))
				continue
			case badSample:
				refuse(strconv.Quote(record.Clip(cell.Sample))+" is no number of cases", "Write a whole number from 1")
				continue
			case in.Last != nil && in.Last.Value == value && sample == nil:
				continue // it is recorded so
			}
			if reason, remedy := m.Record.Spec.Impossible(value, in.Day); reason != "" {
				refuse(reason, remedy)
				continue
			}
			point := service.NewPoint{Measure: m.Record.Name, From: in.From, To: in.To(g.At), Value: &value, Sample: sample, Note: cell.Note}
			row := g.falls(g.status, m, value, control)
			row.Day, row.Sample, row.Note, row.Text, row.Cell, row.Period = in.Day.Time(), sample, cell.Note, cell.Input, cell.Name, g.frame.PeriodName(civilFrom(in).Time(), in.Day.Time())
			if in.Last != nil { // it corrects what is recorded, in its own time
				versions, err := g.Versions(r.Context(), m.Record, in.Last.At)
				if err != nil {
					return nil, err
				}
				point.To = in.Last.At
				if len(versions) > 0 {
					point.From = versions[0].From
				}
				row.Corrects = figure(m.Record, &in.Last.Value)
			}
			if closed := g.ClosedFor(m.Record, point.To); len(closed) > 0 {
				row.Closed = ref(closed[0])
			}
			if saving && row.NeedsNote() && row.Note == "" {
				row.NoteMissing, p.NoteMissing = true, true
			}
			points, p.Entered = append(points, point), append(p.Entered, row)
		}
	}
	return points, nil
}

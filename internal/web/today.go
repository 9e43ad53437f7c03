package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// mostToday is how many of what waits for one reason the page lists.
const mostToday = 20

// home leads everybody to the page that their work begins with. It is where they land, and takes nothing from what they may open.
func (s *site) home(w http.ResponseWriter, r *http.Request) error {
	to := page.PathScorecard
	switch httpd.Who(r.Context()).Role {
	case access.Owner, access.Liaison, access.Operator, access.Employee:
		to = page.PathToday
	case access.Auditor:
		to = page.PathEvidence
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// today is the page of what waits for the reader.
func (s *site) today(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r, sinceParam)
	if err != nil {
		return err
	}
	l.whole() // what waits for somebody waits wherever it is
	t, err := l.Today(r.Context())
	if err != nil {
		return err
	}
	p := page.Today{Frame: l.frame, Nobody: l.Principal().Person == "", Behind: len(t.Objectives), Beginning: !l.frame.AsOf.Past && l.Count(objective.ObjectiveKind.Name) == 0}
	if p.Nobody && l.Principal().Account != "" && s.svc.MayAdminister(l.Principal()) == nil {
		p.Whose = page.PathAccounts + "/" + string(l.Principal().Account) + "#whose"
	}
	begun, err := s.draftsPart(r.Context(), l)
	if err != nil {
		return err
	}
	for _, part := range []page.TodayPart{l.valuesPart(t), l.approvalsPart(t), l.stepsPart(t), l.sentPart(t), begun, l.mentionsPart(t), l.questionsPart(t), l.endingsPart(t), l.workPart(t), l.objectivesPart(t), l.libraryPart(t), l.pendingPart(t)} {
		if len(part.Rows) > 0 {
			p.Groups = append(p.Groups, part)
		}
	}
	since, day, err := l.lastHere(r)
	if err != nil {
		return err
	}
	changed, err := l.Changed(r.Context(), since)
	if err != nil {
		return err
	}
	if changed.Since > 0 {
		p.Changed = l.changed(changed)
		if p.Changed.Asked = !day.IsZero(); p.Changed.Asked {
			p.Changed.At = day
		}
	}
	return show(w, r, http.StatusOK, p)
}

// sinceParam asks for another day than that on which the reader was last here.
const sinceParam = "since"

// lastHere is the entry up to which the reader knew: that of the moment which the address asks for, with that, or of their sign-in before this one.
func (l *look) lastHere(r *http.Request) (int64, time.Time, error) {
	text := r.URL.Query().Get(sinceParam)
	if text == "" {
		return l.Principal().LastHere, time.Time{}, nil
	}
	at, err := service.ParseSince(text)
	if err != nil {
		return 0, time.Time{}, err
	}
	v, err := l.Earlier(r.Context(), sinceParam, at)
	if err != nil {
		return 0, time.Time{}, err
	}
	return v.Seq, v.At, nil
}

// firstOf gives the first of what waits for one reason, and counts the rest.
func firstOf[T any](p *page.TodayPart, all []T, row func(T) page.TodayRow) page.TodayPart {
	for i, one := range all {
		if i == mostToday {
			p.More = len(all) - mostToday
			break
		}
		p.Rows = append(p.Rows, row(one))
	}
	return *p
}

// do offers a way to do something; on a page of the past there is none.
func (l *look) do(name, path string) page.Place {
	if l.frame.AsOf.Past {
		return page.Place{}
	}
	return page.Place{Name: name, Path: path}
}

func (l *look) valuesPart(t service.Today) page.TodayPart {
	p := page.TodayPart{ID: "values", Title: l.text("today.values.title"), Note: l.text("today.values.note"), Waits: true, All: page.PathMeasures + "?show=" + showMine}
	return firstOf(&p, t.Values, func(v service.ValueDue) page.TodayRow {
		m := v.Measure
		row := page.TodayRow{Ref: ref(m.Record.Record), Due: date(v.Due), Why: l.text("today.values.due"), Sub: l.text("today.values.own"), Do: l.do(l.text("today.values.see"), pathOf(m.Record.Record))}
		day := words.T("day", l.language().Calendar().Date(lastAt(m)))
		switch {
		case m.Last == nil:
			row.Why = l.text("today.values.never")
		case m.Fresh.State == score.Stale:
			row.Why = l.text("today.values.late", day)
		case m.Fresh.State == score.Expired:
			row.Why = l.text("today.values.expired", day)
		}
		if v.Collect {
			row.Sub = l.text("today.values.collect")
		}
		source := l.ref(m.Record.Spec.Source.UID())
		switch {
		case v.Enter:
			row.Do = l.do(l.text("today.values.enter"), page.PathValues+"?measure="+m.Record.Code)
		case m.Record.Spec.Derived():
			row.Sub += " " + l.text("today.values.computed")
		case source.Path != "":
			row.Sub += " " + l.text("today.values.read", words.T("source", source.Name))
			row.Do = l.do(l.text("today.values.source"), source.Path)
		}
		return row
	})
}

func (l *look) approvalsPart(t service.Today) page.TodayPart {
	p := page.TodayPart{ID: "approvals", Title: l.text("today.approvals.title"), Note: l.text("today.approvals.note"), Waits: true}
	return firstOf(&p, t.Approvals, func(a service.Approval) page.TodayRow {
		move := strings.ToLower(fields.English.Move(a.Record.Kind, a.Move))
		return page.TodayRow{Ref: l.refTo(a.Record), Kind: kindOf(a.Record.Kind), At: a.Record.RecordedAt, Why: l.text("today.approvals.why", words.T("by", l.actor(a.By)), words.T("move", move)),
			Sub: l.text("today.approvals.rule", words.T("rules", strings.Join(a.Rules, ", "))), Do: l.do(l.text("today.approvals.do"), pathOf(a.Record)+"/moves")}
	})
}

// stepsPart is what counts only once the reader makes the last move.
func (l *look) stepsPart(t service.Today) page.TodayPart {
	p := page.TodayPart{ID: "steps", Title: l.text("today.steps.title"), Note: l.text("today.steps.note"), Waits: true}
	return firstOf(&p, t.Steps, func(a service.Approval) page.TodayRow {
		return page.TodayRow{Ref: l.refTo(a.Record), Kind: kindOf(a.Record.Kind), At: a.Record.RecordedAt, Why: l.text("today.steps.why", words.T("by", l.actor(a.By))),
			Sub: l.text("today.approvals.rule", words.T("rules", strings.Join(a.Rules, ", "))), Do: l.do(fields.English.Move(a.Record.Kind, a.Move), pathOf(a.Record)+"/moves")}
	})
}

func kindOf(kind string) string { return fields.English.Kind(kind).One }

func (l *look) sentPart(t service.Today) page.TodayPart {
	p := page.TodayPart{ID: "yours", Title: l.text("today.sent.title"), Note: l.text("today.sent.note"), Waits: true}
	back := slices.DeleteFunc(slices.Clone(t.Sent), func(s service.Sent) bool { return !s.Draft && !s.Returned })
	return firstOf(&p, back, func(s service.Sent) page.TodayRow {
		row := page.TodayRow{Ref: l.refTo(s.Record), Kind: kindOf(s.Record.Kind), At: s.Record.RecordedAt, Why: l.text("today.sent.draft"), Do: l.do(l.text("today.sent.do"), pathOf(s.Record)+"/moves")}
		if s.Returned {
			row.Why, row.Sub = l.text("today.sent.returned", words.T("by", l.actor(s.By))), s.Reason
		}
		return row
	})
}

// mostOfNote is how much of a note a list shows, in characters.
const mostOfNote = 160

func shortened(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > mostOfNote {
		return strings.TrimSpace(string(r[:mostOfNote])) + "…"
	}
	return text
}

func (l *look) calling(c service.Call, why words.Key) page.TodayRow {
	return page.TodayRow{Ref: l.refTo(c.Record), Kind: kindOf(c.Record.Kind), At: c.Note.At, Why: l.text(why, words.T("by", l.actor(c.Note.By))), Sub: shortened(c.Note.Text),
		Do: l.do(l.text("today.mentions.do"), pathOf(c.Record)+"#n-"+string(c.Note.Note))}
}

func (l *look) mentionsPart(t service.Today) page.TodayPart {
	p := page.TodayPart{ID: "mentions", Title: l.text("today.mentions.title"), Note: l.text("today.mentions.note"), Waits: true}
	return firstOf(&p, t.Mentions, func(c service.Call) page.TodayRow {
		why := words.Key("today.mentions.says")
		if c.Note.Question {
			why = "today.mentions.asks"
		}
		row := l.calling(c, why)
		row.Seen = page.PathNotes + "/" + string(c.Note.Note) + "/seen"
		return row
	})
}

func (l *look) questionsPart(t service.Today) page.TodayPart {
	p := page.TodayPart{ID: "questions", Title: l.text("today.questions.title"), Note: l.text("today.questions.note"), Waits: true}
	return firstOf(&p, t.Questions, func(c service.Call) page.TodayRow { return l.calling(c, "today.questions.asks") })
}

func (l *look) pendingPart(t service.Today) page.TodayPart {
	p := page.TodayPart{ID: "pending", Title: l.text("today.pending.title"), Note: l.text("today.pending.note")}
	on := slices.DeleteFunc(slices.Clone(t.Sent), func(s service.Sent) bool { return s.Draft || s.Returned })
	return firstOf(&p, on, func(s service.Sent) page.TodayRow {
		return page.TodayRow{Ref: l.refTo(s.Record), Kind: kindOf(s.Record.Kind), At: s.Record.RecordedAt, Do: l.do(l.text("today.pending.do"), pathOf(s.Record)+"/moves"),
			Why: sentence(fields.English.State(s.Record.Kind, s.Record.State))}
	})
}

func (l *look) endingsPart(t service.Today) page.TodayPart {
	p := page.TodayPart{ID: "endings", Title: l.text("today.endings.title"), Note: l.text("today.endings.note"), Waits: true, All: page.PathExpiring}
	return firstOf(&p, t.Endings, func(e *service.Expiry) page.TodayRow {
		row := page.TodayRow{Ref: l.refTo(e.Record), Kind: kindOf(e.Record.Kind), Due: date(e.Day), Why: l.ending(e)}
		if l.MayDeclare(e.Record) == nil {
			row.Do = l.do(l.text("today.endings.do"), pathOf(e.Record)+"/edit")
			if m, ok := record.As[measure.Measure](e.Record); ok && e.Field == "review" {
				if open, decided := m.Spec.Review.Open(); decided && open.Verdict == measure.VerdictAct {
					row.Do = l.do(l.text("today.endings.do-change"), pathOf(e.Record)+"/edit")
				}
				if m.Spec.Review.Retires() {
					row.Do = l.do(l.text("construct.review.do-retire"), pathOf(e.Record)+"/moves")
				}
			}
		}
		return row
	})
}

func (l *look) workPart(t service.Today) page.TodayPart {
	p := page.TodayPart{ID: "work", Title: l.text("today.work.title"), Note: l.text("today.work.note"), Waits: true, All: page.PathExpiring}
	return firstOf(&p, t.Work, func(e *service.Expiry) page.TodayRow {
		return page.TodayRow{Ref: l.refTo(e.Record), Kind: kindOf(e.Record.Kind), Due: date(e.Day), Why: l.text("today.work.state", words.T("state", fields.English.State(e.Record.Kind, e.Record.State))),
			Do: l.do(l.text("today.work.do"), pathOf(e.Record)+"/moves")}
	})
}

func (l *look) objectivesPart(t service.Today) page.TodayPart {
	p := page.TodayPart{ID: "objectives", Title: l.text("today.objectives.title"), Note: l.text("today.objectives.note"), All: page.PathObjectives + "?show=" + showMine}
	return firstOf(&p, t.Objectives, func(o *evaluate.Objective) page.TodayRow {
		row := page.TodayRow{Ref: ref(o.Record.Record), Bad: chart.Warn, Tone: l.text("attainment.at-risk"), Do: page.Place{Name: l.text("today.objectives.do"), Path: whyPath(o.Record.Kind, o.Record.Code)}}
		if o.Attainment == score.OffPlan {
			row.Bad, row.Tone = chart.Bad, l.text("attainment.off-plan")
		}
		if main := o.Main(); main != nil {
			row.Due = date(main.Plan.Due)
			if d := main.Attainment.Deviation.Pointer(); d != nil && *d < 0 {
				row.Why = l.text("today.objectives.behind", words.F("points", l.language().Style().Fixed(-*d, 1, false)))
			}
		}
		return row
	})
}

// changed is what others did, as the page shows it.
func (l *look) changed(c service.Changed) *page.TodayChanged {
	out := &page.TodayChanged{At: c.At, Partly: c.Partly}
	for i, x := range c.Records {
		if i == mostToday {
			out.More = len(c.Records) - mostToday
			break
		}
		row := page.TodayRow{Ref: l.refTo(x.Record), Kind: kindOf(x.Record.Kind), At: x.At, Sub: x.Reason}
		by := words.T("by", l.actor(x.By))
		if x.Times > 1 {
			row.Why = l.text("today.did.times", words.N(x.Times), by)
		} else {
			row.Why = say(l.language(), didWords, x.Action, by)
		}
		out.Records = append(out.Records, row)
	}
	for _, m := range c.Scores[:min(mostToday, len(c.Scores))] {
		row := page.TodayScore{Ref: ref(m.Now.Record.Record), Then: l.nodeScore(m.Then.Node, 1), Now: l.nodeScore(m.Now.Node, 1),
			Why: whyPath(m.Now.Record.Kind, m.Now.Record.Code) + "?since=" + escape("entry:"+strconv.FormatInt(c.Since, 10))}
		row.Change = printedChange(row.Then, row.Now)
		out.Scores = append(out.Scores, row)
	}
	return out
}

// ending says what of a record runs out.
func (l *look) ending(e *service.Expiry) string {
	out, path := "", ""
	switch e.Field {
	case "due":
		return l.text("expiring.due")
	case service.NextFile:
		return l.text("expiring.next-file")
	}
	if m, ok := record.As[measure.Measure](e.Record); ok && e.Field == "review" {
		if open, ok := m.Spec.Review.Open(); ok {
			return say(l.language(), reviewWords, open.Verdict)
		}
	}
	for part := range strings.SplitSeq(e.Field, ".") {
		path = strings.TrimPrefix(path+"."+part, ".")
		title := fields.English.Title(e.Record.Kind, path)
		if out == "" {
			out = title
		} else {
			out = l.text("expiring.within", words.T("outer", out), words.T("inner", strings.ToLower(title)))
		}
	}
	return out
}

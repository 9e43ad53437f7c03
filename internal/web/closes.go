package web

import (
	"context"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/figures"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// How much of the figures of a period its page lists; the table in CSV has all.
const (
	mostFigures      = 200
	mostDifferences  = 40
	mostRestatements = 50
	mostAgain        = 20
)

// fillFigures brings in what was published of a period, beside what it is compared with, for the page of a period-close.
func (l *look) fillFigures(ctx context.Context, p *page.Record, r *record.Record, wish service.Comparison) error {
	if r.Kind != measure.PeriodCloseKind.Name {
		return nil
	}
	known, err := l.Published(ctx, r, wish)
	if fault.Is(err, fault.Forbidden) {
		return nil // what is declared may be seen, figures may not
	}
	if err != nil {
		return err
	}
	list, err := l.Restatements(ctx, r, mostRestatements)
	if err != nil {
		return err
	}
	spec := known.Period.Spec
	f := &page.PeriodFigures{From: spec.Period.From.Time(), Until: spec.Period.Until.Time(), Closed: known.Closed, Ended: known.Ended, Restated: known.Restated,
		Table: "/api/v1/" + plurals[r.Kind] + "/" + r.Code + "/figures?format=csv&all=true" + compareQuery("&", known.Numbered(known.Chosen), known.Numbered(known.Against))}
	if l.frame.AsOf.Past {
		f.Table += "&as_of=" + escape(l.Asked.Text)
	}
	if f.Of = l.ref(spec.Scorecard.UID()); spec.Unit != "" {
		f.Of = l.ref(spec.Unit.UID())
	}
	l.closes(f, known, r)
	l.publications(f, known, r)
	l.figureRows(f, known)
	codes := known.Codes()
	differing := known.Compared(false)
	f.Different = len(differing)
	for _, d := range differing {
		if d.UID != string(spec.Scorecard) {
			f.Below++
		}
	}
	f.Differences = l.differences(differing, codes, mostDifferences)
	if again := known.Recomputed; again != nil {
		f.Again = &page.Again{Program: again.Program, Differences: l.differences(again.Differences, codes, mostAgain), More: max(0, len(again.Differences)-mostAgain)}
	}
	for _, x := range list {
		row := page.Restatement{At: x.Entry.RecordedAt, By: l.actor(x.Entry.Actor), Entry: uint64(max(0, x.Seq)), Points: x.Points, Records: x.Records, Reason: x.Reason, After: x.After}
		for _, about := range x.About[:min(len(x.About), 5)] {
			row.About = append(row.About, ref(about))
		}
		if x.Run != "" {
			row.Run = page.Ref{Name: x.Run, Path: "/runs/" + x.Run}
		}
		f.Restatements = append(f.Restatements, row)
	}
	p.Figures = f
	return nil
}

// closes tells who closed the period when, and what was kept then, of the publication that is shown.
func (l *look) closes(f *page.PeriodFigures, known *service.Published, r *record.Record) {
	if len(known.Kept) == 0 {
		if known.Closed {
			f.ClosedAt = r.RecordedAt
		}
		return
	}
	file := l.figureFile(known.Kept[known.Chosen], r)
	f.ClosedAt, f.ClosedBy, f.Reason, f.File = file.At, file.By, file.Reason, &file
	if known.Against != service.AgainstNow {
		other := l.figureFile(known.Kept[known.Against], r)
		f.Against = &other
	}
}

func (l *look) figureFile(k service.Kept, r *record.Record) page.FigureFile {
	out := page.FigureFile{RawFile: page.RawFile{Name: r.Name, SHA256: k.SHA256, Bytes: k.Bytes, Path: page.PathFiles + k.SHA256}, Number: k.Number, At: k.RecordedAt, By: l.actor(k.Entry.Actor), Reason: k.Entry.Reason}
	if d := k.Document; d != nil {
		out.Program, out.Computed, out.Root = d.Program, uint64(max(0, d.Seq)), d.Root
	}
	return out
}

// figureRows sets the scores, and the values of measures, beside each other: those first that differ, of both the scorecards, perspectives, objectives, then measures.
func (l *look) figureRows(f *page.PeriodFigures, known *service.Published) {
	published, now := known.Document, known.Other
	if now == nil {
		return
	}
	if published == nil {
		published = &figures.Document{}
	}
	then := map[string]figures.Row{}
	rows := published.Rows()
	for _, r := range rows {
		then[r.UID] = r
	}
	is := map[string]figures.Row{}
	for _, r := range now.Rows() {
		is[r.UID] = r
		if _, was := then[r.UID]; !was {
			rows = append(rows, r)
		}
	}
	var same []page.FigureRow
	for _, r := range rows {
		row := l.figureRow(r.Subject, then[r.UID], is[r.UID])
		row.Differs = len(figures.CompareRows(then[r.UID], is[r.UID])) > 0
		if r.UID == string(known.Period.Spec.Scorecard) {
			f.Published, f.Now, f.Change = scoreSaid(row.Published, row.Then, row.VoidThen), scoreSaid(row.Now, row.Is, row.VoidNow), row.Change
		}
		if !row.Differs && known.Document != nil {
			same = append(same, row)
			continue
		}
		f.Rows = append(f.Rows, row)
	}
	f.Rows = append(f.Rows, same...)
	if len(f.Rows) > mostFigures {
		f.MoreRows = len(f.Rows) - mostFigures
		f.Rows = f.Rows[:mostFigures]
	}
}

func (l *look) figureRow(s figures.Subject, then, is figures.Row) page.FigureRow {
	out := page.FigureRow{Ref: l.figureRef(s), Kind: s.Kind}
	name := "score"
	if s.Kind == measure.MeasureKind.Name {
		name = "value"
	}
	a, b := then.Figure(name), is.Figure(name)
	out.Published, out.Now, out.Decimals = l.figuresApart(a, b, nil)
	out.VoidThen, out.VoidNow = voidOf(s.Kind, a), voidOf(s.Kind, b)
	out.Then, out.Is = bandsOf(then, is)
	out.Plan, out.PlanNow = attainmentsOf(then, is)
	if a.Number == nil || b.Number == nil || a.Void || b.Void {
		return out
	}
	switch {
	case figures.Same(a, b) && name == "value":
		if x, y := then.Figure("score"), is.Figure("score"); !figures.Same(x, y) && x.Number != nil && y.Number != nil {
			out.ScoreThen, out.ScoreNow, _ = l.figuresApart(x, y, nil)
		}
	case figures.Same(a, b):
	case name == "score":
		if moved := round(score.AsShown(*b.Number, out.Decimals)-score.AsShown(*a.Number, out.Decimals), out.Decimals+1); moved != 0 { // of the figures that stand beside it, so that all three agree
			out.Change = &moved
		}
	default:
		if moved, decimals := l.language().Style().Moved(*a.Number, *b.Number); moved != 0 {
			out.Moved, out.Unit, out.Decimals = &moved, a.Unit, decimals
		}
	}
	return out
}

// figureRef leads to a record of figures where the reader may see it; else it has its code.
func (l *look) figureRef(s figures.Subject) page.Ref {
	out := page.Ref{Code: s.Code, Name: s.Title}
	if r, ok := l.Find(record.UID(s.UID)); ok {
		out.Path = pathOf(r)
	}
	if out.Name == "" {
		out.Name = s.Code
	}
	return out
}

// figureText writes a figure as the reader does; empty where there is none.
func (l *look) figureText(f figures.Figure, codes map[string]string) string {
	style := l.language().Style()
	switch {
	case f.Number == nil && f.Name == "perspective":
		return codes[f.Text]
	case f.Number == nil:
		return l.figureWord(f)
	}
	switch x := *f.Number; f.Name {
	case "score", "raw", "lower", "upper", "counted":
		return l.shown(x, 1)
	case "confidence":
		return style.Percent(score.ShownConfidence(x) / 100)
	case "coverage", "freshness", "quality", "progress", "expected":
		return style.Percent(x)
	default:
		return style.Quantity(x, f.Unit)
	}
}

// figureWord is the word of a figure that is no number.
func (l *look) figureWord(f figures.Figure) string {
	key, known := figureChoices[f.Name+" "+f.Text]
	if !known {
		if t, err := time.Parse(time.RFC3339, f.Text); err == nil {
			return l.language().Calendar().Date(t)
		}
		if t, err := time.Parse(time.DateOnly, f.Text); err == nil {
			return l.language().Calendar().Date(t)
		}
		return f.Text
	}
	return l.text(key)
}

// differences lists figures that differ, as many as there is room for.
func (l *look) differences(list []figures.Difference, codes map[string]string, most int) []page.FigureDifference {
	var out []page.FigureDifference
	for _, d := range list[:min(len(list), most)] {
		x := page.FigureDifference{Ref: l.figureRef(d.Subject), Figure: d.Published.Name, About: codes[d.Published.About]}
		x.Published, x.Now, _ = l.figuresApart(d.Published, d.Now, codes)
		x.Void, x.VoidNow = voidOf(d.Kind, d.Published), voidOf(d.Kind, d.Now)
		out = append(out, x)
	}
	return out
}

// figureChoices are the words of figures that are no numbers, by figure and word. Keys stand written out, so that the catalogue's test finds them.
var figureChoices = map[string]words.Key{
	"band good": "band.good", "band watch": "band.watch", "band act": "band.act",
	"attainment on-plan": "attainment.on-plan", "attainment at-risk": "attainment.at-risk", "attainment off-plan": "attainment.off-plan", "attainment achieved": "attainment.achieved",
	"attainment missed": "attainment.missed", "attainment no-data": "attainment.no-data",
	"data known": "data.known", "data stale": "data.stale", "data expired": "data.expired", "data unknown": "data.unknown",
	"state known": "data.known", "state stale": "data.stale", "state expired": "data.expired", "state unknown": "data.unknown", "state not-applicable": "data.not-applicable",
	"provisional true": "records.yes", "provisional false": "records.no", "critical true": "records.yes", "critical false": "records.no",
	"direction higher": "direction.higher", "direction lower": "direction.lower", "direction range": "direction.range",
}

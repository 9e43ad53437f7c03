package web

import (
	"context"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/figures"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/format"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// How much of the figures of a period its page lists; the table in CSV has all.
const (
	mostFigures      = 60
	mostDifferences  = 40
	mostRestatements = 50
	mostAgain        = 20
)

// fillFigures brings in what was published of a period, for the page of a period-close.
func (l *look) fillFigures(ctx context.Context, p *page.Record, r *record.Record) error {
	if r.Kind != measure.PeriodCloseKind.Name {
		return nil
	}
	known, err := l.Published(ctx, r, true)
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
	f := &page.PeriodFigures{From: spec.Period.From.Time(), Until: spec.Period.Until.Time(), Closed: known.Closed, Ended: known.Now != nil, Restated: known.Restated,
		Table: "/api/v1/" + plurals[r.Kind] + "/" + r.Code + "/figures?format=csv&all=true"}
	if l.frame.AsOf.Past {
		f.Table += "&as_of=" + escape(l.Asked.Text)
	}
	if f.Of = l.ref(spec.Scorecard.UID()); spec.Unit != "" {
		f.Of = l.ref(spec.Unit.UID())
	}
	l.closes(f, known, r)
	l.figureRows(f, known)
	codes := known.Codes()
	differing := known.Compared(false)
	f.Different = len(differing)
	f.Differences = l.differences(differing, codes, mostDifferences)
	if again := known.Recomputed; again != nil {
		f.Again = &page.Again{Program: again.Program, Differences: l.differences(again.Differences, codes, mostAgain), More: max(0, len(again.Differences)-mostAgain)}
	}
	for _, x := range list {
		row := page.Restatement{At: x.Entry.RecordedAt, By: l.actor(x.Entry.Actor), Entry: uint64(max(0, x.Seq)), Points: x.Points, Records: x.Records, Reason: x.Reason}
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

// closes tells who closed the period when, and what was kept each time.
func (l *look) closes(f *page.PeriodFigures, known *service.Published, r *record.Record) {
	for i, k := range known.Kept {
		file := page.FigureFile{RawFile: page.RawFile{Name: r.Name, SHA256: k.SHA256, Bytes: k.Bytes, Path: page.PathFiles + k.SHA256}, At: k.RecordedAt, By: l.actor(k.Entry.Actor), Reason: k.Entry.Reason}
		if i > 0 {
			f.Earlier = append(f.Earlier, file)
			continue
		}
		f.ClosedAt, f.ClosedBy, f.Reason = file.At, file.By, file.Reason
		if d := known.Document; d != nil {
			file.Program, file.Computed, file.Root = d.Program, uint64(max(0, d.Seq)), d.Root
			f.File = &file
		}
	}
	if len(known.Kept) == 0 && known.Closed {
		f.ClosedAt = r.RecordedAt
	}
}

// figureRows sets the scores, and the values of measures, beside each other: those first that differ, of both the scorecards, perspectives, objectives, then measures.
func (l *look) figureRows(f *page.PeriodFigures, known *service.Published) {
	published, now := known.Document, known.Now
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
			f.Published, f.Now, f.Change = page.Score{Text: row.Published, Band: row.Then}, page.Score{Text: row.Now, Band: row.Is}, row.Change
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
	out.Published, out.Now = l.figureText(a, nil), l.figureText(b, nil)
	out.Then, out.Is = page.Band(then.Figure("band").Text), page.Band(is.Figure("band").Text)
	if a.Number != nil && b.Number != nil && !figures.Same(a, b) {
		moved := round(asShown(b)-asShown(a), 4) // of the figures that stand beside it, so that all three agree
		switch {
		case moved == 0: // what differs lies behind the digits that are shown
		case name == "score":
			out.Change = &moved
		default:
			out.Moved = format.WithUnit(l.language().Style().Signed(moved), a.Unit)
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
		return style.Quantity(round(x, 4), f.Unit)
	}
}

// asShown is the number that figureText writes of a score or a value.
func asShown(f figures.Figure) float64 {
	if f.Name != "score" {
		return round(*f.Number, 4)
	}
	return scoreShown(*f.Number)
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
		out = append(out, page.FigureDifference{Ref: l.figureRef(d.Subject), Figure: d.Published.Name, About: codes[d.Published.About], Published: l.figureText(d.Published, codes), Now: l.figureText(d.Now, codes)})
	}
	return out
}

// fillClosed says on the page of a record, where an earlier day is shown, what was published of the closed period in which the day lies.
func (l *look) fillClosed(ctx context.Context, r *record.Record) error {
	if !l.frame.AsOf.Past || l.scope != "" {
		return nil
	}
	note, err := l.Closed(ctx, r)
	if err != nil || note == nil {
		return err
	}
	out := &page.ClosedNote{Period: ref(note.Period.Record), Until: note.Period.Spec.Period.Until.Time(), Kept: note.Kept && len(note.Then.Figures) > 0, Differs: note.Differs}
	name := "score"
	if r.Kind == measure.MeasureKind.Name {
		name = "value"
	}
	out.Published, out.Now = l.figureText(note.Then.Figure(name), nil), l.figureText(note.Now.Figure(name), nil)
	if r.Kind == objective.ObjectiveKind.Name && out.Published == "" {
		out.Published, out.Now = l.figureText(note.Then.Figure("attainment"), nil), l.figureText(note.Now.Figure("attainment"), nil)
	}
	l.frame.Closed = out
	return nil
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

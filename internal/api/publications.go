package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// PublishedFile is the document of the figures as a close published them.
type PublishedFile struct {
	Number     int              `json:"number" doc:"Of the publication: 1 is the first."`
	SHA256     string           `json:"sha256" doc:"Of its bytes, which /api/v1/files gives; it never changes."`
	Bytes      int64            `json:"bytes" doc:"Their number."`
	Seq        int64            `json:"seq" doc:"Journal entry of the close."`
	RecordedAt time.Time        `json:"recorded_at" doc:"When the period was closed, UTC."`
	By         by               `json:"by" doc:"Who closed it."`
	Reason     string           `json:"reason" doc:"Why; empty where nobody said, or where it may not be known."`
	Scores     []PublishedScore `json:"scores" doc:"Of the scorecard, or of those in which objectives of the unit stand."`
	Different  int              `json:"different" doc:"Figures that are others in what was published last."`
	Restated   int              `json:"restated" doc:"Journal entries that reached into the period after this close and before the next."`
	Reopened   *Reopening       `json:"reopened" doc:"How the period was opened again after this close; null where it was not."`
}

// PublishedScore is the score of a scorecard in a publication.
type PublishedScore struct {
	Of    explain.Subject `json:"of" doc:"The scorecard."`
	Score *float64        `json:"score" doc:"Not rounded; null where there was none."`
	Band  string          `json:"band" doc:"good, watch or act; empty where there was no score, and where too little was known for one to count."`
}

// Reopening is that a closed period was opened again.
type Reopening struct {
	Seq        int64     `json:"seq" doc:"The journal entry."`
	RecordedAt time.Time `json:"recorded_at" doc:"When, UTC."`
	By         by        `json:"by" doc:"Who opened it."`
	Reason     string    `json:"reason" doc:"Why; empty where it may not be known."`
}

func (a *API) periodFigures(ctx context.Context, in *figuresInput) (*huma.StreamResponse, error) {
	v, r, err := a.recordAt(ctx, measure.PeriodCloseKind, in.Ref, in.AsOf)
	if err != nil {
		return nil, err
	}
	p, err := v.Published(ctx, r, service.Comparison{Publication: in.Published, Against: in.Against, Recompute: in.Recompute})
	if err != nil {
		return nil, err
	}
	codes := p.Codes()
	items := figureItems(p.Compared(in.All), codes)
	if formOf(ctx, in.Format) == "csv" {
		return figuresTable(ctx, v, r.Name, p, items)
	}
	out := PeriodFigures{Code: r.Code, Name: r.Name, Title: r.Title, Stands: r.State, Of: figureSubject(p.Of()), From: p.Period.Spec.Period.From, Until: p.Period.Spec.Period.Until, Earlier: []PublishedFile{},
		Later: []PublishedFile{}, Restated: p.Restated, Items: items[:min(len(items), in.Limit)], Total: len(items), State: stateBy(v)}
	for i, k := range p.Kept {
		f := publishedFile(v, k)
		switch {
		case i < p.Chosen:
			out.Later = append(out.Later, f)
		case i > p.Chosen:
			out.Earlier = append(out.Earlier, f)
		default:
			out.Published = &f
		}
		if i == p.Against {
			out.Against = &f
		}
	}
	if d := p.Document; d != nil {
		out.Computed = &ComputedFrom{d.Program, d.Seq, d.Root}
	}
	if again := p.Recomputed; again != nil {
		list := figureItems(again.Differences, codes)
		out.Recompute = &Recomputed{Program: again.Program, Same: len(list) == 0, Items: list[:min(len(list), 1000)]}
	}
	return inJSON(ctx, http.StatusOK, out), nil
}

func publishedFile(v *service.View, k service.Kept) PublishedFile {
	out := PublishedFile{Number: k.Number, SHA256: k.SHA256, Bytes: k.Bytes, Seq: k.Seq, RecordedAt: k.RecordedAt, By: byOf(v, k.Entry.Actor), Reason: k.Entry.Reason, Scores: []PublishedScore{},
		Different: k.Different, Restated: k.Restated}
	for _, c := range k.Document.Scorecards {
		s := PublishedScore{Of: figureSubject(c.Subject)}
		if c.Node != nil {
			s.Score, s.Band = c.Score, c.Band
		}
		out.Scores = append(out.Scores, s)
	}
	if e := k.Reopened; e != nil {
		out.Reopened = &Reopening{Seq: e.Seq, RecordedAt: e.RecordedAt, By: byOf(v, e.Actor), Reason: e.Reason}
	}
	return out
}

package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// ReportedValue is how a measure stood at a moment.
type ReportedValue struct {
	Value *float64   `json:"value" doc:"Its last value that has not expired, in the unit of the measure; null where there was none."`
	At    *time.Time `json:"at" doc:"End of the valid time of its last value, also of one that has expired; null where there never was one."`
	Score *float64   `json:"score" minimum:"0" maximum:"100" doc:"Its score; null where there was none that counts."`
	Moved *float64   `json:"moved,omitempty" doc:"Points by which the score went up from there to the next moment that is told, of the scores as they are printed with one decimal; left out where there are not two."`
	Band  string     `json:"band" enum:"good,watch,act," doc:"The band of the score; empty without one."`

	Published *PublishedValue `json:"published,omitempty" doc:"What was published of that day, where it is the last one of a period that was closed; left out where nothing was."`
}

// PublishedValue is what the close of a period published of a measure, as of the last day of the period.
type PublishedValue struct {
	Close   string   `json:"close" doc:"Code of the period-close."`
	Value   *float64 `json:"value" doc:"The value that was published; null where there was none, or the last had expired."`
	Score   *float64 `json:"score" minimum:"0" maximum:"100" doc:"Its score; null likewise."`
	Band    string   `json:"band" enum:"good,watch,act," doc:"Its band; empty likewise."`
	Differs bool     `json:"differs" doc:"Value, score or band are others as they are known now."`
}

// ReportedMeasure is one measure that a customer is told of.
type ReportedMeasure struct {
	Measure    string         `json:"measure" doc:"Code of the measure."`
	Format     string         `json:"format" doc:"In which form they are told; empty where it is not declared."`
	Every      string         `json:"every" doc:"How often they are told, by ISO 8601, such as P3M; empty where it is not declared."`
	Since      string         `json:"since" doc:"The last day of the period that ended last, or as long ago as every says where that is no part of a year; empty without every."`
	From       string         `json:"from" doc:"The last day of the period before that; empty without every."`
	Ends       string         `json:"ends" doc:"The last day of the period that runs; empty where every is no part of a year."`
	Target     *float64       `json:"target" doc:"The value from which on the score is 100, in a range the lower end; null where no scale holds."`
	TargetHigh *float64       `json:"target_high,omitempty" doc:"The upper end of the range whose values score 100; left out where it is no range."`
	Now        ReportedValue  `json:"now" doc:"At the moment of the answer."`
	Then       *ReportedValue `json:"then,omitempty" doc:"At the end of the day since, as it is known now; left out where there is nothing to compare with."`
	Earlier    *ReportedValue `json:"earlier,omitempty" doc:"At the end of the day from, as it is known now; left out where there is nothing to compare with."`
	Advice     []string       `json:"advice" nullable:"false" doc:"What the decision criteria say to do now."`
}

// ReportItem is what one customer is told.
type ReportItem struct {
	Person   string            `json:"person" doc:"Code of the person."`
	Next     string            `json:"next" doc:"The first day on which a period of theirs ends; empty where they have none."`
	Measures []ReportedMeasure `json:"measures" nullable:"false" doc:"By code."`
}

// ReportsResult answers with what customers of measures are told.
type ReportsResult struct {
	Items []ReportItem `json:"items" nullable:"false" doc:"By the code of the person."`
	State
}

type reportsOutput struct{ Body ReportsResult }

type reportsInput struct {
	AsOf   string `query:"as_of" maxLength:"40" doc:"The moment asked about: a date (its last moment, UTC), a time, or entry:N; now unless given."`
	Person string `query:"person" maxLength:"200" doc:"Only what this person is told, by name, code or identifier."`
}

func (a *API) reports() {
	op := operation(a, httpd.May(access.Read, measure.MeasureKind.Name),
		huma.Operation{OperationID: "tell-reports", Method: http.MethodGet, Path: "/api/v1/reports"}, a.reported)
	a.document(op, "status", "Tell what customers are told", "The measures that name somebody as customer, by person, each beside how it stood at the ends of their last two periods. The same as_of gives the same report again.", 404)
	value, before, target, is, was, moved := 93.4, 88.9, 98.0, 86.2, 72.7, 13.5
	answers(op, http.StatusOK, "The reports.", nil, ReportsResult{State: State{7, exampleTime}, Items: []ReportItem{{Person: "P-3", Next: "2026-12-31", Measures: []ReportedMeasure{{Measure: "M-61", Format: "A line in the paper of the committee",
		Every: "P3M", Since: "2026-09-30", From: "2026-06-30", Ends: "2026-12-31", Target: &target, Now: ReportedValue{Value: &value, At: &exampleTime, Score: &is, Band: string(score.Good)}, Then: &ReportedValue{Value: &before, At: &exampleTime, Score: &was, Moved: &moved, Band: string(score.Good)}, Advice: []string{}}}}}})
}

func (a *API) reported(ctx context.Context, in *reportsInput) (*reportsOutput, error) {
	v, err := a.view(ctx, in.AsOf)
	if err != nil {
		return nil, err
	}
	only := ""
	if in.Person != "" {
		r, err := v.Record(org.PersonKind.Name, in.Person)
		if err != nil {
			return nil, err
		}
		only = r.Code
	}
	all, err := v.Reports(ctx)
	if err != nil {
		return nil, err
	}
	status, err := v.Status(ctx)
	if err != nil {
		return nil, err
	}
	out := ReportsResult{Items: []ReportItem{}, State: stateBy(v)}
	for _, r := range all {
		if only != "" && r.Person.Code != only {
			continue
		}
		item := ReportItem{Person: r.Person.Code, Next: r.Next.String()}
		for _, x := range r.Measures {
			item.Measures = append(item.Measures, reportedMeasure(x, status))
		}
		out.Items = append(out.Items, item)
	}
	return &reportsOutput{out}, nil
}

func reportedMeasure(x service.Reported, status *evaluate.Status) ReportedMeasure {
	m := ReportedMeasure{Measure: x.Now.Record.Code, Format: x.Format, Every: x.Every.String(), Since: x.Since.String(), From: x.From.String(), Ends: x.Ends.String(), Now: *reportedValue(x.Now), Advice: []string{}}
	if x.Now.Scale != nil {
		target := x.Now.Scale.Knots().Target
		m.Target = &target
		if upper, ranges := x.Now.Scale.Upper(); ranges {
			m.TargetHigh = &upper.Target
		}
	}
	m.Then, m.Earlier = pastValue(x.Then, x.Now, x.PublishedThen), pastValue(x.Earlier, x.Then, x.PublishedEarlier)
	for _, d := range status.Advice(x.Now, status.Control(x.Now)) {
		m.Advice = append(m.Advice, d.Advice)
	}
	return m
}

// pastValue is how a measure stood before; nil where it was not there.
func pastValue(m, later *evaluate.Measure, published *service.PublishedThen) *ReportedValue {
	if m == nil {
		return nil
	}
	out := reportedValue(m)
	if moved, ok := service.Moved(m, later); ok {
		out.Moved = &moved
	}
	if p := published; p != nil {
		out.Published = &PublishedValue{Close: p.Period.Code, Value: p.Value, Score: p.Score, Band: p.Band, Differs: p.Differs}
	}
	return out
}

func reportedValue(m *evaluate.Measure) *ReportedValue {
	out := &ReportedValue{}
	if m.Last == nil {
		return out
	}
	at := m.Last.To.UTC()
	out.At = &at
	if m.Fresh.State == score.Expired {
		return out
	}
	out.Value, out.Score = m.Last.Value, m.Score.Pointer()
	if out.Score != nil {
		out.Band = string(m.Band)
	}
	return out
}

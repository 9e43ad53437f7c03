package api

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/figures"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/sheet"
)

// FigureText is a figure: a number, or a word.
type FigureText struct {
	Number *float64 `json:"number" doc:"Not rounded; null where it is a word, or there is none."`
	Text   string   `json:"text" doc:"The word, such as a band; empty where it is a number, or there is none."`
	Void   bool     `json:"void" doc:"It is held for the record and says nothing, so that pages tell of none: the last value, with its score and band, of a measure that had expired, or the score of something of which too little was known for a band."`
}

// FigureItem is one figure of a record, as published and as known now.
type FigureItem struct {
	Kind       string     `json:"kind" doc:"Kind of the record."`
	UID        record.UID `json:"uid" doc:"Identifier of the record."`
	Code       string     `json:"code" doc:"Code of the record."`
	Title      string     `json:"title" doc:"Its title, as published; empty where you may not see it."`
	Figure     string     `json:"figure" doc:"Which figure: score, band, value, attainment, weight, green, and so on, as the document calls it."`
	About      string     `json:"about" doc:"Of a figure about another record besides, such as the weight of a measure: its code; else empty."`
	Unit       string     `json:"unit" doc:"Unit of a value; empty of scores, shares and bare indexes."`
	Declared   bool       `json:"declared" doc:"It was declared, such as a weight or a knot, and not measured or computed."`
	Published  FigureText `json:"published" doc:"As it was published."`
	Now        FigureText `json:"now" doc:"As it is known at the moment asked about; where against names a publication, as that says it."`
	Difference *float64   `json:"difference" doc:"Now less published, of values in % in percentage points; null where one of the two is no number, or void."`
	Differs    bool       `json:"differs" doc:"They are not the same."`
}

// Recomputed is what this program makes of what was known when the period was closed.
type Recomputed struct {
	Program string       `json:"program" doc:"Version of this program."`
	Same    bool         `json:"same" doc:"It comes to the same figures."`
	Items   []FigureItem `json:"items" doc:"The figures in which it does not, the first 1,000: now is what this program computes from what was known then."`
}

// PeriodFigures answers with the figures of a period.
type PeriodFigures struct {
	Code      string          `json:"code" doc:"Code of the period-close."`
	Name      string          `json:"name" doc:"Its name."`
	Title     string          `json:"title" doc:"Its title."`
	Stands    string          `json:"state" enum:"open,closed,reopened" doc:"Where it stands."`
	Of        explain.Subject `json:"of" doc:"The unit or the scorecard whose figures they are."`
	From      civil.Date      `json:"from" format:"date" doc:"First day of the period."`
	Until     civil.Date      `json:"until" format:"date" doc:"Its last day, at whose end everything is judged."`
	Published *PublishedFile  `json:"published" doc:"What is compared: what the latest close published unless published names another; null where no figures were kept."`
	Against   *PublishedFile  `json:"against" doc:"The publication that it is compared with; null where that is what is known at the moment asked about."`
	Earlier   []PublishedFile `json:"earlier" doc:"What closes before the one of published have published, the latest first."`
	Later     []PublishedFile `json:"later" doc:"What closes after it have published, the latest first; empty unless published names another than the latest."`
	Computed  *ComputedFrom   `json:"computed" doc:"What the published figures were computed from; null where none were kept."`
	Restated  int             `json:"restated" doc:"Journal entries that reached into the period since the latest close."`
	Recompute *Recomputed     `json:"recomputed" doc:"Null unless recompute was asked for."`
	Items     []FigureItem    `json:"items" doc:"Scorecards with their perspectives, objectives, measures: figures that differ, or all of them."`
	Total     int             `json:"total" doc:"How many such figures there are, those beyond the limit too."`
	State
}

// ComputedFrom is what figures were computed from.
type ComputedFrom struct {
	Program string `json:"program" doc:"Version of the program that computed them."`
	Seq     int64  `json:"seq" doc:"The journal entry up to which everything was known."`
	Root    string `json:"root" doc:"Root hash of the journal at that entry (RFC 6962), hex."`
}

type figuresInput struct {
	RecordInput
	Published string `query:"published" maxLength:"64" doc:"Which publication is compared: its number, where 1 is the first, or the SHA-256 of its document; the latest unless given." example:"1"`
	Against   string `query:"against" maxLength:"64" doc:"What it is compared with: another publication, likewise, or latest; what is known at the moment asked about unless given." example:"latest"`
	All       bool   `query:"all" doc:"Give all figures, not only those that are known otherwise than they were published."`
	Recompute bool   `query:"recompute" doc:"Compute them again from what was known then, too, by this program."`
	Limit     int    `query:"limit" minimum:"1" maximum:"20000" default:"1000" doc:"Most figures to answer with; a table has all."`
	Format    string `query:"format" enum:"json,csv" doc:"json unless given, or unless Accept asks for a table."`
}

// figures registers what was published of closed periods. Which kinds figures speak of decides who may: the service asks the gate.
func (a *API) figures() {
	k := measure.PeriodCloseKind
	path := "/api/v1/" + k.Plural + "/{ref}"
	op := operation(a, httpd.May(access.Read, k.Name), huma.Operation{OperationID: "get-period-figures", Method: http.MethodGet, Path: path + "/figures"}, a.periodFigures)
	a.document(op, k.Plural, "Compare the figures of a period with what was published", "What was frozen when the period was closed, what is known of it at the moment asked about, and the difference; or any two of its publications beside each other. "+
		"The document itself, with all that the figures were made of, is a file under its SHA-256.", 404)
	parameter(op, "ref", exampleOf(k.Name).Name)
	score, now, moved := 63.4, 61.2, -2.2
	one := PeriodFigures{Code: "PC-01", Name: exampleOf(k.Name).Name, Title: exampleOf(k.Name).Title, Stands: "closed", Of: explain.Subject{Kind: "scorecard", UID: "01K0A2B3C4D5E6F7G8H9J0K1M2", Name: "security", Code: "S-01", Title: "Security"},
		From: civil.OfTime(exampleTime.AddDate(0, -3, 0)), Until: civil.OfTime(exampleTime.AddDate(0, 0, -1)),
		Published: &PublishedFile{Number: 1, SHA256: exampleDigest(), Bytes: 53, Seq: 7, RecordedAt: exampleTime, By: by{Account: "01K0A2B3C4D5E6F7G8H9J0K1M3", Via: "api"}, Reason: "The figures are final", Restated: 1,
			Scores: []PublishedScore{{Of: explain.Subject{Kind: "scorecard", UID: "01K0A2B3C4D5E6F7G8H9J0K1M2", Name: "security", Code: "S-01", Title: "Security"}, Score: &score, Band: "watch"}}}, Earlier: []PublishedFile{}, Later: []PublishedFile{},
		Computed: &ComputedFrom{Program: "v1.0.0", Seq: 6, Root: exampleDigest()}, Restated: 1,
		Items: []FigureItem{{Kind: "scorecard", UID: "01K0A2B3C4D5E6F7G8H9J0K1M2", Code: "S-01", Title: "Security", Figure: "score", Published: FigureText{Number: &score}, Now: FigureText{Number: &now}, Difference: &moved, Differs: true}},
		Total: 1, State: State{9, exampleTime}}
	op.Responses["200"] = &huma.Response{Description: "The figures.", Content: map[string]*huma.MediaType{
		"application/json": {Schema: a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[PeriodFigures](), true, ""), Example: one},
		mediaCSV:           {Schema: &huma.Schema{Type: huma.TypeString}, Example: strings.Join(figureColumns, ",") + "\nscorecard,S-01,Security,score,,,63.4,61.2,-2.2,true,1,now,false,false\n"}}}
	delete(op.Responses, "204")
	if s := a.huma.OpenAPI().Components.Schemas.Map()["PeriodFigures"]; s != nil { // that a group may be missing, the framework leaves out
		for name, of := range map[string]string{"published": "PublishedFile", "against": "PublishedFile", "computed": "ComputedFrom", "recomputed": "Recomputed"} {
			s.Properties[name] = &huma.Schema{Description: s.Properties[name].Description, OneOf: []*huma.Schema{refer(of), {Type: "null"}}}
		}
	}
	if s := a.huma.OpenAPI().Components.Schemas.Map()["PublishedFile"]; s != nil {
		s.Properties["reopened"] = &huma.Schema{Description: s.Properties["reopened"].Description, OneOf: []*huma.Schema{refer("Reopening"), {Type: "null"}}}
	}
	op = operation(a, httpd.May(access.Read, k.Name), huma.Operation{OperationID: "list-period-restatements", Method: http.MethodGet, Path: path + "/restatements"}, a.restatements)
	a.document(op, k.Plural, "List what reached into a period after its close", "Values that came late or were corrected, and changes of knots, weights, formulas and targets that hold in the period, each with its reason: those after every close, those before the latest too.", 404)
	parameter(op, "ref", exampleOf(k.Name).Name)
	answers(op, http.StatusOK, "The restatements.", nil, PeriodRestatements{Items: []RestatementItem{{Seq: 9, Publication: 1, RecordedAt: exampleTime, By: by{Account: "01K0A2B3C4D5E6F7G8H9J0K1M3", Via: "api"}, Reason: "counted again by running versions", Points: 1, Records: 1,
		About: []explain.Subject{{Kind: "measure", UID: "01K0A2B3C4D5E6F7G8H9J0K1M4", Name: "patch-days", Code: "M-01", Title: "Days until a patch is in place"}}}}, State: State{9, exampleTime}})
}

func figureSubject(s figures.Subject) explain.Subject {
	return explain.Subject{Kind: s.Kind, UID: s.UID, Name: s.Name, Code: s.Code, Title: s.Title}
}

func figureItems(list []figures.Difference, codes map[string]string) []FigureItem {
	out := make([]FigureItem, 0, len(list))
	for _, d := range list {
		f := d.Published
		x := FigureItem{Kind: d.Kind, UID: record.UID(d.UID), Code: d.Code, Title: d.Title, Figure: f.Name, About: codes[f.About], Unit: f.Unit, Declared: f.Defines,
			Published: figureText(d.Published, codes), Now: figureText(d.Now, codes), Differs: !figures.Same(d.Published, d.Now)}
		if a, b := d.Published.Number, d.Now.Number; a != nil && b != nil && !d.Published.Void && !d.Now.Void {
			moved := *b - *a
			x.Difference = &moved
		}
		out = append(out, x)
	}
	return out
}

func figureText(f figures.Figure, codes map[string]string) FigureText {
	if code, is := codes[f.Text]; is && f.Name == "perspective" {
		return FigureText{Text: code}
	}
	return FigureText{f.Number, f.Text, f.Void}
}

// figureColumns are those of the table. Which publications are compared stands in each row, so that a table that was put away still tells.
var figureColumns = []string{"kind", "code", "title", "figure", "about", "unit", "published", "now", "difference", "differs", "publication", "against", "published_void", "now_void"}

// figuresTable answers with all figures as a table.
func figuresTable(ctx context.Context, v *service.View, name string, p *service.Published, items []FigureItem) (*huma.StreamResponse, error) {
	publication, against := sheet.Cell{}, sheet.Text(cmp.Or(v.Asked.Text, "now"))
	if len(p.Kept) > 0 {
		publication = sheet.Cell{Text: strconv.Itoa(p.Kept[p.Chosen].Number), Number: true}
	}
	if p.Against != service.AgainstNow {
		against = sheet.Cell{Text: strconv.Itoa(p.Kept[p.Against].Number), Number: true}
	}
	truth := func(is bool) sheet.Cell { return sheet.Cell{Text: strconv.FormatBool(is), Truth: true} }
	var b bytes.Buffer
	w, err := sheet.NewCSV(&b, figureColumns)
	if err != nil {
		return nil, err
	}
	number := func(x *float64) sheet.Cell {
		if x == nil {
			return sheet.Cell{}
		}
		return sheet.Cell{Text: strconv.FormatFloat(*x, 'f', -1, 64), Number: true}
	}
	cell := func(f FigureText) sheet.Cell {
		if f.Number != nil {
			return number(f.Number)
		}
		return sheet.Text(f.Text)
	}
	for _, x := range items {
		if err := w.Row([]sheet.Cell{sheet.Text(x.Kind), sheet.Text(x.Code), sheet.Text(x.Title), sheet.Text(x.Figure), sheet.Text(x.About), sheet.Text(x.Unit), cell(x.Published), cell(x.Now), number(x.Difference),
			truth(x.Differs), publication, against, truth(x.Published.Void), truth(x.Now.Void)}); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(huma.Context) {
		x := exchangeOf(ctx)
		h := x.Header()
		h.Set("Content-Type", mediaCSV+"; charset=utf-8; header=present")
		h.Set("Content-Disposition", `attachment; filename="`+name+`.csv"`)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set(httpd.SeqHeader, strconv.FormatInt(v.Seq, 10))
		x.WriteHeader(http.StatusOK)
		_, _ = x.Write(b.Bytes()) // nobody is left to tell of a broken connection
	}}, nil
}

func byOf(v *service.View, a journal.Actor) by {
	return by{Account: a.Account, Person: v.NameOf(a.Person), Via: a.Via}
}

package api

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/library"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/org"
)

type libraryInput struct {
	Query       string `query:"q" maxLength:"100" doc:"Words, or their beginnings: all of them must be found. The best hits come first; without words the order is that of the library."`
	Topic       string `query:"topic" maxLength:"64" doc:"Only of this topic, by its key."`
	Parameter   string `query:"parameter" maxLength:"64" doc:"Only what covers this one of the fifteen parameters."`
	Perspective string `query:"perspective" maxLength:"64" enum:"business-value,customer,internal-process,learning-and-growth" doc:"Only what suits this perspective."`
	Type        string `query:"type" maxLength:"64" enum:"implementation,performance,effectiveness,efficiency,impact" doc:"Only this type."`
	Timing      string `query:"timing" maxLength:"64" enum:"leading,lagging" doc:"Only leading or lagging ones."`
	Friction    string `query:"friction" maxLength:"3" enum:"yes,no" doc:"Only what tells what security costs the business, or only what does not."`
	Limit       int    `query:"limit" minimum:"1" maximum:"200" default:"100" doc:"Most measures to answer with."`
	Cursor      string `query:"cursor" maxLength:"64" doc:"next of the page before, with the same parameters."`
	Moment
}

// LibraryTopic is what some measures of the library are about.
type LibraryTopic struct {
	Key   string `json:"key" doc:"Key of the topic."`
	Title string `json:"title" doc:"What people read."`
}

// LibraryItem is a measure of the library in a list.
type LibraryItem struct {
	Key         string       `json:"key" doc:"Never changes, and is never given to another measure."`
	Version     int          `json:"version" doc:"Counted from 1."`
	Title       string       `json:"title" doc:"What people read."`
	Topic       LibraryTopic `json:"topic" doc:"What it is about."`
	Purpose     string       `json:"purpose" doc:"The question that it answers."`
	Type        string       `json:"type" doc:"What it tells of, as of the kind measure."`
	Timing      string       `json:"timing" doc:"leading or lagging."`
	Perspective string       `json:"perspective" doc:"Under which its objective would stand."`
	Parameters  []string     `json:"parameters" nullable:"false" doc:"What it covers of the fifteen."`
	Mechanism   string       `json:"mechanism" doc:"Which of the fourteen mechanisms it tells of; empty: none in particular."`
	Friction    bool         `json:"friction" doc:"It tells what security costs the business."`
	AdoptedBy   []string     `json:"adopted_by" nullable:"false" doc:"Codes of the measures in use that were made of it."`
}

// LibraryList answers with measures of the library.
type LibraryList struct {
	Items   []LibraryItem `json:"items" nullable:"false" doc:"The measures."`
	Total   int           `json:"total" doc:"How many fit, on all pages."`
	Adopted int           `json:"adopted" doc:"How many of those are adopted here."`
	Next    string        `json:"next" doc:"cursor of the next page; empty: this is the last."`
	State
}

// LibraryBase is something that is counted.
type LibraryBase struct {
	Name          string   `json:"name" doc:"In the formula."`
	Title         string   `json:"title" doc:"What people read."`
	UnitOfMeasure string   `json:"unit_of_measure" doc:"money stands for the currency of whoever adopts it."`
	Counted       string   `json:"counted" doc:"How, so that someone else would come to the same."`
	Number        *float64 `json:"number,omitempty" doc:"It is decided and not counted: the number to begin with. Absent of what is counted."`
}

// LibraryKnots are the thresholds of one side of a scale.
type LibraryKnots struct {
	Worst  *float64 `json:"worst,omitempty" doc:"Scores 0."`
	Red    *float64 `json:"red,omitempty" doc:"Scores 40."`
	Green  *float64 `json:"green,omitempty" doc:"Scores 70."`
	Target *float64 `json:"target,omitempty" doc:"Scores 100."`
}

// LibraryScale is the scale to begin with.
type LibraryScale struct {
	Direction string        `json:"direction" doc:"higher, lower or range."`
	Knots     LibraryKnots  `json:"knots" doc:"The thresholds; of a range those below its best values."`
	Upper     *LibraryKnots `json:"upper,omitempty" doc:"Of a range those above; absent of others."`
	Min       *float64      `json:"min,omitempty" doc:"The least value that can be; absent: there is none."`
	Max       *float64      `json:"max,omitempty" doc:"The greatest value that can be; absent: there is none."`
}

// LibraryVersion is one version of a measure of the library.
type LibraryVersion struct {
	Version int    `json:"version" doc:"Its number."`
	Note    string `json:"note" doc:"What it changed, in a line."`
}

// LibraryMeasure is a measure of the library in full.
type LibraryMeasure struct {
	LibraryItem
	UnitOfMeasure string               `json:"unit_of_measure" doc:"Of its values; money stands for the currency of whoever adopts it."`
	NeedsCurrency bool                 `json:"needs_currency" doc:"Something is counted in money: adopting it asks for a currency."`
	Decimals      int                  `json:"decimals" doc:"Shown of a value."`
	PeriodDays    int                  `json:"period_days" doc:"How often a value is due."`
	Base          []LibraryBase        `json:"base" nullable:"false" doc:"What is counted."`
	Formula       string               `json:"formula" doc:"Over the names of the base measures."`
	Scale         LibraryScale         `json:"scale" doc:"Which values are good, to begin with."`
	ScaleWhy      string               `json:"scale_why" doc:"Why these thresholds."`
	WhenRed       string               `json:"when_red" doc:"What to do when it is amber or red."`
	WhenGreen     string               `json:"when_green" doc:"What to do when it is green."`
	Sources       []string             `json:"sources" nullable:"false" doc:"Which tools and registers have the data."`
	Caveat        string               `json:"caveat" doc:"How it is gamed or misread."`
	Example       map[string][]float64 `json:"example" doc:"A worked case: values of each base measure, oldest first."`
	Result        float64              `json:"result" doc:"What the worked case comes to."`
	Versions      []LibraryVersion     `json:"versions" nullable:"false" doc:"All versions, latest first."`
	State
}

// LibraryKey names a measure of the library.
type LibraryKey struct {
	Entry string `path:"key" maxLength:"64" doc:"Key of the measure in the library."`
}

type libraryMeasureInput struct {
	LibraryKey
	Moment
}

type adoptInput struct {
	LibraryKey
	ReasonInput
	KeyInput
	RawBody []byte `contentType:"application/json"`
}

type adoptBody struct {
	Unit      string                 `json:"unit" doc:"The unit whose values they are: name, code or identifier."`
	Owner     string                 `json:"owner" doc:"The person who answers for them: name, code or identifier."`
	Name      string                 `json:"name,omitempty" maxLength:"63" doc:"Name of the new measure; the key unless given. Those of base measures begin with it."`
	Title     string                 `json:"title,omitempty" maxLength:"200" doc:"Its title; that of the library unless given."`
	Currency  string                 `json:"currency,omitempty" maxLength:"8" doc:"Such as EUR; needed where something is counted in money."`
	Replaces  string                 `json:"replaces,omitempty" doc:"The measure whose place it takes, and whose history it inherits until its own first value."`
	Inputs    map[string]adoptOrigin `json:"inputs,omitempty" doc:"By the names of base measures: where their values come from. Those that are left out become measures of their own."`
	Objective string                 `json:"objective,omitempty" doc:"The objective that the measure is to count for; asks for a reason."`
	Weight    *float64               `json:"weight,omitempty" minimum:"0" doc:"Among the measures of the objective; 1 unless given."`
	Reason    string                 `json:"reason,omitempty" maxLength:"1000" doc:"Why, for the journal."`
	DryRun    bool                   `json:"dry_run,omitempty" doc:"Decide, answer what would be, and write nothing."`
}

type adoptOrigin struct {
	Measure string   `json:"measure,omitempty" doc:"A measure that there is."`
	Source  string   `json:"source,omitempty" doc:"A source, with value."`
	Value   string   `json:"value,omitempty" doc:"Which of the source's values."`
	Number  *float64 `json:"number,omitempty" doc:"Of what is decided and not counted."`
}

// UpstreamField is a field of an adopted measure that the library describes otherwise now.
type UpstreamField struct {
	Field    string `json:"field" doc:"Of the kind measure, or title."`
	Was      any    `json:"was" doc:"What the library said in the version adopted, as the kind has it; null: nothing."`
	Is       any    `json:"is" doc:"What it says now; null: nothing."`
	Here     any    `json:"here" doc:"What the measure says, of what holds from days on the value of the day; null: nothing."`
	Standing string `json:"standing" enum:"as-adopted,as-now,adapted" doc:"as-adopted: the measure has the old words, and the new ones can be taken over. as-now: it has the new ones. adapted: it has its own."`
}

// MeasureOrigin tells what has become of the library measure that a measure was made of.
type MeasureOrigin struct {
	Key     string          `json:"key" doc:"Of the measure in the library; empty: the measure was made of none."`
	Version int             `json:"version" doc:"That was adopted, or looked at last; 0 without a key."`
	Latest  int             `json:"latest" doc:"That the library of this program has; 0: it has no such measure."`
	Known   bool            `json:"known" doc:"This program knows the version that was adopted."`
	Notes   []string        `json:"notes" nullable:"false" doc:"What each later version changed, oldest first."`
	Fields  []UpstreamField `json:"fields" nullable:"false" doc:"What the library describes otherwise now."`
	Anew    bool            `json:"anew" doc:"Something else is counted now: the later version is adopted anew, by a measure that takes the place of this one."`
	State
}

type (
	libraryOutput        struct{ Body LibraryList }
	libraryMeasureOutput struct{ Body LibraryMeasure }
	originOutput         struct{ Body MeasureOrigin }
)

// exampleEntry is the measure of the library in examples.
const exampleEntry = "findings-closed-in-time"

// measureLibrary registers the measure library.
func (a *API) measureLibrary() {
	doc := a.huma.OpenAPI()
	doc.Tags = append(doc.Tags, &huma.Tag{Name: "library", Description: "The measure library: measures described in full, to be adopted."})
	read, declare := httpd.May(access.Read, measure.MeasureKind.Name), httpd.May(access.Declare, measure.MeasureKind.Name)
	e, _ := library.Get(exampleEntry)
	example := libraryMeasureOf(&e, nil)
	example.State = State{7, exampleTime}
	op := operation(a, read, huma.Operation{OperationID: "list-library", Method: http.MethodGet, Path: "/api/v1/library"}, a.listLibrary)
	a.document(op, "library", "List the measure library", "Measures found by words and by what they cover, with those here that were made of them.", 404)
	parameter(op, "q", "audit findings")
	answers(op, http.StatusOK, "The measures.", nil, LibraryList{Items: []LibraryItem{example.LibraryItem}, Total: 1, State: example.State})
	op = operation(a, read, huma.Operation{OperationID: "get-library-measure", Method: http.MethodGet, Path: "/api/v1/library/{key}"}, a.libraryMeasure)
	a.document(op, "library", "Describe a measure of the library", "All that the library says of it, and which measures here were made of it.", 404)
	parameter(op, "key", exampleEntry)
	answers(op, http.StatusOK, "The measure.", nil, example)
	op = operation(a, declare, huma.Operation{OperationID: "adopt-library-measure", Method: http.MethodPost, Path: "/api/v1/library/{key}/adopt", DefaultStatus: http.StatusOK}, a.adopt)
	a.document(op, "library", "Adopt a measure of the library", "Makes measures for what is counted and the measure itself, under one journal entry, or nothing. They are answered in that order; an objective that the measure counts for comes last. "+
		"A name that is taken is refused, with one that is free.", 400, 404, 409, 413, 415)
	parameter(op, "key", exampleEntry)
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: doc.Components.Schemas.Schema(reflect.TypeFor[adoptBody](), true, ""),
		Example: adoptBody{Unit: exampleOf(org.UnitKind.Name).Name, Owner: exampleOf(org.PersonKind.Name).Name, Reason: "agreed in the committee", DryRun: true}}}}
	op.Responses["200"].Description = "The records that were made, and the objective as it then is."
	op = operation(a, read, huma.Operation{OperationID: "get-measure-library", Method: http.MethodGet, Path: "/api/v1/measures/{ref}/library"}, a.measureOrigin)
	a.document(op, "library", "Compare a measure with the library", "What the library describes otherwise now than in the version that the measure was made of, beside what the measure says. "+
		"What is to be taken over is sent as a change of the measure, with the version that it then remembers.", 404)
	parameter(op, "ref", exampleOf(measure.MeasureKind.Name).Name)
	answers(op, http.StatusOK, "The comparison.", nil, MeasureOrigin{Key: "resources-made-available", Version: 1, Latest: 2, Known: true, Notes: []string{"Green begins at 92 instead of 95."},
		Fields: []UpstreamField{{Field: "title", Was: "Approved security money that was released", Is: "Approved security money that was made available", Here: "Approved security money that was released", Standing: string(library.AsAdopted)}}, State: example.State})
}

package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

type searchInput struct {
	Query string   `query:"q" required:"true" maxLength:"300" doc:"Words, which must all be there: as whole words or as beginnings. A code, a \"phrase\", kind:objective, owner:head-of-it, title:word, and -word for what must not be there. See docs/reference/search.md."`
	Kinds []string `query:"kind" maxItems:"100" doc:"Narrows items and total to some kinds, separated by commas. The counts in kinds stay as they are."`
	Limit int      `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"Most hits to answer with."`
	Moment
}

// SearchHit is a record that was found.
type SearchHit struct {
	UID     record.UID  `json:"uid" doc:"Identifier of the record."`
	Kind    string      `json:"kind" doc:"Kind of the record."`
	Name    string      `json:"name" doc:"Name of the record."`
	Code    string      `json:"code" doc:"Code of the record."`
	Title   string      `json:"title" doc:"What people read of it: its title, or the name of a person; the code where that has been erased."`
	Score   int         `json:"score" doc:"How well it matches, compared with the other hits of this answer."`
	Field   string      `json:"field" doc:"Path of the text that matches best."`
	Snippet string      `json:"snippet" doc:"From that text: plain text on one line."`
	Matches []TextMatch `json:"matches" doc:"Where in the snippet, in order."`
}

// TextMatch is a part of a snippet.
type TextMatch struct {
	Start int `json:"start" doc:"Characters (Unicode code points) before it."`
	End   int `json:"end" doc:"Characters up to its end."`
}

// KindCount says how many records of a kind were found.
type KindCount struct {
	Kind  string `json:"kind" doc:"Kind of record."`
	Count int    `json:"count" doc:"How many of it were found."`
}

// SearchResult answers with what was found.
type SearchResult struct {
	Items []SearchHit `json:"items" doc:"The best first."`
	Total int         `json:"total" doc:"How many were found, of the kinds asked for."`
	Kinds []KindCount `json:"kinds" doc:"How many were found of each kind, whatever kind narrows to; kinds without a hit are left out."`
	State
}

type searchOutput struct{ Body SearchResult }

// search registers the question over all kinds. What may be seen is decided for each record.
func (a *API) search() {
	doc := a.huma.OpenAPI()
	doc.Tags = append(doc.Tags, &huma.Tag{Name: "search", Description: "Records of all kinds, by their words."})
	op := operation(a, httpd.SignedIn, huma.Operation{OperationID: "search", Method: http.MethodGet, Path: "/api/v1/search"}, a.find)
	a.document(op, "search", "Search records", "Over the records in use, as of the moment asked about, and only those that the principal may read: no hit, count or order tells of others. "+
		"Equal questions about equal records have equal answers, in the same order.")
	parameter(op, "q", "accounts kind:objective")
	answers(op, http.StatusOK, "What was found.", nil, SearchResult{Items: []SearchHit{{UID: "01K0A2B3C4D5E6F7G8H9J0K1M2", Kind: "objective", Name: "protect-accounts", Code: "O-01",
		Title: "Protect privileged accounts", Score: 368, Field: "title", Snippet: "Protect privileged accounts", Matches: []TextMatch{{19, 27}}}},
		Total: 1, Kinds: []KindCount{{"objective", 1}}, State: State{7, exampleTime}})
}

func (a *API) find(ctx context.Context, in *searchInput) (*searchOutput, error) {
	v, err := a.view(ctx, in.AsOf)
	if err != nil {
		return nil, err
	}
	found, err := v.Search(ctx, in.Query, service.SearchOptions{Kinds: in.Kinds, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := SearchResult{Items: make([]SearchHit, 0, len(found.Items)), Total: found.Total, Kinds: make([]KindCount, 0, len(found.Kinds)), State: stateBy(v)}
	for _, h := range found.Items {
		hit := SearchHit{UID: h.Record.UID, Kind: h.Record.Kind, Name: h.Record.Name, Code: h.Record.Code, Title: h.Title, Score: h.Score,
			Field: h.Field, Snippet: h.Snippet, Matches: make([]TextMatch, 0, len(h.Matches))}
		for _, m := range h.Matches {
			hit.Matches = append(hit.Matches, TextMatch{m.Start, m.End})
		}
		out.Items = append(out.Items, hit)
	}
	for _, k := range found.Kinds {
		out.Kinds = append(out.Kinds, KindCount{k.Kind, k.Count})
	}
	return &searchOutput{out}, nil
}

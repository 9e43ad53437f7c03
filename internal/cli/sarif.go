package cli

import (
	"net/url"
	"path"
	"path/filepath"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// What check finds, in the form that code hosts show beside the lines of a change: SARIF 2.1.0 (OASIS), as much of it as says
// where what is wrong.

type sarif struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool struct {
		Driver sarifDriver `json:"driver"`
	} `json:"tool"`
	Results []sarifResult `json:"results"`
}

type sarifDriver struct {
	Name  string      `json:"name"`
	Rules []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID    string    `json:"id"`
	Short sarifText `json:"shortDescription"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID    string          `json:"ruleId"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
}

type sarifLocation struct {
	Physical struct {
		File struct {
			URI string `json:"uri"`
		} `json:"artifactLocation"`
		Region *sarifRegion `json:"region,omitempty"`
	} `json:"physicalLocation"`
}

type sarifRegion struct {
	Line   int `json:"startLine"`
	Column int `json:"startColumn,omitempty"`
}

// declarationRule is the one rule that declarations break: what exactly is in the message.
var declarationRule = sarifRule{"declaration", sarifText{"A declaration that Steelyard does not accept"}}

// sarifOf gives the problems of a folder, with paths as the reader of the command line would write them.
func sarifOf(dir string, problems []fault.Field) sarif {
	out := sarif{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: make([]sarifRun, 1)}
	r := &out.Runs[0]
	r.Tool.Driver = sarifDriver{"steelyard", []sarifRule{declarationRule}}
	r.Results = []sarifResult{}
	for _, p := range problems {
		text := p
		text.File, text.Line, text.Column = "", 0, 0
		result := sarifResult{RuleID: declarationRule.ID, Level: "error", Message: sarifText{text.String()}}
		if p.File != "" {
			var at sarifLocation
			at.Physical.File.URI = uri(path.Join(filepath.ToSlash(dir), p.File))
			if p.Line > 0 {
				at.Physical.Region = &sarifRegion{p.Line, p.Column}
			}
			result.Locations = []sarifLocation{at}
		}
		r.Results = append(r.Results, result)
	}
	return out
}

// uri writes a path as SARIF wants it: relative ones stay so.
func uri(name string) string { return (&url.URL{Path: name}).String() }

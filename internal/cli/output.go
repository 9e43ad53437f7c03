package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// output is the flag of commands that answer with data.
type output struct {
	Output string `short:"o" help:"How it is printed: table, json or yaml." enum:"table,json,yaml" default:"table" placeholder:"FORM"`
}

// table is data for people: a row of headings, and rows.
type table struct {
	head []string
	rows [][]string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// print writes data in the form that was asked for. The table is what people want of it.
func (o output) print(w io.Writer, data any, t table) error {
	switch o.Output {
	case "json":
		return printJSON(w, data)
	case "yaml":
		return printYAML(w, data)
	}
	return t.print(w)
}

// print writes columns, two blanks apart.
func (t table) print(w io.Writer) error {
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.StripEscape)
	for _, cells := range append([][]string{t.head}, t.rows...) {
		for i, cell := range cells {
			if i > 0 {
				_, _ = io.WriteString(columns, "\t")
			}
			_, _ = io.WriteString(columns, plain(cell))
		}
		_, _ = io.WriteString(columns, "\n")
	}
	if err := columns.Flush(); err != nil {
		return fmt.Errorf("writing the table: %w", err)
	}
	return nil
}

// plain gives a text without what would steer a terminal.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.In(r, unicode.Bidi_Control), r == tabwriter.Escape:
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// printYAML writes what printJSON would, in the same order, as YAML.
func printYAML(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("writing the answer: %w", err)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(b, &root); err != nil { // JSON is YAML
		return fmt.Errorf("writing the answer: %w", err)
	}
	block(&root)
	e := yaml.NewEncoder(w)
	e.SetIndent(2)
	if err := e.Encode(&root); err != nil {
		return fmt.Errorf("writing the answer: %w", err)
	}
	return e.Close()
}

// block gives values the style of YAML instead of that of JSON. Texts that YAML would take for something else keep quotes.
func block(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!str" {
		n.Style = 0
		return
	}
	n.Style = 0
	for _, x := range n.Content {
		block(x)
	}
}

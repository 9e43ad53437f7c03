// Package sheet gives the records of a kind the form of a table, CSV or XLSX, and reads such a table back. What it writes
// and nobody changed reads back as the same declarations. It decides nothing about records: it makes declarations, and the
// kernel judges them.
package sheet

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/query"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Cell is one cell of a table: a text, or a number or a truth that a spreadsheet may reckon with.
type Cell struct {
	Text   string
	Number bool // Text is a decimal number
	Truth  bool // Text is true or false
}

// dangerous begins a cell that a spreadsheet would run as a formula.
const dangerous = "=+-@\t\r"

// guard writes a text so that no spreadsheet runs it and every one keeps it: an apostrophe comes before what would be
// run, and a text with characters that do not survive is written as JSON behind one. bare says that text beginning with a
// bracket would be read as JSON.
func guard(text string, bare bool) string {
	if text == "" {
		return ""
	}
	lost := strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == '\uFFFE' || r == '\uFFFF' }) ||
		escape.MatchString(text) || strings.TrimSpace(text) != text || bare && strings.HasPrefix(text, "[")
	if lost {
		return "'" + compact(text)
	}
	if strings.ContainsRune(dangerous, rune(text[0])) || hollowed.MatchString(text) || text[0] == '\'' && len(text) > 1 && (guarded(text[1]) || hollowed.MatchString(text[1:])) {
		return "'" + text
	}
	return text
}

// Text is a text for people to read, as a cell that no spreadsheet runs. It need not read back as the same text.
func Text(text string) Cell { return Cell{Text: guard(text, false)} }

// compact writes JSON in one line, with nothing that XLSX would change.
func compact(x any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(x) != nil {
		return "" // a tree of JSON always marshals
	}
	return strings.NewReplacer("_x", `\u005fx`, "\uFFFE", `\ufffe`, "\uFFFF", `\uffff`).Replace(strings.TrimSuffix(b.String(), "\n"))
}

// escape is how XLSX writes characters that XML has none for; a text that has it would be read as something else.
var escape = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

func guarded(second byte) bool {
	return second == '\'' || second == '"' || strings.IndexByte(dangerous, second) >= 0
}

// unguard gives the text that was guarded. What nobody guarded stays as it is.
func unguard(cell string) string {
	if len(cell) < 2 || cell[0] != '\'' {
		return cell
	}
	if cell[1] == '"' {
		var text string
		if json.Unmarshal([]byte(cell[1:]), &text) == nil {
			return text
		}
		return cell
	}
	if guarded(cell[1]) || hollowed.MatchString(cell[1:]) {
		return cell[1:]
	}
	return cell
}

// emptyGroup stands in the first cell of a group that is there and has nothing in it: once where the group is the field's
// own, twice where it is the one around that, and so on.
const emptyGroup = "{}"

// hollowed matches a cell that says so.
var hollowed = regexp.MustCompile(`^(\{\})+$`)

// Header gives the names of columns.
func Header(columns []query.Column) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.Name
	}
	return out
}

// Cells gives the cells of a record: the kernel's columns by text, those of the spec from the spec as people write it.
func Cells(columns []query.Column, r *record.Record, spec map[string]any) []Cell {
	out := make([]Cell, len(columns))
	for i, c := range columns {
		if c.Kernel() {
			text := c.Text(r)
			out[i] = Cell{Text: text, Number: c.Form == record.IntegerForm, Truth: c.Form == record.YesNoForm}
			if c.Form == record.TextForm {
				out[i].Text = guard(text, false)
			}
			continue
		}
		out[i] = cellOf(c, spec)
	}
	hollow(columns, spec, out)
	return out
}

func cellOf(c query.Column, spec map[string]any) Cell {
	var x any = spec
	for part := range strings.SplitSeq(strings.TrimPrefix(c.Name, "spec."), ".") {
		m, _ := x.(map[string]any)
		x = m[part]
	}
	switch x := x.(type) {
	case nil:
		return Cell{}
	case string:
		if x == "" { // there, and empty, as a dated value can be
			return Cell{Text: `'""`}
		}
		return Cell{Text: guard(x, c.Field.Dated)}
	case bool:
		if x {
			return Cell{Text: "true", Truth: true}
		}
		return Cell{Text: "false", Truth: true}
	case json.Number:
		return Cell{Text: x.String(), Number: true}
	}
	return Cell{Text: compact(x)}
}

// hollow marks groups that are there and empty.
func hollow(columns []query.Column, spec map[string]any, cells []Cell) {
	for i, c := range columns {
		if c.Kernel() || cells[i].Text != "" {
			continue
		}
		parts := strings.Split(strings.TrimPrefix(c.Name, "spec."), ".")
		for depth := len(parts) - 1; depth > 0; depth-- {
			m, ok := within(spec, parts[:depth])
			if ok && len(m) == 0 && firstWithin(columns, i, strings.Join(parts[:depth], ".")) {
				cells[i].Text = strings.Repeat(emptyGroup, len(parts)-depth)
				break
			}
		}
	}
}

func within(spec map[string]any, path []string) (map[string]any, bool) {
	m := spec
	for _, part := range path {
		next, ok := m[part].(map[string]any)
		if !ok {
			return nil, false
		}
		m = next
	}
	return m, true
}

// firstWithin tells whether the i-th column is the first one of a group.
func firstWithin(columns []query.Column, i int, group string) bool {
	for j, c := range columns {
		if strings.HasPrefix(c.Name, "spec."+group+".") {
			return i == j
		}
	}
	return false
}

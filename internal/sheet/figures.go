package sheet

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Figures are those of a benchmark, read from a table that has one on each line.
type Figures struct {
	Values  []record.Tree // as the field values of a benchmark has them
	lines   []int
	columns map[string]int
	seen    map[string]bool // days and percentiles that have a figure
}

// figureColumns are the columns of such a table, those that are needed first.
var figureColumns = []string{"on", "value", "percentile", "note"}

const neededFigures = 2

// UnderstandFigures reads the figures of a benchmark. Its first line names the columns on and value, and perhaps percentile and note. Error: Invalid with
// row and column of each fault, up to 50; beside them it gives the figures that can be read, so that what else is wrong can be told with them, where the columns are known.
func UnderstandFigures(t Table) (*Figures, error) {
	out := &Figures{columns: map[string]int{}, seen: map[string]bool{}}
	if len(t.Rows) == 0 {
		return nil, refused(fault.Field{File: t.Sheet, Line: 1, Reason: "has no header", Remedy: "Begin with a line that names the columns: on, value, percentile, note"})
	}
	var faults []fault.Field
	for i, name := range t.Rows[0] {
		name = strings.ToLower(strings.TrimSpace(name))
		f := fault.Field{File: t.Sheet, Line: 1, Column: i + 1, Path: record.Clip(name)}
		_, twice := out.columns[name]
		switch {
		case !slices.Contains(figureColumns, name):
			f.Reason, f.Remedy = "is no column of figures", "Use on, value, percentile and note, or remove it"
			if near := record.Nearest(name, figureColumns); near != "" {
				f.Remedy = "Did you mean " + near + "?"
			}
		case twice:
			f.Reason, f.Remedy = "stands twice", "Keep one of the two"
		default:
			out.columns[name] = i
			continue
		}
		if len(faults) < maxFaults {
			faults = append(faults, f)
		}
	}
	for _, name := range figureColumns[:neededFigures] {
		if _, has := out.columns[name]; !has {
			faults = append(faults, fault.Field{File: t.Sheet, Line: 1, Path: name, Reason: "is missing", Remedy: "Name a column " + name})
		}
	}
	if len(faults) > 0 {
		return nil, fault.InvalidFields("the table cannot be accepted", faults)
	}
	for i, cells := range t.Rows[1:] {
		if len(faults) >= maxFaults {
			break
		}
		if !blank(cells) {
			faults = append(faults, out.row(t, t.line(i+1), cells)...)
		}
	}
	if len(faults) == 0 && len(out.Values) == 0 {
		faults = append(faults, fault.Field{File: t.Sheet, Line: 2, Reason: "holds no figure", Remedy: "Write a figure on each line below the first"})
	}
	return out, fault.InvalidFields("the table cannot be accepted", faults)
}

func (f *Figures) row(t Table, line int, cells []string) []fault.Field {
	var faults []fault.Field
	refuse := func(column int, path, reason, remedy string) {
		faults = append(faults, fault.Field{File: t.Sheet, Line: line, Column: column + 1, Path: path, Reason: reason, Remedy: remedy})
	}
	for i := len(t.Rows[0]); i < len(cells); i++ {
		if strings.TrimSpace(cells[i]) != "" {
			refuse(i, "", "stands beside the table", "Give its column a name, or empty it")
			break
		}
	}
	out := map[string]any{}
	for _, name := range figureColumns {
		at, has := f.columns[name]
		cell := ""
		if has && at < len(cells) {
			cell = strings.TrimSpace(cells[at])
		}
		switch {
		case cell == "":
			if name == "on" || name == "value" {
				refuse(at, name, "is empty", "Write it on each line, or empty the whole line")
			}
		case name == "on":
			out[name] = day(cell, t.Dates)
			if _, err := civil.Parse(day(cell, t.Dates)); err != nil {
				refuse(at, name, fmt.Sprintf("%q is no day", record.Clip(cell)), "Write it like 2026-09-30")
			}
		case name == "note":
			out[name] = unguard(cell)
		case !decimal.MatchString(cell) || len(cell) >= longestNumber:
			refuse(at, name, fmt.Sprintf("%q is no number", record.Clip(cell)), "Write digits, with a point before decimals")
		default:
			out[name] = json.Number(cell)
			if x, err := strconv.ParseFloat(cell, 64); name == "percentile" && (err != nil || x < 0 || x > 100) {
				refuse(at, name, record.Clip(cell)+" is no percentile", "Write how many of a hundred peers do not reach it: 0 to 100")
			}
		}
	}
	if len(faults) == 0 && f.seen[figureKey(out)] {
		refuse(f.columns["on"], "on", "has a figure above already, of the same day and percentile", "Keep one of the two")
	}
	if len(faults) == 0 {
		f.seen[figureKey(out)] = true
		f.Values, f.lines = append(f.Values, out), append(f.lines, line)
	}
	return faults
}

// longestNumber is how many characters a number has at most.
const longestNumber = 400

// Onto gives the figures behind those that were there, and how many of these come before: of one day and percentile the new one holds.
func (f *Figures) Onto(was []any) (out []any, before int) {
	fresh := map[string]bool{}
	for _, x := range f.Values {
		fresh[figureKey(x)] = true
	}
	for _, x := range was {
		if !fresh[figureKey(x)] {
			out = append(out, x)
		}
	}
	before = len(out)
	return append(out, f.Values...), before
}

// figureKey tells a figure from others: by its day and percentile.
func figureKey(x any) string {
	m, _ := x.(map[string]any)
	percentile := ""
	if n, ok := m["percentile"].(json.Number); ok {
		percentile = n.String()
		if v, err := n.Float64(); err == nil {
			percentile = strconv.FormatFloat(v, 'g', -1, 64)
		}
	}
	return fmt.Sprint(m["on"], " ", percentile)
}

var figurePlace = regexp.MustCompile(`^(?:spec\.)?values\[(\d+)\](?:\.(\w+))?`)

// Place finds where the table has what is at a path of the declaration, where so many figures come before its own: row and column, counted from 1; zeros for
// what the table does not have.
func (f *Figures) Place(path string, before int) (line, column int) {
	m := figurePlace.FindStringSubmatch(path)
	if m == nil {
		return 0, 0
	}
	n, err := strconv.Atoi(m[1])
	if n -= before; err != nil || n < 0 || n >= len(f.lines) {
		return 0, 0
	}
	if at, has := f.columns[m[2]]; has {
		column = at + 1
	}
	return f.lines[n], column
}

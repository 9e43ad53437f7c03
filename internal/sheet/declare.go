package sheet

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/query"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Row is what one row of a table says of a record. Columns that the table does not have say nothing.
type Row struct {
	Line     int // of the table, counted from 1; the header is 1
	UID      record.UID
	Name     string
	Code     string
	Title    string
	HasTitle bool
	Retired  bool
	Revision *int64 // at which the record stood when it was written
	made     string // name of a new record that has none of its own
	fields   []field
	sheet    *Sheet
}

// field is what a row says of one field: nil takes it away.
type field struct {
	path  []string
	value record.Tree
	group int // how many names of the path lead to a group that is there and empty; 0: none
}

// Sheet is a table that was understood.
type Sheet struct {
	Name    string
	Rows    []Row
	columns []query.Column  // by place; the zero value where a column is for people only
	taken   map[string]bool // names that rows have, or that were made for them
	titled  map[string]int  // lines of new records without a name, by title
}

// maxFaults is after how many faults reading ends.
const maxFaults = 50

// Understand reads the rows of a table for a kind. parse reads JSON strictly. Error: Invalid with row and column of each
// fault, up to 50.
func Understand(k *record.Kind, t Table, parse func([]byte) (record.Tree, error)) (*Sheet, error) {
	s := &Sheet{Name: t.Sheet, taken: map[string]bool{}, titled: map[string]int{}}
	if len(t.Rows) == 0 {
		return nil, refused(fault.Field{File: t.Sheet, Line: 1, Reason: "has no header", Remedy: "Write the names of the columns in the first row, as an export has them"})
	}
	faults := s.header(k, t.Rows[0])
	for i, cells := range t.Rows[1:] {
		if len(faults) >= maxFaults {
			break
		}
		if blank(cells) {
			continue
		}
		row, bad := s.row(i+2, cells, t.Dates, parse)
		if len(bad) > 0 {
			faults = append(faults, bad...)
			continue
		}
		s.Rows = append(s.Rows, row)
	}
	for i := range s.Rows {
		s.Rows[i].sheet = s
		s.taken[s.Rows[i].Name] = true
	}
	return s, fault.InvalidFields("the table cannot be accepted", faults)
}

func (s *Sheet) header(k *record.Kind, names []string) []fault.Field {
	known, seen := map[string]query.Column{}, map[string]bool{}
	var words []string
	for _, c := range query.Columns(k) {
		known[c.Name] = c
		words = append(words, c.Name)
	}
	var faults []fault.Field
	for i, name := range names {
		name = strings.TrimSpace(name)
		c, ok := known[name]
		f := fault.Field{File: s.Name, Line: 1, Column: i + 1, Path: record.Clip(name)}
		switch {
		case name == "":
			f.Reason, f.Remedy = "has no name", "Write the name of the column, or remove it"
		case !ok:
			f.Reason, f.Remedy = "is not a column of "+k.Plural, "Use the names of an export"
			if near := record.Nearest(name, words); near != "" {
				f.Remedy = "Did you mean " + near + "?"
			}
		case seen[name]:
			f.Reason, f.Remedy = "stands twice", "Keep one of the two"
		}
		if f.Reason != "" && len(faults) < maxFaults {
			faults = append(faults, f)
		}
		seen[name] = true
		s.columns = append(s.columns, c)
	}
	if !slices.ContainsFunc(s.columns, identifies) {
		faults = append(faults, fault.Field{File: s.Name, Line: 1, Path: "name", Reason: "is missing", Remedy: "Add the column name, code or title, which says which record a row is of"})
	}
	return faults
}

// identifies tells whether a column says which record a row is of, or what a new one is called.
func identifies(c query.Column) bool {
	return c.Kernel() && slices.Contains([]string{"uid", "name", "code", "title"}, c.Name) || c.Field != nil && c.Field.NamesRecord()
}

var decimal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

func (s *Sheet) row(line int, cells []string, dates bool, parse func([]byte) (record.Tree, error)) (Row, []fault.Field) {
	row := Row{Line: line}
	var faults []fault.Field
	for i := range max(len(cells), len(s.columns)) {
		cell := "" // a spreadsheet leaves out the empty ones at the end
		if i < len(cells) {
			cell = cells[i]
		}
		refuse := func(path, reason, remedy string) {
			faults = append(faults, fault.Field{File: s.Name, Line: line, Column: i + 1, Path: path, Reason: reason, Remedy: remedy})
		}
		if i >= len(s.columns) {
			if strings.TrimSpace(cell) != "" {
				refuse("", "stands beside the table", "Give its column a name, or empty it")
			}
			continue
		}
		c := s.columns[i]
		if c.Name == "" {
			continue // told with the header
		}
		if c.Kernel() {
			row.kernel(c.Name, strings.TrimSpace(cell), cell, refuse)
			continue
		}
		f := field{path: strings.Split(strings.TrimPrefix(c.Name, "spec."), ".")}
		switch {
		case strings.TrimSpace(cell) == "":
		case hollowed.MatchString(cell) && len(cell)/len(emptyGroup) < len(f.path) && c.Form != record.TableForm && !c.Field.Dated:
			f.group = len(f.path) - len(cell)/len(emptyGroup)
		default:
			value, why := valueOf(c, cell, dates, parse)
			if why != "" {
				refuse(c.Name, why, "Write it as JSON, as an export has it")
				continue
			}
			f.value = value
		}
		row.fields = append(row.fields, f)
	}
	if len(faults) == 0 && !s.called(cells) {
		path := "name"
		if s.place("name") < 0 {
			path = "title"
		}
		faults = append(faults, fault.Field{File: s.Name, Line: line, Column: 1 + max(0, s.place(path)), Path: path, Reason: "is empty",
			Remedy: "Write the title of a new record, or the code or name of one that is there; or empty the whole row"})
	}
	return row, faults
}

// called tells whether a row says which record it is of, or what a new one is called.
func (s *Sheet) called(cells []string) bool {
	for i, c := range s.columns {
		if i < len(cells) && strings.TrimSpace(cells[i]) != "" && identifies(c) {
			return true
		}
	}
	return false
}

func (r *Row) kernel(name, cell, raw string, refuse func(path, reason, remedy string)) {
	switch name {
	case "uid":
		r.UID = record.UID(cell)
	case "name":
		r.Name = cell
	case "code":
		r.Code = cell
	case "title":
		r.Title, r.HasTitle = unguard(raw), true
	case "retired":
		if x, ok := truth(cell); ok {
			r.Retired = x
		} else if cell != "" {
			refuse(name, "is neither true nor false", "Write true or false, or leave it empty")
		}
	case "revision":
		if cell == "" {
			return
		}
		n, err := strconv.ParseInt(cell, 10, 64)
		if err != nil || n < 1 {
			refuse(name, "is not the number of a revision", "Leave it as the export has it, or empty it")
			return
		}
		r.Revision = &n
	}
}

func (s *Sheet) place(name string) int {
	for i, c := range s.columns {
		if c.Name == name {
			return i
		}
	}
	return -1
}

// Spec gives what the row makes of a spec: fields that the table has are as it says, all others as they were. The tree is
// changed in place.
func (r *Row) Spec(was map[string]any) map[string]any {
	if was == nil {
		was = map[string]any{}
	}
	for _, f := range r.fields {
		m, ok := was, true
		for depth, part := range f.path[:len(f.path)-1] {
			next, isGroup := m[part].(map[string]any)
			if !isGroup {
				if f.value == nil && depth >= f.group {
					ok = false
					break
				}
				next = map[string]any{}
				m[part] = next
			}
			m = next
		}
		last := f.path[len(f.path)-1]
		switch {
		case !ok:
		case f.value == nil:
			delete(m, last)
		default:
			m[last] = f.value
		}
	}
	r.prune(was)
	return was
}

// prune takes groups away of which the table says that every field is empty.
func (r *Row) prune(spec map[string]any) {
	kept := map[string]bool{}
	for _, f := range r.fields {
		if f.group > 0 {
			for depth := 1; depth <= f.group; depth++ {
				kept[strings.Join(f.path[:depth], ".")] = true
			}
		}
	}
	for _, f := range r.fields {
		for depth := len(f.path) - 1; depth > 0; depth-- {
			parent, ok := within(spec, f.path[:depth-1])
			if !ok || kept[strings.Join(f.path[:depth], ".")] {
				continue
			}
			if m, isGroup := parent[f.path[depth-1]].(map[string]any); isGroup && len(m) == 0 {
				delete(parent, f.path[depth-1])
			}
		}
	}
}

// Place finds where the table has a field, by its path in the declaration: row and column, counted from 1.
func (r *Row) Place(path string) (line, column int) {
	best := -1
	for i, c := range r.sheet.columns {
		if c.Name == "" {
			continue
		}
		rest, ok := strings.CutPrefix(path, c.Name)
		if ok && (rest == "" || rest[0] == '.' || rest[0] == '[') && (best < 0 || len(c.Name) > len(r.sheet.columns[best].Name)) {
			best = i
		}
	}
	if best < 0 {
		best = r.sheet.place("name")
	}
	return r.Line, best + 1
}

// String names the row for people.
func (r *Row) String() string { return fmt.Sprintf("row %d", r.Line) }

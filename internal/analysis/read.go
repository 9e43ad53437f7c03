package analysis

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Bounds of what is read and of what is said of it.
const (
	maxBytes  = 16 << 20
	maxFaults = 50
	maxDigits = 40
)

// table is a file that was understood. Numbers stand by column, whole numbers exact.
type table struct {
	columns map[string][]float64
	clock   *clock // nil where there is no column of times
	n       int
}

// reader reads one file and gathers what is wrong with it.
type reader struct {
	name    string
	csv     *csv.Reader
	heads   []string // the columns in their order
	faults  []fault.Field
	more    int // faults that are not listed
	next    int // line on which the next row begins
	table   *table
	clocked clocking
}

func read(name string, file io.Reader, m method) (*table, error) {
	in := &io.LimitedReader{R: file, N: maxBytes + 1}
	text := bufio.NewReader(in)
	if mark, _ := text.Peek(3); string(mark) == "\ufeff" {
		_, _ = text.Discard(3)
	}
	r := &reader{name: name, csv: csv.NewReader(text), table: &table{columns: map[string][]float64{}}}
	r.csv.FieldsPerRecord = -1
	r.csv.ReuseRecord = true
	r.rows(m)
	if in.N <= 0 {
		return nil, fault.InvalidField("nothing was computed", fault.Field{File: name, Reason: "is larger than 16 MiB", Remedy: "Give fewer rows"})
	}
	if r.table.n == 0 && len(r.faults) == 0 {
		r.fault(fault.Field{File: name, Reason: "has no row of values", Remedy: "Give a heading, " + listed(m.columns) + ", and a row for each value"})
	}
	if r.more > 0 {
		r.faults = append(r.faults, fault.Field{File: name, Reason: fmt.Sprintf("%d more are wrong", r.more), Remedy: "Mend these first"})
	}
	if err := fault.InvalidFields("the file cannot be understood: nothing was computed", r.faults); err != nil {
		return nil, err
	}
	if len(r.clocked.times) > 0 {
		r.table.clock = r.clocked.done()
	}
	return r.table, nil
}

// rows reads them all.
func (r *reader) rows(m method) {
	for first := true; ; first = false {
		cells, err := r.csv.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		var parse *csv.ParseError
		switch {
		case errors.As(err, &parse):
			r.fault(fault.Field{File: r.name, Line: parse.Line, Column: parse.Column, Reason: strings.TrimPrefix(parse.Err.Error(), "csv: "), Remedy: "Close quotation marks, and double those within"})
			return
		case err != nil:
			r.fault(fault.Field{File: r.name, Reason: "cannot be read", Remedy: "Check it"})
			return
		}
		line, _ := r.csv.FieldPos(0)
		if line > r.next && r.next > 0 { // the reader leaves them out
			r.fault(fault.Field{File: r.name, Line: r.next, Reason: "is empty", Remedy: "Take the line out, or write its row"})
		}
		last, _ := r.csv.FieldPos(len(cells) - 1)
		r.next = last + 1 + strings.Count(cells[len(cells)-1], "\n")
		for i, c := range cells {
			cells[i] = strings.TrimSpace(c)
		}
		if first {
			if heading, ok := r.heading(cells, m); !ok || heading {
				if !ok {
					return
				}
				continue
			}
		}
		if r.table.n++; r.table.n > m.rows {
			line, _ := r.csv.FieldPos(0)
			r.fault(fault.Field{File: r.name, Line: line, Reason: fmt.Sprintf("is row %d: the method takes %d", r.table.n, m.rows), Remedy: "Give fewer rows"})
			return
		}
		r.row(cells, m)
	}
}

// heading finds the columns. A first row of numbers, or of a time and a number, is none: the columns are as many as it has cells. The second is false where it
// is neither.
func (r *reader) heading(cells []string, m method) (heading, ok bool) {
	names := make([]string, len(cells))
	for i, c := range cells {
		names[i] = strings.ToLower(c)
	}
	wanted := slices.Clone(names)
	slices.Sort(wanted)
	for _, set := range m.columns {
		if slices.Equal(wanted, slices.Sorted(slices.Values(set))) {
			r.heads = names
			return true, true
		}
	}
	_, notNumber := number(cells[len(cells)-1])
	for _, set := range m.columns {
		if len(set) == len(cells) && notNumber == "" {
			r.heads = set
			return false, true
		}
	}
	line, _ := r.csv.FieldPos(0)
	r.fault(fault.Field{File: r.name, Line: line, Reason: "the columns are " + quoted(strings.Join(cells, ",")), Remedy: "The heading is " + listed(m.columns) + ", with commas between"})
	return false, false
}

// row takes one row, or says what is wrong with it.
func (r *reader) row(cells []string, m method) {
	line, _ := r.csv.FieldPos(0)
	if len(cells) != len(r.heads) {
		r.fault(fault.Field{File: r.name, Line: line, Reason: fmt.Sprintf("has %s, not %d", count(len(cells), "cell"), len(r.heads)), Remedy: "Write " + strings.Join(r.heads, ",")})
		return
	}
	row, sound := map[string]float64{}, true
	for i, c := range cells {
		at, column := r.csv.FieldPos(i)
		place := fault.Field{File: r.name, Line: at, Column: column, Path: r.heads[i]}
		var reason string
		if r.heads[i] == "time" {
			reason, place.Remedy = r.clocked.take(c, line, m.rising)
		} else {
			row[r.heads[i]], reason, place.Remedy = cell(r.heads[i], c)
		}
		if place.Reason = reason; reason != "" {
			sound = false
			r.fault(place)
		}
	}
	if n, s := row["n"], row["successes"]; sound && s > n {
		r.fault(fault.Field{File: r.name, Line: line, Path: "successes", Reason: fmt.Sprintf("%v of %v", s, n), Remedy: "There are at most as many successes as cases"})
	}
	for name, v := range row {
		r.table.columns[name] = append(r.table.columns[name], v)
	}
}

func (r *reader) fault(f fault.Field) {
	if len(r.faults) >= maxFaults {
		r.more++
		return
	}
	r.faults = append(r.faults, f)
}

// cell reads a cell of a column.
func cell(column, text string) (v float64, reason, remedy string) {
	if v, reason = number(text); reason != "" {
		return 0, reason, "Write a number such as 12.5, with a point and no thousands separator"
	}
	whole := v == math.Trunc(v) && math.Abs(v) <= 1<<53
	switch column {
	case "successes":
		if !whole || v < 0 {
			return 0, quoted(text) + " counts nothing", "Write a whole number, 0 or more"
		}
	case "n":
		if !whole || v < 1 {
			return 0, quoted(text) + " counts no case", "Write a whole number, 1 or more"
		}
	case "duration":
		if v < 0 {
			return 0, quoted(text) + " is below 0", "Write how long it took, or has taken so far"
		}
	case "event":
		if v != 0 && v != 1 {
			return 0, quoted(text) + " is neither 1 nor 0", "Write 1 where it ended and 0 where it is still open"
		}
	}
	return v, "", ""
}

// number reads a finite decimal number.
func number(text string) (v float64, reason string) {
	if text == "" {
		return 0, "is empty"
	}
	if len(text) > maxDigits || strings.Trim(text, "0123456789+-.eE") != "" {
		return 0, quoted(text) + " is no number"
	}
	v, err := strconv.ParseFloat(text, 64)
	if errors.Is(err, strconv.ErrRange) {
		return 0, quoted(text) + " is too large"
	}
	if err != nil {
		return 0, quoted(text) + " is no number"
	}
	return v, ""
}

// quoted shows what stands in the file, shortened, without what would steer a terminal.
func quoted(text string) string {
	short := []rune(text)
	if len(short) > maxDigits {
		short = append(short[:maxDigits], '…')
	}
	return strconv.Quote(string(short))
}

func listed(sets [][]string) string {
	out := make([]string, len(sets))
	for i, s := range sets {
		out[i] = strings.Join(s, ",")
	}
	return strings.Join(out, " or ")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

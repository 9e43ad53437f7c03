package table

import (
	"fmt"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

// bind finds the columns that the mapping names.
func (t *Table) bind(m mapping.Mapping, o collect.Options) (*reader, error) {
	r := &reader{Table: t, mapping: m, missing: map[string]bool{"": true}, time: -1, unit: -1,
		units: map[string]string{}, skipped: make([]int, len(m.Values)), told: o.Told.UTC()}
	for _, word := range m.Missing {
		r.missing[strings.TrimSpace(word)] = true
	}
	var wrong []fault.Field
	find := func(path, name string) int {
		column, field := t.find(name)
		if field != nil {
			field.Path = path
			wrong = append(wrong, *field)
		}
		return column
	}
	if m.Time != nil {
		var err error
		if r.clock, err = ClockOf(*m.Time, o.Location()); err != nil {
			return nil, err
		}
		r.clock.from04 = t.From04
		r.time = find("time.column", m.Time.Column)
	}
	if m.UnitColumn != "" {
		r.unit = find("unit_column", m.UnitColumn)
	}
	tests := func(path string, conditions []mapping.Condition) []test {
		var list []test
		for i, c := range conditions {
			list = append(list, test{Condition: c, column: find(fmt.Sprintf("%s[%d].column", path, i), c.Column)})
		}
		return list
	}
	for i, v := range m.Values {
		path := fmt.Sprintf("values[%d].", i)
		one := rule{ValueRule: v, column: -1, until: -1, where: tests(path+"where", v.Where), of: tests(path+"of", v.Of)}
		if v.Column != "" {
			one.column = find(path+"column", v.Column)
		}
		r.cases = r.cases || v.Operation == mapping.Duration
		if v.Until != "" {
			one.until = find(path+"until", v.Until)
		}
		for j, name := range v.Columns {
			one.columns = append(one.columns, find(fmt.Sprintf("%scolumns[%d]", path, j), name))
		}
		r.rules = append(r.rules, one)
	}
	return r, fault.InvalidFields("the mapping does not fit the file", wrong)
}

// find gives the number of a column, or what is wrong with its name.
func (t *Table) find(name string) (int, *fault.Field) {
	found := -1
	for i, one := range t.Names {
		if one != name {
			continue
		}
		if found >= 0 {
			return -1, &fault.Field{Reason: fmt.Sprintf("the file has more than one column named %q", collect.Short(name)), Remedy: "Name its columns differently"}
		}
		found = i
	}
	if found < 0 {
		var names []string
		for _, one := range t.Names[:min(len(t.Names), namedNames)] {
			names = append(names, fmt.Sprintf("%q", collect.Short(one)))
		}
		return -1, &fault.Field{Reason: fmt.Sprintf("the file has no column named %q", collect.Short(name)), Remedy: "It has " + strings.Join(names, ", ")}
	}
	return found, nil
}

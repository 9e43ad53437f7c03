package mapping

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/expression"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Form is what a mapping is for.
type Form string

// The forms.
const (
	Table   Form = "table"   // columns: CSV and XLSX
	Metrics Form = "samples" // metrics with labels: Prometheus text
	JSON    Form = "json"    // expressions over a document or its rows
)

// forms are the formats that are read by a mapping, and whether they cannot do without one.
var forms = map[string]struct {
	form   Form
	needed bool
}{"csv": {Table, true}, "xlsx": {Table, true}, "json": {JSON, true}, "prometheus": {Metrics, false}}

// operations are those that a form has, in the order in which people are told of them.
var operations = map[Form][]Operation{
	Table:   {TheValue, Count, Sum, Mean, Median, Min, Max, Share, Duration, Alpha},
	Metrics: {TheValue, Count, Sum, Mean, Median, Min, Max, Last},
	JSON:    {TheValue, Count, Distinct, Sum, Mean, Median, Min, Max, Share},
}

// Operations gives those that values of a format can come about by; none for a format without mappings.
func Operations(format string) []Operation { return slices.Clone(operations[forms[format].form]) }

// possible refuses an operation that a form does not have.
func (v *validation) possible(path string, form Form, rule ValueRule) {
	var names []string
	for _, o := range operations[form] {
		names = append(names, string(o))
	}
	v.oneOf(path+"operation", string(rule.Operation), names...)
}

// Form tells what the mapping is for, by what it declares.
func (m Mapping) Form() Form {
	if m.Rows == Samples {
		return Metrics
	}
	if m.Rows == Lines || strings.Contains(string(m.Rows), "doc") || m.Time != nil && m.Time.Expression != "" {
		return JSON
	}
	for _, v := range m.Values {
		switch {
		case v.Metric != "":
			return Metrics
		case v.Expression != "" || v.When != "" || v.Among != "":
			return JSON
		}
	}
	return Table
}

// Suits gives what is wrong with a mapping, or with having none, for files of a format.
func Suits(format string, m *Mapping) []fault.Field {
	of, mapped := forms[format]
	switch {
	case m == nil && of.needed:
		return []fault.Field{{Reason: "is missing: the format " + format + " has no meaning without one", Remedy: "Declare what the file means"}}
	case m == nil:
		return nil
	case !mapped:
		return []fault.Field{{Reason: "does not belong to the format " + format + ", which says itself what its values mean", Remedy: "Leave it out"}}
	case m.Form() != of.form:
		return []fault.Field{{Reason: fmt.Sprintf("is one for %s, and the format %s needs one for %s", m.Form(), format, of.form), Remedy: "See the page of the format for what its mapping has"}}
	}
	return append(m.Validate(), unfit(format, *m)...)
}

// unfit finds what a mapping of tables declares that one of their formats does not have.
func unfit(format string, m Mapping) []fault.Field {
	v := &validation{}
	switch format {
	case "csv":
		v.none("sheet", m.Sheet, "CSV has no sheets")
	case "xlsx":
		for _, f := range []struct{ path, given string }{{"delimiter", m.Delimiter}, {"decimal", m.Decimal}, {"thousands", m.Thousands}} {
			v.none(f.path, f.given, "the cells of a workbook hold numbers, however they are shown")
		}
	}
	return v.fields
}

// Checked gives a fault where a mapping does not suit a format, as Suits tells.
func Checked(format string, m *Mapping) error {
	return fault.InvalidFields("the mapping is not valid", Suits(format, m))
}

var metricName = regexp.MustCompile(`^[a-zA-Z_:][a-zA-Z0-9_:]*$`)

// samples validates a mapping of samples.
func (v *validation) samples(m Mapping) {
	v.oneOf("rows", string(m.Rows), string(Samples))
	v.foreign(m)
	if m.Time != nil {
		v.wrong("time", "samples have a time of their own, or none", "Leave it out")
	}
	v.none("unit_column", m.UnitColumn, "samples have no columns")
	v.names(m)
	for i, rule := range m.Values {
		path := fmt.Sprintf("values[%d].", i)
		v.possible(path, Metrics, rule)
		v.tables(path, rule)
		v.none(path+"column", rule.Column, "samples have no columns")
		v.none(path+"empty", string(rule.Empty), "a sample always has a number")
		if rule.Metric == "" || len(rule.Metric) > 256 || !metricName.MatchString(rule.Metric) && strings.ContainsAny(rule.Metric, "{}\"") {
			v.wrong(path+"metric", fmt.Sprintf("%.80q is not the name of a metric", rule.Metric), "Write the name as in the file, with _bucket, _sum or _count where it has them, and no labels")
		}
		if len(rule.Of) > 0 {
			v.wrong(path+"of", "only a share has it", "Leave it out, or put the conditions under where")
		}
		if len(rule.Where) > maxConditions {
			v.wrong(path+"where", fmt.Sprintf("there are more than %d conditions", maxConditions), "Use in for several texts of one label")
			continue
		}
		for j, c := range rule.Where {
			at := fmt.Sprintf("%swhere[%d]", path, j)
			if c.Label == "" || c.Label != strings.TrimSpace(c.Label) {
				v.wrong(at+".label", "the name of a label is missing, or has blanks around it", "Write the name as in the file")
			}
			v.none(at+".column", c.Column, "samples have labels and no columns")
			v.exactlyOne(at, c)
		}
	}
}

// tables refuses what only the values of tables have.
func (v *validation) tables(path string, rule ValueRule) {
	v.none(path+"until", rule.Until, "it is for tables")
	if rule.Percentile != 0 {
		v.wrong(path+"percentile", "it is for tables", "Leave it out")
	}
	if len(rule.Columns) > 0 {
		v.wrong(path+"columns", "it is for tables", "Leave it out")
	}
	if rule.Least != 0 {
		v.wrong(path+"least", "it is for tables", "Leave it out")
	}
}

// foreign refuses what only tables have.
func (v *validation) foreign(m Mapping) {
	for _, f := range []struct{ path, given string }{{"delimiter", m.Delimiter}, {"decimal", m.Decimal}, {"thousands", m.Thousands}, {"sheet", m.Sheet}} {
		v.none(f.path, f.given, "it is for tables")
	}
	if len(m.Missing) > 0 {
		v.wrong("missing", "it is for tables", "Leave it out")
	}
}

// json validates a mapping of JSON with its expressions.
func (v *validation) json(m Mapping) {
	v.foreign(m)
	v.none("unit_column", m.UnitColumn, "it is for tables")
	if slices.Contains([]Rows{Each, File, Samples}, m.Rows) {
		v.wrong("rows", fmt.Sprintf("%q is for other formats", m.Rows), "Write an expression that gives a list, such as doc.findings; \"lines\" for one JSON value a line; or leave it out")
		return
	}
	over := m.Over()
	if over.Row && over.Doc {
		v.expression("rows", string(m.Rows), expression.Over{Doc: true}, expression.List)
	}
	if m.Time != nil {
		v.none("time.column", m.Time.Column, "JSON has no columns")
		v.needed("time.expression", m.Time.Expression)
		v.expression("time.expression", m.Time.Expression, over, expression.Time)
		v.layout(*m.Time)
	}
	v.names(m)
	for i, rule := range m.Values {
		path := fmt.Sprintf("values[%d].", i)
		before := len(v.fields)
		v.possible(path, JSON, rule)
		v.tables(path, rule)
		if len(v.fields) > before {
			continue
		}
		v.none(path+"column", rule.Column, "JSON has no columns")
		if len(rule.Where)+len(rule.Of) > 0 {
			v.wrong(path+"where", "where and of are for tables and samples", "Write the condition as an expression, under when or among")
		}
		counts := rule.Operation == Count || rule.Operation == Share
		if counts {
			v.none(path+"expression", rule.Expression, fmt.Sprintf("%q counts rows and reads no number", rule.Operation))
			v.none(path+"empty", string(rule.Empty), fmt.Sprintf("%q counts rows and reads no number", rule.Operation))
		}
		gives := expression.Number
		if rule.Operation == Distinct {
			gives = expression.Label
		}
		if !counts {
			v.needed(path+"expression", rule.Expression)
			v.expression(path+"expression", rule.Expression, over, gives)
		}
		if rule.Operation == Share {
			v.needed(path+"when", rule.When)
		}
		v.expression(path+"when", rule.When, over, expression.Condition)
		if rule.Operation == Share {
			v.expression(path+"among", rule.Among, over, expression.Condition)
		}
		v.oneOf(path+"empty", string(rule.Empty), "", string(Refuse), string(Skip), string(Zero))
		if rule.Operation != Share {
			v.none(path+"among", rule.Among, "only a share has it")
		}
		if m.Rows == "" && (rule.Operation != TheValue || rule.When != "") {
			v.wrong(path+"operation", fmt.Sprintf("%q computes over rows, and the mapping declares none", rule.Operation), "Declare rows, or use \"value\"")
		}
	}
}

// Over tells of what the expressions of a mapping of JSON may speak. That of the rows speaks of the document alone.
func (m Mapping) Over() expression.Over {
	return expression.Over{Doc: m.Rows != Lines, Row: m.Rows != ""}
}

func (v *validation) needed(path, text string) {
	if strings.TrimSpace(text) == "" {
		v.wrong(path, "it is not given", "Write an expression, such as row.severity or doc.total")
	}
}

// expression checks one that is given.
func (v *validation) expression(path, text string, over expression.Over, gives expression.Gives) {
	if strings.TrimSpace(text) == "" {
		return
	}
	_, faults := expression.Check(text, over, gives)
	for _, f := range faults {
		v.wrong(path, expression.Place(f)+f.Reason, f.Remedy)
	}
}

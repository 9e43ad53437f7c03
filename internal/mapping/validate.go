package mapping

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

const (
	maxValues     = 200
	maxConditions = 20
	maxMissing    = 20
)

var valueName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// Validate gives everything that is wrong with a mapping, by path as in values[0].column. Whether the columns exist shows
// only with a file.
func (m Mapping) Validate() []fault.Field {
	v := &validation{}
	switch m.Form() {
	case Metrics:
		v.samples(m)
	case JSON:
		v.json(m)
	default:
		v.table(m)
	}
	return v.fields
}

func (v *validation) table(m Mapping) {
	v.oneOf("delimiter", m.Delimiter, "", ",", ";", "|", "tab")
	v.oneOf("decimal", m.Decimal, "", ".", ",")
	v.oneOf("thousands", m.Thousands, "", ",", ".", "'", "space")
	if m.Thousands != "" && m.Thousands == m.DecimalSign() {
		v.wrong("thousands", "it is the decimal sign too", "Declare the sign that is used between groups of three digits")
	}
	if len(m.Missing) > maxMissing {
		v.wrong("missing", fmt.Sprintf("there are more than %d words", maxMissing), "List the words that the column has")
	}
	v.oneOf("rows", string(m.Rows), string(Each), string(File))
	if m.Rows == Each && m.Time == nil && m.UnitColumn == "" {
		v.wrong("rows", "rows are observations of their own, but have neither a time nor a unit",
			"Declare time or unit_column, or let rows be \"file\"")
	}
	if m.Time != nil {
		v.time(*m.Time)
	}
	v.names(m)
	for i, rule := range m.Values {
		path := fmt.Sprintf("values[%d].", i)
		v.none(path+"metric", rule.Metric, "it is for samples")
		v.operation(path, m, rule)
		v.conditions(path+"where", rule.Where)
		v.conditions(path+"of", rule.Of)
	}
}

type validation struct{ fields []fault.Field }

func (v *validation) wrong(path, reason, remedy string) {
	v.fields = append(v.fields, fault.Field{Path: path, Reason: reason, Remedy: remedy})
}

func (v *validation) oneOf(path, given string, allowed ...string) {
	var quoted []string
	for _, a := range allowed {
		if given == a {
			return
		}
		if a != "" {
			quoted = append(quoted, fmt.Sprintf("%q", a))
		}
	}
	reason := fmt.Sprintf("%.40q is not possible here", given)
	if given == "" {
		reason = "it is not given"
	}
	v.wrong(path, reason, "Choose one of "+strings.Join(quoted, ", "))
}

func (v *validation) time(t Time) {
	v.column("time.column", t.Column)
	v.layout(t)
}

func (v *validation) layout(t Time) {
	if _, _, err := t.Layout(); err != nil {
		field := fault.Of(err).Fields[0]
		v.wrong("time."+field.Path, field.Reason, field.Remedy)
	}
}

func (v *validation) column(path, name string) {
	if name == "" || name != strings.TrimSpace(name) {
		v.wrong(path, "the name of a column is missing, or has blanks around it", "Write the name as in the first line of the file")
	}
}

// none refuses a field that another form of mapping has.
func (v *validation) none(path, given, reason string) {
	if given != "" {
		v.wrong(path, reason, "Leave it out")
	}
}

// names checks how many values there are, and that each has a name of its own.
func (v *validation) names(m Mapping) {
	if len(m.Values) == 0 || len(m.Values) > maxValues {
		v.wrong("values", fmt.Sprintf("there are %d values", len(m.Values)), fmt.Sprintf("Declare 1 to %d values", maxValues))
		return
	}
	seen := map[string]int{}
	for i, rule := range m.Values {
		path := fmt.Sprintf("values[%d].", i)
		if !valueName.MatchString(rule.Name) {
			v.wrong(path+"name", fmt.Sprintf("%.80q is not a name", rule.Name), "Use lower case letters, digits and underscores, starting with a letter")
		} else if first, again := seen[rule.Name]; again {
			v.wrong(path+"name", fmt.Sprintf("values[%d] has the same name", first), "Give each value a name of its own")
		}
		seen[rule.Name] = i
	}
}

func (v *validation) operation(path string, m Mapping, rule ValueRule) {
	before := len(v.fields)
	v.possible(path, Table, rule)
	if len(v.fields) > before {
		return
	}
	if m.Rows == Each && rule.Operation != TheValue {
		v.wrong(path+"operation", fmt.Sprintf("%q computes over many rows, but each row is an observation of its own", rule.Operation),
			"Use \"value\", or let rows be \"file\"")
	}
	v.people(path, m, rule)
	switch rule.Operation {
	case Alpha:
		v.none(path+"column", rule.Column, "alpha compares several columns")
		v.none(path+"empty", string(rule.Empty), "a row without an answer is no complete one, and is left out")
	case Count, Share:
		if rule.Column != "" || rule.Empty != "" {
			v.wrong(path+"column", fmt.Sprintf("%q counts rows and reads no column", rule.Operation), "Leave column and empty out; use where to choose rows")
		}
	default:
		v.column(path+"column", rule.Column)
		v.oneOf(path+"empty", string(rule.Empty), "", string(Refuse), string(Skip), string(Zero))
	}
	if rule.Operation == Share && len(rule.Where) == 0 {
		v.wrong(path+"where", "a share needs to know which rows it is the share of", "Declare where")
	}
	if rule.Operation != Share && len(rule.Of) > 0 {
		v.wrong(path+"of", "only a share has it", "Leave it out, or put the conditions under where")
	}
}

// maxColumns is how many questions alpha compares.
const maxColumns = 200

// people checks what durations and surveys declare.
func (v *validation) people(path string, m Mapping, rule ValueRule) {
	if rule.Operation == Duration {
		v.column(path+"until", rule.Until)
		if m.Time == nil {
			v.wrong(path+"until", "the mapping does not say how times are written", "Declare time, with the column of the times and their format")
		}
		if !(rule.Percentile >= 0 && rule.Percentile <= 100) {
			v.wrong(path+"percentile", "it is not from 0 to 100", "Write 50 for the time by which half of the cases have ended")
		}
		v.none(path+"empty", string(rule.Empty), "a case without an end is open, and one without a begin is wrong")
	} else {
		v.none(path+"until", rule.Until, "it is for a duration")
		if rule.Percentile != 0 {
			v.wrong(path+"percentile", "it is for a duration", "Leave it out")
		}
	}
	switch {
	case rule.Operation != Alpha && len(rule.Columns) > 0:
		v.wrong(path+"columns", "they are for alpha", "Leave them out, and name one column")
	case rule.Operation == Alpha && (len(rule.Columns) < 2 || len(rule.Columns) > maxColumns):
		v.wrong(path+"columns", fmt.Sprintf("there are %d of them", len(rule.Columns)), fmt.Sprintf("Name 2 to %d columns, one for each question", maxColumns))
	}
	for i, name := range rule.Columns {
		at := fmt.Sprintf("%scolumns[%d]", path, i)
		if v.column(at, name); slices.Contains(rule.Columns[:i], name) {
			v.wrong(at, "it is named twice", "Name each question once")
		}
	}
	if rule.Least < 0 || rule.Least > 1_000_000 {
		v.wrong(path+"least", "it is not from 0 to 1,000,000", "Write how many rows there must be at least")
	}
	if rule.Least > 1 && m.Rows == Each {
		v.wrong(path+"least", "each row is an observation of its own", "Leave it out, or let rows be \"file\"")
	}
}

func (v *validation) conditions(path string, list []Condition) {
	if len(list) > maxConditions {
		v.wrong(path, fmt.Sprintf("there are more than %d conditions", maxConditions), "Use in for several texts of one column")
		return
	}
	for i, c := range list {
		at := fmt.Sprintf("%s[%d]", path, i)
		v.column(at+".column", c.Column)
		v.none(at+".label", c.Label, "it is for samples")
		v.exactlyOne(at, c)
	}
}

func (v *validation) exactlyOne(at string, c Condition) {
	given := 0
	for _, is := range []bool{c.Equals != nil, c.Not != nil, len(c.In) > 0} {
		if is {
			given++
		}
	}
	if given != 1 {
		v.wrong(at, fmt.Sprintf("%d of equals, not and in are given", given), "Give exactly one of them")
	}
}

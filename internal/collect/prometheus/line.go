package prometheus

import (
	"fmt"
	"hash/maphash"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// line is one line and how far it has been read.
type line struct {
	text   string
	number int
	at     int
}

func (l *line) rest() string { return l.text[l.at:] }

func (l *line) damagedAt(at int, reason, remedy string) error {
	return fault.InvalidField(damage, fault.Field{Line: l.number, Column: at + 1, Reason: reason, Remedy: remedy})
}

func (l *line) damaged(reason, remedy string) error { return l.damagedAt(l.at, reason, remedy) }

func (l *line) limited(reason string) error {
	return &fault.Error{Code: fault.Limited, Message: "there are too many metrics", Fields: []fault.Field{{Line: l.number, Reason: reason, Remedy: "Ask the exporter for fewer, or split the file"}}}
}

func (l *line) blanks() {
	for l.at < len(l.text) && (l.text[l.at] == ' ' || l.text[l.at] == '\t') {
		l.at++
	}
}

// word reads up to the next blank.
func (l *line) word() string {
	start := l.at
	for l.at < len(l.text) && l.text[l.at] != ' ' && l.text[l.at] != '\t' {
		l.at++
	}
	return l.text[start:l.at]
}

// bare reads a name without quotation marks: letters, digits and underscores, for metrics colons too.
func (l *line) bare(colons bool) (string, error) {
	start := l.at
	for l.at < len(l.text) {
		c := l.text[l.at]
		if c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (!colons || c != ':') && (l.at == start || c < '0' || c > '9') {
			break
		}
		l.at++
	}
	if l.at == start {
		return "", l.damaged("a name has to stand here", again)
	}
	if l.at-start > maxName {
		return "", l.limited(fmt.Sprintf("a name is longer than %d bytes", maxName))
	}
	return l.text[start:l.at], nil
}

const again = "Scrape the exporter again, or mend the line"

// familyName reads the name in a HELP or TYPE line, which may be quoted.
func (l *line) familyName() (string, error) {
	var name string
	var err error
	if strings.HasPrefix(l.rest(), `"`) {
		name, err = l.quoted()
	} else {
		name, err = l.bare(true)
	}
	if err != nil {
		return "", err
	}
	if l.rest() != "" && l.text[l.at] != ' ' && l.text[l.at] != '\t' {
		return "", l.damaged("this cannot stand in the name of a metric", again)
	}
	return name, nil
}

// quoted reads a text in quotation marks with the escapes \\ \" and \n.
func (l *line) quoted() (string, error) {
	start := l.at
	l.at++
	var b strings.Builder
	for l.at < len(l.text) {
		c := l.text[l.at]
		switch c {
		case '"':
			l.at++
			return b.String(), nil
		case '\\':
			l.at++
			if l.at == len(l.text) {
				return "", l.damagedAt(start, "the quotation mark is not closed", again)
			}
			switch l.text[l.at] {
			case '\\', '"':
				c = l.text[l.at]
			case 'n':
				c = '\n'
			default:
				return "", l.damagedAt(l.at-1, fmt.Sprintf("%q is not an escape of the format", l.text[l.at-1:l.at+1]), `Write \\, \" or \n`)
			}
		}
		b.WriteByte(c)
		l.at++
	}
	return "", l.damagedAt(start, "the quotation mark is not closed", again)
}

type label struct{ name, value string }

// sample is a metric with labels, sorted by name, and a number.
type sample struct {
	name   string
	labels []label
	number float64
	at     int64 // in milliseconds since 1970, where timed
	timed  bool
}

// get gives the value of a label; one that is not there is empty, which in Prometheus is the same.
func (s sample) get(name string) string {
	for _, l := range s.labels {
		if l.name == name {
			return l.value
		}
	}
	return ""
}

func (s sample) has(name string) bool {
	return slices.ContainsFunc(s.labels, func(l label) bool { return l.name == name })
}

// bounded tells whether the label holds a number, as le and quantile do.
func (s sample) bounded(name string) bool {
	n, ok := parseNumber(s.get(name))
	return ok && !math.IsNaN(n)
}

func (s sample) digest(seed maphash.Seed) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	_, _ = h.WriteString(s.name)
	for _, l := range s.labels {
		if l.value == "" {
			continue // a label without a value is as good as none
		}
		_ = h.WriteByte(0xff)
		_, _ = h.WriteString(l.name)
		_ = h.WriteByte(0xfe)
		_, _ = h.WriteString(l.value)
	}
	return h.Sum64()
}

// sample reads the whole line.
func (l *line) sample() (sample, error) {
	var s sample
	var err error
	if !strings.HasPrefix(l.rest(), "{") {
		if s.name, err = l.bare(true); err != nil {
			return s, err
		}
		l.blanks()
	}
	if strings.HasPrefix(l.rest(), "{") {
		if err = l.labels(&s); err != nil {
			return s, err
		}
	}
	if s.name == "" {
		return s, l.damagedAt(0, "the sample has no name", again)
	}
	l.blanks()
	start := l.at
	var ok bool
	if s.number, ok = parseNumber(l.word()); !ok {
		return s, l.damagedAt(start, fmt.Sprintf("%q is not a number", collect.Short(l.text[start:l.at])), again)
	}
	if l.rest() == "" {
		return s, nil
	}
	l.blanks()
	start = l.at
	if strings.HasPrefix(l.rest(), "#") {
		return s, l.damaged("an exemplar stands here, which the text format does not have", "Ask the exporter for text/plain, not for OpenMetrics")
	}
	if s.at, err = strconv.ParseInt(l.word(), 10, 64); err != nil {
		return s, l.damagedAt(start, fmt.Sprintf("%q is not a time in milliseconds", collect.Short(l.text[start:l.at])), again)
	}
	s.timed = true
	if l.rest() == "" {
		return s, nil
	}
	l.blanks()
	if strings.HasPrefix(l.rest(), "#") {
		return s, l.damaged("an exemplar stands here, which the text format does not have", "Ask the exporter for text/plain, not for OpenMetrics")
	}
	return s, l.damaged("something follows the sample", again)
}

// parseNumber reads a number as Go writes it; NaN and infinities are numbers here.
func parseNumber(text string) (float64, bool) {
	if strings.ContainsAny(text, "pP_xX") {
		return 0, false
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil
}

// labels reads what stands in braces: labels, and the name of the metric where that is quoted.
func (l *line) labels(s *sample) error {
	l.at++
	for {
		l.blanks()
		if strings.HasPrefix(l.rest(), "}") {
			break
		}
		if err := l.label(s); err != nil {
			return err
		}
		l.blanks()
		if strings.HasPrefix(l.rest(), ",") {
			l.at++
			continue
		}
		if !strings.HasPrefix(l.rest(), "}") {
			return l.damaged("a comma or a closing brace has to stand here", again)
		}
	}
	l.at++
	slices.SortFunc(s.labels, func(a, b label) int { return strings.Compare(a.name, b.name) })
	return nil
}

func (l *line) label(s *sample) error {
	start := l.at
	var name string
	var err error
	quoted := strings.HasPrefix(l.rest(), `"`)
	if quoted {
		name, err = l.quoted()
	} else {
		name, err = l.bare(false)
	}
	if err != nil {
		return err
	}
	if name == "" || len(name) > maxName {
		return l.damagedAt(start, fmt.Sprintf("a name has 1 to %d bytes", maxName), again)
	}
	l.blanks()
	if !strings.HasPrefix(l.rest(), "=") {
		if !quoted || s.name != "" {
			return l.damaged("an equals sign has to stand here", again)
		}
		s.name = name
		return nil
	}
	l.at++
	l.blanks()
	if !strings.HasPrefix(l.rest(), `"`) {
		return l.damaged("the value of a label stands in quotation marks", again)
	}
	value, err := l.quoted()
	if err != nil {
		return err
	}
	if name == "__name__" || s.has(name) {
		return l.damagedAt(start, fmt.Sprintf("the label %q cannot stand here, or stands here twice", collect.Short(name)), again)
	}
	s.labels = append(s.labels, label{name, value})
	return nil
}

package web

import (
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/web/format"
)

// pasted reads a table as spreadsheets copy it. It has a value on each line, with measure, day, value, and perhaps the number of cases and a
// note; or the days in its first line, and then a measure on each line with its values. Cells are parted by tabs, else by semicolons.
func pasted(s format.Style, text string) []entered {
	var out []entered
	var days []string
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		separator := "\t"
		if !strings.Contains(line, separator) {
			separator = ";"
		}
		cells := strings.Split(line, separator)
		for j := range cells {
			cells[j] = strings.TrimSpace(cells[j])
		}
		place := strconv.Itoa(i + 1)
		if days == nil && len(out) == 0 {
			if head := header(cells); head != nil {
				days = head
				continue
			}
			if titles(s, cells) {
				continue
			}
		}
		if len(days) > 0 {
			for j, day := range days {
				if j+1 < len(cells) && cells[j+1] != "" {
					out = append(out, entered{place: place, measure: cells[0], day: day, value: cells[j+1]})
				}
			}
			continue
		}
		cells = append(cells, "", "", "", "", "")
		out = append(out, entered{place: place, measure: cells[0], day: cells[1], value: cells[2], sample: cells[3], note: cells[4]})
	}
	return out
}

// pastedByPeriod reads a table that has periods in its first line, and below it a measure on each line with its values. It is bad where the first line has
// no period.
func pastedByPeriod(text string) (out []entered, bad bool) {
	var periods []string
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		separator := "\t"
		if !strings.Contains(line, separator) {
			separator = ";"
		}
		cells := strings.Split(line, separator)
		for j := range cells {
			cells[j] = strings.TrimSpace(cells[j])
		}
		if periods == nil {
			if periods = cells[1:]; len(periods) == 0 {
				return nil, true
			}
			continue
		}
		for j, p := range periods {
			if j+1 < len(cells) && cells[j+1] != "" && p != "" {
				out = append(out, entered{place: strconv.Itoa(i + 1), measure: cells[0], day: p, value: cells[j+1]})
			}
		}
	}
	return out, false
}

// header gives the days of a first line that has nothing but days behind its first cell.
func header(cells []string) []string {
	if len(cells) < 2 {
		return nil
	}
	if _, bad := dayOf(cells[0]); !bad {
		return nil
	}
	for _, c := range cells[1:] {
		if _, bad := dayOf(c); bad {
			return nil
		}
	}
	if len(cells) == 2 { // one day alone could be a line without its value
		return nil
	}
	return cells[1:]
}

// titles tells whether a first line names the columns: it has neither a day nor a number.
func titles(s format.Style, cells []string) bool {
	if len(cells) < 3 {
		return false
	}
	_, noDay := dayOf(cells[1])
	_, noNumber := numberOf(s, cells[2])
	return noDay && noNumber
}

// dayOf reads a day: 2026-09-30, or 30.9.2026, or 30/09/2026 as spreadsheets of Europe write it.
func dayOf(text string) (day civil.Date, bad bool) {
	if d, err := civil.Parse(text); err == nil {
		return d, false
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '.' || r == '/' })
	if len(parts) != 3 || len(parts[2]) != 4 || len(parts[0]) > 2 || len(parts[1]) > 2 {
		return civil.Date{}, true
	}
	d, err := civil.Parse(parts[2] + "-" + strings.Repeat("0", 2-len(parts[1])) + parts[1] + "-" + strings.Repeat("0", 2-len(parts[0])) + parts[0])
	return d, err != nil
}

// numberOf reads a number as the reader writes it. What is none in that is one where it can be meant in one way only: a comma before the
// fraction where there is no point, or a point. Percent signs and spaces between digits say nothing.
func numberOf(s format.Style, text string) (value float64, bad bool) {
	if number, ok := s.Parse(strings.ReplaceAll(text, "%", "")); ok {
		value, err := strconv.ParseFloat(number, 64)
		return value, err != nil
	}
	text = strings.NewReplacer("\u2212", "-", "\u00a0", "", "\u202f", "", " ", "", "%", "").Replace(text)
	if !strings.Contains(text, ".") && strings.Count(text, ",") == 1 {
		text = strings.Replace(text, ",", ".", 1)
	}
	if text == "" || strings.ContainsAny(text, "xXpPnNiI_") { // what only programs write
		return 0, true
	}
	value, err := strconv.ParseFloat(text, 64)
	return value, err != nil
}

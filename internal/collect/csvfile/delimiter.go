package csvfile

import (
	stdbytes "bytes"
	"encoding/csv"
	"strings"
)

// delimiters in the order in which they are preferred where the file fits several equally well.
var delimiters = []rune{',', ';', '\t', '|'}

// sampled is how many records of the head are compared.
const sampled = 50

// layout is how the head of a file looks with one delimiter.
type layout struct {
	delimiter rune
	columns   int  // of the first record
	records   int  // that were compared
	even      bool // they all have as many columns as the first
}

// looks reads the head with one delimiter. The record that the end of the head may cut is left out, unless it is the only one.
func looks(head []byte, delimiter rune) layout {
	l := layout{delimiter: delimiter, even: true}
	if end := stdbytes.LastIndexByte(head, '\n'); end >= 0 {
		head = head[:end+1]
	}
	r := csv.NewReader(stdbytes.NewReader(head))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = delimiter, -1, true, true
	for l.records < sampled {
		record, err := r.Read()
		if err != nil {
			break
		}
		if l.records == 0 {
			l.columns = len(record)
		}
		if len(record) != l.columns {
			// A quotation that runs beyond the head ends in a broken last record.
			if _, more := r.Read(); more == nil || l.records < 2 {
				l.even = false
			}
			break
		}
		l.records++
	}
	return l
}

// detect finds the delimiter: the one with which every row has the same number of columns, and the most of them; where
// there is none, the one that cuts the first line into most columns.
func detect(head []byte) layout {
	best := looks(head, delimiters[0])
	for _, d := range delimiters[1:] {
		l := looks(head, d)
		even, bestEven := l.even && l.columns > 1, best.even && best.columns > 1
		if even && !bestEven || even == bestEven && l.columns > best.columns {
			best = l
		}
	}
	return best
}

// Delimiter tells what parts the cells of a table from each other, by its head.
func Delimiter(head []byte) rune {
	return detect(stdbytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))).delimiter
}

// markup tells whether the text is of a language that is no table: HTML and XML, such as the sign-in page that an export
// without a session gives.
func markup(head []byte) bool {
	start := strings.ToLower(string(stdbytes.TrimLeft(head[:min(len(head), 512)], " \t\r\n\ufeff")))
	for _, prefix := range []string{"<!doctype", "<html", "<?xml", "<head", "<body"} {
		if strings.HasPrefix(start, prefix) {
			return true
		}
	}
	return false
}

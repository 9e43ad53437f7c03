package figures

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Reasons gathers why the parts of one entry reach into a closed period, so that its note says of each why: a part may have a reason of its own.
type Reasons struct {
	list  []reason
	at    map[string]int // in the list, by text
	other bool           // some part has no reason of its own
}

type reason struct {
	text  string
	codes []string // of the records that it is given for
	more  bool     // and of others
}

// mostReasons, mostCodes and longestReason bound what an entry keeps of the reasons of its parts, which stand whole where they were written: reasons, codes beside each, and bytes of each.
const mostReasons, mostCodes, longestReason = 10, 10, 200

// Add takes in the reason of a part, empty for none, and the code of a record that the part is about. Without a code the record is not named.
func (r *Reasons) Add(text, code string) {
	text = strings.TrimSpace(text)
	if text == "" {
		r.other = true
		return
	}
	i, known := r.at[text]
	if !known {
		if r.at == nil {
			r.at = map[string]int{}
		}
		i = len(r.list)
		r.at[text], r.list = i, append(r.list, reason{text: text})
	}
	x := &r.list[i]
	if code == "" {
		x.more = true
	} else if !slices.Contains(x.codes, code) {
		x.codes = append(x.codes, code)
	}
}

// codeOrder orders codes as people count: M-9 before M-10.
func codeOrder(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// String is the one reason of all parts, or each with the codes of the records that it is given for, in their order; empty where no part has one of its own.
func (r *Reasons) String() string {
	if len(r.list) == 1 && !r.other {
		return clipReason(r.list[0].text)
	}
	for _, x := range r.list {
		slices.SortFunc(x.codes, codeOrder)
	}
	told := slices.DeleteFunc(slices.Clone(r.list), func(x reason) bool { return len(x.codes) == 0 })
	slices.SortStableFunc(told, func(a, b reason) int { return codeOrder(a.codes[0], b.codes[0]) })
	told = told[:min(len(told), mostReasons)]
	unsaid := len(r.list) - len(told)
	var said []string
	for _, x := range told {
		of := strings.Join(x.codes[:min(len(x.codes), mostCodes)], ", ")
		if x.more || len(x.codes) > mostCodes {
			of += " and others"
		}
		said = append(said, of+": "+strings.TrimSuffix(clipReason(x.text), "."))
	}
	switch {
	case unsaid == 1:
		said = append(said, "and one more reason")
	case unsaid > 1:
		said = append(said, fmt.Sprintf("and %d more reasons", unsaid))
	}
	return strings.Join(said, "; ")
}

// clipReason shortens the reason of a part to what an entry keeps.
func clipReason(text string) string {
	if len(text) <= longestReason {
		return text
	}
	return strings.ToValidUTF8(text[:longestReason], "") + "…"
}

package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// a snippet has at most so many characters, of which so many before the first match
const snippetLength, snippetBefore = 160, 40

// spot is a word of a text with its bytes.
type spot struct {
	word       string
	start, end int
}

// hit says of a record which of its texts matches best, and where.
func (f *finder) hit(one ranked) Hit {
	out := Hit{Record: one.Record, Title: one.Code, Score: one.score}
	k, _ := f.snapshot.Registry().Kind(one.Kind)
	split := newSplitter()
	best := -1
	for p := range k.Passages(one.Record) {
		if p.Heading && p.Value != "" {
			out.Title = p.Value
		}
		value, spans, weight := f.inReference(p)
		if p.To == "" {
			value = p.Value
			spans, weight = f.inText(split, p)
		}
		if p.Heading && best < 0 || weight > max(best, 0) { // the title where nothing matches: only a kind was asked for
			best, out.Field = weight, p.Path
			out.Snippet, out.Matches = cut(value, spans)
		}
	}
	if best < 0 {
		out.Field, out.Snippet = "code", one.Code
	}
	return out
}

// inReference shows a reference by what people read of the record that a condition found.
func (f *finder) inReference(p record.Passage) (string, []Span, int) {
	if p.To == "" {
		return "", nil, 0
	}
	for i, targets := range f.targets {
		if f.query.parts[i].not || !within(p.Field, f.query.parts[i].field) || !slices.Contains(targets, p.To) {
			continue
		}
		to, _ := f.snapshot.Find(p.To)
		k, _ := f.snapshot.Registry().Kind(to.Kind)
		value := to.Name
		for heading := range k.Passages(to) {
			if heading.Heading {
				value = heading.Value
			}
		}
		return value, []Span{{0, len(value)}}, int(otherWhole)
	}
	return "", nil, 0
}

// inText finds the parts of the query in a text: their bytes, and how much they weigh there.
func (f *finder) inText(split *splitter, p record.Passage) ([]Span, int) {
	place := inOther
	switch {
	case p.Heading:
		place = inHeading
	case p.Path == "name":
		place = inName
	}
	var spots []spot
	split.each(p.Value, func(word []byte, start, end int) { spots = append(spots, spot{string(word), start, end}) })
	var spans []Span
	weight := 0
	for i, x := range f.query.parts {
		if x.not || !x.means(p) {
			continue
		}
		if code, _ := codeOf(p.Value); p.Path == "code" {
			if x.code != "" && x.code == code && !x.quoted {
				return []Span{{0, len(p.Value)}}, codeScore
			}
			continue
		}
		var best grade
		for at := range spots {
			if whole, ok := x.stands(spots[at:]); ok {
				spans = append(spans, Span{spots[at].start, spots[at+len(x.words)-1].end})
				best = max(best, gradeOf(place, whole))
			}
		}
		weight += int(best) * f.rarities[i]
	}
	return spans, weight
}

// means tells whether a part of the query speaks of such a text.
func (p part) means(x record.Passage) bool {
	return p.field == "" || within(x.Field, p.field) || p.field == "title" && x.Heading
}

// stands tells whether a text's next words are those of a part, and whether the last of them is whole.
func (p part) stands(spots []spot) (whole, ok bool) {
	n := len(p.words) - 1
	if len(spots) <= n {
		return false, false
	}
	for i, word := range p.words[:n] {
		if spots[i].word != word {
			return false, false
		}
	}
	whole = spots[n].word == p.words[n]
	return whole, whole || !p.exact() && strings.HasPrefix(spots[n].word, p.words[n])
}

// cut takes the part of a text around its first match, as one line, and counts its matches in characters of that.
func cut(value string, spans []Span) (string, []Span) {
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	from := 0
	if len(spans) > 0 {
		from = back(value, spans[0].Start, snippetBefore)
	}
	if utf8.RuneCountInString(value[from:]) < snippetLength { // room that is left goes before
		from = back(value, len(value), snippetLength)
	}
	to, n := from, 0
	for to < len(value) && n < snippetLength {
		_, size := utf8.DecodeRuneInString(value[to:])
		to, n = to+size, n+1
	}
	head, tail := "", ""
	if from > 0 {
		head = "…"
	}
	if to < len(value) {
		tail = "…"
	}
	var matches []Span
	shift := utf8.RuneCountInString(head)
	for _, s := range spans {
		if s.Start < from || s.Start >= to {
			continue
		}
		one := Span{shift + utf8.RuneCountInString(value[from:s.Start]), shift + utf8.RuneCountInString(value[from:min(s.End, to)])}
		if n := len(matches); n > 0 && one.Start < matches[n-1].End { // a word that two parts of the query find
			matches[n-1].End = max(matches[n-1].End, one.End)
			continue
		}
		matches = append(matches, one)
	}
	line := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, value[from:to])
	return head + line + tail, matches
}

// back gives the byte that is so many characters before another, or the begin.
func back(value string, at, characters int) int {
	for ; characters > 0 && at > 0; characters-- {
		_, size := utf8.DecodeLastRuneInString(value[:at])
		at -= size
	}
	return at
}

package library

import (
	"slices"
	"strings"
	"unicode"
)

// maxWords is how many words of a search count; nobody types more.
const maxWords = 16

// weights of where a word stands, for the order of what is found
const (
	inTitle   = 8
	inTopic   = 4 // also in the key
	inTags    = 3 // parameters, mechanism, perspective, type, timing, friction
	inPurpose = 2
	inDetail  = 1 // base measures and sources
	whole     = 1 // besides, where the word is there as a whole and not as a beginning
)

// found is a word of an entry with the weight of the best place where it stands.
type found struct {
	word   string
	weight int
}

// Search gives the entries in which every one of some words stands, or begins a word, in any order and case: in title, topic, key, parameters
// and other tags, purpose, base measures or sources. The order is by the sum of the weights of the best place of each word, and then that of
// the library. The first 16 words count. Without a word it is everything.
func Search(query string) []Entry {
	l := loaded()
	wanted := split(query)
	wanted = wanted[:min(len(wanted), maxWords)]
	type hit struct{ at, weight int }
	var hits []hit
	for i, words := range l.words {
		sum := 0
		for _, w := range wanted {
			best := bestOf(words, w)
			if best == 0 {
				sum = -1
				break
			}
			sum += best
		}
		if sum >= 0 {
			hits = append(hits, hit{i, sum})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return b.weight - a.weight })
	out := make([]Entry, len(hits))
	for i, h := range hits {
		out[i] = l.entries[h.at]
	}
	return out
}

func bestOf(words []found, begins string) int {
	best := 0
	for _, f := range words {
		if rest, ok := strings.CutPrefix(f.word, begins); ok {
			weight := f.weight
			if rest == "" {
				weight += whole
			}
			best = max(best, weight)
		}
	}
	return best
}

func wordsOf(e *Entry) []found {
	var out []found
	add := func(weight int, texts ...string) {
		for _, text := range texts {
			for _, w := range split(text) {
				out = append(out, found{w, weight})
			}
		}
	}
	add(inTitle, e.Title)
	add(inTopic, e.Topic.Title, e.Topic.Key, e.Key)
	for _, p := range e.Parameters {
		add(inTags, string(p))
	}
	add(inTags, string(e.Mechanism), string(e.Perspective), e.Type, e.Timing)
	if e.Friction {
		add(inTags, "friction")
	}
	add(inPurpose, e.Purpose)
	for _, b := range e.Base {
		add(inDetail, b.Title)
	}
	add(inDetail, e.Sources...)
	return out
}

// split cuts a text into words of letters and digits, in small letters.
func split(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}

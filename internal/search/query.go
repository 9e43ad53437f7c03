package search

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// MaxQuery is the most characters of a query.
const MaxQuery = 300

// MaxParts is the most words, phrases and conditions in a query.
const MaxParts = 20

// Query is what is asked for.
type Query struct {
	parts []part
	kinds []string // of kind:…; none means all
	but   []string // of -kind:…
	whole string   // the plain words as a name would have them
}

// isCode tells whether nothing but a code is asked for.
func (q Query) isCode() bool {
	return len(q.parts) == 1 && len(q.kinds)+len(q.but) == 0 && q.parts[0].code != "" && !q.parts[0].not && (q.parts[0].field == "" || q.parts[0].field == "code")
}

// part is one word, phrase or condition.
type part struct {
	not    bool
	field  string   // empty: anywhere
	raw    string   // as it was written
	words  []string // adjacent in one text
	quoted bool     // the last word is whole, too
	code   string   // what raw is as a code; empty where it has not the form
}

// Parse reads a query. The registry says which kinds and fields there are. Error: Invalid with each place at fault, its
// position counted in characters from 1.
func Parse(text string, registry *record.Registry) (Query, error) {
	p := &parser{registry: registry, split: newSplitter()}
	switch {
	case !utf8.ValidString(text):
		p.refuse(1, "holds bytes that are not text", "Send it as UTF-8")
	case utf8.RuneCountInString(text) > MaxQuery:
		p.refuse(MaxQuery+1, fmt.Sprintf("has more than %d characters", MaxQuery), "Ask with fewer words")
	default:
		p.text = []rune(text)
		p.all()
	}
	return p.query, fault.InvalidFields("the query cannot be read", p.faults)
}

type parser struct {
	registry *record.Registry
	split    *splitter
	text     []rune
	at       int
	query    Query
	faults   []fault.Field
}

func (p *parser) refuse(position int, reason, remedy string) {
	p.faults = append(p.faults, fault.Field{Path: "q", Column: position, Reason: fmt.Sprintf("at character %d: %s", position, reason), Remedy: remedy})
}

func (p *parser) all() {
	conditions := 0
	var plain []string
	for {
		for p.at < len(p.text) && blank(p.text[p.at]) {
			p.at++
		}
		if p.at == len(p.text) {
			break
		}
		if conditions++; conditions > MaxParts {
			p.refuse(p.at+1, fmt.Sprintf("has more than %d words and conditions", MaxParts), "Ask with fewer words")
			return
		}
		p.one(&plain)
	}
	p.query.whole = strings.Join(plain, "-")
	if len(p.faults) > 0 {
		return
	}
	finds := len(p.query.kinds) > 0
	for _, x := range p.query.parts {
		finds = finds || !x.not
	}
	switch {
	case !finds && len(p.query.parts)+len(p.query.but) > 0:
		p.refuse(1, "only says what to leave out", "Add a word to be found, or kind: with a kind")
	case !finds:
		p.refuse(1, "has no letter and no digit", "Write a word, a code such as O-07, or kind: with a kind")
	}
}

func blank(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

func quotation(r rune) bool { return strings.ContainsRune(`"“”„`, r) }

// one reads one word, phrase or condition. What has neither letter nor digit is passed over, like a dash between words.
func (p *parser) one(plain *[]string) {
	var x part
	begin := p.at
	if p.text[p.at] == '-' && p.at+1 < len(p.text) && !blank(p.text[p.at+1]) {
		x.not = true
		p.at++
	}
	x.field = p.fieldName()
	valueAt := p.at
	if p.at < len(p.text) && quotation(p.text[p.at]) {
		x.quoted = true
		p.at++
		from := p.at
		for p.at < len(p.text) && !quotation(p.text[p.at]) {
			p.at++
		}
		if x.raw = string(p.text[from:p.at]); p.at == len(p.text) {
			p.refuse(valueAt+1, "the quotation mark is not closed", `Add " behind the phrase`)
			return
		}
		p.at++
	} else {
		from := p.at
		for p.at < len(p.text) && !blank(p.text[p.at]) && !quotation(p.text[p.at]) {
			p.at++
		}
		x.raw = string(p.text[from:p.at])
	}
	x.words = p.split.words(x.raw)
	if len(x.words) == 0 {
		if x.field != "" || x.not || x.quoted {
			p.refuse(begin+1, fmt.Sprintf("%s has no word to look for", record.Clip(string(p.text[begin:p.at]))), "Write a word with a letter or a digit behind it")
		}
		return
	}
	x.code, _ = codeOf(x.raw)
	switch x.field {
	case "":
		if !x.not && !x.quoted {
			*plain = append(*plain, strings.ToLower(x.raw))
		}
	case "kind":
		p.kind(x, valueAt+1)
		return
	case "code":
		if x.code == "" {
			p.refuse(valueAt+1, fmt.Sprintf("%s is not a code", record.Clip(x.raw)), "Write it like O-07")
			return
		}
	}
	p.query.parts = append(p.query.parts, x)
}

// fieldName reads the name of a field up to its colon, where there is one. What does not begin with a letter is text, such
// as 27001:2022.
func (p *parser) fieldName() string {
	end := p.at
	for end < len(p.text) && (p.text[end] <= unicode.MaxASCII && (unicode.IsLetter(p.text[end]) || end > p.at && (unicode.IsDigit(p.text[end]) || strings.ContainsRune("_-.", p.text[end])))) {
		end++
	}
	if end == p.at || end == len(p.text) || p.text[end] != ':' {
		return ""
	}
	name := strings.TrimPrefix(strings.ToLower(string(p.text[p.at:end])), "spec.")
	if name != "kind" && !slices.ContainsFunc(p.registry.PassageFields(), func(field string) bool { return within(field, name) }) {
		p.refuse(p.at+1, fmt.Sprintf("no kind of record has a field %s with text", record.Clip(name)),
			"Name a field such as title or owner, or put the whole in quotation marks to look for it as text")
	}
	p.at = end + 1
	return name
}

// within tells whether a field is the one that a query names: by its path, by the end of it, or by what it is in.
func within(field, name string) bool {
	return field == name || strings.HasSuffix(field, "."+name) || strings.HasPrefix(field, name+".") || strings.Contains(field, "."+name+".")
}

func (p *parser) kind(x part, position int) {
	k, ok := p.registry.Kind(strings.ToLower(x.raw))
	if !ok {
		k, ok = p.registry.ByPlural(strings.ToLower(x.raw))
	}
	switch {
	case !ok:
		var names []string
		for _, k := range p.registry.Kinds() {
			names = append(names, k.Name)
		}
		p.refuse(position, fmt.Sprintf("%s is not a kind of record", record.Clip(x.raw)), "Use one of "+strings.Join(names, ", "))
	case x.not:
		p.query.but = append(p.query.but, k.Name)
	default:
		p.query.kinds = append(p.query.kinds, k.Name)
	}
}

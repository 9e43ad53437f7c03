package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// inPart is how many rows of a list a page shows, unless told.
const inPart = 50

// Ways to narrow a list, as an address asks for them.
const (
	showAttention = "attention"
	showMine      = "mine"
	showLacking   = "lacking"
)

// narrow is what of a list is asked for.
type narrow struct {
	page.List
	language *words.Language
	words    []string
	size     int // how many rows a page shows
}

// list reads what of a list an address asks for. Errors: Invalid.
func (l *look) list(r *http.Request, path string, shows ...string) (narrow, error) {
	return l.listIn(r.URL.Query(), path, shows...)
}

func (l *look) listIn(q url.Values, path string, shows ...string) (narrow, error) {
	n := narrow{language: l.language(), size: inPart, List: page.List{Path: path, Query: strings.TrimSpace(q.Get("q")), Show: q.Get("show"), Page: 1}}
	if len(n.Query) > 100 {
		return n, invalid("q", "is longer than 100 bytes", "Search for a few words")
	}
	n.words = strings.Fields(strings.ToLower(n.Query))
	if text := q.Get("page"); text != "" {
		var err error
		if n.Page, err = strconv.Atoi(text); err != nil || n.Page < 1 {
			return n, invalid("page", "is no number of a page", "Begin with 1")
		}
	}
	known := n.Show == ""
	for _, s := range shows {
		known = known || s == n.Show
	}
	if !known {
		return n, invalid("show", "is not something that this list can be narrowed to", "Use "+strings.Join(shows, " or ")+", or leave it out")
	}
	return n, nil
}

// has tells whether a record is one of those that are looked for: each word begins in its code, name or title, or lies in it.
func (n *narrow) has(r *record.Record) bool {
	if len(n.words) == 0 {
		return true
	}
	for _, w := range n.words { // which hold no blank, so that each lies in one of the three
		if !within(r.Title, w) && !within(r.Code, w) && !within(r.Name, w) {
			return false
		}
	}
	return true
}

// within tells whether a word in small letters lies in a text, whatever its letters. Lists of thousands of records are looked through for each
// page, so that a text of plain letters is not copied for it.
func within(text, word string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return strings.Contains(strings.ToLower(text), word)
		}
	}
	for i := 0; i+len(word) <= len(text); i++ {
		j := 0
		for j < len(word) && small(text[i+j]) == word[j] {
			j++
		}
		if j == len(word) {
			return true
		}
	}
	return false
}

func small(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		b += 'a' - 'A'
	}
	return b
}

// part gives the rows of a list that stand on the page that is asked for; the last one where it has fewer.
func part[T any](n *narrow, rows []T) []T {
	n.Total = len(rows)
	n.Pages = max(1, (len(rows)+n.size-1)/n.size)
	n.Page = min(n.Page, n.Pages)
	from, to := (n.Page-1)*n.size, min(n.Page*n.size, len(rows))
	if from < to {
		n.From, n.To = from+1, to
	}
	return rows[from:to]
}

// offer adds a way to narrow the list, with how many there are.
func (n *narrow) offer(value string, key words.Key, count int) {
	n.Shows = append(n.Shows, page.Show{Value: value, Label: n.language.Text(key, words.N(count))})
}

// mine tells whether the reader is the person.
func (l *look) mine(owner record.Ref) bool {
	return owner != "" && owner.UID() == l.Principal().Person
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

package page

import (
	"net/url"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// List is how a list is narrowed, and which part of it is shown.
type List struct {
	Path     string // of the page, without parameters
	Query    string // the words that are looked for; empty: none
	Show     string // which of Shows is chosen
	Shows    []Show
	From, To int // of the rows that are left, those that stand on this page, from 1; 0: none
	Total    int // rows that are left
	Page     int // from 1
	Pages    int
	Keep     []Param // what else of the page links within the list keep
	Kept     bool    // the words stand in the saved view that Keep names
}

// Show is one way to narrow a list.
type Show struct {
	Value string // in the address; empty: all
	Label string // with how many there are
}

// at is the address of another part of the list.
func (l List) at(f Frame, page int) string {
	q := url.Values{}
	for _, k := range l.Keep {
		q.Set(k.Name, k.Value)
	}
	if l.Query != "" && !l.Kept {
		q.Set("q", l.Query)
	}
	if l.Show != "" {
		q.Set("show", l.Show)
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	return f.href(address(l.Path, q))
}

// showing is the address of the list narrowed in another way.
func (l List) showing(f Frame, value string) string {
	l.Show = value
	return l.at(f, 1)
}

func address(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// NeedsAttention tells whether an objective is one to look at: it is behind its plan or tells nothing, or its score calls for action.
func NeedsAttention(a Attainment, b Band) bool { return a.tone() != chart.OK || b == Act }

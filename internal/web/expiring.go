package web

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// Spans in which something runs out, as an address asks for them.
const (
	showLate  = "overdue"
	show30    = "30"
	show90    = "90"
	showLater = "later"
)

var runsOut = []string{showLate, show30, show90, showLater}

// spanOf is the span in which something runs out, seen from a day.
func spanOf(e *service.Expiry, day civil.Date) string {
	for _, span := range runsOut[:len(runsOut)-1] {
		if !e.Day.After(lastOf(span, day)) {
			return span
		}
	}
	return showLater
}

// lastOf is the last day of a span but for the last one, which has none.
func lastOf(span string, day civil.Date) civil.Date {
	return day.AddDays(map[string]int{showLate: -1, show30: 30, show90: 90}[span])
}

// spansOf parts what runs out, which is by day, into spans.
func spansOf(all []*service.Expiry, day civil.Date) map[string][]*service.Expiry {
	out := map[string][]*service.Expiry{"": all}
	for _, span := range runsOut[:len(runsOut)-1] {
		last := lastOf(span, day)
		n, _ := slices.BinarySearchFunc(all, last, func(e *service.Expiry, last civil.Date) int {
			if e.Day.After(last) {
				return 1
			}
			return -1
		})
		out[span], all = all[:n], all[n:]
	}
	out[showLater] = all
	return out
}

// expiring is the page of what runs out.
func (s *site) expiring(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r, "owner", "page")
	if err != nil {
		return err
	}
	n, err := l.list(r, page.PathExpiring, runsOut...)
	if err != nil {
		return err
	}
	all, err := l.Expiring(r.Context())
	if err != nil {
		return err
	}
	if l.scope != "" {
		ends := l.endsIn(l.scope)
		all = slices.DeleteFunc(all, func(e *service.Expiry) bool { return !ends(e) })
	}
	p := page.Expiring{Frame: l.frame, Owner: r.URL.Query().Get("owner"), Owners: l.ownersIn(all)}
	if p.Owner != "" {
		who, err := l.Record(org.PersonKind.Name, p.Owner)
		if err != nil {
			return fault.InvalidField("the list cannot be narrowed", fault.Field{Path: "owner", Reason: "is no person whom you may see", Remedy: "Choose one in the list"})
		}
		p.Owner = who.Code
		n.Keep = append(n.Keep, page.Param{Name: "owner", Value: who.Code})
		all = slices.DeleteFunc(all, func(e *service.Expiry) bool { return !slices.Contains(e.Owners, who.UID) })
	}
	day := civil.OfTime(l.At)
	spans := spansOf(all, day)
	p.All, p.Late, p.Soon = len(all), len(spans[showLate]), len(spans[show30])
	n.offer("", "list.all", p.All)
	for _, span := range runsOut {
		n.offer(span, showSpan[span], len(spans[span]))
	}
	for _, e := range part(&n, spans[n.Show]) {
		title := l.text(spanWords[spanOf(e, day)])
		if len(p.Parts) == 0 || p.Parts[len(p.Parts)-1].Title != title {
			p.Parts = append(p.Parts, page.ExpiringPart{Title: title})
		}
		last := &p.Parts[len(p.Parts)-1]
		last.Rows = append(last.Rows, l.expiringRow(e))
	}
	p.List = n.List
	return show(w, r, http.StatusOK, p)
}

// endsIn tells whether something runs out in the unit that is asked for: a token does where its person is.
func (l *look) endsIn(unit record.UID) func(*service.Expiry) bool {
	belongs := l.Belonging(unit)
	return func(e *service.Expiry) bool {
		if e.Record != nil {
			return belongs(e.Record)
		}
		return slices.ContainsFunc(e.Owners, func(uid record.UID) bool {
			r, ok := l.Find(uid)
			return ok && belongs(r)
		})
	}
}

func (l *look) expiringRow(e *service.Expiry) page.ExpiringRow {
	row := page.ExpiringRow{Day: date(e.Day), Owner: l.text("expiring.nobody")}
	if len(e.Owners) > 0 {
		if name := l.PersonTitle(e.Owners[0]); name != "" {
			row.Owner = name
		}
	}
	if e.Record == nil {
		row.Ref, row.Kind, row.What = page.Ref{Name: e.Token.Title}, l.text("expiring.token-of", words.T("login", e.Login)), l.text("expiring.token")
		return row
	}
	row.Ref, row.Kind, row.What = l.refTo(e.Record), kindOf(e.Record.Kind), l.ending(e)
	return row
}

// ownersIn lists the people whose things run out and whom the reader may see, by name.
func (l *look) ownersIn(all []*service.Expiry) []page.Owner {
	counts := map[record.UID]int{}
	for _, e := range all {
		for _, uid := range e.Owners {
			counts[uid]++
		}
	}
	type owning struct {
		uid   record.UID
		count int
	}
	most := make([]owning, 0, len(counts))
	for uid, n := range counts {
		most = append(most, owning{uid, n})
	}
	slices.SortFunc(most, func(a, b owning) int { return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.uid, b.uid)) })
	var out []page.Owner
	for _, x := range most {
		if len(out) == mostOffered { // those with the most
			break
		}
		if r, ok := l.Find(x.uid); ok {
			out = append(out, page.Owner{Code: r.Code, Name: l.PersonTitle(x.uid), Count: x.count})
		}
	}
	slices.SortFunc(out, func(a, b page.Owner) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Code, b.Code)) })
	return out
}

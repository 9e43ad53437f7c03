package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/query"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// What the address of a table asks for, beside the words and the page of any list.
const (
	columnsParam = "columns"
	whereParam   = "where"
	sortParam    = "sort"
	groupParam   = "group"
	formatParam  = "format"
	// a condition that the form adds to where
	fieldParam = "field"
	testParam  = "test"
	valueParam = "value"
)

// tableParams are all of them.
var tableParams = []string{"q", "page", columnsParam, whereParam, sortParam, groupParam, formatParam, fieldParam, testParam, valueParam, savedParam, beganParam, page.ParamView}

// tablePatience is how long records may be looked for.
const tablePatience = 10 * time.Second

// table is a list of records of one kind as an address asks for it.
type table struct {
	*look
	narrow
	kind    *record.Kind
	columns []query.Column // that are shown
	where   string
	filter  *query.Filter
	order   query.Order
	group   *query.Column
	sort    string
	all     int // records of the kind in the scope
	wrong   []page.Wrong
	lenient bool // what cannot be read is left out: it stands in a view that was kept when it still could
}

// tableOf reads what an address asks for. What is wrong with it is kept, so that the page can say it beside what was asked.
func (l *look) tableOf(q url.Values, k *record.Kind) (*table, error) {
	n, err := l.listIn(q, "/"+k.Plural)
	if err != nil {
		return nil, err
	}
	if !l.Divides(k.Name) {
		l.whole()
	}
	t := &table{look: l, narrow: n, kind: k, where: strings.TrimSpace(q.Get(whereParam)), sort: q.Get(sortParam)}
	t.refuse(func() (err error) {
		t.columns, err = query.Fields(k, columnsParam, q.Get(columnsParam))
		return err
	})
	if len(t.columns) == 0 {
		t.columns = usualColumns(k)
	} else {
		t.Keep = append(t.Keep, page.Param{Name: columnsParam, Value: q.Get(columnsParam)})
	}
	t.refuse(func() (err error) {
		if t.where != "" {
			t.filter, err = query.ParseFilter(k, t.where)
		}
		return err
	})
	t.refuse(func() (err error) {
		t.order, err = query.ParseOrder(k, t.sort)
		return err
	})
	t.refuse(func() (err error) {
		t.group, err = service.ListGroup(k, q.Get(groupParam))
		return err
	})
	for _, name := range []string{whereParam, sortParam, groupParam, page.ParamView} {
		if value := q.Get(name); value != "" {
			t.Keep = append(t.Keep, page.Param{Name: name, Value: value})
		}
	}
	return t, nil
}

// refuse keeps what is wrong with a part of the address.
func (t *table) refuse(read func() error) {
	err := read()
	if err == nil {
		return
	}
	for _, f := range fault.Of(err).Fields {
		if f.Path == "filter" {
			f.Path = whereParam
		}
		if f.Column > 0 {
			f.Reason = "at character " + strconv.Itoa(f.Column) + ": " + f.Reason
		}
		t.wrong = append(t.wrong, page.Wrong{Path: f.Path, Reason: f.Reason, Remedy: f.Remedy})
	}
}

// usualColumnCount is how many fields a table shows, unless told.
const usualColumnCount = 4

// usualColumns are those of a kind that say most in a few words: its first references, choices, days and numbers; its state, and when a
// record was changed last.
func usualColumns(k *record.Kind) []query.Column {
	var out, kernel []query.Column
	for _, c := range query.Columns(k) {
		switch {
		case c.Kernel():
			if c.Name == "recorded_at" || c.Name == "state" && k.Lifecycle != nil {
				kernel = append(kernel, c)
			}
		case len(out) < usualColumnCount && !c.Field.NamesRecord() && short(c.Field):
			out = append(out, c)
		}
	}
	return append(out, kernel...)
}

// short tells whether what a field says fits a cell.
func short(f *record.Field) bool {
	switch f.Type {
	case record.Reference, record.Enum, record.Day, record.Number, record.Integer, record.Part, record.Amount, record.Length, record.YesNo:
		return true
	}
	return false
}

// records finds the records that are asked for, in their order: those of a group beside each other, with how many each group has.
func (t *table) records(ctx context.Context) ([]*record.Record, []tableGroup, error) {
	short, cancel := context.WithTimeout(ctx, tablePatience)
	defer cancel()
	t.all = t.total()
	if len(t.wrong) > 0 && !t.lenient {
		return nil, nil, nil
	}
	if t.filter == nil && t.group == nil && t.sort == "" && len(t.words) == 0 {
		out, err := t.ByCode(t.kind.Name, t.scope)
		return out, nil, err
	}
	var out []*record.Record
	for r, err := range t.Each(short, service.Listing{Kind: t.kind.Name, Filter: t.filter, Order: t.order, ByCode: true, Unit: t.scope}) {
		switch {
		case fault.Is(err, fault.Invalid):
			t.refuse(func() error { return err })
			if t.lenient && t.filter != nil {
				t.filter = nil
				return t.records(ctx)
			}
			return nil, nil, nil
		case err != nil && ctx.Err() == nil && short.Err() != nil:
			t.wrong = append(t.wrong, page.Wrong{Path: whereParam, Reason: "takes too long over all records", Remedy: "Make it simpler"})
			return nil, nil, nil
		case err != nil:
			return nil, nil, err
		}
		if t.meant(r) {
			out = append(out, r)
		}
	}
	if t.group == nil {
		return out, nil, nil
	}
	groups := t.groups(out)
	out = out[:0]
	for _, g := range groups {
		out = append(out, g.records...)
	}
	return out, groups, nil
}

// total is how many records of the kind there are in the scope, whatever else is asked for.
func (t *table) total() int {
	if t.scope == "" {
		return t.Count(t.kind.Name)
	}
	all, _ := t.ByCode(t.kind.Name, t.scope) // who may not read the kind does not come here
	return len(all)
}

// meant tells whether a record has the words that are looked for, also in the name that a person may see of a person.
func (t *table) meant(r *record.Record) bool {
	if t.has(r) {
		return true
	}
	if r.Kind != org.PersonKind.Name {
		return false
	}
	named := *r
	named.Title = t.refTo(r).Name
	return named.Title != r.Title && t.has(&named)
}

// tableGroup is the records that have the same value in the field of the group.
type tableGroup struct {
	key     string
	known   bool
	said    page.Saying
	records []*record.Record
}

// groups parts records by what they say in the field of the group: references in the order of titles, everything else by its value, and those
// that say nothing at the end.
func (t *table) groups(records []*record.Record) []tableGroup {
	at, keys := map[string]int{}, t.Keys(*t.group)
	var out []tableGroup
	for _, r := range records {
		key, known := keys(r)
		i, has := at[key]
		if !has {
			i = len(out)
			at[key] = i
			g := tableGroup{key: key, known: known}
			if known {
				g.said = t.cells(r, []query.Column{*t.group})[0]
			}
			out = append(out, g)
		}
		out[i].records = append(out[i].records, r)
	}
	slices.SortStableFunc(out, func(a, b tableGroup) int {
		if a.known != b.known {
			return count(!a.known) - count(!b.known)
		}
		x, errX := strconv.ParseFloat(a.key, 64)
		y, errY := strconv.ParseFloat(b.key, 64)
		if errX == nil && errY == nil {
			return cmp.Compare(x, y)
		}
		return cmp.Compare(cmp.Or(a.said.Said.To.Name, a.key), cmp.Or(b.said.Said.To.Name, b.key))
	})
	return out
}

// table answers a table, or a file of it where the address asks for one. An address that a form has sent is put in order first.
func (s *site) table(w http.ResponseWriter, r *http.Request, k *record.Kind) error {
	return s.tableWith(w, r, k, nil)
}

// tableWith answers it with what was entered to keep it as a view, and was refused; nil: nothing was.
func (s *site) tableWith(w http.ResponseWriter, r *http.Request, k *record.Kind, keeping *page.Keeping) error {
	l, err := s.look(r, tableParams...)
	if err != nil {
		return err
	}
	x, err := l.listedOf(r.Context(), k, r.URL.Query())
	if err != nil {
		return err
	}
	to := l.tidied(x.asked, k)
	if to = cmp.Or(to, x.goTo); to != "" {
		http.Redirect(w, r, "/"+k.Plural+to, http.StatusSeeOther) //nolint:gosec // a path of this site with escaped parameters
		return nil
	}
	t, err := l.tableOf(x.asked, k)
	if err != nil {
		return err
	}
	t.lenient = x.shown != nil && !x.changed
	found, groups, err := t.records(r.Context())
	if err != nil {
		return err
	}
	if as := r.URL.Query().Get(formatParam); as != "" && len(t.wrong) == 0 {
		return t.export(w, r, as, found)
	}
	l.offerNew(k.Name)
	p := page.Table{Kind: k.Name, All: t.all, Where: t.where, Sort: t.sort, Wrong: t.wrong, Lenient: t.lenient, Tests: tests, Own: slices.Contains(ownList, k.Name) && !l.frame.NoFigures, Saved: page.Saved{Keeping: keeping}}
	if p.May = !l.frame.AsOf.Past && len(t.wrong) == 0 && l.May(access.Declare, k.Name); p.May {
		p.Import, p.Bulk = "/"+k.Plural+"/import", "/"+k.Plural+"/bulk"
	}
	t.offer(&p)
	t.savedPart(s, x, &p)
	shown := part(&t.narrow, found)
	p.List, p.Frame = t.List, l.frame
	p.Waiting = waiting(k, found)
	t.fill(&p, shown, groups)
	status := http.StatusOK
	if len(t.wrong) > 0 && !t.lenient || keeping != nil {
		status = http.StatusUnprocessableEntity
	}
	return show(w, r, status, p)
}

// waiting counts the records that wait for somebody to approve them.
func waiting(k *record.Kind, list []*record.Record) int {
	if !k.Lifecycle.Approves() {
		return 0
	}
	var states []string // of what waits: there are few, and lists are long
	for _, state := range k.Lifecycle.StateNames() {
		if slices.ContainsFunc(k.Lifecycle.Open(state), func(m record.Move) bool { return m.Approval }) {
			states = append(states, state)
		}
	}
	n := 0
	for _, r := range list {
		if slices.Contains(states, r.State) {
			n++
		}
	}
	return n
}

// offer adds the columns that are shown, and those that can be.
func (t *table) offer(p *page.Table) {
	for _, c := range t.columns {
		p.Columns = append(p.Columns, columnOf(t.kind, c))
	}
	for _, c := range query.Columns(t.kind) {
		if c.Name != "kind" && (c.Kernel() || !c.Field.NamesRecord()) && (c.Name != "state" || t.kind.Lifecycle != nil) {
			o := columnOf(t.kind, c)
			o.Chosen = slices.ContainsFunc(t.columns, func(x query.Column) bool { return x.Name == c.Name })
			p.Offered = append(p.Offered, o)
		}
	}
}

// fill adds the rows that stand on the page, by their groups.
func (t *table) fill(p *page.Table, shown []*record.Record, groups []tableGroup) {
	row := func(r *record.Record) page.TableRow {
		return page.TableRow{Ref: t.refTo(r), Cells: t.cells(r, t.columns), Waits: t.waits(r)}
	}
	if t.group == nil {
		var only page.TableGroup
		for _, r := range shown {
			only.Rows = append(only.Rows, row(r))
		}
		p.Groups = []page.TableGroup{only}
		return
	}
	group := columnOf(t.kind, *t.group)
	p.Group = &group
	from := 0
	begin, end := t.From-1, t.To
	for _, g := range groups {
		out := page.TableGroup{Saying: g.said, Count: len(g.records)}
		for i, r := range g.records {
			if at := from + i; at >= begin && at < end {
				out.Rows = append(out.Rows, row(r))
			}
		}
		from += len(g.records)
		if len(out.Rows) > 0 {
			p.Groups = append(p.Groups, out)
		}
	}
}

// waits tells whether what a row says of a record does not count, and whether something else does.
func (l *look) waits(r *record.Record) page.Waiting {
	k, _ := l.Registry().Kind(r.Kind)
	if r.State == "" || r.Counts() || k.Lifecycle.Ended(r.State) {
		return ""
	}
	if force, err := l.InForce(r); err == nil && force.Revision != r.Revision {
		return page.WaitsChange
	}
	return page.WaitsNew
}

// tidied is the address that a form has asked for, without what it left empty, and with the condition that it adds; empty where the address
// is in order.
func (l *look) tidied(q url.Values, k *record.Kind) string {
	out, changed := url.Values{}, false
	for name, values := range q {
		text := strings.TrimSpace(strings.Join(slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" }), ","))
		switch name {
		case columnsParam:
			changed = changed || len(values) > 1
		case fieldParam, testParam, valueParam:
			changed = true
			continue
		default:
			text = strings.TrimSpace(values[0])
		}
		if changed = changed || text == ""; text != "" {
			out.Set(name, text)
		}
	}
	if !changed {
		return ""
	}
	if chosen := strings.Split(out.Get(columnsParam), ","); len(q[columnsParam]) != 1 && alike(chosen, strings.Split(names(usualColumns(k)), ",")) {
		out.Del(columnsParam) // the boxes of a form stand in an order of their own
	}
	if c := l.condition(k, q.Get(fieldParam), q.Get(testParam), q.Get(valueParam)); c != "" {
		if was := out.Get(whereParam); was != "" {
			if strings.Contains(was, "||") || strings.Contains(was, "?") {
				was = "(" + was + ")"
			}
			c = was + " && " + c
		}
		out.Set(whereParam, c)
		out.Del("page")
	}
	return "?" + out.Encode()
}

func alike(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

func names(columns []query.Column) string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.Name
	}
	return strings.Join(out, ",")
}

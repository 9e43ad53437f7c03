package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/sheet"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// What the form for a sheet sends.
const (
	sheetField   = "sheet"   // the file
	carriedField = "carried" // the rows of a sheet that was shown before
)

// mostSheet is the most bytes of a sheet that a page takes; the API takes more.
const mostSheet = 4 << 20

func (s *site) importPages() {
	for _, k := range s.svc.Registry().Kinds() {
		need := httpd.May("declare", k.Name)
		s.srv.Handle("GET /"+k.Plural+"/import", need, func(w http.ResponseWriter, r *http.Request) error {
			_, p, err := s.importing(r, k)
			if err != nil {
				return err
			}
			return show(w, r, http.StatusOK, p)
		})
		s.srv.Handle("POST /"+k.Plural+"/import", need, func(w http.ResponseWriter, r *http.Request) error { return s.importSheet(w, r, k) })
		s.srv.Handle("GET /"+k.Plural+"/bulk", need, func(w http.ResponseWriter, r *http.Request) error { return s.bulk(w, r, k) })
		s.srv.Handle("POST /"+k.Plural+"/bulk", need, func(w http.ResponseWriter, r *http.Request) error { return s.bulk(w, r, k) })
	}
}

// present opens a page that changes many records of a kind.
func (s *site) present(r *http.Request, also ...string) (*look, error) {
	l, err := s.look(r, also...)
	if err != nil {
		return nil, err
	}
	if l.frame.AsOf.Past {
		return nil, invalid("as_of", "is in the past, and the past is not changed", "Leave it out")
	}
	l.frame.AsOf.Quarters, l.frame.AsOf.Path = nil, ""
	return l, nil
}

func (s *site) importing(r *http.Request, k *record.Kind) (*look, page.Proposal, error) {
	l, err := s.present(r)
	if err != nil {
		return nil, page.Proposal{}, err
	}
	return l, page.Proposal{Frame: l.frame, Kind: k.Name, List: listOf(k), Action: "/" + k.Plural + "/import", Sheet: true, MostMiB: mostSheet >> 20}, nil
}

// listOf is the address of the table of a kind.
func listOf(k *record.Kind) string {
	if slices.Contains(ownList, k.Name) {
		return "/" + k.Plural + "?" + page.ParamView + "=" + page.ViewTable
	}
	return "/" + k.Plural
}

// importSheet says what a sheet would change, or changes it.
func (s *site) importSheet(w http.ResponseWriter, r *http.Request, k *record.Kind) error {
	l, p, err := s.importing(r, k)
	if err != nil {
		return err
	}
	given, err := sheetOf(r, k)
	if f := fault.Of(err); err != nil && (f.Code == fault.Invalid || f.Code == fault.Limited) {
		for _, x := range fieldsOf(f) {
			p.Wrong = append(p.Wrong, wrongOf(x))
		}
		return show(w, r, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	p.Reason = strings.TrimSpace(r.PostForm.Get(reasonField))
	p.Shown = true
	list, err := l.proposedBy(k, given, &p)
	if err != nil {
		return err
	}
	if err := s.propose(r.Context(), l, &p, list); err != nil {
		return err
	}
	if p.Ready && len(p.Wrong) > 0 {
		p.Ready = false
	}
	if p.Ready {
		p.Entered = []page.Param{{Name: carriedField, Value: given.carry(list)}}
	}
	if r.PostForm.Get(doField) == "save" {
		return s.accept(w, r, l, p, list, listOf(k))
	}
	return show(w, r, http.StatusOK, p)
}

// proposedBy makes changes of the rows of a sheet. What is wrong with the sheet as a whole goes to the page.
func (l *look) proposedBy(k *record.Kind, given *givenSheet, p *page.Proposal) ([]*proposed, error) {
	read, err := sheet.Understand(k, sheet.Table{Sheet: given.Sheet, Rows: given.Rows, Dates: given.Dates}, record.Parse)
	var list []*proposed
	if err != nil {
		for _, f := range fault.Of(err).Fields {
			if f.Line <= 1 {
				p.Wrong = append(p.Wrong, wrongOf(f))
				continue
			}
			if len(list) == 0 || list[len(list)-1].line != f.Line {
				list = append(list, &proposed{line: f.Line})
			}
			last := list[len(list)-1]
			last.wrong = append(last.wrong, f)
		}
		if read == nil || len(p.Wrong) > 0 {
			return list, nil
		}
	}
	for i := range read.Rows {
		row := &read.Rows[i]
		x := &proposed{line: row.Line}
		x.change, x.stands, err = row.Change(k, l.View, record.Parse)
		if f := fault.Of(err); err != nil && f.Code == fault.Invalid {
			x.wrong = f.Fields
		} else if err != nil {
			return nil, err
		}
		if seen, has := given.Seen[row.Line]; has {
			x.change.IfRevision = &seen
		}
		x.inOrder()
		if x.stands != nil && row.Stale(x.stands) && l.Changes(x.change) {
			x.wrong = append(x.wrong, row.Outdated(x.stands))
			x.after = nil
		}
		list = append(list, x)
	}
	l.refer(k, list)
	twice(list)
	slices.SortStableFunc(list, func(a, b *proposed) int { return a.line - b.line })
	return list, nil
}

// refer lets rows name records as people do, by code and title or by title alone where one record has it; those of new rows, too.
func (l *look) refer(k *record.Kind, list []*proposed) {
	fresh := map[string]string{} // names of new rows by title
	for _, x := range list {
		if x.stands == nil && x.change.Title != "" {
			if _, again := fresh[x.change.Title]; again {
				fresh[x.change.Title] = "" // which of the two nobody knows
				continue
			}
			fresh[x.change.Title] = x.change.Name
		}
	}
	known := map[[2]string]string{}
	meant := func(kind, text string) string {
		name, asked := known[[2]string{kind, text}]
		if !asked {
			if name = l.Meant(kind, text); name == text && kind == k.Name && fresh[text] != "" && !l.Taken(kind, text) {
				name = fresh[text]
			}
			known[[2]string{kind, text}] = name
		}
		return name
	}
	for _, x := range list {
		if spec, ok := x.change.Spec.(map[string]any); ok {
			record.Refer(k.Fields, spec, meant)
		}
	}
}

// twice refuses rows that are of one record, each of them: which one is meant, only whoever wrote them knows.
func twice(list []*proposed) {
	of := map[string][]*proposed{}
	for _, x := range list {
		if x.change.Name != "" {
			of[x.change.Name] = append(of[x.change.Name], x)
		}
	}
	for _, rows := range of {
		if len(rows) < 2 {
			continue
		}
		lines := make([]string, len(rows))
		for i, x := range rows {
			lines[i] = strconv.Itoa(x.line)
		}
		for _, x := range rows {
			called := x.change.Name
			if x.stands != nil {
				called = x.stands.Code
			}
			x.wrong = append(x.wrong, fault.Field{Line: x.line, Reason: called + " stands in rows " + strings.Join(lines, ", "), Remedy: "Keep one of them"})
		}
	}
}

// givenSheet is a sheet as it was sent; of one that was shown, the rows that change something, at their places, and the revisions that their
// records had then.
type givenSheet struct {
	Sheet string        `json:"sheet,omitempty"`
	Dates bool          `json:"dates,omitempty"`
	Rows  [][]string    `json:"rows"`
	Seen  map[int]int64 `json:"seen,omitempty"` // by line
}

// carry writes what a page keeps of a sheet until it is confirmed.
func (g *givenSheet) carry(list []*proposed) string {
	out := givenSheet{Sheet: g.Sheet, Dates: g.Dates, Rows: make([][]string, len(g.Rows)), Seen: map[int]int64{}}
	out.Rows[0] = g.Rows[0]
	for i := range out.Rows[1:] {
		out.Rows[i+1] = []string{}
	}
	for _, x := range list {
		if x.action != record.Unchanged {
			out.Rows[x.line-1], out.Seen[x.line] = g.Rows[x.line-1], *x.change.IfRevision
		}
	}
	last := slices.Max(append(slices.Collect(maps.Keys(out.Seen)), 1))
	out.Rows = out.Rows[:last]
	b, err := json.Marshal(out)
	if err != nil {
		return "" // texts and numbers always marshal
	}
	return string(b)
}

// carried reads it again. Error: Invalid.
func carried(text string) (*givenSheet, error) {
	var out givenSheet
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&out); err != nil || len(out.Rows) == 0 || len(out.Rows) > mostRows {
		return nil, fault.InvalidField("the sheet did not arrive whole", fault.Field{Path: sheetField, Reason: "did not arrive whole", Remedy: "Send it again"})
	}
	return &out, nil
}

// mostRows is how many rows a sheet has, with its header.
const mostRows = 10_001

// sheetOf reads the sheet that a form brings. Errors: Invalid, also where it brings none; Limited.
func sheetOf(r *http.Request, k *record.Kind) (*givenSheet, error) {
	if err := r.ParseMultipartForm(memoryOfForm); err != nil && !errors.Is(err, http.ErrNotMultipart) { //nolint:gosec // the server bounds the body
		if _, big := errors.AsType[*http.MaxBytesError](err); big {
			return nil, tooLarge()
		}
		return nil, fault.Wrap(fault.Invalid, err, "the form did not arrive whole")
	}
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }()
		for _, f := range r.MultipartForm.File[sheetField] {
			if f.Size > mostSheet {
				return nil, tooLarge()
			}
			if f.Size == 0 {
				continue
			}
			content, err := f.Open()
			if err != nil {
				return nil, fault.Wrap(fault.Invalid, err, "the file did not arrive whole")
			}
			b, err := io.ReadAll(io.LimitReader(content, mostSheet))
			_ = content.Close()
			if err != nil {
				return nil, fault.Wrap(fault.Invalid, err, "the file did not arrive whole")
			}
			return readSheet(b, k)
		}
	}
	if text := r.PostForm.Get(carriedField); text != "" {
		return carried(text)
	}
	return nil, fault.InvalidField("no sheet was sent", fault.Field{Path: sheetField, Reason: "no file is chosen", Remedy: "Choose the file that is to be read"})
}

func tooLarge() error {
	return fault.InvalidField("the sheet is too large", fault.Field{Path: sheetField, Reason: "is larger than 4 MiB", Remedy: "Leave out rows and columns that you have not changed, or send it to the API"})
}

// readSheet reads a table as it was sent: a workbook by its first bytes, else CSV. Errors: Invalid, Limited.
func readSheet(b []byte, k *record.Kind) (*givenSheet, error) {
	read := sheet.ReadCSV
	if bytes.HasPrefix(b, []byte("PK\x03\x04")) {
		read = func(b []byte) (sheet.Table, error) { return sheet.ReadXLSX(b, k.Plural) }
	}
	t, err := read(b)
	if err != nil {
		return nil, err
	}
	if len(t.Rows) == 0 {
		return nil, fault.InvalidField("the sheet is empty", fault.Field{Path: sheetField, Reason: "holds no rows", Remedy: "Send a sheet with the names of the columns in its first row"})
	}
	return &givenSheet{Sheet: t.Sheet, Dates: t.Dates, Rows: t.Rows}, nil
}

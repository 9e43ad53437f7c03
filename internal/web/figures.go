package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/sheet"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// replaceField says that figures take the place of all that are there.
const replaceField = "replace"

// figures is the page on which the figures of a benchmark are read from a table: it says what would change, or changes it.
func (s *site) figures(w http.ResponseWriter, r *http.Request) error {
	k := measure.BenchmarkKind
	l, err := s.present(r)
	if err != nil {
		return err
	}
	rec, err := l.Record(k.Name, r.PathValue("ref"))
	if err != nil {
		return err
	}
	if err := l.MayDeclare(rec); err != nil {
		return err
	}
	at := ref(rec)
	p := page.Proposal{Frame: l.frame, Kind: k.Name, List: at.Path, Action: at.Path + "/figures", Sheet: true, Figures: &at, MostMiB: mostSheet >> 20}
	if r.Method == http.MethodGet {
		return show(w, r, http.StatusOK, p)
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
	p.Reason, p.Shown, p.Replace = strings.TrimSpace(r.PostForm.Get(reasonField)), true, r.PostForm.Get(replaceField) == "true"
	list, err := s.figured(r, l, rec, given, &p)
	if err != nil {
		return err
	}
	if err := s.propose(r.Context(), l, &p, list); err != nil {
		return err
	}
	p.Ready = p.Ready && len(p.Wrong) == 0
	if p.Ready {
		given.Seen = map[int]int64{1: *list[0].change.IfRevision}
		b, err := json.Marshal(given)
		if err != nil {
			return err
		}
		p.Entered = []page.Param{{Name: carriedField, Value: string(b)}}
		if p.Replace {
			p.Entered = append(p.Entered, page.Param{Name: replaceField, Value: "true"})
		}
	}
	if r.PostForm.Get(doField) == "save" {
		return s.accept(w, r, l, p, list, at.Path)
	}
	return show(w, r, http.StatusOK, p)
}

// figured is the change of a benchmark by a table, or what is wrong with its lines: what cannot be read, and of what can be what the benchmark cannot say, all at once.
func (s *site) figured(r *http.Request, l *look, rec *record.Record, given *givenSheet, p *page.Proposal) ([]*proposed, error) {
	read, err := sheet.UnderstandFigures(sheet.Table{Sheet: given.Sheet, Rows: given.Rows, Dates: given.Dates})
	var unread []fault.Field
	if err != nil {
		if unread = fault.Of(err).Fields; read == nil || len(read.Values) == 0 {
			return wrongLines(unread, p), nil
		}
	}
	declared, err := l.Declared(rec)
	if err != nil {
		return nil, err
	}
	tree, err := record.Parse(declared)
	if err != nil {
		return nil, err
	}
	spec, _ := tree.(map[string]any)
	was, _ := spec["values"].([]any)
	if p.Replace {
		was = nil
	}
	values, before := read.Onto(was)
	spec["values"] = values
	x := &proposed{line: 1, stands: rec, change: record.Change{Declaration: record.Declaration{Kind: rec.Kind, Name: rec.Name, Title: rec.Title, Spec: spec}}}
	if seen, has := given.Seen[1]; has {
		x.change.IfRevision = &seen
	}
	x.inOrder()
	if _, _, err := s.rehearse(r.Context(), l, p.Reason, []*proposed{x}); err != nil || len(x.wrong)+len(unread) == 0 {
		return []*proposed{x}, err
	}
	faults := slices.Clone(x.wrong)
	for i := range faults {
		faults[i].Line, faults[i].Column = read.Place(faults[i].Path, before)
	}
	return wrongLines(append(faults, unread...), p), nil
}

// wrongLines gathers what is wrong by the lines of a table; what is wrong with the whole goes to the page.
func wrongLines(faults []fault.Field, p *page.Proposal) []*proposed {
	var list []*proposed
	slices.SortStableFunc(faults, func(a, b fault.Field) int { return a.Line - b.Line })
	for _, f := range faults {
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
	return list
}

package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/form"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// What an address or a form asks for that changes a field in many records.
const (
	rowParam = "row" // a chosen record, by its code
	allParam = "all" // all of the list
	seenName = "seen"
)

// mostBulk is how many records one form changes.
const mostBulk = 1000

// bulk changes one field in the records that were chosen from a list: it asks for the value, says what it would do, and does it.
func (s *site) bulk(w http.ResponseWriter, r *http.Request, k *record.Kind) error {
	l, err := s.present(r, rowParam, allParam, "q", whereParam, fieldParam)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	f := topField(k, q.Get(fieldParam))
	if f == nil {
		return invalid(fieldParam, "is not a field that can be changed in many records", "Choose one in the list")
	}
	only := *k // a form with this field alone
	only.Fields = bulkFields(f)
	e := &editing{look: l, s: s, kind: &only, more: map[string]int{}}
	p := page.Proposal{Frame: l.frame, Kind: k.Name, List: listOf(k), Action: "/" + k.Plural + "/bulk?" + q.Encode(), Field: f.Name, Dated: f.Dated}
	if r.Method == http.MethodGet {
		chosen, err := l.chosen(r, k)
		if err != nil {
			return err
		}
		if len(chosen) == 0 {
			return invalid(rowParam, "names no record", "Choose records in the list")
		}
		p.Chosen, p.Seen = len(chosen), seenText(chosen)
		if f.Dated {
			e.entered.spec = map[string]any{fromField: civil.OfTime(l.At).String()}
		}
		p.Form = e.formOf(f)
		return show(w, r, http.StatusOK, p)
	}
	if err := e.read(r); err != nil {
		return err
	}
	list, err := l.seen(r.PostForm.Get(seenName), k)
	if err != nil {
		return err
	}
	p.Chosen, p.Seen, p.Reason = len(list), r.PostForm.Get(seenName), e.reason
	p.Form = e.formOf(f)
	add := r.PostForm.Get(addField)
	if add != "" || r.PostForm.Has(removeField) || r.PostForm.Get(doField) == "back" {
		e.more[add] = count(add != "")
		p.Form = e.formOf(f)
		return show(w, r, http.StatusOK, p)
	}
	if p.Form.Wrong = lacks(f, e.entered.spec); len(p.Form.Wrong) > 0 {
		return show(w, r, http.StatusUnprocessableEntity, p)
	}
	value := e.entered.spec[f.Name]
	day, _ := e.entered.spec[fromField].(string)
	for _, x := range list {
		if len(x.wrong) > 0 {
			continue
		}
		spec := l.specOf(x.stands)
		if spec == nil {
			spec = map[string]any{}
		}
		switch {
		case f.Dated:
			spec[f.Name] = holding(spec[f.Name], day, value, e.reason)
		case value == nil:
			delete(spec, f.Name)
		default:
			spec[f.Name] = value
		}
		x.change.Declaration = record.Declaration{Kind: k.Name, UID: x.stands.UID, Name: x.stands.Name, Title: x.stands.Title, Spec: spec}
	}
	p.Shown = true
	if err := s.propose(r.Context(), l, &p, list); err != nil {
		return err
	}
	p.Ready = p.Ready && len(p.Wrong) == 0
	p.Entered = kept(r.PostForm)
	if r.PostForm.Get(doField) == "save" {
		return s.accept(w, r, l, p, list, listOf(k))
	}
	return show(w, r, http.StatusOK, p)
}

// topField finds a field of a kind that many records can share: a name is no such field.
func topField(k *record.Kind, name string) *record.Field {
	for i := range k.Fields {
		if f := &k.Fields[i]; f.Name == name && !f.NamesRecord() {
			return f
		}
	}
	return nil
}

// formOf is the input of the field, as the form of a record has it.
func (e *editing) formOf(f *record.Field) *page.Edit {
	p := page.Edit{Frame: e.frame, Kind: e.kind.Name, Inputs: form.Show(e.kind, e.entered.spec, e, e.more), Offered: map[string][]string{}}
	e.offer(&p, p.Inputs)
	p.Files = p.Files || f.Type == record.Attachment
	return &p
}

// chosen finds the records that an address chooses: by their codes, or all that a list shows. Errors: Invalid, Limited, NotFound.
func (l *look) chosen(r *http.Request, k *record.Kind) ([]*record.Record, error) {
	q := r.URL.Query()
	if q.Get(allParam) == "" {
		var out []*record.Record
		for _, code := range q[rowParam] {
			x, err := l.Record(k.Name, code)
			if err != nil {
				return nil, err
			}
			if !slices.Contains(out, x) {
				out = append(out, x)
			}
		}
		return out, few(len(out))
	}
	t, err := l.tableOf(url.Values{"q": q["q"], whereParam: q[whereParam]}, k)
	if err != nil {
		return nil, err
	}
	out, _, err := t.records(r.Context())
	if err != nil {
		return nil, err
	}
	if len(t.wrong) > 0 {
		return nil, invalid(whereParam, t.wrong[0].Reason, t.wrong[0].Remedy)
	}
	return out, few(len(out))
}

func few(n int) error {
	if n > mostBulk {
		return fault.New(fault.Limited, "one form changes at most %d records, and %d are chosen", mostBulk, n)
	}
	return nil
}

// seenText says which records were chosen, with the revisions at which they stood: what is confirmed is what was seen.
func seenText(chosen []*record.Record) string {
	out := make([]string, len(chosen))
	for i, r := range chosen {
		out[i] = r.Code + ":" + strconv.FormatInt(r.Revision, 10)
	}
	return strings.Join(out, " ")
}

// seen makes changes of the records that were chosen, held to the revisions that were seen. Those that are gone or have been changed since are
// refused. Error: Invalid.
func (l *look) seen(text string, k *record.Kind) ([]*proposed, error) {
	var out []*proposed
	for i, item := range strings.Fields(text) {
		code, at, _ := strings.Cut(item, ":")
		revision, err := strconv.ParseInt(at, 10, 64)
		if err != nil || revision < 1 || i >= mostBulk {
			return nil, fault.InvalidField("the form did not arrive whole", fault.Field{Path: seenName, Reason: fmt.Sprintf("%q is no record that was chosen", record.Clip(item)), Remedy: "Choose records in the list again"})
		}
		x := &proposed{line: i + 1}
		if x.stands, err = l.Record(k.Name, code); err != nil {
			return nil, err
		}
		x.change.IfRevision = &revision
		x.inOrder()
		switch {
		case x.stands.Retired:
			x.wrong = append(x.wrong, fault.Field{Reason: "is out of use, and is not changed", Remedy: "Choose the others"})
		case x.stands.Revision != revision:
			x.wrong = append(x.wrong, fault.Field{Reason: "was changed since it was chosen", Remedy: "Look at it, and choose it again"})
		}
		out = append(out, x)
	}
	if len(out) == 0 {
		return nil, fault.InvalidField("the form did not arrive whole", fault.Field{Path: seenName, Reason: "names no record", Remedy: "Choose records in the list again"})
	}
	return out, nil
}

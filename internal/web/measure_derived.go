package web

import (
	"net/http"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// derivation shows how a derived measure came to its value, as its explanation has it.
func (l *look) derivation(r *http.Request, m *evaluate.Measure) (*page.Derivation, error) {
	s, err := l.Explain(r.Context(), m.Record.Record)
	if err != nil || s.Measure.Derivation == nil {
		return nil, err
	}
	d := s.Measure.Derivation
	out := &page.Derivation{Formula: d.Formula, Why: d.Why}
	if d.WhyAt != nil {
		out.WhyAt = *d.WhyAt
	}
	if m.Last != nil {
		out.Entry = uint64(m.Last.Seq)
	}
	for i := range d.Inputs {
		in := &d.Inputs[i]
		x := page.DerivedInput{Name: in.Name, Value: page.Figure{Value: in.Value, Unit: in.Unit}, Why: in.Why, Of: l.subjectRef(in.Measure)}
		if in.Source != nil {
			x.Of = l.subjectRef(in.Source)
		}
		l.readingOf(&x, in.Reading)
		if in.Value != nil || len(in.Units) == 0 {
			out.Inputs = append(out.Inputs, x)
		}
		for _, u := range in.Units {
			x := page.DerivedInput{Name: in.Name, Of: l.subjectRef(&u.Unit), Value: page.Figure{Unit: in.Unit}}
			if u.Reading != nil {
				x.Value.Unit = u.Reading.Unit
				if u.Known {
					x.Value.Value = &u.Reading.Value
				}
			}
			l.readingOf(&x, u.Reading)
			out.Inputs = append(out.Inputs, x)
		}
	}
	return out, nil
}

// subjectRef leads to a record that an explanation names; to none where the reader may not see it.
func (l *look) subjectRef(s *explain.Subject) page.Ref {
	if s == nil || s.Name == "" {
		return page.Ref{}
	}
	return l.ref(record.UID(s.UID))
}

func (l *look) readingOf(x *page.DerivedInput, r *explain.Reading) {
	if r == nil {
		return
	}
	if x.At = r.ValidTo; r.Period != "" {
		x.At = evaluate.EndOf(r.Day)
	}
	for _, f := range r.Evidence {
		x.Shown = append(x.Shown, page.Ref{Name: f.Name, Path: page.PathFiles + f.SHA256 + page.PathPreview})
	}
	if r.Run != nil && r.Run.SHA256 != "" {
		x.Run = page.Ref{Code: r.Run.ID, Name: r.Run.ID, Path: "/runs/" + r.Run.ID}
	}
}

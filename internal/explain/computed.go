package explain

import (
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Computed is how the value of a measure came about that a formula gave.
type Computed struct {
	Subject
	Derivation Derivation `json:"derivation" doc:"The formula, and what stood for its names."`
}

// mostComputed bounds what is told of formulas over the measures of very many units.
const mostComputed = 1000

// computed follows the values that formulas gave, of children and targets and of inputs, until nothing is left that was computed.
func (c converter) computed(s *Status) []Computed {
	out, known := []Computed{}, map[string]bool{s.UID: true}
	take := func(of Subject, r *Reading) {
		if r == nil || !r.Derived || of.Name == "" || known[of.UID] || len(out) == mostComputed {
			return
		}
		known[of.UID] = true
		m, ok := record.Get[measure.Measure](c.all.Snapshot, record.UID(of.UID))
		if !ok {
			return
		}
		if d := c.derivation(c.all.Derivation(m)); d != nil && d.At.Equal(r.ValidTo) { // else it tells of another value
			out = append(out, Computed{of, *d})
		}
	}
	inputs := func(d *Derivation) {
		for _, in := range d.Inputs {
			if in.Measure != nil {
				take(*in.Measure, in.Reading)
			}
			for _, u := range in.Units {
				if u.Measure != nil {
					take(*u.Measure, u.Reading)
				}
			}
		}
	}
	if s.Measure != nil && s.Measure.Derivation != nil {
		inputs(s.Measure.Derivation)
	}
	if s.Rollup != nil {
		for _, p := range s.Rollup.Children {
			of := p.Subject
			if p.InheritsFrom != nil {
				of = *p.InheritsFrom
			}
			take(of, p.Reading)
		}
	}
	if s.Attainment != nil {
		for _, t := range s.Attainment.Targets {
			take(t.Measure, t.Reading)
		}
	}
	for i := 0; i < len(out); i++ { // it grows meanwhile
		inputs(&out[i].Derivation)
	}
	return out
}

// computed puts into sentences how computed values came about, beside that of the measure itself.
func (s *Status) computed(w *writer) {
	for i := range s.Computed {
		x := &s.Computed[i]
		x.Derivation.explain(w, begin(x.call()), false)
	}
}

// WithoutSources takes out what tells of sources, for someone who may see none.
func (s *Status) WithoutSources() {
	if s.Measure != nil {
		s.Measure.Source, s.Measure.SourceValue = nil, ""
		s.Measure.Derivation.withoutSources()
	}
	for i := range s.Computed {
		s.Computed[i].Derivation.withoutSources()
	}
}

// Unread lists the values that were entered or sent, by batch and entry: files may show where they come from.
func (s *Status) Unread() []measurement.Recorded {
	var out []measurement.Recorded
	s.readings(func(r *Reading) {
		if r.unread() {
			out = append(out, measurement.Recorded{Batch: r.batch, Seq: r.Seq})
		}
	})
	return out
}

func (r *Reading) unread() bool { return r.Run == nil && !r.Derived && r.Period == "" }

// Show says of the values that were entered or sent which files show where they come from, by batch.
func (s *Status) Show(files map[int64][]record.File) {
	s.readings(func(r *Reading) {
		if !r.unread() {
			return
		}
		r.Evidence = make([]EvidenceFile, len(files[r.batch]))
		for i, f := range files[r.batch] {
			r.Evidence[i] = EvidenceFile{SHA256: f.SHA256, Name: f.Name, MediaType: f.MediaType}
		}
	})
}

package figures

// Redact gives a copy without names, titles, values and targets of what may not be shown. Codes, weights and scores remain: those above are made of them.
func (d *Document) Redact(shown func(Subject) bool) *Document {
	out := *d
	hide := func(s *Subject) bool {
		if s.UID == "" || shown(*s) {
			return false
		}
		s.Name, s.Title = "", ""
		return true
	}
	hide(&out.Close)
	hide(&out.Of)
	out.Scorecards = make([]Scorecard, len(d.Scorecards))
	for i, c := range d.Scorecards {
		hide(&c.Subject)
		views := make([]Perspective, len(c.Perspectives))
		for j, p := range c.Perspectives {
			hide(&p.Subject)
			views[j] = p
		}
		c.Perspectives = views
		out.Scorecards[i] = c
	}
	out.Objectives = make([]Objective, len(d.Objectives))
	for i, o := range d.Objectives {
		if hide(&o.Subject) {
			o.Targets = []Target{}
		}
		out.Objectives[i] = o
	}
	hidden := map[string]bool{}
	out.Measures = make([]Measure, len(d.Measures))
	for i, m := range d.Measures {
		if hide(&m.Subject) {
			hidden[m.UID] = true
			m = Measure{Subject: m.Subject, Unit: m.Unit, Score: m.Score, Band: m.Band, Data: m.Data, Freshness: m.Freshness, PeriodDays: m.PeriodDays}
		}
		out.Measures[i] = m
	}
	for i, o := range out.Objectives { // how far a target is off would tell the value
		var targets []Target
		for _, t := range o.Targets {
			if hidden[t.Measure] {
				t = Target{Measure: t.Measure, Status: t.Status}
			}
			targets = append(targets, t)
		}
		out.Objectives[i].Targets = targets
	}
	return &out
}

package explain

// measured explains a measure: value, scale, freshness, origin.
func (s *Status) measured(w *writer) {
	m := s.Measure
	if m.Reading == nil && m.Derivation != nil {
		why := m.Derivation.Why
		if why == "" {
			why = "no formula is in force"
		}
		w.say(begin(s.call()), " has no value, because ", why, ".")
		m.Derivation.explain(w, "It", false)
		s.computed(w)
		return
	}
	if m.Reading == nil {
		due := "."
		if m.FirstDue != "" {
			due = "; its first value is due by " + m.FirstDue + "."
		}
		if m.Aggregation != nil {
			w.say("No ", m.Aggregation.ReportingPeriod, " with a value has ended yet for ", s.call(), due)
			m.aggregated(w)
			return
		}
		w.say("Nothing has ever been reported for ", s.call(), due)
		return
	}
	r := m.Reading
	switch {
	case m.CountedOnly:
		w.say(begin(s.call()), " has the value ", r.amount(), ". It is only counted, for the formulas of other measures: no value of it is good or bad, so that it has no score.")
	case s.Score == nil:
		w.say(begin(s.call()), " has the value ", r.amount(), " and no score, because no scale is in force on ", s.Day.String(), ".")
	default:
		w.say(begin(s.call()), " has the value ", r.amount(), ", which scores ", s.Shown, ", in the band ", s.Band, ".")
		m.scaled(w)
		m.placed(w, r.Value)
		m.Interval.explain(w)
	}
	m.Control.explain(w, m)
	m.Analysis.explain(w, m)
	m.Quality.explain(w)
	for _, i := range m.Improvements {
		i.explain(w, m)
	}
	m.advised(w)
	r.origin(w, "this measure")
	m.aggregated(w)
	if m.Derivation != nil {
		m.Derivation.explain(w, "It", true)
		s.computed(w)
	}
	m.aged(w, s.Day.String())
}

func (r *Reading) amount() string { return amount(r.Value, r.Unit, r.Decimals) }

func (m *Measure) amount(x float64) string { return amount(x, m.UnitOfMeasure, m.Decimals) }

func (m *Measure) scaled(w *writer) {
	if m.Scale == nil {
		return
	}
	k := m.Scale.Knots
	knots := m.amount(k.Worst) + " scores 0, " + m.amount(k.Red) + " scores 40, " + m.amount(k.Green) + " scores 70 and " + m.amount(k.Target) + " scores 100"
	switch {
	case m.Scale.Upper != nil:
		u := m.Scale.Upper
		w.say("Values between ", m.amount(k.Target), " and ", m.amount(u.Target), " are best: below them ", knots, ".")
		w.say("Above them ", m.amount(u.Green), " scores 70, ", m.amount(u.Red), " scores 40 and ", m.amount(u.Worst), " scores 0.")
	case m.Scale.Direction == "lower":
		w.say("Lower values are better: ", knots, ".")
	default:
		w.say("Higher values are better: ", knots, ".")
	}
}

// placed says between which limits a value lies. A value on a limit belongs to the better side.
func (m *Measure) placed(w *writer, value float64) {
	if m.Scale == nil {
		return
	}
	k := m.Scale.Knots
	if u := m.Scale.Upper; u != nil && value > u.Target {
		k = *u
		k.Worst, k.Red, k.Green, k.Target, value = -k.Worst, -k.Red, -k.Green, -k.Target, -value
	} else if m.Scale.Direction == "lower" {
		k.Worst, k.Red, k.Green, k.Target, value = -k.Worst, -k.Red, -k.Green, -k.Target, -value
	}
	switch {
	case value >= k.Target:
		w.say("The value meets the target.")
	case value >= k.Green:
		w.say("The value lies between the green limit and the target, so its score lies between 70 and 100.")
	case value >= k.Red:
		w.say("The value lies between the red limit and the green limit, so its score lies between 40 and 70.")
	case value > k.Worst:
		w.say("The value lies between the worst value and the red limit, so its score lies between 0 and 40.")
	default:
		w.say("The value is at or beyond the worst value of the scale.")
	}
}

func (m *Measure) aged(w *writer, day string) {
	f := m.Freshness
	if f == nil {
		return
	}
	rule := "a value is due every " + days(float64(m.PeriodDays)) + " and may be " + days(m.GraceDays) + " late"
	age := "On " + day + " it is " + days(float64(f.AgeDays)) + " old"
	switch f.State {
	case "stale":
		w.say(age, "; ", rule, ", so it is stale, with the freshness ", fixed(f.Phi, 3), ", which lowers confidence and not its weight.")
	case "expired":
		w.say(age, "; ", rule, ", so it has expired and counts at most as much as its siblings.")
	default:
		w.say(age, "; ", rule, ", so it is fresh.")
	}
}

// origin says when a value was so and where it comes from.
func (r *Reading) origin(w *writer, what string) {
	when := "as of " + moment(r.ValidTo)
	if !r.ValidFrom.Equal(r.ValidTo) {
		if from, to := moment(r.ValidFrom), moment(r.ValidTo); from != to {
			when = "for " + from + " to " + to
		}
	}
	if r.Period != "" {
		when = "of " + r.Period
	}
	entry := "journal entry " + plain(float64(r.Seq))
	from := "was entered or sent " + r.with() + ", in " + entry
	if r.Derived {
		from = "was computed from its inputs, the last of which became known in " + entry
	}
	if r.Period != "" {
		from = "is made of the values of that period, the last of which became known in " + entry
	}
	if run := r.Run; run != nil {
		from = "was read by run " + run.ID
		if run.SHA256 != "" {
			file := "a file without a name"
			if run.Filename != "" {
				file = "the file ‘" + run.Filename + "’"
			}
			if run.Host != "" {
				file += " about the host ‘" + run.Host + "’"
			}
			from += " of source " + run.Source + " from " + file + " with the SHA-256 " + run.SHA256
		}
		from += ", in " + entry
	}
	w.say("The value of ", what, ", ", r.amount(), " ", when, ", ", from, " of ", moment(r.RecordedAt), ".")
	if r.Note != "" {
		w.say("It came with the note: ", r.Note, ".")
	}
}

// with names the files that were attached to a value which was entered or sent.
func (r *Reading) with() string {
	if len(r.Evidence) == 0 {
		return "without a file"
	}
	files := make([]string, len(r.Evidence))
	for i, f := range r.Evidence {
		files[i] = "‘" + f.Name + "’ with the SHA-256 " + f.SHA256
	}
	if len(files) == 1 {
		return "with the file " + files[0]
	}
	return "with the files " + list(files)
}

// explain says what a sample leaves open.
func (i *Interval) explain(w *writer) {
	if i == nil {
		return
	}
	text := "both in the band " + i.LowBand + ", so that the sample is large enough to tell."
	if i.Provisional {
		text = "in the bands " + i.LowBand + " and " + i.HighBand + ", so the score is provisional."
	}
	w.say("The share was found in a sample of ", plain(float64(i.Cases)), " cases: its 95 % interval scores from ", shown(i.Low), " to ", shown(i.High), ", ", text)
}

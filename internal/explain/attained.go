package explain

import "math"

// attained explains what the attainment compares.
func (s *Status) attained(w *writer) {
	a := s.Attainment
	if n := len(a.Targets); n > 1 {
		w.say("The attainment is ", spaced(a.Status), ", the worst of ", plain(float64(n)), " targets.")
	} else {
		w.say("The attainment is ", spaced(a.Status), ".")
	}
	for i := range a.Targets {
		a.Targets[i].explain(w, len(a.Targets) > 1)
	}
}

func (t *Target) amount(x float64) string { return amount(x, t.Unit, t.Decimals) }

func (t *Target) difference(x float64) string { return difference(x, t.Unit, t.Decimals) }

// maintains tells whether the target is to stay where one is: there is no way of which a share could be covered.
func (t *Target) maintains() bool { return t.TargetHigh != nil || t.Target == t.Baseline }

func (t *Target) explain(w *writer, several bool) {
	if several {
		decides := ""
		if t.Deciding {
			decides = " and decides"
		}
		w.say("The target for ", t.Measure.call(), " is ", spaced(t.Status), decides, ".")
	}
	if t.maintains() {
		high := ""
		if t.TargetHigh != nil {
			high = " to " + t.amount(*t.TargetHigh)
		}
		w.say("The target is to keep ", t.Measure.quoted(), " at ", t.amount(t.Target), high, " from ", t.Start.String(), " until ", t.Due.String(), ".")
	} else {
		w.say("The plan leads ", t.Measure.quoted(), " from ", t.amount(t.Baseline), " on ", t.Start.String(), " to ", t.amount(t.Target), " by ", t.Due.String(), t.passing(), ".")
	}
	if t.Actual == nil {
		switch {
		case t.Measure.Name == "":
			w.say("The value compared is that of a measure that you may not see.")
		case t.Data == "expired":
			w.say("The last value, of ", t.ActualOn, ", has expired and is not compared.")
		default:
			w.say("There is no value to compare.")
		}
		return
	}
	w.say("The value compared is ", t.amount(*t.Actual), " of ", t.ActualOn, ".")
	t.distance(w)
	if t.Forecast != nil {
		t.Forecast.explain(w, "the target", t.Due.String())
	}
	if t.Relapse {
		w.say("The target was met on its due date and has not been held since.")
	}
	t.paced(w)
}

func (t *Target) passing() string {
	var at []string
	for _, m := range t.Milestones {
		at = append(at, t.amount(m.Value)+" on "+m.Date.String())
	}
	if len(at) == 0 {
		return ""
	}
	return ", passing " + list(at)
}

func (t *Target) distance(w *writer) {
	if t.Progress != nil && t.Expected != nil && t.Deviation != nil {
		d := *t.Deviation
		than := fixed(towardsNought(math.Abs(d)), 1) + " percentage points behind the plan"
		if d >= 0 {
			than = fixed(towardsNought(d), 1) + " percentage points ahead of the plan"
		}
		if math.Abs(d) < 0.05 {
			than = "just what the plan expects"
		}
		at := ""
		if t.ExpectedValue != nil {
			at = ", a value of " + t.amount(*t.ExpectedValue)
		}
		w.say("It covers ", per(*t.Progress, 1), " of the way, where the plan expects ", per(*t.Expected, 1), at, ": ", than, ".")
	}
	switch {
	case t.Gap == nil:
	case *t.Gap > 0 && t.TargetHigh != nil:
		w.say("It lies ", t.difference(*t.Gap), " outside the range.")
	case *t.Gap > 0:
		w.say("The gap to the target is ", t.difference(*t.Gap), ".")
	default:
		w.say("It meets the target.")
	}
}

func (t *Target) paced(w *writer) {
	if t.PaceRatio != nil {
		w.say("To meet it on time, the pace from now on must be ", fixed(*t.PaceRatio, 2), " times the pace so far.")
	}
	if t.PaceDate != "" {
		w.say("At the pace so far it is met on ", t.PaceDate, "; this is arithmetic, not a forecast.")
	}
}

package page_test

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// promise is an objective on the way from 61% to 95% by the end of 2026, judged on 30 Sep 2026.
func promise(with func(*page.Objective)) page.Objective {
	o := page.Objective{Frame: frame(), Ref: page.Ref{Code: "O-1", Name: "Fix"}, Measure: page.Ref{Name: "Fixed"}, Attainment: page.OnPlan, Baseline: percent(61), BaselineAt: on(2026, 1, 1),
		Now: percent(83.9), NowAt: on(2026, 9, 30), Plan: percent(87), Target: percent(95), Due: on(2026, 12, 31), Gap: pointer(11.1), Progress: pointer(0.674)}
	with(&o)
	return o
}

func behind(points float64) func(*page.Objective) {
	return func(o *page.Objective) { o.Attainment, o.Deviation = page.AtRisk, pointer(points/100) }
}

// ended is an objective whose due date has passed.
func ended(a page.Attainment, with func(*page.Objective)) page.Objective {
	return promise(func(o *page.Objective) {
		o.Attainment, o.Due, o.Plan = a, on(2026, 6, 30), percent(95)
		with(o)
	})
}

func objectiveFindings() []said {
	const value, stood = words.Key("objective.finding.value-plan"), "On 30 Sep 2026, Fixed stood at 83.9%; the plan was 87%."
	pace := func(day time.Time) func(*page.Objective) {
		return func(o *page.Objective) {
			behind(-9.1)(o)
			o.PaceDate = day
		}
	}
	silent := func(o *page.Objective) {
		o.Attainment, o.Now, o.Progress, o.Gap = page.NoData, page.Figure{Unit: "%"}, nil, nil
	}
	cases := []said{
		{"ahead", promise(func(o *page.Objective) { o.Deviation = pointer(0.031) }), stood + " That is 3.1 points of progress ahead of the plan.", []words.Key{value, "objective.finding.ahead"}, nil},
		{"behind", promise(behind(-9.1)), stood + " That is 9.1 points of progress behind the plan.", []words.Key{value, "objective.finding.behind"}, nil},
		{"one point behind", promise(behind(-1)), stood + " That is 1 point of progress behind the plan.", []words.Key{value, "objective.finding.behind"}, nil},
		{"as planned", promise(behind(-0.04)), stood + " Progress is as planned.", []words.Key{value, "objective.finding.level"}, nil},
		{"an older value", promise(func(o *page.Objective) { o.NowAt = on(2026, 8, 31) }), "On 31 Aug 2026, Fixed stood at 83.9%; the plan for 30 Sep 2026 is 87%.", []words.Key{"objective.finding.value-plan-of"}, nil},
		{"no plan by dates", promise(func(o *page.Objective) { o.Plan = page.Figure{} }), "On 30 Sep 2026, Fixed stood at 83.9%; the target is 95%.", []words.Key{"objective.finding.value"}, nil},
		{"too slow", promise(pace(on(2027, 2, 10))), stood + " That is 9.1 points of progress behind the plan. At the pace so far it reaches 95% on 10 Feb 2027, after the due date of 31 Dec 2026.",
			[]words.Key{value, "objective.finding.behind", "objective.finding.pace-late"}, nil},
		{"in time", promise(pace(on(2026, 12, 20))), stood + " That is 9.1 points of progress behind the plan. At the pace so far it reaches 95% on 20 Dec 2026, before the due date of 31 Dec 2026.",
			[]words.Key{value, "objective.finding.behind", "objective.finding.pace-in-time"}, nil},
		{"on the last day", promise(pace(on(2026, 12, 31))), stood + " That is 9.1 points of progress behind the plan. At the pace so far it reaches 95% on 31 Dec 2026, its due date.",
			[]words.Key{value, "objective.finding.behind", "objective.finding.pace-on-time"}, nil},
		{"foretold", promise(func(o *page.Objective) {
			behind(-9.1)(o)
			o.PaceDate = on(2027, 2, 10)
			o.Forecast = &page.Foretold{Trend: page.Comes, Chance: pointer(0.024), Ahead: []page.AheadAt{{At: on(2026, 12, 31), Middle: 89.6, Low50: 88, High50: 91.2, Low80: 86.1, High80: 92.8}}}
		}), stood + " That is 9.1 points of progress behind the plan. If the trend goes on, it will be about 89.6% on 31 Dec 2026; the chance of meeting the target is about 2%.",
			[]words.Key{value, "objective.finding.behind", "objective.finding.forecast"}, nil},
		{"foretold of what seems a trend", promise(func(o *page.Objective) {
			behind(-9.1)(o)
			o.PaceDate = on(2027, 2, 10)
			o.Forecast = &page.Foretold{Trend: page.Comes, Seems: true, Chance: pointer(0.124), Ahead: []page.AheadAt{{At: on(2026, 12, 31), Middle: 89.6, Low50: 88, High50: 91.2, Low80: 86.1, High80: 92.8}}}
		}), stood + " That is 9.1 points of progress behind the plan. If what seems to be a trend is one, and goes on, it will be about 89.6% on 31 Dec 2026; the chance of meeting the target is about 12%.",
			[]words.Key{value, "objective.finding.behind", "objective.finding.forecast-seems"}, nil},
		{"met early", promise(func(o *page.Objective) { o.Now, o.Gap, o.Deviation = percent(96), new(float64), pointer(0.3) }),
			"On 30 Sep 2026, Fixed stood at 96%; the plan was 87%. That is 30 points of progress ahead of the plan. The target of 95%, due on 31 Dec 2026, is met already.",
			[]words.Key{value, "objective.finding.ahead", "objective.finding.met"}, nil},
		{"not begun", promise(func(o *page.Objective) {
			o.Attainment, o.BaselineAt, o.Plan, o.Gap = page.NoTarget, on(2026, 11, 1), page.Figure{}, nil
		}),
			"Nothing is expected yet: the plan for 95% by 31 Dec 2026 starts on 1 Nov 2026. On 30 Sep 2026, Fixed stood at 83.9%.", []words.Key{"objective.finding.ahead-of-plan", "objective.finding.stands"}, nil},
		{"no target", promise(func(o *page.Objective) {
			o.Attainment, o.Target, o.Plan, o.Gap, o.BaselineAt = page.NoTarget, page.Figure{}, page.Figure{}, nil, time.Time{}
		}),
			"There is no target, so nothing says what is to be reached by when. On 30 Sep 2026, Fixed stood at 83.9%.", []words.Key{"objective.finding.no-target", "objective.finding.stands"}, nil},
		{"neither target nor value", promise(func(o *page.Objective) { o.Attainment, o.Now, o.BaselineAt = page.NoTarget, page.Figure{}, time.Time{} }), "There is no target, so nothing says what is to be reached by when.",
			[]words.Key{"objective.finding.no-target"}, nil},
		{"silent", promise(silent), "Fixed has had no data since 30 Sep 2026.", []words.Key{"objective.finding.silent"}, nil},
		{"never heard of", promise(func(o *page.Objective) { silent(o); o.NowAt = time.Time{} }), "Fixed has never had data.", []words.Key{"objective.finding.never"}, nil},
		{"achieved", ended(page.Achieved, func(o *page.Objective) { o.Now, o.Gap = percent(96), new(float64) }),
			"On 30 Sep 2026, Fixed stood at 96%; the plan was 95%. The target of 95% is reached and held.", []words.Key{value, "objective.finding.achieved"}, nil},
		{"missed", ended(page.Missed, func(*page.Objective) {}), "On 30 Sep 2026, Fixed stood at 83.9%; the plan was 95%. The due date 30 Jun 2026 has passed short of the target of 95%.",
			[]words.Key{value, "objective.finding.missed"}, nil},
		{"over without a value", ended(page.Missed, func(o *page.Objective) { silent(o); o.Attainment = page.Missed }), "Fixed has had no data since 30 Sep 2026. The due date 30 Jun 2026 has passed without a value.",
			[]words.Key{"objective.finding.silent", "objective.finding.passed"}, nil},
	}
	for i, c := range cases { // of what is behind its plan it is said that nothing is planned for it
		if o, ok := c.page.(page.Objective); ok && (o.Attainment == page.AtRisk || o.Attainment == page.Missed || o.Attainment == page.NoData) {
			cases[i].reads, cases[i].forms = c.reads+nothingNext, append(c.forms, "objective.finding.nothing-next")
		}
	}
	return append(cases, nextFindings()...)
}

const nothingNext = " Nothing that is still to be done is planned for it."

// nextFindings say what is to be done next for an objective behind its plan, and where its score lacks most.
func nextFindings() []said {
	const stood = "On 30 Sep 2026, Fixed stood at 83.9%; the plan was 87%. That is 9.1 points of progress behind the plan."
	begin := []words.Key{"objective.finding.value-plan", "objective.finding.behind"}
	work := func(all ...page.Undertaking) page.Objective {
		return promise(func(o *page.Objective) { behind(-9.1)(o); o.Work = all })
	}
	task := func(name string, with func(*page.Undertaking)) page.Undertaking {
		u := page.Undertaking{Ref: page.Ref{Name: name}, Owner: "Jonas Eide", Due: on(2026, 11, 30), Ahead: true}
		with(&u)
		return u
	}
	plain := func(*page.Undertaking) {}
	finished := task("Buy doors", func(u *page.Undertaking) { u.Ahead, u.Done = false, true })
	measured := func(lacks ...float64) page.Objective {
		return promise(func(o *page.Objective) {
			behind(-9.1)(o)
			for i, points := range lacks {
				o.Measures = append(o.Measures, page.MeasureShare{Ref: page.Ref{Name: string(rune('A' + i))}, Lacks: points})
			}
		})
	}
	return []said{
		{"something is to be done", work(finished, task("Hang doors", plain), task("Paint doors", plain)), stood + " Next comes Hang doors, for which Jonas Eide answers, by 30 Nov 2026.", append(begin, "objective.finding.next"), nil},
		{"something is late", work(task("Hang doors", func(u *page.Undertaking) { u.Late, u.Due = true, on(2026, 8, 31) })), stood + " Late is Hang doors, for which Jonas Eide answers; it was due on 31 Aug 2026.", append(begin, "objective.finding.late"), nil},
		{"all is done", work(finished), stood + nothingNext, append(begin, "objective.finding.nothing-next"), nil},
		{"not all of what is done is known", promise(func(o *page.Objective) { behind(-9.1)(o); o.WorkMore = true }), stood, begin, nil},
		{"not all of what is done may be seen", promise(func(o *page.Objective) { behind(-9.1)(o); o.WorkPartial = true }), stood, begin, nil},
		{"one measure lacks most", measured(3, 28.5), stood + " The score loses most at B: 28.5 points." + nothingNext, append(begin, "objective.finding.lacks", "objective.finding.nothing-next"), nil},
		{"what lacks most may not be seen", promise(func(o *page.Objective) {
			*o = measured(28.5, 3)
			o.Measures[0].Ref = page.Ref{Code: "M-7"}
		}), stood + nothingNext, append(begin, "objective.finding.nothing-next"), nil},
		{"the only measure lacks everything", measured(28.5), stood + nothingNext, append(begin, "objective.finding.nothing-next"), nil},
		{"on plan, nothing need be said of what comes", promise(func(o *page.Objective) {
			o.Deviation, o.Work = pointer(0.031), []page.Undertaking{task("Hang doors", plain)}
			o.Measures = measured(3, 28.5).Measures
		}), "On 30 Sep 2026, Fixed stood at 83.9%; the plan was 87%. That is 3.1 points of progress ahead of the plan.", []words.Key{"objective.finding.value-plan", "objective.finding.ahead"}, nil},
	}
}

// read is a measure with a value of 30 Sep 2026 on a scale where more is better.
func read(now float64, band page.Band, with func(*page.Measure)) page.Measure {
	m := page.Measure{Frame: frame(), Ref: page.Ref{Code: "M-1", Name: "Fixed"}, Now: percent(now), NowAt: on(2026, 9, 30), Data: page.Known, Score: page.Score{Text: "50.0", Band: band}, DueAt: on(2026, 10, 31),
		Limits: []page.Limit{{Kind: page.RedLimit, Value: 75}}}
	with(&m)
	return m
}

func measureFindings() []said {
	plain := func(*page.Measure) {}
	aim := func(target, red float64) func(*page.Measure) {
		return func(m *page.Measure) {
			m.Target, m.Limits = percent(target), []page.Limit{{Kind: page.RedLimit, Value: red}}
		}
	}
	unsure := func(sample *int64) func(*page.Measure) {
		return func(m *page.Measure) {
			m.Sample, m.Score.Provisional, m.Score.Low, m.Score.High = sample, true, "49.5", "100.0"
		}
	}
	state := func(d page.Data) func(*page.Measure) { return func(m *page.Measure) { m.Data = d } }
	gone := func(last *float64) func(*page.Measure) {
		return func(m *page.Measure) { m.Data, m.Now = page.Expired, page.Figure{Unit: "%", Last: last} }
	}
	const at = "At 80% on 30 Sep 2026, the level needs watching."
	list := page.Measures{Frame: frame(), Fresh: 57, All: 62, Lacks: []page.Ref{{Name: "A"}, {Name: "B"}, {Name: "C"}, {Name: "D"}, {Name: "E"}, {Name: "F"}}}
	return []said{
		{"good", read(80, page.Good, plain), "At 80% on 30 Sep 2026, the level is good.", []words.Key{"measure.finding.good"}, nil},
		{"watch", read(80, page.Watch, plain), at, []words.Key{"measure.finding.watch"}, nil},
		{"act", read(80, page.Act, plain), "At 80% on 30 Sep 2026, the level asks for action.", []words.Key{"measure.finding.act"}, nil},
		{"only counted", read(80, "", func(m *page.Measure) { m.Score = page.Score{Counted: true} }), "The value on 30 Sep 2026 was 80%. It is only counted, for the formulas of other measures: no value of it is good or bad.", []words.Key{"measure.finding.counted"}, nil},
		{"without a score", read(80, "", plain), "The value on 30 Sep 2026 was 80%; it has no score.", []words.Key{"measure.finding.unscored"}, nil},
		{"short of the target", read(80, page.Watch, aim(95, 75)), at + " It is 15 points short of the target of 95%.", []words.Key{"measure.finding.watch", "measure.finding.short"}, nil},
		{"above the target", read(80, page.Watch, aim(60, 90)), at + " It is 20 points above the target of 60%.", []words.Key{"measure.finding.watch", "measure.finding.above"}, nil},
		{"at the target", read(80, page.Good, aim(80, 75)), "At 80% on 30 Sep 2026, the level is good. The target of 80% is met.", []words.Key{"measure.finding.good", "measure.finding.reached"}, nil},
		{"a small sample", read(80, page.Watch, unsure(pointer(int64(24)))), at + " The value comes from 24 cases, so the score is provisional; it may lie between 49.5 and 100.0.", []words.Key{"measure.finding.watch", "measure.finding.provisional-of"}, nil},
		{"a sample of one", read(80, page.Watch, unsure(pointer(int64(1)))), at + " The value comes from 1 case, so the score is provisional; it may lie between 49.5 and 100.0.", []words.Key{"measure.finding.watch", "measure.finding.provisional-of"}, nil},
		{"a sample of unknown size", read(80, page.Watch, unsure(nil)), at + " The value comes from a sample, so the score is provisional; it may lie between 49.5 and 100.0.", []words.Key{"measure.finding.watch", "measure.finding.provisional"}, nil},
		{"bounds in one band", read(80, page.Watch, func(m *page.Measure) { m.Sample, m.Score.Low, m.Score.High = pointer(int64(900)), "49.5", "51.0" }), at, []words.Key{"measure.finding.watch"}, nil},
		{"stale", read(80, page.Watch, state(page.Stale)), at + " The value is stale; a new one was due by 31 Oct 2026.", []words.Key{"measure.finding.watch", "measure.finding.stale"}, nil},
		{"expired", read(80, page.Watch, state(page.Expired)), at + " The value has expired; a new one was due by 31 Oct 2026.", []words.Key{"measure.finding.watch", "measure.finding.expired"}, nil},
		{"not applicable", read(80, page.Watch, state(page.NotApplicable)), at + " The measure does not apply at present.", []words.Key{"measure.finding.watch", "measure.finding.not-applicable"}, nil},
		{"too old", read(80, "", gone(pointer(66.0))), "There is no current value; the last was 66% on 30 Sep 2026.", []words.Key{"measure.finding.silent-last"}, nil},
		{"too old and unknown", read(80, "", gone(nil)), "There has been no value since 30 Sep 2026.", []words.Key{"measure.finding.silent"}, nil},
		{"first period still runs", read(80, "", func(m *page.Measure) {
			gone(nil)(m)
			m.NowAt, m.Periods = time.Time{}, &page.Periods{Open: page.Summed{Name: "2026-10", Values: 3}}
		}), "There is no value yet, for 2026-10, the first period with values, is still running.", []words.Key{"measure.finding.running"}, nil},
		{"never", read(80, "", func(m *page.Measure) { gone(nil)(m); m.NowAt = time.Time{} }), "No value has ever been reported.", []words.Key{"measure.finding.never"}, nil},
		{"all measures", list, "57 of 62 measures have a fresh value. Late or missing: A, B, C, D and 2 more.", []words.Key{"measures.finding", "measures.lacking"}, nil},
		{"measures all fresh", page.Measures{Frame: frame(), Fresh: 1, All: 1}, "1 of 1 measures has a fresh value.", []words.Key{"measures.finding"}, nil},
		{"no measures", page.Measures{Frame: frame()}, "", nil, nil},
	}
}

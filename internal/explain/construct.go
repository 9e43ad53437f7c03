package explain

import (
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Advice is what the decision criteria of a measure say to do now.
type Advice struct {
	When string `json:"when" enum:"act,watch,good,signal-worse,signal-better,signal" doc:"The state of the measure that asks for it: the band of its value, or a signal that the latest value is part of."`
	Text string `json:"text" doc:"What to do."`
}

// Criterion is one by which the construct of a measure is judged.
type Criterion struct {
	Set     string `json:"set" enum:"smart,pragmatic,roles" doc:"Which list it belongs to: SMART, PRAGMATIC, or whether the parts that people have are kept apart."`
	Name    string `json:"name" doc:"Such as attainable."`
	Met     bool   `json:"met" doc:"The records show that it is met."`
	Finding string `json:"finding" doc:"Why, or why not: a word for programs."`
	Count   int    `json:"count" doc:"The number that the finding speaks of; 0 where it speaks of none."`
	Text    string `json:"text" doc:"The same in English, with what to do where it is open."`
}

// Comparison sets the value beside a benchmark, or beside itself a year before. It enters no score.
type Comparison struct {
	Kind       string     `json:"kind" enum:"external,internal,past" doc:"external: a benchmark that somebody published. internal: one of our own, as it was declared. past: its own value of a year before."`
	Benchmark  *Subject   `json:"benchmark" doc:"Where it is declared; null of past."`
	Unit       *Subject   `json:"unit" doc:"The unit that an internal one is of; null where it names none."`
	Day        civil.Date `json:"day" format:"date" doc:"The day that the figures speak of."`
	Value      float64    `json:"value" doc:"The figure compared with, in the unit of the measure: of a distribution the median, or the percentile nearest to it."`
	Percentile *float64   `json:"percentile" minimum:"0" maximum:"100" doc:"Which percentile that is; null where it is none."`
	Figures    []Compared `json:"figures" nullable:"false" doc:"All figures of that day, by percentile."`
	Stands     string     `json:"stands" enum:"better,worse,equal," doc:"How the last value stands to it; empty where it has expired, and where no side is better."`
	Reached    *float64   `json:"reached" minimum:"0" maximum:"100" doc:"The greatest percentile that the last value reaches: so many of a hundred peers do not reach that; null where it reaches none."`
	Missed     *float64   `json:"missed" minimum:"0" maximum:"100" doc:"The least percentile that it does not reach; null where it reaches all."`
	Source     string     `json:"source" doc:"Who published an external one; else empty."`
	Published  civil.Date `json:"published,omitzero" format:"date" doc:"When; absent where that is not told."`
	Peers      string     `json:"peers" doc:"Whom the figures are of; may be empty."`
	Sample     int        `json:"sample" minimum:"0" doc:"How many of them; 0 where that is not told."`
	Licence    string     `json:"licence" doc:"Under which the figures may be used; may be empty."`
}

// Compared is one figure of a benchmark.
type Compared struct {
	Value      float64  `json:"value" doc:"In the unit of the measure."`
	Percentile *float64 `json:"percentile" minimum:"0" maximum:"100" doc:"Of the peers, that do not reach it; null where it is none."`
	Note       string   `json:"note" doc:"What a reader must know; may be empty."`
}

// Counted is one objective that counts a measure.
type Counted struct {
	Subject
	Weight float64 `json:"weight" minimum:"0" doc:"Weight of the measure there."`
	Of     float64 `json:"of" minimum:"0" doc:"Sum of all weights there."`
}

// Construct adds what follows from the construct of a measure: what to do, how sound it is, with what it is compared, and who counts it. Benchmarks, what
// counts it and what is computed from it are those that the reader may see.
func (s *Status) Construct(all *evaluate.Status, uid record.UID, benchmarks []record.Of[measure.Benchmark], counted []evaluate.Counted, feeds []record.Of[measure.Measure]) {
	m, out := all.Measures[uid], s.Measure
	if m == nil || out == nil {
		return
	}
	c := converter{all}
	chart := all.Control(m)
	out.Advice, out.Criteria, out.Comparisons, out.CountedBy, out.ComputedFrom = []Advice{}, []Criterion{}, []Comparison{}, []Counted{}, []Subject{}
	for _, d := range c.all.Advice(m, chart) {
		out.Advice = append(out.Advice, Advice{When: string(d.When), Text: d.Advice})
	}
	known := all.Known(m, chart, counted, len(feeds))
	known.Entered = m.Record.Spec.Entered(all.Snapshot)
	for _, x := range m.Record.Spec.Judge(known) {
		out.Criteria = append(out.Criteria, Criterion{Set: string(x.Set), Name: x.Name, Met: x.Met, Finding: x.Finding, Count: x.Count, Text: criterionText(x)})
	}
	for _, x := range all.Comparisons(m, benchmarks) {
		out.Comparisons = append(out.Comparisons, c.comparison(x))
	}
	for _, x := range counted {
		out.CountedBy = append(out.CountedBy, Counted{Subject: subject(x.Objective.Record), Weight: x.Weight, Of: x.Of})
	}
	for _, x := range feeds {
		out.ComputedFrom = append(out.ComputedFrom, subject(x.Record))
	}
	out.ReviewDue = m.Record.Spec.Review.Ends(c.all.Day)
}

func (c converter) comparison(x evaluate.Comparison) Comparison {
	out := Comparison{Kind: string(x.Kind), Day: x.Day, Value: x.Beside, Percentile: x.AtRank, Figures: []Compared{}, Stands: string(x.Stands), Reached: x.Reached, Missed: x.Missed}
	of := func(uid record.UID) *Subject {
		if uid == "" {
			return nil
		}
		s := c.subject(string(uid))
		return &s
	}
	if b := x.Record.Spec; b != nil {
		at := subject(x.Record.Record)
		out.Benchmark, out.Unit = &at, of(b.Unit.UID())
		out.Source, out.Published, out.Peers, out.Sample, out.Licence = b.Source, b.Published, b.Peers, b.Sample, b.Licence
	}
	for _, f := range x.Figures {
		out.Figures = append(out.Figures, Compared{Value: f.Value, Percentile: f.Percentile, Note: f.Note})
	}
	return out
}

// advised says what to do now.
func (m *Measure) advised(w *writer) {
	for _, a := range m.Advice {
		w.say("The decision criterion ", a.When, " holds, and says: ", a.Text)
	}
}

// criterionText says why a criterion is met or open, and what to do in the second case.
func criterionText(x measure.Criterion) string {
	n := strconv.Itoa(x.Count)
	switch x.Finding {
	case "no-purpose":
		return "It does not say which information need it answers: write its purpose."
	case "nothing-counted":
		return "It does not say what is counted: name its base measures."
	case "purpose-and-counted":
		return "It says which information need it answers, and what is counted."
	case "collected":
		return "It says how values are collected."
	case "inputs-no-collection":
		return "Of measures that it is computed from nobody has written down how values are collected: say it there. Measures: " + n + "."
	case "no-collection":
		return "Nobody has written down how values are collected: say it so that somebody else would come to the same."
	case "short-history":
		return n + " values are too few to tell whether the target can be reached: look again with more."
	case "was-reached":
		return "The target was reached before."
	case "out-of-reach":
		return "No value so far has reached the target, and none will if nothing changes: plan what is to change, or set another target."
	case "within-reach":
		return "The target was not reached yet, and nothing in its values says that it cannot be."
	case "leads-away":
		return "The target was not reached yet, and the trend leads away from it: plan what is to change, or set another target."
	case "no-chance":
		return "If what moved it goes on, the chance of meeting a target by its day is below 1 %: plan what is to change, or set another target."
	case "hardly":
		return "If what moved it goes on, the chance of meeting a target by its day is about " + n + " %: plan what is to change, or set another target."
	case "counts":
		return "Objectives that count it: " + n + "."
	case "feeds":
		return "Measures that are computed from it: " + n + "."
	case "feeds-nothing":
		return "It is only counted, and no measure is computed from it: use it in a formula, or ask what it is for."
	case "counts-nowhere":
		return "No objective counts it, and no measure is computed from it: link it to an objective, or ask what it is for."
	case "dated":
		return "Targets on it with a day: " + n + "."
	case "no-date":
		return "No objective says by which day a target on it is to be reached: give one a target."
	case "leading":
		return "It tells of what is to come."
	case "lagging":
		return "It tells of what was: set a leading measure beside it."
	case "no-timing":
		return "It does not say whether it is leading or lagging: say it."
	case "covers":
		return "It says which parameters or mechanism it covers."
	case "covers-nothing":
		return "It does not say what it covers: choose parameters or a mechanism."
	case "advises":
		return "It says what to do when it is off."
	case "no-advice":
		return "It does not say what to do when it is off: write advice."
	case "from-source":
		return "Values are read from a source or computed from what is, and not chosen."
	case "not-by-owner":
		return "Values are entered by somebody other than its owner."
	case "inputs-not-by-owner":
		return "What it is computed from is read, or entered by somebody other than who answers for it."
	case "inputs-by-owner":
		return "It is computed from measures whose values are entered by whoever answers for them: name a collector there, or read them from a source. Measures: " + n + "."
	case "by-owner":
		return "Whoever answers for the values also enters them: name a collector, or read them from a source."
	case "asked-for":
		return "It has a purpose, and somebody to be told."
	case "nobody-asks":
		return "It lacks a purpose or a customer: say who decides by it, and what."
	case "small-sample":
		return "The sample is too small to tell the band, or its size is not told: take more cases, and tell their number."
	case "gaps":
		return "Of the periods due, " + n + " % have a value: find out why the others lack one."
	case "no-values":
		return "There is no value yet by which to tell."
	case "complete":
		return "Nine in ten periods due or more have a value, collected in a way that is written down."
	case "fresh":
		return "Its value is fresh."
	case "not-fresh":
		return "Its value is late or missing: see to it that the next one arrives, or collect less often."
	case "analyst-apart":
		return "Somebody other than owner and collector says what values mean."
	case "analyst-not-apart":
		return "Nobody apart from owner and collector says what values mean: name an analyst."
	case "cost-told":
		return "What its collection costs in a year is told."
	case "automatic":
		return "Values arrive without anybody's work."
	case "inputs-cost-told":
		return "What it costs in a year to collect what it is computed from is told."
	case "inputs-no-cost":
		return "It is computed from measures whose values somebody enters, and what that costs is not told: estimate it there. Measures: " + n + "."
	case "no-cost":
		return "What its collection costs is not told: estimate it, and weigh it against the objectives that count it."
	case "collected-by-source":
		return "The values come from a source; no collector is needed."
	case "inputs-collected":
		return "Of all that it is computed from and that somebody enters it is told who collects it."
	case "inputs-no-collector":
		return "It is computed from measures whose values somebody enters, and nobody is named who collects them: name somebody there. Measures: " + n + "."
	case "no-collector":
		return "Nobody is named who collects values: name somebody."
	case "owner-collects":
		return "Owner and collector are one person: name another collector, or say why it has to be so."
	case "together-for-a-reason":
		return "One person has two of these parts, for a reason that is written down."
	case "collector-apart":
		return "Owner and collector are two people."
	case "no-analyst":
		return "Nobody is named who says what values mean: name an analyst."
	case "collector-analyses":
		return "Collector and analyst are one person: better let another one say what the values mean."
	case "owner-analyses":
		return "Owner and analyst are one person, who judges their own work: better let another one do so."
	case "no-customer":
		return "Nobody is named for whom it is measured: name who decides by it."
	case "customers-take-part":
		return "All its customers also own, collect or analyse it: name somebody who decides by it."
	case "customers":
		return "Customers: " + n + "."
	}
	return x.Finding
}

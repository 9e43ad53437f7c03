package web

import (
	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/period"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// The words of what records hold as codes. Keys stand written out, so that the catalogue's test finds them.
var (
	viaWords         = map[string]words.Key{"web": "via.web", "api": "via.api", "cli": "via.cli", "demo": "via.demo"}
	directionWords   = map[score.Direction]words.Key{score.Higher: "direction.higher", score.Lower: "direction.lower", score.Range: "direction.range"}
	aggregationWords = map[period.Aggregation]words.Key{period.Last: "aggregation.last", period.Sum: "aggregation.sum", period.Mean: "aggregation.mean", period.Min: "aggregation.min",
		period.Max: "aggregation.max", period.Rate: "aggregation.rate", period.Distinct: "aggregation.count-distinct"}
	lengthWords = map[period.Length]words.Key{period.Day: "period.day", period.Week: "period.week", period.Month: "period.month", period.Quarter: "period.quarter", period.Year: "period.year"}
	formatWords = map[string]words.Key{"lynis": "format.lynis", "xccdf": "format.xccdf", "gophish": "format.gophish", "prometheus": "format.prometheus", "csv": "format.csv", "xlsx": "format.xlsx", "json": "format.json"}
	roleWords   = map[access.Role]words.Key{access.Administrator: "role.administrator", access.ISMSManager: "role.isms-manager",
		access.Owner: "role.owner", access.Collector: "role.collector", access.Auditor: "role.auditor", access.Executive: "role.executive",
		access.UnitHead: "role.unit-head", access.Analyst: "role.analyst", access.Liaison: "role.liaison", access.Operator: "role.operator", access.Employee: "role.employee"}
	didWords    = map[string]words.Key{"created": "today.did.created", "updated": "today.did.updated", "retired": "today.did.retired", "erased": "today.did.erased", "noted": "today.did.noted"}
	spanWords   = map[string]words.Key{showLate: "expiring.late", show30: "expiring.in-30", show90: "expiring.in-90", showLater: "expiring.later"}
	showSpan    = map[string]words.Key{showLate: "expiring.show-late", show30: "expiring.show-30", show90: "expiring.show-90", showLater: "expiring.show-later"}
	fieldWords  = map[string]words.Key{"login": "sign.name", "password": "sign.password"}
	choiceWords = map[access.Role]words.Key{access.ISMSManager: "choice.isms-manager", access.Owner: "choice.owner", access.Auditor: "choice.auditor",
		access.Executive: "choice.executive", access.UnitHead: "choice.unit-head", access.Analyst: "choice.analyst", access.Liaison: "choice.liaison",
		access.Operator: "choice.operator", access.Employee: "choice.employee", access.Administrator: "choice.administrator"}
	reviewWords = map[string]words.Key{measure.VerdictAct: "expiring.act", measure.VerdictRetire: "expiring.retire"} // what the last review of a measure decided and is still to be done
	stateWords  = map[string]words.Key{"draft": "state.draft", "in-review": "state.in-review", "approved": "state.approved", "active": "state.active",
		"closed": "state.closed", "withdrawn": "state.withdrawn"}
)

// say gives the words for a code, and the code itself where there are none.
func say[C ~string](l *words.Language, known map[C]words.Key, code C, args ...words.Arg) string {
	if key, ok := known[code]; ok {
		return l.Text(key, args...)
	}
	return string(code)
}

// text says a message in the reader's language.
func (l *look) text(key words.Key, args ...words.Arg) string { return l.language().Text(key, args...) }

func (l *look) language() *words.Language {
	if l.frame.Words == nil {
		return words.English
	}
	return l.frame.Words
}

// actor names who did something: the person where one is known to the reader, else by what means it came.
func (l *look) actor(a journal.Actor) string {
	if name := l.ActorTitle(a); name != "" {
		return name
	}
	return say(l.language(), viaWords, a.Via)
}

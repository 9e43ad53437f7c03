package page

import (
	"context"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/form"
)

// Edit is the form of a record of any kind. It posts to Action what its inputs are called.
type Edit struct {
	Frame
	Kind     string // the kind's name, as in objective
	Code     string // of the record; empty: a new one
	Called   string // the record's title
	Action   string
	List     string // address of the list of the kind
	Back     string // address of the page that is left without saving
	From     int64  // the earlier revision whose words the form begins with; 0: the present one
	Upstream bool   // the form begins with new words of the measure library
	Revision int64  // that the form begins with; 0: a new record
	Titled   bool   // records of the kind have a title
	Title    string
	Name     string // in files and addresses; empty: it is made from the title
	Inputs   []form.Input
	Wrong    []Wrong
	Theirs   []Theirs            // what others saved since the form was opened
	Once     string              // tells the form of a new record from others
	Since    int64               // the revision before that; 0: they were not brought in
	MovedOn  *MovedOn            // to which state somebody moved the record since; nil: to none
	Offered  map[string][]string // what references to a kind offer
	Focus    string              // path of the list that has got an entry; empty: none
	Files    bool                // some input takes a file
	// Review is what saving would change: then it is shown in place of the form, with what was entered and a reason to be given. nil: the form.
	Review        *Review
	Entered       []Param // of a review
	Reason        string
	ReasonMissing bool
	Falls         *Falls // where the last value of a measure falls on the scale that is entered; nil: it is none
	// Part is which page of several is shown; empty: all there is, on one.
	Part    string
	Says    []Said        // what was entered so far, of the last of the parts
	Plan    *Plan         // nil: none is declared along
	Answers []Requirement // how an objective would answer ISO/IEC 27001:2022, 6.2 a to l; of other kinds none
	// Criteria are those by which the construct of a measure is judged; of other kinds none.
	Criteria []Criterion
	Keeps    bool            // the reader has drafts that the server keeps
	Draft    string          // the draft that is gone on with; empty: none
	Begun    []Draft         // of the kind, that could be gone on with instead
	Makes    map[string]bool // kinds of which a new record can be made for a reference
	For      *Awaited        // the form that waits for this record; nil: none
}

// Awaited is a form that waits for a record that is made for it.
type Awaited struct{ Title, Kind, Path string }

// InputID is the identifier of the input at a path of a form.
func InputID(path string) string { return id(path) }

// Wrong is what is wrong with what was entered at a path; an empty path is the whole.
type Wrong struct {
	Path, Reason, Remedy string
	Name                 string // what the field is called, on a page that is not its form; empty: it is told elsewhere, or of no field
	To                   string // address of that field in a form; empty: none leads there
}

// Theirs is what somebody else saved at a place since the form was opened.
type Theirs struct {
	ID, Path, Name, By string
	Value              string // as people read it; empty: they took away what stood there
	Taken              bool   // it was taken over: nothing else was entered
}

// MovedOn is that somebody moved a record while somebody else changed it.
type MovedOn struct{ State, By string }

// Review is what saving would change.
type Review struct {
	Changes     []Change
	Effects     []ScoreEffect // scores that would differ, from the scorecard down
	MoreEffects int           // how many more there are
	Asks        bool          // a reason is asked for
	Closed      []Ref         // closed periods that it reaches into
	Waits       bool          // what is saved waits for approval, and only then are the scores like that
	Past        *PastEffects  // what it makes of figures of the past; nil: nothing
}

// ScoreEffect is one score as it is and as it would be.
type ScoreEffect struct {
	Ref
	Kind      string
	Then, Now Score
	Change    *float64 // points; nil: one of the two has no band
	// Where an objective stands against its plan, as it is and as it would be; empty of all else.
	Stood, Stands Attainment
}

// moves says how where the objective stands would change; empty where it does not.
func (e ScoreEffect) moves(f Frame) string {
	if e.Stood == e.Stands {
		return ""
	}
	return f.t("edit.review.stands", words.T("then", e.Stood.word(f)), words.T("now", e.Stands.word(f)))
}

// Render writes the page.
func (p Edit) Render(ctx context.Context, w io.Writer) error {
	names := fields.English.Kind(p.Kind)
	title := p.t("edit.title", words.T("code", p.Code), words.T("title", p.Called))
	last := crumb{p.t("edit.crumb", words.T("code", p.Code)), ""}
	if p.Code == "" {
		title = p.t("edit.new", words.T("kind", names.One))
		last = crumb{title, ""}
	}
	t := top{section: sectionOf(p.Kind), title: title, crumbs: []crumb{{names.Titles, p.List}, last}, error: len(p.Wrong) > 0 || p.ReasonMissing}
	if p.Review != nil {
		return shell(p.Frame, t, reviewBody(p)).Render(ctx, w)
	}
	if p.Part != "" {
		return p.renderPart(ctx, w)
	}
	return shell(p.Frame, t, editBody(p)).Render(ctx, w)
}

// sectionOf is the entry of the rail that records of a kind are found under.
func sectionOf(kind string) section {
	switch kind {
	case "objective":
		return sectionObjectives
	case "measure":
		return sectionMeasures
	case "unit":
		return sectionUnits
	case "strategy-link":
		return sectionStrategy
	case "source":
		return sectionEvidence
	}
	return sectionRecords
}

// label is what an input is called.
func (p Edit) label(in form.Input) string { return p.titleOf(p.Kind, in.Field) }

// titleOf is what a field of a kind is called, or a part of an entry that the kernel adds: the day from which it holds, its reason, its name.
func (f Frame) titleOf(kind, field string) string {
	switch field {
	case "from":
		return f.t("edit.entry.from")
	case "reason":
		return f.t("edit.entry.reason")
	case "key":
		return f.t("edit.entry.key")
	}
	return fields.English.Title(kind, field)
}

func (p Edit) help(in form.Input) string {
	switch {
	case in.Begins && in.Required:
		return p.t("edit.entry.from-hint")
	case in.Begins && in.Control == form.Day:
		return p.t("edit.entry.from-first-hint")
	case in.Begins:
		return ""
	}
	help := fields.English.Help(p.Kind, in.Field)
	var look string
	switch in.Look {
	case "share":
		look = p.t("edit.look.share")
	case "money":
		look = p.t("edit.look.money")
	case "duration":
		look = p.t("edit.look.duration")
	case "expression":
		look = p.t("edit.look.expression")
	}
	return strings.TrimSpace(help + " " + look)
}

// wrong lists what is wrong at a path.
func (p Edit) wrong(path string) []Wrong {
	var out []Wrong
	for _, w := range p.Wrong {
		if w.Path == path {
			out = append(out, w)
		}
	}
	return out
}

// said is what is wrong, and what to do, as a sentence.
func (w Wrong) said(f Frame) string {
	if w.Reason == "is required" { // the kernel's remedy is for those who write files
		return f.t("edit.needed")
	}
	reason := w.Reason
	if first, _, _ := strings.Cut(reason, " "); slices.Contains([]string{"is", "has", "would", "closes"}, first) { // the path that it speaks of stands before it elsewhere
		reason = "this " + reason
	}
	text := strings.ToUpper(reason[:min(1, len(reason))]) + reason[min(1, len(reason)):]
	if w.Remedy == "" {
		return text + "."
	}
	if strings.HasPrefix(w.Remedy, "Write it by ISO 8601") { // as files have it
		return text + ". " + f.t("edit.look.duration-remedy")
	}
	return text + ". " + w.Remedy + "."
}

// at is the nearest input that there is for a path: that of the field, or of what it is in.
func (p Edit) at(path string) string {
	for path != "" {
		if has(p.Inputs, path) || p.Plan != nil && has(p.Plan.Inputs, path) || path == "title" || path == "name" {
			return path
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			return ""
		}
		path = path[:cut]
	}
	return ""
}

func has(list []form.Input, path string) bool {
	for _, in := range list {
		if in.Path == path || has(in.Inputs, path) {
			return true
		}
		for _, e := range in.Entries {
			if e.Path == path || has(e.Inputs, path) {
				return true
			}
		}
	}
	return false
}

// parted parts inputs into those that are needed, filled in or at fault, and the others, which are folded away.
func (p Edit) parted(list []form.Input) (first, others []form.Input) {
	for _, in := range list {
		atFault := false
		for _, w := range p.Wrong {
			atFault = atFault || w.Path == in.Path || strings.HasPrefix(w.Path, in.Path+".") || strings.HasPrefix(w.Path, in.Path+"[")
		}
		if p.needs(in) || in.Begins || ofScale[p.Kind+" "+in.Field] || prominent[p.Kind+" "+in.Path] || in.Filled() || atFault || p.Focus == in.Path || strings.HasPrefix(p.Focus, in.Path+".") || strings.HasPrefix(p.Focus, in.Path+"[") {
			first = append(first, in)
		} else {
			others = append(others, in)
		}
	}
	if len(others) == 1 && others[0].Control != form.Group || len(first) == 0 { // there is nothing to gain
		return list, nil
	}
	return first, others
}

// needs tells whether an input is needed, on its own or within a group that is.
func (p Edit) needs(in form.Input) bool { return in.Required || needed[p.Kind+" "+in.Field] }

// needed are inputs that a scale needs, though the group that they are in could do without them: a range has thresholds on both sides. ofScale stand beside
// them, for thresholds are read in their order.
var (
	needed = map[string]bool{"measure scale.direction": true, "measure scale.knots": true, "measure scale.knots.red": true, "measure scale.knots.green": true,
		"measure scale.upper.red": true, "measure scale.upper.green": true}
	ofScale = map[string]bool{"measure scale.knots.worst": true, "measure scale.knots.target": true, "measure scale.upper.worst": true, "measure scale.upper.target": true}
)

// prominent are inputs that a form shows though they can be left empty: what most records of the kind say.
var prominent = map[string]bool{"objective spec.statement": true, "objective spec.rationale": true, "objective spec.communication": true, "objective spec.review": true, "objective spec.evaluation": true, "objective spec.not_practicable": true, "objective spec.measures": true, "objective spec.targets": true, "measure spec.purpose": true, "measure spec.unit_of_measure": true, "measure spec.scale": true, "measure spec.review": true, "measure spec.natural_limits": true,
	"initiative spec.objectives": true, "action spec.objective": true, "action spec.result": true, "person spec.email": true, "person spec.function": true, "unit spec.level": true, "unit spec.parent": true, "unit spec.head": true,
	"measure spec.source": true, "measure spec.value": true, "period-close spec.unit": true, "period-close spec.scorecard": true, "benchmark spec.values": true, "benchmark spec.unit_of_measure": true, "benchmark spec.source": true, "benchmark spec.published": true}

// Begins tells whether a new record of a kind begins with an empty entry in the list at a path: most records of the kind have one.
func Begins(kind, path string) bool { return prominent[kind+" "+path] }

// notInIDs is what an identifier of an element cannot have where style sheets and scripts look for it.
var notInIDs = regexp.MustCompile(`[^a-zA-Z0-9_-]+`)

// id is the identifier of an input.
func id(path string) string { return "f-" + strings.Trim(notInIDs.ReplaceAllString(path, "-"), "-") }

func describedBy(p Edit, in form.Input) string {
	var out []string
	if p.help(in) != "" {
		out = append(out, id(in.Path)+"-hint")
	}
	if len(p.wrong(in.Path)) > 0 {
		out = append(out, id(in.Path)+"-wrong")
	}
	return strings.Join(out, " ")
}

// quoted is a value within a sentence.
func (p Edit) quoted(value string) string {
	if value == "" {
		return p.t("edit.theirs.nothing")
	}
	return "“" + p.ofField(value) + "”"
}

func (p Edit) theirsAt(in form.Input) []Theirs {
	var out []Theirs
	for _, t := range p.Theirs {
		if t.Path == in.Path {
			out = append(out, t)
		}
	}
	return out
}

// fieldName is what a path of a record is called: titles of fields, with places in lists counted from 1.
func (p Edit) fieldName(path string) string {
	if rest, ok := strings.CutPrefix(path, PlanRoot+"."); ok {
		return p.t("edit.plan.along", words.T("title", fields.English.Title("initiative", placeIn.ReplaceAllString(rest, "[]"))))
	}
	return fields.English.Title(p.Kind, placeIn.ReplaceAllString(strings.TrimPrefix(path, "spec."), "[]"))
}

var placeIn = regexp.MustCompile(`\[\d+\]`)

func entryName(n int) string { return strconv.Itoa(n + 1) }

// rows is how many lines of text are shown at least; more where there are more.
func (p Edit) rows(in form.Input) string {
	if in.Len > oneLine {
		return "3"
	}
	return "1"
}

// oneLine is how long a text can be that mostly takes one line.
const oneLine = 1000

// draft names the form for the browser that keeps what is typed: whose it is, of which record, and from which revision on.
func (p Edit) draft() string {
	who := ""
	if p.Person != nil {
		who = p.Person.Name
	}
	return strings.TrimSuffix(p.Action+" "+strconv.FormatInt(p.Revision, 10)+" "+who+" "+p.Part, " ")
}

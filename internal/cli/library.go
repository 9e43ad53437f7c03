package cli

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/direction"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/library"
)

type libraryCommand struct {
	List    libraryListCommand    `cmd:"" help:"List measures of the library, by words or by what they cover."`
	Show    libraryShowCommand    `cmd:"" help:"Describe a measure of the library in full."`
	Declare libraryDeclareCommand `cmd:"" help:"Print the declarations with which a measure of the library is adopted, for put or a programme."`
	Adopt   libraryAdoptCommand   `cmd:"" help:"Adopt a measure of the library: make it, and measures for what is counted for it."`
	Changes libraryChangesCommand `cmd:"" help:"Say what has changed in a measure of the library since a version of it."`
}

type libraryListCommand struct {
	output
	Words       []string `arg:"" optional:"" help:"Words of title, purpose or topic, or their beginnings; all of them must be found."`
	Parameter   string   `help:"Only what covers this one of the fifteen parameters." placeholder:"NAME"`
	Perspective string   `help:"Only what suits this perspective: business-value, customer, internal-process or learning-and-growth." placeholder:"NAME"`
	Type        string   `help:"Only this type: implementation, performance, effectiveness, efficiency or impact." placeholder:"TYPE"`
	Timing      string   `help:"Only leading or lagging ones." placeholder:"leading|lagging"`
}

// listedMeasure is what list prints of one.
type listedMeasure struct {
	Key        string   `json:"key"`
	Title      string   `json:"title"`
	Topic      string   `json:"topic"`
	Type       string   `json:"type"`
	Timing     string   `json:"timing"`
	Parameters []string `json:"parameters"`
}

// Run lists measures, the best hits first.
func (c *libraryListCommand) Run(r *run) error {
	for name, x := range map[string]struct {
		text  string
		words []string
	}{"parameter": {c.Parameter, direction.Parameter("").Words()}, "perspective": {c.Perspective, library.Perspective("").Words()}} {
		if err := amongWords(name, x.text, x.words); err != nil {
			return err
		}
	}
	found := library.All()
	if len(c.Words) > 0 {
		found = library.Search(strings.Join(c.Words, " "))
	}
	found = library.Filter{Parameter: direction.Parameter(c.Parameter), Perspective: library.Perspective(c.Perspective), Type: c.Type, Timing: c.Timing}.Of(found)
	list, columns := make([]listedMeasure, 0, len(found)), table{head: []string{"KEY", "TITLE", "TYPE", "TOPIC"}}
	for i := range found {
		e := &found[i]
		one := listedMeasure{Key: e.Key, Title: e.Title, Topic: e.Topic.Title, Type: e.Type, Timing: e.Timing, Parameters: []string{}}
		for _, p := range e.Parameters {
			one.Parameters = append(one.Parameters, string(p))
		}
		list = append(list, one)
		columns.add(e.Key, e.Title, e.Type, e.Topic.Title)
	}
	return c.print(r.out, list, columns)
}

// amongWords refuses a word that is none of some.
func amongWords(name, text string, words []string) error {
	for _, w := range words {
		if text == "" || text == w {
			return nil
		}
	}
	return fault.InvalidField("nothing can be listed", fault.Field{Path: name, Reason: fmt.Sprintf("is %q", text), Remedy: "Use one of " + strings.Join(words, ", ")})
}

type libraryShowCommand struct {
	Key string `arg:"" help:"Key of the measure, as list prints it."`
}

// Run describes one measure.
func (c *libraryShowCommand) Run(r *run) error {
	e, err := library.Get(c.Key)
	if err != nil {
		return err
	}
	var b strings.Builder
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%-12s %s\n", name, strings.ReplaceAll(text, "\n", "\n             "))
		}
	}
	fmt.Fprintf(&b, "%s\n\n", e.Title)
	line("Key", e.Key+", version "+strconv.Itoa(e.Number))
	line("Topic", e.Topic.Title)
	line("Purpose", e.Purpose)
	line("Kind", strings.Join([]string{e.Type, e.Timing, string(e.Perspective)}, ", "))
	var covers []string
	for _, p := range e.Parameters {
		covers = append(covers, string(p))
	}
	line("Covers", strings.Join(covers, ", "))
	line("Unit", e.UnitOfMeasure)
	line("Every", strconv.Itoa(e.PeriodDays)+" days")
	line("Formula", e.Formula)
	for _, base := range e.Base {
		line("  "+base.Name, base.Title+": "+base.Counted)
	}
	line("Thresholds", e.ScaleWhy)
	line("When red", e.WhenRed)
	line("When green", e.WhenGreen)
	line("Data", strings.Join(e.Sources, "; "))
	line("Beware", e.Caveat)
	_, err = fmt.Fprint(r.out, b.String())
	return err
}

type libraryDeclareCommand struct {
	Key      string `arg:"" help:"Key of the measure, as list prints it."`
	Unit     string `help:"Name of the unit whose values they are." required:"" placeholder:"NAME"`
	Owner    string `help:"Name of the person who answers for them." required:"" placeholder:"NAME"`
	Name     string `help:"Name of the new measure; the key unless given." placeholder:"NAME"`
	Title    string `help:"Its title; that of the library unless given." placeholder:"TITLE"`
	Currency string `help:"Where something is counted in money: its currency, such as EUR." placeholder:"CODE"`
}

// Run prints declarations: what is counted, and the measure that is made of it.
func (c *libraryDeclareCommand) Run(r *run) error {
	list, err := library.Declaration(c.Key, library.Choices{Unit: c.Unit, Owner: c.Owner, Name: c.Name, Title: c.Title, Currency: c.Currency})
	if err != nil {
		return err
	}
	for i, d := range list {
		if i > 0 {
			if _, err := fmt.Fprintln(r.out, "---"); err != nil {
				return err
			}
		}
		if _, err := r.out.Write(ascode.Document{Kind: d.Kind, Name: d.Name, Title: d.Title, Spec: d.Spec}.Bytes(kinds.Registry())); err != nil {
			return err
		}
	}
	return nil
}

type libraryChangesCommand struct {
	Key   string `arg:"" help:"Key of the measure, as list prints it."`
	Since int    `help:"The version that was adopted." required:"" placeholder:"VERSION"`
}

// Run says what has changed since a version.
func (c *libraryChangesCommand) Run(r *run) error {
	u, err := library.Changes(c.Key, c.Since)
	if err != nil {
		return err
	}
	if u.From == u.To {
		_, err := fmt.Fprintf(r.out, "version %d is the latest\n", u.To)
		return err
	}
	for _, note := range u.Notes {
		if _, err := fmt.Fprintln(r.out, note); err != nil {
			return err
		}
	}
	t := table{head: []string{"FIELD", "WAS", "IS"}}
	for _, f := range u.Fields {
		t.add(f.Path, f.From, f.To)
	}
	return t.print(r.out)
}

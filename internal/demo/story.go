package demo

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"text/template"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// programme is what does not depend on the day on which the story is told.
//
//go:embed programme/*.yaml
var programme embed.FS

// story is what has dates of the story, or changes in it.
//
//go:embed story/*.yaml.tmpl
var story embed.FS

// page is a file of the story: from which month it is declared, and whether only once, because others than the ISMS manager
// go on with it.
type page struct {
	name string
	from int
	once bool
}

// pages in the order of their declaration, from which codes follow.
var pages = []page{
	{name: "objectives.yaml.tmpl"}, {name: "objectives-value.yaml.tmpl"}, {name: "objectives-customers.yaml.tmpl"}, {name: "objectives-process.yaml.tmpl"}, {name: "objectives-people.yaml.tmpl"},
	{name: "measures.yaml.tmpl"}, {name: "plan.yaml.tmpl"}, {name: "initiatives.yaml.tmpl"}, {name: "benchmarks.yaml.tmpl"},
	{name: "survey.yaml.tmpl"}, {name: "care.yaml.tmpl", from: 14},
	{name: "actions.yaml.tmpl", from: 16, once: true}, {name: "late-actions.yaml.tmpl", from: 22, once: true},
	{name: "late-objectives.yaml.tmpl", from: 23}, {name: "late-plan.yaml.tmpl", from: 23}, {name: "late-close.yaml.tmpl", from: 23},
}

// pages reads what is declared in a month: of what has ended or is as it was, a declaration changes nothing.
func (t *teller) pages(month int, first bool) ([]record.Change, error) {
	var changes []record.Change
	if first {
		dir, err := fs.Sub(programme, "programme")
		if err != nil {
			return nil, err
		}
		if changes, err = ascode.ReadDir(dir); err != nil {
			return nil, err
		}
	}
	for _, p := range pages {
		if month < p.from || p.once && month > p.from {
			continue
		}
		more, err := t.told(p.name, month)
		if err != nil {
			return nil, err
		}
		changes = append(changes, more...)
	}
	return changes, nil
}

// told fills in a page of the story, as it is in a month. In it, day gives the day that lies some months after the first, raised the one from which the first targets are higher, since tells whether the story has come to a
// month, and quarter speaks of a quarter of the calendar: 0 is the one that is closed, 1 the next.
func (t *teller) told(name string, month int) ([]record.Change, error) {
	text, err := template.New(name).Funcs(template.FuncMap{
		"day":     func(months int) string { return civil.OfTime(t.first.AddDate(0, months, 0)).String() },
		"raised":  func() string { return civil.OfTime(t.first.AddDate(0, raised, raisedDay)).String() },
		"since":   func(from int) bool { return month >= from },
		"quarter": t.quarter,
	}).ParseFS(story, "story/"+name)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := text.Execute(&b, nil); err != nil {
		return nil, err
	}
	changes, bad := ascode.Read(name, b.Bytes())
	return changes, fault.InvalidFields("the demonstration's story cannot be read", bad)
}

func (t *teller) quarter(n int, what string) string {
	end := t.end(t.closing() + 3*n)
	begin := t.end(t.closing()+3*n-3).AddDate(0, 0, 1)
	switch what {
	case "from":
		return civil.OfTime(begin).String()
	case "until":
		return civil.OfTime(end).String()
	case "name":
		return fmt.Sprintf("q%d-%d", (int(end.Month())+2)/3, end.Year())
	}
	return fmt.Sprintf("Q%d %d", (int(end.Month())+2)/3, end.Year())
}

// action reads one action as it is once it is done.
func (t *teller) action(name string) ([]record.Change, error) {
	for _, p := range pages {
		if !p.once {
			continue
		}
		changes, err := t.told(p.name, months)
		if err != nil {
			return nil, err
		}
		for i := range changes {
			if changes[i].Name == name {
				return changes[i : i+1], nil
			}
		}
	}
	return nil, fmt.Errorf("there is no action %s", name)
}

// as is someone of the story.
func (t *teller) as(person string, role access.Role) access.Principal {
	who := access.Principal{Role: role, Via: "demo"}
	if p, ok := t.st.Snapshot().Lookup("person", person); ok {
		who.Person = p.UID
	}
	return who
}

// only chooses records by their names.
func only(names ...string) func(*record.Record) bool {
	return func(r *record.Record) bool { return slices.Contains(names, r.Name) }
}

// move makes a move of every record that it leads on from, and that is chosen.
func (t *teller) move(who access.Principal, move, reason string, which func(*record.Record) bool) error {
	var moves []record.Change
	snapshot := t.st.Snapshot()
	for _, k := range snapshot.Registry().Kinds() {
		for r := range snapshot.List(k.Name, false) {
			if _, ok := k.Lifecycle.Move(move, r.State); ok && which(r) {
				moves = append(moves, record.Change{Move: move, Declaration: record.Declaration{Kind: r.Kind, UID: r.UID, Name: r.Name}})
			}
		}
	}
	if len(moves) == 0 {
		return nil
	}
	_, err := t.svc.Declare(t.ctx, who, moves, reason)
	return err
}

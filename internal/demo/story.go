package demo

import (
	"bytes"
	"embed"
	"io/fs"
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

// promise is what the objectives say at one time of the story.
type promise struct{ Hardening, Compliance int }

// told fills in a page of the story. In it, day gives the day that lies some months after the first.
func (t *teller) told(name string, data any) ([]record.Change, error) {
	day := func(months int) string { return civil.OfTime(t.first.AddDate(0, months, 0)).String() }
	page, err := template.New(name).Funcs(template.FuncMap{"day": day}).ParseFS(story, "story/"+name)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := page.Execute(&b, data); err != nil {
		return nil, err
	}
	changes, bad := ascode.Read(name, b.Bytes())
	return changes, fault.InvalidFields("the demonstration's story cannot be read", bad)
}

func (t *teller) declare() error {
	dir, err := fs.Sub(programme, "programme")
	if err != nil {
		return err
	}
	changes, err := ascode.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, page := range []struct {
		name string
		data any
	}{{"objectives.yaml.tmpl", promise{75, 80}}, {"plan.yaml.tmpl", nil}, {"actions.yaml.tmpl", ""}} {
		more, err := t.told(page.name, page.data)
		if err != nil {
			return err
		}
		changes = append(changes, more...)
	}
	if _, err = t.svc.Declare(t.ctx, operator, changes, "First programme, drafted with the heads of the units"); err != nil {
		return err
	}
	return t.agree("Agreed by the steering committee")
}

// as is someone of the story.
func (t *teller) as(person string, role access.Role) access.Principal {
	p, _ := t.st.Snapshot().Lookup("person", person)
	return access.Principal{Role: role, Person: p.UID, Via: "demo"}
}

// agree takes what waits through its approval: the ISMS manager submits, the managing director, who wrote none of it,
// approves, and those whose it is begin.
func (t *teller) agree(reason string) error {
	for _, step := range []struct {
		move   string
		person string
		role   access.Role
	}{
		{"submit", "isms-manager", access.ISMSManager}, {"approve", "managing-director", access.Executive},
		{"activate", "isms-manager", access.ISMSManager}, {"start", "head-of-it-operations", access.Owner}, {"begin", "head-of-it-operations", access.Owner},
	} {
		if err := t.move(t.as(step.person, step.role), step.move, reason); err != nil {
			return err
		}
	}
	return nil
}

// move makes a move of every record that it leads on from.
func (t *teller) move(who access.Principal, move, reason string) error {
	var moves []record.Change
	snapshot := t.st.Snapshot()
	for _, k := range snapshot.Registry().Kinds() {
		for r := range snapshot.List(k.Name, false) {
			if _, ok := k.Lifecycle.Move(move, r.State); ok {
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

// raise moves both targets. Once the managing director has approved that, the objectives are judged by the new ones.
func (t *teller) raise() error {
	t.clock.set(t.first.AddDate(0, raised+1, 14))
	changes, err := t.told("objectives.yaml.tmpl", promise{80, 85})
	if err != nil {
		return err
	}
	if _, err = t.svc.Declare(t.ctx, t.as("isms-manager", access.ISMSManager), changes, "Half-year review: both targets can be raised"); err != nil {
		return err
	}
	return t.agree("The committee raised both targets after the half-year review")
}

// follow has an action done, with its result, by who owns it, and verified by someone else.
func (t *teller) follow() error {
	t.clock.set(t.first.AddDate(0, followed+1, 10))
	changes, err := t.told("actions.yaml.tmpl", "The authentication rules are part of the scan again, and a scan without them now fails.")
	if err != nil {
		return err
	}
	first := changes[:1] // the other one goes on
	owner := t.as("head-of-it-operations", access.Owner)
	if _, err := t.svc.Declare(t.ctx, owner, first, "What was done"); err != nil {
		return err
	}
	for _, step := range []struct {
		who  access.Principal
		move string
	}{{owner, "finish"}, {t.as("isms-manager", access.ISMSManager), "verify"}} {
		c := record.Change{Move: step.move, Declaration: record.Declaration{Kind: first[0].Kind, Name: first[0].Name}}
		if _, err := t.svc.Declare(t.ctx, step.who, []record.Change{c}, "Two scans in a row were complete"); err != nil {
			return err
		}
	}
	return nil
}

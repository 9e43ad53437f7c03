package cli

import (
	"fmt"
	"io"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

type putCommand struct {
	connection
	output
	File       string `arg:"" help:"File of declarations, in YAML or JSON; - is standard input." predictor:"file"`
	Reason     string `help:"Why, for the journal and for everyone who reads the history." placeholder:"TEXT"`
	IfRevision *int64 `help:"Only if the record stands at this revision; 0: only if it is new. For one declaration." placeholder:"N"`
	DryRun     bool   `help:"Do everything but write."`
}

// standardInput is what places in it are called.
const standardInput = "standard input"

// Run declares what a file says, all of it or nothing, whatever anybody else has changed.
func (c *putCommand) Run(r *run) error {
	f, err := openFile(r, c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	name := c.File
	if name == "-" {
		name = standardInput
	}
	changes, err := declarations(name, f)
	if err != nil {
		return err
	}
	if c.IfRevision != nil {
		if len(changes) != 1 {
			return fault.InvalidField("nothing was declared", fault.Field{Path: "if-revision", Reason: fmt.Sprintf("is about one record, and there are %d", len(changes)), Remedy: "Put them one by one, or apply a folder"})
		}
		changes[0].IfRevision = c.IfRevision
	}
	return c.asking(r, func(to *client.Client) error {
		done, err := asked{to}.Apply(r.ctx, changes, c.Reason, c.DryRun)
		if err != nil {
			return err
		}
		return c.tell(r, done, c.DryRun)
	})
}

// declarations reads what a file declares.
func declarations(name string, f io.Reader) ([]record.Change, error) {
	b, err := io.ReadAll(io.LimitReader(f, 5<<20)) // Read says what is too long
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, Message: "the file cannot be read", Cause: err, Fields: []fault.Field{{File: name, Reason: "cannot be read", Remedy: "Check it"}}}
	}
	changes, faults := ascode.Read(name, b)
	if len(faults) == 0 && len(changes) == 0 {
		faults = []fault.Field{{File: name, Reason: "declares nothing", Remedy: "Begin with apiVersion, kind, name, title and spec"}}
	}
	return changes, fault.InvalidFields("the declarations cannot be read", faults)
}

// written is what became of changes, as data.
type written struct {
	DryRun bool          `json:"dry_run"`
	Entry  int64         `json:"entry"` // of the write; the last one where nothing was written
	Items  []writtenItem `json:"items"`
}

type writtenItem struct {
	Action record.Action `json:"action"`
	Kind   string        `json:"kind"`
	Name   string        `json:"name"`
	Code   string        `json:"code"`
}

// tell says what became of changes.
func (o output) tell(r *run, done ascode.Receipt, dry bool) error {
	out := written{DryRun: dry, Entry: done.Seq, Items: []writtenItem{}}
	t := table{head: []string{"ACTION", "CODE", "RECORD"}}
	for _, x := range done.Outcomes {
		out.Items = append(out.Items, writtenItem{x.Action, x.Kind, x.Name, x.Code})
		t.add(string(x.Action), x.Code, x.Kind+"/"+x.Name)
	}
	if err := o.print(r.out, out, t); err != nil || o.Output != "table" {
		return err
	}
	if dry {
		_, err := fmt.Fprintf(r.out, "nothing written, the last journal entry is %d\n", done.Seq)
		return err
	}
	_, err := fmt.Fprintf(r.out, "journal entry %d\n", done.Seq)
	return err
}

type retireCommand struct {
	connection
	output
	Record     reference `arg:"" help:"KIND/NAME, such as measure/M-03." predictor:"record"`
	Reason     string    `help:"Why, for the journal and for everyone who reads the history." placeholder:"TEXT"`
	IfRevision *int64    `help:"Only if the record stands at this revision." placeholder:"N"`
	DryRun     bool      `help:"Do everything but write."`
}

// Run takes a record out of use.
func (c *retireCommand) Run(r *run) error {
	return c.asking(r, func(to *client.Client) error {
		done, err := asked{to}.Apply(r.ctx, []record.Change{{Retire: true, IfRevision: c.IfRevision, Declaration: record.Declaration{Kind: c.Record.kind, Name: c.Record.name}}}, c.Reason, c.DryRun)
		if err != nil {
			return err
		}
		return c.tell(r, done, c.DryRun)
	})
}

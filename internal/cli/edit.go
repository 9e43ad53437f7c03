package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
)

type editCommand struct {
	connection
	output
	Record reference `arg:"" help:"KIND/NAME, such as objective/O-02." predictor:"record"`
	Reason string    `help:"Why, for the journal and for everyone who reads the history." placeholder:"TEXT"`
}

// Run opens a record in the editor of VISUAL or EDITOR, and declares what it then says, if the record still stands where it
// stood. What is refused is opened again, with the refusals above it; what cannot be declared is kept.
func (c *editCommand) Run(r *run) error {
	return c.asking(r, func(to *client.Client) error {
		x, err := to.Get(r.ctx, c.Record.kind, c.Record.name)
		if err != nil {
			return err
		}
		e, err := newEditing(x)
		if err != nil {
			return err
		}
		done, err := e.run(r, asked{to}, c.Reason)
		if err != nil || done == nil {
			return errors.Join(err, e.end(r, err != nil))
		}
		return errors.Join(c.tell(r, *done, false), e.end(r, false))
	})
}

// editing is one record in an editor.
type editing struct {
	of   client.Record
	path string // of the file that is edited
	body []byte // as the store has it
	text []byte // as it was opened last
}

func newEditing(x client.Record) (*editing, error) {
	d, err := document(x)
	if err != nil {
		return nil, err
	}
	d.State = "" // moves change it
	f, err := os.CreateTemp("", "steelyard-"+strings.ReplaceAll(x.Kind+"-"+x.Name, string(filepath.Separator), "-")+"-*.yaml")
	if err != nil {
		return nil, unwritten(err, "the record cannot be edited", os.TempDir())
	}
	e := &editing{of: x, path: f.Name(), body: d.Bytes(kinds.Registry())}
	e.text = append([]byte(opening(x)), e.body...)
	return e, f.Close()
}

// remark begins the lines that edit writes above a declaration, and takes away again.
const remark = "#: "

func opening(x client.Record) string {
	text := remark + fmt.Sprintf("%s %s, revision %d. Save to declare it; leave it as it is, or empty it, to change nothing.\n", x.Kind, x.Code, x.Revision)
	if x.State != "" {
		text += remark + fmt.Sprintf("It is %s; steelyard move takes it on.\n", x.State)
	}
	return text
}

// run edits until what stands there is declared, or given up: nil then.
func (e *editing) run(r *run, store ascode.Store, reason string) (*ascode.Receipt, error) {
	for {
		if err := os.WriteFile(e.path, e.text, newFile); err != nil {
			return nil, unwritten(err, "the record cannot be edited", e.path)
		}
		if err := openEditor(r, e.path); err != nil {
			return nil, err
		}
		edited, err := os.ReadFile(e.path)
		if err != nil {
			return nil, unwritten(err, "what was edited cannot be read", e.path)
		}
		same := bytes.Equal(edited, e.text)
		body := withoutRemarks(edited)
		if len(bytes.TrimSpace(body)) == 0 || same && !bytes.Contains(e.text, []byte(refusedRemark)) {
			_, _ = fmt.Fprintln(r.err, "nothing was changed")
			return nil, nil //nolint:nilnil // the user gave up, which is no failure
		}
		done, err := e.declare(r, store, body, reason)
		if err == nil {
			return &done, nil
		}
		if f := fault.Of(err); f.Code != fault.Invalid || same {
			return nil, err
		}
		e.text = append(refusal(fault.Of(err), e.of), body...)
	}
}

func (e *editing) declare(r *run, store ascode.Store, body []byte, reason string) (ascode.Receipt, error) {
	changes, err := declarations(filepath.Base(e.path), bytes.NewReader(body))
	if err != nil {
		return ascode.Receipt{}, err
	}
	if len(changes) != 1 || changes[0].Kind != e.of.Kind {
		return ascode.Receipt{}, fault.InvalidField("nothing was declared", fault.Field{File: filepath.Base(e.path), Reason: "is not one declaration of kind " + e.of.Kind, Remedy: "Leave kind as it is; steelyard put declares others"})
	}
	changes[0].UID, changes[0].IfRevision = record.UID(e.of.UID), &e.of.Revision
	// an interrupt that was meant for the editor has ended the context of the command
	ctx, stop := signal.NotifyContext(context.WithoutCancel(r.ctx), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return store.Apply(ctx, changes, reason, false)
}

// end removes the file, unless something in it would be lost.
func (e *editing) end(r *run, failed bool) error {
	if edited, err := os.ReadFile(e.path); failed && err == nil && !bytes.Equal(withoutRemarks(edited), e.body) {
		_, _ = fmt.Fprintf(r.err, "what you wrote is kept in %s; steelyard put takes it\n", e.path)
		return nil
	}
	return os.Remove(e.path)
}

const refusedRemark = remark + "It was refused: "

// refusal gives what was refused as lines above a declaration.
func refusal(f *fault.Error, of client.Record) []byte {
	var b strings.Builder
	b.WriteString(opening(of))
	b.WriteString(refusedRemark + plain(f.Message) + "\n")
	above := strings.Count(b.String(), "\n") + len(f.Fields)
	for _, x := range f.Fields {
		if x.File = ""; x.Line > 0 {
			x.Line += above // as an editor counts
		}
		b.WriteString(remark + "  " + plain(x.String()) + "\n")
	}
	return []byte(b.String())
}

func withoutRemarks(text []byte) []byte {
	var out []byte
	for line := range bytes.Lines(text) {
		if !bytes.HasPrefix(line, []byte(strings.TrimSpace(remark))) {
			out = append(out, line...)
		}
	}
	return out
}

// openEditor runs the user's editor, as others do: VISUAL or EDITOR may have arguments of their own. An interrupt typed in it
// is the editor's.
func openEditor(r *run, path string) error {
	editor := os.Getenv("VISUAL")
	if editor == "" {
		editor = os.Getenv("EDITOR")
	}
	if editor == "" {
		editor = "vi"
	}
	cmd := exec.CommandContext(context.WithoutCancel(r.ctx), "sh", "-c", editor+` "$1"`, "sh", path) //nolint:gosec // the editor is the user's own word
	cmd.Stdin, cmd.Stdout, cmd.Stderr = r.in, r.out, r.err
	if err := cmd.Run(); err != nil {
		return &fault.Error{Code: fault.Invalid, Message: "the editor failed: nothing was changed", Cause: err, Fields: []fault.Field{{Path: "EDITOR", Reason: fmt.Sprintf("%s: %v", editor, err), Remedy: "Set EDITOR to a program that edits a file"}}}
	}
	return nil
}

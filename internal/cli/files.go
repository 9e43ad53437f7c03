package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

type inspectCommand struct {
	File       string `arg:"" help:"The file, plain, gzip or zip; - is standard input." predictor:"file"`
	Format     string `help:"The format, where it should not be found by content: ${formats}." placeholder:"NAME"`
	Mapping    string `help:"How a table, metrics or JSON are read: a JSON file, see docs/reference/formats.md." placeholder:"FILE"`
	Zone       string `help:"Time zone of times that the file writes without one." default:"UTC" placeholder:"ZONE"`
	ObservedAt string `help:"When what the file says was so: until then open cases have waited. 2026-09-30T12:00:00Z, or a date." placeholder:"TIME"`
}

// Run prints what the file says, as JSON.
func (c *inspectCommand) Run(r *run) error {
	formats := app.Formats()
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return fault.InvalidField("the file cannot be read", fault.Field{Path: "zone", Reason: "is not a time zone", Remedy: "Write it like Europe/Prague"})
	}
	told, err := toldTime(c.ObservedAt)
	if err != nil {
		return err
	}
	if c.Mapping != "" {
		m, err := readMapping(r, c.Mapping)
		if err != nil {
			return err
		}
		formats = formats.By(&m)
	}
	f, err := openFile(r, c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	inspection, err := formats.Inspect(r.ctx, c.File, f, collect.Options{Format: c.Format, Zone: zone, Told: told})
	if err != nil {
		return err
	}
	return printJSON(r.out, inspection)
}

// toldTime reads when a file was so: a time, or a day, which is its last moment, as for collect. Zero: nobody tells.
func toldTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if day, err := civil.Parse(text); err == nil {
		return evaluate.EndOf(day), nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fault.InvalidField("the file cannot be read", fault.Field{Path: "observed-at", Reason: "is neither a date nor a time", Remedy: "Write a time such as 2026-09-30T12:00:00Z, or a date"})
	}
	return at, nil
}

func readMapping(r *run, name string) (mapping.Mapping, error) {
	f, err := openFile(r, name)
	if err != nil {
		return mapping.Mapping{}, err
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, 1<<20))
	if err != nil {
		return mapping.Mapping{}, fault.Wrap(fault.Invalid, err, "the mapping cannot be read")
	}
	m, err := mapping.Parse(b)
	if err != nil {
		fe := fault.Of(err)
		for i := range fe.Fields {
			fe.Fields[i].File = name
		}
		return mapping.Mapping{}, fe
	}
	return m, nil
}

type collectCommand struct {
	connection
	Source     string `arg:"" help:"Name or code of the source." predictor:"source"`
	File       string `arg:"" help:"The file, plain, gzip or zip; - is standard input." predictor:"file"`
	ObservedAt string `help:"When what the file says was so, where it does not say it itself; cases that are open have waited until then. 2026-09-30T12:00:00Z, or a date." placeholder:"TIME"`
	Reason     string `help:"For the journal." placeholder:"TEXT"`
}

// Run sends a file to a source.
func (c *collectCommand) Run(r *run) error {
	f, err := openFile(r, c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	return c.asking(r, func(to *client.Client) error {
		got, err := to.Collect(r.ctx, c.Source, client.RawFile{Name: filepath.Base(c.File), Content: f, ObservedAt: c.ObservedAt, Reason: c.Reason})
		if err != nil {
			return err
		}
		if got.Again {
			_, err = fmt.Fprintf(r.out, "run %s has read this very file before: nothing was added\n", got.ID)
			return err
		}
		_, err = fmt.Fprintf(r.out, "run %s: %s from %s, observed %s, SHA-256 %s\n", got.ID, count(got.Points, "point"), count(got.Items, "item"),
			got.ObservedAt.Format(time.RFC3339), got.SHA256)
		for _, w := range got.Warnings {
			_, _ = fmt.Fprintln(r.err, "warning:", w)
		}
		return err
	})
}

// isFolder refuses what is no folder, in the words of the user's input.
func isFolder(name string) error {
	info, err := os.Stat(name)
	if err == nil && info.IsDir() {
		return nil
	}
	reason := "is not a folder"
	if err != nil {
		reason = "there is no such folder"
	}
	return fault.InvalidField("the programme cannot be read", fault.Field{File: name, Reason: reason, Remedy: "Name a folder of YAML declarations"})
}

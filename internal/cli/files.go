package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/csvfile"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
	"github.com/steelyard-isms/steelyard/internal/service"
)

type inspectCommand struct {
	File    string `arg:"" help:"The file, plain or gzip; - is standard input."`
	Format  string `help:"The format, where it should not be found by content: lynis, xccdf, csv." placeholder:"NAME"`
	Mapping string `help:"How a CSV file is read: a JSON file, see docs/reference/formats.md." placeholder:"FILE"`
	Zone    string `help:"Time zone of times that the file writes without one." default:"UTC" placeholder:"ZONE"`
}

// Run prints what the file says, as JSON.
func (c *inspectCommand) Run(r *run) error {
	formats := app.Formats()
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return fault.InvalidField("the file cannot be read", fault.Field{Path: "zone", Reason: "is not a time zone", Remedy: "Write it like Europe/Prague"})
	}
	if c.Mapping != "" {
		m, err := readMapping(r, c.Mapping)
		if err != nil {
			return err
		}
		formats = formats.With(csvfile.Format{Mapping: &m})
	}
	f, err := openFile(r, c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	inspection, err := formats.Inspect(r.ctx, c.File, f, collect.Options{Format: c.Format, Zone: zone})
	if err != nil {
		return err
	}
	return printJSON(r.out, inspection)
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

func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

type collectCommand struct {
	database
	Source     string `arg:"" help:"Name or code of the source."`
	File       string `arg:"" help:"The file, plain or gzip."`
	ObservedAt string `help:"When what the file says was so, where it does not say it itself: 2026-09-30T12:00:00Z." placeholder:"TIME"`
	Reason     string `help:"For the journal." placeholder:"TEXT"`
}

// Run reads a file into the store.
func (c *collectCommand) Run(r *run) error {
	file := service.NewFile{Source: c.Source, Filename: filepath.Base(c.File), Reason: c.Reason}
	if c.ObservedAt != "" {
		at, err := time.Parse(time.RFC3339, c.ObservedAt)
		if err != nil {
			return fault.InvalidField("the file cannot be read", fault.Field{Path: "observed-at", Reason: "is not a time", Remedy: "Write it like 2026-09-30T12:00:00Z"})
		}
		file.ObservedAt = at
	}
	f, err := openFile(r, c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	file.Content = f
	return c.with(r, func(a *app.App) error {
		got, err := a.Service.Collect(r.ctx, app.Operator(), file)
		if err != nil {
			return err
		}
		if got.Again {
			_, err = fmt.Fprintf(r.out, "run %s has read this very file before: nothing was added\n", got.Run.ID)
			return err
		}
		_, err = fmt.Fprintf(r.out, "run %s: %s from %s, observed %s, SHA-256 %s\n", got.Run.ID, count(got.Points, "point"), count(got.Run.Reading.Items, "item"),
			got.Run.ObservedAt.Format(time.RFC3339), got.Run.SHA256)
		for _, w := range got.Run.Reading.Warnings {
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

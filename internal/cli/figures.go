package cli

import (
	"io"
	"slices"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/sheet"
)

type figuresCommand struct {
	connection
	output
	Benchmark string `arg:"" help:"Name or code of the benchmark, such as BM-01."`
	File      string `arg:"" help:"CSV with a figure on each line: columns on and value, perhaps percentile and note; - is standard input." predictor:"file"`
	Replace   bool   `help:"Take the place of all figures that are there; else those of the same day and percentile are replaced, and others kept."`
	Reason    string `help:"Why, for the journal and for everyone who reads the history." placeholder:"TEXT"`
	DryRun    bool   `help:"Do everything but write."`
}

// Run reads the figures of a benchmark from a table: all of them or nothing.
func (c *figuresCommand) Run(r *run) error {
	f, err := openFile(r, c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	name := c.File
	if name == "-" {
		name = standardInput
	}
	read, unread := figuresOf(name, f)
	if unread != nil && (read == nil || len(read.Values) == 0) {
		return unread
	}
	return c.asking(r, func(to *client.Client) error {
		x, err := to.Get(r.ctx, measure.BenchmarkKind.Name, c.Benchmark)
		if err != nil {
			return err
		}
		change, err := c.change(x, read, name)
		if err != nil {
			return err
		}
		done, err := asked{to}.Apply(r.ctx, []record.Change{change}, c.Reason, c.DryRun || unread != nil)
		if unread != nil {
			return alsoWrong(unread, err)
		}
		if err != nil {
			return err
		}
		return c.tell(r, done, c.DryRun)
	})
}

// alsoWrong adds to what cannot be read of a table what the benchmark cannot say of the rest, in the order of the lines, so that all of it can be mended at once.
func alsoWrong(unread, rest error) error {
	all := *fault.Of(unread)
	if fault.Is(rest, fault.Invalid) {
		all.Fields = slices.Concat(all.Fields, fault.Of(rest).Fields)
		slices.SortStableFunc(all.Fields, func(a, b fault.Field) int { return a.Line - b.Line })
	}
	return &all
}

// figuresOf reads a table of figures, and says of what is wrong with it in which file that stands. Beside an error it gives the figures that can be read.
func figuresOf(name string, f io.Reader) (*sheet.Figures, error) {
	b, err := io.ReadAll(io.LimitReader(f, sheet.MaxBytes+1))
	if err != nil || len(b) > sheet.MaxBytes {
		return nil, fault.InvalidField("the table cannot be read", fault.Field{File: name, Reason: "cannot be read, or has more than 16 MiB", Remedy: "Check it, or leave out what is not needed"})
	}
	t, err := sheet.ReadCSV(b)
	var out *sheet.Figures
	if err == nil {
		out, err = sheet.UnderstandFigures(t)
	}
	if err != nil {
		wrong := fault.Of(err)
		for i := range wrong.Fields {
			wrong.Fields[i].File = name
		}
		return out, wrong
	}
	return out, nil
}

// change is the benchmark with the figures, as long as it stands where it stood.
func (c *figuresCommand) change(x client.Record, read *sheet.Figures, name string) (record.Change, error) {
	tree, err := record.Parse(x.Spec)
	if err != nil {
		return record.Change{}, err
	}
	spec, _ := tree.(map[string]any)
	was, _ := spec["values"].([]any)
	if c.Replace {
		was = nil
	}
	values, before := read.Onto(was)
	spec["values"] = values
	return record.Change{Declaration: record.Declaration{Kind: x.Kind, Name: x.Name, Title: x.Title, Spec: spec}, IfRevision: &x.Revision, File: name,
		Place: func(path string) (int, int) { return read.Place(path, before) }}, nil
}

package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
)

type fmtCommand struct {
	Paths []string `arg:"" optional:"" help:"Folders and files; the folder here unless told." name:"path" predictor:"file"`
	Check bool     `help:"Only list the files that would change, with status 1 where there are any."`
}

// Run writes declarations in the canonical form. What cannot be read is named by place and left as it is, and so is every
// other file then.
func (c *fmtCommand) Run(r *run) error {
	paths := c.Paths
	if len(paths) == 0 {
		paths = []string{"."}
	}
	changed := map[string][]byte{}
	var names []string
	var faults []fault.Field
	for _, p := range paths {
		files, err := filesOf(p)
		if err != nil {
			return err
		}
		for _, name := range files {
			b, bad := ascode.Bytes(os.DirFS(filepath.Dir(name)), filepath.Base(name))
			if bad != nil {
				bad.File = name
				faults = append(faults, *bad)
				continue
			}
			out, bads := ascode.Format(kinds.Registry(), name, b)
			faults = append(faults, bads...)
			if _, twice := changed[name]; !twice && len(bads) == 0 && !bytes.Equal(b, out) {
				names = append(names, name)
				changed[name] = out
			}
		}
	}
	if err := fault.InvalidFields("not every file can be read: none was written", faults); err != nil {
		return err
	}
	for _, name := range names {
		if !c.Check {
			if err := replace(resolved(name), changed[name]); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintln(r.out, name); err != nil {
			return err
		}
	}
	if c.Check && len(names) > 0 {
		_, _ = fmt.Fprintf(r.err, "steelyard: %s would change; steelyard fmt writes them\n", count(len(names), "file"))
		return errProblems
	}
	return nil
}

// filesOf gives a file itself, or the files of a programme in a folder.
func filesOf(name string) ([]string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fault.InvalidField("nothing to put in order", fault.Field{File: name, Reason: reasonOf(err), Remedy: "Name folders or files of declarations"})
	}
	if !info.IsDir() {
		return []string{name}, nil
	}
	inside, err := ascode.Names(os.DirFS(name))
	if err != nil {
		return nil, err
	}
	for i, f := range inside {
		inside[i] = filepath.Join(name, filepath.FromSlash(f))
	}
	return inside, nil
}

package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/schema"
)

type schemaCommand struct {
	Kind string `arg:"" optional:"" help:"One kind; all of them unless told."`
	Dir  string `help:"Write KIND.json for each kind, and declaration.json for any, into this folder." placeholder:"DIR"`
}

// Run writes the JSON Schema of documents, for editors.
func (c *schemaCommand) Run(r *run) error {
	all := kinds.Registry().Kinds()
	files := map[string]any{"declaration": schema.Documents(all, ascode.Version)}
	for _, k := range all {
		files[k.Name] = schema.Document(k, ascode.Version)
	}
	if c.Kind != "" {
		one, ok := files[c.Kind]
		if !ok {
			return &fault.Error{Code: fault.NotFound, Message: "there is no such schema", Fields: []fault.Field{{Path: "kind",
				Reason: fmt.Sprintf("%q is not a kind of record", c.Kind), Remedy: "Leave it out for all of them"}}}
		}
		files = map[string]any{c.Kind: one}
	}
	if c.Dir == "" {
		if c.Kind == "" {
			c.Kind = "declaration"
		}
		return printJSON(r.out, files[c.Kind])
	}
	if err := os.MkdirAll(c.Dir, newFolder); err != nil {
		return unwritten(err, "the schemas cannot be written", c.Dir)
	}
	for name, s := range files {
		b, err := json.MarshalIndent(s, "", "  ")
		if err != nil {
			return fmt.Errorf("writing the schema of %s: %w", name, err)
		}
		name = filepath.Join(c.Dir, name+".json")
		if err := os.WriteFile(name, append(b, '\n'), newFile); err != nil {
			return unwritten(err, "the schemas cannot be written", name)
		}
	}
	_, err := fmt.Fprintf(r.out, "%s written to %s\n", count(len(files), "schema"), c.Dir)
	return err
}

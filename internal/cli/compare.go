package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/steelyard-isms/steelyard/internal/ascode"
)

// compared is a comparison as JSON.
type compared struct {
	DryRun      bool                `json:"dry_run"`
	Entry       int64               `json:"entry"` // of the write; the last one where nothing was written
	Unchanged   int                 `json:"unchanged"`
	Others      int                 `json:"others"` // records of the store that the folder never had
	Differences []ascode.Difference `json:"differences"`
}

// printComparison tells what applying does or would do, by record and field.
func printComparison(w io.Writer, format string, c *ascode.Comparison, r ascode.Receipt, dry bool) error {
	codes := map[string]string{} // those that new records get
	for _, o := range r.Outcomes {
		codes[o.Kind+"/"+o.Name] = o.Code
	}
	for i, d := range c.Differences {
		if code := codes[d.Kind+"/"+d.Name]; code != "" {
			c.Differences[i].Code = code
		}
	}
	if format == "json" {
		out := compared{DryRun: dry, Entry: r.Seq, Unchanged: c.Unchanged, Others: c.Others, Differences: c.Differences}
		if out.Differences == nil {
			out.Differences = []ascode.Difference{}
		}
		return printJSON(w, out)
	}
	paint := painter(w)
	for _, d := range c.Differences {
		_, _ = fmt.Fprintf(w, "%s %s/%s %s\n", paint(d.Standing, fmt.Sprintf("%-8s", d.Standing)), d.Kind, d.Name, d.Code)
		printFields(w, d, dry)
	}
	text := fmt.Sprintf("%d created, %d updated, %d unchanged", c.Count(ascode.Created), c.Count(ascode.Updated), c.Unchanged)
	for _, x := range []struct {
		standing ascode.Standing
		words    string
	}{{ascode.Retired, "retired"}, {ascode.Newer, "newer in the store"}, {ascode.Missing, "missing here"}, {ascode.Clash, "in conflict"}} {
		if n := c.Count(x.standing); n > 0 {
			text += fmt.Sprintf(", %d %s", n, x.words)
		}
	}
	if c.Others > 0 {
		text += fmt.Sprintf("; the store has %d more", c.Others)
	}
	if dry {
		_, err := fmt.Fprintf(w, "%s; nothing written, the last journal entry is %d\n", text, r.Seq)
		return err
	}
	_, err := fmt.Fprintf(w, "%s; journal entry %d\n", text, r.Seq)
	return err
}

// printFields tells what is different in a record. What a write has just changed is in the history already.
func printFields(w io.Writer, d ascode.Difference, dry bool) {
	for _, f := range d.Fields {
		at := ""
		if d.File != "" && f.Line > 0 {
			at = fmt.Sprintf("%s:%d:%d: ", d.File, f.Line, f.Column)
		}
		switch {
		case f.Side == ascode.FromBoth:
			_, _ = fmt.Fprintf(w, "         %s%s: %s\n", at, f.Field, f.Why())
		case f.Reason != "":
			_, _ = fmt.Fprintf(w, "         %s: %s\n", f.Field, f.Reason)
		case f.Side == ascode.FromStore:
			_, _ = fmt.Fprintf(w, "         %s: %s stays, which is newer than %s here\n", f.Field, ascode.Say(f.Store), ascode.Say(f.Folder))
		case dry:
			_, _ = fmt.Fprintf(w, "         %s: %s becomes %s\n", f.Field, ascode.Say(f.Store), ascode.Say(f.Folder))
		}
	}
	if d.Standing == ascode.Missing {
		_, _ = fmt.Fprintln(w, "         is in the store and no longer here; --prune retires it")
	}
}

// painter colours the word for a standing, on a terminal and where nobody asked for none. The word alone says it all.
func painter(w io.Writer) func(ascode.Standing, string) string {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || os.Getenv("NO_COLOR") != "" || strings.HasPrefix(os.Getenv("TERM"), "dumb") {
		return func(_ ascode.Standing, text string) string { return text }
	}
	colours := map[ascode.Standing]string{ascode.Created: "32", ascode.Updated: "33", ascode.Retired: "35", ascode.Newer: "36", ascode.Missing: "35", ascode.Clash: "1;31"}
	return func(s ascode.Standing, text string) string { return "\x1b[" + colours[s] + "m" + text + "\x1b[0m" }
}

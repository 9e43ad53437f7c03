package steelyard_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/cli"
	"github.com/steelyard-isms/steelyard/internal/collect"
)

const (
	formatsPage   = "docs/reference/formats.md"
	formatsFolder = "docs/reference/formats"
)

// every gives the formats that the program knows, as it knows them.
func every(t *testing.T) []collect.Format {
	t.Helper()
	var out []collect.Format
	for _, name := range app.Formats().Names() {
		f, err := app.Formats().Named(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

// The pages on formats are made of what each format says of itself, and of what steelyard inspect says of its real files.
func TestReferenceOfFormats(t *testing.T) {
	texts := map[string]string{formatsPage: withTable(t)}
	for _, f := range every(t) {
		texts[filepath.Join(formatsFolder, f.Name()+".md")] = pageOf(t, f)
	}
	for page, text := range texts {
		if *update {
			if err := os.WriteFile(page, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(page); err != nil || string(got) != text {
			t.Errorf("%s does not say what the program does: run go test -run TestReferenceOfFormats -update . and read the difference: %v", page, err)
		}
	}
	pages, err := filepath.Glob(filepath.Join(formatsFolder, "*.md"))
	if err != nil || len(pages) != len(every(t)) {
		t.Errorf("there are %d pages for %d formats: %v", len(pages), len(every(t)), err)
	}
}

const tableHead = "| Format | Name | What |\n|---|---|---|\n"

// withTable gives the page on all formats with its table made anew.
func withTable(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(formatsPage)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), tableHead)
	_, after, ok2 := strings.Cut(rest, "\n\n")
	if !ok || !ok2 {
		t.Fatalf("%s has no table of formats", formatsPage)
	}
	var rows strings.Builder
	for _, f := range every(t) {
		d := f.Describe()
		fmt.Fprintf(&rows, "| [%s](formats/%s.md) | `%s` | %s |\n", d.Title, f.Name(), f.Name(), d.What)
	}
	return before + tableHead + rows.String() + "\n" + after
}

func pageOf(t *testing.T, f collect.Format) string {
	t.Helper()
	d := f.Describe()
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nGenerated from the program by `go test -run TestReferenceOfFormats -update .`: do not edit.\n\n%s\n\n", d.Title, d.Reads)
	if _, archive := f.(collect.Archive); archive {
		b.WriteString("The file is an archive itself: send it as it is, and not packed once more.\n\n")
	} else {
		b.WriteString("Plain, or packed with [gzip or zip](../formats.md#what-holds-for-all).\n\n")
	}
	b.WriteString("## Values\n\n")
	if d.Mapping != "" {
		b.WriteString("Without a mapping, `inspect` gives:\n\n")
	}
	b.WriteString("| Value | Unit | | `null` when |\n|---|---|---|---|\n")
	for _, v := range d.Values {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", v.Name, v.Unit, v.Says, never(v.Null))
	}
	fmt.Fprintf(&b, "\n`items` is the number of %s.\n", d.Items)
	if d.Mapping != "" {
		fmt.Fprintf(&b, "\n## Mapping\n\n%s\n\n| Operation | Value | `null` when |\n|---|---|---|\n", d.Mapping)
		for _, o := range d.Computes {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", o.Name, o.Says, never(o.Null))
		}
	}
	b.WriteString("\n## What real files give\n")
	for _, x := range d.Examples {
		if x.Says != "" {
			fmt.Fprintf(&b, "\n%s\n", x.Says)
		}
		command := "steelyard inspect " + x.File
		if x.MappingFile != "" {
			fmt.Fprintf(&b, "\n```json\n%s\n```\n\nThis is `%s`.\n", x.Mapping, x.MappingFile)
			command += " --mapping " + x.MappingFile
		}
		fmt.Fprintf(&b, "\n```sh\n%s\n```\n\n```json\n%s```\n", command, said(t, x))
	}
	b.WriteString("\n## What to know\n")
	for _, n := range d.Notes {
		fmt.Fprintf(&b, "\n**%s.** %s\n", n.Head, n.Says)
	}
	fmt.Fprintf(&b, "\n**Refused**, each by its place, with reason and remedy, and with no numbers: %s.\n", d.Refused)
	fmt.Fprintf(&b, "\n**Read with a warning:** %s.\n", d.Warned)
	fmt.Fprintf(&b, "\n**Limits.** %s\n", thousands.ReplaceAllStringFunc(d.Limits, grouped))
	return b.String()
}

func never(null string) string {
	if null == "" {
		return "never"
	}
	return null
}

var thousands = regexp.MustCompile(`\d{5,}`)

// grouped writes a whole number as people do.
func grouped(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// fixture finds a file of an example: of a format's testdata, of the samples or of the examples.
func fixture(t *testing.T, name string) string {
	t.Helper()
	var found []string
	for _, folder := range []string{"internal/collect/*/testdata", "internal/collect/sample", "examples/*"} {
		more, err := filepath.Glob(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, more...)
	}
	if len(found) != 1 {
		t.Fatalf("there is no file %s, or several: %v", name, found)
	}
	return found[0]
}

// said is what steelyard inspect says of an example.
func said(t *testing.T, x collect.Example) string {
	t.Helper()
	args := []string{"inspect", fixture(t, x.File)}
	if x.MappingFile != "" {
		declared := filepath.Join(t.TempDir(), x.MappingFile)
		if err := os.WriteFile(declared, []byte(x.Mapping), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, "--mapping", declared)
	}
	var out, wrong bytes.Buffer
	if status := cli.Main(args, strings.NewReader(""), &out, &wrong); status != cli.ExitOK {
		t.Fatalf("%v: %s", args, wrong.String())
	}
	return out.String()
}

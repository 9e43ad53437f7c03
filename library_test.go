package steelyard_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/library"
)

// The page of the measure library lists all that is in it.
func TestReferenceOfTheLibrary(t *testing.T) {
	const name = "docs/reference/measure-library.md"
	var b bytes.Buffer
	fmt.Fprintf(&b, "# The measure library\n\nGenerated from the program by `go test -run TestReferenceOfTheLibrary -update .`: do not edit.\n\n"+
		"%d measures, each with what is counted and how, formula, thresholds with their reason, what to do when it is red, where the data are, and how it is misread. "+
		"`steelyard library show KEY` describes one, `steelyard library declare KEY` makes declarations of it ([commands](cli.md#library)). In the browser they are found, adopted and compared with what the library says later: "+
		"[use the measure library](../how-to/use-the-library.md).\n", len(library.All()))
	for _, topic := range library.Topics() {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| Key | Measure | Type | Covers |\n|---|---|---|---|\n", topic.Title, topic.About)
		for _, e := range (library.Filter{Topic: topic.Key}).Of(library.All()) {
			covers := make([]string, len(e.Parameters))
			for i, p := range e.Parameters {
				covers[i] = fields.English.Word("measure", "parameters[]", string(p))
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s, %s | %s |\n", e.Key, e.Title, e.Type, e.Timing, strings.Join(covers, ", "))
		}
	}
	if *update {
		if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, b.Bytes()) {
		t.Errorf("%s does not say what is in the library: run go test -run TestReferenceOfTheLibrary -update . and read the difference", name)
	}
}

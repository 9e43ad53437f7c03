package cli_test

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/cli"
)

// The documented example gives what its page says; a row that is wrong ends with status 2, names its line, and prints nothing.
func TestAnalyzeDoesWhatItsPageSays(t *testing.T) {
	doc, err := os.ReadFile("../../docs/reference/analyze.md")
	if err != nil {
		t.Fatal(err)
	}
	input := regexp.MustCompile(`printf '([^']*)'`).FindSubmatch(doc)
	want := regexp.MustCompile("(?s)```json\n(.*?)```").FindSubmatch(doc)
	if input == nil || want == nil {
		t.Fatal("the page has no example")
	}
	var out, errs bytes.Buffer
	status := cli.Main([]string{"analyze", "--method", "trend", "-"}, strings.NewReader(strings.ReplaceAll(string(input[1]), `\n`, "\n")), &out, &errs)
	if status != cli.ExitOK || out.String() != string(want[1]) {
		t.Errorf("status %d: %s%s", status, out.String(), errs.String())
	}
	out.Reset()
	if status := cli.Main([]string{"analyze", "--method", "wilson", "-"}, strings.NewReader("successes,n\n1,2\nx,3\n"), &out, &errs); status != cli.ExitInvalid || out.Len() > 0 || !strings.Contains(errs.String(), "3:1") {
		t.Errorf("status %d: %s%s", status, out.String(), errs.String())
	}
}

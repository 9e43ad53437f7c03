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

// Whatever the method, a row that is wrong ends with status 2, is named by its line, and nothing is printed.
func TestAnalyzeRefusesBadRowsOfEachMethod(t *testing.T) {
	for method, files := range map[string]map[string]string{
		"xmr":            {"value\n1\nx\n": "-:3:1: value: \"x\" is no number", "value\n1\n\n2\n": "-:3: is empty"},
		"ewma":           {"value\r\n1\r\n1,5\r\n": "-:3: has 2 cells, not 1"},
		"trend":          {"time,value\n2025-02-29,1\n": "-:2:1: time: \"2025-02-29\" is no time", "time,value\n2024-02-29,1\n2024-02-29,2\n": "-:3:1: time: \"2024-02-29\" is not later"},
		"seasonal-trend": {"time,value\n1,2\n2024-01-01,3\n": "-:3:1: time: \"2024-01-01\" is a date"},
		"wilson":         {"successes,n\n1,2\n0,0\n": "-:3:3: n: \"0\" counts no case", "successes,n\n4,3\n": "-:2: successes: 4 of 3"},
		"survival":       {"duration,event\n1,1\n-1,1\n": "-:3:1: duration: \"-1\" is below 0", "duration,event\n1,2\n": "-:2:3: event: \"2\" is neither"},
		"percentile":     {"value\nNaN\n": "-:2:1: value: \"NaN\" is no number"},
		"forecast":       {"value\n1\n1e999\n": "-:3:1: value: \"1e999\" is too large"},
	} {
		for file, want := range files {
			args := []string{"analyze", "--method", method, "-"}
			if method == "forecast" {
				args = append(args, "--target", "3")
			}
			var out, errs bytes.Buffer
			if status := cli.Main(args, strings.NewReader(file), &out, &errs); status != cli.ExitInvalid || out.Len() > 0 || !strings.Contains(errs.String(), want) {
				t.Errorf("%s of %q ends with %d: %s%s", method, file, status, out.String(), errs.String())
			}
		}
	}
}

// A target below nought is a number and no flag, with or without a sign of equality.
func TestAnalyzeTakesNumbersBelowNought(t *testing.T) {
	line := "value\n-1\n-2\n-3\n-4\n-5\n-6\n-7\n-8\n"
	var out [2]bytes.Buffer
	for i, args := range [][]string{{"--target", "-10"}, {"--target=-10"}} {
		var errs bytes.Buffer
		if status := cli.Main(append(append([]string{"analyze", "--method", "forecast", "--better", "lower"}, args...), "-"), strings.NewReader(line), &out[i], &errs); status != cli.ExitOK {
			t.Errorf("%v ends with %d: %s", args, status, errs.String())
		}
	}
	if out[0].String() != out[1].String() || !strings.Contains(out[0].String(), `"target": -10`) {
		t.Errorf("the answers are %s and %s", out[0].String(), out[1].String())
	}
}

package page_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// said is a page with what its first paragraph must say: the words in full, so that nothing else may stand there, and the forms of the
// catalogue that they are made of. Parts are forms within a sentence.
type said struct {
	name   string
	page   renderer
	reads  string
	forms  []words.Key // one sentence each, in order
	within []words.Key
}

// findings are the cases of every page that begins with a finding.
func findings() []said {
	return slices.Concat(scorecardFindings(), unitFindings(), objectiveFindings(), measureFindings(), evidenceFindings(), whyFindings(), sinceFindings(), recordFindings(), chartsFindings(), findFindings(), todayFindings(), strategyFindings(), peopleFindings(), coverageFindings(), libraryFindings(), closeFindings(), beginFindings(), reportFindings())
}

// A page says what is so of its data, all of it, and nothing else.
func TestFindings(t *testing.T) {
	forms := messages(t)
	for _, c := range findings() {
		t.Run(c.name, func(t *testing.T) {
			lede := lede(render(t, c.page))
			if lede != c.reads {
				t.Errorf("the page says\n%s\nand not\n%s", lede, c.reads)
			}
			patterns := make([]string, len(c.forms))
			for i, key := range c.forms {
				patterns[i] = forms[key]
			}
			if whole := "^" + strings.Join(patterns, " ") + "$"; !regexp.MustCompile(whole).MatchString(c.reads) {
				t.Errorf("%q is not made of %v", c.reads, c.forms)
			}
			for _, key := range c.within {
				if forms[key] == "" || !regexp.MustCompile(forms[key]).MatchString(c.reads) {
					t.Errorf("%q has no part %s", c.reads, key)
				}
			}
		})
	}
}

// Whoever adds a sentence to the findings adds data for which it is true.
func TestEveryFindingHasACase(t *testing.T) {
	tested := map[words.Key]bool{}
	for _, c := range findings() {
		for _, key := range slices.Concat(c.forms, c.within) {
			tested[key] = true
		}
	}
	for _, key := range words.English.Keys() {
		if isFinding(key) && !tested[key] {
			t.Errorf("no case of TestFindings says %s", key)
		}
		if !isFinding(key) && tested[key] {
			t.Errorf("%s is tested as a finding and is none", key)
		}
		delete(tested, key)
	}
	for key := range tested {
		t.Errorf("%s is tested, and the catalogue does not have it", key)
	}
}

func isFinding(key words.Key) bool {
	return strings.Contains(string(key)+".", ".finding.") || key == "measures.lacking" || key == "objectives.waiting"
}

// lede is the first paragraph of a page as a reader sees it.
func lede(text string) string {
	_, rest, ok := strings.Cut(text, `<p class="lede">`)
	if !ok {
		return ""
	}
	paragraph, _, _ := strings.Cut(rest, "</p>")
	return seen(paragraph)
}

var (
	markup = regexp.MustCompile(`<[^>]*>`)
	hole   = regexp.MustCompile(`\{\{\.([a-z]+)\}\}`)
	// Figures and bands are told from words, so that a short form is not taken for the beginning of a longer one.
	filling = map[string]string{"n": `[0-9.,]+`, "total": `[0-9,]+`, "score": `[0-9.]+`, "band": `[a-z ]+`}
)

// messages are the forms of the catalogue as patterns of what a reader sees.
func messages(t *testing.T) map[words.Key]string {
	t.Helper()
	files, err := filepath.Glob("../../catalog/words/*.en.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("there is no catalogue: ", err)
	}
	out := map[words.Key]string{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var tree map[string]any
		if err := yaml.Unmarshal(content, &tree); err != nil {
			t.Fatal(file, err)
		}
		collect("", tree, out)
	}
	return out
}

// collect writes the messages of a tree as patterns; plural forms become one.
func collect(path string, tree map[string]any, out map[words.Key]string) {
	if other, ok := tree["other"].(string); ok {
		one, _ := tree["one"].(string)
		out[words.Key(path)] = "(?:" + pattern(one) + "|" + pattern(other) + ")"
		return
	}
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		below := strings.TrimPrefix(path+"."+name, ".")
		switch v := tree[name].(type) {
		case string:
			out[words.Key(below)] = pattern(v)
		case map[string]any:
			collect(below, v, out)
		}
	}
}

func pattern(message string) string {
	message = markup.ReplaceAllString(message, "")
	var b strings.Builder
	for {
		at := hole.FindStringSubmatchIndex(message)
		if at == nil {
			return b.String() + regexp.QuoteMeta(message)
		}
		b.WriteString(regexp.QuoteMeta(message[:at[0]]))
		fill := filling[message[at[2]:at[3]]]
		if fill == "" {
			fill = `[^;]+?`
		}
		b.WriteString(fill)
		message = message[at[1]:]
	}
}

func pointer[T any](v T) *T { return &v }

func on(year, month, day int) time.Time {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

func percent(v float64) page.Figure { return page.Figure{Value: &v, Unit: "%"} }

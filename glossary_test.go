package steelyard_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

var entry = regexp.MustCompile(`(?m)^\| \*\*([^*]+)\*\* \| [^|]+ \|[^|]*\|[^|]*\|$`)

// Whoever meets a word of the product can look it up, and finds it once.
func TestGlossaryHasEveryWord(t *testing.T) {
	b, err := os.ReadFile("docs/glossary.md")
	if err != nil {
		t.Fatal(err)
	}
	has := map[string]bool{}
	for _, m := range entry.FindAllStringSubmatch(string(b), -1) {
		if has[m[1]] {
			t.Errorf("docs/glossary.md explains %s twice", m[1])
		}
		has[m[1]] = true
	}
	need := func(what, word string) {
		if !has[word] {
			t.Errorf("docs/glossary.md does not explain the %s %s", what, word)
		}
	}
	for _, k := range kinds.Registry().Kinds() {
		need("kind", k.Name)
	}
	for _, r := range access.Roles {
		need("role", string(r))
	}
	for _, a := range []access.Action{access.Read, access.Declare, access.Collect, access.Discuss, access.Administer} {
		need("action", string(a))
	}
	for _, x := range []score.Band{score.Good, score.Watch, score.Act} {
		need("band", string(x))
	}
	for _, x := range []score.Status{score.Missed, score.OffPlan, score.NoData, score.AtRisk, score.OnPlan, score.Achieved} {
		need("attainment", string(x))
	}
	for _, x := range []score.Data{score.Known, score.Stale, score.Expired, score.Unknown, score.NotApplicable, score.Insufficient} {
		need("state of data", string(x))
	}
	for _, x := range []score.Direction{score.Higher, score.Lower, score.Range, score.Lookup} {
		need("direction", string(x))
	}
	for _, x := range []record.Action{record.Created, record.Updated, record.Retired, record.Unchanged} {
		need("outcome", string(x))
	}
	for _, x := range []journal.Type{journal.Genesis, journal.Change, journal.Points, journal.Run, journal.Access, journal.Erasure, journal.Note} {
		need("type of entry", string(x))
	}
}

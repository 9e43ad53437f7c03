package search

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// The tests' kinds: texts in lists, objects, tables and dated values, references, and a person whose name can be erased.
type (
	memo struct {
		Body   string                   `json:"body,omitempty" field:"len=5000"`
		Level  string                   `json:"level,omitempty" field:"enum=draft|binding"`
		Owner  record.Dated[record.Ref] `json:"owner,omitempty" field:"ref=human"`
		About  []record.Ref             `json:"about,omitempty" field:"ref=memo"`
		Notes  []note                   `json:"notes,omitempty"`
		Labels map[string]string        `json:"labels,omitempty"`
		Motto  record.Dated[string]     `json:"motto,omitempty"`
		Count  int                      `json:"count,omitempty"`
	}
	note struct {
		Text string     `json:"text"`
		By   record.Ref `json:"by,omitempty" field:"ref=human"`
	}
	human struct {
		FullName string `json:"full_name,omitempty" field:"required,personal"`
		Email    string `json:"email,omitempty" field:"personal"`
		Job      string `json:"job,omitempty"`
	}
)

var registry = record.NewRegistry(
	record.Define(record.Definition[memo]{Name: "memo", Plural: "memos", Prefix: "M", Version: 1}),
	record.Define(record.Definition[human]{Name: "human", Plural: "humans", Prefix: "H", Version: 1}),
)

var began = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)

type tree = map[string]any

func declare(kind, name, title string, spec tree) record.Change {
	return record.Change{Declaration: record.Declaration{Kind: kind, Name: name, Title: title, Spec: spec}}
}

// after gives a snapshot with changes made to it.
func after(t testing.TB, s *record.Snapshot, changes ...record.Change) *record.Snapshot {
	t.Helper()
	p, err := record.Plan(s, changes, began)
	if err != nil {
		t.Fatal(err)
	}
	return p.After.Edit().Seal(s.Seq()+1, began.Add(time.Duration(s.Seq())*time.Hour))
}

func everything(*record.Record) bool { return true }

// found asks and gives the names of what is found, best first.
func found(t testing.TB, x *Index, s *record.Snapshot, text string) []string {
	t.Helper()
	var out []string
	for _, h := range ask(t, x, s, text, Options{Limit: MaxLimit, Show: everything}).Items {
		out = append(out, h.Record.Name)
	}
	return out
}

func ask(t testing.TB, x *Index, s *record.Snapshot, text string, o Options) Hits {
	t.Helper()
	q, err := Parse(text, s.Registry())
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return x.Search(s, q, o)
}

// vocabulary is 30,000 words, of which some are much more frequent than others, as in any language.
type vocabulary struct {
	words []string
	zipf  *rand.Zipf
}

func newVocabulary(r *rand.Rand) vocabulary {
	v := vocabulary{words: make([]string, 30_000)}
	for i := range v.words {
		b := make([]byte, 3+r.IntN(9))
		for j := range b {
			b[j] = "etaoinshrdlucmfwypvbgkjqxz"[min(25, int(r.ExpFloat64()*6))]
		}
		v.words[i] = string(b)
	}
	v.zipf = rand.NewZipf(r, 1.1, 5, uint64(len(v.words)-1))
	return v
}

func (v vocabulary) text(words int) string {
	var b strings.Builder
	for i := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(v.words[v.zipf.Uint64()])
	}
	return b.String()
}

// many is a snapshot of n memos of about 50 words each, and of people who own them.
func many(t testing.TB, n int) (*record.Snapshot, vocabulary) {
	t.Helper()
	v := newVocabulary(rand.New(rand.NewPCG(1, 1)))
	s := record.NewSnapshot(registry)
	people := n / 100
	for i := 0; i < n; {
		var changes []record.Change
		for ; i < n && len(changes) < 5000; i++ {
			if i < people {
				changes = append(changes, declare("human", fmt.Sprint("h-", i), "", tree{"full_name": v.text(2), "job": v.text(3)}))
				continue
			}
			changes = append(changes, memoOf(v, i, people))
		}
		s = after(t, s, changes...)
	}
	return s, v
}

func memoOf(v vocabulary, i, people int) record.Change {
	return declare("memo", fmt.Sprint("m-", i), v.text(6), tree{"body": v.text(36), "level": []string{"draft", "binding"}[i%2],
		"owner": fmt.Sprint("h-", i%people), "notes": []any{tree{"text": v.text(5)}}})
}

package record_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// lease is a group that runs out on a day that none of its fields is.
type lease struct {
	From civil.Date `json:"from,omitzero"`
	Days int        `json:"days,omitempty"`
}

func (l lease) Ends(on civil.Date) civil.Date {
	if l.From.IsZero() || l.From.After(on) {
		return civil.Date{}
	}
	return l.From.AddDays(l.Days)
}

type clause struct {
	Text string       `json:"text,omitempty"`
	Due  civil.Date   `json:"due,omitzero" field:"due"`
	Term record.Range `json:"term,omitzero" field:"until"`
}

type contract struct {
	Signed  civil.Date           `json:"signed,omitzero"`
	Until   civil.Date           `json:"until,omitzero" field:"until"`
	Lease   lease                `json:"lease,omitzero" field:"due"`
	Clauses []clause             `json:"clauses,omitempty"`
	Parts   map[string]clause    `json:"parts,omitempty"`
	Holds   record.Dated[clause] `json:"holds,omitempty"`
	Leases  []lease              `json:"leases,omitempty" field:"due"`
	Maybe   *clause              `json:"maybe,omitempty"`
}

var contractKind = record.Define(record.Definition[contract]{Name: "contract", Plural: "contracts", Prefix: "CT", Version: 1})

func declared(t *testing.T, spec string) *record.Record {
	t.Helper()
	p, err := record.Plan(record.NewSnapshot(record.NewRegistry(contractKind)), []record.Change{declare(t, "contract", "c", spec)}, noon)
	if err != nil {
		t.Fatal(err)
	}
	return p.Records[0]
}

// Whatever a record says that runs out is listed, in lists, groups, tables and dated values too; of the latter what holds on the day.
func TestWhatARecordSaysRunsOut(t *testing.T) {
	r := declared(t, `{"signed":"2020-01-01","until":"2027-01-31","lease":{"from":"2026-01-01","days":31},
		"clauses":[{"text":"x"},{"due":"2026-03-01","term":{"from":"2026-01-01","until":"2026-04-01"}}],
		"parts":{"b":{"due":"2026-05-02"},"a":{"due":"2026-05-01"}},
		"holds":[{"value":{"due":"2026-06-01"}},{"from":"2026-08-01","value":{"due":"2026-12-01"},"reason":"moved"}],
		"leases":[{"from":"2026-09-01","days":1},{"from":"2026-02-01","days":1}],"maybe":{"due":"2026-11-11"}}`)
	for day, want := range map[string]string{
		"2026-07-01": "spec.until 2027-01-31 ends; spec.lease 2026-02-01 due; spec.clauses[1].due 2026-03-01 due; spec.clauses[1].term 2026-04-01 ends; spec.parts.a.due 2026-05-01 due; " +
			"spec.parts.b.due 2026-05-02 due; spec.holds[0].value.due 2026-06-01 due; spec.leases[1] 2026-02-02 due; spec.maybe.due 2026-11-11 due",
		"2026-08-01": "spec.until 2027-01-31 ends; spec.lease 2026-02-01 due; spec.clauses[1].due 2026-03-01 due; spec.clauses[1].term 2026-04-01 ends; spec.parts.a.due 2026-05-01 due; " +
			"spec.parts.b.due 2026-05-02 due; spec.holds[1].value.due 2026-12-01 due; spec.leases[1] 2026-02-02 due; spec.maybe.due 2026-11-11 due",
		"2025-01-01": "spec.until 2027-01-31 ends; spec.clauses[1].due 2026-03-01 due; spec.clauses[1].term 2026-04-01 ends; spec.parts.a.due 2026-05-01 due; spec.parts.b.due 2026-05-02 due; " +
			"spec.holds[0].value.due 2026-06-01 due; spec.maybe.due 2026-11-11 due",
	} {
		on, err := civil.Parse(day)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range contractKind.Endings(r, on) {
			how := "ends"
			if e.Due {
				how = "due"
			}
			got = append(got, fmt.Sprint(e.Path, " ", e.Day, " ", how))
		}
		if text := strings.Join(got, "; "); text != want {
			t.Errorf("on %s it says\n%s\nnot\n%s", day, text, want)
		}
	}
	fields := []string{}
	for _, e := range contractKind.Endings(r, civil.Date{}) {
		fields = append(fields, e.Field)
	}
	if want := []string{"until", "clauses.due", "clauses.term", "parts.due", "parts.due", "holds.due", "maybe.due"}; !slices.Equal(fields, want) {
		t.Errorf("the fields are %v, not %v", fields, want)
	}
	if got := contractKind.Endings(declared(t, `{"signed":"2020-01-01"}`), civil.Date{}); len(got) > 0 {
		t.Errorf("a record that says nothing of the kind has %v", got)
	}
}

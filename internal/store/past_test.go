package store

import (
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// unitRevision is a revision of a record as it is read back, with about so many bytes.
func unitRevision(t *testing.T, uid record.UID, revision int64, bytes int) *record.Record {
	t.Helper()
	k, _ := kinds.Registry().Kind("unit")
	text := make([]byte, bytes)
	for i := range text {
		text[i] = 'x'
	}
	r, err := k.Load(record.Stored{UID: uid, Kind: "unit", Name: "a", Code: "U-01", Title: "A", Revision: revision, Schema: 1, Spec: []byte(`{"description":"` + string(text) + `"}`)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Earlier states share what they have in common, stay within their budget whoever walks through the past, and forget
// everything at an erasure.
func TestEarlierStatesAreBounded(t *testing.T) {
	p := newPastSnapshots()
	p.budget = 10_000
	uid := record.NewUID(time.Unix(1_700_000_000, 0))
	empty := record.NewSnapshot(kinds.Registry())
	_, generation := p.get(1)
	first, weight := p.share([]*record.Record{unitRevision(t, uid, 1, 900)}, generation)
	again, _ := p.share([]*record.Record{unitRevision(t, uid, 1, 900)}, generation)
	if first[0] != again[0] || weight < 900 {
		t.Errorf("two states hold one revision twice, or it weighs nothing (%d)", weight)
	}
	if other, _ := p.share([]*record.Record{unitRevision(t, uid, 2, 900)}, generation); other[0] == first[0] {
		t.Error("two revisions are taken for one")
	}
	for seq := range int64(50) {
		p.add(empty.Edit().Seal(seq+1, time.Unix(seq, 0)), weight, generation)
		if p.weight > p.budget || p.weight != p.kept.Len()*weight {
			t.Fatalf("after %d states they weigh %d of %d, and are %d", seq+1, p.weight, p.budget, p.kept.Len())
		}
	}
	if s, _ := p.get(50); s == nil {
		t.Error("the last state is not kept")
	}
	if s, _ := p.get(1); s != nil {
		t.Error("the first state is kept beyond the budget")
	}
	p.add(empty.Edit().Seal(99, time.Unix(99, 0)), p.budget+1, generation)
	if s, _ := p.get(99); s != nil || p.kept.Len() == 0 {
		t.Error("a state over the budget drives out all others")
	}
	p.erased(60)
	p.shown(60)
	if p.kept.Len() != 0 || p.weight != 0 || len(p.shared) != 0 {
		t.Errorf("after an erasure %d states of %d bytes are kept", p.kept.Len(), p.weight)
	}
	if late, _ := p.share([]*record.Record{unitRevision(t, uid, 1, 900)}, generation); late[0] == first[0] {
		t.Error("what was read before an erasure is shared after it")
	}
}

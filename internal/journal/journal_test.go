package journal_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// The leaves and roots are those of Certificate Transparency's reference tests (github.com/google/certificate-transparency,
// merkletree/merkle_tree_test.cc; also in transparency-dev/merkle, testonly/constants.go), which RFC 6962, 2.1 defines.
var ctLeaves = []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}

var ctRoots = []string{
	"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
	"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
	"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
	"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
	"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
	"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
	"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
	"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}

func TestRootsAreThoseOfRFC6962(t *testing.T) {
	tree := journal.NewTree()
	empty, err := tree.Root()
	if err != nil || hex.EncodeToString(empty) != "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" { // SHA-256 of nothing
		t.Errorf("the empty tree has the root %x (%v)", empty, err)
	}
	for i, text := range ctLeaves {
		leaf, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := tree.Append(leaf); err != nil {
			t.Fatal(err)
		}
		root, err := tree.Root()
		if err != nil || hex.EncodeToString(root) != ctRoots[i] {
			t.Errorf("after %d leaves the root is %x (%v), not %s", i+1, root, err, ctRoots[i])
		}
		if want := sha256.Sum256(append([]byte{0}, leaf...)); hex.EncodeToString(journal.LeafHash(leaf)) != hex.EncodeToString(want[:]) {
			t.Errorf("the hash of leaf %d does not begin with the byte 0", i)
		}
		// every later run continues from the kept state
		state, err := tree.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if tree, err = journal.ReadTree(state); err != nil || tree.Size() != int64(i+1) {
			t.Fatalf("the state after %d leaves is read as %d (%v)", i+1, tree.Size(), err)
		}
	}
	for _, bad := range []string{"", "{", `{"size":3,"hashes":[]}`, `{"size":1,"hashes":["AA==","AA=="]}`, `{"size":1,"hashes":["AA=="]}`} {
		if _, err := journal.ReadTree([]byte(bad)); err == nil {
			t.Errorf("%q was read as the state of a tree", bad)
		}
	}
}

func entry() journal.Entry {
	return journal.Entry{Seq: 7, RecordedAt: time.Date(2026, 9, 30, 12, 0, 0, 1000, time.UTC), Type: journal.Change,
		Actor: journal.Actor{Account: "01J00000000000000000000001", Via: "web"}, Reason: "Größe < 5 \"&\"",
		Body: journal.Body{Revisions: []journal.Revision{{Action: record.Created, Kind: "unit", UID: "01J00000000000000000000002", Revision: 1, Digest: "ab"}}}}
}

// The bytes are what the tree is over, so that they may never change.
func TestCanonicalBytesAreStable(t *testing.T) {
	const golden = `{"seq":7,"recorded_at":"2026-09-30T12:00:00.000001Z","type":"change","actor":{"account":"01J00000000000000000000001","via":"web"},` +
		`"reason":"Größe \u003c 5 \"\u0026\"","body":{"revisions":[{"action":"created","kind":"unit","uid":"01J00000000000000000000002","revision":1,"digest":"ab"}]}}`
	b, err := entry().Bytes()
	if err != nil || string(b) != golden {
		t.Errorf("the bytes are\n%s\nnot\n%s (%v)", b, golden, err)
	}
	e, err := journal.Parse(b)
	if err != nil || e.Reason != entry().Reason || !e.RecordedAt.Equal(entry().RecordedAt) || e.Body.Revisions[0] != entry().Body.Revisions[0] {
		t.Errorf("they are read back as %+v (%v)", e, err)
	}
	for what, text := range map[string]string{
		"a space":          strings.Replace(golden, `"seq":7,`, `"seq": 7,`, 1),
		"another order":    strings.Replace(golden, `{"seq":7,"recorded_at":"2026-09-30T12:00:00.000001Z",`, `{"recorded_at":"2026-09-30T12:00:00.000001Z","seq":7,`, 1),
		"a further field":  strings.Replace(golden, `{"seq"`, `{"x":1,"seq"`, 1),
		"a field twice":    strings.Replace(golden, `{"seq":7,`, `{"seq":7,"seq":7,`, 1),
		"capitals":         strings.Replace(golden, `"seq"`, `"SEQ"`, 1),
		"another escape":   strings.Replace(golden, `\u003c`, `<`, 1),
		"another zone":     strings.Replace(golden, `12:00:00.000001Z`, `14:00:00.000001+02:00`, 1),
		"nanoseconds":      strings.Replace(golden, `.000001Z`, `.000001001Z`, 1),
		"no sequence":      strings.Replace(golden, `"seq":7`, `"seq":0`, 1),
		"something behind": golden + " ",
		"bytes not UTF-8":  strings.Replace(golden, "Größe", "Gr\xf6\xdfe", 1),
		"nothing":          "",
	} {
		if _, err := journal.Parse([]byte(text)); err == nil {
			t.Errorf("an entry with %s was read", what)
		}
	}
	bad := entry()
	bad.Reason = "Gr\xf6\xdfe"
	if _, err := bad.Bytes(); err == nil {
		t.Error("an entry was written that could never be read again")
	}
}

func TestNextIsLater(t *testing.T) {
	at := time.Date(2026, 9, 30, 12, 0, 0, 5000, time.UTC)
	for _, c := range []struct {
		seq       int64
		head, now time.Time
		want      time.Time
	}{
		{0, time.Time{}, at.Add(999), at},
		{4, at, at.Add(2 * time.Second), at.Add(2 * time.Second)},
		{4, at, at, at.Add(time.Microsecond)},
		{4, at, at.Add(999), at.Add(time.Microsecond)},
		{4, at, at.Add(-time.Hour), at.Add(time.Microsecond)}, // a clock that was put back
		{4, at, at.Add(time.Hour).In(time.FixedZone("", 7200)), at.Add(time.Hour)},
	} {
		seq, got := journal.Next(c.seq, c.head, c.now)
		if seq != c.seq+1 || !got.Equal(c.want) || got.Location() != time.UTC {
			t.Errorf("after entry %d of %s, at %s, comes %d of %s, not %s", c.seq, c.head, c.now, seq, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		seq, at := journal.Next(0, time.Time{}, at)
		for range 20 {
			now := at.Add(time.Duration(rapid.Int64Range(-1e10, 1e10).Draw(t, "step")))
			next, later := journal.Next(seq, at, now)
			if next != seq+1 || !later.After(at) || later.Nanosecond()%1000 != 0 {
				t.Fatalf("after %d of %s came %d of %s", seq, at, next, later)
			}
			seq, at = next, later
		}
	})
}

// What Parse reads, Bytes writes; nothing makes it panic.
func FuzzParse(f *testing.F) {
	b, err := entry().Bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"seq":1,"recorded_at":"2026-01-01T00:00:00Z","type":"genesis","actor":{"via":"cli"},"body":{}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := journal.Parse(b)
		if err != nil {
			return
		}
		again, err := e.Bytes()
		if err != nil || string(again) != string(b) {
			t.Errorf("%q was read and is written as %q (%v)", b, again, err)
		}
	})
}

// A kept state that was damaged is refused or gives a tree that can be gone on with.
func FuzzReadTree(f *testing.F) {
	tree := journal.NewTree()
	for i := range 5 {
		if err := tree.Append([]byte(fmt.Sprint(i))); err != nil {
			f.Fatal(err)
		}
	}
	state, err := tree.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(state)
	f.Add([]byte(`{"size":18446744073709551615,"hashes":[]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		tree, err := journal.ReadTree(b)
		if err != nil {
			return
		}
		if err := tree.Append([]byte("x")); err == nil {
			_, _ = tree.Root()
		}
	})
}

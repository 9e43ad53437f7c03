package journal

import (
	"encoding/json"
	"fmt"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"
)

var ranges = &compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}

// Tree is the Merkle tree over all entries so far, as a compact range: as many hashes as the size has binary ones.
type Tree struct{ r *compact.Range }

// NewTree is the tree of no entries.
func NewTree() *Tree { return &Tree{ranges.NewEmptyRange(0)} }

// Size is the number of leaves.
func (t *Tree) Size() int64 { return int64(t.r.End()) }

// Append adds an entry's canonical bytes as the next leaf.
func (t *Tree) Append(entry []byte) error {
	return t.r.Append(rfc6962.DefaultHasher.HashLeaf(entry), nil)
}

// Root is the root hash of 32 bytes.
func (t *Tree) Root() ([]byte, error) {
	if t.r.End() == 0 {
		return rfc6962.DefaultHasher.EmptyRoot(), nil
	}
	return t.r.GetRootHash(nil)
}

// LeafHash is the RFC 6962 hash of an entry's canonical bytes.
func LeafHash(entry []byte) []byte { return rfc6962.DefaultHasher.HashLeaf(entry) }

type state struct {
	Size   uint64   `json:"size"`
	Hashes [][]byte `json:"hashes"`
}

// MarshalBinary gives the state that a later run continues from.
func (t *Tree) MarshalBinary() ([]byte, error) {
	return json.Marshal(state{t.r.End(), t.r.Hashes()})
}

// ReadTree continues from a kept state.
func ReadTree(b []byte) (*Tree, error) {
	var s state
	if err := json.Unmarshal(b, &s); err != nil {
		return nil, fmt.Errorf("reading the state of the journal's tree: %w", err)
	}
	for _, h := range s.Hashes {
		if len(h) != rfc6962.DefaultHasher.Size() {
			return nil, fmt.Errorf("reading the state of the journal's tree: a hash of %d bytes", len(h))
		}
	}
	r, err := ranges.NewRange(0, s.Size, s.Hashes)
	if err != nil {
		return nil, fmt.Errorf("reading the state of the journal's tree: %w", err)
	}
	return &Tree{r}, nil
}

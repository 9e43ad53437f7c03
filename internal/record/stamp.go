package record

import "sync/atomic"

// stamps says of each kind when its records were touched last: two snapshots with one stamp have the same records of the kind.
type stamps map[string]uint64

var lastStamp atomic.Uint64

// touch gives the kind a stamp that no snapshot has had.
func (s stamps) touch(kind string) { s[kind] = lastStamp.Add(1) }

// SameOf tells whether two snapshots certainly have the same records, at the same revisions, of some kinds. It costs nothing, however
// many records there are and however long ago the two were one; of snapshots that came about apart from each other it says no.
func (s *Snapshot) SameOf(other *Snapshot, kinds ...string) bool {
	for _, kind := range kinds {
		if s.stamps[kind] != other.stamps[kind] {
			return false
		}
	}
	return true
}

package store

import (
	"context"
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// ErasePersonal removes all personal values of a record, in every revision. Their commitments stay, and tell nothing.
func (t *Tx) ErasePersonal(ctx context.Context, kind string, uid record.UID) (journal.Erased, error) {
	r, err := t.exec(ctx, "DELETE FROM personal WHERE uid = ?", uid)
	if err != nil {
		return journal.Erased{}, fmt.Errorf("erasing personal values of %s: %w", uid, err)
	}
	n, err := r.RowsAffected()
	return journal.Erased{Kind: kind, UID: uid, Count: int(n)}, err
}

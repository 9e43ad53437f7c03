package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// TokenOwner gives the account of a token that is in use. Error: NotFound where there is none, or it was revoked.
func (t *Tx) TokenOwner(ctx context.Context, uid record.UID) (record.UID, error) {
	var account record.UID
	err := t.tx.QueryRowContext(ctx, t.s.d.bind("SELECT account FROM token WHERE uid = ? AND revoked = 0"), uid).Scan(&account)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fault.New(fault.NotFound, "there is no such token in use")
	}
	return account, err
}

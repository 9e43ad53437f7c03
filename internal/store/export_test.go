package store

import (
	"context"
	"database/sql"
	"io/fs"
)

// VerifyTampered runs statements, verifies what they leave, and takes them back.
func (s *Store) VerifyTampered(ctx context.Context, tamper func(*sql.Tx) error) (Verification, error) {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return Verification{}, err
	}
	defer rollback(tx)
	if err := tamper(tx); err != nil {
		return Verification{}, err
	}
	return s.verify(ctx, tx)
}

// Weaken takes a part of the write protocol away, for the test that shows what it is for.
func (s *Store) Weaken(lock, catchUp bool) { s.weaken.lock, s.weaken.catchUp = lock, catchUp }

// WithSchema opens with other migrations.
func (o Options) WithSchema(schema fs.FS) Options {
	o.schema = schema
	return o
}

// Migrations are the embedded ones.
var Migrations fs.FS = migrations

package store

import "io/fs"

// Weaken takes a part of the write protocol away, for the test that shows what it is for.
func (s *Store) Weaken(lock, catchUp bool) { s.weaken.lock, s.weaken.catchUp = lock, catchUp }

// WithSchema opens with other migrations.
func (o Options) WithSchema(schema fs.FS) Options {
	o.schema = schema
	return o
}

// Migrations are the embedded ones.
var Migrations fs.FS = migrations

// Package store keeps everything in one database, SQLite or PostgreSQL, from one SQL text.
//
// All writes follow one protocol (write.go): begin, stage what needs no order, take the journal lock, bring the snapshot
// up to the head, decide, append one journal entry, commit. Readers use the immutable snapshot and never wait for a
// writer. The package knows kinds only through internal/record; it decides no rights and computes no scores.
package store

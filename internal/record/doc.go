// Package record is the kernel: what people declare, of whatever kind, is a record.
//
// A kind is a Go struct whose tags carry mechanics only (see Field). From the struct the kernel derives strict
// decoding, references with integrity, canonical bytes, personal fields and schema evolution; a kind adds its own rules
// in plain Go. A Snapshot is the immutable state of all records at one journal sequence; Plan decides, purely, what a
// set of changes makes of it.
//
// The package does no I/O, knows no clock and no storage. Reflection and untyped trees stay inside it and inside
// internal/store; domain code reads All[T] and Get[T].
package record

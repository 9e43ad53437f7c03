// Package figures holds what is published when a period is closed: the figures of a unit or of a scorecard at the end of the period, as a
// document that is written once and never changes; what of them is otherwise from what is known now; and which changes reach into a
// closed period.
//
// It computes no score: a document is made of a status of internal/evaluate. It does no I/O and decides nothing about rights.
package figures

import (
	"runtime/debug"
)

// Format is the form of documents as they are written now. A later form has another number, and Parse reads the earlier ones still.
const Format = "steelyard-figures/1"

// MediaType is that of a document.
const MediaType = "application/json"

// Program is what this program was built from, as documents that it makes say.
func Program() string {
	if b, ok := debug.ReadBuildInfo(); ok && b.Main.Version != "" {
		return b.Main.Version
	}
	return "development"
}

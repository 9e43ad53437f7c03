package service

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// mostEvidence is how many files show where the values of one batch come from, at most.
const mostEvidence = 20

// longestFileName and longestMediaType are in characters, as fields of records have them.
const longestFileName, longestMediaType = 200, 100

// wrongEvidence tells what is wrong with files that are named, but for whether they were sent.
func wrongEvidence(list []record.File) []fault.Field {
	var out []fault.Field
	if len(list) > mostEvidence {
		return []fault.Field{{Path: "evidence", Reason: fmt.Sprintf("names %d files, and %d are the most", len(list), mostEvidence), Remedy: "Pack some of them together"}}
	}
	seen := map[string]bool{}
	for i, f := range list {
		refuse := func(field, reason, remedy string) {
			out = append(out, fault.Field{Path: record.Item("evidence", i) + "." + field, Reason: reason, Remedy: remedy})
		}
		if b, err := hex.DecodeString(f.SHA256); err != nil || len(b) != 32 || f.SHA256 != strings.ToLower(f.SHA256) {
			refuse("sha256", "is no SHA-256", "Write 64 small hexadecimal digits")
		} else if seen[f.SHA256] {
			refuse("sha256", "names a file a second time", "Name it once")
		}
		seen[f.SHA256] = true
		if n := utf8.RuneCountInString(f.Name); strings.TrimSpace(f.Name) == "" || n > longestFileName || strings.ContainsFunc(f.Name, func(r rune) bool { return r < ' ' }) {
			refuse("name", "is empty, longer than 200 characters, or has control characters", "Say what people call the file")
		}
		if len(f.MediaType) > longestMediaType {
			refuse("media_type", "is longer than 100 characters", "Write it like application/pdf, or leave it out")
		}
	}
	return out
}

func evidenceOf(batch int64, list []record.File) []journal.Evidence {
	var out []journal.Evidence
	for _, f := range list {
		out = append(out, journal.Evidence{Batch: batch, SHA256: f.SHA256, Name: f.Name, MediaType: f.MediaType})
	}
	return out
}

// evidenceSent refuses files that nobody has sent.
func evidenceSent(ctx context.Context, tx *store.Tx, list []journal.Evidence) error {
	var faults []fault.Field
	for i, e := range list {
		sent, err := tx.SentFile(ctx, e.SHA256)
		if err != nil {
			return err
		}
		if !sent {
			faults = append(faults, fault.Field{Path: record.Item("evidence", i) + ".sha256", Reason: "names a file that was not sent", Remedy: "Send the file first"})
		}
	}
	return fault.InvalidFields("the points cannot be accepted", faults)
}

// Evidence gives the files that show where points come from, by batch. Error: Unavailable.
func (v *View) Evidence(ctx context.Context, points []measurement.Recorded) (map[int64][]record.File, error) {
	var seqs []int64
	for _, p := range points {
		if p.Run == "" { // where a source was read, the run names its file
			seqs = append(seqs, p.Seq)
		}
	}
	if len(seqs) == 0 {
		return nil, nil //nolint:nilnil // no file is an ordinary finding
	}
	slices.Sort(seqs)
	entries, err := v.Entries(ctx, slices.Compact(seqs))
	out := map[int64][]record.File{}
	for _, e := range entries {
		for _, x := range e.Body.Evidence {
			out[x.Batch] = append(out[x.Batch], record.File{SHA256: x.SHA256, Name: x.Name, MediaType: x.MediaType})
		}
	}
	return out, err
}

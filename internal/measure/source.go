// Package measure holds what is measured and where its values come from: measures (ISO/IEC 27004) and their sources. It
// holds no values, which are of internal/measurement, and reads no files, which internal/collect does.
package measure

import (
	"slices"

	"github.com/steelyard-isms/steelyard/internal/mapping"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Source is something whose files are read: a scanner, an export, a spreadsheet.
type Source struct {
	Unit           record.Ref       `json:"unit" field:"required,ref=unit,scope"`                                      // where it runs
	Owner          record.Ref       `json:"owner,omitempty" field:"ref=person,owner"`                                  // who is asked when nothing arrives
	Format         string           `json:"format" field:"required,enum=lynis|xccdf|gophish|prometheus|csv|xlsx|json"` // what writes its files
	Description    string           `json:"description,omitempty"`
	Zone           string           `json:"zone,omitempty" field:"len=64"`                                                 // IANA zone of times that the files write without one; UTC unless told
	Classification string           `json:"classification,omitempty" field:"enum=public|internal|confidential|restricted"` // of its raw files; confidential unless told
	RetentionDays  int              `json:"retention_days,omitempty" field:"min=1,max=36525"`                              // how long raw files are kept; 1,095 unless told
	Checks         []SourceCheck    `json:"checks,omitempty"`                                                              // when its values can be relied on: what fails is held back
	Mapping        *mapping.Mapping `json:"mapping,omitempty"`                                                             // of the formats csv, xlsx and json, which need one, and of prometheus
}

// Classifications and retention where a source does not say.
const (
	DefaultClassification = "confidential"
	DefaultRetentionDays  = 1095
)

// classifications from the least strict to the strictest, as the field lists them.
var classifications = []string{"public", "internal", "confidential", "restricted"}

// Stricter gives the stricter of two classifications of raw files. Empty is none; what is not known counts as strictest.
func Stricter(a, b string) string {
	rank := func(c string) int {
		if c == "" {
			return -1
		}
		if at := slices.Index(classifications, c); at >= 0 {
			return at
		}
		return len(classifications)
	}
	if rank(b) > rank(a) {
		return b
	}
	return a
}

// SourceKind declares sources.
var SourceKind = record.Define(record.Definition[Source]{
	Name: "source", Plural: "sources", Prefix: "C", Version: 1, Rules: checkSource,
})

// KeptAs is the classification of the source's raw files.
func (s *Source) KeptAs() string {
	if s.Classification == "" {
		return DefaultClassification
	}
	return s.Classification
}

// KeptFor is for how many days its raw files are kept.
func (s *Source) KeptFor() int {
	if s.RetentionDays == 0 {
		return DefaultRetentionDays
	}
	return s.RetentionDays
}

// ByUnit tells whether the source's values are told apart by unit of the organisation.
func (s *Source) ByUnit() bool { return s.Mapping != nil && s.Mapping.UnitColumn != "" }

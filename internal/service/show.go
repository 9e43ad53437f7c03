package service

import "github.com/steelyard-isms/steelyard/internal/record"

// mayShow tells whether the principal may see a record.
func (v *View) mayShow(r *record.Record) bool { return v.read(r.Kind) == nil }

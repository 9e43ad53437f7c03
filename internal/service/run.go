package service

import (
	"context"

	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// RunBefore finds the run of the same source before a run; false where there is none. Error: Forbidden.
func (v *View) RunBefore(ctx context.Context, run store.Run) (store.Run, bool, error) {
	if err := v.read(measure.SourceKind.Name); err != nil || !v.showsSource(run.Source) {
		return store.Run{}, false, err
	}
	before, err := v.s.store.Runs(ctx, run.Source, run.Seq-1, 1)
	if err != nil || len(before) == 0 {
		return store.Run{}, false, err
	}
	return before[0], true, nil
}

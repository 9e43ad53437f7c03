package app

import (
	"context"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// RemoveDemonstration deletes the database of a demonstration, once show was told what it holds. Errors: Conflict where it is not a
// demonstration, or is open; those of store.Remove; what show gives. Then nothing is changed.
func RemoveDemonstration(ctx context.Context, database string, show func(store.Held) error) error {
	return store.Remove(ctx, database, func(h store.Held) error {
		if !h.First.Body.Demonstration {
			return fault.New(fault.Conflict, "%s is not a demonstration: nothing was removed", database)
		}
		return show(h)
	})
}

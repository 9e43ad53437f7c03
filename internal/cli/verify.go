package cli

import "github.com/steelyard-isms/steelyard/internal/app"

type verifyCommand struct {
	database
}

// Run compares the store with its journal.
func (c *verifyCommand) Run(r *run) error {
	return c.with(r, func(a *app.App) error {
		v, err := a.Service.Verify(r.ctx, app.Operator())
		if err != nil {
			return err
		}
		if err := printJSON(r.out, v); err != nil {
			return err
		}
		if len(v.Problems) > 0 {
			return errProblems
		}
		return nil
	})
}

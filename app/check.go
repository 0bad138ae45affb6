package app

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
)

// Acceptances are the findings of 点検 of which a person has said 「問題なし」.
func (a *App) Acceptances(ctx context.Context) ([]directory.Acceptance, error) {
	return a.store.Accepted(ctx)
}

// SetAccepted says 「問題なし」 of findings, or takes that back.
func (a *App) SetAccepted(ctx context.Context, accepted bool, findings ...directory.Acceptance) error {
	return a.store.SetAccepted(ctx, accepted, findings...)
}

// numbersOf are what the history keeps of a directory.
func numbersOf(d *directory.Directory, accepted []directory.Acceptance) map[string]int {
	return browse.Build(d, accepted...).Numbers()
}

// CheckIn opens the data folder without writing to it and tells out, in Japanese, what
// 点検 finds: a table, or its numbers as one JSON object for other programs.
func CheckIn(ctx context.Context, o Options, asJSON bool, out io.Writer) error {
	o.ReadOnly = true
	a, err := Open(ctx, o)
	if err != nil {
		return err
	}
	return errors.Join(a.check(ctx, asJSON, out), a.Close())
}

func (a *App) check(ctx context.Context, asJSON bool, out io.Writer) error {
	d, err := a.store.Load(ctx)
	if err != nil {
		return err
	}
	accepted, err := a.store.Accepted(ctx)
	if err != nil {
		return err
	}
	numbers := numbersOf(d, accepted)
	if asJSON {
		return json.NewEncoder(out).Encode(numbers)
	}
	tell(out, message.Checkup(numbers))
	return nil
}

package app

import (
	"context"

	"anpisync/cybozu"
	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

// SetOptions keeps what a person has chosen of the rules; what they are now is part of the
// Directory. What was proposed before is stale (I8).
func (a *App) SetOptions(ctx context.Context, o directory.Options) error {
	return a.store.SetOptions(ctx, o)
}

// CountPhones reads the users at cybozu.com as a Request says, and counts for each source
// of 電話番号 whom it would give another one (U15). Nothing is saved.
func (a *App) CountPhones(ctx context.Context, r Request) (map[directory.PhoneSource]int, error) {
	if _, err := cybozu.ParseHost(string(r.Host)); err != nil { // nothing was typed
		return nil, err
	}
	client, err := a.connect(r)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	users, err := client.Users(ctx)
	if err != nil {
		return nil, err
	}
	d, err := a.store.Load(ctx)
	if err != nil {
		return nil, err
	}
	return reconcile.CountPhones(d, string(r.Host), users), nil
}

package app

import (
	"context"

	"anpisync/cybozu"
)

// Access is what an account may do.
type Access = cybozu.Access

// CheckConnection logs in as a Request says, with one request, and tells what the account
// may do. Nothing is saved, not even a line of the history.
func (a *App) CheckConnection(ctx context.Context, r Request) (Access, error) {
	client, err := a.connect(r)
	if err != nil {
		return Access{}, err
	}
	defer client.Close()
	return client.Access(ctx)
}

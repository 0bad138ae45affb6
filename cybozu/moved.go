package cybozu

import (
	"context"
	"slices"
	"sync"
)

// askAgain asks users themselves where the organizations, each at another moment, may
// have told too little: who is moved from one that is still to be asked to one that was
// asked already is found in neither (M5). So are asked who is not in the primary
// organization, or in none, and then who is not where the last reading had them. Either
// goes on for as long as a hundred answers correct anybody: whether a primary
// organization is always a present one is not known.
func (f *fetch) askAgain(ctx context.Context, r *roster) error {
	suspects, err := f.suspects(ctx, r)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(suspects, maxLeftOut) {
		moved, err := f.askThemselves(ctx, r, some)
		if err != nil {
			return err
		}
		if !moved {
			break
		}
	}
	for some := range slices.Chunk(r.elsewhere(f.last, suspects), maxLeftOut) {
		if _, err := f.lookUp(ctx, r, some); err != nil {
			return err
		}
		moved, err := f.askThemselves(ctx, r, some)
		if err != nil || !moved {
			return err
		}
	}
	return nil
}

// suspects are the indexes of the users who are not in their primary organization, and
// of those in none, unless that makes too many.
func (f *fetch) suspects(ctx context.Context, r *roster) ([]int, error) {
	var users []int
	for i, u := range r.Users {
		if len(u.Organizations) == 0 || r.lacks(i, r.primary[i]) {
			users = append(users, i)
		}
	}
	now, err := f.lookUp(ctx, r, users)
	if err != nil {
		return nil, err
	}
	var misplaced, nowhere []int
	for _, u := range now {
		if i := r.users[u.ID]; r.lacks(i, r.primary[i]) || r.lacks(i, u.primary) {
			misplaced = append(misplaced, i)
		} else {
			nowhere = append(nowhere, i)
		}
	}
	if len(now) > maxLeftOut {
		return misplaced, nil
	}
	return append(misplaced, nowhere...), nil
}

// lookUp is what users, by index, are now. One who was deleted after the list was read
// looks as if in no organization, and a login may be another's by now: then the lists
// have shifted.
func (f *fetch) lookUp(ctx context.Context, r *roster, users []int) ([]User, error) {
	ids := make([]ID, len(users))
	for n, i := range users {
		ids[n] = r.Users[i].ID
	}
	now, err := listed(ctx, f.Client, usersEndpoint, ids, decodeUsers, userID)
	if err != nil {
		return nil, err
	}
	if len(now) < len(ids) {
		return nil, shifted("%d users were deleted while memberships were read", len(ids)-len(now))
	}
	for _, u := range now {
		if u.Code != r.Users[r.users[u.ID]].Code {
			return nil, shifted("user %d has another login now", u.ID)
		}
	}
	return now, nil
}

// askThemselves asks users for their organizations, and says whether any were somewhere
// else. Where one may not be asked for, what the organizations said has to do.
func (f *fetch) askThemselves(ctx context.Context, r *roster, users []int) (moved bool, err error) {
	var mu sync.Mutex
	err = askAll(ctx, len(users), func(ctx context.Context, i int) error {
		organizations, err := f.organizationsOf(ctx, r.Users[users[i]].Code)
		if denied(err) {
			return nil
		}
		if err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		elsewhere := r.replace(users[i], organizations)
		moved = moved || elsewhere
		return nil
	})
	return moved, err
}

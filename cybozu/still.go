package cybozu

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/sync/errgroup"
)

// StillThere asks for organizations and users by their ids and returns, in ascending
// order, those that cybozu.com still has: what would be deleted because no list held it
// must not be among them (I6). Its errors are those of [Client.Fetch].
func (c *Client) StillThere(ctx context.Context, organizations, users []ID) (stillOrganizations, stillUsers []ID, err error) {
	asking, inTime := errgroup.WithContext(ctx)
	asking.Go(func() error {
		there, err := listed(inTime, c, organizationsEndpoint, organizations, decodeOrganizations, organizationID)
		stillOrganizations = idsOf(there, organizationID)
		return err
	})
	asking.Go(func() error {
		there, err := listed(inTime, c, usersEndpoint, users, decodeUsers, userID)
		stillUsers = idsOf(there, userID)
		return err
	})
	if err := asking.Wait(); err != nil {
		c.Close()
		return nil, nil, err
	}
	return stillOrganizations, stillUsers, nil
}

// OrganizationsOf asks users, by their logins, for their organizations, and returns in
// ascending order those that any of them names: what neither a list nor an id shows is
// hidden if it is among them (M5). Whom the account may not ask names none. Its errors are
// those of [Client.Fetch].
func (c *Client) OrganizationsOf(ctx context.Context, logins []string) ([]ID, error) {
	answers := make([][]ID, len(logins))
	err := askAll(ctx, len(logins), func(ctx context.Context, i int) (err error) {
		answers[i], err = c.organizationsOf(ctx, logins[i])
		if denied(err) {
			answers[i], err = nil, nil
		}
		return err
	})
	if err != nil {
		c.Close()
		return nil, err
	}
	named := slices.Concat(answers...)
	slices.Sort(named)
	return slices.Compact(named), nil
}

// listed asks one list for records by their ids, as many at once as it takes, and returns
// those that are there, in ascending id.
func listed[T any](ctx context.Context, c *Client, from endpoint, ids []ID, decode func(io.Reader) ([]T, error), id func(T) ID) ([]T, error) {
	var (
		mu    sync.Mutex
		there []T
	)
	asking, inTime := errgroup.WithContext(ctx)
	asking.SetLimit(maxAtOnce)
	for some := range slices.Chunk(ids, pageSize) {
		asking.Go(func() error {
			records, err := fetchPage(inTime, c, from, byID(some), decode)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			for _, r := range records {
				if !slices.Contains(some, id(r)) {
					return &Error{Kind: KindBroken, Message: fmt.Sprintf("%s holds id %d, which was not asked for", from.path, id(r))}
				}
				there = append(there, r)
			}
			return nil
		})
	}
	if err := asking.Wait(); err != nil {
		return nil, err
	}
	slices.SortFunc(there, func(a, b T) int { return cmp.Compare(id(a), id(b)) })
	return slices.CompactFunc(there, func(a, b T) bool { return id(a) == id(b) }), nil
}

func idsOf[T any](records []T, id func(T) ID) (ids []ID) {
	for _, r := range records {
		ids = append(ids, id(r))
	}
	return ids
}

func byID(ids []ID) url.Values {
	query := url.Values{"size": {strconv.Itoa(pageSize)}}
	for i, id := range ids {
		query.Set("ids["+strconv.Itoa(i)+"]", strconv.FormatInt(int64(id), 10))
	}
	return query
}

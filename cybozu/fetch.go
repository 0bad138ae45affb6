package cybozu

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/url"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// Pages that may be asked for before it is known that they exist. Organizations are
	// fewer than users nearly everywhere, so theirs need not come as fast.
	usersAhead         = 10
	organizationsAhead = 4

	// maxRounds is how often the lists are read before it is given up (I6).
	maxRounds = 3
)

// Fetch reads everything and returns it whole, or an error of type [*Error]. It asks for
// one page of users alone, then for all else side by side. Lists that do not fit one
// another, because somebody works at cybozu.com meanwhile, are read again; [KindShifted]
// when they still do not fit the third time.
//
// progress, which may be nil, is called from other goroutines, one call at a time, and
// not after Fetch returned. When ctx ends, Fetch ends at once, with [KindCancelled] or
// [KindTimeout].
func (c *Client) Fetch(ctx context.Context, progress func(Progress)) (*Snapshot, error) {
	f := &fetch{Client: c, report: serially(progress)}
	s, err := f.run(ctx)
	if err != nil {
		c.Close() // what is under way must not outlive the call
		return nil, err
	}
	return s, nil
}

// Users reads the users alone, without their memberships, or an error as Fetch does.
func (c *Client) Users(ctx context.Context) ([]User, error) {
	f := &fetch{Client: c, report: serially(nil)}
	first, err := f.usersPage(ctx, 0)
	if err != nil {
		return nil, err
	}
	return f.users(ctx, first)
}

// fetch is one reading of everything.
type fetch struct {
	*Client
	report func(phase Phase, done, total int)

	misfits int          // rounds in which the export did not fit the lists
	barred  bool         // the export is not to be had, or not to be trusted
	rows    atomic.Int64 // of the export, once it is there
}

func (f *fetch) run(ctx context.Context) (*Snapshot, error) {
	f.report(PhaseSignIn, 0, 1)
	first, err := f.usersPage(ctx, 0)
	if err != nil {
		return nil, err
	}
	f.report(PhaseSignIn, 1, 1)
	for round := 1; ; round++ {
		s, err := f.round(ctx, first)
		if err == nil {
			return s, nil
		}
		if round == maxRounds || !errors.Is(err, &Error{Kind: KindShifted}) {
			return nil, err
		}
		first = nil
	}
}

// round reads the lists and the memberships once. first is the first page of users, or
// nil.
func (f *fetch) round(ctx context.Context, first []User) (*Snapshot, error) {
	s := &Snapshot{Host: f.host, Login: f.login, Read: time.Now().UTC()}
	var export []placement
	reading, inTime := errgroup.WithContext(ctx)
	reading.Go(func() (err error) {
		s.Users, err = f.users(inTime, first)
		return err
	})
	reading.Go(func() (err error) {
		s.Organizations, err = f.organizations(inTime)
		return err
	})
	reading.Go(func() (err error) {
		export, err = f.export(inTime)
		return err
	})
	if err := reading.Wait(); err != nil {
		return nil, err
	}
	if err := f.place(ctx, s, export); err != nil {
		return nil, err
	}
	return s, nil
}

// users reads the list of users, in ascending id.
func (f *fetch) users(ctx context.Context, first []User) ([]User, error) {
	p := pages[User]{
		read:     f.usersPage,
		id:       userID,
		ahead:    usersAhead,
		strict:   true,
		first:    first,
		expected: func() int { return int(f.rows.Load()) },
		count:    func(n int) { f.report(PhaseUsers, n, int(f.rows.Load())) },
	}
	users, err := p.all(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(users, func(a, b User) int { return cmp.Compare(a.ID, b.ID) })
	f.report(PhaseUsers, len(users), len(users))
	return users, nil
}

// organizations reads the list of organizations, in ascending id.
func (f *fetch) organizations(ctx context.Context) ([]Organization, error) {
	p := pages[Organization]{
		read:   f.organizationsPage,
		id:     organizationID,
		ahead:  organizationsAhead,
		strict: true,
		count:  func(n int) { f.report(PhaseOrganizations, n, 0) },
	}
	organizations, err := p.all(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(organizations, func(a, b Organization) int { return cmp.Compare(a.ID, b.ID) })
	f.report(PhaseOrganizations, len(organizations), len(organizations))
	return organizations, nil
}

func (c *Client) usersPage(ctx context.Context, offset int) ([]User, error) {
	return fetchPage(ctx, c, usersEndpoint, window(offset), decodeUsers)
}

func (c *Client) organizationsPage(ctx context.Context, offset int) ([]Organization, error) {
	return fetchPage(ctx, c, organizationsEndpoint, window(offset), decodeOrganizations)
}

func window(offset int) url.Values {
	return url.Values{"offset": {strconv.Itoa(offset)}, "size": {strconv.Itoa(pageSize)}}
}

// fetchPage asks for one answer and decodes it.
func fetchPage[T any](ctx context.Context, c *Client, from endpoint, query url.Values, decode func(io.Reader) ([]T, error)) ([]T, error) {
	var records []T
	err := c.get(ctx, from, query, func(r io.Reader) (err error) {
		records, err = decode(r)
		return err
	})
	return records, err
}

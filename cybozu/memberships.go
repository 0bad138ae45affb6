package cybozu

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

const (
	// maxLeftOut is how many users of whom a source of memberships says nothing are asked
	// for one by one.
	maxLeftOut = 100

	// maxMisfits is how often an export that does not fit the lists may be their fault.
	maxMisfits = 2
)

// export reads the memberships of everybody in one request, where the account may: nil
// where it may not, or where the answer is of no use. Then organizations are asked one
// by one, which every account may.
func (f *fetch) export(ctx context.Context) ([]placement, error) {
	if f.barred {
		return nil, nil
	}
	placements, err := fetchPage(ctx, f.Client, exportEndpoint, nil, decodeExport)
	if denied(err) {
		f.barred = true
		return nil, nil
	}
	if err == nil {
		f.rows.Store(int64(len(placements)) + 1) // Administrator is never in it
	}
	return placements, err
}

// denied says whether an error concerns what was asked for alone, so that another way
// to the same may be open.
func denied(err error) bool {
	var failed *Error
	if !errors.As(err, &failed) {
		return false
	}
	switch failed.Kind {
	case KindPermission, KindBroken, KindServer, KindIP, KindNoSuchURL:
		return true
	}
	return false
}

// place fills in the memberships of all users. export may be nil.
func (f *fetch) place(ctx context.Context, s *Snapshot, export []placement) error {
	r, err := newRoster(s)
	if err != nil {
		return err
	}
	defer r.settle()
	if export != nil {
		err := f.placeByExport(ctx, r, export)
		if err == nil || !f.doubts(err) {
			s.SeesAll = len(s.HiddenOrganizations) == 0 // nobody else gets the export, which names no hidden users
			return err
		}
		f.barred = true
		r.empty()
	}
	if err := f.askOrganizations(ctx, r); err != nil {
		return err
	}
	if err := f.askAgain(ctx, r); err != nil {
		return err
	}
	return f.tellHidden(ctx, r)
}

// tellHidden tells what is hidden from this account from what came after the lists were
// read, where memberships name what no list holds (M5).
func (f *fetch) tellHidden(ctx context.Context, r *roster) error {
	if r.placed > maxMemberships {
		return &Error{Kind: KindBroken, Err: errTooMany}
	}
	organizations, users := slices.Sorted(maps.Keys(r.unlistedOrganizations)), slices.Sorted(maps.Keys(r.unlistedUsers))
	newOrganizations, newUsers, err := f.StillThere(ctx, organizations, users)
	switch {
	case err != nil:
		return err
	case len(newOrganizations) > 0:
		return shifted("organization %d has a member and is in no list", newOrganizations[0])
	case len(newUsers) > 0:
		return shifted("user %d is in an organization and in no list", newUsers[0])
	}
	r.HiddenOrganizations, r.HiddenUsers = organizations, users
	return nil
}

// errMisfit is an export that names somebody or something that is in no list, or somebody
// twice. It is done without in the end, so that nobody asks in which row.
var errMisfit = shifted("the export does not fit the lists")

// errLeftOut is an export that is so far from complete that it saves nothing.
var errLeftOut = errors.New("the export leaves out too many users")

func (f *fetch) placeByExport(ctx context.Context, r *roster, export []placement) error {
	leftOut, err := r.takeExport(export)
	if err != nil {
		return err
	}
	if len(leftOut) > maxLeftOut {
		return errLeftOut
	}
	if err := f.askUsers(ctx, r, leftOut); err != nil {
		return err
	}
	return f.tellHidden(ctx, r)
}

// doubts says whether an error speaks against the export rather than against the lists.
// A misfit may be the lists' fault, but hardly again after they were read again; and
// whether everybody whom the export leaves out may be asked for is not known.
func (f *fetch) doubts(err error) bool {
	if errors.Is(err, &Error{Kind: KindShifted}) {
		f.misfits++
		return f.misfits >= maxMisfits
	}
	return errors.Is(err, errLeftOut) || denied(err)
}

// askOrganizations asks every organization for its members.
func (f *fetch) askOrganizations(ctx context.Context, r *roster) error {
	total := len(r.Organizations)
	return f.sideBySide(ctx, total, func(ctx context.Context, i int) error {
		o := r.Organizations[i]
		p := pages[ID]{
			read: func(ctx context.Context, offset int) ([]ID, error) {
				query := window(offset)
				query.Set("code", o.Code)
				return fetchPage(ctx, f.Client, membersEndpoint, query, decodeMembers)
			},
			id:    func(id ID) ID { return id },
			ahead: maxAtOnce,
		}
		members, err := p.all(ctx)
		if err != nil {
			return vanished(err)
		}
		for _, user := range members {
			r.add(user, o.ID)
		}
		return nil
	})
}

// askUsers asks some users for their organizations (M5).
func (f *fetch) askUsers(ctx context.Context, r *roster, users []int) error {
	return f.sideBySide(ctx, len(users), func(ctx context.Context, i int) error {
		u := r.Users[users[i]]
		organizations, err := f.organizationsOf(ctx, u.Code)
		if err != nil {
			return vanished(err)
		}
		for _, organization := range organizations {
			r.add(u.ID, organization)
		}
		return nil
	})
}

func (c *Client) organizationsOf(ctx context.Context, login string) ([]ID, error) {
	return fetchPage(ctx, c, membershipsEndpoint, url.Values{"code": {login}}, decodeMemberships)
}

// sideBySide asks n questions and reports how many are answered.
func (f *fetch) sideBySide(ctx context.Context, n int, ask func(ctx context.Context, i int) error) error {
	var mu sync.Mutex
	done := 0
	f.report(PhaseMemberships, 0, n)
	return askAll(ctx, n, func(ctx context.Context, i int) error {
		if err := ask(ctx, i); err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		done++
		f.report(PhaseMemberships, done, n)
		return nil
	})
}

// askAll asks n questions, several at once.
func askAll(ctx context.Context, n int, ask func(ctx context.Context, i int) error) error {
	asking, inTime := errgroup.WithContext(ctx)
	asking.SetLimit(maxAtOnce)
	for i := range n {
		asking.Go(func() error {
			if inTime.Err() != nil {
				return ended(inTime.Err())
			}
			return ask(inTime, i)
		})
	}
	return asking.Wait()
}

// vanished makes of a code that is not known any more what it is: the lists shifted.
func vanished(err error) error {
	var failed *Error
	if errors.As(err, &failed) && failed.Code == codeParameter {
		again := *failed
		again.Kind = KindShifted
		return &again
	}
	return err
}

// roster places users in organizations, and keeps what is named and in no list.
type roster struct {
	*Snapshot
	mu           sync.Mutex
	placed       int        // memberships
	users        map[ID]int // index
	primary      []ID       // by index; may name one that is hidden, or left long ago
	known        map[ID]bool
	logins       map[string]int // index
	organization map[string]ID  // by code

	unlistedOrganizations map[ID]bool
	unlistedUsers         map[ID]bool
}

// newRoster refuses lists in which a code is there twice: one was passed on while they
// were read.
func newRoster(s *Snapshot) (*roster, error) {
	r := &roster{
		Snapshot:     s,
		users:        make(map[ID]int, len(s.Users)),
		primary:      make([]ID, len(s.Users)),
		known:        make(map[ID]bool, len(s.Organizations)),
		logins:       make(map[string]int, len(s.Users)),
		organization: make(map[string]ID, len(s.Organizations)),

		unlistedOrganizations: map[ID]bool{},
		unlistedUsers:         map[ID]bool{},
	}
	for i, u := range s.Users {
		r.users[u.ID] = i
		r.primary[i], s.Users[i].primary = u.primary, 0
		if other, twice := r.logins[u.Code]; twice {
			return nil, shifted("users %d and %d have one login", s.Users[other].ID, u.ID)
		}
		r.logins[u.Code] = i
	}
	for _, o := range s.Organizations {
		r.known[o.ID] = true
		if other, twice := r.organization[o.Code]; twice {
			return nil, shifted("organizations %d and %d have one code", other, o.ID)
		}
		r.organization[o.Code] = o.ID
	}
	return r, nil
}

// add places a user in an organization, if both are listed.
func (r *roster) add(user, organization ID) {
	i, listed := r.users[user]
	r.mu.Lock()
	defer r.mu.Unlock()
	r.placed++
	switch {
	case r.placed > maxMemberships: // tellHidden fails
	case !listed:
		r.unlistedUsers[user] = true
	case !r.known[organization]:
		r.unlistedOrganizations[organization] = true
	default:
		r.Users[i].Organizations = append(r.Users[i].Organizations, organization)
	}
}

// lacks says whether a user, by index, should be in an organization and is not.
func (r *roster) lacks(user int, organization ID) bool {
	return r.known[organization] && !slices.Contains(r.Users[user].Organizations, organization)
}

// elsewhere are the indexes of the users who are not where the last reading had them, as far
// as what is listed now is concerned, but for those who were asked. New ones are among
// them; nobody is where there was no last reading.
func (r *roster) elsewhere(last map[ID][]ID, asked []int) (users []int) {
	if len(last) == 0 {
		return nil
	}
	done := make(map[int]bool, len(asked))
	for _, i := range asked {
		done[i] = true
	}
	r.settle()
	var was []ID
	for i, u := range r.Users {
		was = was[:0]
		for _, organization := range last[u.ID] {
			if r.known[organization] {
				was = append(was, organization)
			}
		}
		slices.Sort(was)
		if !done[i] && !slices.Equal(was, u.Organizations) {
			users = append(users, i)
		}
	}
	return users
}

// replace puts a user, by index, where its own answer says, and says whether that is
// somewhere else.
func (r *roster) replace(user int, organizations []ID) (moved bool) {
	before := slices.Sorted(slices.Values(r.Users[user].Organizations))
	r.Users[user].Organizations = nil
	for _, o := range organizations {
		r.add(r.Users[user].ID, o)
	}
	slices.Sort(r.Users[user].Organizations)
	return !slices.Equal(before, r.Users[user].Organizations)
}

// takeExport places users as the export says, and returns the indexes of those whom it
// leaves out.
func (r *roster) takeExport(export []placement) (leftOut []int, err error) {
	told := make([]bool, len(r.Users))
	for _, p := range export {
		i, listed := r.logins[p.login()]
		if !listed {
			return nil, errMisfit
		}
		if told[i] {
			return nil, errMisfit
		}
		told[i] = true
		for code := range p.organizations {
			id, listed := r.organization[code]
			if !listed {
				return nil, errMisfit
			}
			r.Users[i].Organizations = append(r.Users[i].Organizations, id)
		}
	}
	for i, told := range told {
		if !told {
			leftOut = append(leftOut, i)
		}
	}
	return leftOut, nil
}

// empty takes everybody out again.
func (r *roster) empty() {
	r.placed = 0
	clear(r.unlistedOrganizations)
	clear(r.unlistedUsers)
	for i := range r.Users {
		r.Users[i].Organizations = nil
	}
}

// settle brings the memberships into order, each there once.
func (r *roster) settle() {
	for i := range r.Users {
		slices.Sort(r.Users[i].Organizations)
		r.Users[i].Organizations = slices.Compact(r.Users[i].Organizations)
	}
}

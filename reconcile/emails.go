package reconcile

import (
	"slices"

	"anpisync/reconcile/directory"
)

// sharing is who keeps the addresses that several would hold in the result (U10).
type sharing struct {
	without map[int]bool // accounts that are imported without their address
	emptied map[int]bool // users here, not imported, who lose theirs
	keepers []directory.EmailKeeper
	open    []shared // those without a valid choice
}

// shared is an address that several would hold.
type shared struct {
	address  string
	accounts []int
	users    []int // those here that are not imported
}

func (u *users) share(chosen map[string]directory.CybozuID) *sharing {
	remembered := make(map[string]directory.CybozuID, len(u.base.remembered.EmailKeepers))
	for _, k := range u.base.remembered.EmailKeepers {
		remembered[k.Email] = k.CybozuID
	}
	s := &sharing{without: map[int]bool{}, emptied: map[int]bool{}}
	for _, address := range u.sharedAddresses() {
		if keeper, ok := chosen[address.address]; ok && u.mayKeep(address, keeper) {
			s.settle(u.list, address, keeper)
		} else if keeper, ok := remembered[address.address]; ok && u.mayKeep(address, keeper) {
			s.settle(u.list, address, keeper)
		} else {
			s.open = append(s.open, address)
		}
	}
	u.emptyHeld(s)
	return s
}

// emptyHeld takes from who is held the address that an account has (U14).
func (u *users) emptyHeld(s *sharing) {
	held := map[string][]int{}
	for i := range u.fates {
		if !u.isHeldThen(i) { // nearly always
			continue
		}
		if address := addressOf(u.base.users[i].Email); address != "" {
			held[address] = append(held[address], i)
		}
	}
	if len(held) == 0 {
		return
	}
	for n := range u.list.accounts {
		if s.without[n] {
			continue
		}
		for _, i := range held[u.list.accounts[n].address()] {
			s.emptied[i] = true
		}
	}
}

func (u *users) sharedAddresses() []shared {
	accounts := len(u.list.accounts)
	addresses := make([]string, accounts+len(u.base.users)) // of the accounts, then of the users here
	for n := range u.list.accounts {
		addresses[n] = u.list.accounts[n].address()
	}
	for i, fate := range u.fates {
		if fate.stays() && !u.isHeldThen(i) {
			addresses[accounts+i] = addressOf(u.base.users[i].Email)
		}
	}
	var list []shared
	for _, r := range repeated(addresses) {
		s := shared{address: r.text}
		for _, i := range r.positions {
			if i < accounts {
				s.accounts = append(s.accounts, i)
			} else {
				s.users = append(s.users, i-accounts)
			}
		}
		list = append(list, s)
	}
	return list
}

// mayKeep says whether keeper is a holder, and it is clear which.
func (u *users) mayKeep(s shared, keeper directory.CybozuID) bool {
	if keeper == 0 {
		return len(s.users) == 1
	}
	return slices.ContainsFunc(s.accounts, func(n int) bool { return u.list.accounts[n].id == keeper })
}

// settle takes the address from all but the keeper. The choice is remembered only if
// several still hold the address where it comes from; emptying a user here ends that.
func (s *sharing) settle(l *listing, a shared, keeper directory.CybozuID) {
	for _, n := range a.accounts {
		if l.accounts[n].id != keeper {
			s.without[n] = true
		}
	}
	if keeper != 0 {
		for _, i := range a.users {
			s.emptied[i] = true
		}
	}
	if keeper == 0 || len(a.accounts) > 1 {
		s.keepers = append(s.keepers, directory.EmailKeeper{Email: a.address, CybozuID: keeper})
	}
}

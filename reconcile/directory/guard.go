package directory

import (
	"fmt"
	"strings"
)

// Thresholds are the limits above which a person must confirm (I7). A percentage is
// of what was there before the import; Few is a number that needs no confirmation
// however large a part it is.
type Thresholds struct {
	FewDeletions    int // users, and departments likewise
	ManyDeletions   int // confirmed however small a part it is
	FewMemberships  int // removed in departments that stay
	FewEmptied      int // addresses; phone numbers, 名前 and よみ likewise
	FewChanged      int // users with another 名前, another address or made 停止中, each beside half of them
	PercentOfBefore int
}

// DefaultThresholds are those of I7.
var DefaultThresholds = Thresholds{
	FewDeletions:    3,
	ManyDeletions:   50,
	FewMemberships:  10,
	FewEmptied:      3,
	FewChanged:      10,
	PercentOfBefore: 10,
}

// GuardKind is one of the things that must be confirmed.
type GuardKind string

const (
	GuardUsers         GuardKind = "users"         // I7: many users deleted
	GuardDepartments   GuardKind = "departments"   // I7: many departments deleted
	GuardOrganizations GuardKind = "organizations" // I7: an empty list of organizations while departments are linked
	GuardMemberships   GuardKind = "memberships"   // I7: many memberships removed
	GuardEmails        GuardKind = "emails"        // I7: many addresses emptied
	GuardPhones        GuardKind = "phones"        // I7: many phone numbers emptied
	GuardNames         GuardKind = "names"         // I7: many 名前 emptied
	GuardReadings      GuardKind = "readings"      // I7: many よみ emptied
	GuardRenamed       GuardKind = "renamed"       // I7: another 名前 for more than half
	GuardReaddressed   GuardKind = "readdressed"   // I7: another address for more than half
	GuardSuspended     GuardKind = "suspended"     // I7: more than half become 停止中
	GuardRecreated     GuardKind = "recreated"     // I7: logins re-created under another name (U11)
	GuardDomain        GuardKind = "domain"        // I4: another cybozu.com
)

// Guard is something that a person must confirm before the Plan may be applied.
type Guard struct {
	Kind    GuardKind
	Count   int  // how many
	Of      int  // of how many before the import
	Held    int  // how many of those who are deleted are held for a while (U14)
	Read    bool // the Plan is from cybozu.com, which is where to look
	Parties []Party
}

// Confirmation is a Guard that a person has confirmed: the number with the kind, so
// that a tick given for one Plan does not fit another.
type Confirmation struct {
	Kind  GuardKind
	Count int
}

// Unconfirmed are the guards that no confirmation fits.
func Unconfirmed(guards []Guard, confirmed []Confirmation) []Guard {
	given := map[Confirmation]bool{}
	for _, c := range confirmed {
		given[c] = true
	}
	var open []Guard
	for _, g := range guards {
		if !given[Confirmation{g.Kind, g.Count}] {
			open = append(open, g)
		}
	}
	return open
}

// UnconfirmedError says that a Plan was not applied because a person must confirm it.
type UnconfirmedError struct{ Guards []Guard }

func (e *UnconfirmedError) Error() string {
	kinds := make([]string, len(e.Guards))
	for i, g := range e.Guards {
		kinds[i] = fmt.Sprintf("%s %d of %d", g.Kind, g.Count, g.Of)
	}
	return "to be confirmed by a person: " + strings.Join(kinds, ", ")
}

package directory

import (
	"slices"
	"time"
)

// ImportKind is the way by which a Plan came about; these words stand in the history.
type ImportKind string

const (
	ImportManual ImportKind = "manual" // from cybozu.com, started by a person
	ImportAuto   ImportKind = "auto"   // from cybozu.com, without a person
	ImportCSV    ImportKind = "csv"
	ImportEdit   ImportKind = "edit"
	ImportUndo   ImportKind = "undo"

	ImportTakeOver ImportKind = "takeover" // all of another machine's directory
	ImportRestore  ImportKind = "restore"  // in place of a damaged file
)

// Plan is everything that is going to happen to a Directory, and nothing else is.
// It is the same for any order of the input it was made from.
type Plan struct {
	Base        Revision             // the Directory it was made from (I8)
	Departments []Change[Department] // deletions first, then ascending id
	Users       []Change[User]       // deletions first, then ascending id
	Warnings    []Warning

	Domain       string        // the linked host afterwards
	DomainChange *DomainChange // another host than before (I4)
	Remembered   Remembered    // the lasting answers afterwards

	DomainBefore     string
	RememberedBefore Remembered

	Read    *Reading // what was read at cybozu.com; nil where nothing was
	Before  Census   // of the Directory, for percentages
	After   Census
	Matched int // users here with a counterpart at cybozu.com; of a Diff: who were there and stay
	Left    Left
	LeftOut LeftOut
}

// LeftOut is what cybozu.com lists and a person has left out of the Plan (U13), in ascending
// id at cybozu.com, as it would come; it has no id here. Below a department that is left out
// none is said.
type LeftOut struct {
	Departments []Department // ParentID is that after the Plan
	Users       []User       // Departments are those after the Plan
}

// Reading counts what cybozu.com listed, with what is left out (U1, U13), and what was
// named beside that and is hidden from the account that read (M5).
type Reading struct {
	Organizations, Users             int
	HiddenOrganizations, HiddenUsers int
	At                               time.Time
}

// Change is what happens to one record. Before is nil for Create, After for Delete.
type Change[T Department | User] struct {
	Action Action
	Rule   Rule
	Reason Reason
	Also   []Reason // further causes, in the order of their rules
	Before *T
	After  *T

	Mend  MendKind // what a person may say to it; empty: nothing
	Given bool     // or has said: it comes from that
}

// Action is what a person would call the change; these words stand in the history.
type Action string

const (
	Create Action = "create"
	Update Action = "update"
	Link   Action = "link"   // the record gets a counterpart at cybozu.com, or another one, with or without other changes
	Unlink Action = "unlink" // the link is dropped, the record stays
	Delete Action = "delete"
)

// Rule is the number of a rule of package reconcile, such as "U3".
// A change by hand has none.
type Rule string

// Reason tells more exactly than the Rule why a change takes place.
type Reason string

const (
	ReasonNew          Reason = "new"           // D3, U6: not here yet
	ReasonLinked       Reason = "linked"        // D3, U2: by its link
	ReasonCode         Reason = "code"          // D3: same 部署コード
	ReasonLogin        Reason = "login"         // U3: same login name
	ReasonEmail        Reason = "email"         // U3: same address
	ReasonEmailIsLogin Reason = "email-login"   // U3: the address here is the login name there
	ReasonLoginIsEmail Reason = "login-email"   // U3: the login name here is the address there
	ReasonRecreated    Reason = "recreated"     // U11: same login name, new id
	ReasonGone         Reason = "gone"          // D4, U8: no longer at cybozu.com
	ReasonExcluded     Reason = "excluded"      // U13: left out, so its link is dead
	ReasonLifted       Reason = "lifted"        // D6: its parent is deleted
	ReasonRebuilt      Reason = "rebuilt"       // D8: 「作り直す」
	ReasonKept         Reason = "kept"          // U8: 「残す」
	ReasonLoginAdopted Reason = "login-adopted" // U4: 「ここのログイン名をcybozu.comに合わせる」
	ReasonEmailGiven   Reason = "email-given"   // U10: another one keeps the address
	ReasonDeparted     Reason = "departed"      // M3: a department they were in is deleted
	ReasonHeld         Reason = "held"          // U14: no longer at cybozu.com, held
	ReasonHoldOver     Reason = "hold-over"     // U14: held for long enough
	ReasonReturned     Reason = "returned"      // U14: 「復帰」
	ReasonOtherDomain  Reason = "other-domain"  // I4: 「別の環境」
	ReasonByHand       Reason = "by-hand"
	ReasonFile         Reason = "file"
	ReasonRestored     Reason = "restored" // I10
)

// Warning is something to look at that stops nothing.
type Warning struct {
	Kind    WarningKind
	Reason  Reason // of WarningOther: the test that the other user would have met
	Parties []Party
	Options Options // of WarningOverwritten: what is read
}

// WarningKind tells warnings apart, and what their parties are.
type WarningKind string

const (
	WarningOther       WarningKind = "other"       // U3: a cybozu user, who it is linked to, and who it could be
	WarningDeparted    WarningKind = "departed"    // M3: a user, and the departments that are deleted
	WarningDeceives    WarningKind = "deceives"    // U12: whom characters are in that are not seen, or turn others
	WarningOverwritten WarningKind = "overwritten" // U7: what a file says of users is lost in the next import
	WarningMemberships WarningKind = "memberships" // M1: the same of memberships
	WarningRenamed     WarningKind = "renamed"     // D3: the same of departments
	WarningComesBack   WarningKind = "comes-back"  // U13: the next import adds again whom a file deletes
	WarningNobody      WarningKind = "nobody"      // a file deletes who is not here: login names
)

// DomainChange is the question of I4 and its answer.
type DomainChange struct {
	From, To string
	Linked   int // linked ids here
	Found    int // of these, there under the same login name or address
	Proposed DomainAnswer
	Answer   DomainAnswer // unanswered: the Plan was made as proposed
}

// Mends are the answers to the question.
func (q *DomainChange) Mends() []Mend {
	var mends []Mend
	for _, answer := range []DomainAnswer{DomainRenamed, DomainOther} {
		mends = append(mends, Mend{Kind: MendDomain, Domain: answer, Proposed: answer == q.Proposed})
	}
	return mends
}

// Left counts what a Plan leaves as it is.
type Left struct {
	UnchangedDepartments int // linked, and the same; hidden ones too (M5)
	UnchangedUsers       int
	UnchangedMemberships int // of imported users, and of hidden ones
	LocalDepartments     int // not concerned by the import
	LocalUsers           int
	LocalMemberships     int
	ExcludedDepartments  int // at cybozu.com, left out (U13)
	ExcludedUsers        int // U13, and U1's Administrator
}

// Empty says whether the Plan changes no record, link or lasting answer (I9). An
// answer that it merely keeps is not a change, and neither is the end of a choice of
// U10: that is written without a word.
func (p *Plan) Empty() bool {
	return len(p.Departments) == 0 && len(p.Users) == 0 &&
		p.DomainChange == nil && p.Domain == p.DomainBefore &&
		slices.Equal(p.Remembered.Excluded, p.RememberedBefore.Excluded) &&
		!p.choosesKeeper()
}

// choosesKeeper says whether a choice of U10 is new.
func (p *Plan) choosesKeeper() bool {
	known := make(map[EmailKeeper]bool, len(p.RememberedBefore.EmailKeepers))
	for _, k := range p.RememberedBefore.EmailKeepers {
		known[k] = true
	}
	return slices.ContainsFunc(p.Remembered.EmailKeepers, func(k EmailKeeper) bool { return !known[k] })
}

// Tally counts the changes of one kind of record.
type Tally struct{ Created, Updated, Linked, Unlinked, Deleted int }

// Total is the number of changes.
func (t Tally) Total() int { return t.Created + t.Updated + t.Linked + t.Unlinked + t.Deleted }

// Count tallies changes.
func Count[T Department | User](changes []Change[T]) Tally {
	var t Tally
	for _, c := range changes {
		switch c.Action {
		case Create:
			t.Created++
		case Update:
			t.Updated++
		case Link:
			t.Linked++
		case Unlink:
			t.Unlinked++
		case Delete:
			t.Deleted++
		}
	}
	return t
}

// MembershipTally counts the memberships that the changes of users add and remove.
func MembershipTally(changes []Change[User]) (added, removed int) {
	for _, c := range changes {
		var before, after []int64
		if c.Before != nil {
			before = c.Before.Departments
		}
		if c.After != nil {
			after = c.After.Departments
		}
		a, r := DiffMemberships(before, after)
		added += len(a)
		removed += len(r)
	}
	return added, removed
}

// DiffMemberships compares two ascending lists of department ids.
func DiffMemberships(before, after []int64) (added, removed []int64) {
	for len(before) > 0 || len(after) > 0 {
		switch {
		case len(before) == 0 || len(after) > 0 && after[0] < before[0]:
			added = append(added, after[0])
			after = after[1:]
		case len(after) == 0 || before[0] < after[0]:
			removed = append(removed, before[0])
			before = before[1:]
		default:
			before, after = before[1:], after[1:]
		}
	}
	return added, removed
}

// Package directory is the vocabulary that the whole program speaks: departments,
// users and what may happen to them.
//
// A [Directory] is everything that is kept here, loaded at one [Revision]. A [Plan]
// says what is to become of it, one [Change] a record; it is made by the rules of an
// import (package reconcile), by [Diff] from what a person or a file wants, or by
// [Restore] from an older state, and always written the same way (package storage);
// [Plan.ApplyTo] does the same in memory. Where the rules cannot decide,
// a [Problem] names the records on both sides and its mends; a mend is an answer in
// [Choices], from which the Plan is made again.
//
// All values are plain data. Records are never changed in place once they are part
// of a Directory or a Plan: their slices are shared.
//
// It is not for reading or writing anything, and not for sentences: it imports
// nothing but the standard library, and holds no word that a person reads.
package directory

// CybozuID is the id of an organization or a user at cybozu.com; 0 is none.
type CybozuID int64

// RootID is the id of 最上位部署, the one department without a parent (D1).
const RootID int64 = 1

// Department is one 部署.
type Department struct {
	ID         int64
	ParentID   int64 // 0: this is 最上位部署
	Code       string
	Name       string
	SortOrder  int64
	CybozuID   CybozuID // 0: local, このアプリのみ
	FormerLink bool     // 以前の連携先 (I4)
}

// User is one person with the departments they directly belong to.
type User struct {
	ID        int64
	LoginName string
	Name      string
	Reading   string // よみ
	Email     string
	Phone     string

	MobilePhone    string // U15
	EmployeeNumber string // U15

	Memo         string
	SortOrder    OptionalInt // 並び順
	Suspended    bool        // 停止中 at cybozu.com
	PasswordHash string      // empty: none, or, in a Plan, the initial password's
	CybozuID     CybozuID    // 0: local, このアプリのみ
	FormerLink   bool        // 以前の連携先 (I4)
	HeldSince    string      // 保留 (U14): RFC 3339, UTC; empty: not held
	Departments  []int64     // ascending, without repetition
}

// OptionalInt is a number that may be missing.
type OptionalInt struct {
	Value int64
	Valid bool
}

// Linked says whether an import created or edited the department.
func (d Department) Linked() bool { return d.CybozuID != 0 }

// Linked says whether an import created or edited the user.
func (u User) Linked() bool { return u.CybozuID != 0 }

// Held says whether the user has left cybozu.com and waits to be deleted (U14).
func (u *User) Held() bool { return u.HeldSince != "" }

// Counts says whether the user is one of 全ユーザー, and of rosters, hand-overs and 点検: one
// who is held is not.
func (u *User) Counts() bool { return !u.Held() }

// Revision tells two states of the stored directory apart (I8).
type Revision struct {
	Counter     int64 // ours: counts every change of directory data and choices
	DataVersion int64 // SQLite's: moves when another connection has written
}

// Directory is the whole stored state that an import looks at.
type Directory struct {
	Departments []Department // ascending id; 最上位部署 is among them
	Users       []User       // ascending id

	// Ids are never used twice, so that an older state can be restored by id.
	NextDepartmentID int64
	NextUserID       int64

	Domain     string // the linked cybozu.com host in lower case; empty: never imported
	Remembered Remembered
	Options    Options
	Revision   Revision
}

// Remembered are the answers that outlive an import.
type Remembered struct {
	Excluded     []Exclusion   // ascending kind, id (U13)
	EmailKeepers []EmailKeeper // ascending address (U10)
}

// RecordKind tells a department from a user.
type RecordKind string

// The kinds of record; these words stand in the database.
const (
	KindDepartment RecordKind = "department"
	KindUser       RecordKind = "user"
)

// Exclusion is a line of the list 「読み込みから除外」 (U13).
type Exclusion struct {
	Kind     RecordKind
	CybozuID CybozuID
	Name     string // for people to recognise it by
}

// EmailKeeper says who keeps an address that several would hold (U10).
type EmailKeeper struct {
	Email    string   // ASCII lower case
	CybozuID CybozuID // 0: the user here
}

package directory

import "strings"

// Problems are everything that keeps an import from being planned (I1). They are an
// error, so that they travel like one; their Japanese is in package message.
type Problems []Problem

// Error names the rules, for the log.
func (ps Problems) Error() string {
	var b strings.Builder
	b.WriteString("the import has problems:")
	for _, p := range ps {
		b.WriteString(" " + string(p.Rule) + "(" + string(p.Kind) + ")") // whose is not for a log
	}
	return b.String()
}

// Problem is one reason why nothing can be planned.
type Problem struct {
	Rule    Rule
	Kind    ProblemKind
	Subject string  // the address, code or login name in question
	Parties []Party // everybody concerned, on both sides
	Mends   []Mend  // what may be answered; empty: only to be mended at one of the sides
}

// ProblemKind tells problems of one rule apart.
type ProblemKind string

const (
	ProblemLevelOne      ProblemKind = "level-one"      // D8: a level-1 department would go deeper
	ProblemCodeTwice     ProblemKind = "code-twice"     // D9: a code for two departments
	ProblemParentMissing ProblemKind = "parent-missing" // D10
	ProblemRing          ProblemKind = "ring"           // D10
	ProblemSeveralToOne  ProblemKind = "several-to-one" // U4: several choose one user
	ProblemLoginTaken    ProblemKind = "login-taken"    // U4: a new login name belongs to a user that another one holds
	ProblemLoginTwice    ProblemKind = "login-twice"    // U4: equal after U12
	ProblemEmailTwice    ProblemKind = "email-twice"    // U10
	ProblemNoCode        ProblemKind = "no-code"        // U12: nothing is left of a login name or code
	ProblemNoUsers       ProblemKind = "no-users"       // I7: a list without a single user
	ProblemNoSelf        ProblemKind = "no-self"        // I7: the account that logged in is not listed
	ProblemNoNames       ProblemKind = "no-names"       // I7: too many without a 名前
	ProblemDomain        ProblemKind = "domain"         // I4: the question, while other problems may be due to the answer supposed
)

// Shifts says whether lists that shifted while they were read may be the cause, so that
// they are read again (I6, D10).
func (k ProblemKind) Shifts() bool { return k == ProblemParentMissing || k == ProblemRing }

// Side is where a record stands.
type Side string

const (
	SideHere   Side = "here"
	SideCybozu Side = "cybozu"
)

// Party is a record that a problem or a warning is about.
type Party struct {
	Side      Side
	Kind      RecordKind
	ID        int64    // ours; 0 on the side of cybozu.com
	CybozuID  CybozuID // its own there, its link here
	Code      string   // login name or department code
	Name      string
	Email     string
	Suspended bool
	Path      []string // where it stands: names from the top to its parent, or a user's departments
}

// Party is the department as it stands here.
func (d *Department) Party() Party {
	return Party{Side: SideHere, Kind: KindDepartment, ID: d.ID, CybozuID: d.CybozuID, Code: d.Code, Name: d.Name}
}

// Party is the user as they stand here.
func (u *User) Party() Party {
	return Party{
		Side: SideHere, Kind: KindUser, ID: u.ID, CybozuID: u.CybozuID,
		Code: u.LoginName, Name: u.Name, Email: u.Email, Suspended: u.Suspended,
	}
}

// MendKind is a way out of a problem, or an answer given in the preview.
type MendKind string

const (
	MendRebuild    MendKind = "rebuild"     // D8 「作り直す」, for all at once
	MendAdoptLogin MendKind = "adopt-login" // U4 「ここのログイン名をcybozu.comに合わせる」
	MendKeeper     MendKind = "keeper"      // U10: who keeps the address
	MendKeep       MendKind = "keep"        // U8 「残す（このアプリのみにする）」
	MendExclude    MendKind = "exclude"     // U13 「読み込みから除外」
	MendDomain     MendKind = "domain"      // I4
)

// Mend is one answer, as a value. [Choices.With] takes it in.
type Mend struct {
	Kind     MendKind
	Record   RecordKind
	UserID   int64    // adopt-login, keep: the user here; keeper: the user here who may keep it
	CybozuID CybozuID // adopt-login: who is adopted; keeper: who keeps it, 0 for the user here; exclude
	Email    string   // keeper
	Name     string   // exclude, keeper: whose name; adopt-login: the new login name
	Domain   DomainAnswer
	Proposed bool // the answer that is right most often
}

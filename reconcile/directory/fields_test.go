package directory_test

import (
	"fmt"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

// Each field is what a form shows, a file holds and a comparison sees.
func TestField_IsWrittenCopiedAndCompared(t *testing.T) {
	nobody := user{}
	full := user{
		LoginName: "sato", Name: "佐藤", Reading: "さとう", Email: "Sato@example.jp", Phone: "03", MobilePhone: "090", EmployeeNumber: "7", Memo: "鍵",
		SortOrder: directory.OptionalInt{Value: 12, Valid: true}, Suspended: true, PasswordHash: "h", CybozuID: 12, FormerLink: true, HeldSince: "2026", Departments: []int64{2},
	}
	written := map[string]string{
		directory.FieldLogin: "sato", directory.FieldName: "佐藤", directory.FieldReading: "さとう", directory.FieldEmail: "Sato@example.jp", directory.FieldPhone: "03",
		directory.FieldMobile: "090", directory.FieldEmployee: "7", directory.FieldMemo: "鍵", directory.FieldSortOrder: "12", directory.FieldPassword: "h",
		directory.FieldCybozuID: "12", directory.FieldHeldSince: "2026",
	}
	for _, f := range directory.UserFields {
		copied := nobody
		f.Copy(&copied, &full)
		if !f.Same(&copied, &full) || f.Same(&nobody, &full) || f.Empty(&copied) || !f.Empty(&nobody) {
			t.Errorf("%s: is not told from nothing", f.Name)
		}
		same(t, f.Name, f.Written(&full), written[f.Name])
		if f.Name != directory.FieldCybozuID {
			same(t, f.Name+" of nobody", f.Written(&nobody), "")
		}
		switch f.Name {
		case directory.FieldEmail:
			same(t, "address, as it is compared", f.Key(&full), any("sato@example.jp"))
		case directory.FieldLogin:
			same(t, "login name, as it is compared", f.Key(&full), any("sato"))
		case directory.FieldCybozuID:
			same(t, "link, as it is compared", f.Key(&full), any(int64(12)))
		case directory.FieldDepartments:
			same(t, "no departments are nothing", f.Empty(&user{Departments: []int64{}}), true)
		}
	}
	dep := department{ParentID: 12, Code: "a"}
	for _, f := range directory.DepartmentFields {
		if f.Name == directory.FieldParent {
			same(t, "parent", f.Written(&dep), "12")
			same(t, "another parent", f.Same(&dep, &department{ParentID: 13}), false)
		}
	}
}

func TestU15_FurtherFieldsAreThereWhereTheyAreChosen(t *testing.T) {
	same(t, "in the order of the fields", directory.ExtraFields(directory.FieldEmployee, "another", directory.FieldName, directory.FieldMobile), "mobile_phone,employee_number")
	same(t, "none", directory.ExtraFields(directory.FieldName), "")
	with := directory.Options{Extra: directory.FieldMobile}
	for name, want := range map[string][2]bool{directory.FieldMobile: {true, false}, directory.FieldEmployee: {true, true}, directory.FieldName: {false, false}, "another": {false, false}} {
		same(t, name, [2]bool{directory.Options{}.Leaves(name), with.Leaves(name)}, want)
	}
}

func TestU14_GoesByTheNextImportWithoutAHoldingTime(t *testing.T) {
	for days, since := range map[int]string{0: "2026-03-01T12:00:00Z", -1: "2026-03-01T12:00:00Z", 30: "one day"} {
		if got := (directory.Options{HoldDays: days}).Goes(&user{HeldSince: since}); !got.IsZero() {
			t.Errorf("%d days since %s: %s", days, since, got)
		}
	}
	if (&user{HeldSince: "2026-03-01T12:00:00Z"}).Counts() || !(&user{}).Counts() {
		t.Error("who is held counts, or nobody does")
	}
}

func TestCheck_IsOfUsersOrOfDepartments(t *testing.T) {
	for _, c := range directory.Checks() {
		want := directory.KindUser
		if c == directory.CheckEmptyDepartment || c == directory.CheckNoCode {
			want = directory.KindDepartment
		}
		same(t, string(c), c.Of(), want)
	}
}

func TestI6_ListsAreReadAgainWhereShiftingMayBeTheCause(t *testing.T) {
	for kind, want := range map[directory.ProblemKind]bool{
		directory.ProblemParentMissing: true, directory.ProblemRing: true, directory.ProblemCodeTwice: false, directory.ProblemNoSelf: false,
	} {
		same(t, string(kind), kind.Shifts(), want)
	}
}

// These stand in logs, which name nobody.
func TestErrors_SayForALogWhatIsWrongAndNotWithWhom(t *testing.T) {
	for want, err := range map[string]error{
		"the import has problems: U10(email-twice) D8(level-one)": directory.Problems{
			{Rule: "U10", Kind: directory.ProblemEmailTwice, Subject: "sato@example.jp"}, {Rule: "D8", Kind: directory.ProblemLevelOne}},
		"to be confirmed by a person: users 4 of 20, phones 1 of 2": &directory.UnconfirmedError{Guards: []directory.Guard{
			{Kind: directory.GuardUsers, Count: 4, Of: 20}, {Kind: directory.GuardPhones, Count: 1, Of: 2}}},
		"take back the edit of a user: changed": &directory.ConflictError{Kind: directory.ConflictChanged, Record: directory.KindUser, Name: "佐藤"},
	} {
		same(t, "error", err.Error(), want)
	}
}

// A flag that is lost leaves a field out of an import, a form, a list or an erasure.
func TestField_IsWhereItsFlagsSay(t *testing.T) {
	same(t, "users", flags(directory.UserFields), `
login_name text byhand required unique listed personal 128
name text imported byhand required listed personal 128
reading text imported byhand listed personal 129
email text imported byhand unique nocase null listed personal 256
phone text imported byhand listed personal 100
mobile_phone text imported extra byhand listed personal 100
employee_number text imported extra byhand listed personal 100
departments imported
memo text byhand lines 10000
sort_order byhand
suspended imported
cybozu_id unique null
former_link
held_since text null
password_hash text null secret`)
	same(t, "departments", flags(directory.DepartmentFields), `
code text imported byhand unique null listed 128
name text imported byhand required listed 128
parent_id imported byhand null
sort_order byhand
cybozu_id unique null
former_link`)
}

func flags[T department | user](fields []directory.Field[T]) string {
	var b strings.Builder
	for _, f := range fields {
		b.WriteString("\n" + f.Name)
		for _, flag := range []struct {
			name string
			is   bool
		}{
			{"text", f.Text != nil}, {"imported", f.Imported}, {"extra", f.Extra}, {"byhand", f.ByHand}, {"required", f.Required}, {"unique", f.Unique}, {"nocase", f.NoCase},
			{"null", f.Null}, {"lines", f.Lines}, {"listed", f.Listed}, {"personal", f.Personal}, {"secret", f.Secret},
		} {
			if flag.is {
				b.WriteString(" " + flag.name)
			}
		}
		if f.Longest > 0 {
			fmt.Fprintf(&b, " %d", f.Longest)
		}
	}
	return b.String()
}

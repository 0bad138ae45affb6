package app_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"anpisync/app"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// mend answers the one problem of a proposal by its first mend that fits, and imports.
func (of *office) mend(p *app.Proposal, kind directory.MendKind, fits func(directory.Mend) bool) *app.Result {
	of.t.Helper()
	if p.Plan != nil || len(p.Problems) != 1 {
		of.t.Fatalf("problems %v", p.Problems)
	}
	i := slices.IndexFunc(p.Problems[0].Mends, func(m directory.Mend) bool { return m.Kind == kind && fits(m) })
	if i < 0 {
		of.t.Fatalf("%s is not offered: %v", kind, p.Problems[0].Mends)
	}
	of.server.ForgetRequests()
	mended, err := of.Revise(context.Background(), p, p.Choices.With(p.Problems[0].Mends[i]), nil)
	if err != nil {
		of.t.Fatal(err)
	}
	if counts := of.server.Counts(); counts["users.json"] > 1 { // the question of I6 alone
		of.t.Errorf("the lists were read again: %v", counts)
	}
	if mended.Plan == nil {
		of.t.Fatal(mended.Problems)
	}
	result, err := of.Apply(context.Background(), mended, confirmAll(mended))
	if err != nil {
		of.t.Fatal(err)
	}
	return result
}

// problems prepares an import that must not lead to a plan, and sees that nothing was
// changed by it (I1).
func (of *office) problems() *app.Proposal {
	of.t.Helper()
	before := of.stored()
	p, err := of.Prepare(context.Background(), of.request(), nil)
	if err != nil {
		of.t.Fatal(err)
	}
	if p.Plan != nil {
		of.t.Fatal("there is no problem")
	}
	if _, err := of.Apply(context.Background(), p, nil); err == nil {
		of.t.Error("problems were applied")
	}
	of.unchanged(before)
	return p
}

func whichever(directory.Mend) bool { return true }

func TestMendD8_RebuiltDepartmentMovesWithWhatIsItsOwn(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	of.sql(`UPDATE departments SET cybozu_id = NULL, parent_id = 1 WHERE code = 'dev_team';
		INSERT INTO departments (parent_id, name, sort_order) SELECT id, '安全対策本部', 1 FROM departments WHERE code = 'dev_team';
		INSERT INTO users (login_name, name, reading, phone, memo, suspended) VALUES ('local', '海野 髙子', '', '', '', 0);
		INSERT INTO memberships SELECT u.id, d.id FROM users u, departments d WHERE u.login_name = 'local' AND d.code = 'dev_team'`)
	of.mend(of.problems(), directory.MendRebuild, whichever)
	d := of.stored()
	parents := map[string]string{}
	names := map[int64]string{}
	for _, dept := range d.Departments {
		names[dept.ID] = dept.Name
	}
	for _, dept := range d.Departments {
		parents[dept.Name] = names[dept.ParentID]
	}
	if parents["開発チーム"] != "開発本部" || parents["安全対策本部"] != "開発チーム" {
		t.Errorf("開発チーム is below %q, 安全対策本部 below %q", parents["開発チーム"], parents["安全対策本部"])
	}
	if got := of.in("local"); !slices.Equal(got, []string{"開発チーム"}) {
		t.Errorf("the local member is in %q", got)
	}
}

func TestMendU10_KeeperIsRememberedUntilTheDuplicateEnds(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.company.Update(func(d *cybozutest.Data) { d.User("userD").Email = d.User("userA").Email })
	keepsA := func(m directory.Mend) bool {
		return int64(m.CybozuID) == func() int64 { d := of.company.Data(); return d.User("userA").ID }()
	}
	of.mend(of.problems(), directory.MendKeeper, keepsA)
	if of.user("userA").Email == "" || of.user("userD").Email != "" {
		t.Errorf("addresses %q and %q", of.user("userA").Email, of.user("userD").Email)
	}
	if n := len(of.stored().Remembered.EmailKeepers); n != 1 {
		t.Fatalf("%d choices are remembered", n)
	}
	if result := of.runImport(); !result.Plan.Empty() {
		t.Error("the next import asks or changes again (I9)")
	}
	of.company.Update(func(d *cybozutest.Data) { d.User("userD").Email = "own@example.com" })
	of.runImport()
	if n := len(of.stored().Remembered.EmailKeepers); n != 0 || of.user("userD").Email != "own@example.com" {
		t.Errorf("%d choices are remembered, the address is %q", n, of.user("userD").Email)
	}
}

func TestMendU10_UserHereCanKeepTheAddress(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	of.sql(`UPDATE users SET email = NULL WHERE login_name = 'userA';
		INSERT INTO users (login_name, name, reading, email, phone, memo, suspended)
		VALUES ('local', '海野 髙子', '', 'userA@example.com', '', '', 0)`)
	of.mend(of.problems(), directory.MendKeeper, func(m directory.Mend) bool { return m.CybozuID == 0 })
	if got := of.user("local").Email; got != "userA@example.com" {
		t.Errorf("the user here has %q", got)
	}
	if got := of.user("userA").Email; got != "" {
		t.Errorf("ユーザーA has %q", got)
	}
}

func TestMendU4_LoginNameIsTakenOver(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	// ユーザーA's login changes at cybozu.com, and a new account gets the old one.
	of.company.Update(func(d *cybozutest.Data) {
		d.User("userA").Code = "userA-new"
		d.AddUser(cybozutest.User{Code: "userA", Name: "別のユーザーA", Valid: true})
	})
	of.mend(of.problems(), directory.MendAdoptLogin, whichever)
	if got := of.user("userA-new").Name; got != "ユーザーA" {
		t.Errorf("userA-new is %q", got)
	}
	if got := of.user("userA").Name; got != "別のユーザーA" {
		t.Errorf("userA is %q", got)
	}
}

func TestMendU8_KeptUserBecomesLocalAndIsNotImportedAgain(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	of.company.Update(func(d *cybozutest.Data) { d.DeleteUser("userA") })
	p := of.propose()
	keep := directory.Mend{Kind: directory.MendKeep, Record: directory.KindUser, UserID: of.user("userA").ID}
	p, err := of.Revise(context.Background(), p, p.Choices.With(keep), nil)
	if err != nil {
		t.Fatal(err)
	}
	before := of.user("userA")
	if _, err := of.Apply(context.Background(), p, confirmAll(p)); err != nil {
		t.Fatal(err)
	}
	after := of.user("userA")
	if after.Linked() {
		t.Error("the link is still there")
	}
	after.CybozuID = before.CybozuID
	if !after.Equal(before) {
		t.Errorf("more than the link changed: %+v", after)
	}
	if result := of.runImport(); !result.Plan.Empty() {
		t.Error("the next import changes something (I9)")
	}
}

// Another cybozu.com is a question with two answers; nothing is written before it is
// answered.
func TestMendI4_BothAnswersLeadToAnImport(t *testing.T) {
	for _, answer := range []directory.DomainAnswer{directory.DomainRenamed, directory.DomainOther} {
		t.Run(string(answer), func(t *testing.T) {
			of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
			of.runImport()
			of.sql(`UPDATE settings SET value = 'former.cybozu.com' WHERE key = 'domain'`)
			before := of.stored()
			p := of.propose()
			_, err := of.Apply(context.Background(), p, nil)
			var unconfirmed *directory.UnconfirmedError
			if !errors.As(err, &unconfirmed) {
				t.Fatalf("error %v", err)
			}
			of.unchanged(before)
			p, err = of.Revise(context.Background(), p, p.Choices.With(directory.Mend{Kind: directory.MendDomain, Domain: answer}), nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := of.Apply(context.Background(), p, nil); err != nil {
				t.Fatal(err)
			}
			d := of.stored()
			if d.Domain != of.server.Host() || len(d.Users) != len(before.Users) {
				t.Errorf("domain %q, %d users", d.Domain, len(d.Users))
			}
		})
	}
}

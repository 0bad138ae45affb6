package directory_test

import (
	"fmt"
	"testing"
	"time"

	"anpisync/reconcile/directory"
)

func TestChange_IsAnsweredByWhoeverItIsAbout(t *testing.T) {
	is := user{ID: 3, CybozuID: 11, LoginName: "sato", Name: "佐藤"}
	for mend, want := range map[directory.MendKind]directory.Mend{
		directory.MendKeep:       {Kind: directory.MendKeep, Record: directory.KindUser, UserID: 3},
		directory.MendAdoptLogin: {Kind: directory.MendAdoptLogin, Record: directory.KindUser, UserID: 3, CybozuID: 11, Name: "sato"},
		directory.MendExclude:    {Kind: directory.MendExclude, Record: directory.KindUser, CybozuID: 11, Name: "佐藤"},
		"":                       {Record: directory.KindUser},
	} {
		for _, given := range []bool{false, true} {
			c := directory.Change[user]{Before: &is, Mend: mend, Given: given}
			m, said, ok := c.Answer()
			same(t, string(mend), fmt.Sprint(m, said, ok), fmt.Sprint(want, given, mend != ""))
		}
	}
	d := directory.Change[department]{After: &department{ID: 2, CybozuID: 5, Name: "開発本部"}, Mend: directory.MendExclude}
	m, _, ok := d.Answer()
	same(t, "of a department", m, directory.Mend{Kind: directory.MendExclude, Record: directory.KindDepartment, CybozuID: 5, Name: "開発本部"})
	same(t, "can be answered", ok, true)
}

func TestChange_IsForEachOfItsCauses(t *testing.T) {
	c := directory.NewChange(nil, &user{ID: 1}, "U6", directory.ReasonNew, directory.ReasonLogin, directory.ReasonEmail)
	for r, want := range map[directory.Reason]bool{
		directory.ReasonNew: true, directory.ReasonLogin: true, directory.ReasonEmail: true, directory.ReasonGone: false,
	} {
		same(t, string(r), c.For(r), want)
	}
	same(t, "rule", c.Rule, "U6")
}

// Who is held has left as much as who is deleted, once.
func TestU14_LeavesWhoIsDeletedOrHeldFromNowOn(t *testing.T) {
	here, held := user{ID: 1, CybozuID: 11}, user{ID: 1, CybozuID: 11, HeldSince: "2026-03-01T12:00:00Z"}
	for _, c := range []struct {
		before, after *user
		want          bool
	}{{&here, nil, true}, {&held, nil, true}, {&here, &held, true}, {&held, &held, false}, {&held, &here, false}, {&here, &here, false}, {nil, &held, false}, {nil, &here, false}} {
		change := directory.NewChange(c.before, c.after, "", directory.ReasonByHand)
		same(t, fmt.Sprintf("%+v → %+v", c.before, c.after), change.Leaves(), c.want)
	}
	d := directory.NewChange(&department{ID: 2}, &department{ID: 2, Name: "x"}, "", directory.ReasonByHand)
	same(t, "a department that stays", d.Leaves(), false)
}

// Those of one day go on one day, whatever the hour.
func TestU14_GoesWithTheDayOnWhichTheHoldingTimeIsOver(t *testing.T) {
	since := time.Date(2026, 2, 27, 23, 59, 0, 0, time.Local)
	for days, want := range map[int]time.Time{
		1: time.Date(2026, 2, 28, 0, 0, 0, 0, time.Local), 30: time.Date(2026, 3, 29, 0, 0, 0, 0, time.Local),
	} {
		got := directory.Options{HoldDays: days}.Goes(&user{HeldSince: since.UTC().Format(time.RFC3339)})
		if !got.Equal(want) {
			t.Errorf("%d days: %s, want %s", days, got, want)
		}
	}
}

func TestU15_ThePhoneIsOneOfTwoNumbersOrTheFirstThatIsThere(t *testing.T) {
	for _, c := range []struct {
		source        directory.PhoneSource
		phone, mobile string
		want          string
	}{
		{directory.PhoneStandard, "03", "090", "03"}, {directory.PhoneStandard, "", "090", ""},
		{directory.PhoneMobile, "03", "090", "090"}, {directory.PhoneMobile, "03", "", ""},
		{directory.PhoneMobileOrPhone, "03", "090", "090"}, {directory.PhoneMobileOrPhone, "03", "", "03"}, {directory.PhoneMobileOrPhone, "", "", ""},
		{directory.PhonePhoneOrMobile, "03", "090", "03"}, {directory.PhonePhoneOrMobile, "", "090", "090"}, {directory.PhonePhoneOrMobile, "", "", ""},
	} {
		same(t, fmt.Sprintf("%q of %q and %q", c.source, c.phone, c.mobile), c.source.Of(c.phone, c.mobile), c.want)
	}
	same(t, "all", directory.PhoneSources(), []directory.PhoneSource{"", "mobile", "mobile-or-phone", "phone-or-mobile"})
}

func TestU15_AFurtherFieldIsMetWhereItIsRead(t *testing.T) {
	names := func(o directory.Options) (all []string) {
		for _, f := range o.UserFields() {
			if f.Extra {
				all = append(all, f.Name)
			}
		}
		return all
	}
	same(t, "none", names(directory.Options{}), nil)
	same(t, "one", names(directory.Options{Extra: "employee_number"}), []string{"employee_number"})
	same(t, "both", names(directory.Options{Extra: "mobile_phone,employee_number"}), []string{"mobile_phone", "employee_number"})
	same(t, "fields for all", len(directory.Options{}.UserFields()), len(directory.UserFields)-2)
}

func TestI4_TheQuestionHasTwoAnswersOfWhichOneIsProposed(t *testing.T) {
	for _, proposed := range []directory.DomainAnswer{directory.DomainRenamed, directory.DomainOther} {
		q := directory.DomainChange{From: "a.cybozu.com", To: "b.cybozu.com", Proposed: proposed}
		same(t, string(proposed), q.Mends(), []directory.Mend{
			{Kind: directory.MendDomain, Domain: directory.DomainRenamed, Proposed: proposed == directory.DomainRenamed},
			{Kind: directory.MendDomain, Domain: directory.DomainOther, Proposed: proposed == directory.DomainOther},
		})
	}
}

func TestPlan_IsCounted(t *testing.T) {
	local, linked, other := user{ID: 1, Departments: []int64{2, 4}}, user{ID: 1, CybozuID: 11, Departments: []int64{4, 5, 6}}, user{ID: 1, CybozuID: 12}
	change := func(before, after *user) directory.Change[user] {
		return directory.NewChange(before, after, "", directory.ReasonByHand)
	}
	changes := []directory.Change[user]{
		change(nil, &local),                              // + 2
		change(&local, &linked), change(&linked, &other), // + 2 - 1, - 3
		change(&linked, &local),                                        // + 1 - 2
		change(&local, nil), change(&linked, nil), change(&other, nil), // - 2 - 3
		change(&local, &local), change(&linked, &linked), change(&other, &other), change(&local, &local),
	}
	tally := directory.Count(changes)
	same(t, "tally", tally, directory.Tally{Created: 1, Updated: 4, Linked: 2, Unlinked: 1, Deleted: 3})
	same(t, "total", tally.Total(), 11)
	added, removed := directory.MembershipTally(changes)
	same(t, "memberships", [2]int{added, removed}, [2]int{5, 11})
}

// An answer that is merely kept is no change (I9).
func TestI9_APlanIsEmptyUnlessItChangesSomething(t *testing.T) {
	keeper := func(email string) directory.EmailKeeper { return directory.EmailKeeper{Email: email, CybozuID: 11} }
	for name, c := range map[string]struct {
		plan directory.Plan
		want bool
	}{
		"nothing":               {directory.Plan{}, true},
		"a domain that is kept": {directory.Plan{Domain: "a", DomainBefore: "a"}, true},
		"another domain":        {directory.Plan{Domain: "a", DomainBefore: "b"}, false},
		"the question":          {directory.Plan{DomainChange: &directory.DomainChange{}}, false},
		"a department":          {directory.Plan{Departments: make([]directory.Change[department], 1)}, false},
		"a user":                {directory.Plan{Users: make([]directory.Change[user], 1)}, false},
		"a choice that is kept": {directory.Plan{
			Remembered:       directory.Remembered{EmailKeepers: []directory.EmailKeeper{keeper("b")}},
			RememberedBefore: directory.Remembered{EmailKeepers: []directory.EmailKeeper{keeper("a"), keeper("b")}}}, true},
		"a choice that is new": {directory.Plan{
			Remembered:       directory.Remembered{EmailKeepers: []directory.EmailKeeper{keeper("a"), keeper("c")}},
			RememberedBefore: directory.Remembered{EmailKeepers: []directory.EmailKeeper{keeper("a"), keeper("b")}}}, false},
		"an exclusion that ends": {directory.Plan{
			RememberedBefore: directory.Remembered{Excluded: []directory.Exclusion{{Kind: directory.KindUser, CybozuID: 11}}}}, false},
	} {
		same(t, name, c.plan.Empty(), c.want)
	}
}

func TestPlan_CountsTheDirectoryWithoutTheTop(t *testing.T) {
	d := sample()
	before := directory.Census{Departments: 2, LinkedDepartments: 1, Users: 2, LinkedUsers: 1, Memberships: 2}
	same(t, "census", d.Census(), before)
	top, renamed := d.Departments[0], d.Departments[0]
	renamed.Name = "全社"
	after := before.After(
		[]directory.Change[department]{
			directory.NewChange(&top, &renamed, "", directory.ReasonByHand),
			directory.NewChange(&d.Departments[1], nil, "", directory.ReasonByHand),
			directory.NewChange(nil, &department{ID: 9}, "", directory.ReasonByHand),
			directory.NewChange(nil, &department{ID: 10}, "", directory.ReasonByHand),
		},
		[]directory.Change[user]{
			directory.NewChange(&d.Users[0], nil, "", directory.ReasonByHand),
			directory.NewChange(&d.Users[1], &user{ID: 3, CybozuID: 13, Departments: []int64{1, 2, 4}}, "", directory.ReasonByHand),
		})
	same(t, "afterwards", after, directory.Census{Departments: 3, LinkedDepartments: 0, Users: 1, LinkedUsers: 1, Memberships: 3})
}

func TestPlan_NextIDsAreBehindThoseThatItCreates(t *testing.T) {
	d := sample() // the next ones are 5 and 4
	p := &directory.Plan{
		Departments: []directory.Change[department]{directory.NewChange(nil, &department{ID: 3}, "", ""), directory.NewChange(nil, &department{ID: 7}, "", "")},
		Users:       []directory.Change[user]{directory.NewChange(&d.Users[0], nil, "", "")},
	}
	then := p.ApplyTo(d)
	same(t, "next", [2]int64{then.NextDepartmentID, then.NextUserID}, [2]int64{8, 4})
	var ids []int64
	for _, dep := range then.Departments {
		ids = append(ids, dep.ID)
	}
	same(t, "ascending", ids, []int64{1, 2, 3, 4, 7})
}

func TestI7_AGuardIsConfirmedByItsKindAndNumberAlone(t *testing.T) {
	guards := []directory.Guard{{Kind: directory.GuardUsers, Count: 4, Of: 20}, {Kind: directory.GuardPhones, Count: 4}, {Kind: directory.GuardEmails, Count: 2}}
	confirmed := []directory.Confirmation{{Kind: directory.GuardPhones, Count: 4}, {Kind: directory.GuardEmails, Count: 3}}
	same(t, "open", directory.Unconfirmed(guards, confirmed), []directory.Guard{guards[0], guards[2]})
	same(t, "none", directory.Unconfirmed(nil, confirmed), nil)
}

func TestU12_WhoGetsATextThatDeceivesIsTold(t *testing.T) {
	plain, deceives := user{ID: 1, LoginName: "sato", Name: "佐藤"}, user{ID: 1, LoginName: "sato", Name: "佐\u200b藤"}
	memo := plain
	memo.Memo = "\u200b" // which is in no list
	more := deceives
	more.Phone = "1"
	change := func(before, after *user) directory.Change[user] {
		return directory.NewChange(before, after, "", directory.ReasonByHand)
	}
	users := []directory.Change[user]{change(&plain, &deceives), change(nil, &deceives), change(&deceives, &more), change(&deceives, nil), change(&deceives, &plain), change(&plain, &memo)}
	same(t, "users", directory.Deceptions(nil, users), []directory.Warning{{Kind: directory.WarningDeceives, Parties: []directory.Party{deceives.Party(), deceives.Party()}}})
	dep := department{ID: 2, Name: "開発\u202e本部"}
	departments := []directory.Change[department]{directory.NewChange(nil, &dep, "", directory.ReasonByHand)}
	same(t, "both", directory.Deceptions(departments, users[:1]), []directory.Warning{{Kind: directory.WarningDeceives, Parties: []directory.Party{dep.Party(), deceives.Party()}}})
	same(t, "nobody", len(directory.Deceptions(nil, users[2:])), 0)
}

func TestParty_IsTheRecordAsItStandsHere(t *testing.T) {
	d := department{ID: 2, ParentID: 1, CybozuID: 5, Code: "a", Name: "開発本部"}
	same(t, "department", d.Party(), directory.Party{Side: directory.SideHere, Kind: directory.KindDepartment, ID: 2, CybozuID: 5, Code: "a", Name: "開発本部"})
	u := user{ID: 1, CybozuID: 11, LoginName: "sato", Name: "佐藤", Email: "sato@example.jp", Suspended: true}
	same(t, "user", u.Party(), directory.Party{Side: directory.SideHere, Kind: directory.KindUser, ID: 1, CybozuID: 11, Code: "sato", Name: "佐藤", Email: "sato@example.jp", Suspended: true})
}

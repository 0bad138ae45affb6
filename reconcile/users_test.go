package reconcile_test

import (
	"fmt"
	"testing"

	"anpisync/cybozu"
	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

func TestU1_SuspendedUsersAreImportedAndTheStateFollows(t *testing.T) {
	plan, then := imported(t, here(user{ID: 1, LoginName: "a", CybozuID: 11}, user{ID: 2, LoginName: "b", CybozuID: 12, Suspended: true}),
		there(suspended{ID: 11, Code: "a"}, account{ID: 12, Code: "b"}, suspended{ID: 13, Code: "c"}), choices{})
	same(t, "states", []bool{userOf(t, then, 1).Suspended, userOf(t, then, 2).Suspended, userFor(t, then, 13).Suspended}, []bool{true, false, true})
	same(t, "counts", directory.Count(plan.Users), directory.Tally{Created: 1, Updated: 2})
}

func TestU1_SuspendedAdministratorIsLeftOut(t *testing.T) {
	plan, then := imported(t, here(), there(suspended{ID: 1, Code: "Administrator"}, account{ID: 2, Code: "a"}), choices{})
	same(t, "users", len(then.Users), 1)
	same(t, "left out", plan.Left.ExcludedUsers, 1)

	_, then = imported(t, here(), there(account{ID: 1, Code: "Administrator"}, suspended{ID: 2, Code: "administrator"}), choices{})
	same(t, "in use, or another one", len(then.Users), 2)

	plan, _ = imported(t, here(user{ID: 5, LoginName: "Administrator", CybozuID: 1}),
		there(suspended{ID: 1, Code: "Administrator"}, account{ID: 2, Code: "a"}), choices{})
	same(t, "its link is dead", why(userChange(t, plan, 5)), "delete U8 excluded")
}

func TestU2_LinkGoesFirst(t *testing.T) {
	plan, then := imported(t, here(user{ID: 1, LoginName: "old", Name: "前", CybozuID: 11}, user{ID: 2, LoginName: "new"}),
		there(account{ID: 11, Code: "new", Name: "後"}), choices{})
	same(t, "linked", userOf(t, then, 1), user{ID: 1, LoginName: "old", Name: "後", CybozuID: 11})
	same(t, "local", userOf(t, then, 2), user{ID: 2, LoginName: "new", Name: usual})
	same(t, "why", why(userChange(t, plan, 1)), "update U2 linked")
}

func TestU3_TestsInTheirOrder(t *testing.T) {
	login := user{ID: 4, LoginName: "sato@example.jp"}
	email := user{ID: 3, LoginName: "x", Email: "mail@example.jp"}
	emailIsLogin := user{ID: 2, LoginName: "y", Email: "sato@example.jp"}
	loginIsEmail := user{ID: 1, LoginName: "mail@example.jp"}
	s := there(account{ID: 11, Code: "sato@example.jp", Email: "mail@example.jp"})
	for _, c := range []struct {
		name string
		here []any
		want int64
		why  string
	}{
		{"login", []any{loginIsEmail, login}, 4, "link U3 login"},
		{"address", []any{loginIsEmail, emailIsLogin, email}, 3, "link U3 email"},
		{"the address here is the login there", []any{loginIsEmail, emailIsLogin}, 2, "link U3 email-login"},
		{"the login here is the address there", []any{loginIsEmail}, 1, "link U3 login-email"},
	} {
		t.Run(c.name, func(t *testing.T) {
			plan, _ := imported(t, here(c.here...), s, choices{})
			same(t, "why", why(userChange(t, plan, c.want)), c.why)
			same(t, "warnings", len(plan.Warnings), len(c.here)-1)
		})
	}
}

func TestU3_AnotherUserThatALaterTestFitsIsAWarning(t *testing.T) {
	plan, _ := imported(t, here(user{ID: 1, LoginName: "b@example.jp", Name: "別人"}, user{ID: 2, LoginName: "a", Departments: []int64{1}}),
		there(account{ID: 11, Code: "a", Email: "B@example.jp"}), choices{})
	if len(plan.Warnings) != 1 {
		t.Fatalf("warnings: %+v", plan.Warnings)
	}
	w := plan.Warnings[0]
	same(t, "kind", string(w.Kind)+" "+string(w.Reason), "other login-email")
	same(t, "who", who(w.Parties), "C11 H2 H1")
	same(t, "path", w.Parties[1].Path, []string{"最上位部署"})

	plan, _ = imported(t, here(user{ID: 1, LoginName: "m@example.jp", Email: "a@example.jp"}, user{ID: 2, LoginName: "a@example.jp"}),
		there(account{ID: 11, Code: "a@example.jp", Email: "m@example.jp"}), choices{})
	same(t, "one for each, by the first test", len(plan.Warnings), 1)
	same(t, "reason", plan.Warnings[0].Reason, directory.ReasonEmailIsLogin)
}

func TestU3_LinkedUsersAreNotMatchedAgain(t *testing.T) {
	_, then := imported(t, here(user{ID: 1, LoginName: "old", Email: "a@example.jp", CybozuID: 11}),
		there(account{ID: 11, Code: "x"}, account{ID: 12, Code: "y", Email: "a@example.jp"}), choices{})
	same(t, "created", userFor(t, then, 12).ID, 100)
}

func TestU4_SeveralToOneNamesAllThree(t *testing.T) {
	d := here(user{ID: 1, LoginName: "a", Email: "b@example.jp"})
	s := there(account{ID: 11, Code: "a"}, account{ID: 12, Code: "b", Email: "b@example.jp"})
	problem := theProblem(t, d, s, choices{}, "U4", directory.ProblemSeveralToOne)
	same(t, "who", who(problem.Parties), "H1 C11 C12")
	plan, _ := imported(t, d, s, choices{}.With(mend(t, problem, directory.MendExclude, 12)))
	same(t, "why", why(userChange(t, plan, 1)), "link U3 login")
}

func TestU4_TakenLoginIsMendedByAdopting(t *testing.T) {
	d := here(user{ID: 1, LoginName: "suzuki", Name: "鈴木", CybozuID: 11, Memo: "鍵", PasswordHash: "h"})
	s := there(account{ID: 11, Code: "tanaka", Name: "鈴木"}, account{ID: 12, Code: "suzuki", Name: "別の鈴木"})
	problem := theProblem(t, d, s, choices{}, "U4", directory.ProblemLoginTaken)
	same(t, "who", who(problem.Parties), "H1 C11 C12")
	adopt := mend(t, problem, directory.MendAdoptLogin, 11)
	same(t, "new name", adopt.Name, "tanaka")
	same(t, "proposed", adopt.Proposed, true)
	plan, then := imported(t, d, s, choices{}.With(adopt))
	same(t, "renamed", userOf(t, then, 1), user{ID: 1, LoginName: "tanaka", Name: "鈴木", CybozuID: 11, Memo: "鍵", PasswordHash: "h"})
	same(t, "why", why(userChange(t, plan, 1)), "update U2 linked +login-adopted")
	same(t, "can be answered otherwise", answerOf(userChange(t, plan, 1)), "adopt-login user 1 given")
	same(t, "new one", userFor(t, then, 12).LoginName, "suzuki")
}

func TestU4_AdoptedLoginMayItselfBeTaken(t *testing.T) {
	d := here(user{ID: 1, LoginName: "a", CybozuID: 11}, user{ID: 2, LoginName: "b", CybozuID: 12})
	s := there(account{ID: 11, Code: "b"}, account{ID: 12, Code: "c"}, account{ID: 13, Code: "a"})
	c := choices{}
	for range 2 {
		problem := theProblem(t, d, s, c, "U4", directory.ProblemLoginTaken)
		c = c.With(problem.Mends[0])
	}
	_, then := imported(t, d, s, c)
	same(t, "logins", []string{userOf(t, then, 1).LoginName, userOf(t, then, 2).LoginName, userFor(t, then, 13).LoginName}, []string{"b", "c", "a"})
}

func TestU4_AdoptingIsOfferedOnlyWhereItHelps(t *testing.T) {
	d := here(user{ID: 1, LoginName: "a", CybozuID: 11}, user{ID: 2, LoginName: "b"})
	s := there(account{ID: 11, Code: "b"}, account{ID: 12, Code: "a"})
	problem := theProblem(t, d, s, choices{}, "U4", directory.ProblemLoginTaken)
	same(t, "a local user has the login name", problem.Mends, []directory.Mend{mend(t, problem, directory.MendExclude, 12)})
}

func TestU4_AdoptingWhatOneHasIsNoReason(t *testing.T) {
	plan, _ := imported(t, here(user{ID: 1, LoginName: "a", Name: "前", CybozuID: 11}), there(account{ID: 11, Code: "a", Name: "後"}),
		choices{{Kind: directory.MendAdoptLogin, UserID: 1, CybozuID: 11}})
	same(t, "why", why(userChange(t, plan, 1)), "update U2 linked")
}

func TestU4_StaleAnswerIsIgnored(t *testing.T) {
	_, then := imported(t, here(user{ID: 1, LoginName: "a", CybozuID: 11}), there(account{ID: 11, Code: "b"}),
		choices{{Kind: directory.MendAdoptLogin, UserID: 1, CybozuID: 99}, {Kind: directory.MendAdoptLogin, UserID: 7, CybozuID: 11}})
	same(t, "login", userOf(t, then, 1).LoginName, "a")
}

func TestU5_Comparisons(t *testing.T) {
	for _, c := range []struct {
		name  string
		here  user
		there account
		match bool
	}{
		{"login names exactly", user{LoginName: "Sato"}, account{Code: "sato"}, false},
		{"addresses without ASCII case", user{Email: "Sato@Example.JP"}, account{Code: "x", Email: "sATO@example.jp"}, true},
		{"but no other case", user{Email: "Ä@example.jp"}, account{Code: "x", Email: "ä@example.jp"}, false},
		{"a login name with an address as addresses", user{LoginName: "Sato@example.jp"}, account{Code: "x", Email: "sato@example.jp"}, true},
		{"an address with a login name as addresses", user{Email: "sato@example.jp"}, account{Code: "Sato@example.jp"}, true},
		{"an empty address equals nothing", user{}, account{Code: "x"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.here.ID, c.there.ID = 1, 11
			_, then := imported(t, here(c.here), there(c.there), choices{})
			same(t, "matched", userOf(t, then, 1).Linked(), c.match)
		})
	}
}

func TestU5_LowestIDWhereSeveralFitOneTest(t *testing.T) {
	plan, _ := imported(t, here(user{ID: 3, LoginName: "sato@example.jp"}, user{ID: 4, LoginName: "SATO@example.jp"}),
		there(account{ID: 11, Code: "x", Email: "Sato@example.jp"}), choices{})
	same(t, "why", why(userChange(t, plan, 3)), "link U3 login-email")
	same(t, "warnings", len(plan.Warnings), 0)
}

func TestU6_CreatedUser(t *testing.T) {
	plan, then := imported(t, here(department{ID: 2, Code: "d", Name: "D", CybozuID: 5}), there(organization{ID: 5, Code: "d", Name: "D"},
		account{ID: 11, Code: "sato", Name: "佐藤 昇", SurNameReading: "さとう", GivenNameReading: "のぼる",
			Email: "Sato@example.jp", Phone: "0000", Organizations: []cybozu.ID{5}},
		account{ID: 12, Code: "s", SurNameReading: "すずき"}, account{ID: 13, Code: "g", GivenNameReading: " はな "}), choices{})
	same(t, "user", userFor(t, then, 11), user{ID: 100, LoginName: "sato", Name: "佐藤 昇", Reading: "さとう のぼる",
		Email: "Sato@example.jp", Phone: "0000", CybozuID: 11, Departments: []int64{2}})
	same(t, "no stray spaces", []string{userFor(t, then, 12).Reading, userFor(t, then, 13).Reading}, []string{"すずき", "はな"})
	same(t, "why", why(userChange(t, plan, 100)), "create U6 new")
}

func TestU7_MatchKeepsWhatIsNotImported(t *testing.T) {
	before := user{ID: 1, LoginName: "old", Name: "前", Reading: "まえ", Email: "a@example.jp", Phone: "1", Memo: "鍵",
		SortOrder: directory.OptionalInt{Value: 7, Valid: true}, PasswordHash: "hash", CybozuID: 11}
	_, then := imported(t, here(before), there(account{ID: 11, Code: "new", Name: "後", SurNameReading: "あと", Email: "b@example.jp", Phone: "2"}), choices{})
	want := before
	want.Name, want.Reading, want.Email, want.Phone = "後", "あと", "b@example.jp", "2"
	same(t, "user", userOf(t, then, 1), want)

	_, then = imported(t, here(before), there(account{ID: 11, Code: "new", Name: none}), choices{})
	want.Name, want.Reading, want.Email, want.Phone = "", "", "", ""
	same(t, "what cybozu.com has emptied", userOf(t, then, 1), want)
}

func TestU8_DeadLinkIsDeletedOrKept(t *testing.T) {
	gone := user{ID: 1, LoginName: "a", Name: "去った人", Email: "a@example.jp", Memo: "鍵", CybozuID: 11, Departments: []int64{1}}
	plan, then := imported(t, here(gone), there(), choices{})
	if hasUser(then, 1) {
		t.Error("the user is still there")
	}
	same(t, "why", why(userChange(t, plan, 1)), "delete U8 gone")

	plan, then = imported(t, here(gone), there(), choices{}.With(directory.Mend{Kind: directory.MendKeep, UserID: 1}))
	kept := gone
	kept.CybozuID = 0
	same(t, "kept", userOf(t, then, 1), kept)
	same(t, "why", why(userChange(t, plan, 1)), "unlink U8 kept")
}

func TestU8_KeepingALivingOneMeansNothing(t *testing.T) {
	_, then := imported(t, here(user{ID: 1, LoginName: "a", CybozuID: 11}), there(account{ID: 11, Code: "a"}), choices{{Kind: directory.MendKeep, UserID: 1}})
	same(t, "link", userOf(t, then, 1).CybozuID, 11)
}

func TestU9_LocalUserIsUntouched(t *testing.T) {
	local := user{ID: 1, LoginName: " a\t", Name: "髙﨑\n直海", Reading: " x", Email: "A@Example.jp ", Phone: "\t1", Memo: "m",
		SortOrder: directory.OptionalInt{Valid: true}, PasswordHash: "h", Suspended: true, FormerLink: true, Departments: []int64{1, 2}}
	d := here(department{ID: 2, Name: "D"}, local)
	plan, then := imported(t, d, there(account{ID: 11, Code: "b"}), choices{})
	same(t, "local", userOf(t, then, 1), local)
	same(t, "left alone", []int{plan.Left.LocalUsers, plan.Left.LocalMemberships}, []int{1, 2})
}

func TestU10_SharedAddressNamesEveryHolderAndItsSide(t *testing.T) {
	d := here(user{ID: 1, LoginName: "local", Email: "A@example.jp"}, user{ID: 2, LoginName: "x", CybozuID: 11, Email: "a@example.com"})
	s := there(account{ID: 11, Code: "x", Email: "a@EXAMPLE.jp"})
	problem := theProblem(t, d, s, choices{}, "U10", directory.ProblemEmailTwice)
	same(t, "subject", problem.Subject, "a@example.jp")
	same(t, "who", who(problem.Parties), "C11 H1")
	same(t, "mends", []directory.CybozuID{problem.Mends[0].CybozuID, problem.Mends[1].CybozuID}, []directory.CybozuID{11, 0})

	t.Run("the user here keeps it", func(t *testing.T) {
		_, then := imported(t, d, s, choices{}.With(mend(t, problem, directory.MendKeeper, 0)))
		same(t, "addresses", []string{userOf(t, then, 1).Email, userOf(t, then, 2).Email}, []string{"A@example.jp", ""})
		same(t, "remembered", then.Remembered.EmailKeepers, []directory.EmailKeeper{{Email: "a@example.jp"}})
	})
	t.Run("the user here loses it", func(t *testing.T) {
		plan, then := imported(t, d, s, choices{}.With(mend(t, problem, directory.MendKeeper, 11)))
		same(t, "addresses", []string{userOf(t, then, 1).Email, userOf(t, then, 2).Email}, []string{"", "a@EXAMPLE.jp"})
		same(t, "why", why(userChange(t, plan, 1)), "update U10 email-given")
		same(t, "remembered", then.Remembered.EmailKeepers, nil)
	})
}

func TestU10_SuspendedOnesAreProposedToLose(t *testing.T) {
	s := there(suspended{ID: 11, Code: "a", Email: "a@example.jp"}, account{ID: 12, Code: "b", Email: "a@example.jp"}, account{ID: 13, Code: "c", Email: "a@example.jp"})
	problem := theProblem(t, here(), s, choices{}, "U10", directory.ProblemEmailTwice)
	var proposed []directory.CybozuID
	for _, m := range problem.Mends {
		if m.Proposed {
			proposed = append(proposed, m.CybozuID)
		}
	}
	same(t, "proposed", proposed, []directory.CybozuID{12})
	same(t, "who", who(problem.Parties), "C11 C12 C13")
	same(t, "state", problem.Parties[0].Suspended, true)

	problem = theProblem(t, here(user{ID: 1, LoginName: "c", CybozuID: 13, Email: "a@example.jp"}), s, choices{}, "U10", directory.ProblemEmailTwice)
	same(t, "the one who has it already", mend(t, problem, directory.MendKeeper, 13).Proposed, true)

	problem = theProblem(t, here(user{ID: 1, LoginName: "a", CybozuID: 11, Email: "a@example.jp"}), s, choices{}, "U10", directory.ProblemEmailTwice)
	same(t, "but not where that one is 停止中", mend(t, problem, directory.MendKeeper, 12).Proposed, true)
}

func TestU10_NoneOfManyDuplicatesIsMissed(t *testing.T) {
	const people = 2000
	s := there()
	s.Users = nil
	for i := range cybozu.ID(people) {
		s.Users = append(s.Users, account{ID: i + 1, Code: fmt.Sprint("user", i), Name: usual, Email: fmt.Sprintf("%d@example.jp", i/2), Valid: true})
	}
	same(t, "problems", len(refused(t, here(), s, choices{})), people/2)
}

func TestU10_ChoiceIsRememberedWhileTheDuplicateLasts(t *testing.T) {
	s := there(account{ID: 11, Code: "a", Email: "x@example.jp"}, account{ID: 12, Code: "b", Email: "X@example.jp"})
	keep12 := choices{}.With(directory.Mend{Kind: directory.MendKeeper, Email: "X@example.jp", CybozuID: 12})
	plan, then := imported(t, here(), s, keep12)
	same(t, "addresses", []string{userFor(t, then, 11).Email, userFor(t, then, 12).Email}, []string{"", "X@example.jp"})
	same(t, "why", why(userChange(t, plan, 100)), "create U6 new +email-given")
	same(t, "remembered", then.Remembered.EmailKeepers, []directory.EmailKeeper{{Email: "x@example.jp", CybozuID: 12}})

	ended := there(account{ID: 11, Code: "a", Email: ""}, account{ID: 12, Code: "b", Email: "X@example.jp"})
	plan, problems := reconcile.Import(then, ended, choices{})
	if problems != nil || !plan.Empty() {
		t.Fatalf("the end of a duplicate alone is no change (I9): %v\n%s", problems, describe(plan))
	}
	then = plan.ApplyTo(then)
	same(t, "forgotten", then.Remembered.EmailKeepers, nil)
	theProblem(t, then, s, choices{}, "U10", directory.ProblemEmailTwice)
}

func TestU10_ChoiceOfSomebodyWhoIsNoHolderIsAskedAgain(t *testing.T) {
	d := here(user{ID: 1, LoginName: "a", CybozuID: 11})
	d.Remembered.EmailKeepers = []directory.EmailKeeper{{Email: "x@example.jp", CybozuID: 13}, {Email: "y@example.jp"}}
	s := there(account{ID: 11, Code: "a", Email: "x@example.jp"}, account{ID: 12, Code: "b", Email: "x@example.jp"},
		account{ID: 14, Code: "c", Email: "y@example.jp"}, account{ID: 15, Code: "d", Email: "y@example.jp"})
	same(t, "problems", len(refused(t, d, s, choices{})), 2)
}

func TestU10_NewChoiceGoesBeforeTheRememberedOne(t *testing.T) {
	s := there(account{ID: 11, Code: "a", Email: "x@example.jp"}, account{ID: 12, Code: "b", Email: "x@example.jp"})
	_, then := imported(t, here(), s, choices{{Kind: directory.MendKeeper, Email: "x@example.jp", CybozuID: 11}})
	plan, then := imported(t, then, s, choices{{Kind: directory.MendKeeper, Email: "x@example.jp", CybozuID: 12}})
	same(t, "keeper", userFor(t, then, 12).Email, "x@example.jp")
	same(t, "loser", why(userChange(t, plan, userFor(t, then, 11).ID)), "update U2 linked +email-given")

	s.Users[0].Name = "改名"
	plan, then = imported(t, then, s, choices{})
	same(t, "who had lost it before", why(userChange(t, plan, userFor(t, then, 11).ID)), "update U2 linked")
}

func TestU10_SwappedAndPassedOnAddressesSucceed(t *testing.T) {
	_, then := imported(t, here(
		user{ID: 1, LoginName: "a", CybozuID: 11, Email: "a@example.jp"}, user{ID: 2, LoginName: "b", CybozuID: 12, Email: "b@example.jp"},
		user{ID: 3, LoginName: "c", CybozuID: 13, Email: "info@example.jp"},
	), there(
		account{ID: 11, Code: "a", Email: "b@example.jp"}, account{ID: 12, Code: "b", Email: "a@example.jp"},
		account{ID: 14, Code: "d", Email: "info@example.jp"}), choices{})
	same(t, "addresses", []string{userOf(t, then, 1).Email, userOf(t, then, 2).Email, userFor(t, then, 14).Email},
		[]string{"b@example.jp", "a@example.jp", "info@example.jp"})
}

func TestU10_KeptUserKeepsOrLosesTheAddress(t *testing.T) {
	d := here(user{ID: 1, LoginName: "old", Email: "info@example.jp", CybozuID: 11})
	s := there(account{ID: 12, Code: "new", Email: "info@example.jp"})
	keep := choices{{Kind: directory.MendKeep, UserID: 1}}
	problem := theProblem(t, d, s, keep, "U10", directory.ProblemEmailTwice)
	same(t, "who", who(problem.Parties), "C12 H1")
	same(t, "who has it already is proposed", mend(t, problem, directory.MendKeeper, 0).Proposed, true)
	plan, then := imported(t, d, s, keep.With(mend(t, problem, directory.MendKeeper, 12)))
	same(t, "why", why(userChange(t, plan, 1)), "unlink U8 kept +email-given")
	same(t, "emptied", userOf(t, then, 1).Email, "")
}

func TestU11_SameLoginNameUnderANewIDKeepsPasswordAndMemo(t *testing.T) {
	before := user{ID: 5, LoginName: "sato", Name: "佐藤", Memo: "鍵", PasswordHash: "h", CybozuID: 11}
	plan, then := imported(t, here(user{ID: 1, LoginName: "x", Email: "s@example.jp"}, before),
		there(account{ID: 99, Code: "sato", Name: "佐藤"}), choices{})
	before.CybozuID = 99
	same(t, "user", userOf(t, then, 5), before)
	same(t, "why", why(userChange(t, plan, 5)), "link U11 recreated")
}

func TestU11_NeverByAnAddress(t *testing.T) {
	plan, then := imported(t, here(user{ID: 1, LoginName: "old", Email: "info@example.jp", CybozuID: 11}, user{ID: 2, LoginName: "info@example.jp", CybozuID: 12}),
		there(account{ID: 13, Code: "new", Email: "info@example.jp"}), choices{})
	same(t, "deleted", directory.Count(plan.Users), directory.Tally{Created: 1, Deleted: 2})
	same(t, "new one", userFor(t, then, 13).Email, "info@example.jp")
}

func TestU11_GoesBeforeLocalUsers(t *testing.T) {
	d := here(user{ID: 1, LoginName: "b", Email: "s@example.jp"}, user{ID: 2, LoginName: "sato", CybozuID: 11})
	s := there(account{ID: 12, Code: "sato", Email: "s@example.jp"})
	problem := theProblem(t, d, s, choices{}, "U10", directory.ProblemEmailTwice)
	plan, _ := imported(t, d, s, choices{}.With(mend(t, problem, directory.MendKeeper, 12)))
	same(t, "matched", why(userChange(t, plan, 2)), "link U11 recreated")
	same(t, "warning", who(plan.Warnings[0].Parties), "C12 H2 H1")
}

func TestU12_Cleaning(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""}, {"佐藤 昇", "佐藤 昇"}, {"a\t\r\nb", "a b"}, {"a\t \tb", "a   b"}, {"\u2028a\u2029b\u0085c\v\f", "a b c"},
		{"a\x00\x1f\x7f\u0080\u009fb", "ab"}, {"a\x7fb", "ab"}, {"\ta", "a"}, {"\t\x00\ta", "a"}, {"a\t\x00\tb", "a  b"},
		{"\u3000山田\u00a0", "山田"}, {"a  b", "a  b"}, {"\u200b", "\u200b"}, {"a\u0080b", "ab"}, {"a\u2028b", "a b"}, {"a\u0085b", "a b"}, {"“é”", "“é”"}, {" \n ", ""},
	} {
		if got := reconcile.Clean(c.in); got != c.want {
			t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestU12_EveryTextIsCleaned(t *testing.T) {
	_, then := imported(t, here(), there(
		organization{ID: 5, Code: " a\x00", Name: "営\t業"}, organization{ID: 6, Code: "b", Name: "B", ParentCode: "a\n"},
		account{ID: 11, Code: "sa\x01to ", Name: "佐藤\r\n昇", SurNameReading: "\tさとう", GivenNameReading: "\n", Email: " s@example.jp\u3000", Phone: "1\t2"}), choices{})
	same(t, "department", departmentFor(t, then, 5), department{ID: 100, ParentID: 1, Code: "a", Name: "営 業", SortOrder: 1, CybozuID: 5})
	same(t, "parent", departmentFor(t, then, 6).ParentID, 100)
	same(t, "user", userFor(t, then, 11), user{ID: 100, LoginName: "sato", Name: "佐藤 昇", Reading: "さとう", Email: "s@example.jp", Phone: "1 2", CybozuID: 11})
}

func TestU12_BothSidesAreCleanedBeforeTheyAreCompared(t *testing.T) {
	_, then := imported(t, here(department{ID: 2, Code: "a\t", Name: "A"}, user{ID: 1, LoginName: " sato"}),
		there(organization{ID: 5, Code: "\na", Name: "A"}, account{ID: 11, Code: "sato\x00"}), choices{})
	same(t, "department", departmentOf(t, then, 2).Code, "a")
	same(t, "login stays as it is stored (U7)", userOf(t, then, 1).LoginName, " sato")
	same(t, "link", userOf(t, then, 1).CybozuID, 11)
}

func TestU12_TwoOfOneListThatBecomeEqual(t *testing.T) {
	t.Run("accounts", func(t *testing.T) {
		s := there(account{ID: 11, Code: "a"}, account{ID: 12, Code: "a\t"})
		for _, d := range []*directory.Directory{here(), here(user{ID: 1, LoginName: "x", CybozuID: 11}, user{ID: 2, LoginName: "y", CybozuID: 12})} {
			problem := theProblem(t, d, s, choices{}, "U4", directory.ProblemLoginTwice)
			same(t, "who", who(problem.Parties), "C11 C12")
			imported(t, d, s, choices{}.With(mend(t, problem, directory.MendExclude, 12)))
		}
	})
	t.Run("organizations", func(t *testing.T) {
		s := there(organization{ID: 5, Code: "a"}, organization{ID: 6, Code: "a "}, organization{ID: 7, Code: "b", Name: "下", ParentCode: "a "})
		problem := theProblem(t, here(), s, choices{}, "D9", directory.ProblemCodeTwice)
		same(t, "who", who(problem.Parties), "c5 c6")
		_, then := imported(t, here(), s, choices{}.With(mend(t, problem, directory.MendExclude, 5)))
		same(t, "below the right one", departmentFor(t, then, 7).ParentID, departmentFor(t, then, 6).ID)
	})
	t.Run("users here", func(t *testing.T) {
		problem := theProblem(t, here(user{ID: 1, LoginName: "a"}, user{ID: 2, LoginName: "a\t"}), there(), choices{}, "U4", directory.ProblemLoginTwice)
		same(t, "who", who(problem.Parties), "H1 H2")
		same(t, "mends", len(problem.Mends), 0)

		d, s := here(user{ID: 1, LoginName: "a", CybozuID: 11}, user{ID: 2, LoginName: "a\t", CybozuID: 12}), there(account{ID: 11, Code: "a"}, account{ID: 12, Code: "b"})
		problem = theProblem(t, d, s, choices{}, "U4", directory.ProblemLoginTwice)
		same(t, "mends", len(problem.Mends), 1)
		imported(t, d, s, choices{}.With(mend(t, problem, directory.MendAdoptLogin, 12)))
	})
	t.Run("departments here", func(t *testing.T) {
		problem := theProblem(t, here(department{ID: 2, Code: "a"}, department{ID: 3, Code: "a\t"}), there(), choices{}, "D9", directory.ProblemCodeTwice)
		same(t, "who", who(problem.Parties), "h2 h3")
	})
}

func TestU12_NothingLeftOfACode(t *testing.T) {
	s := there(account{ID: 11, Code: "a"}, account{ID: 12, Code: "\u3000", Name: "空"}, organization{ID: 5, Code: "\x00", Name: "空"})
	problems := refused(t, here(), s, choices{})
	same(t, "problems", len(problems), 2)
	c := choices{}
	for _, p := range problems {
		same(t, "kind", p.Kind, directory.ProblemNoCode)
		c = c.With(p.Mends[0])
	}
	imported(t, here(), s, c)
}

func TestU13_ExcludedRecordsAreNotImported(t *testing.T) {
	d := here(
		department{ID: 2, Code: "a", Name: "A", CybozuID: 5}, department{ID: 3, ParentID: 2, Code: "b", Name: "B", CybozuID: 6},
		department{ID: 4, ParentID: 3, Name: "このアプリのみ"},
		user{ID: 1, LoginName: "x", CybozuID: 11, Departments: []int64{2, 3, 4}}, user{ID: 2, LoginName: "y", CybozuID: 12})
	s := there(organization{ID: 5, Code: "a", Name: "A"}, organization{ID: 6, Code: "b", Name: "B", ParentCode: "a"},
		organization{ID: 7, Code: "c", Name: "C"},
		account{ID: 11, Code: "x", Organizations: []cybozu.ID{5, 6, 7}}, account{ID: 12, Code: "y"}, account{ID: 13, Code: "z"})
	c := choices{}.
		With(directory.Mend{Kind: directory.MendExclude, Record: directory.KindDepartment, CybozuID: 5, Name: "A"}).
		With(directory.Mend{Kind: directory.MendExclude, Record: directory.KindUser, CybozuID: 12, Name: "y"}).
		With(directory.Mend{Kind: directory.MendExclude, Record: directory.KindUser, CybozuID: 13, Name: "z"})
	plan, then := imported(t, d, s, c)
	same(t, "tree", tree(then), "最上位部署\n C\n このアプリのみ\n")
	same(t, "left out itself", why(departmentChange(t, plan, 2)), "delete D4 excluded")
	same(t, "left out with the one above", why(departmentChange(t, plan, 3)), "delete D4 excluded")
	same(t, "user", why(userChange(t, plan, 2)), "delete U8 excluded")
	same(t, "memberships", userOf(t, then, 1).Departments, []int64{4, departmentFor(t, then, 7).ID})
	same(t, "counted", []int{plan.Left.ExcludedDepartments, plan.Left.ExcludedUsers}, []int{2, 2})
	same(t, "list", then.Remembered.Excluded, []directory.Exclusion{
		{Kind: directory.KindDepartment, CybozuID: 5, Name: "A"}, {Kind: directory.KindUser, CybozuID: 12, Name: "y"}, {Kind: directory.KindUser, CybozuID: 13, Name: "z"}})

	off := *then
	off.Remembered.Excluded = nil
	plan, _ = imported(t, &off, s, choices{})
	same(t, "back once they are off the list", []int{directory.Count(plan.Departments).Created, directory.Count(plan.Users).Created}, []int{2, 2})
}

func TestU13_DeletedWithoutTheTickComesBack(t *testing.T) {
	_, then := imported(t, here(), there(account{ID: 11, Code: "a"}), choices{})
	then.Users = nil
	_, then = imported(t, then, there(account{ID: 11, Code: "a"}), choices{})
	same(t, "back, with an id of its own", userFor(t, then, 11).ID, 101)
}

func TestU12_TextsThatDeceiveAreAWarningOnce(t *testing.T) {
	s := there(
		account{ID: 11, Code: "a", Name: "佐藤\u202e昇"}, account{ID: 12, Code: "b\u200b"}, account{ID: 13, Code: "c", Email: "c\u00ad@example.jp"},
		account{ID: 14, Code: "d", Name: "葛\U000e0100城"}, organization{ID: 21, Code: "O", Name: "総\u2066務"})
	plan, then := imported(t, here(), s, choices{})
	if len(plan.Warnings) != 1 {
		t.Fatalf("warnings: %+v", plan.Warnings)
	}
	w := plan.Warnings[0]
	same(t, "kind", w.Kind, directory.WarningDeceives)
	var names []string
	for _, p := range w.Parties {
		names = append(names, p.Name+p.Code+p.Email)
	}
	same(t, "who", names, []string{"総\u2066務O", "佐藤\u202e昇a", usual + "b\u200b", usual + "cc\u00ad@example.jp"})

	for i := range s.Users {
		s.Users[i].Phone = "03"
	}
	plan, _ = imported(t, then, s, choices{})
	same(t, "warnings of what is known", len(plan.Warnings), 0)
}

package reconcile_test

import (
	"testing"
	"time"

	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

// Who is held at some hour goes on a day, by its first import; a clock that was set back
// neither deletes nor holds anew.
func TestU14_TheTimeIsOverOnADayWhateverTheHour(t *testing.T) {
	noon := time.Date(2026, 2, 27, 12, 0, 0, 0, time.Local)
	since := noon.UTC().Format(time.RFC3339)
	for _, c := range []struct {
		at   time.Time
		gone bool
	}{
		{noon.AddDate(0, 0, -400), false},
		{noon, false},
		{time.Date(2026, 3, 28, 23, 59, 59, 0, time.Local), false},
		{time.Date(2026, 3, 29, 0, 0, 0, 0, time.Local), true},
		{time.Date(2026, 3, 29, 7, 0, 0, 0, time.Local), true},
	} {
		d := here(user{ID: 1, CybozuID: 7, LoginName: "gone", HeldSince: since})
		d.Options.HoldDays = 30
		s := there(account{ID: 8, Code: "else"})
		s.Read = c.at
		plan, then := imported(t, d, s, nil)
		left := true
		for _, u := range then.Users {
			left = left && u.ID != 1
			if u.ID == 1 && u.HeldSince != since {
				t.Errorf("%s: held since %s", c.at, u.HeldSince)
			}
		}
		if left != c.gone || left && !plan.Users[0].For(directory.ReasonHoldOver) {
			t.Errorf("%s: gone %t, %+v", c.at, left, plan.Users)
		}
	}
}

// A person has left them out, so that 「残す」 is no answer; they are held nevertheless.
func TestU14_U13_WhoIsLeftOutIsHeldToo(t *testing.T) {
	d := here(user{ID: 1, CybozuID: 7, LoginName: "a"})
	d.Options.HoldDays = 30
	d.Remembered.Excluded = []directory.Exclusion{{Kind: directory.KindUser, CybozuID: 7}}
	plan, _ := imported(t, d, there(account{ID: 7, Code: "a"}), nil)
	same(t, "why", why(userChange(t, plan, 1)), "update U14 held +excluded")
	same(t, "answer", answerOf(userChange(t, plan, 1)), "")
}

func TestU14_WhoIsThereAgainReturns(t *testing.T) {
	d := here(user{ID: 1, CybozuID: 7, LoginName: "a", HeldSince: "2026-02-27T12:00:00Z"})
	d.Options.HoldDays = 30
	plan, then := imported(t, d, there(account{ID: 7, Code: "a"}), nil)
	same(t, "why", why(userChange(t, plan, 1)), "update U2 linked +returned")
	same(t, "held", userOf(t, then, 1).HeldSince, "")
}

// Somebody here keeps the address, which is written a little otherwise, so that no account has it.
func TestU14_U10_WhoIsHeldKeepsAnAddressThatNoAccountHas(t *testing.T) {
	d := here(user{ID: 1, CybozuID: 7, LoginName: "gone", Email: "n@example.jp"}, user{ID: 2, LoginName: "local", Email: " n@example.jp"},
		user{ID: 3, CybozuID: 8, LoginName: "linked"})
	d.Options.HoldDays = 30
	s := there(account{ID: 8, Code: "linked", Email: "n@example.jp"})
	_, then := imported(t, d, s, choices{{Kind: directory.MendKeeper, Email: "n@example.jp"}})
	same(t, "addresses", []string{userOf(t, then, 1).Email, userOf(t, then, 2).Email, userFor(t, then, 8).Email}, []string{"n@example.jp", " n@example.jp", ""})
	_, then = imported(t, d, s, choices{{Kind: directory.MendKeeper, Email: "n@example.jp", CybozuID: 8}})
	same(t, "addresses", []string{userOf(t, then, 1).Email, userOf(t, then, 2).Email, userFor(t, then, 8).Email}, []string{"", "", "n@example.jp"})
}

func TestU14_GuardSaysHowManyAreHeld(t *testing.T) {
	d, s := staff(39)
	d.Options.HoldDays = 30
	s.Read = time.Date(2026, 2, 27, 12, 0, 0, 0, time.UTC)
	d.Users[0].HeldSince = "2025-01-01T00:00:00Z"
	s.Users = s.Users[5:]
	plan, _ := imported(t, d, s, choices{})
	for _, g := range reconcile.Guards(plan, directory.DefaultThresholds) {
		if g.Kind == directory.GuardUsers && (g.Count != 5 || g.Held != 4) {
			t.Errorf("%d, %d of them held", g.Count, g.Held)
		} else if g.Kind == directory.GuardUsers {
			return
		}
	}
	t.Error("nothing is asked")
}

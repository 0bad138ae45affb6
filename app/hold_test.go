package app_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/csvfile"
	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// Somebody leaves and returns: nothing of what was entered here is lost, and meanwhile they
// are in no file and no figure.
func TestU14_WhoReturnsIsAsBefore(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	of.choose(directory.Options{HoldDays: 30})
	before := *of.user("userA")
	of.edit("メモ", edit.ChangeUser(before, func() directory.User { u := before; u.Memo = "窓際"; return u }()))
	before = *of.user("userA")
	var there cybozutest.User
	of.company.Update(func(d *cybozutest.Data) {
		there = *d.User("userA")
		d.DeleteUser("userA")
	})
	p := of.propose()
	if n := len(p.Plan.Users); n != 1 || p.Plan.Users[0].Reason != directory.ReasonHeld || p.Plan.Users[0].Rule != "U14" {
		t.Fatalf("the plan is %+v", p.Plan.Users)
	}
	of.apply(p)
	held := of.user("userA")
	since, err := time.Parse(time.RFC3339, held.HeldSince)
	if err != nil || time.Since(since) > time.Hour || held.Memo != "窓際" || held.CybozuID != before.CybozuID || len(held.Departments) != len(before.Departments) {
		t.Fatalf("held as %+v, %v", held, err)
	}
	for _, k := range []csvfile.Kind{csvfile.Users, csvfile.Memberships} {
		if strings.Contains(of.export(k, csvfile.WriteOptions{}), "userA") {
			t.Errorf("they are in the file of %s", k)
		}
	}
	var out bytes.Buffer
	if err := app.CheckIn(context.Background(), of.options(true, of.server.Transport()), true, &out); err != nil || !strings.Contains(out.String(), `"held":1`) {
		t.Errorf("-check says %s, %v", out.String(), err)
	}
	if again := of.propose(); !again.Plan.Empty() {
		t.Errorf("another import would change %+v", again.Plan.Users)
	}
	of.company.Update(func(d *cybozutest.Data) { d.Users = append(d.Users, there) })
	p = of.propose()
	if n := len(p.Plan.Users); n != 1 || !p.Plan.Users[0].For(directory.ReasonReturned) {
		t.Fatalf("the plan is %+v", p.Plan.Users)
	}
	of.apply(p)
	if now := of.user("userA"); !now.Equal(&before) {
		t.Errorf("back as %+v, was %+v", now, before)
	}
}

// Those whose time is over are deleted, as are all when nobody is to be held any more.
func TestU14_NobodyIsHeldWithoutATime(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	of.choose(directory.Options{HoldDays: 30})
	of.company.Update(func(d *cybozutest.Data) { d.DeleteUser("userA") })
	held := of.runImport()
	of.choose(directory.Options{})
	p := of.propose()
	if n := len(p.Plan.Users); n != 1 || p.Plan.Users[0].Action != directory.Delete || !p.Plan.Users[0].For(directory.ReasonHoldOver) {
		t.Fatalf("the plan is %+v", p.Plan.Users)
	}
	of.apply(p)
	undo, err := of.PrepareUndo(t.Context(), held.ImportID+1)
	if err != nil {
		t.Fatal(err)
	}
	of.apply(undo)
	if u := of.user("userA"); u == nil || !u.Held() {
		t.Errorf("after the undo they are %+v", u)
	}
	of.edit("残す", edit.UnlinkUsers([]int64{of.user("userA").ID}))
	if u := of.user("userA"); u.Held() || u.Linked() {
		t.Errorf("kept as %+v", u)
	}
	of.nothingMore()
}

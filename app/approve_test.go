package app_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/app/stopped"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// newStoppedOffice is an office whose import without a person has just stopped, since sixty
// users have left.
func newStoppedOffice(t *testing.T) *office {
	t.Helper()
	of := newAutoOffice(t, cybozutest.Sample())
	of.stop()
	return of
}

func (of *office) stop() {
	of.t.Helper()
	of.company.Update(func(d *cybozutest.Data) {
		for _, u := range slices.Clone(d.Users[5:65]) {
			if u.Code != cybozutest.Login && u.Code != "Administrator" {
				d.DeleteUser(u.Code)
			}
		}
	})
	if err := of.auto(); !app.IsStopped(err) {
		of.t.Fatalf("error %v", err)
	}
	of.server.ForgetRequests()
}

// kept says whether there is something of a stopped import.
func (of *office) kept() bool {
	of.t.Helper()
	_, err := os.Stat(filepath.Join(of.dir, "stopped.json"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		of.t.Fatal(err)
	}
	return err == nil
}

func (of *office) prepareStopped() *app.Proposal {
	of.t.Helper()
	p, err := of.PrepareStopped(context.Background())
	if err != nil {
		of.t.Fatal(err)
	}
	return p
}

func (of *office) recheck(p *app.Proposal) *app.Proposal {
	of.t.Helper()
	fresh, err := of.Recheck(context.Background(), p, nil)
	if err != nil {
		of.t.Fatal(err)
	}
	return fresh
}

func TestApprove_WhatStoppedIsLookedAtWithoutAskingAndAppliedAfterAsking(t *testing.T) {
	of := newStoppedOffice(t)
	ctx := context.Background()
	line := of.lines()[0]
	stop, err := of.Stopped()
	if err != nil || stop == nil || stop.ImportID != line.ID || time.Since(stop.Read) > time.Minute {
		t.Fatalf("kept is %+v (%v), the history says %+v", stop, err, line)
	}
	for _, secret := range []string{cybozutest.Password, secret.InitialPassword} {
		if found := of.grepFolder(secret); len(found) > 0 {
			t.Errorf("a secret is in %q", found)
		}
	}
	of.reopen()
	lines, before := len(of.lines()), of.stored()
	p := of.prepareStopped()
	if len(of.server.Requests()) > 0 || len(p.Guards) == 0 || p.Stopped() == nil {
		t.Fatalf("%d requests, guards %v", len(of.server.Requests()), p.Guards)
	}
	if fresh := of.recheck(p); !samePlan(p.Plan, fresh.Plan) {
		t.Error("it is another plan than that of now, and nothing has changed")
	}
	// An answer asks nobody either.
	of.server.ForgetRequests()
	left := p.Plan.Users[0].Before
	p, err = of.Revise(ctx, p, p.Choices.With(directory.Mend{Kind: directory.MendKeep, UserID: left.ID}), nil)
	if err != nil || len(of.server.Requests()) > 0 || p.Stopped() == nil {
		t.Fatalf("%d requests, error %v", len(of.server.Requests()), err)
	}
	if err := of.Abandon(p, context.Canceled); err != nil || len(of.lines()) != lines || !of.kept() {
		t.Errorf("looking at it has left %d lines, error %v", len(of.lines())-lines, err)
	}
	if _, err := of.Apply(ctx, p, confirmAll(p)); err == nil {
		t.Fatal("it is applied without asking cybozu.com")
	}
	of.unchanged(before)

	fresh := of.recheck(p)
	if fresh.Shifted != nil || fresh.Stopped() != nil || len(of.server.Requests()) == 0 {
		t.Errorf("nothing has changed: shifted %+v, %d requests", fresh.Shifted, len(of.server.Requests()))
	}
	if _, err := of.Apply(ctx, fresh, confirmAll(p)); err != nil {
		t.Fatal(err)
	}
	if of.kept() {
		t.Error("it is done, and still kept")
	}
	if u := of.user(left.LoginName); u.Linked() {
		t.Error("the answer 「残す」 was lost")
	}
	if line := of.lines()[0]; line.Kind != directory.ImportManual || line.Outcome != directory.OutcomeOK {
		t.Errorf("the history says %+v", line)
	}
	of.reopen()
	if saved, err := of.keyring.Load(ctx, of.request().Host); err != nil || saved != secret {
		t.Errorf("saved is something else now (%v)", err)
	}
	if _, err := of.PrepareStopped(ctx); !errors.Is(err, message.ErrNothingStopped) {
		t.Errorf("error %v", err)
	}
}

// Who has left is held from the day on which it is applied (U14), and that it is another day than
// when the import stopped is nothing to look at again.
func TestApprove_ADayLaterItIsTheSameThoughPeopleAreHeld(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Sample())
	of.choose(directory.Options{HoldDays: 30})
	of.stop()
	stop, snapshot, err := stopped.Load(of.dir, time.Now())
	if err != nil || stop == nil {
		t.Fatalf("kept is %+v, %v", stop, err)
	}
	stop.Read, snapshot.Read = stop.Read.AddDate(0, 0, -2), snapshot.Read.AddDate(0, 0, -2)
	if err := stopped.Keep(of.dir, *stop, snapshot); err != nil {
		t.Fatal(err)
	}
	p := of.prepareStopped()
	fresh := of.recheck(p)
	if p.Plan.Users[0].After.HeldSince == fresh.Plan.Users[0].After.HeldSince {
		t.Fatal("they are held from the same time")
	}
	if s := fresh.Shifted; s != nil {
		t.Errorf("nothing has changed: shifted is %q", s.Lines())
	}
	if _, err := of.Apply(t.Context(), fresh, confirmAll(p)); err != nil {
		t.Fatal(err)
	}
	if u := of.user(p.Plan.Users[0].Before.LoginName); u.HeldSince != fresh.Plan.Users[0].After.HeldSince {
		t.Errorf("held as %+v", u)
	}
}

func samePlan(a, b *directory.Plan) bool {
	same := func(a, b directory.Change[directory.User]) bool {
		return a.ID() == b.ID() && a.Action == b.Action && a.Reason == b.Reason
	}
	return slices.EqualFunc(a.Users, b.Users, same) && len(a.Departments) == len(b.Departments) && a.After == b.After
}

func TestApprove_WhatHasChangedSinceIsShownAndNotApplied(t *testing.T) {
	of := newStoppedOffice(t)
	p := of.prepareStopped()
	back := p.Plan.Users[0].Before // has left, and is there again
	of.company.Update(func(d *cybozutest.Data) {
		d.Users = append(d.Users, cybozutest.User{ID: int64(back.CybozuID), Code: back.LoginName, Valid: true, Name: back.Name})
		d.Users[len(d.Users)-2].Name = "改姓 太郎"
	})
	fresh := of.recheck(p)
	s := fresh.Shifted
	if s == nil || s.Empty() {
		t.Fatalf("shifted is %+v", s)
	}
	text := strings.Join(s.Lines(), "\n")
	for _, want := range []string{"＋ 変更：改姓 太郎", "→ 変更：" + back.Name} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not told in\n%s", want, text)
		}
	}
	if !of.kept() {
		t.Error("nothing was applied, and it is gone")
	}
	if _, err := of.Apply(context.Background(), fresh, confirmAll(p)); err == nil {
		t.Error("what was confirmed of the other one is enough")
	}
}

// A user's change is what it is, whatever ids the new ones get.
func TestApprove_AnotherNumberOfANewRecordIsNoChange(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	withoutInitial := secret
	withoutInitial.InitialPassword = ""
	of.save(withoutInitial)
	of.company.Update(func(d *cybozutest.Data) {
		d.Users = append(d.Users, cybozutest.User{ID: 9001, Code: "new-b", Valid: true, Name: "新人 乙"})
	})
	if err := of.auto(); !errors.Is(err, credentials.ErrNoInitialPassword) {
		t.Fatalf("error %v", err)
	}
	p := of.prepareStopped()
	of.company.Update(func(d *cybozutest.Data) {
		d.Users = append(d.Users, cybozutest.User{ID: 9000, Code: "new-a", Valid: true, Name: "新人 甲"})
	})
	fresh := of.recheck(p)
	if s := fresh.Shifted; s == nil || len(s.Added) != 1 || len(s.Changed)+len(s.Gone) > 0 {
		t.Fatalf("shifted is %+v", s)
	}
	if !fresh.LacksInitialPassword() {
		t.Fatal("nobody asks for an initial password")
	}
	if _, err := fresh.WithInitialPassword("five5"); err == nil {
		t.Error("too short a password is taken")
	}
	given, err := fresh.WithInitialPassword("typed-first-password")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := of.Apply(context.Background(), given, nil); err != nil {
		t.Fatal(err)
	}
	if of.user("new-a").PasswordHash == "" {
		t.Error("the new user has no initial password")
	}
}

func TestApprove_ProblemsAreKeptAndMended(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Sample())
	of.company.Update(func(d *cybozutest.Data) {
		newest := d.Users[len(d.Users)-2:]
		newest[0].Email, newest[1].Email = "same@example.co.jp", "same@example.co.jp"
	})
	if err := of.auto(); err == nil {
		t.Fatal("no error")
	}
	p := of.prepareStopped()
	if len(p.Problems) != 1 {
		t.Fatalf("problems %v", p.Problems)
	}
	p, err := of.Revise(context.Background(), p, p.Choices.With(p.Problems[0].Mends[0]), nil)
	if err != nil || p.Plan == nil {
		t.Fatalf("the mend leads to problems %v, error %v", p.Problems, err)
	}
	fresh := of.recheck(p)
	if fresh.Shifted != nil {
		t.Errorf("shifted is %+v", fresh.Shifted)
	}
	if _, err := of.Apply(context.Background(), fresh, nil); err != nil {
		t.Error(err)
	}
}

// What is kept goes as soon as it is of no use, or people's data are erased.
func TestApprove_WhatIsKeptGoes(t *testing.T) {
	ctx := context.Background()
	for name, end := range map[string]func(of *office) error{
		"an import by hand": func(of *office) error {
			of.runImport()
			return nil
		},
		"erasing": func(of *office) error {
			_, err := of.EraseLeavers(ctx)
			return err
		},
		"taking another directory over": func(of *office) error {
			path := filepath.Join(t.TempDir(), "all.anpisync")
			file, err := os.Create(path)
			if err != nil {
				return err
			}
			if err := errors.Join(of.SaveArchive(ctx, file, ""), file.Close()); err != nil {
				return err
			}
			archive, err := of.InspectArchive(ctx, path, "")
			if err != nil {
				return err
			}
			_, err = of.TakeOver(ctx, archive, nil)
			return err
		},
		"one that succeeds without a person": func(of *office) error {
			settings, err := of.Settings(ctx)
			if err != nil {
				return err
			}
			settings.Thresholds = directory.Thresholds{FewDeletions: 1000, ManyDeletions: 1000, FewMemberships: 1000, FewEmptied: 1000, FewChanged: 1000}
			if err := of.SetSettings(ctx, settings); err != nil {
				return err
			}
			return of.auto()
		},
	} {
		of := newStoppedOffice(t)
		if err := end(of); err != nil || of.kept() {
			t.Errorf("%s: still kept, or error %v", name, err)
		}
	}
}

// What is kept does not outlive its time where the program is opened; a dry run leaves it.
func TestApprove_WhatIsTooOldGoesWithTheNextStart(t *testing.T) {
	of := newStoppedOffice(t)
	path := filepath.Join(of.dir, "stopped.json")
	if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil { // which nobody can use either
		t.Fatal(err)
	}
	for _, dry := range []bool{true, false} {
		a := of.open(dry)
		if _, err := os.Stat(path); (err == nil) != dry {
			t.Errorf("dry %v: %v", dry, err)
		}
		if err := a.SetSetting(t.Context(), "window", "x"); errors.Is(err, storage.ErrReadOnly) != dry {
			t.Errorf("dry %v: kept with %v", dry, err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A failure of the network, a dry run and another cybozu.com are nothing to confirm later.
func TestApprove_OnlyWhatWaitsForAPersonIsKept(t *testing.T) {
	of := newStoppedOffice(t)
	first, err := of.Stopped()
	if err != nil {
		t.Fatal(err)
	}
	same := func(when string) {
		t.Helper()
		if now, err := of.Stopped(); err != nil || now == nil || *now != *first {
			t.Errorf("%s: kept is %+v (%v), was %+v", when, now, err, first)
		}
	}
	of.server.Inject(cybozutest.Fault{Path: "users.json", Status: 503, Times: 100})
	if err := of.auto(); err == nil || app.IsStopped(err) {
		t.Fatalf("error %v", err)
	}
	of.server.ClearFaults()
	same("after a failure")
	dry := of.open(true)
	if err := dry.Import(context.Background(), "", io.Discard); !app.IsStopped(err) {
		t.Fatalf("error %v", err)
	}
	if err := dry.Close(); err != nil {
		t.Error(err)
	}
	same("after a dry run")
	if err := of.SetSetting(context.Background(), "url", "https://another.cybozu.com"); err != nil {
		t.Fatal(err)
	}
	if err := of.Import(context.Background(), of.server.Host(), io.Discard); !app.IsStopped(err) {
		t.Fatalf("error %v", err)
	}
	same("after another cybozu.com")
}

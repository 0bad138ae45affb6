package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/edit"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// save writes the whole directory to a file.
func (of *office) archive() (path string) {
	of.t.Helper()
	var b bytes.Buffer
	if err := of.SaveArchive(context.Background(), &b, ""); err != nil {
		of.t.Fatal(err)
	}
	path = filepath.Join(of.t.TempDir(), "office"+app.ArchiveExtension)
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		of.t.Fatal(err)
	}
	return path
}

func (of *office) inspect(path string) app.Archive {
	of.t.Helper()
	archive, err := of.InspectArchive(context.Background(), path, "")
	if err != nil {
		of.t.Fatal(err)
	}
	return archive
}

func (of *office) takeOver(path string) (copied string) {
	of.t.Helper()
	archive := of.inspect(path)
	copied, err := of.TakeOver(context.Background(), archive, of.confirmTakeOver(archive))
	if err != nil {
		of.t.Fatal(err)
	}
	return copied
}

func (of *office) confirmTakeOver(archive app.Archive) (all []directory.Confirmation) {
	of.t.Helper()
	guards, err := of.TakeOverGuards(context.Background(), archive)
	if err != nil {
		of.t.Fatal(err)
	}
	for _, g := range guards {
		all = append(all, directory.Confirmation{Kind: g.Kind, Count: g.Count})
	}
	return all
}

// settled is an office that has imported, edited, and chosen its settings.
func settled(t *testing.T, company *cybozutest.Company) *office {
	t.Helper()
	of := newOffice(t, company, cybozutest.Options{})
	of.runImport()
	of.editMemo("鍵の担当")
	settings := app.DefaultSettings
	settings.SkipPreview, settings.HistoryDays = true, 365
	if err := of.SetSettings(context.Background(), settings); err != nil {
		t.Fatal(err)
	}
	return of
}

func (of *office) editMemo(memo string) {
	of.t.Helper()
	u := of.stored().Users[0]
	person := u
	person.Memo = memo
	if _, err := of.Edit(context.Background(), "メモの変更", edit.ChangeUser(u, person)); err != nil {
		of.t.Fatal(err)
	}
}

func TestArchive_ANewPCGoesOnWhereTheOldOneWas(t *testing.T) {
	company := cybozutest.Sample()
	old := settled(t, company)
	fresh := newOffice(t, company, cybozutest.Options{})
	fresh.takeOver(old.archive())

	fresh.unchanged(old.stored())
	ctx := context.Background()
	// What must be confirmed, and whether, is for each machine to say.
	if got, err := fresh.Settings(ctx); got != app.DefaultSettings || err != nil {
		t.Errorf("settings %+v, %v", got, err)
	}
	form, err := fresh.SavedForm(ctx)
	if err != nil || form.Host != cybozu.Host(old.server.Host()) || form.Saved || form.Secret != (credentials.Secret{}) {
		t.Errorf("the form is filled with %+v, %v", form, err)
	}
	lines, _ := fresh.History(ctx, 0)
	came, _ := old.History(ctx, 0)
	if len(lines) != len(came)+1 || lines[0].Kind != directory.ImportTakeOver || !strings.Contains(lines[0].Message, "office.anpisync") {
		t.Fatalf("history %+v, came with %+v", lines, came)
	}
	for i, line := range lines[1:] {
		line.Restorable = came[i].Restorable // the copies stayed behind
		if !reflect.DeepEqual(line, came[i]) {
			t.Errorf("line %+v, came as %+v", line, came[i])
		}
	}
	changes, err := fresh.Changes(ctx, came[len(came)-1].ID)
	if err != nil || len(changes.Users) == 0 {
		t.Errorf("%d changes of the first import, %v", len(changes.Users), err)
	}
	// The links are those of the old machine: the same cybozu.com changes nothing.
	if result := fresh.runImport(); !result.Plan.Empty() {
		t.Errorf("the next import changes %d users", len(result.Plan.Users))
	}
}

// planted stands wherever the program takes some.
var planted = credentials.Secret{
	Login: cybozutest.Login, Password: cybozutest.Password,
	BasicUser: "planted-basic-user", BasicPassword: "planted-basic-password",
	APIToken: "planted-token", InitialPassword: "planted-initial",
}

func TestArchive_HoldsNoSecret(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	request := of.request()
	request.Save = true
	request.Secret.InitialPassword = planted.InitialPassword
	p, err := of.Prepare(context.Background(), request, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := of.Apply(context.Background(), p, confirmAll(p)); err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{of.server.Host(), "other.cybozu.com"} {
		if err := of.keyring.Save(context.Background(), cybozu.Host(host), planted); err != nil {
			t.Fatal(err)
		}
	}
	path := of.archive()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copied, err := os.ReadFile(of.takeOver(path))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(content, []byte(of.stored().Users[0].LoginName)) {
		t.Fatal("this test sees nothing")
	}
	for _, word := range []string{planted.Password, planted.BasicUser, planted.BasicPassword, planted.APIToken, planted.InitialPassword} {
		if bytes.Contains(content, []byte(word)) || bytes.Contains(copied, []byte(word)) || of.grepFolder(word) != nil {
			t.Errorf("%q is in a file", word)
		}
	}
}

func TestArchive_WhatWasHereIsShownAndCanBeTakenOverAgain(t *testing.T) {
	old := settled(t, cybozutest.Sample())
	path := old.archive()
	here := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	here.runImport()
	before, lines := here.stored(), here.history()

	archive := here.inspect(path)
	census := old.stored().Census()
	if archive.Census != census || archive.Domain != old.stored().Domain || archive.LastImport.IsZero() {
		t.Errorf("the file holds %+v", archive.Contents)
	}
	contents, err := here.Contents(context.Background())
	if err != nil || contents.Census != before.Census() || contents.Domain != before.Domain || contents.LastImport.IsZero() {
		t.Errorf("here are %+v, %v", contents, err)
	}
	copied := here.takeOver(path)
	if filepath.Dir(filepath.Dir(copied)) != here.dir {
		t.Errorf("the copy lies in %s", copied)
	}
	here.takeOver(copied)
	after := here.stored()
	if len(after.Users) != len(before.Users) {
		t.Errorf("%d users came back, not %d", len(after.Users), len(before.Users))
	}
	here.unchanged(before)
	if got := here.history()[1:]; !slices.Equal(got, lines) {
		t.Errorf("history %q, was %q", got, lines)
	}
}

func TestArchive_RefusedWhileAnImportRuns(t *testing.T) {
	of := settled(t, cybozutest.Sample())
	archive := of.inspect(of.archive())
	before := of.stored()
	unlock, err := storage.Lock(context.Background(), of.dir, 0, string(directory.ImportAuto))
	if err != nil {
		t.Fatal(err)
	}
	_, err = of.TakeOver(context.Background(), archive, of.confirmTakeOver(archive))
	var held *storage.HeldError
	if !errors.As(err, &held) || held.What != string(directory.ImportAuto) {
		t.Errorf("error %v", err)
	}
	of.unchanged(before)
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	of.takeOver(archive.Path)
}

// An archive that lacks many who are here asks as an import would (I7).
func TestGuardI7_TakingOverIsConfirmedToo(t *testing.T) {
	old := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	old.runImport()
	path := old.archive()
	same := old.inspect(path)
	if guards := old.confirmTakeOver(same); len(guards) != 0 {
		t.Errorf("the same again asks for %v", guards)
	}
	small := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	small.runImport()
	archive := small.inspect(small.archive())
	before := old.stored()
	var unconfirmed *directory.UnconfirmedError
	if _, err := old.TakeOver(context.Background(), archive, nil); !errors.As(err, &unconfirmed) || unconfirmed.Guards[0].Kind != directory.GuardUsers {
		t.Errorf("error %v", err)
	}
	old.unchanged(before)
	if _, err := old.TakeOver(context.Background(), archive, old.confirmTakeOver(archive)); err != nil {
		t.Error(err)
	}
}

func TestArchive_EndsWhatWasGoingOn(t *testing.T) {
	of := settled(t, cybozutest.Sample())
	path := of.archive()
	of.editMemo("later")
	before, err := of.Revision(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	p, later := of.propose(), of.lastEdit().ID
	of.takeOver(path)
	if last := of.lastEdit(); last == nil || last.ID == later {
		t.Errorf("the edit to be taken back is %+v, not the one that came", last)
	}
	if after, err := of.Revision(context.Background()); after == before || err != nil {
		t.Errorf("an open window would not load again: %v, %v", after, err)
	}
	if _, err := of.Apply(context.Background(), p, confirmAll(p)); !app.IsStale(err) {
		t.Errorf("a preview of before is applied: %v", err)
	}
	if memo := of.stored().Users[0].Memo; memo != "鍵の担当" {
		t.Errorf("memo %q", memo)
	}
}

func TestArchive_CancelledLeavesEverything(t *testing.T) {
	of := settled(t, cybozutest.Sample())
	archive := of.inspect(of.archive())
	of.editMemo("later")
	before, lines := of.stored(), of.history()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := of.TakeOver(ctx, archive, nil); !app.IsCancelled(err) {
		t.Errorf("error %v", err)
	}
	of.unchanged(before)
	if !slices.Equal(of.history(), lines) || of.lastEdit() == nil {
		t.Errorf("history %q, last edit %+v", of.history(), of.lastEdit())
	}
}

// TestArchive_AnothersAddressIsRefused has an archive lead elsewhere than to cybozu.com.
func TestArchive_AnothersAddressIsRefused(t *testing.T) {
	of := settled(t, cybozutest.Sample())
	for _, domain := range []string{"evil.example.com", "https://sub.cybozu.com", "x\ny.cybozu.com", strings.Repeat("a", 300) + ".cybozu.com"} {
		path := of.archive()
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.Exec("UPDATE settings SET value = ? WHERE key = 'domain'", domain)
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		if a, err := of.InspectArchive(context.Background(), path, ""); !errors.Is(err, storage.ErrArchive) {
			t.Errorf("%q: %+v, %v", domain, a, err)
		}
	}
}

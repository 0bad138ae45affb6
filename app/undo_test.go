package app_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"anpisync/app"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// sql changes the file as an administrator with a SQLite tool does.
func (of *office) sql(statement string) {
	of.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(of.dir, "directory.db"))
	if err != nil {
		of.t.Fatal(err)
	}
	_, err = db.Exec(statement)
	if err := errors.Join(err, db.Close()); err != nil {
		of.t.Fatal(err)
	}
}

// undo takes the newest import back, after a look at it.
func (of *office) undo(importID int64) *app.Result {
	of.t.Helper()
	p, err := of.PrepareUndo(context.Background(), importID)
	if err != nil {
		of.t.Fatal(err)
	}
	result, err := of.Apply(context.Background(), p, confirmAll(p))
	if err != nil {
		of.t.Fatal(err)
	}
	return result
}

func TestUndoI10_RestoresWhatWasThereBefore(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	of.sql(`INSERT INTO users (login_name, name, reading, phone, memo, suspended)
		VALUES ('local', '海野 髙子', 'うんの たかこ', '', '産休中', 0)`)
	before := of.stored()
	of.company.Update(func(d *cybozutest.Data) {
		for _, u := range slices.Clone(d.Users[5:65]) {
			if u.Code != cybozutest.Login {
				d.DeleteUser(u.Code)
			}
		}
	})
	second := of.runImport()
	if after := of.stored(); len(after.Users) >= len(before.Users) {
		t.Fatalf("%d users, nobody was deleted", len(after.Users))
	}
	undone := of.undo(second.ImportID)
	of.unchanged(before)
	if got, want := of.history(), []directory.Outcome{directory.OutcomeOK, directory.OutcomeUndone, directory.OutcomeOK}; !slices.Equal(got, want) {
		t.Errorf("history %q, want %q", got, want)
	}
	of.undo(undone.ImportID)
	if got := of.stored(); len(got.Users) >= len(before.Users) {
		t.Error("the undo could not be undone")
	}
}

func TestUndoI10_FirstImportLeavesAnEmptyDirectoryWithoutADomain(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	before := of.stored()
	of.undo(of.runImport().ImportID)
	of.unchanged(before)
	if d := of.stored(); d.Domain != "" {
		t.Errorf("domain %q", d.Domain)
	}
}

func TestUndoI10_WhatIsUndoneIsNotUndoneAgain(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	cybozutest.NextDay(of.company)
	second := of.runImport()
	again, err := of.PrepareUndo(context.Background(), second.ImportID) // as a second window may have it open
	if err != nil {
		t.Fatal(err)
	}
	of.undo(second.ImportID)
	before, history := of.stored(), of.history()
	if _, err := of.PrepareUndo(context.Background(), second.ImportID); !errors.Is(err, storage.ErrUndone) {
		t.Errorf("error %v", err)
	}
	if _, err := of.Apply(context.Background(), again, confirmAll(again)); err == nil {
		t.Error("it was undone again")
	}
	of.unchanged(before)
	if got := of.history(); !slices.Equal(got, history) || history[0] != directory.OutcomeOK {
		t.Errorf("the history says %q, before %q", got, history)
	}
}

// An undo asks for what an import would ask for (I7), and is not applied without.
func TestGuardI7_UndoOfAnImportIsConfirmedToo(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	p, err := of.PrepareUndo(context.Background(), of.runImport().ImportID)
	if err != nil {
		t.Fatal(err)
	}
	before := of.stored()
	var kinds []directory.GuardKind
	for _, g := range p.Guards {
		kinds = append(kinds, g.Kind)
		if g.Read {
			t.Errorf("%s sends to cybozu.com", g.Kind)
		}
	}
	if want := []directory.GuardKind{directory.GuardUsers, directory.GuardDepartments}; !slices.Equal(kinds, want) {
		t.Errorf("asked for %q, want %q", kinds, want)
	}
	var unconfirmed *directory.UnconfirmedError
	if _, err := of.Apply(context.Background(), p, nil); !errors.As(err, &unconfirmed) {
		t.Errorf("error %v", err)
	}
	of.unchanged(before)
}

func TestUndo_WithoutACopySaysSo(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	unchanged := of.runImport()
	if _, err := of.PrepareUndo(context.Background(), unchanged.ImportID); !errors.Is(err, storage.ErrNoBackup) {
		t.Errorf("error %v", err)
	}
}

// Taking a deletion back takes its id off the list 「読み込みから除外」 (U13).
func TestMendU13_ExcludedComesBackWhenReadmitted(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	p := of.propose()
	created := p.Plan.Users[0].After
	exclude := directory.Mend{
		Kind: directory.MendExclude, Record: directory.KindUser, CybozuID: created.CybozuID, Name: created.Name,
	}
	p, err := of.Revise(context.Background(), p, p.Choices.With(exclude), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := of.Apply(context.Background(), p, confirmAll(p)); err != nil {
		t.Fatal(err)
	}
	d := of.stored()
	if len(d.Remembered.Excluded) != 1 || slices.ContainsFunc(d.Users, func(u directory.User) bool { return u.LoginName == created.LoginName }) {
		t.Fatalf("%q is not left out", created.LoginName)
	}
	if result := of.runImport(); !result.Plan.Empty() {
		t.Error("what is left out came back")
	}
	if err := of.Readmit(context.Background(), d.Remembered.Excluded...); err != nil {
		t.Fatal(err)
	}
	of.runImport()
	of.user(created.LoginName)
}

package app_test

import (
	"context"
	"errors"
	"testing"

	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

func TestEditIsInTheHistoryAndTakenBackNewestFirst(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	before := of.stored()
	ctx := context.Background()
	for _, step := range []struct {
		name string
		edit edit.Edit
	}{
		{"追加", edit.AddDepartment(directory.RootID, "安全対策本部", "anzen")},
		{"変更", edit.ChangeUser(before.Users[3], edit.Person{LoginName: "renamed", Name: "𠮷田 髙子"})},
		{"削除", edit.DeleteUsers([]int64{before.Users[5].ID}, true)},
	} {
		if _, err := of.Edit(ctx, step.name, step.edit); err != nil {
			t.Fatal(err)
		}
	}
	lines, err := of.History(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	if lines[0].Kind != directory.ImportEdit || lines[0].Users.Deleted != 1 {
		t.Errorf("the history says %s, %d deleted", lines[0].Kind, lines[0].Users.Deleted)
	}
	for _, want := range []string{"削除", "変更", "追加"} {
		if got := of.LastEdit(); got != want {
			t.Fatalf("the newest edit is %q, want %q", got, want)
		}
		if _, err := of.TakeBack(ctx); err != nil {
			t.Fatal(err)
		}
	}
	of.unchanged(before)
	if n := len(of.stored().Remembered.Excluded); n != 0 {
		t.Errorf("%d left out, want none (U13)", n)
	}
}

func TestEditIsNotTakenBackOverAnotherChange(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	ctx := context.Background()
	if _, err := of.Edit(ctx, "変更", edit.RenameDepartment(of.stored().Departments[0], "本社", "")); err != nil {
		t.Fatal(err)
	}
	of.sql(`UPDATE departments SET name = '株式会社' WHERE id = 1`)
	before := of.stored()
	_, err := of.TakeBack(ctx)
	var wrong *edit.Error
	if !errors.As(err, &wrong) || wrong.Kind != edit.KindChanged {
		t.Fatalf("error %v", err)
	}
	of.unchanged(before)
	if of.LastEdit() != "" {
		t.Error("it is offered again")
	}
}

func TestEditCannotBeTakenBackAfterAnImport(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	if _, err := of.Edit(context.Background(), "変更", edit.RenameDepartment(of.stored().Departments[0], "本社", "")); err != nil {
		t.Fatal(err)
	}
	of.runImport()
	if of.LastEdit() != "" {
		t.Error("an edit from before the import can be taken back")
	}
	if name := of.stored().Departments[0].Name; name != "本社" {
		t.Errorf("最上位部署 is called %q after the import (D1)", name)
	}
}

// Edits that come faster than they are written wait for each other.
func TestEditsAtOnceAreAllMade(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	before := len(of.stored().Departments)
	errs := make(chan error)
	const edits = 8
	for range edits {
		go func() {
			_, err := of.Edit(context.Background(), "追加", edit.AddDepartment(directory.RootID, "部署", ""))
			errs <- err
		}()
	}
	for range edits {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if got := len(of.stored().Departments); got != before+edits {
		t.Errorf("%d departments, want %d", got, before+edits)
	}
}

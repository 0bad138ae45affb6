package app_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"anpisync/app/credentials"
	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// lastEdit is the newest edit that can be taken back; nil: none.
func (of *office) lastEdit() *directory.Import {
	of.t.Helper()
	last, err := of.LastEdit(context.Background(), of.stored(), of.lines())
	if err != nil {
		of.t.Fatal(err)
	}
	return last
}

// edit makes an edit that must be possible, and gives its line.
func (of *office) edit(name string, e edit.Edit) int64 {
	of.t.Helper()
	result, err := of.Edit(context.Background(), name, e)
	if err != nil {
		of.t.Fatal(err)
	}
	return result.ImportID
}

func (of *office) takeBack(editID int64) int64 {
	of.t.Helper()
	result, err := of.TakeBack(context.Background(), editID)
	if err != nil {
		of.t.Fatal(err)
	}
	return result.ImportID
}

func TestEditIsInTheHistoryAndTakenBackNewestFirst(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	before := of.stored()
	of.edit("追加", edit.AddDepartment(directory.RootID, "安全対策本部", "anzen"))
	of.edit("変更", edit.ChangeUser(before.Users[3], directory.User{LoginName: "renamed", Name: "𠮷田 髙子"}))
	of.edit("削除", edit.DeleteUsers([]int64{before.Users[5].ID}, true))
	if line := of.lines()[0]; line.Kind != directory.ImportEdit || line.Users.Deleted != 1 || line.Message != "削除" {
		t.Errorf("the history says %+v", line)
	}
	for _, want := range []string{"削除", "変更", "追加"} {
		last := of.lastEdit()
		if last == nil || last.Message != want {
			t.Fatalf("the newest edit is %+v, want %q", last, want)
		}
		of.takeBack(last.ID)
	}
	of.unchanged(before)
	if n := len(of.stored().Remembered.Excluded); n != 0 {
		t.Errorf("%d left out, want none (U13)", n)
	}
	if last := of.lastEdit(); last != nil {
		t.Errorf("%q is offered", last.Message)
	}
	var said []string
	for _, line := range of.lines()[:6] {
		if line.Domain != before.Domain {
			t.Errorf("%s is of %q", line.Message, line.Domain)
		}
		said = append(said, line.Message+" "+string(line.Outcome))
	}
	if got, want := strings.Join(said, ", "), "追加を元に戻す ok, 変更を元に戻す ok, 削除を元に戻す ok, 削除 undone, 変更 undone, 追加 undone"; got != want {
		t.Errorf("the history says %s, want %s", got, want)
	}
}

// Each edit by hand of any kind, after a restart and imports, and what took it back too.
func TestEditI10_IsTakenBackWholeAfterARestartAndImports(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	sato, suzuki, sales := of.stored().Users[2], of.stored().Users[3], of.stored().Departments[3]
	local := directory.User{LoginName: "local", Name: "海野 髙子", Memo: "産休中", Departments: []int64{sales.ID}}
	hash, err := credentials.HashPassword("first-password")
	if err != nil {
		t.Fatal(err)
	}
	of.edit("準備", edit.AddUser(local, hash))
	of.edit("準備", edit.AddDepartment(directory.RootID, "防災委員会", "bosai"))
	d := of.stored()
	umino, committee := d.Users[len(d.Users)-1], d.Departments[len(d.Departments)-1]
	joining := sato
	joining.Departments = append(slices.Clone(sato.Departments), committee.ID)
	joining.Memo = "鍵"
	of.edit("準備", edit.ChangeUser(sato, joining))

	for name, e := range map[string]edit.Edit{
		"a new user":              edit.AddUser(directory.User{LoginName: "another", Name: "新人"}, hash),
		"a user":                  edit.ChangeUser(umino, directory.User{LoginName: "umino", Name: "海野", Email: "umino@example.com"}),
		"deletions":               edit.DeleteUsers([]int64{umino.ID, suzuki.ID}, true),
		"a user's link":           edit.UnlinkUsers([]int64{suzuki.ID}),
		"a new department":        edit.AddDepartment(sales.ID, "新設", ""),
		"a local department":      edit.DeleteDepartment(committee.ID, false),
		"a department's deletion": edit.DeleteDepartment(sales.ID, true),
		"a department's name":     edit.RenameDepartment(committee, "委員会", ""),
		"a department's place":    edit.MoveDepartment(committee.ID, sales.ID),
		"a department's link":     edit.UnlinkDepartment(sales.ID),
	} {
		t.Run(name, func(t *testing.T) {
			before := of.stored()
			id := of.edit(name, e)
			after := of.stored()
			if err := of.Close(); err != nil {
				t.Fatal(err)
			}
			of.App = of.open(false)
			back := of.takeBack(id)
			of.unchanged(before)
			if got := of.stored().Remembered; !slices.Equal(got.Excluded, before.Remembered.Excluded) {
				t.Errorf("left out: %v", got.Excluded)
			}
			if _, err := of.TakeBack(context.Background(), id); !errors.Is(err, storage.ErrUndone) {
				t.Errorf("taken back again: %v", err)
			}
			again := of.takeBack(back)
			of.unchanged(after)
			if line := of.lines()[0]; line.ID != again || line.Message != name+"をやり直す" || line.Outcome != directory.OutcomeOK {
				t.Errorf("the history says %+v", line)
			}
			of.takeBack(again)
			of.unchanged(before)
		})
	}

	before := of.stored()
	id := of.edit("削除", edit.DeleteUsers([]int64{umino.ID, suzuki.ID}, true))
	if plan := of.runImport().Plan; !plan.Empty() {
		t.Error("the import after a deletion with the tick changes something (U13)")
	}
	cybozutest.NextDay(of.company)
	of.runImport()
	of.takeBack(id)
	for _, u := range []directory.User{umino, suzuki} {
		if now := of.user(u.LoginName); !now.Equal(&u) {
			t.Errorf("came back as %+v, was %+v", now, u)
		}
	}
	if got := of.stored().Remembered.Excluded; !slices.Equal(got, before.Remembered.Excluded) {
		t.Errorf("left out: %v", got)
	}
}

func TestEditIsNotTakenBackOverAnotherChange(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	id := of.edit("変更", edit.RenameDepartment(of.stored().Departments[0], "本社", ""))
	of.sql(`UPDATE departments SET name = '株式会社' WHERE id = 1`)
	before, lines := of.stored(), len(of.lines())
	_, err := of.TakeBack(context.Background(), id)
	var conflict *directory.ConflictError
	if !errors.As(err, &conflict) || conflict.Kind != directory.ConflictChanged || conflict.Name != "本社" {
		t.Fatalf("error %v", err)
	}
	of.unchanged(before)
	if last := of.lastEdit(); last != nil || len(of.lines()) != lines {
		t.Errorf("%+v is offered, %d lines, were %d", last, len(of.lines()), lines)
	}
}

func TestEditI10_TakingBackAsksForWhatI7Wants(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	var e edit.Edit = func(d *edit.Draft) error {
		for i := range 5 {
			if err := edit.AddUser(directory.User{LoginName: fmt.Sprint("u", i), Name: "新人"}, "")(d); err != nil {
				return err
			}
		}
		return nil
	}
	id := of.edit("追加", e)
	var unconfirmed *directory.UnconfirmedError
	if _, err := of.TakeBack(context.Background(), id); !errors.As(err, &unconfirmed) || unconfirmed.Guards[0].Count != 5 {
		t.Fatalf("error %v", err)
	}
	p, err := of.PrepareTakeBack(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := of.Apply(context.Background(), p, confirmAll(p)); err != nil {
		t.Fatal(err)
	}
	if n := len(of.stored().Users); n != 0 {
		t.Errorf("%d users", n)
	}
}

// What was erased is not brought back.
func TestEditI10_OfAnErasedLeaverIsNotTakenBack(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.edit("追加", edit.AddUser(directory.User{LoginName: "leaver", Name: "去る人"}, ""))
	id := of.edit("「去る人」の削除", edit.DeleteUsers([]int64{1}, false))
	if _, err := of.EraseLeavers(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err := of.TakeBack(context.Background(), id); !errors.Is(err, storage.ErrNoRecord) {
		t.Errorf("error %v", err)
	}
	if found := of.grepFolder("去る人"); len(found) > 0 {
		t.Errorf("still in %v", found)
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

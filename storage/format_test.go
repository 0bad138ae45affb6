package storage

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

type line = directory.ServiceRow

func saveFormat(t testing.TB, s *Store, name string) int64 {
	t.Helper()
	id, err := s.SaveFormat(t.Context(), 0, name, `{"name":"`+name+`"}`, false)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func handOver(t testing.TB, s *Store, id int64, rows ...line) {
	t.Helper()
	if err := s.HandOver(t.Context(), id, directory.KindUser, rows); err != nil {
		t.Fatal(err)
	}
}

func serviceRows(t testing.TB, s *Store, id int64) []line {
	t.Helper()
	all, err := s.ServiceRows(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// readFormat is an import that reads a file of a service.
func readFormat(t testing.TB, s *Store, id int64, change func(*directory.Directory), rows ...line) int64 {
	t.Helper()
	now := mustLoad(t, s)
	then := *now
	then.Users = slices.Clone(now.Users)
	change(&then)
	importID, err := s.Apply(t.Context(), directory.Diff(now, &then), directory.Run{Kind: directory.ImportCSV, Format: id, RowsOf: directory.KindUser, Rows: rows})
	if err != nil {
		t.Fatal(err)
	}
	return importID
}

func nothing(*directory.Directory) {}

func TestFormat_IsKeptUnderItsNameAlone(t *testing.T) {
	s, _ := openNew(t)
	id := saveFormat(t, s, "セコム用")
	saveFormat(t, s, "安否2用")
	if _, err := s.SaveFormat(t.Context(), 0, "セコム用", "{}", false); !errors.Is(err, ErrFormatName) {
		t.Errorf("the same name again: %v", err)
	}
	if _, err := s.SaveFormat(t.Context(), id, "安否2用", "{}", false); !errors.Is(err, ErrFormatName) {
		t.Errorf("the name of another: %v", err)
	}
	handOver(t, s, id, line{Record: 1, Line: "a", There: true}, line{Record: 2, Line: "b"})
	if _, err := s.SaveFormat(t.Context(), id, "セコム", "{}", false); err != nil {
		t.Fatal(err)
	}
	all, err := s.Formats(t.Context())
	if err != nil || len(all) != 2 || all[0].Name != "セコム" || all[0].Records != 1 || all[0].WrittenAt.IsZero() || !all[0].ReadAt.IsZero() {
		t.Errorf("%+v, %v", all, err)
	}
	if _, err := s.SaveFormat(t.Context(), id, "セコム", "{}", true); err != nil || len(serviceRows(t, s, id)) != 0 {
		t.Errorf("other columns: %v, and the rows are %v", err, serviceRows(t, s, id))
	}
	handOver(t, s, id, line{Record: 1, Line: "a", There: true})
	if err := s.DeleteFormat(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if got := serviceRows(t, s, id); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestFormat_WhatTheServiceDidNotTakeIsForgotten(t *testing.T) {
	s, _ := openNew(t)
	id := saveFormat(t, s, "x")
	handOver(t, s, id, line{Record: 1, Place: 1, Line: "a", There: true}, line{Record: 2, Place: 2, Line: "b", There: true})
	before := serviceRows(t, s, id)
	handOver(t, s, id, line{Record: 2, Place: 2, Line: "b"}, line{Record: 1, Place: 1, Line: "A", There: true}, line{Record: 3, Place: 3, Line: "c", There: true})
	if found, err := s.TakeBackHandOver(t.Context(), id); !found || err != nil {
		t.Fatal(found, err)
	}
	if got := serviceRows(t, s, id); !slices.Equal(got, before) {
		t.Errorf("got %+v, want %+v", got, before)
	}
	if found, err := s.TakeBackHandOver(t.Context(), id); found || err != nil {
		t.Errorf("once more: %v, %v", found, err)
	}
	handOver(t, s, id, line{Record: 1, Place: 1, Line: "A", There: true})
	readFormat(t, s, id, nothing, line{Record: 1, Place: 1, Line: "as it is", There: true})
	if found, err := s.TakeBackHandOver(t.Context(), id); found || err != nil || serviceRows(t, s, id)[0].Line != "as it is" {
		t.Errorf("after a file was read: %v, %v", found, err)
	}
}

func TestFormat_EachRowThatIsHandedOverIsKnown(t *testing.T) {
	s, _ := openNew(t)
	edit(t, s, directory.ImportManual, office)
	id, other := saveFormat(t, s, "x"), saveFormat(t, s, "y")
	first := []line{{Record: 1, Place: 1, Line: "taro", There: true}, {Record: 2, Place: 2, Line: "hanako", There: true}, {Record: 3, Place: 3, Line: "guest", There: true}}
	handOver(t, s, id, first...)
	handOver(t, s, other, first[1])
	second := []line{{Record: 2, Place: 2, Line: "hanako 2", There: true}, {Record: 3, Place: 3, Line: "guest"}}
	handOver(t, s, id, second...)
	if got, want := serviceRows(t, s, id), append(first[:1:1], second...); !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := serviceRows(t, s, other); !slices.Equal(got, first[1:2]) {
		t.Errorf("at another service %+v", got)
	}
	if found, err := s.TakeBackHandOver(t.Context(), id); !found || err != nil {
		t.Errorf("%v, %v", found, err)
	}
	if got := serviceRows(t, s, id); !slices.Equal(got, first) {
		t.Errorf("taken back, it is %+v", got)
	}
}

func TestFormat_WhatTheServiceSaysAfterAFileWasWrittenStands(t *testing.T) {
	s, _ := openNew(t)
	id := saveFormat(t, s, "x")
	readFormat(t, s, id, nothing, line{Record: 1, Line: "a", There: true}, line{Record: 2, Line: "b", There: true})
	handOver(t, s, id, line{Record: 2, Line: "b"}) // is told to be deleted
	readFormat(t, s, id, nothing, line{Record: 1, Line: "a", There: true})
	if found, err := s.TakeBackHandOver(t.Context(), id); found || err != nil {
		t.Errorf("what was written before is taken back: %v, %v", found, err)
	}
	if rows := serviceRows(t, s, id); len(rows) != 2 || rows[1].There {
		t.Errorf("%+v", rows)
	}
}

func TestFormat_WhatIsKeptOfPeopleGoesWithThem(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	id := saveFormat(t, s, "x")
	readFormat(t, s, id, nothing, line{Record: 1, Line: "taro,課長", There: true}, line{Record: 3, Line: "guest,夜間の門番", There: true})
	handOver(t, s, id, line{Record: 3, Line: "guest,夜間の門番,1"})
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users = d.Users[:2] })
	if got := serviceRows(t, s, id); len(got) != 2 {
		t.Errorf("the service must still be told of who has left: %+v", got)
	}
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = "a copy with the rows" })
	if _, err := s.EraseLeavers(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := serviceRows(t, s, id); len(got) != 1 || got[0].Record != 1 {
		t.Errorf("%+v", got)
	}
	copies, err := filepath.Glob(filepath.Join(dir, backupsName, "*"))
	if err != nil || len(copies) == 0 {
		t.Fatal(copies, err)
	}
	for _, path := range append(copies, filepath.Join(dir, fileName)) {
		if content := string(read(t, path)); strings.Contains(content, "夜間の門番") {
			t.Errorf("%s holds the row of a leaver", path)
		}
	}
}

func TestFormat_UndoneReadingLeavesNobodyToBeDeletedAtTheService(t *testing.T) {
	s, _ := openNew(t)
	edit(t, s, directory.ImportManual, office)
	id := saveFormat(t, s, "x")
	last := readFormat(t, s, id, func(d *directory.Directory) {
		d.Users = append(d.Users, directory.User{ID: d.NextUserID, LoginName: "service-only", Name: "派遣"})
	}, line{Record: 1, Line: "taro", There: true}, line{Record: 4, Line: "service-only", There: true})
	if got := mustLoad(t, s).Users[3].ID; got != 4 {
		t.Fatal(got)
	}
	older, err := s.BeforeImport(t.Context(), last)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(t.Context(), directory.Restore(mustLoad(t, s), older), directory.Run{Kind: directory.ImportUndo, Undoes: last}); err != nil {
		t.Fatal(err)
	}
	if got := serviceRows(t, s, id); len(got) != 1 || got[0].Record != 1 {
		t.Errorf("%+v", got)
	}
	// Whom cybozu.com had brought, and not the file, leaves the service.
	undo(t, s, 1)
	if got := serviceRows(t, s, id); len(mustLoad(t, s).Users) > 0 || len(got) != 1 || got[0].Record != 1 {
		t.Errorf("nobody is left, and at the service %+v", got)
	}
}

func TestFormat_UndoneReadingLeavesNoDepartmentToBeDeletedAtTheService(t *testing.T) {
	s, _ := openNew(t)
	edit(t, s, directory.ImportManual, office)
	id := saveFormat(t, s, "x")
	now := mustLoad(t, s)
	added := now.NextDepartmentID
	last, err := s.Apply(t.Context(), planned(now, func(d *directory.Directory) {
		d.Departments[1].Name = "営業本部"
		d.Departments = append(d.Departments, directory.Department{ID: added, ParentID: directory.RootID, Name: "派遣"})
	}), directory.Run{Kind: directory.ImportCSV, Format: id, RowsOf: directory.KindDepartment, Rows: []line{
		{Record: now.Departments[1].ID, Line: "営業", There: true}, {Record: added, Line: "派遣", There: true},
	}})
	if err != nil {
		t.Fatal(err)
	}
	older, err := s.BeforeImport(t.Context(), last)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(t.Context(), directory.Restore(mustLoad(t, s), older), directory.Run{Kind: directory.ImportUndo, Undoes: last}); err != nil {
		t.Fatal(err)
	}
	if got := serviceRows(t, s, id); len(got) != 1 || got[0].Line != "営業" {
		t.Errorf("%+v", got)
	}
}

package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"anpisync/reconcile/directory"
)

// What another program has changed without our counter makes a plan stale, whatever it is.
func TestI8_OneDifferenceIsEnough(t *testing.T) {
	s, _ := openNew(t)
	edit(t, s, directory.ImportManual, office)
	edit(t, s, directory.ImportManual, func(d *directory.Directory) {
		d.Remembered = directory.Remembered{
			Excluded:     []directory.Exclusion{{Kind: directory.KindUser, CybozuID: 901, Name: "退職者"}},
			EmailKeepers: []directory.EmailKeeper{{Email: "a@example.co.jp", CybozuID: 1}},
		}
	})
	if !sameData(mustLoad(t, s), mustLoad(t, s)) {
		t.Error("it is another each time")
	}
	for name, change := range map[string]func(*directory.Directory){
		"the next department":  func(d *directory.Directory) { d.NextDepartmentID++ },
		"the next user":        func(d *directory.Directory) { d.NextUserID++ },
		"the domain":           func(d *directory.Directory) { d.Domain += "x" },
		"the options":          func(d *directory.Directory) { d.Options.HoldDays++ },
		"a department":         func(d *directory.Directory) { d.Departments[1].Name += "x" },
		"a user":               func(d *directory.Directory) { d.Users[0].Memo += "x" },
		"an exclusion":         func(d *directory.Directory) { d.Remembered.Excluded[0].Name += "x" },
		"who keeps an address": func(d *directory.Directory) { d.Remembered.EmailKeepers[0].CybozuID++ },
	} {
		a, b := mustLoad(t, s), mustLoad(t, s)
		change(b)
		if sameData(a, b) || sameData(b, a) {
			t.Errorf("%s is no difference", name)
		}
	}
}

// What helps to load reads the file that is open, and no other that is in its place by then.
func TestI8_WhatHelpsToLoadReadsTheSameFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a file that is open cannot be replaced there")
	}
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	helps := func() bool {
		t.Helper()
		conn, leave := s.helper(t.Context())
		defer leave()
		if conn == nil {
			return false
		}
		d, err := load(t.Context(), conn, nil)
		if err != nil || len(d.Users) != 3 {
			t.Errorf("it reads %v, %v", d, err)
		}
		return true
	}
	if !helps() {
		t.Error("nothing helps")
	}
	path := filepath.Join(dir, fileName)
	other := read(t, path)
	if err := errors.Join(os.Rename(path, path+".open"), os.WriteFile(path, other, 0o600)); err != nil {
		t.Fatal(err)
	}
	if helps() {
		t.Error("another file helps")
	}
	if err := errors.Join(os.Remove(path), os.Rename(path+".open", path)); err != nil {
		t.Fatal(err)
	}
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	conn, leave := s.helper(stopped)
	if leave(); conn != nil {
		t.Error("it helps whom nobody waits for")
	}
}

// The columns of SQLite hold anything; another program may have written it.
func TestLoad_WhatAnotherProgramWroteIsReadOrTold(t *testing.T) {
	for statement, want := range map[string]string{
		"UPDATE users SET memo = CAST('覚え' AS BLOB) WHERE id = 1": "覚え",
		"UPDATE users SET memo = 7 WHERE id = 1":                  "7",
	} {
		s, _ := openNew(t)
		edit(t, s, directory.ImportManual, office)
		onWriter(t, s, statement)
		d, err := s.Load(t.Context())
		if err != nil || d.Users[0].Memo != want {
			t.Errorf("%s: %v, %v", statement, fmt.Sprint(d), err)
		}
	}
	for statement, want := range map[string]string{
		"UPDATE users SET suspended = 2 WHERE id = 1":                                            "suspended is a int64",
		"UPDATE users SET sort_order = 'first' WHERE id = 1":                                     "sort_order is a string",
		"UPDATE users SET cybozu_id = 'first' WHERE id = 1":                                      "cybozu_id is a string",
		"UPDATE users SET cybozu_id = 1.5 WHERE id = 1":                                          "cybozu_id is a float64",
		"UPDATE departments SET sort_order = x'00' WHERE id = 2":                                 "sort_order is a []uint8",
		"UPDATE memberships SET department_id = 'first' WHERE user_id = 1 AND department_id = 2": "a membership is of a int64 in a string",
		"UPDATE memberships SET user_id = 'first' WHERE department_id = 4":                       "a membership is of a string in a int64",
	} {
		s, _ := openNew(t)
		edit(t, s, directory.ImportManual, office)
		onWriter(t, s, "PRAGMA foreign_keys = off")
		onWriter(t, s, statement)
		if d, err := s.Load(t.Context()); d != nil || !errors.Is(err, ErrDamaged) || err.Error() != "load the directory: the file is damaged: "+want {
			t.Errorf("%s: %v, %v", statement, d, err)
		}
	}
}

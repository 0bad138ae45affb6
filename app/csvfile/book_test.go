package csvfile_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"anpisync/app/csvfile"
	"anpisync/app/xlsx"
	"anpisync/reconcile/directory"
)

var allKinds = []csvfile.Kind{csvfile.Users, csvfile.Departments, csvfile.Memberships}

func book(t testing.TB, d *directory.Directory, kinds ...csvfile.Kind) string {
	t.Helper()
	var b bytes.Buffer
	if err := csvfile.WriteBook(t.Context(), &b, t.TempDir(), d, kinds...); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// awkward is an office whose texts a spreadsheet would like to make something else of.
func awkward() *directory.Directory {
	d := office()
	u := &d.Users[0]
	u.Name, u.Reading, u.Phone, u.Memo = "=1+1", "'=quoted", "09012345678", "一行目\n二行目\t\"引用\", <b>&amp;"
	d.Users[1].Name, d.Users[1].Phone, d.Users[1].Memo = "𠮷田😀 _x0041_ 髙﨑", "+81-90-1", " 前後の空白 "
	return d
}

func planOf(t testing.TB, file string, d *directory.Directory, o csvfile.ReadOptions) *directory.Plan {
	t.Helper()
	e, err := csvfile.Read(context.Background(), strings.NewReader(file), d, o)
	if err != nil {
		t.Fatal(err)
	}
	p, err := e.Plan(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestBook_ReadBackChangesNothing(t *testing.T) {
	d := awkward()
	for _, kinds := range [][]csvfile.Kind{allKinds, {csvfile.Users}, {csvfile.Departments}, {csvfile.Memberships}} {
		if p := planOf(t, book(t, d, kinds...), d, csvfile.ReadOptions{DeleteMissing: true}); !p.Empty() {
			t.Errorf("%v plan %q", kinds, words(p))
		}
	}
}

func TestBook_AllSheetsAreOneEdit(t *testing.T) {
	d := awkward()
	then := *d
	then.Departments = append(d.Departments[:len(d.Departments):len(d.Departments)],
		directory.Department{ID: d.NextDepartmentID, ParentID: 1, Code: "new-one", Name: "新しい部"})
	then.Users = append(d.Users[:len(d.Users):len(d.Users)],
		directory.User{ID: d.NextUserID, LoginName: "new-one", Name: "新人", Departments: []int64{d.NextDepartmentID}})
	p := planOf(t, book(t, &then, allKinds...), d, csvfile.ReadOptions{Password: "for-new-ones"})
	if len(p.Departments) != 1 || len(p.Users) != 1 {
		t.Fatalf("plans %q", words(p))
	}
	u := p.Users[0].After
	if u.LoginName != "new-one" || u.PasswordHash == "" || len(u.Departments) != 1 || u.Departments[0] != p.Departments[0].After.ID {
		t.Errorf("%+v", u)
	}
}

func TestBook_WhoIsDeletedMayStillStandInTheMemberships(t *testing.T) {
	d := awkward()
	rows := func(k csvfile.Kind) xlsx.Sheet {
		sheet := csvfile.Sheet(d, k)
		all := slices.Collect(func(yield func([]string) bool) {
			for row := range sheet.Rows {
				if !yield(slices.Clone(row)) {
					return
				}
			}
		})
		if k == csvfile.Users {
			all[0][len(all[0])-1] = "1" // 削除フラグ
		}
		sheet.Rows = slices.Values(all)
		return sheet
	}
	var file bytes.Buffer
	if err := xlsx.Write(t.Context(), &file, t.TempDir(), rows(csvfile.Users), rows(csvfile.Memberships)); err != nil {
		t.Fatal(err)
	}
	p := planOf(t, file.String(), d, csvfile.ReadOptions{})
	if len(p.Users) != 1 || p.Users[0].After != nil || p.Users[0].Before.ID != d.Users[0].ID {
		t.Errorf("plans %q", words(p))
	}
}

func TestBook_WhatIsWrongIsToldBySheetAndRow(t *testing.T) {
	d := awkward()
	then := *d
	then.Users = append([]directory.User{}, d.Users...)
	then.Users[1].Name = ""
	_, err := csvfile.Read(t.Context(), strings.NewReader(book(t, &then, allKinds...)), d, csvfile.ReadOptions{})
	var wrong csvfile.Errors
	if !errors.As(err, &wrong) || len(wrong) != 1 || wrong[0].Sheet != "ユーザー" || wrong[0].Line != 3 || wrong[0].Row != 0 {
		t.Errorf("%+v, %v", wrong, err)
	}
}

func TestBook_FilesThatAreNoneAreRefused(t *testing.T) {
	var empty bytes.Buffer
	if err := zip.NewWriter(&empty).Close(); err != nil {
		t.Fatal(err)
	}
	whole := book(t, awkward(), csvfile.Users)
	for name, file := range map[string]string{
		"cut": whole[:len(whole)/2], "another zip": xlsx.Signature + empty.String(), "nothing more": xlsx.Signature,
		"with a password": xlsx.Sealed + whole,
	} {
		if _, err := csvfile.Read(t.Context(), strings.NewReader(file), office(), csvfile.ReadOptions{}); !errors.Is(err, xlsx.ErrFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzReadBook(f *testing.F) {
	f.Add([]byte(book(f, awkward(), allKinds...)))
	f.Add([]byte(xlsx.Signature))
	d := office()
	f.Fuzz(func(t *testing.T, file []byte) {
		_, _ = csvfile.Read(t.Context(), bytes.NewReader(file), d, csvfile.ReadOptions{})
	})
}

// LibreOffice shows each cell as the directory has it, and takes none for a formula or a
// number.
func TestBook_LibreOfficeShowsEveryCell(t *testing.T) {
	d := awkward()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "book.xlsx"), []byte(book(t, d, allKinds...)), 0o600); err != nil {
		t.Fatal(err)
	}
	convert(t, dir, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", "book.xlsx")
	for _, k := range allKinds {
		sheet := csvfile.Sheet(d, k)
		files, err := filepath.Glob(filepath.Join(dir, "book-"+sheet.Name+".csv"))
		if err != nil || len(files) != 1 {
			t.Fatalf("%s: %q, %v", k, files, err)
		}
		text, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		got := cellsOf(t, string(text))
		want := [][]string{sheet.Head}
		for row := range sheet.Rows {
			want = append(want, append([]string{}, row...))
		}
		if len(got) != len(want) {
			t.Fatalf("%s has %d rows, want %d", k, len(got), len(want))
		}
		for i := range want {
			for j := range want[i] {
				if got[i][j] != want[i][j] {
					t.Errorf("%s, row %d: %q, want %q", k, i+1, got[i][j], want[i][j])
				}
			}
		}
	}
}

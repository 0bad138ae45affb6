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

func TestBook_ColumnsAreAsWideAsWhatStandsInThem(t *testing.T) {
	d := office()
	for k, want := range map[csvfile.Kind][]float64{
		csvfile.Users: {18, 10, 18, 18, 30, 18, 18, 10, 10}, csvfile.Departments: {18, 18, 18, 10}, csvfile.Memberships: {18, 18},
	} {
		if got := csvfile.Sheet(d, k).Widths; !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", k, got, want)
		}
	}
}

// What one sheet makes of another's records is told as if it were alone.
func TestBook_SheetsTellTogetherWhatEachWouldTell(t *testing.T) {
	d := office()
	d.Departments[5].ParentID = 3 // 庶務課, local, below a linked one
	sheets := []xlsx.Sheet{
		sheetOf("部署", []string{"部署コード", "部署名"}, []string{"S", "営業部"}, []string{"G", "総務部"}, []string{"G1", "庶務係"}),
		sheetOf("ユーザー", []string{"ログイン名", "名前", "パスワード", "削除フラグ"},
			[]string{"ghost", "", "", "1"}, []string{"suzuki", "鈴木", "", ""}, []string{"new", "新人", "first-password", ""}, []string{"0012", "𠮷田 ﾊﾅｺ", "", ""}),
		sheetOf("所属", []string{"ログイン名", "部署コード"}, []string{"0012", "S"}, []string{"suzuki", "G"}, []string{"new", "G"}),
	}
	p := planOf(t, bookOf(t, sheets...), d, csvfile.ReadOptions{DeleteMissing: true})
	if want := []string{"delete 海外営業部", "update 庶務係", "update suzuki", "update 0012", "create new"}; !slices.Equal(words(p), want) {
		t.Fatalf("plans %q, want %q", words(p), want)
	}
	if c := p.Departments[1]; c.Reason != directory.ReasonFile || !slices.Equal(c.Also, []directory.Reason{directory.ReasonLifted}) || c.After.ParentID != 2 {
		t.Errorf("%+v", c)
	}
	for _, c := range p.Users {
		if c.Rule != "" || c.Reason != directory.ReasonFile {
			t.Errorf("%s by %q because of %s", c.After.LoginName, c.Rule, c.Reason)
		}
	}
	if u := p.Users[2].After; u.LoginName != "new" || u.PasswordHash == "" {
		t.Errorf("%+v has no password", u)
	}
	if p.Left.UnchangedDepartments != 2 || p.Left.UnchangedUsers != 0 {
		t.Errorf("unchanged: %+v", p.Left)
	}
	var strange []string
	for _, w := range p.Warnings {
		for _, party := range w.Parties {
			strange = append(strange, string(w.Kind)+" "+party.Code)
		}
	}
	if want := []string{"comes-back S1", "nobody ghost"}; !slices.Equal(strange, want) {
		t.Errorf("warns %q, want %q", strange, want)
	}
}

func TestD6_WhatASheetLiftsIsToldWhateverComesAfterIt(t *testing.T) {
	d := office()
	d.Departments[5].ParentID = 3 // 庶務課, local, below a linked one
	departments := sheetOf("部署", []string{"部署コード"}, []string{"S"}, []string{"G"}, []string{"G1"})
	users, memberships := sheetOf("ユーザー", []string{"ログイン名", "メモ"}, []string{"suzuki", "x"}), sheetOf("所属", []string{"ログイン名", "部署コード"}, []string{"suzuki", "G"})
	for name, sheets := range map[string][]xlsx.Sheet{
		"nothing": {departments}, "users": {departments, users}, "memberships": {departments, memberships}, "both": {departments, users, memberships},
	} {
		p := planOf(t, bookOf(t, sheets...), d, csvfile.ReadOptions{DeleteMissing: true})
		if c := p.Departments[len(p.Departments)-1]; c.After == nil || c.After.Code != "G1" || c.Rule != "D6" || c.Reason != directory.ReasonLifted {
			t.Errorf("before %s: %+v", name, c)
		}
		for _, c := range p.Users {
			if alone := name == "nothing"; c.For(directory.ReasonDeparted) != alone || c.For(directory.ReasonFile) == alone { // another sheet may say it too
				t.Errorf("before %s: %s because of %s", name, c.After.LoginName, c.Reason)
			}
		}
	}
}

func TestBook_WhatIsThereAlreadyIsCounted(t *testing.T) {
	d := office()
	p := planOf(t, book(t, d, allKinds...), d, csvfile.ReadOptions{})
	if p.Left.UnchangedDepartments != 4 || p.Left.UnchangedUsers != 3 {
		t.Errorf("of all: %+v", p.Left)
	}
	p = planOf(t, book(t, d, csvfile.Departments, csvfile.Users), d, csvfile.ReadOptions{})
	if p.Left.UnchangedDepartments != 4 || p.Left.UnchangedUsers != 3 {
		t.Errorf("of two: %+v", p.Left)
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

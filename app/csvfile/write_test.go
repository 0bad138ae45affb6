package csvfile_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"anpisync/app/credentials"
	"anpisync/app/csvfile"
	"anpisync/reconcile/directory"
)

func TestExportHasTheColumnsAndLinesOfEachKind(t *testing.T) {
	for k, want := range map[csvfile.Kind]string{
		csvfile.Users: "ログイン名,パスワード,名前,よみ,メールアドレス,電話番号,メモ,並び順,削除フラグ\r\n" +
			"sato,,佐藤 昇,さとう のぼる,sato@example.co.jp,03-0000-0001,,,\r\n" +
			"suzuki,,鈴木,,suzuki@example.co.jp,'+81-3-0000-0002,\"一行目\r\n二行目\",7,\r\n" +
			"0012,,𠮷田 ﾊﾅｺ,,,,,,\r\n",
		csvfile.Departments: "部署コード,部署名,親部署コード,並び順\r\n" +
			"S,営業部,,1\r\nS1,海外営業部,S,1\r\nG,総務部,,1\r\nG1,庶務課,G,4\r\n",
		csvfile.Memberships: "ログイン名,部署コード,部署コード\r\n" +
			"sato,S,\r\nsuzuki,G,G1\r\n0012,,\r\n",
	} {
		if got := write(t, office(), k, csvfile.WriteOptions{}); got != "\uFEFF"+want {
			t.Errorf("%s:\n%q\nwant\n%q", k, got, want)
		}
	}
}

func TestExportHasAColumnForACodeAtTheLeast(t *testing.T) {
	for want, in := range map[string][]int64{ // of which the last has no code
		"\uFEFFログイン名,部署コード\r\nsato,\r\nsuzuki,\r\n0012,\r\n":  nil,
		"\uFEFFログイン名,部署コード\r\nsato,S\r\nsuzuki,\r\n0012,\r\n": {2, 4},
	} {
		d := office()
		for i := range d.Users {
			d.Users[i].Departments = nil
		}
		d.Users[0].Departments = in
		if got := write(t, d, csvfile.Memberships, csvfile.WriteOptions{}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestExportHasDepartmentsInTheOrderOfTheTree(t *testing.T) {
	d := office()
	d.Departments[1].CybozuID, d.Departments[1].SortOrder = 0, 2
	lines := strings.Split(write(t, d, csvfile.Departments, csvfile.WriteOptions{}), "\r\n")
	if got, want := lines[1:5], []string{"G,総務部,,1", "G1,庶務課,G,4", "S,営業部,,2", "S1,海外営業部,S,1"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestExportInCP932(t *testing.T) {
	d := office()
	d.Users[2].Name = "髙﨑①㈱〜−ﾊﾅｺ"
	file := write(t, d, csvfile.Users, csvfile.WriteOptions{Encoding: csvfile.CP932})
	got, err := japanese.ShiftJIS.NewDecoder().String(file)
	if err != nil {
		t.Fatal(err)
	}
	if want := "0012,,髙﨑①㈱～－ﾊﾅｺ,"; !strings.HasPrefix(got, "ログイン名,") || !strings.Contains(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestExportNamesBeforehandWhatIsNotInTheFile(t *testing.T) {
	d := office()
	d.Users[1].Memo = "=SUM(A1)"
	d.Departments[5].Code = "é"
	for _, k := range []csvfile.Kind{csvfile.Departments, csvfile.Memberships} {
		if got := csvfile.Inspect(d, k, csvfile.WriteOptions{}).Omitted; len(got) != 2 || got[0].ID != directory.RootID || got[1].Name != "有志の会" {
			t.Errorf("%s omits %v", k, got)
		}
	}
	if n := csvfile.Inspect(d, csvfile.Users, csvfile.WriteOptions{}); n.Omitted != nil || n.Defused != 2 || n.Unencodable != nil {
		t.Errorf("users in UTF-8: %+v", n)
	}
	n := csvfile.Inspect(d, csvfile.Users, csvfile.WriteOptions{Encoding: csvfile.CP932, LetFormulas: true, Password: "pässword"})
	want := []csvfile.Unencodable{
		{Record: directory.KindUser, Column: csvfile.ColumnPassword, Characters: "ä"},
		{Record: directory.KindUser, Key: "0012", Column: "名前", Text: "𠮷田 ﾊﾅｺ", Characters: "𠮷"},
	}
	if n.Defused != 0 || !slices.Equal(n.Unencodable, want) {
		t.Errorf("users in CP932: %+v", n)
	}
	for k, want := range map[csvfile.Kind]csvfile.Unencodable{
		csvfile.Departments: {Record: directory.KindDepartment, Key: "é", Column: csvfile.ColumnCode, Text: "é", Characters: "é"},
		csvfile.Memberships: {Record: directory.KindUser, Key: "suzuki", Column: csvfile.ColumnCode, Text: "é", Characters: "é"},
	} {
		n := csvfile.Inspect(d, k, csvfile.WriteOptions{Encoding: csvfile.CP932}).Unencodable
		if len(n) != 1 || n[0] != want || n[0].Replaceable() {
			t.Errorf("%s in CP932: %+v", k, n)
		}
	}
}

func TestExportReplacesOnlyWhereNobodyIsTakenForAnother(t *testing.T) {
	cases := []struct {
		name   string
		change func(*directory.Directory)
		o      csvfile.WriteOptions
		ok     bool
	}{
		{"a name, not confirmed", func(*directory.Directory) {}, csvfile.WriteOptions{}, false},
		{"a name", func(*directory.Directory) {}, csvfile.WriteOptions{Replace: true}, true},
		{"a login name", func(d *directory.Directory) { d.Users[2].LoginName = "𠮷田" }, csvfile.WriteOptions{Replace: true}, false},
		{"a login name with a twin", func(d *directory.Directory) { d.Users[2].Name, d.Users[2].LoginName = "", "a〜b" }, csvfile.WriteOptions{Replace: true}, false},
		{"a password", func(*directory.Directory) {}, csvfile.WriteOptions{Replace: true, Password: "pässword"}, false},
	}
	for _, c := range cases {
		d := office()
		c.change(d)
		c.o.Encoding = csvfile.CP932
		var file bytes.Buffer
		err := csvfile.Write(context.Background(), &file, d, csvfile.Users, c.o)
		var unencodable *csvfile.UnencodableError
		if c.ok != (err == nil) || !c.ok && (!errors.As(err, &unencodable) || file.Len() > 0) {
			t.Errorf("%s: %v, %d bytes", c.name, err, file.Len())
		}
	}
}

func TestI3_ExportHasOnlyThePasswordThatIsTyped(t *testing.T) {
	d := office()
	for i := range d.Users {
		d.Users[i].PasswordHash = "$argon2id$planted"
	}
	if file := write(t, d, csvfile.Users, csvfile.WriteOptions{}); strings.Contains(file, "argon2id") {
		t.Error("a hash is in the file")
	}
	file := write(t, d, csvfile.Users, csvfile.WriteOptions{Password: "=first,password"})
	if n := strings.Count(file, `"'=first,password"`); n != len(d.Users) {
		t.Errorf("%d users have the password:\n%s", n, file)
	}
	var wrong *credentials.PasswordError
	err := csvfile.Write(context.Background(), new(bytes.Buffer), d, csvfile.Users, csvfile.WriteOptions{Password: "short"})
	if !errors.As(err, &wrong) {
		t.Errorf("error %v", err)
	}
}

func TestExportDefusesEveryFormula(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+81": "'+81", "-1": "'-1", "@x": "'@x", "\t=1": "'\t=1", "＝1": "'＝1", "＠": "'＠",
		"'=1": "''=1", "'x": "'x", " =1": " =1", "x=": "x=", "": "", "'": "'", "ｰ": "ｰ",
	} {
		d := office()
		d.Users[0].Name = text
		file := write(t, d, csvfile.Users, csvfile.WriteOptions{})
		cell := strings.Trim(strings.Split(strings.Split(file, "\r\n")[1], ",")[2], `"`)
		if cell != want {
			t.Errorf("%q is written as %q, want %q", text, cell, want)
		}
	}
}

// A spreadsheet sorts by it.
func TestExportLeavesTheOrderANumber(t *testing.T) {
	d := office()
	d.Users[0].SortOrder, d.Departments[5].SortOrder = directory.OptionalInt{Value: -3, Valid: true}, -4
	for k, row := range map[csvfile.Kind]string{
		csvfile.Users: "\r\nsato,,佐藤 昇,さとう のぼる,sato@example.co.jp,03-0000-0001,,-3,\r\n", csvfile.Departments: "\r\nG1,庶務課,G,-4\r\n",
	} {
		if file := write(t, d, k, csvfile.WriteOptions{}); !strings.Contains(file, row) {
			t.Errorf("no %q in\n%s", row, file)
		}
	}
	if users, departments := csvfile.Inspect(d, csvfile.Users, csvfile.WriteOptions{}).Defused, csvfile.Inspect(d, csvfile.Departments, csvfile.WriteOptions{}).Defused; users != 1 || departments != 0 {
		t.Errorf("%d cells of users and %d of departments have a tick, want that of the number that begins with +81", users, departments)
	}
}

// What no file can hold becomes what can be read again.
func TestExportHoldsWhatAFileCan(t *testing.T) {
	for text, want := range map[string]string{
		"a\xffb": "a\uFFFDb", "\xff": "\uFFFD", "\x00": "", "a\x00b": "ab", "a\rb": "\"a\r\nb\"", "a\r\nb": "\"a\r\nb\"", "a\nb\x00\xff": "\"a\r\nb\uFFFD\"", "\x00=1": "'=1",
	} {
		d := office()
		d.Users[0].Memo = text
		file := write(t, d, csvfile.Users, csvfile.WriteOptions{})
		if row := "\r\nsato,,佐藤 昇,さとう のぼる,sato@example.co.jp,03-0000-0001," + want + ",,\r\n"; !strings.Contains(file, row) {
			t.Errorf("%q is not written as %q:\n%s", text, want, file)
		}
		if got := plan(t, d, file, csvfile.ReadOptions{}); !got.Empty() {
			t.Errorf("%q, read again, plans %q", text, words(got))
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

var errFull = errors.New("disk full")

func TestExportTellsThatItFailed(t *testing.T) {
	for _, e := range []csvfile.Encoding{csvfile.UTF8, csvfile.CP932, csvfile.UTF16LE} {
		want := map[csvfile.Encoding]string{
			csvfile.UTF8: "write the byte order mark: disk full", csvfile.CP932: "write departments: disk full", csvfile.UTF16LE: "write departments: files are not written as UTF-16LE",
		}[e]
		err := csvfile.Write(context.Background(), full{}, office(), csvfile.Departments, csvfile.WriteOptions{Encoding: e})
		if err == nil || err.Error() != want || e != csvfile.UTF16LE && !errors.Is(err, errFull) {
			t.Errorf("%s: error %v, want %s", e, err, want)
		}
	}
}

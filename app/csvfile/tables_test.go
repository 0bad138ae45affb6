package csvfile_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"anpisync/app/csvfile"
	"anpisync/app/xlsx"
	"anpisync/reconcile/directory"
)

func TestTables_AreOneEditInTheOrderOfWhatNeedsWhat(t *testing.T) {
	e, err := csvfile.ReadTables(t.Context(), office(), csvfile.ReadOptions{Password: "for-new-ones"},
		csvfile.Table{Kind: csvfile.Memberships, Columns: []csvfile.Column{"ログイン名", "部署コード"}, Rows: [][]string{{"new", "N"}}, Lines: []int{4}},
		csvfile.Table{Kind: csvfile.Users, Columns: []csvfile.Column{"ログイン名", "名前"}, Rows: [][]string{{"new", "新人"}}, Lines: []int{4}},
		csvfile.Table{Kind: csvfile.Departments, Columns: []csvfile.Column{"部署コード", "部署名"}, Rows: [][]string{{"N", "新しい部"}}, Lines: []int{9}})
	if err != nil {
		t.Fatal(err)
	}
	if u := user(t, e.Then(), "new"); !slices.Equal(u.Departments, []int64{7}) || department(t, e.Then(), "新しい部").ID != 7 {
		t.Errorf("%+v", u)
	}
	alone, err := csvfile.ReadTables(t.Context(), office(), csvfile.ReadOptions{},
		csvfile.Table{Kind: csvfile.Departments, Columns: []csvfile.Column{"部署コード", "部署名"}, Rows: [][]string{{"G", "総務部門"}}, Lines: []int{9}})
	if err != nil || department(t, alone.Then(), "総務部門").ID != 5 || alone.Kind != csvfile.Departments {
		t.Errorf("one table alone: %+v, %v", alone, err)
	}
}

func TestTables_ErrorsNameLinesOfTheFile(t *testing.T) {
	_, err := csvfile.ReadTables(t.Context(), office(), csvfile.ReadOptions{}, csvfile.Table{
		Kind: csvfile.Users, Columns: []csvfile.Column{"ログイン名", "名前", "メモ"},
		Rows:  [][]string{{"sato", "佐藤", "一\n二\n三"}, {"suzuki", "", "a\nb"}, {"0012", "吉田", ""}, {"sato", "佐藤", ""}},
		Lines: []int{5, 9, 11, 20},
	})
	var wrong csvfile.Errors
	if !errors.As(err, &wrong) {
		t.Fatal(err)
	}
	var got []string
	for _, e := range wrong {
		got = append(got, fmt.Sprint(e.Line, " ", e.Row, " ", e.Kind, " ", e.Other))
	}
	if want := []string{"9 0 required 0", "20 0 twice 5"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	_, err = csvfile.ReadTables(t.Context(), office(), csvfile.ReadOptions{}, csvfile.Table{Kind: csvfile.Users, Columns: []csvfile.Column{"ログイン名", "あだ名"}, Rows: [][]string{{"sato", ""}}, Lines: []int{5}})
	if !errors.As(err, &wrong) || wrong[0].Line != 1 || wrong[0].Kind != csvfile.ErrorColumnUnknown {
		t.Errorf("what is wrong with the columns: %+v", wrong)
	}
}

func TestErrors_SayForALogWhereAndWhatAndNotWhose(t *testing.T) {
	one := csvfile.LineError{Line: 3, Column: "名前", Kind: csvfile.ErrorRequired, Value: "x"}
	for want, err := range map[string]error{
		`line 3: 名前 required "x"`: one,
		"the file has 11 errors: line 3 (required) line 3 (required) line 3 (required) line 3 (required) line 3 (required)" +
			" line 3 (required) line 3 (required) line 3 (required) line 3 (required) line 3 (required)": csvfile.Errors(slices.Repeat([]csvfile.LineError{one}, 11)),
		`2 cells with characters that CP932 lacks, the first is メモ of "sato"`: &csvfile.UnencodableError{Cells: []csvfile.Unencodable{{Key: "sato", Column: "メモ"}, {Key: "b", Column: "名前"}}},
	} {
		if err.Error() != want {
			t.Errorf("got %s, want %s", err, want)
		}
	}
}

func waiting() *directory.Directory {
	d := office()
	d.Users[0].HeldSince = "2026-03-01T12:00:00Z"
	return d
}

func TestU14_WhoIsHeldIsInNoFile(t *testing.T) {
	for _, k := range []csvfile.Kind{csvfile.Users, csvfile.Memberships} {
		if file := write(t, waiting(), k, csvfile.WriteOptions{}); strings.Contains(file, "sato") || !strings.Contains(file, "suzuki") || !strings.Contains(file, "0012") {
			t.Errorf("%s:\n%s", k, file)
		}
		if got := csvfile.Sheet(waiting(), k).Count; got != 2 {
			t.Errorf("%s: %d rows", k, got)
		}
	}
}

func TestBook_RowsEndWhereTheyAreLeft(t *testing.T) {
	for _, k := range allKinds {
		seen := 0
		for range csvfile.Sheet(office(), k).Rows {
			seen++
			break
		}
		if seen != 1 {
			t.Errorf("%s: %d rows", k, seen)
		}
		for range csvfile.Sheet(office(), k).Rows {
			seen++
		}
		if seen != 1+csvfile.Sheet(office(), k).Count {
			t.Errorf("%s: %d rows, and %d are promised", k, seen-1, csvfile.Sheet(office(), k).Count)
		}
	}
}

func bookOf(t *testing.T, sheets ...xlsx.Sheet) string {
	t.Helper()
	var b bytes.Buffer
	if err := xlsx.Write(t.Context(), &b, t.TempDir(), sheets...); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func sheetOf(name string, head []string, rows ...[]string) xlsx.Sheet {
	return xlsx.Sheet{Name: name, Head: head, Widths: make([]float64, len(head)), Count: len(rows), Rows: slices.Values(rows)}
}

func TestBook_SheetsAreTakenByWhatStandsInThem(t *testing.T) {
	users, other := []string{"ログイン名", "名前"}, sheetOf("名簿", []string{"氏名"}, []string{"佐藤"})
	for name, c := range map[string]struct {
		sheets []xlsx.Sheet
		want   string // 名前 of sato, or the errors
	}{
		"under any name":       {[]xlsx.Sheet{other, sheetOf("Sheet1", users, []string{"sato", "一"})}, "一"},
		"the first of a kind":  {[]xlsx.Sheet{sheetOf("a", users, []string{"sato", "一"}), sheetOf("b", users, []string{"sato", "二"})}, "一"},
		"with a slip, by name": {[]xlsx.Sheet{other, sheetOf("ユーザー", []string{"ログイン名", "名まえ"}, []string{"sato", "一"})}, "ユーザー 1 column-unknown"},
		"with a slip, beside one that is right": {
			[]xlsx.Sheet{sheetOf("ユーザー", []string{"ログイン名", "名まえ"}, []string{"sato", "二"}), sheetOf("b", users, []string{"sato", "一"})}, "一"},
		"none is ours":     {[]xlsx.Sheet{other, sheetOf("b", []string{"あだ名"})}, " 1 kind-unknown"},
		"a wrong row":      {[]xlsx.Sheet{sheetOf("a", users, []string{"sato", "一"}, []string{"suzuki", ""})}, "a 3 required"},
		"below a long row": {[]xlsx.Sheet{sheetOf("a", []string{"ログイン名", "名前", "メモ"}, []string{"sato", "一", "x\ny"}, []string{"suzuki", "", ""})}, "a 3 required"},
	} {
		e, err := csvfile.Read(t.Context(), strings.NewReader(bookOf(t, c.sheets...)), office(), csvfile.ReadOptions{})
		var wrong csvfile.Errors
		var got string
		switch {
		case errors.As(err, &wrong):
			got = fmt.Sprint(wrong[0].Sheet, " ", wrong[0].Line, " ", wrong[0].Kind)
		case err != nil:
			t.Fatal(err)
		default:
			got = user(t, e.Then(), "sato").Name
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestBook_IsReadNoFurtherWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	file := bookOf(t, sheetOf("a", []string{"ログイン名", "名前"}, []string{"sato", "一"}))
	cancel()
	if _, err := csvfile.Read(ctx, strings.NewReader(file), office(), csvfile.ReadOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	table := csvfile.Table{Kind: csvfile.Users, Columns: []csvfile.Column{"ログイン名"}, Rows: [][]string{{"sato"}}, Lines: []int{2}}
	if _, err := csvfile.ReadTables(ctx, office(), csvfile.ReadOptions{}, table); !errors.Is(err, context.Canceled) {
		t.Errorf("tables: %v", err)
	}
}

// fading is a context that ends when it was asked so often.
type fading struct {
	context.Context
	left int
}

func (f *fading) Err() error {
	if f.left--; f.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestBook_IsReadNoFurtherWhereverItIsCancelled(t *testing.T) {
	file := bookOf(t, sheetOf("a", []string{"ログイン名", "名前"}, []string{"sato", "一"}), sheetOf("b", []string{"部署コード", "部署名"}, []string{"G", "総務部門"}))
	ends := 0
	for ; ; ends++ {
		edit, err := csvfile.Read(&fading{t.Context(), ends}, strings.NewReader(file), office(), csvfile.ReadOptions{})
		if err == nil {
			if edit.Then().Users[0].Name != "一" {
				t.Errorf("asked %d times: %+v", ends, edit.Then().Users[0])
			}
			break
		}
		if !errors.Is(err, context.Canceled) || edit != nil {
			t.Fatalf("asked %d times: %v", ends, err)
		}
	}
	if ends < 4 {
		t.Errorf("it asks %d times whether it is still wanted", ends)
	}
}

var errGone = errors.New("the disk is gone")

type gone struct{}

func (gone) Read([]byte) (int, error) { return 0, errGone }

func TestReadingTellsThatItFailed(t *testing.T) {
	for _, rows := range []int{0, 6000} {
		file := "ログイン名,名前\n"
		for i := range rows {
			file += fmt.Sprintf("user%d,佐藤\n", i)
		}
		_, err := csvfile.Read(t.Context(), io.MultiReader(strings.NewReader(file), gone{}), office(), csvfile.ReadOptions{Password: "for-new-ones"})
		if !errors.Is(err, errGone) || err.Error() != "read the file: the disk is gone" {
			t.Errorf("after %d rows: %v", rows, err)
		}
	}
}

// fills is a disk with little room.
type fills struct{ room int }

func (f *fills) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestExportOfManyRowsTellsThatItFailedOrIsCancelled(t *testing.T) {
	d := office()
	for i := range 5000 {
		d.Users = append(d.Users, directory.User{ID: int64(10 + i), LoginName: fmt.Sprint("user", i), Name: strings.Repeat("あ", 20)})
	}
	if err := csvfile.Write(t.Context(), &fills{room: 100}, d, csvfile.Users, csvfile.WriteOptions{}); !errors.Is(err, errFull) || err.Error() != "write users: disk full" {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var whole bytes.Buffer
	if err := csvfile.Write(ctx, &whole, d, csvfile.Users, csvfile.WriteOptions{}); err != nil || strings.Count(whole.String(), "\r\n") != 5005 {
		t.Errorf("%d lines, %v", strings.Count(whole.String(), "\n"), err)
	}
	cancel()
	for _, e := range []csvfile.Encoding{csvfile.UTF8, csvfile.CP932} {
		whole.Reset()
		if err := csvfile.Write(ctx, &whole, d, csvfile.Users, csvfile.WriteOptions{Encoding: e, Replace: true}); !errors.Is(err, context.Canceled) || strings.Count(whole.String(), "\r\n") > 1024 {
			t.Errorf("cancelled in %s: %d lines, %v", e, strings.Count(whole.String(), "\r\n"), err)
		}
	}
}

func TestMemoMayHaveLinesAndNoControls(t *testing.T) {
	for cell, want := range map[string]string{"a\rb": "a\nb", "\rb": "b", "a\x01b": "ab", " a\tb ": "a\tb", "a\r\nb": "a\nb"} {
		d := after(t, office(), "ログイン名,メモ\nsato,\""+cell+"\"\n", csvfile.ReadOptions{})
		if got := user(t, d, "sato").Memo; got != want {
			t.Errorf("%q: %q, want %q", cell, got, want)
		}
	}
}

func TestRowsAreTakenWhereverTheirColumnsStand(t *testing.T) {
	d := after(t, office(), "並び順,ログイン名\n,,\n5,sato\n", csvfile.ReadOptions{})
	if got := user(t, d, "sato").SortOrder; got != (directory.OptionalInt{Value: 5, Valid: true}) {
		t.Errorf("%+v", got)
	}
	for _, ends := range []string{"", ",", ",,", ",,,"} { // as spreadsheets write them where something stood there once
		if got := user(t, after(t, office(), "ログイン名,メモ"+ends+"\nsato,x"+ends+"\n", csvfile.ReadOptions{}), "sato").Memo; got != "x" {
			t.Errorf("with %q at the end: %q", ends, got)
		}
	}
	longest := strings.Repeat("あ", 128)
	if got := user(t, after(t, office(), "ログイン名,名前\nsato,"+longest+"\n", csvfile.ReadOptions{}), "sato").Name; got != longest {
		t.Errorf("%d characters are %q", 128, got)
	}
	for file, want := range map[string]csvfile.ErrorKind{
		"ログイン名,名前\nsato," + longest + "あ\n": csvfile.ErrorLong,
		"ログイン名,メモ\nsato,\x00x\n":            csvfile.ErrorNUL,
		"ログイン名,メモ\n\x00sato,x\n":            csvfile.ErrorNUL,
		" , \n":                             csvfile.ErrorKindUnknown,
		"\n":                                csvfile.ErrorEmpty,
	} {
		_, err := csvfile.Read(t.Context(), strings.NewReader(file), office(), csvfile.ReadOptions{})
		var wrong csvfile.Errors
		if !errors.As(err, &wrong) || len(wrong) != 1 || wrong[0].Kind != want {
			t.Errorf("%.20q: %v, want %s", file, err, want)
		}
	}
}

func TestDepartmentsGoToTheTopRingsAreToldAndLiftedOnesRenamed(t *testing.T) {
	d := after(t, office(), "親部署コード,部署名,部署コード\n,庶務課,G1\n", csvfile.ReadOptions{})
	if got := department(t, d, "庶務課").ParentID; got != directory.RootID {
		t.Errorf("it is below %d", got)
	}
	if got := refused(t, office(), "親部署コード,部署コード\nG1,G\n", csvfile.ReadOptions{}); len(got) != 1 || !strings.Contains(got[0], "ring") {
		t.Errorf("a ring: %q", got)
	}
	p := plan(t, office(), "部署コード,部署名\nS,営業部\nS1,海外営業部\nG1,新庶務課\n", csvfile.ReadOptions{DeleteMissing: true})
	for _, c := range p.Departments {
		if c.After != nil && c.After.Code == "G1" && (c.After.ParentID != directory.RootID || !c.For(directory.ReasonLifted) || !c.For(directory.ReasonFile)) {
			t.Errorf("%+v", c)
		}
	}
}

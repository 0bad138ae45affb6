package format

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"anpisync/app/csvfile"
	"anpisync/app/goldentest"
	"anpisync/app/xlsx"
	"anpisync/reconcile/directory"
)

// What can be chosen for a column is called as in the file, and is found again among the
// choices whatever has been typed into it.
func TestSources_EachIsCalledAsInTheFile(t *testing.T) {
	var w tale
	w.say("")
	o := directory.Options{Extra: directory.ExtraFields(directory.FieldMobile, directory.FieldEmployee)}
	for _, k := range []Kind{Users, Departments} {
		w.say("##### %s", k)
		all := Sources(k, o)
		for _, s := range all {
			w.say("%s: %s", w.source(s), s.Label(k))
			if s.Shown() != s {
				t.Errorf("%+v is shown as %+v", s, s.Shown())
			}
			typed := s
			typed.Space = "　"
			switch s.What {
			case Password, Keep:
				typed.Stays = "*"
			case Fixed:
				typed.Text = "社員"
			case Delete:
				typed.Text, typed.Stays = "削除", "在籍"
			case Path, All, AllNames:
				typed.Join = "、"
			}
			if typed.Shown() != s {
				t.Errorf("%+v is shown as %+v, want %+v", typed, typed.Shown(), s)
			}
		}
	}
	w.say("##### typed by somebody")
	for _, s := range []Source{{What: Path, Join: " > "}, {What: All, Join: "、"}, {What: AllNames, Join: "、"}, code(0), code(4), level(4), {What: "x"}} {
		w.say("%s: %s", w.source(s), s.Label(Users))
	}
	f := narrow(Column{Name: "ID", Source: login}, Column{})
	w.say("columns are called %s, %s, %s", f.Label(0), f.Label(1), f.Label(2))
	goldentest.Compare(t, "testdata/sources.txt", w.whole())
}

// Who changes a copy leaves the format that it is of.
func TestClone_SharesNothing(t *testing.T) {
	f := narrow(Column{Name: "ID", Source: login})
	before, _ := json.Marshal(f)
	c := f.Clone()
	c.Columns[0].Name, c.Shape.HeadLines[0] = "別", "別"
	if now, _ := json.Marshal(f); !bytes.Equal(now, before) {
		t.Errorf("%s, was %s", now, before)
	}
}

// Each limit of a table is told with its line, and what is just within is taken.
func TestTable_EachLimitIsJustThere(t *testing.T) {
	wide := func(n int) string { return strings.Repeat(",", n-1) + "x\n" }
	rows := func(n int) string { return strings.Repeat("x\n", n) }
	broken := func(n int) string { return "ID\n" + strings.Repeat("a\x00\n", n) }
	const columns = mostCells / 4000
	tall := strings.Repeat("\"x\n\n\n\"\n", csvfile.MaxRows)
	for _, c := range []struct {
		name, file string
		lines      int // 0: it is refused
		kind       csvfile.ErrorKind
		line       int
	}{
		{"a line", "x\n" + strings.Repeat("a", csvfile.MaxLine-1) + "\n", 2, "", 0},
		{"the longest line and others", strings.Repeat("a", csvfile.MaxLine-1) + "\n" + rows(9), 10, "", 0},
		{"the longest last line", "x\n" + strings.Repeat("a", csvfile.MaxLine), 2, "", 0},
		{"a line too long", "x\n" + strings.Repeat("a", csvfile.MaxLine+1) + "\n", 0, csvfile.ErrorLineLong, 2},
		{"cells", wide(csvfile.MaxCells), 1, "", 0},
		{"cells too many", "x\n" + wide(csvfile.MaxCells+1), 0, csvfile.ErrorManyCells, 2},
		{"NUL at the beginning", "x\n\x00\n", 0, csvfile.ErrorNUL, 2},
		{"rows", rows(csvfile.MaxRows), csvfile.MaxRows, "", 0},
		{"rows too many", rows(csvfile.MaxRows + 1), 0, csvfile.ErrorManyRows, csvfile.MaxRows + 1},
		{"lines too many", tall + "\n", 0, csvfile.ErrorManyRows, mostLines + 1},
		{"a file as large as may be", strings.Repeat("a", mostFile), 0, csvfile.ErrorLineLong, 1},
		{"a file too large", strings.Repeat("a", mostFile+1), 0, csvfile.ErrorFileLarge, 1},
		{"cells of a file", strings.Repeat(wide(columns), mostCells/columns) + wide(mostCells%columns), mostCells/columns + 1, "", 0},
		{"cells of a file too many", strings.Repeat(wide(columns), mostCells/columns) + wide(mostCells%columns+1), 0, csvfile.ErrorManyRows, mostCells/columns + 1},
	} {
		table, err := readTable(t.Context(), strings.NewReader(c.file), "", ",", headScore)
		var wrong csvfile.Errors
		switch {
		case c.lines > 0 && (err != nil || len(table.lines) != c.lines):
			t.Errorf("%s: %v", c.name, err)
		case c.lines == 0 && (!errors.As(err, &wrong) || len(wrong) != 1 || wrong[0].Kind != c.kind || wrong[0].Line != c.line):
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for n, want := range map[int]int{csvfile.MaxErrors - 1: csvfile.MaxErrors - 1, csvfile.MaxErrors: csvfile.MaxErrors, csvfile.MaxErrors + 1: csvfile.MaxErrors + 1, csvfile.MaxErrors + 9: csvfile.MaxErrors + 1} {
		_, err := readTable(t.Context(), strings.NewReader(broken(n)), "", "", headScore)
		var wrong csvfile.Errors
		if !errors.As(err, &wrong) || len(wrong) != want {
			t.Errorf("%d mistakes: %d are told, want %d", n, len(wrong), want)
			continue
		}
		if last := wrong[want-1]; (last.Kind == csvfile.ErrorManyErrors) != (n > csvfile.MaxErrors) || last.Line != want+1 || last.Limit != map[bool]int{true: csvfile.MaxErrors}[n > csvfile.MaxErrors] {
			t.Errorf("%d mistakes: the last is %+v", n, last)
		}
	}
	f := narrow(Column{Name: "ID", Source: login})
	f.Shape.Encoding = "UTF-8"
	for n, want := range map[int]int{csvfile.MaxErrors - 1: csvfile.MaxErrors - 1, csvfile.MaxErrors: csvfile.MaxErrors + 1, csvfile.MaxErrors + 9: csvfile.MaxErrors + 1} {
		_, err := Read(t.Context(), strings.NewReader("ID\n"+strings.Repeat("a,b\n", n)), f, office(1), nil, ReadOptions{})
		var wrong csvfile.Errors
		if !errors.As(err, &wrong) || len(wrong) != want {
			t.Errorf("%d cells too much: %d are told, want %d", n, len(wrong), want)
		} else if last := wrong[want-1]; (last.Kind == csvfile.ErrorManyErrors) != (n >= csvfile.MaxErrors) || n >= csvfile.MaxErrors && (last.Limit != csvfile.MaxErrors || last.Line != csvfile.MaxErrors+1) {
			t.Errorf("%d cells too much: the last is %+v", n, last)
		}
	}
	for n, want := range map[int]string{longestShown: "", longestShown + 1: "…"} {
		if got := shorten(strings.Repeat("長", n)); got != strings.Repeat("長", longestShown)+want {
			t.Errorf("%d characters are shown as %q", n, got)
		}
	}
	var wrong csvfile.Errors
	for n, taken := range map[int]bool{mostColumns: true, mostColumns + 1: false} {
		l, err := Learn(t.Context(), strings.NewReader("\nx\n"+wide(n)), office(1), LearnOptions{})
		if taken != (err == nil) || taken && len(l.Format.Columns) != n || !taken && (!errors.As(err, &wrong) || wrong[0].Kind != csvfile.ErrorManyCells || wrong[0].Line != 2 || wrong[0].Limit != mostColumns) {
			t.Errorf("%d columns: %v", n, err)
		}
	}
	named := narrow(Column{Name: "x", Source: login}, Column{Source: name})
	named.Shape.Encoding = "UTF-8"
	if _, err := Read(t.Context(), strings.NewReader("y,\na,佐藤\n"), named, office(1), nil, ReadOptions{}); !errors.As(err, &wrong) || len(wrong) != 1 || wrong[0].Kind != csvfile.ErrorOtherColumn || wrong[0].Value != "y" {
		t.Errorf("another column: %+v", err)
	}
	if _, err := Read(t.Context(), strings.NewReader("x,謎\nuser0001,佐藤\n"), named, office(1), nil, ReadOptions{}); err != nil {
		t.Errorf("a column without a name: %v", err)
	}
	f.Shape.HeadLines = []string{"社員一覧", "ID"}
	if _, err := Read(t.Context(), strings.NewReader("社員一覧\n"), f, office(1), nil, ReadOptions{}); !errors.As(err, &wrong) || len(wrong) != 1 || wrong[0] != fileError(1, csvfile.ErrorEmpty, 0)[0] {
		t.Errorf("less than what stands above: %+v", err)
	}
}

// failingWriter takes so many bytes.
type failingWriter struct{ left int }

var errFull = errors.New("no space left")

func (w *failingWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// A disk or a connection that fails while a file goes through it is told, and half a file never
// passes for the whole.
func TestFile_WhateverFailsHalfwayIsTold(t *testing.T) {
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	file := "ID,氏名\nuser0001,佐藤 昇\n"
	f := narrow(Column{Name: "ID", Source: login}, Column{Name: "氏名", Source: name})
	f.Shape.Encoding, f.Shape.Mark = "UTF-8", true
	d := office(1)
	for _, c := range []struct {
		name string
		is   error
		says string
		do   func() error
	}{
		{"learning", errFull, "read the file: no space left", func() error {
			_, err := Learn(t.Context(), io.MultiReader(strings.NewReader(file), iotest.ErrReader(errFull)), d, LearnOptions{})
			return err
		}},
		{"reading", errFull, "read the file: no space left", func() error {
			_, err := Read(t.Context(), io.MultiReader(strings.NewReader(file), iotest.ErrReader(errFull)), f, d, nil, ReadOptions{})
			return err
		}},
		{"a format", errFull, "read the format: no space left", func() error {
			_, err := Decode(io.MultiReader(strings.NewReader("{"), iotest.ErrReader(errFull)))
			return err
		}},
		{"learning that nobody waits for", context.Canceled, "read the file: context canceled", func() error {
			_, err := Learn(gone, strings.NewReader(file), d, LearnOptions{})
			return err
		}},
		{"writing that nobody waits for", context.Canceled, "write the file of a service: context canceled", func() error {
			return draft(t, f, d, nil, Options{}).Write(gone, io.Discard, t.TempDir())
		}},
	} {
		if err := c.do(); !errors.Is(err, c.is) || err.Error() != c.says {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	large := office(3000)
	var whole bytes.Buffer
	if err := draft(t, f, large, nil, Options{}).Write(t.Context(), &whole, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	for _, room := range []int{0, 1, 1 << 16, whole.Len() - 1} {
		if err := draft(t, f, large, nil, Options{}).Write(t.Context(), &failingWriter{room}, t.TempDir()); !errors.Is(err, errFull) {
			t.Errorf("with room for %d bytes: %v", room, err)
		}
	}
	for _, room := range []int{0, 3, 10, 30} {
		if err := f.Shape.write(t.Context(), &failingWriter{room}, []string{"user0001,佐藤 昇", "user0002,鈴木 花子"}); !errors.Is(err, errFull) {
			t.Errorf("lines with room for %d bytes: %v", room, err)
		}
	}
	var refused error = &LeftOutError{Users, []Problem{{Column: "氏名", Key: "a"}, {Column: "電話", Key: "b"}}}
	if got := fmt.Sprint(refused); got != `records with 2 cells that cannot be handed over are left out, the first is 氏名 of "a"` {
		t.Error(got)
	}
	refused = &ProblemError{Users, []Problem{{Column: "氏名", Key: "a"}, {Column: "電話", Key: "b"}}}
	if got := fmt.Sprint(refused); got != `2 cells that cannot be handed over, the first is 氏名 of "a"` {
		t.Error(got)
	}
}

// Of a workbook the sheet is read that is asked for, or the first that looks most like people.
func TestBook_TheSheetIsTheOneThatIsMeant(t *testing.T) {
	sheet := func(name string, rows ...[]string) xlsx.Sheet {
		return xlsx.Sheet{Name: name, Count: len(rows) - 1, Head: rows[0], Rows: slices.Values(rows[1:])}
	}
	book := func(sheets ...xlsx.Sheet) string {
		var b bytes.Buffer
		if err := xlsx.Write(t.Context(), &b, t.TempDir(), sheets...); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	people := func(login string) [][]string {
		return [][]string{{"ログインID", "氏名"}, {"", ""}, {login, "佐藤"}}
	}
	file := book(sheet("表紙", []string{"社員", "一覧"}, []string{"2026", "年"}), sheet("甲", people("a")...), sheet("乙", people("b")...), sheet("空", []string{""}, []string{""}))
	for name, want := range map[string]string{"": "甲", "乙": "乙", "表紙": "表紙", "空": ""} {
		l, err := Learn(t.Context(), strings.NewReader(file), office(1), LearnOptions{Sheet: name})
		if want == "" {
			var wrong csvfile.Errors
			if !errors.As(err, &wrong) || len(wrong) != 1 || wrong[0] != fileError(1, csvfile.ErrorEmpty, 0)[0] {
				t.Errorf("%s: %+v", name, err)
			}
			continue
		}
		if err != nil || l.Format.Shape.Sheet != want || !slices.Equal(l.Sheets, []string{"表紙", "甲", "乙", "空"}) {
			t.Errorf("%q is %q of %q, %v", name, l.Format.Shape.Sheet, l.Sheets, err)
		}
		if want != "表紙" && l.Records != 1 {
			t.Errorf("%q has %d records", name, l.Records)
		}
	}
}

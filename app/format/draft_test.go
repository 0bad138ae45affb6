package format

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"anpisync/app/csvfile"
	"anpisync/app/xlsx"
	"anpisync/reconcile/directory"
)

func draft(t testing.TB, f *Format, d *directory.Directory, rows []Row, o Options) *Draft {
	t.Helper()
	got, err := Prepare(f, d, rows, o)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func written(t testing.TB, d *Draft) string {
	t.Helper()
	var b bytes.Buffer
	if err := d.Write(t.Context(), &b, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// two columns and what is to be wrong with them.
func narrow(columns ...Column) *Format {
	names := make([]string, len(columns))
	for i := range columns {
		names[i] = columns[i].Name
	}
	return &Format{Version: Version, Name: "x", Kind: Users, Columns: columns, Shape: Shape{Encoding: "CP932", Separator: ",", LineEnd: "\n", HeadLines: []string{strings.Join(names, ",")}}}
}

func TestPrepare_WhatTheServiceWouldRefuseIsToldBefore(t *testing.T) {
	d := office(4)
	d.Users[0].Name = "𠮷田 一"
	d.Users[1].Phone = ""
	d.Users[2].EmployeeNumber = d.Users[3].EmployeeNumber
	d.Departments[3].Name = "第一/営業課" // of the first
	f := narrow(Column{Name: "番号", Source: employee}, Column{Name: "氏名", Source: name, Longest: 6}, Column{Name: "電話", Source: phone, Required: true},
		Column{Name: "所属", Source: Source{What: Path, Join: "/"}}, Column{Name: "初期PW", Source: Source{What: Password}, Required: true})
	got := draft(t, f, d, nil, Options{})
	var kinds []string
	for _, p := range got.Problems() {
		if p.Kind != ProblemPassword {
			kinds = append(kinds, fmt.Sprint(p.Kind, " ", p.Column, " ", p.Characters, p.Limit))
		}
	}
	want := []string{"encoding 氏名 𠮷0", "separator 所属 0", "missing 電話 0", "twice 番号 0", "twice 番号 0"}
	if !slices.Equal(kinds, want) {
		t.Errorf("got %q, want %q", kinds, want)
	}
	if n := got.Counts().Problems; n != 4 {
		t.Errorf("%d people have problems", n)
	}
	var refused *ProblemError
	if err := got.Write(t.Context(), new(bytes.Buffer), ""); !errors.As(err, &refused) || len(refused.Problems) != len(got.Problems()) {
		t.Errorf("writing: %v", err)
	}
	f.Columns[0].Source, f.Columns[1].Longest = login, 5
	if p := draft(t, f, d, nil, Options{Password: "initial1"}).Entries[3].Problems; len(p) != 1 || p[0].Kind != ProblemLong || p[0].Limit != 5 {
		t.Errorf("%+v", p)
	}
	f.Columns[1].Longest = 6
	left := draft(t, f, d, nil, Options{LeaveOut: true, Replace: true, Password: "initial1"})
	if text := written(t, left); strings.Count(text, "\n") != 1+2 {
		t.Errorf("%s", csvfile.CP932.Decode([]byte(text)))
	}
	if rows := left.Rows(); len(rows) != 2 || strings.Contains(rows[0].Line, "initial1") {
		t.Errorf("%+v", rows)
	}
	f.Columns[3].Source = keep
	if text := csvfile.CP932.Decode([]byte(written(t, draft(t, f, d, nil, Options{LeaveOut: true, Replace: true, Password: "initial1"})))); !strings.Contains(text, "〓田 一") {
		t.Errorf("%s", text)
	}
}

func TestPrepare_LeftOutOfAWholeFileStaysAsTheServiceHasIt(t *testing.T) {
	d := office(3)
	f := narrow(Column{Name: "ID", Source: login}, Column{Name: "氏名", Source: name, Longest: 5})
	f.Whole = true
	rows := []Row{{Record: 1, Place: 1, Line: "user0001,旧姓 昇", There: true}, {Record: 9, Place: 2, Line: "gone,退職", There: true}}
	d.Users[0].Name, d.Users[1].Name = "長すぎる名前 昇", "これも長すぎる"
	got := draft(t, f, d, rows, Options{LeaveOut: true})
	if text := csvfile.CP932.Decode([]byte(written(t, got))); text != "ID,氏名\nuser0001,旧姓 昇\nuser0003,"+d.Users[2].Name+"\n" {
		t.Errorf("%s", text)
	}
	if c := got.Counts(); c.Vanish != 1 || c.Written != 2 {
		t.Errorf("%+v", c)
	}
	if rows := got.Rows(); len(rows) != 2 || rows[0].Record != 3 || rows[1].Record != 9 || rows[1].There {
		t.Errorf("%+v", rows)
	}
}

func TestPrepare_LeaversWithoutAMarkMustBeDeletedAtTheService(t *testing.T) {
	f := narrow(Column{Name: "ID", Source: login}, Column{Name: "氏名", Source: name})
	got := draft(t, f, office(1), []Row{{Record: 9, Line: "gone,退職 花子", There: true}}, Options{Difference: true})
	if c := got.Counts(); c.Unmarked != 1 || c.Leave != 1 || c.Written != 1 || got.Entries[1].Name != "退職 花子" {
		t.Errorf("%+v %+v", c, got.Entries)
	}
	if again := draft(t, f, office(1), append(got.Rows(), Row{Record: 9, Line: "gone,退職 花子", There: true}), Options{Difference: true}); again.Counts().Unmarked != 1 {
		t.Errorf("it is forgotten that the service still has somebody: %+v", again.Counts())
	}
	skipped := draft(t, f, office(1), nil, Options{Difference: true, Skip: map[int64]bool{1: true}})
	if skipped.Counts().Written != 0 || len(skipped.Rows()) != 0 {
		t.Errorf("%+v", skipped.Counts())
	}
}

func TestPrepare_LettersOfTheService(t *testing.T) {
	u := &directory.User{Name: "佐藤 がく", Reading: "さとう がく", Phone: "03-1234-5678"}
	for want, s := range map[string]Source{
		"さとう がく":     reading,
		"サトウ ガク":     reading.With(Full, Katakana),
		"ｻﾄｳ ｶﾞｸ":    reading.With(Full, HalfKatakana),
		"サトウ":        reading.With(Family, Katakana),
		"がく":         name.With(Given, AsIs),
		"0312345678": phone.With(Full, Digits),
		"佐藤　がく":      {What: Field, Field: "name", Space: "　"},
		"佐藤がく":       {What: Field, Field: "name", Space: "-"},
	} {
		if got := s.field(u); got != want {
			t.Errorf("%+v: got %q, want %q", s, got, want)
		}
	}
}

func TestWrite_AWorkbookHasTheSheetAndTheLinesAbove(t *testing.T) {
	f := narrow(Column{Name: "ID", Source: login}, Column{Name: "氏名", Source: name})
	f.Shape = bookShape
	f.Shape.Sheet, f.Shape.HeadLines = "社員", []string{"社員一覧,", "ID,氏名"}
	d := office(2)
	tables, err := xlsx.Read(t.Context(), strings.NewReader(written(t, draft(t, f, d, nil, Options{}))))
	if err != nil || tables[0].Name != "社員" || len(tables[0].Rows) != 4 || tables[0].Rows[1][1] != "氏名" || tables[0].Rows[2][0] != "user0001" {
		t.Errorf("%+v, %v", tables, err)
	}
	f.Shape.HeadLines = nil
	tables, err = xlsx.Read(t.Context(), strings.NewReader(written(t, draft(t, f, d, nil, Options{}))))
	if want := [][]string{{"user0001", "佐藤 昇"}, {"user0002", d.Users[1].Name}}; err != nil || !slices.EqualFunc(tables[0].Rows, want, slices.Equal) {
		t.Errorf("without a header: %+v, %v", tables, err)
	}
}

func TestBuiltin_OursAreThoseOfTheFilesAndAreReadAgain(t *testing.T) {
	d := office(20)
	d.Departments[3].SortOrder = 9
	for i, kind := range []csvfile.Kind{csvfile.Users, csvfile.Departments} {
		f := Builtin(d.Options)[i]
		var want bytes.Buffer
		if err := csvfile.Write(t.Context(), &want, d, kind, csvfile.WriteOptions{LetFormulas: true}); err != nil {
			t.Fatal(err)
		}
		if got := written(t, draft(t, f, d, nil, Options{})); got != want.String() {
			t.Errorf("%s: got\n%s\nwant\n%s", f.Name, got, want.String())
		}
	}
	memberships := written(t, draft(t, Builtin(d.Options)[2], d, nil, Options{}))
	edit, err := csvfile.Read(t.Context(), strings.NewReader(memberships), d, csvfile.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if p, err := edit.Plan(t.Context()); err != nil || !p.Empty() || !strings.Contains(memberships, "user0008,111,210\r\n") {
		t.Errorf("%+v, %v\n%s", p, err, memberships)
	}
}

func TestBuiltin_CybozuAsDocumented(t *testing.T) {
	d := office(8)
	all := Builtin(d.Options)
	for i, want := range map[int]string{
		3: "user0001,佐藤 昇,*,*,佐藤,昇,さとう,のぼる,*,*,user1@example.co.jp,*,*,*,03-1000-2000,*,*,*,*,*,*,*,*,*,0\r\n",
		4: "100,営業本部,*,*,*,,*\r\n110,東京営業所,*,*,*,100,*\r\n",
		5: "user0001,111\r\n",
	} {
		if got := written(t, draft(t, all[i], d, nil, Options{})); !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %q", all[i].Name, got[:min(len(got), 200)])
		}
		if err := Check(all[i]); err != nil {
			t.Errorf("%s: %v", all[i].Name, err)
		}
	}
	// What cybozu.com answers has titles, which stay with their organizations.
	file := "user0001,111,Manager\r\nuser0008,111,,210,Chief\r\nuser0002\r\n"
	after, rows := readIn(t, all[5], []byte(file), d, nil)
	if !directory.Diff(d, after).Empty() {
		t.Error("a linked user is moved")
	}
	d.Users[7].Departments, d.Users[0].Departments = []int64{7}, []int64{5}
	got := written(t, draft(t, all[5], d, rows, Options{Difference: true}))
	if !strings.Contains(got, "user0008,,,210,Chief\r\n") || !strings.Contains(got, "user0001,120\r\n") {
		t.Errorf("%q", got)
	}
}

func TestPrepare_WhoIsNewIsWrittenInTheLettersOfTheOthers(t *testing.T) {
	d := office(3)
	f := narrow(Column{Name: "ID", Source: login})
	for _, s := range []Source{reading, reading.With(Full, Katakana), reading.With(Full, HalfKatakana), name} {
		for _, space := range []string{"　", "-", ""} {
			s.Space = space
			f.Columns = append(f.Columns, Column{Name: fmt.Sprint(len(f.Columns)), Source: s})
		}
	}
	f.Shape.HeadLines = nil
	line, _, _ := strings.Cut(csvfile.CP932.Decode([]byte(written(t, draft(t, f, d, nil, Options{})))), "\n")
	if want := "user0001,さとう　のぼる,さとうのぼる,さとう のぼる,サトウ　ノボル,サトウノボル,サトウ ノボル,ｻﾄｳ　ﾉﾎﾞﾙ,ｻﾄｳﾉﾎﾞﾙ,ｻﾄｳ ﾉﾎﾞﾙ,佐藤　昇,佐藤昇,佐藤 昇"; line != want {
		t.Errorf("got  %s\nwant %s", line, want)
	}
}

// A service that knows two levels learns only 東京営業所 of who is in 第一営業課.
func TestPrepare_WhoIsBelowTheLastLevelIsCounted(t *testing.T) {
	d := office(8)
	level := func(n int) Column {
		return Column{Name: fmt.Sprintf("組織%d", n), Source: Source{What: Level, Level: n}}
	}
	id := Column{Name: "ID", Source: login}
	for _, c := range []struct {
		columns []Column
		deep    int
	}{
		{[]Column{id, level(1), level(2)}, 2},
		{[]Column{id, level(1), level(2), level(3)}, 0},
		{[]Column{id, level(1), level(2), {Name: "コード", Source: Source{What: Code}}}, 0},
		{[]Column{id, level(1), {Name: "部署", Source: Source{What: AllNames, Join: ";"}}}, 0},
		{[]Column{id}, 0},
	} {
		f := narrow(c.columns...)
		f.Shape.Encoding = "UTF-8"
		if n := draft(t, f, d, nil, Options{}).Counts().Deep; n != c.deep {
			t.Errorf("%+v: %d, want %d", c.columns, n, c.deep)
		}
	}
	f := narrow(id, level(1), level(2))
	f.Shape.Encoding = "UTF-8"
	if n := draft(t, f, d, nil, Options{Skip: map[int64]bool{1: true}}).Counts().Deep; n != 1 {
		t.Errorf("%d of whom one is left out", n)
	}
}

package format

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"anpisync/app/csvfile"
	"anpisync/reconcile/directory"
)

func TestRead_TakesLocalPeopleAndMemosAndLeavesWhatCybozuSays(t *testing.T) {
	d := office(3)
	d.Users[2].CybozuID = 0 // is here alone
	f := narrow(Column{Name: "ID", Source: login}, Column{Name: "氏名", Source: name}, Column{Name: "電話", Source: phone}, Column{Name: "備考", Source: Of(directory.FieldMemo)},
		Column{Name: "所属", Source: member(1)}, Column{Name: "役職", Source: keep}, Column{Name: "PW", Source: Source{What: Password}})
	f.Shape.Encoding = "UTF-8"
	file := "ID,氏名,電話,備考,所属,役職,PW\n" +
		"user0001,旧姓 昇,0310002000,鍵,工場,課長,secret99\n" + // linked: the same number, another name
		"user0003," + d.Users[2].Name + ",03-9999-9999,,工場,,****\n" +
		"haken,派遣 花子,03-5555-6666,夜間,人事課,派遣,\n" +
		"haken2,派遣 次郎,,,どこにもない課,派遣,\n"
	r, err := Read(t.Context(), strings.NewReader(file), f, d, nil, ReadOptions{Password: "password1"})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := r.Plan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	after := plan.ApplyTo(d)
	one, three, four := after.Users[0], after.Users[2], after.Users[3]
	if one.Name != d.Users[0].Name || one.Phone != d.Users[0].Phone || one.Memo != "鍵" || !slices.Equal(one.Departments, d.Users[0].Departments) {
		t.Errorf("linked: %+v", one)
	}
	if three.Phone != "03-9999-9999" || !slices.Equal(three.Departments, []int64{8}) {
		t.Errorf("local: %+v", three)
	}
	if four.LoginName != "haken" || !slices.Equal(four.Departments, []int64{7}) || four.Memo != "夜間" || four.PasswordHash == "" {
		t.Errorf("new: %+v", four)
	}
	if !slices.Equal(r.Unknown, []string{"どこにもない課"}) {
		t.Errorf("unknown departments: %q", r.Unknown)
	}
	for _, row := range r.Rows {
		if strings.Contains(row.Line, "secret99") {
			t.Errorf("a password is kept: %q", row.Line)
		}
	}
	if r.Rows[1].Line != "user0003,"+d.Users[2].Name+",03-9999-9999,,工場,,****" || r.Rows[2].Record != four.ID {
		t.Errorf("%+v", r.Rows)
	}
	r, err = Read(t.Context(), strings.NewReader(file), f, d, nil, ReadOptions{Password: "password1", Linked: true})
	if err != nil || r.Then().Users[0].Name != "旧姓 昇" || !slices.Equal(r.Then().Users[0].Departments, []int64{8}) {
		t.Errorf("with linked people: %+v, %v", r.Then().Users[0], err)
	}
}

func TestRead_FindsPeopleByWhatTheServiceHadThenByKeysThenByName(t *testing.T) {
	d := office(3)
	f := narrow(Column{Name: "No", Source: keep}, Column{Name: "氏名", Source: name}, Column{Name: "メール", Source: email})
	f.Shape.Encoding = "UTF-8"
	file := "No,氏名,メール\n" +
		"A1,改名した人,\n" + // known as the first
		"A2,別の名前,USER2@example.co.jp\n" +
		"A3," + strings.ReplaceAll(d.Users[2].Name, " ", "　") + ",other@example.co.jp\n"
	r, err := Read(t.Context(), strings.NewReader(file), f, d, []Row{{Record: 1, Line: "A1,佐藤 昇,", There: true}, {Record: 7, Line: "A9,退職,", There: true}}, ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, row := range r.Rows {
		ids = append(ids, row.Record)
	}
	if !slices.Equal(ids, []int64{1, 2, 3, 7}) || r.Rows[3].There || !slices.Equal(r.Guessed, []string{"user0003"}) {
		t.Errorf("%v, guessed %q", r.Rows, r.Guessed)
	}
}

func TestRead_WhoIsSureIsFoundBeforeWhoSharesTheAddress(t *testing.T) {
	d := office(2)
	f := narrow(Column{Name: "ID", Source: login}, Column{Name: "氏名", Source: name}, Column{Name: "メール", Source: email})
	f.Shape.Encoding = "UTF-8"
	file := "ID,氏名,メール\n" +
		"haken,派遣 花子,user1@example.co.jp\n" + // the address of the next
		"user0001," + d.Users[0].Name + ",user1@example.co.jp\n" +
		"a,派遣 次郎,user2@example.co.jp\nb,派遣 三郎,user2@example.co.jp\n" // of two here
	r, err := Read(t.Context(), strings.NewReader(file), f, d, nil, ReadOptions{Strangers: true})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.Strangers, []string{"haken", "a", "b"}) {
		t.Errorf("strangers %q", r.Strangers)
	}
}

func TestRead_WhoIsNotHereCanBeLeftOutAndLeavesTheServiceThen(t *testing.T) {
	d := office(2)
	f := narrow(Column{Name: "ID", Source: login}, Column{Name: "氏名", Source: name}, Column{Name: "役職", Source: keep}, Column{Name: "削除", Source: Source{What: Delete, Text: "1", Stays: "0"}})
	f.Shape.Encoding = "UTF-8"
	file := "ID,氏名,役職,削除\nuser0001," + d.Users[0].Name + ",,0\ngone,退職 花子,課長,0\nout,退職 済,,1\n"
	r, err := Read(t.Context(), strings.NewReader(file), f, d, nil, ReadOptions{Strangers: true})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := r.Plan(t.Context())
	if err != nil || !plan.Empty() || !slices.Equal(r.Strangers, []string{"gone"}) {
		t.Fatalf("%v, strangers %q", err, r.Strangers)
	}
	got := draft(t, f, d, r.Rows, Options{Difference: true})
	if text := written(t, got); text != "ID,氏名,役職,削除\nuser0002,"+d.Users[1].Name+",,0\ngone,退職 花子,課長,1\n" {
		t.Errorf("%q", text)
	}
	if i := slices.IndexFunc(got.Rows(), func(row Row) bool { return row.Record < 0 }); i < 0 || got.Rows()[i].There {
		t.Errorf("%+v", got.Rows())
	}
	r, err = Read(t.Context(), strings.NewReader("ID,氏名,役職,削除\nuser0001,x,,0\n"), f, d, r.Rows, ReadOptions{Strangers: true})
	if i := slices.IndexFunc(r.Rows, func(row Row) bool { return row.Record < 0 }); err != nil || i < 0 || r.Rows[i].There {
		t.Errorf("who is in the file no more: %+v, %v", r.Rows, err)
	}
}

func TestRead_TwoWhoAreNotHereWithOneKeyAreRefused(t *testing.T) {
	f := narrow(Column{Name: "ID", Source: login}, Column{Name: "氏名", Source: name})
	f.Shape.Encoding = "UTF-8"
	file := "ID,氏名\nuser0001,x\ngone,退職 花子\n,なし\n,なし\ngone ,退職 太郎\n"
	_, err := Read(t.Context(), strings.NewReader(file), f, office(2), nil, ReadOptions{Strangers: true})
	var wrong csvfile.Errors
	if !errors.As(err, &wrong) || len(wrong) != 1 || wrong[0].Kind != csvfile.ErrorTwice || wrong[0].Line != 6 || wrong[0].Other != 3 || wrong[0].Column != "ID" {
		t.Errorf("error %v", err)
	}
}

func TestRead_SignsInTheNameOfADepartmentDoNotPartIt(t *testing.T) {
	d := office(1)
	d.Users[0].CybozuID, d.Departments[2].Name, d.Departments[7].Name = 0, "東京・横浜 営業所", "工場/倉庫"
	f := narrow(Column{Name: "ID", Source: login}, Column{Name: "所属", Source: Source{What: Path, Join: " > "}})
	f.Shape.Encoding = "UTF-8"
	for path, want := range map[string]int64{"営業本部 > 東京・横浜営業所": 3, "工場/倉庫": 8} {
		if after, _ := readIn(t, f, []byte("ID,所属\nuser0001,"+path+"\n"), d, nil); !slices.Equal(after.Users[0].Departments, []int64{want}) {
			t.Errorf("%s: %v", path, after.Users[0].Departments)
		}
	}
}

func TestRead_AFileInAnotherEncodingCanStillBeWrittenBack(t *testing.T) {
	d := office(1)
	f := narrow(Column{Name: "ID", Source: login}, Column{Name: "氏名", Source: name}, Column{Name: "メモ欄", Source: keep})
	_, rows := readIn(t, f, []byte("ID,氏名,メモ欄\nuser0001,佐藤 昇,𠮷野家の隣\n"), d, nil)
	d.Users[0].Name = "佐藤 のぼる"
	if text := csvfile.CP932.Decode([]byte(written(t, draft(t, f, d, rows, Options{})))); text != "ID,氏名,メモ欄\nuser0001,佐藤 のぼる,〓野家の隣\n" {
		t.Errorf("%q", text)
	}
}

func TestRead_DepartmentsOfAnotherService(t *testing.T) {
	d := office(2)
	file := "\"部門コード\",\"部門名\",\"上位部門コード\",\"表示順\",\"電話\"\r\n\"200\",\"総務部\",\"\",\"2\",\"03\"\r\n\"900\",\"支店\",\"200\",\"1\",\"06\"\r\n"
	l, err := Learn(t.Context(), strings.NewReader(file), d, LearnOptions{Name: "部門"})
	if err != nil || l.Format.Kind != Departments || l.Format.Key != 0 || l.Format.Columns[2].Source != Of(directory.FieldParent) || l.Format.Columns[4].Source != keep {
		t.Fatalf("%+v, %v", l, err)
	}
	after, rows := readIn(t, l.Format, []byte(file), d, nil)
	last := after.Departments[len(after.Departments)-1]
	if last.Code != "900" || last.ParentID != 6 || len(after.Departments) != len(d.Departments)+1 {
		t.Errorf("%+v", after.Departments)
	}
	f := l.Format
	all := draft(t, f, after, rows, Options{})
	if c := all.Counts(); c.Same != 2 || c.New != 6 {
		t.Errorf("%+v", c)
	}
	if text := written(t, draft(t, f, after, rows, Options{Difference: true})); strings.Contains(text, "総務部") || !strings.Contains(text, "\"110\",\"東京営業所\",\"100\",\"1\",\"\"\r\n") {
		t.Errorf("%s", text)
	}
}

func TestPrepare_AStrangerWhoComesHereKeepsWhatTheServiceHas(t *testing.T) {
	d := office(2)
	f := narrow(Column{Name: "ID", Source: login}, Column{Name: "氏名", Source: name}, Column{Name: "役職", Source: keep}, Column{Name: "削除", Source: Source{What: Delete, Text: "1", Stays: "0"}})
	f.Shape.Encoding = "UTF-8"
	file := "ID,氏名,役職,削除\nuser0001," + d.Users[0].Name + ",,0\nuser0002," + d.Users[1].Name + ",課長,0\nuser0003,旧姓 花子,係長,0\n"
	one := *d
	one.Users = d.Users[:1]
	r, err := Read(t.Context(), strings.NewReader(file), f, &one, nil, ReadOptions{Strangers: true})
	if err != nil || len(r.Strangers) != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	three := *d
	three.Users = append(slices.Clone(d.Users), directory.User{ID: 3, LoginName: "user0003", Name: "新姓 花子"})
	got := draft(t, f, &three, r.Rows, Options{Difference: true})
	if text := written(t, got); text != "ID,氏名,役職,削除\nuser0003,新姓 花子,係長,0\n" {
		t.Errorf("%q", text)
	}
	if held := draft(t, f, &three, r.Rows, Options{Difference: true, Skip: map[int64]bool{3: true}}); held.Counts().Written != 0 {
		t.Errorf("%+v", held.Counts())
	}
	rows := map[int64]Row{}
	for _, row := range append(r.Rows, got.Rows()...) {
		rows[row.Record] = row
	}
	after := slices.Collect(maps.Values(rows))
	if c := draft(t, f, &three, after, Options{Difference: true}).Counts(); c.Same != 3 || c.New+c.Changed+c.Leave != 0 {
		t.Errorf("once it was handed over: %+v of %+v", c, after)
	}
	one.Users = one.Users[:1] // and both leave again
	if c := draft(t, f, &one, after, Options{Difference: true}).Counts(); c.Leave != 2 {
		t.Errorf("%+v", c)
	}
}

// A service can have two whose keys differ in spaces alone: one file is made of them, each time.
func TestPrepare_OfStrangersWithOneKeyTheFirstInTheFileIsTheOneWhoCame(t *testing.T) {
	d := office(1)
	f := narrow(Column{Name: "ID", Source: login}, Column{Name: "役職", Source: keep})
	f.Shape.Encoding = "UTF-8"
	rows := []Row{{Record: -1, Line: "user0001 ,三", There: true, Place: 3}, {Record: -2, Line: "user0001,一", There: true, Place: 1}, {Record: -3, Line: " user0001,二", There: true, Place: 2}}
	for range 20 { // their order is random
		if got := written(t, draft(t, f, d, rows, Options{})); got != "ID,役職\nuser0001,一\n" {
			t.Fatalf("%q", got)
		}
	}
}

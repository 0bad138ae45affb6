package format

import (
	"fmt"
	"strings"
	"testing"

	"anpisync/app/goldentest"
	"anpisync/reconcile/directory"
)

// What a service has, lacks, repeats or calls otherwise, and what becomes of it: whoever changes
// how a row is made, kept or taken back looks at each of these.
func TestPrepareAndRead_EachOddRowIsServedAsInTheTable(t *testing.T) {
	var w tale
	w.say("\n##### rows that are handed over")
	d := office(8)
	d.Departments = append(d.Departments, directory.Department{ID: 9, ParentID: 4, Name: "第一係", SortOrder: 1}, directory.Department{ID: 10, ParentID: 1, Name: "企画/広報", Code: "4;00", SortOrder: 4})
	d.NextDepartmentID = 11
	d.Users[4].Departments, d.Users[5].Departments, d.Users[6].Departments = nil, []int64{9}, []int64{2, 6, 8, 10}
	remove, whole := Source{What: Delete, Text: "1", Stays: "0"}, func(f *Format) *Format { f.Whole = true; return f }
	id, called := Column{Name: "ID", Source: login}, Column{Name: "氏名", Source: name}
	group := func(repeat int, sources ...Source) *Format {
		f := narrow(id)
		for i, s := range sources {
			f.Columns = append(f.Columns, Column{Name: fmt.Sprint("部署", i), Source: s})
		}
		f.Repeat, f.Shape.HeadLines = repeat, nil
		return f
	}
	ragged := func(f *Format) *Format { f.Shape.Ragged = true; return f }
	required := func(c Column) Column { c.Required = true; return c }
	row := func(id int64, place int, line string) Row {
		return Row{Record: id, Place: place, Line: line, There: true}
	}
	left := func(r Row) Row { r.There = false; return r }
	for _, c := range []struct {
		title string
		f     *Format
		rows  []Row
	}{
		{"one code", group(0, code(1)), nil},
		{"one code and who is there", group(0, code(1)), []Row{row(1, 1, "user0001,111"), row(2, 2, "user0002,"), row(7, 3, "user0007,200"), row(8, 4, "user0008,210")}},
		{"two codes", group(0, code(1), code(2)), []Row{row(7, 1, "user0007,300,100"), row(8, 2, "user0008,210,111"), row(1, 3, "user0001,,111")}},
		{"codes again and again", group(1, code(1)), []Row{row(7, 1, "user0007,300,100,200"), row(8, 2, "user0008"), row(1, 3, "user0001,,,111")}},
		{"codes with titles again and again", group(2, code(1), Source{What: Keep, Member: 1}), []Row{row(7, 1, "user0007,300,課長,100,部長"), row(8, 2, "user0008,111,主任,900,係長"), row(1, 3, "user0001,900,所長,111")}},
		{"the second again and again", ragged(group(1, code(1), code(2))), []Row{row(7, 1, "user0007,200"), row(1, 2, "user0001,111,,,")}},
		{"codes with names", group(0, code(1), member(1), code(2), member(2)), []Row{row(8, 1, "user0008,210,人事課,111,第一営業課"), row(7, 2, "user0007,100,営業本部,300,別の名前")}},
		{"names", group(0, member(1), member(2)), []Row{row(6, 1, "user0006,第 一 係,")}},
		{"levels", group(0, level(1), level(2)), []Row{row(6, 1, "user0006,営業本部,"), row(8, 2, "user0008,総務部,人事課")}},
		{"levels beside a code", group(0, code(1), level(1)), nil},
		{"levels beside all", group(0, level(1), Source{What: AllNames, Join: ";"}), nil},
		{"a way", group(0, Source{What: Path, Join: "/"}), []Row{row(1, 1, "user0001,営業本部 ＞ 東京営業所 ＞ 第一営業課")}},
		{"all codes", group(0, Source{What: All, Join: ";"}), []Row{row(8, 1, "user0008,210; 111"), row(7, 2, "user0007,100;200")}},
		{"all names", group(0, Source{What: AllNames, Join: "/"}), []Row{row(8, 1, "user0008,人事課/第一営業課")}},
		{"all names without a sign", group(0, Source{What: AllNames, Join: "、"}), nil},
		{"cells without a column", narrow(id, called), []Row{row(1, 1, "user0001,佐藤 昇,x,"), row(2, 2, "user0002"), row(3, 3, ""), row(4, 4, `"user0004`)}},
		{"fixed and nothing", narrow(id, Column{Name: "a", Source: Source{What: Fixed, Text: "社内"}}, Column{Name: "b", Source: Source{What: Nothing}}, Column{Name: "c", Source: Source{What: Keep, Stays: "新"}}), []Row{row(1, 1, "user0001,社内,,旧"), row(2, 2, "user0002,社外,x,"), left(row(3, 3, "user0003,社外,x,旧"))}},
		{"other keys", narrow(id, called, Column{Name: "削除", Source: remove}), []Row{row(1, 1, "old1,佐藤 昇,0"), row(2, 2, " user0002 ,x,0"), row(3, 3, "user0004,高橋 健太,0"), row(99, 4, "user0003,退職,0"), row(98, 5, "gone,退職 花子,1"), row(97, 6, ",無名,0"), left(row(96, 7, "before,前,0"))}},
		{"other keys without a mark", narrow(id, called), []Row{row(1, 1, "old1,佐藤 昇"), row(99, 4, "gone,退職")}},
		{"other keys, whole", whole(narrow(id, called, Column{Name: "削除", Source: remove})), []Row{row(1, 1, "old1,佐藤 昇,0"), row(99, 2, "gone,退職,0")}},
		{"marks", narrow(id, Column{Name: "削除", Source: remove}), []Row{row(1, 1, "user0001,1"), row(2, 2, "user0002,x"), row(3, 3, "user0003,"), left(row(4, 4, "user0004,1"))}},
		{"strangers", narrow(id, called), []Row{row(-1, 3, "user0001,旧"), row(-2, 1, "user0002 ,"), row(-3, 2, "other,他人"), row(-4, 4, ",無名"), row(3, 5, "user0003,x"), left(row(-5, 6, "user0004,前"))}},
		{"strangers of a whole file", whole(narrow(id, called)), []Row{row(-1, 3, "user0001,旧"), row(-3, 2, "other,他人")}},
		{"strangers without their key", narrow(id, Column{Name: "社員番号", Source: employee}, called), []Row{row(-1, 1, "user0001,x,旧"), row(-2, 2, "user0009,000107,旧")}},
		{"passwords", narrow(id, Column{Name: "PW", Source: Source{What: Password, Stays: "***"}, Required: true}), []Row{row(1, 1, "user0001,***"), row(2, 2, "user0002,"), left(row(3, 3, "user0003,***"))}},
		{"passwords without a mask", narrow(id, required(Column{Name: "PW", Source: Source{What: Password}})), []Row{row(1, 1, "user0001,")}},
		{"what is wanted", narrow(id, required(called), required(Column{Name: "メモ", Source: Of(directory.FieldMemo)}), Column{Name: "短い", Source: name, Longest: 4}, Column{Name: "社員番号", Source: employee, Longest: 6}), []Row{row(1, 1, "user0001,佐藤 昇,,佐藤 昇,000100"), row(2, 2, "user0002,,,鈴木,000107")}},
	} {
		w.draft(t, c.title, draft(t, c.f, d, c.rows, Options{Difference: true}))
		w.draft(t, c.title+", all with a password", draft(t, c.f, d, c.rows, Options{Password: "password1", Replace: true}))
		w.draft(t, c.title+", without two", draft(t, c.f, d, c.rows, Options{LeaveOut: true, Skip: map[int64]bool{1: true, 99: true}}))
	}
	odd := office(5)
	odd.Users[0].Name, odd.Users[1].Name, odd.Users[2].Memo, odd.Users[3].LoginName, odd.Users[4].LoginName = "𠮷田 昇", "a\x00b", "𠮷,\"\n野", "𠮷", "user0001"
	w.draft(t, "letters", draft(t, narrow(id, called, Column{Name: "メモ", Source: Of(directory.FieldMemo), Quote: QuoteFilled}), odd, nil, Options{}))
	w.draft(t, "letters with 〓", draft(t, narrow(id, called, Column{Name: "メモ", Source: Of(directory.FieldMemo), Quote: QuoteAlways}), odd, nil, Options{Replace: true, LeaveOut: true}))
	w.draft(t, "a password that the encoding lacks", draft(t, narrow(id, Column{Name: "PW", Source: Source{What: Password}, Longest: 3}), office(1), nil, Options{Password: "𠮷𠮷𠮷𠮷", Replace: true}))

	departments := narrow(Column{Name: "コード", Source: Of(directory.FieldCode)}, Column{Name: "名前", Source: name}, Column{Name: "親", Source: Of(directory.FieldParent)}, Column{Name: "順", Source: Of(directory.FieldSortOrder)}, Column{Name: "削除", Source: remove})
	departments.Kind = Departments
	for _, c := range []struct {
		title string
		rows  []Row
	}{
		{"departments", nil}, {"departments in another order", []Row{row(4, 1, "111,第一営業課,110,1,0"), row(2, 2, "100,営業本部,,01,0"), row(90, 3, "900,元の課,,1,0")}},
		{"the same departments", []Row{row(8, 1, "300,工場,,3,0"), row(2, 2, "100,営業本部,,1,0")}},
	} {
		w.draft(t, c.title, draft(t, departments, d, c.rows, Options{Difference: true}))
		w.draft(t, c.title+", all", draft(t, departments, d, c.rows, Options{}))
	}
	same := *d
	same.Departments = []directory.Department{d.Departments[0], d.Departments[1], d.Departments[7]}
	w.draft(t, "nothing but the same departments", draft(t, departments, &same, []Row{row(8, 1, "300,工場,,3,0"), row(2, 2, "100,営業本部,,1,0")}, Options{}))

	w.say("\n##### rows that are read")
	local := office(4)
	local.Users[2].CybozuID, local.Users[3].CybozuID = 0, 0
	local.Users[3].Departments = []int64{4, 7}
	file := func(lines ...string) []byte { return []byte(strings.Join(lines, "\n") + "\n") }
	utf8 := func(columns ...Column) *Format {
		f := narrow(columns...)
		f.Shape.Encoding = "UTF-8"
		return f
	}
	person := utf8(id, called, Column{Name: "カナ", Source: reading.With(Full, Katakana)}, Column{Name: "メール", Source: email}, Column{Name: "社員番号", Source: employee}, Column{Name: "削除", Source: remove}, Column{Name: "PW", Source: Source{What: Password, Stays: "*"}}, Column{Name: "部署", Source: code(1)})
	const head = "ID,氏名,カナ,メール,社員番号,削除,PW,部署"
	before := []Row{row(1, 1, "old1,佐藤 昇,,,,0,*,"), row(2, 2, "user0002,,,,,0,*,"), row(9, 3, "gone,,,,,0,*,"), left(row(3, 4, "user0003,,,,,0,*,"))}
	parts := utf8(id, Column{Name: "姓", Source: name.With(Family, AsIs)}, Column{Name: "名", Source: name.With(Given, AsIs)}, Column{Name: "セイ", Source: reading.With(Family, HalfKatakana)}, Column{Name: "メイ", Source: reading.With(Given, HalfKatakana)})
	twice := utf8(id, Column{Name: "カナ", Source: reading.With(Full, Katakana)}, Column{Name: "かな", Source: reading}, Column{Name: "氏", Source: name.With(Family, AsIs)}, called)
	nameless := utf8(id, Column{Name: "メール", Source: email})
	kept := utf8(Column{Name: "番号", Source: keep}, called, Column{Name: "メール", Source: email}, Column{Name: "社員番号", Source: employee})
	for _, c := range []struct {
		title string
		f     *Format
		file  []byte
	}{
		{"the same", person, file(head, "user0001,佐藤　昇,サトウ　ノボル,USER1@example.co.jp,000100,0,*,111")},
		{"linked people", person, file(head, "user0001,新 名,アタラシイ,new@example.co.jp,9,0,*,120")},
		{"people of here", person, file(head, "user0003,新 名,アタラシイ,ｎｅｗ@example.co.jp,9,0,*,120", "user0004,,,,,0,,100")},
		{"by the key of the service", person, file(head, "old1,,,,,0,*,", "gone,,,,,0,*,")},
		{"by the address", person, file(head, "new1,,,user1@example.co.jp,,0,*,", "new3,,,user3@example.co.jp,,0,*,", "new4,,,user3@example.co.jp,,0,*,")},
		{"by the number", person, file(head, "new1,,,,000100,0,*,", "new3,,,,000114,0,*,")},
		{"by the name", person, file(head, "new1,佐藤昇,,,,0,*,", "new3,高橋　健太,,,,0,*,", "new4,田中 さくら,,,,0,*,", "new5,田中 さくら,,,,0,*,")},
		{"who leaves", person, file(head, "user0001,,,,,1,*,", "user0003,,,,,1,*,", "new,新,,,,1,*,")},
		{"new people", person, file(head, "new1,新 一,シン イチ,n1@example.co.jp,1,0,secret1,111", "new2,新 二,,,,,*,999", "new3,新 三,,,,0,,第一営業課")},
		{"new people with one key", person, file(head, "new1,新 一,,,,0,,", "new1,新 二,,,,0,,", ",新 三,,,,0,,", " ,,,,,0,,")},
		{"one twice", person, file(head, "user0001,,,,,0,*,", "user0001,,,,,0,*,", "old1,,,,,0,*,")},
		{"too much", person, file(head, "user0001,,,,,0,*,,", "user0002,,,,,0,*,,x", "user0003,,,,,0,*,,,,"+strings.Repeat("長", 61))},
		{"another file", person, file("ID,氏名,よみ,メール,社員番号,削除", "a")},
		{"nothing below", person, file(head)}, {"less than a header", person, []byte("\n")},
		{"two parts", parts, file("ID,姓,名,セイ,メイ", "user0003,高橋,,ﾀｶﾊｼ,", "user0004,新,名,ｱﾀﾗ,ﾅ", "user0001,,,,", "new,,名,,")},
		{"in several letters", twice, file("ID,カナ,かな,氏,氏名", "user0003,アア,いい,氏,氏 名", "user0004,アア,,氏,", "new,,いい,,新")},
		{"without names", nameless, file("ID,メール", "user0003,new@example.co.jp", "new1,n1@example.co.jp", ",n2@example.co.jp")},
		{"without logins", kept, file("番号,氏名,メール,社員番号", "1,高橋 健太,,", "2,新 一,n1@example.co.jp,9", "3,新 二,n2@example.co.jp,", "4,新 三,,")},
	} {
		for _, o := range []struct {
			title string
			of    ReadOptions
			rows  []Row
		}{
			{"", ReadOptions{Password: "password1"}, nil}, {", known before", ReadOptions{Password: "password1", Linked: true}, before}, {", without strangers", ReadOptions{Strangers: true}, before},
		} {
			w.reading(t, c.title+o.title, c.f, c.file, local, o.rows, o.of)
		}
	}
	local.Departments = append(local.Departments, directory.Department{ID: 9, ParentID: 1, Name: "無コード", SortOrder: 9}, directory.Department{ID: 10, ParentID: 6, Name: "第一営業課", SortOrder: 2})
	local.NextDepartmentID = 11
	local.Users[2].Departments, local.Users[3].Departments = []int64{4, 9}, []int64{4, 7, 8}
	for _, c := range []struct {
		title   string
		sources []Source
		cells   []string
	}{
		{"a code", []Source{code(1)}, []string{"", "111", "120", "999", " １２０ "}},
		{"two codes", []Source{code(1), code(2)}, []string{",", "111,210", "120,", ",120", "210,111", "999,111"}},
		{"a code with its name", []Source{code(1), member(1)}, []string{"111,別", ",第一営業課", ",工場", "999,工場"}},
		{"a name", []Source{member(1)}, []string{"工 場", "第一営業課", "無コード", "別"}},
		{"levels", []Source{level(1), level(2), level(3)}, []string{"営業本部,東京営業所,第一営業課", "総務部,,第一営業課", "総務部,第一営業課,", ",,", "別,,"}},
		{"the second level alone", []Source{level(2)}, []string{"東京営業所", "総務部"}},
		{"a way", []Source{{What: Path, Join: "/"}}, []string{"営業本部 > 東京営業所", "営業本部・静岡営業所", "静岡営業所", "工場"}},
		{"all codes", []Source{{What: All, Join: ";"}}, []string{"111;210", "300", "111; 210 ;300", "", "x;300"}},
		{"all names", []Source{{What: AllNames, Join: "、"}}, []string{"工場、人事課", "第一営業課", "人事課、別、別"}},
	} {
		f := group(0, c.sources...)
		f.Shape.Encoding = "UTF-8"
		for _, cells := range c.cells {
			w.reading(t, fmt.Sprintf("%s: %s", c.title, cells), f, file("user0003,"+cells, "user0004,"+cells, "user0001,"+cells), local, nil, ReadOptions{})
		}
		w.reading(t, c.title+" of linked people", f, file("user0001,"+c.cells[1]), local, nil, ReadOptions{Linked: true})
	}
	again := group(1, code(1))
	again.Shape.Encoding = "UTF-8"
	w.reading(t, "codes again and again", again, file("user0003,120,111,300", "user0004,300", "user0001,111,120"), local, nil, ReadOptions{Linked: true})
	other := narrow(id, called)
	w.reading(t, "another encoding", other, file("ID,氏名", "user0003,𠮷田 ー"), local, nil, ReadOptions{})

	departments.Shape.Encoding = "UTF-8"
	const top = "コード,名前,親,順,削除"
	for _, c := range []struct {
		title string
		file  []byte
	}{
		{"departments", file(top, "300,工 場,,3,0", "110,東京支店,200,9,0", "900,支店,100,,0", "210,人事課,200,1,1")}, {"a code twice", file(top, "900,甲,,1,0", "900,乙,,1,0")}, {"without a code", file(top, ",甲,,1,0")}, {"under one that is not there", file(top, "900,甲,999,1,0")},
	} {
		for _, linked := range []bool{false, true} {
			r, err := Read(t.Context(), strings.NewReader(string(c.file)), departments, local, []Row{row(8, 1, "300,工場,,3,0"), row(5, 2, "120,静岡営業所,100,2,0")}, ReadOptions{Linked: linked})
			if err != nil {
				w.say("## %s, %v: %v %+v", c.title, linked, err, err)
				continue
			}
			w.say("## %s, %v: %d lines", c.title, linked, r.Edit.Rows)
			for _, row := range r.Rows {
				w.say("row %+v", row)
			}
			for _, d := range r.Then().Departments {
				w.say("%+v", d)
			}
		}
	}
	keyless := narrow(Column{Name: "名前", Source: name})
	keyless.Kind = Departments
	w.reading(t, "departments without codes", keyless, file("名前", "甲"), local, nil, ReadOptions{})
	w.reading(t, "a format that is not learned yet", &Format{Name: "x", Empty: true}, nil, local, nil, ReadOptions{})
	w.reading(t, "no format", &Format{Name: "x"}, nil, local, nil, ReadOptions{})
	if _, err := Prepare(&Format{Name: "x", Empty: true}, local, nil, Options{}); err != ErrEmpty {
		t.Error(err)
	}
	if _, err := Prepare(&Format{Name: "x"}, local, nil, Options{}); fmt.Sprint(err) != `no file with a format: kind ""` {
		t.Error(err)
	}
	goldentest.Compare(t, "testdata/oddrows.txt", w.whole())
}

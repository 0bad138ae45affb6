package format

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"anpisync/app/csvfile"
	"anpisync/reconcile/directory"
)

// Letters and numbers at the ends of what is turned into others, and names that are odd, are
// compared and written as all others are.
func TestFold_TheFirstAndLastLettersToo(t *testing.T) {
	for _, c := range []struct{ what, got, want string }{
		{"no number but noughts", Of(directory.FieldSortOrder).fold("000"), "000"},
		{"a number with noughts", Of(directory.FieldSortOrder).fold("010"), "10"},
		{"a number from abroad", digits(" ＋81-90-1234"), "+81901234"},
		{"a plus within", digits("81+90"), "8190"},
		{"katakana", toKatakana("ぁゖゝゞァ゛"), "ァヶヽヾァ゛"},
		{"hiragana", toHiragana("ァヶヽヾヷ"), "ぁゖゝゞヷ"},
		{"half width", toHalf("ァヺガパ・"), "ｧｦﾞｶﾞﾊﾟ･"},
		{"all with marks", toHalf("ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴ"), "ｶﾞｷﾞｸﾞｹﾞｺﾞｻﾞｼﾞｽﾞｾﾞｿﾞﾀﾞﾁﾞﾂﾞﾃﾞﾄﾞﾊﾞﾋﾞﾌﾞﾍﾞﾎﾞﾊﾟﾋﾟﾌﾟﾍﾟﾎﾟｳﾞ"},
		{"the family name behind a space", Family.of(" 昇"), ""},
		{"the given name behind a space", Given.of(" 昇"), "昇"},
		{"the family name of one", Family.of("昇"), "昇"},
		{"the given name of one", Given.of("昇"), ""},
		{"departments with gaps", strings.Join(listed(Source{What: All, Join: ";"}, ";b;; a;"), "|"), "a|b"},
		{"without a sign of one's own", strings.Join(listed(Source{What: All}, "b;a"), "|"), "a|b"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
}

// A word counts as one up to a length, a note where it is more than half of a line.
func TestLearn_WordsAndNotesCountUpToTheirBounds(t *testing.T) {
	for n, want := range map[int]int{39: 1, 40: 0} {
		header := strings.Repeat("あ", n-len([]rune("メールアドレス"))) + "メールアドレス"
		if known, filled := wordCount([]string{header, " "}); known != want || filled != 1 {
			t.Errorf("of %d characters: %d of %d", n, known, filled)
		}
	}
	l := &learner{now: office(1)}
	for cells, want := range map[string]bool{"氏名,謎": false, "氏名,メール,謎": true, "必須,謎": false, "必須,（任意）,謎": true, ",": false, "": false} {
		if got := l.isNote(line{cells: strings.Split(cells, ",")}); got != want {
			t.Errorf("%q belongs to the header: %v", cells, got)
		}
	}
	for range 20 { // whichever comes first
		if h := hintOf("社員番号と表示順序の欄"); h.sure || h.source != Of(directory.FieldSortOrder) {
			t.Errorf("of two words as long: %+v", h)
		}
	}
}

// learnerOf is what looks at rows of cells.
func learnerOf(d *directory.Directory, rows ...string) *learner {
	l := &learner{table: &table{shape: Shape{Separator: ","}}, now: d, names: -1}
	for i, row := range rows {
		l.records = append(l.records, line{number: i + 1, raw: row, cells: strings.Split(row, ",")})
		l.width = max(l.width, len(l.records[i].cells))
	}
	return l
}

func TestLearn_WhoARecordIsIsFoundUpToTheBounds(t *testing.T) {
	d := office(mostCompared + 9)
	var logins, crossed []string
	for i := range d.Users {
		logins = append(logins, d.Users[i].LoginName)
	}
	for i := range 10 {
		crossed = append(crossed, logins[(i+9)%10]+","+logins[i])
	}
	known := func(l *learner) (n int) {
		l.link(t.Context())
		for _, u := range l.people {
			if u != nil {
				n++
			}
		}
		return n
	}
	if n := known(learnerOf(d, logins...)); n != mostCompared {
		t.Errorf("%d of many are compared, want %d", n, mostCompared)
	}
	for _, c := range []struct {
		name string
		rows []string
		want int
	}{
		{"one of ten twice", append(logins[:9:9], logins[0]), 10},
		{"two of ten twice", append(logins[:8:8], logins[0], logins[1]), 0},
		{"one of four", []string{logins[0], "a", "b", "c"}, 0},
		{"one of three", []string{logins[0], "b", "c"}, 0},
		{"one of two", []string{logins[0], "c"}, 1},
		{"half", []string{logins[0], logins[1], "a", "b"}, 2},
	} {
		if n := known(learnerOf(d, c.rows...)); n != c.want {
			t.Errorf("%s: %d are known, want %d", c.name, n, c.want)
		}
	}
	l := learnerOf(d, crossed...)
	known(l)
	for i, u := range l.people { // two columns say another: of the two, the one who is here longer
		if want := min(i+1, (i+9)%10+1); u.ID != int64(want) {
			t.Errorf("record %d is user %d, want %d", i, u.ID, want)
		}
	}
	if s := learnerOf(d, "a@example.jp", "b@example.jp", "c@example.jp", "d@example.jp", "x").byLook(0); s != email {
		t.Errorf("four of five are addresses, and it looks like %+v", s)
	}
	if s := learnerOf(d, "a@example.jp", "b@example.jp", "c@example.jp", "x").byLook(0); s != keep {
		t.Errorf("three of four are addresses, and it looks like %+v", s)
	}
	for cell, want := range map[string]string{" /a": " /", "a/ ": "/ ", "a / b": " / ", "/a": "", "ab": "", "a＞b": "＞"} {
		if got := learnerOf(d, cell).join(0, Path); got != want {
			t.Errorf("%q has %q between departments, want %q", cell, got, want)
		}
	}
	for rows, looks := range map[string]bool{"a/b c": true, "a/b c d": false, "a c": false, "": false} {
		if _, got := learnerOf(d, strings.Fields(rows)...).several(0, member(0)); got != looks {
			t.Errorf("%q looks like ways to departments: %v", rows, got)
		}
	}
	for cell, want := range map[string]string{"a b": " ", "a;b": ";", "ab": "", "a ;b": " ;"} {
		if got := learnerOf(d, cell).join(0, All); got != want {
			t.Errorf("%q has %q between codes, want %q", cell, got, want)
		}
	}
	l = learnerOf(d, strings.ReplaceAll(d.Users[0].Name, " ", ""), "無名")
	l.people = []*directory.User{&d.Users[0]} // of the first records alone
	if got := l.space(0, name); got != "-" {
		t.Errorf("between names stands %q", got)
	}
}

// What a file is that would not be written as it is: the first line of it that is another.
func TestLearn_TheFirstLineThatWouldBeAnotherIsTold(t *testing.T) {
	for file, want := range map[string]int{
		"ID,氏名\na,佐藤\n": 0, "ID,氏名\na,佐藤\n\n": 3, "ID,氏名\na,佐藤\n\nb,加藤\n": 3, "ID,氏名\r\na,佐藤\nb,加藤\r\n": 2, "ID,氏名\r\na,佐藤\r\nb,\"加\"\"藤\"\r\nc,x\n": 4,
	} {
		l, err := Learn(t.Context(), strings.NewReader(file), office(1), LearnOptions{})
		if err != nil || l.Differs != want {
			t.Errorf("%q: line %d, %v, want %d", file, l.Differs, err, want)
		}
	}
	lines := &table{lines: []line{{raw: "a"}, {raw: "b"}}}
	shape := &Shape{Encoding: "UTF-8", Separator: ",", LineEnd: "\n"}
	if at, err := lines.differs(t.Context(), shape, []byte("a\n")); at != 2 || err != nil {
		t.Errorf("half of it: line %d, %v", at, err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if at, err := lines.differs(gone, shape, nil); at != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("nobody waits for it: line %d, %v", at, err)
	}
}

// Rows of a service that are shorter than its columns, and columns at the very left, are served
// as all others are.
func TestPrepare_ShortRowsAndTheFirstColumnAreServed(t *testing.T) {
	d := office(2)
	mark := Column{Name: "削除", Source: Source{What: Delete, Text: "1", Stays: "0"}}
	id, called := Column{Name: "ID", Source: login}, Column{Name: "氏名", Source: name}
	password := Column{Name: "PW", Source: Source{What: Password, Stays: "*"}}
	at := func(key int, columns ...Column) *Format {
		f := narrow(columns...)
		f.Key, f.Shape.Encoding, f.Shape.HeadLines = key, "UTF-8", nil
		return f
	}
	here := "user0001," + d.Users[0].Name + "\nuser0002," + d.Users[1].Name
	for _, c := range []struct {
		name string
		f    *Format
		rows []Row
		want string
	}{
		{"a stranger without a key", at(1, called, id), []Row{{Record: -1, Line: "佐藤", There: true}}, d.Users[0].Name + ",user0001\n" + d.Users[1].Name + ",user0002\n"},
		{"who leaves by the first column", at(1, mark, id), []Row{{Record: 9, Line: "0,gone", There: true}}, "0,user0001\n0,user0002\n1,gone\n"},
		{"who leaves without the column of the mark", at(0, id, called, mark), []Row{{Record: 9, Line: "gone,x", There: true}}, strings.ReplaceAll(here, "\n", ",0\n") + ",0\n"},
	} {
		if got := written(t, draft(t, c.f, d, c.rows, Options{})); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	f := at(1, password, id)
	for _, row := range draft(t, f, d, nil, Options{Password: "secret99"}).Rows() {
		if strings.Contains(row.Line, "secret99") || !strings.HasPrefix(row.Line, "*,") {
			t.Errorf("kept is %q", row.Line)
		}
	}
	r, err := Read(t.Context(), strings.NewReader("secret99,user0001\n,user0002\n"), f, d, []Row{{Record: 1, Line: "*", There: true}}, ReadOptions{})
	if err != nil || r.Rows[0].Line != "*,user0001" || r.Rows[1].Line != ",user0002" {
		t.Errorf("kept is %+v, %v", r, err)
	}
	f = at(0, id, called, password)
	if r, err := Read(t.Context(), strings.NewReader("user0001,佐藤\n"), f, d, nil, ReadOptions{}); err != nil || r.Rows[0].Line != "user0001,佐藤" {
		t.Errorf("kept is %+v, %v", r, err)
	}
	f = at(1, mark, id)
	if r, err := Read(t.Context(), strings.NewReader("1,user0001\n0,user0002\n"), f, d, nil, ReadOptions{Strangers: true}); err != nil || len(r.Rows) != 1 || r.Rows[0].Record != 2 {
		t.Errorf("the mark is not seen: %+v, %v", r, err)
	}
	three := office(3)
	for i := range three.Users {
		three.Users[i].LoginName = "same"
	}
	var with []string
	for _, p := range draft(t, at(0, id, called), three, nil, Options{}).Problems() {
		with = append(with, fmt.Sprint(p.Kind, p.Column, p.Name, p.With))
	}
	want := []string{"twiceID" + three.Users[0].Name + three.Users[1].Name, "twiceID" + three.Users[1].Name + three.Users[0].Name, "twiceID" + three.Users[2].Name + three.Users[0].Name}
	if !slices.Equal(with, want) {
		t.Errorf("%q, want %q", with, want)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	f = at(0, id, called)
	f.Shape = bookShape
	f.Shape.HeadLines = []string{"社員一覧", "ID,氏名"}
	for range 2 {
		if err := draft(t, f, office(3000), nil, Options{}).Write(gone, io.Discard, t.TempDir()); !errors.Is(err, context.Canceled) {
			t.Errorf("a workbook that nobody waits for: %v", err)
		}
		f.Shape.HeadLines = nil
	}
}

// Of several columns that say one field, the whole one in our letters goes first.
func TestRead_WhichColumnSaysAField(t *testing.T) {
	kana, half := reading.With(Full, Katakana), reading.With(Full, HalfKatakana)
	family, given := reading.With(Family, Katakana), reading.With(Given, Katakana)
	for _, c := range []struct {
		sources []Source
		want    []int
	}{
		{[]Source{reading, kana}, []int{0}}, {[]Source{kana, reading}, []int{1}}, {[]Source{kana, half}, []int{0}}, {[]Source{reading, reading}, []int{0}},
		{[]Source{family, reading}, []int{1}}, {[]Source{family, kana}, []int{1}}, {[]Source{kana, family}, []int{0}}, {[]Source{given, family}, []int{1, 0}}, {[]Source{family, given, family}, []int{0, 1}},
	} {
		f := narrow()
		for _, s := range c.sources {
			f.Columns = append(f.Columns, Column{Source: s})
		}
		if got := f.sayers(directory.Options{}); len(got) != 1 || !slices.Equal(got[0].columns, c.want) {
			t.Errorf("%+v: %+v, want %v", c.sources, got, c.want)
		}
	}
}

// What a service keeps beside each membership comes again with it; what it keeps once does too,
// as what it is.
func TestColumns_TheLastComeAgainAsTheyAre(t *testing.T) {
	f := narrow(Column{Source: login}, Column{Source: code(1)}, Column{Source: keep}, Column{Source: Source{What: Keep, Member: 1}})
	f.Repeat = 3
	all := f.columns(3)
	var members []int
	for _, c := range all {
		members = append(members, c.Source.Member)
	}
	if want := []int{0, 1, 0, 1, 2, 0, 2, 3, 0, 3}; !slices.Equal(members, want) {
		t.Errorf("%v, want %v", members, want)
	}
	r := newRenderer(f, office(1))
	for id, want := range map[int]string{0: "", 1: "", 2: "100"} {
		if got := r.departmentField(Of(directory.FieldParent), &r.now.Departments[id]); got != want {
			t.Errorf("%s is under %q, want %q", r.now.Departments[id].Name, got, want)
		}
	}
}

// A file that says of departments what cybozu.com says is taken for it where that is wanted alone.
func TestRead_DepartmentsThatAreLinkedStayUnlessWanted(t *testing.T) {
	d := office(1)
	d.Departments[7].CybozuID = 30
	f := narrow(Column{Name: "コード", Source: Of(directory.FieldCode)}, Column{Name: "名前", Source: Of(directory.FieldName)})
	f.Kind, f.Shape.Encoding = Departments, "UTF-8"
	for linked, want := range map[bool]string{false: "工場", true: "第一工場"} {
		r, err := Read(t.Context(), strings.NewReader("コード,名前\n300,第一工場\n200,総務\n"), f, d, nil, ReadOptions{Linked: linked})
		if err != nil || r.Then().Departments[7].Name != want || r.Then().Departments[5].Name != "総務" {
			t.Errorf("linked %v: %+v, %v", linked, r.Then().Departments, err)
		}
	}
}

// Every word for a part of a name is known beside one for よみ, whichever stands first.
func TestHeaders_EachWordOfAReadingIsKnown(t *testing.T) {
	scripts := map[Script][]string{
		HalfKatakana: {"半角フリガナ", "半角カナ", "半角カタカナ"}, Katakana: {"フリガナ", "ヨミガナ", "カタカナ", "カナ", "ヨミ"}, Hiragana: {"ひらがな"},
		AsIs: {"ふりがな", "よみがな", "読み仮名", "読みがな", "かな", "よみ", "読み", "kana", "yomi", "furigana", "reading", "phonetic"},
	}
	parts := map[Part][]string{
		Full:   {"", "氏名", "名前", "お名前", "姓名", "社員名", "従業員名", "社員氏名", "職員名", "利用者名", "表示名", "name", "full", "full name", "の"},
		Family: {"姓", "氏", "苗字", "名字", "セイ", "せい", "last", "family", "last name", "family name", "surname", "氏名姓"},
		Given:  {"名", "メイ", "めい", "first", "given", "first name", "given name", "氏名名"},
	}
	for script, words := range scripts {
		for _, word := range words {
			for part, beside := range parts {
				for _, of := range beside {
					for _, header := range []string{of + word, word + of} {
						h := hintOf(header)
						if h.source.Field != directory.FieldReading || h.source.Part != part || !h.sure || !h.known {
							t.Errorf("%s is %+v", header, h)
						}
						if h.source.Script != script && of != "セイ" && of != "メイ" && of != "せい" && of != "めい" {
							t.Errorf("%s is in %s, want %s", header, h.source.Script, script)
						}
					}
				}
			}
		}
	}
}

// What is left of a header beside よみ is read once; よみ of something else is none of ours.
func TestHeaders_AReadingOfAReadingIsNone(t *testing.T) {
	for _, header := range []string{"カナよみ", "フリガナの読み", "会社名カナ"} {
		if h := hintOf(header); h != (hint{known: true}) {
			t.Errorf("%s is %+v", header, h)
		}
	}
}

// Of two fields that say the same, the one that everybody has is meant.
func TestLearn_TheFieldThatMostHaveIsMeant(t *testing.T) {
	d := office(6)
	file := "ログインID,謎\n"
	for i := range d.Users {
		d.Users[i].Phone = d.Users[i].MobilePhone
		file += d.Users[i].LoginName + "," + d.Users[i].MobilePhone + "\n"
	}
	d.Users[0].Phone = ""
	l, err := Learn(t.Context(), strings.NewReader(file), d, LearnOptions{})
	if err != nil || l.Format.Columns[1].Source != mobile || l.Matches[1].Same != 6 {
		t.Errorf("%+v %+v, %v", l.Format.Columns, l.Matches, err)
	}
}

// Departments that are numbered keep their numbers, and are found by names with other spaces.
func TestDepartments_NumbersAndSpaces(t *testing.T) {
	d := office(3)
	for head, want := range map[string][]int{"部署コード2": {2}, "部署コード3,部署コード1": {3, 1}, "部署コード,部署コード": {1, 2}, "部署コード2,部署コード": {2, 3}} {
		n := strings.Count(head, ",") + 1
		l, err := Learn(t.Context(), strings.NewReader("ログインID,"+head+"\nuser0001"+strings.Repeat(",x", n)+"\n"), d, LearnOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var members []int
		for _, c := range l.Format.Columns[1:] {
			members = append(members, c.Source.Member)
		}
		if !slices.Equal(members, want) {
			t.Errorf("%s: %v, want %v", head, members, want)
		}
	}
	d.Users[0].CybozuID, d.Departments[2].Name = 0, "東京　営業所"
	for _, s := range []Source{member(1), {What: AllNames, Join: "、"}} {
		f := narrow(Column{Name: "ID", Source: login}, Column{Name: "所属", Source: s})
		f.Shape.Encoding = "UTF-8"
		if after, _ := readIn(t, f, []byte("ID,所属\nuser0001,東京営業所\n"), d, nil); !slices.Equal(after.Users[0].Departments, []int64{3}) {
			t.Errorf("%+v: %v", s, after.Users[0].Departments)
		}
	}
	for id := range int64(5) { // a deep branch
		d.Departments = append(d.Departments, directory.Department{ID: 20 + id, ParentID: max(19+id, 8), Name: fmt.Sprint("第", id, "階層"), SortOrder: 1})
	}
	d.Departments[8].ParentID = 8
	d.NextDepartmentID = 25
	for i := range d.Users {
		d.Users[i].Departments = []int64{24}
	}
	file := "ログインID,謎\n"
	for i := range d.Users {
		file += d.Users[i].LoginName + ",第4階層\n"
	}
	l, err := Learn(t.Context(), strings.NewReader(strings.ReplaceAll(file, "謎", "組織6")), d, LearnOptions{})
	if err != nil || l.Format.Columns[1].Source != (Source{What: Level, Level: 6, Member: 1}) || l.Matches[1].Same != 3 {
		t.Errorf("the sixth level: %+v %+v, %v", l.Format.Columns, l.Matches, err)
	}
	f := narrow(Column{Name: "コード", Source: Of(directory.FieldCode)}, Column{Name: "名前", Source: Of(directory.FieldName)}, Column{Name: "親", Source: Of(directory.FieldParent)})
	f.Kind, f.Shape.Encoding = Departments, "UTF-8"
	var wrong csvfile.Errors
	if _, err := Read(t.Context(), strings.NewReader("コード,名前,親\n900,甲,999\n"), f, office(1), nil, ReadOptions{}); !errors.As(err, &wrong) || wrong[0].Column != "親" || wrong[0].Line != 2 {
		t.Errorf("under one that is not there: %+v", err)
	}
}

// Who ends the program while a file is read is not told of mistakes in it.
func TestRead_StoppedHalfwayIsNoMistakeOfTheFile(t *testing.T) {
	departments := narrow(Column{Name: "ID", Source: Of(directory.FieldCode)}, Column{Name: "氏名", Source: Of(directory.FieldName)})
	departments.Kind = Departments
	for _, f := range []*Format{departments, narrow(Column{Name: "ID", Source: login}, Column{Name: "氏名", Source: name})} {
		f.Shape.Encoding = "UTF-8"
		stopped, done := 0, 0
		for n := 0; done < 3 && n < 100; n++ {
			ctx, cancel := context.WithCancel(t.Context())
			_, err := Read(&lastLook{ctx, cancel, n}, strings.NewReader("ID,氏名\n300,x\n200,y\n"), f, office(2), nil, ReadOptions{Password: "secret99"})
			cancel()
			switch {
			case err == nil:
				done++
			case errors.Is(err, context.Canceled):
				stopped++
			default:
				t.Errorf("%s, stopped after %d: %v", f.Kind, n, err)
			}
		}
		if stopped < 3 || done < 3 {
			t.Errorf("%s: stopped %d times, done %d times", f.Kind, stopped, done)
		}
	}
}

// lastLook is a context that ends after it was looked at so often.
type lastLook struct {
	context.Context
	cancel func()
	left   int
}

func (c *lastLook) Err() error {
	if c.left--; c.left < 0 {
		c.cancel()
	}
	return c.Context.Err()
}

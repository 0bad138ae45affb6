package csvfile_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"anpisync/app/credentials"
	"anpisync/app/csvfile"
	"anpisync/reconcile/directory"
)

func TestEveryEncodingAndSeparatorIsRecognised(t *testing.T) {
	utf16 := func(e unicode.Endianness, b unicode.BOMPolicy) func(string) (string, error) {
		return unicode.UTF16(e, b).NewEncoder().String
	}
	encodings := map[string]struct {
		encode func(string) (string, error)
		want   csvfile.Encoding
	}{
		"UTF-8":                    {func(s string) (string, error) { return s, nil }, csvfile.UTF8},
		"UTF-8 with a mark":        {func(s string) (string, error) { return "\uFEFF" + s, nil }, csvfile.UTF8},
		"CP932":                    {japanese.ShiftJIS.NewEncoder().String, csvfile.CP932},
		"UTF-16LE with a mark":     {utf16(unicode.LittleEndian, unicode.UseBOM), csvfile.UTF16LE},
		"UTF-16BE with a mark":     {utf16(unicode.BigEndian, unicode.UseBOM), csvfile.UTF16BE},
		"UTF-16LE without a mark":  {utf16(unicode.LittleEndian, unicode.IgnoreBOM), csvfile.UTF16LE},
		"UTF-16BE without a mark ": {utf16(unicode.BigEndian, unicode.IgnoreBOM), csvfile.UTF16BE},
	}
	for name, e := range encodings {
		for _, separator := range []string{",", "\t"} {
			for _, end := range []string{"\n", "\r\n"} {
				for kind, lines := range map[csvfile.Kind][]string{
					csvfile.Users:       {"メモ,ログイン名", `"表 ,能",sato`},
					csvfile.Departments: {"部署名,部署コード", "表示,S"},
					csvfile.Memberships: {"部署コード,ログイン名,部署コード", "G,sato,S1"},
				} {
					file, err := e.encode(strings.ReplaceAll(strings.Join(lines, end), ",", separator))
					if err != nil {
						t.Fatal(err)
					}
					edit, err := csvfile.Read(context.Background(), strings.NewReader(file), office(), csvfile.ReadOptions{})
					if err != nil {
						t.Errorf("%s, %q, %s: %v", name, separator, kind, err)
						continue
					}
					d := csvfile.Result(edit)
					right := map[csvfile.Kind]bool{
						csvfile.Users:       d.Users[0].Memo == strings.ReplaceAll("表 ,能", ",", separator),
						csvfile.Departments: d.Departments[1].Name == "表示",
						csvfile.Memberships: slices.Equal(d.Users[0].Departments, []int64{3, 4, 5}),
					}
					if edit.Kind != kind || edit.Encoding != e.want || edit.Rows != 1 || !right[kind] {
						t.Errorf("%s, %q, %s: read as %s in %s: %+v", name, separator, kind, edit.Kind, edit.Encoding, d.Users[0])
					}
				}
			}
		}
	}
}

func TestTheHeaderAloneTellsTheSeparator(t *testing.T) {
	for file, want := range map[string]string{
		"ログイン名\tメモ\nsato\ta,b\n": "a,b",
		"ログイン名,メモ\t\nsato,a\n":   "a", // a tab where a spreadsheet has left one
		"ログイン名,メモ\nsato,a\tb\n":  "a\tb",
	} {
		if got := user(t, after(t, office(), file, csvfile.ReadOptions{}), "sato").Memo; got != want {
			t.Errorf("%q: %q", file, got)
		}
	}
}

func TestUsersAreAddedChangedAndDeletedByLoginName(t *testing.T) {
	p := plan(t, office(), ""+
		"ログイン名,名前,よみ,メールアドレス,メモ,並び順,削除フラグ,パスワード\n"+
		"sato,佐藤 昇, さとう\t次郎 ,SATO@example.co.jp,,,0,\n"+
		"suzuki,,,,,,1,\n"+
		" new ,'=新人,,,\"a\nb\",１２,,new-password\n", csvfile.ReadOptions{})
	if got, want := words(p), []string{"delete suzuki", "update sato", "create new"}; !slices.Equal(got, want) {
		t.Fatalf("planned %q, want %q", got, want)
	}
	d := p.ApplyTo(office())
	sato := user(t, d, "sato")
	if sato.Reading != "さとう 次郎" || sato.Email != "SATO@example.co.jp" || sato.Phone != "03-0000-0001" || !slices.Equal(sato.Departments, []int64{2, 4}) {
		t.Errorf("sato is %+v", sato)
	}
	fresh := user(t, d, "new")
	if fresh.ID != 4 || fresh.Name != "=新人" || fresh.Memo != "a\nb" || fresh.SortOrder != (directory.OptionalInt{Value: 12, Valid: true}) || fresh.Linked() {
		t.Errorf("new is %+v", fresh)
	}
	if ok, err := credentials.VerifyPassword(fresh.PasswordHash, "new-password"); !ok || err != nil {
		t.Errorf("new has another password (%v)", err)
	}
	if d.NextUserID != 5 {
		t.Errorf("the next id is %d", d.NextUserID)
	}
	for _, c := range p.Users {
		if c.Reason != directory.ReasonFile {
			t.Errorf("%s because of %s", c.Action, c.Reason)
		}
	}
	if p.Left.UnchangedUsers != 0 {
		t.Errorf("%d unchanged", p.Left.UnchangedUsers)
	}
}

func TestWhatIsThereAlreadyIsCounted(t *testing.T) {
	for file, want := range map[string]int{
		"ログイン名,削除フラグ\nsato,\nghost,1\nsuzuki,\n": 2, "ログイン名,メモ\nsato,\nsuzuki,x\n": 1, "ログイン名,部署コード\nsato,S\nsuzuki,\n0012,\n": 2, "ログイン名\n": 0,
	} {
		if got := plan(t, office(), file, csvfile.ReadOptions{}).Left.UnchangedUsers; got != want {
			t.Errorf("%q: %d, want %d", file, got, want)
		}
	}
}

func TestAFileMayDeleteEverybody(t *testing.T) {
	if d := after(t, office(), "ログイン名,削除フラグ\nsato,1\nsuzuki,1\n0012,１\n", csvfile.ReadOptions{}); len(d.Users) != 0 {
		t.Errorf("%+v are left", d.Users)
	}
}

func TestColumnThatTheFileLacksStaysAndEmptyCellEmpties(t *testing.T) {
	d := after(t, office(), "ログイン名,電話番号,並び順\nsuzuki,,\n", csvfile.ReadOptions{})
	want := office().Users[1]
	want.Phone, want.SortOrder = "", directory.OptionalInt{}
	if got := user(t, d, "suzuki"); !got.Equal(&want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestU10_AddressesMaySwapAndPassOnInAFile(t *testing.T) {
	for name, file := range map[string]string{
		"swapped":                    "sato,suzuki@example.co.jp,\nsuzuki,sato@example.co.jp,\n",
		"passed on":                  "0012,sato@example.co.jp,\nsato,,\n",
		"of somebody who is deleted": "0012,SATO@example.co.jp,\nsato,,1\n",
	} {
		t.Run(name, func(t *testing.T) {
			after(t, office(), "ログイン名,メールアドレス,削除フラグ\n"+file, csvfile.ReadOptions{})
		})
	}
}

func TestDepartmentsAreAddedMovedAndRenamedByCode(t *testing.T) {
	p := plan(t, office(), ""+
		"親部署コード,部署名,部署コード,並び順\n"+
		"X,新しい課,X1,\n"+ // below one that comes later
		",新しい部,X,\n"+
		"X,別の課,X2,\n"+
		"S1,庶務課,G1,\n"+
		",営業本部,S,\n", csvfile.ReadOptions{})
	if got, want := words(p), []string{"update 営業本部", "update 庶務課", "create 新しい課", "create 新しい部", "create 別の課"}; !slices.Equal(got, want) {
		t.Fatalf("planned %q, want %q", got, want)
	}
	d := p.ApplyTo(office())
	top, first, second := department(t, d, "新しい部"), department(t, d, "新しい課"), department(t, d, "別の課")
	if top.ParentID != 1 || top.SortOrder != 2 || first.ParentID != top.ID || first.SortOrder != 1 || second.ParentID != top.ID || second.SortOrder != 2 {
		t.Errorf("new ones are %+v, %+v, %+v", top, first, second)
	}
	if moved := department(t, d, "庶務課"); moved.ParentID != 3 || moved.SortOrder != 4 {
		t.Errorf("the moved one is %+v", moved)
	}
}

func TestDepartmentsThatTheFileLacksStayUnlessTicked(t *testing.T) {
	const file = "部署コード,部署名,親部署コード\nG,総務部,\n"
	if p := plan(t, office(), file, csvfile.ReadOptions{}); !p.Empty() || p.Left.UnchangedDepartments != 1 {
		t.Errorf("without the tick: planned %q, %d unchanged", words(p), p.Left.UnchangedDepartments)
	}
	p := plan(t, office(), file, csvfile.ReadOptions{DeleteMissing: true, Exclude: true})
	want := []string{"delete 営業部", "delete 海外営業部", "delete 庶務課", "update 有志の会", "update sato", "update suzuki"}
	if got := words(p); !slices.Equal(got, want) {
		t.Fatalf("planned %q, want %q", got, want)
	}
	d := p.ApplyTo(office())
	if lifted := department(t, d, "有志の会"); lifted.ParentID != directory.RootID {
		t.Errorf("the one without a code is %+v", lifted)
	}
	for _, c := range p.Departments {
		if c.Action == directory.Update && (c.Rule != "D6" || c.Reason != directory.ReasonLifted) {
			t.Errorf("lifted by %s because of %s", c.Rule, c.Reason)
		}
	}
	for _, c := range p.Users {
		if c.Rule != "M3" || c.Reason != directory.ReasonDeparted {
			t.Errorf("%s by %s because of %s", c.After.LoginName, c.Rule, c.Reason)
		}
	}
	if got := user(t, d, "sato").Departments; !slices.Equal(got, []int64{4}) {
		t.Errorf("sato is in %v", got)
	}
	excluded := []directory.Exclusion{
		{Kind: directory.KindDepartment, CybozuID: 102, Name: "営業部"}, {Kind: directory.KindDepartment, CybozuID: 103, Name: "海外営業部"},
	}
	if got := p.Remembered.Excluded; !slices.Equal(got, excluded) {
		t.Errorf("excluded %v (U13)", got)
	}
}

func TestU13_AFileLeavesOutWhatItDeletesWhereThatIsTickedAlone(t *testing.T) {
	d := office()
	d.Users[2].CybozuID = 203 // whom the file leaves alone
	for _, c := range []struct {
		file    string
		missing bool
		left    directory.Exclusion
	}{
		{"ログイン名,削除フラグ\nsato,1\nsuzuki,1\n", false, directory.Exclusion{Kind: directory.KindUser, CybozuID: 201, Name: "佐藤 昇"}},
		{"部署コード,部署名,親部署コード\nS,営業部,\nG,総務部,\n", true, directory.Exclusion{Kind: directory.KindDepartment, CybozuID: 103, Name: "海外営業部"}},
	} {
		for _, tick := range []bool{false, true} {
			var want []directory.Exclusion
			if tick {
				want = []directory.Exclusion{c.left}
			}
			p := plan(t, d, c.file, csvfile.ReadOptions{DeleteMissing: c.missing, Exclude: tick})
			if got := p.Remembered.Excluded; !slices.Equal(got, want) || p.Empty() {
				t.Errorf("tick %v: %v are left out, want %v\n%s", tick, got, want, c.file)
			}
		}
	}
}

func TestD6_DepartmentWhoseParentIsDeletedWithoutAColumnForIt(t *testing.T) {
	d := office()
	d.Departments[5].ParentID = 3 // 庶務課, local, below a linked one
	then := after(t, d, "部署コード\nG\nG1\nS\n", csvfile.ReadOptions{DeleteMissing: true})
	if got := department(t, then, "庶務課").ParentID; got != 2 {
		t.Errorf("it is below %d", got)
	}
	said := refused(t, d, "部署コード\nG\nS1\n", csvfile.ReadOptions{DeleteMissing: true})
	if want := []string{"3 親部署コード parent-deleted S"}; !slices.Equal(said, want) { // a linked one is not moved (D8)
		t.Errorf("said %q", said)
	}
}

func TestM5_MembershipsThatAFileCannotSayStay(t *testing.T) {
	p := plan(t, office(), "ログイン名,部署コード\nsato,G1,G1,S1\n0012,\n", csvfile.ReadOptions{})
	d := p.ApplyTo(office())
	for login, want := range map[string][]int64{"sato": {3, 4, 6}, "suzuki": {5, 6}, "0012": nil} {
		if got := user(t, d, login).Departments; !slices.Equal(got, want) {
			t.Errorf("%s is in %v, want %v", login, got, want)
		}
	}
	if p.Left.UnchangedUsers != 1 {
		t.Errorf("%d unchanged", p.Left.UnchangedUsers)
	}
}

func TestWarningsOfWhatTheNextImportWillDo(t *testing.T) {
	for _, c := range []struct {
		name, file string
		o          csvfile.ReadOptions
		want       []string
	}{
		{"field of a linked user", "ログイン名,電話番号\nsato,1\nsuzuki,2\n", csvfile.ReadOptions{}, []string{"overwritten sato"}},
		{"memo of a linked user", "ログイン名,メモ\nsato,1\n", csvfile.ReadOptions{}, nil},
		{"membership in a linked department", "ログイン名,部署コード\nsato,S,S1\nsuzuki,S\n", csvfile.ReadOptions{}, []string{"memberships sato"}},
		{"memberships in two linked departments", "ログイン名,部署コード\nsato,S1\n", csvfile.ReadOptions{}, []string{"memberships sato"}},
		{"membership in a local department", "ログイン名,部署コード\nsato,S,G\n", csvfile.ReadOptions{}, nil},
		{"name of a linked department", "部署コード,部署名\nS,営業本部\nG,人事\n", csvfile.ReadOptions{}, []string{"renamed S"}},
		{"deletion", "ログイン名,削除フラグ\nsato,1\nsuzuki,1\nghost,1\n", csvfile.ReadOptions{}, []string{"comes-back sato", "nobody ghost"}},
		{"deletion for good", "ログイン名,削除フラグ\nsato,1\n", csvfile.ReadOptions{Exclude: true}, nil},
		{"name that deceives", "ログイン名,名前,パスワード\nnew,佐\u200b藤,secret12\nplain,佐藤,secret12\n", csvfile.ReadOptions{}, []string{"deceives new"}},
		{"deletion of departments", "部署コード\nG\nG1\n", csvfile.ReadOptions{DeleteMissing: true}, []string{"comes-back S S1"}},
	} {
		var got []string
		for _, w := range plan(t, office(), c.file, c.o).Warnings {
			said := string(w.Kind)
			for _, p := range w.Parties {
				said += " " + p.Code
			}
			got = append(got, said)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: warns %q, want %q", c.name, got, c.want)
		}
	}
}

func TestI1_EveryErrorIsToldWithItsLine(t *testing.T) {
	long := strings.Repeat("長", 300)
	for _, c := range []struct {
		name, file string
		o          csvfile.ReadOptions
		want       []string
	}{
		{"empty", "", csvfile.ReadOptions{}, []string{"1 empty"}},
		{"empty lines", "\n\n", csvfile.ReadOptions{}, []string{"1 empty"}},
		{"no kind", "氏名,部署\n佐藤,営業\n", csvfile.ReadOptions{}, []string{"1 kind-unknown"}},
		{"columns", "ログイン名,氏名,名前,名前,住所\nx,,,,\n", csvfile.ReadOptions{}, []string{"1 column-unknown 氏名", "1 名前 column-twice", "1 column-unknown 住所"}},
		{"columns of another kind", "部署コード,削除フラグ\n", csvfile.ReadOptions{}, []string{"1 column-unknown 削除フラグ"}},
		{"quotes", "ログイン名,メモ\nsato,a\"b\nsuzuki,\"a\"b\n0012,x\n", csvfile.ReadOptions{}, []string{"2 quote", "3 quote"}},
		{"a quote that does not end", "ログイン名,メモ\nsato,\"a\nsuzuki,b\n", csvfile.ReadOptions{}, []string{"2 quote"}},
		{"to the right of the header", "ログイン名,メモ\nsato,a,,b\n", csvfile.ReadOptions{}, []string{"2 no-column b"}},
		{"bytes and NUL", "ログイン名,メモ,名前\nsato,\xff,a\x00b\nsuzuki,\xe3\x81,c\n", csvfile.ReadOptions{}, []string{"2 メモ bytes", "2 名前 nul", "3 メモ bytes"}},
		{"nothing else of such a line", "ログイン名,名前\n\xff,\n", csvfile.ReadOptions{}, []string{"2 ログイン名 bytes"}},
		{"CP932 bytes", "\x83\x8d\x83O\x83C\x83\x93\x96\xbc,\x83\x81\x83\x82\nsato,\xff\nsuzuki,\x80\n", csvfile.ReadOptions{}, []string{"2 メモ bytes", "3 メモ bytes"}},
		{"UTF-16 bytes", "\xff\xfe" + wide("ログイン名,メモ\nsato,") + "\x00\xd8" + wide("\nsuzuki,a") + "\x00", csvfile.ReadOptions{}, []string{"2 メモ bytes", "3 メモ bytes"}},
		{"users", "ログイン名,名前,並び順,削除フラグ,電話番号,パスワード\n" +
			"sato,,一,2," + long + ",kurz\n" + // 2
			",誰か,,,,\n" + // 3
			"sato,,,,,\n" + // 4
			"new,,,,,\n" + // 5
			"new,新人,,,,long-enough\n" + // 6
			strings.Repeat("x", 129) + ",新人,1.5,,,long-enough\n", // 7
			csvfile.ReadOptions{}, []string{
				"2 削除フラグ flag 2", "2 名前 required", "2 電話番号 long " + strings.Repeat("長", 60) + "…", "2 並び順 number 一", "2 パスワード password-length",
				"3 ログイン名 required", "4 ログイン名 twice sato", "5 名前 required", "5 パスワード no-password",
				"6 ログイン名 twice new", "7 ログイン名 long " + strings.Repeat("x", 60) + "…", "7 並び順 number 1.5",
			}},
		{"addresses", "ログイン名,メールアドレス\n0012,Sato@example.co.jp\nsuzuki,sato@example.co.jp\n", csvfile.ReadOptions{}, []string{
			"2 メールアドレス email-twice Sato@example.co.jp", "3 メールアドレス email-twice sato@example.co.jp",
		}},
		{"address of somebody before one who has none", "ログイン名,名前,メールアドレス,パスワード\nnew,新人,sato@example.co.jp,long-enough\n", csvfile.ReadOptions{}, []string{
			"2 メールアドレス email-twice sato@example.co.jp",
		}},
		{"departments", "部署コード,部署名,親部署コード,並び順\n" +
			"G,,X,\n" + // 2
			",名前,,\n" + // 3
			"S1,海外営業部,G,\n" + // 4
			"G1,庶務課,N,\n" + // 5
			"N,新しい課,G1,x\n" + // 6
			"N,新しい課,,\n" + // 7
			"S,営業部,S,\n", // 8
			csvfile.ReadOptions{}, []string{
				"2 部署名 required", "2 親部署コード unknown-department X", "3 部署コード required", "4 親部署コード move-linked S1",
				"5 親部署コード ring G1", "6 並び順 number x", "6 親部署コード ring N", "7 部署コード twice N", "8 親部署コード move-linked S",
			}},
		{"parent that the file deletes", "部署コード,部署名,親部署コード\nG1,庶務課,G\n", csvfile.ReadOptions{DeleteMissing: true}, []string{"2 親部署コード parent-deleted G"}},
		{"parent that the file deletes, in the first column", "親部署コード,部署名,部署コード\nS,海外営業部,S1\n", csvfile.ReadOptions{DeleteMissing: true}, []string{"2 親部署コード parent-deleted S"}},
		{"memberships", "ログイン名,部署コード\nsato,S,X\nghost,S\n,S\nsato,S\n", csvfile.ReadOptions{}, []string{
			"2 部署コード unknown-department X", "3 ログイン名 unknown-user ghost", "4 ログイン名 required", "5 ログイン名 twice sato",
		}},
	} {
		if got := refused(t, office(), c.file, c.o); !slices.Equal(got, c.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", c.name, got, c.want)
		}
	}
}

// Whoever mends a file looks for the line, the other one, and what is too much.
func TestI1_AnErrorHasAllThatHelpsToMendIt(t *testing.T) {
	long, tooLong := strings.Repeat("長", 128), strings.Repeat("長", 129)
	fresh := "ログイン名,名前,メールアドレス,パスワード\n"
	for _, c := range []struct {
		name, file string
		want       []csvfile.LineError
	}{
		{"nothing", "", []csvfile.LineError{{Line: 1, Kind: csvfile.ErrorEmpty}}},
		{"lines without a cell", ",\n,\n", []csvfile.LineError{{Line: 1, Kind: csvfile.ErrorEmpty}}},
		{"no column that is known", "\n氏名\n", []csvfile.LineError{{Line: 2, Kind: csvfile.ErrorKindUnknown}}},
		{"columns", "ログイン名,氏名,名前,名前\n", []csvfile.LineError{
			{Line: 1, Kind: csvfile.ErrorColumnUnknown, Value: "氏名"}, {Line: 1, Column: "名前", Kind: csvfile.ErrorColumnTwice},
		}},
		{"a row that is too long", "ログイン名,メモ\nsato," + strings.Repeat("x", 1<<20-5) + "\nsuzuki,x\n", []csvfile.LineError{
			{Line: 2, Kind: csvfile.ErrorLineLong, Limit: 1 << 20},
		}},
		{"a row that is hardly too long", "ログイン名,メモ\nsato," + strings.Repeat("x", 1<<20-6) + "\nsuzuki,x\n", []csvfile.LineError{
			{Line: 2, Column: "メモ", Kind: csvfile.ErrorLong, Value: strings.Repeat("x", 60) + "…", Limit: 10_000},
		}},
		{"quotes below an empty line", "ログイン名,メモ\n\nsato,a\"b\n", []csvfile.LineError{{Line: 3, Kind: csvfile.ErrorQuote}}},
		{"cells", "ログイン名" + strings.Repeat(",", 16_384) + "\n", []csvfile.LineError{{Line: 1, Kind: csvfile.ErrorManyCells, Limit: 16_384}}},
		{"cells, and nothing else of such a row", "ログイン名,名前\nsato," + strings.Repeat(",", 16_384) + "\nsuzuki,\n", []csvfile.LineError{
			{Line: 2, Kind: csvfile.ErrorManyCells, Limit: 16_384}, {Line: 3, Column: "名前", Kind: csvfile.ErrorRequired},
		}},
		{"no column", "ログイン名,メモ\nsato,a,,b,c\n", []csvfile.LineError{
			{Line: 2, Kind: csvfile.ErrorNoColumn, Value: "b"}, {Line: 2, Kind: csvfile.ErrorNoColumn, Value: "c"},
		}},
		{"a cell and nothing else of its row", "ログイン名,名前\nsato,\x00\nsuzuki,\n", []csvfile.LineError{
			{Line: 2, Column: "名前", Kind: csvfile.ErrorNUL}, {Line: 3, Column: "名前", Kind: csvfile.ErrorRequired},
		}},
		{"a login name twice", "ログイン名,メモ\nsato,\"a\nb\"\n\n sato,c\n", []csvfile.LineError{
			{Line: 5, Row: 4, Column: "ログイン名", Kind: csvfile.ErrorTwice, Value: " sato", Other: 2},
		}},
		{"lengths", "ログイン名,名前\nsato," + long + "\nsuzuki," + tooLong + "\n", []csvfile.LineError{
			{Line: 3, Column: "名前", Kind: csvfile.ErrorLong, Value: long[:60*len("長")] + "…", Limit: 128},
		}},
		{"an address that three have", fresh + "a,甲,x@example.jp,long-enough\nb,乙,X@example.jp,long-enough\nc,丙,x@example.jp,long-enough\n", []csvfile.LineError{
			{Line: 2, Column: "メールアドレス", Kind: csvfile.ErrorEmailTwice, Value: "x@example.jp", Other: 3, With: "b"},
			{Line: 3, Column: "メールアドレス", Kind: csvfile.ErrorEmailTwice, Value: "X@example.jp", Other: 2, With: "a"},
			{Line: 4, Column: "メールアドレス", Kind: csvfile.ErrorEmailTwice, Value: "x@example.jp", Other: 2, With: "a"},
		}},
		{"two addresses that two have", fresh + "a,甲,x@example.jp,long-enough\nb,乙,y@example.jp,long-enough\nc,丙,y@example.jp,long-enough\nd,丁,x@example.jp,long-enough\n", []csvfile.LineError{
			{Line: 2, Column: "メールアドレス", Kind: csvfile.ErrorEmailTwice, Value: "x@example.jp", Other: 5, With: "d"},
			{Line: 3, Column: "メールアドレス", Kind: csvfile.ErrorEmailTwice, Value: "y@example.jp", Other: 4, With: "c"},
			{Line: 4, Column: "メールアドレス", Kind: csvfile.ErrorEmailTwice, Value: "y@example.jp", Other: 3, With: "b"},
			{Line: 5, Column: "メールアドレス", Kind: csvfile.ErrorEmailTwice, Value: "x@example.jp", Other: 2, With: "a"},
		}},
		{"the address of somebody whom the file does not name", fresh + "a,甲,sato@example.co.jp,long-enough\n", []csvfile.LineError{
			{Line: 2, Column: "メールアドレス", Kind: csvfile.ErrorEmailTwice, Value: "sato@example.co.jp", With: "sato"},
		}},
		{"passwords", "ログイン名,パスワード,名前\nsato,kurz,佐藤\nnew,,新人\n", []csvfile.LineError{
			{Line: 2, Column: "パスワード", Kind: csvfile.ErrorPasswordLength}, {Line: 3, Column: "パスワード", Kind: csvfile.ErrorNoPassword},
		}},
		{"numbers and flags", "ログイン名,並び順,削除フラグ\nsato,１x,\nsuzuki,9223372036854775808,２\n", []csvfile.LineError{
			{Line: 2, Column: "並び順", Kind: csvfile.ErrorNumber, Value: "1x"},
			{Line: 3, Column: "削除フラグ", Kind: csvfile.ErrorFlag, Value: "2"}, {Line: 3, Column: "並び順", Kind: csvfile.ErrorNumber, Value: "9223372036854775808"},
		}},
		{"a code that is too long", "部署コード,部署名\n" + tooLong + ",新しい部\n", []csvfile.LineError{
			{Line: 2, Column: "部署コード", Kind: csvfile.ErrorLong, Value: long[:60*len("長")] + "…", Limit: 128},
		}},
		{"departments", "部署コード,親部署コード\nG,X\nS1,\nG1,G1\n", []csvfile.LineError{
			{Line: 2, Column: "親部署コード", Kind: csvfile.ErrorUnknownDepartment, Value: "X"}, {Line: 3, Column: "親部署コード", Kind: csvfile.ErrorMoveLinked, Value: "S1"},
			{Line: 4, Column: "親部署コード", Kind: csvfile.ErrorRing, Value: "G1"},
		}},
		{"memberships", "ログイン名,部署コード\nsato,S,X,Y\nghost,S\n", []csvfile.LineError{
			{Line: 2, Column: "部署コード", Kind: csvfile.ErrorUnknownDepartment, Value: "X"}, {Line: 2, Column: "部署コード", Kind: csvfile.ErrorUnknownDepartment, Value: "Y"},
			{Line: 3, Column: "ログイン名", Kind: csvfile.ErrorUnknownUser, Value: "ghost"},
		}},
	} {
		_, err := csvfile.Read(t.Context(), strings.NewReader(c.file), office(), csvfile.ReadOptions{})
		var errs csvfile.Errors
		if !errors.As(err, &errs) || !slices.Equal(errs, c.want) {
			t.Errorf("%s:\ngot  %+v, %v\nwant %+v", c.name, errs, err, c.want)
		}
	}
}

// wide is a text in UTF-16LE.
func wide(text string) string {
	encoded, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(text)
	if err != nil {
		panic(err)
	}
	return encoded
}

func TestErrorsTellTheLineAndTheRowOfASpreadsheet(t *testing.T) {
	_, err := csvfile.Read(context.Background(), strings.NewReader("ログイン名,メモ,並び順\n\nsato,\"a\nb\",1\n\nsuzuki,\"c\n\n\",x\n0012,,y\n"), office(), csvfile.ReadOptions{})
	var errs csvfile.Errors
	if !errors.As(err, &errs) || len(errs) != 2 {
		t.Fatalf("error %v", err)
	}
	if errs[0].Line != 6 || errs[0].Row != 5 || errs[1].Line != 9 || errs[1].Row != 6 {
		t.Errorf("told lines %d and %d, rows %d and %d", errs[0].Line, errs[1].Line, errs[0].Row, errs[1].Row)
	}
}

func TestErrorsHoldNoPassword(t *testing.T) {
	_, err := csvfile.Read(context.Background(), strings.NewReader("パスワード,ログイン名,名前\ngeh\x00eim,a,b\nkurz,c,d\n"), office(), csvfile.ReadOptions{})
	var errs csvfile.Errors
	if !errors.As(err, &errs) || len(errs) != 2 {
		t.Fatalf("error %v", err)
	}
	for _, e := range errs {
		if e.Value != "" {
			t.Errorf("told %q", e.Value)
		}
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errBroken }

var errBroken = errors.New("network drive is gone")

func TestFileThatCannotBeReadIsNoError_OfItsLines(t *testing.T) {
	if _, err := csvfile.Read(context.Background(), broken{}, office(), csvfile.ReadOptions{}); !errors.Is(err, errBroken) {
		t.Errorf("error %v", err)
	}
}

func TestCancelledReadingEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := csvfile.Read(ctx, strings.NewReader("ログイン名\nsato\n"), office(), csvfile.ReadOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

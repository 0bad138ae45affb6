package format

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"anpisync/app/xlsx"
	"anpisync/reconcile/directory"
)

// office has people as an office has them: departments of three levels, some who belong to
// two, some without a telephone.
func office(n int) *directory.Directory {
	d := &directory.Directory{
		Departments: []directory.Department{
			{ID: 1, Name: "最上位部署"},
			{ID: 2, ParentID: 1, Code: "100", Name: "営業本部", SortOrder: 1}, {ID: 3, ParentID: 2, Code: "110", Name: "東京営業所", SortOrder: 1},
			{ID: 4, ParentID: 3, Code: "111", Name: "第一営業課", SortOrder: 1}, {ID: 5, ParentID: 2, Code: "120", Name: "静岡営業所", SortOrder: 2},
			{ID: 6, ParentID: 1, Code: "200", Name: "総務部", SortOrder: 2}, {ID: 7, ParentID: 6, Code: "210", Name: "人事課", SortOrder: 1},
			{ID: 8, ParentID: 1, Code: "300", Name: "工場", SortOrder: 3},
		},
		NextDepartmentID: 9,
		Domain:           "sub.cybozu.com",
		Options:          directory.Options{Extra: directory.ExtraFields(directory.FieldMobile, directory.FieldEmployee)},
	}
	families := []string{"佐藤 さとう", "鈴木 すずき", "高橋 たかはし", "田中 たなか", "伊藤 いとう", "渡邉 わたなべ", "山本 やまもと", "中村 なかむら", "小林 こばやし", "髙木 たかぎ"}
	givens := []string{"昇 のぼる", "美咲 みさき", "健太 けんた", "さくら さくら", "大輔 だいすけ", "優子 ゆうこ", "ジョン じょん"}
	homes := [][]int64{{4}, {3}, {5}, {6}, {7}, {8}, {2}, {4, 7}}
	for i := range n {
		family, familyReading, _ := strings.Cut(families[i%len(families)], " ")
		given, givenReading, _ := strings.Cut(givens[(i/len(families)+i)%len(givens)], " ")
		u := directory.User{
			ID: int64(i + 1), LoginName: fmt.Sprintf("user%04d", i+1), Name: family + " " + given, Reading: familyReading + " " + givenReading,
			Email: fmt.Sprintf("user%d@example.co.jp", i+1), Phone: fmt.Sprintf("03-%04d-%04d", 1000+i, 2000+i),
			MobilePhone: fmt.Sprintf("090-%04d-%04d", 3000+i, 4000+i), EmployeeNumber: fmt.Sprintf("%06d", 100+i*7),
			Departments: homes[i%len(homes)], CybozuID: directory.CybozuID(1000 + i),
		}
		if i%9 == 4 {
			u.Phone = ""
		}
		d.Users = append(d.Users, u)
	}
	d.NextUserID = int64(n + 1)
	return d
}

// service is one that exports a file, in a shape of its own. None is a real one's; each is as
// what vendors tell in public lets expect.
type service struct {
	name   string
	head   []string // the lines above
	row    func(p *person) []string
	expect []Source // of the columns
	quoted bool     // every cell
	sep    string   // ","
	end    string   // "\r\n"
	cp932  bool
	mark   bool
	utf16  bool
	book   bool
}

// person is one as services write them.
type person struct {
	*directory.User
	n     int
	path  []string
	codes []string
	names []string
}

func (p *person) level(n int) string {
	if n <= len(p.path) {
		return p.path[n-1]
	}
	return ""
}

func (p *person) code(n int) string {
	if n <= len(p.codes) {
		return p.codes[n-1]
	}
	return ""
}

func (p *person) member(n int) string {
	if n <= len(p.names) {
		return p.names[n-1]
	}
	return ""
}

func people(d *directory.Directory) []*person {
	r := newRenderer(&Format{Kind: Users, Columns: []Column{{Source: Source{What: Code, Member: 9}}}}, d)
	var all []*person
	for i := range d.Users {
		u := &d.Users[i]
		p := &person{User: u, n: i}
		for _, id := range r.slots(u, nil) {
			if id != 0 {
				p.codes = append(p.codes, r.tree.Department(id).Code)
				p.names = append(p.names, r.tree.Department(id).Name)
				if p.path == nil {
					p.path = r.paths[id]
				}
			}
		}
		all = append(all, p)
	}
	return all
}

func (s *service) line(cells []string) string {
	sep := s.sep
	if sep == "" {
		sep = ","
	}
	var all []string
	for _, c := range cells {
		if s.quoted || strings.ContainsAny(c, sep+"\"\r\n") {
			c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
		all = append(all, c)
	}
	return strings.Join(all, sep)
}

// file is what the service exports of a directory.
func (s *service) file(t testing.TB, d *directory.Directory) []byte {
	t.Helper()
	var rows [][]string
	for _, p := range people(d) {
		rows = append(rows, s.row(p))
	}
	end := s.end
	if end == "" {
		end = "\r\n"
	}
	if s.book {
		var b bytes.Buffer
		sheet := xlsx.Sheet{Name: "社員一覧", Head: strings.Split(s.head[0], ","), Count: len(rows), Rows: func(yield func([]string) bool) {
			for _, r := range rows {
				if !yield(r) {
					return
				}
			}
		}}
		cover := xlsx.Sheet{Name: "はじめに", Head: []string{"このファイルについて"}, Rows: func(func([]string) bool) {}}
		if err := xlsx.Write(t.Context(), &b, t.TempDir(), cover, sheet); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	var text strings.Builder
	for _, h := range s.head {
		text.WriteString(s.line(strings.Split(h, ",")) + end)
	}
	for _, r := range rows {
		text.WriteString(s.line(r) + end)
	}
	whole := text.String()
	var err error
	switch {
	case s.cp932:
		whole, err = japanese.ShiftJIS.NewEncoder().String(whole)
	case s.utf16:
		whole, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(whole)
	case s.mark:
		whole = "\uFEFF" + whole
	}
	if err != nil {
		t.Fatal(err)
	}
	return []byte(whole)
}

var (
	login    = Of(directory.FieldLogin)
	name     = Of(directory.FieldName)
	reading  = Of(directory.FieldReading)
	email    = Of(directory.FieldEmail)
	phone    = Of(directory.FieldPhone)
	mobile   = Of(directory.FieldMobile)
	employee = Of(directory.FieldEmployee)
	keep     = Source{What: Keep}
)

func kata(text string) string { return toKatakana(text) }

func code(n int) Source   { return Source{What: Code, Member: n} }
func member(n int) Source { return Source{What: Name, Member: n} }
func level(n int) Source  { return Source{What: Level, Member: 1, Level: n} }

// services are ten of them.
var services = []*service{
	{
		name: "CP932, 組織1–3, no quotes", cp932: true, head: []string{"ログインID,氏名,フリガナ,メールアドレス1,メールアドレス2,電話番号,組織1,組織2,組織3,組織責任者,拠点1,パスワード,削除フラグ"},
		row: func(p *person) []string {
			return []string{p.LoginName, strings.ReplaceAll(p.Name, " ", "　"), kata(p.Reading), p.Email, fmt.Sprintf("p%d@mobile.example", p.n), p.Phone, p.level(1), p.level(2), p.level(3), []string{"", "○"}[p.n%2], "東京", "", "0"}
		},
		expect: []Source{login, {What: Field, Field: "name", Space: "　"}, reading.With(Full, Katakana), email, keep, phone, level(1), level(2), level(3), keep, keep, {What: Password}, {What: Delete, Text: "1", Stays: "0"}},
	},
	{
		name: "UTF-8 with a mark, all quoted, 社員番号", mark: true, quoted: true, head: []string{"社員番号,姓,名,セイ,メイ,会社メールアドレス,携帯電話番号,所属コード,所属名,役職"},
		row: func(p *person) []string {
			f, g, _ := strings.Cut(p.Name, " ")
			fr, gr, _ := strings.Cut(kata(p.Reading), " ")
			return []string{p.EmployeeNumber, f, g, fr, gr, p.Email, p.MobilePhone, p.code(1), p.member(1), "課長"}
		},
		expect: []Source{employee, name.With(Family, AsIs), name.With(Given, AsIs), reading.With(Family, Katakana), reading.With(Given, Katakana), email, mobile, code(1), member(1), keep},
	},
	{
		name: "tabs, UTF-8 without a mark, LF", sep: "\t", end: "\n", head: []string{"user_id,name,kana,mail,tel,department,note"},
		row: func(p *person) []string {
			return []string{p.LoginName, p.Name, p.Reading, strings.ToUpper(p.Email), digits(p.Phone), strings.Join(p.path, "/"), fmt.Sprintf("ロッカー%d", p.n)}
		},
		expect: []Source{login, name, reading, email, phone.With(Full, Digits), {What: Path, Member: 1, Join: "/"}, Of(directory.FieldMemo)},
	},
	{
		name: "two lines above", cp932: true, head: []string{"基本情報,,,連絡先,,,所属,,", "利用者ID（必須）,名前（必須）,ふりがな,メールアドレス,電話番号,携帯電話,部署コード1,部署コード2,雇用形態"},
		row: func(p *person) []string {
			return []string{p.LoginName, strings.ReplaceAll(p.Name, " ", ""), strings.ReplaceAll(p.Reading, " ", ""), p.Email, p.Phone, p.MobilePhone, p.code(1), p.code(2), "正社員"}
		},
		expect: []Source{login, {What: Field, Field: "name", Space: "-"}, {What: Field, Field: "reading", Space: "-"}, email, phone, mobile, code(1), code(2), keep},
	},
	{
		name: "no header", head: nil, quoted: true,
		row: func(p *person) []string {
			return []string{p.EmployeeNumber, p.Name, toHalf(kata(p.Reading)), p.Email, p.MobilePhone, p.code(1), "A"}
		},
		expect: []Source{employee, name, reading.With(Full, HalfKatakana), email, mobile, code(1), keep},
	},
	{
		name: "forty columns", mark: true, head: []string{"会員ID,社員番号,氏名,氏名（カナ）,性別,生年月日,入社日,雇用区分,役職コード,役職名,所属部署名,所属部署コード,勤務地,郵便番号,住所,自宅電話番号,携帯番号,メールアドレス,携帯メールアドレス,緊急連絡先,続柄,血液型,グループ1,グループ2,グループ3,権限,言語,受信設定,備考,項目1,項目2,項目3,項目4,項目5,項目6,項目7,項目8,項目9,登録日時,更新日時"},
		row: func(p *person) []string {
			row := []string{fmt.Sprintf("M%05d", 90000-p.n), p.EmployeeNumber, p.Name, kata(p.Reading), []string{"男", "女"}[p.n%2], "1980/04/01", "2010/04/01", "正社員", "10", "主任", p.member(1), p.code(1), "本社", "100-0001", "東京都千代田区", fmt.Sprintf("044-555-%04d", p.n), p.MobilePhone, p.Email, fmt.Sprintf("m%d@docomo.example", p.n), "", "", "A", "", "", "", "一般", "日本語", "1", ""}
			for i := range 9 {
				row = append(row, fmt.Sprintf("%d-%d", i, p.n%5))
			}
			return append(row, "2026/01/01 10:00:00", "2026/02/01 10:00:00")
		},
		expect: append(append([]Source{keep, employee, name, reading.With(Full, Katakana), keep, keep, keep, keep, keep, keep, member(1), code(1), keep, keep, keep, keep, mobile, email, keep, keep, keep, keep, keep, keep, keep, keep, keep, keep, Of(directory.FieldMemo)},
			keep, keep, keep, keep, keep, keep, keep, keep, keep), keep, keep),
	},
	{
		name: "UTF-16 with tabs", utf16: true, sep: "\t", head: []string{"アカウント,表示名,よみがな,E-mail,内線,連絡先電話番号,部門"},
		row: func(p *person) []string {
			return []string{p.LoginName, p.Name, p.Reading, p.Email, fmt.Sprint(100 + p.n), p.Phone, p.member(1)}
		},
		expect: []Source{login, name, reading, email, keep, phone, member(1)},
	},
	{
		name: "a workbook behind a cover", book: true, head: []string{"従業員番号,従業員名,従業員名カナ,メールアドレス,携帯,部署,兼務部署,備考"},
		row: func(p *person) []string {
			return []string{p.EmployeeNumber, p.Name, kata(p.Reading), p.Email, p.MobilePhone, p.member(1), p.member(2), ""}
		},
		expect: []Source{employee, name, reading.With(Full, Katakana), email, mobile, member(1), member(2), Of(directory.FieldMemo)},
	},
	{
		name: "LF, semicolons, notes below the names", sep: ";", end: "\n", head: []string{"社員コード,氏名,氏名ふりがな,通知先メールアドレス,電話,所属1,所属2,所属3", "必須・半角20文字,必須・全角40文字,任意,任意,任意,任意,任意,任意"},
		row: func(p *person) []string {
			return []string{p.EmployeeNumber, p.Name, p.Reading, p.Email, p.Phone, p.member(1), p.member(2), ""}
		},
		expect: []Source{employee, name, reading, email, phone, member(1), member(2), member(3)},
	},
	{
		name: "社員番号 is the login name here, lines in cells", cp932: true, quoted: true, head: []string{"社員番号,ユーザー名,カナ,メール,TEL,組織コード,組織名,メモ"},
		row: func(p *person) []string {
			return []string{p.LoginName, p.Name, kata(p.Reading), p.Email, p.Phone, strings.Join(p.codes, ";"), strings.Join(p.names, ";"), fmt.Sprintf("一行目\r\n二行目 \"%d\"", p.n)}
		},
		expect: []Source{login, name, reading.With(Full, Katakana), email, phone, {What: All, Join: ";"}, {What: AllNames, Join: ";"}, Of(directory.FieldMemo)},
	},
}

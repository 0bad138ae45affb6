package format

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"anpisync/app/goldentest"
	"anpisync/reconcile/directory"
)

// source is one in a word or two: its kind, and all that is not as usual.
func (w *tale) source(s Source) string {
	text, _ := json.Marshal(s)
	return strings.NewReplacer(`{"what":`, "", `"field","field":`, "", `"`, "", "}", "").Replace(string(text))
}

// learned tells in a few lines what a file is taken for.
func (w *tale) learned(t *testing.T, title, file string, d *directory.Directory, o LearnOptions) {
	l, err := Learn(t.Context(), strings.NewReader(file), d, o)
	if err != nil {
		w.say("%s: %v", title, err)
		return
	}
	w.say("%s: %d records below %q, key %s %v, %s, differs %d, ragged %v, known %q",
		title, l.Records, l.Format.Shape.HeadLines, l.Format.Label(l.Format.Key), l.Key, l.Format.Kind, l.Differs, l.Format.Shape.Ragged, l.Known)
	for i, c := range l.Format.Columns {
		m := l.Matches[i]
		w.say("  %s: %s, %d of %d, sure %d, by name %v, emptied %d%s%v", l.Format.Label(i), w.source(c.Source), m.Same, m.Compared, m.Confidence, m.ByName, m.Emptied,
			map[Quote]string{QuoteAlways: ", quoted", QuoteFilled: ", quoted where filled"}[c.Quote], map[bool]string{true: ", required"}[c.Required])
	}
}

// shares tells what a column is taken for that says of so many people what is here, and of the
// others something else.
func (w *tale) shares(t *testing.T, header string, s Source, d *directory.Directory, other string) {
	for _, n := range []int{1, 2, 3, 4, 10} {
		some := *d
		some.Users = d.Users[:n]
		r := newRenderer(&Format{}, &some)
		var got []string
		before := ""
		for k := range n + 1 {
			file := "ログインID," + header + "\n"
			for i := range some.Users {
				u := &some.Users[i]
				value := ""
				for _, said := range r.says(s, u) {
					value = said
				}
				if i >= k {
					value = strings.ReplaceAll(other, "#", fmt.Sprint(i))
				}
				file += u.LoginName + "," + value + "\n"
			}
			l, err := Learn(t.Context(), strings.NewReader(file), &some, LearnOptions{})
			if err != nil {
				t.Fatal(err)
			}
			last := len(l.Matches) - 1
			is := fmt.Sprint(w.source(l.Format.Columns[last].Source), " ", l.Matches[last].Confidence)
			if k == 0 || is != before {
				got = append(got, fmt.Sprint(k, ": ", is))
			}
			before = is
		}
		w.say("%s with %s of %d, else %q: from %s", header, w.source(s), n, other, strings.Join(got, ", from "))
	}
}

// rows are lines of a file: of each person what is asked for.
func rows(d *directory.Directory, head string, of func(i int, u *directory.User) string) string {
	file := head
	for i := range d.Users {
		file += of(i, &d.Users[i]) + "\n"
	}
	return file
}

// A column is known from its header, its values, or both; what too few say is left to a person.
// Whoever changes how much is enough looks at what each of these files has become.
func TestLearn_EachOddFileIsUnderstoodAsInTheTable(t *testing.T) {
	var w tale
	d := office(10)
	for i := range d.Users {
		d.Users[i].Memo, d.Users[i].Phone = fmt.Sprint("覚え", i), fmt.Sprintf("03-1234-%04d", i)
	}
	w.say("\n##### how many must say the same")
	for _, s := range []Source{name, reading, email, phone, mobile, employee, Of(directory.FieldMemo), name.With(Family, AsIs), code(0), member(0), {What: Level, Level: 1}, {What: Path, Join: "/"}} {
		w.shares(t, "謎", s, d, "別#")
		w.shares(t, "謎", s, d, "")
	}
	for _, c := range []struct {
		header string
		s      Source
	}{
		{"氏名", name}, {"氏名", email}, {"ユーザー名", name}, {"ユーザー名", phone}, {"カナ", reading}, {"メール", email}, {"メール", name}, {"電話番号", phone}, {"電話番号", mobile},
		{"携帯電話", mobile}, {"社員番号", employee}, {"社員番号", login}, {"部署", member(0)}, {"部署", code(0)}, {"部署コード", code(0)}, {"部署コード", member(0)}, {"部署1", member(0)},
		{"組織1", Source{What: Level, Level: 1}}, {"組織2", Source{What: Level, Level: 2}}, {"役職", name}, {"パスワード", name}, {"削除", name}, {"緊急連絡用メールアドレス", email},
	} {
		w.shares(t, c.header, c.s, d, "別#")
	}
	bare := *d
	bare.Options = directory.Options{}
	for _, c := range []struct {
		header string
		s      Source
	}{{"社員番号", login}, {"社員番号", employee}, {"携帯電話", phone}, {"携帯電話", mobile}} {
		w.shares(t, c.header+"（ここにない項目）", c.s, &bare, "別#")
	}

	w.say("\n##### who somebody is")
	for _, n := range []int{3, 4, 10} {
		some := *d
		some.Users = d.Users[:n]
		for k := range n + 1 {
			for _, s := range keyFields {
				w.learned(t, fmt.Sprintf("%d of %d by %s", k, n, s.Field), rows(&some, "謎,他\n", func(i int, u *directory.User) string {
					if i < k {
						return s.field(u) + ",x"
					}
					return fmt.Sprintf("別%d,x", i)
				}), &some, LearnOptions{Head: 2})
			}
		}
	}
	w.learned(t, "one of several", rows(d, "謎,他\n", func(i int, u *directory.User) string { return d.Users[i/2].LoginName + "," + u.Name }), d, LearnOptions{Head: 2})
	twins := *d
	twins.Users = append(d.Users[:3:3], d.Users[0])
	twins.Users[3].ID, twins.Users[3].LoginName, twins.Users[3].Email = 99, "twin", "twin@example.co.jp"
	w.learned(t, "twins", rows(&twins, "氏名,他\n", func(_ int, u *directory.User) string { return u.Name + ",x" }), &twins, LearnOptions{})
	w.learned(t, "by the name and by the address", rows(d, "氏名,メール\n", func(i int, u *directory.User) string { return u.Name + "," + d.Users[(i+1)%10].Email }), d, LearnOptions{})

	w.say("\n##### what stands above")
	people := rows(d, "", func(_ int, u *directory.User) string { return u.LoginName + "," + u.Name + "," + u.Email })
	for _, head := range []string{
		"", "ログインID,氏名,メール\n", "ログインID,謎,謎2\n", "謎1,謎2,謎3\n", "謎1,,謎3\n", "ログインID\n", "ログインID,謎\n", "社員一覧,,\nログインID,氏名,メール\n", "\n\n社員一覧\n\nログインID,氏名,メール\n",
		"ログインID,氏名,メール\n必須,必須,任意\n", "ログインID,氏名,メール\n（必須）,,\n", "ログインID,氏名,メール\n必須,あ,い\n", "ログインID,氏名,メール\n必須,全角,い\n", "ログインID,氏名,メール\n半角,20文字,[required]\n",
		"ログインID,氏名,メール\nOptional,String,TEXT\n", "ログインID,氏名,メール\nstring,あ,い\n", "ログインID,氏名,メール\nlogin,name,mail\n", "ログインID,氏名,メール\nlogin,あ,い\n", "ログインID,氏名,メール\nlogin,mail,い\n",
		"login,謎,謎\nログインID,氏名,メール\n", "ログインID,氏名,a@example.jp\n", "ログインID,氏名,12345\n", strings.Repeat("x,,\n", 8) + "ログインID,氏名,メール\n", strings.Repeat("x,,\n", 9) + "ログインID,氏名,メール\n",
		strings.Repeat("x,,\n", 10) + "ログインID,氏名,メール\n", "ログインID,氏名,メール\n" + strings.Repeat("必須,必須,必須\n", 14), "ログインID,氏名,メール\n" + strings.Repeat("必須,必須,必須\n", 16),
		"連絡先,氏名,\nログインID,,メール\n", "*ログインID,氏名（必須）,※メール\n", " ログイン  ID , 氏名,メール\n", d.Users[0].LoginName + ",謎,謎\n",
	} {
		w.learned(t, fmt.Sprintf("%q", head[:min(len(head), 60)]), head+people, d, LearnOptions{})
		w.learned(t, "  alone", head, d, LearnOptions{})
	}
	for head := range 19 {
		w.learned(t, fmt.Sprint("head ", head), people+people, d, LearnOptions{Head: head})
	}
	w.learned(t, "half of them data", "謎,他\nあ,い\nあ,12345\n", d, LearnOptions{})
	w.learned(t, "more than half of them data", "謎,他\nあ,12345\nあ,12345\n", d, LearnOptions{})
	w.learned(t, "one line", "謎,他\n", d, LearnOptions{})

	w.say("\n##### departments")
	tree := newRenderer(&Format{}, d)
	way := func(u *directory.User) []string { return tree.paths[u.Departments[0]] }
	level := func(u *directory.User, n int) string {
		if path := way(u); n <= len(path) {
			return path[n-1]
		}
		return ""
	}
	names := func(u *directory.User) []string { return tree.says(member(0), u) }
	for _, c := range []struct {
		title, head string
		of          func(i int, u *directory.User) string
	}{
		{"levels", "組織1,組織2,組織3", func(_ int, u *directory.User) string { return level(u, 1) + "," + level(u, 2) + "," + level(u, 3) }},
		{"levels of half", "組織1,組織2,組織3", func(i int, u *directory.User) string {
			if i%2 == 0 {
				return "別,別,別"
			}
			return level(u, 1) + "," + level(u, 2) + "," + level(u, 3)
		}},
		{"members", "組織1,組織2", func(_ int, u *directory.User) string {
			return (strings.Join(names(u), ",") + ",")[:len(strings.Join(append(names(u), ""), ","))]
		}},
		{"one number", "組織1", func(_ int, u *directory.User) string { return names(u)[0] }},
		{"another number", "組織2", func(_ int, u *directory.User) string { return names(u)[0] }},
		{"nobody's", "組織1,組織2", func(int, *directory.User) string { return "甲,乙" }},
		{"far too deep", "組織19,組織20,組織21", func(int, *directory.User) string { return "甲,乙,丙" }},
		{"with codes", "部署コード1,部署コード2,部署名1,部署名2", func(_ int, u *directory.User) string {
			codes := append(tree.says(code(0), u), "", "")
			all := append(names(u), "", "")
			return strings.Join([]string{codes[0], codes[1], all[0], all[1]}, ",")
		}},
		{"codes of nobody", "部署コード1,部署コード2,部署名1,部署名2", func(int, *directory.User) string { return "a,b,甲,乙" }},
		{"one code", "部署コード1,部署名1,部署名2", func(int, *directory.User) string { return "a,甲,乙" }},
		{"without numbers", "部署,部署,部署コード,部署コード", func(_ int, u *directory.User) string { return names(u)[0] + ",,," }},
		{"a way", "部署", func(_ int, u *directory.User) string { return strings.Join(way(u), " ＞ ") }},
		{"a way of others", "部署", func(i int, _ *directory.User) string { return []string{"甲/乙", "丙", "丁"}[i%3] }},
		{"a way of a few", "部署", func(i int, _ *directory.User) string { return []string{"甲/乙", "丙", "丁", "戊"}[i%4] }},
		{"a list", "部署", func(_ int, u *directory.User) string { return strings.Join(names(u), "、") }},
		{"a list of others", "部署", func(i int, _ *directory.User) string { return []string{"甲 ; 乙", "丙", "丁"}[i%3] }},
		{"codes in a list", "部署コード", func(i int, _ *directory.User) string { return []string{"a;b", "c"}[i%2] }},
		{"one code in a list", "部署コード", func(i int, _ *directory.User) string {
			return []string{"a;b", "c", "c", "c", "c", "c", "c", "c", "c", "c"}[i]
		}},
		{"codes with a way", "部署コード", func(int, *directory.User) string { return "a/b" }},
	} {
		w.learned(t, c.title, rows(d, "ログインID,"+c.head+"\n", func(i int, u *directory.User) string { return u.LoginName + "," + c.of(i, u) }), d, LearnOptions{})
	}

	w.say("\n##### letters, spaces, marks")
	nth := func(values ...string) func(int, *directory.User) string {
		return func(i int, _ *directory.User) string { return values[i%len(values)] }
	}
	spaced := func(between ...string) func(int, *directory.User) string {
		return func(i int, u *directory.User) string { return strings.ReplaceAll(u.Name, " ", between[i%len(between)]) }
	}
	for _, c := range []struct {
		title, head string
		of          func(i int, u *directory.User) string
	}{
		{"wide", "氏名", spaced("　")}, {"half of them wide", "氏名", spaced("　", " ")}, {"most of them wide", "氏名", spaced("　", " ", "　")}, {"none", "氏名", spaced("")},
		{"half of them none", "氏名", spaced("", " ")}, {"most of them none", "氏名", spaced("", " ", "")}, {"wide and none", "氏名", spaced("　", "")}, {"wide twice and none", "氏名", spaced("　", "", "　")}, {"wide and none twice", "氏名", spaced("　", "", "")},
		{"hiragana", "カナ", func(_ int, u *directory.User) string { return u.Reading }}, {"katakana", "ふりがな", func(_ int, u *directory.User) string { return toKatakana(u.Reading) }},
		{"narrow katakana", "カナ", func(_ int, u *directory.User) string { return toHalf(toKatakana(u.Reading)) }}, {"half hiragana", "カナ", nth("あア")}, {"the ends", "カナ", nth("ぁァｦ", "ゖヺﾝ", "ゖ")}, {"other ends", "ひらがな", nth("ァ", "ヺ", "ヶ", "ぁ")}, {"no letters", "カナ", nth("x")},
		{"digits", "電話番号", func(_ int, u *directory.User) string { return digits(u.Phone) }}, {"half of them digits", "電話番号", nth("03-1", "031")}, {"most of them digits", "電話番号", nth("031", "03-1", "031")}, {"no digits", "電話番号", nth("")}, {"narrow digits", "携帯電話", nth("０９０", "090")},
		{"a mask", "パスワード", nth("****", "****", "x")}, {"another mask", "パスワード", nth("＊●•・")}, {"no mask", "パスワード", nth("*x*")}, {"most have none", "パスワード", nth("", "", "****")},
		{"two marks", "削除", nth("0", "0", "9")}, {"three marks", "削除", nth("0", "0", "9", "0", "8")}, {"stays by 1", "削除", nth("1")}, {"none or one", "削除", nth("", "", "×")}, {"as often", "削除", nth("b", "a")}, {"most are empty", "削除", nth("x", "", "")},
		{"signs", "部署", nth("甲 / 乙", "丙")}, {"signs at the start", "部署", nth("/甲/乙")}, {"wide signs", "部署", nth("甲　＞　乙")}, {"a list by spaces", "部署コード", nth("a, b", "c ,d")}, {"narrow and wide", "部署", nth("甲 →  乙")},
	} {
		w.learned(t, c.title, rows(d, "ログインID,"+c.head+"\n", func(i int, u *directory.User) string { return u.LoginName + `,"` + c.of(i, u) + `"` }), d, LearnOptions{})
	}

	w.say("\n##### quotation marks")
	for _, cells := range [][]string{
		{"a", "b"}, {`"a"`, "b"}, {`"a"`, `"b"`, "c"}, {`"a"`, "b", "c"}, {`"a"`, `"b"`, ""}, {`"a"`, `"b"`, `""`}, {`"a"`, "", `""`}, {`"a"`, "", "", `""`}, {"a", `""`}, {"", `""`}, {`""`}, {""}, {`"a,b"`, "c"}, {`"a""b"`, `"c"`}, {"", "", `"a,b"`}, {`"a,b"`},
	} {
		file := "ログインID,謎\n"
		for i, cell := range cells {
			file += fmt.Sprintf("x%d,%s\n", i, cell)
		}
		w.learned(t, strings.Join(cells, " "), file, d, LearnOptions{})
	}
	w.learned(t, "a header alone", "ログインID,\"氏名\"\n", d, LearnOptions{})
	w.learned(t, "a short row", "ログインID,氏名,謎\na\nb,c,d\n", d, LearnOptions{})
	w.learned(t, "a long row", "ログインID,氏名\na,b,c\n", d, LearnOptions{})

	w.say("\n##### keys")
	for _, c := range []string{
		"会員ID,ログインID\n1,a\n2,b\n", "ログインID,会員ID\na,1\nb,2\n", "会員ID,ログインID\n1,a\n1,b\n", "会員ID,ログインID\n,a\n2,b\n", "会員ID,ログインID\n1,a\n1 ,b\n", "氏名,メール\nx,a\ny,b\n", "氏名,メール\nx,a\ny,a\n", "ログインID,社員番号\na,1\nb,2\n",
		"社員番号,ログインID\n1,a\n2,b\n", "部署No,ログインID\n1,a\n2,b\n", "管理番号,メール,氏名\n1,a,x\n2,b,y\n", "管理コード,ログインID\n1,a\n2,b\n", "管理id,氏名,氏\n1,a,x\n1,b,y\n", "謎,氏名\n1,a\n1,b\n", "謎,氏名\n1,a\n1,a\n",
	} {
		w.learned(t, strings.ReplaceAll(c, "\n", " / "), c, d, LearnOptions{})
	}
	known := *d
	known.Users = d.Users[:3]
	for _, head := range []string{"ログインID,氏名", "ログインID,社員番号", "社員番号,ログインID", "会員ID,ログインID", "ログインID,会員ID"} {
		w.learned(t, "known by "+head, rows(&known, head+"\n", func(i int, u *directory.User) string {
			return strings.NewReplacer("ログインID", u.LoginName, "社員番号", u.EmployeeNumber, "氏名", u.Name, "会員ID", fmt.Sprint(i)).Replace(head)
		}), &known, LearnOptions{})
	}

	w.say("\n##### several for one")
	for _, head := range []string{
		"ログインID,氏名,名前", "ログインID,メール,e-mail", "ログインID,謎,氏名", "ログインID,氏名,謎", "ログインID,ユーザー名,氏名", "ログインID,ログイン名,氏名", "ログインID,カナ,ふりがな", "謎,ログインID,氏名", "メール1,メール2,ログインID", "電話,携帯電話,ログインID", "氏名,カナ,ふりがな",
	} {
		for _, own := range []int{0, 1} {
			w.learned(t, fmt.Sprint(head, " ", own), rows(d, head+"\n", func(i int, u *directory.User) string {
				cells := strings.Split(head, ",")
				for k := range cells {
					switch {
					case cells[k] == "ログインID":
						cells[k] = u.LoginName
					case k%2 == own:
						cells[k] = u.Name
					default:
						cells[k] = []string{u.Name, "別"}[i%2]
					}
				}
				return strings.Join(cells, ",")
			}), d, LearnOptions{})
		}
	}

	w.say("\n##### departments as records")
	for _, file := range []string{
		"部署コード,部署名,親部署コード,並び順\n100,甲,,1\n110,乙,100,2\n", "コード,名称,親コード,削除\n100,甲,,0\n110,乙,100,1\n", "部署コード,部署名,親部署コード,削除\n100,甲,,\n", "部署名,上位部署コード,部門名,謎\n甲,,乙,丙\n", "部署コード,部署名,親部署コード,社員番号\n100,甲,,1\n",
		"部署コード,部署名,親部署コード,ログインID\n100,甲,,1\n", "部署コード,部署名,親部署コード,カナ\n100,甲,,1\n", "部署コード,部署名,親部署コード,携帯電話\n100,甲,,1\n", "部署コード,部署名,親部署コード,メール\n100,甲,,1\n", "部署コード,部署名\n100,甲\n", "parent,code,name\n,100,甲\n100,100,乙\n",
	} {
		w.learned(t, strings.ReplaceAll(file, "\n", " / "), file, d, LearnOptions{})
	}
	goldentest.Compare(t, "testdata/oddities.txt", w.whole())
}

// Each limit of a format that somebody sends is told by name, and what is just within is taken.
func TestCheck_EachLimitIsToldAsInTheFile(t *testing.T) {
	var w tale
	w.say("")
	good := func() *Format {
		return narrow(Column{Name: "ID", Source: login}, Column{Name: "氏名", Source: name, Longest: 5})
	}
	column := func(s Source) func(*Format) { return func(f *Format) { f.Columns[1].Source = s } }
	departments := func(s Source) func(*Format) {
		return func(f *Format) {
			f.Kind, f.Columns[0].Source = Departments, Of(directory.FieldCode)
			f.Columns[1].Source = s
		}
	}
	long, text := strings.Repeat("x", longestText+1), strings.Repeat("x", longestText)
	for _, c := range []struct {
		title  string
		change func(*Format)
	}{
		{"good", func(*Format) {}},
		{"no name", func(f *Format) { f.Name = " 　" }}, {"long name", func(f *Format) { f.Name = strings.Repeat("名", LongestName+1) }}, {"longest name", func(f *Format) { f.Name = strings.Repeat("名", LongestName) }},
		{"control name", func(f *Format) { f.Name = "a\x1fb" }}, {"delete name", func(f *Format) { f.Name = "a\x7fb" }}, {"space name", func(f *Format) { f.Name = "a b" }},
		{"empty", func(f *Format) { f.Empty, f.Columns = true, nil }}, {"kind", func(f *Format) { f.Kind = "x" }}, {"encoding", func(f *Format) { f.Shape.Encoding = "x" }},
		{"no separator", func(f *Format) { f.Shape.Separator = "" }}, {"two separators", func(f *Format) { f.Shape.Separator = ",\t" }}, {"separator", func(f *Format) { f.Shape.Separator = "|" }}, {"tab", func(f *Format) { f.Shape.Separator = "\t" }}, {"semicolon", func(f *Format) { f.Shape.Separator = ";" }},
		{"line end", func(f *Format) { f.Shape.LineEnd = "\n\r" }}, {"CR", func(f *Format) { f.Shape.LineEnd = "\r" }}, {"CR LF", func(f *Format) { f.Shape.LineEnd = "\r\n" }},
		{"no columns", func(f *Format) { f.Columns = nil }}, {"many columns", func(f *Format) { f.Columns = append(f.Columns, make([]Column, mostColumns-1)...) }},
		{"most columns", func(f *Format) {
			for len(f.Columns) < mostColumns {
				f.Columns = append(f.Columns, Column{Source: keep})
			}
		}},
		{"key below", func(f *Format) { f.Key = -1 }}, {"key above", func(f *Format) { f.Key = 2 }}, {"last key", func(f *Format) { f.Key = 1 }}, {"repeat below", func(f *Format) { f.Repeat = -1 }}, {"repeat above", func(f *Format) { f.Repeat = 2 }}, {"repeat", func(f *Format) { f.Repeat = 1 }},
		{"many lines", func(f *Format) { f.Shape.HeadLines = make([]string, mostHead+1) }}, {"most lines", func(f *Format) { f.Shape.HeadLines = make([]string, mostHead) }},
		{"long sheet", func(f *Format) { f.Shape.Sheet = long }}, {"longest sheet", func(f *Format) { f.Shape.Sheet = text }},
		{"open line", func(f *Format) { f.Shape.HeadLines = []string{`"a`} }}, {"line that the encoding lacks", func(f *Format) { f.Shape.HeadLines = []string{"𠮷"} }},
		{"longest below", func(f *Format) { f.Columns[1].Longest = -1 }}, {"not longest", func(f *Format) { f.Columns[1].Longest = 0 }},
		{"long header", func(f *Format) { f.Columns[1].Name = long }}, {"longest header", func(f *Format) { f.Columns[1].Name = text }}, {"quote", func(f *Format) { f.Columns[1].Quote = "x" }},
		{"long text", column(Source{What: Fixed, Text: long})}, {"longest text", column(Source{What: Fixed, Text: text})}, {"long mark", column(Source{What: Keep, Stays: long})}, {"longest mark", column(Source{What: Keep, Stays: text})},
		{"long join", column(Source{What: All, Join: long[:11]})}, {"longest join", column(Source{What: All, Join: long[:10]})}, {"long space", column(Source{What: Keep, Space: long[:11]})}, {"longest space", column(Source{What: Keep, Space: long[:10]})},
		{"member below", column(code(-1))}, {"member above", column(code(mostMembers + 1))}, {"last member", column(code(mostMembers))}, {"level below", column(level(-1))}, {"level above", column(level(mostLevels + 1))}, {"last level", column(level(mostLevels))}, {"no level", column(level(0))},
		{"part", column(name.With("x", AsIs))}, {"script", column(name.With(Full, "x"))}, {"source", column(Source{What: "x"})}, {"field", column(Of("x"))}, {"secret", column(Of(directory.FieldPassword))},
		{"control text", column(Source{What: Fixed, Text: "a\nb"})}, {"control mark", column(Source{What: Keep, Stays: "\x7f"})}, {"control join", column(Source{What: All, Join: "\t"})}, {"control space", column(Source{What: Keep, Space: "\x00"})},
		{"no join", column(Source{What: Path})}, {"no join of codes", column(Source{What: All})}, {"no join of names", column(Source{What: AllNames})}, {"marks", column(Source{What: Delete, Text: "a", Stays: "a"})}, {"nothing", column(Source{What: Nothing})},
		{"key that is none", func(f *Format) { f.Key, f.Columns[1].Source = 1, Source{What: Nothing} }}, {"kept key", func(f *Format) { f.Columns[0].Source = keep }},
		{"department", departments(Of(directory.FieldParent))}, {"field of a department", departments(Of(directory.FieldEmail))}, {"level of a department", departments(level(1))}, {"way of a department", departments(Source{What: Path, Join: "/"})},
		{"code of a department", departments(code(1))}, {"name of a department", departments(member(1))}, {"password of a department", departments(Source{What: Password})}, {"mark of a department", departments(Source{What: Delete, Text: "1"})},
	} {
		f := good()
		c.change(f)
		err := Check(f)
		told := fmt.Sprint(err)
		w.say("%s: %s", c.title, told[:min(len(told), 200)])
		if err != nil {
			continue
		}
		var b bytes.Buffer
		if err := Encode(&b, f); err != nil {
			t.Fatal(err)
		}
		if again, err := Decode(&b); err != nil || fmt.Sprintf("%+v", again) != fmt.Sprintf("%+v", f) {
			t.Errorf("%s is read as %+v, %v", c.title, again, err)
		}
	}
	for _, file := range []string{
		"", "{}", "[]", "x", `{"anpisync_format":0}`, `{"anpisync_format":2}`, `{"anpisync_format":"1"}`, `{"anpisync_format":1}`, `{"anpisync_format":1,"x":2}`, "\xff",
		`{"anpisync_format":1,"name":"a","kind":"users","empty":true,"shape":{"encoding":"","separator":"","line_end":""},"columns":[],"key":0}`,
		"\xEF\xBB\xBF" + `{"anpisync_format":1,"name":"a","empty":true} `, `{"anpisync_format":1,"name":"a","empty":true} {}`, `{"anpisync_format":1,"name":"a","empty":true} x`,
		`{"anpisync_format":1,"name":"a","empty":true,"service":"` + strings.Repeat("x", mostFormat-57) + `"}`, `{"anpisync_format":1,"name":"a","empty":true,"service":"` + strings.Repeat("x", mostFormat-58) + `"}`,
	} {
		_, err := Decode(strings.NewReader(file))
		w.say("%d bytes, %.40q: %v", len(file), file, err)
	}
	goldentest.Compare(t, "testdata/limits.txt", w.whole())
}

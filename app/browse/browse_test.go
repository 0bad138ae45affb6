package browse

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"anpisync/reconcile/directory"
)

// small is the manual's own tree, with what it leaves out: a local department, one of a
// former link, people in two departments and in none.
func small() *directory.Directory {
	linked := func(id, parent int64, name string, order int64) directory.Department {
		return directory.Department{ID: id, ParentID: parent, Name: name, SortOrder: order, CybozuID: directory.CybozuID(100 + id)}
	}
	return &directory.Directory{
		Departments: []directory.Department{
			{ID: 1, Name: "最上位部署"},
			{ID: 2, ParentID: 1, Name: "総務部", SortOrder: 0},
			linked(3, 1, "役員", 1),
			linked(4, 1, "開発本部", 2),
			linked(5, 4, "情シスチーム", 2),
			linked(6, 4, "開発チーム", 1),
			linked(7, 1, "マーケティング本部", 2),
			{ID: 8, ParentID: 1, Name: "安全対策本部", SortOrder: 5, FormerLink: true},
		},
		Users: []directory.User{
			{ID: 1, LoginName: "n-takasaki", Name: "髙﨑 直海", Reading: "たかさき なおみ", Email: "n@example.co.jp", Phone: "03-1234-5678", CybozuID: 11, Departments: []int64{5, 6}},
			{ID: 2, LoginName: "s-takasaki", Name: "高崎 翔", Reading: "たかさき しょう", Email: "S@example.co.jp", CybozuID: 12, Suspended: true, Departments: []int64{6}},
			{ID: 3, LoginName: "y-takasaki", Name: "高咲 雪", Reading: "ﾀｶｻｷ ユキ", Departments: []int64{4}},
			{ID: 4, LoginName: "Boss", Name: "𠮷田 昇", Reading: "ヨシダ ノボル", CybozuID: 14, Departments: []int64{1, 3}},
			{ID: 5, LoginName: "alone", Name: "孤独", FormerLink: true},
		},
	}
}

func logins(l List) string {
	var names []string
	for i := range l.Len() {
		names = append(names, l.Row(i).User.LoginName)
	}
	return strings.Join(names, " ")
}

// drawn is the tree as it is drawn with all branches open.
func drawn(m *Model, id int64, level int) string {
	var b strings.Builder
	for _, child := range m.Children(id) {
		n := m.Node(child)
		fmt.Fprintln(&b, strings.TrimRight(strings.Repeat(" ", level)+n.Name+" ("+strconv.Itoa(n.Count)+") "+n.Mark+n.Tag, " "))
		b.WriteString(drawn(m, child, level+1))
	}
	return b.String()
}

func TestD7_TreeShowsLinkedBeforeLocalWithCounts(t *testing.T) {
	want := `全ユーザー (5)
最上位部署 (1)
 役員 (1)
 開発本部 (1)
  開発チーム (2)
  情シスチーム (1)
 マーケティング本部 (0)
 総務部 (0) ◇
 安全対策本部 (0) ◇以前の連携先
未所属ユーザー (1)
`
	if got := drawn(Build(small()), Top, 0); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestTreeKnowsTheWayToADepartment(t *testing.T) {
	m := Build(small())
	if got := m.Path(6); !slices.Equal(got, []string{"最上位部署", "開発本部"}) {
		t.Errorf("path: %q", got)
	}
	if m.Path(1) != nil || m.Path(99) != nil || m.Node(99) != nil || m.Children(99) != nil {
		t.Error("a department that is not here leads somewhere")
	}
}

func TestM4_SelectingShowsDirectMembersOrThoseBelowToo(t *testing.T) {
	m := Build(small())
	for _, c := range []struct {
		query Query
		want  string
	}{
		{Query{Node: AllUsers}, "alone Boss n-takasaki s-takasaki y-takasaki"},
		{Query{Node: 4}, "y-takasaki"},
		{Query{Node: 4, Below: true}, "n-takasaki s-takasaki y-takasaki"},
		{Query{Node: 1}, "Boss"},
		{Query{Node: 1, Below: true}, "Boss n-takasaki s-takasaki y-takasaki"},
		{Query{Node: 2}, ""},
		{Query{Node: Unassigned}, "alone"},
		{Query{Node: 99}, ""},
		{Query{}, ""},
	} {
		if got := logins(m.List(c.query)); got != c.want {
			t.Errorf("%+v: got %s, want %s", c.query, got, c.want)
		}
	}
}

func TestFilterKeepsThoseOfTheState(t *testing.T) {
	m := Build(small())
	for filter, want := range map[Filter]string{
		FilterAll:       "alone Boss n-takasaki s-takasaki y-takasaki",
		FilterLinked:    "Boss n-takasaki s-takasaki",
		FilterLocal:     "alone y-takasaki",
		FilterSuspended: "s-takasaki",
		FilterFormer:    "alone",
	} {
		if got := logins(m.List(Query{Node: AllUsers, Filter: filter})); got != want {
			t.Errorf("%v: got %s, want %s", filter, got, want)
		}
	}
	if got := len(Filters()); got != 5 {
		t.Errorf("%d filters", got)
	}
}

// at is the place of a column.
func at(title string) int {
	return slices.IndexFunc(Columns(), func(c Column) bool { return c.Title == title })
}

func TestGridShowsWhatASketchShows(t *testing.T) {
	m := Build(small())
	l := m.List(Query{Node: AllUsers, Sort: []Sort{{Column: at("ログイン名")}}})
	var got []string
	for i := range l.Len() {
		r := l.Row(i)
		got = append(got, r.User.LoginName+"|"+Columns()[at("所属部署")].Text(r)+"|"+Columns()[at("状態")].Text(r)+"|"+strings.Join(r.Tags(), ","))
	}
	want := []string{
		"alone||このアプリのみ、以前の連携先|このアプリのみ,以前の連携先",
		"Boss|最上位部署 他1||",
		"n-takasaki|開発チーム 他1||",
		"s-takasaki|開発チーム|停止中|停止中",
		"y-takasaki|開発本部|このアプリのみ|このアプリのみ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %s", strings.Join(got, "\n"))
	}
	if l.Row(-1) != nil || l.Row(5) != nil || (List{}).Row(0) != nil {
		t.Error("a row beyond the list is not nil")
	}
}

func TestGridKnowsTheRoomThatNearlyAllRowsNeed(t *testing.T) {
	m := Build(small())
	for c, want := range map[int]string{
		at("ログイン名"): "n-takasaki", at("よみ"): "たかさき なおみ", at("所属部署"): "開発チーム 他1", at("電話番号"): "03-1234-5678",
	} {
		if got := m.Usual(c); got != want {
			t.Errorf("%v: got %q, want %q", c, got, want)
		}
	}
	d := &directory.Directory{Departments: small().Departments}
	for i := range 100 {
		d.Users = append(d.Users, directory.User{ID: int64(i + 1), Name: "佐藤 昇"})
	}
	d.Users[7].Name = "ブラウン・ヴァレンティナ・アレクサンドラ"
	if got := Build(d).Usual(at("名前")); got != "佐藤 昇" {
		t.Errorf("one long name makes the column as wide as %q", got)
	}
}

func TestGridMeasuresTheTextsThatMayBeWidest(t *testing.T) {
	var texts []string
	for n := range 12 {
		texts = append(texts, strings.Repeat("a", n))
	}
	texts = append(texts, "bbbb", "aaaaaaaaaaa", "bbbbbbbbbbb", strings.Repeat("c", 20))
	got := widest(len(texts), func(i int) string { return texts[i] }, func(rune) float32 { return 1 })
	var wide []int
	for _, text := range got {
		wide = append(wide, len(text))
	}
	if !slices.Equal(wide, []int{20, 11, 11, 10, 9, 8, 7, 6}) {
		t.Errorf("got %v", wide)
	}
	again := widest(9, func(i int) string { return "aaaaaaaab"[i:] }, func(rune) float32 { return 1 })
	if len(again) != 8 || again[7] != "ab" {
		t.Errorf("got %q", again)
	}
	for _, c := range []struct{ texts, want []string }{
		{[]string{"a", "b", "c", "d", "e", "f", "g", "h", "i"}, nil},
		{[]string{"aaaaaaaaa", "aaaaaaaa", "aaaaaaa", "aaaaaa", "aaaaa", "aaaa", "aaa", "a", "aa"}, []string{"aaaaaaaaa", "aaaaaaaa", "aaaaaaa", "aaaaaa", "aaaaa", "aaaa", "aaa", "aa"}},
	} {
		got := widest(len(c.texts), func(i int) string { return c.texts[i] }, func(rune) float32 { return 1 })
		if c.want == nil && slices.Contains(got, "i") || c.want != nil && !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q", c.texts, got)
		}
	}
	d := &directory.Directory{Departments: small().Departments}
	for i := range 100 {
		d.Users = append(d.Users, directory.User{ID: int64(i + 1), LoginName: "four"})
		if i == 50 {
			d.Users[i].Phone = "03"
		}
		if i < 3 {
			d.Users[i].LoginName = "a long one"
		}
	}
	if got := Build(d).Usual(at("ログイン名")); got != "four" {
		t.Errorf("three in a hundred make the column as wide as %q", got)
	}
	for i := range d.Users {
		d.Users[i].Reading = []string{"①①", "aaa"}[i%2]
	}
	if got := Build(d).Usual(at("よみ")); got != "①①" {
		t.Errorf("in a Japanese font %q is the wider", got)
	}
	if c := Columns(); !c[at("状態")].Tags || c[at("よみ")].Tags {
		t.Error("tags are drawn elsewhere than in 状態")
	}
	if got := Build(d).Usual(at("電話番号")); got != "03" {
		t.Errorf("those without a number make the column as wide as %q", got)
	}
	if got := Build(office(2*sampled, 20)).Usual(at("ログイン名")); got == "" {
		t.Error("many rows need no room")
	}
}

func TestGridSaysInAFileWhatTheScreenHasNoRoomFor(t *testing.T) {
	d := small()
	d.Options.Extra = directory.FieldMobile
	d.Users[1].Phone = ""
	m := Build(d, directory.Acceptance{Check: directory.CheckNoPhone, Record: 2})
	l := m.List(Query{Node: AllUsers, Search: "takasaki", Sort: []Sort{{Column: 0}}})
	whole := func(title string, row int, c directory.Check) string {
		i := slices.IndexFunc(l.Columns(), func(c Column) bool { return c.Title == title })
		return l.Columns()[i].Whole(l, row, c)
	}
	for i := range l.Len() {
		want := map[int64][2]string{1: {"開発チーム、情シスチーム", ""}, 2: {"開発チーム", "停止中、問題なし"}, 3: {"開発本部", "このアプリのみ"}}[l.Row(i).User.ID]
		if got := [2]string{whole("所属部署", i, ""), whole("状態", i, directory.CheckNoPhone)}; got != want {
			t.Errorf("%q, want %q", got, want)
		}
		if got := whole("ログイン名", i, ""); got != l.Row(i).User.LoginName {
			t.Errorf("%q", got)
		}
	}
	if len(l.Columns()) != len(Columns())+1 || len(List{}.Columns()) != len(Columns()) {
		t.Errorf("%d columns with one more field, %d without a list", len(l.Columns()), len(List{}.Columns()))
	}
}

func TestTreeFindsAndCountsDepartments(t *testing.T) {
	m := Build(small())
	m.Warm()
	for id, want := range map[int64]int{1: 7, 4: 2, 6: 0, AllUsers: 0} {
		if got := m.Node(id).Below(); got != want {
			t.Errorf("%d are below %d, want %d", got, id, want)
		}
	}
	for id, want := range map[int64]int{1: 0, 4: 1, 6: 2} {
		if got := m.Node(id).Level; got != want {
			t.Errorf("%d is at level %d, want %d", id, got, want)
		}
	}
	if m.Node(Top) != nil || m.CanShift(99, 1) || m.CanShift(AllUsers, 1) || len(m.FindDepartments("x")) > 0 {
		t.Error("there is something where there is nothing")
	}
	var found []string
	for _, n := range m.FindDepartments("開発") {
		found = append(found, n.Name)
	}
	if !slices.Equal(found, []string{"開発本部", "開発チーム"}) || len(m.FindDepartments("")) != 8 {
		t.Errorf("found %q", found)
	}
}

func TestSort_SmallKanaStandAsTheirLargeOnes(t *testing.T) {
	d := &directory.Directory{Departments: small().Departments}
	for i, reading := range []string{"ゖあ", "bあ", "ぁう", "けい", "aい", "あい"} {
		d.Users = append(d.Users, directory.User{ID: int64(i + 1), LoginName: reading, Reading: reading})
	}
	i := at("よみ")
	if got := logins(Build(d).List(Query{Node: AllUsers, Sort: []Sort{{Column: i}}})); got != "aい bあ あい ぁう ゖあ けい" {
		t.Errorf("got %s", got)
	}
}

func TestSortIsStableInBothDirectionsAndPutsTheEmptyLast(t *testing.T) {
	m := Build(small())
	for _, c := range []struct {
		column     int
		descending bool
		want       string
	}{
		{at("ログイン名"), false, "alone Boss n-takasaki s-takasaki y-takasaki"},
		{at("ログイン名"), true, "y-takasaki s-takasaki n-takasaki Boss alone"},
		{at("よみ"), false, "s-takasaki n-takasaki y-takasaki Boss alone"},
		{at("メールアドレス"), false, "n-takasaki s-takasaki y-takasaki Boss alone"},
		{at("メールアドレス"), true, "s-takasaki n-takasaki y-takasaki Boss alone"},
		{at("所属部署"), false, "Boss y-takasaki s-takasaki n-takasaki alone"},
		{at("所属部署"), true, "n-takasaki s-takasaki y-takasaki Boss alone"},
		{at("状態"), false, "alone y-takasaki s-takasaki n-takasaki Boss"},
		{at("状態"), true, "s-takasaki y-takasaki alone n-takasaki Boss"},
	} {
		if got := logins(m.List(Query{Node: AllUsers, Sort: []Sort{{c.column, c.descending}}})); got != c.want {
			t.Errorf("%v, descending %v: got %s, want %s", c.column, c.descending, got, c.want)
		}
	}
}

func TestSortReadingsAsADictionaryDoes(t *testing.T) {
	want := []string{"あべ", "ｱﾍﾞ", "あべ あい", "ヴィ", "かく", "がく", "かこ", "サーバ", "さあばあ", "しょう", "しようだ", "はは", "ばば", "ぱぱ"}
	d := &directory.Directory{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}}}
	for i, at := range []int{13, 0, 12, 1, 5, 4, 3, 11, 10, 2, 9, 8, 7, 6} {
		d.Users = append(d.Users, directory.User{ID: int64(i + 1), LoginName: fmt.Sprint(i), Reading: want[at]})
	}
	l := Build(d).List(Query{Node: AllUsers, Sort: []Sort{{Column: at("よみ")}}})
	var got []string
	for i := range l.Len() {
		got = append(got, l.Row(i).User.Reading)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if len(plainRunes) != lastKana-firstKana+1 || len(vowelRunes) != len(plainRunes) {
		t.Fatalf("%d and %d kana", len(plainRunes), len(vowelRunes))
	}
}

func TestSearchFindsAllFieldsWhateverTheirWidthAndKana(t *testing.T) {
	m := Build(small())
	for query, want := range map[string]string{
		"たかさき":         "n-takasaki s-takasaki y-takasaki",
		"タカサキ":         "n-takasaki s-takasaki y-takasaki",
		"ﾀｶｻｷ":         "n-takasaki s-takasaki y-takasaki",
		"　ﾀｶｻｷ　 ゆき ":   "y-takasaki",
		"よしだ":          "Boss",
		"ヨシタ":          "",
		"髙﨑":           "n-takasaki s-takasaki",
		"高崎":           "n-takasaki s-takasaki",
		"高﨑直海":         "n-takasaki",
		"高 崎 翔":        "s-takasaki",
		"吉田昇":          "Boss",
		"0312":         "n-takasaki",
		"03‐1234":      "n-takasaki",
		"よしだのぼる":       "Boss",
		"ntakasaki":    "n-takasaki",
		"-":            "alone Boss n-takasaki s-takasaki y-takasaki",
		"𠮷":            "Boss",
		"ＢＯＳＳ":         "Boss",
		"EXAMPLE.co":   "n-takasaki s-takasaki",
		"1234-5678":    "n-takasaki",
		"情シス":          "n-takasaki",
		"開発ちーむ たかさき":   "n-takasaki s-takasaki",
		"開発ﾁｰﾑ しょう":    "s-takasaki",
		"takasaki n@":  "n-takasaki",
		"いない":          "",
		"":             "alone Boss n-takasaki s-takasaki y-takasaki",
		"直海 たかさき なおみx": "",
	} {
		if got := logins(m.List(Query{Node: AllUsers, Search: query})); got != want {
			t.Errorf("%q: got %s, want %s", query, got, want)
		}
	}
	if got := logins(m.List(Query{Node: 5, Search: "たかさき"})); got != "n-takasaki" {
		t.Errorf("within a department: got %s", got)
	}
	// A word does not reach from the end of one field into the next.
	if got := logins(m.List(Query{Node: AllUsers, Search: "takasaki髙"})); got != "" {
		t.Errorf("over the end of a field: got %s", got)
	}
}

var sorts = rapid.Custom(func(t *rapid.T) Sort {
	return Sort{rapid.IntRange(0, len(Columns())-1).Draw(t, "column"), rapid.Bool().Draw(t, "descending")}
})

func TestSortBySecondColumnWhereTheFirstIsEqual(t *testing.T) {
	d := &directory.Directory{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}}}
	for i, u := range []struct{ name, phone string }{{"b", "2"}, {"a", ""}, {"a", "3"}, {"b", "1"}, {"", "9"}, {"a", "1"}, {"", ""}} {
		d.Users = append(d.Users, directory.User{ID: int64(i + 1), LoginName: fmt.Sprint(i), Name: u.name, Phone: u.phone})
	}
	m := Build(d)
	for _, c := range []struct {
		by   []Sort
		want string
	}{
		{[]Sort{{at("名前"), false}, {at("電話番号"), false}}, "5 2 1 3 0 4 6"},
		{[]Sort{{at("名前"), false}, {at("電話番号"), true}}, "2 5 1 0 3 4 6"},
		{[]Sort{{at("名前"), true}, {at("電話番号"), false}}, "3 0 5 2 1 4 6"},
		{[]Sort{{at("電話番号"), true}, {at("名前"), true}}, "4 2 0 3 5 1 6"},
	} {
		if got := logins(m.List(Query{Node: AllUsers, Sort: c.by})); got != c.want {
			t.Errorf("%v: got %s, want %s", c.by, got, c.want)
		}
	}
}

func TestGridKnowsTheTextsThatMayBeTheWidest(t *testing.T) {
	d := &directory.Directory{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}}}
	for i := range 5000 {
		d.Users = append(d.Users, directory.User{ID: int64(i + 1), Name: "佐藤 昇"})
	}
	d.Users[4321].Name = "mmmmmmmmmm"
	d.Users[1234].Name = "iiiiiiiiiiii"
	width := func(r rune) float32 { return map[rune]float32{'m': 10, 'i': 3}[r] }
	got := Build(d).Widest(at("名前"), width)
	if len(got) > widestSamples || got[0] != "mmmmmmmmmm" || !slices.Contains(got, "iiiiiiiiiiii") {
		t.Errorf("got %q", got)
	}
	if got := Build(d).Widest(at("電話番号"), width); len(got) != 0 {
		t.Errorf("of nothing: %q", got)
	}
}

// What a list holds equals what going through all users says.
func TestSearchSelectAndFilterTogether(t *testing.T) {
	d := office(300, 40)
	m := Build(d)
	rapid.Check(t, func(t *rapid.T) {
		department := int64(rapid.IntRange(1, 41).Draw(t, "department"))
		q := Query{
			Node: department, Below: rapid.Bool().Draw(t, "below"),
			Filter: rapid.SampledFrom(Filters()).Draw(t, "filter"), Sort: rapid.SliceOfN(sorts, 0, 2).Draw(t, "sort"),
			Search: rapid.SampledFrom([]string{"", "さとう", "たか 03", "第1", "USER0", "髙 第2"}).Draw(t, "search"),
		}
		parents := map[int64]int64{}
		names := map[int64]string{}
		for _, dep := range d.Departments {
			parents[dep.ID], names[dep.ID] = dep.ParentID, dep.Name
		}
		within := func(id int64) bool {
			for at := id; ; at = parents[at] {
				if at == department {
					return true
				}
				if at == 0 || !q.Below {
					return false
				}
			}
		}
		want := map[int64]bool{}
		for _, u := range d.Users {
			text := u.LoginName + "\x00" + u.Name + "\x00" + u.Reading + "\x00" + u.Email + "\x00" + u.Phone
			for _, id := range u.Departments {
				text += "\x00" + names[id]
			}
			found := slices.ContainsFunc(u.Departments, within)
			for _, word := range strings.Fields(q.Search) {
				found = found && strings.Contains(Fold(text), Fold(word))
			}
			switch q.Filter {
			case FilterLinked:
				found = found && u.Linked()
			case FilterLocal:
				found = found && !u.Linked()
			case FilterSuspended:
				found = found && u.Suspended
			case FilterFormer:
				found = found && u.FormerLink
			}
			if found {
				want[u.ID] = true
			}
		}
		l := m.List(q)
		if l.Len() != len(want) {
			t.Fatalf("%d rows, want %d", l.Len(), len(want))
		}
		for i := range l.Len() {
			if !want[l.Row(i).User.ID] {
				t.Fatalf("user %d is listed", l.Row(i).User.ID)
			}
		}
	})
}

func TestTreeAndGridAllocateNothingPerRow(t *testing.T) {
	m := Build(office(2000, 200))
	l := m.List(Query{Node: AllUsers, Search: "さとう"})
	h := NewHighlighter("さとう ＵＳＥＲ")
	if l.Len() < 10 {
		t.Fatal("too few rows to tell")
	}
	for name, f := range map[string]func(){
		"children": func() { m.Children(7) },
		"node":     func() { _ = m.Node(7).Count },
		"row": func() {
			for i := range 10 {
				for c := range Columns() {
					_ = Columns()[c].Text(l.Row(i))
				}
				_ = l.Row(i).Tags()
			}
		},
		"hits": func() {
			for i := range 10 {
				for c := range Columns() {
					h.Hits(Columns()[c].Text(l.Row(i)))
				}
			}
		},
	} {
		if n := testing.AllocsPerRun(20, f); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func TestTreeKnowsWhatCanChangePlaces(t *testing.T) {
	m := Build(small())
	var got []string
	for _, id := range []int64{AllUsers, 1, 3, 4, 7, 2, 8, 5, 6} {
		got = append(got, fmt.Sprint(id, m.CanShift(id, -1), m.CanShift(id, 1)))
	}
	want := []string{
		"-1 false false", "1 false false", "3 false true", "4 true true", "7 true false", // linked, below 最上位部署
		"2 false true", "8 true false", // local ones come after them
		"5 true false", "6 false true",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// What a node counts with those below equals what going through all users says.
func TestTreeCountsThoseBelowOnce(t *testing.T) {
	d := office(3000, 200)
	m := Build(d)
	for i := range d.Departments {
		id := d.Departments[i].ID
		if got, want := m.Node(id).All, m.List(Query{Node: id, Below: true}).Len(); got != want {
			t.Errorf("department %d: counted %d, listed %d", id, got, want)
		}
	}
	if n := m.Node(AllUsers); n.All != n.Count {
		t.Errorf("全ユーザー: %d and %d", n.Count, n.All)
	}
}

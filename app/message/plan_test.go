package message

import (
	"slices"
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"

	"anpisync/reconcile/directory"
)

type (
	department = directory.Department
	user       = directory.User
)

func change[T department | user](a directory.Action, r directory.Reason, before, after *T) directory.Change[T] {
	return directory.Change[T]{Action: a, Reason: r, Before: before, After: after}
}

// sketch is a plan with one of each, and the directory it was made from.
func sketch() (*directory.Plan, *directory.Directory) {
	var (
		root      = department{ID: 1, Name: "最上位部署"}
		dev       = department{ID: 2, ParentID: 1, Name: "開発本部", CybozuID: 12}
		team      = department{ID: 3, ParentID: 2, Name: "開発T", Code: "dev", CybozuID: 13}
		teamAfter = department{ID: 3, ParentID: 1, Name: "開発チーム", Code: "dev", CybozuID: 13}
		it        = department{ID: 4, ParentID: 2, Name: "情シスチーム", CybozuID: 14}
		safety    = department{ID: 5, ParentID: 4, Name: "安全対策本部"}
		safetyUp  = department{ID: 5, ParentID: 2, Name: "安全対策本部"}
		office    = department{ID: 6, ParentID: 2, Name: "事業推進室", Code: "keiei_03", CybozuID: 16}

		naomi      = user{ID: 1, LoginName: "takasaki", Name: "髙﨑 直海", Email: "n@example.jp", Departments: []int64{3, 4}}
		naomiAfter = user{ID: 1, LoginName: "takasaki", Name: "髙﨑 直海", Email: "n@example.jp", Phone: "03-1234-5678", CybozuID: 31, Departments: []int64{3}}
		noboru     = user{ID: 2, LoginName: "yoshida", Name: "吉田 昇", Reading: "よしだ", Phone: "1", CybozuID: 32, Departments: []int64{4}}
		noboruTo   = user{ID: 2, LoginName: "yoshida", Name: "𠮷田 昇", Reading: "よしだ", CybozuID: 32}
		taro       = user{ID: 3, LoginName: "t-suzuki", Name: "鈴木 太郎", Memo: "産休中\n来春まで", CybozuID: 33, Departments: []int64{2}}
		misaki     = user{ID: 4, LoginName: "m-sato", Name: "佐藤 美咲", Email: "m@example.jp", Suspended: true, CybozuID: 34, Departments: []int64{3, 6}}
		local      = user{ID: 5, LoginName: "keep", Name: "残る人", CybozuID: 35}
		localAfter = user{ID: 5, LoginName: "keep", Name: "残る人"}
	)
	d := &directory.Directory{
		Departments: []department{root, dev, team, it, safety},
		Users:       []user{naomi, noboru, taro, local},
	}
	lift := change(directory.Update, directory.ReasonLifted, &safety, &safetyUp)
	p := &directory.Plan{
		Departments: []directory.Change[department]{
			change(directory.Delete, directory.ReasonGone, &it, nil),
			change(directory.Update, directory.ReasonLinked, &team, &teamAfter),
			lift,
			change(directory.Create, directory.ReasonNew, nil, &office),
		},
		Users: []directory.Change[user]{
			change(directory.Delete, directory.ReasonGone, &taro, nil),
			change(directory.Link, directory.ReasonEmail, &naomi, &naomiAfter),
			change(directory.Update, directory.ReasonLinked, &noboru, &noboruTo),
			change(directory.Create, directory.ReasonNew, nil, &misaki),
			change(directory.Unlink, directory.ReasonKept, &local, &localAfter),
		},
	}
	return p, d
}

func TestPreview_EveryChangeIsToldFieldByField(t *testing.T) {
	p, d := sketch()
	describer := NewDescriber(p, d)
	var got []string
	for i := range p.Departments {
		c := describer.Department(&p.Departments[i])
		got = append(got, c.Name+"|"+c.Text()+"|"+c.Reason())
	}
	for i := range p.Users {
		c := describer.User(&p.Users[i])
		got = append(got, c.Name+"|"+c.Text()+"|"+c.Reason())
	}
	want := []string{
		"情シスチーム|所属2人のうち1人が未所属になります。下の「安全対策本部」は開発本部の下へ|cybozu.comから削除された",
		"開発チーム|部署名：開発T → 開発チーム／親部署：最上位部署 ＞ 開発本部 → 最上位部署|連携済み",
		"安全対策本部|親部署：最上位部署 ＞ 開発本部 ＞ 情シスチーム → 最上位部署 ＞ 開発本部|親部署が削除される",
		"事業推進室|親部署：最上位部署 ＞ 開発本部|新しい組織（keiei_03）",
		"鈴木 太郎（t-suzuki）|所属部署：開発本部。メモ「産休中\n来春まで」も失われます|cybozu.comから削除された",
		"髙﨑 直海（takasaki）|電話番号：（なし） → 03-1234-5678／所属部署：開発T、情シスチーム → 開発チーム|メールアドレスが一致",
		"𠮷田 昇（yoshida）|電話番号：1 → （なし）／所属部署：情シスチーム → 未所属／名前：吉田 昇 → 𠮷田 昇|連携済み",
		"佐藤 美咲（m-sato）|所属部署：開発チーム、事業推進室／メールアドレス：m@example.jp|新しいユーザー",
		"残る人（keep）|連携：連携済み → このアプリのみ|残す（このアプリのみにする）",
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got  %s\nwant %s", got[i], want[i])
		}
	}
}

func TestPlanIsPrintedOneAlignedLineAChange(t *testing.T) {
	p, d := sketch()
	lines := Plan(p, d)
	if got, want := len(lines), len(p.Departments)+len(p.Users)+1; got != want {
		t.Fatalf("%d lines, want %d", got, want)
	}
	if got, want := lines[len(lines)-1], "追加 2・変更 3・紐付け 1・連携解除 1・削除 2"; got != want {
		t.Errorf("ends with %q, want %q", got, want)
	}
	wide := &runewidth.Condition{EastAsianWidth: true}
	column := func(line, word string) int {
		before, _, found := strings.Cut(line, word)
		if !found {
			t.Fatalf("%q is not in %q", word, line)
		}
		return wide.StringWidth(before)
	}
	starts := []int{
		column(lines[1], "部署名："), column(lines[3], "親部署："), column(lines[4], "所属部署："),
		column(lines[6], "電話番号："), column(lines[7], "所属部署："), column(lines[8], "連携："),
	}
	if slices.Min(starts) != slices.Max(starts) {
		t.Errorf("not aligned: %v\n%s", starts, strings.Join(lines, "\n"))
	}
	if slices.ContainsFunc(lines, func(l string) bool { return strings.ContainsAny(l, "\r\n") }) {
		t.Error("a memo breaks its line")
	}
}

func TestI9_PlanWithoutChangesSaysSo(t *testing.T) {
	lines := Plan(&directory.Plan{}, &directory.Directory{})
	if len(lines) != 1 || lines[0] != "変更はありません。" {
		t.Errorf("got %q", lines)
	}
}

func TestI4_PlanTellsAnotherDomain(t *testing.T) {
	p := &directory.Plan{DomainBefore: "a.cybozu.com", Domain: "b.cybozu.com"}
	if got := Plan(p, &directory.Directory{})[0]; got != "連携先：a.cybozu.com → b.cybozu.com" {
		t.Errorf("got %q", got)
	}
}

func TestU10_KeepersAreNamedWithTheirSide(t *testing.T) {
	d := &directory.Directory{Users: []user{{ID: 1, LoginName: "ito", Name: "伊藤", Email: "A@b.jp"}, {ID: 2, LoginName: "kato", Email: "c@b.jp"}}}
	created := user{ID: 3, LoginName: "sato", Name: "佐藤", Email: "c@b.jp", CybozuID: 9}
	given := user{ID: 2, LoginName: "kato"}
	p := &directory.Plan{
		Users: []directory.Change[user]{
			change(directory.Update, directory.ReasonEmailGiven, &d.Users[1], &given),
			change(directory.Create, directory.ReasonNew, nil, &created),
		},
		Remembered: directory.Remembered{EmailKeepers: []directory.EmailKeeper{{Email: "a@b.jp"}, {Email: "c@b.jp", CybozuID: 9}}},
	}
	got := Keepers(p, d)
	want := []string{"メールアドレス「a@b.jp」は、このアプリの伊藤（ito）が使います。", "メールアドレス「c@b.jp」は、cybozu.comの佐藤（sato）が使います。"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if Keepers(&directory.Plan{}, d) != nil {
		t.Error("keepers without a choice")
	}
}

// The history is described with the directory of today, in which departments may be
// missing, and records may have been erased.
func TestHistoryIsDescribedWithTheDirectoryOfToday(t *testing.T) {
	gone := department{ID: 7, ParentID: 1, Name: "旧営業部"}
	before := user{ID: 1, LoginName: "ito", Name: "伊藤", Departments: []int64{7, 8}}
	after := user{ID: 1, LoginName: "ito", Name: "伊藤", Departments: []int64{8}}
	p := &directory.Plan{
		Departments: []directory.Change[department]{change(directory.Delete, directory.ReasonGone, &gone, nil)},
		Users: []directory.Change[user]{
			change(directory.Update, directory.ReasonLinked, &before, &after),
			change(directory.Delete, directory.ReasonGone, &user{ID: 2}, nil),
		},
	}
	r := NewDescriber(p, &directory.Directory{Departments: []department{{ID: 1, Name: "最上位部署"}}})
	if got, want := r.User(&p.Users[0]).Text(), "所属部署：旧営業部、（今はない部署） → （今はない部署）"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := r.User(&p.Users[1]).Name; got != "（消去済み）" {
		t.Errorf("erased: %s", got)
	}
}

func TestPreview_TheButtonNamesWhoIsDeleted(t *testing.T) {
	for _, c := range []struct {
		departments, users directory.Tally
		want               string
	}{
		{directory.Tally{}, directory.Tally{}, "反映する"},
		{directory.Tally{Created: 1}, directory.Tally{Updated: 1033}, "1,034件を反映する"},
		{directory.Tally{}, directory.Tally{Linked: 31, Deleted: 3}, "3人を削除して34件を反映する"},
		{directory.Tally{Deleted: 2}, directory.Tally{Deleted: 3, Created: 1}, "3人と2部署を削除して6件を反映する"},
		{directory.Tally{Deleted: 2}, directory.Tally{}, "2部署を削除して反映する"},
	} {
		if got := Applies(c.departments, c.users); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestPreview_SaysWhatIsLeftOutAndWhatIsGoneBackTo(t *testing.T) {
	var c directory.Choices
	if got := LeavesOut(append(c, directory.Mend{Kind: directory.MendKeep, UserID: 1})); got != "" {
		t.Errorf("nothing is left out: %q", got)
	}
	for i, name := range []string{"佐藤", "鈴木", "高橋", "田中"} {
		c = append(c, directory.Mend{Kind: directory.MendExclude, Record: directory.KindUser, CybozuID: directory.CybozuID(i), Name: name})
	}
	if got, want := LeavesOut(c), "ユーザー「佐藤」、ユーザー「鈴木」、ユーザー「高橋」ほか1件を、これから読み込みません。"; got != want {
		t.Errorf("got %q", got)
	}
	c[0].Record = directory.KindDepartment
	if got := LeavesOut(c); !strings.Contains(got, "下にある組織") {
		t.Errorf("got %q", got)
	}
	for kind, want := range map[directory.ImportKind]string{
		directory.ImportManual: "10:00の読み込みの前に戻します。", directory.ImportCSV: "10:00の読み込みの前に戻します。",
		directory.ImportTakeOver: "10:00の引き継ぎの前に戻します。", directory.ImportUndo: "10:00に元に戻す前の状態にします。",
	} {
		if got := GoesBack(kind, "10:00"); got != want {
			t.Errorf("%s: %q", kind, got)
		}
	}
}

func TestMends_CountWhomTheyAreFor(t *testing.T) {
	for _, c := range []struct {
		kind   directory.MendKind
		record directory.RecordKind
		want   string
	}{
		{directory.MendKeep, directory.KindUser, "41人を残す（このアプリのみにする）"},
		{directory.MendExclude, directory.KindDepartment, "41部署を読み込みから除外"},
		{directory.MendExclude, directory.KindUser, "41人を読み込みから除外"},
	} {
		if got := Mends(c.kind, c.record, 41); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestCounts_LargeNumbersAreGrouped(t *testing.T) {
	if got, want := Counts(directory.Tally{Created: 1}, directory.Tally{Created: 11000, Deleted: 999}), "追加 11,001・削除 999"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

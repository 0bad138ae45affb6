package views

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/edit"
	"anpisync/app/format"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// filters are those of the topmost dialog.
func (s *stage) filters() (found *kit.Filters) {
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if f, ok := o.(*kit.Filters); ok {
			found = f
		}
	})
	return found
}

func TestFormatDraft_ListsWhatIsFilteredAndLeavesOutWhoIsTakenOut(t *testing.T) {
	s, _ := formatStage(t)
	for _, u := range s.stored().Users[:2] {
		changed := u
		changed.Email = u.LoginName + "@new.example.com"
		s.window.edit("変更", edit.ChangeUser(u, changed), nil)
		s.settle()
	}
	s.click("この書式で書き出す")
	grid := s.dialogGrid()
	s.filters().Choose(4)
	if grid.Rows().Len() != 0 {
		t.Errorf("problems are %q", cells(grid, 4))
	}
	s.filters().Choose(2)
	if grid.Rows().Len() != 2 {
		t.Errorf("who has changed are %q", cells(grid, 4))
	}
	first := grid.Rows().Cell(0, 1).Text
	out := func() bool { return strings.Contains(cells(grid, 1), "除く") }
	grid.Select(0)
	if s.click("選んだ人を除く"); !out() {
		t.Error("nobody is taken out")
	}
	grid.Select(0)
	if s.click("除くのをやめる"); out() {
		t.Error("the person is still out")
	}
	grid.Select(0)
	grid.OnOpen(0, 0)
	if s.settle(); !out() {
		t.Error("a double click takes nobody out")
	}
	wrote := s.wroteFormat(func() { s.click("ファイルに保存") })
	if strings.Contains(wrote, first+",") || strings.Count(wrote, "\r\n") != 2 {
		t.Errorf("written is %q, without %s", wrote, first)
	}
}

func TestFormatDraft_WhoHasAProblemIsLeftOut(t *testing.T) {
	s, _ := formatStage(t)
	u := s.stored().Users[0]
	typed := u
	typed.Name = "𠮷田"
	s.window.edit("変更", edit.ChangeUser(u, typed), nil)
	s.settle()
	s.click("この書式で書き出す")
	s.filters().Choose(4)
	if n := s.dialogGrid().Rows().Len(); n != 1 {
		t.Errorf("%d have a problem", n)
	}
	s.ticks("問題のある人は書き出さない（サービスの内容のまま）")
	if s.dialogButton("ファイルに保存").Why() == "問題のある人がいます。問題を直すか、書き出さないことにすると使えます。" {
		t.Error("whoever has a problem is still in the file")
	}
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if r, ok := o.(*kit.Radio); ok {
			r.Choose(draftEverybody)
		}
	})
	s.settle()
	wrote := s.wroteFormat(func() { s.click("ファイルに保存") })
	if strings.Contains(wrote, "〓") || !strings.Contains(wrote, s.stored().Users[1].LoginName) {
		t.Errorf("written is %q", wrote)
	}
}

func TestFormatDraft_ThePasswordOfNewPeopleIsCheckedAndWritten(t *testing.T) {
	s, part := formatStage(t)
	saved := part.selected()
	f := saved.Format.Clone()
	f.Columns[3].Source = format.Source{What: format.Password}
	if _, err := s.app.SaveFormat(t.Context(), saved.ID, f); err != nil {
		t.Fatal(err)
	}
	s.window.edit("追加", edit.AddUser(directory.User{LoginName: "part1", Name: "髙橋 花子"}, ""), nil)
	part.show()
	s.settle()
	s.click("この書式で書き出す")
	if s.typeInto("新しい人の初期パスワード", "x"); !s.dialogButton("ファイルに保存").Disabled() {
		t.Error("a password of one letter is taken")
	}
	s.typeInto("新しい人の初期パスワード", "first-pass-1")
	wrote := s.wroteFormat(func() { s.click("ファイルに保存") })
	if !strings.Contains(wrote, "part1,") || strings.Count(wrote, "first-pass-1") != 1 {
		t.Errorf("written is %q", wrote)
	}
}

func TestFormatDraft_RanksListsAndTakesOut(t *testing.T) {
	for want, e := range map[int]*format.Entry{
		0: {Change: format.Same, Problems: make([]format.Problem, 1)}, 1: {Change: format.New}, 2: {Change: format.Changed}, 3: {Change: format.Leaves}, 4: {Change: format.Same},
	} {
		if got := draftRank(e); got != want {
			t.Errorf("%+v has rank %d, want %d", e, got, want)
		}
	}
	s, part := formatStage(t)
	u := s.stored().Users
	for _, i := range []int{1, 2} {
		changed := u[i]
		changed.Email = ""
		s.window.edit("変更", edit.ChangeUser(u[i], changed), nil)
		s.settle()
	}
	s.openFormatDraft(part.selected())
	s.filters().Choose(2) // before it is made
	if s.dialogGrid().Rows() != nil && s.dialogGrid().Rows().Len() != 0 {
		t.Error("somebody is listed")
	}
	s.settle()
	grid := s.dialogGrid()
	const first, second = "変わった|ユーザーA|userA|メールアドレス1：userA@example.com → （空）|\n", "変わった|ユーザーD|userD|メールアドレス1：userD@example.com → （空）|\n"
	if got := cells(grid, 4); got != first+second {
		t.Errorf("listed are\n%s", got)
	}
	off := func(when, out, back, yes string) {
		t.Helper()
		if got := []string{s.dialogButton("選んだ人を除く").Why(), s.dialogButton("除くのをやめる").Why(), s.dialogButton("ファイルに保存").Why()}; !slices.Equal(got, []string{out, back, yes}) {
			t.Errorf("%s, off because %q", when, got)
		}
	}
	const noOut, noBack = "除く人を選ぶと使えます。", "除いた人を選ぶと使えます。"
	off("with none selected", noOut, noBack, "")
	grid.Select(0)
	off("with one selected", "", noBack, "")
	s.click("選んだ人を除く")
	off("with one taken out", noOut, "", "")
	if got := cells(grid, 4); got != strings.Replace(first, "変わった", "除く", 1)+second {
		t.Errorf("listed are\n%s", got)
	}
	grid.Select(0)
	off("with the one taken out selected", noOut, "", "")
	grid.SelectAll()
	off("with both selected", "", "", "")
	s.click("選んだ人を除く")
	off("with all taken out", noOut, "", "前回から変わった人がいません。")
	grid.SelectAll()
	grid.OnOpen(0, 0)
	s.settle()
	off("with all back", "", noBack, "")
	if got := cells(grid, 4); got != first+second {
		t.Errorf("listed are\n%s", got)
	}
	path := filepath.Join(t.TempDir(), "安否.csv")
	asked := s.chooses(path)
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	wrote, err := os.ReadFile(path)
	with, _ := os.ReadFile(asked)
	if err != nil || strings.Count(string(wrote), "\r\n") != 3 || !strings.Contains(string(with), "\n安否（変更分）.csv\n") {
		t.Errorf("%v, written is %q, asked for with %q", err, wrote, with)
	}
	if row := cells(part.grid, 3); !strings.HasPrefix(stamps.ReplaceAllString(row, "TIME"), "安否|CSV・Shift_JIS・5列|TIME 書き出し|\n") {
		t.Errorf("listed are %s", row)
	}
}

// Where a service replaces all by the file, it is always of everybody, and a person is told.
func TestFormatDraft_OfAServiceThatReplacesAllIsOfEverybody(t *testing.T) {
	s, part := formatStage(t)
	saved := part.selected()
	f := saved.Format.Clone()
	f.Columns[3].Source = format.Source{What: format.Password}
	f.Whole = true
	if _, err := s.app.SaveFormat(t.Context(), saved.ID, f); err != nil {
		t.Fatal(err)
	}
	part.show()
	s.settle()
	s.click("この書式で書き出す")
	says := func(wrong, why string) string {
		return "「安否」の書式で書き出す / だれを / 変わった人だけ / 全員 / 全体を置き換えるサービスのため、いつも全員のファイルになります。 / 新しい人の初期パスワード / " + wrong + "保存しません。" +
			" / ファイルに入るのは23人です。新しい人 0、変わった人 0、いなくなった人 0、変わらない人 23。　前回：MOMENT 読み込み" +
			" / このファイルをサービスに読み込むと、サービスの全員が、ファイルの内容に置き換わります。ファイルにない人は、サービスから消えます。" +
			" / すべて 23 / 新しい 0 / 変わった 0 / いなくなった 0 / 問題あり 0 / [選んだ人を除く] 除く人を選ぶと使えます。 / [除くのをやめる] 除いた人を選ぶと使えます。" +
			" / titles	変更 | 名前 | ログイン名 | 内容 / row	同じ | システム管理者 | admin | / row	同じ | ユーザーA | userA | / row	同じ | ユーザーD | userD | / [やめる] / [ファイルに保存]" + why
	}
	s.expectWords("at first", says("", ""))
	s.typeInto("新しい人の初期パスワード", "x")
	s.expectWords("with a short password", says("6〜64文字で入力してください（いまは1文字です）。 / ", " 6〜64文字で入力してください（いまは1文字です）。"))
	var scope *kit.Radio
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if r, ok := o.(*kit.Radio); ok {
			scope = r
		}
	})
	if scope == nil || !scope.Disabled() || scope.Chosen() != draftEverybody {
		t.Error("others can be chosen")
	}
	s.typeInto("新しい人の初期パスワード", "first-pass-1")
	path := filepath.Join(t.TempDir(), "安否.csv")
	asked := s.chooses(path)
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	wrote, err := os.ReadFile(path)
	with, _ := os.ReadFile(asked)
	if err != nil || strings.Count(string(wrote), "\r\n") != 24 || !strings.Contains(string(with), "\n安否.csv\n") {
		t.Errorf("%v, written is %.100q, asked for with %q", err, wrote, with)
	}
}

// However fast a person chooses, the file is of what is chosen in the end; a draft that is left
// is not shown.
func TestFormatDraft_IsOfWhatWasChosenLast(t *testing.T) {
	s, part := formatStage(t)
	d := newFormatDraft(s.window, part.selected())
	d.dialog.Show(d.scope)
	if why := d.yes.Why(); why != "確かめています。" || d.told.String() != "確かめています。" {
		t.Errorf("at first it is off because %q, and says %q", why, d.told)
	}
	if shown := s.reads(); !strings.HasSuffix(shown, " / titles	変更 | 名前 | ログイン名 | 内容 / 変更 / 名前 / ログイン名 / 内容 / [やめる] / [ファイルに保存] 確かめています。") {
		t.Errorf("at first it says %s", shown)
	}
	d.again()
	for _, who := range []int{draftEverybody, draftDifference, draftEverybody} {
		d.scope.Choose(who)
	}
	if why := d.yes.Why(); why != "確かめています。" {
		t.Errorf("meanwhile it is off because %q", why)
	}
	s.settle()
	if d.draft == nil || d.draft.Options.Difference || d.yes.Why() != "" || !strings.HasPrefix(d.told.String(), "ファイルに入るのは23人です。") {
		t.Errorf("it is off because %q, and says %q", d.yes.Why(), d.told)
	}
	was := d.draft
	d.scope.Choose(draftDifference)
	d.dialog.Close()
	s.settle()
	if d.draft != was || s.dialogs() != "" {
		t.Errorf("left, it says %q", s.dialogs())
	}
}

func TestFormatDraft_SaysWhoIsInTheFileAndWhatIsStillToBeDone(t *testing.T) {
	s, part := formatStage(t)
	saved := part.selected()
	if _, err := s.app.CopyFormat(t.Context(), saved, "支店"); err != nil {
		t.Fatal(err)
	}
	part.show()
	s.settle()
	opens := func(name string) {
		t.Helper()
		at := slices.IndexFunc(part.list, func(f *app.SavedFormat) bool { return f.Format.Name == name })
		part.grid.Select(formatKey(part.list, part.list[at]))
		s.click("この書式で書き出す")
	}
	const (
		whom    = "の書式で書き出す / だれを / 変わった人だけ / 全員 / "
		last    = "　前回：MOMENT 読み込み"
		titles  = " / titles	変更 | 名前 | ログイン名 | 内容 / row	"
		end     = " / [やめる] / [ファイルに保存]"
		answers = " / 表せない文字を「〓」にして書き出す / 問題のある人は書き出さない（サービスの内容のまま）"
	)
	buttons := func(out, back string) string {
		return " / " + strings.TrimSpace("[選んだ人を除く] "+out) + " / " + strings.TrimSpace("[除くのをやめる] "+back)
	}
	off := buttons("除く人を選ぶと使えます。", "除いた人を選ぶと使えます。")
	opens("支店")
	s.expectWords("of one that was never used", "「支店」"+whom+"このサービスにだれがいるかは、まだ分かりません。サービスから書き出したファイルを先に「この書式で読み込む」と、変わった人だけを書き出せます。"+
		" / ファイルに入るのは23人です。新しい人 23、変わった人 0、いなくなった人 0、変わらない人 0。 / すべて 23 / 新しい 23 / 変わった 0 / いなくなった 0 / 問題あり 0"+
		off+titles+"新しい | システム管理者 | admin | / row	新しい | ユーザーA | userA | / row	新しい | ユーザーD | userD |"+end)
	s.press(fyne.KeyEscape, 0)
	opens("安否")
	same := "「安否」" + whom + "ファイルに入るのは0人です。新しい人 0、変わった人 0、いなくなった人 0、変わらない人 23。" + last +
		" / すべて 23 / 新しい 0 / 変わった 0 / いなくなった 0 / 問題あり 0" +
		off + titles + "同じ | システム管理者 | admin | / row	同じ | ユーザーA | userA | / row	同じ | ユーザーD | userD |" + end + " 前回から変わった人がいません。"
	s.expectWords("where nobody has changed", same)
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.expectWords("where there is nothing to be saved", same)
	s.filters().Choose(2)
	s.expectWords("of those who have changed", same[:strings.Index(same, " / row")]+" / 変更 / 名前 / ログイン名 / 内容 / 変わった人はいません"+same[strings.Index(same, end):])
	s.press(fyne.KeyEscape, 0)

	u := s.stored().Users
	changed := u[0]
	changed.Name = "新"
	for _, e := range []edit.Edit{edit.ChangeUser(u[0], changed), edit.AddUser(directory.User{LoginName: "part1", Name: "𠮷田"}, ""), edit.DeleteUsers([]int64{u[2].ID}, false)} {
		s.window.edit("変更", e, nil)
		s.settle()
	}
	opens("安否")
	counts := "新しい人 1、変わった人 1、いなくなった人 1、変わらない人 21。" + last + answers + " / すべて 24 / 新しい 1 / 変わった 1 / いなくなった 1 / 問題あり 1"
	const strange = " | 𠮷田 | part1 | 「氏名」の「𠮷」は、このファイルの文字コードで表せません。 / row	"
	const others = "変わった | 新 | admin | 氏名：システム管理者 → 新 / row	いなくなった | ユーザーD | userD |"
	s.expectWords("where somebody's name cannot be written", "「安否」"+whom+"ファイルに入るのは3人です。"+counts+off+titles+"新しい"+strange+others+
		end+" 問題のある人がいます。問題を直すか、書き出さないことにすると使えます。")
	s.dialogGrid().Select(0)
	s.click("選んだ人を除く")
	s.expectWords("without them", "「安否」"+whom+"ファイルに入るのは2人です。"+counts+buttons("除く人を選ぶと使えます。", "")+titles+
		"除く (ファイルに入れません。サービスの内容はそのままです。)"+strange+others+end)
	if wrote := s.wroteFormat(func() { s.click("ファイルに保存") }); wrote != serviceHead+"\r\nadmin,新,,区分0,0\r\nuserD,ユーザーD,userD@example.com,区分0,1\r\n" {
		t.Errorf("written is %q", wrote)
	}
	if line := s.line(); line != "「安否」の書式で、2人を 安否.csv に書き出しました（新しい人 1、変わった人 1、いなくなった人 1）。" {
		t.Errorf("it says %q", line)
	}
}

func TestFormatDraft_OfDepartmentsCountsDepartments(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	part := s.csv().formats
	at := slices.IndexFunc(part.list, func(f *app.SavedFormat) bool { return f.Format.Name == "安否シンク（部署）" })
	part.grid.Select(formatKey(part.list, part.list[at]))
	s.click("この書式で書き出す")
	const whom, buttons = "「安否シンク（部署）」の書式で書き出す / どの部署を / 変わった部署だけ / すべて / ",
		" / [選んだ部署を除く] 除く部署を選ぶと使えます。 / [除くのをやめる] 除いた部署を選ぶと使えます。"
	s.expectWords("of departments", whom+
		"このサービスにどの部署があるかは、まだ分かりません。サービスから書き出したファイルを先に「この書式で読み込む」と、変わった部署だけを書き出せます。"+
		" / ファイルに入るのは10件です。新しい部署 10、変わった部署 0、いなくなった部署 0、変わらない部署 0。 / すべて 10 / 新しい 10 / 変わった 0 / いなくなった 0 / 問題あり 0"+
		buttons+" / titles	変更 | 名前 | 部署コード | 内容"+
		" / row	新しい | 役員 | yakuin | / row	新しい | 開発本部 | dev | / row	新しい | 開発チーム | dev_team | / [やめる] / [ファイルに保存]")
	s.press(fyne.KeyEscape, 0)

	// One whose service has them all.
	if _, err := s.app.CopyFormat(t.Context(), part.list[at], "拠点"); err != nil {
		t.Fatal(err)
	}
	part.show()
	s.settle()
	part.grid.Select(s.formats()[0].ID)
	path := filepath.Join(t.TempDir(), "拠点.csv")
	s.chooses(path)
	s.click("この書式で書き出す")
	s.click("ファイルに保存")
	if line := s.line(); line != "「拠点」の書式で、10件を 拠点.csv に書き出しました（新しい部署 10、変わった部署 0、いなくなった部署 0）。" {
		t.Errorf("it says %q", line)
	}
	s.click("この書式で読み込む")
	s.expectWords("reading departments", "「拠点」の書式で読み込む / 「拠点」の書式で、サービスから書き出したファイルを読み込みます。変更内容は、反映の前に確認できます。⏎"+
		"どの部署がサービスにあるかと、「そのまま残す」列の内容を覚え、次に書き出すときに使います。 / cybozu.comと連携している人も、ファイルの内容に変える / "+
		"次にcybozu.comから読み込むと、cybozu.comの内容に戻ります。 / 削除した連携済みのものを読み込みから除外する / [やめる] / [ファイルを選ぶ]")
	s.press(fyne.KeyEscape, 0)
	s.click("この書式で書き出す")
	s.filters().Choose(2)
	s.expectWords("where none has changed", strings.Replace(whom, "安否シンク（部署）", "拠点", 1)+"ファイルに入るのは0件です。新しい部署 0、変わった部署 0、いなくなった部署 0、変わらない部署 10。"+
		"　前回：MOMENT 書き出し / すべて 10 / 新しい 0 / 変わった 0 / いなくなった 0 / 問題あり 0"+buttons+
		" / titles	変更 | 名前 | 部署コード | 内容 / 変更 / 名前 / 部署コード / 内容 / 変わった部署はありません / [前回の書き出しを取り消す] / [やめる] / [ファイルに保存] 前回から変わった部署がありません。")
}

func TestFormatDraft_ACellThatIsEmptyOrMissingIsCalledEmpty(t *testing.T) {
	for at, want := range []string{"総務", "（空）", "（空）"} {
		if got := orEmpty([]string{"総務", ""}, at); got != want {
			t.Errorf("cell %d is called %q, want %q", at, got, want)
		}
	}
}

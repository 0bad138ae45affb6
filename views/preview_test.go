package views

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/edit"
	"anpisync/app/message"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// inView says whether an object is within the window.
func (s *stage) inView(o fyne.CanvasObject) bool {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	size := s.win.Canvas().Size()
	return at.X >= 0 && at.Y >= 0 && at.X+o.Size().Width <= size.Width && at.Y+o.Size().Height <= size.Height
}

func TestPreview_TheFootIsInViewWhateverIsAboveIt(t *testing.T) {
	s := manyGone(t)
	v := s.preview()
	g := v.p.Guards[0]
	s.floor.least = fyne.Size{} // as on a screen of 960×540 where all is drawn larger
	for _, size := range []fyne.Size{{Width: 640, Height: 360}, {Width: 960, Height: 540}, {Width: 1280, Height: 800}, {Width: 1920, Height: 1080}} {
		for guards := range 7 { // more than there ever are
			more, plan := *v.p, *v.p.Plan
			plan.Warnings = slices.Repeat([]directory.Warning{{Kind: directory.WarningNobody, Parties: g.Parties}}, 40)
			for i := range guards {
				more.Guards = append(more.Guards, directory.Guard{Kind: directory.GuardKind(fmt.Sprint(i)), Count: 1})
			}
			more.Plan = &plan
			v.present(prepareSight(&more, v.sight))
			s.win.Resize(size)
			if !s.inView(v.apply) {
				t.Fatalf("%v with %d guards: %q is at %v", size, len(v.p.Guards), v.apply.Text(), fyne.CurrentApp().Driver().AbsolutePositionForObject(v.apply))
			}
		}
	}
}

func TestPreview_TheButtonSaysHowMany(t *testing.T) {
	s := manyGone(t)
	all := s.preview().sight.changes.Count("")
	want := "60人を削除して"
	if got := s.preview().apply.Text(); !strings.HasPrefix(got, want) {
		t.Errorf("%d changes: %q", all, got)
	}
}

// 41 people are kept by three clicks: the filter, the tick above the list, the answer. Each
// row stays where it is, and is marked as what it is by now.
func TestMendU8_FortyOneAreKeptByThreeClicks(t *testing.T) {
	s := gone(t, 41)
	v := s.preview()
	l := v.list.changes
	l.filters.Choose(5)
	s.settle()
	var before []int64
	for i := range l.grid.Rows().Len() {
		before = append(before, l.grid.Rows().Key(i))
	}
	l.grid.SelectAll()
	s.click("41人を残す（このアプリのみにする）")
	if s.preview() != v || len(v.p.Choices) != 41 || v.sight.changes.Count(directory.Delete) != 0 {
		t.Fatalf("%d answers, %d are deleted", len(v.p.Choices), v.sight.changes.Count(directory.Delete))
	}
	var after []int64
	for i := range l.grid.Rows().Len() {
		after = append(after, l.grid.Rows().Key(i))
	}
	if !slices.Equal(before, after) || l.grid.SelectedCount() != 41 {
		t.Errorf("%d rows of which %d are selected, were %d", len(after), l.grid.SelectedCount(), len(before))
	}
	l.grid.Select(before[7])
	s.click("「残す（このアプリのみにする）」を取り消す")
	if n := v.sight.changes.Count(directory.Delete); n != 1 || l.grid.Rows().Len() != 41 || l.grid.Rows().Key(7) != before[7] {
		t.Errorf("%d are deleted, %d are listed", n, l.grid.Rows().Len())
	}
	l.filters.Choose(0)
	l.filters.Choose(5)
	s.settle()
	if n := l.grid.Rows().Len(); n != 1 {
		t.Errorf("asked anew, %d deletions are listed", n)
	}
}

func TestGuardI7_ItsPeopleAreListedBelow(t *testing.T) {
	s := manyGone(t)
	l := s.preview().list.changes
	all := l.grid.Rows().Len()
	l.search.SetText("だれもいない")
	s.settle()
	s.click("対象を見る")
	g := s.preview().p.Guards[len(s.preview().p.Guards)-1] // whose link is found
	if n := l.grid.Rows().Len(); n != len(g.Parties) || n == all {
		t.Errorf("%d of %d changes are listed, want %d", n, all, len(g.Parties))
	}
	l.grid.Select(l.grid.Rows().Key(0))
	s.click("残す（このアプリのみにする）")
	if n := l.grid.Rows().Len(); n != len(g.Parties) {
		t.Errorf("%d are listed after an answer, want %d", n, len(g.Parties))
	}
	s.press(fyne.KeyEscape, 0) // the selection
	s.press(fyne.KeyEscape, 0)
	s.settle()
	if n := l.grid.Rows().Len(); n != all || s.preview() == nil {
		t.Errorf("%d changes are listed after Esc, want %d", n, all)
	}
}

func TestI4_TheAnswerStaysToBeSeenAndChanged(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.change(`UPDATE settings SET value = 'before.cybozu.com' WHERE key = 'domain'`)
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if s.preview() == nil || !s.preview().apply.Disabled() {
		t.Fatalf("no question: %s", s.onScreen())
	}
	s.click("URLだけが変わった")
	if v := s.preview(); v.apply.Disabled() || v.p.Plan.DomainChange.Answer != directory.DomainRenamed {
		t.Fatalf("the answer is %q", v.p.Plan.DomainChange.Answer)
	}
	if b := button(t, s.preview().page, "✓ URLだけが変わった"); !b.Disabled() {
		t.Error("the answer can be given again")
	}
	s.click("別の環境")
	if v := s.preview(); v == nil || v.p.Plan.DomainChange.Answer != directory.DomainOther {
		t.Errorf("it was not changed: %s", s.onScreen())
	}
}

func TestUndo_ThePreviewSaysWhatItGoesBackTo(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenHistory)
	s.history.grid.Select(s.history.imports[0].ID)
	s.settle()
	when := s.history.imports[0].FinishedAt.Local().Format(timeFormat)
	s.history.onUndo()
	s.settle()
	if want := when + "の読み込みの前に戻します。"; !strings.Contains(s.onScreen(), want) {
		t.Errorf("%q is not on the screen", want)
	}
	s.tickAll()
	test.Tap(s.preview().apply)
	s.settle()
	s.history.grid.Select(s.history.imports[0].ID)
	s.settle()
	if got := s.history.undo.Text(); got != "元に戻したことを取り消す" {
		t.Errorf("the line of the undo offers %q", got)
	}
}

// What was answered is left out of the plan, and stays in the list.
func TestMendU13_WhatIsLeftOutStaysInTheList(t *testing.T) {
	s := changed(t)
	s.pick(directory.Create)
	l := s.preview().list.changes
	key := l.grid.Selected()[0]
	s.click("読み込みから除外")
	if c := l.model.Find(key); c == nil || !c.LeftOut || !slices.Contains(l.grid.Selected(), key) {
		t.Fatalf("it is %+v", c)
	}
	s.click("「読み込みから除外」を取り消す")
	if c := l.model.Find(key); c == nil || c.LeftOut || len(s.preview().p.Choices) != 0 {
		t.Errorf("it is %+v", c)
	}
}

func TestPreview_IsSortedByAClickOnATitle(t *testing.T) {
	s := manyGone(t)
	l := s.preview().list.changes
	l.grid.OnSort(nil)
	s.settle()
	usual := l.grid.Rows().Key(0)
	l.sort = []browse.Sort{{Column: browse.ChangeName, Descending: true}}
	l.ask()
	s.settle()
	if l.grid.Rows().Key(0) == usual {
		t.Error("the order is the same")
	}
}

// Whatever a person has answered is not lost by giving up while it is written: nothing is
// written, nothing told, and the preview is as it was.
func TestPreview_GivingUpWhileItIsWrittenLosesNothing(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	v := s.preview()
	if v == nil {
		t.Fatal("no preview")
	}
	db := s.database()
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("BEGIN IMMEDIATE"); err != nil { // somebody else writes for a while
		t.Fatal(err)
	}
	s.press(fyne.KeyReturn, ctrl)
	s.drain()
	if shown := s.dialogs(); !strings.Contains(shown, "変更内容を反映しています。") {
		t.Fatalf("it says %q", shown)
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	if _, err := db.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	s.settle()
	if s.preview() != v || s.dialogs() != "" || len(s.stored().Users) > 0 || s.running == nil || s.running.reading != v {
		t.Fatalf("the preview is gone, or it says %q", s.dialogs())
	}
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.expectOutcomes(directory.OutcomeOK)
}

// A preview that is gone takes no answers.
func TestPreview_ThatIsGoneTakesNoAnswers(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	r := s.running
	s.preview().onCancel()
	r.revise(nil)
	r.apply(nil)
	r.abandon()
	s.settle()
	if s.running != nil || s.preview() != nil || s.dialogs() != "" {
		t.Errorf("it is under way again: %q", s.dialogs())
	}
	s.expectOutcomes(directory.OutcomeCancelled)
}

// A preview stands in front of the screen where its import began, and only there; once it is left,
// that screen is there again.
func TestPreview_StandsWhereItsImportBegan(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.onNavigated(screenHome) // while it is read
	s.settle()
	v := s.preview()
	if v == nil || s.nav.Selected() != screenConnect || s.current() != screen(v) || s.body.Objects[0] != v.content() {
		t.Fatalf("shown is screen %d", s.nav.Selected())
	}
	s.onNavigated(screenPeople)
	if s.current() != screen(s.people) || s.body.Objects[0] != s.people.content() {
		t.Error("the other screens cannot be looked at")
	}
	s.onNavigated(screenConnect)
	if s.current() != screen(v) || s.body.Objects[0] != v.content() {
		t.Error("the preview is not where it was")
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	if s.current() != screen(s.form()) || s.body.Objects[0] != s.form().content() || s.cover != nil || s.running != nil {
		t.Errorf("left, shown is screen %d", s.nav.Selected())
	}
}

// nextDay is the stage a day after the first import, which has read everybody.
func nextDay(t *testing.T) *stage {
	t.Helper()
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	cybozutest.NextDay(s.company)
	return s
}

func TestPreview_WhoWantsNoPreviewFromNowOnHasNone(t *testing.T) {
	s := nextDay(t)
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.preview().skip.Tapped(nil)
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if kept, err := s.app.Settings(t.Context()); err != nil || !kept.SkipPreview {
		t.Errorf("%v, kept is %+v", err, kept)
	}
}

func TestPreview_WhatAGuardIsAboutIsListedUntilAllIsWanted(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	s.company.Update(func(d *cybozutest.Data) { d.Users = d.Users[:len(d.Users)/2] })
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	v := s.preview()
	all := v.list.changes.grid.Rows().Len()
	v.list.changes.filters.Choose(1)
	s.click("対象を見る")
	about := v.list.changes.grid.Rows().Len()
	if !strings.Contains(s.onScreen(), "確認の対象だけを表示しています。") || about == 0 {
		t.Errorf("%d are listed: %q", about, s.onScreen())
	}
	if s.click("すべて表示"); v.list.changes.grid.Rows().Len() != all || strings.Contains(s.onScreen(), "確認の対象だけを表示しています。") {
		t.Errorf("%d are listed of %d", v.list.changes.grid.Rows().Len(), all)
	}
	s.do(s.command("find"))
	if focused := s.win.Canvas().Focused(); focused != fyne.Focusable(v.list.changes.search) {
		t.Errorf("find leads to %T", focused)
	}
}

// proposes is all that the preview says below its heading.
func (s *stage) proposes() string {
	s.t.Helper()
	_, text, found := strings.Cut(s.reads(), "変更内容の確認  ")
	if !found {
		s.t.Fatalf("no preview, but %s", s.reads())
	}
	return text
}

func (s *stage) expectProposed(when, want string) {
	s.t.Helper()
	s.settle()
	if got := s.proposes(); got != want {
		s.t.Errorf("%s it says\n%s\nwant\n%s", when, got, want)
	}
}

const (
	nothingYet    = "まだ何も変更していません / "
	totalHeads    = "追加 / 変更 / 紐付け / 連携解除 / 削除 / 変更なし / このアプリのみ（対象外） / 除外 / "
	changeTitles  = " / titles	操作 | 種類 | 対象 | 変更前 → 変更後 | 理由"
	searchChanges = "field	名前・部署で検索"
	pickChange    = " / 行を選ぶと、「残す」「読み込みから除外」を選べます。まとめて選ぶこともできます。"
	skipAndSave   = " / 次回から確認せずに反映する / [CSVに保存] / [やめる] / "
)

func TestPreview_SaysWhatIsProposedAndWhatCanBeSaidToIt(t *testing.T) {
	s := nextDay(t)
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	v := s.preview()
	l := v.list.changes
	const (
		totals = totalHeads + "部署 / 1 / 2 / 0 / 0 / 1 / 16 / 0 / 0 / ユーザー / 4 / 22 / 1 / 0 / 3 / 319 / 0 / 1 / 所属 / 24 / — / — / — / 20 / 329 / 0 / — / " +
			"除外：停止中のAdministratorと、「読み込みから除外」にしたものは、読み込みません。 / "
		tabs  = "表示： / 一覧 / ツリー / "
		chips = "すべて 34 / 追加 5 / 変更 24 / 紐付け 1 / 連携解除 0 / 削除 4 / " + searchChanges
		rows  = changeTitles + " / row	変更 | ユーザー | 冨田 優子（y-tomita） | メールアドレス：y-tomita@example.co.jp → （なし）　所属部署：海外営業グループ → セールスチーム | 連携済み" +
			" / row	削除 | 部署 | 海外営業グループ | 所属14人 | cybozu.comから削除された / row	変更 | 部署 | 情報システムチーム | 部署名：情シスチーム → 情報システムチーム | 連携済み"
		foot = skipAndSave + "[3人と1部署を削除して34件を反映する]"
	)
	s.expectProposed("at first", nothingYet+totals+tabs+chips+pickChange+rows+foot)
	if focused := s.win.Canvas().Focused(); focused != fyne.Focusable(v.apply) {
		t.Errorf("the keys are at %T", focused)
	}
	l.grid.Select(l.grid.Rows().Key(2))
	s.expectProposed("of a change without an answer", nothingYet+totals+tabs+chips+" / この変更には、選べる回答がありません。"+rows+
		" / 情報システムチーム　部署名：情シスチーム → 情報システムチーム　連携済み"+foot)
	gone := slices.IndexFunc(l.listed, func(c *browse.Change) bool { return c.Action == directory.Delete && c.Kind == directory.KindUser })
	l.grid.Select(l.listed[gone].Key())
	s.expectProposed("of who is deleted", nothingYet+totals+tabs+chips+" / [残す（このアプリのみにする）]"+rows+" / 菅原 優子（y-sugawara）　所属部署：製品設計グループ　cybozu.comから削除された"+foot)
	if offers := v.list.offers(); len(offers) != 1 || offers[0].Text != "残す（このアプリのみにする）" || offers[0].Off != "" {
		t.Errorf("the menu offers %+v", offers)
	}
	l.filters.Choose(5)
	s.settle()
	l.grid.Select(l.grid.Rows().Key(1))
	s.focus(l.grid.Focusable())
	s.press(fyne.KeyDown, ctrl)
	s.press(fyne.KeySpace, 0)
	s.settle()
	if offers := v.list.offers(); l.grid.SelectedCount() != 2 || len(offers) != 1 || offers[0].Text != "2人を残す（このアプリのみにする）" {
		t.Errorf("of %d deletions offered are %+v", l.grid.SelectedCount(), offers)
	}
	l.filters.Choose(0)
	s.settle()
	l.grid.SelectAll()
	s.expectProposed("of all", nothingYet+totals+tabs+chips+" / [1部署を読み込みから除外] / [3人を残す（このアプリのみにする）] / [4人を読み込みから除外]"+rows+" / 34件を選択しています"+foot)
	s.click("3人を残す（このアプリのみにする）")
	s.click("1部署を読み込みから除外")
	if focused := s.win.Canvas().Focused(); focused != l.grid.Focusable() {
		t.Errorf("after an answer the keys are at %T", focused)
	}
	const (
		answered = totalHeads + "部署 / 0 / 2 / 0 / 0 / 1 / 16 / 0 / 1 / ユーザー / 4 / 21 / 1 / 3 / 0 / 320 / 0 / 1 / 所属 / 21 / — / — / — / 17 / 329 / 3 / — / " +
			"除外：停止中のAdministratorと、「読み込みから除外」にしたものは、読み込みません。 / "
		outs   = "部署「事業推進室」を、これから読み込みません。下にある組織と、それらへの所属も読み込みません。 / [取り消す] / "
		chips2 = "すべて 32 / 追加 4 / 変更 23 / 紐付け 1 / 連携解除 3 / 削除 1 / 回答 4 / " + searchChanges
		foot2  = skipAndSave + "[1部署を削除して32件を反映する]"
	)
	s.expectProposed("with answers", nothingYet+answered+tabs+outs+chips2+" / [4人を読み込みから除外] / [4件の回答を取り消す]"+rows+" / 33件を選択しています"+foot2)
	l.filters.Choose(6)
	s.settle()
	if n := l.grid.Rows().Len(); n != 4 {
		t.Errorf("%d are listed as answered", n)
	}
	s.focus(l.grid.Focusable())
	l.grid.Select(l.grid.Rows().Key(0))
	s.settle()
	for _, want := range []string{"「残す（このアプリのみにする）」を取り消す", "2件の回答を取り消す", "3件の回答を取り消す"} {
		if offers := v.list.offers(); l.grid.SelectedCount() == 0 || len(offers) != 1 || offers[0].Text != want {
			t.Errorf("of %d answers offered is %+v, want %s", l.grid.SelectedCount(), offers, want)
		}
		s.press(fyne.KeyDown, ctrl)
		s.press(fyne.KeySpace, 0)
		s.settle()
	}
	l.filters.Choose(0)
	l.grid.Unselect()
	s.settle()

	// What was answered is given up after a question alone, however often a key is pressed.
	for range 2 {
		s.preview().onCancel()
		s.expectWords("giving up", "回答を破棄しますか？ / 4件の回答を破棄して、読み込みをやめます。何も反映しません。 / [確認に戻る] / [破棄する]")
	}
	s.press(fyne.KeyEscape, 0)
	if s.layers.Busy() || s.preview() == nil {
		t.Fatalf("asked twice: %q", s.dialogs())
	}
	s.click("取り消す")
	if given := s.preview().p.Choices; len(given) != 3 {
		t.Errorf("answered is %+v", given)
	}
	s.preview().onCancel()
	s.click("破棄する")
	if s.preview() != nil || s.running != nil {
		t.Error("it is still there")
	}
}

// What is taken back and what a file says have no columns of what stays.
func TestPreview_OfAnUndoSaysWhatItGoesBackTo(t *testing.T) {
	s := peopleStage(t)
	u := s.stored().Users[3]
	s.window.edit("「"+u.Name+"」の削除", edit.DeleteUsers([]int64{u.ID}, true), nil)
	s.settle()
	s.onNavigated(screenHistory)
	s.settle()
	s.history.undo.Tapped(nil)
	s.settle()
	const heads = "追加 / 変更 / 紐付け / 連携解除 / 削除 / "
	s.expectProposed("of an edit", nothingYet+heads+"部署 / 0 / 0 / 0 / 0 / 0 / ユーザー / 1 / 0 / 0 / 0 / 0 / 所属 / 1 / — / — / — / 0 / "+
		"「ユーザーE」が、「読み込みから除外」から外れ、次から読み込まれます。 / 表示： / 一覧 / ツリー / すべて 1 / 追加 1 / 変更 0 / 紐付け 0 / 連携解除 0 / 削除 0 / "+searchChanges+changeTitles+
		" / row	追加 | ユーザー | ユーザーE（userE） | 所属部署：役員　メールアドレス：userE@example.com | 以前の状態に戻す / [CSVに保存] / [やめる] / [1件を反映する]")
	s.preview().onCancel()
	s.settle()
	s.history.open(s.history.imports[len(s.history.imports)-1].ID)
	s.settle()
	s.history.undo.Tapped(nil)
	s.settle()
	if got := s.proposes(); !strings.HasPrefix(got, "MOMENTの読み込みの前に戻します。　"+nothingYet+heads) {
		t.Errorf("of an import it says %s", got)
	}
	if v := s.preview(); v.skip.Visible() || len(v.ticks) == 0 || s.win.Canvas().Focused() != fyne.Focusable(v.ticks[0]) {
		t.Errorf("%d ticks, and the keys are at %T", len(v.ticks), s.win.Canvas().Focused())
	}
}

// Of what has changed since, few lines are open; of many, the first hundred are told.
func TestPreview_OfManyDifferencesAndWarningsTheFirstAreTold(t *testing.T) {
	fold := func(o fyne.CanvasObject) (title string, lines []string) {
		var text *kit.Fold
		walk(o, func(o fyne.CanvasObject) {
			if f, ok := o.(*kit.Fold); ok {
				text = f
			}
		})
		if text == nil {
			return "", nil
		}
		title = text.Title()
		text.SetOpen(true)
		walk(text, func(o fyne.CanvasObject) {
			if p, ok := o.(*kit.Paragraph); ok {
				lines = strings.Split(p.String(), "\n")
			}
		})
		return title, lines
	}
	for n, want := range map[int]struct {
		title, warned, last string
		lines               int
	}{
		1:   {"▼ 変わったところ", "▼ ご確認いただきたいことが1件あります", "", 1},
		2:   {"▼ 変わったところ", "▶ ご確認いただきたいことが2件あります", "", 2},
		5:   {"▼ 変わったところ", "▶ ご確認いただきたいことが5件あります", "", 5},
		6:   {"▶ 変わったところ", "▶ ご確認いただきたいことが6件あります", "", 6},
		100: {"▶ 変わったところ", "▶ ご確認いただきたいことが100件あります", "", 100},
		101: {"▶ 変わったところ", "▶ ご確認いただきたいことが101件あります", "ほか1件", 101},
		250: {"▶ 変わったところ", "▶ ご確認いただきたいことが250件あります", "ほか150件", 101},
	} {
		shift, warnings := new(browse.Shift), make([]string, n)
		for i := range n {
			warnings[i] = fmt.Sprintf("%d人目", i)
			shift.Added = append(shift.Added, &browse.Change{Description: message.Description{Action: directory.Create, Kind: directory.KindUser, Name: warnings[i]}})
		}
		v := &preview{p: &app.Proposal{Shifted: shift}, sight: &sight{warnings: warnings}}
		for what, part := range map[string]struct {
			of    []fyne.CanvasObject
			title string
		}{"differences": {v.stopped(), want.title}, "warnings": {v.warnings(), want.warned}} {
			title, lines := fold(part.of[0])
			if title != part.title || len(lines) != want.lines || !strings.Contains(lines[min(n, partiesShown)-1], fmt.Sprintf("%d人目", min(n, partiesShown)-1)) || want.last != "" && lines[len(lines)-1] != want.last {
				t.Errorf("of %d %s: %s, %d lines, the last is %s", n, what, title, len(lines), lines[len(lines)-1])
			}
		}
		if len(warnings) != n || n > 0 && warnings[n-1] != fmt.Sprintf("%d人目", n-1) {
			t.Error("what is told has changed the warnings themselves")
		}
	}
	v := &preview{p: &app.Proposal{Shifted: new(browse.Shift)}, sight: new(sight)}
	if parts := v.stopped(); len(parts) != 1 {
		t.Errorf("where the guards alone are others, %d parts are there", len(parts))
	} else if title, _ := fold(parts[0]); title != "" {
		t.Errorf("there is %q to open", title)
	}
	v.p = new(app.Proposal)
	if v.stopped() != nil || v.warnings() != nil {
		t.Error("of nothing something is told")
	}
}

// What must be confirmed stands above the list, each with a tick and the way to whom it is
// about; the question of another cybozu.com has answers instead (I4, I7).
func TestPreview_SaysWhatMustBeConfirmed(t *testing.T) {
	s := gone(t, 41)
	v := s.preview()
	const (
		check  = "⏎cybozu.comで見えない組織がないか、ログインしているアカウントの権限をご確認ください。 / "
		guards = nothingYet + totalHeads + "部署 / 0 / 0 / 0 / 0 / 0 / 19 / 0 / 0 / ユーザー / 0 / 0 / 0 / 0 / 41 / 304 / 0 / 1 / 所属 / 0 / — / — / — / 40 / 309 / 0 / — / " +
			"除外：停止中のAdministratorと、「読み込みから除外」にしたものは、読み込みません。 / 連携済みユーザーの12%にあたる41人（四十一人）が削除されます。" + check + "41人を削除することを確認しました / [対象を見る] / " +
			"削除されない部署への所属の11%にあたる40件（四十件）がなくなります。" + check + "40件の所属がなくなることを確認しました / [対象を見る] / 表示： / 一覧 / ツリー / "
		chips = "すべて 41 / 追加 0 / 変更 0 / 紐付け 0 / 連携解除 0 / 削除 41 / " + searchChanges + pickChange + changeTitles
		foot  = skipAndSave + "[41人を削除して反映する]"
		wait  = " 上の確認をすべて済ませると、反映できます。"
		first = " / row	削除 | ユーザー | 田中 剛（t-tanaka） |  | cybozu.comから削除された / row	削除 | ユーザー | 伊藤 葵（a-ito） |  | cybozu.comから削除された / row	削除 | ユーザー | 渡辺 さくら（s-watanabe） |  | cybozu.comから削除された"
	)
	s.expectProposed("at first", guards+chips+first+foot+wait)
	if s.win.Canvas().Focused() != fyne.Focusable(v.ticks[0]) {
		t.Errorf("the keys are at %T", s.win.Canvas().Focused())
	}
	v.tabs.Choose(1)
	s.settle()
	button(t, v.page, "対象を見る").Tapped(nil) // the last: whose memberships go
	s.expectProposed("of a guard", guards+"確認の対象だけを表示しています。 / [すべて表示] / "+chips+
		" / row	削除 | ユーザー | 加藤 浩（h-kato） | 所属部署：役員、開発本部 | cybozu.comから削除された / row	削除 | ユーザー | 吉田 修（o-yoshida） | 所属部署：役員、マーケティング本部 | cybozu.comから削除された"+
		" / row	削除 | ユーザー | 山田 直美（n-yamada） | 所属部署：役員、経営管理本部 | cybozu.comから削除された"+foot+wait)
	if v.body != body(v.list) || v.tabs.Chosen() != 0 || s.win.Canvas().Focused() != v.list.changes.grid.Focusable() || v.list.changes.grid.Rows().Len() != len(v.p.Guards[1].Parties) {
		t.Errorf("the keys are at %T, %d are listed", s.win.Canvas().Focused(), v.list.changes.grid.Rows().Len())
	}
	for i, want := range []string{wait, ""} {
		v.ticks[i].Tapped(nil)
		if got := v.apply.Why(); strings.TrimSpace(want) != got {
			t.Errorf("with %d ticks it is off because %q", i+1, got)
		}
		s.press(fyne.KeyReturn, ctrl)
		s.settle()
		if s.preview() == nil {
			t.Fatal("a key confirms")
		}
	}
	if got := v.confirmed(); len(got) != 2 || got[0] != (directory.Confirmation{Kind: v.p.Guards[0].Kind, Count: 41}) || got[1].Count != 40 {
		t.Errorf("confirmed are %+v", got)
	}
	v.list.lookAt(directory.Guard{})
	s.settle()
	v.list.changes.grid.SelectAll()
	s.click("41人を残す（このアプリのみにする）")
	if len(v.ticks) != 0 || v.apply.Why() != "" || v.apply.Disabled() {
		t.Errorf("with all kept there are %d ticks", len(v.ticks))
	}
}

// In a small window, whom a guard is about is brought into sight.
func TestPreview_WhomAGuardIsAboutIsSeen(t *testing.T) {
	s := gone(t, 41)
	s.win.Resize(leastSize)
	s.settle()
	grid := s.preview().list.changes.grid
	seen := func() bool {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(grid)
		return at.Y >= 0 && at.Y+100 <= fyne.CurrentApp().Driver().AbsolutePositionForObject(s.preview().apply).Y
	}
	if seen() {
		t.Fatal("it is seen already")
	}
	s.click("対象を見る")
	if !seen() {
		t.Errorf("it is at %v of %v", fyne.CurrentApp().Driver().AbsolutePositionForObject(grid), s.win.Canvas().Size())
	}
}

// ↓ leads from each field to what it searches in.
func TestKeys_DownLeadsFromASearchToWhatIsFound(t *testing.T) {
	s := nextDay(t)
	tree := s.lookAtTree()
	leads := func(name string, from *kit.Entry, to fyne.Focusable) {
		t.Helper()
		s.focus(from)
		s.press(fyne.KeyDown, 0)
		if got := s.win.Canvas().Focused(); got != to {
			t.Errorf("%s leads to %T", name, got)
		}
	}
	leads("the search of the tree", tree.seek, tree.tree.Focusable())
	s.preview().onCancel()
	s.settle()
	s.openHelp("")
	leads("the search of the manual", s.help.search, s.help.list.Focusable())
	s.press(fyne.KeyEscape, 0)
	s.openRecordSearch()
	s.settle()
	leads("the search of the history", s.dialogEntry(), s.dialogGrid().Focusable())
	s.press(fyne.KeyEscape, 0)
	s.openFinder()
	s.settle()
	leads("the finder", s.dialogEntry(), s.dialogGrid().Focusable())
}

package views

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/edit"
	"anpisync/app/licenses"
	"anpisync/app/process"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
	"anpisync/views/kit/testapp"
)

// settings is the screen 設定, on the screen.
func (s *stage) settings() *settings {
	s.t.Helper()
	for i, screen := range s.screens {
		if found, ok := screen.(*settings); ok {
			s.onNavigated(i)
			s.settle()
			return found
		}
	}
	s.t.Fatal("no settings")
	return nil
}

func TestAbout_TellsVersionDataAndLicenses(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.win.Resize(fyne.NewSize(3000, 800)) // wherever the folder is, its path is not cut
	s.settings()
	for _, want := range []string{process.Versions(), s.app.Dir()} {
		if !strings.Contains(s.onScreen(), want) {
			t.Errorf("%q is not on the screen", want)
		}
	}
	button(t, s.settings().page, "使用しているソフトウェア").Tapped(nil)
	for i, l := range licenses.All()[:3] {
		if i > 0 {
			s.press(fyne.KeyDown, 0)
		}
		first, _, _ := strings.Cut(strings.TrimSpace(l.Text), "\n")
		if shown := s.dialogs(); !strings.Contains(shown, l.Module) || !strings.Contains(shown, first) {
			t.Errorf("%s, %q: not shown", l.Module, first)
		}
	}
	s.press(fyne.KeyEscape, 0)
	if s.layers.Busy() {
		t.Error("Esc does not close it")
	}
}

func TestHistory_IsShortenedAfterAQuestionAlone(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	for range 3 {
		s.importAll()
	}
	db, err := sql.Open("sqlite", filepath.Join(s.app.Dir(), "directory.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE imports SET finished_at = ?", time.Now().AddDate(0, 0, -100).UTC().Format(time.RFC3339)); err != nil {
		t.Fatal(err)
	}
	page := s.settings()
	choose := func(days int) {
		t.Helper()
		for i, h := range historyDays {
			if h.days == days {
				page.keep.Choose(i)
			}
		}
		s.settle()
	}
	expect := func(when string, lines, days int) {
		t.Helper()
		kept, err := s.app.Settings(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if got := len(s.outcomes()); got != lines || kept.HistoryDays != days || historyDays[page.keep.Chosen()].days != days {
			t.Errorf("%s: %d lines, kept for %d days, shown %s; want %d and %d",
				when, got, kept.HistoryDays, historyDays[page.keep.Chosen()].name, lines, days)
		}
	}
	choose(365)
	expect("nothing is as old", 3, 365)
	choose(90)
	if shown := s.dialogs(); !strings.Contains(shown, "90日より前の2件の履歴") { // the last success stays
		t.Fatalf("asked %q", shown)
	}
	s.press(fyne.KeyReturn, ctrl)
	s.press(fyne.KeyEscape, 0)
	s.settle()
	expect("not confirmed", 3, 365)
	choose(90)
	s.dialogButton("2件を消す").Tapped(nil)
	s.settle()
	expect("confirmed", 1, 90)
	choose(0)
	if s.layers.Busy() {
		t.Errorf("asked %q to keep it for longer", s.dialogs())
	}
	expect("for good", 1, 0)
}

func TestSettings_ExclusionsAreListedUntilTheyAreReadmitted(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	const none = "除外しているものはありません"
	page := s.settings()
	if !strings.Contains(s.onScreen(), none) || page.exclusions.Visible() {
		t.Error("an empty list is not told to be empty")
	}
	leaver := s.stored().Users[0]
	if _, err := s.app.Edit(context.Background(), "削除", edit.DeleteUsers([]int64{leaver.ID}, true)); err != nil {
		t.Fatal(err)
	}
	s.reload()
	s.settle()
	if shown := s.onScreen(); strings.Contains(shown, none) || !strings.Contains(shown, leaver.Name) {
		t.Errorf("%s is not listed: %s", leaver.Name, shown)
	}
	page.excluded.SelectAll()
	button(t, page.page, "除外をやめる").Tapped(nil)
	s.settle()
	if !strings.Contains(s.onScreen(), none) || len(s.stored().Remembered.Excluded) > 0 {
		t.Errorf("%s is still excluded", leaver.Name)
	}
}

// A number that makes no sense is red, says why, and is not kept.
func TestSettings_ARefusedNumberIsRedAndNotKept(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.onNavigated(screenSettings)
	s.settle()
	kept, err := s.app.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range s.settings().numbers {
		right := n.entry.Text
		for _, wrong := range []string{"", "-1", "多数", "9999999"} {
			n.entry.SetText(wrong)
			s.settle()
			if !n.entry.Failed() || !strings.Contains(n.field.Error(), "までの数字を入力してください。") {
				t.Errorf("%s %q: red is %v, and it says %q", n.field.Label(), wrong, n.entry.Failed(), n.field.Error())
			}
		}
		if now, err := s.app.Settings(t.Context()); err != nil || now != kept {
			t.Errorf("%s: kept is %+v, was %+v (%v)", n.field.Label(), now, kept, err)
		}
		n.entry.SetText(right)
		s.settle()
		if n.entry.Failed() || n.field.Error() != "" {
			t.Errorf("%s: %q is refused: %q", n.field.Label(), right, n.field.Error())
		}
	}
}

// A choice that was changed before its question came is not asked about.
func TestSettings_AChoiceThatWasChangedAgainIsNotAskedAbout(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	for range 2 {
		s.importAll()
	}
	s.past(100)
	page := s.settings()
	page.keep.Choose(4)
	page.keep.Choose(0)
	if s.settle(); s.dialogs() != "" {
		t.Errorf("it asks %q", s.dialogs())
	}
	kept, err := s.app.Settings(t.Context())
	if err != nil || kept.HistoryDays != 0 || len(s.outcomes()) != 2 {
		t.Errorf("%v, kept for %d days, %d lines", err, kept.HistoryDays, len(s.outcomes()))
	}
	page.keep.Choose(4)
	s.settle()
	s.expectWords("of a shorter time", "古い履歴を消しますか？ / 90日より前の1件の履歴を、変更内容とともに消します。消した読み込みの前には戻せなくなります。 / [やめる] / [1件を消す]")
	s.press(fyne.KeyEscape, 0)
	if s.settle(); page.keep.Chosen() != 0 {
		t.Errorf("shown is %s", historyDays[page.keep.Chosen()].name)
	}
	page.numbers[0].entry.SetText(" 7 ")
	s.settle()
	if kept, err := s.app.Settings(t.Context()); err != nil || *page.numbers[0].of(&kept) != 7 || page.numbers[0].field.Error() != "" {
		t.Errorf("%v, kept is %+v", err, kept)
	}
	// What the preview has changed meanwhile is shown when the screen is come to again.
	(&run{w: s.window}).skipFromNowOn()
	s.settle()
	if page.skip.Checked() {
		t.Fatal("it is shown already")
	}
	if s.settings(); !page.skip.Checked() || page.numbers[0].entry.Text != "7" {
		t.Errorf("shown is %v, %s", page.skip.Checked(), page.numbers[0].entry.Text)
	}
	page.skip.Tapped(nil)
	s.settle()
	if kept, err := s.app.Settings(t.Context()); err != nil || kept.SkipPreview {
		t.Errorf("%v, kept is %+v", err, kept)
	}
}

func TestSettings_TheLeastAndTheMostAreKeptAndWhatCannotBeKeptIsSaid(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	page := s.settings()
	for _, n := range page.numbers {
		for _, value := range []int{0, n.most} {
			n.entry.SetText(strconv.Itoa(value))
			s.settle()
			kept, err := s.app.Settings(t.Context())
			if err != nil || *n.of(&kept) != value || n.field.Error() != "" {
				t.Errorf("%s: %v, kept is %d, want %d; it says %q", n.field.Label(), err, *n.of(&kept), value, n.field.Error())
			}
		}
	}
	// Of several changes at once the last is kept.
	first := page.numbers[0].entry
	for _, text := range []string{"1", "12", "13"} {
		first.SetText(text)
	}
	s.settle()
	if kept, err := s.app.Settings(t.Context()); err != nil || *page.numbers[0].of(&kept) != 13 {
		t.Errorf("%v, kept is %+v", err, kept)
	}
	s.rename("imports", "gone")
	page.keep.Choose(4)
	s.settle()
	s.expectWords("where the history cannot be read", unexpected)
	if page.keep.Chosen() != 0 {
		t.Errorf("shown is %s", historyDays[page.keep.Chosen()].name)
	}
	s.press(fyne.KeyEscape, 0)
	s.rename("gone", "imports")
	s.rename("settings", "gone")
	first.SetText("14")
	s.settle()
	s.expectWords("where nothing can be kept", unexpected)
	s.press(fyne.KeyEscape, 0)
	s.rename("gone", "settings")
	first.SetText("15")
	s.settle()
	if kept, err := s.app.Settings(t.Context()); err != nil || *page.numbers[0].of(&kept) != 15 || s.dialogs() != "" {
		t.Errorf("%v, kept is %+v; it says %q", err, kept, s.dialogs())
	}
}

func TestSettings_OnlyWhoIsSelectedIsReadmitted(t *testing.T) {
	s := peopleStage(t)
	u, d := s.stored().Users[0], s.department("開発チーム")
	s.window.edit("", edit.DeleteUsers([]int64{u.ID}, true), nil)
	s.settle()
	s.window.edit("", edit.DeleteDepartment(d.ID, true), nil)
	s.settle()
	page := s.settings()
	if listed := cells(page.excluded, 2); listed != "部署|開発チーム|\nユーザー|システム管理者|\n" {
		t.Errorf("listed are %q", listed)
	}
	page.excluded.Select(page.excluded.Rows().Key(1))
	button(t, page.page, "除外をやめる").Tapped(nil)
	s.settle()
	if listed := cells(page.excluded, 2); listed != "部署|開発チーム|\n" {
		t.Errorf("listed are %q", listed)
	}
	if why := button(t, page.page, "除外をやめる").Why(); why != "除外をやめるものを選ぶと使えます。" {
		t.Errorf("with none selected it says %q", why)
	}
}

func TestSettings_AllThatIsLeftOutIsSelectedByTheCommand(t *testing.T) {
	s := peopleStage(t)
	var ids []int64
	for _, u := range s.stored().Users {
		if u.Linked() && len(ids) < 2 {
			ids = append(ids, u.ID)
		}
	}
	s.window.edit("", edit.DeleteUsers(ids, true), nil)
	s.settle()
	excluded := s.settings().excluded
	s.focus(excluded.Focusable())
	s.do(s.command("all"))
	if n := excluded.SelectedCount(); n != len(ids) {
		t.Errorf("%d are selected of %d", n, len(ids))
	}
}

// How many are erased is told, and before it is asked nothing is.
func TestSettings_HowManyAreErasedIsTold(t *testing.T) {
	s := peopleStage(t)
	s.window.edit("削除", edit.DeleteUsers([]int64{s.storedUser("userA").ID, s.storedUser("userD").ID}, false), nil)
	s.settle()
	page := s.settings()
	page.onErase()
	s.expectWords("at first", "個人情報を消去しますか？ / いまの一覧にいないユーザーの名前や連絡先を、履歴と控えから消します。消したユーザーは、読み込みの前に戻しても復元できません。 / [やめる] / [消去する]")
	s.press(fyne.KeyReturn, ctrl)
	s.press(fyne.KeyEscape, 0)
	s.settle()
	if s.dialogs() != "" {
		t.Fatalf("a key has answered: %q", s.dialogs())
	}
	shown := s.people.model
	page.onErase()
	s.click("消去する")
	s.expectWords("done", "消去しました / 2人の個人情報を消去しました。 / [閉じる]")
	if s.people.model == shown {
		t.Error("the screens are not as it is now")
	}
}

// A user and a department of one number are two.
func TestSettings_AUserAndADepartmentOfOneNumberAreTwo(t *testing.T) {
	seen := map[int64]bool{}
	for id := range 3 {
		for _, kind := range []directory.RecordKind{directory.KindUser, directory.KindDepartment} {
			seen[exclusionKey(&directory.Exclusion{Kind: kind, CybozuID: directory.CybozuID(id + 1)})] = true
		}
	}
	if len(seen) != 6 {
		t.Errorf("%d of 6 are told apart", len(seen))
	}
}

// Of the steps before there is a directory, the sample is offered, but not in the sample itself;
// what keeps it from opening is told.
func TestSteps_TheSampleIsOfferedOutsideOfItself(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	const steps = "1. 接続cybozu.comのURLとログイン名を入力して、読み込みます。2. 確認追加・変更・削除を、反映の前に確認します。あとから元に戻せます。3. 名簿部署とユーザーの一覧ができます。連絡できない人も、すぐに分かります。"
	plain := func(o fyne.CanvasObject) string {
		o.Resize(usualSize)
		return strings.ReplaceAll(written(o), "\n", "")
	}
	begin := kit.NewPrimaryButton("始める", nil)
	if got := plain(firstSteps(s.window, begin)); got != steps+"始める見本で試す別のウィンドウで、ひととおり試せます。データは残りません。" {
		t.Errorf("it says %q", got)
	}
	s.sample = func() error { return errors.New("broken") }
	s.openSample()
	s.expectWords("where it does not open", unexpected)
	a, err := app.OpenDemo(t.Context(), t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	f := testapp.New(t, kit.NewTheme())
	demo := newWindow(t.Context(), f, f.NewWindow(programName), a)
	if got := plain(firstSteps(demo, nil)); got != steps {
		t.Errorf("in the sample it says %q", got)
	}
	walk(firstSteps(demo, nil), func(o fyne.CanvasObject) {
		if c, ok := o.(*fyne.Container); ok && len(c.Objects) == 0 {
			t.Error("there is room for nothing")
		}
	})
	if err := demo.end(); err != nil {
		t.Error(err)
	}
}

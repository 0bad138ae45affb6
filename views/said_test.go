package views

import (
	"context"
	"io"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"anpisync/app"
	"anpisync/app/csvfile"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// line is what stands at the foot of the window, "" if nothing does.
func (s *stage) line() string {
	if !s.said.line.Visible() {
		return ""
	}
	return s.said.text.String()
}

// prepareCSV proposes what a file says.
func prepareCSV(a *app.App, file string) func(context.Context, func(app.Progress)) (*app.Proposal, error) {
	return func(ctx context.Context, report func(app.Progress)) (*app.Proposal, error) {
		open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(file)), nil }
		return a.PrepareCSV(ctx, open, csvfile.ReadOptions{}, report)
	}
}

func TestSaid_EveryActionSaysWhatItDidAndLeadsOn(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	if got := s.line(); !strings.Contains(got, "正常に完了しました") || !strings.Contains(got, "追加") {
		t.Errorf("after an import: %q", got)
	}
	s.said.people.Tapped(nil)
	if s.current() != screen(s.people) {
		t.Error("the way does not lead to the tree")
	}
	s.settle()
	s.people.grid.Select(s.people.grid.Rows().Key(0))
	s.focus(s.people.grid.Focusable())
	s.press(fyne.KeyF2, 0)
	s.named("名前").SetText("改名 太郎")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if got := s.line(); got != "「改名 太郎」の変更：保存しました。" {
		t.Errorf("after an edit: %q", got)
	}
	s.said.changes.Tapped(nil)
	s.settle()
	if shown := s.onScreen(); s.current() != screen(s.history) || !strings.Contains(shown, "改名 太郎") {
		t.Errorf("the changes are not shown: %q", shown)
	}
	s.said.undo.Tapped(nil)
	s.settle()
	if got, way := s.line(), s.said.undo.Text(); got != "「改名 太郎」の変更を元に戻しました。" || way != "やり直す" {
		t.Errorf("after taking back: %q, and the way on is %q", got, way)
	}
	s.said.undo.Tapped(nil)
	s.settle()
	if got, way := s.line(), s.said.undo.Text(); got != "「改名 太郎」の変更をやり直しました。" || way != "元に戻す" {
		t.Errorf("after doing it again: %q, and the way on is %q", got, way)
	}
	s.said.undo.Tapped(nil)
	s.settle()
	for _, u := range s.stored().Users {
		if u.Name == "改名 太郎" {
			t.Error("it was not taken back")
		}
	}

	s.startPlan("ファイルを確かめています。", prepareCSV(s.app, "ログイン名,名前,パスワード\nfrom-file,表 計算,secret12\n"))
	if s.line() != "" {
		t.Errorf("while another action is under way: %q", s.line())
	}
	s.settle()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if got := s.line(); got != "ファイルの内容を反映しました。　追加 1" {
		t.Errorf("after a file: %q", got)
	}
	s.said.undo.Tapped(nil)
	s.settle()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if got := s.line(); !strings.Contains(got, "前の状態に戻しました") {
		t.Errorf("after an undo: %q", got)
	}
	s.said.hide()
	if s.line() != "" {
		t.Error("it cannot be closed")
	}
}

// What was refused is not taken for what was done.
func TestSaid_ARefusalHasAnotherColourThanWhatWasDone(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	if mood := s.said.card.Mood(); s.line() == "" || mood != kit.Success {
		t.Errorf("what was done: %q in mood %v", s.line(), mood)
	}
	s.onNavigated(screenSettings)
	s.onDropped([]fyne.URI{storage.NewFileURI("/a.csv"), storage.NewFileURI("/b.csv")})
	if mood := s.said.card.Mood(); !strings.Contains(s.line(), "1つずつ") || mood != kit.Warning {
		t.Errorf("what was refused: %q in mood %v", s.line(), mood)
	}
	s.said.note("2行をコピーしました。")
	if mood := s.said.card.Mood(); mood != kit.Success {
		t.Errorf("what was done afterwards is in mood %v", mood)
	}
}

func TestFile_AllMistakesAreInTheList(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.startPlan("ファイルを確かめています。", prepareCSV(s.app, "ログイン名,名前,パスワード\na,,secret12\nb,乙,short\nc,丙,\n"))
	s.settle()
	shown := s.dialogs()
	for _, want := range []string{"3件の間違い", "2行目「名前」", "3行目「パスワード」", "4行目「パスワード」", "値がありません", "パスワードの長さ"} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is not among %q", want, shown)
		}
	}
	s.dialogButton("コピー").Tapped(nil)
	if got := s.fyne.Clipboard().Content(); strings.Count(got, "行目") != 3 {
		t.Errorf("copied %q", got)
	}
	s.press(fyne.KeyEscape, 0)
	if s.layers.Busy() {
		t.Error("Esc does not close it")
	}
}

// The line at the foot offers what can be done about what was done.
func TestSaid_OffersWhatCanBeDoneAboutIt(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	some := directory.Tally{Created: 1}
	for _, c := range []struct {
		line   directory.Import
		screen int
		want   string
	}{
		{directory.Import{Kind: directory.ImportManual, Users: some, Restorable: true}, screenConnect, "変更内容を見る 部署／ユーザーを見る 元に戻す"},
		{directory.Import{Kind: directory.ImportManual, Departments: some, Restorable: true}, screenPeople, "変更内容を見る 元に戻す"},
		{directory.Import{Kind: directory.ImportManual, Users: some}, screenHome, "変更内容を見る 部署／ユーザーを見る"},
		{directory.Import{Kind: directory.ImportManual, Restorable: true}, screenHome, ""},
		{directory.Import{Kind: directory.ImportEdit, Users: some, Message: "「甲」の変更"}, screenHome, "変更内容を見る 部署／ユーザーを見る 元に戻す"},
		{directory.Import{Kind: directory.ImportEdit, Users: some, Message: "「甲」の変更を元に戻す"}, screenHome, "変更内容を見る 部署／ユーザーを見る やり直す"},
	} {
		s.onNavigated(c.screen)
		c.line.ID, c.line.Outcome = 7, directory.OutcomeOK
		s.said.tell(7)
		s.said.show(&state{history: []directory.Import{c.line}})
		var ways []string
		for _, b := range []*kit.Button{s.said.changes, s.said.people, s.said.undo} {
			if b.Visible() {
				ways = append(ways, b.Text())
			}
		}
		if got := strings.Join(ways, " "); got != c.want || s.line() == "" {
			t.Errorf("%+v: offered are %q, want %q; it says %q", c.line, got, c.want, s.line())
		}
	}
	s.said.note("2行をコピーしました。")
	if s.said.undo.Visible() || s.said.changes.Visible() || s.said.people.Visible() || s.line() != "2行をコピーしました。" {
		t.Error("what was copied can be taken back")
	}
	button(t, s.said.line, "閉じる").Tapped(nil)
	if s.line() != "" {
		t.Error("it cannot be closed")
	}
}

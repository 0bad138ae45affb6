package views

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// takeLine goes to a line of the open menu by keys, and takes it.
func (s *stage) takeLine(keys ...fyne.KeyName) {
	for _, key := range append(keys, fyne.KeyReturn) {
		s.press(key, 0)
	}
	s.settle()
}

func TestMenu_OfAUserLeadsToTheirDepartment(t *testing.T) {
	s := peopleStage(t)
	users := s.stored().Users
	u := users[slices.IndexFunc(users, func(u directory.User) bool { return u.Linked() && len(u.Departments) > 0 })]
	s.people.grid.Select(u.ID)
	s.settle()
	s.people.grid.OnMenu(0, u.ID, 0, fyne.NewPos(5, 5))
	s.takeLine(fyne.KeyEnd, fyne.KeyUp, fyne.KeyUp) // above 削除 and 連携を解除
	if !slices.Contains(u.Departments, s.people.query.Node) {
		t.Errorf("%d is shown, and they are in %d", s.people.query.Node, u.Departments)
	}
}

func TestMenu_OfAListedDepartmentOpensIt(t *testing.T) {
	s := peopleStage(t)
	s.people.list(browse.Query{Node: browse.AllUsers}, true)
	s.settle()
	grid := s.people.checking.grid
	id := grid.Rows().Key(0)
	grid.Select(id)
	grid.OnMenu(0, id, 0, fyne.NewPos(5, 5))
	s.takeLine(fyne.KeyHome)
	if s.people.query.Node != id || s.people.listsDepartments() {
		t.Errorf("%d is shown, want %d", s.people.query.Node, id)
	}
}

func TestMenu_OfAChangeLeadsToTheRecordAndToItsHistory(t *testing.T) {
	s := peopleStage(t)
	open := func() *browse.Change {
		s.onNavigated(screenHistory)
		s.settle()
		s.history.grid.Select(s.history.imports[0].ID)
		s.settle()
		grid := s.history.changes.grid
		grid.Select(grid.Rows().Key(0))
		grid.OnMenu(0, grid.Rows().Key(0), 2, fyne.NewPos(5, 5))
		return s.history.changes.picked()[0]
	}
	c := open()
	s.takeLine(fyne.KeyHome)
	if s.nav.Selected() != screenPeople || c.Kind == directory.KindDepartment && s.people.query.Node != c.RecordID() {
		t.Errorf("it leads to screen %d, to %d", s.nav.Selected(), s.people.query.Node)
	}
	c = open()
	s.takeLine(fyne.KeyHome, fyne.KeyDown)
	if shown := s.dialogs(); !strings.Contains(shown, "「"+c.Name+"」の履歴") {
		t.Fatalf("shown is %q", shown)
	}
	if text := s.saves("変更の履歴.csv", func() { s.click("CSVに保存") }); !strings.Contains(text, "手動") {
		t.Errorf("the file is %q", text)
	}
}

func TestMenu_OfAChangeInThePreviewGivesItsAnswer(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	cybozutest.NextDay(s.company)
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	grid := s.preview().list.changes.grid
	for _, c := range s.preview().list.changes.model.List(browse.PreviewQuery{Action: directory.Delete}) {
		if c.Kind == directory.KindUser {
			grid.Select(c.Key())
		}
	}
	s.settle()
	grid.OnMenu(0, grid.Selected()[0], 2, fyne.NewPos(5, 5))
	s.takeLine(fyne.KeyHome)
	if given := s.preview().p.Choices; len(given) != 1 || given[0].Kind != directory.MendKeep {
		t.Errorf("answered is %+v", given)
	}
}

// keys are what stands behind a line.
var keys = regexp.MustCompile(`^(Ctrl|Alt|Shift|F\d|Enter$|Delete$)`)

// offers are the lines of the menu that something opens, each that is off with the reason.
func (s *stage) offers(open func()) string {
	s.t.Helper()
	open()
	s.settle()
	lines := strings.Split(s.reads(), " / ")
	var shown []string
	s.press(fyne.KeyHome, 0)
	for _, line := range lines {
		if keys.MatchString(line) {
			shown[len(shown)-1] += " " + line
			continue
		}
		if line == "✓" {
			continue
		}
		if why := s.layers.Told(); why != "" {
			line += "（" + why + "）"
		}
		shown = append(shown, line)
		s.press(fyne.KeyDown, 0)
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	return strings.Join(shown, " / ")
}

func TestMenu_OffersWhatCanBeDoneAndSaysWhyTheRestCannot(t *testing.T) {
	s := peopleStage(t)
	u := *s.storedUser("userA")
	in := u
	for _, d := range s.stored().Departments[1:7] {
		in.Departments = append(in.Departments, d.ID)
	}
	s.window.edit("", edit.ChangeUser(u, in), nil)
	s.settle()
	p, h := s.people, s.history
	row := 0
	for p.grid.Rows().Key(row) != u.ID {
		row++
	}
	user := func(column int) func() { return func() { p.grid.OnMenu(row, u.ID, column, fyne.NewPos(5, 5)) } }
	expect := func(what, want string, open func()) {
		t.Helper()
		if got := s.offers(open); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", what, got, want)
		}
	}
	p.grid.Unselect()
	expect("of nobody", "ユーザーを編集（ユーザーを選ぶと使えます。） F2 / ユーザーの履歴を見る（1人だけ選ぶと使えます。） Ctrl+Shift+H / ユーザーを部署に追加（ユーザーを選ぶと使えます。） Ctrl+Shift+A / ユーザーを部署に移動（ユーザーを選ぶと使えます。） Ctrl+Shift+M / 選んだ行をコピー（見出し付き）（行を選ぶと使えます。） Ctrl+C / メールアドレスをコピー Ctrl+Shift+C / メールアドレスを「; 」で区切ってコピー / メールを書く（Bcc） / 名前「ユーザーA」をコピー / ユーザーの連携を解除（連携済みのユーザーを選ぶと使えます。） / ユーザーを削除（ユーザーを選ぶと使えます。） Delete", user(1))
	p.grid.Select(u.ID)
	expect("of one", "ユーザーを編集 F2 / ユーザーの履歴を見る Ctrl+Shift+H / ユーザーを部署に追加 Ctrl+Shift+A / ユーザーを部署に移動 Ctrl+Shift+M / 選んだ行をコピー（見出し付き） Ctrl+C / メールアドレスをコピー Ctrl+Shift+C / メールアドレスを「; 」で区切ってコピー / メールを書く（Bcc） / 名前「ユーザーA」をコピー / 「役員」を表示 / 「開発本部」を表示 / 「開発チーム」を表示 / ユーザーの連携を解除 / ユーザーを削除 Delete", user(1))
	expect("of one by the keys", "ユーザーを編集 F2 / ユーザーの履歴を見る Ctrl+Shift+H / ユーザーを部署に追加 Ctrl+Shift+A / ユーザーを部署に移動 Ctrl+Shift+M / 選んだ行をコピー（見出し付き） Ctrl+C / メールアドレスをコピー Ctrl+Shift+C / メールアドレスを「; 」で区切ってコピー / メールを書く（Bcc） / ログイン名「userA」をコピー / 名前「ユーザーA」をコピー / メールアドレス「userA@example.com」をコピー / 所属部署「役員 他7」をコピー / 「役員」を表示 / 「開発本部」を表示 / 「開発チーム」を表示 / ユーザーの連携を解除 / ユーザーを削除 Delete", user(-1))
	p.grid.SelectAll()
	expect("of all", "ユーザーを編集（1人だけ選ぶと使えます。） F2 / ユーザーの履歴を見る（1人だけ選ぶと使えます。） Ctrl+Shift+H / ユーザーを部署に追加 Ctrl+Shift+A / ユーザーを部署に移動 Ctrl+Shift+M / 選んだ行をコピー（見出し付き） Ctrl+C / メールアドレスをコピー Ctrl+Shift+C / メールアドレスを「; 」で区切ってコピー / メールを書く（Bcc） / ログイン名「userA」をコピー / ユーザーの連携を解除 / ユーザーを削除 Delete", user(0))
	d := s.department("開発本部").ID
	p.goTo(directory.KindDepartment, d)
	s.settle()
	expect("of a department", "ユーザーを追加 Ctrl+N / 部署を下に追加 Ctrl+Shift+N / 部署を編集 F2 / 部署を移動（連携済みの部署は、cybozu.comで移動してください。） / 部署を上に動かす Alt+↑ / 部署を下に動かす Alt+↓ / 部署の履歴を見る Ctrl+Shift+H / 下の部署をすべて開く / 下の部署も含める Ctrl+B / 名簿を作る Ctrl+P / メールアドレスをコピー Ctrl+Shift+C / メールを書く（Bcc） / 一覧をCSVに保存 Ctrl+S / 部署の連携を解除 / 部署を削除 Delete", func() { p.tree.OnMenu(d, fyne.NewPos(5, 5)) })
	p.goTo(directory.KindDepartment, directory.RootID)
	s.settle()
	expect("of the top", "ユーザーを追加 Ctrl+N / 部署を下に追加 Ctrl+Shift+N / 部署を編集 F2 / 部署を移動（最上位部署は、移動も削除もできません。） / 部署を上に動かす（最上位部署は、移動も削除もできません。） Alt+↑ / 部署を下に動かす（最上位部署は、移動も削除もできません。） Alt+↓ / 部署の履歴を見る Ctrl+Shift+H / 下の部署をすべて開く / 下の部署も含める Ctrl+B / 名簿を作る Ctrl+P / メールアドレスをコピー（一覧にユーザーがいません。） Ctrl+Shift+C / メールを書く（Bcc）（一覧にユーザーがいません。） / 一覧をCSVに保存 Ctrl+S / 部署の連携を解除（このアプリのみの部署です。） / 部署を削除（最上位部署は、移動も削除もできません。） Delete", func() { p.tree.OnMenu(directory.RootID, fyne.NewPos(5, 5)) })
	p.list(browse.Query{Node: browse.AllUsers}, true)
	s.settle()
	id := p.checking.grid.Rows().Key(0)
	p.checking.grid.Select(id)
	expect("of a department of the list", "部署を開く Enter / 選んだ行をコピー（見出し付き） Ctrl+C / 部署名「役員」をコピー", func() { p.checking.grid.OnMenu(0, id, 0, fyne.NewPos(5, 5)) })
	s.window.edit("", edit.DeleteUsers([]int64{u.ID}, false), nil)
	s.settle()
	s.onNavigated(screenHistory)
	s.settle()
	change := func() {
		key := h.changes.grid.Rows().Key(0)
		h.changes.grid.Select(key)
		h.changes.grid.OnMenu(0, key, 2, fyne.NewPos(5, 5))
	}
	h.open(h.imports[0].ID)
	s.settle()
	expect("of a line of the history", "履歴の行を元に戻す / この時点の一覧を見る（この行の控えが残っていないため、使えません。） / 新規ユーザーをCSVに保存（ユーザーを作成した読み込みを選ぶと使えます。） / 変更内容をCSVに保存 / 選んだ行をコピー（見出し付き） Ctrl+C / 種類「編集」をコピー", func() { h.grid.OnMenu(1, h.grid.Selected()[0], 1, fyne.NewPos(5, 5)) })
	expect("of a change of who is gone", "部署／ユーザーで表示（いまの一覧にはありません。） / このユーザーの履歴を見る / 選んだ行をコピー（見出し付き） Ctrl+C / 対象「ユーザーA（userA）」をコピー", change)
	h.open(h.imports[len(h.imports)-1].ID)
	s.settle()
	expect("of a change of what is there", "部署／ユーザーで表示 / この部署の履歴を見る / 選んだ行をコピー（見出し付き） Ctrl+C / 対象「役員」をコピー", change)
	part := s.csv().formats
	part.grid.Select(formatKey(part.list, part.list[0]))
	expect("of a format", "この書式で書き出す / この書式で読み込む（組み込みの書式は、コピーすると使えます。） / 書式を編集（組み込みの書式は、コピーすると使えます。） / 書式をコピー / 書式をファイルに保存（組み込みの書式は、コピーすると使えます。） / 書式を削除（組み込みの書式は、コピーすると使えます。） / 選んだ行をコピー（見出し付き） Ctrl+C / 書式「安否シンク（ユーザー） 組み込み」をコピー", func() { part.grid.OnMenu(0, part.grid.Selected()[0], 0, fyne.NewPos(5, 5)) })
}

func TestMenu_TheMailProgramThatIsNotThereIsSaid(t *testing.T) {
	s := peopleStage(t)
	o := &opening{App: s.window.fyne, err: errors.New("no program")}
	s.window.fyne = o
	s.people.grid.Select(s.storedUser("userA").ID)
	s.settle()
	s.do(s.command("write.mail"))
	s.expectWords("without a mail program", unexpected)
	if len(o.pages) != 1 || o.pages[0] != "mailto:?bcc=userA@example.com" {
		t.Errorf("opened are %q", o.pages)
	}
	s.press(fyne.KeyEscape, 0)
	s.do(s.command("copy.mail"))
	if got := s.fyne.Clipboard().Content(); got != "userA@example.com" {
		t.Errorf("of one user, copied is %q", got)
	}
	s.people.grid.SelectAll()
	s.settle()
	s.do(s.command("copy.mail.semicolons"))
	if got := s.fyne.Clipboard().Content(); !strings.HasPrefix(got, "userA@example.com; userD@example.com") {
		t.Errorf("of all, copied is %q", got)
	}
}

func TestMenu_OfACellCopiesIt(t *testing.T) {
	s := peopleStage(t)
	s.onNavigated(screenHistory)
	s.settle()
	grid := s.history.changes.grid
	key := grid.Rows().Key(0)
	grid.Select(key)
	grid.OnMenu(0, key, 2, fyne.NewPos(5, 5))
	s.takeLine(fyne.KeyEnd)
	if got, want := s.window.fyne.Clipboard().Content(), grid.Rows().Cell(0, 2).String(); got != want {
		t.Errorf("copied is %q, want %q", got, want)
	}
}

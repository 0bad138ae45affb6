package views

import (
	"cmp"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"

	"anpisync/views/kit"
)

// A command is one thing that can be done. How it is called, its key, and whether it can be
// done now are said in [window.makeCommands] alone: the menu bar, the right button, the field
// of Ctrl+K, the tips of buttons and the keys in 使い方 all read it there.
type command struct {
	id     string
	menu   string        // its place in the bar; "": it has none
	words  string        // a verb, but for screens
	now    func() string // what it is called now, where that is another; may be nil
	key    kit.Key       // what it does is run
	screen int           // where it is done: it goes there first; anywhere
	button *kit.Button   // does the same, and knows why it cannot be done; may be nil
	off    func() string // why it cannot be done; may be nil
	when   func() bool   // among commands with one key, this is meant; nil: always
	ticked func() bool   // it is on; nil: it cannot be
	edits  bool          // it changes the directory, which cannot be done to a past one
	run    func()
}

// anywhere is the screen of a command that has none.
const anywhere = -1

// The menus of the bar, from left to right. A line stands between the groups of one.
const (
	menuProgram = programName
	menuFile    = "ファイル"
	menuEdit    = "編集"
	menuView    = "表示"
	menuHelp    = "ヘルプ"
)

var bar = []kit.Menu{
	{Title: menuProgram, Letter: fyne.KeyA},
	{Title: menuFile, Letter: fyne.KeyF},
	{Title: menuEdit, Letter: fyne.KeyE},
	{Title: menuView, Letter: fyne.KeyV},
	{Title: menuHelp, Letter: fyne.KeyH},
}

// makeCommands is the one table of all that can be done. A command without an id is a line
// between groups of its menu.
func (w *window) makeCommands() []command {
	c, p, h, csv := w.connect, w.people, w.history, w.csv
	archive := archivePart{w}
	all := []command{
		{id: "about", menu: menuProgram, words: programName + "について", screen: anywhere, run: w.showAbout},
		{id: "settings", menu: menuProgram, words: "設定を開く", key: kit.Ctrl(fyne.KeyComma, nil), screen: anywhere, run: func() { w.onNavigated(screenSettings) }},
		{menu: menuProgram},
		{id: "quit", menu: menuProgram, words: "終了", key: kit.Ctrl(fyne.KeyQ, nil), screen: anywhere, run: w.onClose},

		{id: "import", menu: menuFile, words: "cybozu.comから情報を読み込む", key: kit.Ctrl(fyne.KeyReturn, nil), screen: screenConnect, button: c.start, off: w.whyBusy, run: c.submit},
		{id: "import.approve", menu: menuFile, words: "自動同期の変更内容を確認して反映する", screen: anywhere, off: w.whyNothingStopped, run: w.startStopped},
		{id: "import.try", menu: menuFile, words: "cybozu.comへの接続を確認", screen: screenConnect, button: c.try, off: w.whyBusy, run: c.onTry},
		{menu: menuFile},
		{id: "csv.read", menu: menuFile, words: "CSVファイルを読み込む", key: kit.Ctrl(fyne.KeyO, nil), screen: screenFiles, off: w.whyBusy, run: csv.onRead},
		{id: "csv.write", menu: menuFile, words: "CSVファイルに書き出す", screen: screenFiles, run: csv.onWrite},
		{id: "format.learn", menu: menuFile, words: "見本のファイルから書式を作る", screen: screenFiles, button: csv.formats.learn, run: csv.formats.onLearn},
		{id: "format.write", menu: menuFile, words: "この書式で書き出す", screen: screenFiles, button: csv.formats.write, run: csv.formats.onWrite},
		{id: "format.read", words: "この書式で読み込む", screen: screenFiles, button: csv.formats.read, off: w.whyBusy, run: csv.formats.onRead},
		{id: "format.change", words: "書式を編集", screen: screenFiles, button: csv.formats.change, run: csv.formats.onChange},
		{id: "format.copy", words: "書式をコピー", screen: screenFiles, button: csv.formats.copy, run: csv.formats.onCopy},
		{id: "format.save", words: "書式をファイルに保存", screen: screenFiles, button: csv.formats.save, run: csv.formats.onSave},
		{id: "format.open", words: "書式のファイルを開く", screen: screenFiles, button: csv.formats.open, run: csv.formats.onOpen},
		{id: "format.delete", words: "書式を削除", screen: screenFiles, button: csv.formats.remove, run: csv.formats.onRemove},
		{id: "list.save", menu: menuFile, words: "一覧をCSVに保存", key: kit.Ctrl(fyne.KeyS, nil), screen: screenPeople, run: p.onSaveList},
		{id: "roster", menu: menuFile, words: "名簿を作る", key: kit.Ctrl(fyne.KeyP, nil), screen: anywhere, off: p.whyNotThere, run: w.onRoster},
		{menu: menuFile},
		{id: "archive.save", menu: menuFile, words: "全体を保存", screen: screenFiles, run: archive.onSave},
		{id: "archive.open", menu: menuFile, words: "全体を開く", screen: screenFiles, off: w.whyBusy, run: archive.onOpen},
		{menu: menuFile},
		{id: "close", menu: menuFile, words: "ウィンドウを閉じる", key: kit.Ctrl(fyne.KeyW, nil), screen: anywhere, run: w.onClose},

		{id: "undo", menu: menuEdit, words: "編集を元に戻す", key: kit.Ctrl(fyne.KeyZ, nil), screen: anywhere, edits: true, off: p.whyNoUndo, run: p.onTakeBack},
		{id: "redo", menu: menuEdit, words: "元に戻した編集をやり直す", key: kit.Ctrl(fyne.KeyY, nil), screen: anywhere, edits: true, off: p.whyNoRedo, run: p.onRedo},
		{menu: menuEdit},
		{id: "copy", menu: menuEdit, words: "選んだ行をコピー（見出し付き）", key: kit.Ctrl(fyne.KeyC, nil), screen: anywhere, off: w.whyNoRows, run: func() { w.grid().Copy() }},
		{id: "copy.mail", menu: menuEdit, words: "メールアドレスをコピー", key: kit.CtrlShift(fyne.KeyC, nil), screen: screenPeople, off: p.whyNoUsers, run: func() { p.onCopyMail("\n") }},
		{id: "copy.mail.semicolons", words: "メールアドレスを「; 」で区切ってコピー", screen: screenPeople, off: p.whyNoUsers, run: func() { p.onCopyMail(semicolons) }},
		{id: "write.mail", menu: menuEdit, words: "メールを書く（Bcc）", screen: screenPeople, off: p.whyNoUsers, run: p.onWriteMail},
		{id: "all", menu: menuEdit, words: "すべて選択", key: kit.Ctrl(fyne.KeyA, nil), screen: anywhere, off: w.whyNotAll, run: func() { w.grid().SelectAll() }},
		{menu: menuEdit},
		{id: "user.add", menu: menuEdit, words: "ユーザーを追加", key: kit.Ctrl(fyne.KeyN, nil), screen: screenPeople, edits: true, off: p.whyNotThere, run: p.onAddUser},
		{id: "user.change", menu: menuEdit, words: "ユーザーを編集", key: kit.Key{Name: fyne.KeyF2}, screen: screenPeople, button: p.change, when: p.atUsers, run: p.onEditUser},
		{id: "user.join", menu: menuEdit, words: "ユーザーを部署に追加", key: kit.CtrlShift(fyne.KeyA, nil), screen: screenPeople, edits: true, off: p.whyNoneSelected, run: func() { p.onAssign(false) }},
		{id: "user.move", menu: menuEdit, words: "ユーザーを部署に移動", key: kit.CtrlShift(fyne.KeyM, nil), screen: screenPeople, edits: true, off: p.whyNoneSelected, run: func() { p.onAssign(true) }},
		{id: "user.unlink", words: "ユーザーの連携を解除", now: p.ofHeld(keepHeld), screen: screenPeople, edits: true, button: p.unlink, run: p.onUnlinkUsers},
		{id: "user.delete", menu: menuEdit, words: "ユーザーを削除", now: p.ofHeld(removeHeld), key: kit.Key{Name: fyne.KeyDelete}, screen: screenPeople, edits: true, button: p.remove, when: p.atUsers, run: p.onDeleteUsers},
		{menu: menuEdit},
		{id: "department.add", menu: menuEdit, words: "部署を下に追加", key: kit.CtrlShift(fyne.KeyN, nil), screen: screenPeople, edits: true, button: p.buttons.add, run: p.onAddDepartment},
		{id: "department.change", menu: menuEdit, words: "部署を編集", key: kit.Key{Name: fyne.KeyF2}, screen: screenPeople, edits: true, button: p.buttons.change, when: p.atTree, run: p.onRenameDepartment},
		{id: "department.move", menu: menuEdit, words: "部署を移動", screen: screenPeople, edits: true, button: p.buttons.move, run: p.onMoveDepartment},
		{id: "department.up", words: "部署を上に動かす", key: kit.Alt(fyne.KeyUp, nil), screen: screenPeople, edits: true, button: p.buttons.up, run: func() { p.onShiftDepartment(-1) }},
		{id: "department.down", words: "部署を下に動かす", key: kit.Alt(fyne.KeyDown, nil), screen: screenPeople, edits: true, button: p.buttons.down, run: func() { p.onShiftDepartment(1) }},
		{id: "department.unlink", words: "部署の連携を解除", screen: screenPeople, edits: true, button: p.buttons.unlink, run: p.onUnlinkDepartment},
		{id: "department.delete", menu: menuEdit, words: "部署を削除", key: kit.Key{Name: fyne.KeyDelete}, screen: screenPeople, edits: true, button: p.buttons.remove, when: p.atTree, run: p.onDeleteDepartment},

		{id: "go", menu: menuView, words: "人・部署・画面・操作を探す", key: kit.Ctrl(fyne.KeyK, nil), screen: anywhere, run: w.openFinder},
		{id: "find", menu: menuView, words: "この画面を検索", key: kit.Ctrl(fyne.KeyF, nil), screen: anywhere, off: w.whyNoSearch, run: w.focusSearch},
		{id: "find.department", menu: menuView, words: "部署を検索", key: kit.CtrlShift(fyne.KeyF, nil), screen: screenPeople, run: p.onFindDepartment},
		{menu: menuView},
	}
	for i, s := range w.screens {
		all = append(all, command{
			id: fmt.Sprintf("screen.%d", i), menu: menuView, words: s.name(), screen: anywhere,
			key: kit.Ctrl(fyne.KeyName(fmt.Sprint(i+1)), nil), run: func() { w.onNavigated(i) },
			ticked: func() bool { return w.nav.Selected() == i },
		})
	}
	all = append(all, []command{
		{menu: menuView},
		{id: "columns", menu: menuView, words: "列を選ぶ", key: kit.Ctrl(fyne.KeyL, nil), screen: anywhere, off: w.whyNoList, run: func() { w.grid().ChooseColumns() }},
		{id: "sort", menu: menuView, words: "並べ替える", key: kit.CtrlShift(fyne.KeyL, nil), screen: anywhere, off: w.whyNotSorted, run: func() { w.grid().ChooseSort() }},
		{id: "below", menu: menuView, words: "下の部署も含める", key: kit.Ctrl(fyne.KeyB, nil), screen: screenPeople, ticked: p.below.Checked, run: func() { p.below.SetChecked(!p.below.Checked()) }},
		{id: "chart", menu: menuView, words: "組織図", key: kit.CtrlShift(fyne.KeyO, nil), screen: screenPeople, ticked: p.chart.shown, run: p.onChart},
		{id: "chart.svg", words: "組織図をSVGで保存", screen: screenPeople, run: p.chart.onSaveSVG},
		{id: "chart.png", words: "組織図をPNGで保存", screen: screenPeople, run: p.chart.onSavePNG},
		{id: "tree.open", menu: menuView, words: "下の部署をすべて開く", screen: screenPeople, off: p.whyNoDepartment, run: func() { p.tree.OpenAll(p.query.Node) }},

		{id: "user.history", menu: menuView, words: "ユーザーの履歴を見る", key: kit.CtrlShift(fyne.KeyH, nil), screen: screenPeople, when: p.atUsers, off: p.whyNotOneUser, run: p.onUserHistory},
		{id: "department.history", menu: menuView, words: "部署の履歴を見る", key: kit.CtrlShift(fyne.KeyH, nil), screen: screenPeople, when: p.atTree, off: p.whyNoDepartment, run: p.onDepartmentHistory},
		{id: "history.find", menu: menuView, words: "人や部署の履歴を探す", screen: screenHistory, button: h.records, run: w.openRecordSearch},
		{id: "history.undo", words: "履歴の行を元に戻す", screen: screenHistory, button: h.undo, run: h.onUndo},
		{id: "history.moment", words: "この時点の一覧を見る", screen: screenHistory, button: h.moment, run: h.onMoment},
		{id: "history.created", words: "新規ユーザーをCSVに保存", screen: screenHistory, button: h.created, run: h.onSaveCreated},
		{id: "history.save", words: "変更内容をCSVに保存", screen: screenHistory, button: h.save, run: h.changes.save},

		{id: "help", menu: menuHelp, words: "使い方", key: kit.Key{Name: fyne.KeyF1}, screen: anywhere, run: func() { w.openHelp("") }},
		{id: "help.errors", menu: menuHelp, words: "エラーと対処を調べる", screen: anywhere, run: func() { w.openHelp(helpErrors) }},
		{id: "help.keys", menu: menuHelp, words: "キー操作を調べる", screen: anywhere, run: func() { w.openHelp(helpKeys) }},
		{menu: menuHelp},
		{id: "licenses", menu: menuHelp, words: "使用しているソフトウェア", screen: anywhere, run: w.showLicenses},
	}...)
	for i := range all {
		if c := &all[i]; c.button != nil && c.key.Name != "" {
			c.button.Keys(c.key.String())
		}
	}
	return all
}

// why is why a command cannot be done now; "": it can.
func (w *window) why(c *command) string {
	why := ""
	switch {
	case c.edits && w.people.readOnly():
		return "以前の一覧は変更できません。「今の一覧に戻る」を押すと使えます。"
	case c.off != nil:
		why = c.off()
	}
	if why == "" && c.button != nil && c.button.Disabled() {
		if why = c.button.Why(); why == "" {
			why = "いまは使えません。"
		}
	}
	return why
}

// command is the one with an id.
func (w *window) command(id string) *command {
	return &w.commands[slices.IndexFunc(w.commands, func(c command) bool { return c.id == id })]
}

// do goes where a command is done and does it, or says why it cannot be.
func (w *window) do(c *command) {
	if c.screen != anywhere && w.nav.Selected() != c.screen {
		w.onNavigated(c.screen)
	}
	if why := w.why(c); why != "" {
		w.said.refuse(why)
		return
	}
	c.run()
}

// item is a line of a menu with a command.
func (w *window) item(c *command) kit.MenuItem {
	words := c.words
	if c.now != nil {
		words = cmp.Or(c.now(), words)
	}
	return kit.MenuItem{
		Text: words, Keys: c.key.String(), Off: w.why(c), Checked: c.ticked != nil && c.ticked(),
		Do: func() { w.do(c) },
	}
}

// items are the commands with some ids as lines of a menu; "" is a line between others.
func (w *window) items(ids ...string) []kit.MenuItem {
	items := make([]kit.MenuItem, len(ids))
	for i, id := range ids {
		if id != "" {
			items[i] = w.item(w.command(id))
		}
	}
	return items
}

// menus is the bar as it is now.
func (w *window) menus() []kit.Menu {
	menus := slices.Clone(bar)
	for i := range menus {
		for at := range w.commands {
			switch c := &w.commands[at]; {
			case c.menu != menus[i].Title:
			case c.id == "":
				menus[i].Items = append(menus[i].Items, kit.MenuItem{})
			default:
				menus[i].Items = append(menus[i].Items, w.item(c))
			}
		}
	}
	return menus
}

// keys are those of the commands, for the screen that is shown. A key that is of several
// serves the one that is meant.
func (w *window) keys() []kit.Key {
	var keys []kit.Key
	for i := range w.commands {
		first := w.commands[i].key
		if first.Name == "" || slices.ContainsFunc(keys, func(k kit.Key) bool { return k.String() == first.String() }) {
			continue
		}
		first.Do = func() {
			for i := range w.commands {
				c := &w.commands[i]
				here := c.screen == anywhere || c.screen == w.nav.Selected() && w.current() == w.screens[c.screen]
				if c.key.String() == first.String() && here && (c.when == nil || c.when()) {
					w.do(c)
					return
				}
			}
		}
		keys = append(keys, first)
	}
	for i, m := range bar {
		if w.layers.OnAlt == nil {
			break // the system has the bar
		}
		keys = append(keys, kit.Alt(m.Letter, func() { w.layers.MenuBar(i, w.menus()...) }))
	}
	return keys
}

// whyBusy is why no import can begin.
func (w *window) whyBusy() string {
	if w.running != nil {
		return "いまの読み込みを反映するか、やめると使えます。"
	}
	return ""
}

// listing is a screen with lists.
type listing interface{ lists() []*kit.Grid }

// grid is the list that the keys are at, or else the first of the screen; nil: it has none.
func (w *window) grid() *kit.Grid {
	s, ok := w.current().(listing)
	if !ok {
		return nil
	}
	grids := s.lists()
	for _, g := range grids {
		if w.win.Canvas().Focused() == g.Focusable() {
			return g
		}
	}
	if len(grids) == 0 {
		return nil
	}
	return grids[0]
}

func (w *window) whyNoList() string {
	if w.grid() == nil {
		return "一覧のある画面で使えます。"
	}
	return ""
}

func (w *window) whyNoRows() string {
	if why := w.whyNoList(); why != "" {
		return why
	}
	if w.grid().SelectedCount() == 0 {
		return "行を選ぶと使えます。"
	}
	return ""
}

// searching is a screen with a field to search in.
type searching interface{ searchField() *kit.Entry }

func (w *window) whyNoSearch() string {
	if s, ok := w.current().(searching); !ok || s.searchField() == nil {
		return "検索欄のある画面で使えます。"
	}
	return ""
}

func (w *window) focusSearch() {
	w.win.Canvas().Focus(w.current().(searching).searchField())
}

func (w *window) whyNotAll() string {
	if g := w.grid(); g != nil && !g.Many() {
		return "この一覧では、1行だけを選べます。"
	}
	return w.whyNoList()
}

func (w *window) whyNotSorted() string {
	if g := w.grid(); g != nil && !g.Sorts() {
		return "この一覧の順は変えられません。"
	}
	return w.whyNoList()
}

// tellCopied says how many rows were copied.
func (w *window) tellCopied(rows int) {
	w.said.note(fmt.Sprintf("%s行を、見出しを付けてコピーしました。", kit.Digits(rows)))
}

// copyText puts a text into the clipboard and says what was done.
func (w *window) copyText(text, done string) {
	w.fyne.Clipboard().SetContent(text)
	w.said.note(done)
}

// cellItems copy what stands in one cell, or each of a row where the keys have opened the menu:
// then column is below 0.
func (w *window) cellItems(g *kit.Grid, row, column int) []kit.MenuItem {
	columns := []int{column}
	if column < 0 {
		columns = g.Shown()
	}
	var items []kit.MenuItem
	for _, i := range columns {
		text, title := g.Rows().Cell(row, i).String(), g.Titles()[i]
		if text == "" {
			continue
		}
		items = append(items, kit.MenuItem{
			Text: fmt.Sprintf("%s「%s」をコピー", title, shortened(text)),
			Do:   func() { w.copyText(text, title+"をコピーしました。") },
		})
	}
	return items
}

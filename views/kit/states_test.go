package kit_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	"anpisync/views/kit"
	"anpisync/views/kit/testapp"
)

func TestStory_chips(t *testing.T) {
	var chips, plain *kit.Chips
	tell(t, 230, 260, func(s *story) fyne.CanvasObject {
		chips, plain = kit.NewChips("まだ選ばれていません", func(key int64) { s.call("chip %d", key) }), kit.NewChips("空", nil)
		return kit.Column(8, chips, plain)
	}, func(s *story) {
		s.keys(fyne.KeyDelete)
		s.clickAt(20, 12)
		s.step("chips", func() {
			chips.SetChips([]kit.Chip{{Key: 1, Text: "総務部", Tip: "全社/総務部"}, {Key: 2, Text: "人事課"}, {Key: 3, Text: "経理"}, {Key: 4, Text: "とても長い名前の部署の課の係の班の名前"}, {Key: 5, Text: "末尾\u202e"}})
			plain.SetChips([]kit.Chip{{Key: 7, Text: "固定"}})
		})
		s.resize(230, 261)
		for _, y := range []float32{0, 12, 23, 24, 30, 42, 72, 102} {
			s.sweepMouse(at(0, y), at(229, y))
		}
		s.sweepMouse(at(10, 0), at(10, 125))
		s.restAt(225, 250)
		s.sweepClicks(at(0, 12), at(229, 12))
		s.sweepClicks(at(0, 42), at(229, 42))
		s.sweepClicks(at(12, 0), at(12, 83))
		s.clickAt(71, 12) // between two
		s.keys(fyne.KeyDelete)
		s.keys(fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyLeft, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeySpace, fyne.KeyBackspace, fyne.KeyDelete)
		s.hold(fyne.KeyDelete, 3)
		s.step("fewer", func() { chips.SetChips(chips.Chips()[:2]) })
		s.resize(230, 260)
		s.keys(fyne.KeyLeft, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyDelete)
		s.click("固定")
		s.keys(fyne.KeyDelete)
		s.clickAt(50, 40)
		for _, width := range []float32{80, 40, 20, 400} {
			s.resize(width, 260)
		}
		s.step("none", func() { chips.SetChips(nil) })
		s.keys(fyne.KeyRight)
		s.tab()
		s.tab()
	})
}

func TestStory_navigation_with_icons(t *testing.T) {
	var nav *kit.Nav
	tell(t, 240, 360, func(s *story) fyne.CanvasObject {
		items := []kit.NavItem{{Name: "ホーム", Icon: theme.HomeIcon()}, {Name: "ユーザー", Icon: theme.AccountIcon()}, {Name: "部署"}, {Name: "履歴", Icon: theme.HistoryIcon()}}
		nav = kit.NewNav(theme.InfoIcon(), "安否シンク", items, func(i int) {
			s.call("open %d", i)
			if i != 3 { // it refuses
				nav.Select(i)
			}
		})
		nav.SetFoot("とても長い名前の会社の部署.example.cybozu.com", "今日")
		return kit.Row(0, kit.Fill(nav), kit.NewButton("横", nil))
	}, func(s *story) {
		s.sweepMouse(at(20, 0), at(20, 230))
		s.restAt(235, 300)
		s.sweepClicks(at(20, 40), at(20, 230))
		s.keys(fyne.KeyUp, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn, fyne.KeyUp, fyne.KeyUp, fyne.KeyUp, fyne.KeyUp, fyne.KeyUp, fyne.KeySpace, fyne.KeyF5)
		s.hold(fyne.KeyReturn, 3)
		s.tab()
		s.tab()
		s.step("folded", func() { nav.Fold(true) })
		s.sweepMouse(at(20, 0), at(20, 230))
		s.restAt(235, 300)
		s.sweepClicks(at(20, 40), at(20, 230))
		s.tab()
		s.step("nothing is open", func() { nav.Select(-1) })
		s.step("no such thing", func() { nav.Select(4) })
		s.step("open", func() { nav.Select(2) })
		for _, height := range []float32{207, 206, 205, 130, 60} {
			s.resize(240, height)
		}
		s.step("unfolded", func() { nav.Fold(false) })
		for _, height := range []float32{130, 205, 206, 285, 286, 287} {
			s.resize(240, height)
		}
	})
}

func TestStory_choices_at_their_edges(t *testing.T) {
	var radio, lines *kit.Radio
	var filters, silent *kit.Filters
	var choice *kit.Select
	tell(t, 300, 330, func(s *story) fyne.CanvasObject {
		changed := func(what string) func(int) { return func(i int) { s.call("%s %d", what, i) } }
		radio = kit.NewRadio([]string{"甲", "乙", "丙"}, changed("radio"))
		lines = kit.NewRadio([]string{"すべて", "連携済みのみ", "このアプリのみ", "除外"}, changed("lines")).Wrap()
		filters = kit.NewFilters([]kit.Tag{{Text: "すべて"}, {Text: "追加 3", Shade: kit.GreenShade}, {Text: "変更された 5", Shade: kit.YellowShade}, {Text: "移動された 1", Shade: kit.BlueShade}, {Text: "削除", Shade: kit.RedShade}}, changed("filter"))
		silent = kit.NewFilters([]kit.Tag{{Text: "甲"}, {Text: "乙"}}, nil)
		choice = kit.NewSelect([]string{"氏名", "とても長い選択肢の名前のとても長い続き"}, changed("select"))
		return kit.Column(8, radio, lines, kit.Wrap(6, filters), kit.Row(0, silent), choice, kit.Row(0, kit.NewSelect(nil, nil)))
	}, func(s *story) {
		s.sweepClicks(at(0, 0), at(299, 0))
		s.sweepClicks(at(0, 12), at(299, 12))
		s.sweepClicks(at(0, 32), at(299, 32))
		s.sweepClicks(at(0, 56), at(299, 56))
		s.sweepClicks(at(20, 32), at(20, 79))
		s.sweepClicks(at(0, 88), at(299, 88))
		s.sweepClicks(at(0, 100), at(299, 100))
		s.sweepClicks(at(0, 120), at(299, 120))
		s.sweepClicks(at(299, 100), at(0, 100))
		s.sweepClicks(at(299, 120), at(0, 120))
		s.sweepClicks(at(20, 84), at(20, 150))
		s.sweepClicks(at(30, 150), at(30, 170))
		s.step("chosen", func() {
			radio.Choose(1)
			lines.Choose(3)
			filters.Choose(4)
			filters.Choose(5)
			filters.Choose(-1)
			silent.Choose(0)
		})
		s.clickAt(5, 12)
		s.keys(fyne.KeyLeft, fyne.KeyLeft, fyne.KeyRight, fyne.KeyDown, fyne.KeyUp, fyne.KeyF5)
		s.step("off", radio.Disable)
		s.keys(fyne.KeyLeft)
		s.clickAt(70, 12)
		s.step("off in the keys", func() { radio.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight}) })
		s.click("追加 3")
		s.keys(fyne.KeyLeft, fyne.KeyLeft, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown)
		s.step("as many as are on", func() {
			filters.SetTags([]kit.Tag{{Text: "すべて"}, {Text: "追加"}, {Text: "変更"}, {Text: "削除"}})
			s.call("%d", filters.Chosen())
		})
		s.click("氏名")
		s.keys(fyne.KeyDown, fyne.KeyReturn)
		s.rest("とても")
		s.resize(150, 330)
		s.rest("とても")
		s.step("same", func() {
			choice.SetOptions([]string{"氏名", "とても長い選択肢の名前のとても長い続き"})
		})
		s.step("fewer", func() { choice.SetOptions([]string{"氏名"}) })
		s.step("in place of it", func() { choice.OnOpen = func(at fyne.Position) { s.call("open %v", at) } })
		s.keys(fyne.KeySpace, fyne.KeyUp)
		s.step("off", choice.Disable)
		s.keys(fyne.KeySpace)
		for _, width := range []float32{90, 60} {
			s.resize(width, 330)
		}
	})
}

// lone are roots without any branch.
type lone []int64

func (n lone) Roots() []int64       { return n }
func (lone) Children(int64) []int64 { return nil }
func (lone) Node(id int64) kit.Node {
	if id == 4 {
		return kit.Node{Name: "部署4", Count: -1, Hit: kit.Hit{From: 3, To: 7}}
	}
	if id == 5 {
		return kit.Node{Name: "部署5", Count: 12, Below: 30, Mark: "◇", Tip: "注"}
	}

	return kit.Node{Name: fmt.Sprint("部署", id), Count: -1, Hit: kit.Hit{From: 3, To: 6}}
}

// chain is one branch in the other.
type chain int64

func (chain) Roots() []int64 { return []int64{1} }
func (n chain) Children(id int64) []int64 {
	if id < int64(n) {
		return []int64{id + 1}
	}
	return nil
}
func (chain) Node(id int64) kit.Node { return kit.Node{Name: fmt.Sprint("部署", id), Count: int(id)} }

const primary, secondary = desktop.MouseButtonPrimary, desktop.MouseButtonSecondary

func TestStory_tree_by_mouse(t *testing.T) {
	var tree *kit.Tree
	tell(t, 300, 240, func(s *story) fyne.CanvasObject {
		tree = kit.NewTree()
		return tree
	}, func(s *story) {
		s.step("listen", s.listen)
		s.clickAt(50, 20)
		s.keys(fyne.KeyDown, fyne.KeyReturn, fyne.KeySpace, "Menu")
		s.write("x*")
		s.step("nodes", func() { tree.SetNodes(branches{}); tree.OpenOnly([]int64{1}) })
		s.tab()
		for y := float32(20); y < 190; y += 27 {
			s.sweepMouse(at(0, y), at(299, y))
		}
		s.sweepMouse(at(100, 0), at(100, 239))
		for _, y := range []float32{20, 74, 101, 128} { // 1, 12, 13, 2
			s.pressAt(25, y, primary, 0, false)
			s.pressAt(26, y, primary, 0, false)
			s.pressAt(25, y, primary, 0, true)
			s.pressAt(26, y, primary, 0, true)
			s.pressAt(25, y, secondary, 0, false)
		}
		s.step("one branch", func() { tree.OpenOnly([]int64{1}) })
		s.click("部署11")
		s.keys(fyne.KeyLeft)
		s.sweepClicks(at(40, 74), at(299, 74))
		s.keys(fyne.KeySpace, fyne.KeyReturn, "Menu", fyne.KeyF10)
		tree.OnTick = func(id int64) { s.call("tick %d", id) }
		s.sweepClicks(at(40, 74), at(299, 74))
		s.sweepClicks(at(40, 101), at(299, 101))
		s.sweep("right click", at(40, 74), at(299, 74), func(at fyne.Position) { s.press(at, secondary, 0, false) })
		s.sweep("double click", at(40, 74), at(299, 74), func(at fyne.Position) { s.press(at, primary, 0, true) })
		tree.OnOpen = func(id int64) { s.call("open %d", id) }
		for _, y := range []float32{20, 74, 101} {
			s.sweep("double click", at(26, y), at(299, y), func(at fyne.Position) { s.press(at, primary, 0, true) })
		}
		tree.OnDrag, tree.OnDrop = func(at fyne.Position) { s.call("drag %v", at) }, func(at fyne.Position) { s.call("drop %v", at) }
		s.drag(at(60, 20), at(60, 30), at(60, 40))
		s.drag(at(16, 20), at(60, 30), at(60, 40)) // it opens and closes
		s.drag(at(16, 20), at(60, 30), at(60, 40))
		tree.OnMenu = func(id int64, at fyne.Position) { s.call("menu %d", id) }
		s.sweep("right click", at(60, 0), at(60, 239), func(at fyne.Position) { s.press(at, secondary, 0, false) })
		s.sweepClicks(at(150, 0), at(150, 239))
		s.keys(fyne.KeyF10, fyne.KeySpace, fyne.KeyRight, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyHome, fyne.KeyLeft, fyne.KeyLeft, fyne.KeySpace, fyne.KeySpace, fyne.KeyF5)
		s.sweep("aim", at(100, -3), at(100, 243), func(at fyne.Position) { id, ok := tree.Aim(at); s.call("aim %d %v", id, ok) })
		s.step("unaim", tree.Unaim)
		s.sweep("aim", at(-3, 60), at(303, 60), func(at fyne.Position) { id, ok := tree.Aim(at); s.call("aim %d %v", id, ok) })
		s.step("fewer", func() {
			tree.OnSelect = func(id int64) { s.call("select %d", id) }
			tree.Select(3)
			tree.SetNodes(lone{1, 2})
		})
		s.sweep("aim", at(100, 50), at(100, 80), func(at fyne.Position) { id, ok := tree.Aim(at); s.call("aim %d %v", id, ok) })
		s.step("the first stays", func() { tree.Select(1); tree.SetNodes(lone{1, 2, 3}) })
		s.step("found", func() { tree.SetFound(lone{2}) })
		s.step("not selected any more", func() { id, ok := tree.Selected(); s.call("%d %v", id, ok) })
		s.keys(fyne.KeyRight, fyne.KeySpace, fyne.KeyReturn, "Menu")
		s.write("*")
		s.step("none", func() {
			tree.SetNodes(lone{1})
			tree.Select(1)
			tree.SetNodes(lone{})
			id, ok := tree.Selected()
			s.call("%d %v", id, ok)
		})
		s.keys(fyne.KeyDown, fyne.KeyEnd)
		s.step("letters where none is selected", func() {
			tree.Begins = func(id int64, typed string) bool { s.call("begins %d %s", id, typed); return true }
			tree.SetFound(lone{7, 8, 9})
		})
		s.write("a")
		s.write("a")
		s.write(" ")
		s.step("one", func() { tree.SetNodes(lone{7}) })
		s.keys(fyne.KeyDown, fyne.KeyEnd, fyne.KeyUp)
		s.step("none again", func() { tree.SetNodes(lone{}) })
		s.step("again", func() {
			tree.SetNodes(lone{4, 5})
			id, ok := tree.Selected()
			s.call("%d %v %v", id, ok, tree.Select(9))
		})
		s.sweepMouse(at(0, 47), at(200, 47))
		s.click("◇")
	})
}

func TestStory_tree_that_is_deep(t *testing.T) {
	var tree *kit.Tree
	tell(t, 200, 240, func(s *story) fyne.CanvasObject {
		tree = kit.NewTree()
		tree.SetNodes(chain(30))
		tree.Select(25) // before there is room
		return tree
	}, func(s *story) {
		s.step("farther", func() { tree.Select(30) })
		s.step("back", func() { tree.Select(2) })
		s.step("in view", func() { tree.Select(4) })
		s.scroll(100, 100, -400, 0)
		s.clickAt(40, 100)
		s.keys(fyne.KeyPageDown, fyne.KeyPageDown, fyne.KeyPageDown, fyne.KeyLeft, fyne.KeyUp, fyne.KeyPageUp, fyne.KeyPageUp, fyne.KeyHome, fyne.KeyEnd, fyne.KeyHome)
		s.step("aim far below", func() {
			for range 60 {
				tree.Aim(at(100, 225))
			}
		})
		s.step("aim a little above", func() { tree.Aim(at(100, 20)) })
		for _, y := range []float32{33, 34, 199, 200, 206, 207} {
			s.step(fmt.Sprint("aim at ", y), func() { tree.Aim(at(100, y)) })
		}
		s.step("closed", func() { tree.SetOpen(1, false) })
		s.step("found", func() { tree.SetFound(chain(3)) })
		s.step("found and closed", func() { tree.SetOpen(1, false) })
	})
}

// listed are rows with keys of their own.
type listed []int64

func (r listed) Len() int          { return len(r) }
func (r listed) Key(row int) int64 { return r[row] }
func (r listed) Cell(row, column int) kit.Cell {
	return kit.Cell{Text: fmt.Sprintf("%d-%d", r[row], column)}
}

// found are rows of which the first has hits in one column.
type found int

func (found) Len() int          { return 2 }
func (found) Key(row int) int64 { return int64(row) }
func (f found) Cell(row, column int) kit.Cell {
	c := kit.Cell{Text: fmt.Sprint("文字", column)}
	if row == 0 && column == int(f) {
		c.Hits = []kit.Hit{{From: 0, To: 6}}
	}
	return c
}

func TestStory_grid_by_mouse(t *testing.T) {
	var g *kit.Grid
	tell(t, 560, 220, func(s *story) fyne.CanvasObject {
		g = newStaff(s)
		g.SetRows(staff(20))
		return g
	}, func(s *story) {
		s.sweepMouse(at(0, 10), at(559, 10))
		s.sweepMouse(at(0, 45), at(559, 45))
		s.sweepMouse(at(0, 75), at(559, 75))
		s.sweepMouse(at(100, 0), at(100, 219))
		g.OnMenu = func(row int, key int64, column int, at fyne.Position) { s.call("menu %d %d %d", row, key, column) }
		s.sweep("right click", at(0, 75), at(559, 75), func(at fyne.Position) { s.press(at, secondary, 0, false) })
		s.sweep("right click", at(60, 33), at(60, 200), func(at fyne.Position) { s.press(at, secondary, 0, false) })
		s.clickWith(ctrl, "髙﨑 0")
		s.rightClick("髙﨑 2")
		for _, x := range []float32{115, 116, 125, 0, 559} {
			s.clickAt(x, 10)
		}
		s.step("width", func() { s.call("%g %g %g %g", g.ColumnWidth(0), g.ColumnWidth(1), g.ColumnWidth(2), g.ColumnWidth(3)) })
		s.drag(at(119, 10), at(20, 10))
		s.drag(at(400, 10), at(300, 10), at(200, 10), at(100, 10), at(20, 10))
		s.drag(at(20, 10), at(200, 10), at(400, 10), at(550, 10))
		s.step("front", func() { g.Front(2) })
		s.step("front again", func() { g.Front(2) })
		s.drag(at(20, 10), at(200, 10), at(400, 10), at(550, 10))
		s.step("no front", func() { g.Front(-1) })
		s.step("only one", func() {
			g.Arrange(kit.Arrangement{Columns: []kit.Arranged{{Column: 3}, {Column: 0, Hidden: true}, {Column: 1, Hidden: true}, {Column: 2, Hidden: true}, {Column: 4, Hidden: true}, {Column: -1}}})
		})
		s.pressAt(100, 10, secondary, 0, false)
		s.rest("番号")
		s.click("番号")
		s.click("状態")
		s.pressAt(100, 10, secondary, 0, false)
		s.click("番号")
	})
}

func TestStory_grid_in_part(t *testing.T) {
	var g *kit.Grid
	keys := func(from, to, step int64) (rows listed) {
		for i := from; i != to; i += step {
			rows = append(rows, i)
		}
		return rows
	}
	tell(t, 300, 200, func(s *story) fyne.CanvasObject {
		g = kit.NewGrid([]kit.GridColumn{{Title: "甲", Width: 100}, {Title: "乙", Width: 150}, {Title: "丙", Width: 120}, {Title: "丁", Width: 90}}, "誰もいません").Ticks()
		return g
	}, func(s *story) {
		s.step("keys where nothing is", func() { s.listen(); g.Focus() })
		s.keys(fyne.KeyDown, fyne.KeySpace, fyne.KeyReturn, "Menu")
		s.keysWith(ctrl, fyne.KeyA, fyne.KeyC, fyne.KeySpace, fyne.KeyDown, fyne.KeyF)
		s.step("hits of nothing", g.ShowHits)
		s.step("current", func() { key, ok := g.Current(); s.call("%d %v %v", key, ok, g.Select(1)) })
		s.step("rows", func() { g.SetRows(keys(1, 40, 1)) })
		s.keys(fyne.KeyDown, fyne.KeyReturn, "Menu", fyne.KeyF10)
		s.keysWith(fyne.KeyModifierAlt, fyne.KeyA, fyne.KeyDown)
		s.pressAt(100, 75, secondary, 0, false)
		s.drag(at(100, 75), at(100, 100))
		s.keysWith(ctrl, fyne.KeyDown, fyne.KeySpace, fyne.KeyEnd, fyne.KeySpace, fyne.KeyHome, fyne.KeyPageDown, fyne.KeySpace, fyne.KeyF)
		s.keysWith(shift, fyne.KeyHome)
		s.keys(fyne.KeyF5, fyne.KeyHome)
		s.step("current", func() { key, ok := g.Current(); s.call("%d %v", key, ok) })
		g.OnCopied = func(rows int) { s.call("copied %d", rows) }
		s.step("copy all", func() { g.Unselect(); g.Copy(); s.call("%d bytes", len(fyne.CurrentApp().Clipboard().Content())) })
		s.keysWith(ctrl, fyne.KeyC)
		g.OnOpen = func(row int, key int64) { s.call("open %d %d", row, key) }
		for _, x := range []float32{0, 31, 32} {
			s.pressAt(x, 12, primary, 0, false)
			s.pressAt(x, 45, primary, 0, false)
			s.pressAt(x, 75, primary, 0, true)
		}
		s.scroll(100, 100, 0, -100)
		s.step("the other way", func() { g.SetRows(keys(39, 0, -1)) })
		s.step("without the first", func() { g.SetRows(keys(30, 0, -1)) })
		s.step("what was on top has gone", func() { g.SetRows(keys(12, 0, -1)) })
		s.scroll(100, 100, 0, -10)
		s.step("one", func() { g.SetRows(keys(1, 2, 1)); g.Unselect() })
		s.keys(fyne.KeyDown, fyne.KeyUp)
		s.keysWith(ctrl, fyne.KeyDown)
		s.step("few", func() { g.SetRows(keys(1, 3, 1)) })
		s.step("checked", func() { g.SetChecked([]int64{2}) })
		s.step("all checked", func() { g.SetChecked([]int64{1, 2}) })
		s.step("many", func() { g.SetRows(keys(1, 30, 1)); s.call("%v", g.Select(25)) })
		s.step("top", g.Top)
		s.scroll(100, 100, -60, 0)
		for _, x := range []float32{0, 1, 20} {
			s.pressAt(x, 45, primary, 0, false)
			s.pressAt(x, 12, primary, 0, false)
			s.pressAt(x, 75, primary, 0, true)
		}
		g.OnMenu = func(row int, key int64, column int, at fyne.Position) { s.call("menu %d %d %d", row, key, column) }
		s.sweep("right click", at(0, 75), at(299, 75), func(at fyne.Position) { s.press(at, secondary, 0, false) })
		s.sweepMouse(at(0, 10), at(299, 10))
		for column := range 5 {
			s.step(fmt.Sprint("hits in ", column), func() { g.SetRows(found(column)); g.ShowHits() })
		}
		s.step("room", func() { s.call("%g", g.Room()) })
		s.resize(600, 200)
		s.clickAt(550, 12)
		s.pressAt(550, 45, secondary, 0, false)
		s.resize(300, 200)
		s.step("dragging", func() {
			g.OnDrag, g.OnDrop = func(at fyne.Position) { s.call("drag %v", at) }, func(at fyne.Position) { s.call("drop %v", at) }
			g.SetRows(keys(1, 9, 1))
			g.Unselect()
		})
		s.drag(at(100, 75), at(120, 100), at(140, 150))
		s.clickWith(ctrl, "2-")
		s.clickWith(ctrl, "3-")
		s.click("2-")
		s.clickWith(shift, "4-")
		s.pressAt(10, 75, primary, 0, false)
	})
}

// blocks are boxes of certain sizes, whatever the scale.
type blocks struct{ boxes }

func (blocks) See(v kit.DiagramView) (seen kit.DiagramSeen) {
	seen.Small = true
	x := 5.5
	for id, size := range [][2]float64{{7, 20}, {8, 20}, {20, 4}, {20, 5}, {3, 3}, {13, 13}, {14, 14}, {15, 15}, {40, 30}, {41, 31}, {60, 60}} {
		b := kit.DiagramBox{DiagramArea: kit.DiagramArea{X: x, Y: 5, W: size[0], H: size[1]}, ID: int64(id), Dashed: id >= 5, Head: id == 10}
		if id == 9 {
			b.Mark, b.Folded = kit.DiagramArea{X: x + 10, Y: 20, W: 20, H: 20}, true
		}
		seen.Boxes = append(seen.Boxes, b)
		b.Y += 80
		b.Dashed = false
		seen.Boxes = append(seen.Boxes, b)
		x += size[0] + 3
	}
	seen.Lines = []kit.DiagramArea{{X: 3, Y: 170, W: 100}, {X: 50, Y: 150, H: 40}}
	for i, w := range []float64{20, 40, 60, 75, 76, 77, 78, 79, 100} {
		seen.Texts = append(seen.Texts, kit.DiagramText{DiagramArea: kit.DiagramArea{X: 10, Y: 180 + 14*float64(i), W: w, H: 14}, Text: "とても長い名前", Size: 11, Label: i%2 == 1, Aside: i == 3})
	}
	return seen
}

// placeless are boxes of which none is anywhere.
type placeless struct{ boxes }

func (placeless) Place(int64) (a kit.DiagramArea, ok bool) { return kit.DiagramArea{X: 999}, false }

func TestStory_diagram_in_its_states(t *testing.T) {
	var d *kit.Diagram
	tell(t, 300, 320, func(s *story) fyne.CanvasObject {
		d = kit.NewDiagram()
		return d
	}, func(s *story) {
		none := func() {
			d.ZoomIn()
			d.Select(1)
			d.ShowLegible(1)
			d.ShowWhole()
			x, y, ok := d.Where(1, false)
			s.call("%d %g %g %v", d.Selected(), x, y, ok)
		}
		s.step("nothing", none)
		s.clickAt(100, 100)
		s.restAt(100, 100)
		s.keys(fyne.KeyDown, fyne.KeyReturn, fyne.KeyPageDown)
		s.write("+0")
		s.drag(at(100, 100), at(120, 120))
		s.scroll(100, 100, 0, 30)
		s.step("blocks", func() { d.Select(0); d.SetDrawn(blocks{}, true) })
		for id := range int64(11) {
			s.step(fmt.Sprint("select ", id), func() { d.Select(id) })
		}
		s.step("where", func() {
			for _, mark := range []bool{false, true} {
				for _, id := range []int64{3, 9, 42} {
					x, y, ok := d.Where(id, mark)
					s.call("%g %g %v", x, y, ok)
				}
			}
		})
		drawn := boxes{}
		s.step("boxes", func() { d.Select(0); d.SetDrawn(drawn, true) })
		s.step("told", func() {
			told := ""
			for i := range 300 {
				if s.move(at(float32(i), 100)); s.layers.Told() != told {
					told = s.layers.Told()
					s.call("%q at %d", told, i)
				}
			}
		})
		s.step("no one is told", func() {
			s.press(at(45, 95), primary, 0, false)
			s.press(at(45, 95), primary, 0, true)
			s.press(at(45, 95), secondary, 0, false)
			s.press(at(43, 121), primary, 0, false) // a mark
		})
		s.keys(fyne.KeyReturn, fyne.KeySpace, fyne.KeyUp, fyne.KeyF5)
		d.OnSelect = func(id int64) { s.call("select %d", id) }
		d.OnOpen = func(id int64) { s.call("open %d", id) }
		d.OnFold = func(id int64) { drawn[id] = !drawn[id]; s.call("fold %d", id); d.SetDrawn(drawn, false) }
		d.OnMenu = func(id int64, at fyne.Position) { s.call("menu %d %v", id, at) }
		for i, places := range []string{"on a box", "on its mark in between", "beside it in between"} {
			s.step("three clicks "+places, func() { // soon after each other
				for _, to := range []fyne.Position{at(45, 95), []fyne.Position{at(45, 95), at(43, 121), at(150, 310)}[i], at(45, 95)} {
					s.press(to, primary, 0, false)
				}
			})
			s.step("none", func() { s.press(at(150, 310), primary, 0, false); d.Select(0) })
		}
		s.drag(at(45, 95), at(46, 96))
		s.pressAt(150, 95, secondary, 0, false)
		s.pressAt(5, 310, secondary, 0, false)
		s.step("none", func() { d.Select(0) })
		s.keys(fyne.KeyReturn, fyne.KeySpace)
		for _, letters := range []string{";", "＋", "－", "ー", "０", "x"} {
			s.write(letters)
		}
		s.step("very large", func() { d.Zoom(100) })
		s.step("legible", func() { d.ShowLegible(5) })
		s.step("nowhere", func() { d.ShowLegible(99); d.Select(99) })
		s.step("as it is", func() { d.Zoom(1 / 2.5); d.ShowLegible(6); d.ShowLegible(1) })
		for _, id := range []int64{1, 2, 3, 4, 5, 6} {
			s.step(fmt.Sprint("bring ", id), func() { d.Select(id) })
		}
		s.keys(fyne.KeyPageUp, fyne.KeyPageUp, fyne.KeyPageDown)
		s.scroll(100, 100, 0, 25)
		s.scroll(100, 100, -25, 0)
		s.scrollWith(ctrl, 30, 40, 0, 25)
		s.scrollWith(ctrl, 30, 40, 0, -25)
		s.scrollWith(fyne.KeyModifierSuper, 200, 40, 0, 50)
		s.step("folded, it is gone", func() {
			d.OnFold = func(id int64) { d.SetDrawn(placeless{drawn}, false) }
			d.Select(3)
			s.window.Canvas().Focus(d)
		})
		s.keys(fyne.KeySpace, fyne.KeySpace)
		s.step("nothing any more", func() { d.SetDrawn(nil, false) })
		s.step("boxes again", func() { d.SetDrawn(drawn, false) })
		s.resize(300, 321)
		s.resize(1, 1)
		s.resize(2, 2)
		s.resize(400, 300)
		s.tab()
	})
}

func TestStory_diagram_on_a_page(t *testing.T) {
	tell(t, 300, 200, func(s *story) fyne.CanvasObject {
		d := kit.NewDiagram()
		d.SetDrawn(boxes{}, true)
		d.ZoomIn() // there is no room yet
		d.ShowLegible(1)
		d.Select(2)
		d.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
		return kit.Scroll(kit.Column(0, kit.Height(150, d), kit.Height(200, kit.NewText(kit.Plain("下")))))
	}, func(s *story) {
		s.scroll(100, 50, 0, -10)
		s.restAt(60, 40)
		s.restAt(290, 199)
		s.restAt(60, 40)
		s.scroll(100, 50, 0, -10)
		s.scroll(100, 50, 0, 60)
	})
}

func TestStory_menus_by_mouse(t *testing.T) {
	tell(t, 400, 240, func(s *story) fyne.CanvasObject { return kit.NewButton("下", s.note("下")) }, func(s *story) {
		items := []kit.MenuItem{{Text: "編集", Keys: "Ctrl+E", Do: s.note("edit")}, {Text: "移動", Off: "連携済みの部署は移動できません"}, {}, {Text: "停止中を表示", Checked: true}, {Text: "削除\u200b", Keys: "Delete", Do: s.note("delete")}}
		open := func() { s.layers.Menu(at(80, 50), items...) }
		s.step("menu", open)
		s.sweepMouse(at(100, 40), at(100, 190))
		s.sweepMouse(at(70, 70), at(300, 70))
		for _, out := range []fyne.Position{at(79, 70), at(240, 70), at(100, 49), at(100, 181)} {
			s.clickAt(out.X, out.Y)
			s.step("menu", open)
		}
		for _, on := range []fyne.Position{at(80, 54), at(100, 50), at(100, 112), at(100, 115), at(100, 178), at(239, 100)} {
			s.clickAt(on.X, on.Y)
		}
		s.pressAt(100, 60, secondary, 0, false)
		s.clickAt(100, 60)
		s.step("menu", open)
		s.click("停止中")
		s.step("menu", open)
		s.keys(fyne.KeyLeft, fyne.KeyRight, fyne.KeyReturn, fyne.KeyReturn)
		s.step("menu", open)
		s.keys(fyne.KeyEnd, fyne.KeyUp, fyne.KeyUp, fyne.KeyHome, fyne.KeyDown, fyne.KeyReturn, fyne.KeyEscape)
		s.step("menu", open)
		s.keys(fyne.KeyUp, fyne.KeySpace)
		s.step("menu", open)
		s.keysWith(ctrl, fyne.KeyA)
		s.keys(fyne.KeyF10, fyne.KeyEscape)
		s.step("menu", open)
		s.keys(desktop.KeyAltRight)
		s.step("nothing in it", func() { s.layers.Menu(at(80, 50)) })
		s.keys(fyne.KeyDown, fyne.KeyReturn, fyne.KeyEscape)
		for _, height := range []float32{134, 133, 132, 105, 60} {
			s.resize(400, height)
			s.step("menu", open)
			s.sweepMouse(at(100, 0), at(100, height-1))
			s.keys(fyne.KeyEscape)
		}
	})
}

func TestStory_menu_bar(t *testing.T) {
	tell(t, 400, 240, func(s *story) fyne.CanvasObject { return kit.NewButton("下", s.note("下")) }, func(s *story) {
		items := []kit.MenuItem{{Text: "編集", Keys: "Ctrl+E", Do: s.note("edit")}, {Text: "移動", Off: "連携済みの部署は移動できません"}, {}, {Text: "停止中を表示", Checked: true}, {Text: "削除", Do: s.note("delete")}}
		bar := func(open int) func() {
			return func() {
				s.layers.MenuBar(open, kit.Menu{Title: "ファイル", Letter: fyne.KeyF, Items: items[3:]}, kit.Menu{Title: "編集", Letter: fyne.KeyE, Items: items[:2]}, kit.Menu{Title: "表示", Letter: fyne.KeyV, Items: items})
			}
		}
		s.step("bar", bar(-1))
		s.sweepMouse(at(0, 10), at(300, 10))
		s.keys(fyne.KeyRight, fyne.KeyRight, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyReturn, fyne.KeyEscape)
		s.step("bar", bar(-1))
		s.keys(fyne.KeyUp, fyne.KeyEscape)
		s.step("bar", bar(1))
		s.sweepMouse(at(300, 10), at(0, 10))
		s.sweepMouse(at(20, 0), at(20, 110))
		s.sweepMouse(at(120, 20), at(120, 110))
		for _, letter := range []string{"e", "V", "f", "x", "F", "+"} {
			s.write(letter)
		}
		s.keys(fyne.KeyUp, fyne.KeyUp, fyne.KeyUp, fyne.KeyRight, fyne.KeyUp, fyne.KeyReturn, fyne.KeyDown, fyne.KeySpace)
		for _, out := range []fyne.Position{at(250, 31), at(250, 32), at(5, 33)} {
			s.step("bar", bar(0))
			s.clickAt(out.X, out.Y)
			s.keys(fyne.KeyEscape)
		}
		s.step("bar", bar(0))
		s.sweepClicks(at(100, 5), at(240, 5))
		s.keys(fyne.KeyEscape)
		s.step("bar", bar(2))
		s.resize(400, 160)
		s.step("bar", bar(2))
		s.keys(fyne.KeyEnd)
		s.resize(90, 160)
		s.keys(fyne.KeyEscape, fyne.KeyEscape, fyne.KeyEscape)
		s.click("下")
	})
}

func TestStory_tips(t *testing.T) {
	tell(t, 320, 200, func(s *story) fyne.CanvasObject {
		off := kit.NewButton("移動", nil)
		off.Off("連携済みの部署は移動できません")
		return kit.Column(10, off, kit.NewSelect([]string{"氏名", "番号"}, nil), kit.Width(80, kit.NewText(kit.Plain("とても長い名前の部署")).Cut()),
			kit.NewParagraph(kit.Plain("一行目\n二行目\n三行目\u200b")).AtMost(2), kit.NewCheck("印", nil).Aside("とても長い説明です。とても長い説明です。とても長い説明です。"))
	}, func(s *story) {
		told := func() { s.call("told %q", s.layers.Told()) }
		s.step("none", told)
		s.sweepMouse(at(60, 150), at(60, 199))
		s.sweepMouse(at(0, 170), at(319, 170))
		s.sweepMouse(at(40, 70), at(40, 150))
		s.sweepMouse(at(0, 90), at(319, 90))
		s.rest("移動", "とても", "一行目")
		s.step("told", told)
		s.restAt(310, 195)
		s.rest("一行目")
		s.step("hushed by a key", func() {
			s.layers.KeyDown(&fyne.KeyEvent{Name: fyne.KeyF5})
			s.layers.KeyUp(&fyne.KeyEvent{Name: fyne.KeyF5})
			told()
		})
		s.rest("移動")
		s.step("carried", func() { s.layers.Carry("総務部に移動", at(100, 50)); told() })
		s.step("carried to nowhere", func() { s.layers.Carry("", at(120, 50)); told() })
		for _, to := range []fyne.Position{at(0, 0), at(319, 0), at(319, 199), at(0, 199), at(100, 146), at(100, 147), at(100, 148), at(100, 149), at(100, 150), at(100, 151)} {
			s.step(fmt.Sprint("carried to ", to), func() { s.layers.Carry("総務部に移動", to) })
		}
		s.step("much", func() {
			s.layers.Carry("とても長い説明です。とても長い説明です。とても長い説明です。とても長い説明です。とても長い説明です。", at(100, 50))
		})
		s.step("options", func() { s.press(s.where("氏名"), primary, 0, false); s.layers.Carry("何か", at(100, 50)); told() })
		s.keys(fyne.KeyEscape)
		s.step("dialog", func() {
			s.layers.Tell("お知らせ", "保存しました。")
			s.layers.Carry("何か", at(100, 50))
			told()
		})
		s.keys(fyne.KeyEscape)
		s.step("menu", func() {
			s.layers.Menu(at(5, 5), kit.MenuItem{Text: "編集", Off: "いまは使えません"})
			s.layers.Carry("何か", at(100, 50))
			told()
		})
		s.keys(fyne.KeyDown)
		s.step("told", told)
		s.keys(fyne.KeyEscape)
		s.step("covered", func() {
			uncover := s.layers.Cover(s.note("cancel"))
			s.layers.Carry("何か", at(100, 50))
			told()
			uncover()
		})
	})
}

// listen has the window report the keys that no widget used.
func (s *story) listen() {
	var keys []kit.Key
	for _, name := range []fyne.KeyName{fyne.KeyReturn, fyne.KeySpace, "Menu", fyne.KeyF5, fyne.KeyDelete, fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight} {
		keys = append(keys, kit.Key{Name: name, Do: s.note("key " + string(name))})
	}
	for _, name := range []fyne.KeyName{fyne.KeyA, fyne.KeyC, fyne.KeyF, fyne.KeyV, fyne.KeyX, fyne.KeyY, fyne.KeyZ, fyne.KeySpace} {
		keys = append(keys, kit.Ctrl(name, s.note("Ctrl and "+string(name))))
	}
	s.layers.SetBase(kit.Layer{Confirm: s.note("confirm"), Cancel: s.note("cancel"), Keys: keys})
}

func TestStory_keys_that_widgets_leave(t *testing.T) {
	var focused []fyne.Focusable
	tell(t, 500, 600, func(s *story) fyne.CanvasObject {
		bare, chart, empty := kit.NewEntry("", nil), kit.NewChart([4]string{"甲", "乙", "丙", "丁"}), kit.NewChart([4]string{"甲", "乙", "丙", "丁"})
		chart.SetPoints([]kit.ChartPoint{{X: 1, Date: "1日", Lines: [2]int{10, 4}}, {X: 2, Date: "2日", Lines: [2]int{20, 0}, Up: 12, Down: 2}})
		tile, radio, filters := kit.NewTile("札", kit.NewCard(kit.Quiet, kit.NewText(kit.Plain("札"))), s.note("tile")), kit.NewRadio([]string{"甲", "乙"}, nil), kit.NewFilters([]kit.Tag{{Text: "甲"}, {Text: "乙"}}, nil)
		check, choice, button := kit.NewCheck("印", nil), kit.NewSelect([]string{"甲"}, nil), kit.NewButton("押す", nil)
		memo := kit.NewTextArea("", 2, nil)
		focused = []fyne.Focusable{bare, chart, empty, tile, radio, filters, check, choice, button, memo.Focusable()}
		return kit.Column(4, bare, chart, empty, kit.Row(0, kit.Grow(tile)), kit.Row(0, radio, filters, check, choice, button), memo)
	}, func(s *story) {
		s.step("listen", s.listen)
		for i, f := range focused {
			s.step(fmt.Sprintf("focus %d", i), func() { s.window.Canvas().Focus(f) })
			s.keys(fyne.KeyF5, fyne.KeyDelete, "Menu", fyne.KeyEscape, fyne.KeyReturn)
			s.keys(fyne.KeyEscape)
			s.keysWith(ctrl, fyne.KeyReturn, fyne.KeyF, fyne.KeyZ)
			s.keys(fyne.KeyEscape)
		}
		s.step("nothing below", func() { s.window.Canvas().Focus(focused[0]) })
		s.keys(fyne.KeyDown)
		s.step("below", func() {
			focused[0].(*kit.Entry).Below = s.note("below")
			s.window.Canvas().Focus(focused[0])
		})
		s.hold(fyne.KeyDown, 3)
		s.keys(fyne.KeyUp)
		s.step("no focus", s.window.Canvas().Unfocus)
		s.keys(fyne.KeyDown, fyne.KeyF5)
		s.keysWith(ctrl, fyne.KeyF, fyne.KeyA, fyne.KeyC, fyne.KeyV, fyne.KeyX, fyne.KeyY, fyne.KeyZ, fyne.KeySpace)
		s.step("busy", func() {
			s.call("%v", s.layers.Busy())
			s.window.Canvas().Focus(focused[0])
			s.call("%v", s.layers.Edit(kit.Ctrl(fyne.KeyA, nil)))
			s.layers.Tell("お知らせ", "はい")
			s.call("%v %v", s.layers.Busy(), s.layers.Edit(kit.Ctrl(fyne.KeyA, nil)))
		})
		s.keys(fyne.KeyF5, fyne.KeyEscape)
		s.step("not busy", func() { s.call("%v", s.layers.Busy()) })
	})
}

func TestStory_chart_by_keys(t *testing.T) {
	var chart *kit.Chart
	tell(t, 400, 200, func(s *story) fyne.CanvasObject {
		chart = kit.NewChart([4]string{"ユーザー", "部署", "追加", "削除"})
		return kit.Column(0, chart, kit.NewButton("下", nil), kit.NewSpark(nil))
	}, func(s *story) {
		s.tab()
		s.keys(fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd, fyne.KeyReturn)
		s.clickAt(100, 100)
		points := []kit.ChartPoint{
			{X: 0, Date: "0日", Lines: [2]int{0, -1}, Up: 1000, Told: []kit.Span{{Text: "零"}}},
			{X: 2, Date: "2日", Lines: [2]int{0, -1}, Up: 4, Down: 2, Told: []kit.Span{{Text: "二"}}},
			{X: 4, Date: "4日", Lines: [2]int{8, -1}, Told: []kit.Span{{Text: "四"}}},
		}
		s.step("points", func() { chart.SetPoints(points) })
		s.keys(fyne.KeyReturn, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyReturn)
		chart.OnOpen = func(point int) { s.call("open %d", point) }
		s.keys(fyne.KeyReturn, fyne.KeyHome, fyne.KeySpace)
		s.hold(fyne.KeyReturn, 3)
		s.tab()
		s.step("click all along", func() {
			opened, last := -1, -1
			chart.OnOpen = func(point int) { opened = point }
			for x := range 400 {
				if s.press(at(float32(x), 100), primary, 0, false); opened != last {
					last = opened
					s.call("open %d from %d on", opened, x)
				}
			}
		})
		s.step("one", func() { chart.SetPoints(points[:1]) })
		s.keys(fyne.KeyRight, fyne.KeyLeft, fyne.KeyEnd)
		s.step("unknown", func() {
			chart.SetPoints([]kit.ChartPoint{{X: 1, Date: "1日", Lines: [2]int{-1, 5}}, {X: 1, Date: "1日", Lines: [2]int{-1, 5}}})
		})
	})
}

func TestStory_memo_in_parts(t *testing.T) {
	var memo *kit.TextArea
	var lines string
	for i := range 250 {
		lines += fmt.Sprintf("%d行目\n", i+1)
	}
	tell(t, 420, 140, func(s *story) fyne.CanvasObject {
		memo = kit.NewTextArea("メモ", 3, func(text string) { s.call("%d bytes", len(text)) })
		return kit.Column(4, memo, kit.NewButton("下", nil))
	}, func(s *story) {
		s.step("long", func() { memo.SetText(lines) })
		s.resize(420, 141)
		s.rest("前の部分", "次の部分", "行のうち")
		s.click("次の部分", "次の部分", "次の部分")
		s.rest("次の部分")
		s.click("前の部分", "前の部分", "前の部分")
		s.step("keys", func() { s.window.Canvas().Focus(memo.Focusable()) })
		s.write("x")
		s.keys(fyne.KeyReturn)
		s.keysWith(ctrl, fyne.KeyA)
		s.keys(fyne.KeyBackspace)
		s.write("終")
		s.step("without a break at the end", func() { memo.SetText(lines + "末尾") })
		s.click("次の部分", "次の部分")
		s.click("すべて消す")
		s.step("short", func() { memo.SetText("一\n二") })
		s.resize(420, 140)
		s.step("paste", func() {
			fyne.CurrentApp().Clipboard().SetContent(lines)
			s.window.Canvas().Focus(memo.Focusable())
		})
		s.keysWith(ctrl, fyne.KeyV, fyne.KeyV)
		s.write("続")
		s.resize(300, 150)
	})
}

func TestStory_fields(t *testing.T) {
	var name, secret, choice, check, hidden, noted *kit.Field
	var search *kit.Entry
	tell(t, 560, 420, func(s *story) fyne.CanvasObject {
		name = kit.NewField("名前", kit.NewEntry("例：総務部", nil)).Hint("注").Required()
		secret = kit.NewField("パスワード", kit.NewPasswordEntry("", nil))
		choice = kit.NewField("並び順", kit.NewSelect([]string{"氏名", "社員番号の小さい順"}, nil))
		check = kit.NewField("", kit.NewCheck("覚える", nil))
		hidden = kit.NewField("隠れた欄", kit.Row(4, kit.NewText(kit.Plain("値")))).Hint("")
		noted = kit.NewField("まだ無い", kit.NewEntry("", nil))
		search = kit.NewSearchEntry("探す", nil)
		return kit.Column(6, kit.Form(name, secret, choice, check, hidden), search)
	}, func(s *story) {
		s.step("no row yet", func() { noted.SetVisible(false); noted.SetError("x"); s.call("%q %q", noted.Error(), noted.Label()) })
		s.step("no entry", func() { check.SetError("選んでください。"); check.Focus(); s.call("%v", check.Entry == nil) })
		s.step("the same again", func() { check.SetError("選んでください。") })
		s.step("unseen", func() { name.SetText("総務部\u200b"); secret.SetText("総務部\u200b") })
		s.step("with an error, too", func() { name.SetError("使えません。") })
		s.step("seen", func() { name.SetText("総務部"); name.SetError("") })
		s.step("gone", func() { hidden.SetVisible(false); hidden.SetVisible(false); check.SetError("") })
		s.step("hint", func() { name.Hint("別の注"); secret.Hint("別の注") })
		s.step("no hint", func() { name.Hint("") })
		for _, width := range []float32{310, 278, 277, 276, 240, 120, 620} {
			s.resize(width, 420)
		}
		s.step("shown", func() { hidden.SetVisible(true) })
		s.step("required now", func() { hidden.Required() })
		s.step("search", func() { s.window.Canvas().Focus(search) })
		s.write("さとう")
		s.step("the cross", func() {
			for _, p := range s.parts(true) {
				if p.CanvasObject == search.ActionItem {
					s.press(p.at.AddXY(5, 5), primary, 0, false)
				}
			}
			s.call("%q", search.Text)
		})
		s.write("x yz")
		s.keysWith(ctrl, fyne.KeyLeft)
		s.write("w")
		s.keysWith(ctrl, fyne.KeyBackspace, fyne.KeyDelete)
		s.step("edited from its menu", func() { s.window.Canvas().Focus(name.Entry) })
		s.write("課")
		for _, item := range []string{"すべて選択", "コピー", "切り取り", "貼り付け", "元に戻す", "やり直す"} {
			s.keys("Menu")
			s.click(item)
		}
		s.step("another is clicked with the right button", func() {
			s.window.Canvas().Focus(search)
			name.Entry.TappedSecondary(&fyne.PointEvent{AbsolutePosition: at(100, 20)})
		})
		s.keys(fyne.KeyEscape)
		s.step("off", func() {
			name.Entry.SetEnabled(false)
			s.window.Canvas().Focus(search)
			name.Entry.TappedSecondary(&fyne.PointEvent{AbsolutePosition: at(100, 20)})
		})
		s.keys(fyne.KeyEscape)
		s.write("y")
	})
}

func TestStory_layouts(t *testing.T) {
	card := func(word string) *kit.Card { return kit.NewCard(kit.Quiet, kit.NewText(kit.Plain(word))) }
	var wrap, row *fyne.Container
	var b *kit.Card
	tell(t, 400, 500, func(s *story) fyne.CanvasObject {
		b = card("乙の札")
		wrap = kit.Wrap(7, card("甲"), kit.Grow(card("伸びる")), b, kit.Fill(card("高い")), kit.Height(60, card("丙")), card("とても長い札の言葉です"))
		row = kit.Row(5, card("左"), kit.Grow(card("伸一")), kit.Grow(card("伸二")), kit.Fill(card("満")), kit.Height(70, card("右")))
		moved := card("動")
		moved.Move(at(30, 30))
		return kit.Column(6, wrap, row, kit.Beside(9, 120, card("左側"), kit.Width(150, card("右側"))), kit.Row(0, kit.Grow(kit.Between(80, 160, moved))), kit.Grow(kit.Pad(1, 2, 3, 4, card("残り"))), kit.Grow(card("残り二")))
	}, func(s *story) {
		for _, width := range []float32{280, 279, 278, 240, 180, 401} {
			s.resize(width, 500)
		}
		s.step("one is hidden", func() { b.Hide(); wrap.Refresh(); row.Objects[1].(*fyne.Container).Objects[0].Hide(); row.Refresh() })
		s.resize(330, 500)
		s.step("all grow", func() { row.Objects[0].Hide(); row.Objects[2].Hide(); row.Refresh() })
		s.resize(331, 300)
		s.resize(331, 120)
	})
}

func TestStory_split_at_its_ends(t *testing.T) {
	var split *kit.Split
	tell(t, 500, 80, func(s *story) fyne.CanvasObject {
		split = kit.NewSplit(kit.NewCard(kit.Quiet, kit.NewText(kit.Plain("左")).Cut()), kit.NewCard(kit.Info, kit.NewText(kit.Plain("右の言葉"))), 200, nil)
		return split
	}, func(s *story) {
		s.sweepMouse(at(190, 40), at(225, 40))
		s.drag(at(206, 40), at(1, 40))
		s.drag(at(146, 40), at(499, 40))
		s.step("from the keys", func() { split.Drag(-100) })
		s.resize(300, 80)
		s.resize(190, 80)
		s.resize(600, 80)
	})
}

func TestStory_papers(t *testing.T) {
	var paper *kit.Paper
	tell(t, 120, 300, func(s *story) fyne.CanvasObject {
		paper = kit.NewPaper()
		return paper
	}, func(s *story) {
		s.step("page", func() {
			paper.SetMarks(210, 297, []kit.PaperMark{{X: 20, Y: 15, W: 100, H: 10, Text: "名簿", Size: 8, Bold: true}, {X: 20, Y: 40, W: 60, H: 20}, {X: 90, Y: 40, W: 60, H: 5, Filled: true}})
		})
		s.resize(240, 300)
		s.resize(60, 300)
		s.step("none", func() { paper.SetMarks(0, 0, nil) })
	})
}

func TestStory_texts_in_little_room(t *testing.T) {
	var cut, right, mixed *kit.Text
	var few *kit.Paragraph
	tell(t, 200, 300, func(s *story) fyne.CanvasObject {
		cut = kit.NewText(kit.Plain("前"), kit.Bold("太い続き"), kit.Dim("終わり")).Cut()
		right = kit.NewText(kit.Plain("右に寄る"), kit.Span{Text: "小", Size: 10}).Right().Cut()
		mixed = kit.NewText(kit.Span{Text: "大", Size: 24}, kit.Plain("中"), kit.Span{Text: "小", Size: 9}).Cut()
		few = kit.NewParagraph(kit.Span{Text: "大きい", Size: 20}, kit.Plain("普通の文が続いて、次の行に行きます。"), kit.Span{Text: "小さい", Size: 9}).AtMost(3)
		return kit.Column(4, kit.Row(0, kit.Grow(cut)), kit.Row(0, kit.Grow(right)), kit.Row(0, kit.Grow(mixed)), few, kit.Row(0, cut2(), kit.NewText(kit.Plain("横"))), kit.NewParagraph(), kit.NewText())
	}, func(s *story) {
		for _, width := range []float32{100, 60, 40, 26, 13, 5, 300} {
			s.resize(width, 300)
			if width >= 40 {
				s.step("mouse", func() {
					s.move(at(5, 8))
					s.call("%q", s.layers.Told())
					s.move(at(5, 30))
					s.call("%q", s.layers.Told())
					s.move(at(5, 100))
					s.call("%q", s.layers.Told())
				})
			}
		}
		s.step("empty", func() { cut.SetSpans(); few.SetSpans(); right.SetText("") })
		s.step("again", func() { cut.SetText("新"); few.SetText("新しい"); right.SetText("右") })
		s.step("long", func() {
			text := ""
			for range 60 {
				text += "とても長い説明です。"
			}
			few.SetText(text)
			s.window.Resize(fyne.NewSize(200, 301))
			s.move(at(5, 100))
			s.call("%d letters", len([]rune(s.layers.Told())))
		})
	})
}

func cut2() *kit.Text { return kit.NewText(kit.Plain("最小の幅を持つ文")).Cut() }

// much are rows with too much in them.
type much struct{}

func (much) Len() int          { return 4 }
func (much) Key(row int) int64 { return int64(row) }
func (much) Cell(row, column int) kit.Cell {
	switch [2]int{row, column} {
	case [2]int{0, 0}:
		text := ""
		for range 600 {
			text += "あ"
		}
		return kit.Cell{Text: text}
	case [2]int{0, 1}:
		return kit.Cell{Text: "一行目\n二行目", More: []kit.Span{{Text: "続"}, {Text: "赤", Tone: kit.Red}}, Tags: []kit.Tag{{Text: "札", Tip: "一"}, {Text: "札二", Tip: "二"}, {Text: "札三", Tip: "三"}}}
	case [2]int{0, 2}:
		return kit.Cell{Text: "12", More: []kit.Span{{Text: "人"}}, Tags: []kit.Tag{{Text: "新", Tip: "新しい"}}}
	case [2]int{1, 0}:
		return kit.Cell{Text: "見つかった文字のある行です", Hits: []kit.Hit{{From: 0, To: 3}, {From: 3, To: 6}, {From: 12, To: 18}, {From: 33, To: 39}, {From: 36, To: 36}}}
	case [2]int{1, 1}:
		return kit.Cell{More: []kit.Span{{Text: "だけ"}}, Tags: []kit.Tag{{Text: "札"}}}
	case [2]int{1, 2}:
		return kit.Cell{Tags: []kit.Tag{{Text: "札", Tip: "右"}}}
	case [2]int{2, 1}:
		return kit.Cell{Tags: []kit.Tag{{Text: "とても長い札の言葉です", Tip: "一"}, {Text: "短"}}}
	case [2]int{2, 2}:
		return kit.Cell{Text: "1,234,567,890,123"}
	case [2]int{3, 0}:
		return kit.Cell{Text: "ab", Hits: []kit.Hit{{From: 0, To: 2}}}
	}
	return kit.Cell{}
}

func TestStory_grid_with_much_in_it(t *testing.T) {
	var g *kit.Grid
	tell(t, 420, 180, func(s *story) fyne.CanvasObject {
		g = kit.NewGrid([]kit.GridColumn{{Title: "長い", Width: 150, Weight: 2}, {Title: "札", Width: 160, Weight: 1}, {Title: "数", Width: 100, Right: true}}, "")
		g.SetRows(much{})
		return g
	}, func(s *story) {
		tips := func() {
			for y := float32(45); y < 150; y += 30 {
				s.sweep("told", at(0, y), at(419, y), func(at fyne.Position) {
					s.move(at)
					if told := []rune(s.layers.Told()); len(told) > 20 {
						s.call("told %d letters, %s", len(told), string(told[len(told)-2:]))
						s.layers.KeyDown(&fyne.KeyEvent{Name: fyne.KeyF5})
					}
				})
			}
		}
		tips()
		s.resize(500, 180)
		tips()
		s.step("what the widest need", func() { g.SetWidest(kit.Widest(much{}, 3, kit.Advances())) })
		for _, width := range []float32{700, 420, 320, 260} {
			s.resize(width, 180)
		}
		s.scroll(100, 60, -20, 0)
		s.scroll(100, 60, -20, 0)
		s.step("copied", func() { s.call("%d", len(g.Text())) })
	})
}

func TestStory_dialogs_in_their_states(t *testing.T) {
	var bare, tall, beside *kit.Dialog
	var body *kit.Paragraph
	tell(t, 500, 260, func(s *story) fyne.CanvasObject { return kit.NewButton("下", s.note("下")) }, func(s *story) {
		s.step("error without more", func() { s.layers.TellError("読み込めませんでした", "つながりません。", "") })
		s.keys(fyne.KeyEscape)
		s.step("no buttons", func() {
			body = kit.NewParagraph(kit.Plain("短い"))
			bare = kit.NewDialog(s.layers, "題", body)
			bare.Confirm = s.note("confirm")
			bare.Show(nil)
			bare.Show(nil)
		})
		s.step("it grows", func() {
			body.SetText("とても長い説明です。とても長い説明です。とても長い説明です。とても長い説明です。とても長い説明です。")
		})
		s.resize(500, 261)
		s.keysWith(ctrl, fyne.KeyReturn)
		s.keys(fyne.KeyEscape)
		s.step("closed twice", func() { bare.Close(); bare.Close(); s.call("%v", bare.Open()) })
		s.step("asks first", func() {
			bare.Cancel = s.note("cancel")
			bare.Closed = s.note("closed")
			bare.Show(nil)
		})
		s.keys(fyne.KeyEscape)
		s.step("closed", bare.Close)
		s.step("tall", func() {
			tall = kit.NewReadDialog(s.layers, "説明", kit.NewText(kit.Plain("短い"))).Tall().Wide(300)
			tall.Show(nil)
		})
		for _, size := range []fyne.Size{{Width: 348, Height: 200}, {Width: 347, Height: 200}, {Width: 200, Height: 120}, {Width: 500, Height: 300}} {
			s.resize(size.Width, size.Height)
		}
		s.keysWith(ctrl, fyne.KeyReturn)
		s.step("wide buttons", func() {
			kit.NewReadDialog(s.layers, "説明", kit.NewText(kit.Plain("短い")), kit.NewButton("とても長い言葉のボタンです", nil)).Wide(100).Show(nil)
		})
		s.keys(fyne.KeyEscape)
		s.step("what scrolls beside", func() {
			beside = kit.NewReadDialog(s.layers, "並び", kit.Beside(8, 120, kit.Scroll(kit.Height(90, kit.NewCard(kit.Quiet, kit.NewText(kit.Plain("左"))))), kit.Width(150, kit.NewCard(kit.Info, kit.NewText(kit.Plain("右"))))))
			beside.Show(nil)
		})
		s.resize(260, 300)
		s.resize(500, 200)
		s.step("one above", func() { s.layers.Tell("上", "上のもの") })
		s.step("both close", beside.Close)
		s.step("covered", func() {
			uncover := s.layers.Cover(nil)
			uncover()
			uncover()
		})
		s.step("no one hears Alt", func() {
			s.layers.KeyDown(&fyne.KeyEvent{Name: desktop.KeyAltLeft})
			s.layers.KeyUp(&fyne.KeyEvent{Name: desktop.KeyAltLeft})
		})
	})
}

func TestStory_revealed(t *testing.T) {
	var marks []*kit.Card
	tell(t, 200, 160, func(s *story) fyne.CanvasObject {
		rows := kit.Column(5)
		for i := range 12 {
			mark := kit.NewCard(kit.Quiet, kit.NewText(kit.Plain(fmt.Sprint("札", i))))
			marks = append(marks, mark)
			rows.Add(kit.Pad(0, 0, 0, float32(i)*30, kit.Row(0, mark)))
		}
		return kit.Scroll(kit.Pad(7, 7, 7, 7, rows))
	}, func(s *story) {
		for _, i := range []int{0, 2, 3, 11, 10, 9, 5, 6, 1, 0} {
			s.step(fmt.Sprint("reveal ", i), func() { kit.Reveal(marks[i]) })
		}
		s.step("what is nowhere", func() { kit.Reveal(kit.NewText(kit.Plain("無い"))) })
		s.resize(20, 20)
		s.step("hardly room", func() { kit.Reveal(marks[4]) })
		s.step("shifted", func() {
			s.call("%v", kit.Shifted())
			testapp.Modify(shift, func() { s.call("%v", kit.Shifted()) })
			testapp.Modify(ctrl, func() { s.call("%v", kit.Shifted()) })
		})
	})
}

// tales are nodes that tell, none with a box.
type tales struct{}

func (tales) Roots() []int64         { return []int64{1, 2, 3, 4, 5} }
func (tales) Children(int64) []int64 { return nil }
func (tales) Node(id int64) kit.Node {
	switch id {
	case 1:
		return kit.Node{Story: &kit.Story{Text: []kit.Span{kit.Plain("短い")}, Right: []kit.Span{{Text: "右", Bold: true}, kit.Dim("端")}}}
	case 2:
		return kit.Node{Story: &kit.Story{Tags: []kit.Tag{{Text: "変更"}, {Text: "移動"}}, Text: []kit.Span{{Text: "とても長い言葉の続き", Struck: true}, kit.Bold("後ろ")}}}
	case 3:
		return kit.Node{Story: &kit.Story{Text: []kit.Span{kit.Plain("見えない\u200b")}, Tip: "注"}}
	case 5: // in 170 the first fits, and nothing else
		return kit.Node{Story: &kit.Story{Text: []kit.Span{kit.Plain("国家公務員国家公務員"), kit.Plain("法")}}}
	}
	return kit.Node{Story: &kit.Story{Text: []kit.Span{kit.Plain("とても長い言葉の続きの続き")}, Right: []kit.Span{kit.Plain("7月1日")}, Tip: "注"}}
}

func TestStory_tree_of_tales(t *testing.T) {
	var tree *kit.Tree
	tell(t, 260, 150, func(s *story) fyne.CanvasObject {
		tree = kit.NewTree()
		tree.SetNodes(tales{})
		return tree
	}, func(s *story) {
		for y := float32(20); y < 120; y += 27 {
			s.sweepMouse(at(0, y), at(259, y))
		}
		for _, width := range []float32{170, 171} {
			s.resize(width, 180)
			s.step("told", func() { s.move(at(60, 60)); s.move(s.where("公務員")); s.call("%q", s.layers.Told()) })
		}
		s.resize(200, 150)
		s.scroll(100, 60, -30, 0)
		s.rest("とても")
		s.click("見えない")
		s.resize(120, 40)
		s.resize(400, 150)
	})
}

func TestStory_wheel_in_nested_pages(t *testing.T) {
	tell(t, 200, 160, func(s *story) fyne.CanvasObject {
		inner := kit.Height(40, kit.Scroll(kit.NewCard(kit.Quiet, kit.NewText(kit.Plain("奥")))))
		middle := kit.Height(80, kit.Scroll(kit.Column(0, inner, kit.NewText(kit.Plain("中")))))
		return kit.Scroll(kit.Column(0, middle, kit.Height(200, kit.NewCard(kit.Info, kit.NewText(kit.Plain("外"))))))
	}, func(s *story) {
		s.scroll(100, 20, 0, -3)
		s.scroll(100, 20, 0, -3)
		s.scroll(100, 20, 0, -30)
		s.scroll(100, 60, 0, 30)
	})
}

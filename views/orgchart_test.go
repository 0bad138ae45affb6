package views

import (
	"image/png"
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"anpisync/app/browse/orgchart"
	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// chartStage is the window with the manual's company, at its 組織図.
func chartStage(t *testing.T) *stage {
	t.Helper()
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	p := s.people
	test.TapAt(p.view, fyne.NewPos(p.view.MinSize().Width-5, 10))
	s.settle()
	if !p.chart.shown() || p.listPart.Visible() {
		t.Fatal("the chart is not shown instead of the list")
	}
	return s
}

// clickBox clicks the middle of a department's box, or its lower right corner.
func (s *stage) clickBox(id int64, corner bool) {
	s.t.Helper()
	d := s.people.chart.diagram
	x, y, ok := d.Where(id, corner)
	if !ok {
		s.t.Fatalf("department %d is not in sight", id)
	}
	event := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	event.Position = fyne.NewPos(x, y)
	d.MouseDown(event)
	d.MouseUp(event)
	s.settle()
}

func TestOrgchart_SelectsByAClickAndListsThePeopleByTwo(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := chartStage(t)
		p := s.people
		d := s.department("開発本部")
		s.clickBox(d.ID, false)
		if got := p.chart.diagram.Selected(); got != d.ID || !p.chart.shown() {
			t.Fatalf("%d is selected", got)
		}
		if shown := s.onScreen(); !strings.Contains(shown, "最上位部署 ＞ 開発本部：") {
			t.Errorf("what is selected is not told: %q", shown)
		}
		s.clickBox(d.ID, false)
		if p.chart.shown() || p.query.Node != d.ID {
			t.Errorf("two clicks listed %d", p.query.Node)
		}
	})
}

func TestOrgchart_FoldsAndIsDrawnFromAnyDepartment(t *testing.T) {
	s := chartStage(t)
	c := s.people.chart
	d := s.department("開発本部")
	below := s.people.model.Children(d.ID)[0]
	c.diagram.ShowLegible(d.ID)
	s.clickBox(d.ID, true)
	if c.chart.Box(below) != nil {
		t.Error("what is folded is drawn")
	}
	s.clickBox(d.ID, true)
	if c.chart.Box(below) == nil {
		t.Error("what is opened again is not drawn")
	}
	c.depth.Choose(1)
	if c.chart.Box(d.ID) == nil || c.chart.Box(below) != nil {
		t.Error("one level is not what is drawn")
	}
	c.depth.Choose(0)
	s.clickBox(d.ID, false)
	test.Tap(c.here)
	if c.chart.Box(d.ID).Level != 0 || c.chart.Box(directory.RootID) != nil || c.chart.Box(below) == nil || !c.here.Disabled() {
		t.Error("the chart does not begin at the department")
	}
	test.Tap(c.top)
	if c.chart.Box(directory.RootID) == nil || !c.top.Disabled() {
		t.Error("the chart does not begin at the top again")
	}
}

func TestOrgchart_IsWalkedByKeysAndLeadsToThePeople(t *testing.T) {
	s := chartStage(t)
	p := s.people
	s.focus(p.chart.diagram)
	s.press(fyne.KeyUp, 0) // nothing is selected yet: the top
	s.press(fyne.KeyDown, 0)
	first := p.model.Children(directory.RootID)[0]
	if got := p.chart.diagram.Selected(); got != first {
		t.Fatalf("%d is selected, not %d", got, first)
	}
	s.press(fyne.KeyRight, 0)
	second := p.model.Children(directory.RootID)[1]
	s.press(fyne.KeySpace, 0)
	if len(p.model.Children(second)) > 0 && p.chart.chart.Box(p.model.Children(second)[0]) != nil {
		t.Error("Space did not fold")
	}
	s.press(fyne.KeyF2, 0)
	if shown := s.dialogs(); !strings.Contains(shown, "部署の編集") {
		t.Errorf("F2 is not for the selected department: %q", shown)
	}
	s.press(fyne.KeyEscape, 0)
	s.focus(p.chart.seek)
	s.press(fyne.KeyDelete, 0)
	if s.layers.Busy() {
		t.Errorf("a key was for what cannot be seen: %q", s.dialogs())
	}
	s.focus(p.chart.diagram)
	s.press(fyne.KeyReturn, 0)
	s.settle()
	if p.chart.shown() || p.query.Node != second {
		t.Errorf("Return listed %d, not %d", p.query.Node, second)
	}
	p.view.Choose(viewChart)
	if got := p.chart.diagram.Selected(); got != second {
		t.Errorf("back in the chart, %d is selected", got)
	}
}

// What a person has folded stays so where a search leads out of a part of the chart.
func TestOrgchart_ASearchLeavesWhatIsFoldedByHand(t *testing.T) {
	s := chartStage(t)
	c := s.people.chart
	folded, from := s.department("開発本部").ID, s.department("マーケティング本部").ID
	c.onFold(folded)
	c.drawFrom(from)
	c.seek.SetText("役員")
	if c.from != directory.RootID || !c.fold[folded] || len(c.fold) != 1 {
		t.Errorf("drawn from %d, folded are %v", c.from, c.fold)
	}
}

func TestOrgchart_SearchOpensWhatIsFolded(t *testing.T) {
	s := chartStage(t)
	c := s.people.chart
	c.depth.Choose(1)
	d := s.department("開発チーム")
	if c.chart.Box(d.ID) != nil {
		t.Fatal("nothing is folded")
	}
	c.seek.SetText("開発チーム")
	if c.diagram.Selected() != d.ID || c.chart.Box(d.ID) == nil {
		t.Errorf("%d is selected", c.diagram.Selected())
	}
	s.focus(c.seek)
	s.press(fyne.KeyEscape, 0)
	if c.seek.Text != "" {
		t.Error("Esc leaves the search")
	}
}

func TestOrgchart_FollowsAnEdit(t *testing.T) {
	s := chartStage(t)
	c := s.people.chart
	d := s.department("開発本部")
	s.clickBox(d.ID, false)
	s.window.edit("", edit.RenameDepartment(d, "研究本部", d.Code), nil)
	s.settle()
	if b := c.chart.Box(d.ID); b == nil || b.Name != "研究本部" || c.diagram.Selected() != d.ID {
		t.Errorf("%+v", b)
	}
	s.window.edit("", edit.DeleteDepartment(d.ID, false), nil)
	s.settle()
	if c.chart.Box(d.ID) != nil || c.diagram.Selected() != 0 {
		t.Error("a department that is gone is drawn")
	}
}

func TestOrgchart_IsSavedAsItIsDrawn(t *testing.T) {
	s := chartStage(t)
	c := s.people.chart
	c.depth.Choose(1)
	svg := s.saves("組織図.svg", c.onSaveSVG)
	if !strings.Contains(svg, "開発本部") || strings.Contains(svg, "開発チーム") || !strings.Contains(svg, "＋") {
		t.Errorf("the SVG is\n%s", svg)
	}
	picture, err := png.Decode(strings.NewReader(s.saves("組織図.png", c.onSavePNG)))
	if err != nil {
		t.Fatal(err)
	}
	if w := picture.Bounds().Dx(); w != 2*c.chart.Width {
		t.Errorf("the PNG is %d wide, the chart %d", w, c.chart.Width)
	}
	ink := 0 // the letters in the middle of the box at the top
	b := c.chart.Box(directory.RootID)
	for y := 2*b.Y + 10; y < 2*(b.Y+b.H)-10; y++ {
		for x := 2*b.X + 10; x < 2*(b.X+b.W)-10; x++ {
			if r, _, _, _ := picture.At(x, y).RGBA(); r < 0x8000 {
				ink++
			}
		}
	}
	if ink < 100 {
		t.Errorf("the name has %d dark pixels", ink)
	}
}

// Whatever is done with the chart, what is drawn, what is selected and what can be done next
// go together.
func TestOrgchart_TellsWhatIsDrawnAndWhatCanBeDoneWithIt(t *testing.T) {
	s := chartStage(t)
	p, c := s.people, s.people.chart
	top, dev, market, sales := directory.RootID, s.department("開発本部").ID, s.department("マーケティング本部").ID, s.department("セールスチーム").ID
	said := "ホイールで移動、" + kit.ZoomKeys + "で拡大・縮小。クリックで選択、ダブルクリックでメンバーを表示します。"
	const (
		pick   = "部署を選ぶと使えます。"
		here   = "この部署から表示しています。"
		root   = "最上位部署から表示しています。"
		dept   = "最上位部署 ＞ 開発本部：4人（計 4人）"
		folded = dept + "、下の2部署は畳んであります"
		trade  = "最上位部署 ＞ マーケティング本部：4人（計 5人）"
		whole  = "最上位部署 役員 開発本部 開発チーム 情シスチーム マーケティング本部 プロモーションチーム セールスチーム サポートチーム グループ1 グループ2"
		flat   = "最上位部署 役員 開発本部＋ マーケティング本部＋ グループ1 グループ2"
	)
	inTree := func(id int64) {
		t.Helper()
		if got, _ := p.tree.Selected(); got != id || p.query.Node != id {
			t.Errorf("in the tree %d is selected and %d listed, not %d", got, p.query.Node, id)
		}
	}
	for _, step := range []struct {
		name                          string
		do                            func()
		drawn, title, here, top, list string
		selected                      int64
	}{
		{"at first", func() {}, whole, said, pick, root, pick, 0},
		{"the top", func() { c.diagram.Select(top); c.onSelected(top) }, whole, "最上位部署：0人（計 13人）", here, root, "", top},
		{"a department", func() { c.diagram.Select(dev); c.onSelected(dev) }, whole, dept, "", root, "", dev},
		{"folded", func() { c.onFold(dev) }, strings.Replace(whole, "開発本部 開発チーム 情シスチーム", "開発本部＋", 1), folded, "", root, "", dev},
		{"opened", func() { c.onFold(dev) }, whole, dept, "", root, "", dev},
		{"without any below", func() { c.onFold(sales) }, whole, dept, "", root, "", dev},
		{"to a depth", func() { c.depth.Choose(1) }, flat, folded, "", root, "", dev},
		{"from here", c.onHere, "開発本部 開発チーム 情シスチーム", dept, here, "", "", dev},
		{"searched outside", func() { c.seek.SetText("セールス") }, strings.Replace(flat, "マーケティング本部＋", "マーケティング本部 プロモーションチーム セールスチーム サポートチーム", 1),
			"最上位部署 ＞ マーケティング本部 ＞ セールスチーム：0人", "", root, "", sales},
		{"searched in vain", func() { c.seek.SetText("ない部署") }, strings.Replace(flat, "マーケティング本部＋", "マーケティング本部 プロモーションチーム セールスチーム サポートチーム", 1),
			"最上位部署 ＞ マーケティング本部 ＞ セールスチーム：0人", "", root, "", sales},
		{"not searched", func() { c.seek.SetText("") }, strings.Replace(flat, "マーケティング本部＋", "マーケティング本部 プロモーションチーム セールスチーム サポートチーム", 1),
			"最上位部署 ＞ マーケティング本部 ＞ セールスチーム：0人", "", root, "", sales},
		{"to a depth again", func() { c.depth.Choose(2); c.depth.Choose(1) }, flat, said, "", root, "", sales},
		{"in all depths", func() { c.depth.Choose(0) }, whole, "最上位部署 ＞ マーケティング本部 ＞ セールスチーム：0人", "", root, "", sales},
		{"from another", func() { c.diagram.Select(market); c.onSelected(market); c.onHere() }, "マーケティング本部 プロモーションチーム セールスチーム サポートチーム", trade, here, "", "", market},
		{"one that is not there", func() { c.drawFrom(999); c.point(999); c.onSelected(999) }, "マーケティング本部 プロモーションチーム セールスチーム サポートチーム", trade, here, "", "", market},
		{"from the top", c.onTop, whole, trade, "", root, "", market},
	} {
		step.do()
		s.settle()
		var drawn []string
		for _, b := range c.chart.Boxes() {
			name := b.Name
			if b.Fold == orgchart.Folded {
				name += "＋"
			}
			drawn = append(drawn, name)
		}
		if got := strings.Join(drawn, " "); got != step.drawn {
			t.Errorf("%s: drawn is\n%s\nwant\n%s", step.name, got, step.drawn)
		}
		if got := c.title.String(); got != step.title || c.here.Why() != step.here || c.top.Why() != step.top || c.members.Why() != step.list || c.diagram.Selected() != step.selected {
			t.Errorf("%s: it tells %q; from here %q, from the top %q, members %q; %d is selected", step.name, got, c.here.Why(), c.top.Why(), c.members.Why(), c.diagram.Selected())
		}
	}
	inTree(market)

	// What is made in it is folded as the others are; where what it begins with goes, it begins
	// at the top.
	c.onHere()
	c.depth.Choose(1)
	s.window.edit("", edit.AddDepartment(sales, "一課", ""), nil)
	s.settle()
	if b := c.chart.Box(sales); b == nil || b.Fold != orgchart.Folded || c.from != market {
		t.Errorf("with a new one below, it is %+v", b)
	}
	s.window.edit("", edit.DeleteDepartment(market, false), nil)
	s.settle()
	if c.from != top || c.chart.Box(top) == nil || c.diagram.Selected() != 0 || c.here.Why() != pick || c.title.String() != said {
		t.Errorf("it begins at %d, %d is selected, and it tells %q", c.from, c.diagram.Selected(), c.title)
	}
}

// The chart is saved of what is there now, also from the list where it was never looked at or
// was drawn before an edit.
func TestOrgchart_IsSavedFromTheListAsItIsNow(t *testing.T) {
	s := peopleStage(t)
	saved := func() string {
		return s.saves("組織図.svg", func() { s.do(s.command("chart.svg")) })
	}
	if svg := saved(); !strings.Contains(svg, "開発本部") {
		t.Errorf("never looked at, it is\n%.300s", svg)
	}
	s.people.view.Choose(viewChart)
	s.settle()
	s.people.view.Choose(viewList)
	d := s.department("開発本部")
	s.window.edit("", edit.RenameDepartment(d, "研究本部", d.Code), nil)
	s.settle()
	if svg := saved(); !strings.Contains(svg, "研究本部") || strings.Contains(svg, "開発本部") {
		t.Errorf("after an edit it is\n%.300s", svg)
	}
}

func TestOrgchart_AMenuOffersWhatTheTreeDoes(t *testing.T) {
	s := chartStage(t)
	o := s.people.chart
	d := s.department("開発本部")
	o.diagram.Select(d.ID)
	o.diagram.OnMenu(d.ID, fyne.NewPos(5, 5))
	if shown := s.dialogs(); !strings.Contains(shown, "部署を下に追加") || !strings.Contains(shown, "名簿を作る") {
		t.Errorf("it offers %q", shown)
	}
	s.press(fyne.KeyEscape, 0)
	o.seek.Below()
	if s.win.Canvas().Focused() != fyne.Focusable(o.diagram) {
		t.Error("↓ does not lead from the search to the chart")
	}
}

// What is drawn of the chart is what it has: where, which is the head, which is of here alone,
// and what is folded.
func TestOrgchart_IsDrawnAsItIsLaidOut(t *testing.T) {
	s := chartStage(t)
	local := s.local("応援")
	c := s.people.chart
	c.onFold(s.department("マーケティング本部").ID)
	drawn := drawnChart{c.chart}
	w, h := drawn.Size()
	if w != float64(c.chart.Width) || h != float64(c.chart.Height) {
		t.Errorf("it is %g×%g, want %d×%d", w, h, c.chart.Width, c.chart.Height)
	}
	v := kit.DiagramView{Scale: 1, W: w, H: h}
	seen, laid := drawn.See(v), c.chart.See(orgchart.View(v))
	if len(seen.Boxes) != len(laid.Boxes) || len(seen.Lines) != len(laid.Lines) || len(seen.Texts) != len(laid.Texts) || seen.Small || len(seen.Boxes) == 0 || len(seen.Texts) == 0 {
		t.Fatalf("drawn are %d boxes, %d lines, %d texts", len(seen.Boxes), len(seen.Lines), len(seen.Texts))
	}
	for _, b := range seen.Boxes {
		box := c.chart.Box(b.ID)
		below := len(s.people.model.Children(b.ID)) > 0
		if b.Head != (b.ID == directory.RootID) || b.Dashed != (b.ID == local) || b.Folded != (box.Fold == orgchart.Folded) || (b.Mark.W > 0) != below || b.X != float64(box.X) || b.Y != float64(box.Y) {
			t.Errorf("%s is drawn as %+v", box.Name, b)
		}
		if id, mark := drawn.At(v, b.X+b.W/2, b.Y+b.H/2); id != b.ID || mark {
			t.Errorf("in the middle of %s is %d, its mark: %v", box.Name, id, mark)
		}
		if id, mark := drawn.At(v, b.Mark.X+b.Mark.W/2, b.Mark.Y+b.Mark.H/2); below && (id != b.ID || !mark) {
			t.Errorf("on the mark of %s is %d, its mark: %v", box.Name, id, mark)
		}
		if at, ok := drawn.Place(b.ID); !ok || at != b.DiagramArea {
			t.Errorf("%s is at %+v, drawn at %+v", box.Name, at, b.DiagramArea)
		}
	}
	for i, l := range laid.Lines {
		if seen.Lines[i] != kit.DiagramArea(l) {
			t.Errorf("line %d is %+v", i, seen.Lines[i])
		}
	}
	for i, text := range laid.Texts {
		want := kit.DiagramText{DiagramArea: kit.DiagramArea(text.Area), Text: text.Text, Size: text.Size, Bold: text.Bold, Aside: text.Aside, Label: text.Label}
		if !reflect.DeepEqual(seen.Texts[i], want) {
			t.Errorf("text %d is %+v, want %+v", i, seen.Texts[i], want)
		}
	}
	if id, mark := drawn.At(v, -50, -50); id != 0 || mark {
		t.Errorf("beside it is %d", id)
	}
	if _, ok := drawn.Place(999); ok {
		t.Error("what is not there has a place")
	}
	first, second := s.people.model.Children(directory.RootID)[0], s.people.model.Children(directory.RootID)[1]
	for _, step := range []struct {
		from int64
		way  fyne.KeyName
		to   int64
	}{{first, fyne.KeyRight, second}, {second, fyne.KeyLeft, first}, {first, fyne.KeyUp, directory.RootID}, {directory.RootID, fyne.KeyDown, first}} {
		if got := drawn.Step(step.from, step.way); got != step.to {
			t.Errorf("%s from %d leads to %d, want %d", step.way, step.from, got, step.to)
		}
	}
}

func TestOrgchart_IsMadeLargerAndSmallerAndHasTheKeys(t *testing.T) {
	s := peopleStage(t)
	c := s.people.chart
	s.people.goTo(directory.KindDepartment, s.department("開発本部").ID)
	s.settle()
	s.do(s.command("chart"))
	s.settle()
	if s.win.Canvas().Focused() != fyne.Focusable(c.diagram) || c.diagram.Selected() != s.department("開発本部").ID || s.people.listPart.Visible() {
		t.Errorf("the keys are at %T, %d is selected", s.win.Canvas().Focused(), c.diagram.Selected())
	}
	high := func() float32 {
		_, top, _ := c.diagram.Where(directory.RootID, false)
		_, below, _ := c.diagram.Where(s.department("開発本部").ID, false)
		return below - top
	}
	whole := high()
	s.click("＋")
	larger := high()
	s.click("－")
	s.click("－")
	if smaller := high(); larger <= whole || smaller >= larger {
		t.Errorf("two levels are %g apart, larger %g, smaller %g", whole, larger, smaller)
	}
	s.click("＋")
	s.click("＋")
	s.click("全体")
	if got := high(); got != whole {
		t.Errorf("of the whole two levels are %g apart, at first %g", got, whole)
	}
	s.do(s.command("chart"))
	s.settle()
	if s.win.Canvas().Focused() != s.people.tree.Focusable() || c.shown() || !s.people.listPart.Visible() {
		t.Errorf("back at the list the keys are at %T", s.win.Canvas().Focused())
	}
}

func TestOrgchart_ABoxTellsOfItselfAndItsMembersAreListed(t *testing.T) {
	s := chartStage(t)
	c := s.people.chart
	d := s.people.model.Children(directory.RootID)[0]
	if told := (drawnChart{c.chart}).Told(d); !strings.Contains(told, s.people.model.Node(d).Name) {
		t.Errorf("told is %q", told)
	}
	x, y, _ := c.diagram.Where(d, false)
	event := &desktop.MouseEvent{}
	event.Position = fyne.NewPos(x, y)
	c.diagram.MouseIn(event)
	s.clickBox(d, false)
	if s.click("メンバーを表示"); c.shown() || s.people.query.Node != d {
		t.Errorf("listed is %d, want %d", s.people.query.Node, d)
	}
}

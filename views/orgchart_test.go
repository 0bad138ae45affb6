package views

import (
	"image/png"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
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

package views

import (
	"context"
	"io"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/browse/orgchart"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// organisation is the 組織図 on the screen 部署／ユーザー, beside the list.
type organisation struct {
	p       *people
	part    fyne.CanvasObject
	diagram *kit.Diagram
	seek    *kit.Entry
	depth   *kit.Select
	here    *kit.Button // draws from the selected department on
	top     *kit.Button // draws from the top again
	members *kit.Button
	title   *kit.Text

	model *browse.Model // that is drawn; nil: none yet
	chart *orgchart.Chart
	from  int64          // the department at the top of the chart
	fold  map[int64]bool // by hand, or by depth
}

// The places in the choice between the list and the chart.
const (
	viewList = iota
	viewChart
)

func newOrganisation(p *people) *organisation {
	o := &organisation{p: p, from: directory.RootID, fold: map[int64]bool{}}
	o.diagram = kit.NewDiagram()
	o.diagram.OnSelect = o.onSelected
	o.diagram.OnOpen = o.onMembers
	o.diagram.OnMenu = p.onDepartmentMenu
	o.diagram.OnFold = o.onFold
	o.seek = kit.NewSearchEntry("部署を検索", o.onSought)
	o.seek.Below = func() { p.w.win.Canvas().Focus(o.diagram) }
	o.depth = kit.NewSelect([]string{"すべて", "1つ下まで", "2つ下まで", "3つ下まで"}, o.onDepth).Prefix("階層：")
	o.here = kit.NewButton("この部署から", o.onHere)
	o.top = kit.NewButton("最上位から", o.onTop)
	o.members = kit.NewButton("メンバーを表示", func() { o.onMembers(o.diagram.Selected()) })
	o.title = kit.NewText(kit.Dim("")).Cut()
	o.part = kit.Grow(kit.Column(kit.Gap,
		kit.Row(kit.Gap, kit.Width(170, o.seek), o.depth, o.here, o.top, kit.Space(),
			kit.NewButton("＋", o.diagram.ZoomIn), kit.NewButton("－", o.diagram.ZoomOut), kit.NewButton("全体", o.diagram.ShowWhole)),
		kit.Grow(kit.Height(240, kit.NewFrame(o.diagram))),
		kit.Row(kit.Gap, o.members, kit.Grow(o.title), kit.NewLink("SVGで保存", o.onSaveSVG), kit.NewLink("PNGで保存", o.onSavePNG)),
	))
	o.part.Hide()
	return o
}

// shown says whether the chart is there instead of the list.
func (o *organisation) shown() bool { return o.part.Visible() }

// onViewed shows the list or the chart.
func (p *people) onViewed(view int) {
	setHidden(p.listPart, view == viewChart)
	setHidden(p.chart.part, view != viewChart)
	if view == viewChart {
		p.chart.show(p.model)
		if d := p.department(); d != nil {
			p.chart.point(d.ID)
		}
		p.w.win.Canvas().Focus(p.chart.diagram)
	}
	p.page.Refresh()
}

// onChart changes between the two.
func (p *people) onChart() {
	if p.chart.shown() {
		p.view.Choose(viewList)
		p.entered()
		return
	}
	p.view.Choose(viewChart)
}

// onFindDepartment leads to the field in which a department is searched for.
func (p *people) onFindDepartment() {
	if p.chart.shown() {
		p.w.win.Canvas().Focus(p.chart.seek)
		return
	}
	p.w.win.Canvas().Focus(p.seek)
}

// onMembers lists the people of the selected department.
func (o *organisation) onMembers(id int64) {
	if id == 0 {
		return
	}
	o.p.goTo(directory.KindDepartment, id)
	o.p.grid.Focus()
}

// show takes another state of the directory, once it is to be seen.
func (o *organisation) show(m *browse.Model) {
	if m == nil || !o.shown() || m == o.model {
		return
	}
	first := o.model == nil
	o.model = m
	if m.Node(o.from) == nil {
		o.from = directory.RootID
	}
	o.refold() // new departments are folded too
	o.draw(first)
	if m.Node(o.diagram.Selected()) == nil {
		o.diagram.Select(0)
	}
	o.arm()
}

func (o *organisation) draw(whole bool) {
	o.chart = orgchart.Lay(o.model, orgchart.Options{Root: o.from, Folded: o.fold})
	o.diagram.SetDrawn(drawnChart{o.chart}, whole)
}

// point selects a department, which is brought into sight, out of what is folded too.
func (o *organisation) point(id int64) {
	if o.chart == nil || o.model.Node(id) == nil {
		return
	}
	if o.chart.Box(id) == nil {
		inside := id == o.from
		var above []int64
		for at := o.model.Node(id).Department.ParentID; at != 0; at = o.model.Node(at).Department.ParentID {
			above = append(above, at)
			inside = inside || at == o.from
		}
		if !inside {
			o.from = directory.RootID
			o.refold()
		}
		for _, at := range above {
			delete(o.fold, at)
		}
		o.draw(false)
	}
	o.diagram.Select(id)
	o.arm()
}

// onSelected selects the same department in the tree, so that all that can be done with
// it there can be done here.
func (o *organisation) onSelected(id int64) {
	o.p.seek.SetText("")
	o.p.checking.choice.Choose(noCheck)
	if o.p.tree.Select(id) {
		o.p.onSelected(id)
	}
	o.arm()
}

func (o *organisation) onFold(id int64) {
	if o.fold[id] {
		delete(o.fold, id)
	} else if len(o.model.Children(id)) > 0 {
		o.fold[id] = true
	}
	o.draw(false)
	o.arm()
}

// onDepth folds all departments that are so far below the top of the chart.
func (o *organisation) onDepth(levels int) {
	if o.model == nil {
		return
	}
	o.foldFrom(levels)
	o.draw(true)
	o.arm()
}

// refold folds by the depth that is chosen; with none, what was folded by hand stays so.
func (o *organisation) refold() {
	if levels := o.depth.Chosen(); levels != 0 {
		o.foldFrom(levels)
	}
}

func (o *organisation) foldFrom(levels int) {
	o.fold = map[int64]bool{}
	if levels == 0 {
		return
	}
	top := o.model.Node(o.from).Level
	for i := range o.model.Departments() {
		if n := &o.model.Departments()[i]; n.Level == top+levels && n.Below() > 0 {
			o.fold[n.ID] = true
		}
	}
}

func (o *organisation) onSought(text string) {
	if o.model == nil || text == "" {
		return
	}
	if found := o.model.FindDepartments(text); len(found) > 0 {
		o.point(found[0].ID)
		o.diagram.ShowLegible(found[0].ID)
	}
}

func (o *organisation) onHere() { o.drawFrom(o.diagram.Selected()) }
func (o *organisation) onTop()  { o.drawFrom(directory.RootID) }

func (o *organisation) drawFrom(id int64) {
	if o.model == nil || o.model.Node(id) == nil {
		return
	}
	o.from = id
	delete(o.fold, id)
	o.refold()
	o.draw(true)
	o.arm()
}

// arm offers what can be done with the selected department, and tells of it.
func (o *organisation) arm() {
	id := o.diagram.Selected()
	o.here.Off("")
	o.members.Off("")
	switch {
	case id == 0:
		o.here.Off("部署を選ぶと使えます。")
		o.members.Off("部署を選ぶと使えます。")
	case id == o.from:
		o.here.Off("この部署から表示しています。")
	}
	o.top.OffWhen(o.from == directory.RootID, "最上位部署から表示しています。")
	text := "ホイールで移動、" + kit.ZoomKeys + "で拡大・縮小。クリックで選択、ダブルクリックでメンバーを表示します。"
	if b := o.box(id); b != nil {
		text = b.Told()
	}
	o.title.SetSpans(kit.Dim(text))
	o.p.page.Refresh()
}

// box is that of a department; nil: it is not drawn.
func (o *organisation) box(id int64) *orgchart.Box {
	if o.chart == nil {
		return nil
	}
	return o.chart.Box(id)
}

// drawing is what is drawn, or would be.
func (o *organisation) drawing() *orgchart.Chart {
	if o.p.model == nil {
		return nil
	}
	if o.model != o.p.model {
		return orgchart.Lay(o.p.model, orgchart.Options{Root: o.from, Folded: o.fold})
	}
	return o.chart
}

func (o *organisation) onSaveSVG() {
	if chart := o.drawing(); chart != nil {
		o.p.w.saveFile("組織図.svg", func(_ context.Context, file io.Writer) error { return chart.WriteSVG(file) })
	}
}

func (o *organisation) onSavePNG() {
	if chart := o.drawing(); chart != nil {
		regular, bold := kit.FontFiles()
		o.p.w.saveFile("組織図.png", func(_ context.Context, file io.Writer) error { return chart.WritePNG(file, regular, bold) })
	}
}

// drawnChart is a chart as the window draws it.
type drawnChart struct{ *orgchart.Chart }

func (c drawnChart) Size() (w, h float64) { return float64(c.Width), float64(c.Height) }

func (c drawnChart) See(v kit.DiagramView) kit.DiagramSeen {
	seen := c.Chart.See(orgchart.View(v))
	drawn := kit.DiagramSeen{Small: seen.Small}
	for _, b := range seen.Boxes {
		out := kit.DiagramBox{DiagramArea: kit.DiagramArea(b.Area), ID: b.ID, Head: b.Level == 0, Dashed: b.Local, Folded: b.Fold == orgchart.Folded}
		if mark, shown := b.MarkIn(orgchart.View(v)); shown {
			out.Mark = kit.DiagramArea(mark)
		}
		drawn.Boxes = append(drawn.Boxes, out)
	}
	for _, l := range seen.Lines {
		drawn.Lines = append(drawn.Lines, kit.DiagramArea(l))
	}
	for _, t := range seen.Texts {
		drawn.Texts = append(drawn.Texts, kit.DiagramText{
			DiagramArea: kit.DiagramArea(t.Area), Text: t.Text, Size: t.Size, Bold: t.Bold, Aside: t.Aside, Label: t.Label,
		})
	}
	return drawn
}

func (c drawnChart) At(v kit.DiagramView, x, y float64) (id int64, mark bool) {
	b := c.Chart.At(orgchart.View(v), x, y)
	if b == nil {
		return 0, false
	}
	return b.ID, b.AtMark(orgchart.View(v), x, y)
}

func (c drawnChart) Told(id int64) string { return c.Box(id).Told() }

func (c drawnChart) Place(id int64) (kit.DiagramArea, bool) {
	b := c.Box(id)
	if b == nil {
		return kit.DiagramArea{}, false
	}
	return kit.DiagramArea{X: float64(b.X), Y: float64(b.Y), W: float64(b.W), H: float64(b.H)}, true
}

var chartSteps = map[fyne.KeyName]orgchart.Direction{
	fyne.KeyUp: orgchart.Up, fyne.KeyDown: orgchart.Down, fyne.KeyLeft: orgchart.Left, fyne.KeyRight: orgchart.Right,
}

func (c drawnChart) Step(id int64, way fyne.KeyName) int64 { return c.Chart.Step(id, chartSteps[way]) }

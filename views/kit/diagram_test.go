package kit

import (
	"image/color"
	"math"
	"testing"

	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// squares are boxes beside each other, of which each is 100 wide and has 20 between it
// and the next.
type squares int

func (n squares) Size() (w, h float64) { return float64(n) * 120, 100 }

func (n squares) See(v DiagramView) (seen DiagramSeen) {
	for i := range int64(n) {
		a, _ := n.Place(i + 1)
		a = DiagramArea{(a.X - v.X) * v.Scale, (a.Y - v.Y) * v.Scale, a.W * v.Scale, a.H * v.Scale}
		seen.Boxes = append(seen.Boxes, DiagramBox{DiagramArea: a, ID: i + 1})
		seen.Texts = append(seen.Texts, DiagramText{DiagramArea: a, Text: "箱", Size: 12, Label: i == 0})
	}
	return seen
}

func (n squares) At(v DiagramView, x, y float64) (int64, bool) {
	at := v.X + x/v.Scale
	if i := int64(at / 120); at >= 0 && i < int64(n) && math.Mod(at, 120) < 100 {
		return i + 1, false
	}
	return 0, false
}

func (n squares) Told(int64) string { return "箱です" }

func (n squares) Place(id int64) (DiagramArea, bool) {
	return DiagramArea{X: float64(id-1) * 120, W: 100, H: 100}, id >= 1 && id <= int64(n)
}

func (n squares) Step(id int64, way fyne.KeyName) int64 {
	if way == fyne.KeyRight {
		return min(id+1, int64(n))
	}
	return max(id-1, 1)
}

func showDiagram(t *testing.T, n int) *Diagram {
	t.Helper()
	testapp.New(t, NewTheme())
	d := NewDiagram()
	d.SetDrawn(squares(n), true)
	w := test.NewTempWindow(t, d)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(600, 300))
	return d
}

func TestDiagram_ShowsTheWholeAndZoomsAroundThePointer(t *testing.T) {
	d := showDiagram(t, 10)
	if got := d.view.Scale; math.Abs(got-0.5) > 0.01 {
		t.Fatalf("1200 in 600: scale %v", got)
	}
	at := func() float64 { return d.view.X + 200/d.view.Scale }
	before := at()
	d.zoom(1.5, 200, 100)
	if math.Abs(at()-before) > 0.01 || math.Abs(d.view.Scale-0.75) > 0.01 {
		t.Errorf("what is under the pointer went from %v to %v", before, at())
	}
	for range 40 {
		d.TypedRune('+')
	}
	if d.view.Scale != largestScale {
		t.Errorf("scale %v", d.view.Scale)
	}
	for range 60 {
		d.TypedRune('-')
	}
	if math.Abs(d.view.Scale-0.5) > 0.01 {
		t.Errorf("smaller than the whole: %v", d.view.Scale)
	}
	d.TypedRune('+')
	d.TypedRune('0')
	if math.Abs(d.view.Scale-0.5) > 0.01 || !d.whole {
		t.Errorf("0 does not show the whole: %v", d.view.Scale)
	}
}

func TestDiagram_GrowsWithTheWindowWhereTheWholeIsShown(t *testing.T) {
	d := showDiagram(t, 10)
	d.Resize(fyne.NewSize(1200, 300))
	if math.Abs(d.view.Scale-1) > 0.01 {
		t.Errorf("scale %v", d.view.Scale)
	}
	d.ZoomIn()
	d.Resize(fyne.NewSize(600, 300))
	if math.Abs(d.view.Scale-1.2) > 0.01 {
		t.Errorf("what a person chose is lost: %v", d.view.Scale)
	}
}

func TestDiagram_IsDraggedNoFurtherThanToItsEdges(t *testing.T) {
	d := showDiagram(t, 10)
	d.zoom(2, 0, 0)
	x := d.view.X
	d.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
	d.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(-100, 0)})
	if got := d.view.X - x; math.Abs(got-100) > 0.01 {
		t.Errorf("dragged by 100 it went %v", got)
	}
	d.MouseUp(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
	if d.Selected() != 0 {
		t.Error("dragging selects")
	}
	d.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(-1e6, 1e6)})
	if d.view.X > 1200-600/d.view.Scale/2+0.01 {
		t.Errorf("nothing is in sight: %+v", d.view)
	}
	if d.pan(-10, 0) {
		t.Error("it goes on past its edge")
	}
}

func TestDiagram_BringsWhatIsSelectedIntoSight(t *testing.T) {
	d := showDiagram(t, 10)
	var told []int64
	d.OnSelect = func(id int64) { told = append(told, id) }
	d.zoom(2, 0, 0)
	for range 9 {
		d.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
	if x, _, ok := d.Where(9, false); d.Selected() != 9 || len(told) != 9 || !ok || x < 0 || x > 600 {
		t.Errorf("%d is selected, at %v; told %v", d.Selected(), x, told)
	}
	d.Select(1)
	if x, _, _ := d.Where(1, false); x < 0 || x > 600 || len(told) != 9 {
		t.Errorf("1 is at %v; told %v", x, told)
	}
}

func TestDiagram_DrawsBoxesAndKeepsItsTextsForTheNextFrame(t *testing.T) {
	d := showDiagram(t, 10)
	r := test.WidgetRenderer(d).(*diagramRenderer)
	if len(r.texts.all) != 10 || len(r.labels.all) != 1 {
		t.Errorf("%d texts, %d labels", len(r.texts.all), len(r.labels.all))
	}
	first := r.texts.all[0]
	d.SetDrawn(squares(3), true)
	if r.texts.all[0] != first || len(r.inner.Objects) != 1+1+3 {
		t.Errorf("%d objects are drawn", len(r.inner.Objects))
	}
	x, y, _ := d.Where(2, false)
	picture := d.picture(600, 300)
	if got := picture.At(int(x), int(y)); got != color.Color(color.RGBAModel.Convert(inkCard.now())) {
		t.Errorf("a box is %v", got)
	}
	d.Select(2)
	if got := d.picture(600, 300).At(int(x), int(y)); got != color.Color(color.RGBAModel.Convert(inkChosen.now())) {
		t.Errorf("the selected box is %v", got)
	}
}

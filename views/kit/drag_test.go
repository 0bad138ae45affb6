package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

func TestGrid_AllSelectedRowsAreDraggedAndAClickLeavesOne(t *testing.T) {
	g, _ := showGrid(t, &counted{n: 10, fill: same3})
	var dragged, dropped int
	g.OnDrag = func(fyne.Position) { dragged = g.SelectedCount() }
	g.OnDrop = func(fyne.Position) { dropped = g.SelectedCount() }
	rowAt := func(index int) *gridRow {
		for row := range g.list.shown {
			if r := row.(*gridRow); r.index == index {
				return r
			}
		}
		t.Fatal("no such row")
		return nil
	}
	l := NewLayers(windowOf(g))
	press := func(index int, modifier fyne.KeyModifier) *gridRow {
		r := rowAt(index)
		r.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary, Modifier: modifier, PointEvent: fyne.PointEvent{Position: fyne.NewPos(100, 5)}})
		return r
	}
	press(1, 0).MouseUp(nil)
	press(3, fyne.KeyModifierShift).MouseUp(nil)
	r := press(2, 0)
	r.Dragged(&fyne.DragEvent{})
	r.MouseUp(nil)
	r.DragEnd()
	if dragged != 3 || dropped != 3 || g.SelectedCount() != 3 {
		t.Errorf("dragged are %d, dropped %d, selected %d", dragged, dropped, g.SelectedCount())
	}
	dropped = 0
	r = press(2, 0)
	r.Dragged(&fyne.DragEvent{})
	l.KeyDown(&fyne.KeyEvent{Name: fyne.KeyEscape})
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	r.Dragged(&fyne.DragEvent{})
	r.MouseUp(nil)
	r.DragEnd()
	if dropped != 0 {
		t.Error("Esc does not give up what is dragged")
	}
	press(2, 0).MouseUp(nil)
	if g.SelectedCount() != 1 {
		t.Errorf("a click leaves %d selected", g.SelectedCount())
	}
}

func windowOf(o fyne.CanvasObject) fyne.Window {
	for _, w := range fyne.CurrentApp().Driver().AllWindows() {
		if w.Canvas() == fyne.CurrentApp().Driver().CanvasForObject(o) {
			return w
		}
	}
	return nil
}

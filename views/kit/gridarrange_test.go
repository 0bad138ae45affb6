package kit

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// showColumns is a Grid with columns 0 to 4, each of which sorts; every cell says where
// it stands.
func showColumns(t *testing.T) *Grid {
	t.Helper()
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	NewLayers(window)
	var columns []GridColumn
	for i := range 5 {
		columns = append(columns, GridColumn{Title: fmt.Sprint("列", i), Width: 100, Sorts: true})
	}
	g := NewGrid(columns, "")
	window.SetContent(g)
	window.Resize(fyne.NewSize(600, 400))
	g.SetRows(&counted{n: 3, fill: func(row, column int) Cell { return Cell{Text: fmt.Sprint(row, ".", column)} }})
	return g
}

// firstRow is what is drawn of it.
func (g *Grid) firstRow() (texts []string) {
	for row := range g.list.shown {
		if r := row.(*gridRow); r.index == 0 {
			for _, o := range r.objects {
				for _, t := range r.texts.all {
					if o == fyne.CanvasObject(t) {
						texts = append(texts, t.Text)
					}
				}
			}
		}
	}
	return texts
}

func (g *Grid) hold(x float32) {
	g.head.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 10)}})
}

func TestGrid_ColumnsAreCarriedHiddenAndRemembered(t *testing.T) {
	g := showColumns(t)
	told := 0
	g.OnArrange = func() { told++ }
	g.hold(50) // column 0, dropped on the third
	for _, x := range []float32{100, 170, 260} {
		g.head.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 10)}})
	}
	g.head.DragEnd()
	if got, want := fmt.Sprint(g.firstRow()), "[0.1 0.2 0.0 0.3 0.4]"; got != want {
		t.Errorf("carried: %s, want %s", got, want)
	}
	g.hide(2, true)
	g.sort(3, false)
	g.sort(1, true)
	g.sort(1, true)
	g.resize(4, 150)
	if got, want := fmt.Sprint(g.firstRow()), "[0.1 0.0 0.3 0.4]"; got != want {
		t.Errorf("hidden: %s, want %s", got, want)
	}
	if told != 5 {
		t.Errorf("told %d times", told)
	}
	kept := g.Arrangement()
	again := showColumns(t)
	again.Arrange(kept)
	if got := again.Arrangement(); !reflect.DeepEqual(got, kept) {
		t.Errorf("got  %+v\nwant %+v", got, kept)
	}
	if got, want := fmt.Sprint(again.sorts), "[{3 false} {1 true}]"; got != want {
		t.Errorf("sorted by %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(again.firstRow()), "[0.1 0.0 0.3 0.4]"; got != want || again.widths[4] != 150 {
		t.Errorf("remembered: %s, want %s; %v wide", got, want, again.widths)
	}
	again.standard()
	if got, want := fmt.Sprint(again.firstRow()), "[0.0 0.1 0.2 0.3 0.4]"; got != want {
		t.Errorf("as made: %s, want %s", got, want)
	}
	for i := range 5 {
		again.hide(i, true)
	}
	if len(again.view) != 1 {
		t.Errorf("%d columns are left", len(again.view))
	}
}

// What was remembered may be of other columns than there are by now.
func TestGrid_ArrangementOfOtherColumns(t *testing.T) {
	g := showColumns(t)
	g.Arrange(Arrangement{Columns: []Arranged{{Column: 3}, {Column: 9}, {Column: 3}, {Column: 1, Hidden: true}, {Column: -1}, {Column: 0, Width: 1}}})
	if got, want := fmt.Sprint(g.order, g.view), "[3 1 2 0 4] [3 2 0 4]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if g.widths[0] < narrowestColumn {
		t.Errorf("column 0 is %g wide", g.widths[0])
	}
}

func TestGrid_DoubleClickOnADividerFits(t *testing.T) {
	atOnce(t, func(t *testing.T) {
		g := showColumns(t)
		g.SetRows(&counted{n: 100, fill: func(row, column int) Cell {
			if row == 99 && column == 1 {
				return Cell{Text: "とても長い名前の部署の課の係", More: []Span{Dim("　その上")}}
			}
			return Cell{Text: "短"}
		}})
		edge := g.start()
		for i := range 2 {
			g.hold(edge + g.widths[i])
			g.hold(edge + g.widths[i])
			g.head.DragEnd()
			edge += g.widths[i]
		}
		if g.widths[0] != TitleWidth("列0") {
			t.Errorf("a column of short texts is %g wide, not as its title", g.widths[0])
		}
		if want := g.rows.Cell(99, 1).width(); g.widths[1] != want {
			t.Errorf("a column is %g wide, its longest text %g", g.widths[1], want)
		}
	})
}

// Nothing without a Weight is cut while a pixel is left.
func TestGrid_NoPixelIsLeftWhileATextIsCut(t *testing.T) {
	g := showColumns(t)
	random := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		var full, usual []float32
		for i := range g.columns {
			usual = append(usual, float32(30+random.IntN(200)))
			full = append(full, usual[i]+float32(random.IntN(2)*random.IntN(200)))
			g.columns[i].Weight = float32(random.IntN(3) / 2)
		}
		g.SetWidths(usual, full)
		room := float32(300 + random.IntN(1200))
		g.fit(max(room, g.least()))
		left, cut := room, ""
		for i, w := range g.widths {
			left -= min(w, max(full[i], usual[i]))
			if w < full[i] && g.columns[i].Weight == 0 {
				cut += fmt.Sprintf(" %d lacks %g", i, full[i]-w)
			}
			if c := g.columns[i]; w < floor(min(c.Width, c.min())) {
				t.Fatalf("column %d is %g wide", i, w)
			}
		}
		if cut != "" && left > float32(len(g.columns)) {
			t.Fatalf("%g pixels are left, and%s: %v of %v to %v, %g", left, cut, g.widths, usual, full, room)
		}
	}
}

func TestGrid_ADoubleClickOnAnEdgeFitsTheColumnAndSortsByNone(t *testing.T) {
	atOnce(t, func(t *testing.T) {
		g := showColumns(t)
		g.OnSort = func([]SortKey) { t.Error("it sorts") }
		g.columns[0].Full = 3 * g.widths[0]
		x := g.start() + g.widths[0] - 1
		for range 2 {
			g.hold(x)
			g.head.Tapped(&fyne.PointEvent{Position: fyne.NewPos(x, 10)})
		}
		if g.widths[0] != g.columns[0].Full {
			t.Errorf("the column is %v wide", g.widths[0])
		}
	})
}

func TestGrid_AColumnGoesBeforeAllOthersForAWhile(t *testing.T) {
	g, _ := showGrid(t, &counted{n: 3, fill: same3})
	before := g.Arrangement()
	g.Front(2)
	if got := fmt.Sprint(g.view); got != "[2 0 1]" {
		t.Errorf("the columns are %s", got)
	}
	if got := g.Arrangement(); !reflect.DeepEqual(got, before) {
		t.Errorf("remembered is %+v, was %+v", got, before)
	}
	g.Front(-1)
	if got := fmt.Sprint(g.view); got != "[0 1 2]" {
		t.Errorf("afterwards the columns are %s", got)
	}
}

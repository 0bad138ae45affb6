package kit

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// wide are rows of one cell a column, each of so many letters.
func wide(letters ...int) *counted {
	return &counted{n: 1, fill: func(_, column int) Cell { return Cell{Text: strings.Repeat("m", letters[column])} }}
}

func (g *Grid) list1(rows Rows) {
	g.SetRows(rows)
	g.SetWidest(Widest(rows, len(g.columns), Advances()))
}

func (g *Grid) isCut() bool {
	return slices.ContainsFunc(g.firstRow(), func(s string) bool { return strings.HasSuffix(s, ellipsis) })
}

// Five columns of 100 in 600.
func TestGrid_WhatIsCutGetsRoomOfEmptyColumns(t *testing.T) {
	g := showColumns(t)
	g.list1(wide(25, 1, 0, 0, 0))
	if g.isCut() {
		t.Errorf("a cell is cut beside empty ones: %v, %v", g.widths, g.firstRow())
	}
	for i := range g.columns {
		if least := headWidth(g.columns[i].Title); g.widths[i] < least {
			t.Errorf("the title of column %d needs %g and has %g", i, least, g.widths[i])
		}
	}
}

func TestGrid_ColumnsStayWhereNothingIsCut(t *testing.T) {
	g := showColumns(t)
	standard := slices.Clone(g.widths)
	g.list1(wide(3, 3, 3, 3, 3))
	if !slices.Equal(g.widths, standard) {
		t.Errorf("nothing is cut, and they are %v", g.widths)
	}
	g.list1(wide(25, 3, 0, 0, 0))
	lent := slices.Clone(g.widths)
	for letters := 24; letters > 0; letters-- { // a person types, and fewer are found
		if g.list1(wide(letters, 3, 0, 0, 0)); !slices.Equal(g.widths, lent) {
			t.Fatalf("of %d letters they are %v, were %v", letters, g.widths, lent)
		}
	}
	g.list1(wide(3, 3, 3, 3, 7))
	if g.isCut() {
		t.Errorf("a cell is cut: %v, %v", g.widths, g.firstRow())
	}
}

func TestGrid_AWidthThatAPersonChoseIsNotLent(t *testing.T) {
	g := showColumns(t)
	g.resize(4, 200)
	g.resize(0, 50)
	g.list1(wide(30, 30, 0, 0, 0))
	if g.widths[4] != 200 || g.widths[0] != 50 {
		t.Errorf("they are %v", g.widths)
	}
}

// What fits is not scrolled sideways because others of the directory would not.
func TestGrid_AListThatFitsIsNotScrolledSideways(t *testing.T) {
	g := showColumns(t)
	g.SetWidths([]float32{200, 200, 200, 100, 100}, []float32{200, 200, 200, 100, 100})
	if g.least() <= g.side.Size().Width {
		t.Fatalf("%g fit", g.least())
	}
	g.list1(wide(5, 5, 5, 3, 0))
	if g.body.Size().Width > g.side.Size().Width || g.isCut() {
		t.Errorf("the list takes %g of %g: %v", g.body.Size().Width, g.side.Size().Width, g.firstRow())
	}
}

func TestTitleWidth_HasRoomForTheMarkOfTheSecondOrder(t *testing.T) {
	g := showColumns(t)
	var widths []float32
	for i := range g.columns {
		g.columns[i].Title = strings.Repeat("名", 3+i)
		widths = append(widths, TitleWidth(g.columns[i].Title))
	}
	g.SetWidths(widths, widths)
	for i := range g.columns {
		for _, descending := range []bool{false, true} {
			g.SetSort(SortKey{Column: (i + 1) % 5}, SortKey{Column: i, Descending: descending})
			if g.head.cut[i] {
				t.Error(fmt.Sprint("the title is cut: ", g.columns[i].Title, g.arrow(i)))
			}
		}
	}
}

// What is scrolled sideways anyhow is as wide as its texts.
func TestGrid_NothingIsCutWhereItScrollsSideways(t *testing.T) {
	g := showColumns(t)
	widths := []float32{150, 150, 150, 150, 150}
	g.SetWidths(widths, widths)
	g.list1(wide(14, 3, 14, 14, 14))
	if g.body.Size().Width <= g.side.Size().Width {
		t.Fatalf("the list takes %g of %g", g.body.Size().Width, g.side.Size().Width)
	}
	for i := range g.columns {
		if g.cuts(i) {
			t.Errorf("column %d needs %g and has %g", i, g.needed(i), g.widths[i])
		}
	}
	before := slices.Clone(g.widths)
	if g.list1(wide(13, 2, 13, 13, 13)); !slices.Equal(g.widths, before) {
		t.Errorf("nothing is cut, and they are %v, were %v", g.widths, before)
	}
}

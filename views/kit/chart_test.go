package kit

import (
	"image/color"
	"slices"
	"testing"

	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func showChart(t *testing.T, points ...ChartPoint) (*Chart, *Layers) {
	t.Helper()
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	layers := NewLayers(window)
	c := NewChart([4]string{"ユーザー", "部署", "追加", "削除"})
	window.SetContent(c)
	window.Resize(fyne.NewSize(600, chartHeight))
	c.SetPoints(points)
	return c, layers
}

var threeDays = []ChartPoint{
	{X: 1, Date: "1日", Lines: [2]int{10, 4}, Up: 10, Told: []Span{{Text: "一"}}},
	{X: 2, Date: "2日", Lines: [2]int{20, 4}, Up: 12, Down: 2, Told: []Span{{Text: "二"}}},
	{X: 5, Date: "5日", Lines: [2]int{15, 4}, Down: 5, Told: []Span{{Text: "三"}}},
}

func TestChart_ANumberStaysUntilTheNextOne(t *testing.T) {
	c, _ := showChart(t, threeDays...)
	p := c.plot(c.Size())
	steps := c.steps(p, 0)
	if len(steps) != 1 || len(steps[0]) != 6 {
		t.Fatalf("steps %v", steps)
	}
	high, low := p.y(0, 20), p.y(0, 10)
	if high >= low || p.y(0, 15) <= high || p.y(0, 15) >= low {
		t.Errorf("20 is at %g, 15 at %g, 10 at %g", high, p.y(0, 15), low)
	}
	for i, corner := range steps[0][1:] {
		if before := steps[0][i]; before.X != corner.X && before.Y != corner.Y {
			t.Errorf("from %v to %v is no step", before, corner)
		}
	}
	if end := steps[0][5]; end.X != p.right || end.Y != p.y(0, 15) {
		t.Errorf("it ends at %v", end)
	}
	if flat := c.steps(p, 1)[0]; flat[0].Y != flat[len(flat)-1].Y {
		t.Errorf("what never changes is at %v", flat)
	}
}

func TestChart_WhatNobodyKnowsIsNotDrawn(t *testing.T) {
	unknown := slices.Clone(threeDays)
	unknown[0].Lines = [2]int{-1, -1}
	c, _ := showChart(t, unknown...)
	p := c.plot(c.Size())
	if got := c.steps(p, 0)[0][0]; got.X != p.x(unknown[1]) {
		t.Errorf("the line begins at %v", got)
	}
	if p.low[0] != 15 {
		t.Errorf("the lowest is %d", p.low[0])
	}
}

// The bars are drawn in their colours, additions up and deletions down.
func TestChart_BarsShowWhatCameAndWent(t *testing.T) {
	c, _ := showChart(t, threeDays...)
	size := c.Size()
	picture := c.picture(int(size.Width), int(size.Height))
	middle := int(size.Height - chartFoot - chartBars/2)
	p := c.plot(size)
	is := func(x, y int, tone Tone) bool {
		r, g, b, _ := picture.At(x, y).RGBA()
		wantR, wantG, wantB, _ := tone.ink().now().RGBA()
		return r == wantR && g == wantG && b == wantB
	}
	for i, point := range threeDays {
		x := int(p.x(point))
		if up := is(x, middle-2, Green); up != (point.Up > 0) {
			t.Errorf("point %d: up %v", i, up)
		}
		if down := is(x, middle+3, Red); down != (point.Down > 0) {
			t.Errorf("point %d: down %v", i, down)
		}
	}
}

func TestChart_MouseAndKeysTellOfAPointAndOpenIt(t *testing.T) {
	c, layers := showChart(t, threeDays...)
	var opened []int
	c.OnOpen = func(point int) { opened = append(opened, point) }
	told := func() string { return join(c.head()) }
	legend := told()
	p := c.plot(c.Size())
	c.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(p.x(threeDays[1])+2, 80)}})
	if told() != "二" {
		t.Errorf("under the mouse: %q", told())
	}
	c.MouseOut()
	if told() != legend {
		t.Errorf("without the mouse: %q", told())
	}
	c.Tapped(&fyne.PointEvent{Position: fyne.NewPos(p.x(threeDays[2]), 80)})
	press := func(name fyne.KeyName) {
		event := &fyne.KeyEvent{Name: name}
		layers.KeyDown(event)
		c.TypedKey(event)
		layers.KeyUp(event)
	}
	for _, step := range []struct {
		key  fyne.KeyName
		want string
	}{{fyne.KeyLeft, "二"}, {fyne.KeyLeft, "一"}, {fyne.KeyLeft, "一"}, {fyne.KeyEnd, "三"}, {fyne.KeyRight, "三"}, {fyne.KeyHome, "一"}} {
		press(step.key)
		if told() != step.want {
			t.Errorf("after %s: %q, want %q", step.key, told(), step.want)
		}
	}
	press(fyne.KeyReturn)
	if !slices.Equal(opened, []int{2, 0}) {
		t.Errorf("opened %v", opened)
	}
}

func TestChart_WithoutPointsNothingHappens(t *testing.T) {
	c, _ := showChart(t)
	for _, name := range []fyne.KeyName{fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd, fyne.KeyReturn} {
		c.TypedKey(&fyne.KeyEvent{Name: name})
	}
	c.MouseMoved(new(desktop.MouseEvent))
	c.Tapped(new(fyne.PointEvent))
	c.picture(600, 190)
	c.SetPoints(threeDays[:1])
	if s := c.steps(c.plot(c.Size()), 0); len(s) != 1 {
		t.Errorf("one point: %v", s)
	}
}

func TestSpark_ShowsHowANumberWent(t *testing.T) {
	s := NewSpark([]int{3, 3, 9, 1})
	size := fyne.NewSize(sparkWidth, sparkHeight)
	points := s.points(size)
	if len(points) != 4 || points[0].Y != points[1].Y || points[2].Y >= points[0].Y || points[3].Y <= points[0].Y || points[3].X <= points[2].X {
		t.Errorf("points %v", points)
	}
	for _, values := range [][]int{nil, {5}} {
		s.SetValues(values)
		if got := s.points(size); got != nil || s.Visible() {
			t.Errorf("%v: points %v, takes room: %v", values, got, s.Visible())
		}
	}
	s.SetValues([]int{4, 4})
	if got := s.points(size); got[0].Y != sparkHeight/2 || !s.Visible() {
		t.Errorf("what does not change is at %v, shown: %v", got, s.Visible())
	}
}

func TestSheet_LinesHaveNoGapsAtCorners(t *testing.T) {
	s := newSheet(40, 40, 20)
	s.line([]fyne.Position{{X: 4, Y: 4}, {X: 12, Y: 4}, {X: 12, Y: 14}}, 2, color.Black)
	for _, at := range [][2]int{{12, 8}, {24, 8}, {25, 7}, {24, 20}} { // pixels are half as large
		if _, _, _, a := s.image.At(at[0], at[1]).RGBA(); a != 0xffff {
			t.Errorf("at %v alpha is %x", at, a)
		}
	}
	if _, _, _, a := s.image.At(12, 20).RGBA(); a != 0 {
		t.Error("something is drawn beside the line")
	}
}

func TestTile_IsOneButton(t *testing.T) {
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	layers := NewLayers(window)
	tapped := 0
	tile := NewTile("停止中", NewText(Plain("12")), func() { tapped++ })
	window.SetContent(tile)
	test.TapCanvas(window.Canvas(), fyne.NewPos(20, 14)) // on the text
	if tapped != 1 || window.Canvas().Focused() != tile {
		t.Fatalf("tapped %d times, focus %v", tapped, window.Canvas().Focused())
	}
	event := &fyne.KeyEvent{Name: fyne.KeySpace}
	layers.KeyDown(event)
	tile.TypedKey(event)
	tile.TypedKey(event) // a repeat
	layers.KeyUp(event)
	if tapped != 2 {
		t.Errorf("tapped %d times after Space", tapped)
	}
}

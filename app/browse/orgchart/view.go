package orgchart

import "sort"

// View is the window through which a chart is seen.
type View struct {
	X, Y  float64 // what of the chart is in the upper left corner
	Scale float64 // how many pixels a measure of the chart takes
	W, H  float64 // how large the window is, in pixels
}

// Area is a place in the window, in pixels.
type Area struct{ X, Y, W, H float64 }

// Seen is what is to be drawn, and nothing else.
type Seen struct {
	Boxes []SeenBox
	Lines []Area // one of the two sides is 0
	Texts []Text
	Small bool // the boxes are too small for texts; labels lie over them
}

// SeenBox is a box in the window.
type SeenBox struct {
	Area
	*Box
}

// Text is a text in the window. Label says that it stands over the boxes, which are too
// small for one: it is the name of a department, in the middle of an area that is as high
// as the text with room around it.
type Text struct {
	Area
	ID    int64 // of the department
	Text  string
	Size  float64
	Bold  bool
	Aside bool
	Label bool
}

// What is legible: smaller texts are not drawn.
const (
	leastName   = 10.0
	leastCount  = 9.0
	fullScale   = 0.8 // from here on everything in a box can be read
	namesScale  = 0.4 // from here on the names
	labelSize   = 11.0
	labelHeight = 20.0
	labelInset  = 6.0
	labelLeast  = 4 * labelSize
	labelMost   = 180.0
	labelsMost  = 150
)

// See says what is seen. However small the boxes become, some name can be read, and no
// name lies over another.
func (c *Chart) See(v View) Seen {
	s := seeing{Chart: c, View: v}
	if len(c.boxes) == 0 || v.Scale <= 0 {
		return s.Seen
	}
	s.look(0)
	if s.Small = v.Scale < namesScale; s.Small {
		s.label()
	}
	if len(s.Texts) == 0 {
		s.labelAround()
	}
	return s.Seen
}

type seeing struct {
	*Chart
	View
	Seen
	inView []int // the boxes whose area is in the window
}

// area is where a place in the chart is in the window.
func (v View) area(r Rect) Area {
	return Area{(float64(r.X) - v.X) * v.Scale, (float64(r.Y) - v.Y) * v.Scale, float64(r.W) * v.Scale, float64(r.H) * v.Scale}
}

// within is the part of an area that is in the window; false: none.
func (v View) within(a Area) (Area, bool) {
	x, y := max(a.X, 0), max(a.Y, 0)
	in := Area{x, y, min(a.X+a.W, v.W) - x, min(a.Y+a.H, v.H) - y}
	return in, in.W >= 0 && in.H >= 0
}

func (a Area) meets(b Area) bool {
	return a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H
}

// look draws a box and those below it, as far as they are in the window.
func (s *seeing) look(at int) {
	b := &s.boxes[at]
	if _, in := s.within(s.area(b.area)); !in {
		return
	}
	s.inView = append(s.inView, at)
	if a := s.area(b.Rect); a.meets(Area{W: s.W, H: s.H}) {
		s.Seen.Boxes = append(s.Seen.Boxes, SeenBox{a, b})
		switch {
		case s.Scale >= fullScale:
			s.inscribe(b, a)
		case s.Scale >= namesScale:
			s.name(b, a)
		}
	}
	for _, l := range b.links {
		line := s.area(Rect{min(l.X1, l.X2), min(l.Y1, l.Y2), max(l.X1, l.X2) - min(l.X1, l.X2), max(l.Y1, l.Y2) - min(l.Y1, l.Y2)})
		if in, ok := s.within(line); ok {
			s.Lines = append(s.Lines, in)
		}
	}
	for child := at + 1; child < b.end; child = s.boxes[child].end {
		s.look(child)
	}
}

// inscribe draws all that a box says.
func (s *seeing) inscribe(b *Box, a Area) {
	inset := boxInset * s.Scale
	for i, line := range b.Lines {
		s.Texts = append(s.Texts, Text{
			Area: Area{a.X + inset, a.Y + inset + float64(i*nameLine)*s.Scale, a.W - 2*inset, nameLine * s.Scale},
			ID:   b.ID, Text: line, Size: nameSize * s.Scale, Bold: b.Level == 0,
		})
	}
	s.Texts = append(s.Texts, Text{
		Area: Area{a.X + inset, a.Y + a.H - inset - countLine*s.Scale, a.W - 2*inset, countLine * s.Scale},
		ID:   b.ID, Text: b.Count, Size: max(countSize*s.Scale, leastCount), Aside: true,
	})
}

// name draws the name in as many lines as there is room for, and the count below it where
// there is room left for that.
func (s *seeing) name(b *Box, a Area) {
	const inset, line = 3, leastName * 1.3
	size := max(nameSize*s.Scale, leastName)
	high := max(nameLine*s.Scale, line)
	lines := wrap(b.Name, int(a.W-2*inset), int(size+0.99), max(1, int((a.H-2)/high)))
	y, tall := a.Y+(a.H-float64(len(lines))*high)/2, float64(len(lines))*high
	const below = leastCount * 1.3
	if counted := tall + below; counted <= a.H-2 && float64(width(b.Count, leastCount)) <= a.W-2*inset {
		y = a.Y + (a.H-counted)/2
		s.Texts = append(s.Texts, Text{
			Area: Area{a.X + inset, y + tall, a.W - 2*inset, below},
			ID:   b.ID, Text: b.Count, Size: leastCount, Aside: true,
		})
	}
	for i, text := range lines {
		s.Texts = append(s.Texts, Text{
			Area: Area{a.X + inset, y + float64(i)*high, a.W - 2*inset, high},
			ID:   b.ID, Text: text, Size: size, Bold: b.Level == 0,
		})
	}
}

// label names those departments that have room enough on the screen, the upper ones
// first.
func (s *seeing) label() {
	sort.SliceStable(s.inView, func(i, j int) bool { return s.boxes[s.inView[i]].Level < s.boxes[s.inView[j]].Level })
	taken := places{}
	for _, at := range s.inView {
		if len(s.Texts) == labelsMost {
			return
		}
		b := &s.boxes[at]
		room, in := s.within(s.area(b.area))
		if most := min(room.W, labelMost); in && most >= labelLeast && room.H >= labelHeight {
			text := s.tag(b, room, most)
			if taken.take(text.Area) {
				s.Texts = append(s.Texts, text)
			}
		}
	}
}

// tag is the label of a department in the part of its area that is seen: over its box,
// or as near as can be.
func (s *seeing) tag(b *Box, room Area, most float64) Text {
	name := cut(b.Name, int(most-2*labelInset), labelSize)
	w := float64(width(name, labelSize)) + 2*labelInset
	box := s.area(b.Rect)
	x := min(max(box.X+(box.W-w)/2, room.X), max(room.X+room.W-w, room.X))
	y := min(max(box.Y+(box.H-labelHeight)/2, room.Y), max(room.Y+room.H-labelHeight, room.Y))
	return Text{Area: Area{x, y, w, labelHeight}, ID: b.ID, Text: name, Size: labelSize, Bold: b.Level == 0, Label: true}
}

// labelAround names the lowest department whose area is seen, where nothing else is.
func (s *seeing) labelAround() {
	if len(s.inView) == 0 {
		return
	}
	lowest := s.inView[0]
	for _, at := range s.inView {
		if s.boxes[at].Level > s.boxes[lowest].Level {
			lowest = at
		}
	}
	b := &s.boxes[lowest]
	text := s.tag(b, Area{W: s.W, H: s.H}, min(s.W, labelMost))
	s.Texts = append(s.Texts, text)
}

// places are those that are taken by labels, by the parts of the window that they are in.
type places map[[2]int][]Area

// take takes a place, unless another one is in the way.
func (p places) take(a Area) bool {
	const around, partSize = 2, labelMost
	wide := Area{a.X - around, a.Y - around, a.W + 2*around, a.H + 2*around}
	var parts [][2]int
	for y := int(wide.Y / partSize); y <= int((wide.Y+wide.H)/partSize); y++ {
		for x := int(wide.X / partSize); x <= int((wide.X+wide.W)/partSize); x++ {
			part := [2]int{x, y}
			for _, other := range p[part] {
				if other.meets(wide) {
					return false
				}
			}
			parts = append(parts, part)
		}
	}
	for _, part := range parts {
		p[part] = append(p[part], a)
	}
	return true
}

// At is the department whose box is at a place in the window; nil: none.
func (c *Chart) At(v View, x, y float64) *Box {
	cx, cy := int(v.X+x/v.Scale), int(v.Y+y/v.Scale)
	holds := func(r Rect) bool { return r.X <= cx && cx < r.X+r.W && r.Y <= cy && cy < r.Y+r.H }
	for at := 0; at < len(c.boxes); {
		b := &c.boxes[at]
		switch {
		case !holds(b.area):
			at = b.end
		case holds(b.Rect):
			return b
		default:
			at++
		}
	}
	return nil
}

// Mark is where a box is folded and opened: its lower right corner.
func (b *Box) Mark() Rect {
	const size = 22
	if b.Fold == Leaf {
		return Rect{}
	}
	return Rect{b.X + b.W - size, b.Y + b.H - size, size, size}
}

// AtMark says whether a place in the window is the mark of a box, which is there from the
// scale on at which all can be read.
func (b *Box) AtMark(v View, x, y float64) bool {
	m := v.area(b.Mark())
	return v.Scale >= fullScale && m.X <= x && x < m.X+m.W && m.Y <= y && y < m.Y+m.H
}

// MarkIn is where the mark of a box is in a window; false: it has none there.
func (b *Box) MarkIn(v View) (Area, bool) {
	return v.area(b.Mark()), v.Scale >= fullScale && b.Fold != Leaf
}

// Direction is a way from box to box.
type Direction int

const (
	Up    Direction = iota // to the department above
	Down                   // to the first below
	Left                   // to the one before, which has the same above
	Right                  // to the one after
)

// Step goes from a department to another one; where none is, it stays.
func (c *Chart) Step(id int64, way Direction) int64 {
	at, ok := c.byID[id]
	if !ok {
		if len(c.boxes) == 0 {
			return id
		}
		return c.boxes[0].ID
	}
	b := &c.boxes[at]
	switch {
	case way == Down && at+1 < b.end:
		return c.boxes[at+1].ID
	case way == Down || b.parent < 0:
		return id
	case way == Up:
		return c.boxes[b.parent].ID
	case way == Right:
		if b.end < c.boxes[b.parent].end {
			return c.boxes[b.end].ID
		}
		return id
	}
	before := id
	for child := b.parent + 1; child < at; child = c.boxes[child].end {
		before = c.boxes[child].ID
	}
	return before
}

package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"image/color"
)

// Gap is the usual distance between things that belong together.
const Gap float32 = 10

// Column puts objects below each other. What is left of the height goes to those
// wrapped in Grow. Hidden objects take no room.
func Column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(line{gap: gap, vertical: true}, objects...)
}

// Row puts objects beside each other, each centred in the height (those in Grow
// fill it). What is left of the width goes to those wrapped in Grow.
func Row(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(line{gap: gap}, objects...)
}

// Wrap is a Row that the width breaks into as many lines as it needs.
func Wrap(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&wrapped{gap: gap}, objects...)
}

// Grow marks an object of a Column or Row that takes the room that is left.
func Grow(object fyne.CanvasObject) fyne.CanvasObject {
	return container.New(grow{}, object)
}

// Fill marks an object of a Row that is as high as the Row, but no wider than it
// wants to be.
func Fill(object fyne.CanvasObject) fyne.CanvasObject {
	return container.New(fill{}, object)
}

// Space is an empty Grow.
func Space() fyne.CanvasObject { return Grow(canvas.NewRectangle(color.Transparent)) }

// Pad puts empty room around an object.
func Pad(top, right, bottom, left float32, object fyne.CanvasObject) *fyne.Container {
	return container.New(pad{top, right, bottom, left}, object)
}

// Width gives an object a width of its own choice, and the height that it wants.
func Width(width float32, object fyne.CanvasObject) *fyne.Container {
	return container.New(fixed{width: width}, object)
}

// Between gives an object at least and at most a width of its own choice; it belongs into
// a Grow.
func Between(least, most float32, object fyne.CanvasObject) *fyne.Container {
	return container.New(between{least, most}, object)
}

type between struct{ least, most float32 }

func (b between) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	grow{}.Layout(objects, fyne.NewSize(min(size.Width, b.most), size.Height))
}

func (b between) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(b.least, grow{}.MinSize(objects).Height)
}

// Height gives an object at least this height.
func Height(height float32, object fyne.CanvasObject) *fyne.Container {
	return container.New(fixed{height: height}, object)
}

// Again lays a container out anew, and draws nothing: what is in it wants another height.
// Fyne does the same before it paints, but forgets it where two rows change at once.
func Again(c *fyne.Container) {
	if c != nil && c.Layout != nil {
		c.Layout.Layout(c.Objects, c.Size())
	}
}

// Scroll shows an object that may be larger than the room for it.
func Scroll(object fyne.CanvasObject) *container.Scroll {
	return paged(container.NewScroll(nil), object)
}

// ScrollAside shows an object that may be wider than the room for it, but not higher.
func ScrollAside(object fyne.CanvasObject) *container.Scroll {
	s := paged(container.NewHScroll(nil), object)
	s.Content.(*fyne.Container).Layout = aboveBar{s}
	return s
}

// aboveBar keeps what scrolls sideways above the bar, where there is one.
type aboveBar struct{ scroll *container.Scroll }

func (a aboveBar) bar(objects []fyne.CanvasObject) float32 {
	if room := a.scroll.Size().Width; room > 0 && (grow{}).MinSize(objects).Width > room {
		return theme.ScrollBarSmallSize() + 2
	}
	return 0
}

func (a aboveBar) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	grow{}.Layout(objects, size.SubtractWidthHeight(0, a.bar(objects)))
}

func (a aboveBar) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return grow{}.MinSize(objects).AddWidthHeight(0, a.bar(objects))
}

type grow struct{}

func (grow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.Position{})
		o.Resize(size)
	}
}

func (grow) MinSize(objects []fyne.CanvasObject) (min fyne.Size) {
	for _, o := range objects {
		min = min.Max(o.MinSize())
	}
	return min
}

type fill struct{ grow }

type line struct {
	gap      float32
	vertical bool
}

// turn and size let one algorithm do for both directions.
func (l line) turn(size fyne.Size) (along, across float32) {
	if l.vertical {
		return size.Height, size.Width
	}
	return size.Width, size.Height
}

func (l line) size(along, across float32) fyne.Size {
	if l.vertical {
		return fyne.NewSize(across, along)
	}
	return fyne.NewSize(along, across)
}

// marked tells what Grow and Fill have said of an object.
func marked(object fyne.CanvasObject) (grows, fills bool) {
	if c, ok := object.(*fyne.Container); ok {
		switch c.Layout.(type) {
		case grow:
			return true, true
		case fill:
			return false, true
		}
	}
	return false, false
}

// shows reports whether an object takes room: one that is marked hides with what
// is in it.
func shows(object fyne.CanvasObject) bool {
	if _, fills := marked(object); fills {
		return object.Visible() && object.(*fyne.Container).Objects[0].Visible()
	}
	return object.Visible()
}

func (l line) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	room, across := l.turn(size)
	for _, o := range objects {
		// In another width a paragraph has another height, which is asked for next.
		if l.vertical && shows(o) {
			heightAt(o, across)
		}
	}
	least, _ := l.turn(l.MinSize(objects))
	growing := 0
	for _, o := range objects {
		if grows, _ := marked(o); grows && shows(o) {
			growing++
		}
	}
	extra := max(room-least, 0) / float32(max(growing, 1))
	var at float32
	for _, o := range objects {
		if !shows(o) {
			continue
		}
		length, breadth := l.turn(o.MinSize())
		grows, fills := marked(o)
		if grows {
			length += extra
		}
		var off float32
		if l.vertical || fills {
			breadth = across
		} else {
			off = floor((across - breadth) / 2)
		}
		// Each begins and ends on a pixel, and the last of them where the room does.
		from := floor(at)
		o.Resize(l.size(floor(at+length)-from, breadth))
		start := l.size(from, off)
		o.Move(fyne.NewPos(start.Width, start.Height))
		at += length + l.gap
	}
}

func (l line) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var along, across float32
	first := true
	for _, o := range objects {
		if !shows(o) {
			continue
		}
		length, breadth := l.turn(o.MinSize())
		if !first {
			along += l.gap
		}
		first = false
		along += length
		across = max(across, breadth)
	}
	return l.size(along, across)
}

// bends is what takes more lines where it gets less width than it wants.
type bends interface{ least() float32 }

type wrapped struct {
	gap   float32
	width float32 // as last laid out; 0: not yet
}

// spread gives each object that shows its place, and returns the height of all.
func (w *wrapped) spread(objects []fyne.CanvasObject, heightAt func(o fyne.CanvasObject, width float32) float32, give func(o fyne.CanvasObject, at fyne.Position, size fyne.Size)) (height float32) {
	var line []fyne.CanvasObject
	var used, grown float32 // the width of the line, and how many grow in it
	end := func() {
		var high float32
		widths := make([]float32, len(line))
		for i, o := range line {
			if widths[i] = o.MinSize().Width; w.width > 0 {
				widths[i] = min(widths[i], w.width)
			}
			if grows, _ := marked(o); grows {
				widths[i] += max(w.width-used, 0) / grown
			}
			high = max(high, heightAt(o, widths[i]))
		}
		var x float32
		for i, o := range line {
			want := o.MinSize().Height
			if _, fills := marked(o); fills {
				want = high
			}
			give(o, fyne.NewPos(x, height+floor((high-want)/2)), fyne.NewSize(widths[i], want))
			x += widths[i] + w.gap
		}
		height += high
		line, used, grown = nil, 0, 0
	}
	for _, o := range objects {
		if !shows(o) {
			continue
		}
		size := o.MinSize()
		if len(line) > 0 && w.width > 0 && used+w.gap+size.Width > w.width {
			end()
			height += w.gap
		}
		if len(line) > 0 {
			used += w.gap
		}
		if grows, _ := marked(o); grows {
			grown++
		}
		line, used = append(line, o), used+size.Width
	}
	end()
	return height
}

func (w *wrapped) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w.width = size.Width
	w.spread(objects, heightAt, func(o fyne.CanvasObject, at fyne.Position, size fyne.Size) {
		o.Resize(size)
		o.Move(at)
	})
}

func (w *wrapped) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var widest float32
	high := w.spread(objects, func(o fyne.CanvasObject, _ float32) float32 { return o.MinSize().Height },
		func(o fyne.CanvasObject, _ fyne.Position, _ fyne.Size) { widest = max(widest, leastWidth(o)) })
	return fyne.NewSize(widest, high)
}

// leastWidth is what an object cannot do without.
func leastWidth(o fyne.CanvasObject) float32 {
	if b, ok := o.(bends); ok {
		return b.least()
	}
	return o.MinSize().Width
}

// heightAt is what an object wants at a width, which it then has: in another width a
// paragraph has another height.
func heightAt(o fyne.CanvasObject, width float32) float32 {
	if had := o.Size(); had.Width != width {
		o.Resize(fyne.NewSize(width, had.Height))
	}
	return o.MinSize().Height
}

// Beside puts two objects beside each other, the left one in a width of its own, or below
// each other where the right one would have less than it wants. A left one that scrolls does
// so only beside the other, where there is not the height for all of it.
func Beside(gap, width float32, left, right fyne.CanvasObject) *fyne.Container {
	return container.New(&beside{gap: gap, left: width}, left, right)
}

type beside struct {
	gap, left float32
	width     float32 // as last laid out; 0: not yet
}

func (b *beside) stacked(objects []fyne.CanvasObject) bool {
	return b.width > 0 && b.width < b.left+b.gap+objects[1].MinSize().Width
}

// unscrolled is what scrolls in an object, or the object.
func unscrolled(o fyne.CanvasObject) fyne.CanvasObject {
	if s, ok := o.(*container.Scroll); ok {
		return s.Content
	}
	return o
}

func (b *beside) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	b.width = size.Width
	left, right := objects[0], objects[1]
	if b.stacked(objects) {
		high := heightAt(unscrolled(left), size.Width)
		place(left, 0, 0, size.Width, high)
		place(right, 0, high+b.gap, size.Width, max(heightAt(right, size.Width), size.Height-high-b.gap))
		return
	}
	x := b.left + b.gap
	place(left, 0, 0, b.left, size.Height)
	place(right, x, 0, size.Width-x, size.Height)
}

func (b *beside) MinSize(objects []fyne.CanvasObject) fyne.Size {
	all, left, right := unscrolled(objects[0]).MinSize(), objects[0].MinSize(), objects[1].MinSize()
	size := fyne.NewSize(max(min(all.Width, b.left), right.Width), max(left.Height, right.Height))
	if b.stacked(objects) {
		size.Height = all.Height + b.gap + right.Height
	}
	return size
}

// wish is the height in which nothing of an object has to scroll.
func wish(o fyne.CanvasObject) float32 {
	height := o.MinSize().Height
	if c, ok := o.(*fyne.Container); ok {
		if _, ok := c.Layout.(*beside); ok {
			height = max(height, unscrolled(c.Objects[0]).MinSize().Height)
		}
	}
	return height
}

type pad struct{ top, right, bottom, left float32 }

func (p pad) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(p.left, p.top))
		o.Resize(size.SubtractWidthHeight(p.left+p.right, p.top+p.bottom))
	}
}

func (p pad) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return grow{}.MinSize(objects).AddWidthHeight(p.left+p.right, p.top+p.bottom)
}

type fixed struct{ width, height float32 }

func (f fixed) Layout(objects []fyne.CanvasObject, size fyne.Size) { grow{}.Layout(objects, size) }

func (f fixed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	min := grow{}.MinSize(objects)
	if f.width > 0 {
		min.Width = f.width
	}
	min.Height = max(min.Height, f.height)
	return min
}

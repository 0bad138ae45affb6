package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// A Story is a line of a Tree that tells more than a name: tags, a text in several tones, a
// text at the right end, and a box that a person can tick.
type Story struct {
	Tags  []Tag
	Text  []Span // cut off where the room ends
	Right []Span
	Box   string // what ticking means; empty: there is no box
	On    bool   // it is ticked
	Fixed string // why it cannot be ticked, or ticked off, here; empty: it can
	Tip   string // told beside what is cut off
}

// answers says whether there is a box that a person can tick.
func (s *Story) answers() bool { return s != nil && s.Box != "" && s.Fixed == "" }

const (
	storyGap  float32 = 7
	storyText float32 = 110 // the least of it that is shown
)

// box is what the box and its word need.
func (s *Story) box() float32 {
	if s == nil || s.Box == "" {
		return 0
	}
	return ceil(storyGap + tickSize + 5 + Span{}.measure(s.Box))
}

// least is what a line needs without its box.
func (s *Story) least() float32 {
	width := storyText
	for _, t := range s.Tags {
		width += t.size().Width + storyGap
	}
	for _, span := range s.Right {
		width += span.measure(span.Text)
	}
	return ceil(width + storyGap)
}

// storyParts are what a line draws of a Story beside texts and tags. They are used again
// from line to line.
type storyParts struct {
	tick     *tick
	strikes  pool[*canvas.Line]
	box      float32
	cut      bool
	boxLabel *canvas.Text
}

// tell draws a Story from x on.
func (l *treeLine) tell(s *Story, x float32) {
	p := &l.story
	if p.tick == nil {
		p.tick, p.boxLabel = newTick(), newText()
	}
	p.strikes.used = 0
	l.begin(l.surface, l.upper, l.lower)
	end := l.drawn.width - treeEnd
	p.box = end - l.drawn.boxes + storyGap
	if s.Box != "" {
		l.tellBox(s)
	}
	if l.drawn.boxes > 0 {
		end = p.box - 2*storyGap
	}
	var right float32
	for _, span := range s.Right {
		right += span.measure(span.Text)
	}
	at := end - right
	for _, span := range s.Right {
		at += l.tellSpan(span.revealed(), at, end-at)
	}
	if right > 0 {
		end -= right + 2*storyGap
	}
	for _, t := range s.Tags {
		x += l.tag(t, x, treeRow-1) + storyGap
	}
	p.cut = false
	for _, span := range s.Text {
		if span = span.revealed(); p.cut || x >= end {
			p.cut = true
			break
		}
		x += l.tellSpan(span, x, end-x)
	}
	l.objects = append(l.objects, l.outline)
}

func (l *treeLine) tellBox(s *Story) {
	p := &l.story
	p.tick.place(p.box, (treeRow-tickSize)/2-0.5)
	p.tick.paint(s.On, false, s.Fixed != "")
	Span{}.write(p.boxLabel, s.Box)
	p.boxLabel.Color = inkLabel.now()
	if s.Fixed != "" {
		p.boxLabel.Color = inkFaint.now()
	}
	middle(p.boxLabel, p.box+tickSize+5, treeRow-2)
	l.objects = append(l.objects, p.tick.surface, p.tick.short, p.tick.long, p.boxLabel)
}

// tellSpan draws a text in the room there is, and gives its width.
func (l *treeLine) tellSpan(s Span, x, room float32) float32 {
	p := &l.story
	shown, width := s.fit(s.Text, room+0.5)
	p.cut = p.cut || shown != s.Text
	letters := s.Tone.ink()
	l.text(s, shown, x, letters)
	if s.Struck && shown != "" {
		strike := p.strikes.next(func() *canvas.Line { return canvas.NewLine(nil) })
		strike.StrokeColor, strike.StrokeWidth = letters.now(), 1.2
		y := floor(treeRow/2) - 0.5
		strike.Position1, strike.Position2 = fyne.NewPos(x-1, y), fyne.NewPos(x+width+1, y)
		l.objects = append(l.objects, strike)
	}
	return width
}

// storyTip is what there is to tell at a place.
func (l *treeLine) storyTip(x float32) string {
	s := l.drawn.twig.node.Story
	if s.Box != "" && x >= l.story.box {
		return s.Fixed
	}
	whole := ""
	if l.story.cut {
		for _, span := range s.Text {
			whole += span.Text
		}
	}
	tips := slices.DeleteFunc([]string{whole, s.Tip}, func(tip string) bool { return tip == "" })
	if len(tips) == 2 {
		return tips[0] + "\n" + tips[1]
	}
	return whole + s.Tip
}

// tick tells that a person has ticked a box, or ticked it off.
func (t *Tree) tick(id int64) {
	if t.OnTick != nil {
		t.OnTick(id)
	}
}

package kit

import (
	"slices"
	"strings"
	"unicode/utf8"

	"anpisync/reconcile/directory"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"github.com/go-text/typesetting/segmenter"
)

// A Tone is the colour of a text, by its meaning.
type Tone int

// The tones of texts.
const (
	Normal Tone = iota
	Muted
	Label // beside fields, above columns
	Blue  // what a link looks like
	Red   // errors, deletions
	Green
	Yellow
)

func (t Tone) ink() ink {
	switch t {
	case Muted:
		return inkMuted
	case Label:
		return inkLabel
	case Blue:
		return inkLink
	case Red:
		return inkDangerText
	case Green:
		return inkGreenTagText
	case Yellow:
		return inkYellowTagText
	}
	return inkText
}

// A Span is a piece of text in one style. Hits are the parts that a search found.
type Span struct {
	Text string
	Bold bool
	Tone Tone
	Size float32 // 0: the usual one
	Hits []Hit

	Struck bool // through; only a Story draws it
}

// A Hit is a range of bytes of a text.
type Hit struct{ From, To int }

// Plain, Bold and Dim are the spans needed most.
func Plain(text string) Span { return Span{Text: text} }

// Bold is a span in bold.
func Bold(text string) Span { return Span{Text: text, Bold: true} }

// Dim is a span that stands back.
func Dim(text string) Span { return Span{Text: text, Tone: Muted} }

// revealed shows the characters of a text that deceive, by marks; the hits go along.
func (s Span) revealed() Span {
	if !directory.IsDeceptive(s.Text) {
		return s
	}
	hits := slices.Clone(s.Hits)
	wider := 0 // by how much, so far
	for at, r := range directory.Deceptive(s.Text) {
		more := len(directory.Mark(r)) - utf8.RuneLen(r)
		for i, h := range s.Hits {
			if at < h.From {
				hits[i].From = h.From + wider + more
			}
			if at < h.To {
				hits[i].To = h.To + wider + more
			}
		}
		wider += more
	}
	s.Text, s.Hits = directory.Revealed(s.Text), hits
	return s
}

// reveal is spans that hide nothing. It leaves the given ones as they are.
func reveal(spans []Span) []Span {
	shown := make([]Span, len(spans))
	for i, s := range spans {
		shown[i] = s.revealed()
	}
	return shown
}

func (s Span) size() float32 {
	if s.Size == 0 {
		return textSize
	}
	return s.Size
}

func (s Span) style() fyne.TextStyle { return fyne.TextStyle{Bold: s.Bold} }

func (s Span) measure(text string) float32 {
	return fyne.MeasureText(text, s.size(), s.style()).Width
}

// height is that of a line. Fonts differ in what they ask for; with little, lines
// of kanji stand too close.
func (s Span) height() float32 {
	return ceil(max(fyne.MeasureText("あ", s.size(), s.style()).Height, 1.4*s.size()))
}

const ellipsis = "…"

// fit cuts a text so that it is no wider than a width, with an ellipsis at its end,
// and returns the width that it then has.
func (s Span) fit(text string, width float32) (string, float32) {
	// Measuring all of a memo would take seconds; hardly a character is narrower than a pixel.
	start, cut := beginning(text, int(max(width, 0))+2)
	if !cut {
		if whole := s.measure(text); whole <= width {
			return text, whole
		}
	}
	runes := []rune(start)
	low, high := 0, len(runes)-1 // the most runes that fit lie in between
	for low < high {
		mid := (low + high + 1) / 2
		if s.measure(string(runes[:mid])+ellipsis) <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	short := strings.TrimRight(string(runes[:low]), " 　") + ellipsis
	return short, s.measure(short)
}

// beginning is the first characters of a text, and whether there are more.
func beginning(text string, runes int) (start string, cut bool) {
	for i := range text {
		if runes == 0 {
			return text[:i], true
		}
		runes--
	}
	return text, false
}

// Text shows spans in one line, cut off with an ellipsis where the room ends.
type Text struct {
	widget.BaseWidget
	spans []Span
	parts []*canvas.Text
	right bool
	cut   bool
}

// NewText shows spans in one line.
func NewText(spans ...Span) *Text {
	t := &Text{spans: reveal(spans)}
	t.ExtendBaseWidget(t)
	return t
}

// Right moves the line to the right end of its room, and returns the Text.
func (t *Text) Right() *Text {
	t.right = true
	return t
}

// Cut lets the line have less room than it wants, and returns the Text: it belongs
// into a Grow.
func (t *Text) Cut() *Text {
	t.cut = true
	return t
}

// SetSpans shows something else.
func (t *Text) SetSpans(spans ...Span) {
	t.spans = reveal(spans)
	t.Refresh()
}

// SetText shows one text in the style of the first span.
func (t *Text) SetText(text string) { t.SetSpans(inStyle(t.spans, text)) }

// String returns what is shown.
func (t *Text) String() string { return join(t.spans) }

// inStyle is a text in the style of the first of some spans.
func inStyle(spans []Span, text string) Span {
	if len(spans) == 0 {
		return Plain(text)
	}
	first := spans[0]
	first.Text = text
	return first
}

func join(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	r := &drawing{self: t}
	whole := newTeller(t.String)
	full := func() (size fyne.Size) {
		for _, s := range t.spans {
			size.Height = max(size.Height, s.height())
			size.Width += s.measure(s.Text)
		}
		return size
	}
	r.min = func() fyne.Size {
		size := full()
		if t.cut {
			size.Width = min(size.Width, 40)
		}
		return size
	}
	r.paint = func() {
		r.objects = r.objects[:0]
		for len(t.parts) < len(t.spans) {
			t.parts = append(t.parts, text(textSize))
		}
		for i := range t.spans {
			r.objects = append(r.objects, t.parts[i])
		}
		r.objects = append(r.objects, whole)
	}
	r.layout = func(size fyne.Size) {
		whole.Hidden = true
		whole.Resize(size)
		var x float32
		if t.right {
			x = max(size.Width-full().Width, 0)
		}
		var base float32 // spans of several sizes stand on one line
		for _, s := range t.spans {
			base = max(base, s.size())
		}
		height := full().Height
		for i, s := range t.spans {
			part := t.parts[i]
			part.TextSize, part.TextStyle, part.Color = s.size(), s.style(), s.Tone.ink().now()
			var width float32
			if part.Text = ""; whole.Hidden && x < size.Width { // nothing stands behind what is cut
				// Rounding in layouts may cost a fraction of a pixel.
				part.Text, width = s.fit(s.Text, size.Width-x+0.5)
			}
			whole.Hidden = whole.Hidden && part.Text == s.Text
			h := s.height()
			drop := (base - s.size()) * 0.35
			place(part, x, floor((size.Height-height)/2+(height-h)/2+drop), width, h)
			x += width
		}
	}
	r.paint()
	return r
}

// Paragraph shows spans in as many lines as they need, broken as Japanese is.
type Paragraph struct {
	widget.BaseWidget
	spans []Span
	lines [][]Span
	width float32
	parts []*canvas.Text
	gap   float32
	most  int // lines; 0: all
}

// NewParagraph shows spans in several lines. A line break in a text is kept.
func NewParagraph(spans ...Span) *Paragraph {
	p := &Paragraph{spans: reveal(spans), gap: 3}
	p.ExtendBaseWidget(p)
	return p
}

// AtMost shows no more than some lines, with an ellipsis where there are more, and
// returns the Paragraph.
func (p *Paragraph) AtMost(lines int) *Paragraph {
	p.most = lines
	p.SetSpans(p.spans...)
	return p
}

// SetSpans shows something else.
func (p *Paragraph) SetSpans(spans ...Span) {
	p.spans = reveal(abridged(spans, p.most))
	p.lines = nil
	p.Refresh()
}

// SetText shows one text in the style of the first span.
func (p *Paragraph) SetText(text string) { p.SetSpans(inStyle(p.spans, text)) }

// String returns what is shown.
func (p *Paragraph) String() string { return join(p.spans) }

// Resize implements fyne.CanvasObject: another width means other lines, and so
// another height, which the canvas notices before it paints.
func (p *Paragraph) Resize(size fyne.Size) {
	if size.Width != p.width {
		p.width = size.Width
		p.lines = nil
		p.BaseWidget.Resize(size)
		p.Refresh()
		return
	}
	p.BaseWidget.Resize(size)
}

func (p *Paragraph) wrapped() [][]Span {
	if p.lines == nil {
		p.lines = wrap(p.spans, p.width)
		if p.most > 0 && len(p.lines) > p.most {
			p.lines = p.lines[:p.most]
			last := p.lines[p.most-1]
			last[len(last)-1].Text += ellipsis
		}
	}
	return p.lines
}

// abridged leaves out of spans what certainly is below some lines.
func abridged(spans []Span, lines int) []Span {
	if lines == 0 {
		return spans
	}
	const widest = 500 // characters of a line
	room := lines * widest
	for i, s := range spans {
		start, cut := beginning(s.Text, room)
		if at := nthBreak(start, lines); at >= 0 {
			start, cut = start[:at], true
		}
		if cut {
			s.Text = start + ellipsis
			return append(slices.Clone(spans[:i]), s)
		}
		room -= utf8.RuneCountInString(start)
		lines -= strings.Count(start, "\n")
	}
	return spans
}

// nthBreak is where the nth line of a text ends, or -1.
func nthBreak(text string, n int) int {
	for i := range len(text) {
		if text[i] == '\n' {
			if n--; n <= 0 {
				return i
			}
		}
	}
	return -1
}

func (p *Paragraph) lineHeight() (height float32) {
	for _, s := range p.spans {
		height = max(height, s.height())
	}
	return height
}

// CreateRenderer implements fyne.Widget.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	r := &drawing{self: p}
	r.min = func() fyne.Size {
		lines := float32(len(p.wrapped()))
		if lines == 0 {
			return fyne.Size{}
		}
		return fyne.NewSize(0, lines*p.lineHeight()+(lines-1)*p.gap)
	}
	r.paint = func() {
		r.objects = r.objects[:0]
		n := 0
		for _, line := range p.wrapped() {
			for _, s := range line {
				if n == len(p.parts) {
					p.parts = append(p.parts, text(textSize))
				}
				part := p.parts[n]
				part.Text, part.TextSize, part.TextStyle, part.Color = s.Text, s.size(), s.style(), s.Tone.ink().now()
				r.objects = append(r.objects, part)
				n++
			}
		}
	}
	r.layout = func(fyne.Size) {
		r.paint() // the lines may be others at this width
		n := 0
		var y float32
		height := p.lineHeight()
		for _, line := range p.wrapped() {
			var x float32
			for _, s := range line {
				width := s.measure(s.Text)
				place(p.parts[n], x, floor(y+(height-s.height())/2), width, s.height())
				x += width
				n++
			}
			y += height + p.gap
		}
	}
	r.paint()
	return r
}

// wrap breaks spans into lines where Unicode allows it (UAX #14): between kanji,
// but never before 。 or 」. A width of 0 means that the room is not known yet.
func wrap(spans []Span, width float32) (lines [][]Span) {
	type piece struct {
		span int
		text string
	}
	all := []rune(join(spans))
	owner := make([]int, 0, len(all)) // the span of each rune
	for i, s := range spans {
		for range s.Text {
			owner = append(owner, i)
		}
	}
	if len(all) == 0 {
		return nil
	}
	var line []Span
	var x float32
	add := func(p piece) {
		if n := len(line); n > 0 && line[n-1].Bold == spans[p.span].Bold && line[n-1].Tone == spans[p.span].Tone && line[n-1].Size == spans[p.span].Size {
			line[n-1].Text += p.text
			return
		}
		s := spans[p.span]
		s.Text, s.Hits = p.text, nil
		line = append(line, s)
	}
	flush := func() {
		lines, line, x = append(lines, line), nil, 0
	}
	var seg segmenter.Segmenter
	seg.Init(all)
	for it := seg.LineIterator(); it.Next(); {
		unit := it.Line()
		text := unit.Text
		hard := false
		for len(text) > 0 && (text[len(text)-1] == '\n' || text[len(text)-1] == '\r') {
			text, hard = text[:len(text)-1], true
		}
		// A unit may reach over several spans.
		var pieces []piece
		var long float32
		for i, r := range text {
			who := owner[unit.Offset+i]
			if n := len(pieces); n > 0 && pieces[n-1].span == who {
				pieces[n-1].text += string(r)
			} else {
				pieces = append(pieces, piece{who, string(r)})
			}
		}
		for _, p := range pieces {
			long += spans[p.span].measure(strings.TrimRight(p.text, " "))
		}
		if width > 0 && x > 0 && x+long > width {
			flush()
		}
		for _, p := range pieces {
			wide := spans[p.span].measure(p.text)
			if width > 0 && x+wide > width && long > width {
				for _, r := range p.text { // one word wider than the room: an address, a path
					w := spans[p.span].measure(string(r))
					if x > 0 && x+w > width {
						flush()
					}
					add(piece{p.span, string(r)})
					x += w
				}
				continue
			}
			add(p)
			x += wide
		}
		if hard {
			flush()
		}
	}
	if len(line) > 0 {
		lines = append(lines, line)
	}
	return lines
}

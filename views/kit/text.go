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

// write has an object draw a text in the style of the span. All our texts are written by it, and
// measured by the same font.
func (s Span) write(o *canvas.Text, text string) {
	o.Text, o.TextSize, o.TextStyle, o.FontSource = text, s.size(), s.style(), s.source(text)
}

// source is what Fyne is to read alone for a text; nil leaves that to the theme, whose font has
// company: Latin, symbols, and whatever the system has for a sign. Reading all that takes long,
// and hardly a text needs it.
func (s Span) source(text string) fyne.Resource {
	if f := currentFonts(); f != nil {
		return f.alone(s.Bold, text)
	}
	return nil
}

// currentFonts are those of the theme; nil where it is another's.
func currentFonts() *fonts {
	l, _ := fyne.CurrentApp().Settings().Theme().(look)
	return l.fonts
}

// extent is what a text takes where it is drawn.
func (s Span) extent(text string) fyne.Size {
	f, key := currentFonts(), measured{text, s.size(), s.Bold}
	if f != nil {
		if size, ok := f.extents.find(key); ok {
			return size
		}
	}
	source := s.source(text)
	size, _ := fyne.CurrentApp().Driver().RenderedTextSize(text, key.size, s.style(), source)
	if source != nil {
		f.extents.keep(key, size)
	}
	return size
}

func (s Span) measure(text string) float32 { return s.extent(text).Width }

// height is that of a line. Fonts differ in what they ask for; with little, lines
// of kanji stand too close.
func (s Span) height() float32 {
	return ceil(max(s.extent("あ").Height, 1.4*s.size()))
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

// told is the spans that a widget shows, and what draws them.
type told struct {
	spans []Span
	parts pool[*canvas.Text]
}

// String returns what is shown.
func (t *told) String() string { return join(t.spans) }

// inStyle is a text in the style of the first span.
func (t *told) inStyle(text string) Span {
	if len(t.spans) == 0 {
		return Plain(text)
	}
	first := t.spans[0]
	first.Text = text
	return first
}

// part is what draws a text in the style of a span.
func (t *told) part(s Span, text string) *canvas.Text {
	part := t.parts.next(newText)
	s.write(part, text)
	part.Color = s.Tone.ink().now()
	return part
}

// height is that of the highest span.
func (t *told) height() (height float32) {
	for _, s := range t.spans {
		height = max(height, s.height())
	}
	return height
}

// Text shows spans in one line, cut off with an ellipsis where the room ends.
type Text struct {
	widget.BaseWidget
	told
	right bool
	cut   bool
}

// NewText shows spans in one line.
func NewText(spans ...Span) *Text {
	t := &Text{told: told{spans: reveal(spans)}}
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
func (t *Text) SetText(text string) { t.SetSpans(t.inStyle(text)) }

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
	wide := func() (width float32) {
		for _, s := range t.spans {
			width += s.measure(s.Text)
		}
		return width
	}
	r.min = func() fyne.Size {
		width := wide()
		if t.cut {
			width = min(width, 40)
		}
		return fyne.NewSize(width, t.height())
	}
	r.paint = func() {}
	r.layout = func(size fyne.Size) {
		r.objects, t.parts.used = r.objects[:0], 0
		whole.Hidden = true
		whole.Resize(size)
		var x float32
		if t.right {
			x = max(size.Width-wide(), 0)
		}
		var base float32 // spans of several sizes stand on one line
		for _, s := range t.spans {
			base = max(base, s.size())
		}
		height := t.height()
		for _, s := range t.spans {
			shown, width := "", float32(0)
			if whole.Hidden && x < size.Width { // nothing stands behind what is cut
				// Rounding in layouts may cost a fraction of a pixel.
				shown, width = s.fit(s.Text, size.Width-x+0.5)
			}
			whole.Hidden = whole.Hidden && shown == s.Text
			h := s.height()
			drop := (base - s.size()) * 0.35
			part := t.part(s, shown)
			place(part, x, floor((size.Height-height)/2+(height-h)/2+drop), width, h)
			r.objects = append(r.objects, part)
			x += width
		}
		r.objects = append(r.objects, whole)
	}
	r.layout(t.Size())
	return r
}

// Paragraph shows spans in as many lines as they need, broken as Japanese is.
type Paragraph struct {
	widget.BaseWidget
	told
	lines [][]Span
	width float32
	gap   float32
	most  int    // lines; 0: all
	whole string // its beginning is told to the mouse where there are more
	short bool   // not even all of the text was laid out in lines
	cut   bool   // there are more
}

// NewParagraph shows spans in several lines. A line break in a text is kept.
func NewParagraph(spans ...Span) *Paragraph {
	p := &Paragraph{told: told{spans: reveal(spans)}, gap: 3}
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
	const told = 500 // characters; a memo may have more
	shown := abridged(spans, p.most)
	p.short = len(join(shown)) != len(join(spans))
	p.spans = reveal(shown)
	if p.most > 0 {
		whole, more := beginning(join(spans), told)
		if p.whole = directory.Revealed(whole); more {
			p.whole += ellipsis
		}
	}
	p.lines = nil
	p.Refresh()
}

// SetText shows one text in the style of the first span.
func (p *Paragraph) SetText(text string) { p.SetSpans(p.inStyle(text)) }

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
		p.cut = p.short
		if p.most > 0 && len(p.lines) > p.most {
			p.cut = true
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

// CreateRenderer implements fyne.Widget.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	r := &drawing{self: p}
	whole := newTeller(func() string { return p.whole })
	r.min = func() fyne.Size {
		lines := float32(len(p.wrapped()))
		if lines == 0 {
			return fyne.Size{}
		}
		return fyne.NewSize(0, lines*p.height()+(lines-1)*p.gap)
	}
	r.paint = func() {}
	r.layout = func(size fyne.Size) { // the lines may be others at this width
		r.objects, p.parts.used = r.objects[:0], 0
		var y float32
		height := p.height()
		for _, line := range p.wrapped() {
			var x float32
			for _, s := range line {
				part, width := p.part(s, s.Text), s.measure(s.Text)
				place(part, x, floor(y+(height-s.height())/2), width, s.height())
				r.objects = append(r.objects, part)
				x += width
			}
			y += height + p.gap
		}
		if whole.Hidden = !p.cut; p.cut {
			whole.Resize(size)
			r.objects = append(r.objects, whole)
		}
	}
	r.layout(p.Size())
	return r
}

// piece is a part of a text that is of one span.
type piece struct {
	span int
	text string
}

// wrap breaks spans into lines where Unicode allows it (UAX #14): between kanji,
// but never before 。 or 」. A width of 0 means that the room is not known yet.
func wrap(spans []Span, width float32) (lines [][]Span) {
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
	var line [][]piece // what is not broken
	var broken [][][]piece
	var x float32
	flush := func() {
		broken, line, x = append(broken, line), nil, 0
	}
	end := func() {
		flush()
		keepCompany(broken, func(unit []piece) (wide float32) {
			for _, p := range unit {
				wide += spans[p.span].measure(p.text)
			}
			return wide
		}, width)
		for _, line := range broken {
			lines = append(lines, joined(spans, line))
		}
		broken = nil
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
		first := true // of what is not broken within
		for _, p := range pieces {
			wide := spans[p.span].measure(p.text)
			if width > 0 && x+wide > width && long > width {
				for _, r := range p.text { // one word wider than the room: an address, a path
					w := spans[p.span].measure(string(r))
					if x > 0 && x+w > width {
						flush()
					}
					line = append(line, []piece{{p.span, string(r)}})
					x += w
				}
				first = true
				continue
			}
			if first {
				line = append(line, nil)
			}
			first = false
			line[len(line)-1] = append(line[len(line)-1], p)
			x += wide
		}
		if hard {
			end()
		}
	}
	if len(line) > 0 || len(broken) > 0 {
		end()
	}
	return lines
}

// keepCompany takes some of the line before to a last line of a letter or two, which would
// look like what is left over.
func keepCompany(lines [][][]piece, measure func(unit []piece) float32, width float32) {
	const fewest = 4 // with the 。
	if len(lines) < 2 {
		return
	}
	before, last := &lines[len(lines)-2], &lines[len(lines)-1]
	letters := func(line [][]piece) (n int) {
		for _, unit := range line {
			for _, p := range unit {
				n += utf8.RuneCountInString(p.text)
			}
		}
		return n
	}
	for letters(*last) < fewest {
		at := len(*before) - 1
		if at < fewest {
			return
		}
		var room float32
		for _, unit := range append((*last)[:len(*last):len(*last)], (*before)[at]) {
			room += measure(unit)
		}
		if room > width {
			return
		}
		*last = slices.Insert(*last, 0, (*before)[at])
		*before = (*before)[:at]
	}
}

// joined is a line as spans, neighbours in one style as one.
func joined(spans []Span, units [][]piece) (line []Span) {
	for _, unit := range units {
		for _, p := range unit {
			s := spans[p.span]
			if n := len(line); n > 0 && line[n-1].Bold == s.Bold && line[n-1].Tone == s.Tone && line[n-1].Size == s.Size {
				line[n-1].Text += p.text
				continue
			}
			s.Text, s.Hits = p.text, nil
			line = append(line, s)
		}
	}
	return line
}

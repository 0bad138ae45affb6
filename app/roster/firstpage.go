package roster

import (
	"strings"

	"anpisync/app/browse/orgchart"
	"anpisync/reconcile/directory"
)

// Paper is about what the first page looks like, in millimetres: for a window, beside the
// choices. The browser that prints it decides about the lines.
type Paper struct {
	W, H  float64
	Marks []Mark
}

// Mark is something on it: a text, or a box where there is none.
type Mark struct {
	X, Y, W, H float64
	Text       string  // cut off where it is wider than W
	Size       float64 // of the text: how high, in millimetres
	Bold       bool
	Filled     bool // a box behind what follows
}

const (
	margin    = 12.0
	bodySize  = 3.0
	rowHeight = 6.0
	mostMarks = 600
)

// drawing is a page while it is drawn.
type drawing struct {
	Paper
	y float64
}

func (d *drawing) text(x, y, w, size float64, text string, bold bool) {
	if text != "" && len(d.Marks) < mostMarks {
		d.Marks = append(d.Marks, Mark{X: x, Y: y, W: w, H: size * 1.3, Text: cut(strings.ReplaceAll(text, "\n", " "), 160), Size: size, Bold: bold})
	}
}

func (d *drawing) box(x, y, w, h float64, filled bool) {
	if len(d.Marks) < mostMarks {
		d.Marks = append(d.Marks, Mark{X: x, Y: y, W: w, H: h, Filled: filled})
	}
}

// room is how much is left above the foot.
func (d *drawing) room() float64 { return d.H - margin - 5 - d.y }

func (d *drawing) wide() float64 { return d.W - 2*margin }

// FirstPage is what the first page looks like.
func (r *Roster) FirstPage() Paper {
	d := &drawing{Paper: Paper{W: 210, H: 297}}
	if r.Across && r.Form != Cards || r.Form == Chart {
		d.W, d.H = d.H, d.W
	}
	if r.Form == Cards {
		r.drawCards(d)
		return d.Paper
	}
	d.y = margin
	d.text(margin, d.y, d.wide()*.6, 5.5, r.Title, true)
	d.text(margin+d.wide()*.6, d.y+2, d.wide()*.4, bodySize, r.Form.String()+"　"+r.Counted(), false)
	d.y += 9
	if r.Note != "" {
		lines := strings.Split(r.Note, "\n")
		lines = lines[:min(len(lines), 8)]
		d.box(margin, d.y, d.wide(), float64(len(lines))*4.5+3, false)
		for i, line := range lines {
			d.text(margin+2.5, d.y+1.5+float64(i)*4.5, d.wide()-5, bodySize, line, false)
		}
		d.y += float64(len(lines))*4.5 + 6
	}
	switch {
	case r.Form == Chart:
		r.drawChart(d)
	case r.People == 0:
		d.text(margin, d.y, d.wide(), 4, "該当するユーザーはいません。", false)
	case r.Form == Calls:
		r.drawCalls(d)
	default:
		r.drawList(d)
	}
	d.text(margin, d.H-margin+2, d.wide()*.85, 2.6, r.Title+"　"+r.Foot(), false)
	d.text(d.W-margin-12, d.H-margin+2, 12, 3, "1 / …", false)
	return d.Paper
}

func (r *Roster) drawList(d *drawing) {
	whole := 0
	for _, f := range r.fields {
		whole += weight(f)
	}
	row := func(cell func(i int) string, bold, filled bool) {
		x := margin
		for i, f := range r.fields {
			w := d.wide() * float64(weight(f)) / float64(whole)
			d.box(x, d.y, w, rowHeight, filled)
			d.text(x+1.5, d.y+1.3, w-2.5, bodySize, cell(i), bold)
			x += w
		}
		d.y += rowHeight
	}
	labels := r.Labels()
	for i := range r.Departments {
		dep := &r.Departments[i]
		if len(dep.Members) == 0 {
			continue
		}
		if d.room() < 12+2*rowHeight {
			return
		}
		d.text(margin, d.y, d.wide(), 2.5, shortPath(dep.Path), false)
		d.text(margin, d.y+3.5, d.wide(), 4, dep.Name+"　"+grouped(len(dep.Members))+"人", true)
		d.y += 9.5
		row(func(i int) string { return labels[i] }, true, true)
		for _, u := range dep.Members {
			if d.room() < rowHeight {
				return
			}
			row(func(i int) string { return r.text(r.fields[i], u) }, false, false)
		}
		d.y += 4
		if r.Apart {
			return
		}
	}
}

func (r *Roster) drawCalls(d *drawing) {
	const w, h = 43.0, 11.0
	for _, dep := range r.tops()[0] {
		if d.room() < 8+h {
			return
		}
		x := margin + min(float64(dep.Level)*4, d.wide()/2)
		d.text(x, d.y, d.W-margin-x, 3.8, dep.Name, true)
		d.y += 6
		at := x
		for i, u := range dep.Members {
			if at+w > d.W-margin {
				at, d.y = x, d.y+h+1.5
			}
			if d.room() < h {
				return
			}
			d.box(at, d.y, w, h, i == 0)
			d.text(at+1.5, d.y+1.2, w-3, bodySize, directory.Revealed(u.Name), true)
			d.text(at+1.5, d.y+6, w-3, bodySize, r.number(u), false)
			at += w + 1.5
		}
		if len(dep.Members) > 0 {
			d.y += h + 3
		}
	}
}

func (r *Roster) drawCards(d *drawing) {
	const w, h, left, top = 91.0, 55.0, 14.0, 10.5
	for i, c := range r.cardsOf() {
		if i == cardsPerSheet {
			return
		}
		x, y := left+float64(i%2)*w, top+float64(i/2)*h
		d.box(x, y, w, h, false)
		d.text(x+3, y+2.5, w-6, 3.4, directory.Revealed(c.user.Name)+"　"+c.departments, true)
		for k, u := range c.others {
			if len(d.Marks) > mostMarks-20 {
				break
			}
			cx, cy := x+3+float64(k/10)*43, y+8+float64(k%10)*2.8
			d.text(cx, cy, 41, 2.2, directory.Revealed(u.Name)+" "+r.number(u), false)
		}
		for k, line := range strings.Split(r.Note, "\n") {
			if k < 4 {
				d.text(x+3, y+h-13+float64(k)*2.8, w-6, 2.2, line, false)
			}
		}
	}
}

func (r *Roster) drawChart(d *drawing) {
	o, ok := r.overview()
	if !ok {
		return
	}
	o.Ratio = d.wide() / max(d.room(), 1)
	c := orgchart.Lay(r.model, o)
	scale := min(d.wide()/float64(c.Width), d.room()/float64(c.Height), .25)
	at := func(x, y int) (float64, float64) { return margin + float64(x)*scale, d.y + float64(y)*scale }
	for i := range c.Boxes() {
		b := &c.Boxes()[i]
		x, y := at(b.X, b.Y)
		d.box(x, y, float64(b.W)*scale, float64(b.H)*scale, b.Level == 0)
		for k, line := range append(b.Lines[:len(b.Lines):len(b.Lines)], b.Count) {
			d.text(x+2*scale, y+(6+17*float64(k))*scale, float64(b.W-4)*scale, 12*scale, line, k == 0)
		}
	}
}

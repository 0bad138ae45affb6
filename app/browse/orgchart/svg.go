package orgchart

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"anpisync/app/message"
)

// The colours of a file, which is for paper: dark on white, and what is told by a colour
// is told by a line too.
const (
	svgFont   = "'Yu Gothic UI','Hiragino Sans','Noto Sans CJK JP','Noto Sans JP',Meiryo,sans-serif"
	svgText   = "#1a1f26"
	svgAside  = "#4b5563"
	svgBorder = "#6a7380"
	svgLink   = "#9aa3af"
	svgTop    = "#eef4ff"
	svgPaper  = "#ffffff"
)

// WriteSVG writes the chart as an image that stands for itself, or within a page of HTML:
// it has no ids, no styles and no scripts, and scales.
func (c *Chart) WriteSVG(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img" font-family="%[3]s">`+"\n",
		c.Width, c.Height, svgFont)
	b.WriteString("<title>組織図</title>\n")
	fmt.Fprintf(b, `<rect width="%d" height="%d" fill="%s"/>`+"\n", c.Width, c.Height, svgPaper)
	for i := range c.boxes {
		if links := c.boxes[i].links; len(links) > 0 {
			fmt.Fprintf(b, `<path d="%s" stroke="%s" fill="none"/>`+"\n", pathOf(links), svgLink)
		}
	}
	for i := range c.boxes {
		c.boxes[i].writeSVG(b)
	}
	b.WriteString("</svg>\n")
	return b.Flush()
}

// pathOf draws on the middle of pixels, where a line is sharp.
func pathOf(links []Link) string {
	var b strings.Builder
	for _, l := range links {
		fmt.Fprintf(&b, "M%d.5 %d.5L%d.5 %d.5", l.X1, l.Y1, l.X2, l.Y2)
	}
	return b.String()
}

func (b *Box) writeSVG(w *bufio.Writer) {
	fill, weight, dashes := svgPaper, "normal", ""
	if b.Level == 0 {
		fill, weight = svgTop, "bold"
	}
	if b.Local {
		dashes = ` stroke-dasharray="4 3"`
	}
	fmt.Fprintf(w, `<g><title>%s</title>`, escaped(b.Told()))
	fmt.Fprintf(w, `<rect x="%d.5" y="%d.5" width="%d" height="%d" rx="5" fill="%s" stroke="%s"%s/>`,
		b.X, b.Y, b.W-1, b.H-1, fill, svgBorder, dashes)
	for i, line := range b.Lines {
		fmt.Fprintf(w, `<text x="%d" y="%d" font-size="%d" font-weight="%s" fill="%s">%s</text>`,
			b.X+boxInset, b.Y+boxInset+i*nameLine+nameSize, nameSize, weight, svgText, escaped(line))
	}
	fmt.Fprintf(w, `<text x="%d" y="%d" font-size="%d" fill="%s">%s</text>`,
		b.X+boxInset, b.Y+b.H-boxInset-3, countSize, svgAside, escaped(b.Count))
	if more := b.more(); more != "" {
		fmt.Fprintf(w, `<text x="%d" y="%d" font-size="%d" text-anchor="end" fill="%s">%s</text>`,
			b.X+b.W-boxInset, b.Y+b.H-boxInset-3, countSize, svgAside, more)
	}
	w.WriteString("</g>\n")
}

// more says how many departments are left out below a box; "": none.
func (b *Box) more() string {
	if b.Fold != Folded {
		return ""
	}
	return "＋" + message.Departments(b.Below)
}

// Told is what is said of a department where there is room for it.
func (b *Box) Told() string {
	text := under(b.Path, b.Name) + "：" + b.Count
	if b.Local {
		text += "、このアプリのみ"
	}
	if b.Fold == Folded {
		text += "、下の" + message.Departments(b.Below) + "は畳んであります"
	}
	return text
}

// escaped is a text as XML holds it. What XML cannot hold shows as a mark.
func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder does not fail
	return b.String()
}

package orgchart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"pgregory.net/rapid"

	"anpisync/app/browse"
	"anpisync/app/versus"
	"anpisync/reconcile/directory"
)

// office has so many departments, ten below each, and three times as many people.
func office(departments int) *directory.Directory {
	d := &directory.Directory{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}}}
	for id := int64(2); id <= int64(departments); id++ {
		d.Departments = append(d.Departments, directory.Department{
			ID: id, ParentID: 1 + (id-2)/10, Name: fmt.Sprintf("第%d営業部", id), SortOrder: id, CybozuID: directory.CybozuID(id),
		})
	}
	for id := int64(1); id <= int64(3*departments); id++ {
		d.Users = append(d.Users, directory.User{ID: id, Departments: []int64{1 + id%int64(departments)}})
	}
	return d
}

// anyOffice draws a directory of any shape: broad, deep, and with names of any length.
func anyOffice(t *rapid.T) *directory.Directory {
	d := &directory.Directory{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}}}
	n := rapid.IntRange(1, 120).Draw(t, "departments")
	deep := rapid.IntRange(1, 120).Draw(t, "deep") // low: one hangs from the last
	for id := int64(2); id <= int64(n); id++ {
		from := max(1, id-int64(deep))
		d.Departments = append(d.Departments, directory.Department{
			ID: id, ParentID: rapid.Int64Range(from, id-1).Draw(t, "parent"),
			Name:     rapid.StringMatching("営[営業部A-Za-z ー\U000e0100&<\u202e]{0,39}").Draw(t, "name"),
			CybozuID: directory.CybozuID(rapid.Int64Range(0, 1).Draw(t, "linked") * id),
		})
	}
	for id := int64(1); id <= 10; id++ {
		d.Users = append(d.Users, directory.User{ID: id, Departments: []int64{rapid.Int64Range(1, int64(n)).Draw(t, "of")}})
	}
	return d
}

func anyOptions(t *rapid.T, d *directory.Directory) Options {
	o := Options{Folded: map[int64]bool{}, Ratio: rapid.SampledFrom([]float64{0, 0.7, 1.4, 10}).Draw(t, "ratio")}
	for range rapid.IntRange(0, 5).Draw(t, "folds") {
		o.Folded[rapid.Int64Range(1, int64(len(d.Departments))).Draw(t, "folded")] = true
	}
	o.Root = rapid.Int64Range(0, int64(len(d.Departments))).Draw(t, "root")
	return o
}

func (r Rect) meets(s Rect) bool {
	return r.X < s.X+s.W && s.X < r.X+r.W && r.Y < s.Y+s.H && s.Y < r.Y+r.H
}

func (r Rect) holds(s Rect) bool {
	return r.X <= s.X && r.Y <= s.Y && s.X+s.W <= r.X+r.W && s.Y+s.H <= r.Y+r.H
}

func TestOrgchart_ShowsEveryDepartmentOnceAndNoBoxesOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyOffice(t)
		m, o := browse.Build(d), anyOptions(t, d)
		c := Lay(m, o)

		var want []int64 // those below the top, as the tree shows them, but for what is folded
		var walk func(id int64)
		walk = func(id int64) {
			want = append(want, id)
			if !o.Folded[id] {
				for _, child := range m.Children(id) {
					walk(child)
				}
			}
		}
		walk(max(o.Root, 1))
		var got []int64
		for i := range c.Boxes() {
			got = append(got, c.Boxes()[i].ID)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("departments %v, want %v", got, want)
		}

		whole := Rect{margin, margin, c.Width - 2*margin, c.Height - 2*margin}
		for i, b := range c.boxes {
			if c.Box(b.ID).ID != b.ID {
				t.Fatalf("box %d is not found", b.ID)
			}
			if !whole.holds(b.area) || !b.area.holds(b.Rect) {
				t.Fatalf("box %d at %v reaches out of %v or %v", b.ID, b.Rect, b.area, whole)
			}
			for j := range i {
				a := c.boxes[j]
				if a.meets(b.Rect) {
					t.Fatalf("boxes %d %v and %d %v overlap", a.ID, a.Rect, b.ID, b.Rect)
				}
				if a.end <= i && a.area.meets(b.area) {
					t.Fatalf("what is below %d %v and below %d %v overlaps", a.ID, a.area, b.ID, b.area)
				}
			}
			for _, l := range b.links {
				line := Rect{min(l.X1, l.X2), min(l.Y1, l.Y2), max(l.X1, l.X2) - min(l.X1, l.X2), max(l.Y1, l.Y2) - min(l.Y1, l.Y2)}
				if line.W > 0 && line.H > 0 {
					t.Fatalf("%v is neither upright nor level", l)
				}
				for _, other := range c.boxes {
					if line.meets(other.Rect) && !touches(line, other.Rect) {
						t.Fatalf("a line of %d, %v, goes through box %d, %v", b.ID, l, other.ID, other.Rect)
					}
				}
			}
		}
	})
}

// touches says whether a line, which has no breadth, only reaches to the edge.
func touches(line, box Rect) bool {
	return line.X <= box.X && line.X+line.W <= box.X || line.X >= box.X+box.W || line.Y >= box.Y+box.H || line.Y+line.H <= box.Y
}

func TestOrgchart_LeadsALineFromEveryBoxToTheOneAbove(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyOffice(t)
		c := Lay(browse.Build(d), anyOptions(t, d))
		for i := range c.boxes {
			above := &c.boxes[i]
			for child := i + 1; child < above.end; child = c.boxes[child].end {
				if !connected(above.links, above.Rect, c.boxes[child].Rect) {
					t.Fatalf("no line leads from %d to %d", above.ID, c.boxes[child].ID)
				}
			}
		}
	})
}

// connected follows lines that touch each other from one box to another.
func connected(links []Link, from, to Rect) bool {
	seen := make([]bool, len(links))
	on := func(l Link, r Rect) bool {
		return min(l.X1, l.X2) <= r.X+r.W && r.X <= max(l.X1, l.X2) && min(l.Y1, l.Y2) <= r.Y+r.H && r.Y <= max(l.Y1, l.Y2)
	}
	var follow func(r Rect) bool
	follow = func(r Rect) bool {
		for i, l := range links {
			if seen[i] || !on(l, r) {
				continue
			}
			seen[i] = true
			if on(l, to) || follow(Rect{min(l.X1, l.X2), min(l.Y1, l.Y2), max(l.X1, l.X2) - min(l.X1, l.X2), max(l.Y1, l.Y2) - min(l.Y1, l.Y2)}) {
				return true
			}
		}
		return false
	}
	return follow(from)
}

func TestOrgchart_IsLaidOutAlikeEachTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyOffice(t)
		o := anyOptions(t, d)
		if a, b := Lay(browse.Build(d), o), Lay(browse.Build(d), o); !reflect.DeepEqual(a, b) {
			t.Fatal("two charts of one directory are different")
		}
	})
}

func TestOrgchart_KeepsTextsWithinTheirBoxes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.TrimSpace(rapid.StringOf(rapid.SampledFrom([]rune("営業部 ABCmwl.ー々󠄀́𠮷😀"))).Draw(t, "text"))
		lines := wrap(text, boxWidth-2*boxInset, nameSize, nameLines)
		if len(lines) == 0 || len(lines) > nameLines {
			t.Fatalf("%d lines", len(lines))
		}
		for _, line := range lines {
			if w := width(line, nameSize); w > boxWidth-2*boxInset || !utf8.ValidString(line) {
				t.Fatalf("%q is %d wide", line, w)
			}
		}
		squeezed := func(s string) string { return strings.ReplaceAll(strings.TrimSuffix(s, "…"), " ", "") }
		if joined := squeezed(strings.Join(lines, "")); !strings.HasPrefix(squeezed(text), joined) ||
			joined != squeezed(text) && !strings.HasSuffix(lines[len(lines)-1], "…") {
			t.Fatalf("%q became %q", text, lines)
		}
	})
}

func TestOrgchart_CountsThoseBelowToo(t *testing.T) {
	c := Lay(browse.Build(office(1000)), Options{})
	if b := c.Box(1); b.Count != "3人（計 3,000人）" || b.Below != 999 || b.Fold != Open {
		t.Errorf("%+v", b)
	}
	if b := Lay(browse.Build(office(2)), Options{}).Box(1); b.Count != "3人（計 6人）" || b.Below != 1 {
		t.Errorf("%+v", b)
	}
	if b := c.Box(1000); b.Count != "3人" || b.Fold != Leaf || b.Path != "最上位部署 ＞ 第10営業部 ＞ 第100営業部" {
		t.Errorf("%+v", b)
	}
	c = Lay(browse.Build(office(1000)), Options{Root: 2, Folded: map[int64]bool{12: true}})
	if b := c.Box(12); b.Fold != Folded || b.Below != 10 || c.Box(112) != nil || c.Box(3) != nil || c.Box(2).Level != 0 {
		t.Errorf("%+v", b)
	}
}

func TestOrgchart_OfAThousandDepartmentsIsNoBand(t *testing.T) {
	for _, ratio := range []float64{0, 0.7} {
		c := Lay(browse.Build(office(1000)), Options{Ratio: ratio})
		if got := float64(c.Width) / float64(c.Height); got < 0.5 || got > 3 {
			t.Errorf("ratio %v: %d × %d", ratio, c.Width, c.Height)
		}
	}
}

// so many items, of which each third is broader and each fifth higher.
func someItems(n int) (items []item) {
	for at := range n {
		i := item{boxes: []int{at}, w: boxWidth, h: 50}
		if at%3 == 2 {
			i.w += 101
		}
		if at%5 == 4 {
			i.h += 77
		}
		items = append(items, i)
	}
	return items
}

func TestOrgchart_DealsItemsIntoRowsOfAWidth(t *testing.T) {
	of := func(widths ...int) (items []item) {
		for at, w := range widths {
			items = append(items, item{[]int{at}, w, 50, 0})
		}
		return items
	}
	for _, c := range []struct {
		items []item
		wide  int
		want  []int // how many a row
	}{
		{of(100), 100, []int{1}},
		{of(100), 99, []int{1}}, // each row has one, however broad it is
		{of(100, 100), 99, []int{1, 1}},
		{of(100, 100), 216, []int{2}},
		{of(100, 100), 215, []int{1, 1}},
		{of(100, 100, 100, 100), 216, []int{2, 2}},
		{of(100, 100, 100, 100, 100), 300, []int{2, 2, 1}},
		{of(2000, 100, 100), 300, []int{1, 2}},
	} {
		var got []int
		for _, row := range deal(c.items, c.wide) {
			got = append(got, len(row))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v in %d: %v, want %v", c.items, c.wide, got, c.want)
		}
	}
}

// No narrower width takes as few rows.
func TestOrgchart_RowsAreAsEvenAsCanBe(t *testing.T) {
	for n := 1; n < 20; n += 3 {
		items := someItems(n)
		for _, wide := range []int{300, 555, 1000} {
			rows := deal(items, wide)
			for narrower := wide; narrower > 0; narrower-- {
				narrow := deal(items, narrower)
				if len(narrow) > len(rows) {
					break
				}
				rows = narrow
			}
			if got := even(items, wide); !reflect.DeepEqual(got, rows) {
				t.Errorf("%d items in %d: %v, want %v", n, wide, got, rows)
			}
		}
	}
}

func TestOrgchart_OfNothingIsEmpty(t *testing.T) {
	c := Lay(browse.Build(new(directory.Directory)), Options{Root: 7})
	if len(c.Boxes()) != 0 {
		t.Error(c.Boxes())
	}
	if err := c.WriteSVG(io.Discard); err != nil {
		t.Error(err)
	}
}

func TestOrgchart_AsSVGHoldsEveryTextEscaped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyOffice(t)
		for i := range d.Departments[1:] {
			d.Departments[1+i].Name += rapid.SampledFrom([]string{"", "<script>", `"&'`, "]]>", "\x01"}).Draw(t, "more")
		}
		c := Lay(browse.Build(d), anyOptions(t, d))
		var b strings.Builder
		if err := c.WriteSVG(&b); err != nil {
			t.Fatal(err)
		}
		known := []string{"svg", "title", "rect", "path", "g", "text"}
		var titles []string
		decoder := xml.NewDecoder(strings.NewReader(b.String()))
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if start, ok := token.(xml.StartElement); ok {
				if !slices.Contains(known, start.Name.Local) {
					t.Fatalf("an element %s", start.Name.Local)
				}
				if start.Name.Local == "title" {
					var text string
					if err := decoder.DecodeElement(&text, &start); err != nil {
						t.Fatal(err)
					}
					titles = append(titles, text)
				}
			}
		}
		want := []string{"組織図"}
		for i := range c.Boxes() {
			want = append(want, strings.ReplaceAll(c.Boxes()[i].Told(), "\x01", "\ufffd"))
		}
		if !slices.Equal(titles, want) {
			t.Fatalf("titles %q, want %q", titles, want)
		}
	})
}

func TestOrgchart_AsPNGIsNoLargerThanProgramsShow(t *testing.T) {
	for _, departments := range []int{1, 30, 1000, 10_000} {
		c := Lay(browse.Build(office(departments)), Options{Folded: map[int64]bool{2: true}})
		w, h := float64(c.Width)*c.pngScale(), float64(c.Height)*c.pngScale()
		if w*h > pngPixels*1.001 || w > pngSide*1.001 || h > pngSide*1.001 || departments <= 1000 && c.pngScale() < 1 {
			t.Errorf("%d departments: a picture of %v × %v", departments, w, h)
		}
		if departments > 30 {
			continue // it takes seconds
		}
		var b bytes.Buffer
		if err := c.WritePNG(&b, goregular.TTF, gobold.TTF); err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		size := picture.Bounds().Size()
		if float64(size.X)-w > 1 || w-float64(size.X) > 1 {
			t.Errorf("%d departments: a picture of %v, not %v × %v", departments, size, w, h)
		}
		top := c.Box(1)
		scale := float64(size.X) / float64(c.Width)
		at := func(x, y int) color.Color { return picture.At(int(float64(x)*scale), int(float64(y)*scale)) }
		if got := at(top.X+top.W-4, top.Y+4); got != color.Color(colour(svgTop)) {
			t.Errorf("the box at the top is %v", got)
		}
		if got := at(2, 2); got != color.Color(colour(svgPaper)) {
			t.Errorf("the paper is %v", got)
		}
	}
	d := office(1) // a chain, which makes a narrow chart
	for id := int64(2); id <= 300; id++ {
		d.Departments = append(d.Departments, directory.Department{ID: id, ParentID: id - 1, Name: "部"})
	}
	if c := Lay(browse.Build(d), Options{}); math.Abs(c.pngScale()*float64(c.Height)-pngSide) > 1 {
		t.Errorf("a picture of %d × %d is %v times as large", c.Width, c.Height, c.pngScale())
	}
	_, why := opentype.Parse([]byte("no font"))
	for _, fonts := range [][2][]byte{{[]byte("no font"), gobold.TTF}, {goregular.TTF, []byte("no font")}} {
		err := Lay(browse.Build(office(3)), Options{}).WritePNG(io.Discard, fonts[0], fonts[1])
		if err == nil || err.Error() != "font: "+why.Error() {
			t.Errorf("a file that is no font: %v", err)
		}
	}
}

func TestOrgchart_LinesOfAPictureAreSeenHoweverSmallItIs(t *testing.T) {
	for scale, want := range map[float64]int{2: 2, 1: 1, 0.3: 1, 0.01: 1} {
		p := painter{scale: scale, image: image.NewRGBA(image.Rect(0, 0, 9, 9))}
		if got := p.line(); got != want {
			t.Errorf("at %v a line has %d pixels", scale, got)
		}
		p.fill(Rect{}, 0, "#000000")
		if n := len(p.image.Pix) - bytes.Count(p.image.Pix, []byte{0}); n != want*want {
			t.Errorf("at %v a point has %d pixels", scale, n)
		}
	}
}

// In a font whose characters have seven pixels each.
func TestOrgchart_TextsOfAPictureEndWhereTheirRoomDoes(t *testing.T) {
	drawn := func(text string, room int) []byte {
		p := painter{scale: 1, image: image.NewRGBA(image.Rect(0, 0, 99, 20))}
		p.text(basicfont.Face7x13, text, 2, 15, room, svgText)
		return p.image.Pix
	}
	for room, want := range map[int]string{0: "a…", 7: "a…", 14: "a…", 20: "a…", 21: "ab…", 27: "ab…", 28: "abcd", 90: "abcd"} {
		if !bytes.Equal(drawn("abcd", room), drawn(want, 99)) {
			t.Errorf("in %d pixels abcd is not %s", room, want)
		}
	}
}

// BenchmarkLay is beside the model that a chart is made from.
func BenchmarkLay(b *testing.B) {
	for _, departments := range []int{1_000, 10_000} {
		d := office(departments)
		m := browse.Build(d)
		c := Lay(m, Options{})
		for name, do := range map[string]func(){
			"chart": func() { Lay(m, Options{}) },
			"svg": func() {
				if err := c.WriteSVG(io.Discard); err != nil {
					b.Fatal(err)
				}
			},
		} {
			b.Run(fmt.Sprintf("%s/%d", name, departments), func(b *testing.B) {
				versus.Run(b, "the model", do, func() { browse.Build(d) })
			})
		}
	}
}

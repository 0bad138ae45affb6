package orgchart

import (
	"bytes"
	"fmt"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"anpisync/app/browse"
	"anpisync/app/goldentest"
	"anpisync/reconcile/directory"
)

// A chart that changes is one that somebody has looked at.
func TestOrgchart_IsDrawnAsItWasLookedAt(t *testing.T) {
	d := office(45)
	d.Departments[3].Name = "ＩＴ・DX推進（Digital Transformation）統括本部 Web・Mobile開発グループ"
	d.Departments[4].Name, d.Departments[4].CybozuID = "有志の会 @MW ijl", 0
	d.Departments[20].Name = "総務部\u202e庶務課"
	m := browse.Build(d)
	for name, o := range map[string]Options{
		"whole":  {},
		"tall":   {Ratio: 0.7},
		"folded": {Folded: map[int64]bool{2: true, 4: true}},
		"below":  {Root: 3},
	} {
		var got bytes.Buffer
		if err := Lay(m, o).WriteSVG(&got); err != nil {
			t.Fatal(err)
		}
		goldentest.Compare(t, filepath.Join("testdata", name+".svg"), got.String())
	}
	isPicture(t, "folded.png", Lay(m, Options{Folded: map[int64]bool{2: true, 4: true}}))
	near := Lay(m, Options{Folded: map[int64]bool{4: true}})
	goldentest.Compare(t, filepath.Join("testdata", "seen.txt"), seen(near,
		View{Scale: 1, W: 700, H: 300}, View{X: 300, Y: 100, Scale: fullScale, W: 500, H: 300}, View{Scale: 0.6, W: 900, H: 500},
		View{X: -40, Y: 60, Scale: namesScale, W: 500, H: 300}, View{Scale: 0.39, W: 600, H: 300}, View{X: 200, Y: 20, Scale: 0.2, W: 300, H: 200},
		View{Scale: 0.05, W: 300, H: 100}, View{X: 5000, Scale: 1, W: 300, H: 100}, View{X: 230, Y: 230, Scale: 9, W: 300, H: 100})+
		// Names of one line and of several, from where they can just be read to where all can.
		seen(near, View{X: 330, Y: 90, Scale: 0.45, W: 200, H: 80}, View{X: 330, Y: 90, Scale: 0.5, W: 200, H: 80}, View{X: 330, Y: 90, Scale: 0.55, W: 200, H: 80},
			View{X: 330, Y: 90, Scale: 0.65, W: 200, H: 80}, View{X: 330, Y: 90, Scale: 0.7, W: 200, H: 80}, View{X: 330, Y: 90, Scale: 0.75, W: 200, H: 80},
			View{X: 330, Y: 90, Scale: 0.79, W: 200, H: 80})+
		// Labels at each edge of the window, and of many departments.
		seen(near, View{X: 60, Y: 130, Scale: 0.35, W: 60, H: 60}, View{X: 200, Y: 150, Scale: 0.3, W: 100, H: 40}, View{X: -200, Y: -100, Scale: 0.35, W: 300, H: 100})+
		seen(Lay(browse.Build(office(400)), Options{}), View{X: 100, Y: 100, Scale: 0.25, W: 450, H: 80}))
}

// below is 最上位部署 above some departments, each of which has so many below it. Each third
// has a name of two lines.
func below(counts ...int) *directory.Directory {
	d := &directory.Directory{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}}}
	add := func(parent int64) int64 {
		id := int64(len(d.Departments) + 1)
		name := "営業部"
		if id%3 == 0 {
			name = "東日本営業統括本部営業推進部"
		}
		d.Departments = append(d.Departments, directory.Department{ID: id, ParentID: parent, Name: name, SortOrder: id, CybozuID: directory.CybozuID(id)})
		return id
	}
	for _, n := range counts {
		id := add(1)
		for range n {
			add(id)
		}
	}
	return d
}

// Where everything stands in charts of all shapes, and how large others become.
func TestOrgchart_IsLaidOutAsItWasLookedAt(t *testing.T) {
	var b strings.Builder
	for _, counts := range [][]int{
		{}, {0}, {0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 0}, {1}, {0, 1, 0, 0}, {12, 1}, {10, 20}, {11, 25, 0},
		{3, 0, 0, 5, 1, 0, 12, 2, 2}, {1, 1, 1, 1, 1, 1, 1, 1}, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
	} {
		c := Lay(browse.Build(below(counts...)), Options{})
		fmt.Fprintf(&b, "%v: %d×%d\n", counts, c.Width, c.Height)
		for _, box := range c.boxes {
			fmt.Fprintf(&b, "%*s%d at %d,%d, %d high %s\n", 2*box.Level, "", box.ID, box.X, box.Y, box.H, pathOf(box.links))
		}
	}
	for n := 8; n <= 44; n += 3 {
		counts := make([]int, n)
		for i := range counts {
			counts[i] = i * 7 % 13 % (n / 4) * (i % 4)
		}
		m := browse.Build(below(counts...))
		fmt.Fprint(&b, counts)
		for _, ratio := range []float64{0, 0.4, 0.7, 1.4, 4} {
			c := Lay(m, Options{Ratio: ratio})
			fmt.Fprintf(&b, " %v: %d×%d", ratio, c.Width, c.Height)
		}
		b.WriteString("\n")
	}
	for _, ratio := range []float64{0.7, 1.4, screenRatio, 4} {
		fmt.Fprintf(&b, "rows of more and more items, %v:", ratio)
		for n := 1; n < 100; n++ {
			fmt.Fprintf(&b, " %d", len(shelves(someItems(n), ratio)))
		}
		b.WriteString("\n")
	}
	goldentest.Compare(t, filepath.Join("testdata", "laid.txt"), b.String())
}

// A box is drawn alike whether its name has one line or three, and what a font makes wider than
// it was estimated is cut off.
func TestOrgchart_DrawsBoxesOfAllHeightsAsTheyWereLookedAt(t *testing.T) {
	d := office(5)
	d.Departments[0].Name = "OQOQOQOQ @@@@@@"
	d.Departments[1].Name, d.Departments[1].CybozuID = "Sales", 0
	d.Departments[2].Name, d.Departments[2].CybozuID = "Sales and Service Department", 0
	d.Departments[3].Name, d.Departments[3].CybozuID = "Sales and Service Department of the Eastern Regions", 0
	d.Departments[4].Name = "@@@@@@@@@@@@"
	isPicture(t, "boxes.png", Lay(browse.Build(d), Options{}))
}

// isPicture compares a picture with the one that somebody has looked at.
func isPicture(t *testing.T, name string, c *Chart) {
	t.Helper()
	var picture bytes.Buffer
	if err := c.WritePNG(&picture, goregular.TTF, gobold.TTF); err != nil {
		t.Fatal(err)
	}
	if n := differing(t, picture.Bytes(), kept(t, name, picture.Bytes())); n > 20 {
		t.Errorf("%s is another picture in %d places; look at it, and write it anew with -update", name, n)
	}
}

// kept is the picture that a file has, once it was looked at.
func kept(t *testing.T, name string, now []byte) []byte {
	t.Helper()
	path := filepath.Join("testdata", name)
	if goldentest.Updating() {
		if err := os.WriteFile(path, now, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// differing counts the pixels in which two pictures are not nearly the same.
func differing(t *testing.T, a, b []byte) (n int) {
	t.Helper()
	one, err := png.Decode(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	other, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if one.Bounds() != other.Bounds() {
		return math.MaxInt
	}
	for y := range one.Bounds().Dy() {
		for x := range one.Bounds().Dx() {
			r, g, b, _ := one.At(x, y).RGBA()
			r2, g2, b2, _ := other.At(x, y).RGBA()
			if max(r, r2)-min(r, r2) > 0x1000 || max(g, g2)-min(g, g2) > 0x1000 || max(b, b2)-min(b, b2) > 0x1000 {
				n++
			}
		}
	}
	return n
}

// seen is what windows show of a chart.
func seen(c *Chart, views ...View) string {
	var b strings.Builder
	area := func(a Area) string {
		const tie = 0.013 // half a pixel is the same on every processor
		return fmt.Sprintf("%.0f,%.0f %.0f×%.0f", a.X+tie, a.Y+tie, a.W+tie, a.H+tie)
	}
	for _, v := range views {
		s := c.See(v)
		fmt.Fprintf(&b, "%v small %t\n", v, s.Small)
		for _, box := range s.Boxes {
			fmt.Fprintf(&b, "box %d %s\n", box.ID, area(box.Area))
		}
		for _, line := range s.Lines {
			fmt.Fprintf(&b, "line %s\n", area(line))
		}
		for _, text := range s.Texts {
			fmt.Fprintf(&b, "text %d %q %s size %.1f %t %t %t\n", text.ID, text.Text, area(text.Area), text.Size, text.Bold, text.Aside, text.Label)
		}
	}
	return b.String()
}

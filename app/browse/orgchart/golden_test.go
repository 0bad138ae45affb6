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
	var picture bytes.Buffer
	if err := Lay(m, Options{Folded: map[int64]bool{2: true, 4: true}}).WritePNG(&picture, goregular.TTF, gobold.TTF); err != nil {
		t.Fatal(err)
	}
	if n := differing(t, picture.Bytes(), kept(t, "folded.png", picture.Bytes())); n > 20 {
		t.Errorf("folded.png is another picture in %d places; look at it, and write it anew with -update", n)
	}
	goldentest.Compare(t, filepath.Join("testdata", "seen.txt"), seen(Lay(m, Options{Folded: map[int64]bool{4: true}})))
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

// seen is what a window shows of a chart, from afar and from near.
func seen(c *Chart) string {
	var b strings.Builder
	area := func(a Area) string {
		const tie = 0.013 // half a pixel is the same on every processor
		return fmt.Sprintf("%.0f,%.0f %.0f×%.0f", a.X+tie, a.Y+tie, a.W+tie, a.H+tie)
	}
	for _, v := range []View{
		{Scale: 1, W: 700, H: 300}, {X: 300, Y: 100, Scale: fullScale, W: 500, H: 300}, {Scale: 0.6, W: 900, H: 500}, {X: -40, Y: 60, Scale: namesScale, W: 500, H: 300},
		{Scale: 0.39, W: 600, H: 300}, {X: 200, Y: 20, Scale: 0.2, W: 300, H: 200}, {Scale: 0.05, W: 300, H: 100}, {X: 5000, Scale: 1, W: 300, H: 100}, {X: 230, Y: 230, Scale: 9, W: 300, H: 100},
	} {
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

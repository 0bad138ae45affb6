package views

import (
	"bytes"
	"cmp"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"anpisync/app/goldentest"
	"anpisync/views/kit"
	"anpisync/views/kit/kittest"
	"anpisync/views/kit/testapp"
)

// watched says that the race detector is on.
var watched bool

var (
	fontsFile   = filepath.Join("testdata", "fonts.txt")
	pictures    = filepath.Join("testdata", "pictures")
	newPictures = filepath.Join("..", "dist", "pictures")
)

// Each screen looks as somebody has seen it, so that a colour, a width or a letter that is
// lost or changed is a picture that somebody has looked at.
func TestPictures_EachScreenIsDrawnAsSomebodyHasSeenIt(t *testing.T) {
	kittest.NeedFonts(t, fontsFile, goldentest.Updating())
	if watched || testing.Short() {
		t.Skip("a picture is the same with the race detector and far away: it is drawn once, without -race and -short")
	}
	if err := os.RemoveAll(newPictures); err != nil {
		t.Fatal(err)
	}
	known, ran := map[string]bool{}, 0
	for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
		t.Run(name, func(t *testing.T) {
			ran++
			testapp.Dress(t, kit.NewTheme(), variant)
			tour(t, func(s *stage, at string, drawn bool) {
				if drawn {
					file := at + "-" + name + ".png"
					known[file] = true
					comparePicture(s.t, file, s.picture())
				}
			})
		})
	}
	files, err := filepath.Glob(filepath.Join(pictures, "*.png"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		switch {
		case known[filepath.Base(path)] || t.Failed() || ran < 2:
		case !goldentest.Updating():
			t.Errorf("%s is of no screen", path)
		default:
			if err := os.Remove(path); err != nil {
				t.Error(err)
			}
		}
	}
}

// picture is what the window shows; of a dialog, a menu or a list that lies over it, the
// part where it lies.
func (s *stage) picture() image.Image {
	canvas := s.win.Canvas()
	drawn := canvas.Capture()
	top := canvas.Overlays().Top()
	if top == nil {
		return drawn
	}
	all := texts(top, fyne.Position{}, areaOf(fyne.Position{}, canvas.Size()))
	if len(all) == 0 {
		return drawn
	}
	a := all[0].area
	for _, t := range all[1:] {
		a = area{min(a.left, t.left), min(a.top, t.top), max(a.right, t.right), max(a.bottom, t.bottom)}
	}
	const around = 32
	return drawn.(interface {
		SubImage(image.Rectangle) image.Image
	}).SubImage(image.Rect(int(a.left)-around, int(a.top)-around, int(a.right)+around, int(a.bottom)+around).Intersect(drawn.Bounds()))
}

// What counts as another picture. A surface is a pixel between eight of its colour; what
// surrounds letters and lines is kept less exactly, and drawn a little otherwise by each kind
// of processor.
const (
	edgeOff    = 12 // by how much of 255 a colour of an edge is off where it is kept
	edgeMost   = edgeOff + 8
	surfaceOff = 2
	mostPixels = 3 // that may be others
)

func comparePicture(t testing.TB, file string, drawn image.Image) {
	t.Helper()
	path := filepath.Join(pictures, file)
	if goldentest.Updating() {
		writePicture(t, path, thrifty(drawn))
		return
	}
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		writePicture(t, filepath.Join(newPictures, file), drawn)
		t.Errorf("%s is new: look at %s, and if it is right, go test -tags migrated_fynedo ./views -run Pictures -update", file, filepath.Join(newPictures, file))
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	golden, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	off, difference := compare(golden, drawn)
	if off <= mostPixels {
		return
	}
	writePicture(t, filepath.Join(newPictures, file), drawn)
	writePicture(t, filepath.Join(newPictures, "difference-"+file), difference)
	t.Errorf("%s: %d pixels are others: look at it and at the difference in %s, and if it is right, go test -tags migrated_fynedo ./views -run Pictures -update", file, off, newPictures)
}

// compare counts the pixels that are others, and shows them in red on what is pale.
func compare(golden, drawn image.Image) (off int, difference *image.NRGBA) {
	size := golden.Bounds().Size()
	full := drawn.Bounds().Size()
	difference = image.NewNRGBA(image.Rect(0, 0, max(size.X, full.X), max(size.Y, full.Y)))
	if size != full {
		off = max(size.X*size.Y, full.X*full.Y)
		return off, difference
	}
	was, is := flat(golden), flat(drawn)
	surface, still := was.surfaces(), is.surfaces()
	for at, want := range was.pixels {
		got, most := is.pixels[at], edgeMost
		if surface[at] && still[at] {
			most = surfaceOff
		}
		shown := color.NRGBA{255 - (255-want.R)/4, 255 - (255-want.G)/4, 255 - (255-want.B)/4, 255}
		if distance(got, want) > most {
			off++
			shown = color.NRGBA{255, 0, 0, 255}
		}
		difference.SetNRGBA(at%size.X, at/size.X, shown)
	}
	return off, difference
}

// A bitmap is the pixels of an image, row by row.
type bitmap struct {
	pixels []color.NRGBA
	width  int
}

func flat(i image.Image) bitmap {
	b := i.Bounds()
	if p, ok := i.(*image.Paletted); ok { // quicker
		colors := make([]color.NRGBA, len(p.Palette))
		for at, c := range p.Palette {
			colors[at] = color.NRGBAModel.Convert(c).(color.NRGBA)
		}
		all := bitmap{make([]color.NRGBA, len(p.Pix)), b.Dx()}
		for at, c := range p.Pix {
			all.pixels[at] = colors[c]
		}
		return all
	}
	if n, ok := i.(*image.NRGBA); ok {
		all := bitmap{make([]color.NRGBA, 0, b.Dx()*b.Dy()), b.Dx()}
		for y := range b.Dy() {
			for row := n.Pix[y*n.Stride:][:4*b.Dx()]; len(row) > 0; row = row[4:] {
				all.pixels = append(all.pixels, color.NRGBA{row[0], row[1], row[2], row[3]})
			}
		}
		return all
	}
	all := bitmap{make([]color.NRGBA, 0, b.Dx()*b.Dy()), b.Dx()}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			all.pixels = append(all.pixels, color.NRGBAModel.Convert(i.At(x, y)).(color.NRGBA))
		}
	}
	return all
}

// surfaces says of each pixel whether those around it have its colour.
func (b bitmap) surfaces() []bool {
	is := make([]bool, len(b.pixels))
	height := len(b.pixels) / b.width
	for y := 1; y < height-1; y++ {
	next:
		for x := 1; x < b.width-1; x++ {
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					if b.pixels[(y+dy)*b.width+x+dx] != b.pixels[y*b.width+x] {
						continue next
					}
				}
			}
			is[y*b.width+x] = true
		}
	}
	return is
}

// distance is that of the channel that differs most.
func distance(a, b color.NRGBA) int {
	far := func(a, b uint8) int { return int(math.Abs(float64(a) - float64(b))) }
	return max(far(a.R, b.R), far(a.G, b.G), far(a.B, b.B))
}

// thrifty is an image in no more than 256 colours: those of its surfaces, and as many more as
// it takes for each pixel to be near one of them. It is the image itself where more are needed.
func thrifty(drawn image.Image) image.Image {
	b := flat(drawn)
	surface := b.surfaces()
	count, exact := map[color.NRGBA]int{}, map[color.NRGBA]int{}
	for at, c := range b.pixels {
		count[c]++
		if surface[at] {
			exact[c]++
		}
	}
	often := func(of map[color.NRGBA]int) []color.NRGBA {
		return slices.SortedFunc(maps.Keys(of), func(a, b color.NRGBA) int {
			return cmp.Or(of[b]-of[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
		})
	}
	var palette color.Palette
	chosen := often(exact)
	nearest := func(c color.NRGBA) (at, far int) {
		far = math.MaxInt
		for i, p := range chosen {
			if d := distance(c, p); d < far {
				at, far = i, d
			}
		}
		return at, far
	}
	for _, c := range often(count) {
		if _, far := nearest(c); far > edgeOff {
			chosen = append(chosen, c)
		}
	}
	if len(chosen) > 256 {
		return drawn
	}
	for _, c := range chosen {
		palette = append(palette, c)
	}
	place := map[color.NRGBA]uint8{}
	for c := range count {
		at, _ := nearest(c)
		place[c] = uint8(at)
	}
	kept := image.NewPaletted(image.Rect(0, 0, b.width, len(b.pixels)/b.width), palette)
	for at, c := range b.pixels {
		kept.Pix[at] = place[c]
	}
	return kept
}

func writePicture(t testing.TB, path string, i image.Image) {
	t.Helper()
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&b, i); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A picture that lacks as little as a full stop is another one, whatever a processor makes of
// the edges.
func TestPictures_AnotherSurfaceOrAFewPixelsOfALetterAreNoticed(t *testing.T) {
	white, ink := color.NRGBA{255, 255, 255, 255}, color.NRGBA{0x1a, 0x1f, 0x26, 255}
	paint := func(do func(*image.NRGBA)) image.Image {
		i := image.NewNRGBA(image.Rect(0, 0, 40, 20))
		for at := range 40 * 20 {
			i.SetNRGBA(at%40, at/40, white)
		}
		for at := range 100 {
			i.SetNRGBA(4+at%10, 4+at/10, ink)
		}
		do(i)
		return i
	}
	plain := paint(func(*image.NRGBA) {})
	for name, c := range map[string]struct {
		do   func(*image.NRGBA)
		same bool
	}{
		"the same":                    {func(*image.NRGBA) {}, true},
		"an edge a little otherwise":  {func(i *image.NRGBA) { i.SetNRGBA(3, 6, color.NRGBA{247, 247, 247, 255}) }, true},
		"a surface another white":     {func(i *image.NRGBA) { fill(i, image.Rect(20, 2, 38, 18), color.NRGBA{250, 250, 250, 255}) }, false},
		"a letter in grey":            {func(i *image.NRGBA) { fill(i, image.Rect(4, 4, 14, 14), color.NRGBA{0x5b, 0x64, 0x71, 255}) }, false},
		"a dot more, of 2 × 2 pixels": {func(i *image.NRGBA) { fill(i, image.Rect(25, 10, 27, 12), ink) }, false},
		"a letter moved by one pixel": {func(i *image.NRGBA) { fill(i, image.Rect(4, 4, 5, 14), white); fill(i, image.Rect(14, 4, 15, 14), ink) }, false},
	} {
		off, _ := compare(thrifty(plain), paint(c.do))
		if got := off <= mostPixels; got != c.same {
			t.Errorf("%s: %d pixels are others", name, off)
		}
	}
	if off, _ := compare(plain, plain.(*image.NRGBA).SubImage(image.Rect(0, 0, 40, 19))); off <= mostPixels {
		t.Error("a picture of another size is the same")
	}
}

func fill(i *image.NRGBA, at image.Rectangle, c color.NRGBA) {
	for y := at.Min.Y; y < at.Max.Y; y++ {
		for x := at.Min.X; x < at.Max.X; x++ {
			i.SetNRGBA(x, y, c)
		}
	}
}

package kit

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/app/goldentest"
	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/go-text/typesetting/font"
)

func TestPalette_HasTheColoursThatWereChosen(t *testing.T) {
	var b strings.Builder
	for i, s := range palette {
		fmt.Fprintf(&b, "%d %08x %08x\n", i, s.light, s.dark)
	}
	goldentest.Compare(t, filepath.Join("testdata", "palette.txt"), b.String())
}

func TestFont_IsLookedForWhereTheUserAndTheSystemKeepThem(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other systems have fixed folders")
	}
	t.Setenv("HOME", "/home/sato")
	for _, c := range []struct{ data, shared, want string }{
		{"", "", "/home/sato/.local/share/fonts /home/sato/.fonts /usr/local/share/fonts /usr/share/fonts"},
		{"/data", "", "/data/fonts /home/sato/.fonts /usr/local/share/fonts /usr/share/fonts"},
		{"", "/a:/b", "/home/sato/.local/share/fonts /home/sato/.fonts /a/fonts /b/fonts"},
	} {
		t.Setenv("XDG_DATA_HOME", c.data)
		t.Setenv("XDG_DATA_DIRS", c.shared)
		if got := strings.Join(fontFolders(), " "); got != c.want {
			t.Errorf("with %q and %q: %s, want %s", c.data, c.shared, got, c.want)
		}
	}
}

// These names are those of the makers.
func TestFont_KnowsTheFilesOfEachFamily(t *testing.T) {
	const want = `Noto Sans CJK JP|NotoSansCJK-Regular.ttc|NotoSansCJK-Bold.ttc
Noto Sans CJK JP|NotoSansCJKjp-Regular.otf|NotoSansCJKjp-Bold.otf
Noto Sans JP|NotoSansJP-Regular.otf|NotoSansJP-Bold.otf
Noto Sans JP|NotoSansJP-Regular.ttf|NotoSansJP-Bold.ttf
Source Han Sans|SourceHanSans-Regular.ttc|SourceHanSans-Bold.ttc
Source Han Sans JP|SourceHanSansJP-Regular.otf|SourceHanSansJP-Bold.otf
BIZ UDPGothic|BIZUDPGothic-Regular.ttf|BIZUDPGothic-Bold.ttf
IPAexGothic|ipaexg.ttf|
IPAPGothic|ipagp.ttf|
TakaoPGothic|TakaoPGothic.ttf|
VL PGothic|VL-PGothic-Regular.ttf|
MS PGothic|msgothic.ttc|
Yu Gothic UI|YuGothM.ttc|YuGothB.ttc
Meiryo|meiryo.ttc|meiryob.ttc
BIZ UDPGothic|BIZ-UDGothicR.ttc|BIZ-UDGothicB.ttc
Hiragino Sans|ヒラギノ角ゴシック W3.ttc|ヒラギノ角ゴシック W6.ttc
Hiragino Kaku Gothic ProN|ヒラギノ角ゴシック W3.ttc|ヒラギノ角ゴシック W6.ttc`
	var got []string
	for _, face := range all() {
		got = append(got, face.family+"|"+face.regular+"|"+face.bold)
	}
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// madeFace is what a font says of itself.
type madeFace struct {
	family   string
	weight   uint16
	italic   bool
	variable bool
}

// fontFile is a font, or a collection of several, without any sign.
func fontFile(faces ...madeFace) []byte {
	words := func(values ...int) (b []byte) {
		for _, v := range values {
			b = binary.BigEndian.AppendUint16(b, uint16(v))
		}
		return b
	}
	head, at := []byte{}, 0
	if len(faces) > 1 {
		head = binary.BigEndian.AppendUint32([]byte("ttcf\x00\x01\x00\x00"), uint32(len(faces)))
		at = len(head) + 4*len(faces)
	}
	var files []byte
	for _, f := range faces {
		var family []byte
		for _, r := range f.family {
			family = append(family, words(int(r))...)
		}
		os2 := make([]byte, 78)
		copy(os2[4:], words(int(f.weight), 5))
		if f.italic {
			os2[63] = 1
		}
		tables := map[string][]byte{
			"OS/2": os2, "head": make([]byte, 54),
			"name": append(words(0, 1, 18, 3, 1, 0x409, 1, len(family), 0), family...),
		}
		if f.variable {
			tables["fvar"] = make([]byte, 16)
		}
		var directory, data []byte
		begin := at + len(files) + 12 + 16*len(tables)
		for _, tag := range slices.Sorted(func(yield func(string) bool) {
			for tag := range tables {
				if !yield(tag) {
					return
				}
			}
		}) {
			directory = append(directory, tag...)
			for _, v := range []int{0, begin + len(data), len(tables[tag])} {
				directory = binary.BigEndian.AppendUint32(directory, uint32(v))
			}
			data = append(data, tables[tag]...)
		}
		if len(faces) > 1 {
			head = binary.BigEndian.AppendUint32(head, uint32(at+len(files)))
		}
		files = append(files, "\x00\x01\x00\x00"...)
		files = append(files, words(len(tables), 0, 0, 0)...)
		files = append(append(files, directory...), data...)
	}
	return append(head, files...)
}

func TestFont_FaceThatIsNearestToTheWeight(t *testing.T) {
	regular, bold := madeFace{family: "Hira Sans", weight: 400}, madeFace{family: "Hira Sans", weight: 700}
	for name, c := range map[string]struct {
		faces  []madeFace
		weight font.Weight
		want   int
		alone  bool
	}{
		"one":                          {[]madeFace{regular}, font.WeightBold, 0, true},
		"none of the family":           {[]madeFace{{family: "Mincho", weight: 400}}, font.WeightNormal, -1, true},
		"the family is named within":   {[]madeFace{{family: "My Hira Sans", weight: 400}}, font.WeightNormal, -1, true},
		"regular":                      {[]madeFace{bold, regular}, font.WeightNormal, 1, false},
		"bold":                         {[]madeFace{bold, regular}, font.WeightBold, 0, false},
		"the first of two alike":       {[]madeFace{regular, regular}, font.WeightNormal, 0, false},
		"the first is nearer":          {[]madeFace{regular, bold, bold}, font.WeightNormal, 0, false},
		"lighter and heavier":          {[]madeFace{{family: "Hira Sans", weight: 100}, {family: "Hira Sans", weight: 600}}, font.WeightNormal, 1, false},
		"no italics":                   {[]madeFace{{family: "Hira Sans", weight: 400, italic: true}, bold}, font.WeightNormal, 1, false},
		"no variable one":              {[]madeFace{{family: "Hira Sans", weight: 400, variable: true}, bold}, font.WeightNormal, 1, false},
		"one with the weight in it":    {[]madeFace{{family: "Hira Sans W3", weight: 400}}, font.WeightNormal, 0, true},
		"rather the family itself":     {[]madeFace{{family: "Hira Sans W3", weight: 400}, bold}, font.WeightNormal, 1, false},
		"blanks and case do not count": {[]madeFace{{family: "hiraSANS", weight: 400}}, font.WeightNormal, 0, true},
	} {
		file := fontFile(c.faces...)
		if got, alone := chooseFace(bytes.NewReader(file), "Hira Sans", c.weight); got != c.want || alone != c.alone {
			t.Errorf("%s: face %d, alone: %v; want %d, %v", name, got, alone, c.want, c.alone)
		}
		path := filepath.Join(t.TempDir(), "a.ttc")
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		if hasFace(path, "Hira Sans") != (c.want >= 0) {
			t.Errorf("%s: found %v", name, c.want < 0)
		}
		if data := readFace(path, "Hira Sans", c.weight); (data != nil) != (c.want >= 0) {
			t.Errorf("%s: %d bytes are read", name, len(data))
		}
	}
	missing := filepath.Join(t.TempDir(), "missing.ttc")
	if hasFace(missing, "Hira Sans") || readFace(missing, "Hira Sans", font.WeightNormal) != nil || readFace("", "Hira Sans", font.WeightNormal) != nil {
		t.Error("there is a face of no file")
	}
	if got, alone := chooseFace(strings.NewReader("no font"), "Hira Sans", font.WeightNormal); got != -1 || alone {
		t.Errorf("no font: %d, %v", got, alone)
	}
}

func TestGrid_SelectionAtTheEndsAndInOtherRows(t *testing.T) {
	five := line64{10, 20, 30, 40, 50}
	for name, c := range map[string]struct {
		do         func(p *picks)
		want       []int64
		at, anchor int
	}{
		"no farther than the last":            {func(p *picks) { p.only(1); p.through(5) }, []int64{20}, 1, 1},
		"no farther than the first":           {func(p *picks) { p.only(1); p.through(-1) }, []int64{20}, 1, 1},
		"up to the last":                      {func(p *picks) { p.only(3); p.through(4) }, []int64{40, 50}, 4, 3},
		"up to the first":                     {func(p *picks) { p.only(1); p.through(0) }, []int64{10, 20}, 0, 1},
		"what is not there is not toggled":    {func(p *picks) { p.toggle(5); p.toggle(0) }, []int64{10}, 0, 0},
		"one is taken away again":             {func(p *picks) { p.single = true; p.toggle(2); p.toggle(2) }, nil, 2, 2},
		"none":                                {func(p *picks) { p.all(); p.none() }, nil, -1, -1},
		"the cursor goes to the first":        {func(p *picks) { p.only(3); p.rebase(line64{40, 10}) }, []int64{40}, 0, 0},
		"where a range began has gone":        {func(p *picks) { p.only(3); p.through(1); p.rebase(line64{10, 20, 30}); p.through(2) }, []int64{20, 30}, 2, 1},
		"where a range began is the first":    {func(p *picks) { p.only(3); p.through(1); p.rebase(line64{40, 30, 20}) }, []int64{40, 30, 20}, 2, 0},
		"the last has gone, too":              {func(p *picks) { p.only(4); p.rebase(line64{10, 20}) }, nil, 1, 1},
		"with no cursor":                      {func(p *picks) { p.all(); p.rebase(line64{20}) }, []int64{20}, -1, -1},
		"what is ticked stays unseen":         {func(p *picks) { p.sticky = true; p.toggle(0); p.rebase(line64{20}); p.rebase(five) }, []int64{10}, 1, 1},
		"nothing was there before":            {func(p *picks) { *p = picks{at: -1, anchor: -1}; p.rebase(five) }, nil, -1, -1},
		"nothing was there, but a place":      {func(p *picks) { *p = picks{}; p.rebase(five) }, nil, -1, -1},
		"the same rows, one more at the head": {func(p *picks) { p.only(0); p.rebase(line64{5, 10, 20}) }, []int64{10}, 1, 1},
	} {
		p := &picks{rows: five, at: -1, anchor: -1}
		c.do(p)
		if got := p.list(); !slices.Equal(got, c.want) || p.at != c.at || p.anchor != c.anchor {
			t.Errorf("%s: %v at %d from %d, want %v at %d from %d", name, got, p.at, p.anchor, c.want, c.at, c.anchor)
		}
	}
}

func TestGrid_DrawsARowAgainThatLooksDifferent(t *testing.T) {
	full := func() Cell {
		return Cell{Text: "a", Bold: true, Tone: Red, Hits: []Hit{{0, 1}}, More: []Span{{Text: "b", Bold: true, Tone: Blue, Size: 12, Hits: []Hit{{0, 1}}}}, Tags: []Tag{{Text: "c", Shade: RedShade, Tip: "d"}}}
	}
	for name, change := range map[string]func(c *Cell){
		"text": func(c *Cell) { c.Text = "x" }, "bold": func(c *Cell) { c.Bold = false }, "tone": func(c *Cell) { c.Tone = Green },
		"hit": func(c *Cell) { c.Hits[0].To = 0 }, "no hit": func(c *Cell) { c.Hits = nil },
		"more": func(c *Cell) { c.More = append(c.More, Span{}) }, "its text": func(c *Cell) { c.More[0].Text = "x" }, "its weight": func(c *Cell) { c.More[0].Bold = false },
		"its tone": func(c *Cell) { c.More[0].Tone = Red }, "its size": func(c *Cell) { c.More[0].Size = 11 }, "its hit": func(c *Cell) { c.More[0].Hits[0].From = 1 },
		"tag": func(c *Cell) { c.Tags[0].Text = "x" }, "shade": func(c *Cell) { c.Tags[0].Shade = Gray }, "tip": func(c *Cell) { c.Tags[0].Tip = "" },
	} {
		a, b := full(), full()
		if !same(&a, &b) {
			t.Fatal("alike cells look different")
		}
		if change(&b); same(&a, &b) {
			t.Errorf("another %s looks the same", name)
		}
	}
}

func TestParagraph_IsAbridgedAtItsLines(t *testing.T) {
	for _, c := range []struct {
		text    string
		n, want int
	}{{"", 1, -1}, {"a", 1, -1}, {"\n", 1, 0}, {"a\nb\nc", 1, 1}, {"a\nb\nc", 2, 3}, {"a\nb\nc", 3, -1}, {"a\nb\n", 2, 3}} {
		if got := nthBreak(c.text, c.n); got != c.want {
			t.Errorf("break %d of %q is at %d, want %d", c.n, c.text, got, c.want)
		}
	}
	long := strings.Repeat("あ", 1001)
	for _, c := range []struct {
		spans []string
		lines int
		want  string
	}{
		{[]string{"a\nb\nc"}, 0, "a\nb\nc"},
		{[]string{"a\nb\nc"}, 2, "a\nb…"},
		{[]string{"a\nb\nc"}, 3, "a\nb\nc"},
		{[]string{"a\n", "b\nc", "d"}, 2, "a\n|b…"},
		{[]string{"a\nb", "c\nd"}, 2, "a\nb|c…"},
		{[]string{"\n", "\nx"}, 1, "…"},
		{[]string{"a", "b"}, 1, "a|b"},
		{[]string{long[:3*1000]}, 2, long[:3*1000]},
		{[]string{long}, 2, long[:3*1000] + "…"},
		{[]string{long[:3*999], "bc"}, 2, long[:3*999] + "|b…"},
		{[]string{long[:3*999], "b"}, 2, long[:3*999] + "|b"},
	} {
		var spans []Span
		for _, text := range c.spans {
			spans = append(spans, Plain(text))
		}
		var got []string
		for _, s := range abridged(spans, c.lines) {
			got = append(got, s.Text)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%.20q in %d lines: %.40q", c.spans, c.lines, got)
		}
	}
}

func TestParagraph_BreaksWhereARoomEnds(t *testing.T) {
	testapp.New(t, NewTheme())
	kanji := Plain("").measure("国")
	w := func(letters float32) float32 { return letters * kanji }
	wide := func(text string) float32 { return Plain("").measure(text) }
	letters := func(text string) (width float32) { // where it is broken within, each stands alone
		for _, r := range text {
			width += wide(string(r))
		}
		return width
	}
	for _, c := range []struct {
		spans []Span
		width float32
		want  string
	}{
		{nil, 100, ""},
		{[]Span{Plain("")}, 100, ""},
		{[]Span{Plain("\n")}, 100, ""},
		{[]Span{Plain("\n国")}, 100, "|国"},
		{[]Span{Plain("国\r\n家\n")}, 100, "国|家"},
		{[]Span{Plain("国家公務員法第一条")}, 0, "国家公務員法第一条"},
		{[]Span{Plain("国家公務員法第一条")}, w(9), "国家公務員法第一条"},
		{[]Span{Plain("国家公務員法第一条")}, w(9) - 1, "国家公務員|法第一条"},
		{[]Span{Plain("国家公務員法第一条")}, w(8), "国家公務員|法第一条"},
		{[]Span{Plain("国家公務員法第一条")}, w(5), "国家公務員|法第一条"},
		{[]Span{Plain("国家公務員法第一条")}, w(4), "国家公務|員法第一|条"},
		{[]Span{Plain("国家公務員法第")}, w(5), "国家公務|員法第"},
		{[]Span{Plain("国家公務員法第")}, w(6), "国家公務|員法第"},
		{[]Span{Bold("国家"), Bold("公務"), Plain("員法")}, w(9), "国家公務員法"},
		{[]Span{Plain("internationalization")}, wide("internationalization"), "internationalization"},
		{[]Span{Plain("internationalization")}, letters("internationaliz"), "internationaliz|ation"},
		{[]Span{Plain("国 internationalization")}, letters("internationaliz"), "国 |internationaliz|ation"},
		{[]Span{Plain("国internationalization家")}, wide("internationalization"), "国|internationalization|家"},
		{[]Span{Plain("ab cd ef")}, wide("ab cd"), "ab cd |ef"},
		{[]Span{Plain("ab cd ef")}, wide("ab c"), "ab |cd |ef"},
		{[]Span{Plain("in"), Bold("ter"), Plain("net 国")}, wide("inter"), ""},
	} {
		if c.want == "" && len(join(c.spans)) > 1 { // a word of several spans is not lost
			if got := wrap(c.spans, c.width); len(got) < 2 || strings.Join(linesOf(got), "") != join(c.spans) {
				t.Errorf("%q: %q", join(c.spans), linesOf(got))
			}
			continue
		}
		if got := strings.Join(linesOf(wrap(c.spans, c.width)), "|"); got != c.want {
			t.Errorf("%q in %g: %q, want %q", join(c.spans), c.width, got, c.want)
		}
	}
	got := wrap([]Span{Bold("国家"), Bold("公務"), Plain("員法"), Plain("第一"), {Text: "条", Tone: Red}, {Text: "文", Tone: Red, Size: 20}}, w(20))
	var pieces []string
	for _, s := range got[0] {
		pieces = append(pieces, s.Text)
	}
	if want := []string{"国家公務", "員法第一", "条", "文"}; !slices.Equal(pieces, want) {
		t.Errorf("neighbours in one style: %q, want %q", pieces, want)
	}
}

func linesOf(lines [][]Span) (texts []string) {
	for _, line := range lines {
		texts = append(texts, join(line))
	}
	return texts
}

func TestParagraph_ALastLineTakesNoMoreThanThereIs(t *testing.T) {
	for _, c := range []struct {
		lines string // letters, each as wide as one
		width float32
		want  string
	}{
		{"abcdefgh", 8, "abcdefgh"},
		{"abcdefgh|i", 8, "abcde|fghi"},
		{"abcdefgh|ij", 8, "abcdef|ghij"},
		{"abcdefgh|ijkl", 8, "abcdefgh|ijkl"},
		{"abcdefg|h", 3, "abcde|fgh"},
		{"abcde|f", 8, "abcd|ef"},
		{"abcd|e", 8, "abcd|e"},
		{"abcdefgh|abcdefgh|i", 8, "abcdefgh|abcde|fghi"},
	} {
		var lines [][][]piece
		for _, line := range strings.Split(c.lines, "|") {
			var units [][]piece
			for _, r := range line {
				units = append(units, []piece{{0, string(r)}})
			}
			lines = append(lines, units)
		}
		keepCompany(lines, func(unit []piece) float32 { return float32(len(unit)) }, c.width)
		var got []string
		for _, line := range lines {
			text := ""
			for _, unit := range line {
				text += unit[0].text
			}
			got = append(got, text)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s in %g: %s, want %s", c.lines, c.width, strings.Join(got, "|"), c.want)
		}
	}
}

func TestMemo_PartsEndAtLines(t *testing.T) {
	of := func(n int, s string) string { return strings.Repeat(s, n) }
	for name, c := range map[string]struct {
		text        string
		front, back int // bytes of the first and of the last part
	}{
		"nothing":                {"", 0, 0},
		"99 lines":               {of(99, "\n"), 99, 99},
		"100 lines":              {of(100, "\n"), 100, 100},
		"101 lines":              {of(101, "\n"), 100, 100},
		"100 lines and a letter": {of(100, "\n") + "x", 100, 100},
		"2000 letters":           {of(2000, "x"), 2000, 2000},
		"2001 letters":           {of(2001, "x"), 2000, 2000},
		"2001 wide letters":      {of(2001, "国"), 6000, 6000},
		"a line in between":      {of(1500, "x") + "\n" + of(1500, "y"), 1501, 1500},
		"a line at the ends":     {of(2500, "x") + "\n", 2000, 2000},
	} {
		front, rest := frontPart(c.text)
		before, back := backPart(c.text)
		if len(front) != c.front || front+rest != c.text || len(back) != c.back || before+back != c.text {
			t.Errorf("%s: %d in front, %d at the back, want %d and %d", name, len(front), len(back), c.front, c.back)
		}
	}
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"200 lines": {of(200, "\n"), false}, "201 lines": {of(201, "\n"), true}, "4000 letters": {of(4000, "x"), false}, "4001 letters": {of(4001, "x"), true},
		"2000 wide letters": {of(2000, "国"), false}, "4000 wide letters": {of(4000, "国"), false}, "4001 wide letters": {of(4001, "国"), true},
		"a few long lines": {of(201, "xx\n"), true}, "few long lines": {of(150, "xx\n"), false},
	} {
		if isLong(c.text) != c.want {
			t.Errorf("%s: long is %v", name, !c.want)
		}
	}
}

func TestGrid_SharesItsRoom(t *testing.T) {
	for name, c := range map[string]struct {
		columns []GridColumn
		dragged map[int]float32
		room    float32
		want    []float32
	}{
		"no weight, room is left":     {[]GridColumn{{Width: 100}, {Width: 50}}, nil, 300, []float32{100, 50}},
		"a weight takes what is left": {[]GridColumn{{Width: 100}, {Width: 50, Weight: 1}}, nil, 300, []float32{100, 200}},
		"a pixel is left":             {[]GridColumn{{Width: 100}, {Width: 50, Weight: 1}}, nil, 151, []float32{100, 51}},
		"weights share it":            {[]GridColumn{{Width: 100, Weight: 1}, {Width: 50, Weight: 3}, {Width: 50}}, nil, 300, []float32{125, 125, 50}},
		"weights give way":            {[]GridColumn{{Width: 100, Weight: 1, Min: 60}, {Width: 200, Weight: 1, Min: 80}, {Width: 50}}, nil, 270, []float32{80, 140, 50}},
		"down to their least":         {[]GridColumn{{Width: 100, Weight: 1, Min: 60}, {Width: 200}}, nil, 200, []float32{60, 200}},
		"most of its width without":   {[]GridColumn{{Width: 100, Weight: 1}, {Width: 200}}, nil, 200, []float32{75, 200}},
		"but 60":                      {[]GridColumn{{Width: 70, Weight: 1}, {Width: 200}}, nil, 200, []float32{60, 200}},
		"what is cut goes first":      {[]GridColumn{{Width: 100, Full: 130}, {Width: 100, Weight: 1}}, nil, 250, []float32{130, 120}},
		"the least cut goes first":    {[]GridColumn{{Width: 100, Full: 110}, {Width: 100, Full: 160}, {Width: 10, Weight: 1}}, nil, 250, []float32{110, 130, 10}},
		"then those with a weight":    {[]GridColumn{{Width: 100, Weight: 1, Full: 130}, {Width: 100, Weight: 1}}, nil, 250, []float32{140, 110}},
		"a chosen width stays":        {[]GridColumn{{Width: 100, Weight: 1}, {Width: 100, Weight: 1}}, map[int]float32{0: 77}, 300, []float32{77, 223}},
		"of one that is wide":         {[]GridColumn{{Width: 100, Weight: 1}, {Width: 100, Weight: 1}}, map[int]float32{0: 177}, 260, []float32{177, 83}},
		"all are chosen":              {[]GridColumn{{Width: 100, Weight: 1, Full: 500}}, map[int]float32{0: 77}, 300, []float32{77}},
	} {
		g := NewGrid(c.columns, "")
		for i, width := range c.dragged {
			g.dragged[i] = width
		}
		if g.fit(c.room); !reflect.DeepEqual(g.widths, c.want) {
			t.Errorf("%s: %v, want %v", name, g.widths, c.want)
		}
	}
}

func TestGrid_ATitleChangesPlacesBeyondTheMiddleOfItsNeighbour(t *testing.T) {
	for _, c := range []struct {
		carried int
		x       float32
		want    string
	}{
		{1, 50, "[0 1 2 3 4]"}, {1, 49, "[1 0 2 3 4]"}, {1, 250, "[0 1 2 3 4]"}, {1, 251, "[0 2 1 3 4]"},
		{0, -500, "[0 1 2 3 4]"}, {0, 151, "[1 0 2 3 4]"}, {4, 900, "[0 1 2 3 4]"}, {4, 349, "[0 1 2 4 3]"}, {4, 350, "[0 1 2 3 4]"},
	} {
		g := showColumns(t)
		g.head.carried = c.carried
		if g.head.carry(c.x); fmt.Sprint(g.view) != c.want {
			t.Errorf("column %d to %g: %v, want %s", c.carried, c.x, g.view, c.want)
		}
	}
}

// The estimate of which text is the widest goes by what letters take.
func TestAdvances_AreThoseOfTheLetters(t *testing.T) {
	testapp.New(t, NewTheme())
	usual, advance := Plain(""), Advances()
	if usual.source("国") == nil {
		t.Skip("no Japanese font is installed here")
	}
	for _, within := range [][2]rune{{0, 0x17e}, {0x3040, 0x30ff}, {0xff60, 0xff9f}} {
		for r := within[0]; r <= within[1]; r++ {
			if want := usual.measure(string(r)); usual.source(string(r)) != nil && advance(r) != want {
				t.Errorf("%U takes %g, not %g", r, want, advance(r))
			}
		}
		for _, r := range []rune{within[0] - 1, within[1] + 1} {
			if r < 0 {
				continue
			}
			if got := advance(r); got != usual.measure("国") {
				t.Errorf("%U takes %g", r, got)
			}
		}
	}
}

// More steps would paint the whole window for nothing, and none would look as if all stood still.
func TestProgress_APieceWandersWhileTheTotalIsNotKnown(t *testing.T) {
	testapp.New(t, NewTheme())
	b := NewBar()
	window := test.NewTempWindow(t, b)
	window.Resize(fyne.NewSize(200, 10))
	b.start()
	if b.animation.Duration != 1600*time.Millisecond || b.animation.RepeatCount != fyne.AnimationRepeatForever || b.animation.Curve(0.3) != 0.3 {
		t.Errorf("%+v", b.animation)
	}
	b.phase = 0
	for _, c := range []struct{ at, want float32 }{{0.01, 0}, {0.03, 0}, {0.04, 0.04}, {0.06, 0.04}, {0.5, 0.5}, {0.49, 0.49}, {0, 0}} {
		if b.animation.Tick(c.at); b.phase != c.want {
			t.Errorf("at %g it is at %g, want %g", c.at, b.phase, c.want)
		}
	}
	filled := test.WidgetRenderer(b).Objects()[1]
	for _, c := range []struct{ at, from, to float32 }{{0, 0, 0}, {0.1, 0, 26}, {0.5, 70, 130}, {0.9, 174, 200}, {1, 200, 200}} {
		b.phase = c.at
		b.Refresh()
		from := filled.Position().X
		if to := from + filled.Size().Width; max(from-c.from, c.from-from, to-c.to, c.to-to) > 0.1 {
			t.Errorf("at %g the piece is from %g to %g, want %g to %g", c.at, from, to, c.from, c.to)
		}
	}
	b.SetValue(0, 100)
	b.phase = 0
	if b.animation.Tick(0.5); b.phase != 0 {
		t.Error("it wanders where the total is known")
	}
	b.SetValue(5, 0)
	if b.animation.Tick(0.5); b.phase != 0.5 {
		t.Error("it stands still where the total is not known any more")
	}
	b.stop()
	b.stop()
	if b.animation != nil {
		t.Error("it goes on")
	}
}

func TestProgress_SaysHowMuchIsDone(t *testing.T) {
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	p := NewProgress(NewLayers(window), "読み込み", nil)
	for _, c := range []struct {
		done, total int
		want        string
		share       float32
	}{{0, 0, "", -1}, {1, 0, "1", -1}, {1200, 0, "1,200", -1}, {0, 1, "0 / 1", 0}, {1200, 4800, "1,200 / 4,800", 0.25}, {1, 1, "1 / 1", 1}, {3, 2, "3 / 2", 1}} {
		p.SetCount(c.done, c.total)
		if got := p.count.String(); got != c.want || p.bar.share != c.share {
			t.Errorf("%d of %d: %q and %g, want %q and %g", c.done, c.total, got, p.bar.share, c.want, c.share)
		}
	}
}

// What is dragged over a closed branch for a while is to go into it.
func TestTree_OpensABranchThatSomethingIsHeldOver(t *testing.T) {
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	NewLayers(window)
	tree := NewTree()
	tree.SetNodes(pair{})
	window.SetContent(tree)
	window.Resize(fyne.NewSize(200, 300))
	over := func(row int, held time.Duration) int {
		tree.Aim(fyne.NewPos(50, treeInset+(float32(row)+0.5)*treeRow))
		tree.aimed = time.Now().Add(-held)
		tree.Aim(fyne.NewPos(50, treeInset+(float32(row)+0.5)*treeRow))
		return len(tree.visible)
	}
	if n := over(0, openAfter-time.Minute); n != 2 {
		t.Errorf("at once there are %d", n)
	}
	if n := over(1, openAfter+time.Minute); n != 2 {
		t.Errorf("over what is no branch there are %d", n)
	}
	if n := over(0, openAfter+time.Minute); n != 3 {
		t.Errorf("in time there are %d", n)
	}
	if n := over(0, openAfter+time.Minute); n != 3 {
		t.Errorf("over what is open there are %d", n)
	}
}

// pair are two nodes, of which the first has one below it.
type pair struct{}

func (pair) Roots() []int64 { return []int64{1, 2} }
func (pair) Children(id int64) []int64 {
	if id == 1 {
		return []int64{3}
	}
	return nil
}
func (pair) Node(int64) Node { return Node{Name: "部署", Count: -1} }

func TestWidest_AreTheWidestCellsOfEachColumn(t *testing.T) {
	advance := func(rune) float32 { return 1 }
	rows := &counted{n: 12, fill: func(row, column int) Cell {
		n := []int{3, 9, 1, 12, 5, 12, 7, 2, 10, 4, 11, 6}[row]
		if column == 1 {
			n %= 3
		}
		return Cell{Text: strings.Repeat("m", n)}
	}}
	var got [2][]int
	for i, cells := range Widest(rows, 2, advance) {
		for _, c := range cells {
			got[i] = append(got[i], len(c.Text))
		}
	}
	if want := [2][]int{{12, 11, 10, 9, 7, 6, 5, 4}, {2, 1}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	for n, want := range map[int]bool{20_000: true, 20_001: false} {
		if got := Widest(&counted{n: n, fill: func(int, int) Cell { return Cell{Text: "a"} }}, 1, advance); (got != nil) != want {
			t.Errorf("of %d rows: %v", n, got)
		}
	}
	c := Cell{Text: "ab", More: []Span{Plain("cd"), Plain("e")}, Tags: []Tag{{Text: "f"}, {Text: "gh"}}}
	if got := c.estimate(advance); got != 8+2*(2*tagInset+tagGap) {
		t.Errorf("estimated as %g", got)
	}
}

// The room that is kept for tags is theirs, however long the text before them is.
func TestGrid_TagsStayWhereTheTextBeforeThemIsCut(t *testing.T) {
	g := showColumns(t)
	for _, c := range []struct{ tags, want int }{{1, 1}, {2, 2}, {9, 2}, {1, 1}} {
		cell := Cell{Text: "とても長い名前の部署の課の係"}
		for range c.tags {
			cell.Tags = append(cell.Tags, Tag{Text: "新"})
		}
		g.SetWidths([]float32{120, 100, 100, 100, 100}, make([]float32, 5))
		g.SetRows(&counted{n: 1, fill: func(_, column int) Cell {
			if column == 0 {
				return cell
			}
			return Cell{}
		}})
		for row := range g.list.shown {
			r := row.(*gridRow)
			if r.pills.used != c.want || !strings.HasSuffix(r.texts.all[0].Text, ellipsis) {
				t.Errorf("of %d tags %d are drawn behind %q, want %d", c.tags, r.pills.used, r.texts.all[0].Text, c.want)
			}
		}
	}
}

func TestGrid_AColumnThatWasDraggedIsNotSorted(t *testing.T) {
	g := showColumns(t)
	sorted := 0
	g.OnSort = func([]SortKey) { sorted++ }
	event := func(x, by float32) *fyne.DragEvent {
		return &fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 10)}, Dragged: fyne.Delta{DX: by}}
	}
	for _, from := range []float32{50, 100} { // a title, an edge
		g.hold(from)
		g.head.Dragged(event(from+5, 5))
		g.head.DragEnd()
		if g.head.Tapped(&fyne.PointEvent{Position: fyne.NewPos(50, 10)}); sorted != 0 {
			t.Errorf("dragged from %g it is sorted", from)
		}
	}
	if g.widths[0] != 105 {
		t.Errorf("dragged by 5 the column is %g wide", g.widths[0])
	}
	g.hold(50)
	if g.head.Tapped(&fyne.PointEvent{Position: fyne.NewPos(50, 10)}); sorted != 1 {
		t.Error("a click sorts no more")
	}
}

func TestRoll_ScrollsToAPlaceAndNoFarther(t *testing.T) {
	g, _ := showGrid(t, &counted{n: 100, fill: same3})
	end := 100*rowHeight - g.list.Size().Height
	for _, c := range []struct{ to, want float32 }{{-5, 0}, {0, 0}, {1, 1}, {2, 2}, {end - 1, end - 1}, {end, end}, {end + 1, end}} {
		if g.list.scrollTo(c.to); g.list.GetScrollOffset() != c.want {
			t.Errorf("to %g: at %g, want %g", c.to, g.list.GetScrollOffset(), c.want)
		}
	}
	view := g.list.Size().Height
	for _, c := range []struct {
		at, want float32
		row      int
	}{{0, 0, 0}, {1, 0, 0}, {300, 300, 10}, {300, 270, 9}, {300, 300, 11}, {0, 40*rowHeight - view, 39}, {40*rowHeight - view, 40*rowHeight - view, 39}} {
		g.list.scrollTo(c.at)
		if g.list.reveal(c.row); g.list.GetScrollOffset() != c.want {
			t.Errorf("row %d from %g: at %g, want %g", c.row, c.at, g.list.GetScrollOffset(), c.want)
		}
	}
}

// What no widget takes comes by the window, of whose canvas Fyne asks this.
func TestLayers_HearTheKeysOfTheWindow(t *testing.T) {
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	layers := NewLayers(window)
	left := 0
	layers.SetBase(Layer{Cancel: func() { left++ }})
	escape := &fyne.KeyEvent{Name: fyne.KeyEscape}
	layers.KeyDown(escape)
	if window.Canvas().OnTypedKey()(escape); left != 1 {
		t.Errorf("Esc leaves %d times", left)
	}
}

func TestText_IsCutOnlyWhereItDoesNotFit(t *testing.T) {
	testapp.New(t, NewTheme())
	for _, s := range []Span{Plain(""), Bold(""), {Size: 20}} {
		for _, text := range []string{"", "国", "国家公務員法", "internationalization", "佐藤 昇"} {
			whole := s.measure(text)
			if got, width := s.fit(text, whole); got != text || width != whole {
				t.Errorf("%q in its own width: %q", text, got)
			}
			short := ""
			for n, r := range []rune(text) { // as much as fits, to the pixel
				if short += string(r); n+1 == len([]rune(text)) || r == ' ' {
					continue
				}
				if room := s.measure(short + ellipsis); room < whole {
					if got, width := s.fit(text, room); got != short+ellipsis || width != room {
						t.Errorf("%q in %g: %q, want %q", text, room, got, short+ellipsis)
					}
				}
			}
		}
	}
	if got, _ := Plain("").fit("国家", -5); got != ellipsis {
		t.Errorf("without room it is %q", got)
	}
}

func TestLayout_IsLaidOutAgainWhereThereIsOne(t *testing.T) {
	testapp.New(t, NewTheme())
	Again(nil)
	Again(&fyne.Container{})
	a, b := NewParagraph(Plain("短い")), NewText(Plain("下"))
	column := Column(3, a, b)
	column.Resize(fyne.NewSize(60, 300))
	before := b.Position().Y
	a.SetSpans(Plain("とても長い文になりました"))
	if Again(column); b.Position().Y <= before {
		t.Errorf("what is below stays at %g", before)
	}
}

func TestWheel_ScrollsWhereAScrollerCanGo(t *testing.T) {
	testapp.New(t, NewTheme())
	content := canvas.NewRectangle(color.Black)
	content.SetMinSize(fyne.NewSize(300, 200))
	for name, c := range map[string]struct {
		scroll *container.Scroll
		by     fyne.Delta
		want   fyne.Position
	}{
		"both":              {container.NewScroll(content), fyne.NewDelta(-30, -20), fyne.NewPos(30, 20)},
		"to the end":        {container.NewScroll(content), fyne.NewDelta(-999, -999), fyne.NewPos(200, 150)},
		"back beyond it":    {container.NewScroll(content), fyne.NewDelta(5, 5), fyne.NewPos(0, 0)},
		"down alone":        {container.NewVScroll(content), fyne.NewDelta(-30, -20), fyne.NewPos(0, 20)},
		"down alone, aside": {container.NewVScroll(content), fyne.NewDelta(-30, 0), fyne.NewPos(0, 0)},
		"aside alone":       {container.NewHScroll(content), fyne.NewDelta(-30, -20), fyne.NewPos(30, 0)},
		"aside alone, down": {container.NewHScroll(content), fyne.NewDelta(0, -20), fyne.NewPos(0, 0)},
		"nowhere":           {container.NewScroll(content), fyne.Delta{}, fyne.NewPos(0, 0)},
	} {
		window := test.NewTempWindow(t, nil)
		window.SetPadded(false)
		window.SetContent(container.NewWithoutLayout(c.scroll))
		c.scroll.Resize(fyne.NewSize(100, 50))
		told := 0
		c.scroll.OnScrolled = func(fyne.Position) { told++ }
		moved := rollBy(c.scroll, c.by)
		if c.scroll.Offset != c.want || moved != (c.want != fyne.Position{}) || (told > 0) != moved {
			t.Errorf("%s: at %v, moved %v, told %d; want %v", name, c.scroll.Offset, moved, told, c.want)
		}
	}
}

// Esc gives up what is dragged, and takes away what was said of it.
func TestLayers_EscHushesWhatIsCarried(t *testing.T) {
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	layers := NewLayers(window)
	window.SetContent(layers.Over(NewText(Plain("下"))))
	window.Resize(fyne.NewSize(200, 100))
	left := 0
	layers.SetBase(Layer{Cancel: func() { left++ }})
	escape := &fyne.KeyEvent{Name: fyne.KeyEscape}
	layers.carrying = true
	layers.KeyDown(escape)
	layers.Carry("総務部に移動", fyne.NewPos(10, 10))
	if layers.TypedKey(escape); layers.Told() != "" || layers.carrying || left != 0 {
		t.Errorf("told %q, carrying %v, left %d times", layers.Told(), layers.carrying, left)
	}
	layers.KeyUp(escape)
	layers.KeyDown(escape)
	if layers.TypedKey(escape); left != 1 {
		t.Error("Esc leaves no more")
	}
}

func TestWidgets_TakeTheKeysWithAClick(t *testing.T) {
	testapp.New(t, NewTheme())
	chart, chips, diagram := NewChart([4]string{}), NewChips("", nil), NewDiagram()
	chart.SetPoints([]ChartPoint{{X: 1}})
	chips.SetChips([]Chip{{Text: "総務部"}})
	all := []fyne.Widget{
		chart, chips, diagram, NewRadio([]string{"甲", "乙"}, nil), NewFilters([]Tag{{Text: "甲"}}, nil), NewCheck("印", nil),
		NewSelect([]string{"甲"}, nil), NewTile("札", NewText(Plain("札")), func() {}),
	}
	for _, o := range all { // there is no window yet
		f5 := &fyne.KeyEvent{Name: fyne.KeyF5}
		if o, ok := o.(fyne.Tappable); ok {
			o.Tapped(&fyne.PointEvent{})
		}
		o.(fyne.Focusable).TypedKey(f5)
		o.(desktop.Keyable).KeyDown(f5)
		o.(desktop.Keyable).KeyUp(f5)
		o.(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutUndo{})
		Reveal(o)
	}
	window := test.NewTempWindow(t, nil)
	layers := NewLayers(window)
	for _, o := range all {
		window.SetContent(layers.Over(container.NewWithoutLayout(o)))
		window.Resize(fyne.NewSize(400, 300))
		o.Resize(fyne.NewSize(300, 200))
		window.Canvas().Unfocus()
		at := fyne.PointEvent{Position: fyne.NewPos(12, 5), AbsolutePosition: fyne.NewPos(12, 5)}
		switch o := o.(type) {
		case fyne.Tappable:
			o.Tapped(&at)
		case desktop.Mouseable:
			o.MouseDown(&desktop.MouseEvent{PointEvent: at, Button: desktop.MouseButtonPrimary})
		}
		if top := window.Canvas().Overlays().Top(); top != nil { // the options have the keys
			window.Canvas().Overlays().Remove(top)
		}
		if got := window.Canvas().Focused(); got != o.(fyne.Focusable) {
			t.Errorf("after a click on a %T %T has the keys", o, got)
		}
	}
}

func TestLayers_LeaveTheKeysToOptionsThatDropDown(t *testing.T) {
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	layers := NewLayers(window)
	choice := NewSelect([]string{"甲", "乙"}, nil)
	window.SetContent(layers.Over(choice))
	window.Resize(fyne.NewSize(200, 200))
	left := 0
	layers.SetBase(Layer{Cancel: func() { left++ }})
	choice.Tapped(nil)
	escape := &fyne.KeyEvent{Name: fyne.KeyEscape}
	layers.KeyDown(escape)
	if layers.TypedKey(escape); left != 0 {
		t.Error("Esc goes below the options")
	}
}

func TestGrid_ColumnsGoBackWhereNothingIsKnown(t *testing.T) {
	g := showColumns(t)
	standard := slices.Clone(g.widths)
	g.list1(wide(25, 1, 0, 0, 0))
	if slices.Equal(g.widths, standard) {
		t.Fatal("nothing is lent")
	}
	if g.SetWidest(nil); !slices.Equal(g.widths, standard) {
		t.Errorf("they are %v, want %v", g.widths, standard)
	}
	g.side.Resize(g.side.Size().SubtractWidthHeight(1, 0))
	if g.body.Layout.Layout(nil, g.body.Size()); g.needs != nil {
		t.Error("in another width it goes by what was known")
	}
}

func TestEntry_LeavesTabToTheForm(t *testing.T) {
	testapp.New(t, NewTheme())
	for _, e := range []*Entry{NewEntry("", nil), NewTextArea("", 3, nil).entry} {
		if e.AcceptsTab() {
			t.Error("Tab does not leave it")
		}
		e.TappedSecondary(&fyne.PointEvent{}) // nobody has seen it yet
	}
}

// The system may have become dark.
func TestLists_DrawTheirRowsAgainInOtherColours(t *testing.T) {
	g, _ := showGrid(t, &counted{n: 1, fill: same3})
	tree := NewTree()
	tree.SetNodes(pair{})
	windowOf(g).SetContent(Row(0, Grow(g), Grow(tree)))
	check := func(what string, row fyne.Widget, text *canvas.Text) {
		t.Helper()
		had := text.Color
		text.Color = color.Transparent
		if row.Refresh(); text.Color != had {
			t.Errorf("a row of the %s keeps its colours", what)
		}
	}
	for row := range g.list.shown {
		check("grid", row, row.(*gridRow).texts.all[0])
	}
	for row := range tree.list.shown {
		check("tree", row, row.(*treeLine).name)
	}
}

func TestGrid_ShiftExtendsAsLongAsItIsHeld(t *testing.T) {
	for _, shift := range []fyne.KeyName{desktop.KeyShiftLeft, desktop.KeyShiftRight} {
		g, _ := showGrid(t, &counted{n: 10, fill: same3})
		g.Focus()
		down := func() {
			press := &fyne.KeyEvent{Name: fyne.KeyDown}
			g.list.KeyDown(press)
			g.list.TypedKey(press)
			g.list.KeyUp(press)
		}
		var counts []int
		down()
		for range 2 {
			g.list.KeyDown(&fyne.KeyEvent{Name: shift})
			down()
			down()
			counts = append(counts, g.SelectedCount())
			g.list.KeyUp(&fyne.KeyEvent{Name: shift})
			down()
			counts = append(counts, g.SelectedCount())
		}
		g.list.KeyDown(&fyne.KeyEvent{Name: shift})
		windowOf(g).Canvas().Unfocus() // it is released elsewhere
		g.Focus()
		down()
		if counts = append(counts, g.SelectedCount()); !slices.Equal(counts, []int{3, 1, 3, 1, 1}) {
			t.Errorf("%s: selected are %v", shift, counts)
		}
	}
}

func TestSplit_TellsTheWidthThatItWasGiven(t *testing.T) {
	testapp.New(t, NewTheme())
	var told []float32
	s := NewSplit(NewText(Plain("左")).Cut(), NewText(Plain("右")).Cut(), 200, func(width float32) { told = append(told, width) })
	s.Resize(fyne.NewSize(500, 100))
	for _, by := range []float32{30, -50, -999, 999} {
		s.Drag(by)
	}
	if want := []float32{230, 180, narrowest, 500 - dividerWidth - s.right.MinSize().Width}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
}

package kit

import (
	"bytes"
	"encoding/binary"
	"image/color"
	"image/png"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"testing"

	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
)

// folderWith is a folder of fonts that holds links to some that the system has.
func folderWith(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		_, path, _ := findTypeface(fontFolders(), []typeface{{"", name, ""}})
		if path == "" {
			t.Skipf("%s is not installed here", name)
		}
		if err := os.Symlink(path, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	return dir
}

func load(dir string) *fonts {
	return &fonts{find: func() (string, string, string) {
		return findTypeface([]string{filepath.Join(dir, "missing"), dir}, all())
	}}
}

func parse(t *testing.T, r fyne.Resource) *font.Face {
	t.Helper()
	face, err := font.ParseTTF(bytes.NewReader(r.Content()))
	if err != nil {
		t.Fatalf("%s: %v", r.Name(), err)
	}
	for _, char := range "直海骨髙﨑Aあ" {
		if _, ok := face.NominalGlyph(char); !ok {
			t.Errorf("%s has no %c", r.Name(), char)
		}
	}
	return face
}

// Noto's collection draws 直 in four ways; Japan's is asked for by name.
func TestFont_JapaneseFaceOfACollection(t *testing.T) {
	f := load(folderWith(t, "NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"))
	for _, r := range []fyne.Resource{f.text().file, f.bold().file} {
		if family := parse(t, r).Describe().Family; family != "Noto Sans CJK JP" {
			t.Errorf("%s is of %s", r.Name(), family)
		}
	}
	if weight := parse(t, f.bold().file).Describe().Aspect.Weight; weight != font.WeightBold {
		t.Errorf("bold has weight %v", weight)
	}
}

func TestFont_FamilyWithoutBold(t *testing.T) {
	f := load(folderWith(t, "ipaexg.ttf"))
	parse(t, f.text().file)
	if f.bold().file != f.text().file {
		t.Error("bold is another font than the regular weight")
	}
}

// A collection's second face is given the file's beginning, unless a table is there.
func TestFont_FaceOfACollectionInPlace(t *testing.T) {
	collection := func(table uint32) []byte {
		file := make([]byte, 0, 128)
		for _, field := range []uint32{0x74746366, 0x10000, 2, 20, 48} { // the header, and where both directories are
			file = binary.BigEndian.AppendUint32(file, field)
		}
		for _, tag := range []string{"post", "glyf"} {
			file = append(file, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
			file = append(file, tag...)
			for _, field := range []uint32{0, table, 4} {
				file = binary.BigEndian.AppendUint32(file, field)
			}
		}
		return append(file, "data"...)
	}
	for _, at := range []uint32{76, 24} { // 24: in the place of the directory
		face, err := opentype.NewLoader(bytes.NewReader(takeOut(collection(at), 1)))
		if err != nil {
			t.Fatal(err)
		}
		if data, err := face.RawTable(opentype.MustNewTag("glyf")); err != nil || string(data) != string(collection(at)[at:at+4]) {
			t.Errorf("at %d: %q, %v", at, data, err)
		}
	}
	for name, odd := range map[string][]byte{
		"nothing": nil, "another file": make([]byte, 100), "no directory": []byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x02"),
		"a directory beyond the end": collection(76)[:20], "half a directory": collection(76)[:50],
	} {
		if takeOut(odd, 1) != nil {
			t.Errorf("%s has a face", name)
		}
	}
}

func TestFont_NoneFoundOrDamaged(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "meiryo.ttc"), []byte("ttcf damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	l := look{load(dir)}
	for _, style := range []fyne.TextStyle{{}, {Bold: true}, {Monospace: true}, {Symbol: true}} {
		if got, want := l.Font(style), theme.DefaultTheme().Font(style); got != want {
			t.Errorf("%+v: %s, want Fyne's own", style, got.Name())
		}
	}
}

// Whoever first opens a form, or meets a sign that the font lacks, waits no more for the list of
// all fonts. It is made once a process, and kept in a file.
func TestFont_OthersAreListedAhead(t *testing.T) {
	const child = "ANPISYNC_TEST_LISTS_FONTS"
	if os.Getenv(child) != "" {
		FindFonts()
		return
	}
	if runtime.GOOS != "linux" {
		t.Skip("other systems keep the file in one place alone")
	}
	cache := t.TempDir()
	cmd := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), child+"=1", "XDG_CACHE_HOME="+cache)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var kept []string
	_ = filepath.WalkDir(cache, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			kept = append(kept, path)
		}
		return err
	})
	if len(kept) == 0 {
		t.Error("no list is kept")
	}
}

// A collector that is left resting would let the program grow without end.
func TestFont_CollectorGoesOnOnceFontsAreRead(t *testing.T) {
	testapp.New(t, NewTheme()) // what is measured with another stays known
	usual := debug.SetGCPercent(80)
	defer debug.SetGCPercent(usual)
	wait := LoadFonts()
	wait()
	if percent := debug.SetGCPercent(usual); percent != 80 {
		t.Errorf("the collector works at %d %%, and did at 80", percent)
	}
}

func TestTheme_FynesWordsAreJapaneseOnAnySystem(t *testing.T) {
	for _, system := range []string{"C", "en_US.UTF-8", "fr_FR.UTF-8", "zh_CN.UTF-8", "ja_JP.UTF-8", "sw_KE.UTF-8"} {
		t.Setenv("LANG", system)
		t.Setenv("LANGUAGE", "")
		addJapanese()
		if got := lang.L("Paste"); got != "貼り付け" {
			t.Errorf("%s: %q", system, got)
		}
	}
}

func TestTheme_EveryColourHasBothVariants(t *testing.T) {
	for i, s := range palette {
		if s.light.A == 0 || s.dark.A == 0 {
			t.Errorf("ink %d: light %v, dark %v", i, s.light, s.dark)
		}
	}
}

// A name is drawn by one font where that has all of it, and else by whichever has each sign.
func TestFont_IsReadAloneForWhatItHas(t *testing.T) {
	latin := newWeight("Latin.ttf", theme.DefaultTextFont().Content())
	for text, want := range map[string]bool{
		"": true, "Takasaki": true, "a\tb\n": true, "A\U000E0100": true, // a variant of A
		"髙﨑": false, "T髙": false, "한": false, "😀": false, "\ue000": false,
	} {
		if got := latin.has(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	for name, odd := range map[string]weight{
		"none": {}, "damaged": newWeight("a.ttf", []byte("no font")), "cut off": newWeight("b.ttf", theme.DefaultTextFont().Content()[:400]),
	} {
		if odd.has("A") {
			t.Errorf("%s has an A", name)
		}
	}
}

// The fonts for what is written are those of which Fyne's own widgets hear.
func TestFont_OfWhatIsWrittenIsTheThemes(t *testing.T) {
	l := look{load(folderWith(t, "NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"))}
	testapp.New(t, l)
	for _, bold := range []bool{false, true} {
		for text, alone := range map[string]bool{"髙﨑 直海": true, "✓ 一覧は最新です。": true, "한글": true, "葛\U000E0100城": true, "佐藤😀": false} {
			var o canvas.Text
			s := Span{Bold: bold, Size: 15}
			s.write(&o, text)
			if want := l.Font(o.TextStyle); alone && o.FontSource != want || !alone && o.FontSource != nil {
				t.Errorf("%q, bold %v, is drawn by %v", text, bold, o.FontSource)
			}
			if o.MinSize().Width != s.measure(text) || o.MinSize() != fyne.MeasureText(text, 15, o.TextStyle) {
				t.Errorf("%q takes %v, was measured as %g, and with all fonts takes %v", text, o.MinSize(), s.measure(text), fyne.MeasureText(text, 15, o.TextStyle))
			}
		}
	}
	testapp.New(t, look{load(t.TempDir())}) // no Japanese font
	var o canvas.Text
	if Plain("").write(&o, "佐藤"); o.FontSource != nil {
		t.Errorf("without a font, %s", o.FontSource.Name())
	}
}

// What the font lacks is looked for elsewhere, and is no box.
func TestFont_SignsThatItLacksAreDrawn(t *testing.T) {
	testapp.New(t, look{load(folderWith(t, "ipaexg.ttf"))})
	drawn := func(text string) []byte {
		o := newText()
		Plain("").write(o, text)
		o.Color = color.Black
		w := test.NewTempWindow(t, o)
		var b bytes.Buffer
		if err := png.Encode(&b, w.Canvas().Capture()); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	if box := drawn("佐\ufffd"); bytes.Equal(drawn("佐😀"), box) {
		t.Error("佐😀 is drawn with a box")
	}
	if bytes.Equal(drawn("佐😀"), drawn("佐")) {
		t.Error("佐😀 is drawn without its end")
	}
}

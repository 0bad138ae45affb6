package kit

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime/debug"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
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
	for _, r := range []fyne.Resource{f.text(), f.bold()} {
		if family := parse(t, r).Describe().Family; family != "Noto Sans CJK JP" {
			t.Errorf("%s is of %s", r.Name(), family)
		}
	}
	if weight := parse(t, f.bold()).Describe().Aspect.Weight; weight != font.WeightBold {
		t.Errorf("bold has weight %v", weight)
	}
}

func TestFont_FamilyWithoutBold(t *testing.T) {
	f := load(folderWith(t, "ipaexg.ttf"))
	parse(t, f.text())
	if f.bold() != f.text() {
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

// A collector that is left resting would let the program grow without end.
func TestFont_CollectorGoesOnOnceFontsAreRead(t *testing.T) {
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

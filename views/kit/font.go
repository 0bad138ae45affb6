package kit

import (
	"bytes"
	"encoding/binary"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode"

	"fyne.io/fyne/v2"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
	"golang.org/x/text/unicode/norm"
)

// A typeface is a family that draws Latin and Japanese, and the files in which
// its two weights are found. Several families share one file: Noto's collection
// has a face for Japanese beside those for Chinese and Korean, and of Yu Gothic's
// files the medium one holds the regular weight of Yu Gothic UI.
type typeface struct {
	family        string
	regular, bold string
}

// The order is that of taste on the system where a family is at home; a family
// that is at home nowhere here may have been installed anyway.
var typefaces = map[string][]typeface{
	"windows": {
		{"Yu Gothic UI", "YuGothM.ttc", "YuGothB.ttc"},
		{"Meiryo", "meiryo.ttc", "meiryob.ttc"},
		{"BIZ UDPGothic", "BIZ-UDGothicR.ttc", "BIZ-UDGothicB.ttc"},
	},
	"darwin": {
		{"Hiragino Sans", "ヒラギノ角ゴシック W3.ttc", "ヒラギノ角ゴシック W6.ttc"},
		{"Hiragino Kaku Gothic ProN", "ヒラギノ角ゴシック W3.ttc", "ヒラギノ角ゴシック W6.ttc"},
	},
	"": {
		{"Noto Sans CJK JP", "NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"},
		{"Noto Sans CJK JP", "NotoSansCJKjp-Regular.otf", "NotoSansCJKjp-Bold.otf"},
		{"Noto Sans JP", "NotoSansJP-Regular.otf", "NotoSansJP-Bold.otf"},
		{"Noto Sans JP", "NotoSansJP-Regular.ttf", "NotoSansJP-Bold.ttf"},
		{"Source Han Sans", "SourceHanSans-Regular.ttc", "SourceHanSans-Bold.ttc"},
		{"Source Han Sans JP", "SourceHanSansJP-Regular.otf", "SourceHanSansJP-Bold.otf"},
		{"BIZ UDPGothic", "BIZUDPGothic-Regular.ttf", "BIZUDPGothic-Bold.ttf"},
		{"IPAexGothic", "ipaexg.ttf", ""},
		{"IPAPGothic", "ipagp.ttf", ""},
		{"TakaoPGothic", "TakaoPGothic.ttf", ""},
		{"VL PGothic", "VL-PGothic-Regular.ttf", ""},
		{"MS PGothic", "msgothic.ttc", ""},
	},
}

// fontFolders are where the system and the user keep fonts.
func fontFolders() []string {
	home, _ := os.UserHomeDir()
	switch runtime.GOOS {
	case "windows":
		return []string{
			filepath.Join(os.Getenv("WINDIR"), "Fonts"),
			filepath.Join(os.Getenv("LOCALAPPDATA"), "Microsoft", "Windows", "Fonts"),
		}
	case "darwin":
		return []string{"/System/Library/Fonts", "/Library/Fonts", filepath.Join(home, "Library", "Fonts")}
	}
	data := os.Getenv("XDG_DATA_HOME")
	if data == "" {
		data = filepath.Join(home, ".local", "share")
	}
	shared := os.Getenv("XDG_DATA_DIRS")
	if shared == "" {
		shared = "/usr/local/share:/usr/share"
	}
	folders := []string{filepath.Join(data, "fonts"), filepath.Join(home, ".fonts")}
	for _, dir := range filepath.SplitList(shared) {
		folders = append(folders, filepath.Join(dir, "fonts"))
	}
	return folders
}

// fonts are the two weights of the first typeface that is there. The bold one is
// looked for when it is first drawn.
type fonts struct {
	find    func() (family, regular, bold string)
	once    sync.Once
	onceB   sync.Once
	family  string
	boldAt  string
	regular weight
	heavy   weight
	extents extents
}

// extents are what texts take that one file draws alone, some thousands of them. A layout asks for
// the same ones again and again, and half of its time went by where Fyne looks up what it knows.
type extents struct {
	mu    sync.Mutex
	known map[measured]fyne.Size
}

type measured struct {
	text string
	size float32
	bold bool
}

const mostExtents = 10_000

func (e *extents) find(m measured) (fyne.Size, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	size, ok := e.known[m]
	return size, ok
}

func (e *extents) keep(m measured, size fyne.Size) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.known == nil || len(e.known) >= mostExtents {
		e.known = make(map[measured]fyne.Size)
	}
	m.text = strings.Clone(m.text) // which may be the beginning of a long one
	e.known[m] = size
}

// weight is a font file, and the signs that it has.
type weight struct {
	file  fyne.Resource // nil: none found
	signs font.Cmap
}

func newWeight(name string, data []byte) weight {
	if data == nil {
		return weight{}
	}
	return weight{fyne.NewStaticResource(name, data), signsOf(data)}
}

// signsOf reads no more of a font than which signs it has; nil where that cannot be told.
func signsOf(data []byte) font.Cmap {
	file, err := opentype.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	raw, err := file.RawTable(opentype.MustNewTag("cmap"))
	if err != nil {
		return nil
	}
	table, _, err := tables.ParseCmap(raw)
	if err != nil {
		return nil
	}
	signs, _, err := font.ProcessCmap(table, tables.FPNone)
	if err != nil {
		return nil
	}
	return signs
}

// has says whether the font draws all of a text. What is not seen by itself asks for no font, such
// as what tells variants of a kanji apart.
func (w weight) has(text string) bool {
	if w.signs == nil {
		return false
	}
	for _, r := range text {
		if _, ok := w.signs.Lookup(r); !ok && !unicode.IsControl(r) && !unicode.Is(unicode.Variation_Selector, r) {
			return false
		}
	}
	return true
}

// systemFonts are shared by all themes of the process.
var systemFonts = &fonts{find: func() (string, string, string) {
	return findTypeface(fontFolders(), append(typefaces[runtime.GOOS], all()...))
}}

func all() []typeface {
	list := typefaces[""]
	for _, home := range []string{"windows", "darwin"} {
		list = append(list[:len(list):len(list)], typefaces[home]...)
	}
	return list
}

// findTypeface returns the first family of the list one of whose files is in a
// folder or below it, and the paths of both weights. bold is "" when there is none.
func findTypeface(folders []string, wanted []typeface) (family, regular, bold string) {
	paths := make(map[string]string)
	for _, face := range wanted {
		paths[fileKey(face.regular)] = ""
		paths[fileKey(face.bold)] = ""
	}
	for _, folder := range folders {
		// A folder that is missing or closed to us has no font for us.
		_ = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return nil
			}
			key := fileKey(entry.Name())
			if known, ok := paths[key]; ok && known == "" && !entry.IsDir() {
				paths[key] = path
			}
			return nil
		})
	}
	for _, face := range wanted {
		if path := paths[fileKey(face.regular)]; path != "" && hasFace(path, face.family) {
			return face.family, path, paths[fileKey(face.bold)]
		}
	}
	return "", "", ""
}

// fileKey makes names of files comparable: macOS may hand out decomposed kana,
// Windows any case.
func fileKey(name string) string { return strings.ToLower(norm.NFC.String(name)) }

func (f *fonts) text() weight {
	f.once.Do(func() {
		family, regular, bold := f.find()
		f.family, f.boldAt = family, bold
		f.regular = newWeight(family+".ttf", readFace(regular, family, font.WeightNormal))
	})
	return f.regular
}

// bold is the regular weight where the family has no other.
func (f *fonts) bold() weight {
	regular := f.text()
	f.onceB.Do(func() {
		if f.heavy = newWeight(f.family+" Bold.ttf", readFace(f.boldAt, f.family, font.WeightBold)); f.heavy.file == nil {
			f.heavy = regular
		}
	})
	return f.heavy
}

func (f *fonts) weight(bold bool) weight {
	if bold {
		return f.bold()
	}
	return f.text()
}

// alone is the file that draws all of a text, nil if it takes others besides.
func (f *fonts) alone(bold bool, text string) fyne.Resource {
	if w := f.weight(bold); w.has(text) {
		return w.file
	}
	return nil
}

// readFace returns one face as a font file of its own, since Fyne takes no
// collections; nil if the file can't be read or has no such face.
func readFace(path, family string, weight font.Weight) []byte {
	if path == "" {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	chosen, alone := chooseFace(file, family, weight)
	if chosen < 0 {
		return nil
	}
	data, err := mapFile(file)
	if err != nil {
		return nil
	}
	if alone {
		return data
	}
	return takeOut(data, chosen)
}

// takeOut makes a font file of one face of a collection: its directory goes to the front,
// over those of all faces, and the tables stay where they are. Where a table is in the way, it
// goes before a copy of all. It gives nil for what is no collection.
func takeOut(collection []byte, face int) []byte {
	// https://learn.microsoft.com/en-us/typography/opentype/spec/otff
	const header, record, offset, length = 12, 16, 8, 12
	number := func(of []byte, at int) int { return int(binary.BigEndian.Uint32(of[at:])) }
	if !bytes.HasPrefix(collection, []byte("ttcf")) || len(collection) < header+4*face+4 {
		return nil
	}
	at := number(collection, header+4*face)
	if len(collection)-header < at {
		return nil
	}
	size := header + record*int(binary.BigEndian.Uint16(collection[at+4:]))
	if len(collection)-size < at {
		return nil
	}
	directory := slices.Clone(collection[at : at+size])
	tables := slices.Collect(slices.Chunk(directory[header:], record))
	if !slices.ContainsFunc(tables, func(t []byte) bool { return number(t, length) > 0 && number(t, offset) < size }) {
		copy(collection, directory)
		return collection
	}
	for _, t := range tables {
		binary.BigEndian.PutUint32(t[offset:], uint32(number(t, offset)+size))
	}
	return append(directory, collection...)
}

func hasFace(path, family string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	chosen, _ := chooseFace(file, family, font.WeightNormal)
	return chosen >= 0
}

// chooseFace returns the place of the face of the family that is nearest to the weight,
// -1 where there is none, and whether it is alone in its file. Variable fonts are passed
// over: Fyne would draw them at their lightest.
func chooseFace(file opentype.Resource, family string, weight font.Weight) (chosen int, alone bool) {
	faces, err := opentype.NewLoaders(file)
	if err != nil {
		return -1, false
	}
	chosen = -1
	var nearest font.Weight
	for i, face := range faces {
		if face.HasTable(opentype.MustNewTag("fvar")) {
			continue
		}
		about, _ := font.Describe(face, nil)
		off := max(about.Aspect.Weight-weight, weight-about.Aspect.Weight)
		name, rest, found := strings.Cut(font.NormalizeFamily(about.Family), font.NormalizeFamily(family))
		if !found || name != "" || about.Aspect.Style != font.StyleNormal {
			continue
		}
		if rest != "" {
			off += font.WeightBlack // a face that calls itself “Hiragino Sans W3”
		}
		if chosen < 0 || off < nearest {
			chosen, nearest = i, off
		}
	}
	return chosen, len(faces) == 1
}

// FontFiles are the two fonts of the window, each a file of one face.
func FontFiles() (regular, bold []byte) {
	look := fyne.CurrentApp().Settings().Theme()
	return look.Font(fyne.TextStyle{}).Content(), look.Font(fyne.TextStyle{Bold: true}).Content()
}

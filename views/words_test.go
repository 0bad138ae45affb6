package views

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"image/color"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"anpisync/app/goldentest"
	"anpisync/views/kit"
	"anpisync/views/kit/kittest"
)

var words = filepath.Join("testdata", "words.txt")

// All that can be read in the window is in one file, sight by sight, so that a sentence that
// is lost or changed is a line that somebody has looked at.
func TestWords_AllThatCanBeReadIsAsInTheFile(t *testing.T) {
	kittest.NeedFonts(t, fontsFile, goldentest.Updating())
	var b bytes.Buffer
	seen := map[string]bool{} // each line is there once, where it is first met
	keys := ""                // but what has the keys, wherever that is something else
	tour(t, func(s *stage, at string, _ bool) {
		head := fmt.Sprintf("\n# %s\n", at)
		for _, line := range s.words() {
			has, ok := strings.CutPrefix(line, "keys\t")
			if ok && has != keys || !ok && !seen[line] {
				if seen[line] = true; ok {
					keys = has
				}
				b.WriteString(head + line + "\n")
				head = ""
			}
		}
	})
	goldentest.Compare(t, words, b.String()[1:])
}

// A folder and a server of a test are others each time, wherever the system has its temporary ones.
var (
	temporary = regexp.MustCompile(`(` + regexp.QuoteMeta(filepath.Clean(os.TempDir())) + `|(/[^/\s「」]+)*)/Test[^/\s「」]*/\d+`)
	loopback  = regexp.MustCompile(`127\.0\.0\.1:\d+`)
)

// words are all that can be read at what is in front, a line a text, with how it stands out,
// what is ticked, chosen or off, what the mouse is told, and what has the keys: of a list, its
// titles and first rows.
func (s *stage) words() (lines []string) {
	say := func(kind, text string) {
		const most = 1000 // characters: licences have more
		if start := []rune(text); len(start) > most {
			text = string(start[:most])
		}
		text = temporary.ReplaceAllString(strings.ReplaceAll(text, "\n", "⏎"), "FOLDER")
		text = loopback.ReplaceAllString(text, "SERVER")
		if strings.TrimSpace(text) == "" {
			return
		}
		lines = append(lines, strings.TrimSpace(kind+"\t"+text))
	}
	say("tip", s.layers.Told())
	front, styles := s.front(), newStyles()
	var read func(o fyne.CanvasObject)
	read = func(o fyne.CanvasObject) {
		if o == nil || !o.Visible() {
			return
		}
		switch o := o.(type) {
		case *canvas.Text:
			say("", o.Text+styles.of(o))
		case *kit.Button:
			say("", strings.TrimSpace("["+o.Text()+"] "+o.Why())+off(o))
		case *kit.Check:
			kind := map[bool]string{true: "ticked", false: "box"}[o.Checked()]
			for _, part := range canvasTexts(o) {
				say(kind, part.Text+off(o))
				kind = "" // what stands below it
			}
		case *kit.Radio:
			for i, option := range canvasTexts(o) {
				say(map[bool]string{true: "chosen", false: "choice"}[i == o.Chosen()], option.Text+off(o))
			}
		case *kit.Entry:
			say("field", o.PlaceHolder+off(o))
			if !o.Password {
				say("typed", o.Text)
			}
		case *kit.Grid:
			say("titles", strings.Join(o.Titles(), " | "))
			rows := o.Rows()
			for row := range min(rows.Len(), 3) {
				var cells []string
				for _, column := range o.Shown() {
					cell := rows.Cell(row, column)
					text := cell.String() + marks(map[bool]string{true: "bold"}[cell.Bold], toneNames[cell.Tone])
					for _, tag := range cell.Tags {
						text += strings.TrimSuffix(" ("+tag.Tip+")", " ()")
					}
					cells = append(cells, text)
				}
				say("row", strings.Join(cells, " | "))
			}
			if at, ok := o.Current(); ok {
				say("at", fmt.Sprintf("%d, %d picked", at, o.SelectedCount()))
			}
			if rows.Len() == 0 {
				readInside(o, read)
			}
		case fmt.Stringer:
			say("", o.String()+styles.of(o.(fyne.CanvasObject)))
		default:
			readInside(o, read)
		}
	}
	read(front)
	for _, tip := range s.tips(front) {
		say("tip", tip)
	}
	if f := s.win.Canvas().Focused(); f != nil {
		say("keys", nameOf(f))
	}
	return lines
}

// markedAs is what a line has that is no word.
var markedAs = regexp.MustCompile(`^(ticked|box|chosen|choice)\t| \{[a-z ]+\}`)

// plainWords are the words without what stands out, is ticked, chosen or has the keys.
func (s *stage) plainWords() (lines []string) {
	for _, line := range s.words() {
		if kind, _, _ := strings.Cut(line, "\t"); kind != "keys" && kind != "at" {
			lines = append(lines, markedAs.ReplaceAllString(line, ""))
		}
	}
	return lines
}

// nameOf is what a person would call something that has the keys.
func nameOf(f fyne.Focusable) string {
	kind := strings.TrimPrefix(fmt.Sprintf("%T", f), "*kit.")
	if e, ok := f.(*kit.Entry); ok {
		return kind + " " + e.PlaceHolder + e.Text
	}
	for _, t := range canvasTexts(f.(fyne.CanvasObject)) {
		return kind + " " + t.Text
	}
	return kind
}

// off says of something that answers to people that it doesn't.
func off(o fyne.CanvasObject) string {
	if can, ok := o.(interface{ Disabled() bool }); ok && can.Disabled() {
		return " {off}"
	}
	return ""
}

// styles tell how a text stands out from others.
type styles struct {
	tones map[color.Color]string
	usual float32 // size
}

// toneNames are those of the tones that say something.
var toneNames = map[kit.Tone]string{kit.Blue: "blue", kit.Red: "red", kit.Green: "green", kit.Yellow: "yellow"}

func newStyles() styles {
	first := func(span kit.Span) *canvas.Text {
		text := kit.NewText(span)
		text.Resize(usualSize)
		return canvasTexts(text)[0]
	}
	s := styles{map[color.Color]string{theme.Color(theme.ColorNameDisabled): "faint"}, first(kit.Plain("あ")).TextSize}
	for tone, name := range toneNames {
		s.tones[first(kit.Span{Text: "あ", Tone: tone}).Color] = name
	}
	return s
}

// of is what a text, or one of its parts, has that others have not.
func (s styles) of(o fyne.CanvasObject) string {
	var all []string
	for _, t := range canvasTexts(o) {
		all = append(all, s.tones[t.Color])
		if t.TextStyle.Bold {
			all = append(all, "bold")
		}
		if t.TextSize > s.usual {
			all = append(all, "large")
		}
	}
	slices.Sort(all)
	return marks(slices.Compact(all)...)
}

// marks are words behind a text.
func marks(words ...string) string {
	if words = slices.DeleteFunc(words, func(word string) bool { return word == "" }); len(words) == 0 {
		return ""
	}
	return " {" + strings.Join(words, " ") + "}"
}

// canvasTexts are the texts that an object consists of.
func canvasTexts(o fyne.CanvasObject) (all []*canvas.Text) {
	walk(o, func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok && t.Text != "" {
			all = append(all, t)
		}
	})
	return all
}

func readInside(o fyne.CanvasObject, read func(fyne.CanvasObject)) {
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			read(child)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			read(child)
		}
	}
}

// A spot is what answers to the mouse, and where it can be seen.
type spot struct {
	desktop.Hoverable
	at fyne.Position
	area
}

// spots are those of an object, each above the ones before it.
func spots(o fyne.CanvasObject, at fyne.Position, room area) (all []spot) {
	if o == nil || !o.Visible() {
		return nil
	}
	at = at.Add(o.Position())
	if h, ok := o.(desktop.Hoverable); ok {
		if a := areaOf(at, o.Size()).within(room); a.readable() {
			all = append(all, spot{h, at, a})
		}
	}
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			all = append(all, spots(child, at, room)...)
		}
	case *container.Scroll:
		all = append(all, spots(o.Content, at, room.within(areaOf(at, o.Size())))...)
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			all = append(all, spots(child, at, room)...)
		}
	}
	return all
}

// hover is what the mouse is told at a place.
func (s *stage) hover(all []spot, x, y float32) (told string) {
	for i := len(all) - 1; i >= 0; i-- {
		if p := all[i]; x >= p.left && x < p.right && y >= p.top && y < p.bottom {
			event := &desktop.MouseEvent{}
			event.AbsolutePosition = fyne.NewPos(x, y)
			event.Position = event.AbsolutePosition.Subtract(p.at)
			p.MouseIn(event)
			told = s.layers.Told()
			p.MouseOut()
			return told
		}
	}
	return ""
}

// tips are what the mouse is told when it goes over all that answers to it.
func (s *stage) tips(front fyne.CanvasObject) (all []string) {
	const step = 16
	over := spots(front, fyne.Position{}, areaOf(fyne.Position{}, s.win.Canvas().Size()))
	rows := map[float32]int{} // of a list, the first few
	for _, p := range over {
		if rows[p.left]++; rows[p.left] > 12 {
			continue
		}
		last := ""
		for x := p.left + 2; x < p.right; x += step {
			if told := s.hover(over, x, (p.top+p.bottom)/2); told != "" && told != last {
				all, last = append(all, told), told
			}
		}
	}
	return all
}

// inJapanese is a literal for people.
var inJapanese = regexp.MustCompile(`[\p{Hiragana}\p{Katakana}\p{Han}]`)

// verb is what fmt puts something else in the place of.
var verb = regexp.MustCompile(`%[-+# 0-9.]*[a-z%]|\n`)

// leastRead is the share of the sentences of this package that the tour comes by.
const leastRead = 0.75

// A sentence that is written here and that the file has not can be changed unseen.
func TestWords_MostOfWhatIsWrittenHereIsInTheFile(t *testing.T) {
	golden, err := os.ReadFile(words)
	if err != nil {
		t.Fatal(err)
	}
	all, read := 0, 0
	err = filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || onlyElsewhere.MatchString(path) {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING || !inJapanese.MatchString(literal.Value) {
				return true
			}
			text, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			all++
			for _, part := range verb.Split(text, -1) {
				if inJapanese.MatchString(part) && !bytes.Contains(golden, []byte(strings.TrimSpace(part))) {
					t.Logf("%s: %q", set.Position(literal.Pos()), text)
					return true
				}
			}
			read++
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d, %.1f %%", read, all, 100*float64(read)/float64(all))
	if float64(read) < leastRead*float64(all) {
		t.Errorf("%d of %d literals are in %s: the tour should come by more", read, all, words)
	}
}

// onlyElsewhere are files of other systems, and of what is no window.
var onlyElsewhere = regexp.MustCompile(`_(darwin|windows)\.go$|^(testdata|opengl)|kit/(kittest|testapp|font|theme)`)

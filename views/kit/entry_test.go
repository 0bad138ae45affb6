package kit_test

import (
	"image"
	"reflect"
	"slices"
	"testing"

	"anpisync/views/kit"
	"anpisync/views/kit/kittest"
	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestPaste_AFieldOfOneLineGetsOneLine(t *testing.T) {
	app := testapp.New(t, kit.NewTheme())
	window := test.NewTempWindow(t, nil)
	layers := kit.NewLayers(window)
	var typed string
	fields := map[string]*kit.Entry{
		"text":     kit.NewEntry("", func(text string) { typed = text }),
		"password": kit.NewPasswordEntry("", func(text string) { typed = text }),
		"search":   kit.NewSearchEntry("", func(text string) { typed = text }),
	}
	for name, field := range fields {
		window.SetContent(field)
		window.Canvas().Focus(field)
		paste := func(text string) {
			app.Clipboard().SetContent(text)
			kittest.Press(window, layers, fyne.KeyV, ctrl)
		}
		for pasted, want := range map[string]string{
			"secret12\r\n":          "secret12",
			"\r\n\tsecret12\t\n\n":  "secret12",
			"one\r\ntwo\n\n\tthree": "one two three",
			" a \u2028b\u0085":      " a  b",
			"secret12":              "secret12",
			"\r\n":                  "",
		} {
			field.SetText("")
			typed = ""
			paste(pasted)
			if field.Text != want || typed != want {
				t.Errorf("%s: %q is %q, reported as %q, want %q", name, pasted, field.Text, typed, want)
			}
		}
		field.SetText("stays")
		kittest.Press(window, layers, fyne.KeyA, ctrl)
		paste("\r\n")
		if field.Text != "stays" {
			t.Errorf("%s: a paste of nothing leaves %q", name, field.Text)
		}
		paste("new\r\n")
		if field.Text != "new" {
			t.Errorf("%s: a paste over everything leaves %q", name, field.Text)
		}
		kittest.Press(window, layers, fyne.KeyZ, ctrl)
		kittest.Press(window, layers, fyne.KeyZ, ctrl)
		if field.Text != "stays" {
			t.Errorf("%s: taken back, the paste leaves %q", name, field.Text)
		}
	}
	memo := kit.NewTextArea("", 3, nil)
	window.SetContent(memo)
	window.Canvas().Focus(memo.Focusable())
	app.Clipboard().SetContent("one\r\ntwo\n")
	kittest.Press(window, layers, fyne.KeyV, ctrl)
	if memo.Text() != "one\ntwo\n" {
		t.Errorf("a field of several lines gets %q", memo.Text())
	}
}

// A field on a screen that nobody opens has no font read for it, and is otherwise as any.
func TestEntry_SleepsUntilSomebodyLooksAtIt(t *testing.T) {
	testapp.New(t, kit.NewTheme())
	kit.NewText(kit.Plain("佐藤")).MinSize()
	if len(testapp.Themed()) > 0 {
		t.Skip("no Japanese font is installed here")
	}
	window := test.NewTempWindow(t, nil)
	kit.NewLayers(window)
	var told []string
	entry := kit.NewEntry("", func(text string) { told = append(told, text) })
	area := kit.NewTextArea("", 3, nil)
	form := kit.Form(kit.NewField("名前", entry), kit.NewField("パスワード", kit.NewPasswordEntry("", nil)),
		kit.NewField("部署", kit.NewSearchEntry("部署", nil)), kit.NewField("メモ", area))
	plain := form.MinSize().Height
	entry.SetPlaceHolder("高崎")
	area.SetText("佐藤\n高崎")
	for _, text := range []string{"佐藤", "佐藤\u202e昇", "佐藤\u202e昇"} {
		entry.SetText(text)
	}
	entry.SetEnabled(false)
	entry.SetEnabled(true)
	entry.SetFailed(true)
	form.Resize(fyne.NewSize(600, 400))
	form.Refresh()
	if got := testapp.Themed(); len(got) > 0 {
		t.Errorf("fonts were read to measure %q", got)
	}
	if want := []string{"佐藤", "佐藤\u202e昇"}; !slices.Equal(told, want) {
		t.Errorf("it told of %q, not of %q", told, want)
	}
	if form.MinSize().Height <= plain {
		t.Error("nothing is said of a character that deceives")
	}
	window.SetContent(form)
	window.Resize(fyne.NewSize(600, 400))
	shown := func() bool {
		window.Canvas().Capture()
		return slices.Contains(testapp.Themed(), entry.Text)
	}
	if !shown() {
		t.Error("its text is not shown with its form")
	}
	if entry.SetText("高橋"); !shown() {
		t.Error("another text is not shown")
	}
	window.Canvas().Focus(entry)
	test.Type(entry, "さん")
	if entry.Text != "さん高橋" {
		t.Errorf("typed into, it is %q", entry.Text)
	}
}

// One that has the keys before it was drawn takes them.
func TestEntry_WakesForTheKeys(t *testing.T) {
	testapp.New(t, kit.NewTheme())
	window := test.NewTempWindow(t, nil)
	layers := kit.NewLayers(window)
	entry := kit.NewEntry("", nil)
	entry.SetText("佐藤")
	entry.FocusGained()
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	for _, r := range "さん" {
		entry.TypedRune(r)
	}
	window.SetContent(entry)
	window.Canvas().Focus(entry)
	if entry.Text != "佐藤さん" {
		t.Errorf("typed into, it is %q", entry.Text)
	}
	kittest.Press(window, layers, fyne.KeyZ, ctrl)
	if entry.Text != "佐藤" {
		t.Errorf("taken back, it is %q", entry.Text)
	}
}

// What was said to a field in its sleep is seen as if it had been awake.
func TestEntry_LooksTheSameHoweverLongItSlept(t *testing.T) {
	testapp.New(t, kit.NewTheme())
	for name, do := range map[string]func(*kit.Entry, *kit.TextArea){
		"nothing": func(*kit.Entry, *kit.TextArea) {},
		"texts": func(e *kit.Entry, a *kit.TextArea) {
			e.SetText("佐藤")
			a.SetText("佐藤\n高崎\n直海\n中村\n小林")
		},
		"a text that went": func(e *kit.Entry, _ *kit.TextArea) {
			e.SetText("佐藤")
			e.SetText("")
		},
		"a placeholder": func(e *kit.Entry, _ *kit.TextArea) { e.SetPlaceHolder("高崎") },
		"off":           func(e *kit.Entry, _ *kit.TextArea) { e.SetText("佐藤"); e.SetEnabled(false) },
		"refused":       func(e *kit.Entry, _ *kit.TextArea) { e.SetFailed(true) },
	} {
		drawn := func(before, after func(*kit.Entry, *kit.TextArea)) image.Image {
			entry, area := kit.NewEntry("部署", nil), kit.NewTextArea("メモ", 3, nil)
			before(entry, area)
			w := test.NewTempWindow(t, kit.Column(4, entry, area))
			w.Resize(fyne.NewSize(300, 200))
			w.Canvas().Capture()
			after(entry, area)
			return w.Canvas().Capture()
		}
		nothing := func(*kit.Entry, *kit.TextArea) {}
		if !reflect.DeepEqual(drawn(do, nothing), drawn(nothing, do)) {
			t.Errorf("%s: asleep and awake it looks otherwise", name)
		}
	}
}

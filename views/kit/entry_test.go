package kit_test

import (
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

package kit_test

import (
	"strings"
	"testing"

	"anpisync/views/kit"
	"anpisync/views/kit/kittest"
	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestForm_ErrorTakesRoomOnlyWhileThereIsOne(t *testing.T) {
	testapp.New(t, kit.NewTheme())
	window := test.NewTempWindow(t, nil)
	field := kit.NewField("ログイン名", kit.NewEntry("", nil))
	other := kit.NewField("Basic認証のユーザー名", kit.NewEntry("", nil))
	form := kit.Form(field, other)
	window.SetContent(form)
	window.Resize(fyne.NewSize(600, 400))
	plain := form.MinSize().Height
	field.SetError("6〜64文字で入力してください（いまは3文字です）。")
	if form.MinSize().Height <= plain {
		t.Error("an error takes no room")
	}
	one := form.MinSize().Height
	field.SetError(strings.Repeat("とても長い説明です。", 20))
	if form.MinSize().Height <= one {
		t.Error("an error of several lines takes the room of one")
	}
	field.SetError("")
	if got := form.MinSize().Height; got != plain {
		t.Errorf("without an error the form takes %g, before %g", got, plain)
	}
	other.SetVisible(false)
	if form.MinSize().Height >= plain {
		t.Error("a hidden field takes room")
	}
	other.SetVisible(true)
	if got := form.MinSize().Height; got != plain {
		t.Errorf("shown again the form takes %g, before %g", got, plain)
	}
}

func TestForm_TellsWhatAFieldCannotShow(t *testing.T) {
	app := testapp.New(t, kit.NewTheme())
	window := test.NewTempWindow(t, nil)
	layers := kit.NewLayers(window)
	entry := kit.NewEntry("", nil)
	form := kit.Form(kit.NewField("名前", entry), kit.NewField("パスワード", kit.NewPasswordEntry("", nil)))
	window.SetContent(form)
	window.Resize(fyne.NewSize(600, 400))
	plain := form.MinSize().Height
	app.Clipboard().SetContent("佐藤\u202e昇")
	window.Canvas().Focus(entry)
	kittest.Press(window, layers, fyne.KeyV, ctrl)
	if form.MinSize().Height <= plain {
		t.Error("nothing is told")
	}
	kittest.Press(window, layers, fyne.KeyBackspace, 0)
	kittest.Press(window, layers, fyne.KeyBackspace, 0)
	if got := form.MinSize().Height; got != plain {
		t.Errorf("%q: the form takes %g, before %g", entry.Text, got, plain)
	}
}

func TestForm_TabGoesDownTheForm(t *testing.T) {
	testapp.New(t, kit.NewTheme())
	window := test.NewTempWindow(t, nil)
	first, second, third := kit.NewEntry("", nil), kit.NewRadio([]string{"a", "b"}, nil), kit.NewEntry("", nil)
	button := kit.NewPrimaryButton("読み込む", nil)
	list := kit.NewGrid(nil, "")
	window.SetContent(kit.Column(4,
		kit.Form(kit.NewField("a", first), kit.NewField("b", second), kit.NewField("c", third)),
		kit.Grow(list), kit.Row(4, kit.Space(), button)))
	window.Resize(fyne.NewSize(600, 400))
	hidden := kit.NewField("", kit.NewEntry("", nil))
	hidden.SetVisible(false)
	for i, want := range []fyne.Focusable{first, second, third, list.Focusable(), button} {
		window.Canvas().FocusNext()
		if window.Canvas().Focused() != want {
			t.Errorf("stop %d is %T", i, window.Canvas().Focused())
		}
	}
}

func TestDialog_StaysInTheWindow(t *testing.T) {
	testapp.New(t, kit.NewTheme())
	window := test.NewTempWindow(t, kit.NewText(kit.Plain("下")))
	layers := kit.NewLayers(window)
	window.Resize(fyne.NewSize(960, 540))
	for name, text := range map[string]string{"short": "短い", "long": strings.Repeat("長い説明です。\n", 200)} {
		d := layers.TellError("読み込めませんでした", text, "GET /v1/users.json: 403")
		for _, o := range test.WidgetRenderer(window.Canvas().Overlays().Top().(fyne.Widget)).Objects() {
			end := o.Position().Add(o.Size())
			if o.Position().Y < 0 || end.Y > 540 || end.X > 960 {
				t.Errorf("%s: %T from %v to %v", name, o, o.Position(), end)
			}
		}
		d.Close()
	}
}

// Tab brings what it reaches into view.
func TestScroll_FollowsTheFocus(t *testing.T) {
	testapp.New(t, kit.NewTheme())
	window := test.NewTempWindow(t, nil)
	kit.NewLayers(window)
	objects := make([]fyne.CanvasObject, 40)
	for i := range objects {
		objects[i] = kit.NewEntry("", nil)
	}
	scroll := kit.Scroll(kit.NewCard(kit.Quiet, kit.Column(4, objects...)))
	window.SetContent(scroll)
	window.Resize(fyne.NewSize(400, 300))
	for _, i := range []int{39, 0, 20} {
		window.Canvas().Focus(objects[i].(fyne.Focusable))
		top := fyne.CurrentApp().Driver().AbsolutePositionForObject(objects[i]).Y
		if top < 0 || top+objects[i].Size().Height > 300 {
			t.Errorf("entry %d has the focus at %g, out of sight", i, top)
		}
	}
}

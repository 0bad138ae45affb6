package views

import (
	"embed"
	"fmt"

	"fyne.io/fyne/v2"

	"anpisync/views/kit"
)

//go:embed steps/*.svg
var stepPictures embed.FS

// steps are what a person does before there is a directory.
var steps = []struct{ name, text string }{
	{"接続", "cybozu.comのURLとログイン名を入力して、読み込みます。"},
	{"確認", "追加・変更・削除を、反映の前に確認します。あとから元に戻せます。"},
	{"名簿", "部署とユーザーの一覧ができます。連絡できない人も、すぐに分かります。"},
}

// stepWidth is the least width of a step: three are beside each other in the smallest window.
const stepWidth = 210

// firstSteps shows the steps from a new program to a list, and the way to try them out;
// begin is a button for the first of them, or nil.
func firstSteps(w *window, begin fyne.CanvasObject) *fyne.Container {
	var parts []fyne.CanvasObject
	for i, step := range steps {
		parts = append(parts, kit.Grow(kit.Width(stepWidth, kit.Row(12,
			kit.NewPicture(picture(i+1), 84, 56),
			kit.Grow(kit.NewParagraph(kit.Bold(fmt.Sprintf("%d. %s\n", i+1, step.name)), kit.Plain(step.text))),
		))))
	}
	var buttons []fyne.CanvasObject
	if begin != nil {
		buttons = append(buttons, begin)
	}
	if !w.app.Demo() {
		buttons = append(buttons, kit.NewButton("見本で試す", w.openSample),
			kit.Grow(kit.NewText(kit.Dim("別のウィンドウで、ひととおり試せます。データは残りません。")).Cut()))
	}
	content := kit.Column(14, kit.Wrap(18, parts...))
	if len(buttons) > 0 {
		content.Add(kit.Row(kit.Gap, buttons...))
	}
	return kit.Column(0, kit.NewCard(kit.Quiet, content))
}

func picture(number int) fyne.Resource {
	name := fmt.Sprintf("steps/%d.svg", number)
	content, err := stepPictures.ReadFile(name)
	if err != nil {
		panic(err) // they are in the program
	}
	return fyne.NewStaticResource(name, content)
}

// openSample opens the sample in a window, and a process, of its own.
func (w *window) openSample() {
	if err := w.sample(); err != nil {
		w.fail(err)
	}
}

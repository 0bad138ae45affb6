package views

import (
	"fyne.io/fyne/v2"

	"anpisync/app/message"
	"anpisync/views/kit"
)

// notice tells why the window cannot open, in a small one, since who double-clicked
// sees no console. It gives the error back.
func notice(o Options, err error) error {
	f := newFyneApp(o)
	w := f.NewWindow(programName)
	layers := kit.NewLayers(w)
	text := message.Of(err)
	closing := kit.NewPrimaryButton("閉じる", w.Close)
	layers.SetBase(kit.Layer{Confirm: w.Close, Cancel: w.Close})
	w.SetContent(kit.Scroll(kit.Pad(24, 24, 24, 24, kit.Column(16,
		kit.NewParagraph(kit.Bold(text.Summary), kit.Plain("\n"+text.Advice)),
		kit.NewFold("技術的な詳細", kit.NewDetail(text.Detail)),
		kit.Row(kit.Gap, kit.Space(), closing),
	))))
	w.Resize(fyne.NewSize(560, 300))
	w.CenterOnScreen()
	w.Canvas().Focus(closing)
	w.ShowAndRun()
	return err
}

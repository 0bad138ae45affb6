package views

import (
	"context"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/message"
	"anpisync/views/kit"
)

// notice tells why the window cannot open, in a small one, since who double-clicked
// sees no console. Where a copy can take the place of a damaged directory, it offers
// that, and gives nil back once it is done; else the error.
func notice(ctx context.Context, o Options, dir string, err error) error {
	f := newFyneApp(o)
	w := f.NewWindow(programName)
	layers := kit.NewLayers(w)
	text := message.Of(err)
	closing := kit.NewButton("閉じる", w.Close)
	layers.SetBase(kit.Layer{Confirm: w.Close, Cancel: w.Close})
	buttons := []fyne.CanvasObject{kit.Space(), closing}
	if copied, ok := app.Restorable(ctx, dir, err); ok {
		restoring := kit.NewPrimaryButton(copied.At.Local().Format(timeFormat)+" の控えから復元する", func() {
			if err = app.Restore(ctx, dir, copied); err == nil {
				w.Close()
				return
			}
			failed := message.Of(err)
			layers.TellError(failed.Summary, failed.Advice, failed.Detail)
		})
		buttons = append(buttons, restoring)
	}
	w.SetContent(kit.Scroll(kit.Pad(24, 24, 24, 24, kit.Column(16,
		kit.NewParagraph(kit.Bold(text.Summary), kit.Plain("\n"+text.Advice)),
		kit.NewFold("技術的な詳細", kit.NewDetail(text.Detail)),
		kit.Row(kit.Gap, buttons...),
	))))
	w.Resize(fyne.NewSize(560, 300))
	w.CenterOnScreen()
	w.Canvas().Focus(closing)
	w.ShowAndRun()
	return err
}

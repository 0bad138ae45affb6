package views

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"github.com/ncruces/zenity"

	"anpisync/app/message"
	"anpisync/views/frame"
	"anpisync/views/kit"
)

// showNotice tells in the window, small, why the program cannot fill it, since who
// double-clicked sees no console. It gives nil where there is no window to be had.
func showNotice(w fyne.Window, err error) *frame.Frame {
	layers := kit.NewLayers(w)
	layers.SetBase(kit.Layer{Cancel: w.Close})
	text := message.Of(err)
	closing := kit.NewPrimaryButton("閉じる", w.Close)
	w.SetContent(kit.Scroll(kit.Pad(24, 24, 24, 24, kit.Column(16,
		kit.NewParagraph(kit.Bold(text.Summary), kit.Plain("\n"+text.Advice)),
		kit.NewFold("技術的な詳細", kit.NewDetail(text.Detail)),
		kit.Space(),
		kit.Row(kit.Gap, kit.Space(), closing),
	))))
	w.CenterOnScreen()
	w.Canvas().Focus(closing)
	return frame.Show(w, frame.Place{Size: fyne.NewSize(560, 260)})
}

// showBox tells in the system's own box why no window can be drawn, and returns that.
func showBox(ctx context.Context, err error) error {
	return errors.Join(err, zenity.Error(message.Of(err).String(), zenity.Context(ctx), zenity.Title(programName)))
}

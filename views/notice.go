package views

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"github.com/ncruces/zenity"

	"anpisync/app"
	"anpisync/app/message"
	"anpisync/views/frame"
	"anpisync/views/kit"
)

// showNotice tells in the window, small, why the program cannot fill it, since who
// double-clicked sees no console. Where a copy can take the place of a damaged
// directory, it offers that, and then starts the program. It gives nil where there is no
// window to be had.
func showNotice(ctx context.Context, w fyne.Window, dir string, err error, start func() error) *frame.Frame {
	fillNotice(ctx, w, dir, err, start)
	w.CenterOnScreen()
	return frame.Show(w, frame.Place{Size: fyne.NewSize(560, 260)})
}

func fillNotice(ctx context.Context, w fyne.Window, dir string, err error, start func() error) {
	layers := kit.NewLayers(w)
	layers.SetBase(kit.Layer{Cancel: w.Close})
	text := message.Of(err)
	closing := kit.NewButton("閉じる", w.Close)
	buttons := []fyne.CanvasObject{kit.Space(), closing}
	damaged, copied := app.Restorable(ctx, dir, err)
	if damaged {
		text.Advice = "使える控えが残っていません。データフォルダー（" + dir + "）の directory.db を別の場所に移してから起動し直すと、新しいデータで始められます。"
	}
	if copied != nil {
		text.Advice = "控えから復元できます。控えのあとの変更は失われます。壊れたファイルは、別の名前で残します。"
		buttons = append(buttons, kit.NewPrimaryButton(copied.At.Local().Format(timeFormat)+" の控えから復元する", func() {
			waiting := kit.NewProgress(layers, "控えから復元しています。", nil)
			waiting.SetCancellable(false)
			waiting.Show()
			go func() {
				err := app.Restore(ctx, dir, *copied)
				fyne.Do(func() {
					waiting.Close()
					if err == nil {
						err = start()
					}
					if err != nil {
						failed := message.Of(err)
						layers.TellError(failed.Summary, failed.Advice, failed.Detail)
					}
				})
			}()
		}))
	}
	w.SetContent(kit.Scroll(kit.Pad(24, 24, 24, 24, kit.Column(16,
		kit.NewParagraph(kit.Bold(text.Summary), kit.Plain("\n"+text.Advice)),
		kit.NewFold("技術的な詳細", kit.NewDetail(text.Detail)),
		kit.Row(kit.Gap, buttons...),
	))))
	w.Canvas().Focus(closing)
}

// showBox tells in the system's own box why no window can be drawn, and returns that.
func showBox(ctx context.Context, err error) error {
	return errors.Join(err, zenity.Error(message.Of(err).String(), zenity.Context(ctx), zenity.Title(programName)))
}

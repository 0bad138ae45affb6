package kit

import (
	"fmt"
	"time"

	"github.com/dustin/go-humanize"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Progress is a dialog that shows how far something is, and a button that cancels
// it, as Esc does.
type Progress struct {
	dialog *Dialog
	phase  *Text
	count  *Text
	bar    *Bar
	cancel *Button
}

// NewProgress makes a dialog; Show opens it.
func NewProgress(layers *Layers, title string, cancel func()) *Progress {
	p := &Progress{
		phase: NewText(Plain(" ")).Cut(),
		count: NewText(Dim(" ")).Right(),
		bar:   NewBar(),
	}
	p.cancel = NewButton("キャンセル", cancel)
	content := Column(8, Row(Gap, Grow(p.phase), p.count), p.bar)
	p.dialog = NewDialog(layers, title, content, p.cancel)
	p.dialog.Cancel = p.cancel.tap
	p.dialog.Closed = p.bar.stop
	return p
}

// Show opens the dialog. Nothing has the focus: the second half of a double press on
// what began the work does not end it.
func (p *Progress) Show() {
	p.bar.start()
	p.dialog.Show(p.cancel)
	p.dialog.layers.canvas.Unfocus()
}

// Close takes it from the screen.
func (p *Progress) Close() { p.dialog.Close() }

// SetPhase says what is being done.
func (p *Progress) SetPhase(text string) { p.phase.SetText(text) }

// SetCount says how much of it is done. A total of 0 is one that nobody knows.
func (p *Progress) SetCount(done, total int) {
	switch {
	case total > 0:
		p.count.SetText(fmt.Sprintf("%s / %s", Digits(done), Digits(total)))
	case done > 0:
		p.count.SetText(Digits(done))
	default:
		p.count.SetText("")
	}
	p.bar.SetValue(done, total)
}

// SetCancellable switches the button, and with it Esc: what is being written can't
// be stopped.
func (p *Progress) SetCancellable(can bool) { p.cancel.SetEnabled(can) }

// Digits writes a number with a comma after each thousand.
func Digits(n int) string { return humanize.Comma(int64(n)) }

// Bar fills from the left, or lets a piece wander where the total is not known.
type Bar struct {
	widget.BaseWidget
	share     float32 // below 0: not known
	phase     float32
	animation *fyne.Animation
}

// NewBar makes an empty bar.
func NewBar() *Bar {
	b := &Bar{share: -1}
	b.ExtendBaseWidget(b)
	return b
}

// SetValue says how much is done. A total of 0 is one that nobody knows.
func (b *Bar) SetValue(done, total int) {
	share := float32(-1)
	if total > 0 {
		share = min(max(float32(done)/float32(total), 0), 1)
	}
	if share != b.share {
		b.share = share
		b.Refresh()
	}
}

func (b *Bar) start() {
	b.animation = fyne.NewAnimation(1600*time.Millisecond, func(at float32) {
		const step = 0.03 // the whole window is painted anew each time
		if b.share < 0 && (at < b.phase || at > b.phase+step) {
			b.phase = at
			b.Refresh()
		}
	})
	b.animation.RepeatCount = fyne.AnimationRepeatForever
	b.animation.Curve = fyne.AnimationLinear
	b.animation.Start()
}

func (b *Bar) stop() {
	if b.animation != nil {
		b.animation.Stop()
		b.animation = nil
	}
}

// CreateRenderer implements fyne.Widget.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer {
	groove, filled := box(3), box(3)
	return draw(b,
		func() fyne.Size { return fyne.NewSize(120, 6) },
		func(size fyne.Size) {
			groove.Resize(size)
			if b.share >= 0 {
				place(filled, 0, 0, size.Width*b.share, size.Height)
				return
			}
			const piece = 0.3
			from := b.phase*(1+piece) - piece
			to := min(from+piece, 1)
			from = max(from, 0)
			place(filled, size.Width*from, 0, size.Width*(to-from), size.Height)
		},
		func() { groove.FillColor, filled.FillColor = inkButton.now(), inkPrimary.now() },
		groove, filled)
}

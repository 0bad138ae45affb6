package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// blinkFor is how long the cursor of a field blinks after the last key, as on Windows. Then
// it stays: each change of its colour draws the whole window.
const blinkFor = 5 * time.Second

// blinking ends the blinking of a field that has the focus.
type blinking struct {
	clock *fyne.Animation // draws nothing by itself
	typed time.Time       // the last key
	held  time.Time       // when the cursor was last kept from blinking
}

func (b *blinking) start(e *widget.Entry) {
	b.stop()
	b.goOn()
	b.clock = fyne.NewAnimation(time.Second, func(float32) { b.hold(e, time.Now()) })
	b.clock.RepeatCount = fyne.AnimationRepeatForever
	b.clock.Start()
}

func (b *blinking) stop() {
	if b.clock != nil {
		b.clock.Stop()
		b.clock = nil
	}
}

// goOn lets the cursor blink again, for a key.
func (b *blinking) goOn() { b.typed = time.Now() }

// hold keeps the cursor from blinking as a key does, for the 300 ms after it.
func (b *blinking) hold(e *widget.Entry, now time.Time) {
	if now.Sub(b.typed) < blinkFor || now.Sub(b.held) < 200*time.Millisecond {
		return
	}
	b.held = now
	e.TypedKey(&fyne.KeyEvent{}) // of no name: it does nothing else
}

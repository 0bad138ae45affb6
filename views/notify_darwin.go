package views

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app/notify"
)

// handingOver is how long macOS may take to have a notice: it says nothing once it does.
const handingOver = 5 * time.Second

// Notifier shows notices as the bundle's own, with its name and icon, which Fyne can; a click
// opens the program. Where it is not signed, AppleScript shows them.
func Notifier() func(context.Context, notify.Notice) error {
	return func(ctx context.Context, n notify.Notice) error {
		newFyneApp().SendNotification(fyne.NewNotification(n.Title, n.Text))
		select {
		case <-ctx.Done():
		case <-time.After(handingOver):
		}
		return nil
	}
}

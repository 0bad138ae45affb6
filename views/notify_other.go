//go:build !darwin

package views

import (
	"context"

	"anpisync/app/notify"
)

// Notifier is nil here, where package notify shows notices under our own name.
func Notifier() func(context.Context, notify.Notice) error { return nil }

//go:build !windows && !darwin

package notify

import (
	"context"
	"fmt"
	"html"
	"slices"

	"github.com/godbus/dbus/v5"
)

// show asks the desktop (Desktop Notifications Specification 1.2).
func show(ctx context.Context, title, text string) error {
	bus, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	defer bus.Close()
	const service = "org.freedesktop.Notifications"
	desktop := bus.Object(service, "/org/freedesktop/Notifications")
	var abilities []string
	if err := desktop.CallWithContext(ctx, service+".GetCapabilities", 0).Store(&abilities); err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	if slices.Contains(abilities, "body-markup") {
		text = html.EscapeString(text)
	}
	const newOne, asLongAsUsual = uint32(0), int32(-1)
	if err := desktop.CallWithContext(ctx, service+".Notify", 0, "AnpiSync", newOne, "anpisync", title, text,
		[]string{}, map[string]dbus.Variant{}, asLongAsUsual).Err; err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	return nil
}

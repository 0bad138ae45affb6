//go:build !windows && !darwin

package notify

import (
	"context"
	"errors"
	"fmt"
	"html"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"time"

	"github.com/godbus/dbus/v5"
)

// clickable is how long a click on a notice is waited for. The desktop tells it to the
// connection that the notice came by; some take the notice away with that.
const clickable = 10 * time.Minute

const (
	service    = "org.freedesktop.Notifications"
	path       = dbus.ObjectPath("/org/freedesktop/Notifications")
	openAction = "default" // a click on the notice itself
)

// show asks the desktop (Desktop Notifications Specification 1.2).
func show(ctx context.Context, n Notice) error {
	ctx, cancel := context.WithTimeout(ctx, patience+clickable)
	defer cancel()
	bus, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	defer bus.Close()
	desktop := bus.Object(service, path)
	asking, enough := context.WithTimeout(ctx, patience)
	defer enough()
	var abilities []string
	if err := desktop.CallWithContext(asking, service+".GetCapabilities", 0).Store(&abilities); err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	if slices.Contains(abilities, "body-markup") {
		n.Text = html.EscapeString(n.Text)
	}
	actions := []string{}
	var told chan *dbus.Signal
	if n.Place != "" && leisurely() && slices.Contains(abilities, "actions") {
		actions = []string{openAction, "開く"}
		if err := bus.AddMatchSignalContext(asking, dbus.WithMatchInterface(service), dbus.WithMatchObjectPath(path)); err != nil {
			return fmt.Errorf("notify: %w", err)
		}
		told = make(chan *dbus.Signal, 16)
		bus.Signal(told)
	}
	const newOne, asLongAsUsual = uint32(0), int32(-1)
	hints := map[string]dbus.Variant{"desktop-entry": dbus.MakeVariant("anpisync")}
	var id uint32
	if err := desktop.CallWithContext(asking, service+".Notify", 0, "安否シンク", newOne, "anpisync", n.Title, n.Text,
		actions, hints, asLongAsUsual).Store(&id); err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	if told == nil {
		return nil
	}
	return await(ctx, told, id, n)
}

// leisurely says whether nobody waits for this process to end, but systemd (systemd.exec(5)):
// a script that imports must not wait for a click.
func leisurely() bool { return os.Getenv("SYSTEMD_EXEC_PID") == strconv.Itoa(os.Getpid()) }

// await opens the window once the notice is clicked, unless it goes before.
func await(ctx context.Context, told <-chan *dbus.Signal, id uint32, n Notice) error {
	token := "" // lets the window come to the front, where the desktop is strict
	for {
		select {
		case <-ctx.Done():
			return nil // it was shown
		case s, ok := <-told:
			if !ok {
				return nil // the desktop has gone
			}
			if len(s.Body) < 2 || s.Body[0] != id {
				continue
			}
			text, _ := s.Body[1].(string)
			switch s.Name {
			case service + ".ActivationToken":
				token = text
			case service + ".ActionInvoked":
				return open(n, token)
			case service + ".NotificationClosed":
				return nil
			}
		}
	}
}

// open starts the window in a process of its own, which goes on when this one ends.
func open(n Notice, token string) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("notify: find the program: %w", err)
	}
	args := []string{"-open", string(n.Place)}
	if n.Data != "" {
		args = append(args, "-data", n.Data)
	}
	cmd := exec.Command(program, args...)
	if token != "" {
		cmd.Env = append(os.Environ(), "XDG_ACTIVATION_TOKEN="+token, "DESKTOP_STARTUP_ID="+token)
	}
	if err := cmd.Start(); err != nil {
		return errors.Join(errors.New("notify: open the window"), err)
	}
	return cmd.Process.Release()
}

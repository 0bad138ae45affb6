package notify

import (
	"bufio"
	"context"
	"os/exec"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

// desktop is one that hands on the notices it should show.
type desktop struct {
	abilities []string
	shown     chan string
}

func (d *desktop) GetCapabilities() ([]string, *dbus.Error) { return d.abilities, nil }

func (d *desktop) Notify(app string, _ uint32, _, title, text string, _ []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	d.shown <- app + "|" + title + "|" + text
	return 1, nil
}

// startBus starts a session bus with no desktop on it.
func startBus(t *testing.T) *dbus.Conn {
	t.Helper()
	daemon := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address")
	out, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bus.Close() })
	return bus
}

func TestNoticeReachesTheDesktopAsItIs(t *testing.T) {
	bus := startBus(t)
	ctx := context.Background()
	if err := Show(ctx, "a", "b"); err == nil {
		t.Error("a notice that nobody shows is no error")
	}
	if _, err := bus.RequestName("org.freedesktop.Notifications", 0); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		abilities []string
		want      string
	}{
		{nil, "AnpiSync|自動同期|営業 & <開発>"},
		{[]string{"actions", "body-markup"}, "AnpiSync|自動同期|営業 &amp; &lt;開発&gt;"},
	} {
		d := &desktop{c.abilities, make(chan string, 1)}
		if err := bus.Export(d, "/org/freedesktop/Notifications", "org.freedesktop.Notifications"); err != nil {
			t.Fatal(err)
		}
		if err := Show(ctx, "自動同期", "営業 & <開発>"); err != nil {
			t.Fatal(err)
		}
		if got := <-d.shown; got != c.want {
			t.Errorf("shown %q, want %q", got, c.want)
		}
	}
}

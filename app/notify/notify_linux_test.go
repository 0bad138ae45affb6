package notify

import (
	"bufio"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"anpisync/app/process"
)

// opened names the file in which a test's own program, started as the window would be,
// says how it was.
const opened = "ANPISYNC_TEST_OPENED"

func TestMain(m *testing.M) {
	if file := os.Getenv(opened); file != "" && len(os.Args) > 1 && os.Args[1] == "-open" {
		said := strings.Join(os.Args[1:], " ") + " " + os.Getenv("XDG_ACTIVATION_TOKEN")
		if err := errors.Join(os.WriteFile(file+".new", []byte(said), 0o600), os.Rename(file+".new", file)); err != nil {
			panic(err)
		}
		return
	}
	os.Exit(m.Run())
}

// desktop is one that hands on the notices it should show.
type desktop struct {
	abilities []string
	shown     chan string
	then      func() // what a person does with the notice
}

func (d *desktop) GetCapabilities() ([]string, *dbus.Error) { return d.abilities, nil }

const ours = 7 // the number of our notice

func (d *desktop) Notify(app string, _ uint32, _, title, text string, actions []string, hints map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	d.shown <- strings.Join([]string{app, title, text, strings.Join(actions, "="), hints["desktop-entry"].String()}, "|")
	if d.then != nil {
		time.AfterFunc(time.Millisecond, d.then) // once the answer is on its way
	}
	return ours, nil
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
	notice := Notice{Title: "自動同期", Text: "営業 & <開発>", Place: process.PlaceHome}
	if err := Show(ctx, notice); err == nil {
		t.Error("a notice that nobody shows is no error")
	}
	if _, err := bus.RequestName(service, 0); err != nil {
		t.Fatal(err)
	}
	asSystemd := strconv.Itoa(os.Getpid())
	closed := func() { _ = bus.Emit(path, service+".NotificationClosed", uint32(ours), uint32(2)) }
	for _, c := range []struct {
		abilities []string
		started   string // whom systemd has started
		want      string
	}{
		{nil, asSystemd, `安否シンク|自動同期|営業 & <開発>||"anpisync"`},
		{[]string{"actions", "body-markup"}, asSystemd, `安否シンク|自動同期|営業 &amp; &lt;開発&gt;|default=開く|"anpisync"`},
		{[]string{"actions"}, "1", `安否シンク|自動同期|営業 & <開発>||"anpisync"`},
	} {
		t.Setenv("SYSTEMD_EXEC_PID", c.started)
		d := &desktop{c.abilities, make(chan string, 1), closed}
		if err := bus.Export(d, path, service); err != nil {
			t.Fatal(err)
		}
		if err := Show(ctx, notice); err != nil {
			t.Fatal(err)
		}
		if got := <-d.shown; got != c.want {
			t.Errorf("shown %q, want %q", got, c.want)
		}
	}
}

func TestClickOpensTheWindowAtThePlace(t *testing.T) {
	bus := startBus(t)
	if _, err := bus.RequestName(service, 0); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SYSTEMD_EXEC_PID", strconv.Itoa(os.Getpid()))
	file := filepath.Join(t.TempDir(), "opened")
	t.Setenv(opened, file)
	emit := func(signal string, id uint32, what any) {
		if err := bus.Emit(path, service+"."+signal, id, what); err != nil {
			t.Error(err)
		}
	}
	d := &desktop{[]string{"actions"}, make(chan string, 1), func() {
		emit("ActionInvoked", ours+1, "default") // another program's
		emit("ActivationToken", ours, "token")
		emit("ActionInvoked", ours, "default")
	}}
	if err := bus.Export(d, path, service); err != nil {
		t.Fatal(err)
	}
	if err := Show(t.Context(), Notice{Title: "a", Text: "b", Place: process.PlaceConnect, Data: "/データ"}); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		said, err := os.ReadFile(file)
		if err == nil {
			if want := "-open connect -data /データ token"; string(said) != want {
				t.Errorf("started with %q, want %q", said, want)
			}
			return
		}
		if !errors.Is(err, fs.ErrNotExist) || time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

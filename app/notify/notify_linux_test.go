package notify

import (
	"bufio"
	"context"
	"errors"
	"fmt"
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
		said := strings.Join(os.Args[1:], " ")
		for _, name := range []string{"XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"} {
			if token, ok := os.LookupEnv(name); ok {
				said += fmt.Sprintf(" %s=%q", name, token)
			}
		}
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
	fails     string // what it cannot do
}

func (d *desktop) can(what string) *dbus.Error {
	if d.fails == what {
		return dbus.MakeFailedError(errors.New("out of order"))
	}
	return nil
}

func (d *desktop) GetCapabilities() ([]string, *dbus.Error) {
	return d.abilities, d.can("GetCapabilities")
}

const ours = 7 // the number of our notice

func (d *desktop) Notify(app string, _ uint32, icon, title, text string, actions []string, hints map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	d.shown <- strings.Join([]string{app, icon, title, text, strings.Join(actions, "="), hints["desktop-entry"].String()}, "|")
	if d.then != nil {
		time.AfterFunc(time.Millisecond, d.then) // once the answer is on its way
	}
	return ours, d.can("Notify")
}

// startBus starts a session bus with no desktop on it.
func startBus(t *testing.T) (bus *dbus.Conn, kill func()) {
	t.Helper()
	daemon := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address")
	out, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Skip(err)
	}
	kill = func() { _ = daemon.Process.Kill() }
	t.Cleanup(func() {
		kill()
		_ = daemon.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
	bus, err = dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bus.Close() })
	return bus, kill
}

func TestNoticeReachesTheDesktopAsItIs(t *testing.T) {
	bus, _ := startBus(t)
	ctx := context.Background()
	notice := Notice{Title: "自動同期", Text: "営業 & <開発>", Place: process.PlaceHome}
	if err := Show(ctx, notice); !told(err) {
		t.Errorf("what nobody shows: %v", err)
	}
	if _, err := bus.RequestName(service, 0); err != nil {
		t.Fatal(err)
	}
	asSystemd := strconv.Itoa(os.Getpid())
	closed := func() { _ = bus.Emit(path, service+".NotificationClosed", uint32(ours), uint32(2)) }
	for _, c := range []struct {
		abilities []string
		started   string // whom systemd has started
		place     process.Place
		want      string
	}{
		{nil, asSystemd, process.PlaceHome, `安否シンク|anpisync|自動同期|営業 & <開発>||"anpisync"`},
		{[]string{"actions", "body-markup"}, asSystemd, process.PlaceHome, `安否シンク|anpisync|自動同期|営業 &amp; &lt;開発&gt;|default=開く|"anpisync"`},
		{[]string{"actions"}, "1", process.PlaceHome, `安否シンク|anpisync|自動同期|営業 & <開発>||"anpisync"`},
		{[]string{"actions"}, asSystemd, "", `安否シンク|anpisync|自動同期|営業 & <開発>||"anpisync"`},
	} {
		t.Setenv("SYSTEMD_EXEC_PID", c.started)
		notice.Place = c.place
		d := &desktop{abilities: c.abilities, shown: make(chan string, 1), then: closed}
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

// told says whether an error is one of ours with the desktop's own words.
func told(err error) bool {
	cause := errors.Unwrap(err)
	return cause != nil && err.Error() == "notify: "+cause.Error()
}

func TestWhatIsNotShownIsTold(t *testing.T) {
	bus, kill := startBus(t)
	if _, err := bus.RequestName(service, 0); err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{"GetCapabilities", "Notify"} {
		d := &desktop{shown: make(chan string, 1), fails: what}
		if err := bus.Export(d, path, service); err != nil {
			t.Fatal(err)
		}
		if err := Show(t.Context(), Notice{Title: "自動同期"}); !told(err) || !strings.Contains(err.Error(), "out of order") {
			t.Errorf("%s: %v", what, err)
		}
	}
	t.Setenv("SYSTEMD_EXEC_PID", strconv.Itoa(os.Getpid()))
	d := &desktop{abilities: []string{"actions"}, shown: make(chan string, 1), then: kill}
	if err := bus.Export(d, path, service); err != nil {
		t.Fatal(err)
	}
	if err := Show(t.Context(), Notice{Title: "自動同期", Place: process.PlaceHome}); err != nil {
		t.Errorf("what was shown by a desktop that has gone since: %v", err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "nobody"))
	if err := Show(t.Context(), Notice{Title: "自動同期"}); !told(err) {
		t.Errorf("without a bus: %v", err)
	}
}

func TestClickOpensTheWindowAtThePlace(t *testing.T) {
	bus, _ := startBus(t)
	if _, err := bus.RequestName(service, 0); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SYSTEMD_EXEC_PID", strconv.Itoa(os.Getpid()))
	emit := func(signal string, id uint32, what any) {
		if err := bus.Emit(path, service+"."+signal, id, what); err != nil {
			t.Error(err)
		}
	}
	for _, c := range []struct{ token, data, want string }{
		{"token", "/データ", `-open connect -data /データ XDG_ACTIVATION_TOKEN="token" DESKTOP_STARTUP_ID="token"`},
		{"", "", "-open connect"}, // an old desktop, the usual folder
	} {
		file := filepath.Join(t.TempDir(), "opened")
		t.Setenv(opened, file)
		d := &desktop{abilities: []string{"actions"}, shown: make(chan string, 1), then: func() {
			emit("ActionInvoked", ours+1, "default") // another program's
			if c.token != "" {
				emit("ActivationToken", ours, c.token)
			}
			emit("ActionInvoked", ours, "default")
		}}
		if err := bus.Export(d, path, service); err != nil {
			t.Fatal(err)
		}
		if err := Show(t.Context(), Notice{Title: "a", Text: "b", Place: process.PlaceConnect, Data: c.data}); err != nil {
			t.Fatal(err)
		}
		if said := wait(t, file); said != c.want {
			t.Errorf("started with %q, want %q", said, c.want)
		}
		<-d.shown
		if err := Show(t.Context(), Notice{Title: "a", Place: process.PlaceConnect, Data: "\x00"}); err == nil || !strings.HasPrefix(err.Error(), "notify: open the window\n") {
			t.Errorf("a window that does not open: %v", err)
		}
	}
}

// wait reads a file once it is there.
func wait(t *testing.T, file string) string {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		said, err := os.ReadFile(file)
		if err == nil {
			return string(said)
		}
		if !errors.Is(err, fs.ErrNotExist) || time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

//go:build linux

package credentials

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// A bus address is looked up once a process, so each state of the keyring that a
// machine may be in is met in a process of its own: this test binary again, which does
// what the variable says and prints what came of it.
const childDoes = "ANPISYNC_TEST_CHILD"

func TestMain(m *testing.M) {
	does := os.Getenv(childDoes)
	if does == "" {
		os.Exit(m.Run())
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var err error
	does, role, _ := strings.Cut(does, " as ")
	if role != "" {
		err = standIn(role)
	}
	switch does {
	case "load":
		_, err = System().Load(ctx, host)
	case "save":
		err = System().Save(ctx, host, full())
	case "lock":
		err = lock()
	}
	for name, kind := range map[string]error{
		"not found": ErrNotFound, "missing": ErrMissing, "locked": ErrLocked, "silent": ErrSilent, "refused": ErrRefused,
	} {
		if errors.Is(err, kind) {
			fmt.Printf("%s: %s\n", does, name)
		}
	}
	if err == nil {
		fmt.Printf("%s: done\n", does)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(0)
}

var denied = dbus.NewError("org.freedesktop.DBus.Error.AccessDenied", nil)

// standIn takes the place of the Secret Service, for as long as the process lives.
func standIn(role string) error {
	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		return err
	}
	type answers struct{ session, unlock any }
	methods := map[string]answers{
		"deaf": {
			func(string, dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) { select {} },
			func([]dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) { select {} },
		},
		"odd": {
			func(string, dbus.Variant) (int32, *dbus.Error) { return 7, nil },
			func([]dbus.ObjectPath) (int32, *dbus.Error) { return 7, nil },
		},
		"unwilling": {
			func(string, dbus.Variant) (int32, *dbus.Error) { return 0, denied },
			func([]dbus.ObjectPath) (int32, *dbus.Error) { return 0, denied },
		},
	}[role]
	table := map[string]any{"OpenSession": methods.session, "Unlock": methods.unlock}
	if err := bus.ExportMethodTable(table, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service"); err != nil {
		return err
	}
	_, err = bus.RequestName("org.freedesktop.secrets", dbus.NameFlagDoNotQueue)
	return err
}

func lock() error {
	bus, err := dbus.SessionBus()
	if err != nil {
		return err
	}
	var locked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	service := bus.Object("org.freedesktop.secrets", "/org/freedesktop/secrets")
	login := []dbus.ObjectPath{"/org/freedesktop/secrets/collection/login"}
	if err := service.Call("org.freedesktop.Secret.Service.Lock", 0, login).Store(&locked, &prompt); err != nil {
		return err
	}
	if len(locked) != 1 {
		return fmt.Errorf("locked %v, prompt %s", locked, prompt)
	}
	return nil
}

// children runs a command in a data home and session of its own, with this test binary
// as $SELF, and returns what the children printed.
func children(t *testing.T, env []string, command ...string) string {
	t.Helper()
	needRealKeyring(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	home := t.TempDir()
	for _, v := range os.Environ() {
		switch name, _, _ := strings.Cut(v, "="); name {
		case "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL":
		default:
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "HOME="+home, "XDG_DATA_HOME="+home+"/share", "XDG_RUNTIME_DIR="+home, "SELF="+self)
	cmd.Env = append(cmd.Env, env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s%s", err, &out, &errs)
	}
	t.Logf("%s", &errs)
	return out.String()
}

func TestLockedKeyringIsNamed(t *testing.T) {
	got := children(t, nil, "dbus-run-session", "--", "sh", "-ec", `
		printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null
		for does in save load lock load; do `+childDoes+`=$does "$SELF"; done`)
	if want := "save: done\nload: done\nlock: done\nload: locked\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAbsentKeyringIsNamed(t *testing.T) {
	nowhere := "unix:path=" + t.TempDir() + "/no-bus"
	got := children(t, []string{"DBUS_SESSION_BUS_ADDRESS=" + nowhere}, "sh", "-ec", childDoes+`=load "$SELF"`)
	if want := "load: missing\n"; got != want {
		t.Errorf("no bus: got %s, want %s", got, want)
	}
}

// A bus on which nothing offers the service, as on a server without a desktop.
func TestBusWithoutKeyringIsNamed(t *testing.T) {
	config := t.TempDir() + "/bus.conf"
	if err := os.WriteFile(config, []byte(`<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
		<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`), 0o600); err != nil {
		t.Fatal(err)
	}
	got := children(t, nil, "dbus-run-session", "--config-file="+config, "--", "sh", "-ec", childDoes+`=save "$SELF"`)
	if want := "save: missing\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A service that never answers, one that answers something else, and one that will not.
func TestServiceThatIsNoneIsNamed(t *testing.T) {
	for role, want := range map[string]string{"deaf": "silent", "odd": "refused", "unwilling": "refused"} {
		for _, does := range []string{"load", "save"} {
			got := children(t, nil, "dbus-run-session", "--", "sh", "-ec", childDoes+`="`+does+" as "+role+`" "$SELF"`)
			if want := does + ": " + want + "\n"; got != want {
				t.Errorf("%s: got %s, want %s", role, got, want)
			}
		}
	}
}

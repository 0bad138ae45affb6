package schedule

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// program is an executable with a name of its own that writes down its arguments, one a
// line, into the file arguments beside it.
func program(t *testing.T, dir, name string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\nprintf '%s\\n' \"$@\" > \"${0%/*}/arguments\"\n"
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestUnitsPassSystemdAnalyze(t *testing.T) {
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip(err)
	}
	for name, j := range jobs {
		dir := t.TempDir()
		j.Program = program(t, dir, j.Program)
		var units []string
		for unit, content := range map[string]string{"anpisync.service": serviceUnit(j), "anpisync.timer": timerUnit(j)} {
			unit = filepath.Join(dir, unit)
			if err := os.WriteFile(unit, []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
			units = append(units, unit)
		}
		verify := exec.Command("systemd-analyze", append([]string{"--user", "--man=no", "verify"}, units...)...)
		verify.Env = append(os.Environ(), "LC_ALL=C", "XDG_RUNTIME_DIR="+dir, "SYSTEMD_UNIT_PATH="+dir+":")
		if out, err := verify.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func TestUnitsAreWhereSystemdLooksForThem(t *testing.T) {
	t.Setenv("HOME", "/home/sato")
	for _, c := range []struct{ config, data, wantConfig, wantData string }{
		{"", "", "/home/sato/.config", "/home/sato/.local/share"},
		{"/c", "/d", "/c", "/d"},
		{"relative", "relative", "/home/sato/.config", "/home/sato/.local/share"}, // which the standard forbids
	} {
		t.Setenv("XDG_CONFIG_HOME", c.config)
		t.Setenv("XDG_DATA_HOME", c.data)
		if s, ok := System().(systemd); !ok || s.config != c.wantConfig || s.data != c.wantData {
			t.Errorf("%+v: %+v", c, s)
		}
	}
	t.Setenv("HOME", "")
	if state, err := System().Current(t.Context(), Job{}); state != None || !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), ": find the user's folder: ") {
		t.Errorf("without a home: %v, %v", state, err)
	}
}

func TestWhatAToolSaysIsHandedOn(t *testing.T) {
	for script, want := range map[string]struct{ out, err string }{
		"echo out; echo not told >&2":                {"out\n", ""},
		"echo out; printf ' no\\377\\n' >&2; exit 3": {"out\n", "the scheduler did not do it: sh -c SCRIPT: exit status 3: no?"},
		"sleep 2 & echo out":                         {"out\n", ""}, // what it starts may go on
	} {
		out, err := run(t.Context(), "sh", "-c", script)
		if out != want.out || (err != nil) != (want.err != "") || err != nil && err.Error() != strings.ReplaceAll(want.err, "SCRIPT", script) {
			t.Errorf("%s: %q, %v", script, out, err)
		}
	}
	if _, err := run(t.Context(), "no-such-tool"); !errors.Is(err, ErrMissing) || errors.Is(err, ErrRefused) {
		t.Errorf("no tool: %v", err)
	}
}

func TestUnitsAndAgentsAreThereForTheirManagerToRead(t *testing.T) {
	before := syscall.Umask(0o022)
	t.Cleanup(func() { syscall.Umask(before) })
	dir := t.TempDir()
	for system, s := range theThree(t, &tools{}, dir) {
		if err := s.Set(t.Context(), Job{Program: "/opt/anpisync", When: daily}); err != nil {
			t.Fatal(system, err)
		}
	}
	for _, path := range left(t, dir) {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); info.IsDir() && mode != 0o755 || !info.IsDir() && mode != 0o644 {
			t.Errorf("%s has the mode %v", path, info.Mode())
		}
	}
}

// With this variable set to 1 a manager must be running for the user, whose folders
// for units and stamps may be written to.
const realSystemd = "ANPISYNC_TEST_SYSTEMD"

func TestSystemdStartsTheProgramAndForgetsIt(t *testing.T) {
	if os.Getenv(realSystemd) != "1" {
		t.Skip(realSystemd + " is not 1: no manager to test against")
	}
	ctx := context.Background()
	s := System()
	real := s.(systemd)
	before := left(t, real.config)
	stamps := left(t, real.data)
	for name, j := range jobs {
		dir := t.TempDir()
		j.Program = program(t, dir, j.Program)
		if err := s.Set(ctx, j); err != nil {
			t.Fatal(err)
		}
		if timers, err := run(ctx, "systemctl", "--user", "list-timers"); err != nil || !strings.Contains(timers, real.timer(j)) {
			t.Errorf("%s: the timer does not run: %v\n%s", name, err, timers)
		}
		if _, err := run(ctx, "systemctl", "--user", "start", real.service(j)); err != nil {
			t.Error(err)
		}
		got, err := os.ReadFile(filepath.Join(filepath.Dir(j.Program), "arguments"))
		if want := strings.Join(j.args(), "\n") + "\n"; string(got) != want || err != nil {
			t.Errorf("%s: started with\n%s\nwant\n%s%v", name, got, want, err)
		}

		// A later hour, and a program that fails: neither is remembered afterwards.
		j.When, j.Program = When{Every: Day, Hour: 23, Minute: 59}, "/bin/false"
		if err := Repair(ctx, s, j); err != nil {
			t.Fatal(err)
		}
		// The list of timers has the delay in it, which is another each time.
		if hour, err := run(ctx, "systemctl", "--user", "show", "--property=TimersCalendar", real.timer(j)); err != nil || !strings.Contains(hour, "OnCalendar=*-*-* 23:59:00 ") {
			t.Errorf("%s: the timer has its old hour: %v\n%s", name, err, hour)
		}
		if _, err := run(ctx, "systemctl", "--user", "start", real.service(j)); err == nil {
			t.Error("the other program was not started")
		}
		if err := s.Remove(ctx, j); err != nil {
			t.Fatal(err)
		}
		if units, err := run(ctx, "systemctl", "--user", "list-units", "--all"); err != nil || strings.Contains(units, "anpisync") {
			t.Errorf("%s: systemd still knows: %v\n%s", name, err, units)
		}
	}
	if after := left(t, real.config); !slices.Equal(after, before) {
		t.Errorf("left behind: %q, before %q", after, before)
	}
	if after := left(t, real.data); !slices.Equal(after, stamps) {
		t.Errorf("left behind: %q, before %q", after, stamps)
	}
}

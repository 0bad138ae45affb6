package schedule

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
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
		if timers, err := run(ctx, "systemctl", "--user", "list-timers"); err != nil || !strings.Contains(timers, "23:59:00") {
			t.Errorf("%s: the timer has its old hour: %v\n%s", name, err, timers)
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

package schedule

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// systemd is the user's own service manager: a oneshot service and the timer that
// starts it.
type systemd struct {
	run    command
	config string // $XDG_CONFIG_HOME
	data   string // $XDG_DATA_HOME
}

// serviceUnit is the service (systemd.service(5)). The colon keeps systemd from
// expanding variables, which it does in arguments but not in the path: a $ is a $ in
// both. A path with quotes or backslashes it refuses, but not as an argument of a shell.
func serviceUnit(j Job) string {
	command := append([]string{j.Program}, j.args()...)
	if strings.ContainsAny(j.Program, `"'\`) {
		command = append([]string{"/bin/sh", "-c", `exec "$0" "$@"`}, command...)
	}
	for i, word := range command {
		command[i] = quoteUnit(word)
	}
	return "[Unit]\n" +
		"Description=" + description + "\n\n" +
		"[Service]\n" +
		"Type=oneshot\n" +
		"KillMode=process\n" + // the window that a click on a notice opens stays
		"ExecStart=:" + strings.Join(command, " ") + "\n" +
		fmt.Sprintf("TimeoutStartSec=%dh\n", Limit/time.Hour)
}

// timerUnit is the timer (systemd.timer(5)).
func timerUnit(j Job) string {
	var calendar string
	switch w := j.When; w.Every {
	case Day:
		calendar = fmt.Sprintf("*-*-* %02d:%02d:00", w.Hour, w.Minute)
	case Weekday:
		calendar = fmt.Sprintf("Mon..Fri *-*-* %02d:%02d:00", w.Hour, w.Minute)
	case OfficeHour:
		calendar = fmt.Sprintf("*-*-* %02d..%02d:00:00", Opens, Closes)
	default:
		calendar = "*-*-* *:00:00"
	}
	return "[Unit]\n" +
		"Description=" + description + "\n\n" +
		"[Timer]\n" +
		"OnCalendar=" + calendar + "\n" +
		fmt.Sprintf("RandomizedDelaySec=%d\n", int(Spread.Seconds())) +
		"Persistent=true\n\n" +
		"[Install]\n" +
		"WantedBy=timers.target\n"
}

// quoteUnit makes one word of a command line in a unit (systemd.syntax(7), QUOTING),
// in which % begins a specifier.
func quoteUnit(word string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `%`, `%%`).Replace(word) + `"`
}

func (s systemd) name(j Job) string    { return j.name("anpisync", "-") }
func (s systemd) timer(j Job) string   { return s.name(j) + ".timer" }
func (s systemd) service(j Job) string { return s.name(j) + ".service" }
func (s systemd) units() string        { return filepath.Join(s.config, "systemd", "user") }
func (s systemd) unit(n string) string { return filepath.Join(s.units(), n) }
func (s systemd) stamps() string       { return filepath.Join(s.data, "systemd", "timers") }
func (s systemd) stamp(j Job) string   { return filepath.Join(s.stamps(), "stamp-"+s.timer(j)) }

func (s systemd) Current(_ context.Context, j Job) (State, error) {
	return compare(map[string]string{
		s.unit(s.service(j)): serviceUnit(j),
		s.unit(s.timer(j)):   timerUnit(j),
	})
}

func (s systemd) Set(ctx context.Context, j Job) error {
	if err := j.check(); err != nil {
		return err
	}
	if err := s.reachable(ctx); err != nil {
		return err
	}
	if err := s.set(ctx, j); err != nil {
		return errors.Join(err, s.Remove(ctx, j))
	}
	return nil
}

func (s systemd) set(ctx context.Context, j Job) error {
	if err := os.MkdirAll(s.units(), 0o755); err != nil {
		return err
	}
	for name, content := range map[string]string{s.service(j): serviceUnit(j), s.timer(j): timerUnit(j)} {
		if err := os.WriteFile(s.unit(name), []byte(content), 0o644); err != nil {
			return err
		}
	}
	// Without its stamp, a timer that is set to another hour does not believe that it
	// has missed one today.
	if err := remove(s.stamp(j)); err != nil {
		return err
	}
	for _, verb := range [][]string{{"daemon-reload"}, {"enable", s.timer(j)}, {"restart", s.timer(j)}} {
		if err := s.systemctl(ctx, verb...); err != nil {
			return err
		}
	}
	return nil
}

func (s systemd) Remove(ctx context.Context, j Job) error {
	if state, err := s.Current(ctx, j); err != nil || state == None {
		return err
	}
	manager := s.reachable(ctx)
	if _, err := os.Stat(s.unit(s.timer(j))); err == nil && manager == nil {
		if err := s.systemctl(ctx, "disable", "--now", s.timer(j)); err != nil {
			return err
		}
	}
	wants := s.unit("timers.target.wants")
	for _, file := range []string{
		filepath.Join(wants, s.timer(j)), s.unit(s.timer(j)), s.unit(s.service(j)), s.stamp(j),
	} {
		if err := remove(file); err != nil {
			return err
		}
	}
	removeEmpty(wants, s.units(), filepath.Dir(s.units()))
	removeEmpty(s.stamps(), filepath.Dir(s.stamps()))
	if manager != nil {
		return nil // no manager runs what has no file
	}
	if err := s.systemctl(ctx, "daemon-reload"); err != nil {
		return err
	}
	// A service that has failed would be listed for good. There is none to forget of
	// one that did not, which is an error too.
	_ = s.systemctl(ctx, "reset-failed", s.service(j))
	return nil
}

// reachable is ErrMissing unless the user's manager answers: in a container, over ssh
// without a session, where systemd is not what runs the system.
func (s systemd) reachable(ctx context.Context) error {
	// The exit code says more than is asked; the word is not translated.
	answer, err := s.run(ctx, "systemctl", "--user", "is-system-running")
	switch state := strings.TrimSpace(answer); {
	case state == "", state == "offline", state == "unknown":
		return errors.Join(fmt.Errorf("%w: systemd has no manager for this user: %q", ErrMissing, state), err)
	}
	return nil
}

func (s systemd) systemctl(ctx context.Context, args ...string) error {
	_, err := s.run(ctx, "systemctl", append([]string{"--user"}, args...)...)
	return err
}

// compare says what state a job is in whose files should have these contents.
func compare(files map[string]string) (State, error) {
	there, same := 0, 0
	for name, want := range files {
		content, err := os.ReadFile(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return None, err
		case string(content) == want:
			same++
		}
		there++
	}
	switch {
	case there == 0:
		return None, nil
	case same < len(files):
		return Other, nil
	}
	return Same, nil
}

// remove deletes a file that may be missing.
func remove(name string) error {
	if err := os.Remove(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// removeEmpty deletes folders with nothing in them, from the innermost outwards.
func removeEmpty(dirs ...string) {
	for _, dir := range dirs {
		_ = os.Remove(dir) // refused while there is something in it
	}
}

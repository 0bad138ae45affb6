package schedule

import (
	"context"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// System is the scheduler of the operating system, for this user.
func System() Scheduler {
	who, err := user.Current()
	if err != nil {
		return missing{fmt.Errorf("find the user: %w", err)}
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return missing{fmt.Errorf("find the user's folder: %w", err)}
	}
	switch runtime.GOOS {
	case "windows":
		name := who.Username[strings.LastIndexByte(who.Username, '\\')+1:]
		return tasks{run: run, userName: name, userID: who.Uid, now: time.Now}
	case "darwin":
		return launchd{run: run, agents: filepath.Join(home, "Library", "LaunchAgents"), user: who.Uid}
	}
	return systemd{
		run:    run,
		config: fromEnvironment("XDG_CONFIG_HOME", filepath.Join(home, ".config")),
		data:   fromEnvironment("XDG_DATA_HOME", filepath.Join(home, ".local", "share")),
	}
}

// fromEnvironment is a folder of the XDG Base Directory Specification, which takes
// absolute paths alone.
func fromEnvironment(name, usual string) string {
	if dir := os.Getenv(name); filepath.IsAbs(dir) {
		return dir
	}
	return usual
}

// missing is the scheduler of a user who cannot be found out.
type missing struct{ why error }

func (m missing) err() error { return fmt.Errorf("%w: %w", ErrMissing, m.why) }

func (m missing) Current(context.Context, Job) (State, error) { return None, m.err() }
func (m missing) Set(context.Context, Job) error              { return m.err() }
func (m missing) Remove(context.Context, Job) error           { return m.err() }

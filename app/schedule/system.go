package schedule

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// System is the scheduler of the operating system, for this user.
func System() (Scheduler, error) {
	who, err := user.Current()
	if err != nil {
		return nil, fmt.Errorf("find the user: %w", err)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return nil, fmt.Errorf("find the user's folder: %w", err)
	}
	switch runtime.GOOS {
	case "windows":
		name := who.Username[strings.LastIndexByte(who.Username, '\\')+1:]
		return tasks{run: run, userName: name, userID: who.Uid, now: time.Now}, nil
	case "darwin":
		return launchd{run: run, agents: filepath.Join(home, "Library", "LaunchAgents"), user: who.Uid}, nil
	}
	config, err := os.UserConfigDir()
	if err != nil {
		return nil, fmt.Errorf("find the folder for units: %w", err)
	}
	data := os.Getenv("XDG_DATA_HOME")
	if !filepath.IsAbs(data) {
		data = filepath.Join(home, ".local", "share")
	}
	return systemd{run: run, config: config, data: data}, nil
}

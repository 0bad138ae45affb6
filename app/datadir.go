package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"anpisync/storage"
)

// DataDir is the full path of the data folder dir; "" is DefaultDir. A scheduler, for one,
// starts the program elsewhere.
func DataDir(dir string) (string, error) {
	if dir == "" {
		return DefaultDir()
	}
	full, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the data folder %s: %w", dir, err)
	}
	return full, nil
}

// DefaultDir is the user's own data folder: local to this machine, since SQLite's
// locks do not work on a network or roaming folder.
func DefaultDir() (string, error) {
	if data := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(data) && runtime.GOOS != "windows" && runtime.GOOS != "darwin" {
		return filepath.Join(data, "anpisync"), nil
	}
	return usualDir()
}

// makeFolder makes a data folder where there is none, once it is certain that nothing in it
// will be waited for without end.
func makeFolder(dir string) error {
	if err := storage.CheckFolder(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	return nil
}

// Concern is something about the data folder that its owner should know.
type Concern = storage.Concern

// ConcernOpen is the one that Seclude ends.
const ConcernOpen = storage.ConcernOpen

// settingConcerns holds what a person has seen and left as it is, separated by blanks.
const settingConcerns = "concerns"

// Concerns are what is to be said about the data folder.
func (a *App) Concerns() []Concern { return storage.Concerns(a.dir) }

// NewConcerns are those that nobody has left as they are.
func (a *App) NewConcerns(ctx context.Context) ([]Concern, error) {
	found := a.Concerns()
	if len(found) == 0 {
		return nil, nil
	}
	seen, err := a.Setting(ctx, settingConcerns)
	return slices.DeleteFunc(found, func(c Concern) bool { return slices.Contains(strings.Fields(seen), string(c)) }), err
}

// LeaveConcern remembers that a person leaves one as it is.
func (a *App) LeaveConcern(ctx context.Context, c Concern) error {
	seen, err := a.Setting(ctx, settingConcerns)
	if err != nil {
		return err
	}
	return a.SetSetting(ctx, settingConcerns, strings.TrimSpace(seen+" "+string(c)))
}

// Seclude keeps other users of this machine out of the data folder.
func (a *App) Seclude() error {
	err := storage.Seclude(a.dir)
	a.log.Info("seclude", "error", err)
	return err
}

// usualDir is DefaultDir where no variable names another.
func usualDir() (string, error) {
	switch runtime.GOOS {
	case "windows":
		return within(os.UserCacheDir, "AnpiSync") // %LocalAppData%
	case "darwin":
		return within(os.UserConfigDir, "AnpiSync") // ~/Library/Application Support
	}
	return within(os.UserHomeDir, filepath.Join(".local", "share", "anpisync"))
}

func within(base func() (string, error), name string) (string, error) {
	dir, err := base()
	if err != nil {
		return "", fmt.Errorf("find the data folder: %w", err)
	}
	return filepath.Join(dir, name), nil
}

package process

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

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
	return UsualDir()
}

// MakeFolder makes a data folder where there is none, once it is certain that nothing in it
// will be waited for without end.
func MakeFolder(dir string) error {
	if err := storage.CheckFolder(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	return nil
}

// UsualDir is DefaultDir where no variable names another.
func UsualDir() (string, error) {
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

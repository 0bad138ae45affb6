package process

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Where the directory of an office lies must not change from one version to the next.
func TestDataFolderIsWhereItHasAlwaysBeen(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the variables are those of Linux")
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ given, data, want string }{
		{"", "/xdg", "/xdg/anpisync"},
		{"", "", "/home/sato/.local/share/anpisync"},
		{"", "relative", "/home/sato/.local/share/anpisync"}, // which the standard forbids
		{"/srv/anpisync", "/xdg", "/srv/anpisync"},
		{"office", "/xdg", filepath.Join(here, "office")}, // a scheduler starts elsewhere
	} {
		t.Setenv("HOME", "/home/sato")
		t.Setenv("XDG_DATA_HOME", c.data)
		if got, err := DataDir(c.given); err != nil || got != c.want {
			t.Errorf("%q with XDG_DATA_HOME %q is %s, %v; want %s", c.given, c.data, got, err, c.want)
		}
	}
	gone := t.TempDir()
	t.Chdir(gone)
	if err := os.Remove(gone); err != nil {
		t.Fatal(err)
	}
	if got, err := DataDir("office"); got != "" || err == nil || !strings.HasPrefix(err.Error(), "find the data folder office: ") {
		t.Errorf("in a folder that is gone it is %q, %v", got, err)
	}
	t.Setenv("HOME", "")
	t.Setenv("XDG_DATA_HOME", "")
	if got, err := DataDir(""); got != "" || err == nil || !strings.HasPrefix(err.Error(), "find the data folder: ") {
		t.Errorf("without a home it is %q, %v", got, err)
	}
}

func TestDataFolderIsMadeForItsUserAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "share", "anpisync")
	if err := MakeFolder(dir); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(dir); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := MakeFolder(filepath.Join(file, "below")); err == nil {
		t.Error("a folder was made below a file")
	}
	if runtime.GOOS != "linux" {
		return
	}
	if err := MakeFolder("/proc/anpisync"); err == nil || !strings.HasPrefix(err.Error(), "make the data folder: ") {
		t.Errorf("where nothing can be made: %v", err)
	}
}

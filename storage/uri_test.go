package storage

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

func TestFileURI(t *testing.T) {
	for path, want := range map[string]string{
		"/home/taro/directory.db":           "file:///home/taro/directory.db",
		"/a b/50%/#1/何?/x&y=z.db":           "file:///a%20b/50%25/%231/%E4%BD%95%3F/x&y=z.db",
		"C:/Users/山田 太郎/AppData/Local/x.db": "file:///C:/Users/%E5%B1%B1%E7%94%B0%20%E5%A4%AA%E9%83%8E/AppData/Local/x.db",
		"//server/share/x.db":               "file:////server/share/x.db",
	} {
		if got := fileURI(path); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

func TestAnyFolderNameWorks(t *testing.T) {
	for _, name := range []string{"a b", "50%", "%41", "#1", "a?mode=memory", "a&b=c", "安否 シンク", "it's", `back\slash`, "+"} {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" && strings.Contains(name, "?") {
				t.Skip("no name for a folder")
			}
			dir := filepath.Join(t.TempDir(), name)
			s := openIn(t, dir)
			id := edit(t, s, directory.ImportCSV, office)
			if _, err := os.Stat(filepath.Join(dir, fileName)); err != nil {
				t.Error(err)
			}
			if _, err := s.BeforeImport(t.Context(), id); err != nil {
				t.Error(err)
			}
		})
	}
}

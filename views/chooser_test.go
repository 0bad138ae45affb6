package views

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"anpisync/cybozu/cybozutest"
)

// chooserStage is a window whose files are in a folder with one below it.
func chooserStage(t *testing.T) (s *stage, dir string) {
	t.Helper()
	s = newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	dir = t.TempDir()
	for _, name := range []string{"部署.csv", "ユーザー.CSV", "写真.png", ".hidden.csv", "below/所属.csv"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.folder = dir
	return s, dir
}

// listed are the names that the dialog shows.
func (c *chooser) listed() string {
	var names []string
	for _, f := range c.files {
		names = append(names, f.name)
	}
	return strings.Join(names, " ")
}

func TestChooser_OpensFilesOfTheKindInTheFolderWhereTheyAre(t *testing.T) {
	s, dir := chooserStage(t)
	opened := ""
	c := s.chooseToOpen("CSV", []string{"*.csv"}, func(path string) { opened = path })
	s.settle()
	if got := c.listed(); got != upwards+" below ユーザー.CSV 部署.csv" {
		t.Fatalf("it lists %q", got)
	}
	if c.yes.Why() == "" {
		t.Error("it can be opened before anything is chosen")
	}
	c.list.Select(1)
	c.accept() // the folder
	s.settle()
	if got := c.listed(); got != upwards+" 所属.csv" {
		t.Fatalf("the folder below has %q", got)
	}
	c.list.OnOpen(0, 0)
	s.settle()
	if c.dir != dir {
		t.Fatalf("the way up leads to %s", c.dir)
	}
	c.list.Select(3)
	c.list.OnOpen(3, 3)
	if want := filepath.Join(dir, "部署.csv"); opened != want || c.dialog.Open() {
		t.Errorf("opened is %q, want %q", opened, want)
	}
}

func TestChooser_AsksBeforeItReplacesAFile(t *testing.T) {
	s, dir := chooserStage(t)
	saved := ""
	c := s.chooseToSave("名簿.csv", func(path string) { saved = path })
	s.settle()
	c.name.SetText(" ")
	if c.yes.Why() == "" {
		t.Error("a file without a name can be saved")
	}
	c.name.SetText("新しい名簿")
	c.accept()
	if want := filepath.Join(dir, "新しい名簿.csv"); saved != want {
		t.Fatalf("saved is %q, want %q", saved, want)
	}
	c = s.chooseToSave("名簿.csv", func(path string) { saved = path })
	s.settle()
	c.list.Select(3)
	saved = ""
	c.accept()
	if saved != "" || !strings.Contains(s.dialogs(), "置き換えますか") {
		t.Fatalf("without a question %q is replaced", saved)
	}
	s.click("置き換える")
	if want := filepath.Join(dir, "部署.csv"); saved != want {
		t.Errorf("saved is %q, want %q", saved, want)
	}
}

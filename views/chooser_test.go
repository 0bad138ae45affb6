package views

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

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

// Folders come first, then files, both by name as people read it; what leads nowhere is left
// out, and a folder that cannot be read leaves the list as it is.
func TestChooser_ListsInOrderAndStaysWhereItCannotGo(t *testing.T) {
	s, dir := chooserStage(t)
	for _, name := range []string{"Z", "a", "m"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"B.csv", "c.csv", "A.csv"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(dir, "gone"), filepath.Join(dir, "aa.csv")); err != nil {
		t.Skip(err)
	}
	c := s.chooseToOpen("CSV", []string{"*.csv"}, func(string) {})
	s.settle()
	want := upwards + " a below m Z A.csv B.csv c.csv ユーザー.CSV 部署.csv"
	if got := c.listed(); got != want || c.where.String() != dir {
		t.Fatalf("it lists %q of %q", got, c.where.String())
	}
	c.enter(filepath.Join(dir, "gone"))
	s.settle()
	if got := c.listed(); got != want || c.dir != dir || !strings.Contains(s.dialogs(), "移動や削除をしていないか") {
		t.Errorf("it lists %q of %q, and says %q", got, c.dir, s.dialogs())
	}
	s.press(fyne.KeyEscape, 0)
	c.enter(string(filepath.Separator))
	s.settle()
	if strings.Contains(c.listed(), upwards) || c.dir != string(filepath.Separator) {
		t.Errorf("above all there is %q", c.listed())
	}
	c.enter(dir) // and closed before it is read
	c.dialog.Close()
	s.settle()
	if c.dir == dir {
		t.Error("a dialog that is closed goes on")
	}
}

// Of several folders that are asked for the last is shown, however the answers come.
func TestChooser_TheLastFolderThatIsAskedForIsShown(t *testing.T) {
	s, dir := chooserStage(t)
	c := s.chooseToOpen("CSV", []string{"*.csv"}, func(string) {})
	s.settle()
	c.enter(filepath.Join(dir, "below"))
	s.jobs.Wait()
	c.enter(string(filepath.Separator))
	s.jobs.Wait()
	(<-s.queue)()
	if c.dir != dir {
		t.Errorf("shown is %s", c.dir)
	}
	if s.settle(); c.dir != string(filepath.Separator) {
		t.Errorf("shown is %s", c.dir)
	}
	c.enter(dir)
	s.settle()
	c.list.Select(2)
	c.list.OnOpen(0, 0)
	s.settle()
	if _, ok := c.selected(); ok || c.dir != filepath.Dir(dir) {
		t.Errorf("something of the folder before is selected, in %s", c.dir)
	}
	if got := c.list.Rows().Cell(0, 0); got.Text != upwards || !got.Bold || len(got.More) != 0 || c.list.Rows().Cell(0, 1).Text != "" {
		t.Errorf("the way up is %+v", got)
	}
	c.enter(dir)
	s.settle()
	if got := c.list.Rows().Cell(1, 0); got.Text != "below" || !got.Bold || plain(got.More) != "　フォルダー" || !moments.MatchString(c.list.Rows().Cell(1, 1).Text) {
		t.Errorf("a folder is %+v", got)
	}
	if got := c.list.Rows().Cell(2, 0); got.Text != "ユーザー.CSV" || got.Bold || len(got.More) != 0 {
		t.Errorf("a file is %+v", got)
	}
}

// A file is looked for first where the last one was, and else at home, or where all begins.
func TestChooser_BeginsWhereTheLastFileWas(t *testing.T) {
	s, dir := chooserStage(t)
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	if got := s.startFolder(); got != dir {
		t.Errorf("it begins at %s", got)
	}
	s.folder = ""
	if got := s.startFolder(); got != home {
		t.Errorf("it begins at %s", got)
	}
	t.Setenv("HOME", "")
	t.Setenv("USERPROFILE", "")
	if got := s.startFolder(); got != string(filepath.Separator) {
		t.Errorf("without a home it begins at %s", got)
	}
	s.folder = dir
	c := s.chooseToOpen("CSV", []string{"*.csv"}, func(string) {})
	s.settle()
	c.list.Select(3)
	c.files = c.files[:3] // a folder of fewer files is being shown
	if _, ok := c.selected(); ok {
		t.Error("what is not there is selected")
	}
	if c.arm(); c.yes.Why() != "ファイルを選ぶと使えます。" {
		t.Errorf("the button says %q", c.yes.Why())
	}
	c.dialog.Close()
	saved := ""
	c = s.chooseToSave("名簿.csv", func(path string) { saved = path })
	s.settle()
	for _, x := range []struct{ typed, why string }{{" ", "ファイル名を入力すると使えます。"}, {"a", ""}} {
		if c.name.SetText(x.typed); c.yes.Why() != x.why {
			t.Errorf("of %q the button says %q", x.typed, c.yes.Why())
		}
	}
	c.list.Select(1) // a folder gives no name
	if c.name.Text != "a" {
		t.Errorf("the name is %q", c.name.Text)
	}
	c.name.SetText("../away/b.txt")
	c.accept()
	if want := filepath.Join(dir, "b.txt"); saved != want || s.folder != dir {
		t.Errorf("saved is %q, want %q", saved, want)
	}
}

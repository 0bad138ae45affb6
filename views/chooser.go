package views

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"anpisync/views/kit"
)

// chooser is a dialog that asks for a file, where the system has none for that.
type chooser struct {
	w        *window
	patterns []string // of the files to open; nil: one is saved
	kind     string   // the ending of the file to save
	chosen   func(path string)

	dialog *kit.Dialog
	where  *kit.Text
	list   *kit.Grid
	name   *kit.Entry // of the file to save
	yes    *kit.Button

	dir   string
	files []entryOf
	asked int // numbers the folders: the newest one is shown
}

// entryOf is a folder or a file of the one that is shown.
type entryOf struct {
	name   string
	folder bool
	when   string // it was changed; "": the way up
}

const upwards = "上のフォルダーへ"

// chooseToOpen asks for a file to read.
func (w *window) chooseToOpen(kind string, patterns []string, chosen func(path string)) *chooser {
	c := &chooser{w: w, patterns: patterns, chosen: chosen}
	c.show(kind+"のファイルを開く", "開く")
	return c
}

// chooseToSave asks where to save a file, and whether one that is there may be replaced.
func (w *window) chooseToSave(name string, chosen func(path string)) *chooser {
	c := &chooser{w: w, kind: filepath.Ext(name), chosen: chosen}
	c.name = kit.NewEntry("ファイル名", nil)
	c.name.SetText(name)
	c.name.OnChanged = func(string) { c.arm() }
	c.show(strings.TrimSuffix(name, c.kind)+"を保存", "保存")
	return c
}

func (c *chooser) show(title, yes string) {
	c.where = kit.NewText(kit.Dim("")).Cut()
	c.list = chooserColumns.Grid("ファイルがありません").Single()
	c.list.OnSelect = c.onSelected
	c.list.OnOpen = func(row int, _ int64) { c.open(c.files[row]) }
	c.yes = kit.NewPrimaryButton(yes, c.accept)
	parts := []fyne.CanvasObject{c.where, kit.Height(320, kit.NewFrame(c.list))}
	first := c.list.Focusable()
	if c.name != nil {
		parts = slices.Insert(parts, 0, fyne.CanvasObject(kit.Form(kit.NewField("ファイル名", c.name)))) // in view in a low window too
		first = c.name
	}
	c.dialog = kit.NewDialog(c.w.layers, title, kit.Column(kit.Gap, parts...),
		kit.NewButton("やめる", func() { c.dialog.Close() }), c.yes).Wide(680)
	c.dialog.Confirm = c.accept
	c.dialog.Show(first)
	c.arm()
	c.enter(c.w.startFolder())
}

// startFolder is where a person last chose a file, or their own.
func (w *window) startFolder() string {
	if w.folder != "" {
		return w.folder
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return string(filepath.Separator)
	}
	return home
}

// enter shows another folder.
func (c *chooser) enter(dir string) {
	c.asked++
	asked := c.asked
	inBackground(c.w, func(context.Context) ([]entryOf, error) { return c.read(dir) }, func(files []entryOf, err error) {
		switch {
		case asked != c.asked || !c.dialog.Open():
		case err != nil:
			c.w.fail(err)
		default:
			c.dir, c.files = dir, files
			c.where.SetText(dir)
			c.list.Unselect()
			c.list.SetRows(chooserColumns.Rows(files, nil))
			c.list.Top()
			c.arm()
		}
	})
}

// read lists a folder: the way up, then folders, then files that are meant.
func (c *chooser) read(dir string) (files []entryOf, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		info, err := os.Stat(filepath.Join(dir, e.Name())) // where a link leads
		if err != nil {
			continue // it has gone, or leads nowhere
		}
		if info.IsDir() || info.Mode().IsRegular() && c.means(e.Name()) {
			files = append(files, entryOf{e.Name(), info.IsDir(), info.ModTime().Format(timeFormat)})
		}
	}
	slices.SortStableFunc(files, func(a, b entryOf) int {
		if a.folder != b.folder {
			if a.folder {
				return -1
			}
			return 1
		}
		return cmp.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
	})
	if filepath.Dir(dir) != dir {
		files = slices.Insert(files, 0, entryOf{upwards, true, ""})
	}
	return files, nil
}

// means says whether a file is of the kind that is asked for.
func (c *chooser) means(name string) bool {
	patterns := c.patterns
	if c.name != nil {
		patterns = []string{"*" + c.kind}
	}
	return slices.ContainsFunc(patterns, func(p string) bool {
		fits, err := filepath.Match(p, strings.ToLower(name))
		return err == nil && fits
	})
}

// selected is the one in the list; ok is false where none is.
func (c *chooser) selected() (e entryOf, ok bool) {
	if keys := c.list.Selected(); len(keys) == 1 && int(keys[0]) < len(c.files) {
		return c.files[keys[0]], true
	}
	return entryOf{}, false
}

func (c *chooser) onSelected() {
	if e, ok := c.selected(); ok && !e.folder && c.name != nil {
		c.name.SetText(e.name)
	}
	c.arm()
}

func (c *chooser) arm() {
	why := ""
	switch _, ok := c.selected(); {
	case c.name != nil && strings.TrimSpace(c.name.Text) == "":
		why = "ファイル名を入力すると使えます。"
	case c.name == nil && !ok:
		why = "ファイルを選ぶと使えます。"
	}
	c.yes.Off(why)
}

// open enters a folder, or takes a file.
func (c *chooser) open(e entryOf) {
	switch {
	case e.when == "":
		c.enter(filepath.Dir(c.dir))
	case e.folder:
		c.enter(filepath.Join(c.dir, e.name))
	default:
		c.accept()
	}
}

// accept ends the dialog with what is selected or typed.
func (c *chooser) accept() {
	if c.yes.Disabled() || c.dir == "" {
		return
	}
	if c.name == nil {
		e, _ := c.selected()
		if e.folder {
			c.open(e)
			return
		}
		c.end(filepath.Join(c.dir, e.name))
		return
	}
	path := filepath.Join(c.dir, filepath.Base(strings.TrimSpace(c.name.Text)))
	if filepath.Ext(path) == "" {
		path += c.kind
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		c.end(path)
		return
	}
	c.w.layers.Ask(kit.Question{
		Title: "同じ名前のファイルを置き換えますか？", Text: path, Yes: "置き換える", Danger: true,
		Do: func() { c.end(path) },
	})
}

func (c *chooser) end(path string) {
	c.w.folder = filepath.Dir(path)
	c.dialog.Close()
	c.chosen(path)
}

var chooserColumns = kit.Columns[entryOf]{
	{kit.GridColumn{Title: "名前", Width: 380, Min: 160, Weight: 1}, func(e *entryOf) kit.Cell {
		cell := kit.Cell{Text: e.name, Bold: e.folder}
		if e.folder && e.when != "" {
			cell.More = []kit.Span{kit.Dim("　フォルダー")}
		}
		return cell
	}},
	{kit.GridColumn{Title: "更新日時", Width: 150}, func(e *entryOf) kit.Cell { return kit.Cell{Text: e.when, Tone: kit.Muted} }},
}

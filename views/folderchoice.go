package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"github.com/ncruces/zenity"

	"anpisync/views/kit"
)

// folderChoice is what the settings have of a folder in which files are left: which it is,
// and the buttons that change it.
type folderChoice struct {
	title  string
	folder string // "": none
	where  *kit.Text
	choose *kit.Button
	none   *kit.Button
	row    *fyne.Container // of all these
}

// newFolderChoice tells which folder a person chooses, and when it is to be none.
func newFolderChoice(w *window, title string, chosen func(dir string), none func()) *folderChoice {
	f := &folderChoice{title: title, where: kit.NewText(kit.Dim("")).Cut(), none: kit.NewButton("保存をやめる", none)}
	f.choose = kit.NewButton("フォルダーを選ぶ", func() {
		w.choose(zenity.SelectFile, []zenity.Option{zenity.Title(title), zenity.Directory()}, func() {
			dialog.NewFolderOpen(func(dir fyne.ListableURI, err error) {
				if err != nil {
					w.fail(err)
				} else if dir != nil {
					chosen(dir.Path())
				}
			}, w.win).Show()
		}, chosen)
	})
	f.row = kit.Row(kit.Gap, f.choose, f.none, kit.Grow(f.where))
	f.showFolder("")
	return f
}

func (f *folderChoice) showFolder(dir string) {
	f.folder = dir
	f.where.SetText(dir)
	if dir == "" {
		f.where.SetText("保存しない")
	}
	f.none.Hidden = dir == ""
	f.row.Refresh()
}

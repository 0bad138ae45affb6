package views

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"github.com/ncruces/zenity"

	"anpisync/app"
	"anpisync/app/message"
	"anpisync/views/kit"
)

// formatFolder is the part of 設定 that says where 自動同期 leaves the file of a service, and
// in which 書式.
type formatFolder struct {
	w      *window
	field  *kit.Field
	row    *fyne.Container // its input
	format *kit.Select
	where  *kit.Text
	choose *kit.Button
	none   *kit.Button

	names   []string // of the formats that are kept
	dir     string   // where files are left; "": nowhere
	filling bool
}

func newFormatFolder(w *window) *formatFolder {
	f := &formatFolder{w: w, where: kit.NewText(kit.Dim("")).Cut()}
	f.format = kit.NewSelect([]string{""}, f.onFormat)
	f.choose = kit.NewButton("フォルダーを選ぶ", f.onChoose)
	f.none = kit.NewButton("保存をやめる", func() { f.set("", "") })
	f.row = kit.Wrap(kit.Gap, kit.Grow(f.where), f.format, f.choose, f.none)
	f.field = kit.NewField("書式の保存先", f.row).
		Hint("自動同期で変更を反映するたびに、「ファイル」の書式で、全員のファイルを保存し直します。")
	return f
}

// fill shows what is set, and why it did not work the last time.
func (f *formatFolder) fill() {
	type set struct {
		name, dir, failed string
		all               []*app.SavedFormat
	}
	tryInBackground(f.w, func(ctx context.Context) (s set, err error) {
		if s.name, s.dir, s.failed, err = f.w.app.FormatFolder(ctx); err == nil {
			s.all, err = f.w.app.Formats(ctx)
		}
		return s, err
	}, func(s set) {
		f.filling = true
		defer func() { f.filling = false }()
		f.names = nil
		for _, saved := range s.all {
			if !saved.BuiltIn() && !saved.Format.Empty {
				f.names = append(f.names, saved.Format.Name)
			}
		}
		f.dir = s.dir
		f.show(s.name, s.failed)
	})
}

func (f *formatFolder) show(name, failed string) {
	f.format.SetOptions(f.names)
	for i, n := range f.names {
		if n == name {
			f.format.Choose(i)
		}
	}
	f.where.SetText(f.dir)
	if f.dir == "" {
		f.where.SetText("保存しない")
	}
	f.none.Hidden = f.dir == ""
	f.format.Hidden = len(f.names) == 0
	f.choose.Off("")
	if len(f.names) == 0 {
		f.choose.Off("「ファイル」で書式を作ると使えます。")
	}
	f.field.SetError(failed)
	f.row.Refresh()
}

// chosen is the name of the format that is chosen.
func (f *formatFolder) chosen() string {
	if at := f.format.Chosen(); at < len(f.names) {
		return f.names[at]
	}
	return ""
}

// onFormat takes another format for the folder that is set.
func (f *formatFolder) onFormat(int) {
	if !f.filling && f.dir != "" {
		f.set(f.chosen(), f.dir)
	}
}

func (f *formatFolder) onChoose() {
	f.w.choose(zenity.SelectFile, []zenity.Option{zenity.Title("書式の保存先"), zenity.Directory()}, func() {
		dialog.NewFolderOpen(func(dir fyne.ListableURI, err error) {
			if err != nil {
				f.w.fail(err)
			} else if dir != nil {
				f.ask(dir.Path())
			}
		}, f.w.win).Show()
	}, f.ask)
}

// ask warns before personal data is left where others may read it.
func (f *formatFolder) ask(dir string) {
	f.w.layers.Ask(kit.Question{Title: "「" + f.chosen() + "」の書式で、このフォルダーに保存しますか？", Text: dir + "\n\n" + message.FormatWarning,
		Yes: "保存する", Do: func() { f.set(f.chosen(), dir) }})
}

func (f *formatFolder) set(name, dir string) {
	inBackground(f.w, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, f.w.app.SetFormatFolder(ctx, name, dir)
	}, func(_ struct{}, err error) {
		if err != nil {
			f.w.fail(err)
		}
		f.fill()
	})
}

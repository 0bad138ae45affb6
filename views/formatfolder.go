package views

import (
	"context"

	"anpisync/app"
	"anpisync/app/message"
	"anpisync/views/kit"
)

// formatFolder is the part of 設定 that says where 自動同期 leaves the file of a service, and
// in which 書式.
type formatFolder struct {
	w      *window
	field  *kit.Field
	format *kit.Select
	*folderChoice

	names   []string // of the formats that are kept
	filling bool
}

func newFormatFolder(w *window) *formatFolder {
	f := &formatFolder{w: w}
	f.format = kit.NewSelect([]string{""}, f.onFormat)
	f.folderChoice = newFolderChoice(w, "書式の保存先", f.ask, func() { f.set("", "") })
	f.row = kit.Wrap(kit.Gap, f.format, f.choose, f.none, kit.Grow(kit.Width(140, f.where)))
	f.field = kit.NewField(f.title, f.row).
		Hint("自動同期で変更を反映するたびに、「ファイル」の書式で、全員と、前回から変わった人のファイルを保存し直します。")
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
		f.showFolder(s.dir)
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
	if !f.filling && f.folder != "" {
		f.set(f.chosen(), f.folder)
	}
}

// ask warns before personal data is left where others may read it.
func (f *formatFolder) ask(dir string) {
	f.w.layers.Ask(kit.Question{Title: "「" + f.chosen() + "」の書式で、このフォルダーに保存しますか？", Text: dir + "\n\n" + message.FormatWarning,
		Yes: "保存する", Do: func() { f.set(f.chosen(), dir) }})
}

func (f *formatFolder) set(name, dir string) {
	f.w.inBackground(func(ctx context.Context) error { return f.w.app.SetFormatFolder(ctx, name, dir) }, func(err error) {
		if err != nil {
			f.w.fail(err)
		}
		f.fill()
	})
}

package views

import (
	"context"

	"anpisync/app/message"
	"anpisync/views/kit"
)

// rosterFolder is the part of 設定 that says where 自動同期 leaves a roster.
type rosterFolder struct {
	w     *window
	field *kit.Field
	*folderChoice
}

func newRosterFolder(w *window) *rosterFolder {
	r := &rosterFolder{w: w}
	r.folderChoice = newFolderChoice(w, "名簿の保存先", r.ask, func() { r.set("") })
	r.field = kit.NewField(r.title, r.row).
		Hint("自動同期で変更を反映するたびに、全員の名簿（名簿.htmlと名簿.xlsx）を保存し直します。共有フォルダーに置くと、別の場所でも使えます。")
	return r
}

// fill shows what is set, and why it did not work the last time.
func (r *rosterFolder) fill() {
	type set struct{ dir, failed string }
	tryInBackground(r.w, func(ctx context.Context) (s set, err error) {
		s.dir, s.failed, err = r.w.app.RosterFolder(ctx)
		return s, err
	}, func(s set) {
		r.show(s.dir, s.failed)
	})
}

func (r *rosterFolder) show(dir, failed string) {
	r.showFolder(dir)
	r.field.SetError(failed)
}

// ask warns before personal data is left where others may read it.
func (r *rosterFolder) ask(dir string) {
	r.w.layers.Ask(kit.Question{Title: "名簿をこのフォルダーに保存しますか？", Text: dir + "\n\n" + message.RosterWarning + message.RosterBookWarning,
		Yes: "保存する", Do: func() { r.set(dir) }})
}

func (r *rosterFolder) set(dir string) {
	r.w.inBackground(func(ctx context.Context) error { return r.w.app.SetRosterFolder(ctx, dir) }, func(err error) {
		if err != nil {
			r.w.fail(err)
		}
		r.fill()
		r.w.screens[screenHome].(*home).showRosters()
	})
}

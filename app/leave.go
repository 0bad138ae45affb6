package app

import (
	"context"
	"io"

	"anpisync/reconcile/directory"
)

// leaving is how 自動同期 leaves files of one kind in a folder: by which settings, and in
// which words.
type leaving struct {
	what    string // in the log
	folder  string // the setting where; empty: nowhere
	failed  string // the setting why it could not the last time; empty: it could
	left    string // the setting of which state of the directory they were made
	done    func(dir string) string
	notDone func(dir string, err error) string
}

// leavingIn is where files are left, and why they could not be the last time; both may be "".
func (a *App) leavingIn(ctx context.Context, l leaving) (dir, failed string, err error) {
	if dir, err = a.Setting(ctx, l.folder); err != nil || dir == "" {
		return "", "", err
	}
	failed, err = a.Setting(ctx, l.failed)
	return dir, failed, err
}

// renew leaves files anew after an import without a person, where anything has changed
// since the last time, by whatever means, or it did not work then. It says why it could
// not; the import stands all the same.
func (a *App) renew(ctx context.Context, out io.Writer, l leaving, leave func(ctx context.Context, dir string) error) {
	dir, before, err := a.leavingIn(ctx, l)
	if err == nil && dir == "" {
		return
	}
	if err == nil {
		var now directory.Revision
		var left string
		if now, err = a.Revision(ctx); err == nil {
			left, err = a.Setting(ctx, l.left)
		}
		if err == nil && left == stateOf(now) && before == "" {
			return
		}
	}
	if err == nil {
		err = leave(ctx, dir)
	}
	failed := ""
	if err != nil {
		a.log.Error(l.what, "folder", dir, "error", err)
		failed = l.notDone(dir, err)
		tell(out, []string{failed})
	} else {
		tell(out, []string{l.done(dir)})
	}
	if err := a.SetSetting(ctx, l.failed, failed); err != nil {
		a.log.Error(l.what, "error", err)
	}
}

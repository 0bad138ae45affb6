package app

import (
	"context"
	"io"
	"time"

	"anpisync/app/csvfile"
	"anpisync/reconcile/directory"
)

// InspectCSV tells what a person should know before a file is written.
func (a *App) InspectCSV(ctx context.Context, k csvfile.Kind, o csvfile.WriteOptions) (csvfile.Notes, error) {
	d, err := a.store.Load(ctx)
	if err != nil {
		return csvfile.Notes{}, err
	}
	return csvfile.Inspect(d, k, o), nil
}

// ExportCSV writes a file of one kind to w, which is the caller's to close. Where CP932
// lacks a character the error is a *csvfile.UnencodableError.
func (a *App) ExportCSV(ctx context.Context, w io.Writer, k csvfile.Kind, o csvfile.WriteOptions) error {
	d, err := a.store.Load(ctx)
	if err != nil {
		return err
	}
	return csvfile.Write(ctx, w, d, k, o)
}

// PrepareCSV proposes what a file says, to be looked at and applied like an import;
// cybozu.com is not asked. What is wrong with the file is a csvfile.Errors, all at once,
// and a line of the history. open is called again where the directory has changed
// meanwhile (I8). progress, which may be nil, tells of passwords.
func (a *App) PrepareCSV(ctx context.Context, open func() (io.ReadCloser, error), o csvfile.ReadOptions, progress func(Progress)) (*Proposal, error) {
	run := directory.Run{Kind: directory.ImportCSV, StartedAt: time.Now(), Message: o.Name}
	p, err := a.propose(ctx, run, func(now *directory.Directory) (*directory.Plan, error) {
		o := o
		if progress != nil {
			o.Progress = func(done, total int) { progress(Progress{Phase: csvfile.PhasePasswords, Done: done, Total: total}) }
		}
		return planFile(ctx, open, now, o)
	}, func(ctx context.Context, _ directory.Choices, progress func(Progress)) (*Proposal, error) {
		return a.PrepareCSV(ctx, open, o, progress)
	})
	if err != nil {
		return nil, a.failed(ctx, run, err)
	}
	return p, nil
}

func planFile(ctx context.Context, open func() (io.ReadCloser, error), now *directory.Directory, o csvfile.ReadOptions) (*directory.Plan, error) {
	file, err := open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	edit, err := csvfile.Read(ctx, file, now, o)
	if err != nil {
		return nil, err
	}
	return edit.Plan(ctx)
}

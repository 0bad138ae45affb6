package app

import (
	"context"
	"io"
	"time"

	"anpisync/app/csvfile"
	"anpisync/reconcile/directory"
	"anpisync/storage"
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
// and a line of the history. Where the directory has changed meanwhile (I8), the file is
// to be read anew.
func (a *App) PrepareCSV(ctx context.Context, r io.Reader, o csvfile.ReadOptions) (*Proposal, error) {
	started := time.Now()
	p, err := a.prepareCSV(ctx, r, o, started)
	if err != nil {
		return nil, a.failed(ctx, storage.Run{Kind: directory.ImportCSV, StartedAt: started}, err)
	}
	return p, nil
}

func (a *App) prepareCSV(ctx context.Context, r io.Reader, o csvfile.ReadOptions, started time.Time) (*Proposal, error) {
	unlock, err := a.lock(ctx, directory.ImportCSV)
	if err != nil {
		return nil, err
	}
	defer unlock()
	now, err := a.store.Load(ctx)
	if err != nil {
		return nil, err
	}
	edit, err := csvfile.Read(ctx, r, now, o)
	if err != nil {
		return nil, err
	}
	plan, err := edit.Plan(ctx)
	if err != nil {
		return nil, err
	}
	return a.guard(ctx, &Proposal{
		Plan:      plan,
		Directory: now,
		request:   Request{Kind: directory.ImportCSV},
		started:   started,
	})
}

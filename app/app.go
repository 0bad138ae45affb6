// Package app is what the program can do, without a window: read cybozu.com and
// propose a Plan ([App.Prepare]), answer its questions ([App.Revise]), write it
// ([App.Apply]), or all of it without a person ([App.Import]).
//
// It is the one place that knows both cybozu.com and the stored directory, and the
// order of things: nothing is written that was not planned, and nothing is planned
// from half an answer. The window and the command line take the same way.
//
// # For other programs
//
// With -json, -import prints to standard output one JSON object and nothing else, whatever
// the import comes to; what it says to people goes to standard error, and the exit code is
// as ever. -dry-run tells what the import would do.
//
//   - version: 1. What is told here stays in it; more names may come.
//   - outcome: "ok", "failed", "cancelled", or "stopped" where a person must confirm or give an
//     initial password (exit code 3); message: why, in Japanese, or "".
//   - applied: whether it was written, or there was nothing to write, which a dry run never
//     says; import_id: its line in the history (the table imports), or null.
//   - domain: the cybozu.com that was read.
//   - counts: of departments and users, how many are created, updated, linked, unlinked, deleted,
//     unchanged, local (not concerned) and excluded; of memberships, how many are added,
//     removed, unchanged and local. null: nothing could be planned.
//   - guards: what a person must confirm (I4, I7): kind, count, of (how many there were), held,
//     message, parties.
//   - problems: what keeps it from being planned (I1): rule, kind, subject, message, parties, and
//     mends, each with kind, message (what its button says), record, user_id, cybozu_id, email,
//     name, domain, proposed.
//   - changes: each with kind ("department", "user"), id, cybozu_id, action ("create", "update",
//     "link", "unlink", "delete"), rule, reasons, before and after. A new record has the id that
//     it gets. The two are null or the record, by the columns of directory.db; departments is a
//     list of ids. Changes of departments come first, and deletions first among those of a kind.
//
// The parties of a guard or problem have side ("here", "cybozu"), kind, id, cybozu_id, code,
// name, email, suspended and path. A secret is in none of it; names and addresses are. An
// example stands with [ImportIn]; the form is that of package planjson.
//
// It is not for rules (package reconcile), SQL (package storage), sentences (package
// message) or widgets (package views).
package app

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"anpisync/app/credentials"
	"anpisync/app/notify"
	"anpisync/app/process"
	"anpisync/app/release"
	"anpisync/app/schedule"
	"anpisync/app/stopped"
	"anpisync/cybozu"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// Options say what the program works on. The zero value is the user's own data,
// keyring, scheduler and network.
type Options struct {
	Dir       string              // data folder; empty: process.DefaultDir
	Keyring   credentials.Keyring // nil: the operating system's
	Cybozu    cybozu.Options      // how cybozu.com is reached
	ReadOnly  bool                // a dry run: makes no database and writes none
	Within    time.Duration       // of ImportIn: how much later than at once it may begin, at random
	Quiet     bool                // of ImportIn: do nothing at a time that 自動同期 leaves out
	Keep      string              // of ImportIn: the folder where the answers of cybozu.com are kept; empty: nowhere
	JSON      io.Writer           // of ImportIn: takes what it came to as one JSON object; nil: nobody wants it
	Ask       Ask                 // nil: nobody is there to answer
	MailTrust *x509.CertPool      // what mail servers are trusted by; nil: the operating system's certificates
	Limit     time.Duration       // what ImportIn may take in all; 0: a little less than schedule.Limit

	Scheduler schedule.Scheduler                         // nil: the operating system's
	Now       func() time.Time                           // nil: time.Now
	Sleep     func(context.Context, time.Duration) error // nil: what it says, unless the context ends first
	Notify    func(context.Context, notify.Notice) error // nil: notify.Show

	Feed *release.Feed // where newer releases are told of; nil: that of the build
}

// App is the opened program. Its methods may be called from any goroutine.
type App struct {
	dir       string
	keyring   credentials.Keyring
	scheduler schedule.Scheduler
	cybozu    cybozu.Options
	mailTrust *x509.CertPool
	store     *storage.Store
	readOnly  bool
	ask       Ask
	log       *logFile
	sample    *sample // the demo's cybozu.com; nil otherwise

	background sync.WaitGroup // savings that nobody waits for

	writing sync.Mutex // held by one edit at a time

	feed   release.Feed
	noting sync.Mutex // held by one change of what is known of releases
}

// Open opens the data folder, which is made where it is missing. The caller closes
// the App.
func Open(ctx context.Context, o Options) (*App, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	if err := process.MakeFolder(o.Dir); err != nil {
		return nil, err
	}
	log := openLog(o.Dir)
	open := storage.Open
	if o.ReadOnly {
		open = storage.OpenReadOnly
	}
	store, err := open(ctx, o.Dir)
	if err != nil {
		log.Error("open", "error", err)
		return nil, errors.Join(err, log.Close())
	}
	if !o.ReadOnly {
		if err := stopped.Expire(o.Dir, time.Now()); err != nil {
			log.Error("stopped", "error", err)
		}
	}
	log.Info("open", "version", process.Version(), "os", runtime.GOOS, "read-only", o.ReadOnly)
	return &App{
		dir: o.Dir, keyring: o.Keyring, scheduler: o.Scheduler, cybozu: o.Cybozu, mailTrust: o.MailTrust, readOnly: o.ReadOnly,
		ask: o.Ask, store: store, log: log, feed: *o.Feed,
	}, nil
}

// complete fills in what is left to the operating system.
func (o Options) complete() (Options, error) {
	var err error
	if o.Dir, err = process.DataDir(o.Dir); err != nil {
		return o, err
	}
	if o.Keyring == nil {
		o.Keyring = credentials.System()
	}
	if o.Scheduler == nil {
		o.Scheduler = schedule.System()
	}
	if o.Limit == 0 {
		o.Limit = schedule.Limit - 5*time.Minute // so that the history has its line
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = func(ctx context.Context, d time.Duration) error {
			select {
			case <-ctx.Done():
			case <-time.After(d):
			}
			return ctx.Err()
		}
	}
	if o.Notify == nil {
		o.Notify = notify.Show
	}
	if o.Feed == nil {
		built := release.Built()
		o.Feed = &built
	}
	return o, nil
}

// Checked waits for the check of the stored directory that Open began: it takes long
// where the directory is large, and goes on meanwhile. What it finds is
// storage.ErrDamaged.
func (a *App) Checked(ctx context.Context) error { return a.store.Checked(ctx) }

// openChecked is Open and Checked, for what goes on without a person.
func openChecked(ctx context.Context, o Options) (*App, error) {
	a, err := Open(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := a.Checked(ctx); err != nil {
		a.log.Error("check", "error", err)
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// Close ends the use of the data folder.
func (a *App) Close() error {
	a.background.Wait()
	err := a.store.Close()
	if a.sample != nil {
		err = errors.Join(err, a.sample.close())
	}
	return errors.Join(err, a.log.Close())
}

// Dir is the data folder.
func (a *App) Dir() string { return a.dir }

// Log is where the program tells what it did. It is never given a secret.
func (a *App) Log() *slog.Logger { return a.log.Logger }

// Directory loads the stored directory.
func (a *App) Directory(ctx context.Context) (*directory.Directory, error) {
	return a.store.Load(ctx)
}

// Empty says whether there is no directory yet: nobody is in it, and no department but
// 最上位部署. One that cannot be read is not empty.
func (a *App) Empty(ctx context.Context) bool {
	empty, err := a.store.Empty(ctx)
	return empty && err == nil
}

// Revision tells whether the stored directory has changed, more cheaply than loading it.
func (a *App) Revision(ctx context.Context) (directory.Revision, error) {
	return a.store.Revision(ctx)
}

// Setting reads what the program remembers under key; "" where there is nothing.
func (a *App) Setting(ctx context.Context, key string) (string, error) {
	value, _, err := a.store.Setting(ctx, key)
	return value, err
}

// SetSetting remembers value under key.
func (a *App) SetSetting(ctx context.Context, key, value string) error {
	return a.store.SetSetting(ctx, key, value)
}

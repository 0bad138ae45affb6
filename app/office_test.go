package app_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/notify"
	"anpisync/app/schedule"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

func TestMain(m *testing.M) {
	if address := os.Getenv(demoCaller); address != "" {
		beDemo(address)
	}
	credentials.HashCheaply()
	storage.SealCheaply()
	os.Exit(m.Run())
}

// office is a program with a data folder of its own, and the cybozu.com it reads over
// real HTTPS.
type office struct {
	*app.App
	t       *testing.T
	company *cybozutest.Company
	server  *cybozutest.Server
	keyring credentials.Keyring
	system  schedule.Scheduler
	dir     string
	stall   time.Duration // how long the server may be silent; 0: as usual
}

var secret = credentials.Secret{
	Login: cybozutest.Login, Password: cybozutest.Password, InitialPassword: "first-password",
}

func newOffice(t *testing.T, company *cybozutest.Company, o cybozutest.Options) *office {
	t.Helper()
	of := &office{
		t: t, company: company, keyring: credentials.Memory(), system: schedule.Memory(), dir: t.TempDir(),
	}
	of.start(o)
	return of
}

// start starts cybozu.com and the program; both end with the test.
func (of *office) start(o cybozutest.Options) {
	of.t.Helper()
	server, err := cybozutest.NewServer(of.company, o)
	if err != nil {
		of.t.Fatal(err)
	}
	of.t.Cleanup(server.Close)
	of.server = server
	of.App = of.open(false)
	of.t.Cleanup(func() {
		if err := of.Close(); err != nil {
			of.t.Error(err)
		}
		if n := server.UnusedFaults(); n > 0 {
			of.t.Errorf("%d faults never happened", n)
		}
	})
}

// open opens the same data folder once more.
func (of *office) open(readOnly bool) *app.App {
	of.t.Helper()
	return of.openWith(readOnly, of.server.Transport())
}

func (of *office) openWith(readOnly bool, transport http.RoundTripper) *app.App {
	of.t.Helper()
	a, err := app.Open(context.Background(), of.options(readOnly, transport))
	if err != nil {
		of.t.Fatal(err)
	}
	return a
}

func (of *office) options(readOnly bool, transport http.RoundTripper) app.Options {
	return app.Options{
		Dir: of.dir, Keyring: of.keyring, Scheduler: of.system, ReadOnly: readOnly,
		Cybozu: cybozu.Options{Transport: transport, Stall: of.stall, Wait: noPause},
		Notify: func(context.Context, notify.Notice) error { return errors.New("nobody looks at it") },
	}
}

// noPause is the time between two tries.
func noPause(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func (of *office) request() app.Request {
	return app.Request{Kind: directory.ImportManual, Host: cybozu.Host(of.server.Host()), Secret: secret}
}

// propose prepares an import that must lead to a plan.
func (of *office) propose() *app.Proposal {
	of.t.Helper()
	p, err := of.Prepare(context.Background(), of.request(), nil)
	if err != nil {
		of.t.Fatal(err)
	}
	if p.Plan == nil {
		of.t.Fatal(p.Problems)
	}
	return p
}

// runImport imports as a person does who confirms all that is asked.
func (of *office) runImport() *app.Result {
	of.t.Helper()
	p := of.propose()
	result, err := of.Apply(context.Background(), p, confirmAll(p))
	if err != nil {
		of.t.Fatal(err)
	}
	return result
}

func confirmAll(p *app.Proposal) []directory.Confirmation {
	var all []directory.Confirmation
	for _, g := range p.Guards {
		all = append(all, directory.Confirmation{Kind: g.Kind, Count: g.Count})
	}
	return all
}

func (of *office) stored() *directory.Directory {
	of.t.Helper()
	d, err := of.Directory(context.Background())
	if err != nil {
		of.t.Fatal(err)
	}
	return d
}

// history is the outcome of each import, the newest first.
func (of *office) history() []directory.Outcome {
	of.t.Helper()
	lines, err := of.History(context.Background(), 0)
	if err != nil {
		of.t.Fatal(err)
	}
	var outcomes []directory.Outcome
	for _, line := range lines {
		outcomes = append(outcomes, line.Outcome)
	}
	return outcomes
}

// unchanged fails the test unless departments, users, memberships, choices and domain
// are as they were.
func (of *office) unchanged(before *directory.Directory) {
	of.t.Helper()
	if plan := directory.Diff(of.stored(), before); !plan.Empty() {
		of.t.Errorf("the directory changed: %d departments, %d users", len(plan.Departments), len(plan.Users))
	}
}

func (of *office) user(login string) *directory.User {
	of.t.Helper()
	for _, u := range of.stored().Users {
		if u.LoginName == login {
			return &u
		}
	}
	of.t.Fatalf("no user %q", login)
	return nil
}

// in names the departments that a user is in, in ascending order of names.
func (of *office) in(login string) []string {
	of.t.Helper()
	names := []string{}
	d := of.stored()
	for _, id := range of.user(login).Departments {
		for _, dept := range d.Departments {
			if dept.ID == id {
				names = append(names, dept.Name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// grepFolder looks for a text in every file of the data folder.
func (of *office) grepFolder(text string) (found []string) {
	of.t.Helper()
	err := filepath.WalkDir(of.dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(text)) {
			found = append(found, path)
		}
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		return err
	})
	if err != nil {
		of.t.Fatal(err)
	}
	return found
}

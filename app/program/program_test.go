// Package program_test runs the real program as a scheduler and a person at a console
// do: another process, real HTTPS, the real keyring, no display. What each call says, in which
// case, is told by the stories in testdata, which TestStories runs; what stories cannot tell,
// several processes at once and a person who types, is told here.
package program_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// What the program ends with; schedulers rely on these numbers.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitStopped = 3
)

// program is the binary that users get, built once.
var program string

func TestMain(m *testing.M) { os.Exit(withProgram(m.Run)) }

func withProgram(run func() int) int {
	dir, err := os.MkdirTemp("", "anpisync-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "anpisync")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	if out, err := exec.Command("go", "build", "-tags", "migrated_fynedo", "-o", program, "anpisync").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		return 1
	}
	return run()
}

// office is a data folder, and a cybozu.com that a program finds as in an office: by
// the proxy and the certificates that its environment names. There is no display.
type office struct {
	*cybozutest.Server
	t       testing.TB
	company *cybozutest.Company
	dir     string
	env     []string
}

func newOffice(t testing.TB, subdomain string) *office {
	t.Helper()
	of := &office{t: t, company: cybozutest.Sample(), dir: filepath.Join(t.TempDir(), "データ #1 50%")}
	of.serve(cybozutest.Options{Subdomain: subdomain})
	return of
}

// serve starts the office's cybozu.com, or another in the place of the one before.
func (of *office) serve(o cybozutest.Options) {
	t := of.t
	t.Helper()
	var err error
	if of.Server, err = cybozutest.NewServer(of.company, o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(of.Close)
	proxy, err := of.Proxy()
	if err != nil {
		t.Fatal(err)
	}
	certificate := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(certificate, of.CACertPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	of.env = append(slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return name == "DISPLAY" || name == "WAYLAND_DISPLAY" || strings.HasSuffix(strings.ToUpper(name), "_PROXY")
	}), "HTTPS_PROXY="+proxy, "SSL_CERT_FILE="+certificate, "SSL_CERT_DIR=",
		"LC_ALL=C.UTF-8", "LANGUAGE=") // where Fyne has something to say of its own
}

// ending is how a run of the program ended.
type ending struct {
	code     int
	out, err string
}

func (of *office) command(args ...string) *exec.Cmd {
	ctx, cancel := context.WithTimeout(of.t.Context(), 2*time.Minute)
	of.t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, program, append(args, "-data", of.dir)...)
	cmd.Env = of.env
	return cmd
}

func (of *office) run(args ...string) ending {
	of.t.Helper()
	cmd := of.command(args...)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	return ending{of.codeOf(cmd.Run()), out.String(), complaint.String()}
}

func (of *office) codeOf(err error) int {
	of.t.Helper()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		of.t.Fatal(err)
	}
	if exit != nil {
		return exit.ExitCode()
	}
	return 0
}

// ends runs the program, and fails the test unless it ends with a code and prints a
// text: on standard output where it has done something, on standard error otherwise.
func (of *office) ends(code int, text string, args ...string) ending {
	of.t.Helper()
	got := of.run(args...)
	if got.code != code {
		of.t.Fatalf("%q ends with %d, want %d\n%s%s", args, got.code, code, got.out, got.err)
	}
	said := got.err
	if code == exitDone {
		said = got.out
		if got.err != "" {
			of.t.Errorf("%q complains: %s", args, got.err)
		}
	}
	if !strings.Contains(said, text) {
		of.t.Errorf("%q prints %q and complains %q, want %q", args, got.out, got.err, text)
	}
	return got
}

// read opens the data folder as the window would.
func (of *office) read(look func(*app.App)) {
	of.t.Helper()
	a, err := app.Open(of.t.Context(), app.Options{Dir: of.dir, Keyring: credentials.Memory()})
	if err != nil {
		of.t.Fatal(err)
	}
	look(a)
	if err := a.Close(); err != nil {
		of.t.Error(err)
	}
}

// users counts those stored.
func (of *office) users() (n int) {
	of.t.Helper()
	of.read(func(a *app.App) {
		d, err := a.Directory(of.t.Context())
		if err != nil {
			of.t.Fatal(err)
		}
		n = len(d.Users)
	})
	return n
}

func (of *office) history() (lines []directory.Import) {
	of.t.Helper()
	of.read(func(a *app.App) {
		var err error
		if lines, err = a.History(of.t.Context(), 0); err != nil {
			of.t.Fatal(err)
		}
	})
	return lines
}

// With this variable set to 1 there must be a Secret Service on the session bus, in a
// data home that may be written to.
const realKeyring = "ANPISYNC_TEST_KEYRING"

var account = credentials.Secret{Login: cybozutest.Login, Password: cybozutest.Password, InitialPassword: "planted-first"}

// save puts credentials into the system's keyring, as the window does.
func (of *office) save(s credentials.Secret) {
	of.t.Helper()
	if os.Getenv(realKeyring) != "1" {
		of.t.Skip(realKeyring + " is not 1: no keyring to test with")
	}
	keyring := credentials.System()
	if err := keyring.Save(context.Background(), cybozu.Host(of.Host()), s); err != nil {
		of.t.Fatal(err)
	}
	of.t.Cleanup(func() {
		if err := keyring.Delete(context.Background(), cybozu.Host(of.Host())); err != nil {
			of.t.Error(err)
		}
	})
}

// A scheduler that catches up, and a person at a console: each import waits for those
// before it, and none fails for what they have written (I8).
func TestI8_ImportsOfSeveralProcessesAllSucceed(t *testing.T) {
	of := newOffice(t, "main-side-by-side")
	of.save(account)
	of.Inject(cybozutest.Fault{Path: "users.json", Before: func(c *cybozutest.Company) {
		c.Update(func(d *cybozutest.Data) { d.User(cybozutest.Login).Phone += "1" })
	}})
	const imports = 8
	ended := make(chan ending)
	for range imports {
		cmd := of.command("-import", "-url", of.Host())
		go func() {
			out, err := cmd.CombinedOutput()
			code := 0
			if err != nil {
				code = cmd.ProcessState.ExitCode()
			}
			ended <- ending{code: code, out: string(out)}
		}()
	}
	for range imports {
		if got := <-ended; got.code != exitDone {
			t.Errorf("ends with %d: %s", got.code, got.out)
		}
	}
	if lines := of.history(); len(lines) != imports {
		t.Errorf("the history has %d lines, want %d", len(lines), imports)
	}
}

// A lock that is held is waited for, and the wait can be ended.
func TestImportWaitsForTheLock(t *testing.T) {
	of := newOffice(t, "main-lock")
	of.save(account)
	if err := os.MkdirAll(of.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		then func(cmd *exec.Cmd, unlock func() error) error
		code int
	}{
		"until it is free": {func(_ *exec.Cmd, unlock func() error) error { return unlock() }, exitDone},
		"until terminated": {func(cmd *exec.Cmd, _ func() error) error { return cmd.Process.Signal(os.Interrupt) }, exitFailed},
	} {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" {
				t.Skip("no signals")
			}
			unlock, err := storage.Lock(t.Context(), of.dir, 0, "manual")
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = unlock() }() // once more at the end
			of.ForgetRequests()
			cmd := of.command("-import", "-url", of.Host())
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.Contains(line, "読み込みを開始しました") {
				t.Fatalf("it says %q (%v)", line, err)
			}
			if n := len(of.Requests()); n > 0 {
				t.Errorf("%d requests without the lock", n)
			}
			if err := c.then(cmd, unlock); err != nil {
				t.Fatal(err)
			}
			if code := of.codeOf(cmd.Wait()); code != c.code {
				t.Errorf("it ends with %d, want %d", code, c.code)
			}
		})
	}
}

// Package program_test runs the real program as a scheduler and a person at a console
// do: another process, real HTTPS, the real keyring, no display.
package program_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/edit"
	"anpisync/app/planjson"
	"anpisync/app/schedule"
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
	t       *testing.T
	company *cybozutest.Company
	dir     string
	env     []string
}

func newOffice(t *testing.T, subdomain string) *office {
	t.Helper()
	of := &office{t: t, company: cybozutest.Sample(), dir: filepath.Join(t.TempDir(), "データ #1 50%")}
	var err error
	if of.Server, err = cybozutest.NewServer(of.company, cybozutest.Options{Subdomain: subdomain}); err != nil {
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
	return of
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

func (of *office) databaseExists() bool {
	of.t.Helper()
	_, err := os.Stat(filepath.Join(of.dir, "directory.db"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		of.t.Fatal(err)
	}
	return err == nil
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

func (of *office) log() string {
	of.t.Helper()
	text, err := os.ReadFile(filepath.Join(of.dir, "anpisync.log"))
	if err != nil {
		of.t.Fatal(err)
	}
	return string(text)
}

func TestVersionNamesTheProgramGoAndFyne(t *testing.T) {
	got := newOffice(t, "main-version").ends(exitDone, "AnpiSync ", "-version")
	for _, want := range []string{runtime.Version(), "Fyne v2."} {
		if !strings.Contains(got.out, want) {
			t.Errorf("%q does not name %q", got.out, want)
		}
	}
}

func TestNoDesktopIsToldAndNothingBegun(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("there is always a desktop")
	}
	of := newOffice(t, "main-desktop")
	of.ends(exitFailed, "デスクトップ", "-demo")
	if _, err := os.Stat(of.dir); !errors.Is(err, os.ErrNotExist) {
		t.Error("there is a data folder")
	}
}

func TestWrongUsageIsTold(t *testing.T) {
	of := newOffice(t, "main-usage")
	for _, args := range [][]string{
		{"-no-such-flag"}, {"-dry-run"}, {"-url", of.Host()}, {"-demo", "-import"}, {"-demo", "-export", "x"}, {"-import", "-export", "x"}, {"-check", "-import"}, {"-json"}, {"-export", "x", "-json"}, {"import"}, {"-import", "now"}, {"-keep-answers", "x"}, {"-within", "1m"}, {"-quiet"}, {"-fault", "locked"},
	} {
		of.ends(exitUsage, "正しくありません："+strings.Join(args, " "), args...)
	}
	got := of.ends(exitUsage, "「no such」", "-demo", "-fault", "no such")
	for _, name := range cybozutest.FaultNames() {
		if !slices.Contains(strings.Split(got.err, "\n"), name) {
			t.Errorf("%s is not among\n%s", name, got.err)
		}
	}
	if _, err := os.Stat(of.dir); !errors.Is(err, os.ErrNotExist) {
		t.Error("wrong usage has made a data folder")
	}
	if got := of.run("-help"); got.code != exitDone || !strings.HasPrefix(got.err, "使い方") || !strings.Contains(got.err, "-dry-run") {
		t.Errorf("-help ends with %d and prints %q", got.code, got.err)
	}
}

// object runs the program with -json and reads the one object that it prints.
func (of *office) object(code int, args ...string) (o planjson.Object) {
	of.t.Helper()
	got := of.run(append(args, "-json")...)
	if got.code != code {
		of.t.Fatalf("%q ends with %d, want %d\n%.500s\n%s", args, got.code, code, got.out, got.err)
	}
	d := json.NewDecoder(strings.NewReader(got.out))
	if err := d.Decode(&o); err != nil || d.More() || o.Version != planjson.Version {
		of.t.Fatalf("%q prints %q (%v)", args, got.out, err)
	}
	if (o.Message == "") != (code == exitDone) || o.Message != "" && !strings.Contains(strings.ReplaceAll(got.err, "\n", ""), o.Message) {
		of.t.Errorf("%q: the message is %q, standard error %q", args, o.Message, got.err)
	}
	return o
}

func TestJSON_ImportWithNothingSavedIsToldToo(t *testing.T) {
	of := newOffice(t, "main-json-unsaved")
	if o := of.object(exitUsage, "-import"); o.Outcome != directory.OutcomeFailed || o.Applied || o.Counts != nil || len(o.Changes) > 0 {
		t.Errorf("told is %+v", o)
	}
}

func TestJSON_TheWholeImportIsReadFromStandardOutput(t *testing.T) {
	of := newOffice(t, "main-json")
	people := len(of.company.Data().Users) - 1 // without Administrator
	of.save(account)
	o := of.object(exitDone, "-import", "-dry-run", "-url", of.Host())
	if o.Outcome != directory.OutcomeOK || o.Applied || o.ImportID != nil || o.Domain != of.Host() || o.Counts.Users.Created != people || of.databaseExists() {
		t.Errorf("a dry run tells %+v, database %v", o, of.databaseExists())
	}
	planned := o.Changes
	o = of.object(exitDone, "-import", "-url", of.Host())
	if !o.Applied || o.ImportID == nil || !reflect.DeepEqual(o.Changes, planned) {
		t.Errorf("the import tells %+v and other changes than the dry run", o)
	}
	of.company.Update(func(d *cybozutest.Data) {
		for _, u := range slices.Clone(d.Users[5:65]) {
			d.DeleteUser(u.Code)
		}
	})
	o = of.object(exitStopped, "-import")
	if o.Outcome != directory.OutcomeStopped || o.Applied || len(o.Guards) == 0 || o.Counts.Users.Deleted == 0 {
		t.Errorf("what waits for a person is told as %+v", o)
	}
	of.company.Update(func(d *cybozutest.Data) {
		newest := d.Users[len(d.Users)-2:]
		newest[0].Email, newest[1].Email = "same@example.co.jp", "same@example.co.jp"
	})
	o = of.object(exitFailed, "-import")
	if o.Outcome != directory.OutcomeFailed || o.Counts != nil || len(o.Problems) != 1 || o.Problems[0].Rule != "U10" || len(o.Problems[0].Mends) < 2 {
		t.Errorf("a problem is told as %+v", o)
	}
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{cybozutest.Password, account.InitialPassword} {
		if strings.Contains(string(text), secret) {
			t.Errorf("%q is in it", secret)
		}
	}
}

func TestImportFromAnotherHostIsWrongUsage(t *testing.T) {
	of := newOffice(t, "main-host")
	of.ends(exitUsage, "cybozu.comのURLではありません。", "-import", "-url", "https://example.com/")
	of.ends(exitUsage, "「https://sub.cybozu.com」を入力してください。", "-import", "-url", "https://sub.s.cybozu.com/")
	if n := len(of.Connects()); n > 0 {
		t.Errorf("the proxy was asked for %q", of.Connects())
	}
}

func TestImportWithNothingSavedIsWrongUsage(t *testing.T) {
	of := newOffice(t, "main-nothing")
	const saysNotSaved = "この端末に保存されていません。"
	of.ends(exitUsage, saysNotSaved, "-import", "-dry-run")
	if of.databaseExists() {
		t.Error("a dry run has made a database")
	}
	of.ends(exitUsage, saysNotSaved, "-import")
}

func TestImportWithoutAKeyringFails(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the keyring is part of the system here")
	}
	of := newOffice(t, "main-missing")
	of.env = append(of.env, "DBUS_SESSION_BUS_ADDRESS=unix:path="+filepath.Join(t.TempDir(), "nothing"))
	of.ends(exitFailed, "認証情報を保存する仕組み", "-import", "-url", of.Host())
	if !strings.Contains(of.log(), "no keyring") {
		t.Errorf("the log does not tell why:\n%s", of.log())
	}
	if lines := of.history(); len(lines) != 1 || lines[0].Outcome != directory.OutcomeFailed {
		t.Errorf("the history says %+v", lines)
	}
}

func TestCheckTellsTheNumbersOfTheDirectory(t *testing.T) {
	of := newOffice(t, "main-check")
	of.ends(exitDone, "連絡できない人", "-check")
	if of.databaseExists() {
		t.Error("looking has made a database")
	}
	of.read(func(a *app.App) {
		_, err := a.Edit(t.Context(), "追加", edit.AddUser(directory.User{LoginName: "sato", Name: "佐藤"}, ""))
		if err != nil {
			t.Fatal(err)
		}
	})
	of.ends(exitDone, "電話番号なし", "-check")
	var got map[string]int
	if out := of.ends(exitDone, "", "-check", "-json").out; json.Unmarshal([]byte(out), &got) != nil {
		t.Fatalf("this is no JSON: %s", out)
	}
	for _, key := range []string{
		"users", "departments", "suspended", "unassigned", "local", "former_link", "held", "unreachable", "no_email",
		"no_phone", "no_reading", "same_name", "shared_phone", "empty_departments",
	} {
		want := 0
		if slices.Contains([]string{"users", "unassigned", "local", "unreachable", "no_email", "no_phone", "no_reading"}, key) {
			want = 1
		}
		if n, ok := got[key]; !ok || n != want {
			t.Errorf("%s is %d, %v, want %d", key, n, ok, want)
		}
	}
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

// One import after the other by a scheduler, each with the code that it relies on.
func TestImportEndsWithTheCodeThatASchedulerReliesOn(t *testing.T) {
	of := newOffice(t, "main-import")
	people := len(of.company.Data().Users) - 1 // without Administrator
	secret := account
	secret.InitialPassword = ""
	of.save(secret)

	got := of.ends(exitStopped, "初期パスワード", "-import", "-dry-run", "-url", of.Host())
	if n := strings.Count(got.out, "\n"); n < people || of.databaseExists() {
		t.Errorf("a dry run prints %d lines for %d users, database %v", n, people, of.databaseExists())
	}
	of.ends(exitStopped, "初期パスワード", "-import", "-url", of.Host())
	if n := of.users(); n != 0 {
		t.Fatalf("%d users without an initial password", n)
	}

	of.save(account)
	of.ends(exitDone, "追加", "-import", "-dry-run", "-url", of.Host())
	of.ends(exitDone, "件を、", "-import", "-dry-run", "-url", of.Host(), "-keep-answers", filepath.Join(t.TempDir(), "応答"))
	if n := of.users(); n != 0 {
		t.Fatalf("a dry run has written %d users", n)
	}
	of.ends(exitDone, "cybozu.comの読み込みは正常に完了しました。", "-import", "-url", of.Host())
	if n := of.users(); n != people {
		t.Fatalf("%d users, want %d", n, people)
	}

	files := filepath.Join(of.dir, "CSV")
	of.ends(exitDone, "", "-export", files)
	for name, want := range map[string]string{"users.csv": "takahashi", "departments.csv": "経営管理本部", "memberships.csv": "takahashi"} {
		if text, err := os.ReadFile(filepath.Join(files, name)); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s (%v) lacks %q:\n%s", name, err, want, text)
		}
	}

	handed := filepath.Join(of.dir, "渡す")
	of.ends(exitDone, "", "-export", handed, "-format", "cybozu.com（所属組織）")
	if text, err := os.ReadFile(filepath.Join(handed, "cybozu.com（所属組織）.csv")); err != nil || !strings.Contains(string(text), "takahashi") {
		t.Errorf("-export -format (%v): %s", err, text)
	}
	of.ends(exitUsage, "その名前の書式はありません", "-export", handed, "-format", "ない書式")
	of.ends(exitUsage, "引数が正しくありません", "-format", "x")

	for file, want := range map[string]string{"名簿.html": "</html>", "名簿.xlsx": "PK"} {
		path := filepath.Join(of.dir, file)
		of.ends(exitDone, "", "-roster", path)
		if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s (%v) lacks %q", path, err, want)
		}
	}
	of.ends(exitUsage, "「.html」でも「.xlsx」でもありません", "-roster", filepath.Join(of.dir, "名簿.pdf"))
	of.ends(exitUsage, "その部署コードの部署はありません", "-roster", filepath.Join(of.dir, "名簿.html"), "-department", "no such")
	of.ends(exitUsage, "引数が正しくありません", "-department", "code")

	of.ends(exitDone, "変更はありません", "-import") // by the saved URL
	cybozutest.NextDay(of.company)
	got = of.ends(exitDone, "", "-import", "-dry-run")
	for _, u := range of.company.Data().Users[people:] { // the newest
		if line := lineWith(got.out, u.Code); !strings.Contains(line, u.Name) {
			t.Errorf("the dry run has no line for %s: %q", u.Code, line)
		}
	}

	of.company.Update(func(d *cybozutest.Data) {
		for _, u := range slices.Clone(d.Users[5:65]) {
			d.DeleteUser(u.Code)
		}
	})
	before := of.users()
	of.ends(exitStopped, "確認が必要な変更があるため", "-import", "-dry-run")
	of.ends(exitStopped, "確認が必要な変更があるため", "-import")
	of.keepsWhatStopped()
	of.company.Update(func(d *cybozutest.Data) { d.DeleteUser(cybozutest.Login) })
	of.ends(exitFailed, "ログインしたユーザー", "-import")
	secret.Password = "planted-wrong"
	of.save(secret)
	of.ForgetRequests()
	of.ends(exitFailed, "ユーザーのパスワード認証に失敗しました。", "-import")
	if n := len(of.Requests()); n != 1 {
		t.Errorf("%d requests with a wrong password, want 1", n)
	}
	if n := of.users(); n != before {
		t.Errorf("%d users after imports that stopped or failed, were %d", n, before)
	}

	var outcomes []directory.Outcome
	for _, line := range of.history() {
		outcomes = append(outcomes, line.Outcome)
	}
	if want := []directory.Outcome{
		directory.OutcomeFailed, directory.OutcomeFailed, directory.OutcomeStopped, directory.OutcomeOK, directory.OutcomeOK, directory.OutcomeStopped,
	}; !slices.Equal(outcomes, want) {
		t.Errorf("the history says %q, want %q", outcomes, want)
	}
	for _, planted := range []string{"planted-wrong", "planted-first", cybozutest.Password} {
		if strings.Contains(of.log(), planted) {
			t.Errorf("the log holds %q", planted)
		}
	}
}

// keepsWhatStopped fails the test unless the window, which is another process, can show what
// the last import has stopped at, and nobody else can read it.
func (of *office) keepsWhatStopped() {
	of.t.Helper()
	of.read(func(a *app.App) {
		lines, err := a.History(of.t.Context(), 1)
		if err != nil {
			of.t.Fatal(err)
		}
		stop, err := a.Stopped()
		if err != nil || stop == nil || stop.ImportID != lines[0].ID {
			of.t.Fatalf("kept is %+v (%v), the history says %+v", stop, err, lines[0])
		}
		p, err := a.PrepareStopped(of.t.Context())
		if err != nil || len(p.Guards) == 0 {
			of.t.Errorf("it proposes %+v (%v)", p, err)
		}
	})
	info, err := os.Stat(filepath.Join(of.dir, "stopped.json"))
	if err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		of.t.Errorf("the file: %v, %v", info, err)
	}
}

func lineWith(text, word string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, word) {
			return line
		}
	}
	return ""
}

func TestI4_ImportFromAnotherDomainWaitsForAPerson(t *testing.T) {
	of := newOffice(t, "main-former")
	of.save(account)
	of.ends(exitDone, "正常に完了しました", "-import", "-url", of.Host())
	former := of.dir
	of = newOffice(t, "main-present")
	of.dir = former
	of.save(account)
	of.ends(exitStopped, "確認が必要な変更があるため", "-import", "-url", of.Host())
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

// A wrong password holds imports without a person still until somebody has logged in by
// hand: repeated ones would lock the account.
func TestAutoSyncPausesAfterAWrongPassword(t *testing.T) {
	of := newOffice(t, "main-paused")
	of.save(account)
	of.ends(exitDone, "正常に完了しました", "-import", "-url", of.Host())
	window := func(act func(*app.App) error) {
		t.Helper()
		a, err := app.Open(t.Context(), app.Options{
			Dir: of.dir, Scheduler: schedule.Memory(), Cybozu: cybozu.Options{Transport: of.Transport()},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(act(a), a.Close()); err != nil {
			t.Fatal(err)
		}
	}
	window(func(a *app.App) error {
		return a.SetAutoSync(t.Context(), schedule.When{Every: schedule.Hour}, account.InitialPassword)
	})
	wrong := account
	wrong.Password = "planted-wrong"
	of.save(wrong)
	before := of.users()
	for _, requests := range []int{1, 0} {
		of.ForgetRequests()
		of.ends(exitFailed, "", "-import")
		if n := len(of.Requests()); n != requests {
			t.Errorf("%d requests, want %d", n, requests)
		}
	}
	if n := of.users(); n != before {
		t.Errorf("%d users, were %d", n, before)
	}
	if lines := of.history(); lines[0].Outcome != directory.OutcomeFailed || lines[1].Outcome != directory.OutcomeFailed {
		t.Errorf("the history says %q and %q", lines[0].Outcome, lines[1].Outcome)
	}
	window(func(a *app.App) error {
		_, err := a.Prepare(t.Context(), app.Request{Kind: directory.ImportManual, Host: cybozu.Host(of.Host()), Secret: account, Save: true}, nil)
		return err
	})
	of.ends(exitDone, "変更はありません", "-import")
}

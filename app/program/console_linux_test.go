package program_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"anpisync/app/credentials"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

// console is a terminal that the program is started from, and the person at it.
type console struct {
	t      testing.TB
	person *os.File
	seen   bytes.Buffer
}

// start runs the program on a console of its own.
func (of *office) start(args ...string) (*exec.Cmd, *console) {
	of.t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		of.t.Fatal(err)
	}
	of.t.Cleanup(func() { _ = person.Close() })
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		of.t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		of.t.Fatal(err)
	}
	program, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		of.t.Fatal(err)
	}
	defer program.Close()
	cmd := of.command(args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = program, program, program
	if err := cmd.Start(); err != nil {
		of.t.Fatal(err)
	}
	return cmd, &console{t: of.t, person: person}
}

// reads waits until the console shows a text, and gives what it showed before that.
func (c *console) reads(text string) string {
	c.t.Helper()
	part := make([]byte, 1<<10)
	for !strings.Contains(c.seen.String(), text) {
		n, err := c.person.Read(part)
		if c.seen.Write(part[:n]); err != nil { // the program has ended
			c.t.Fatalf("the console shows %q and no %q: %v", c.seen.String(), text, err)
		}
	}
	before, rest, _ := strings.Cut(c.seen.String(), text)
	c.seen.Reset()
	c.seen.WriteString(rest)
	return before
}

func (c *console) types(text string) {
	c.t.Helper()
	if _, err := c.person.WriteString(text + "\n"); err != nil {
		c.t.Fatal(err)
	}
}

// answer is a question's beginning, and what a person types then.
type answer struct{ question, line string }

func (c *console) answers(all ...answer) {
	c.t.Helper()
	for _, a := range all {
		c.reads(a.question)
		c.reads(": ")
		c.types(a.line)
	}
}

// A first import where no window can be shown asks for all that a window would.
func TestFirstImportAtAConsoleAsksForWhatItNeeds(t *testing.T) {
	of := newOffice(t, "main-console")
	saved := os.Getenv(realKeyring) == "1"
	kept := "認証情報を、この端末に保存しました"
	if saved {
		t.Cleanup(func() {
			if err := credentials.System().Delete(context.Background(), cybozu.Host(of.Host())); err != nil {
				t.Error(err)
			}
		})
	} else {
		kept = "次に読み込むときも、入力してください"
		of.env = append(of.env, "DBUS_SESSION_BUS_ADDRESS=unix:path="+filepath.Join(t.TempDir(), "nothing"))
	}
	cmd, c := of.start("-import")
	c.answers(
		answer{"cybozu.comのURL", "https://example.com"},
		answer{"cybozu.comのURLではありません", of.Host()},
		answer{"ログイン名", cybozutest.Login},
		answer{"パスワード", cybozutest.Password},
		answer{"初期パスワード", "short"},
		answer{"6〜64文字で入力", "planted-first"},
	)
	c.reads(kept)
	c.reads("正常に完了しました")
	if code := of.codeOf(cmd.Wait()); code != exitDone {
		t.Errorf("it ends with %d", code)
	}
	if n, want := of.users(), len(of.company.Data().Users)-1; n != want {
		t.Errorf("%d users, want %d", n, want)
	}
	if saved {
		of.ends(exitDone, "変更はありません", "-import") // by a scheduler
	}
}

// What is hidden is not on the screen, and a login that is wrong is not kept.
func TestFirstImportAtAConsoleShowsAndKeepsNoWrongPassword(t *testing.T) {
	of := newOffice(t, "main-console-wrong")
	if os.Getenv(realKeyring) != "1" {
		of.env = append(of.env, "DBUS_SESSION_BUS_ADDRESS=unix:path="+filepath.Join(t.TempDir(), "nothing"))
	}
	cmd, c := of.start("-import", "-url", of.Host())
	c.answers(answer{"ログイン名", cybozutest.Login}, answer{"パスワード", "planted-wrong"})
	if shown := c.reads("初期パスワード"); strings.Contains(shown, "planted") {
		t.Errorf("the console shows %q", shown)
	}
	c.types("")
	c.reads("認証に失敗しました")
	if code := of.codeOf(cmd.Wait()); code != exitFailed {
		t.Errorf("it ends with %d", code)
	}
	if os.Getenv(realKeyring) == "1" {
		of.ends(exitUsage, "保存されていません", "-import", "-url", of.Host())
	}
}

package app_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/csvfile"
	"anpisync/app/edit"
	"anpisync/app/message"
	"anpisync/app/roster"
	"anpisync/app/xlsx"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// At a console, what is not saved is asked for, what is wrong again with why, and the answers
// are kept for the next time.
func TestAsk_WhatIsNotSavedIsAskedForUntilItIsRight(t *testing.T) {
	for _, dry := range []bool{false, true} {
		of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
		answers := []string{" example.com ", " " + of.server.Host() + " ", " " + secret.Login + " ", secret.Password, "short", secret.InitialPassword}
		var asked []string
		o := of.options(dry, of.server.Transport())
		o.Ask = func(_ context.Context, question string, hidden bool) (string, error) {
			asked = append(asked, fmt.Sprint(question, hidden))
			return answers[len(asked)-1], nil
		}
		if err := app.ImportIn(t.Context(), o, "", io.Discard); err != nil {
			t.Fatal(err)
		}
		want := []string{
			message.AskURL + "false", "cybozu.comのURLではありません。「https://サブドメイン.cybozu.com」の形で入力してください。\n" + message.AskURL + "false", message.AskLogin + "false", message.AskPassword + "true",
			message.AskInitialPassword + "true", "新規ユーザーの初期パスワードの長さが正しくありません。6〜64文字で入力してください（いまは5文字です）。\n" + message.AskInitialPassword + "true",
		}
		if !slices.Equal(asked, want) {
			t.Errorf("asked %q, want %q", asked, want)
		}
		form, err := of.SavedForm(t.Context())
		if err != nil || form.Saved == dry || !dry && (form.Secret.Password != secret.Password || form.Secret.InitialPassword != "") {
			t.Errorf("dry %v, saved %v, %v", dry, form.Saved, err)
		}
	}
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	gone := errors.New("the console is gone")
	o := of.options(false, of.server.Transport())
	for answered := range 4 {
		n := 0
		o.Ask = func(context.Context, string, bool) (string, error) {
			if n++; n > answered {
				return "", gone
			}
			return []string{of.server.Host(), "a", "b"}[n-1], nil
		}
		if err := app.ImportIn(t.Context(), o, "", io.Discard); !errors.Is(err, gone) || n != answered+1 {
			t.Errorf("after %d answers: %v, asked %d times", answered, err, n)
		}
	}
	if n := len(of.server.Requests()); n > 0 {
		t.Errorf("%d requests", n)
	}
}

func TestCheckTypedURL_WhatMayBecomeRightIsNotWrong(t *testing.T) {
	for text, right := range map[string]bool{
		"": true, "h": true, "https://": true, "https://sub": true, "https://sub.cyb": true, "sub": true, "sub.cybozu.com": true, "https://sub.cybozu.com/": true,
		"example.com": false, "https://sub.cybozu.org": false, "ftp": true, "ftp://sub": false, "a b": false,
	} {
		if err := app.CheckTypedURL(text); (err == nil) != right {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestConcerns_OneThatIsLeftIsNotToldAgain(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("who may open a folder is another matter there")
	}
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	ctx := t.Context()
	if err := of.Seclude(); err != nil {
		t.Fatal(err)
	}
	if found, err := of.NewConcerns(ctx); len(found) > 0 || err != nil {
		t.Fatal(found, err)
	}
	if err := os.Chmod(of.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	both := func(all, fresh []app.Concern) {
		t.Helper()
		found, err := of.NewConcerns(ctx)
		if !slices.Equal(of.Concerns(), all) || !slices.Equal(found, fresh) || err != nil {
			t.Errorf("%v, new %v, %v", of.Concerns(), found, err)
		}
	}
	open := []app.Concern{app.ConcernOpen}
	both(open, open)
	if err := errors.Join(of.LeaveConcern(ctx, storage.ConcernRemote), of.LeaveConcern(ctx, app.ConcernOpen)); err != nil {
		t.Fatal(err)
	}
	both(open, []app.Concern{})
	if left, err := of.Setting(ctx, "concerns"); left != "remote open" || err != nil {
		t.Errorf("left %q, %v", left, err)
	}
	if err := of.Seclude(); err != nil {
		t.Fatal(err)
	}
	both(nil, nil)
}

func TestTakenBack_TheLastOneAloneIsOfferedToBeDoneAgain(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	offered := func() string {
		t.Helper()
		line, err := of.LastTakenBack(t.Context(), of.stored(), of.lines())
		if err != nil {
			t.Fatal(err)
		}
		if line == nil {
			return ""
		}
		return line.Message
	}
	say := func(when, want string) {
		t.Helper()
		if got := offered(); got != want {
			t.Errorf("%s: %q, want %q", when, got, want)
		}
	}
	say("nothing is taken back", "")
	first := of.edit("追加", edit.AddDepartment(directory.RootID, "安全", "a"))
	second := of.edit("追加2", edit.AddDepartment(directory.RootID, "防災", "b"))
	say("two edits", "")
	of.takeBack(second)
	say("one is taken back", "追加2を元に戻す")
	back := of.takeBack(first)
	say("both are", "追加を元に戻す")
	of.takeBack(back)
	say("the last is done again", "追加2を元に戻す")
	of.runImport()
	say("an import has changed nothing", "追加2を元に戻す")
	of.sql("INSERT INTO imports (kind, started_at, finished_at, domain, outcome, message, users_created) VALUES ('manual', '2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z', '', 'failed', '', 1)")
	say("an import has failed", "追加2を元に戻す")
	of.edit("追加3", edit.AddDepartment(directory.RootID, "総務", "c"))
	say("something else was done", "")
}

func TestConsequences_OfADeletionAreToldBefore(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	d := of.stored()
	kept := d.Users[0]
	kept.Memo = "来春まで"
	of.edit("メモ", edit.ChangeUser(d.Users[0], kept))
	d = of.stored()
	var all []int64
	for _, u := range d.Users {
		all = append(all, u.ID)
	}
	got, err := of.Consequences(t.Context(), d, edit.DeleteUsers(all, true))
	if err != nil || len(got.Guards) == 0 || got.Guards[0].Kind != directory.GuardUsers || got.Guards[0].Count != len(all) {
		t.Errorf("%+v, %v", got, err)
	}
	one, err := of.Consequences(t.Context(), d, edit.DeleteUsers(all[:1], false))
	if err != nil || len(one.Guards) > 0 || len(one.Losses) == 0 {
		t.Errorf("%+v, %v", one, err)
	}
	if _, err := of.Consequences(t.Context(), d, edit.DeleteDepartment(directory.RootID, false)); err == nil {
		t.Error("最上位部署 is deleted")
	}
	of.unchanged(d)
}

// What is said of one record, and of whom an import has created, is what the history has.
func TestHistory_OfARecordIsWrittenForASpreadsheet(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	imported := of.runImport().ImportID
	u := of.stored().Users[1]
	to := u
	to.Memo = "=1+1"
	of.edit("メモ", edit.ChangeUser(u, to))
	of.edit("削除", edit.DeleteUsers([]int64{u.ID}, false))
	events, err := of.Biography(t.Context(), directory.KindUser, u.ID)
	if err != nil || len(events) != 3 || events[0].Action != directory.Delete || events[2].Action != directory.Create {
		t.Fatalf("%+v, %v", events, err)
	}
	if none, err := of.Biography(t.Context(), directory.KindUser, 1<<40); none != nil || err != nil {
		t.Errorf("of nobody: %v, %v", none, err)
	}
	lines := table(t, func(w io.Writer) error { return app.WriteEvents(w, events) })
	if want := []string{"日時", "きっかけ", "操作", "種類", "対象", "項目", "変更前", "変更後", "理由"}; !slices.Equal(lines[0], want) {
		t.Errorf("head %q", lines[0])
	}
	when := events[1].Line.FinishedAt.Local().Format("2006-01-02 15:04")
	if want := []string{when, "編集：メモ", "変更", "ユーザー", "ユーザーA（userA）", "メモ", "（なし）", "'=1+1", "手動の編集"}; !slices.Equal(lines[2], want) {
		t.Errorf("%q, want %q", lines[2], want)
	}
	created := table(t, func(w io.Writer) error { return of.WriteCreatedUsers(t.Context(), imported, w) })
	changes, err := of.Changes(t.Context(), imported)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"ログイン名", "名前", "よみ", "メールアドレス"}}
	for _, c := range changes.Users {
		want = append(want, []string{c.After.LoginName, c.After.Name, c.After.Reading, c.After.Email})
	}
	if !slices.EqualFunc(created, want, slices.Equal) || len(created) < 3 {
		t.Errorf("%q, want %q", created, want)
	}
	known, err := of.Known(t.Context())
	if err != nil || len(known.Find("", true)) == 0 {
		t.Errorf("%v, %v", known, err)
	}
	if full := app.WriteEvents(brokenWriter{}, events); !errors.Is(full, errBroken) {
		t.Error(full)
	}
}

var errBroken = errors.New("no space left")

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

// table is what is written, with the mark that Excel looks for.
func table(t *testing.T, write func(io.Writer) error) [][]string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(b.String(), "\ufeff")
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if !marked || err != nil || !strings.HasSuffix(text, "\r\n") {
		t.Fatalf("%q, %v", b.String(), err)
	}
	return lines
}

func TestHistoryOlderThan_IsNothingOfToday(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	for days, want := range map[int]int{0: 0, 1: 0, -1: 0} {
		if n, err := of.HistoryOlderThan(t.Context(), days); n != want || err != nil {
			t.Errorf("%d days: %d, %v", days, n, err)
		}
	}
}

func TestExportIn_LeavesAFileAKindAndAWorkbook(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	to := filepath.Join(t.TempDir(), "a", "b")
	if err := app.ExportIn(t.Context(), of.options(false, nil), to); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(to); err != nil {
		t.Error(err)
	} else if runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("others may look into the folder: %v", info.Mode())
	}
	entries, err := os.ReadDir(to)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
		if !strings.HasSuffix(e.Name(), ".csv") {
			continue
		}
		var want bytes.Buffer
		if err := of.ExportCSV(t.Context(), &want, csvfile.Kind(strings.TrimSuffix(e.Name(), ".csv")), csvfile.WriteOptions{}); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(to, e.Name())); err != nil || !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s: %q, %v", e.Name(), got, err)
		}
	}
	if want := []string{"departments.csv", "directory.xlsx", "memberships.csv", "users.csv"}; !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
	file, err := app.OpenFile(filepath.Join(to, "directory.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	tables, err := xlsx.Read(t.Context(), file)
	if err = errors.Join(err, file.Close()); err != nil || len(tables) != 3 || len(tables[0].Rows) != len(of.stored().Users)+1 {
		t.Errorf("%d sheets, %v", len(tables), err)
	}
	if _, err := app.OpenFile(to); err == nil {
		t.Error("a folder is opened as a file")
	}
	occupied := filepath.Join(to, "users.csv")
	for path, want := range map[string]string{filepath.Join(occupied, "x"): "make the folder for the files: ", to: ""} {
		if err := app.ExportIn(t.Context(), of.options(false, nil), path); (err == nil) != (want == "") || err != nil && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("to %s: %v", path, err)
		}
	}
	for name, want := range map[string]string{"users.csv": "write users: ", "directory.xlsx": "write the workbook: "} {
		blocked := t.TempDir()
		if err := os.MkdirAll(filepath.Join(blocked, name, "x"), 0o700); err != nil {
			t.Fatal(err)
		}
		err := app.ExportIn(t.Context(), of.options(false, nil), blocked)
		var cause *os.LinkError
		if err == nil || !strings.HasPrefix(err.Error(), want) || runtime.GOOS != "windows" && (!errors.As(err, &cause) || !strings.HasSuffix(err.Error(), cause.Error())) {
			t.Errorf("over the folder %s: %v", name, err)
		}
	}
}

func TestRestore_WhatCanBeReadAndANewBeginningAreSaid(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	if of.Empty(t.Context()) {
		t.Error("a directory with people is empty")
	}
	of.lose(func(path string) error {
		content, err := os.ReadFile(path)
		clear(content[len(content)/2:])
		return errors.Join(err, os.WriteFile(path, content, 0o600))
	})
	done, err := app.Repair(t.Context(), of.dir)
	if err != nil || !strings.HasPrefix(done, "壊れたデータファイルを修復しました。") {
		t.Fatalf("%q, %v", done, err)
	}
	of.App = of.open(false)
	if said := of.lines()[0].Message; said != done {
		t.Errorf("%q", said)
	}
	if got := of.line(of.logged(), "repaired"); !strings.HasPrefix(got, `level=WARN msg=repaired from="" damaged=`) || !strings.HasSuffix(got, " error=<nil>") {
		t.Errorf("logged is %s", got)
	}
	of.lose(func(path string) error { return os.Truncate(path, 1) })
	done, err = app.StartAnew(t.Context(), of.dir)
	if err != nil || done != message.StartedAnew {
		t.Errorf("%q, %v", done, err)
	}
	if got := of.line(of.logged(), `"started anew"`); !strings.HasPrefix(got, `level=WARN msg="started anew" from="" damaged=`) || !strings.HasSuffix(got, " error=<nil>") {
		t.Errorf("logged is %s", got)
	}
	of.App = of.open(false)
	if !of.Empty(t.Context()) || of.lines()[0].Message != done {
		t.Errorf("%+v", of.lines())
	}
}

func TestRoster_OfThePastSaysSoAndIsNotRemembered(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	d := of.stored()
	past := app.MakePastRoster(browse.Build(d), at, roster.Choices{})
	if past.Source != (roster.Source{Domain: d.Domain, Now: at, Past: true}) || past.People != len(d.Users) {
		t.Errorf("%+v", past.Source)
	}
	before := of.rows()
	if err := of.RememberRoster(t.Context(), past, "x"); err != nil || of.rows() != before {
		t.Fatalf("something is kept of it, %v", err)
	}
	if made, err := of.MadeRosters(t.Context(), 9); len(made) != 0 || err != nil {
		t.Errorf("%+v, %v", made, err)
	}
}

func TestToken_EndsSoonFromFourteenDays(t *testing.T) {
	now := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	for end, soon := range map[time.Time]bool{{}: false, now.AddDate(0, 0, 15): false, now.AddDate(0, 0, 14): true, now.AddDate(0, 0, -1): true} {
		if got := (app.AutoSync{TokenEnd: end}).TokenEndsSoon(now); got != soon {
			t.Errorf("%v: %v", end, got)
		}
	}
}

func TestErrorsAreToldApart(t *testing.T) {
	wrapped := func(err error) error { return fmt.Errorf("planted: %w", err) }
	for _, c := range []struct {
		err  error
		want string
	}{
		{storage.ErrSealed, "sealed"}, {storage.ErrPassphrase, "sealed"}, {&storage.HeldError{}, "held"}, {storage.ErrStale, "stale"}, {storage.ErrDamaged, "damaged"},
		{storage.ErrNoBackup, "past"}, {context.Canceled, "cancelled"}, {&directory.UnconfirmedError{}, "stopped"}, {errors.New("x"), ""},
	} {
		for _, err := range []error{c.err, wrapped(c.err)} {
			var is []string
			for name, that := range map[string]func(error) bool{
				"sealed": app.IsSealed, "held": app.IsHeld, "stale": app.IsStale, "damaged": app.IsDamaged, "past": app.NoPast, "cancelled": app.IsCancelled, "stopped": app.IsStopped,
			} {
				if that(err) {
					is = append(is, name)
				}
			}
			if strings.Join(is, " ") != c.want {
				t.Errorf("%v is %q, want %q", err, is, c.want)
			}
		}
	}
}

func TestCountPhones_AsksForTheUsersAloneAndKeepsNothing(t *testing.T) {
	company := cybozutest.Manual()
	of := newOffice(t, company, cybozutest.Options{})
	of.runImport()
	before, asked := of.stored(), len(of.server.Requests())
	company.Update(func(d *cybozutest.Data) {
		d.Users[1].MobilePhone, d.Users[1].Phone = "090-1111-2222", "03-3333-4444"
		d.Users[2].MobilePhone = "080-1111-2222"
	})
	got, err := of.CountPhones(t.Context(), of.request())
	if want := (map[directory.PhoneSource]int{directory.PhoneStandard: 1, directory.PhoneMobile: 2, directory.PhoneMobileOrPhone: 2, directory.PhonePhoneOrMobile: 2}); err != nil || !maps.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	for _, r := range of.server.Requests()[asked:] {
		if !strings.Contains(fmt.Sprint(r), "users.json") {
			t.Errorf("%v is asked", r)
		}
	}
	of.unchanged(before)
	if _, err := of.CountPhones(t.Context(), app.Request{}); err == nil {
		t.Error("nothing was typed")
	}
	wrong := of.request()
	wrong.Secret.Password = "wrong"
	if _, err := of.CountPhones(t.Context(), wrong); err == nil {
		t.Error("a wrong password counts")
	}
}

func TestDemo_LeavesNothingBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	demo, err := app.OpenDemo(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	if !demo.Demo() || new(app.App).Demo() || demo.Log() == nil {
		t.Error("it does not say that it is the demo")
	}
	dir := demo.Dir()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) == 0 {
		t.Errorf("%v, %v", entries, err)
	}
	if err := demo.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is left: %v", dir, err)
	}
}

func TestAcceptances_AreThoseThatWereSaid(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	want := []directory.Acceptance{{Check: directory.CheckNoReading, Record: of.stored().Users[0].ID}}
	if err := of.SetAccepted(t.Context(), true, want...); err != nil {
		t.Fatal(err)
	}
	if got, err := of.Acceptances(t.Context()); !reflect.DeepEqual(got, want) || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestKeepBackup_EndsWhereNobodyWaits(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	if err := of.KeepBackup(t.Context()); err != nil {
		t.Error(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := of.KeepBackup(gone); err == nil {
		t.Error("nobody waits for it, and it is made")
	}
	of.block("anpisync.lock")
	if err := of.KeepBackup(t.Context()); err == nil || app.IsHeld(err) {
		t.Errorf("the lock cannot be taken: %v", err)
	}
}

// What another program is told of an import is what the history has of it.
func TestImportIn_TellsAnotherProgramWhatBecameOfIt(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.save(secret)
	told := func(dry bool) (end struct {
		Outcome  directory.Outcome
		Message  string
		Applied  bool
		ImportID *int64 `json:"import_id"`
		Domain   string
	}, err error) {
		t.Helper()
		var b bytes.Buffer
		o := of.options(dry, of.server.Transport())
		o.JSON = &b
		err = app.ImportIn(t.Context(), o, of.server.Host(), io.Discard)
		if wrong := json.Unmarshal(b.Bytes(), &end); wrong != nil || end.Domain != of.server.Host() {
			t.Errorf("%s: %v", b.String(), wrong)
		}
		return end, err
	}
	if end, err := told(true); err != nil || end.Outcome != directory.OutcomeOK || end.Applied || end.ImportID != nil || end.Message != "" {
		t.Errorf("a dry run: %+v, %v", end, err)
	}
	for range 2 {
		end, err := told(false)
		if err != nil || end.Outcome != directory.OutcomeOK || !end.Applied || end.ImportID == nil || *end.ImportID != of.lines()[0].ID {
			t.Errorf("an import: %+v, %v", end, err)
		}
	}
	wrong := secret
	wrong.Password = "wrong"
	of.save(wrong)
	if end, err := told(false); err == nil || end.Outcome != directory.OutcomeFailed || end.Applied || end.ImportID != nil || end.Message != message.Of(err).Line() {
		t.Errorf("a refused login: %+v, %v", end, err)
	}
}

package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/csvfile"
	"anpisync/app/edit"
	"anpisync/app/format"
	"anpisync/app/message"
	"anpisync/app/roster"
	"anpisync/app/schedule"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// block puts a folder in the place of a file of the data folder, which can then neither be
// read nor removed.
func (of *office) block(name string) {
	of.t.Helper()
	path := filepath.Join(of.dir, name)
	if err := errors.Join(os.RemoveAll(path), os.MkdirAll(filepath.Join(path, "x"), 0o700)); err != nil {
		of.t.Fatal(err)
	}
	of.t.Cleanup(func() {
		if err := os.RemoveAll(path); err != nil {
			of.t.Error(err)
		}
	})
}

// logged is what was logged since the last time.
func (of *office) logged() string {
	of.t.Helper()
	path := filepath.Join(of.dir, "anpisync.log")
	text := contents(of.t, path)
	if err := os.Truncate(path, 0); err != nil {
		of.t.Fatal(err)
	}
	return strings.ReplaceAll(text, "\x00", "")
}

// line is the only line of the log that has a message, without its time.
func (of *office) line(text, msg string) string {
	of.t.Helper()
	found := ""
	for line := range strings.Lines(text) {
		if _, rest, _ := strings.Cut(line, " level="); strings.Contains(rest, " msg="+msg+" ") {
			if found != "" {
				of.t.Errorf("%q is logged twice", msg)
			}
			found = "level=" + strings.TrimSpace(rest)
		}
	}
	return found
}

// A setting that another program has garbled is told by its name, and neither passes for none
// nor for the usual one.
func TestSetting_ThatIsGarbledIsToldByItsName(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	ctx := t.Context()
	for _, c := range []struct {
		key, value string
		read       func() (any, error)
		want       any
	}{
		{"autosync", "x", func() (any, error) { return of.AutoSync(ctx) }, nil},
		{"token_end", "x", func() (any, error) { return of.AutoSync(ctx) }, nil},
		{"options", "{", func() (any, error) { return of.Settings(ctx) }, app.DefaultSettings},
		{"reports", "{", func() (any, error) { r, failed, err := of.Reports(ctx); return []any{r, failed}, err }, []any{app.Reports{}, ""}},
		{"roster", "{", func() (any, error) { return of.RosterChoices(ctx) }, roster.DefaultChoices()},
	} {
		before, err := of.Setting(ctx, c.key)
		if err != nil {
			t.Fatal(err)
		}
		if err := of.SetSetting(ctx, c.key, c.value); err != nil {
			t.Fatal(err)
		}
		got, err := c.read()
		if cause := errors.Unwrap(err); cause == nil || err.Error() != fmt.Sprintf("setting %q: %v", c.key, cause) || c.want != nil && !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, %v", c.key, got, err)
		}
		if err := of.SetSetting(ctx, c.key, before); err != nil {
			t.Fatal(err)
		}
	}
}

// Whatever waits for the lock, or is refused it, leaves all as it was, and says who holds it.
func TestLock_WhoMeetsItIsToldAndChangesNothing(t *testing.T) {
	of := newStoppedOffice(t)
	ctx := t.Context()
	p, archive := of.propose(), of.inspect(of.archive())
	u := of.stored().Users[0]
	to := u
	to.Memo = "x"
	unlock, err := storage.Lock(ctx, of.dir, 0, string(directory.ImportAuto))
	if err != nil {
		t.Fatal(err)
	}
	before, lines := of.rows(), len(of.lines())
	for name, do := range map[string]func() (any, error){
		"Apply":          func() (any, error) { return of.Apply(ctx, p, confirmAll(p)) },
		"PrepareStopped": func() (any, error) { return of.PrepareStopped(ctx) },
		"Edit":           func() (any, error) { return of.Edit(ctx, "x", edit.ChangeUser(u, to)) },
		"EraseLeavers":   func() (any, error) { return of.EraseLeavers(ctx) },
		"TakeOver":       func() (any, error) { return of.TakeOver(ctx, archive, nil) },
		"Revise":         func() (any, error) { return of.Revise(ctx, p, p.Choices, nil) },
		"TakeBack of nothing": func() (any, error) {
			return of.TakeBack(ctx, 1<<40)
		},
	} {
		got, err := do()
		if zero := got == nil || reflect.ValueOf(got).IsZero(); !zero || err == nil || name != "TakeBack of nothing" && !app.IsHeld(err) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if err := of.KeepBackup(ctx); err != nil {
		t.Errorf("a copy is left to who holds the lock, and not told: %v", err)
	}
	if of.rows() != before || len(of.lines()) != lines || !of.kept() {
		t.Error("something has changed")
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
}

// What a stopped import has left may be of people who are to be forgotten: where it cannot be
// dropped, the log or who asked is told.
func TestStopped_ThatCannotBeDroppedIsTold(t *testing.T) {
	of := newStoppedOffice(t)
	ctx := t.Context()
	of.block("stopped.json")
	of.logged()
	if n, err := of.EraseLeavers(ctx); n != 0 || err == nil {
		t.Errorf("erased %d, %v", n, err)
	}
	if stop, err := of.Stopped(); stop != nil || err == nil {
		t.Errorf("stopped is %+v, %v", stop, err)
	}
	if p, err := of.PrepareStopped(ctx); p != nil || err == nil || errors.Is(err, message.ErrNothingStopped) {
		t.Errorf("proposed is %+v, %v", p, err)
	}
	of.runImport()
	// The rest is in the system's words.
	if got, want := of.line(of.logged(), "stopped"), `level=ERROR msg=stopped error="remove `; !strings.HasPrefix(got, want) {
		t.Errorf("logged is %s, want %s…", got, want)
	}
	of.company.Update(func(d *cybozutest.Data) {
		newest := d.Users[len(d.Users)-2:]
		newest[0].Email, newest[1].Email = "same@example.co.jp", "same@example.co.jp"
	})
	of.save(secret)
	if err := of.auto(); err == nil {
		t.Fatal("the import succeeded")
	}
	if got := of.line(of.logged(), "stopped"); !strings.HasPrefix(got, `level=ERROR msg=stopped error="rename `) {
		t.Errorf("what cannot be kept is logged as %s", got)
	}
	of.block("crash.log")
	if err := of.KeepCrashes(); err == nil {
		t.Error("crashes are kept in a folder")
	}
}

// Of the kinds of file of a service each has its own name, which every system takes.
func TestFormatFileName_IsOneThatEverySystemTakes(t *testing.T) {
	for name, want := range map[string]string{
		"見本": "見本.csv", `a/b\c:d*e?f"g<h>i|j`: "a_b_c_d_e_f_g_h_i_j.csv", "a\x1f\x7fb c": "a_\x7fb c.csv", " .a. ": "a.csv",
	} {
		f := &format.Format{Name: name}
		if got := app.FormatFileName(f, false); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	f := &format.Format{Name: "見本", Shape: format.Shape{Book: true}}
	if all, some := app.FormatFileName(f, false), app.FormatFileName(f, true); all != "見本.xlsx" || some != "見本（変更分）.xlsx" {
		t.Errorf("%q, %q", all, some)
	}
}

// What a newer version has kept is passed over, and told in the log; the others are there.
func TestFormats_OneOfANewerVersionIsPassedOver(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	ctx := t.Context()
	own := format.Builtin(directory.Options{})[0].Clone()
	var ids []int64
	for _, name := range []string{"一", "二", "三"} {
		own.Name = name
		id, err := of.SaveFormat(ctx, 0, own)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	of.sql(fmt.Sprintf(`UPDATE formats SET definition = '{"anpisync_format":99}' WHERE id = %d`, ids[0])) // which comes first
	of.logged()
	var names []string
	all, err := of.Formats(ctx)
	for _, s := range all {
		if !s.BuiltIn() {
			names = append(names, s.Format.Name)
		}
	}
	if slices.Sort(names); err != nil || !slices.Equal(names, []string{"三", "二"}) {
		t.Errorf("%q, %v", names, err)
	}
	if got, want := of.line(of.logged(), "format"), fmt.Sprintf(`level=ERROR msg=format id=%d error="a format of a newer version"`, ids[0]); got != want {
		t.Errorf("logged is %s, want %s", got, want)
	}
	if err := of.DeleteFormat(ctx, 1<<40); !errors.Is(err, message.ErrNoSuchFormat) {
		t.Errorf("one that is not there is deleted: %v", err)
	}
	if err := of.DeleteFormat(ctx, 0); !errors.Is(err, message.ErrNoSuchFormat) {
		t.Errorf("one of the program is deleted: %v", err)
	}
	own.Name = " "
	if id, err := of.SaveFormat(ctx, ids[1], own); id != 0 || !errors.Is(err, format.ErrName) {
		t.Errorf("without a name: %d, %v", id, err)
	}
	if err := of.SetFormatFolder(ctx, "ない", t.TempDir()); !errors.Is(err, message.ErrNoSuchFormat) {
		t.Errorf("files in a format that is not there: %v", err)
	}
}

// What the service has is known by its columns: where these are others, it is forgotten.
func TestFormats_OtherColumnsForgetWhatTheServiceHas(t *testing.T) {
	for name, c := range map[string]struct {
		change func(f *format.Format)
		knows  bool
	}{
		"another word": {func(f *format.Format) { f.Columns[4].Name = "肩書" }, true},
		"a column more": {func(f *format.Format) {
			f.Columns = append(f.Columns, format.Column{Name: "x", Source: format.Source{What: format.Keep}})
		}, false},
		"another separator": {func(f *format.Format) {
			f.Shape.Separator, f.Shape.HeadLines = ";", []string{strings.ReplaceAll(f.Shape.HeadLines[0], ",", ";")}
		}, false},
		"of the departments": {func(f *format.Format) {
			f.Kind = format.Departments
			for i := range f.Columns {
				f.Columns[i].Source = format.Source{What: format.Keep}
			}
		}, false},
	} {
		of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
		of.runImport()
		file := serviceFile(of.stored())
		of.readService(of.learn(file), file)
		s := of.format("見本サービス")
		f := s.Format.Clone()
		c.change(f)
		if _, err := of.SaveFormat(t.Context(), s.ID, f); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if now := of.format("見本サービス"); (now.Records > 0) != c.knows {
			t.Errorf("%s: %d of %d records are known", name, now.Records, s.Records)
		}
	}
}

// A format of the program can be written and read; nothing is remembered of who has it.
func TestFormats_OfTheProgramRememberNothing(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	ctx := t.Context()
	for i, kind := range []string{"ユーザー", "部署"} {
		s := of.format("安否シンク（" + kind + "）")
		path := filepath.Join(t.TempDir(), "x.csv")
		d := of.draft(s, format.Options{})
		before := of.rows()
		of.logged()
		if err := of.WriteFormat(ctx, d, path); err != nil {
			t.Fatal(err)
		}
		if of.rows() != before {
			t.Errorf("%s: something is kept", kind)
		}
		c := d.Counts()
		if got, want := of.line(of.logged(), "format"), fmt.Sprintf("level=INFO msg=format id=0 records=%d new=%d changed=0 leave=0", c.Written, c.New); got != want {
			t.Errorf("logged is %s, want %s", got, want)
		}
		file := contents(t, path)
		var told []app.Progress
		p, err := of.PrepareFormat(ctx, s, reads(file), format.ReadOptions{Name: "x.csv", Password: "first-password"}, func(p app.Progress) { told = append(told, p) })
		if err != nil || !p.Plan.Empty() || p.Service == nil {
			t.Errorf("%s: %+v, %v", kind, p, err)
			continue
		}
		of.apply(p)
		if found, err := of.TakeBackFormat(ctx, s.ID); found || err != nil {
			t.Errorf("%s: taken back %v, %v", kind, found, err)
		}
		if i == 0 {
			file += "new1,,新人 一,,,,,,\r\n"
			if _, err := of.PrepareFormat(ctx, s, reads(file), format.ReadOptions{Password: "first-password"}, func(p app.Progress) { told = append(told, p) }); err != nil {
				t.Error(err)
			}
			if n := len(told); n == 0 || told[n-1] != (app.Progress{Phase: csvfile.PhasePasswords, Done: 1, Total: 1}) {
				t.Errorf("told %v", told)
			}
		}
	}
	gone := errors.New("the stick was pulled out")
	lines := len(of.lines())
	open := func() (io.ReadCloser, error) { return nil, gone }
	if _, err := of.PrepareFormat(ctx, of.format("安否シンク（ユーザー）"), open, format.ReadOptions{}, nil); !errors.Is(err, gone) {
		t.Errorf("error %v", err)
	}
	if _, err := of.PrepareCSV(ctx, open, csvfile.ReadOptions{}, nil); !errors.Is(err, gone) {
		t.Errorf("error %v", err)
	}
	if _, err := of.Recognize(ctx, open); !errors.Is(err, gone) {
		t.Errorf("error %v", err)
	}
	if n := len(of.lines()); n != lines+2 {
		t.Errorf("%d lines more in the history", n-lines)
	}
	if err := of.WriteFormat(ctx, of.draft(of.format("安否シンク（ユーザー）"), format.Options{}), filepath.Join(of.dir, "no such folder", "x.csv")); err == nil {
		t.Error("a folder that is not there is written to")
	}
}

// A list of rosters has those that this version understands, and says of which nobody knows
// what has changed since.
func TestRosters_WhatCannotBeUnderstoodOrComparedIsNotGuessed(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	ctx := t.Context()
	for _, title := range []string{"甲", "乙", "丙"} {
		c := roster.DefaultChoices()
		c.Title = title
		c.Form = map[string]roster.Form{"甲": roster.ByDepartment, "乙": roster.Calls, "丙": roster.Cards}[title]
		if err := of.RememberRoster(ctx, of.makeRoster(c), ""); err != nil {
			t.Fatal(err)
		}
	}
	list := func() (all []string) {
		for _, m := range of.madeRosters() {
			all = append(all, fmt.Sprint(m.Now.Title, m.Unknown))
		}
		slices.Sort(all)
		return all
	}
	if got, want := list(), []string{"丙false", "乙false", "甲false"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	of.logged()
	of.sql(`UPDATE rosters SET choices = '{"form":"hologram"}' WHERE title = '乙'`)
	if got, want := list(), []string{"丙false", "甲false"}; !slices.Equal(got, want) {
		t.Errorf("one of a newer version: %q, want %q", got, want)
	}
	if got := of.line(of.logged(), "roster"); !strings.HasPrefix(got, "level=ERROR msg=roster id=") || !strings.Contains(got, ` error="its form is `) {
		t.Errorf("logged is %s", got)
	}
	of.sql(`UPDATE rosters SET choices = json_set((SELECT choices FROM rosters WHERE title = '丙'), '$.of.filter', 99) WHERE title = '乙'`)
	if got, want := list(), []string{"丙false", "甲false"}; !slices.Equal(got, want) {
		t.Errorf("one with a filter of a newer version: %q, want %q", got, want)
	}
	if got := of.line(of.logged(), "roster"); !strings.Contains(got, ` error="its filter is 99"`) {
		t.Errorf("logged is %s", got)
	}
	of.sql(`UPDATE rosters SET choices = '{' WHERE title = '乙'`)
	if got, want := list(), []string{"丙false", "甲false"}; !slices.Equal(got, want) {
		t.Errorf("one that is garbled: %q, want %q", got, want)
	}
	of.sql(`UPDATE rosters SET last_import = -1 WHERE title = '丙'`)
	if got, want := list(), []string{"丙true", "甲false"}; !slices.Equal(got, want) {
		t.Errorf("a history that was forgotten: %q, want %q", got, want)
	}
	of.sql(`UPDATE rosters SET last_import = 0; UPDATE imports SET kind = 'takeover'`)
	if got, want := list(), []string{"丙true", "甲true"}; !slices.Equal(got, want) {
		t.Errorf("all was replaced: %q, want %q", got, want)
	}
	if made, err := of.MadeRosters(ctx, 1); len(made) > 1 || err != nil {
		t.Errorf("%d of one, %v", len(made), err)
	}
	of.sql(`UPDATE rosters SET made_at = 'once' WHERE id = (SELECT min(id) FROM rosters)`)
	if made, err := of.MadeRosters(ctx, 9); made != nil || !app.IsDamaged(err) {
		t.Errorf("a damaged one: %d of them, %v", len(made), err)
	}
}

// Another program is told of 点検 in numbers, people in a table.
func TestCheckIn_TellsPeopleAndProgramsTheSame(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	var text, numbers strings.Builder
	if err := errors.Join(app.CheckIn(t.Context(), of.options(false, nil), false, &text), app.CheckIn(t.Context(), of.options(false, nil), true, &numbers)); err != nil {
		t.Fatal(err)
	}
	var counted map[string]int
	if err := json.Unmarshal([]byte(numbers.String()), &counted); err != nil || counted["users"] != len(of.stored().Users) {
		t.Errorf("%v, %s", err, numbers.String())
	}
	if want := strings.Join(message.Checkup(counted), "\n") + "\n"; text.String() != want {
		t.Errorf("people read\n%s\nwant\n%s", text.String(), want)
	}
	missing := of.options(false, nil)
	missing.Dir = filepath.Join(of.dir, "anpisync.log")
	for name, do := range map[string]func() error{
		"CheckIn":        func() error { return app.CheckIn(t.Context(), missing, false, io.Discard) },
		"ExportIn":       func() error { return app.ExportIn(t.Context(), missing, t.TempDir()) },
		"ExportFormatIn": func() error { return app.ExportFormatIn(t.Context(), missing, t.TempDir(), "x", io.Discard) },
		"RosterIn":       func() error { return app.RosterIn(t.Context(), missing, "x.html", "") },
		"ImportIn":       func() error { return app.ImportIn(t.Context(), missing, "", io.Discard) },
		"Open": func() error {
			_, err := app.Open(t.Context(), missing)
			return err
		},
		"OpenDemo": func() error {
			_, err := app.OpenDemo(t.Context(), missing.Dir, "")
			return err
		},
		"Examine": func() error {
			_, err := app.Examine(t.Context(), missing.Dir)
			return err
		},
	} {
		if err := do(); err == nil {
			t.Errorf("%s takes a file for a folder", name)
		}
	}
	var out strings.Builder
	if app.TellOverdue(t.Context(), missing, time.Now(), &out); out.Len() > 0 {
		t.Errorf("it tells %q", out.String())
	}
}

// Where no variable names the data folder of the user, none is made elsewhere.
func TestOpen_WithoutAHomeThereIsNoFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("it has other variables")
	}
	t.Setenv("HOME", "")
	t.Setenv("XDG_DATA_HOME", "")
	t.Chdir(t.TempDir())
	if a, err := app.Open(t.Context(), app.Options{}); a != nil || err == nil || !strings.HasPrefix(err.Error(), "find the data folder: ") {
		t.Errorf("error %v", err)
	}
	if err := app.ImportIn(t.Context(), app.Options{}, "", io.Discard); err == nil {
		t.Error("it imports into nothing")
	}
	if entries, err := os.ReadDir("."); len(entries) > 0 || err != nil {
		t.Errorf("%v, %v", entries, err)
	}
}

// The job of the user's own data folder names none: it finds it by itself, also where the
// folder has another name by then.
func TestAutoSync_TheUsualFolderIsNotNamed(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the usual folder is another there")
	}
	home := t.TempDir()
	t.Setenv("HOME", home)
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	if err := of.Close(); err != nil {
		t.Fatal(err)
	}
	of.dir = filepath.Join(home, ".local", "share", "anpisync")
	of.App = of.open(false)
	of.runImport()
	of.save(secret)
	if err := of.SetAutoSync(t.Context(), daily, ""); err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if state, err := of.system.Current(t.Context(), schedule.Job{Program: program, When: daily}); state != schedule.Same || err != nil {
		t.Errorf("the job is %v, %v", state, err)
	}
	if of.registered(daily) != schedule.None {
		t.Error("the usual folder is named")
	}
}

// With a URL and nothing saved for it, the URL is not asked for once more.
func TestAsk_WhatWasGivenIsNotAskedFor(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.company.Update(func(d *cybozutest.Data) {})
	of.runImport()
	of.keyring = &failingKeyring{Keyring: of.keyring, at: "save", why: errors.New("planted"), broken: true}
	o := of.options(false, of.server.Transport())
	var asked []string
	o.Ask = func(_ context.Context, question string, _ bool) (string, error) {
		asked = append(asked, question)
		return []string{secret.Login, secret.Password, ""}[len(asked)-1], nil
	}
	var out strings.Builder
	if err := app.ImportIn(t.Context(), o, of.server.Host(), &out); err != nil {
		t.Fatal(err)
	}
	if want := []string{message.AskLogin, message.AskPassword, message.AskInitialPassword}; !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
	}
	if says := message.Kept(errors.New("planted")); !strings.Contains(out.String(), says) {
		t.Errorf("that it is not saved is not said:\n%s", out.String())
	}
}

// What is given up, or cannot be made, of edits leaves no line: only edits that were made are
// in the history.
func TestEdit_ThatIsNotMadeLeavesNoLine(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	id := of.edit("追加", edit.AddDepartment(directory.RootID, "安全", "a"))
	lines := len(of.lines())
	p, err := of.PrepareTakeBack(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if err := of.Abandon(p, context.Canceled); err != nil {
		t.Error(err)
	}
	if r, err := of.Edit(t.Context(), "削除", edit.DeleteDepartment(directory.RootID, false)); r != nil || err == nil {
		t.Errorf("最上位部署 is deleted: %+v, %v", r, err)
	}
	if n := len(of.lines()); n != lines {
		t.Errorf("%d lines more", n-lines)
	}
}

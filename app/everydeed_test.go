package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/csvfile"
	"anpisync/app/edit"
	"anpisync/app/format"
	"anpisync/app/release/releasetest"
	"anpisync/app/schedule"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// nothingBut is an error, and panics where something comes with it.
func nothingBut(result any, err error) error {
	if err != nil && result != nil && !reflect.ValueOf(result).IsZero() {
		panic(fmt.Sprintf("%v comes with %v", result, err))
	}
	return err
}

// What is done in several steps, of which any may be refused: what is said to be done is
// done, and what is not is told.
func TestWhateverTheDatabaseRefusesOfWhatTakesStepsIsTold(t *testing.T) {
	s := sabotage(t)
	of := newAutoOffice(t, cybozutest.Manual())
	ctx, folder := t.Context(), t.TempDir()
	first := of.stored()
	file := serviceFile(first)
	of.readService(of.learn(file), file)
	builtIn := format.Builtin(directory.Options{})[0].Name
	feed := releasetest.New(t, told("v99.0.0"))
	watched := feed.Feed()
	options := func() app.Options { return of.options(false, of.server.Transport()) }
	at := func(n int) string { return filepath.Join(folder, fmt.Sprint(n)) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	applied := func(p *app.Proposal, err error) error {
		if err == nil {
			_, err = of.Apply(ctx, p, confirmAll(p))
		}
		return err
	}
	phone := func(n int) string { return fmt.Sprintf("03-0000-%04d", n) }
	call := func(n int) {
		of.company.Update(func(d *cybozutest.Data) { d.User(cybozutest.Login).Phone = phone(n) })
	}
	called := func(n int) (any, any) { return of.user(cybozutest.Login).Phone, phone(n) }
	var out strings.Builder
	var id int64
	var archive app.Archive
	var a *app.App
	var p *app.Proposal
	var f *app.SavedFormat
	var d *app.FormatDraft
	// What is not told, or in the sentence of a failure alone; and what is no more than a line of
	// the log, when it fails.
	untold := regexp.MustCompile(`(App\.unattended:\d+ < App\.RepairAutoSync|App\.reportSource:\d+ < App\.TryReports):`)
	besides := []string{"what a start tells", "a try of reports", "releases"}
	nothing := func(int) (any, any) { return nil, nil }
	for _, c := range []deed{
		{"an import by hand", func(ctx context.Context, _ int) error {
			r := of.request()
			r.Save = true
			p, err := a.Prepare(ctx, r, nil)
			if err == nil {
				_, err = a.Apply(ctx, p, confirmAll(p))
			}
			return errors.Join(err, a.Close())
		}, func(n int) (any, any) {
			form, err := of.SavedForm(ctx)
			must(err)
			return []any{of.user(cybozutest.Login).Phone, form.Host, form.Saved, of.pausedFor()}, []any{phone(n), of.request().Host, true, schedule.Cause("")}
		}, func(n int) {
			call(n)
			must(errors.Join(of.SetSetting(ctx, "autosync_paused_login", "2026-01-02T03:04:05Z"), of.SetSetting(ctx, "autosync_paused_undo", "2026-01-02T03:04:05Z")))
			a = of.open(false)
		}},
		{"another answer", func(ctx context.Context, _ int) error { return applied(of.Revise(ctx, p, p.Choices, nil)) }, called, func(n int) {
			call(n)
			p = of.propose()
		}},
		{"an import that is given up", func(context.Context, int) error { return of.Abandon(p, context.Canceled) }, func(int) (any, any) {
			return of.history()[0], directory.OutcomeCancelled
		}, func(int) { p = of.propose() }},
		{"an undo", func(ctx context.Context, _ int) error { return applied(of.PrepareUndo(ctx, id)) }, func(n int) (any, any) {
			return []any{of.user(cybozutest.Login).Phone != phone(n), of.pausedFor()}, []any{true, schedule.CauseUndo}
		}, func(n int) {
			must(of.SetSetting(ctx, "autosync_paused_undo", ""))
			call(n)
			id = of.runImport().ImportID
		}},
		{"a file", func(ctx context.Context, n int) error {
			return applied(of.PrepareCSV(ctx, reads("ログイン名,電話番号\n"+cybozutest.Login+","+phone(n)+"\n"), csvfile.ReadOptions{}, nil))
		}, called, nil},
		{"a file of a service", func(ctx context.Context, n int) error {
			return applied(of.PrepareFormat(ctx, f, reads(strings.ReplaceAll(file, "役職3", fmt.Sprint("部長", n))), format.ReadOptions{Name: "export.csv", Password: "first-password"}, nil))
		}, func(n int) (any, any) {
			var b bytes.Buffer
			d := of.draft(f, format.Options{})
			must(d.Write(ctx, &b, t.TempDir()))
			return strings.Contains(b.String(), fmt.Sprint("部長", n)), true
		}, func(int) { f = of.format("見本サービス") }},
		{"a file for a service", func(ctx context.Context, n int) error { return of.WriteFormat(ctx, d, at(n)) }, func(int) (any, any) {
			return of.draft(f, format.Options{Difference: true}).Counts().Written, 0
		}, func(n int) {
			u := of.stored().Users[0]
			to := u
			to.Phone = phone(n)
			if _, err := of.Edit(ctx, "電話", edit.ChangeUser(u, to)); err != nil {
				t.Fatal(err)
			}
			f = of.format("見本サービス")
			d = of.draft(f, format.Options{Difference: true, Password: "first-password"})
		}},
		{"a file that the service did not take", func(ctx context.Context, _ int) error {
			taken, err := of.TakeBackFormat(ctx, f.ID)
			return nothingBut(taken, err)
		}, nothing, func(int) { f = of.format("見本サービス") }},
		{"a copy of a format", func(ctx context.Context, n int) error {
			id, err := of.CopyFormat(ctx, f, fmt.Sprint("写し", n))
			return nothingBut(id, err)
		}, func(n int) (any, any) { return of.format(fmt.Sprint("写し", n)).Format.Columns, f.Format.Columns }, func(int) { f = of.format(builtIn) }},
		{"the end of a format", func(ctx context.Context, n int) error { return of.DeleteFormat(ctx, id) }, func(n int) (any, any) {
			_, none := of.Format(ctx, fmt.Sprint("終わり", n))
			name, dir, _, err := of.FormatFolder(ctx)
			return []any{app.IsUsage(none), name, dir, err}, []any{true, "", "", nil}
		}, func(n int) {
			var err error
			id, err = of.CopyFormat(ctx, of.format(builtIn), fmt.Sprint("終わり", n))
			must(errors.Join(err, of.SetFormatFolder(ctx, fmt.Sprint("終わり", n), folder)))
		}},
		{"自動同期", func(ctx context.Context, n int) error {
			return of.SetAutoSync(ctx, []schedule.When{daily, never}[n%2], secret.InitialPassword)
		}, func(n int) (any, any) {
			auto, err := of.AutoSync(ctx)
			return []any{auto.When, err, of.registered(auto.When), of.initialPassword()}, []any{
				[]schedule.When{daily, never}[n%2], nil, []schedule.State{schedule.Same, schedule.None}[n%2], []string{secret.InitialPassword, ""}[n%2],
			}
		}, func(int) { of.save(secret) }},
		{"what the scheduler has lost", func(ctx context.Context, _ int) error { return of.RepairAutoSync(ctx) }, func(int) (any, any) {
			return of.registered(hourly), schedule.Same
		}, func(int) {
			of.save(secret)
			must(of.SetAutoSync(ctx, hourly, ""))
			must(of.system.Remove(ctx, schedule.Job{Data: of.dir}))
		}},
		{"a try of reports", func(ctx context.Context, _ int) error {
			if failed := of.TryReports(ctx, app.Reports{Folder: folder}, ""); len(failed) > 0 {
				return errors.New(strings.Join(failed, ""))
			}
			return nil
		}, func(int) (any, any) {
			_, failed, err := of.Reports(ctx)
			return []any{failed, err}, []any{"", nil}
		}, func(int) {
			must(of.SetReports(ctx, app.Reports{Folder: folder}, ""))
			must(of.SetSetting(ctx, "reports_failed", "x"))
		}},
		{"a report that nothing is imported", func(ctx context.Context, _ int) error { return of.ReportOverdue(ctx) }, func(int) (any, any) {
			told, err := of.Setting(ctx, "reports_told")
			return []any{told != "", err}, []any{true, nil}
		}, func(int) {
			of.sql("UPDATE imports SET started_at = '2020-01-02T03:04:05Z', finished_at = '2020-01-02T03:04:05Z'")
			must(of.SetReports(ctx, app.Reports{Folder: folder}, ""))
		}},
		{"what a start tells", func(ctx context.Context, _ int) error {
			out.Reset()
			app.TellOverdue(ctx, options(), time.Now(), &out)
			return nil
		}, func(int) (any, any) { return strings.Contains(out.String(), "成功していません"), true }, nil},
		{"a directory in a file", func(ctx context.Context, n int) error {
			return of.WriteFile(ctx, at(n), func(ctx context.Context, w io.Writer) error { return of.SaveArchive(ctx, w, "") })
		}, func(n int) (any, any) { return of.inspect(at(n)).Users, len(of.stored().Users) }, nil},
		{"a look at it", func(ctx context.Context, _ int) error {
			archive, err := of.InspectArchive(ctx, archive.Path, "")
			if err == nil {
				_, err = of.TakeOverGuards(ctx, archive)
			}
			return err
		}, nothing, func(int) { archive = of.inspect(of.archive()) }},
		{"taking it over", func(ctx context.Context, _ int) error {
			copied, err := of.TakeOver(ctx, archive, nil)
			return nothingBut(copied, err)
		}, func(int) (any, any) {
			return []any{of.lines()[0].Kind, of.kept()}, []any{directory.ImportTakeOver, false}
		}, func(int) {
			archive = of.inspect(of.archive())
			must(os.WriteFile(filepath.Join(of.dir, "stopped.json"), nil, 0o600))
		}},
		{"erasing", func(ctx context.Context, _ int) error {
			n, err := of.EraseLeavers(ctx)
			return nothingBut(n, err)
		}, nothing, nil},
		{"the end of an exclusion", func(ctx context.Context, _ int) error {
			return of.Readmit(ctx, directory.Exclusion{Kind: directory.KindUser, CybozuID: 901})
		}, func(int) (any, any) { return of.stored().Remembered.Excluded, []directory.Exclusion(nil) }, func(int) {
			of.sql("INSERT OR IGNORE INTO excluded (kind, cybozu_id, name) VALUES ('user', 901, '退職者'); UPDATE revision SET counter = counter + 1")
		}},
		{"点検", func(ctx context.Context, n int) error { return app.CheckIn(ctx, options(), n%2 == 0, io.Discard) }, nothing, nil},
		{"files", func(ctx context.Context, n int) error { return app.ExportIn(ctx, options(), at(n)) }, func(n int) (any, any) {
			return strings.Count(contents(t, filepath.Join(at(n), "users.csv")), "\n"), len(of.stored().Users) + 1
		}, func(n int) { must(os.RemoveAll(at(n))) }},
		{"files in a format", func(ctx context.Context, n int) error {
			return app.ExportFormatIn(ctx, options(), at(n), builtIn, io.Discard)
		}, func(n int) (any, any) {
			return strings.Count(contents(t, filepath.Join(at(n), app.FormatFileName(of.format(builtIn).Format, false))), "\n"), len(of.stored().Users) + 1
		}, func(n int) { must(os.RemoveAll(at(n))) }},
		{"a roster", func(ctx context.Context, n int) error {
			return app.RosterIn(ctx, options(), at(n)+".html", []string{"", of.company.Data().Organizations[0].Code}[n%2])
		}, func(n int) (any, any) { return of.madeRosters()[0].Path, at(n) + ".html" }, nil},
		{"phones", func(ctx context.Context, n int) error {
			counts, err := of.CountPhones(ctx, of.request())
			return nothingBut(counts, err)
		}, nothing, nil},
		{"releases", func(ctx context.Context, n int) error {
			if err := a.WatchReleases(ctx, true); err != nil {
				return err
			}
			if err := a.LeaveRelease(ctx, fmt.Sprint("v", n)); err != nil {
				return err
			}
			if !a.LookWeekly(ctx, time.Now()) {
				return nil
			}
			_, err := a.LookForRelease(ctx)
			return err
		}, func(n int) (any, any) {
			r, err := a.Releases(ctx)
			return []any{r.Asked, r.On, r.Left, err}, []any{true, true, fmt.Sprint("v", n), nil}
		}, func(int) {
			if a == nil || !a.Feed().Exists() {
				o := options()
				o.Feed = &watched
				var err error
				a, err = app.Open(ctx, o)
				must(err)
				t.Cleanup(func() { must(a.Close()) })
			}
		}},
	} {
		times := 0
		s.each(c.prepare, func(n int, fell func() error) {
			err := c.do(ctx, n)
			failed := fell()
			if failed == nil || !untold.MatchString(failed.Error()) {
				of.told(c.name, failed, err)
			}
			if err == nil && (failed == nil || !slices.Contains(besides, c.name)) {
				if got, want := c.is(n); !reflect.DeepEqual(got, want) {
					t.Errorf("%s, where %v: %v, want %v", c.name, failed, got, want)
				}
			}
			times++
		})
		if times < 2 {
			t.Errorf("%s asks nothing of the database", c.name)
		}
	}
	of.logsAs("steps")
}

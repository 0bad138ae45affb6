package app_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/csvfile"
	"anpisync/app/edit"
	"anpisync/app/format"
	"anpisync/app/roster"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// halfway is a context that somebody cancels after it was asked so often whether they have.
type halfway struct {
	context.Context
	left  atomic.Int64
	close func()
}

func stopAfter(n int) context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	h := &halfway{Context: ctx, close: sync.OnceFunc(cancel)}
	h.left.Store(int64(n))
	return h
}

func (h *halfway) look() {
	if h.left.Add(-1) < 0 {
		h.close()
	}
}

func (h *halfway) Done() <-chan struct{} { h.look(); return h.Context.Done() }
func (h *halfway) Err() error            { h.look(); return h.Context.Err() }

// asked is what somebody wants to know of a program.
type asked struct {
	name string
	do   func(ctx context.Context, a *app.App) (any, error)
}

// questions are what can be asked of an office that has something of everything.
func questions(t *testing.T) (of *office, all []asked) {
	t.Helper()
	of = newOffice(t, cybozutest.Large(5, 3), cybozutest.Options{})
	imported := of.runImport().ImportID
	before := of.stored()
	edited := of.edit("追加", edit.AddDepartment(directory.RootID, "安全対策本部", "anzen"))
	of.edit("変更", edit.ChangeUser(before.Users[3], directory.User{LoginName: "renamed", Name: "改名 花子"}))
	took := of.takeBack(of.lastEdit().ID)
	if err := of.SetAccepted(t.Context(), true, directory.Acceptance{Check: directory.CheckNoReading, Record: before.Users[0].ID}); err != nil {
		t.Fatal(err)
	}
	own := format.Builtin(directory.Options{})[0].Clone()
	own.Name = "自社"
	id, err := of.SaveFormat(t.Context(), 0, own)
	if err != nil {
		t.Fatal(err)
	}
	now, lines := of.stored(), of.lines()
	saved := func(ctx context.Context, a *app.App) (*app.SavedFormat, error) {
		all, err := a.Formats(ctx)
		i := slices.IndexFunc(all, func(s *app.SavedFormat) bool { return s.ID == id })
		if err != nil || i < 0 {
			return nil, fmt.Errorf("no format: %w", err)
		}
		return all[i], nil
	}
	text := func(write func(w io.Writer) error) (any, error) {
		var b bytes.Buffer
		err := write(&b)
		return b.String(), err
	}
	return of, []asked{
		{"Directory", func(ctx context.Context, a *app.App) (any, error) { return a.Directory(ctx) }},
		{"Revision", func(ctx context.Context, a *app.App) (any, error) { return a.Revision(ctx) }},
		{"Settings", func(ctx context.Context, a *app.App) (any, error) { return a.Settings(ctx) }},
		{"History", func(ctx context.Context, a *app.App) (any, error) { return a.History(ctx, 0) }},
		{"Changes", func(ctx context.Context, a *app.App) (any, error) { return a.Changes(ctx, imported) }},
		{"ChangesOver", func(ctx context.Context, a *app.App) (any, error) {
			return a.ChangesOver(ctx, []int64{edited, imported})
		}},
		{"ChangesIn", func(ctx context.Context, a *app.App) (any, error) {
			p, d, err := a.ChangesIn(ctx, edited)
			return []any{p, d}, err
		}},
		{"ChangesOverIn", func(ctx context.Context, a *app.App) (any, error) {
			p, d, err := a.ChangesOverIn(ctx, []int64{took, edited})
			return []any{p, d}, err
		}},
		{"After", func(ctx context.Context, a *app.App) (any, error) { return a.After(ctx, imported) }},
		{"Biography", func(ctx context.Context, a *app.App) (any, error) {
			return a.Biography(ctx, directory.KindUser, before.Users[3].ID)
		}},
		{"Known", func(ctx context.Context, a *app.App) (any, error) {
			k, err := a.Known(ctx)
			if err != nil {
				return nil, err
			}
			return k.Find("", true), nil
		}},
		{"HistoryOlderThan", func(ctx context.Context, a *app.App) (any, error) { return a.HistoryOlderThan(ctx, 1) }},
		{"Acceptances", func(ctx context.Context, a *app.App) (any, error) { return a.Acceptances(ctx) }},
		{"LastEdit", func(ctx context.Context, a *app.App) (any, error) { return a.LastEdit(ctx, now, lines) }},
		{"LastTakenBack", func(ctx context.Context, a *app.App) (any, error) { return a.LastTakenBack(ctx, now, lines) }},
		{"Consequences", func(ctx context.Context, a *app.App) (any, error) {
			return a.Consequences(ctx, now, edit.DeleteUsers([]int64{now.Users[0].ID, now.Users[1].ID}, false))
		}},
		{"PrepareTakeBack", func(ctx context.Context, a *app.App) (any, error) {
			p, err := a.PrepareTakeBack(ctx, edited)
			if err != nil {
				return nil, err
			}
			return []any{p.Plan, p.Guards, p.Problems}, nil
		}},
		{"PrepareUndo", func(ctx context.Context, a *app.App) (any, error) {
			p, err := a.PrepareUndo(ctx, imported)
			if err != nil {
				return nil, err
			}
			return []any{p.Plan, p.Guards, p.Undoes.ID}, nil
		}},
		{"AutoSync", func(ctx context.Context, a *app.App) (any, error) { return a.AutoSync(ctx) }},
		{"Reports", func(ctx context.Context, a *app.App) (any, error) {
			r, failed, err := a.Reports(ctx)
			return []any{r, failed}, err
		}},
		{"Releases", func(ctx context.Context, a *app.App) (any, error) { return a.Releases(ctx) }},
		{"Status", func(ctx context.Context, a *app.App) (any, error) { return a.Status(ctx, lines) }},
		{"SavedForm", func(ctx context.Context, a *app.App) (any, error) { return a.SavedForm(ctx) }},
		{"Contents", func(ctx context.Context, a *app.App) (any, error) { return a.Contents(ctx) }},
		{"RosterChoices", func(ctx context.Context, a *app.App) (any, error) { return a.RosterChoices(ctx) }},
		{"MakeRoster", func(ctx context.Context, a *app.App) (any, error) {
			r, err := a.MakeRoster(ctx, roster.Choices{})
			if err != nil {
				return nil, err
			}
			return []any{r.People, r.Departments, r.Imported}, nil
		}},
		{"MadeRosters", func(ctx context.Context, a *app.App) (any, error) { return a.MadeRosters(ctx, 9) }},
		{"RosterFolder", func(ctx context.Context, a *app.App) (any, error) {
			dir, failed, err := a.RosterFolder(ctx)
			return []any{dir, failed}, err
		}},
		{"Formats", func(ctx context.Context, a *app.App) (any, error) { return a.Formats(ctx) }},
		{"Format", func(ctx context.Context, a *app.App) (any, error) { return saved(ctx, a) }},
		{"FreeFormatName", func(ctx context.Context, a *app.App) (any, error) {
			return a.FreeFormatName(ctx, "安否シンク（ユーザー）")
		}},
		{"FormatFolder", func(ctx context.Context, a *app.App) (any, error) {
			name, dir, failed, err := a.FormatFolder(ctx)
			return []any{name, dir, failed}, err
		}},
		{"DraftFormat", func(ctx context.Context, a *app.App) (any, error) {
			s, err := saved(ctx, a)
			if err != nil {
				return nil, err
			}
			d, err := a.DraftFormat(ctx, s, format.Options{})
			if err != nil {
				return nil, err
			}
			return d.Counts(), nil
		}},
		{"InspectCSV", func(ctx context.Context, a *app.App) (any, error) {
			return a.InspectCSV(ctx, csvfile.Users, csvfile.WriteOptions{})
		}},
		{"ExportCSV", func(ctx context.Context, a *app.App) (any, error) {
			return text(func(w io.Writer) error { return a.ExportCSV(ctx, w, csvfile.Users, csvfile.WriteOptions{}) })
		}},
		{"ExportBook", func(ctx context.Context, a *app.App) (any, error) {
			return text(func(w io.Writer) error { return a.ExportBook(ctx, w, csvfile.Users) })
		}},
		{"WriteCreatedUsers", func(ctx context.Context, a *app.App) (any, error) {
			return text(func(w io.Writer) error { return a.WriteCreatedUsers(ctx, imported, w) })
		}},
		{"Recognize", func(ctx context.Context, a *app.App) (any, error) {
			return a.Recognize(ctx, func() (io.ReadCloser, error) {
				return io.NopCloser(strings.NewReader("ログイン名,名前\nx,佐藤\n")), nil
			})
		}},
		{"PrepareCSV", func(ctx context.Context, a *app.App) (any, error) {
			p, err := a.PrepareCSV(ctx, func() (io.ReadCloser, error) {
				return io.NopCloser(strings.NewReader("ログイン名,名前\n" + before.Users[3].LoginName + ",別の名前\n")), nil
			}, csvfile.ReadOptions{}, nil)
			if err != nil {
				return nil, err
			}
			return []any{p.Plan, p.Guards, p.Problems}, nil
		}},
		{"Overdue", func(ctx context.Context, a *app.App) (any, error) {
			return a.Overdue(ctx, time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC))
		}},
	}
}

// Wherever something is stopped, or a disk fails, it fails as a whole: half an answer never
// passes for all of it.
func TestWhateverIsStoppedHalfwayGivesNoHalfAnswer(t *testing.T) {
	of, all := questions(t)
	for _, c := range all {
		a := of.open(true) // so that no failure is noted
		want, err := c.do(t.Context(), a)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		whole, failed := 0, 0
		for n := 0; whole < 3 && n < 2000; n += 1 + n/20 { // reading all that there is takes hundreds
			got, err := c.do(stopAfter(n), a)
			switch {
			case err != nil:
				failed++
			case !reflect.DeepEqual(got, want):
				t.Errorf("%s, stopped after %d: %+v, want %+v", c.name, n, got, want)
				whole++
			default:
				whole++
			}
		}
		if failed == 0 || whole < 3 {
			t.Errorf("%s failed %d times", c.name, failed)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}

// deed is what somebody has a program do, again and again: the nth time as n says.
type deed struct {
	name  string
	do    func(ctx context.Context, n int) error
	is    func(n int) (got, want any) // afterwards
	ready func(n int)                 // before; nil: nothing is to be done
}

func (d *deed) prepare(n int) {
	if d.ready != nil {
		d.ready(n)
	}
}

func deeds(t *testing.T) (of *office, all []deed) {
	t.Helper()
	of = newOffice(t, cybozutest.Large(5, 3), cybozutest.Options{})
	of.runImport()
	first := format.Builtin(directory.Options{})[0].Clone()
	first.Name = "自社"
	id, err := of.SaveFormat(t.Context(), 0, first)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	u := of.stored().Users[2]
	var edited directory.User
	var taken int64
	return of, []deed{
		{"SetSettings", func(ctx context.Context, n int) error {
			s := app.DefaultSettings
			s.HistoryDays = 1000 + n
			return of.SetSettings(ctx, s)
		}, func(n int) (any, any) {
			s, err := of.Settings(t.Context())
			return []any{s.HistoryDays, err}, []any{1000 + n, nil}
		}, nil},
		{"SetOptions", func(ctx context.Context, n int) error {
			return of.SetOptions(ctx, directory.Options{HoldDays: 1 + n})
		}, func(n int) (any, any) { return of.stored().Options.HoldDays, 1 + n }, nil},
		{"SetAccepted", func(ctx context.Context, n int) error {
			return of.SetAccepted(ctx, n%2 == 0, directory.Acceptance{Check: directory.CheckNoReading, Record: u.ID})
		}, func(n int) (any, any) {
			all, err := of.Acceptances(t.Context())
			return []any{len(all), err}, []any{1 - n%2, nil}
		}, nil},
		{"Edit", func(ctx context.Context, n int) error {
			to := edited
			to.Memo = fmt.Sprint(n)
			result, err := of.Edit(ctx, "メモ", edit.ChangeUser(edited, to))
			return nothingBut(result, err)
		}, func(n int) (any, any) {
			return []any{of.stored().Users[2].Memo, of.lines()[0].Message}, []any{fmt.Sprint(n), "メモ"}
		}, func(int) { edited = of.stored().Users[2] }},
		{"TakeBack", func(ctx context.Context, n int) error {
			result, err := of.TakeBack(ctx, taken)
			return nothingBut(result, err)
		}, func(int) (any, any) {
			return []any{of.lines()[0].Message, of.lines()[1].Outcome}, []any{"戻すを元に戻す", directory.OutcomeUndone}
		}, func(n int) {
			to := of.stored().Users[1]
			to.Memo = fmt.Sprint("戻す", n)
			taken = of.edit("戻す", edit.ChangeUser(of.stored().Users[1], to))
		}},
		{"SetRosterChoices", func(ctx context.Context, n int) error {
			c := roster.DefaultChoices()
			c.Title, c.Note = fmt.Sprint("題", n), fmt.Sprint("注", n)
			return of.SetRosterChoices(ctx, c)
		}, func(n int) (any, any) {
			c, err := of.RosterChoices(t.Context())
			return []any{c.Title, c.Note, err}, []any{fmt.Sprint("題", n), fmt.Sprint("注", n), nil}
		}, nil},
		{"SetRosterFolder", func(ctx context.Context, n int) error {
			return of.SetRosterFolder(ctx, []string{folder, ""}[n%2])
		}, func(n int) (any, any) {
			dir, failed, err := of.RosterFolder(t.Context())
			return []any{dir, failed, err}, []any{[]string{folder, ""}[n%2], "", nil}
		}, nil},
		{"SetFormatFolder", func(ctx context.Context, n int) error {
			return of.SetFormatFolder(ctx, "自社", []string{folder, ""}[n%2])
		}, func(n int) (any, any) {
			name, dir, failed, err := of.FormatFolder(t.Context())
			return []any{name, dir, failed, err}, []any{[]string{"自社", ""}[n%2], []string{folder, ""}[n%2], "", nil}
		}, nil},
		{"SaveFormat", func(ctx context.Context, n int) error {
			f := first.Clone()
			f.Service = fmt.Sprint("見本", n)
			saved, err := of.SaveFormat(ctx, id, f)
			return nothingBut(saved, err)
		}, func(n int) (any, any) { return of.format("自社").Format.Service, fmt.Sprint("見本", n) }, nil},
		{"SetReports", func(ctx context.Context, n int) error {
			return of.SetReports(ctx, app.Reports{Folder: folder, Weekly: true, Personal: n%2 == 0}, "")
		}, func(n int) (any, any) {
			r, failed, err := of.Reports(t.Context())
			return []any{r.Folder, r.Weekly, r.Personal, failed, err}, []any{folder, true, n%2 == 0, "", nil}
		}, nil},
		{"WriteRoster", func(ctx context.Context, n int) error {
			r, err := of.MakeRoster(ctx, roster.DefaultChoices())
			if err != nil {
				return err
			}
			return of.WriteRoster(ctx, r, filepath.Join(folder, fmt.Sprint(n, ".html")))
		}, func(n int) (any, any) {
			made, err := of.MadeRosters(t.Context(), 1)
			if err != nil || len(made) != 1 {
				return err, made
			}
			return made[0].Path, filepath.Join(folder, fmt.Sprint(n, ".html"))
		}, nil},
		{"LeaveConcern", func(ctx context.Context, n int) error {
			return of.LeaveConcern(ctx, app.Concern(fmt.Sprint("c", n)))
		}, func(n int) (any, any) {
			left, err := of.Setting(t.Context(), "concerns")
			all := strings.Fields(left)
			return []any{all[len(all)-1], err}, []any{fmt.Sprint("c", n), nil}
		}, nil},
		{"KeepBackup", func(ctx context.Context, _ int) error { return of.KeepBackup(ctx) }, func(int) (any, any) { return nil, nil }, nil},
	}
}

// What is said to be done is done, whatever has failed on the way before; and what is not is
// as it was, or as it should be.
func TestWhateverIsStoppedHalfwayIsNotSaidToBeDone(t *testing.T) {
	of, all := deeds(t)
	for _, c := range all {
		done, failed, last := 0, 0, error(nil)
		for n := 0; done < 3 && n < 2000; n += 1 + n/20 {
			c.prepare(n)
			if err := c.do(stopAfter(n), n); err != nil {
				failed, last = failed+1, err
				continue
			}
			done++
			if got, want := c.is(n); !reflect.DeepEqual(got, want) {
				t.Errorf("%s, stopped after %d: %v, want %v", c.name, n, got, want)
			}
		}
		if failed == 0 || done < 3 {
			t.Errorf("%s failed %d times: %v", c.name, failed, last)
		}
	}
	lines := len(of.lines())
	same := of.stored().Users[0]
	if result, err := of.Edit(t.Context(), "何も", edit.ChangeUser(same, same)); err != nil || !result.Plan.Empty() || len(of.lines()) != lines {
		t.Errorf("an edit that changes nothing has a line: %+v, %v", result, err)
	}
}

package app_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/goldentest"
	"anpisync/app/mail/mailtest"
	"anpisync/app/message"
	"anpisync/app/schedule"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/storage"
)

// saboteur lets the database fail once for each place in this package that asks it, one at a
// time. Unlike somebody who stops what is going on, it lets all that comes after succeed.
type saboteur struct {
	driver.Driver
	mu    sync.Mutex
	on    bool
	tried map[string]bool
	fell  *plantedError // what failed last; nil: nothing yet

	check func() error // is asked instead of SQLite whether a file is damaged; nil: SQLite is
}

// plantedError is a failure, whose text stands in nothing else.
type plantedError struct{ place string }

func (e *plantedError) Error() string { return "planted at " + e.place + "." }

var statements = sync.OnceValue(func() *saboteur {
	db, err := sql.Open("sqlite", "")
	if err != nil {
		panic(err)
	}
	s := &saboteur{Driver: db.Driver()}
	if err := db.Close(); err != nil {
		panic(err)
	}
	sql.Register("sabotaged", s)
	return s
})

// sabotage has all that a test opens asked through the saboteur.
func sabotage(t *testing.T) *saboteur {
	t.Helper()
	storage.DriveBy("sabotaged")
	t.Cleanup(func() { storage.DriveBy("sqlite") })
	return statements()
}

// each does something again and again, until it has failed once for each place that it comes
// to, and once not.
func (s *saboteur) each(ready func(n int), do func(n int, fell func() error)) {
	s.mu.Lock()
	s.tried = map[string]bool{}
	s.mu.Unlock()
	for n := 0; ; n++ {
		ready(n)
		s.mu.Lock()
		s.fell, s.on = nil, true
		s.mu.Unlock()
		do(n, s.mute)
		if s.mute() == nil {
			return
		}
	}
}

// checkBy has a file checked by check; nil: by SQLite. A check may be under way meanwhile.
func (s *saboteur) checkBy(check func() error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.check = check
}

func (s *saboteur) checker() func() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.check
}

// mute lets nothing fail any more, and gives what has; nil: nothing.
func (s *saboteur) mute() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.on = false
	if s.fell == nil {
		return nil
	}
	return s.fell
}

func (s *saboteur) refuse() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.on || s.fell != nil {
		return nil
	}
	var lines []string
	pcs := make([]uintptr, 100)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	for more := true; more; {
		var f runtime.Frame
		if f, more = frames.Next(); strings.HasPrefix(f.Function, "anpisync/app.") {
			name := strings.NewReplacer("anpisync/app.", "", "(*App)", "App").Replace(f.Function)
			lines = append(lines, fmt.Sprintf("%s:%d", name, f.Line))
		}
	}
	place := strings.Join(lines, " < ")
	if place == "" || s.tried[place] {
		return nil
	}
	s.tried[place] = true
	s.fell = &plantedError{place}
	return fmt.Errorf("%w: %w", storage.ErrDevice, s.fell)
}

func (s *saboteur) Open(name string) (driver.Conn, error) {
	conn, err := s.Driver.Open(name)
	if err != nil {
		return nil, err
	}
	return &sabotaged{conn.(sqliteConn), s}, nil
}

type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
	IsReadOnly(schema string) (bool, error)
}

type sabotaged struct {
	sqliteConn
	by *saboteur
}

func (c *sabotaged) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if query != "ROLLBACK" { // SQLite does not refuse that
		if err := c.by.refuse(); err != nil {
			return nil, err
		}
	}
	return c.sqliteConn.ExecContext(ctx, query, args)
}

func (c *sabotaged) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := c.by.refuse(); err != nil {
		return nil, err
	}
	if check := c.by.checker(); strings.HasPrefix(query, "PRAGMA integrity_check") && check != nil {
		if err := check(); err != nil {
			return nil, err
		}
	}
	return c.sqliteConn.QueryContext(ctx, query, args)
}

// isNothing says whether an answer, or each part of one, is none.
func isNothing(got any) bool {
	parts, several := got.([]any)
	return got == nil || several && !slices.ContainsFunc(parts, func(part any) bool { return !isNothing(part) }) || reflect.ValueOf(got).IsZero()
}

func TestWhateverTheDatabaseRefusesGivesNoHalfAnswer(t *testing.T) {
	besides := []string{"Settings", "RosterChoices", "Reports", "Status", "Overdue", "ChangesIn"} // what is right all the same, as the usual
	s := sabotage(t)
	of, all := questions(t)
	for _, c := range all {
		a := of.open(true)
		want, err := c.do(t.Context(), a)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		times := 0
		s.each(func(int) {}, func(_ int, fell func() error) {
			got, err := c.do(t.Context(), a)
			switch fell := fell(); {
			case fell == nil && err != nil:
				t.Errorf("%s: %v, though nothing has failed", c.name, err)
			case fell != nil && !errors.Is(err, fell):
				t.Errorf("%s: %v is not told: %v", c.name, fell, err)
			case err != nil && !isNothing(got) && !slices.Contains(besides, c.name):
				t.Errorf("%s: %v comes with %+v", c.name, err, got)
			case err == nil && !reflect.DeepEqual(got, want):
				t.Errorf("%s: %+v, want %+v", c.name, got, want)
			}
			times++
		})
		if times < 2 {
			t.Errorf("%s asks nothing of the database", c.name)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestWhateverTheDatabaseRefusesIsNotSaidToBeDone(t *testing.T) {
	s := sabotage(t)
	of, all := deeds(t)
	defer of.logsAs("deeds")
	for _, c := range all {
		times := 0
		s.each(c.prepare, func(n int, fell func() error) {
			err := c.do(t.Context(), n)
			failed := fell()
			if err != nil && failed == nil {
				t.Errorf("%s: %v, though nothing has failed", c.name, err)
			}
			if failed != nil && !errors.Is(err, failed) && len(of.grepFolder(failed.Error())) == 0 {
				t.Errorf("%s: %v is told nowhere: %v", c.name, failed, err)
			}
			if err == nil {
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
}

// logsAs compares the lines of the log, each once and without its values, with a file: who looks
// for a failure finds it by these words.
func (of *office) logsAs(name string) {
	of.t.Helper()
	said := map[string]bool{}
	for line := range strings.Lines(contents(of.t, filepath.Join(of.dir, "anpisync.log"))) {
		shape := ""
		for _, pair := range logPair.FindAllStringSubmatch(line, -1) {
			switch key := pair[1]; key {
			case "time":
			case "level", "msg":
				shape += pair[0] + " "
			default:
				shape += key + " "
			}
		}
		said[strings.TrimSpace(shape)] = true
	}
	goldentest.Compare(of.t, filepath.Join("testdata", "log-"+name+".txt"), strings.Join(slices.Sorted(maps.Keys(said)), "\n")+"\n")
}

var logPair = regexp.MustCompile(`([\w-]+)=("(?:[^"\\]|\\.)*"|\S*)`)

// told fails the test unless a failure is in the error, or at least in the log.
func (of *office) told(what string, failed, err error) {
	of.t.Helper()
	switch {
	case failed == nil && err != nil:
		of.t.Errorf("%s: %v, though nothing has failed", what, err)
	case failed == nil || errors.Is(err, failed):
	case !strings.Contains(contents(of.t, filepath.Join(of.dir, "anpisync.log")), failed.Error()):
		of.t.Errorf("%s: %v is told nowhere: %v", what, failed, err)
	}
}

// An import by the scheduler that leaves all kinds of files and reports, of all that can fail
// in it: what it says to be done is done, and what is not is told.
func TestWhateverTheDatabaseRefusesOfAnImportIsTold(t *testing.T) {
	s := sabotage(t)
	of := newAway(t, cybozutest.Manual(), mailtest.Options{})
	ctx := t.Context()
	of.readService(of.learn(serviceFile(of.stored())), serviceFile(of.stored()))
	rosters, files := t.TempDir(), t.TempDir()
	of.tell(func(r *app.Reports) { r.Mail, r.Weekly = false, true })
	settings := app.DefaultSettings
	settings.HistoryDays = 1
	if err := errors.Join(of.SetRosterFolder(ctx, rosters), of.SetFormatFolder(ctx, "見本サービス", files), of.SetSettings(ctx, settings)); err != nil {
		t.Fatal(err)
	}
	phone := func(n int) string { return fmt.Sprintf("03-0000-%04d", n) }
	week := time.Now().AddDate(0, 0, -7).UTC().Format(time.RFC3339)
	s.each(func(n int) {
		of.save(secret)
		of.files()
		of.company.Update(func(d *cybozutest.Data) { d.User("userA").Phone = phone(n) })
		for key, value := range map[string]string{"reports_weekly": week, "autosync_paused_login": "", "reports_told": ""} {
			if err := of.SetSetting(ctx, key, value); err != nil {
				t.Fatal(err)
			}
		}
	}, func(n int, fell func() error) {
		var out strings.Builder
		err := app.ImportIn(ctx, of.options(false, of.server.Transport()), "", &out)
		failed := fell()
		of.told("the import", failed, err)
		if err != nil {
			return
		}
		if got := of.user("userA").Phone; got != phone(n) {
			t.Errorf("where %v: nothing is said, and the phone is %s", failed, got)
		}
		reports := len(of.files())
		for what, is := range map[string]bool{
			"the roster": strings.Contains(contents(t, filepath.Join(rosters, "名簿.html")), phone(n)),
			"the file":   strings.Contains(contents(t, filepath.Join(files, "見本サービス.csv")), phone(n)),
			"a report":   reports == 4,
		} {
			if !is && (failed == nil || !strings.Contains(out.String(), "保存できませんでした") && what != "a report") {
				t.Errorf("where %v: %s is missing, and it says\n%s", failed, what, out.String())
			}
		}
		if want := strings.Join([]string{message.Started, message.Finished, "変更 1", message.RosterLeft(rosters), message.FormatLeft(files)}, "\n") + "\n"; failed == nil && out.String() != want {
			t.Errorf("it says\n%s\nwant\n%s", out.String(), want)
		}
	})
	of.logsAs("import")
}

// The same of one that is refused, and of one that waits for a person.
func TestWhateverTheDatabaseRefusesOfAnImportThatFailsIsTold(t *testing.T) {
	for _, c := range []struct {
		name  string
		ready func(of *office)
		is    func(err error) bool
		after func(of *office) bool
	}{
		{"refused", func(of *office) {
			wrong := secret
			wrong.Password = "wrong"
			of.save(wrong)
		}, func(err error) bool { return cybozu.Refused(err) }, func(of *office) bool { return of.pausedFor() == schedule.CauseLogin }},
		{"stopped", func(of *office) { of.save(secret) }, app.IsStopped, (*office).kept},
	} {
		s := sabotage(t)
		of := newStoppedOffice(t)
		if err := of.SetReports(t.Context(), app.Reports{Folder: t.TempDir()}, ""); err != nil {
			t.Fatal(err)
		}
		lines := 0
		s.each(func(int) {
			c.ready(of)
			lines = len(of.lines())
			if err := errors.Join(of.SetSetting(t.Context(), "autosync_paused_login", ""), of.SetSetting(t.Context(), "reports_told", "")); err != nil {
				t.Fatal(err)
			}
		}, func(_ int, fell func() error) {
			err := app.ImportIn(t.Context(), of.options(false, of.server.Transport()), "", io.Discard)
			failed := fell()
			if failed != nil {
				of.told(c.name, failed, err)
			}
			if failed == nil && (!c.is(err) || !c.after(of) || len(of.lines()) != lines+1) {
				t.Errorf("%s: %v, %d lines more in the history", c.name, err, len(of.lines())-lines)
			}
			if err == nil {
				t.Errorf("%s, where %v: it is said to be done", c.name, failed)
			}
		})
		of.logsAs(c.name)
	}
}

package storage

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"anpisync/reconcile/directory"
)

// saboteurOfStatements lets each place in the code that asks the database fail once, one at
// a time, and once more on each other way there.
type saboteurOfStatements struct {
	driver.Driver
	mu     sync.Mutex
	on     bool
	places map[string]bool // tried in any call
	ways   map[string]bool // of this call
	fell   string          // what failed last; empty: nothing yet
	within string          // the functions where it did, the innermost first
}

var statements = func() *saboteurOfStatements {
	db, err := sql.Open("sqlite", "")
	if err != nil {
		panic(err)
	}
	s := &saboteurOfStatements{Driver: db.Driver()}
	if err := db.Close(); err != nil {
		panic(err)
	}
	sql.Register("faulty", s)
	return s
}()

// next waits for a place that was not tried yet.
func (s *saboteurOfStatements) next() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fell, s.on = "", true
}

// mute waits no longer.
func (s *saboteurOfStatements) mute() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.on = false
}

const toHelp = ", to help" // ends what fails of what is quicker and nothing more

func (s *saboteurOfStatements) refuse(what string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.on || s.fell != "" {
		return nil
	}
	var lines, functions []string
	doing := ""
	pcs := make([]uintptr, 100)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		if strings.Contains(f.Function, "Store).helper") {
			doing = toHelp
		}
		if strings.Contains(f.Function, "anpisync/storage.") && !strings.HasSuffix(f.File, "_test.go") {
			lines = append(lines, fmt.Sprintf("%s:%d", filepath.Base(f.File), f.Line))
			functions = append(functions, strings.TrimPrefix(f.Function, "anpisync/storage."))
		}
	}
	near := min(3, len(lines))
	place, way := what+" at "+strings.Join(lines[:near], " < "), strings.Join(lines[near:], " < ")
	if s.places[place] && s.ways[way] {
		return nil
	}
	s.places[place], s.ways[way] = true, true
	s.fell, s.within = place+", from "+way+doing, strings.Join(functions, " < ")
	return fmt.Errorf("%w: sabotage", ErrDevice)
}

func (s *saboteurOfStatements) Open(name string) (driver.Conn, error) {
	if err := s.refuse("open"); err != nil {
		return nil, err
	}
	conn, err := s.Driver.Open(name)
	if err != nil {
		return nil, err
	}
	return &faultyConn{conn.(sqliteConn), s}, nil
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

type faultyConn struct {
	sqliteConn
	by *saboteurOfStatements
}

func (c *faultyConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if query != "ROLLBACK" { // SQLite does not refuse that
		if err := c.by.refuse("execute"); err != nil {
			return nil, err
		}
	}
	r, err := c.sqliteConn.ExecContext(ctx, query, args)
	return faultyResult{r, c.by}, err
}

func (c *faultyConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := c.by.refuse("query"); err != nil {
		return nil, err
	}
	r, err := c.sqliteConn.QueryContext(ctx, query, args)
	if err != nil {
		return nil, err
	}
	return faultyRows{r, c.by}, nil
}

func (c *faultyConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if err := c.by.refuse("prepare"); err != nil {
		return nil, err
	}
	s, err := c.sqliteConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return faultyStmt{s, c.by}, nil
}

func (c *faultyConn) IsReadOnly(schema string) (bool, error) {
	if err := c.by.refuse("ask"); err != nil {
		return false, err
	}
	return c.sqliteConn.IsReadOnly(schema)
}

func (c *faultyConn) Close() error { return errors.Join(c.by.refuse("close"), c.sqliteConn.Close()) }

type faultyStmt struct {
	driver.Stmt
	by *saboteurOfStatements
}

func (s faultyStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	if err := s.by.refuse("execute"); err != nil {
		return nil, err
	}
	r, err := s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
	return faultyResult{r, s.by}, err
}

func (s faultyStmt) Close() error { return errors.Join(s.by.refuse("close"), s.Stmt.Close()) }

type faultyRows struct {
	driver.Rows
	by *saboteurOfStatements
}

func (r faultyRows) Next(values []driver.Value) error {
	if err := r.by.refuse("next"); err != nil {
		return err
	}
	return r.Rows.Next(values)
}

type faultyResult struct {
	driver.Result
	by *saboteurOfStatements
}

func (r faultyResult) RowsAffected() (int64, error) {
	if err := r.by.refuse("count"); err != nil {
		return 0, err
	}
	return r.Result.RowsAffected()
}

// workplace is where calls are made: a data folder, which is open but for some of them.
type workplace struct {
	dir, path string // of the data folder and of an archive
	archive   Archive
	s         *Store
}

// call is one of this package's functions.
type call struct {
	doing  string // how its error begins
	steps  bool   // it does several things, and what it has done before an error stays
	older  bool   // the folder is one of an earlier version
	spares string // functions of which what fails is left to another time, as a pattern
	do     func(ctx context.Context, at workplace) (any, error)
}

// manyExcluded are more than go into one statement.
var manyExcluded = func() (all []directory.Exclusion) {
	for i := range directory.CybozuID(rowsPerStatement + 1) {
		all = append(all, directory.Exclusion{Kind: directory.KindUser, CybozuID: 901 + i, Name: "別の退職者"})
	}
	return all
}()

func told[T any](result T, err error) (any, error) { return result, err }

func done(err error) (any, error) { return nil, err }

// aside is whether a file was set aside: its name has the time.
func aside(path string, err error) (any, error) { return path != "", err }

func start(open func(context.Context, string) (*Store, error)) func(context.Context, workplace) (any, error) {
	return func(ctx context.Context, at workplace) (any, error) {
		s, err := open(ctx, at.dir)
		if err != nil {
			return nil, err
		}
		statements.mute()
		d, err := s.Load(ctx)
		if err := errors.Join(err, s.Close()); err != nil {
			return nil, err
		}
		return describe(d), nil
	}
}

var (
	reads = []call{
		{doing: "load the directory", do: func(ctx context.Context, at workplace) (any, error) {
			d, err := at.s.Load(ctx)
			if err != nil {
				return d, err
			}
			return describe(d), nil
		}},
		{doing: "read the revision", do: func(ctx context.Context, at workplace) (any, error) {
			r, err := at.s.Revision(ctx)
			return r.Counter, err
		}},
		{doing: "look into the directory", do: func(ctx context.Context, at workplace) (any, error) { return told(at.s.Empty(ctx)) }},
		{doing: "look over the directory", do: func(ctx context.Context, at workplace) (any, error) { return told(at.s.Contents(ctx)) }},
		{doing: "read the history", do: func(ctx context.Context, at workplace) (any, error) { return told(at.s.Imports(ctx, 0)) }},
		{doing: "read edit 2", do: func(ctx context.Context, at workplace) (any, error) {
			i, p, err := at.s.Edited(ctx, 2)
			return []any{i, p}, err
		}},
		{doing: "look for what is taken back", do: func(ctx context.Context, at workplace) (any, error) { return done(at.s.Holds(ctx, 2)) }},
		{doing: "read the history", do: func(ctx context.Context, at workplace) (any, error) {
			i, found, err := at.s.LastSuccess(ctx)
			return []any{i, found}, err
		}},
		{doing: "read the changes of import 1", do: func(ctx context.Context, at workplace) (any, error) { return told(at.s.Changes(ctx, 1)) }},
		{doing: "read the history of user 1", do: func(ctx context.Context, at workplace) (any, error) {
			return told(at.s.ChangesOf(ctx, directory.KindUser, 1))
		}},
		{doing: "read the history of departments", do: func(ctx context.Context, at workplace) (any, error) { return told(at.s.DepartmentChanges(ctx)) }},
		{doing: "read the records of the history", do: func(ctx context.Context, at workplace) (any, error) { return told(at.s.LastChanges(ctx)) }},
		{doing: "read the history", do: func(ctx context.Context, at workplace) (any, error) {
			return told(at.s.Forgettable(ctx, time.Now().Add(time.Hour)))
		}},
		{doing: "read what was accepted", do: func(ctx context.Context, at workplace) (any, error) { return told(at.s.Accepted(ctx)) }},
		{doing: "read the formats", do: func(ctx context.Context, at workplace) (any, error) { return told(at.s.Formats(ctx)) }},
		{doing: "read what a service has", do: func(ctx context.Context, at workplace) (any, error) { return told(at.s.ServiceRows(ctx, 1)) }},
		{doing: "read the rosters", do: func(ctx context.Context, at workplace) (any, error) { return told(at.s.Rosters(ctx)) }},
		{doing: "read the history", do: func(ctx context.Context, at workplace) (any, error) { return told(at.s.ChangesSince(ctx, 0)) }},
		{doing: "read the history", do: func(ctx context.Context, at workplace) (any, error) { return told(at.s.LastImport(ctx)) }},
		{doing: "read the setting url", do: func(ctx context.Context, at workplace) (any, error) {
			value, found, err := at.s.Setting(ctx, "url")
			return []any{value, found}, err
		}},
		{doing: "read the settings", do: func(ctx context.Context, at workplace) (any, error) { return told(at.s.Options(ctx)) }},
		{doing: "read the copy made before import 4", do: func(ctx context.Context, at workplace) (any, error) { return told(at.s.BeforeImport(ctx, 4)) }},
		{doing: "look into NEWEST", do: func(ctx context.Context, at workplace) (any, error) {
			copies, err := Backups(at.dir)
			if err != nil {
				return nil, err
			}
			return told(InspectBackup(ctx, copies[0]))
		}},
		{doing: "save the directory", do: func(ctx context.Context, at workplace) (any, error) {
			var b bytes.Buffer
			err := at.s.WriteArchive(ctx, &b, "")
			return b.Len(), err
		}},
		{doing: "look into office.anpisync", do: func(ctx context.Context, at workplace) (any, error) {
			a, err := at.s.InspectArchive(ctx, at.path, "")
			return a.Contents, err
		}},
	}
	writes = []call{
		{doing: "write the import", do: func(ctx context.Context, at workplace) (any, error) {
			now, err := at.s.Load(ctx)
			if err != nil {
				return int64(0), fmt.Errorf("write the import: %w", err)
			}
			return told(at.s.Apply(ctx, planned(now, func(d *directory.Directory) {
				d.Domain = "other.cybozu.com"
				d.Remembered = directory.Remembered{Excluded: manyExcluded, EmailKeepers: []directory.EmailKeeper{{Email: "new@example.co.jp"}}}
				d.Departments[1].Code, d.Departments[2].Code = "east", "sales"
				d.Departments = append(d.Departments[:3], directory.Department{ID: 50, ParentID: 1, Name: "new"})
				d.Users[1].Email = d.Users[0].Email
				d.Users = append(d.Users[1:], directory.User{ID: 50, LoginName: "new", Name: "new", Departments: []int64{50}})
			}), directory.Run{
				Kind: directory.ImportUndo, Undoes: 1, Settings: map[string]string{"url": "u"}, PasswordHash: "$x",
				Numbers: func(d *directory.Directory, a []directory.Acceptance) map[string]int {
					return map[string]int{"users": len(d.Users), "accepted": len(a)}
				},
				Format: 1, RowsOf: directory.KindUser, Rows: []directory.ServiceRow{{Record: 2, Place: 1, Line: "x", There: true}},
			}))
		}},
		{doing: "write the import", do: func(ctx context.Context, at workplace) (any, error) {
			now, err := at.s.Load(ctx)
			if err != nil {
				return int64(0), fmt.Errorf("write the import: %w", err)
			}
			return told(at.s.Apply(ctx, planned(now, func(*directory.Directory) {}), directory.Run{Kind: directory.ImportAuto}))
		}},
		{doing: "write the history", do: func(ctx context.Context, at workplace) (any, error) {
			return told(at.s.Record(ctx, directory.Run{Kind: directory.ImportAuto, Settings: map[string]string{"url": "u"}}, directory.OutcomeFailed, "x"))
		}},
		{doing: "shorten the history", do: func(ctx context.Context, at workplace) (any, error) {
			return told(at.s.ForgetHistory(ctx, time.Now().Add(time.Hour)))
		}},
		{doing: "erase personal data", steps: true, do: func(ctx context.Context, at workplace) (any, error) { return told(at.s.EraseLeavers(ctx)) }},
		{doing: "remember what was accepted", do: func(ctx context.Context, at workplace) (any, error) {
			return done(at.s.SetAccepted(ctx, true, directory.Acceptance{Check: directory.CheckNoPhone, Record: 1}))
		}},
		{doing: "save the format", do: func(ctx context.Context, at workplace) (any, error) {
			return told(at.s.SaveFormat(ctx, 0, "別の書式", "{}", false))
		}},
		{doing: "save the format", do: func(ctx context.Context, at workplace) (any, error) {
			_, err := at.s.SaveFormat(ctx, 1, "書式", "{}", true)
			return nil, err
		}},
		{doing: "delete the format", do: func(ctx context.Context, at workplace) (any, error) { return done(at.s.DeleteFormat(ctx, 1)) }},
		{doing: "remember what a service has", do: func(ctx context.Context, at workplace) (any, error) {
			return done(at.s.HandOver(ctx, 1, directory.KindUser, []directory.ServiceRow{{Record: 2, Place: 2, Line: "hanako", There: true}}))
		}},
		{doing: "take back what was written", do: func(ctx context.Context, at workplace) (any, error) { return told(at.s.TakeBackHandOver(ctx, 1)) }},
		{doing: "remember the roster", do: func(ctx context.Context, at workplace) (any, error) {
			return done(at.s.KeepRoster(ctx, Roster{MadeAt: time.Unix(0, 0), Choices: "{}"}))
		}},
		{doing: "write the setting url", do: func(ctx context.Context, at workplace) (any, error) { return done(at.s.SetSetting(ctx, "url", "u")) }},
		{doing: "write the settings", do: func(ctx context.Context, at workplace) (any, error) {
			return done(at.s.SetOptions(ctx, directory.Options{HoldDays: 30}))
		}},
		{spares: `takeOver\.func[12] <`, doing: "take over office.anpisync", do: func(ctx context.Context, at workplace) (any, error) {
			copied, err := at.s.TakeOver(ctx, at.archive, directory.Run{Kind: directory.ImportTakeOver}, func(string) string { return "" })
			if err != nil {
				return copied, err
			}
			_, err = os.Stat(copied)
			return nil, err
		}},
		{spares: `inFile < \(\*Store\)\.readCopy <`, doing: "copy the directory", do: func(ctx context.Context, at workplace) (any, error) {
			made, err := at.s.keepBackup(ctx, time.Now().AddDate(0, 0, 2))
			return made, explain("copy the directory", err)
		}},
	}
	starts = []call{
		{doing: "open the directory in DIR", do: start(Open)},
		{spares: "checkStructure < checkOlder <", doing: "open the directory in DIR", older: true, steps: true, do: start(Open)},
		{doing: "read the directory in DIR", do: start(OpenReadOnly)},
		{spares: "checkStructure < checkOlder <", doing: "read the directory in DIR", older: true, do: start(OpenReadOnly)},
	}
	repairs = []call{
		{doing: "look at the damaged directory in DIR", do: func(ctx context.Context, at workplace) (any, error) {
			found, err := Examine(ctx, at.dir)
			if err == nil && found != nil {
				found.From = nil // it is in another folder each time
			}
			return found, err
		}},
		{doing: "repair the directory in DIR", do: func(ctx context.Context, at workplace) (any, error) {
			return aside(Repair(ctx, at.dir, func(found Salvage) string { return fmt.Sprint(found.Whole()) }))
		}},
		{doing: "restore NEWEST", do: func(ctx context.Context, at workplace) (any, error) {
			copies, err := Backups(at.dir)
			if err != nil {
				return nil, err
			}
			return aside(Restore(ctx, at.dir, copies[0], "restored"))
		}},
		{doing: "begin a new directory in DIR", do: func(ctx context.Context, at workplace) (any, error) {
			return aside(StartAnew(ctx, at.dir, "anew"))
		}},
	}
)

// These refuse whatever is asked of SQLite, once at each place that asks: who called is told
// what was being done, and why it failed; and the directory is as it was, or as it should be
// afterwards.

func TestI2_AnErrorOfAnyStatementIsToldToWhoReads(t *testing.T) {
	given, archived := furnishedToTheFull(t)
	sufferAll(t, reads, given, archived, true)
}

func TestI2_AnErrorOfAnyStatementLeavesEverything(t *testing.T) {
	given, archived := furnishedToTheFull(t)
	sufferAll(t, writes, given, archived, true)
}

func TestI2_AnErrorOfAnyStatementAtTheStartLeavesEverything(t *testing.T) {
	given, _ := furnishedToTheFull(t)
	sufferAll(t, starts, given, "", false)
}

func TestI2_AnErrorOfAnyStatementOfARepairLeavesEverything(t *testing.T) {
	given, _ := furnishedToTheFull(t)
	clearRoots(t, given, "users", "users"+doubleSuffix)
	garble(t, filepath.Join(given, fileName), "east", 0)
	sufferAll(t, repairs, given, "", false)
}

func sufferAll(t *testing.T, calls []call, given, archived string, open bool) {
	if testing.Short() {
		t.Skip("an error is the same far away: it is suffered once, without -short")
	}
	statements.places = map[string]bool{}
	driverName = "faulty"
	t.Cleanup(func() { driverName = "sqlite" })
	for _, c := range calls {
		t.Run(c.doing, func(t *testing.T) { c.suffer(t, given, archived, open) })
	}
}

// furnishedToTheFull is a furnished folder with something in every table, and an archive.
func furnishedToTheFull(t *testing.T) (dir, archived string) {
	s, dir := furnished(t)
	from, _ := other(t)
	if err := from.SetOptions(t.Context(), directory.Options{Extra: "mobile_phone", HoldDays: 7}); err != nil {
		t.Fatal(err)
	}
	archived = archive(t, from)
	keepRoster(t, s, Roster{MadeAt: time.Unix(0, 0), Choices: "{}", Title: "守衛の名簿"})
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users = d.Users[:2] })
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[1].Memo = "since the newest copy" })
	closeAll(t, s)
	return dir, archived
}

func (c call) suffer(t *testing.T, given, archived string, open bool) {
	if c.older {
		withMigration(t, "ALTER TABLE users ADD COLUMN nickname TEXT NOT NULL DEFAULT ''")
	}
	fresh := func() workplace {
		at := workplace{dir: filepath.Join(t.TempDir(), "data"), path: archived}
		if err := os.CopyFS(at.dir, os.DirFS(given)); err != nil {
			t.Fatal(err)
		}
		if open {
			at.s = openIn(t, at.dir)
			var err error
			if at.archive, err = at.s.InspectArchive(t.Context(), archived, ""); err != nil {
				t.Fatal(err)
			}
		}
		return at
	}
	at := fresh()
	was := read(t, filepath.Join(given, fileName))
	before := at.state(t, was)
	result, err := c.do(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	after := at.state(t, was)
	statements.ways = map[string]bool{}
	at = fresh()
	copies, err := listBackups(at.dir)
	if err != nil {
		t.Fatal(err)
	}
	for {
		doing := strings.NewReplacer("NEWEST", copies[0].name(), "DIR", at.dir).Replace(c.doing)
		statements.next()
		got, err := c.do(t.Context(), at)
		statements.mute()
		fell, within := statements.fell, statements.within
		now := at.state(t, was)
		switch {
		case err == nil && strings.Contains(fell, "witness.go"): // what cannot be read is given up
		case err == nil && fell != "" && !strings.HasSuffix(fell, toHelp) && (c.spares == "" || !regexp.MustCompile(c.spares).MatchString(within)):
			t.Errorf("%s: nothing was told", fell)
		case err == nil:
			if now != after || asJSON(t, got) != asJSON(t, result) {
				t.Errorf("%s: nothing was told, and there is\n%s, %s\nwant\n%s, %s", fell, now, asJSON(t, got), after, asJSON(t, result))
			}
		case fell == "" || !errors.Is(err, ErrDevice) || !strings.HasPrefix(err.Error(), doing+": "):
			t.Errorf("%s: %v does not say so while one was about to %s", fell, err, doing)
		case now != before && !c.steps:
			t.Errorf("%s: %v: there is\n%s\nwant\n%s", fell, err, now, before)
		default:
			switch got.(type) {
			case bool, string, int, int64:
				if !reflect.ValueOf(got).IsZero() {
					t.Errorf("%s: %v, and %v", fell, err, got)
				}
			}
		}
		if left := slices.DeleteFunc(names(t, at.dir), func(name string) bool { return !strings.HasSuffix(name, temporary) }); len(left) > 0 {
			t.Errorf("%s: it leaves %q", fell, left)
		}
		if fell == "" {
			return
		}
		if now != before {
			at = fresh()
		}
	}
}

// state is what is in a data folder, but for when it came there; was is how the file was.
func (at workplace) state(t *testing.T, was []byte) string {
	path := filepath.Join(at.dir, fileName)
	if at.s == nil && bytes.Equal(read(t, path), was) {
		return "as it was"
	}
	state := rows(t, path, append(carried, "settings", "revision", "rosters", "sqlite_sequence")...)
	now := time.Now().UTC() // what was written a moment ago may be of yesterday
	for _, day := range []time.Time{now, now.AddDate(0, 0, -1)} {
		state = regexp.MustCompile(day.Format(time.DateOnly)+"T[0-9:]+Z").ReplaceAllString(state, "now")
	}
	for _, name := range names(t, at.dir) {
		_, name, _ = strings.Cut(name, "-") // before it is the time
		state += name + "\n"
	}
	return state
}

func asJSON(t *testing.T, v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

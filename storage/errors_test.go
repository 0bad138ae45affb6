package storage

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"anpisync/reconcile/directory"
)

// TestErrors_ALogSaysWhatWasTriedAndWhatIsWrong holds the texts that a person sends to whom
// may help. Numbers are #.
func TestErrors_ALogSaysWhatWasTriedAndWhatIsWrong(t *testing.T) {
	easily(t)
	header := func(offset int, value uint32) func(*testing.T, string) error {
		return func(t *testing.T, dir string) error {
			path := filepath.Join(dir, fileName)
			if err := os.WriteFile(path, pretend(read(t, path), offset, value), 0o600); err != nil {
				return err
			}
			_, err := Open(t.Context(), dir)
			return err
		}
	}
	after := func(statement string) func(*testing.T, string) error {
		return func(t *testing.T, dir string) error {
			changed(t, filepath.Join(dir, fileName), statement)
			_, err := Open(t.Context(), dir)
			return err
		}
	}
	short := func(size int64) func(*testing.T, string) error {
		return func(t *testing.T, dir string) error {
			if err := os.Truncate(filepath.Join(dir, fileName), size); err != nil {
				return err
			}
			_, err := Open(t.Context(), dir)
			return err
		}
	}
	opened := func(do func(t *testing.T, s *Store) error) func(*testing.T, string) error {
		return func(t *testing.T, dir string) error { return do(t, openIn(t, dir)) }
	}
	changes := func(change directory.Change[directory.User]) func(*testing.T, string) error {
		return opened(func(t *testing.T, s *Store) error {
			plan := planned(mustLoad(t, s), func(*directory.Directory) {})
			plan.Users = append(plan.Users, change)
			_, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportEdit, Whole: true})
			return err
		})
	}
	long := strings.Repeat("x", 600)
	nobody := directory.User{ID: 77, LoginName: "nobody", Departments: []int64{2}}
	renamed, left := nobody, nobody
	renamed.Name, left.Departments = "x", nil
	for _, c := range []struct {
		name string
		err  func(t *testing.T, dir string) error
		want string
	}{
		{"a version that is none", header(60, 0), "open the directory in DIR: the file is damaged: schema #, but # tables and indexes"},
		{"an older version", header(60, 1), "open the directory in DIR: the file is damaged: it has the schema #, and says #"},
		{"a newer version", header(60, uint32(latestVersion+1)), "open the directory in DIR: the file is damaged: it has the schema #, and says #"},
		{"another program's", header(68, 1), "open the directory in DIR: the file is damaged: a database of another program"},
		{"a counter", after("UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'users'"), "open the directory in DIR: check the directory: the file is damaged: the counter of users is #, but # was given"},
		{"an index", after("DROP INDEX users_again"), `open the directory in DIR: check the directory: the file is damaged: the schema lacks "users users_again # # # # BINARY #"`},
		{"nothing", short(0), "open the directory in DIR: the file is damaged: directory.db has # bytes"},
		{"little", short(500), "open the directory in DIR: the file is damaged: directory.db has # bytes"},
		{"nearly a page", short(511), "open the directory in DIR: the file is damaged: directory.db has # bytes"},
		{"a page", short(512), "open the directory in DIR: the file is damaged: database disk image is malformed (#)"},
		{"no file", func(t *testing.T, dir string) error {
			if err := os.Remove(filepath.Join(dir, fileName)); err != nil {
				return err
			}
			_, err := Open(t.Context(), dir)
			return err
		}, "open the directory in DIR: the file is damaged: it is not there: there are # copies of it"},
		{"a migration", func(t *testing.T, dir string) error {
			withMigration(t, "CREATE TABLE users (x)")
			_, err := Open(t.Context(), dir)
			return err
		}, "open the directory in DIR: migrate to schema #: SQL logic error: table users already exists (#)"},
		{"nothing to repair", func(t *testing.T, dir string) error {
			if err := os.Truncate(filepath.Join(dir, fileName), 0); err != nil {
				return err
			}
			_, err := Repair(t.Context(), dir, func(Salvage) string { return "" })
			return err
		}, "repair the directory in DIR: the file is damaged: nothing is left of it"},
		{"nobody to repair", func(t *testing.T, dir string) error {
			if err := os.RemoveAll(filepath.Join(dir, backupsName)); err != nil {
				return err
			}
			changed(t, filepath.Join(dir, fileName), "DELETE FROM import_changes; DELETE FROM memberships; DELETE FROM users; DELETE FROM departments WHERE id > 1")
			_, err := Repair(t.Context(), dir, func(Salvage) string { return "" })
			return err
		}, "repair the directory in DIR: the file is damaged: no department and no user can be read"},
		{"a stale plan", opened(func(t *testing.T, s *Store) error {
			plan := planned(mustLoad(t, s), func(*directory.Directory) {})
			edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[0].Memo = "x" })
			_, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual})
			return err
		}), "write the import: the directory has changed since it was read: it is at {# #}, the plan was made at {# #}"},
		{"undone", opened(func(t *testing.T, s *Store) error {
			id := edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Memo = "x" })
			undo(t, s, id)
			return s.Holds(t.Context(), id)
		}), "look for what is taken back: import #: it has been taken back already"},
		{"of no line", opened(func(t *testing.T, s *Store) error { return s.Holds(t.Context(), 99) }), "look for what is taken back: import #: the history does not hold all of it any more"},
		{"no copy", opened(func(t *testing.T, s *Store) error { _, err := s.BeforeImport(t.Context(), 99); return err }), "read the copy made before import #: there is no copy of that time"},
		{"a name of a format", opened(func(t *testing.T, s *Store) error {
			saveFormat(t, s, "書式")
			_, err := s.SaveFormat(t.Context(), 0, "書式", "", false)
			return err
		}), `save the format: another format has the name: "書式"`},
		{"deleting nobody", changes(directory.NewChange(&nobody, nil, "", "")), `write the import: remove user # from department #: "DELETE FROM memberships WHERE user_id = ? AND department_id = ?" changed # rows, not #`},
		{"deleting nobody of nowhere", changes(directory.NewChange(&left, nil, "", "")), `write the import: delete users: "DELETE FROM users WHERE id IN (?)" changed # rows, not #`},
		{"renaming nobody", changes(directory.NewChange(&nobody, &renamed, "", "")), `write the import: update users #: "UPDATE users SET name = ? WHERE id = ?" changed # rows, not #`},
		{"adding a login twice", changes(directory.NewChange(nil, &directory.User{ID: 78, LoginName: "taro"}, "", "")), "write the import: create users: constraint failed: UNIQUE constraint failed: users.login_name (#)"},
		{"adding an id twice", changes(directory.NewChange(nil, &directory.User{ID: 1, LoginName: "new"}, "", "")), "write the import: create users: constraint failed: UNIQUE constraint failed: users.id (#)"},
		{"a login that nobody has", opened(func(t *testing.T, s *Store) error {
			plan := planned(mustLoad(t, s), func(d *directory.Directory) { d.Users[0].LoginName = nobody.LoginName })
			other := nobody
			other.LoginName = "other"
			plan.Users = append(plan.Users, directory.NewChange(&nobody, &other, "", ""))
			_, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportEdit, Whole: true})
			return err
		}), `write the import: free login_name of users #: "UPDATE users SET login_name = char(#) || id WHERE id = ?" changed # rows, not #`},
		{"a change twice", opened(func(t *testing.T, s *Store) error {
			plan := planned(mustLoad(t, s), func(d *directory.Directory) { d.Users[0].Memo = "x" })
			plan.Users = append(plan.Users, plan.Users[0])
			_, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportEdit, Whole: true})
			return err
		}), "write the import: write the history of users: constraint failed: UNIQUE constraint failed: import_changes.import_id, import_changes.kind, import_changes.record_id (#)"},
		{"an exclusion twice", opened(func(t *testing.T, s *Store) error {
			plan := planned(mustLoad(t, s), func(d *directory.Directory) {
				d.Remembered.Excluded = append(d.Remembered.Excluded, d.Remembered.Excluded...)
			})
			_, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportEdit, Whole: true})
			return err
		}), "write the import: constraint failed: UNIQUE constraint failed: excluded.kind, excluded.cybozu_id (#)"},
		{"no place for a copy", opened(func(t *testing.T, s *Store) error {
			if runtime.GOOS == "windows" {
				t.Skip("its words are others")
			}
			at := filepath.Join(s.dir, backupsName)
			if err := errors.Join(os.RemoveAll(at), os.WriteFile(at, nil, 0o600)); err != nil {
				return err
			}
			_, err := s.Apply(t.Context(), planned(mustLoad(t, s), func(d *directory.Directory) { d.Users = nil }), directory.Run{Kind: directory.ImportManual})
			text, _, _ := strings.Cut(fmt.Sprint(err), ": open ") // the rest is in the system's words
			return errors.New(text)
		}), "write the import: the file or folder is not of the kind that it should be: copy the directory"},
		{"an index of another", func(t *testing.T, dir string) error {
			withMigration(t, "CREATE INDEX users"+doubleSuffix+" ON users(name)")
			_, err := Open(t.Context(), dir)
			return err
		}, "open the directory in DIR: double users: SQL logic error: index users_again already exists (#)"},
		{"a department that nobody is in any more", opened(func(t *testing.T, s *Store) error {
			onWriter(t, s, "DELETE FROM memberships")
			onWriter(t, s, "INSERT INTO memberships (user_id, department_id) VALUES (2, 4)")
			was, is := mustLoad(t, s).Users[1], mustLoad(t, s).Users[1]
			was.Departments, is.Departments = nil, []int64{4}
			plan := planned(mustLoad(t, s), func(*directory.Directory) {})
			plan.Users = append(plan.Users, directory.NewChange(&was, &is, "", ""))
			_, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportEdit, Whole: true})
			return err
		}), "write the import: add memberships: constraint failed: UNIQUE constraint failed: memberships.user_id, memberships.department_id (#)"},
		{"a member of nothing", changes(directory.NewChange(&left, &nobody, "", "")), "write the import: constraint failed: FOREIGN KEY constraint failed (#)"},
		{"closed", opened(func(t *testing.T, s *Store) error {
			closeAll(t, s)
			_, err := s.Load(t.Context())
			return err
		}), "load the directory: the directory is closed"},
		{"erased", opened(func(t *testing.T, s *Store) error {
			id := edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users = d.Users[:2] })
			if _, err := s.EraseLeavers(t.Context()); err != nil {
				return err
			}
			_, _, err := s.Edited(t.Context(), id)
			return err
		}), "read edit #: the history does not hold all of it any more: user # was erased"},
		{"a time", opened(func(t *testing.T, s *Store) error {
			onWriter(t, s, "UPDATE imports SET finished_at = 'once'")
			_, err := s.Imports(t.Context(), 0)
			return err
		}), `read the history: the file is damaged: import #: parsing time "once" as "#-#-#T#:#:#Z#:#": cannot parse "once" as "#"`},
		{"numbers", opened(func(t *testing.T, s *Store) error {
			onWriter(t, s, "UPDATE imports SET numbers = '['")
			_, err := s.Imports(t.Context(), 0)
			return err
		}), "read the history: the file is damaged: numbers of import #: unexpected end of JSON input"},
		{"a roster's time", opened(func(t *testing.T, s *Store) error {
			keepRoster(t, s, Roster{MadeAt: time.Now()})
			onWriter(t, s, "UPDATE rosters SET made_at = 'once'")
			_, err := s.Rosters(t.Context())
			return err
		}), `read the rosters: the file is damaged: roster #: parsing time "once" as "#-#-#T#:#:#Z#:#": cannot parse "once" as "#"`},
		{"a format's time", opened(func(t *testing.T, s *Store) error {
			saveFormat(t, s, "書式")
			onWriter(t, s, "UPDATE formats SET read_at = 'once'")
			_, err := s.Formats(t.Context())
			return err
		}), `read the formats: the file is damaged: format #: parsing time "once" as "#-#-#T#:#:#Z#:#": cannot parse "once" as "#"`},
		{"another file in its place", opened(func(t *testing.T, s *Store) error {
			if err := os.Rename(s.path, s.path+"-away"); err != nil {
				t.Skip("the system keeps a file that is in use") // Windows
			}
			if err := createEmpty(s.path); err != nil {
				return err
			}
			_, err := s.Load(t.Context())
			return err
		}), "load the directory: the file or its folder is not there any more: another is in its place"},
		{"a wrong passphrase", opened(func(t *testing.T, s *Store) error {
			_, err := s.InspectArchive(t.Context(), archiveOf(t, sealedArchive(t, s, "right")), "wrong")
			return err
		}), "look into office.anpisync: the passphrase of the archive is wrong: identity did not match any of the recipients: incorrect identity for recipient block: incorrect passphrase"},
		{"no passphrase", opened(func(t *testing.T, s *Store) error {
			_, err := s.InspectArchive(t.Context(), archiveOf(t, sealedArchive(t, s, "right")), "")
			return err
		}), "look into office.anpisync: the archive is protected by a passphrase"},
		{"a broken seal", opened(func(t *testing.T, s *Store) error {
			_, err := s.InspectArchive(t.Context(), archiveOf(t, []byte(sealMark)), "x")
			return err
		}), "look into office.anpisync: the archive is damaged or cannot be read: the archive is damaged or cannot be read: failed to read header: parsing age header: failed to read header: EOF"},
		{"a long path", func(t *testing.T, dir string) error { return CheckFolder(filepath.Join(dir, long)) }, "look into DIR/LONG: the path is too long: # bytes"},
		{"held", func(t *testing.T, dir string) error {
			return &HeldError{PID: 12, What: "window", Since: time.Unix(0, 0).UTC()}
		}, "the lock is held by process # (window) since #-#-#T#:#:#Z"},
		{"held by somebody", func(t *testing.T, dir string) error { return &HeldError{} }, "the lock is held by another process"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := closed(t)
			err := c.err(t, dir)
			got := regexp.MustCompile("[0-9]+").ReplaceAllString(strings.NewReplacer(dir, "DIR", long, "LONG").Replace(fmt.Sprint(err)), "#")
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// The words by which a log tells one failure from another stay the same.
func TestErrors_EachHasItsWords(t *testing.T) {
	for err, want := range map[error]string{
		ErrStale: "the directory has changed since it was read", ErrRestless: "the directory keeps changing", ErrNewer: "the directory was written by a newer version",
		ErrDamaged: "the file is damaged", ErrMissing: "the file is damaged: it is not there", ErrOtherFile: "the file is another than was looked at",
		ErrUndone: "it has been taken back already", ErrNoRecord: "the history does not hold all of it any more", ErrNoBackup: "there is no copy of that time",
		ErrBackup: "the copy is damaged", ErrForeign: "the file is not one of this program", ErrArchive: "the archive is damaged or cannot be read",
		ErrSealed: "the archive is protected by a passphrase", ErrPassphrase: "the passphrase of the archive is wrong", ErrFull: "the disk is full",
		ErrReadOnly: "the file or its folder cannot be written", ErrMedium: "the disk is write-protected", ErrBusy: "another program is using the file",
		ErrGone: "the file or its folder is not there any more", ErrDevice: "the disk or the way to it fails", ErrMemory: "the system is out of memory or handles",
		ErrLong: "the path is too long", ErrPlace: "the file or folder is not of the kind that it should be", ErrName: "the path has a character that the disk does not take",
		ErrTempDir: "there is no place for temporary files", ErrFormatName: "another format has the name",
	} {
		if err.Error() != want {
			t.Errorf("%q, want %q", err, want)
		}
	}
}

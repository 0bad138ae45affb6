package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"anpisync/reconcile/directory"
)

// Load reads the whole directory, with its revision, at one moment.
func (s *Store) Load(ctx context.Context) (*directory.Directory, error) {
	conn, err := s.take(ctx)
	if err != nil {
		return nil, explain("load the directory", err)
	}
	defer s.give(conn)
	d, err := s.loadAtOnce(ctx, conn)
	if err != nil {
		return nil, explain("load the directory", err)
	}
	s.remember(d)
	return d, nil
}

// Empty says, more cheaply than Load, whether there is neither a user nor a department but
// 最上位部署.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	var empty bool
	err := s.readers.QueryRowContext(ctx, `SELECT NOT EXISTS (SELECT 1 FROM users)
		AND NOT EXISTS (SELECT 1 FROM departments WHERE parent_id IS NOT NULL)`).Scan(&empty)
	return empty, explain("look into the directory", err)
}

// Revision tells whether the directory is still the one that was loaded. It is cheap
// enough to be asked every second.
func (s *Store) Revision(ctx context.Context) (directory.Revision, error) {
	conn, err := s.take(ctx)
	if err != nil {
		return directory.Revision{}, explain("read the revision", err)
	}
	defer s.give(conn)
	t := &tx{conn: conn}
	if err := t.begin(ctx, "BEGIN"); err != nil {
		return directory.Revision{}, explain("read the revision", err)
	}
	r, err := s.revisionNow(ctx, conn)
	return r, explain("read the revision", errors.Join(err, t.rollback(context.WithoutCancel(ctx))))
}

// remember keeps what was loaded, under the revision at which it was first seen. The
// caller has the writer.
func (s *Store) remember(d *directory.Directory) {
	touched := d.Revision.DataVersion != s.seen // by another process
	s.seen = d.Revision.DataVersion
	if s.last != nil && d.Revision.Counter == s.last.Revision.Counter && (!touched || sameData(d, s.last)) {
		d.Revision = s.last.Revision
	}
	s.last = d
}

// revisionNow is the revision of what was loaded last as long as that is what is
// stored. Where another process has committed something without our counter moving,
// only a look at the data tells a change by the sqlite3 shell from a line in the
// history or a setting, which would else take an open preview for stale every time
// an import without a person has found nothing new. The caller has the writer, in a
// transaction.
func (s *Store) revisionNow(ctx context.Context, conn *sql.Conn) (directory.Revision, error) {
	now, err := revision(ctx, conn)
	if err != nil || s.last == nil || now.Counter != s.last.Revision.Counter {
		return now, err
	}
	if now.DataVersion != s.seen {
		d, err := load(ctx, conn, nil)
		if err != nil || !sameData(d, s.last) {
			return now, err
		}
		s.seen = now.DataVersion
	}
	return s.last.Revision, nil
}

func sameData(a, b *directory.Directory) bool {
	return a.NextDepartmentID == b.NextDepartmentID && a.NextUserID == b.NextUserID && a.Domain == b.Domain && a.Options == b.Options &&
		slices.Equal(a.Departments, b.Departments) &&
		slices.EqualFunc(a.Users, b.Users, func(a, b directory.User) bool { return a.Equal(&b) }) &&
		slices.Equal(a.Remembered.Excluded, b.Remembered.Excluded) &&
		slices.Equal(a.Remembered.EmailKeepers, b.Remembered.EmailKeepers)
}

// loadAtOnce reads in one transaction, so that other processes cannot get between. A second
// connection does half of it: it has come to the same moment where nobody has committed while
// both came.
func (s *Store) loadAtOnce(ctx context.Context, conn *sql.Conn) (d *directory.Directory, err error) {
	before, err := revision(ctx, conn)
	if err != nil {
		return nil, err
	}
	helper, leave := s.helper(ctx)
	defer leave()
	t := &tx{conn: conn}
	if err := t.begin(ctx, "BEGIN"); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, t.rollback(context.WithoutCancel(ctx))) }()
	now, err := revision(ctx, conn) // the first look begins the moment that the rest is of
	if err != nil {
		return nil, err
	}
	if now != before {
		helper = nil
	}
	return load(ctx, conn, helper)
}

// helper is a connection of its own, at a moment of the file; nil where that cannot be had,
// since it is quicker and nothing more.
func (s *Store) helper(ctx context.Context) (_ *sql.Conn, leave func()) {
	db, err := sql.Open(driverName, dataSource(s.path, "mode=ro", busyTimeout))
	if err != nil {
		return nil, func() {}
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, func() { _ = db.Close() }
	}
	leave = func() { _ = errors.Join(conn.Close(), db.Close()) } // nothing was written
	if err = (&tx{conn: conn}).exec(ctx, "BEGIN"); err == nil {
		_, err = revision(ctx, conn)
	}
	if err != nil || s.checkThere() != nil { // the path may lead to another file by now
		return nil, leave
	}
	return conn, leave
}

// load reads the directory, with a helper or, where there is none, alone. The caller is in a
// transaction, or has a file that nobody changes.
func load(ctx context.Context, conn, helper *sql.Conn) (*directory.Directory, error) {
	r, err := revision(ctx, conn)
	if err != nil {
		return nil, err
	}
	d := &directory.Directory{Revision: r}
	if d.NextDepartmentID, err = nextID(ctx, conn, "departments"); err != nil {
		return nil, err
	}
	if d.NextUserID, err = nextID(ctx, conn, "users"); err != nil {
		return nil, err
	}
	if d.Domain, _, err = setting(ctx, conn, settingDomain); err != nil {
		return nil, err
	}
	if d.Options, err = loadOptions(ctx, conn); err != nil {
		return nil, err
	}
	if d.Departments, err = departments.load(ctx, conn, helper); err != nil {
		return nil, err
	}
	if d.Users, err = loadUsers(ctx, conn, helper); err != nil {
		return nil, err
	}
	d.Remembered, err = loadRemembered(ctx, conn)
	return d, err
}

// revision must be asked on the connection that writes: the data version moves when
// another connection than the asking one has committed.
func revision(ctx context.Context, q querier) (directory.Revision, error) {
	var r directory.Revision
	err := one(ctx, q, `SELECT counter, (SELECT data_version FROM pragma_data_version) FROM revision`, nil,
		&r.Counter, &r.DataVersion)
	return r, err
}

// nextID is higher than any id that the table ever held.
func nextID(ctx context.Context, q querier, table string) (int64, error) {
	var id int64
	err := one(ctx, q, `SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = ?`, []any{table}, &id)
	return id, err
}

func loadUsers(ctx context.Context, conn, helper *sql.Conn) ([]directory.User, error) {
	all, err := users.load(ctx, conn, helper)
	if err != nil {
		return nil, err
	}
	var hash string // the one before: the users of an import share theirs
	for i := range all {
		if all[i].PasswordHash == hash {
			all[i].PasswordHash = hash
		}
		hash = all[i].PasswordHash
	}
	ours := len(all)
	var helping sync.WaitGroup
	var helped error
	if helper != nil {
		ours /= 2
		helping.Go(func() { helped = loadMemberships(ctx, helper, all[ours:]) })
	}
	err = loadMemberships(ctx, conn, all[:ours])
	helping.Wait()
	return all, errors.Join(err, helped)
}

// loadMemberships puts the department ids into users, which are in ascending id.
func loadMemberships(ctx context.Context, conn *sql.Conn, users []directory.User) error {
	if len(users) == 0 {
		return nil
	}
	i := 0 // the user whose memberships are being read
	return eachRow(ctx, conn, `SELECT user_id, department_id FROM memberships WHERE user_id >= ? ORDER BY user_id, department_id`,
		func(row []driver.Value) error {
			user, number := row[0].(int64)
			department, alike := row[1].(int64)
			if !number || !alike {
				return fmt.Errorf("a membership is of a %T in a %T", row[0], row[1])
			}
			for users[i].ID < user {
				if i++; i == len(users) {
					return io.EOF // the rest is others'
				}
			}
			if users[i].ID == user {
				users[i].Departments = append(users[i].Departments, department)
			}
			return nil
		}, users[0].ID)
}

func loadRemembered(ctx context.Context, q querier) (directory.Remembered, error) {
	var r directory.Remembered
	err := each(ctx, q, `SELECT kind, cybozu_id, name FROM excluded ORDER BY kind, cybozu_id`,
		func(rows *sql.Rows) error {
			var e directory.Exclusion
			err := rows.Scan(&e.Kind, &e.CybozuID, &e.Name)
			r.Excluded = append(r.Excluded, e)
			return err
		})
	if err != nil {
		return r, err
	}
	err = each(ctx, q, `SELECT email, coalesce(cybozu_id, 0) FROM email_choices ORDER BY email`,
		func(rows *sql.Rows) error {
			var k directory.EmailKeeper
			err := rows.Scan(&k.Email, &k.CybozuID)
			k.Email = directory.FoldEmail(k.Email)
			r.EmailKeepers = append(r.EmailKeepers, k)
			return err
		})
	return r, err
}

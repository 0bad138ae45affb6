package storage

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"anpisync/app/versus"
	"anpisync/reconcile/directory"
)

const (
	manyUsers       = 100_000
	manyDepartments = 10_000
)

// BenchmarkFirstImport commits the first import of 100,000 users in 10,000 departments.
// Its counterpart is the sqlite3 shell, which reads the same rows into a new file.
func BenchmarkFirstImport(b *testing.B) {
	shell := shellOf(b)
	dir, n := b.TempDir(), 0
	script := filepath.Join(dir, "rows.sql")
	imported := func() (s *Store, took time.Duration) {
		n++
		s, err := Open(b.Context(), filepath.Join(dir, fmt.Sprint(n)))
		if err != nil {
			b.Fatal(err)
		}
		plan := firstImport(mustLoad(b, s))
		runtime.GC()
		began := time.Now()
		if _, err := s.Apply(b.Context(), plan, directory.Run{Kind: directory.ImportManual, PasswordHash: hash}); err != nil {
			b.Fatal(err)
		}
		took = time.Since(began)
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		return s, took
	}
	s, _ := imported()
	writeScript(b, filepath.Join(s.dir, fileName), script)
	versus.Clock(b, "the sqlite3 shell", func() time.Duration {
		s, took := imported()
		if err := os.RemoveAll(s.dir); err != nil {
			b.Fatal(err)
		}
		return took
	}, func() time.Duration {
		db := filepath.Join(dir, "shell.db")
		took := shell(script, db)
		if err := os.Remove(db); err != nil {
			b.Fatal(err)
		}
		return took
	})
}

// BenchmarkLoad is beside the sqlite3 shell, which reads the same tables.
func BenchmarkLoad(b *testing.B) {
	s, _ := openNew(b)
	if _, err := s.Apply(b.Context(), firstImport(mustLoad(b, s)), directory.Run{Kind: directory.ImportManual, PasswordHash: hash}); err != nil {
		b.Fatal(err)
	}
	versus.Run(b, "the sqlite3 shell", func() { mustLoad(b, s) }, shellReads(b, s))
}

// shellReads lets the sqlite3 shell read what a Directory is made of.
func shellReads(b *testing.B, s *Store) func() {
	shell := shellOf(b)
	script := filepath.Join(b.TempDir(), "read.sql")
	text := ".output /dev/null\nSELECT * FROM departments; SELECT * FROM users; SELECT * FROM memberships;\n"
	if err := os.WriteFile(script, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	return func() { shell(script, filepath.Join(s.dir, fileName)) }
}

const hash = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"

func firstImport(now *directory.Directory) *directory.Plan {
	return planned(now, func(d *directory.Directory) {
		d.Domain = "sub.cybozu.com"
		for i := range int64(manyDepartments) {
			parent := directory.RootID
			if i >= 10 {
				parent = 2 + (i-10)/10
			}
			d.Departments = append(d.Departments, directory.Department{ID: 2 + i, ParentID: parent,
				Code: fmt.Sprintf("D%05d", i), Name: fmt.Sprintf("部署%d", i), SortOrder: i%10 + 1, CybozuID: directory.CybozuID(5000 + i)})
		}
		for i := range int64(manyUsers) {
			email := fmt.Sprintf("user%06d@example.co.jp", i)
			login := email
			if i%2 == 0 {
				login = fmt.Sprintf("taro.yamada%d", i)
			}
			in := []int64{2 + i%manyDepartments}
			if other := 2 + i*7%manyDepartments; i%5 == 0 && other > in[0] {
				in = append(in, other)
			}
			d.Users = append(d.Users, directory.User{ID: 1 + i, LoginName: login, Name: fmt.Sprintf("山田 太郎%d", i),
				Reading: fmt.Sprintf("やまだ たろう%d", i), Email: email, Phone: fmt.Sprintf("03-1234-%04d", i%10000),
				CybozuID: directory.CybozuID(90_000 + i), Departments: in})
		}
	})
}

// writeScript writes what the import has written as SQL: schema and pragmas as they
// are here, 100 rows an INSERT, one transaction.
func writeScript(b *testing.B, from, script string) {
	f, err := os.Create(script)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")
	for _, step := range migrations {
		fmt.Fprintln(w, "BEGIN;", step, "COMMIT;")
	}
	db, err := sql.Open("sqlite", dataSource(from, "mode=ro"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	doubles, err := texts(b.Context(), db, "SELECT sql FROM sqlite_schema WHERE type = 'index' AND substr(name, -?) = ?", len(doubleSuffix), doubleSuffix)
	if err != nil {
		b.Fatal(err)
	}
	fmt.Fprintln(w, strings.Join(doubles, ";\n")+";")
	fmt.Fprintln(w, "BEGIN IMMEDIATE;")
	for _, table := range []string{"departments", "users", "memberships", "settings", "imports", "import_changes"} {
		var columns string
		if err := db.QueryRow("SELECT group_concat('quote(' || name || ')', ' || '','' || ') FROM pragma_table_info(?)", table).Scan(&columns); err != nil {
			b.Fatal(err)
		}
		where := ""
		if table == "departments" {
			where = " WHERE id > 1" // the root comes with the schema
		}
		n := 0
		err := each(context.Background(), db, "SELECT "+columns+" FROM "+table+where, func(r *sql.Rows) error {
			var row string
			err := r.Scan(&row)
			switch {
			case n%100 != 0:
				w.WriteString(",")
			case n > 0:
				w.WriteString(";\n")
			}
			if n%100 == 0 {
				w.WriteString("INSERT INTO " + table + " VALUES ")
			}
			w.WriteString("(" + row + ")")
			n++
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		w.WriteString(";\n")
	}
	fmt.Fprintln(w, "UPDATE revision SET counter = counter + 1; COMMIT;")
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
}

// shellOf gives what lets the sqlite3 shell do a script with a database, and says how long
// that took.
func shellOf(b *testing.B) func(script, db string) time.Duration {
	b.Helper()
	shell, err := exec.LookPath("sqlite3")
	if err != nil {
		b.Skip("no sqlite3 shell")
	}
	return func(script, db string) time.Duration {
		in, err := os.Open(script)
		if err != nil {
			b.Fatal(err)
		}
		defer in.Close()
		cmd := exec.Command(shell, "-bail", db)
		cmd.Stdin = in
		began := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil || strings.Contains(string(out), "rror") {
			b.Fatalf("%v: %s", err, out)
		}
		return time.Since(began)
	}
}

// BenchmarkSecondImport is what an unchanged import needs of this package, from the
// start of the program: open, load, write the line of the history, close. The sqlite3 shell
// reads the same tables alone.
func BenchmarkSecondImport(b *testing.B) {
	s, dir := openNew(b)
	if _, err := s.Apply(b.Context(), firstImport(mustLoad(b, s)), directory.Run{Kind: directory.ImportManual, PasswordHash: hash}); err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	versus.Run(b, "the sqlite3 shell", func() {
		s, err := Open(b.Context(), dir)
		if err != nil {
			b.Fatal(err)
		}
		plan := planned(mustLoad(b, s), func(*directory.Directory) {})
		if _, err := s.Apply(b.Context(), plan, directory.Run{Kind: directory.ImportAuto}); err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}, shellReads(b, s))
}

package storage

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"anpisync/reconcile/directory"
)

const (
	manyUsers       = 100_000
	manyDepartments = 10_000
)

// BenchmarkFirstImport commits the first import of 100,000 users in 10,000 departments
// and, in turns, lets the sqlite3 shell read the same rows into a new file. "ratio"
// compares the fastest of each.
func BenchmarkFirstImport(b *testing.B) {
	shell, err := exec.LookPath("sqlite3")
	if err != nil {
		b.Skip("no sqlite3 shell")
	}
	script := filepath.Join(b.TempDir(), "rows.sql")
	fastest, fastestShell := time.Duration(1<<62), time.Duration(1<<62)
	for b.Loop() {
		b.StopTimer()
		s, err := Open(b.Context(), filepath.Join(b.TempDir(), fmt.Sprint(time.Now().UnixNano())))
		if err != nil {
			b.Fatal(err)
		}
		plan := firstImport(mustLoad(b, s))
		b.StartTimer()
		began := time.Now()
		if _, err := s.Apply(b.Context(), plan, directory.Run{Kind: directory.ImportManual, PasswordHash: hash}); err != nil {
			b.Fatal(err)
		}
		fastest = min(fastest, time.Since(began))
		b.StopTimer()
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		if _, err := os.Stat(script); err != nil {
			writeScript(b, filepath.Join(s.dir, fileName), script)
		}
		fastestShell = min(fastestShell, runShell(b, shell, script, filepath.Join(s.dir, "shell.db")))
		if err := os.RemoveAll(s.dir); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(fastest.Seconds(), "s/import")
	b.ReportMetric(fastestShell.Seconds(), "s/shell")
	b.ReportMetric(float64(fastest)/float64(fastestShell), "ratio")
}

func BenchmarkLoad(b *testing.B) {
	s, _ := openNew(b)
	if _, err := s.Apply(b.Context(), firstImport(mustLoad(b, s)), directory.Run{Kind: directory.ImportManual, PasswordHash: hash}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		mustLoad(b, s)
	}
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

func runShell(b *testing.B, shell, script, db string) time.Duration {
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

// BenchmarkSecondImport is what an unchanged import needs of this package, from the
// start of the program: open, load, write the line of the history, close.
func BenchmarkSecondImport(b *testing.B) {
	s, dir := openNew(b)
	if _, err := s.Apply(b.Context(), firstImport(mustLoad(b, s)), directory.Run{Kind: directory.ImportManual, PasswordHash: hash}); err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
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
	}
}

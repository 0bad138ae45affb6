package app_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/edit"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// counted says in SQL what each number counts. It shares nothing with 点検: what it says
// of numbers and addresses is true of those that anybodys draws.
var counted = map[string]string{
	"users":       `SELECT count(*) FROM users`,
	"departments": `SELECT count(*) FROM departments WHERE parent_id IS NOT NULL`,
	"suspended":   `SELECT count(*) FROM users WHERE suspended`,
	"unassigned":  `SELECT count(*) FROM users WHERE id NOT IN (SELECT user_id FROM memberships)`,
	"local":       `SELECT count(*) FROM users WHERE cybozu_id IS NULL`,
	"former_link": `SELECT count(*) FROM users WHERE former_link`,
	"held":        `SELECT 0`,
	"accepted":    `SELECT count(*) FROM accepted`,

	"unreachable":        openFindings("user", `email IS NULL AND phone = '' AND NOT suspended`),
	"no_email":           openFindings("user", `email IS NULL`),
	"no_phone":           openFindings("user", `phone = ''`),
	"wrong_email":        openFindings("user", `email NOT GLOB '*@*.*' OR email GLOB '*[^ -~]*'`),
	"wrong_phone":        openFindings("user", `phone <> '' AND NOT `+isRight+` AND NOT `+isExtension),
	"extension_phone":    openFindings("user", isExtension),
	"shared_phone":       openFindings("user", `phone GLOB '*[0-9]*' AND (SELECT count(*) FROM users o WHERE replace(o.phone, '-', '') = `+digits+`) >= 3`),
	"same_name":          openFindings("user", `(SELECT count(*) FROM users o WHERE `+spaceless("o.name")+` = `+spaceless("users.name")+`) >= 2`),
	"no_reading":         openFindings("user", `reading = ''`),
	"no_department":      openFindings("user", `id NOT IN (SELECT user_id FROM memberships)`),
	"suspended_assigned": openFindings("user", `suspended AND id IN (SELECT user_id FROM memberships)`),
	"empty_departments":  openFindings("department", `parent_id IS NOT NULL AND id NOT IN (SELECT department_id FROM memberships)`),
	"no_code":            openFindings("department", `parent_id IS NOT NULL AND code IS NULL`),
}

const (
	digits      = `replace(users.phone, '-', '')`
	isRight     = `(length(` + digits + `) IN (10, 11) AND ` + digits + ` GLOB '0*' AND phone NOT GLOB '*[^0-9-]*')`
	isExtension = `(phone GLOB '内線*' OR length(` + digits + `) BETWEEN 1 AND 4 AND phone NOT GLOB '*[^0-9-]*')`
)

func spaceless(name string) string { return "replace(replace(" + name + ", ' ', ''), '　', '')" }

// openFindings leaves out what was accepted. NAME stands for the check's own.
func openFindings(kind, condition string) string {
	return fmt.Sprintf(`SELECT count(*) FROM %[1]ss WHERE (%[2]s)
		AND id NOT IN (SELECT record_id FROM accepted WHERE kind = '%[1]s' AND check_name = 'NAME')`, kind, condition)
}

// anybodys draws a directory in which some things are wrong.
func anybodys(t *rapid.T) func(*directory.Directory) {
	return func(d *directory.Directory) {
		for id := int64(2); id <= int64(rapid.IntRange(1, 6).Draw(t, "departments")); id++ {
			dep := directory.Department{ID: id, ParentID: rapid.Int64Range(1, id-1).Draw(t, "parent"), Name: "部署"}
			if rapid.Bool().Draw(t, "has code") {
				dep.Code = fmt.Sprint("code", id)
			}
			d.Departments = append(d.Departments, dep)
		}
		for id := int64(1); id <= int64(rapid.IntRange(0, 12).Draw(t, "users")); id++ {
			u := directory.User{
				ID: id, LoginName: fmt.Sprint("user", id),
				Name:      rapid.SampledFrom([]string{"佐藤 昇", "佐藤　昇", "佐藤昇", "鈴木 一", "田中 花"}).Draw(t, "name"),
				Reading:   rapid.SampledFrom([]string{"", "よみ"}).Draw(t, "reading"),
				Phone:     rapid.SampledFrom([]string{"", "", "03-1234-5678", "0312345678", "090-1234-5678", "90-1234-5678", "03-123-456", "なし", "内線12", "123"}).Draw(t, "phone"),
				Suspended: rapid.Bool().Draw(t, "suspended"),
			}
			if address := rapid.SampledFrom([]string{"", "%d@example.co.jp", "%d@localhost", "%d", "ａ%d@example.co.jp"}).Draw(t, "address"); address != "" {
				u.Email = fmt.Sprintf(address, id)
			}
			switch rapid.IntRange(0, 2).Draw(t, "link") {
			case 0:
				u.CybozuID = directory.CybozuID(id)
			case 1:
				u.FormerLink = true
			}
			for _, dep := range d.Departments {
				if rapid.IntRange(0, 2).Draw(t, "member") == 0 {
					u.Departments = append(u.Departments, dep.ID)
				}
			}
			d.Users = append(d.Users, u)
		}
	}
}

// Every number is that of a question in SQL to the file, in which somebody has accepted
// some findings.
func TestCheck_NumbersAreThoseOfTheDatabase(t *testing.T) {
	parent := t.TempDir()
	round := 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		dir := filepath.Join(parent, fmt.Sprint(round))
		ctx := t.Context()
		s, err := storage.Open(ctx, dir)
		if err != nil {
			t.Fatal(err)
		}
		now, err := s.Load(ctx)
		if err != nil {
			t.Fatal(err)
		}
		then := *now
		then.Departments = slices.Clone(now.Departments)
		anybodys(t)(&then)
		if _, err := s.Apply(ctx, directory.Diff(now, &then), directory.Run{Kind: directory.ImportManual}); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite", filepath.Join(dir, "directory.db"))
		if err != nil {
			t.Fatal(err)
		}
		var findings []directory.Acceptance
		for _, c := range directory.Checks() {
			for id := range int64(4) {
				if rapid.Bool().Draw(t, "accept") && isFinding(t, db, c, id) {
					findings = append(findings, directory.Acceptance{Check: c, Record: id})
				}
			}
		}
		if err := s.SetAccepted(ctx, true, findings...); err != nil {
			t.Fatal(err)
		}
		compareNumbers(t, dir, db)
		if err := errors.Join(db.Close(), s.Close()); err != nil {
			t.Fatal(err)
		}
	})
}

// The history keeps, with each line that was written, what 点検 says then.
func TestCheck_HistoryKeepsTheNumbers(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	someone := of.stored().Users[0]
	for _, change := range []func() error{
		func() error { return nil },
		func() error {
			changed := someone
			changed.Phone = "123"
			_, err := of.Edit(t.Context(), "変更", edit.ChangeUser(someone, changed))
			return err
		},
		func() error {
			if err := of.SetAccepted(t.Context(), true, directory.Acceptance{Check: directory.CheckExtensionPhone, Record: someone.ID}); err != nil {
				return err
			}
			of.runImport()
			return nil
		},
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := app.CheckIn(t.Context(), app.Options{Dir: of.Dir()}, true, &out); err != nil {
			t.Fatal(err)
		}
		want := map[string]int{}
		if err := json.Unmarshal(out.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		lines, err := of.History(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := lines[0].Numbers; !maps.Equal(got, want) || got["users"] == 0 {
			t.Errorf("a line of %s has %v, now it is %v", lines[0].Kind, got, want)
		}
	}
}

// What a check has found is a file for whoever mends it.
func TestCheck_ListIsSavedAsItIsShown(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	saito := of.user("Saito.Jun")
	m := browse.Build(of.stored(), directory.Acceptance{Check: directory.CheckExtensionPhone, Record: saito.ID})
	q := browse.Query{Node: browse.AllUsers, Check: directory.CheckExtensionPhone, Accepted: true}
	var users, departments, everybody bytes.Buffer
	if err := app.WriteMemberList(&users, m.List(q), q.Check); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffログイン名,名前,よみ,メールアドレス,電話番号,所属部署,状態,点検,理由\r\n" +
		"Saito.Jun,齋藤　純,さいとう じゅん,Saito.Jun@example.co.jp,内線123,経営管理本部、経理部,問題なし,内線の番号,内線の番号です\r\n"
	if got := users.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	q.Check = directory.CheckEmptyDepartment
	if err := app.WriteDepartmentList(&departments, m.ListDepartments(q), q.Check); err != nil {
		t.Fatal(err)
	}
	want = "\ufeff部署名,上の部署,部署コード,所属,状態,点検\r\n総務部,経営管理本部,keiei_01,0,,部署に誰もいない\r\n"
	if got := departments.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	departments.Reset()
	of.edit("追加", edit.AddDepartment(directory.RootID, "安全", "a"))
	now := of.stored()
	added := now.Departments[slices.IndexFunc(now.Departments, func(d directory.Department) bool { return d.Code == "a" })]
	accepted := browse.Build(now, directory.Acceptance{Check: q.Check, Record: added.ID}).ListDepartments(q)
	if err := app.WriteDepartmentList(&departments, accepted, q.Check); err != nil {
		t.Fatal(err)
	}
	want += "安全,最上位部署,a,0,このアプリのみ、問題なし,部署に誰もいない\r\n"
	if got := departments.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if err := app.WriteMemberList(&everybody, m.List(browse.Query{Node: browse.AllUsers}), ""); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(everybody.String(), "\r\n"); lines != 1+len(of.stored().Users) || strings.Contains(everybody.String(), "点検") {
		t.Errorf("%d lines of everybody", lines)
	}
}

// isFinding asks the database whether a check is about a record.
func isFinding(t *rapid.T, db *sql.DB, c directory.Check, id int64) bool {
	query := strings.ReplaceAll(counted[string(c)], "NAME", string(c)) + fmt.Sprintf(" AND id = %d", id)
	return ask(t, db, query) == 1
}

func compareNumbers(t *rapid.T, dir string, db *sql.DB) {
	t.Helper()
	var out bytes.Buffer
	if err := app.CheckIn(t.Context(), app.Options{Dir: dir}, true, &out); err != nil {
		t.Fatal(err)
	}
	var got map[string]int
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%v: %s", err, out.Bytes())
	}
	for name, query := range counted {
		n, ok := got[name]
		if want := ask(t, db, strings.ReplaceAll(query, "NAME", name)); n != want || !ok {
			t.Errorf("%s: got %d, %v, the database says %d", name, n, ok, want)
		}
	}
	for name := range got {
		if _, ok := counted[name]; !ok {
			t.Errorf("nothing is known of %s", name)
		}
	}
}

func ask(t *rapid.T, db *sql.DB, query string) (n int) {
	t.Helper()
	if err := db.QueryRow(query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

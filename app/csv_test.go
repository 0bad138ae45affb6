package app_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/csvfile"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

func (of *office) export(k csvfile.Kind, o csvfile.WriteOptions) string {
	of.t.Helper()
	var file bytes.Buffer
	if err := of.ExportCSV(context.Background(), &file, k, o); err != nil {
		of.t.Fatal(err)
	}
	return file.String()
}

// reads is a file that can be opened again and again.
func reads(file string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(file)), nil }
}

// proposeFile prepares a file that must have no errors.
func (of *office) proposeFile(file string, o csvfile.ReadOptions) *app.Proposal {
	of.t.Helper()
	p, err := of.PrepareCSV(context.Background(), reads(file), o, nil)
	if err != nil {
		of.t.Fatal(err)
	}
	return p
}

func (of *office) apply(p *app.Proposal) *app.Result {
	of.t.Helper()
	result, err := of.Apply(context.Background(), p, confirmAll(p))
	if err != nil {
		of.t.Fatal(err)
	}
	return result
}

func TestI9_FileThatWasExportedChangesNothing(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	before := of.stored()
	for _, k := range []csvfile.Kind{csvfile.Users, csvfile.Departments, csvfile.Memberships} {
		for _, e := range []csvfile.Encoding{csvfile.UTF8, csvfile.CP932} {
			file := of.export(k, csvfile.WriteOptions{Encoding: e, Replace: true})
			p := of.proposeFile(file, csvfile.ReadOptions{DeleteMissing: true})
			if !p.Plan.Empty() {
				t.Errorf("%s in %s plans %d departments, %d users", k, e, len(p.Plan.Departments), len(p.Plan.Users))
			}
			of.apply(p)
			of.unchanged(before)
		}
	}
	lines, err := of.History(context.Background(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if lines[0].Kind != directory.ImportCSV || lines[0].Outcome != directory.OutcomeOK {
		t.Errorf("the history says %s, %s", lines[0].Kind, lines[0].Outcome)
	}
}

func TestExportSaysWhatCP932LacksAndWritesNothing(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	o := csvfile.WriteOptions{Encoding: csvfile.CP932}
	notes, err := of.InspectCSV(context.Background(), csvfile.Users, o)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(notes.Unencodable, func(u csvfile.Unencodable) bool { return strings.Contains(u.Characters, "𠮷") }) {
		t.Errorf("𠮷 is not named among %d", len(notes.Unencodable))
	}
	var file bytes.Buffer
	var unencodable *csvfile.UnencodableError
	if err := of.ExportCSV(context.Background(), &file, csvfile.Users, o); !errors.As(err, &unencodable) || file.Len() > 0 {
		t.Errorf("error %v, %d bytes written", err, file.Len())
	}
}

// The manual's Q1: people without an account at cybozu.com are added to the file that
// was exported.
func TestPeopleWithoutAnAccountAreAddedByFile(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	before := of.stored()
	file := of.export(csvfile.Users, csvfile.WriteOptions{}) +
		"part1,part-time-1,髙橋 花子,たかはし はなこ,hanako@example.net,+81-90-0000-0000,,,\r\n" +
		"part2,,𠮷田 太郎,,,,,,\r\n"
	result := of.apply(of.proposeFile(file, csvfile.ReadOptions{Password: "for-the-others"}))
	if got := directory.Count(result.Plan.Users); got != (directory.Tally{Created: 2}) {
		t.Fatalf("planned %+v", got)
	}
	after := of.stored()
	for login, password := range map[string]string{"part1": "part-time-1", "part2": "for-the-others"} {
		if ok, err := credentials.VerifyPassword(of.user(login).PasswordHash, password); !ok || err != nil {
			t.Errorf("%s has another password (%v)", login, err)
		}
		if found := of.grepFolder(password); len(found) > 0 {
			t.Errorf("a password is in %q", found)
		}
	}
	of.runImport()
	of.unchanged(after) // U9

	p, err := of.PrepareUndo(context.Background(), result.ImportID)
	if err != nil {
		t.Fatal(err)
	}
	of.apply(p)
	of.unchanged(before) // I10
}

func TestI1_FileWithErrorsChangesNothingAndIsInTheHistory(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	before := of.stored()
	_, err := of.PrepareCSV(context.Background(), reads(
		"ログイン名,名前,パスワード,並び順\nnew1,一郎,secret-1,1\nnew2,,secret-2,1\nnew3,三郎,kurz3,x\n"), csvfile.ReadOptions{}, nil)
	var errs csvfile.Errors
	if !errors.As(err, &errs) || len(errs) != 3 {
		t.Fatalf("error %v", err)
	}
	of.unchanged(before)
	lines, err := of.History(context.Background(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if want := "3行目「名前」：値がありません。"; lines[0].Kind != directory.ImportCSV || lines[0].Outcome != directory.OutcomeFailed || lines[0].Message != want {
		t.Errorf("the history says %s, %s, %q", lines[0].Kind, lines[0].Outcome, lines[0].Message)
	}
	for _, password := range []string{"secret-1", "kurz3"} {
		if found := of.grepFolder(password); len(found) > 0 {
			t.Errorf("a password is in %q", found)
		}
	}
}

func TestGuardI7_DepartmentsThatAFileLacksAreConfirmed(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	before := of.stored()
	file := "部署コード,部署名\nnew,新しい部署\n"
	if p := of.proposeFile(file, csvfile.ReadOptions{}); len(p.Guards) != 0 || len(p.Plan.Departments) != 1 {
		t.Errorf("without the tick: %d guards, %d changes", len(p.Guards), len(p.Plan.Departments))
	}
	p := of.proposeFile(file, csvfile.ReadOptions{DeleteMissing: true, Exclude: true})
	if !slices.ContainsFunc(p.Guards, func(g directory.Guard) bool {
		return g.Kind == directory.GuardDepartments && g.Count == before.Census().Departments
	}) {
		t.Fatalf("guards %+v", p.Guards)
	}
	var unconfirmed *directory.UnconfirmedError
	if _, err := of.Apply(context.Background(), p, nil); !errors.As(err, &unconfirmed) {
		t.Fatalf("error %v", err)
	}
	of.unchanged(before)
	of.apply(p)
	if got := of.stored().Census(); got.Departments != 1 || got.Memberships != 0 {
		t.Errorf("afterwards %+v", got)
	}
	of.runImport() // U13: what is left out does not come back
	if got := of.stored().Census().Departments; got != 1 {
		t.Errorf("%d departments after the next import, want 1", got)
	}
}

func TestI8_FileIsReadAnewWhenTheDirectoryHasChanged(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	file := "ログイン名,メモ\n" + of.stored().Users[0].LoginName + ",防災担当\n"
	p := of.proposeFile(file, csvfile.ReadOptions{})
	of.sql(`UPDATE users SET memo = 'sqlite3' WHERE id = 2`)
	before := of.stored()
	if _, err := of.Apply(context.Background(), p, nil); !app.IsStale(err) {
		t.Fatalf("error %v", err)
	}
	of.unchanged(before)
	of.apply(of.proposeFile(file, csvfile.ReadOptions{}))
	if got := of.stored().Users[0].Memo; got != "防災担当" {
		t.Errorf("the memo is %q", got)
	}
}

func TestFileWithPasswordsTellsHowFarItIs(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	var told []app.Progress
	_, err := of.PrepareCSV(context.Background(), reads("ログイン名,名前,パスワード\na,一,secret-1\nb,二,secret-2\nc,三,secret-1\n"),
		csvfile.ReadOptions{}, func(p app.Progress) { told = append(told, p) })
	if err != nil {
		t.Fatal(err)
	}
	if last := len(told) - 1; last < 1 || told[last] != (app.Progress{Phase: csvfile.PhasePasswords, Done: 2, Total: 2}) {
		t.Errorf("told %v", told)
	}
}

package storage

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

// What no archive of ours has, to the last number: the bounds are those of a format that
// other versions read.
func TestStranger_TheBoundsAreHeldToTheLast(t *testing.T) {
	from, _ := furnished(t)
	keepRoster(t, from, Roster{Choices: "{}"})
	good := archive(t, from)
	content := read(t, good)
	text := func(bytes int) string {
		return fmt.Sprintf("substr(replace(hex(zeroblob(%d)), '0', 'x'), 1, %d)", bytes/2+1, bytes)
	}
	const most, mostText, mostMessage = 1 << 40, 64 << 10, 1 << 20
	for _, c := range []struct{ statement, want string }{
		{fmt.Sprintf("UPDATE sqlite_sequence SET seq = %d; UPDATE revision SET counter = %[1]d", most), ""},
		{fmt.Sprintf("UPDATE sqlite_sequence SET seq = %d WHERE name = 'departments'", most+1), `the counter "departments" is 1099511627777, which none comes to`},
		{fmt.Sprintf("UPDATE revision SET counter = %d", most+1), `the counter "revision" is 1099511627777, which none comes to`},
		{"UPDATE revision SET counter = 0", ""},
		{"UPDATE revision SET counter = -1", `the counter "revision" is -1, which none comes to`},
		{"INSERT INTO sqlite_sequence VALUES ('users', 1.5)", `the counter "users" is 1.5, which none comes to`},
		{"INSERT INTO sqlite_sequence VALUES ('users', NULL)", `the counter "users" is <nil>, which none comes to`},
		{"INSERT INTO sqlite_sequence VALUES ('" + strings.Repeat("n", 60) + "', 1)", `the counter "` + strings.Repeat("n", 40) + `" is 1, which none comes to`},
		{"INSERT INTO sqlite_sequence VALUES ('zz', " + text(mostText) + ")", `the counter "zz" is ` + strings.Repeat("x", 40) + ", which none comes to"},
		{"UPDATE users SET memo = " + text(mostText) + " WHERE id = 1", ""},
		{"UPDATE users SET memo = " + text(mostText+1) + " WHERE id = 1", "users.memo holds 65537 bytes that are no text of ours"},
		{"UPDATE departments SET name = " + text(mostText+1) + " WHERE id = 2", "departments.name holds 65537 bytes that are no text of ours"},
		{"UPDATE excluded SET name = " + text(mostText+1), "excluded.name holds 65537 bytes that are no text of ours"},
		{"UPDATE email_choices SET email = " + text(mostText+1) + " WHERE cybozu_id IS NULL", "email_choices.email holds 65537 bytes that are no text of ours"},
		{"UPDATE rosters SET note = " + text(mostText+1), "rosters.note holds 65537 bytes that are no text of ours"},
		{"UPDATE import_exclusions SET name = " + text(mostText+1), "import_exclusions.name holds 65537 bytes that are no text of ours"},
		{"UPDATE accepted SET check_name = " + text(mostText+1) + " WHERE check_name = 'no_code'", "accepted.check_name holds 65537 bytes that are no text of ours"},
		{"UPDATE imports SET message = " + text(mostMessage), ""},
		{"UPDATE imports SET message = " + text(mostMessage+1), "imports.message holds 1048577 bytes that are no text of ours"},
		{"UPDATE import_changes SET reasons = " + text(mostMessage), ""},
		{"UPDATE import_changes SET reasons = " + text(mostMessage+1), "import_changes.reasons holds 1048577 bytes that are no text of ours"},
		{"UPDATE formats SET definition = " + text(mostMessage), ""},
		{"UPDATE formats SET definition = " + text(mostMessage+1), "formats.definition holds 1048577 bytes that are no text of ours"},
		{"UPDATE format_rows SET line = " + text(mostMessage), ""},
		{"UPDATE format_rows SET line = " + text(mostMessage+1), "format_rows.line holds 1048577 bytes that are no text of ours"},
		{"UPDATE users SET memo = 1.5 WHERE id = 1; UPDATE users SET sort_order = 1.5 WHERE id = 1", "users.sort_order holds a float64"},
		{"UPDATE imports SET backup = '" + strings.Repeat("n", 90) + "'", `"` + strings.Repeat("n", 80) + `" is the name of no copy`},
		{"UPDATE imports SET backup = '../20260401T090000Z-import-1.db'", `"../20260401T090000Z-import-1.db" is the name of no copy`},
		{"UPDATE imports SET backup = '20260401T090000Z-import-../1.db'", `"20260401T090000Z-import-../1.db" is the name of no copy`},
		{"UPDATE imports SET backup = '20260401T090000Z-import-1.db'", ""},
		{"DROP TRIGGER accepted_user; DROP TRIGGER accepted_suspended", "the schema lacks 2 parts"},
		{"CREATE VIEW zz AS SELECT '" + strings.Repeat("n", 90) + "'", `the schema has "view zz zz CREATE VIEW zz AS SELECT '` + strings.Repeat("n", 80-len("view zz zz CREATE VIEW zz AS SELECT '")) + `"`},
	} {
		_, err := inspect(t, t.Context(), changed(t, archiveOf(t, content), c.statement), "")
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%.80s: %v", c.statement, err)
		case c.want != "" && (!errors.Is(err, ErrArchive) || !strings.HasSuffix(err.Error(), ": "+c.want)):
			t.Errorf("%.80s: %.300v, want %s", c.statement, err, c.want)
		}
	}
}

// An archive of ours has our schema to the letter, whatever others have put into the file.
func TestStranger_AnArchiveHasNothingOfOthers(t *testing.T) {
	from, dir := furnished(t)
	closeAll(t, from)
	changed(t, filepath.Join(dir, fileName), `CREATE TABLE "a table" (x TEXT PRIMARY KEY, y UNIQUE); CREATE INDEX "an index" ON "a table"(y); CREATE INDEX by_phone ON users(phone);
		CREATE VIEW people AS SELECT name FROM users; CREATE VIEW more AS SELECT * FROM people;
		CREATE TRIGGER t AFTER INSERT ON "a table" BEGIN SELECT 1; END; CREATE TRIGGER u AFTER UPDATE ON users BEGIN DELETE FROM "a table"; END; ANALYZE`)
	path := archive(t, openIn(t, dir))
	if err := checkStranger(t.Context(), path); err != nil {
		t.Error(err)
	}
	to, _ := openNew(t)
	takeOver(t, to, path)
	if d := mustLoad(t, to); len(d.Users) != 3 {
		t.Errorf("%d users", len(d.Users))
	}
	edit(t, to, directory.ImportEdit, func(d *directory.Directory) { d.Users[0].Memo = "x" })
}

func TestStranger_AnErrorWhileWhatOthersHaveIsLeftOutIsTold(t *testing.T) {
	given, archived := furnishedToTheFull(t)
	changed(t, filepath.Join(given, fileName), "CREATE TABLE notes (x TEXT PRIMARY KEY); CREATE VIEW people AS SELECT name FROM users")
	saving := slices.DeleteFunc(slices.Clone(reads), func(c call) bool { return c.doing != "save the directory" })
	sufferAll(t, saving, given, archived, true)
}

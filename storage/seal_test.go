package storage

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

// easily makes trying a passphrase cheap for the time of a test.
func easily(t testing.TB) {
	before := workFactor
	t.Cleanup(func() { workFactor = before })
	SealCheaply()
}

func sealedArchive(t testing.TB, s *Store, passphrase string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.WriteArchive(t.Context(), &b, passphrase); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestArchive_APassphraseProtectsIt(t *testing.T) {
	easily(t)
	from, _ := furnished(t)
	content := sealedArchive(t, from, "正しい馬 電池")
	for _, text := range []string{"taro", "sub.cybozu.com", "argon2id", "営業部", "CREATE TABLE"} {
		if bytes.Contains(content, []byte(text)) {
			t.Errorf("it shows %q", text)
		}
		if text != "argon2id" && !bytes.Contains(read(t, archive(t, from)), []byte(text)) {
			t.Errorf("%q is in none, so that this test sees nothing", text)
		}
	}
	path := archiveOf(t, content)
	to, dir := other(t)
	before, files := rows(t, dir+"/"+fileName, allTables...), names(t, dir)
	for passphrase, want := range map[string]error{"": ErrSealed, "正しい馬": ErrPassphrase} {
		if _, err := inspect(t, t.Context(), path, passphrase); !errors.Is(err, want) || errors.Is(err, ErrArchive) {
			t.Errorf("%q: %v", passphrase, err)
		}
	}
	unchanged(t, dir, before, files)
	a, err := to.InspectArchive(t.Context(), path, "正しい馬　電池") // the blank of a Japanese keyboard
	if err != nil {
		t.Fatal(err)
	}
	if _, err := to.TakeOver(t.Context(), a, directory.Run{Kind: directory.ImportTakeOver}, note); err != nil {
		t.Fatal(err)
	}
	now, want := mustLoad(t, to), mustLoad(t, from)
	want.NextUserID, want.NextDepartmentID = now.NextUserID, now.NextDepartmentID
	equalDirectories(t, now, want)
	if left := scratches(t, dir); len(left) > 0 {
		t.Errorf("it leaves %q", left)
	}
}

func TestArchive_ASealThatIsBrokenIsRefused(t *testing.T) {
	easily(t)
	from, _ := furnished(t)
	content := sealedArchive(t, from, "passphrase")
	flipped := bytes.Clone(content)
	flipped[len(flipped)/2] ^= 1
	workFactor++
	costly := sealedArchive(t, from, "passphrase")
	workFactor--
	for name, content := range map[string][]byte{
		"cut":                     content[:len(content)-100],
		"changed":                 flipped,
		"a header alone":          []byte(sealMark),
		"a header and garbage":    append([]byte(sealMark), bytes.Repeat([]byte("x"), 1000)...),
		"more work than we allow": costly,
	} {
		if _, err := inspect(t, t.Context(), archiveOf(t, content), "passphrase"); !errors.Is(err, ErrArchive) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := inspect(t, t.Context(), archiveOf(t, sealed(t, "text", "passphrase")), "passphrase"); !errors.Is(err, ErrForeign) {
		t.Errorf("another's file: %v", err)
	}
}

// Earlier versions read what this one seals, and this one what they did: no more is asked for
// than 2 to the 18th, and no less.
func TestArchive_APassphraseCostsWhatItAlwaysDid(t *testing.T) {
	if workFactor != 18 {
		t.Errorf("it is %d", workFactor)
	}
	easily(t)
	if _, header, _ := strings.Cut(string(sealed(t, "text", "x")), "-> scrypt "); !strings.HasPrefix(header[22:], " 10\n") {
		t.Errorf("easily, it is %q", header)
	}
}

func TestArchive_WhatIsNotSealedIsHandedOn(t *testing.T) {
	easily(t)
	for _, text := range []string{"", "a", "age-encryption.org/v1", "age-encryption.org/v2\n-> scrypt", "SQLite format 3"} {
		in, err := unseal(strings.NewReader(text), "x")
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got, err := io.ReadAll(in); string(got) != text || err != nil {
			t.Errorf("%q: %q, %v", text, got, err)
		}
		var b bytes.Buffer
		w, err := seal(&b, "")
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		_, err = io.WriteString(w, text)
		if err := errors.Join(err, w.Close()); err != nil || b.String() != text {
			t.Errorf("%q: %q, %v", text, &b, err)
		}
	}
	if _, err := unseal(strings.NewReader("age-encryption.org/v1\n"), ""); !errors.Is(err, ErrSealed) {
		t.Errorf("without a passphrase: %v", err)
	}
	if w, err := seal(broken{}, "x"); !errors.Is(err, errBroken) || w != nil {
		t.Errorf("to where nothing can be written: %v, %v", w, err)
	}
}

// sealed is a text with our seal.
func sealed(t *testing.T, text, passphrase string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := seal(&b, passphrase)
	if err == nil {
		_, err = w.Write([]byte(text))
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestArchive_WhatOthersPutBesideOursStaysHere has an administrator put a table and a view
// into the file with a SQLite tool: our own archives must not be refused for that.
func TestArchive_WhatOthersPutBesideOursStaysHere(t *testing.T) {
	from, dir := furnished(t)
	if err := from.Close(); err != nil {
		t.Fatal(err)
	}
	changed(t, dir+"/"+fileName, "CREATE TABLE notes (x TEXT PRIMARY KEY); CREATE INDEX by_phone ON users(phone); "+
		"CREATE VIEW people AS SELECT name FROM users; CREATE TRIGGER t AFTER INSERT ON notes BEGIN SELECT 1; END; ANALYZE")
	from = openIn(t, dir)
	a := inspected(t, archive(t, from))
	if a.Users == 0 {
		t.Errorf("%+v", a)
	}
}

func TestArchive_CopiesOfOlderVersionsAreTaken(t *testing.T) {
	from, _ := furnished(t)
	content := read(t, archive(t, from))
	withMigration(t, "ALTER TABLE users ADD COLUMN nickname TEXT NOT NULL DEFAULT ''")
	if _, err := inspect(t, t.Context(), archiveOf(t, content), ""); err != nil {
		t.Error(err)
	}
	hostile := changed(t, archiveOf(t, content), "CREATE TRIGGER t AFTER UPDATE ON users BEGIN DELETE FROM users; END")
	if _, err := inspect(t, t.Context(), hostile, ""); !errors.Is(err, ErrArchive) {
		t.Errorf("with a trigger: %v", err)
	}
}

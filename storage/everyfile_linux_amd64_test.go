package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

// faultyVariables tell a child process what to do, and where it reads what was refused.
const faultyVariable, wordVariable = "ANPISYNC_STORAGE_FAULTY", "ANPISYNC_STORAGE_WORD"

// work is done in folders whose files fail.
type work struct {
	given func(t *testing.T, f folders) // makes what is there before; nil: nothing is
	open  bool                          // and open
	try   func(ctx context.Context, f folders, s *Store) error
	gone  string // what no file below the data folder holds afterwards; empty: anything may be there
}

// folders are where it is done.
type folders struct{ data, elsewhere string }

func foldersIn(top string) folders {
	return folders{filepath.Join(top, "data"), filepath.Join(top, "elsewhere")}
}

func (f folders) file() string { return filepath.Join(f.elsewhere, "office"+ArchiveExtension) }

// used is a folder with two imports.
func used(t *testing.T, f folders) {
	usedAnd(t, f, func(*Store) {})
}

func usedAnd(t *testing.T, f folders, more func(s *Store)) {
	s, err := Open(t.Context(), f.data)
	if err != nil {
		t.Fatal(err)
	}
	edit(t, s, directory.ImportManual, office)
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[1].Memo = "second" })
	more(s)
	closeAll(t, s)
}

// left is a folder that somebody has left, with an archive of how it was.
func left(t *testing.T, f folders) {
	usedAnd(t, f, func(s *Store) {
		file, err := os.Create(f.file())
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(s.WriteArchive(t.Context(), file, ""), file.Close()); err != nil {
			t.Fatal(err)
		}
		edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users = d.Users[1:] })
	})
}

// damaged is a folder whose directory is damaged; the newest of it is in its log alone.
func damaged(t *testing.T, f folders) {
	open := folders{f.data + "-open", f.elsewhere}
	usedAnd(t, open, func(s *Store) {
		onWriter(t, s, "PRAGMA wal_checkpoint(TRUNCATE)")
		edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[1].Memo = "third" })
		if err := os.CopyFS(f.data, os.DirFS(open.data)); err != nil {
			t.Fatal(err)
		}
	})
	if err := errors.Join(os.RemoveAll(open.data), os.Remove(filepath.Join(f.data, fileName+"-shm"))); err != nil {
		t.Fatal(err)
	}
	clearRoots(t, f.data, "departments")
}

func openAndClose(ctx context.Context, f folders, _ *Store) error {
	s, err := Open(ctx, f.data)
	if err != nil {
		return err
	}
	return s.Close()
}

// nothingAside is the error of what has put nothing aside, where it fails.
func nothingAside(aside string, err error) error {
	if err != nil && aside != "" {
		return fmt.Errorf("%s was put aside, and %v", aside, err)
	}
	return err
}

var works = map[string]work{
	"first start": {try: openAndClose},
	"start":       {given: used, try: openAndClose},
	"import": {given: used, open: true, try: func(ctx context.Context, _ folders, s *Store) error {
		d, err := s.Load(ctx)
		if err != nil {
			return err
		}
		_, err = s.Apply(ctx, planned(d, func(d *directory.Directory) {
			d.Departments[1].Name = "営業本部"
			d.Users = append(d.Users[:1], directory.User{ID: 9, LoginName: "new", Name: "new"})
		}), directory.Run{Kind: directory.ImportManual})
		return err
	}},
	"dry run": {given: used, try: func(ctx context.Context, f folders, _ *Store) error {
		s, err := OpenReadOnly(ctx, f.data)
		if err != nil {
			return err
		}
		_, err = s.Load(ctx)
		return errors.Join(err, s.Close())
	}},
	"lock": {given: used, try: func(ctx context.Context, f folders, _ *Store) error {
		unlock, err := Lock(ctx, f.data, 0, "import")
		if err != nil {
			return err
		}
		return unlock()
	}},
	"look back": {given: used, open: true, try: func(ctx context.Context, f folders, s *Store) error {
		copies, err := Backups(f.data)
		if err != nil {
			return err
		}
		_, looked := InspectBackup(ctx, copies[0])
		_, read := s.BeforeImport(ctx, 2)
		return errors.Join(looked, read)
	}},
	"save": {given: used, open: true, try: func(ctx context.Context, f folders, s *Store) error {
		return WriteFile(f.data, f.file(), func(w io.Writer) error { return s.WriteArchive(ctx, w, "") })
	}},
	"take over": {given: left, open: true, try: func(ctx context.Context, f folders, s *Store) error {
		a, err := s.InspectArchive(ctx, f.file(), "")
		if err != nil {
			return err
		}
		_, err = s.TakeOver(ctx, a, directory.Run{Kind: directory.ImportRestore}, func(string) string { return "taken over" })
		return err
	}},
	"erase": {given: left, open: true, gone: "髙﨑", try: func(ctx context.Context, _ folders, s *Store) error {
		_, err := s.EraseLeavers(ctx)
		return err
	}},
	"restore": {given: damaged, try: func(ctx context.Context, f folders, _ *Store) error {
		copies, err := Backups(f.data)
		if err != nil {
			return err
		}
		return nothingAside(Restore(ctx, f.data, copies[0], "restored"))
	}},
	"repair": {given: damaged, try: func(ctx context.Context, f folders, _ *Store) error {
		if _, err := Examine(ctx, f.data); err != nil {
			return err
		}
		return nothingAside(Repair(ctx, f.data, func(Salvage) string { return "repaired" }))
	}},
	"begin anew": {given: damaged, try: func(ctx context.Context, f folders, _ *Store) error {
		return nothingAside(StartAnew(ctx, f.data, "anew"))
	}},
}

// TestI2_AnErrorOfAnyFileLeavesEverything lets the system refuse each kind of call about each
// kind of file, SQLite's too, while all is done that this package does with files. Whatever is
// refused: the directory is as it was, or as it should be afterwards; who called is told which of
// both, and why, as something that there is a sentence for; and the next start and the next try
// go as if nothing had been.
func TestI2_AnErrorOfAnyFileLeavesEverything(t *testing.T) {
	if name := os.Getenv(faultyVariable); name != "" {
		works[name].suffer(t, os.Getenv(wordVariable))
		return
	}
	if testing.Short() {
		t.Skip("an error is the same far away: it is suffered once, without -short")
	}
	times, every := 1, 5
	if os.Getenv("ANPISYNC_TEST_ALL") != "" {
		times, every = 2, 1
	}
	for name := range works {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			top := t.TempDir()
			word := filepath.Join(t.TempDir(), "word")
			out, err := os.Create(filepath.Join(t.TempDir(), "out"))
			if err != nil {
				t.Fatal(err)
			}
			defer out.Close()
			cmd := exec.Command(os.Args[0], "-test.run=^TestI2_AnErrorOfAnyFileLeavesEverything$", "-test.v")
			cmd.Env = append(os.Environ(), faultyVariable+"="+name, wordVariable+"="+word, "TMPDIR="+top)
			cmd.Stdout, cmd.Stderr = out, out
			s := &saboteur{top: top, word: word, times: times, every: every}
			ended := refuseInTurn(t, cmd, s)
			if ended.ExitStatus() != 0 {
				t.Errorf("%#x\n%s", ended, read(t, out.Name()))
			}
			t.Logf("%d refused", len(s.tried))
			if told := string(read(t, out.Name())); strings.Contains(told, "--- SKIP") {
				t.Skip(told)
			}
			if len(s.tried) == 0 {
				t.Error("nothing was refused")
			}
			// A name that a power cut must not take back.
			if slices.Contains([]string{"restore", "repair", "begin anew"}, name) && !s.tried["sync #/data (1)"] {
				t.Error("the data folder was not synced")
			}
		})
	}
}

// suffer does the work again and again, until nothing more is refused.
func (w work) suffer(t *testing.T, word string) {
	if err := submit(); err != nil {
		t.Skip("needs to filter its calls: ", err)
	}
	top := os.Getenv("TMPDIR")
	given := filepath.Join(top, "given")
	if err := errors.Join(os.MkdirAll(foldersIn(given).elsewhere, 0o700), os.WriteFile(foldersIn(given).file(), []byte("older"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if w.given != nil {
		w.given(t, foldersIn(given))
	}
	before, after := "", ""
	for n := 0; ; n++ {
		here := filepath.Join(top, fmt.Sprint(n))
		if err := os.CopyFS(here, os.DirFS(given)); err != nil {
			t.Fatal(err)
		}
		f := foldersIn(here)
		var s *Store
		if w.open {
			var err error
			if s, err = Open(t.Context(), f.data); err != nil {
				t.Fatal(err)
			}
		}
		if n == 0 {
			before = f.state(t)
			if err := w.try(t.Context(), f, s); err != nil {
				t.Fatal(err)
			}
			after = f.state(t)
			w.end(t, "without a fault", f, s, after)
			continue
		}
		if err := removeIfThere(word); err != nil {
			t.Fatal(err)
		}
		mark(word, "begin")
		err := w.try(t.Context(), f, s)
		mark(word, "end")
		refused, unrefused := os.ReadFile(word)
		what := string(refused)
		switch now := f.state(t); {
		case err == nil && now != after:
			t.Errorf("%s: nothing was told, and there is\n%s\nwant\n%s", what, now, after)
		case err != nil && now != before:
			t.Errorf("%s: %v: there is\n%s\nwant\n%s", what, err, now, before)
		}
		if err != nil && KindOf(err) == nil {
			t.Errorf("%s: %v has no kind", what, err)
		}
		tidying := strings.HasPrefix(what, "remove ") || strings.Contains(what, scratchPrefix+"# (")
		if left := f.unfinished(t); len(left) > 0 && !tidying {
			t.Errorf("%s: %v: it leaves %q", what, err, left)
		}
		if err != nil {
			if err := w.try(t.Context(), f, s); err != nil {
				t.Errorf("%s: once more: %v", what, err)
			}
		}
		w.end(t, what, f, s, after)
		if unrefused != nil {
			return
		}
	}
}

// end looks at what there is at the next start.
func (w work) end(t *testing.T, what string, f folders, s *Store, want string) {
	if s != nil {
		if err := s.Close(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := openAndClose(t.Context(), f, nil); err != nil {
		t.Errorf("%s: the next start: %v", what, err)
	}
	if now := f.state(t); now != want {
		t.Errorf("%s: in the end there is\n%s\nwant\n%s", what, now, want)
	}
	if left := f.unfinished(t); len(left) > 0 {
		t.Errorf("%s: the next start leaves %q", what, left)
	}
	if w.gone != "" {
		err := filepath.WalkDir(f.data, func(path string, e os.DirEntry, err error) error {
			if err == nil && e.Type().IsRegular() && strings.Contains(string(read(t, path)), w.gone) {
				t.Errorf("%s: %s holds %q", what, path, w.gone)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	if err := os.RemoveAll(filepath.Dir(f.data)); err != nil {
		t.Fatal(err)
	}
}

// state is what is in the directory and in the file elsewhere, as far as it is the same each
// time.
func (f folders) state(t *testing.T) string {
	saved := fmt.Sprint(len(read(t, f.file())) > 4096, " elsewhere")
	s, err := OpenReadOnly(t.Context(), f.data)
	if err != nil {
		return fmt.Sprintf("%v\n%s", KindOf(err), saved)
	}
	d := mustLoad(t, s)
	imports, err := s.Imports(t.Context(), 0)
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	for _, line := range imports {
		fmt.Fprintf(&lines, "%d %s %s\n", line.ID, line.Kind, line.Outcome)
	}
	copies, err := listBackups(f.data)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s\n%s%d copies\n%s", describe(d), &lines, len(copies), saved)
}

// unfinished are the names of files that are not finished.
func (f folders) unfinished(t *testing.T) (left []string) {
	for _, dir := range []string{filepath.Dir(f.data), f.data, filepath.Join(f.data, backupsName), f.elsewhere} {
		entries, err := os.ReadDir(dir)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		for _, e := range entries {
			name := e.Name()
			full := false
			if strings.Contains(name, scratchPrefix) { // what is empty may be being made
				files, err := os.ReadDir(filepath.Join(dir, name))
				full = err != nil || len(files) > 0
			}
			if full || strings.Contains(name, temporary) || strings.HasPrefix(name, besidePrefix) {
				left = append(left, name)
			}
		}
	}
	return left
}

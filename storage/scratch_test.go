package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func init() {
	children["scratch"] = childScratch
	children["beside"] = childBeside
}

// lastWords are what a killed child leaves in the places of personal data.
const lastWords = "髙﨑 太郎 taro@example.co.jp"

// dying writes some personal data and waits to be killed.
func dying(w io.Writer) error {
	if _, err := io.WriteString(w, lastWords); err != nil {
		return err
	}
	fmt.Println("ready")
	time.Sleep(time.Hour)
	return errors.New("nobody killed it")
}

func childScratch() error {
	_, err := openScratch(context.Background(), os.Getenv("DIR"), func(path string) error {
		file, err := os.Create(path)
		if err != nil {
			return err
		}
		return dying(file)
	})
	return err
}

func childBeside() error {
	return WriteFile(os.Getenv("DIR"), os.Getenv("TARGET"), dying)
}

// TestWhatAKillLeavesIsRemovedAtTheNextStart kills a process while it holds an archive open
// and one while it writes a file for a person.
func TestWhatAKillLeavesIsRemovedAtTheNextStart(t *testing.T) {
	for _, part := range []string{"scratch", "beside"} {
		for name, next := range map[string]func(*testing.T, string){
			"the next start": func(t *testing.T, dir string) { openIn(t, dir) },
			"個人情報を消去": func(t *testing.T, dir string) {
				s := openIn(t, dir)
				alive := killed(t, part, dir, t.TempDir())
				alive()
				if _, err := s.EraseLeavers(t.Context()); err != nil {
					t.Fatal(err)
				}
			},
		} {
			t.Run(part+", "+name, func(t *testing.T) {
				dir, elsewhere := closed(t), t.TempDir()
				kill := killed(t, part, dir, elsewhere)
				if len(holding(t, dir, elsewhere)) == 0 {
					t.Fatal("there is nothing to be removed")
				}
				s := openIn(t, dir)
				if len(holding(t, dir, elsewhere)) == 0 {
					t.Error("it was removed while somebody needs it")
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				kill()
				next(t, dir)
				if left := holding(t, dir, elsewhere); len(left) > 0 {
					t.Errorf("it leaves %q", left)
				}
				if left := scratches(t, dir); len(left) > 0 {
					t.Errorf("it leaves %q", left)
				}
			})
		}
	}
}

// killed starts a child and waits until it has written; kill ends it.
func killed(t *testing.T, part, dir, elsewhere string) (kill func()) {
	t.Helper()
	cmd := child(part, "DIR="+dir, "TARGET="+filepath.Join(elsewhere, "users.csv"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, len("ready\n"))); err != nil {
		t.Fatal(err)
	}
	done := false
	kill = func() {
		if !done {
			done = true
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	}
	t.Cleanup(kill)
	return kill
}

// holding are the files below some folders that hold the last words.
func holding(t *testing.T, dirs ...string) (paths []string) {
	t.Helper()
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			if strings.Contains(string(read(t, path)), lastWords) {
				paths = append(paths, path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

func TestAFileForAPersonIsWholeOrNotThere(t *testing.T) {
	dir, elsewhere := closed(t), t.TempDir()
	path := filepath.Join(elsewhere, "users.csv")
	write := func(text string, err error) func(io.Writer) error {
		return func(w io.Writer) error {
			_, failed := io.WriteString(w, text)
			return errors.Join(failed, err)
		}
	}
	if err := WriteFile(dir, path, write("first", nil)); err != nil {
		t.Fatal(err)
	}
	checkMode(t, path, 0o600)
	errStop := errors.New("stop")
	if err := WriteFile(dir, path, write("second", errStop)); !errors.Is(err, errStop) {
		t.Errorf("got %v", err)
	}
	if got := string(read(t, path)); got != "first" {
		t.Errorf("it holds %q", got)
	}
	nowhere := filepath.Join(elsewhere, "gone")
	if err := WriteFile(dir, filepath.Join(nowhere, "x.csv"), write("", nil)); !errors.Is(err, ErrGone) || !strings.HasPrefix(err.Error(), "write x.csv: ") || !strings.Contains(err.Error(), "open "+nowhere+": ") {
		t.Errorf("into a folder that is not there: %v", err)
	}
	if err := WriteFile(path, filepath.Join(elsewhere, "x.csv"), write("", nil)); err == nil || !strings.HasPrefix(err.Error(), "write x.csv: ") {
		t.Errorf("with a data folder that is none: %v", err)
	}
	for _, folder := range []string{dir, elsewhere} {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), besidePrefix) || strings.HasPrefix(e.Name(), scratchPrefix) {
				t.Errorf("%s is left", e.Name())
			}
		}
	}
	if err := WriteFile(filepath.Join(dir, "gone"), path, write("third", nil)); err != nil {
		t.Errorf("without a data folder: %v", err)
	}
}

// TestOnlyOurUnfinishedFilesAreRemoved leaves word of a file that is none of ours.
func TestOnlyOurUnfinishedFilesAreRemoved(t *testing.T) {
	dir, theirs := closed(t), filepath.Join(t.TempDir(), "theirs")
	if err := os.WriteFile(theirs, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := newScratch(dir)
	if err != nil {
		t.Fatal(err)
	}
	checkMode(t, s.path(scratchLock), 0o600)
	if err := errors.Join(os.WriteFile(s.path(scratchTarget), []byte(theirs), 0o600), s.held.Close()); err != nil {
		t.Fatal(err)
	}
	// Nor are folders and files of another name or kind, however old they are.
	stay := []string{theirs, filepath.Join(dir, "photos", "a.jpg"), filepath.Join(dir, scratchPrefix+"of a person")}
	for _, path := range stay[1:] {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	copies := names(t, dir)
	ago := time.Now().AddDate(0, 0, -1)
	for _, old := range []string{filepath.Join(dir, backupsName), filepath.Dir(stay[1]), stay[2]} {
		if err := os.Chtimes(old, ago, ago); err != nil {
			t.Fatal(err)
		}
	}
	openIn(t, dir)
	for _, path := range stay {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
	if left := names(t, dir); len(copies) == 0 || !slices.Equal(left, copies) {
		t.Errorf("of the copies %q there are %q", copies, left)
	}
	if err := os.Remove(stay[2]); err != nil {
		t.Fatal(err)
	}
	if left := scratches(t, dir); len(left) > 0 {
		t.Errorf("it leaves %q", left)
	}
}

// A folder whose lock is not there yet is being made by somebody else, unless it is old.
func TestScratchThatIsBeingMadeIsLeftForAnHour(t *testing.T) {
	dir := closed(t)
	making := filepath.Join(dir, scratchPrefix+"1")
	if err := os.Mkdir(making, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		age  time.Duration
		left bool
	}{{0, true}, {59 * time.Minute, true}, {61 * time.Minute, false}} {
		then := time.Now().Add(-c.age)
		if err := os.Chtimes(making, then, then); err != nil {
			t.Fatal(err)
		}
		closeAll(t, openIn(t, dir))
		if left := len(scratches(t, dir)) == 1; left != c.left {
			t.Errorf("after %v: left %v", c.age, left)
		}
	}
}

func TestScratch_ADataFolderThatIsNoneIsToldWithWhatItWasFor(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	dir, _, err := Scratch(file)
	if dir != "" || err == nil || !strings.HasPrefix(err.Error(), "make a folder for what has no room: ") {
		t.Errorf("%q, %v", dir, err)
	}
}

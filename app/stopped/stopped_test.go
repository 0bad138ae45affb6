package stopped_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"anpisync/app/stopped"
	"anpisync/cybozu"
)

var read = time.Date(2026, 4, 1, 7, 31, 2, 345, time.UTC)

// everything has a value in each field of what is read.
func everything(t *testing.T) *cybozu.Snapshot {
	t.Helper()
	s := new(cybozu.Snapshot)
	fill(t, reflect.ValueOf(s).Elem())
	s.Read = read
	return s
}

func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString("葛󠄀城\u2028\"<&>" + v.Type().String())
	case reflect.Int64:
		v.SetInt(1<<62 + 1)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(t, v.Index(0))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(t, v.Field(i))
			}
		}
	default:
		if v.Type() != reflect.TypeFor[time.Time]() {
			t.Fatalf("a field of type %v", v.Type())
		}
	}
}

func keep(t *testing.T, dir string) {
	t.Helper()
	if err := stopped.Keep(dir, stopped.Stop{ImportID: 7, Read: read}, everything(t)); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsKeptIsWhatWasRead(t *testing.T) {
	dir := t.TempDir()
	if s, err := stopped.Look(dir, read); s != nil || err != nil {
		t.Errorf("before: %v, %v", s, err)
	}
	if err := stopped.Drop(dir); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "stopped.json.tmp"), []byte("a crash"), 0o666); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the newer one in the place of the older
		keep(t, dir)
	}
	want := stopped.Stop{ImportID: 7, Read: read}
	if s, err := stopped.Look(dir, read); s == nil || *s != want || err != nil {
		t.Errorf("kept is %v, %v", s, err)
	}
	s, snapshot, err := stopped.Load(dir, read)
	if err != nil || *s != want || !reflect.DeepEqual(snapshot, everything(t)) {
		t.Errorf("read is %v, %+v, %v", s, snapshot, err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	if info, err := files[0].Info(); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
}

func TestItIsKeptForSevenDays(t *testing.T) {
	week := read.AddDate(0, 0, 7)
	for at, there := range map[time.Time]bool{
		read: true, week: true, week.Add(time.Second): false, read.Add(-time.Hour): true,
		read.Add(-24 * time.Hour): true, read.Add(-24*time.Hour - time.Second): false, read.AddDate(0, 0, -2): false,
	} {
		dir := t.TempDir()
		keep(t, dir)
		if s, err := stopped.Look(dir, at); (s != nil) != there || err != nil {
			t.Errorf("at %v: %v, %v", at, s, err)
		}
		if err := stopped.Expire(dir, at); err != nil {
			t.Error(err)
		}
		if files, err := os.ReadDir(dir); (len(files) == 1) != there || err != nil {
			t.Errorf("at %v: %d files, %v", at, len(files), err)
		}
	}
}

// Half a file, or that of a newer program, is told or left alone, and goes.
func TestWhatCannotBeReadGoes(t *testing.T) {
	for text, says := range map[string]string{
		"": "read what was kept: EOF", "{": "read what was kept: unexpected EOF", "{}\n": "", `{"Version":99,"Read":"2026-04-01T07:31:02Z"}` + "\n{}\n": "",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "stopped.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := stopped.Look(dir, read); s != nil || (err != nil) != (says != "") || err != nil && err.Error() != says {
			t.Errorf("%q: %v, %v", text, s, err)
		}
		if err := stopped.Expire(dir, read); err != nil {
			t.Error(err)
		}
		if files, err := os.ReadDir(dir); len(files) > 0 || err != nil {
			t.Errorf("%q: %d files, %v", text, len(files), err)
		}
	}
}

// The window is told at once that something is kept, and of the rest only who opens it.
func TestWhatIsDamagedBehindTheHeadIsToldWhenItIsRead(t *testing.T) {
	dir := t.TempDir()
	keep(t, dir)
	path := filepath.Join(dir, "stopped.json")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, whole[:len(whole)-20], 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := stopped.Look(dir, read); s == nil || err != nil {
		t.Errorf("looked at: %v, %v", s, err)
	}
	s, snapshot, err := stopped.Load(dir, read)
	if s != nil || snapshot != nil || err == nil || err.Error() != "read what was kept: unexpected EOF" {
		t.Errorf("read: %v, %v, %v", s, snapshot, err)
	}
}

// What cannot be kept is told, and leaves nothing of it behind.
func TestWhatCannotBeKeptIsTold(t *testing.T) {
	gone := filepath.Join(t.TempDir(), "gone")
	if err := stopped.Keep(gone, stopped.Stop{Read: read}, everything(t)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("in no folder: %v", err)
	}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "stopped.json", "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := stopped.Keep(dir, stopped.Stop{Read: read}, everything(t)); err == nil {
		t.Error("a file took the place of a folder")
	}
	if _, err := os.Stat(filepath.Join(dir, "stopped.json.tmp")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was read is left in a file that nobody knows: %v", err)
	}
	if err := stopped.Drop(dir); err == nil {
		t.Error("nothing is said of what stays")
	}
	far := read.AddDate(9000, 0, 0) // no year of JSON
	for name, at := range map[string]struct{ stop, snapshot time.Time }{"its head": {far, read}, "what was read": {read, far}} {
		dir, snapshot := t.TempDir(), everything(t)
		snapshot.Read = at.snapshot
		err := stopped.Keep(dir, stopped.Stop{Read: at.stop}, snapshot)
		var cause *json.MarshalerError
		if !errors.As(err, &cause) || err.Error() != "keep what was read: "+cause.Error() {
			t.Errorf("%s: %v", name, err)
		}
		if files, err := os.ReadDir(dir); len(files) > 0 || err != nil {
			t.Errorf("%s: left is %v, %v", name, files, err)
		}
	}
	if s, err := stopped.Look(dir, read); s != nil || err == nil {
		t.Errorf("a folder reads as %v, %v", s, err)
	}
	if _, _, err := stopped.Load(dir, read); err == nil || !strings.HasPrefix(err.Error(), "read what was kept: ") {
		t.Errorf("a folder is %v", err)
	}
}

// A name that no system takes is told as the system tells it.
func TestWhatCannotBeOpenedIsToldByItsName(t *testing.T) {
	const dir = "no\x00folder"
	_, looked := stopped.Look(dir, read)
	for what, err := range map[string]error{
		"looked at": looked, "kept": stopped.Keep(dir, stopped.Stop{Read: read}, everything(t)), "dropped": stopped.Drop(dir),
	} {
		var path *fs.PathError
		if !errors.As(err, &path) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// A file that stays open could be neither replaced nor dropped on Windows.
func TestNoFileStaysOpen(t *testing.T) {
	open := func() int {
		files, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Skip(err)
		}
		return len(files)
	}
	dir := t.TempDir()
	keep(t, dir)
	before := open()
	for range 3 {
		keep(t, dir)
		if _, err := stopped.Look(dir, read); err != nil {
			t.Error(err)
		}
		if _, _, err := stopped.Load(dir, read); err != nil {
			t.Error(err)
		}
	}
	if after := open(); after != before {
		t.Errorf("%d files are open, before %d", after, before)
	}
}

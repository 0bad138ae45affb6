package storage

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"anpisync/reconcile/directory"
)

// TestEveryErrorOfAFileHasItsKind goes through what the manual pages of open, read, write,
// fsync, rename, link, unlink, mkdir, chmod, truncate, stat and flock name.
func TestEveryErrorOfAFileHasItsKind(t *testing.T) {
	for _, number := range []syscall.Errno{
		syscall.EACCES, syscall.EAGAIN, syscall.EBUSY, syscall.EDEADLK, syscall.EDQUOT, syscall.EEXIST, syscall.EFBIG,
		syscall.EINVAL, syscall.EIO, syscall.EISDIR, syscall.ELOOP, syscall.EMFILE, syscall.EMLINK, syscall.ENAMETOOLONG,
		syscall.ENFILE, syscall.ENODEV, syscall.ENOENT, syscall.ENOLCK, syscall.ENOMEM, syscall.ENOSPC, syscall.ENOSYS,
		syscall.ENOTDIR, syscall.ENOTEMPTY, syscall.ENXIO, syscall.EOPNOTSUPP, syscall.EOVERFLOW, syscall.EPERM, syscall.EPIPE,
		syscall.EROFS, syscall.ESPIPE, syscall.ETXTBSY, syscall.EXDEV, syscall.ESTALE, syscall.ETIMEDOUT, syscall.EHOSTDOWN,
		syscall.EHOSTUNREACH, syscall.ENETDOWN, syscall.ENETUNREACH, syscall.ENOTCONN, syscall.ECONNREFUSED, syscall.EILSEQ,
	} {
		if KindOf(&os.PathError{Op: "open", Path: "x", Err: number}) == nil {
			t.Errorf("%v (%d) has no kind", number, int(number))
		}
	}
}

// The numbers are those of statfs(2) and of Linux' magic.h.
func TestConcernsTellOfNetworkDrives(t *testing.T) {
	for name, c := range map[string]struct {
		magic  uint32
		remote bool
	}{
		"NFS": {0x6969, true}, "SMB": {0x517b, true}, "SMB 2": {0xfe534d42, true}, "CIFS": {0xff534d42, true},
		"Ceph": {0x00c36400, true}, "AFS": {0x5346414f, true}, "Coda": {0x73757245, true}, "Lustre": {0x0bd00bd0, true},
		"ext4": {0xef53, false}, "XFS": {0x58465342, false}, "Btrfs": {0x9123683e, false}, "tmpfs": {0x01021994, false},
	} {
		if isNetwork(c.magic) != c.remote {
			t.Errorf("%s is remote: %v", name, !c.remote)
		}
	}
	if isRemote(filepath.Join(t.TempDir(), "gone")) {
		t.Error("a folder that is not there is remote")
	}
}

func TestAFIFOInThePlaceOfAFileIsTold(t *testing.T) {
	for _, name := range []string{fileName, "anpisync.log", "crash.log", lockName, holderName, "window.lock"} {
		dir := t.TempDir()
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), dir); !errors.Is(err, ErrPlace) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := OpenReadOnly(t.Context(), dir); !errors.Is(err, ErrPlace) {
			t.Errorf("%s, read-only: %v", name, err)
		}
		if found, err := Examine(t.Context(), dir); name == fileName && !errors.Is(err, ErrPlace) {
			t.Errorf("%s, damaged: %+v, %v", name, found, err)
		}
	}
	path := filepath.Join(t.TempDir(), "office"+ArchiveExtension)
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := inspect(t, t.Context(), path, ""); !errors.Is(err, ErrPlace) {
		t.Errorf("an archive: %v", err)
	}
}

// Nobody waits for gigabytes that are copied only to be refused.
func TestArchive_OneBeyondAnyRealOneIsRefusedUnread(t *testing.T) {
	from, _ := furnished(t)
	path := archive(t, from)
	if err := os.Truncate(path, mostBytes+1); err != nil { // it has a hole
		t.Skip("the disk does not take it: ", err)
	}
	if _, err := inspect(t, t.Context(), path, ""); !errors.Is(err, ErrArchive) || !strings.HasSuffix(err.Error(), fmt.Sprintf("it has %d bytes", int64(mostBytes+1))) {
		t.Errorf("got %v", err)
	}
}

// disk mounts a small one of its own, where that is allowed.
func disk(t *testing.T, options string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Skip("needs to mount: ", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// TestAFullDiskIsToldAtTheStart opens an office on disks of every size up to where it fits.
func TestAFullDiskIsToldAtTheStart(t *testing.T) {
	office := closed(t)
	if err := os.RemoveAll(filepath.Join(office, backupsName)); err != nil {
		t.Fatal(err)
	}
	top := disk(t, "size=1m")
	if err := os.CopyFS(filepath.Join(top, "data"), os.DirFS(office)); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(top, "data", backupsName), 0o700); err != nil {
		t.Fatal(err)
	}
	told := 0
	for free := 0; ; free += 4 << 10 {
		fill(t, filepath.Join(top, "ballast"), free)
		s, err := Open(t.Context(), filepath.Join(top, "data"))
		if err == nil {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			break
		}
		if told++; !errors.Is(err, ErrFull) {
			t.Errorf("with %d bytes: %v", free, err)
		}
		if free > 1<<20 {
			t.Fatal("it never fits")
		}
	}
	if told == 0 {
		t.Error("it was never full")
	}
}

// SQLite says no more than that it cannot open, where there is no room for the log.
func TestFolder_ADiskWithoutRoomForTheLogIsFull(t *testing.T) {
	top := disk(t, "size=1m")
	path := filepath.Join(top, fileName)
	if err := createEmpty(path); err != nil {
		t.Fatal(err)
	}
	ballast := filepath.Join(top, "ballast")
	fill(t, ballast, 32<<10)
	if err := tryFile(path); err != nil {
		t.Errorf("with just enough: %v", err)
	}
	fill(t, ballast, 28<<10)
	if err := tryFile(path); !errors.Is(KindOf(err), ErrFull) {
		t.Errorf("with less: %v", err)
	}
	if left, err := os.ReadDir(top); err != nil || len(left) != 2 {
		t.Errorf("it leaves %v, %v", left, err)
	}
}

func TestAFullDiskIsToldAtTheFirstStart(t *testing.T) {
	top := disk(t, "size=1m")
	for free := 0; free < 900<<10; free += 16 << 10 {
		fill(t, filepath.Join(top, "ballast"), free)
		dir := filepath.Join(top, fmt.Sprint("data", free))
		s, err := Open(t.Context(), dir)
		if err == nil {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			return
		}
		if !errors.Is(err, ErrFull) {
			t.Errorf("with %d bytes: %v", free, err)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	t.Error("it never fits")
}

// fill leaves so many bytes of a disk free.
func fill(t *testing.T, path string, free int) {
	t.Helper()
	if err := removeIfThere(path); err != nil {
		t.Fatal(err)
	}
	var s syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(path), &s); err != nil {
		t.Fatal(err)
	}
	if size := int(s.Bavail)*int(s.Bsize) - free; size > 0 {
		if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestI2_AFullDiskDuringAnImportLeavesEverything imports on disks of every size up to where
// the import and the copy before it fit.
func TestI2_AFullDiskDuringAnImportLeavesEverything(t *testing.T) {
	top := disk(t, "size=4m")
	dir := filepath.Join(top, "data")
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	edit(t, s, directory.ImportManual, office)
	plan := planned(mustLoad(t, s), func(d *directory.Directory) {
		for i := range int64(2000) {
			d.Users = append(d.Users, directory.User{ID: d.NextUserID + i, LoginName: fmt.Sprint("u", i), Name: "新しい人"})
		}
	})
	ballast := filepath.Join(top, "ballast")
	state := func() string {
		files, err := os.ReadDir(filepath.Join(dir, backupsName))
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(rows(t, filepath.Join(dir, fileName), allTables...), files)
	}
	before := state()
	copying, writing := 0, 0
	for free := 0; ; free += 32 << 10 {
		fill(t, ballast, free)
		_, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual})
		if err == nil {
			break
		}
		if !errors.Is(err, ErrFull) {
			t.Fatalf("with %d bytes: %v", free, err)
		}
		if strings.Contains(err.Error(), "copy the directory") {
			copying++
		} else {
			writing++
		}
		if after := state(); after != before {
			t.Fatalf("with %d bytes, before\n%s\nafter\n%s", free, before, after)
		}
	}
	if copying == 0 || writing == 0 {
		t.Errorf("the disk was full %d times while copying, %d while writing", copying, writing)
	}
	if d := mustLoad(t, s); len(d.Users) != 2003 {
		t.Errorf("%d users", len(d.Users))
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
}

// TestAFileForAPersonIsWholeOrNotThereOnAFullDisk writes one where there is no room for it.
func TestAFileForAPersonIsWholeOrNotThereOnAFullDisk(t *testing.T) {
	top, data := disk(t, "size=1m"), closed(t)
	path := filepath.Join(top, "users.csv")
	fill(t, filepath.Join(top, "ballast"), 64<<10)
	if err := os.WriteFile(path, []byte("older"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := WriteFile(data, path, func(w io.Writer) error {
		_, err := w.Write(make([]byte, 128<<10))
		return err
	})
	if !errors.Is(err, ErrFull) {
		t.Errorf("got %v", err)
	}
	files, err := os.ReadDir(top)
	if err != nil || len(files) != 2 || string(read(t, path)) != "older" {
		t.Errorf("it leaves %v, %v", files, err)
	}
}

func TestAReadOnlyMediumIsTold(t *testing.T) {
	office := closed(t)
	top := disk(t, "size=4m")
	dir := filepath.Join(top, "data")
	if err := os.CopyFS(dir, os.DirFS(office)); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("", top, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dir); !errors.Is(err, ErrMedium) {
		t.Errorf("got %v", err)
	}
	if _, err := Open(t.Context(), filepath.Join(top, "new")); !errors.Is(err, ErrMedium) {
		t.Errorf("a new one: %v", err)
	}
}

// A path from where one stands leads nowhere, once the folder is gone where one stood.
func TestFolder_WhereOneStandsMayBeGone(t *testing.T) {
	here := filepath.Join(t.TempDir(), "here")
	if err := os.Mkdir(here, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Chdir(here)
	if err := os.Remove(here); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	nowhere := func(aside string, err error) error {
		if aside != "" {
			t.Errorf("put aside: %q", aside)
		}
		return err
	}
	for doing, do := range map[string]func() error{
		"look into data":                        func() error { return CheckFolder("data") },
		"look for copies":                       func() error { _, err := Backups("data"); return err },
		"look at the damaged directory in data": func() error { _, err := Examine(ctx, "data"); return err },
		"restore copy":                          func() error { return nowhere(Restore(ctx, "data", Backup{Path: "copy"}, "")) },
		"repair the directory in data":          func() error { return nowhere(Repair(ctx, "data", func(Salvage) string { return "" })) },
		"begin a new directory in data":         func() error { return nowhere(StartAnew(ctx, "data", "")) },
		"open the directory in data":            func() error { _, err := Open(ctx, "data"); return err },
		"read the directory in data":            func() error { _, err := OpenReadOnly(ctx, "data"); return err },
		"write file":                            func() error { return WriteFile("data", "file", nil) },
	} {
		want := doing + ": the file or its folder is not there any more: getwd: no such file or directory"
		if err := do(); fmt.Sprint(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

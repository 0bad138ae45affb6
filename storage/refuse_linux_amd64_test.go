package storage

import (
	"cmp"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A child process is traced, so that the system refuses what is asked of it about a file:
// the only way to have each call fail that SQLite makes, and none of ours left out.

// refusal is how one kind of call is refused.
type refusal struct {
	name  string
	error unix.Errno
	path  int  // the argument that is a path, from 1; 0: none
	fd    int  // the argument that is a descriptor, from 1; 0: none
	done  bool // it has been done all the same
}

// refusals are by the number of the call.
var refusals = map[uint64]refusal{
	unix.SYS_OPEN:            {name: "open", error: unix.EACCES, path: 1},
	unix.SYS_OPENAT:          {name: "open", error: unix.EACCES, path: 2},
	unix.SYS_READ:            {name: "read", error: unix.EIO, fd: 1},
	unix.SYS_PREAD64:         {name: "read", error: unix.EIO, fd: 1},
	unix.SYS_WRITE:           {name: "write", error: unix.ENOSPC, fd: 1},
	unix.SYS_PWRITE64:        {name: "write", error: unix.ENOSPC, fd: 1},
	unix.SYS_COPY_FILE_RANGE: {name: "copy", error: unix.ENOSPC, fd: 3},
	unix.SYS_SENDFILE:        {name: "copy", error: unix.ENOSPC, fd: 1},
	unix.SYS_FTRUNCATE:       {name: "truncate", error: unix.ENOSPC, fd: 1},
	unix.SYS_FALLOCATE:       {name: "allocate", error: unix.ENOSPC, fd: 1},
	unix.SYS_FSYNC:           {name: "sync", error: unix.EIO, fd: 1},
	unix.SYS_FDATASYNC:       {name: "sync", error: unix.EIO, fd: 1},
	unix.SYS_CLOSE:           {name: "close", error: unix.EIO, fd: 1, done: true},
	unix.SYS_FSTAT:           {name: "stat", error: unix.EIO, fd: 1},
	unix.SYS_STAT:            {name: "stat", error: unix.EIO, path: 1},
	unix.SYS_LSTAT:           {name: "stat", error: unix.EIO, path: 1},
	unix.SYS_NEWFSTATAT:      {name: "stat", error: unix.EIO, path: 2},
	unix.SYS_ACCESS:          {name: "access", error: unix.EIO, path: 1},
	unix.SYS_GETDENTS64:      {name: "list", error: unix.EIO, fd: 1},
	unix.SYS_FLOCK:           {name: "lock", error: unix.ENOLCK, fd: 1},
	unix.SYS_FCNTL:           {name: "lock", error: unix.ENOLCK, fd: 1},
	unix.SYS_MMAP:            {name: "map", error: unix.ENOMEM, fd: 5},
	unix.SYS_MKDIR:           {name: "mkdir", error: unix.ENOSPC, path: 1},
	unix.SYS_MKDIRAT:         {name: "mkdir", error: unix.ENOSPC, path: 2},
	unix.SYS_RENAME:          {name: "rename", error: unix.EIO, path: 1},
	unix.SYS_RENAMEAT:        {name: "rename", error: unix.EIO, path: 2},
	unix.SYS_RENAMEAT2:       {name: "rename", error: unix.EIO, path: 2},
	unix.SYS_LINK:            {name: "link", error: unix.EPERM, path: 1},
	unix.SYS_LINKAT:          {name: "link", error: unix.EPERM, path: 2},
	unix.SYS_UNLINK:          {name: "remove", error: unix.EIO, path: 1},
	unix.SYS_UNLINKAT:        {name: "remove", error: unix.EIO, path: 2},
	unix.SYS_RMDIR:           {name: "remove", error: unix.EIO, path: 1},
	unix.SYS_CHMOD:           {name: "chmod", error: unix.EPERM, path: 1},
	unix.SYS_FCHMOD:          {name: "chmod", error: unix.EPERM, fd: 1},
	unix.SYS_FCHMODAT:        {name: "chmod", error: unix.EPERM, path: 2},
}

// saboteur refuses, between two marks that the child sets, the first call that it has not
// refused yet.
type saboteur struct {
	top   string          // what is not below it is left alone
	word  string          // where the child reads what was refused
	times int             // how often the same kind of call on the same kind of file
	every int             // of all these, only each so many-th
	tried map[string]bool // by that

	armed   bool
	met     map[string]int     // since it was armed
	refused map[int]unix.Errno // calls under way that are done all the same, by thread
}

// mark is what the child asks for where it arms the saboteur, and where it disarms it.
func mark(word, what string) { _, _ = os.Lstat(word + "." + what) }

// submit lets the tracer of this process see its calls about files.
func submit() error {
	filter := []unix.SockFilter{{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS}} // the number of the call
	for number := range maps.Keys(refusals) {
		filter = append(filter,
			unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: uint32(number), Jf: 1},
			unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_TRACE})
	}
	filter = append(filter, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW})
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	_, _, failed := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&program)))
	if failed != 0 {
		return failed
	}
	return nil
}

// refuseInTurn runs a test program, and says how it ended.
func refuseInTurn(t *testing.T, cmd *exec.Cmd, s *saboteur) (ended unix.WaitStatus) {
	t.Helper()
	runtime.LockOSThread() // who begins to trace is the one who does
	defer runtime.UnlockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true, Pdeathsig: unix.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Skip("needs to trace a process: ", err)
	}
	pid := cmd.Process.Pid
	defer cmd.Process.Release()
	if _, err := unix.Wait4(pid, &ended, 0, nil); err != nil {
		t.Fatal(err)
	}
	if err := unix.PtraceSetOptions(pid, unix.PTRACE_O_TRACESYSGOOD|unix.PTRACE_O_TRACECLONE|unix.PTRACE_O_TRACESECCOMP|unix.PTRACE_O_EXITKILL); err != nil {
		_ = cmd.Process.Kill()
		t.Skip("needs to be told of calls: ", err)
	}
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	s.tried, s.refused = map[string]bool{}, map[int]unix.Errno{}
	for thread, signal := pid, 0; ; {
		resume := unix.PtraceCont
		if _, watched := s.refused[thread]; watched {
			resume = unix.PtraceSyscall // until the call returns
		}
		if err := ofTheLiving(resume(thread, signal)); err != nil {
			t.Fatal(err)
		}
		signal = 0
		if thread, err = unix.Wait4(-1, &ended, unix.WALL|unix.WNOTHREAD, nil); err != nil {
			t.Fatal(err)
		}
		switch {
		case !ended.Stopped():
			if thread == pid {
				return ended
			}
		case ended.TrapCause() == unix.PTRACE_EVENT_SECCOMP:
			err = ofTheLiving(s.called(pid, thread, memory))
		case ended.StopSignal() == unix.SIGTRAP|0x80:
			err = ofTheLiving(s.returns(thread))
		case ended.StopSignal() != unix.SIGTRAP && ended.StopSignal() != unix.SIGSTOP:
			signal = int(ended.StopSignal())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// ofTheLiving is err, unless the thread has ended meanwhile.
func ofTheLiving(err error) error {
	if errors.Is(err, unix.ESRCH) {
		return nil
	}
	return err
}

// called is told of a call before it is done.
func (s *saboteur) called(pid, thread int, memory *os.File) error {
	var registers unix.PtraceRegs
	if err := unix.PtraceGetRegs(thread, &registers); err != nil {
		return err
	}
	r := refusals[registers.Orig_rax]
	arguments := [...]uint64{0, registers.Rdi, registers.Rsi, registers.Rdx, registers.R10, registers.R8}
	switch registers.Orig_rax { // what gives back a lock cannot fail where it could be had
	case unix.SYS_FCNTL:
		var kind [2]byte
		if registers.Rsi != unix.F_SETLK {
			return nil
		}
		if _, err := memory.ReadAt(kind[:], int64(registers.Rdx)); err != nil || kind[0] == unix.F_UNLCK {
			return err
		}
	case unix.SYS_FLOCK:
		if registers.Rsi == unix.LOCK_UN {
			return nil
		}
	}
	var path string
	if r.path > 0 {
		path = textAt(memory, arguments[r.path])
	} else {
		path, _ = os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", pid, int32(arguments[r.fd])))
	}
	switch path {
	case s.word + ".begin":
		s.armed, s.met = true, map[string]int{}
	case s.word + ".end":
		s.armed = false
	}
	below, err := filepath.Rel(s.top, path)
	if !s.armed || err != nil || !filepath.IsLocal(below) {
		return nil
	}
	what := r.name + " " + kindOfName(below)
	s.met[what]++
	which := fmt.Sprintf("%s (%d)", what, s.met[what])
	if s.met[what] > s.times || s.tried[which] {
		return nil
	}
	s.tried[which] = true
	if r.name != "link" && crc32.ChecksumIEEE([]byte(which))%uint32(s.every) != 0 { // links are few
		return nil
	}
	s.armed = false
	if r.done {
		s.refused[thread] = r.error
	} else {
		registers.Orig_rax, registers.Rax = ^uint64(0), -uint64(r.error)
		if err := unix.PtraceSetRegs(thread, &registers); err != nil {
			return err
		}
	}
	return os.WriteFile(s.word, []byte(which), 0o600)
}

// returns is told of the end of a call that fails although it was done.
func (s *saboteur) returns(thread int) error {
	failure, watched := s.refused[thread]
	if !watched {
		return nil
	}
	delete(s.refused, thread)
	var registers unix.PtraceRegs
	if err := unix.PtraceGetRegs(thread, &registers); err != nil {
		return err
	}
	registers.Rax = -uint64(failure)
	return unix.PtraceSetRegs(thread, &registers)
}

var madeUp = regexp.MustCompile(`\d[\d.TZ]*`)

// kindOfName is a path without what is another each time.
func kindOfName(path string) string { return madeUp.ReplaceAllString(path, "#") }

// textAt is a text of C's in the child.
func textAt(memory *os.File, at uint64) string {
	var text [4096]byte
	n, _ := memory.ReadAt(text[:], int64(at))
	found, _, _ := strings.Cut(string(text[:n]), "\x00")
	return cmp.Or(found, "?")
}

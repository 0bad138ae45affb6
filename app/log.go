package app

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"

	"gopkg.in/natefinch/lumberjack.v2"
)

// logFile is anpisync.log, rotated so that it never fills a disk. A GUI program on
// Windows has no standard error: this file is where a failure can be read up.
type logFile struct {
	*slog.Logger
	file io.Closer
}

func openLog(dir string) *logFile {
	path := filepath.Join(dir, "anpisync.log")
	// lumberjack appends to a file that it finds. To one that it makes it writes from where it
	// was, over the lines of another process, such as the first import of the scheduler's while
	// the first window is open. So the first is made here; one that takes the place of a full one
	// is still its own. Where this fails, so does writing, and the import goes on.
	if f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600); err == nil {
		_ = f.Close()
	}
	file := &lumberjack.Logger{
		Filename:   path,
		MaxSize:    2, // megabytes
		MaxBackups: 3,
		LocalTime:  true,
	}
	return &logFile{Logger: slog.New(slog.NewTextHandler(file, &slog.HandlerOptions{ReplaceAttr: impersonal})), file: file}
}

// address is an address, also as it stands in a URL.
var address = regexp.MustCompile("[^\\s\"'`<>(),;:=?&/「」]+(?:@|%40)[^\\s\"'`<>(),;:=?&/「」]+")

// impersonal takes the addresses out of what is logged. Errors of ours have none, but a
// server or a system may repeat what it was told.
func impersonal(_ []string, a slog.Attr) slog.Attr {
	if _, isError := a.Value.Any().(error); a.Value.Kind() != slog.KindString && !isError {
		return a
	}
	return slog.String(a.Key, address.ReplaceAllLiteralString(a.Value.String(), "…@…"))
}

// Close lets the file go.
func (l *logFile) Close() error { return l.file.Close() }

// KeepCrashes makes the runtime write a crash of any goroutine to a file beside the
// log, where the next start or a person finds it.
func (a *App) KeepCrashes() error {
	f, err := os.OpenFile(filepath.Join(a.dir, "crash.log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(debug.SetCrashOutput(f, debug.CrashOptions{}), f.Close())
}

package app

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
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
	file := &lumberjack.Logger{
		Filename:   filepath.Join(dir, "anpisync.log"),
		MaxSize:    2, // megabytes
		MaxBackups: 3,
		LocalTime:  true,
	}
	return &logFile{Logger: slog.New(slog.NewTextHandler(file, nil)), file: file}
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

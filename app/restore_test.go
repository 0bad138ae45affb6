package app_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"anpisync/app"
	"anpisync/app/message"
	"anpisync/app/process"
	"anpisync/cybozu/cybozutest"
)

// lose closes the program and does something to its file.
func (of *office) lose(how func(path string) error) {
	of.t.Helper()
	if err := of.Close(); err != nil {
		of.t.Fatal(err)
	}
	if err := how(filepath.Join(of.dir, "directory.db")); err != nil {
		of.t.Fatal(err)
	}
}

// copies are those in the data folder with what they hold, the newest first.
func (of *office) copies() (all []app.Backup, hold []app.Contents) {
	of.t.Helper()
	remains, err := app.Examine(context.Background(), of.dir)
	if err != nil {
		of.t.Fatal(err)
	}
	for _, b := range remains.Backups {
		c, err := app.InspectBackup(context.Background(), b)
		if err != nil {
			of.t.Fatal(err)
		}
		hold = append(hold, c)
	}
	return remains.Backups, hold
}

func TestRestore_TheFirstImportAloneCanBeBroughtBack(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	want := recordsOf(of.stored())
	for name, how := range map[string]func(path string) error{
		"gone":     os.Remove,
		"one byte": func(path string) error { return os.Truncate(path, 1) },
		"no schema": func(path string) error {
			content, err := os.ReadFile(path)
			clear(content[:min(4096, len(content))])
			if err == nil {
				err = os.WriteFile(path, content, 0o600)
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			of.lose(how)
			var out bytes.Buffer
			err := app.ImportIn(context.Background(), of.options(false, of.server.Transport()), of.server.Host(), &out)
			if !app.IsDamaged(err) || out.Len() > 0 {
				t.Fatalf("an import without a person goes on: %v, %q", err, out.String())
			}
			if text := message.Of(err); !strings.Contains(text.Advice, "案内に従って") {
				t.Errorf("it says %q", text)
			}
			copies, hold := of.copies()
			if hold[0].Users == 0 || hold[0].LastImport.IsZero() {
				t.Fatalf("the newest copy holds %+v", hold[0])
			}
			done, err := app.Restore(context.Background(), of.dir, copies[0])
			if err != nil {
				t.Fatal(err)
			}
			of.App = of.open(false)
			if got := recordsOf(of.stored()); strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("got %q, want %q", got, want)
			}
			if line := of.lines()[0]; line.Message != done || done != message.Restored(copies[0]) {
				t.Errorf("the history says %+v", line)
			}
		})
	}
}

func TestRestore_ADayOfEditsIsInACopy(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	copies, _ := of.copies()
	yesterday := copies[0].Path // as if it were of another day
	if err := os.Rename(yesterday, filepath.Join(filepath.Dir(yesterday), "20200101T000000Z"+yesterday[strings.Index(yesterday, "-import-"):])); err != nil {
		t.Fatal(err)
	}
	year, month, day := time.Now().Date()
	synctest.Test(t, func(t *testing.T) { // where no midnight comes between the two
		time.Sleep(time.Until(time.Date(year, month, day+1, 12, 0, 0, 0, time.Local)))
		of.editMemo("鍵の担当")
		of.editMemo("鍵の当番")
	})
	copies, hold := of.copies()
	if len(copies) != 3 || hold[0].LastEdit.IsZero() || !hold[1].LastEdit.IsZero() {
		t.Errorf("%v hold %+v", copies, hold)
	}
}

func TestRestore_ACopyIsMadeOfWhatWasTakenOver(t *testing.T) {
	from := settled(t, cybozutest.Sample())
	path := from.archive()
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	of.runImport()
	of.takeOver(path)
	want, err := of.Contents(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, hold := of.copies(); hold[0] != want {
		t.Errorf("the newest copy holds %+v, want %+v", hold[0], want)
	}
}

func TestRestore_ADataFolderMayBeNamedFromWhereOneStands(t *testing.T) {
	of := newOffice(t, cybozutest.Manual(), cybozutest.Options{})
	t.Chdir(filepath.Dir(of.dir))
	full, err := process.DataDir(filepath.Base(of.dir))
	if err != nil || full != of.dir {
		t.Errorf("%q, %v", full, err)
	}
	o := of.options(true, of.server.Transport())
	o.Dir = filepath.Base(of.dir)
	a, err := app.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if a.Dir() != of.dir {
		t.Errorf("the folder is %q", a.Dir())
	}
}

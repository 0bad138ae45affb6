package views

import (
	"os"
	"runtime"
	"strings"
	"testing"

	"anpisync/cybozu/cybozutest"
)

func TestADataFolderThatOthersMayOpenIsTold(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the modes of files say nothing there")
	}
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	if err := os.Chmod(s.app.Dir(), 0o700); err != nil {
		t.Fatal(err)
	}
	s.worry()
	s.settle()
	if s.layers.Busy() {
		t.Fatalf("without a cause it says %q", s.dialogs())
	}
	if err := os.Chmod(s.app.Dir(), 0o777); err != nil {
		t.Fatal(err)
	}
	s.worry()
	s.settle()
	if !strings.Contains(s.dialogs(), "ほかのユーザーも開けます") || !strings.Contains(s.dialogs(), s.app.Dir()) {
		t.Fatalf("it says %q", s.dialogs())
	}
	s.dialogButton("自分だけが開けるようにする").Tapped(nil)
	s.settle()
	if info, err := os.Stat(s.app.Dir()); err != nil || info.Mode().Perm() != 0o700 || s.layers.Busy() {
		t.Errorf("it has %v, %v; %q", info.Mode(), err, s.dialogs())
	}

	if err := os.Chmod(s.app.Dir(), 0o755); err != nil {
		t.Fatal(err)
	}
	s.worry()
	s.settle()
	s.dialogButton("このままにする").Tapped(nil)
	s.settle()
	s.worry()
	s.settle()
	if info, err := os.Stat(s.app.Dir()); err != nil || info.Mode().Perm() != 0o755 || s.layers.Busy() {
		t.Errorf("it has %v, %v, and asks again: %q", info.Mode(), err, s.dialogs())
	}
}

package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"anpisync/app/edit"
	"anpisync/reconcile/directory"
)

// The window is open for the first time, and the scheduler imports.
func TestLog_OfTwoProcessesEveryLineStays(t *testing.T) {
	dir := t.TempDir()
	window, scheduled := openLog(dir), openLog(dir)
	for i, log := range []*logFile{window, scheduled, window, scheduled} {
		log.Info("line", "number", i)
	}
	if err := errors.Join(window.Close(), scheduled.Close()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "anpisync.log"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		if line := fmt.Sprintf("number=%d\n", i); !strings.Contains(string(text), line) {
			t.Errorf("it lacks %q:\n%s", line, text)
		}
	}
}

func TestAddressesDoNotGoToTheLog(t *testing.T) {
	dir := t.TempDir()
	log := openLog(dir)
	log.Error("window", "error", fmt.Errorf("GET https://sub.cybozu.com/v1/user/organizations.json?code=taro%%40example.co.jp: broken, <taro@example.co.jp> is twice"))
	log.Error("import", "said", "「花子@例え.jp」と", "error", errors.Join(
		directory.Problems{{Rule: "U10", Kind: directory.ProblemEmailTwice, Subject: "taro@example.co.jp"}},
		&edit.Error{Kind: edit.KindAddress, Field: directory.FieldEmail, Value: "hanako"}))
	log.Info("applied", "domain", "sub.cybozu.com", "count", 3, "error", nil)
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "anpisync.log"))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"taro", "hanako", "花子", "example"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("it has %q:\n%s", secret, text)
		}
	}
	for _, kept := range []string{"https://sub.cybozu.com/v1/user/organizations.json", "U10", "count=3", "domain=sub.cybozu.com", "is twice"} {
		if !strings.Contains(string(text), kept) {
			t.Errorf("it lacks %q:\n%s", kept, text)
		}
	}
}

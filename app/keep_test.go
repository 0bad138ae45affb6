package app_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"anpisync/app"
	"anpisync/app/message"
	"anpisync/cybozu/cybozutest"
	"anpisync/cybozu/kept"
)

// An import that keeps the answers is the same import; who sends them shows nobody.
func TestKeep_AnswersOfAnImportAreInTheFolder(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Sample())
	of.company.Update(func(d *cybozutest.Data) { d.User("yoshida").Phone = "03-9999-8888" })
	for _, dry := range []bool{true, false} {
		dir := filepath.Join(t.TempDir(), "応答", "今日")
		o := of.options(dry, of.server.Transport())
		o.Keep = dir
		var out bytes.Buffer
		if err := app.ImportIn(t.Context(), o, "", &out); err != nil {
			t.Fatal(err)
		}
		answers, err := kept.ReadDir(os.DirFS(dir))
		if err != nil || len(answers) < 5 {
			t.Fatalf("%d answers, %v", len(answers), err)
		}
		if says := message.KeptAnswers(len(answers), dir); !strings.Contains(out.String(), says) || !dry && !strings.Contains(out.String(), "変更 1") {
			t.Errorf("it says %q, want %q", out.String(), says)
		}
		for _, a := range answers {
			for _, word := range []string{"yoshida", "𠮷田", "高橋", "03-9999-8888", cybozutest.Password, "@example.co.jp", "製品設計グループ"} {
				if strings.Contains(string(a.Body)+a.Asked, word) {
					t.Errorf("%s holds %q", a.Name, word)
				}
			}
		}
		if info, err := os.Stat(filepath.Join(dir, answers[0].Name+".txt")); err != nil || runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("the file is open to others: %v, %v", info.Mode(), err)
		}
		of.server.ForgetRequests()
		if err := app.ImportIn(t.Context(), o, "", &out); !errors.Is(err, kept.ErrNotEmpty) || !app.IsUsage(err) || len(of.server.Requests()) > 0 {
			t.Errorf("into a folder that is not empty: %v, %d requests", err, len(of.server.Requests()))
		}
	}
}

// What failed is what one wants to send.
func TestKeep_AnswersOfAnImportThatFailsAreThereToo(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	of.server.Inject(cybozutest.ErrorFault(520, "CB_XX99").On("users.json", 0))
	o := of.options(false, of.server.Transport())
	o.Keep = t.TempDir()
	if err := app.ImportIn(t.Context(), o, "", new(bytes.Buffer)); err == nil {
		t.Fatal("the import succeeded")
	}
	answers, err := kept.ReadDir(os.DirFS(o.Keep))
	if err != nil || len(answers) != 1 || answers[0].Status != 520 || !strings.Contains(string(answers[0].Body), "CB_XX99") {
		t.Errorf("%+v, %v", answers, err)
	}
}

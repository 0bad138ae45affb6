package message

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"anpisync/storage"
)

// TestEveryErrorOfTheSystemHasItsSentence goes through all numbers that the system has. The
// general sentence is left to those that no file leads to.
func TestEveryErrorOfTheSystemHasItsSentence(t *testing.T) {
	general := Of(errors.New("x")).Summary
	said := 0
	for number := range syscall.Errno(20_000) {
		kind := storage.KindOf(number)
		got := Of(&fs.PathError{Op: "open", Path: "/data/directory.db", Err: number})
		if kind == nil {
			continue
		}
		said++
		if got.Summary == general || strings.Contains(got.Summary+got.Advice, "%s") || !saysWhatToDo(got.Advice) {
			t.Errorf("%v: %+v", number, got)
		}
	}
	if said < 30 {
		t.Errorf("%d have a sentence of their own", said)
	}
}

// TestTheAdministratorIsNotSentToOne looks at every sentence of the program: who reads it
// is the administrator, though perhaps not cybozu.com's or the mail server's.
func TestTheAdministratorIsNotSentToOne(t *testing.T) {
	others := strings.NewReplacer("共通管理者に", "", "メールサーバーの管理者に", "")
	looked := 0
	err := filepath.WalkDir("../..", func(path string, e fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING {
				looked++
				if strings.Contains(others.Replace(text.Value), "管理者に") {
					t.Errorf("%s says %s", path, text.Value)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || looked < 1000 {
		t.Errorf("%d sentences, %v", looked, err)
	}
}

func TestEveryConcernHasItsWords(t *testing.T) {
	for name, value := range constants(t, "../../storage", "Concern") {
		if says := Concern(storage.Concern(value)); says.Summary == "" || !saysWhatToDo(says.Advice) {
			t.Errorf("%s: %+v", name, says)
		}
	}
}

package message

import (
	"strings"
	"testing"
)

func TestCatalogue_HoldsEveryKindAndSaysWhatToDo(t *testing.T) {
	for _, of := range []struct {
		folder, kind string
		listed       int
	}{
		{"../csvfile", "ErrorKind", len(lineKinds)},
		{"../edit", "Kind", len(editKinds)},
		{"../../reconcile/directory", "ConflictKind", len(conflictKinds)},
		{"../../reconcile/directory", "GuardKind", len(guardKinds)},
		{"../../cybozu", "Kind", len(remotes)},
	} {
		if n := len(constants(t, of.folder, of.kind)); n != of.listed {
			t.Errorf("%s has %d of %s, the catalogue %d", of.folder, n, of.kind, of.listed)
		}
	}
	said := map[string]bool{}
	for _, g := range Catalogue() {
		if len(g.Texts) == 0 {
			t.Errorf("nothing goes wrong: %s", g.Title)
		}
		for _, text := range g.Texts {
			if said[g.Title+text.Summary] || text.Summary == "" || text.Advice == "" || strings.ContainsAny(text.Summary, "%") && !strings.Contains(text.Summary, "例") {
				t.Errorf("%q, %q", text.Summary, text.Advice)
			}
			said[text.Summary], said[g.Title+text.Summary] = true, true
		}
	}
	for _, manual := range []string{"指定したcybozu.comのURLは存在しません。", "メールアドレス「…」を重複させることはできません。"} {
		if !said[manual] {
			t.Errorf("missing: %s", manual)
		}
	}
}

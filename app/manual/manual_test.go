package manual

import (
	"strings"
	"testing"
)

func TestManual_EveryPartSaysSomethingAndTheQuestionsAreAnswered(t *testing.T) {
	questions := 0
	for _, c := range Chapters() {
		for _, p := range c.Parts {
			if p.Title == "" || p.Text == "" && c.Title != Errors || p.Text != "" && !strings.HasSuffix(p.Text, "。") && !strings.HasSuffix(p.Text, "）。") {
				t.Errorf("%s: %q says %q", c.Title, p.Title, p.Text)
			}
			if strings.HasPrefix(p.Title, "Q") {
				questions++
			}
		}
	}
	if questions != 6 {
		t.Errorf("%d questions, the manual has 6", questions)
	}
}

func TestManual_SearchFindsAnErrorByItsWordsWhateverTheWidth(t *testing.T) {
	found := Search(Chapters(), "ｂａｓｉｃ ｉｐアドレス制限")
	if len(found) == 0 || found[len(found)-1].Title != Errors {
		t.Fatalf("found is %v", found)
	}
	if got := found[len(found)-1].Parts[0].Title; !strings.HasPrefix(got, "cybozu.comでIPアドレス制限") {
		t.Errorf("found is %q", got)
	}
	if whole := Search(Chapters(), "自動同期"); len(whole) == 0 || len(whole) == len(Chapters()) {
		t.Errorf("%d chapters", len(whole))
	}
	if found := Search(Chapters(), "ありえない言葉"); len(found) != 0 {
		t.Errorf("found is %v", found)
	}
}

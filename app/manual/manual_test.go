package manual

import (
	"fmt"
	"strings"
	"testing"

	"anpisync/app/goldentest"
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

// Whoever changes a sentence of 使い方 looks at what it has become. The chapter of the errors
// is what package message says, and is kept there.
func TestManual_ReadsAsInTheFile(t *testing.T) {
	var b strings.Builder
	for _, c := range Chapters() {
		fmt.Fprintf(&b, "# %s\n", c.Title)
		if c.Title == Errors {
			continue
		}
		for _, p := range c.Parts {
			fmt.Fprintf(&b, "\n## %s\n%s\n", p.Title, p.Text)
		}
		b.WriteString("\n")
	}
	goldentest.Compare(t, "testdata/manual.txt", b.String())
}

func TestManual_SearchKeepsAChapterWholeWhereItsTitleSaysIt(t *testing.T) {
	chapters := []Chapter{
		{"自動同期", []Part{{"いつ", "毎朝です。"}, {"どこ", "このPCです。"}}},
		{"名簿", []Part{{"紙", "印刷します。"}, {"自動", "同期のあとです。"}, {"表", "作ります。"}}},
		{"画面", []Part{{"色", "明暗です。"}}},
		{"同期の履歴", nil},
	}
	for query, want := range map[string]string{
		"同期":    "[{自動同期 [{いつ 毎朝です。} {どこ このPCです。}]} {名簿 [{自動 同期のあとです。}]} {同期の履歴 []}]",
		"名簿 同期": "[{名簿 [{自動 同期のあとです。}]}]",
		"色":     "[{画面 [{色 明暗です。}]}]",
	} {
		if got := fmt.Sprint(Search(chapters, query)); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

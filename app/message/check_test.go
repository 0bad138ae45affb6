package message

import (
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

func TestEveryCheckSaysWhyItMattersAndWhereToMendIt(t *testing.T) {
	for name, value := range constants(t, "../../reconcile/directory", "Check") {
		text := Check(directory.Check(value))
		for _, sentence := range []string{text.Meaning, text.Why, text.Mend} {
			if !strings.HasSuffix(sentence, "。") {
				t.Errorf("%s: %q", name, sentence)
			}
		}
		if !strings.Contains(text.Mend, "cybozu.com") && !strings.Contains(text.Mend, "問題なし") {
			t.Errorf("%s does not say where: %s", name, text.Mend)
		}
	}
}

func TestCheckupIsATable(t *testing.T) {
	if lines := Checkup(map[string]int{}); !strings.HasPrefix(lines[len(lines)-1], "部署もユーザーもありません。") {
		t.Errorf("nothing but zeros:\n%s", strings.Join(lines, "\n"))
	}
	lines := Checkup(map[string]int{"users": 1345, "departments": 20, "no_phone": 12, "empty_departments": 3, "accepted": 2})
	for _, want := range []string{
		"ユーザー                    1,345人",
		"部署                           20件",
		"電話番号なし                   12人  メールに返事がないときに、電話で確かめられません。",
		"部署に誰もいない                3件  不要な部署か、所属の登録漏れのおそれがあります。",
		"「問題なし」にした2件は、数えていません。",
	} {
		found := false
		for _, line := range lines {
			found = found || line == want
		}
		if !found {
			t.Errorf("%q is not in\n%s", want, strings.Join(lines, "\n"))
		}
	}
}

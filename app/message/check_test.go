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

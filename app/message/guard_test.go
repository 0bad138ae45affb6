package message

import (
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

func TestI7_GuardNamesTheNumberInWords(t *testing.T) {
	got := Guard(directory.Guard{Kind: directory.GuardUsers, Count: 41, Of: 345, Read: true})
	want := GuardText{
		Headline:    "連携済みユーザーの12%にあたる41人（四十一人）が削除されます。",
		Explanation: "cybozu.comで見えない組織がないか、ログインしているアカウントの権限をご確認ください。",
		Tick:        "41人を削除することを確認しました",
	}
	if got != want {
		t.Errorf("got %+v", got)
	}
	for name, value := range constants(t, "../../reconcile/directory", "GuardKind") {
		g := Guard(directory.Guard{Kind: directory.GuardKind(value), Count: 1234, Of: 5000})
		if !strings.Contains(g.Headline, "千二百三十四") || !strings.Contains(g.Headline, "1,234") {
			t.Errorf("%s: %s", name, g.Headline)
		}
		if g.Tick == "" || g.Explanation == "" {
			t.Errorf("%s: %+v", name, g)
		}
		atCybozu := value == string(directory.GuardOrganizations) || value == string(directory.GuardDomain)
		if strings.Contains(g.Headline+g.Explanation+g.Tick, "cybozu.com") != atCybozu || strings.Contains(g.Headline, "紐付く") {
			t.Errorf("%s of an undo or a file sends to cybozu.com: %+v", name, g)
		}
	}
}

func TestNumbersInWords(t *testing.T) {
	for n, want := range map[int]string{
		0: "〇", 1: "一", 10: "十", 11: "十一", 20: "二十", 41: "四十一", 100: "百", 101: "百一", 110: "百十",
		999: "九百九十九", 1000: "千", 1001: "千一", 3456: "三千四百五十六", 10000: "一万", 10010: "一万十",
		100000: "十万", 12345678: "千二百三十四万五千六百七十八", 100000000: "一億", 210000003: "二億千万三",
	} {
		if got := inWords(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}

func TestNumbersAndParts(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := grouped(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
	for _, c := range []struct {
		n, of int
		want  string
	}{{41, 345, "12%"}, {1, 1000, "1%未満"}, {999, 1000, "99%"}, {5, 5, "100%"}, {1, 8, "13%"}, {3, 0, "100%"}} {
		if got := percent(c.n, c.of); got != c.want {
			t.Errorf("%d of %d: got %s, want %s", c.n, c.of, got, c.want)
		}
	}
}

func TestU14_GuardCallsAHoldAHold(t *testing.T) {
	for held, want := range map[int][2]string{
		0:  {"が削除されます。", "41人を削除する"},
		40: {"が削除または保留されます（うち保留40人）。", "41人を削除または保留する"},
		41: {"が保留されます。", "41人を保留する"},
	} {
		got := Guard(directory.Guard{Kind: directory.GuardUsers, Count: 41, Held: held, Of: 345, Read: true})
		if !strings.HasSuffix(got.Headline, want[0]) || !strings.HasPrefix(got.Tick, want[1]) {
			t.Errorf("%d held: %+v", held, got)
		}
	}
}

package message

import (
	"strings"
	"testing"
	"time"
)

func TestTokenEndIsADayAndHowManyAreLeft(t *testing.T) {
	now := time.Date(2026, 11, 25, 10, 0, 0, 0, time.FixedZone("JST", 9*60*60))
	for end, want := range map[time.Time]string{
		now.AddDate(0, 0, 12):       "2026-12-07（あと12日）",
		now.AddDate(4, 0, 0):        "2030-11-25（あと1,461日）",
		now.Add(time.Hour):          "2026-11-25（今日まで）",
		now.Add(-time.Hour):         "2026-11-25（期限切れ）",
		now.AddDate(0, 0, -1).UTC(): "2026-11-24（期限切れ）",
	} {
		if got := TokenEnd(end, now); got != want {
			t.Errorf("%v: %q, want %q", end, got, want)
		}
		text := TokenEnding(end, now)
		if !strings.Contains(text.Summary, want) || !saysWhatToDo(text.Advice) {
			t.Errorf("%v: %q", end, text.Line())
		}
	}
}

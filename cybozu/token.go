package cybozu

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"strings"
	"time"
)

// tokenKind begins every API token of cybozu.com; a JSON Web Token follows.
const tokenKind = "cy.s.api1."

// TokenEnd is when an API token ends, by what it says of itself: nothing of it is
// verified. It is the zero time where it says nothing.
func TokenEnd(token string) time.Time {
	jwt, ours := strings.CutPrefix(strings.TrimSpace(token), tokenKind)
	parts := strings.Split(jwt, ".")
	if !ours || len(parts) != 3 {
		return time.Time{}
	}
	claims, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return time.Time{}
	}
	var said struct {
		End float64 `json:"exp"` // seconds since 1970
	}
	if json.Unmarshal(claims, &said) != nil || said.End <= 0 || said.End > math.MaxUint32 {
		return time.Time{}
	}
	return time.Unix(int64(said.End), 0)
}

// DaysLeft is how many days a calendar shows from now to the end, in the zone of now:
// 0 on its last day, less once it is over.
func DaysLeft(end, now time.Time) int {
	day := func(t time.Time) time.Time {
		year, month, day := t.In(now.Location()).Date()
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	return int(day(end).Sub(day(now)).Hours() / 24)
}

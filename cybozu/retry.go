package cybozu

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

const (
	firstPause  = 500 * time.Millisecond
	longestWish = time.Minute // what a server may ask for; beyond, it might as well be down
)

// pause is how long to wait after a failed try: twice as long each time, a random part
// of it so that requests that failed together do not come back together, and not less
// than the server wishes.
func pause(try int, wish time.Duration) time.Duration {
	most := firstPause << (try - 1)
	return max(most/2+rand.N(most/2+1), min(wish, longestWish))
}

// retryAfter is the server's wish, in seconds or as a point in time, 0 without one. A
// point in time is taken by the server's own clock.
func retryAfter(h http.Header) time.Duration {
	wish := h.Get("Retry-After")
	if seconds, err := strconv.ParseUint(wish, 10, 16); err == nil {
		return time.Duration(seconds) * time.Second
	}
	until, err := http.ParseTime(wish)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return max(0, until.Sub(now))
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

package cybozutest_test

import (
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"anpisync/cybozu/cybozutest"
)

// At a port of the machine a bubble's time would stand still for good.
func TestServer_InABubbleTimePassesWhileItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := cybozutest.NewServer(cybozutest.Manual(), cybozutest.Options{Pipes: true})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		client := http.Client{Transport: s.Transport()}
		for range 2 {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+s.Host()+"/v1/users.json", nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := client.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.Body.Close() != nil || answer.StatusCode != http.StatusUnauthorized {
				t.Errorf("%v, it answers with %s", err, answer.Status)
			}
			time.Sleep(time.Hour)
		}
	})
}

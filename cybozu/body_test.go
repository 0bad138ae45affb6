package cybozu

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// tardy is a server in a bubble of time that lets itself be waited for.
type tardy struct {
	answer, piece time.Duration // before it answers, and before each KiB of the body
	pieces        int
	status        int
	requests      []context.Context
	open          int // bodies that nobody has closed
}

func (s *tardy) RoundTrip(r *http.Request) (*http.Response, error) {
	s.requests = append(s.requests, r.Context())
	if err := sleep(r.Context(), s.answer); err != nil {
		return nil, err
	}
	s.open++
	return &http.Response{StatusCode: s.status, Header: http.Header{"Content-Type": {"application/json"}}, Body: &slowly{of: s, ctx: r.Context(), left: s.pieces}, Request: r}, nil
}

type slowly struct {
	of   *tardy
	ctx  context.Context
	left int
}

func (s *slowly) Read(p []byte) (int, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	if err := sleep(s.ctx, s.of.piece); err != nil {
		return 0, err
	}
	s.left--
	return copy(p, bytes.Repeat([]byte(" "), leastPace)), nil
}

func (s *slowly) Close() error {
	s.of.open--
	return nil
}

// How long it takes here is nothing that the server is blamed for.
func TestAServerIsWaitedForAsLongAsItIsSilentAlone(t *testing.T) {
	const stall = time.Second
	for _, c := range []struct {
		name     string
		server   tardy
		decoding time.Duration // of each KiB
		want     Kind          // "": it is read
		tries    int
	}{
		{"nearly too long each time", tardy{answer: 999 * time.Millisecond, piece: 999 * time.Millisecond, pieces: 5, status: 200}, 0, "", 1},
		{"while decoding takes long", tardy{answer: 999 * time.Millisecond, piece: 999 * time.Millisecond, pieces: 5, status: 200}, time.Minute, "", 1},
		{"before its answer", tardy{answer: 1001 * time.Millisecond, status: 200}, 0, KindTimeout, 2},
		{"within it", tardy{piece: 1001 * time.Millisecond, pieces: 1, status: 200}, 0, KindTimeout, 2},
		{"within a refusal", tardy{piece: 1001 * time.Millisecond, pieces: 1, status: 403}, 0, KindTimeout, 2},
		{"a refusal", tardy{piece: time.Millisecond, pieces: 1, status: 403}, 0, KindPermission, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := c.server
				pauses := 0
				client, err := NewClient("example.cybozu.com", Credentials{Login: "a", Password: "b"}, Options{
					Transport: &server, Stall: stall, Wait: func(context.Context, time.Duration) error { pauses++; return nil },
				})
				if err != nil {
					t.Fatal(err)
				}
				err = client.get(t.Context(), usersEndpoint, nil, func(r io.Reader) error {
					piece := make([]byte, leastPace)
					for {
						if _, err := r.Read(piece); err == io.EOF {
							return nil
						} else if err != nil {
							return err
						}
						time.Sleep(c.decoding)
					}
				})
				var failed *Error
				if errors.As(err, &failed) != (c.want != "") || failed != nil && failed.Kind != c.want {
					t.Errorf("%v, want %q", err, c.want)
				}
				if len(server.requests) != c.tries || pauses != c.tries-1 || server.open != 0 {
					t.Errorf("%d requests and %d pauses, %d answers left open, want %d requests", len(server.requests), pauses, server.open, c.tries)
				}
				for _, ctx := range server.requests {
					if ctx.Err() == nil {
						t.Error("a request goes on that is over")
					}
				}
			})
		})
	}
}

// An answer that does not end is left where no more is believed.
func TestABodyEndsWhereNoneIsBelieved(t *testing.T) {
	for size, want := range map[int]error{9: nil, 11: errTooLarge} {
		_, watch := watchSilence(t.Context(), time.Hour)
		b := &body{from: bytes.NewReader(make([]byte, size)), watch: watch, left: 10}
		got, err := io.ReadAll(b)
		watch.end()
		if !errors.Is(err, want) || len(got) != min(size, 10) || b.broken != nil {
			t.Errorf("%d bytes: %d are read, %v, %v", size, len(got), err, b.broken)
		}
	}
}

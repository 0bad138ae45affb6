package cybozu

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// repeated is a text that comes again and again, up to a number of bytes.
type repeated struct {
	text string
	at   int
	left int
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), r.left)], r.text[r.at:])
	r.at = (r.at + n) % len(r.text)
	r.left -= n
	return n, nil
}

// TestAHostileExportIsRefusedInLittleMemory gives the export as many bytes as an answer
// may have, in the shapes that cost a reader of CSV most.
func TestAHostileExportIsRefusedInLittleMemory(t *testing.T) {
	for name, text := range map[string]string{
		"one row of commas":             ",",
		"one row of fields":             "a,",
		"one quoted field":              "a\n",
		"one row without an end":        "a",
		"rows without an end of fields": strings.Repeat("a,", maxFields) + "a\n",
		"more rows than people":         "a\n",
		"rows of empty fields":          "a" + strings.Repeat(",", 1000) + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			first := ""
			if name == "one quoted field" {
				first = `"`
			}
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			got, err := decodeExport(io.MultiReader(strings.NewReader(first), &repeated{text: text, left: maxCSV}))
			runtime.ReadMemStats(&after)
			if err == nil {
				t.Errorf("%d rows were believed", len(got))
			}
			if cost := (int64(after.HeapSys) - int64(before.HeapSys)) >> 20; cost > 400 {
				t.Errorf("it cost %d MiB", cost)
			} else {
				t.Logf("%d MiB, %v", cost, err)
			}
		})
	}
}

func TestAnExportOfALargeOfficeIsBelieved(t *testing.T) {
	var all bytes.Buffer
	row := strings.Repeat(",organization,title", 200) + strings.Repeat(",", 100) + "\r\n"
	for i := range 10_000 {
		fmt.Fprint(&all, "login", i, row)
	}
	rows, err := decodeExport(&all)
	if err != nil || len(rows) != 10_000 || len(rows[9_999]) != 501 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

func TestAListWithoutAnEndIsRefused(t *testing.T) {
	asked := 0
	endless := pages[ID]{
		read: func(_ context.Context, offset int) ([]ID, error) {
			if asked = max(asked, offset); offset > 2*maxRecords {
				return nil, errors.New("it went on")
			}
			page := make([]ID, pageSize)
			for i := range page {
				page[i] = ID(offset + i + 1)
			}
			return page, nil
		},
		id:     func(id ID) ID { return id },
		ahead:  1,
		strict: true,
	}
	if _, err := endless.all(t.Context()); !errors.Is(err, errTooMany) {
		t.Errorf("got %v", err)
	}
}

func TestMembershipsWithoutAnEndAreRefused(t *testing.T) {
	r, err := newRoster(&Snapshot{Users: []User{{ID: 1, Code: "a"}}, Organizations: []Organization{{ID: 1, Code: "b"}}})
	if err != nil {
		t.Fatal(err)
	}
	for range maxMemberships {
		r.add(1, 1)
		r.add(2, 1) // is in no list
	}
	if n := len(r.Users[0].Organizations) + len(r.unlistedUsers); n > maxMemberships {
		t.Errorf("%d are kept", n)
	}
	if err := (&fetch{}).tellHidden(t.Context(), r); !errors.Is(err, errTooMany) {
		t.Errorf("got %v", err)
	}
}

// How many requests may be under way: one, then ten, half as many each time that it is too
// much, and one more after as many successes as say that it is not any more.
func TestGate_OpensShutsByHalvesAndRecovers(t *testing.T) {
	g := newGate()
	pass := func(n int, o outcome) {
		t.Helper()
		for range n {
			era, err := g.enter(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			g.leave(era, o, nil)
		}
	}
	limit := func(want int) {
		t.Helper()
		if g.limit != want {
			t.Errorf("%d at once, want %d", g.limit, want)
		}
	}
	limit(1)
	pass(1, nothing)
	limit(1)
	pass(1, success)
	limit(10)
	pass(100, success)
	limit(10)
	pass(1, tooMany)
	limit(5)
	pass(19, success)
	limit(5)
	pass(1, success)
	limit(6)
	pass(23, success)
	limit(6)
	pass(1, success)
	limit(7)
	pass(3, success)
	pass(1, tooMany) // what was counted is void
	limit(3)
	pass(11, success)
	limit(3)
	pass(1, success)
	limit(4)
	pass(4, tooMany)
	limit(1)
	pass(swift-g.entered-1, success)
	limit(10)
	pass(1, success)
	limit(4)
	pass(100, success)
	limit(4)
}

// Those that are under way together say once that it is too much.
func TestGate_ShutsOnceForThoseThatAreUnderWayTogether(t *testing.T) {
	g := newGate()
	era, _ := g.enter(t.Context())
	g.leave(era, success, nil)
	first, _ := g.enter(t.Context())
	second, _ := g.enter(t.Context())
	g.leave(first, tooMany, nil)
	g.leave(second, tooMany, nil)
	if g.limit != 5 || g.inside != 0 {
		t.Errorf("%d at once, %d inside", g.limit, g.inside)
	}
}

// Who waits for a place is let go when nobody waits for the answer any more, or when the
// account is refused meanwhile.
func TestGate_WhoWaitsIsLetGo(t *testing.T) {
	refused := errors.New("refused")
	for name, c := range map[string]struct {
		end  func(g *gate, era int, cancel func())
		want error
	}{
		"cancelled": {func(_ *gate, _ int, cancel func()) { cancel() }, context.Canceled},
		"refused":   {func(g *gate, era int, _ func()) { g.leave(era, refusal, refused) }, refused},
		"let in":    {func(g *gate, era int, _ func()) { g.leave(era, nothing, nil) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGate()
				era, err := g.enter(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				answer := make(chan error, 1)
				go func() {
					_, err := g.enter(ctx)
					answer <- err
				}()
				synctest.Wait()
				if len(answer) > 0 {
					t.Fatalf("nobody waited: %v", <-answer)
				}
				c.end(g, era, cancel)
				synctest.Wait()
				if len(answer) == 0 {
					t.Fatal("it still waits")
				}
				if err := <-answer; !errors.Is(err, c.want) {
					t.Errorf("%v, want %v", err, c.want)
				}
				if g.signedIn() || g.refused != nil != (name == "refused") {
					t.Errorf("%+v", g)
				}
			})
		})
	}
}

// pretended is a connection that remembers whether it was closed.
type pretended struct {
	net.Conn
	closed int
}

func (p *pretended) Close() error {
	p.closed++
	return nil
}

// A Client that is closed may be used again, over other connections.
func TestConnectionsAreAllClosed(t *testing.T) {
	var c connections
	c.close() // of none
	conns := []*pretended{{}, {}, {}}
	for i, conn := range []net.Conn{conns[0], conns[1], tls.Client(conns[2], &tls.Config{MinVersion: tls.VersionTLS12})} {
		trace := httptrace.ContextClientTrace(c.track(t.Context()))
		for range i + 1 { // requests that went over it
			trace.GotConn(httptrace.GotConnInfo{Conn: conn})
		}
	}
	for range 2 {
		c.close()
		for i, conn := range conns {
			if conn.closed != 1 {
				t.Errorf("the connection %d was closed %d times", i, conn.closed)
			}
		}
	}
}

// The rows of an export say how many users there seem to be.
func TestAnExportTellsHowManyUsersThereAre(t *testing.T) {
	client, err := NewClient("example.cybozu.com", Credentials{Login: "a", Password: "b"}, Options{Transport: answers("a,\r\nb,Sales,\r\n")})
	if err != nil {
		t.Fatal(err)
	}
	f := &fetch{Client: client, report: serially(nil)}
	if rows, err := f.export(t.Context()); err != nil || len(rows) != 2 || f.rows.Load() != 3 { // Administrator is in none
		t.Errorf("%q, %v, %d users", rows, err, f.rows.Load())
	}
}

// answers is a transport with one answer to all.
type answers string

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"text/csv"}}, Body: io.NopCloser(strings.NewReader(string(a))), Request: r}, nil
}

// Of thousands of questions, no more are begun than may be asked: each that waits at the gate is
// woken by each that leaves it.
func TestQuestionsAreBegunAsTheyMayBeAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		under, most, all := 0, 0, 0
		err := askAll(t.Context(), 10*maxAtOnce, func(ctx context.Context, _ int) error {
			mu.Lock()
			all, under = all+1, under+1
			most = max(most, under)
			mu.Unlock()
			err := sleep(ctx, time.Second)
			mu.Lock()
			under--
			mu.Unlock()
			return err
		})
		if err != nil || most != maxAtOnce || all != 10*maxAtOnce {
			t.Errorf("%d at once, of %d, %v", most, all, err)
		}
	})
}

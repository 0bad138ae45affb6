package cybozutest

import (
	"net/http"
	"slices"
	"sync"
	"time"

	"anpisync/cybozu/kept"
)

// Fault is something that goes wrong, and when. All that is set happens, in the order
// of the fields; the zero Fault changes nothing.
type Fault struct {
	Path  string                   // below /v1/, such as "users.json"; empty: any
	Match func(*http.Request) bool // nil: any
	Nth   int                      // the how many-th of these requests, from 1; 0: every one
	Times int                      // how many in a row from the Nth on; 0: one

	// Untrusted lets each new connection have a certificate of an authority that nobody
	// trusts. It is of no request, so that what is above says nothing.
	Untrusted bool

	Before func(*Company) // something happens at the company, just before the answer
	Delay  time.Duration
	Drop   bool // the connection breaks, and every other request on it
	Hang   bool // no answer until the client or the server gives up; with CutAfter, no more

	Status  int         // another answer: this; 0: the right one
	Header  http.Header // replaces the header fields that it names
	Body    string      // of another answer
	Rewrite func(body []byte) []byte

	CutAfter int           // the body breaks off after so many bytes, before compression; 0: it does not
	Drip     time.Duration // the body comes in pieces, with this before each
	Pieces   int           // how many; 0: ten; at most one a byte
}

// ErrorFault answers with an error of the API: a status, such as 400, and a code, such
// as "CB_VA01".
func ErrorFault(status int, code string) Fault {
	return failure(status, code, "ja", nil).fault()
}

// PageFault answers with a page of HTML that shows a text: what is in front of
// cybozu.com speaks so, in maintenance, under load or at the door.
func PageFault(status int, text string) Fault {
	return page(status, text).fault()
}

// RedirectFault sends elsewhere, as to a login page.
func RedirectFault(location string) Fault {
	f := PageFault(http.StatusFound, "ログイン")
	f.Header.Set("Location", location)
	return f
}

// KeptFault answers with an answer that was kept.
func KeptFault(a kept.Answer) Fault {
	f := Fault{Status: a.Status, Header: a.Header, Body: string(a.Body), Drop: a.Status == 0}
	if a.Broken {
		f.CutAfter = max(len(a.Body), 1)
	}
	return f
}

func (a answer) fault() Fault {
	return Fault{Status: a.status, Header: a.header, Body: string(a.body)}
}

// On is the fault for one path and its n-th request, 0 for every one.
func (f Fault) On(path string, nth int) Fault {
	f.Path, f.Nth = path, nth
	return f
}

// faults are those injected, each with how often it was met.
type faults struct {
	mu  sync.Mutex
	all []*injected
}

type injected struct {
	Fault
	met   int
	fired bool
}

// Inject adds a fault, which counts requests from now on. Where several want the same
// request, the one injected first has it.
func (s *Server) Inject(f Fault) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.all = append(s.faults.all, &injected{Fault: f})
}

// ClearFaults takes them all away.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.all = nil
}

// UnusedFaults counts the faults that never happened: a test that ends with one has not
// tested it.
func (s *Server) UnusedFaults() int {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	return len(slices.DeleteFunc(slices.Clone(s.faults.all), func(f *injected) bool { return f.fired }))
}

// take is the fault for a request, the zero one if there is none.
func (fs *faults) take(r *http.Request) Fault {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	var taken *injected
	for _, f := range fs.all {
		if f.Untrusted || f.Path != "" && f.Path != relative(r.URL.Path) || f.Match != nil && !f.Match(r) {
			continue
		}
		f.met++
		if taken == nil && (f.Nth == 0 || f.Nth <= f.met && f.met < f.Nth+max(f.Times, 1)) {
			f.fired = true
			taken = f
		}
	}
	if taken == nil {
		return Fault{}
	}
	return taken.Fault
}

// untrusted says whether there is one that is [Fault.Untrusted].
func (fs *faults) untrusted() bool {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	i := slices.IndexFunc(fs.all, func(f *injected) bool { return f.Untrusted })
	if i >= 0 {
		fs.all[i].fired = true
	}
	return i >= 0
}

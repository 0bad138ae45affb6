package cybozutest

import (
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Request is one that the server was asked, and what became of it.
type Request struct {
	At      time.Time
	Method  string
	Host    string
	Path    string // such as "/v1/users.json"
	Query   url.Values
	Header  http.Header // credentials included
	Proto   string      // "HTTP/2.0"
	Problem string      // what cybozu.com does not take: another method, a Content-Type or a body
	Status  int         // 0: no answer
}

// record keeps the requests in the order of their arrival.
type record struct {
	mu       sync.Mutex
	requests []*Request
	running  int
	most     int
}

// Requests are those answered or under way, in the order of their arrival.
func (s *Server) Requests() []Request {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	requests := make([]Request, len(s.record.requests))
	for i, r := range s.record.requests {
		requests[i] = *r
	}
	return requests
}

// Counts are the requests by path below /v1/.
func (s *Server) Counts() map[string]int {
	counts := map[string]int{}
	for _, r := range s.Requests() {
		counts[relative(r.Path)]++
	}
	return counts
}

// MostAtOnce is the largest number of requests that were under way together.
func (s *Server) MostAtOnce() int {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	return s.record.most
}

// ForgetRequests empties the record.
func (s *Server) ForgetRequests() {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	s.record.requests, s.record.most = nil, s.record.running
}

// begin notes a request and says how many are under way with it.
func (rec *record) begin(r *http.Request) (noted *Request, running int) {
	noted = &Request{
		At:      time.Now(),
		Method:  r.Method,
		Host:    r.Host,
		Path:    r.URL.Path,
		Query:   r.URL.Query(),
		Header:  r.Header.Clone(),
		Proto:   r.Proto,
		Problem: problem(r),
	}
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.running++
	rec.most = max(rec.most, rec.running)
	rec.requests = append(rec.requests, noted)
	return noted, rec.running
}

// answered notes what a request is being told.
func (rec *record) answered(noted *Request, status int) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	noted.Status = status
}

// end notes that a request is over, and returns what it came to.
func (rec *record) end(noted *Request) Request {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.running--
	return *noted
}

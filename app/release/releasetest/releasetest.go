// Package releasetest is a feed of releases on loopback, for tests.
package releasetest

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"aead.dev/minisign"

	"anpisync/app/release"
)

// Server serves /latest.json and its signature, and both below /kept too.
type Server struct {
	*httptest.Server
	t      *testing.T
	public minisign.PublicKey
	secret minisign.PrivateKey

	mu       sync.Mutex
	pages    map[string]string
	moved    map[string]string
	requests []*http.Request
}

// New serves a text as the feed, signed, until the end of the test.
func New(t *testing.T, text string) *Server {
	t.Helper()
	s := &Server{t: t, pages: map[string]string{}, moved: map[string]string{}}
	var err error
	if s.public, s.secret, err = minisign.GenerateKey(nil); err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewTLSServer(s)
	t.Cleanup(s.Close)
	s.Tell(text)
	return s
}

// Feed is how it is read.
func (s *Server) Feed() release.Feed {
	return release.Feed{Address: s.URL + "/latest.json", Key: s.public.String(), Transport: s.Client().Transport}
}

// Tell serves another text, signed.
func (s *Server) Tell(text string) {
	signature := string(minisign.Sign(s.secret, []byte(text)))
	for _, folder := range []string{"", "/kept"} {
		s.Serve(folder+"/latest.json", text)
		s.Serve(folder+"/latest.json.minisig", signature)
	}
}

// SignByAnother signs the feed with a key that is not the one of Feed.
func (s *Server) SignByAnother() {
	_, other, err := minisign.GenerateKey(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.mu.Lock()
	text := s.pages["/latest.json"]
	s.mu.Unlock()
	s.Serve("/latest.json.minisig", string(minisign.Sign(other, []byte(text))))
}

// Serve serves any text at a path.
func (s *Server) Serve(path, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[path] = text
}

// Remove takes away what is at a path.
func (s *Server) Remove(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.pages, path)
}

// Redirect leads from a path to elsewhere.
func (s *Server) Redirect(path, to string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.moved[path] = to
}

// Requests are those that came.
func (s *Server) Requests() []*http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
	if to, ok := s.moved[r.URL.Path]; ok {
		http.Redirect(w, r, to, http.StatusFound)
		return
	}
	text, ok := s.pages[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	_, _ = w.Write([]byte(text))
}

package cybozutest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
)

// proxy is an office's CONNECT proxy whose internet is the server alone.
type proxy struct {
	server *Server
	http   *http.Server
	start  sync.Once
	url    string
	err    error

	mu       sync.Mutex
	connects []string
}

// Proxy starts a CONNECT proxy on loopback, at its first call, and returns its URL for
// HTTPS_PROXY. It leads where [Server.Transport] does; other names get a 502.
func (s *Server) Proxy() (url string, err error) {
	p := &s.proxy
	p.start.Do(func() {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			p.err = fmt.Errorf("proxy of the sample cybozu.com: %w", err)
			return
		}
		p.url = "http://" + listener.Addr().String()
		p.http.Handler = http.HandlerFunc(p.serve)
		s.listen(func() error { return p.http.Serve(listener) })
	})
	return p.url, p.err
}

// Connects are the hosts with ports that the proxy was asked for, in order.
func (s *Server) Connects() []string {
	s.proxy.mu.Lock()
	defer s.proxy.mu.Unlock()
	return slices.Clone(s.proxy.connects)
}

func (p *proxy) serve(w http.ResponseWriter, r *http.Request) {
	if !p.server.begin() {
		panic(http.ErrAbortHandler)
	}
	defer p.server.ended.Done()
	if r.Method != http.MethodConnect {
		http.Error(w, "CONNECT only", http.StatusMethodNotAllowed)
		return
	}
	p.mu.Lock()
	p.connects = append(p.connects, r.Host)
	p.mu.Unlock()
	upstream, err := p.server.dial(r.Context(), "tcp", r.Host)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer upstream.Close()
	client, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer client.Close()
	if _, err := io.WriteString(client, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		return
	}
	tunnel(client, buffered.Reader, upstream)
}

// tunnel copies both ways until either side ends, which the server does at its Close.
func tunnel(client net.Conn, fromClient *bufio.Reader, upstream net.Conn) {
	closeBoth := func() { client.Close(); upstream.Close() }
	var back sync.WaitGroup
	back.Go(func() {
		defer closeBoth()
		io.Copy(client, upstream)
	})
	io.Copy(upstream, fromClient)
	closeBoth()
	back.Wait()
}

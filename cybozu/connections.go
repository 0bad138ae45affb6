package cybozu

import (
	"context"
	"crypto/tls"
	"net"
	"net/http/httptrace"
	"sync"
)

// connections are those that requests went over. A request that is cancelled keeps its
// HTTP/2 connection from being idle for a moment, and a transport closes idle ones alone:
// without this, they would stay open behind a Client that is closed.
type connections struct {
	mu   sync.Mutex
	open map[net.Conn]bool
}

// track notes the connection of a request with the context that it returns.
func (c *connections) track(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(got httptrace.GotConnInfo) {
			c.mu.Lock()
			defer c.mu.Unlock()
			if c.open == nil {
				c.open = map[net.Conn]bool{}
			}
			c.open[got.Conn] = true
		},
	})
}

func (c *connections) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn := range c.open {
		if secured, ok := conn.(*tls.Conn); ok {
			conn = secured.NetConn() // saying goodbye may block
		}
		conn.Close() // most are closed already
	}
	clear(c.open)
}

package cybozutest

import (
	"cmp"
	"context"
	"maps"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// serve is the life of a request: noted, delayed, answered or made to fail, sent.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if !s.begin() {
		panic(http.ErrAbortHandler)
	}
	defer s.ended.Done()
	noted, running := s.record.begin(r)
	defer func() {
		done := s.record.end(noted)
		if s.options.Log != nil {
			s.options.Log(done)
		}
	}()
	fault := s.faults.take(r)
	if s.replay != nil {
		fault = s.replay.fault(r)
	}
	pause(r.Context(), s.options.Latency)
	if fault.Before != nil {
		fault.Before(s.company)
	}
	pause(r.Context(), fault.Delay)
	if fault.Drop {
		drop(r)
	}
	if fault.Hang && fault.CutAfter == 0 {
		<-r.Context().Done()
	}
	if r.Context().Err() != nil {
		panic(http.ErrAbortHandler)
	}

	a := s.choose(r, fault, running)
	header := w.Header()
	header.Set("X-ConcurrencyLimit-Limit", strconv.Itoa(s.options.Concurrency))
	header.Set("X-ConcurrencyLimit-Running", strconv.Itoa(running))
	maps.Copy(header, a.header)
	maps.Copy(header, fault.Header)
	if fault.Rewrite != nil {
		a.body = fault.Rewrite(a.body)
	}
	s.record.answered(noted, a.status)
	send(w, r, a, fault)
}

// choose is the answer before it is spoilt.
func (s *Server) choose(r *http.Request, fault Fault, running int) answer {
	switch {
	case !strings.EqualFold(strings.TrimSuffix(r.Host, ":443"), s.host):
		return s.unknownSubdomain()
	case fault.Status != 0:
		return answer{fault.Status, http.Header{}, []byte(fault.Body)}
	case running > s.options.Concurrency:
		return failure(http.StatusTooManyRequests, codeBusy, r.Header.Get("Accept-Language"), nil)
	}
	return s.answer(r)
}

func (s *Server) unknownSubdomain() answer {
	if s.options.Unknown == UnknownNotFound {
		return page(http.StatusNotFound, "お探しのページは見つかりませんでした")
	}
	a := page(http.StatusFound, "cybozu.com")
	a.header.Set("Location", "https://www.cybozu.com/jp/")
	return a
}

// send writes an answer, cut off or in pieces where the fault says so.
func send(w http.ResponseWriter, r *http.Request, a answer, fault Fault) {
	body, pieces := a.body, 1
	if fault.CutAfter > 0 {
		body = body[:min(fault.CutAfter, len(body))]
	}
	if fault.Drip > 0 {
		pieces = min(cmp.Or(fault.Pieces, 10), len(body))
	}
	encoder := newEncoder(w, r, len(a.body))
	w.WriteHeader(a.status)
	for i := range pieces {
		pause(r.Context(), fault.Drip)
		piece := body[len(body)*i/pieces : len(body)*(i+1)/pieces]
		if _, err := encoder.Write(piece); err != nil {
			return // the client is gone
		}
		if fault.Drip > 0 || fault.CutAfter > 0 {
			if err := encoder.flush(); err != nil {
				return
			}
		}
	}
	if fault.CutAfter == 0 {
		encoder.close()
		return
	}
	if fault.Hang {
		<-r.Context().Done()
	}
	panic(http.ErrAbortHandler)
}

// drop closes the connection under a request, without a word.
func drop(r *http.Request) {
	if c, found := r.Context().Value(connectionKey{}).(net.Conn); found {
		c.Close()
	}
	panic(http.ErrAbortHandler)
}

// pause waits, unless the request ends first.
func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

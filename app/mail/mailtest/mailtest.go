// Package mailtest is a mail server on loopback, for tests: it speaks SMTP with TLS from the
// first byte on or by STARTTLS, wants a login, and keeps what it is given. A client must
// trust its certificate ([Server.Trust]).
package mailtest

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"time"
)

// What the server takes for a login.
const (
	User     = "soumu@example.co.jp"
	Password = "planted-smtp"
)

// Options say how the server behaves.
type Options struct {
	Implicit    bool   // TLS from the first byte on; false: STARTTLS
	Plain       bool   // no TLS at all
	NoLogin     bool   // it wants none, and offers none
	RefuseLogin int    // the number by which it refuses every login
	RefuseFrom  string // a sender that it refuses
	RefuseTo    string // a receiver that it refuses
	RefuseMails bool   // it refuses every letter, once it has it
	RefuseRest  bool   // it refuses whatever is said once it has a letter
	Silent      bool   // it says nothing, and hangs up never
}

// Letter is one that was delivered.
type Letter struct {
	From       string
	To         []string
	Header     netmail.Header
	Subject    string
	Text, HTML string
	Raw        string
}

// Server is the server.
type Server struct {
	options  Options
	config   *tls.Config
	listener net.Listener
	trust    *x509.CertPool
	running  sync.WaitGroup

	mu      sync.Mutex
	open    map[net.Conn]bool
	letters []Letter
	logins  int
}

// Start starts a server on a port of its own.
func Start(o Options) (*Server, error) {
	certificate, err := certify()
	if err != nil {
		return nil, err
	}
	s := &Server{options: o, trust: x509.NewCertPool(), open: map[net.Conn]bool{}}
	s.trust.AddCert(certificate.Leaf)
	s.config = &tls.Config{Certificates: []tls.Certificate{certificate}}
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	s.running.Go(s.accept)
	return s, nil
}

func certify() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA:        true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := x509.ParseCertificate(der)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, err
}

// Host is the name by which the server is reached, and in its certificate.
func (s *Server) Host() string { return "127.0.0.1" }

// Port is where it listens.
func (s *Server) Port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// Address is host and port.
func (s *Server) Address() string { return s.listener.Addr().String() }

// Trust has its certificate.
func (s *Server) Trust() *x509.CertPool { return s.trust }

// Letters are those that were delivered since the last call.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	letters := s.letters
	s.letters = nil
	return letters
}

// Logins is how often somebody has tried to log in.
func (s *Server) Logins() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logins
}

// Lines is how many are open to it.
func (s *Server) Lines() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

// Close ends the server and all that talk to it.
func (s *Server) Close() {
	_ = s.listener.Close()
	s.mu.Lock()
	for c := range s.open {
		_ = c.Close()
	}
	s.mu.Unlock()
	s.running.Wait()
}

func (s *Server) accept() {
	for {
		c, err := s.listener.Accept()
		if err != nil {
			return // closed
		}
		s.mu.Lock()
		s.open[c] = true
		s.mu.Unlock()
		s.running.Go(func() {
			_ = s.serve(c) // who talks to it sees what is wrong
			_ = c.Close()
			s.mu.Lock()
			delete(s.open, c)
			s.mu.Unlock()
		})
	}
}

// session is a client that talks to the server.
type session struct {
	*bufio.ReadWriter
	conn   net.Conn
	secure bool
	known  bool // logged in
	letter Letter
}

func (c *session) use(conn net.Conn) {
	c.conn = conn
	c.ReadWriter = bufio.NewReadWriter(bufio.NewReader(conn), bufio.NewWriter(conn))
}

func (c *session) say(lines ...string) error {
	for _, line := range lines {
		if _, err := c.WriteString(line + "\r\n"); err != nil {
			return err
		}
	}
	return c.Flush()
}

func (c *session) hear() (string, error) {
	line, err := c.ReadString('\n')
	return strings.TrimRight(line, "\r\n"), err
}

func (s *Server) serve(conn net.Conn) error {
	c := &session{secure: s.options.Implicit, known: s.options.NoLogin}
	if s.options.Implicit {
		conn = tls.Server(conn, s.config)
	}
	c.use(conn)
	if s.options.Silent {
		_, err := io.Copy(io.Discard, conn)
		return err
	}
	if err := c.say("220 mailtest"); err != nil {
		return err
	}
	for {
		line, err := c.hear()
		if err != nil {
			return err
		}
		verb, rest, _ := strings.Cut(line, " ")
		if err := s.answer(c, strings.ToUpper(verb), rest); err != nil {
			return err
		}
	}
}

func (s *Server) answer(c *session, verb, rest string) error {
	address := func() string {
		_, text, _ := strings.Cut(rest, "<")
		text, _, _ = strings.Cut(text, ">")
		return text
	}
	switch verb {
	case "EHLO", "HELO":
		lines := []string{"250-mailtest", "250-8BITMIME"}
		if !c.secure && !s.options.Plain {
			lines = append(lines, "250-STARTTLS")
		}
		if c.secure && !s.options.NoLogin {
			lines = append(lines, "250-AUTH PLAIN LOGIN")
		}
		return c.say(append(lines, "250 ENHANCEDSTATUSCODES")...)
	case "STARTTLS":
		if err := c.say("220 go ahead"); err != nil {
			return err
		}
		c.use(tls.Server(c.conn, s.config))
		c.secure = true
		return nil
	case "AUTH":
		return s.login(c, rest)
	case "MAIL":
		switch {
		case !c.known:
			return c.say("530 5.7.0 authentication required")
		case address() == s.options.RefuseFrom:
			return c.say("553 5.7.1 not yours")
		}
		c.letter = Letter{From: address()}
		return c.say("250 2.1.0 ok")
	case "RCPT":
		if address() == s.options.RefuseTo {
			return c.say("550 5.1.1 no such person")
		}
		c.letter.To = append(c.letter.To, address())
		return c.say("250 2.1.5 ok")
	case "DATA":
		if err := c.say("354 go ahead"); err != nil {
			return err
		}
		return s.take(c)
	case "RSET":
		if s.options.RefuseRest {
			return c.say("421 4.3.2 closing")
		}
		return c.say("250 2.0.0 ok")
	case "NOOP":
		return c.say("250 2.0.0 ok")
	case "QUIT":
		return errors.Join(c.say("221 2.0.0 bye"), io.EOF)
	}
	return c.say("502 5.5.2 unknown")
}

func (s *Server) login(c *session, rest string) error {
	s.mu.Lock()
	s.logins++
	s.mu.Unlock()
	kind, first, _ := strings.Cut(rest, " ")
	if kind != "PLAIN" {
		return c.say("504 5.5.4 unknown")
	}
	if first == "" {
		if err := c.say("334 "); err != nil {
			return err
		}
		var err error
		if first, err = c.hear(); err != nil {
			return err
		}
	}
	if s.options.RefuseLogin != 0 {
		return c.say(fmt.Sprintf("%d refused", s.options.RefuseLogin))
	}
	told, err := base64.StdEncoding.DecodeString(first)
	if err != nil || string(told) != "\x00"+User+"\x00"+Password {
		return c.say("535 5.7.8 wrong")
	}
	c.known = true
	return c.say("235 2.7.0 welcome")
}

func (s *Server) take(c *session) error {
	var raw bytes.Buffer
	for {
		line, err := c.hear()
		if err != nil {
			return err
		}
		if line == "." {
			break
		}
		raw.WriteString(strings.TrimPrefix(line, ".") + "\r\n")
	}
	if s.options.RefuseMails {
		return c.say("554 5.7.1 spam")
	}
	letter, err := read(raw.Bytes(), c.letter)
	if err != nil {
		return c.say("554 5.6.0 " + strings.ReplaceAll(err.Error(), "\n", " "))
	}
	s.mu.Lock()
	s.letters = append(s.letters, letter)
	s.mu.Unlock()
	return c.say("250 2.0.0 taken")
}

// read takes a letter apart, as a mail program does.
func read(raw []byte, l Letter) (Letter, error) {
	l.Raw = string(raw)
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return l, err
	}
	l.Header = m.Header
	if l.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		return l, err
	}
	kind, of, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		return l, fmt.Errorf("content of type %q: %w", kind, err)
	}
	parts := multipart.NewReader(m.Body, of["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return l, nil
		}
		if err != nil {
			return l, err
		}
		var body io.Reader = part
		switch part.Header.Get("Content-Transfer-Encoding") {
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, part)
		case "quoted-printable":
			body = quotedprintable.NewReader(part)
		}
		text, err := io.ReadAll(body)
		if err != nil {
			return l, err
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			l.HTML = string(text)
		} else {
			l.Text = string(text)
		}
	}
}

// Package mail hands a letter to the mail server of an office, by SMTP and never without
// TLS. What can go wrong has a name each ([ErrUnreached], [ErrLogin] and others), since
// it is an administrator who has typed the settings and must mend them.
//
// It is not for what letters say, nor for when they are sent.
package mail

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"os"
	"strings"
	"time"
	"unicode"

	"github.com/wneessen/go-mail"
)

// patience is how long it may take until a letter can be handed over, and then until it is.
const patience = 30 * time.Second

// The ways in which a letter is not delivered, to be asked for with errors.Is; the cause
// is wrapped beside them.
var (
	ErrNoPassword = errors.New("no password for the mail server") // nobody has asked it yet
	ErrAddress    = errors.New("not an address")
	ErrUnreached  = errors.New("mail server not reached")
	ErrUnsafe     = errors.New("no TLS with the mail server")
	ErrLogin      = errors.New("mail server refuses the login")
	ErrSender     = errors.New("mail server refuses the sender")
	ErrReceiver   = errors.New("mail server refuses a receiver")
	ErrRefused    = errors.New("mail server refuses the letter")
)

// Server is how the mail server of an office is reached, but for the password.
type Server struct {
	Host     string   `json:"host"`
	Port     int      `json:"port"`
	Implicit bool     `json:"implicit"` // TLS from the first byte on; false: STARTTLS
	User     string   `json:"user"`     // empty: the server wants no login
	From     string   `json:"from"`
	To       []string `json:"to"`
}

// The usual ports (RFC 8314, RFC 6409).
const (
	PortImplicit = 465
	PortSTARTTLS = 587
)

// sender is who writes, before the office's address.
const sender = "安否シンク"

// Letter is what is sent.
type Letter struct{ Subject, Text, HTML string }

// Addresses are those in a text that a person has typed, separated by commas, semicolons
// or blanks; ErrAddress: one of them is none.
func Addresses(text string) ([]string, error) {
	all := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;、；，", r) })
	for _, a := range all {
		if err := checkAddress(a); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func checkAddress(address string) error {
	a, err := netmail.ParseAddress(address)
	if err == nil && a.Address != address {
		err = errors.New("more than an address")
	}
	if err != nil {
		return fmt.Errorf("%w: %q: %w", ErrAddress, address, err)
	}
	return nil
}

// Send delivers a letter to all receivers, or to none that the server refuses. The trust
// is for tests; nil: the certificates of the system.
func Send(ctx context.Context, s Server, password string, l Letter, trust *x509.CertPool) error {
	letter, err := s.compose(l)
	if err != nil {
		return err
	}
	line := &line{ctx: ctx, implicit: s.Implicit, config: &tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12, RootCAs: trust}}
	defer line.hangUp()
	client, err := s.client(password, line)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreached, err)
	}
	server, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", dialled(err), client.ServerAddr(), err)
	}
	// Once it has the letter, whatever it answers to the rest is no matter.
	if err := client.SendWithSMTPClient(server, letter); err != nil && !letter.IsDelivered() {
		return fmt.Errorf("%w: %s: %w", sent(err), client.ServerAddr(), err)
	}
	_ = client.CloseWithSMTPClient(server)
	return nil
}

func (s Server) client(password string, l *line) (*mail.Client, error) {
	options := []mail.Option{
		mail.WithPort(s.Port), mail.WithTimeout(patience), mail.WithHELO(helo(os.Hostname())),
		mail.WithDialContextFunc(l.dial), mail.WithTLSConfig(l.config), mail.WithTLSPolicy(mail.TLSMandatory),
	}
	if s.Implicit { // the line has TLS before there is a word on it
		options = append(options, mail.WithTLSPolicy(mail.TLSOpportunistic))
	}
	if s.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User), mail.WithPassword(password))
	}
	return mail.NewClient(s.Host, options...)
}

// line is the one to the server. go-mail itself waits for ever for the first words of a
// server that says none (such as one that wants TLS from the first byte on and is asked for
// STARTTLS), and leaves the line open where it gives up.
type line struct {
	ctx      context.Context // of all that is said
	implicit bool
	config   *tls.Config
	conn     net.Conn
	free     func() bool
}

func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.conn = conn
	l.free = context.AfterFunc(l.ctx, func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	if !l.implicit {
		return conn, nil
	}
	secure := tls.Client(conn, l.config)
	return secure, secure.HandshakeContext(ctx)
}

func (l *line) hangUp() {
	if l.conn != nil {
		l.free()
		_ = l.conn.Close() // QUIT has done so, unless something went wrong
	}
}

// helo is a machine's name, where SMTP can say it.
func helo(name string, err error) string {
	if err != nil || name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return "localhost"
	}
	return name
}

// Check finds what is wrong with a server before it is asked.
func (s Server) Check() error {
	for _, a := range append([]string{s.From}, s.To...) {
		if err := checkAddress(a); err != nil {
			return err
		}
	}
	switch {
	case len(s.To) == 0:
		return fmt.Errorf("%w: nobody to write to", ErrAddress)
	case s.Host == "" || s.Port < 1 || s.Port > 65535:
		return fmt.Errorf("%w: %q, port %d", ErrUnreached, s.Host, s.Port)
	}
	return nil
}

func (s Server) compose(l Letter) (*mail.Msg, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	m := mail.NewMsg(mail.WithEncoding(mail.EncodingB64)) // shorter than quoted-printable, of Japanese
	if err := errors.Join(m.FromFormat(sender, s.From), m.To(s.To...)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	_, domain, _ := strings.Cut(s.From, "@")
	m.SetMessageIDWithValue(rand.Text() + "@" + domain) // by itself it names the machine, in whatever letters
	m.SetUserAgent("AnpiSync")
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody's absence answers it
	m.Subject(l.Subject)
	m.SetBodyString(mail.TypeTextPlain, l.Text)
	m.AddAlternativeString(mail.TypeTextHTML, l.HTML)
	return m, nil
}

// dialled tells what was wrong until a letter could be handed over.
func dialled(err error) error {
	var (
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		alert       tls.AlertError
		network     net.Error
	)
	switch {
	case errors.As(err, &certificate), errors.As(err, &record), errors.As(err, &alert), strings.Contains(err.Error(), "STARTTLS"):
		return ErrUnsafe
	case errors.As(err, &network):
		return ErrUnreached
	case errors.Is(err, mail.ErrNoSupportedAuthDiscovered), strings.Contains(err.Error(), "SMTP AUTH"):
		return ErrLogin
	}
	return ErrUnreached
}

// sent tells what the server did not like of the letter.
func sent(err error) error {
	var refusal *mail.SendError
	if errors.As(err, &refusal) {
		switch refusal.Reason {
		case mail.ErrSMTPMailFrom:
			if refusal.ErrorCode() == 530 {
				return ErrLogin
			}
			return ErrSender
		case mail.ErrSMTPRcptTo:
			return ErrReceiver
		case mail.ErrConnCheck:
			return ErrUnreached
		}
	}
	return ErrRefused
}

package kept

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode/utf8"
)

// ErrNotEmpty says that there is something in the folder for answers already.
var ErrNotEmpty = errors.New("the folder is not empty")

// Keeper keeps what a cybozu.com answers, in memory until [Keeper.Write] leaves it in a
// folder, where nobody and no secret is to be recognised: names, addresses, numbers, login
// names, codes and tokens are replaced by made-up ones of the same shape and length. Ids
// and structure stay, and what is equal stays equal, so that the folder can be read as the
// cybozu.com was.
type Keeper struct {
	mu      sync.Mutex
	answers []*answer
	secrets map[string]bool
	hosts   map[string]bool
}

// answer is one that is being read, as it comes.
type answer struct {
	Answer
	url *url.URL
}

// Watch gives a transport that keeps what another one brings.
func (k *Keeper) Watch(transport http.RoundTripper) http.RoundTripper {
	return watcher{k, transport}
}

type watcher struct {
	keeper    *Keeper
	transport http.RoundTripper
}

func (w watcher) RoundTrip(r *http.Request) (*http.Response, error) {
	kept := w.keeper.begin(r)
	response, err := w.transport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	w.keeper.mu.Lock()
	defer w.keeper.mu.Unlock()
	kept.Status, kept.Header, kept.Broken = response.StatusCode, response.Header.Clone(), true
	response.Body = &reader{w.keeper, kept, response.Body}
	return response, nil
}

// CloseIdleConnections makes the watched transport do so.
func (w watcher) CloseIdleConnections() {
	if t, can := w.transport.(interface{ CloseIdleConnections() }); can {
		t.CloseIdleConnections()
	}
}

// begin notes a request and the secrets that it shows.
func (k *Keeper) begin(r *http.Request) *answer {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.secrets == nil {
		k.secrets, k.hosts = map[string]bool{}, map[string]bool{}
	}
	k.hosts[r.URL.Hostname()] = true
	kept := &answer{url: r.URL}
	kept.Asked = r.Method // what follows is disguised later
	var with []string
	if proof := r.Header.Get("X-Cybozu-Authorization"); proof != "" {
		with = append(with, "password")
		k.hide(proof, true)
	}
	switch kind, proof, _ := strings.Cut(r.Header.Get("Authorization"), " "); kind {
	case "Basic":
		with = append(with, "Basic")
		k.hide(proof, true)
	case "Bearer":
		with = append(with, "token")
		k.hide(proof, false)
	}
	kept.With = strings.Join(with, ", ")
	k.answers = append(k.answers, kept)
	return kept
}

// hide notes a secret, and what it is made of where it is a pair.
func (k *Keeper) hide(proof string, pair bool) {
	parts := []string{proof}
	if decoded, err := base64.StdEncoding.DecodeString(proof); err == nil && pair {
		user, password, _ := strings.Cut(string(decoded), ":")
		parts = append(parts, user, password)
	}
	for _, part := range parts {
		if utf8.RuneCountInString(part) > 2 { // shorter ones are in any text
			k.secrets[part] = true
		}
	}
}

// reader keeps what is read of a body.
type reader struct {
	keeper *Keeper
	kept   *answer
	body   io.ReadCloser
}

func (r *reader) Read(p []byte) (n int, err error) {
	n, err = r.body.Read(p)
	r.keeper.mu.Lock()
	defer r.keeper.mu.Unlock()
	r.kept.Body = append(r.kept.Body, p[:n]...)
	if err == io.EOF {
		r.kept.Broken = false
	}
	return n, err
}

func (r *reader) Close() error { return r.body.Close() }

// CheckDir says whether answers can be kept in a folder, which is made: ErrNotEmpty where
// it holds anything.
func CheckDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	there, err := os.ReadDir(dir)
	if err == nil && len(there) > 0 {
		err = fmt.Errorf("%w: %s", ErrNotEmpty, dir)
	}
	return err
}

// Write leaves what was kept in a folder, one file an answer in the order in which they
// were asked for, and says how many there are.
func (k *Keeper) Write(dir string) (n int, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i, a := range k.disguised() {
		name := fmt.Sprintf("%04d-%s%s", i+1, nameOf(a.Path()), ending)
		if err := os.WriteFile(filepath.Join(dir, name), a.text(), 0o600); err != nil {
			return i, err
		}
	}
	return len(k.answers), nil
}

// nameOf is a path as a part of a file's name.
func nameOf(path string) string {
	path = strings.TrimSuffix(path, filepath.Ext(path))
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && (r == '-' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9') {
			return r
		}
		return '-'
	}, path)
}

// disguised are the answers as they may be shown. What is said to people comes last: by
// then it is known whose names might be in it.
func (k *Keeper) disguised() []Answer {
	d := newDisguise()
	secrets := make([]string, 0, len(k.secrets))
	for secret := range k.secrets {
		d.text(secret)
		secrets = append(secrets, secret)
	}
	for host := range k.hosts {
		sub, _, _ := strings.Cut(host, ".")
		d.text(sub)
	}
	for _, a := range k.answers {
		a.disguise(d, func(text string, _ bool) string { return text }) // so that all is known that will be replaced
	}
	scrub := d.scrubber(secrets)
	hosts := make([]string, 0, 2*len(k.hosts))
	for host := range k.hosts {
		hosts = append(hosts, host, "example.cybozu.com")
	}
	host := strings.NewReplacer(hosts...)
	said := func(text string, broken bool) string {
		// The host would not be found once its name is replaced.
		parts := strings.Split(host.Replace(text), "example.cybozu.com")
		for i := range parts {
			parts[i] = scrub(parts[i], broken && i == len(parts)-1)
		}
		return strings.Join(parts, "example.cybozu.com")
	}
	all := make([]Answer, len(k.answers))
	for i, a := range k.answers {
		all[i] = a.disguise(d, said)
	}
	return all
}

// shown are the header fields that tell what an answer is.
var shown = []string{
	"Content-Type", "Date", "Location", "Retry-After", "Www-Authenticate", "X-Cybozu-Error",
	"X-Concurrencylimit-Limit", "X-Concurrencylimit-Running",
}

// disguise is an answer with another for whatever tells about somebody; said does that for
// what is written for people, and may break off.
func (a *answer) disguise(d *disguise, said func(text string, broken bool) string) Answer {
	shows := a.Answer
	shows.Asked = a.Asked + " " + a.url.Path
	query := a.url.Query()
	for name, values := range query {
		if strings.HasPrefix(name, "code") {
			for i, value := range values {
				values[i] = d.text(value)
			}
		}
	}
	if len(query) > 0 {
		shows.Asked += "?" + query.Encode()
	}
	shows.Header = http.Header{}
	for _, name := range shown {
		for _, value := range a.Header.Values(name) {
			switch {
			case name == "Location":
				value = said(d.target(value), false)
			case name == "Www-Authenticate", name == "X-Cybozu-Error" && !apiCode.MatchString(value):
				value = said(value, false)
			}
			shows.Header.Add(name, value)
		}
	}
	shows.Body = []byte(a.body(d, said))
	return shows
}

func (a *answer) body(d *disguise, said func(text string, broken bool) string) string {
	body := string(a.Body)
	start := strings.TrimLeft(body, " \t\r\n\ufeff")
	media, _, _ := mime.ParseMediaType(a.Header.Get("Content-Type"))
	switch {
	case strings.HasPrefix(start, "<"):
		return said(body, a.Broken)
	case strings.HasPrefix(start, "{"), strings.HasPrefix(start, "["), strings.HasSuffix(media, "/json"):
		return d.json(body, func(text string) string { return said(text, a.Broken) })
	case a.Status/100 == 2: // rows, or nothing that is known
		return d.csv(body)
	}
	return said(body, a.Broken)
}

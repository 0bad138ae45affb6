// Package kept is answers of a cybozu.com as files, one an answer, for tests and for
// telling somebody else what came. A file can be read and written by hand:
//
//	# A wrong password.
//	Asked: GET /v1/users.json?offset=0&size=100
//	With: password
//	Source: seen on a real cybozu.com by somebody else
//	Sure: M
//	Means: auth
//
//	HTTP/1.1 401 Unauthorized
//	Content-Type: application/json;charset=UTF-8
//
//	{"message":"ユーザーのパスワード認証に失敗しました。","id":"Vb9…","code":"CB_WA01"}
//
// All fields but Asked may be missing, and lines that begin with # say whatever helps. The
// body is all that follows, to the byte.
//
// It is not for judging what an answer means, which is for package cybozu.
package kept

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Answer is one answer, with what was asked.
type Answer struct {
	Name   string // of its file, without its ending
	Asked  string // method and target, such as "GET /v1/users.json?size=100"
	With   string // how the login was proven: "password", "password, Basic", "token"; empty: unknown
	Source string // where it is known from
	Sure   string // how sure that is: D documented, C seen in clients, M measured, I inferred, ? unknown
	Means  string // a Kind of package cybozu, or "read"; empty: not looked at yet
	Tries  int    // requests that it is worth where it stays; 0: one
	Read   string // the records that it holds, in short

	Status int // 0: the connection broke before
	Header http.Header
	Body   []byte
	Broken bool // the body breaks off
}

const (
	ending   = ".txt"
	protocol = "HTTP/1.1 "
)

// Path is what was asked for, below /v1/ where it is there.
func (a Answer) Path() string {
	_, target, _ := strings.Cut(a.Asked, " ")
	target, _, _ = strings.Cut(target, "?")
	return strings.TrimPrefix(target, "/v1/")
}

// Query is what follows the path, without its question mark.
func (a Answer) Query() string {
	_, query, _ := strings.Cut(a.Asked, "?")
	return query
}

// ReadDir reads the answers of a folder, in the order of their names.
func ReadDir(dir fs.FS) ([]Answer, error) {
	names, err := fs.Glob(dir, "*"+ending)
	if err != nil {
		return nil, err
	}
	var answers []Answer
	for _, name := range names {
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		a, err := parse(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		a.Name = strings.TrimSuffix(path.Base(name), ending)
		answers = append(answers, a)
	}
	return answers, nil
}

func parse(text []byte) (Answer, error) {
	a := Answer{Header: http.Header{}}
	about, answer := cutBlock(text)
	for name, value := range fields(about) {
		if err := a.set(name, value); err != nil {
			return a, err
		}
	}
	if a.Asked == "" {
		return a, errors.New("it does not say what was asked")
	}
	head, body := cutBlock(answer)
	first, rest, _ := strings.Cut(head, "\n")
	if first == "" {
		return a, nil
	}
	code, said := strings.CutPrefix(strings.TrimSuffix(first, "\r"), protocol)
	code, _, _ = strings.Cut(code, " ")
	status, err := strconv.Atoi(code)
	if !said || err != nil {
		return a, fmt.Errorf("%q is no status", first)
	}
	for name, value := range fields(rest) {
		a.Header.Add(name, value)
	}
	a.Status, a.Body = status, body
	return a, nil
}

func (a *Answer) set(name, value string) (err error) {
	switch name {
	case "Asked":
		a.Asked = value
	case "With":
		a.With = value
	case "Source":
		a.Source = value
	case "Sure":
		a.Sure = value
	case "Means":
		a.Means = value
	case "Tries":
		a.Tries, err = strconv.Atoi(value)
	case "Read":
		a.Read = value
	case "Broken":
		a.Broken = value == "yes"
	default:
		err = fmt.Errorf("nobody knows a %q", name)
	}
	return err
}

// cutBlock cuts after the first empty line, which belongs to neither side.
func cutBlock(text []byte) (block string, rest []byte) {
	for end, line := 0, []byte(nil); end < len(text); {
		line, _, _ = bytes.Cut(text[end:], []byte("\n"))
		next := min(end+len(line)+1, len(text))
		if len(bytes.TrimRight(line, "\r")) == 0 {
			return string(text[:end]), text[next:]
		}
		end = next
	}
	return string(text), nil
}

// fields yields the lines of a block, name and value.
func fields(block string) func(yield func(name, value string) bool) {
	return func(yield func(name, value string) bool) {
		for line := range strings.Lines(block) {
			line = strings.TrimRight(line, "\r\n")
			if line == "" || line[0] == '#' {
				continue
			}
			name, value, _ := strings.Cut(line, ":")
			if !yield(name, strings.TrimSpace(value)) {
				return
			}
		}
	}
}

// text is the file of an answer.
func (a Answer) text() []byte {
	var b bytes.Buffer
	add := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	add("Asked", a.Asked)
	add("With", a.With)
	add("Source", a.Source)
	add("Sure", a.Sure)
	add("Means", a.Means)
	if a.Tries > 0 {
		add("Tries", strconv.Itoa(a.Tries))
	}
	add("Read", a.Read)
	if a.Broken {
		add("Broken", "yes")
	}
	b.WriteByte('\n')
	if a.Status == 0 {
		return b.Bytes()
	}
	fmt.Fprintf(&b, "%s%d %s\n", protocol, a.Status, http.StatusText(a.Status))
	names := make([]string, 0, len(a.Header))
	for name := range a.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range a.Header[name] {
			add(name, value)
		}
	}
	b.WriteByte('\n')
	b.Write(a.Body)
	return b.Bytes()
}

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
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/textproto"
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
	rest := bufio.NewReader(bytes.NewReader(text))
	lines := textproto.NewReader(rest)
	for line, err := lines.ReadLine(); err == nil && line != ""; line, err = lines.ReadLine() {
		name, value, _ := strings.Cut(line, ":")
		if name[0] == '#' {
			continue
		}
		if err := a.set(name, strings.TrimSpace(value)); err != nil {
			return a, err
		}
	}
	if a.Asked == "" {
		return a, errors.New("it does not say what was asked")
	}
	first, err := lines.ReadLine()
	if err == io.EOF || first == "" {
		return a, nil
	}
	code, said := strings.CutPrefix(first, protocol)
	code, _, _ = strings.Cut(code, " ")
	if a.Status, err = strconv.Atoi(code); !said || err != nil {
		return a, fmt.Errorf("%q is no status", first)
	}
	header, err := lines.ReadMIMEHeader()
	if err != nil && err != io.EOF {
		return a, err
	}
	a.Header = http.Header(header)
	a.Body, err = io.ReadAll(rest)
	return a, err
}

// texts are what a file says of the answer in words, in their order there.
func (a *Answer) texts() []struct {
	name string
	text *string
} {
	return []struct {
		name string
		text *string
	}{{"Asked", &a.Asked}, {"With", &a.With}, {"Source", &a.Source}, {"Sure", &a.Sure}, {"Means", &a.Means}, {"Read", &a.Read}}
}

func (a *Answer) set(name, value string) (err error) {
	for _, t := range a.texts() {
		if t.name == name {
			*t.text = value
			return nil
		}
	}
	switch name {
	case "Tries":
		a.Tries, err = strconv.Atoi(value)
	case "Broken":
		a.Broken = value == "yes"
	default:
		err = fmt.Errorf("nobody knows a %q", name)
	}
	return err
}

// text is the file of an answer.
func (a Answer) text() []byte {
	var b bytes.Buffer
	add := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	for _, t := range a.texts() {
		add(t.name, *t.text)
	}
	if a.Tries > 0 {
		add("Tries", strconv.Itoa(a.Tries))
	}
	if a.Broken {
		add("Broken", "yes")
	}
	b.WriteByte('\n')
	if a.Status == 0 {
		return b.Bytes()
	}
	fmt.Fprintf(&b, "%s%d %s\n", protocol, a.Status, http.StatusText(a.Status))
	for _, name := range slices.Sorted(maps.Keys(a.Header)) {
		for _, value := range a.Header[name] {
			add(name, value)
		}
	}
	b.WriteByte('\n')
	b.Write(a.Body)
	return b.Bytes()
}

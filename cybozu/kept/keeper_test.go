package kept

import (
	"encoding/base64"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (r roundTrip) RoundTrip(request *http.Request) (*http.Response, error) { return r(request) }

// keptOf is the file that is made of one answer.
func keptOf(t *testing.T, status int, header map[string]string, body string) string {
	t.Helper()
	keeper := new(Keeper)
	transport := keeper.Watch(roundTrip(func(*http.Request) (*http.Response, error) {
		h := http.Header{}
		for name, value := range header {
			h.Set(name, value)
		}
		return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body))}, nil
	}))
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://office.cybozu.com/v1/users.json?size=100", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(answer.Body); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := keeper.Write(dir); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "0001-users.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Where no list says whose names there are, it is the shape that tells.
func TestKeep_WhatNoListNamesIsNotShownEither(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		header map[string]string
		body   string
		gone   []string
		stays  []string
	}{
		"page": {403, map[string]string{"Content-Type": "text/html"},
			`<p>認証が必要です 接続元 203.0.113.77、2001:db8::7:1:2 (03) 1234 5678 ０３－９８７６－５４３２</p>` +
				`<input name="X-Cybozu-Authorization" value="3f2504e0-4f89-11d3-9a0c">`,
			[]string{"203.0.113.77", "2001:db8", "1234 5678", "９８７６", "3f2504e0"},
			[]string{"認証が必要です", "X-Cybozu-Authorization"}},
		"redirect": {302, map[string]string{"Location": "https://office.cybozu.com/login?user=sato-noboru&name=%E4%BD%90%E8%97%A4#sato-noboru", "Set-Cookie": "JSESSIONID=planted"},
			"", []string{"sato", "%E4%BD%90", "planted"}, []string{"Location: https://example.cybozu.com/login?name="}},
		"code":            {503, map[string]string{"X-Cybozu-Error": "SLASH_LO02"}, "", nil, []string{"X-Cybozu-Error: SLASH_LO02"}},
		"no code":         {503, map[string]string{"X-Cybozu-Error": "sato@example.jp"}, "", []string{"sato"}, []string{"X-Cybozu-Error: "}},
		"neither of both": {200, map[string]string{"Content-Type": "text/plain"}, "sato-noboru 佐藤", []string{"sato", "佐藤"}, nil},
	} {
		text := keptOf(t, c.status, c.header, c.body)
		for _, word := range c.gone {
			if strings.Contains(text, word) {
				t.Errorf("%s: %q is there:\n%s", name, word, text)
			}
		}
		for _, word := range c.stays {
			if !strings.Contains(text, word) {
				t.Errorf("%s: %q is not there:\n%s", name, word, text)
			}
		}
	}
}

// A page that breaks off may do so in the middle of what it says of somebody.
func TestKeep_APageThatBreaksOffBetraysNobodyEither(t *testing.T) {
	const list = `{"users":[{"id":"1","code":"sato-noboru","name":"佐藤 昇","email":"noboru@sato.example.jp","phone":"0987-65-4321"}]}`
	const page = "<p>メンテナンス中です。noboru@sato.example.jp 佐藤 昇 office.cybozu.com, 0987-65-4321, sato-noboru, kennwort, 佐藤 昇"
	for n := range len(page) + 1 {
		keeper := new(Keeper)
		for _, body := range []io.Reader{strings.NewReader(list), io.MultiReader(strings.NewReader(page[:n]), iotest.ErrReader(io.ErrUnexpectedEOF))} {
			transport := keeper.Watch(roundTrip(func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(body)}, nil
			}))
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://office.cybozu.com/v1/users.json", nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("X-Cybozu-Authorization", base64.StdEncoding.EncodeToString([]byte("sato-noboru:kennwort")))
			answer, err := transport.RoundTrip(request)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.ReadAll(answer.Body) // the second one breaks
		}
		text := string(keeper.disguised()[1].Body)
		if begun := longestBegun(page[:n], "noboru@sato.example.jp", "佐藤 昇", "office", "0987-65-4321", "sato-noboru", "kennwort"); begun != "" && strings.HasSuffix(text, begun) {
			t.Errorf("after %d bytes, %q is there: %s", n, begun, text)
		}
		if n > 40 && !strings.Contains(text, "メンテナンス中") {
			t.Errorf("after %d bytes, nobody knows what it was: %s", n, text)
		}
	}
}

// longestBegun is how one of some words begins at the end of a text.
func longestBegun(text string, words ...string) (longest string) {
	for _, word := range words {
		for end := range word + " " {
			if begun := word[:end]; len(begun) > len(longest) && strings.HasSuffix(text, begun) {
				longest = begun
			}
		}
	}
	return longest
}

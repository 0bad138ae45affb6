package cybozutest

import (
	"net/http"
	"regexp"
)

// named are what may be wrong at a cybozu.com for as long as one looks, by the names under
// which one asks for it.
var named = []struct {
	name  string
	fault Fault
}{
	{"wrong-password", ErrorFault(http.StatusUnauthorized, "CB_WA01")},
	{"locked", ErrorFault(520, "CB_US02")},
	{"expired-password", ErrorFault(520, "CB_PE01")},
	{"temporary-password", ErrorFault(520, "SLASH_PA02")},
	{"browser-login", RedirectFault("/login?redirect=%2Fv1%2F")},
	{"moved", ErrorFault(520, "CB_PL01")},
	{"other-certificate", ErrorFault(520, "SLASH_IL06")},
	{"address", PageFault(http.StatusForbidden, "認証が必要です")},
	{"no-such-url", PageFault(http.StatusNotFound, "お探しのページは見つかりません")},
	{"client-certificate", RedirectFault("https://example.s.cybozu.com/")},
	{"no-permission", ErrorFault(http.StatusForbidden, "CB_NO02")},
	{"busy", ErrorFault(http.StatusTooManyRequests, "GAIA_TO04")},
	{"maintenance", PageFault(http.StatusServiceUnavailable, "メンテナンス")},
	{"failure", ErrorFault(520, "CB_XX99")},
	{"proxy", PageFault(http.StatusProxyAuthRequired, "Proxy")},
	{"untrusted-certificate", Fault{Untrusted: true}},
	{"dropped", Fault{Drop: true}},
	{"cut-off", Fault{CutAfter: 10}},
	{"half", Fault{Rewrite: func(body []byte) []byte { return body[:len(body)/2] }}},
	{"garbage", Fault{Rewrite: func([]byte) []byte { return []byte("\x00\x01\x02") }}},
	{"hangs", Fault{Hang: true}},

	// What can be read, and is no whole, or no directory.
	{"shifted", rewritten("users.json", `"id":"?\d+"?,"code":`, likeFirst)},
	{"same-address", rewritten("users.json", `"email":`, likeFirst)},
	{"missing-parent", rewritten("organizations.json", `"parentCode":`, func([]string) string { return "nowhere" })},
	{"no-names", rewritten("users.json", `"name":`, func([]string) string { return "" })},
}

// rewritten is a list in which another text takes the place of each that is not empty and
// stands after what a pattern says; by is told those up to it.
func rewritten(path, after string, by func(texts []string) string) Fault {
	pattern := regexp.MustCompile(`(` + after + `)"([^"]+)"`)
	return Fault{Path: path, Rewrite: func(body []byte) []byte {
		var texts []string
		return pattern.ReplaceAllFunc(body, func(found []byte) []byte {
			parts := pattern.FindSubmatch(found)
			texts = append(texts, string(parts[2]))
			return []byte(string(parts[1]) + `"` + by(texts) + `"`)
		})
	}}
}

// likeFirst gives the second the first one's.
func likeFirst(texts []string) string {
	if len(texts) == 2 {
		return texts[0]
	}
	return texts[len(texts)-1]
}

// FaultNames are the names for [NamedFault].
func FaultNames() (names []string) {
	for _, n := range named {
		names = append(names, n.name)
	}
	return names
}

// NamedFault is a fault of every request, by its name; false: there is none.
func NamedFault(name string) (Fault, bool) {
	for _, n := range named {
		if n.name == name {
			return n.fault, true
		}
	}
	return Fault{}, false
}

package cybozu_test

import (
	"errors"
	"strings"
	"testing"

	"anpisync/cybozu"
)

func TestParseHostUnderstandsWhatPeopleEnter(t *testing.T) {
	for _, text := range []string{
		"sub",
		"SUB",
		" sub　",
		"sub.cybozu.com",
		"Sub.Cybozu.Com",
		"sub.cybozu.com.",
		"sub.cybozu.com/",
		"//sub.cybozu.com/o/",
		"https://sub.cybozu.com",
		"HTTPS://sub.cybozu.com/k/#/portal",
		"http://sub.cybozu.com/login?saml=off",
		"https://sub.cybozu.com:443/",
		"sub.cybozu.com/k/123/?view=1#record",
		"ｓｕｂ．ｃｙｂｏｚｕ．ｃｏｍ",
		"ｈｔｔｐｓ：／／ｓｕｂ。ｃｙｂｏｚｕ。ｃｏｍ／",
		"\u200bsub.cybozu.com\ufeff",
	} {
		host, err := cybozu.ParseHost(text)
		if host != "sub.cybozu.com" || err != nil {
			t.Errorf("ParseHost(%q) = %q, %v", text, host, err)
		}
	}
}

func TestParseHostRefusesOtherHosts(t *testing.T) {
	for _, text := range []string{
		"",
		" ",
		".",
		"cybozu.com",
		".cybozu.com",
		"https://",
		"example.com",
		"sub.cybozu.cn",
		"sub.kintone.com",
		"sub.cybozu.com.example.com",
		"subcybozu.com",
		"a.b.cybozu.com",
		"example.com/sub.cybozu.com",
		"https://sub.cybozu.com@example.com/",
		"https://example.com@sub.cybozu.com/",
		"https://user:pass@sub.cybozu.com/",
		"sub.cybozu.com:8443",
		`sub.cybozu.com\@example.com`,
		"sub.cybozu.com%2eexample.com",
		"ftp://sub.cybozu.com/",
		"javascript://sub.cybozu.com/",
		"-sub",
		"sub-",
		"su_b",
		"su b",
		"会社",
		"127.0.0.1",
		"[::1]",
		strings.Repeat("a", 64),
	} {
		host, err := cybozu.ParseHost(text)
		if host != "" || !errors.Is(err, &cybozu.Error{Kind: cybozu.KindHost}) {
			t.Errorf("ParseHost(%q) = %q, %v, want KindHost", text, host, err)
		}
	}
}

func TestParseHostSaysWhatItRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"example.com": "host: example.com", " ＥＸＡＭＰＬＥ。com\n": "host: ＥＸＡＭＰＬＥ。com", "": "host",
		"a:b@sub.cybozu.com": "host", "a:b＠sub.cybozu.com": "host", // there may be a password in it
	} {
		if _, err := cybozu.ParseHost(text); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestParseHostNamesThePlainHostForClientCertificates(t *testing.T) {
	for _, text := range []string{"sub.s.cybozu.com", "https://SUB.s.cybozu.com/k/"} {
		_, err := cybozu.ParseHost(text)
		var failed *cybozu.Error
		if !errors.As(err, &failed) || failed.Kind != cybozu.KindClientCert || failed.Message != "sub.cybozu.com" {
			t.Errorf("ParseHost(%q): %v, want KindClientCert and the plain host", text, err)
		}
	}
}

func TestAHostHasAnAddress(t *testing.T) {
	for host, want := range map[cybozu.Host]string{"": "", "sub.cybozu.com": "https://sub.cybozu.com"} {
		if got := host.URL(); got != want {
			t.Errorf("%q: %q, want %q", host, got, want)
		}
	}
}

func TestNewClientTakesNothingButAHost(t *testing.T) {
	for _, host := range []cybozu.Host{"sub", "SUB.cybozu.com", "https://sub.cybozu.com", "example.com", "sub.cybozu.com/"} {
		if _, err := cybozu.NewClient(host, credentials, cybozu.Options{}); err == nil {
			t.Errorf("NewClient(%q) succeeds", host)
		}
	}
}

func FuzzParseHost(f *testing.F) {
	for _, text := range []string{"sub", "https://sub.cybozu.com/k/", "sub.s.cybozu.com", "ｓｕｂ．ｃｙｂｏｚｕ．ｃｏｍ", "a@b:443", "https://[::1]:443", "%"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		host, err := cybozu.ParseHost(text)
		if err != nil {
			if host != "" {
				t.Errorf("a host %q with an error", host)
			}
			return
		}
		if sub, ours := strings.CutSuffix(string(host), ".cybozu.com"); !ours || strings.ContainsAny(sub, "./:@") || host != cybozu.Host(strings.ToLower(string(host))) {
			t.Errorf("%q is no host of cybozu.com", host)
		}
		if again, err := cybozu.ParseHost(string(host)); again != host || err != nil {
			t.Errorf("ParseHost(%q) = %q, %v", host, again, err)
		}
	})
}

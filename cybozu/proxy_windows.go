package cybozu

import (
	"net/http"
	"net/url"

	"github.com/mattn/go-ieproxy"
)

// systemProxy is the environment's proxy or, where there is none, that of the system's
// settings, with a script for automatic configuration too.
func systemProxy() func(*http.Request) (*url.URL, error) { return ieproxy.GetProxyFunc() }

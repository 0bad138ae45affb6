//go:build !windows

package cybozu

import (
	"net/http"
	"net/url"
)

// systemProxy is the environment's proxy.
func systemProxy() func(*http.Request) (*url.URL, error) { return http.ProxyFromEnvironment }

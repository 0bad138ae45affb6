package storage

import (
	"net/url"
	"path/filepath"
	"strings"
)

// dataSource is the driver's name for an absolute path: a "file:" URI, because only
// there SQLite unescapes, so that a folder may hold any character. Each option is
// "key=value" and already escaped.
func dataSource(path string, options ...string) string {
	return fileURI(filepath.ToSlash(path)) + "?" + strings.Join(options, "&")
}

// fileURI escapes an absolute path with slashes: "/home/a b", "C:/Users/a" or, for a
// share, "//server/share/a". SQLite wants a slash before a drive letter and no
// authority (https://www.sqlite.org/uri.html).
func fileURI(slashed string) string {
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed
	}
	return "file://" + (&url.URL{Path: slashed}).EscapedPath()
}

package cybozu

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// The decoders, for the reader that the benchmarks compare with, and for fuzzing.
var (
	DecodeUsers         = decodeUsers
	DecodeOrganizations = decodeOrganizations
	DecodeMembers       = decodeMembers
	DecodeMemberships   = decodeMemberships
	ValidText           = validText
	ProxyOf             = proxyOf
)

// WithPrimary is a user whom the list of users has with a primary organization.
func WithPrimary(u User, organization ID) User {
	u.primary = organization
	return u
}

// DecodeExport returns the rows field by field.
func DecodeExport(r io.Reader) ([][]string, error) {
	placements, err := decodeExport(r)
	rows := make([][]string, len(placements))
	for i, p := range placements {
		rows[i] = p
	}
	return rows, err
}

// JudgeAnswer is what an answer means that is not the one asked for.
func (c *Client) JudgeAnswer(status int, header http.Header, body []byte) *Error {
	return c.judgeAnswer(&http.Response{StatusCode: status, Header: header}, body).err
}

// Codes are those that mean the same whatever the status.
func Codes() []string { return slices.Sorted(maps.Keys(codes)) }

// HasMeaning says whether a code is one of them.
func HasMeaning(code string) bool { return slices.Contains(Codes(), code) }

// Ask asks as the client does for what is kept of an answer: a path below /v1/ with its
// query. It returns the records that it read in short.
func (c *Client) Ask(ctx context.Context, path, query string) (read string, err error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return "", err
	}
	switch path {
	case usersEndpoint.path:
		users, err := fetchPage(ctx, c, usersEndpoint, values, decodeUsers)
		return inShort(users, func(u User) string { return fmt.Sprint(u.ID, " ", u.Code, " ", u.Name) }), err
	case organizationsEndpoint.path:
		organizations, err := fetchPage(ctx, c, organizationsEndpoint, values, decodeOrganizations)
		return inShort(organizations, func(o Organization) string { return fmt.Sprint(o.ID, " ", o.Code, " ", o.Name) }), err
	case membersEndpoint.path:
		users, err := fetchPage(ctx, c, membersEndpoint, values, decodeMembers)
		return inShort(users, func(id ID) string { return fmt.Sprint(id) }), err
	case membershipsEndpoint.path:
		organizations, err := fetchPage(ctx, c, membershipsEndpoint, values, decodeMemberships)
		return inShort(organizations, func(id ID) string { return fmt.Sprint(id) }), err
	case exportEndpoint.path:
		rows, err := fetchPage(ctx, c, exportEndpoint, values, decodeExport)
		return inShort(rows, func(p placement) string { return strings.Join(p, ",") }), err
	}
	return "", fmt.Errorf("nothing is read from %q", path)
}

func inShort[T any](records []T, short func(T) string) string {
	var all []string
	for _, r := range records {
		all = append(all, short(r))
	}
	return strings.Join(all, "; ")
}

// Pace is how a body is watched where the server may be silent for so long.
func Pace(longest time.Duration) func(n int, took time.Duration) error {
	b := &body{watch: &silence{limit: longest}}
	return b.keepPace
}

// SetOnline replaces the look-up that tells a wrong URL from a missing network.
func (c *Client) SetOnline(online bool) {
	c.online = func(context.Context) bool { return online }
}

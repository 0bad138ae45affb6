package cybozu

import (
	"context"
	"io"
	"net/http"
)

// The decoders, for the reader that the benchmarks compare with, and for fuzzing.
var (
	DecodeUsers         = decodeUsers
	DecodeOrganizations = decodeOrganizations
	DecodeMembers       = decodeMembers
	DecodeMemberships   = decodeMemberships
	ValidText           = validText
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

// SetOnline replaces the look-up that tells a wrong URL from a missing network.
func (c *Client) SetOnline(online bool) {
	c.online = func(context.Context) bool { return online }
}

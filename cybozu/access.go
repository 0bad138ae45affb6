package cybozu

import (
	"context"
	"errors"
)

// Access is what an account may do.
type Access struct {
	Login   string // who logged in; empty with an API token
	SeesAll bool   // nothing is hidden from it, and it has the export of all memberships
}

// Access logs in and says what the account may do, with one request: only those from whom
// nothing is hidden get the export. Its errors are those of [Client.Fetch].
func (c *Client) Access(ctx context.Context) (Access, error) {
	_, err := fetchPage(ctx, c, exportEndpoint, nil, decodeExport)
	may := Access{Login: c.login, SeesAll: err == nil}
	if errors.Is(err, &Error{Kind: KindPermission}) {
		err = nil // it is in, and reads organization by organization
	}
	if err != nil {
		c.Close()
		return Access{}, err
	}
	return may, nil
}

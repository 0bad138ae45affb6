package roster

import (
	"net/url"
	"strings"
)

// mailtoMost is how long an address of mailto: may be: browsers and Windows cut what is
// longer than some 2,000 characters.
const mailtoMost = 1900

// MailTo is an address as it stands in a mailto:.
func MailTo(address string) string {
	return strings.ReplaceAll(url.PathEscape(address), "%40", "@")
}

// Bcc is a mailto: with addresses in Bcc; false: they are more than it holds.
func Bcc(addresses []string) (link string, fits bool) {
	coded := make([]string, len(addresses))
	for i, a := range addresses {
		coded[i] = strings.ReplaceAll(url.QueryEscape(a), "%40", "@")
	}
	link = "mailto:?bcc=" + strings.Join(coded, ",")
	return link, len(link) <= mailtoMost
}

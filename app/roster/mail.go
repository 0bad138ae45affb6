package roster

import (
	"net/url"
	"strings"
)

// mailtoMost is how long an address of mailto: may be: browsers and Windows cut what is
// longer than some 2,000 characters.
const mailtoMost = 1900

// asIs are the two signs that a mailto: and a form of the web write in another way.
var asIs = strings.NewReplacer("%40", "@", "+", "%20")

// MailTo is an address as it stands in a mailto:, where & would begin another field (RFC 6068).
func MailTo(address string) string { return asIs.Replace(url.QueryEscape(address)) }

// Bcc is a mailto: with addresses in Bcc; false: they are more than it holds.
func Bcc(addresses []string) (link string, fits bool) {
	coded := make([]string, len(addresses))
	for i, a := range addresses {
		coded[i] = MailTo(a)
	}
	link = "mailto:?bcc=" + strings.Join(coded, ",")
	return link, len(link) <= mailtoMost
}

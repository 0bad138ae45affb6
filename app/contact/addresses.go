package contact

import (
	"iter"
	"strings"
)

// Addresses are the mail addresses that people have, each once in whatever case, in the
// order in which they come, and the number of people who have none.
func Addresses(of iter.Seq[string]) (addresses []string, without int) {
	seen := map[string]bool{}
	for address := range of {
		key := strings.ToLower(address)
		switch {
		case address == "":
			without++
		case !seen[key]:
			seen[key] = true
			addresses = append(addresses, address)
		}
	}
	return addresses, without
}

package release

import "testing"

// A feed without a key, or a key without a feed, is none: nothing would be checked.
func TestABuildHasAFeedWithBothAlone(t *testing.T) {
	defer func(a, k string) { address, key = a, k }(address, key)
	for _, c := range []struct {
		address, key string
		want         Feed
	}{
		{"", "", Feed{}}, {"https://example.com", "", Feed{}}, {"", "RW", Feed{}},
		{"https://example.com", "RW", Feed{Address: "https://example.com", Key: "RW"}},
	} {
		address, key = c.address, c.key
		if got := Built(); got != c.want {
			t.Errorf("%q and %q are %+v", c.address, c.key, got)
		}
	}
}

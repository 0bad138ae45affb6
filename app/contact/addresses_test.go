package contact

import (
	"slices"
	"testing"
)

func TestAddresses_EachOnceAndThoseWithout(t *testing.T) {
	got, without := Addresses(slices.Values([]string{"a@example.com", "", "B@example.com", "A@example.com", "b@example.com", ""}))
	if !slices.Equal(got, []string{"a@example.com", "B@example.com"}) || without != 2 {
		t.Errorf("addresses are %q, %d without", got, without)
	}
}

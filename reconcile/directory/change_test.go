package directory_test

import (
	"testing"

	"anpisync/reconcile/directory"
)

func TestChange_IsOfTheCounterpartAfterwardsOrElseOfTheOneBefore(t *testing.T) {
	local, linked, other := directory.User{ID: 1}, directory.User{ID: 1, CybozuID: 11}, directory.User{ID: 1, CybozuID: 12}
	for _, c := range []struct {
		before, after *directory.User
		want          directory.CybozuID
	}{
		{nil, &linked, 11}, {&linked, nil, 11}, {&linked, &other, 12}, {&linked, &local, 11}, {&local, &linked, 11},
		{&local, &local, 0}, {nil, &local, 0},
	} {
		if got := directory.NewChange(c.before, c.after, "", directory.ReasonByHand).CybozuID(); got != c.want {
			t.Errorf("%+v → %+v: %d, want %d", c.before, c.after, got, c.want)
		}
	}
}

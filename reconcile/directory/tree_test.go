package directory_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

// forest is 1 > (5 > 4 > (7, 6), 3, 2), and 9 below one that is not there.
func forest() []department {
	return []department{
		{ID: 1, Name: "top"},
		{ID: 2, ParentID: 1, Name: "two", SortOrder: 1},
		{ID: 3, ParentID: 1, Name: "three", SortOrder: 9, CybozuID: 30},
		{ID: 4, ParentID: 5, Name: "four"},
		{ID: 5, ParentID: 1, Name: "five", SortOrder: 2, CybozuID: 50},
		{ID: 6, ParentID: 4, Name: "six", SortOrder: 2},
		{ID: 7, ParentID: 4, Name: "seven", SortOrder: 1},
		{ID: 9, ParentID: 8, Name: "nine"},
	}
}

func TestD7_TreeIsWalkedFromTopToBottomInTheOrderOfSiblings(t *testing.T) {
	var b strings.Builder
	for d, level := range directory.NewTree(forest()).All() {
		fmt.Fprint(&b, strings.Repeat(" ", level), d.ID, "/")
	}
	if got, want := b.String(), "1/ 5/  4/   7/   6/ 3/ 2/"; got != want {
		t.Errorf("got %s", got)
	}
}

func TestTree_WalkEndsWhereItIsLeft(t *testing.T) {
	var all []int64
	for d := range directory.NewTree(forest()).All() {
		all = append(all, d.ID)
	}
	for n := range all {
		seen := 0
		for range directory.NewTree(forest()).All() {
			if seen++; seen > n {
				break
			}
		}
		same(t, "departments seen", seen, n+1)
	}
}

func TestTree_KnowsTheWayUp(t *testing.T) {
	tree := directory.NewTree(forest())
	for id, want := range map[int64]string{6: "top five four six", 1: "top", 9: "nine", 8: "", 0: ""} {
		if got := strings.Join(tree.Path(id), " "); got != want {
			t.Errorf("%d: %q", id, got)
		}
	}
	for _, c := range []struct {
		id, other int64
		want      bool
	}{{6, 5, true}, {5, 5, true}, {5, 6, false}, {6, 3, false}, {6, 1, true}, {99, 1, false}, {6, 99, false}} {
		if got := tree.IsBelow(c.id, c.other); got != c.want {
			t.Errorf("%d below %d: %v", c.id, c.other, got)
		}
	}
}

func TestD6_SurvivorIsTheNearestAboveThatStays(t *testing.T) {
	tree := directory.NewTree(forest())
	for _, c := range []struct {
		id   int64
		gone []int64
		want int64
	}{{6, nil, 6}, {6, []int64{6, 4}, 5}, {6, []int64{6, 5}, 4}, {6, []int64{6, 4, 5}, 1}, {9, []int64{9}, 1}} {
		if got := tree.Survivor(c.id, func(id int64) bool { return slices.Contains(c.gone, id) }); got != c.want {
			t.Errorf("without %v, %d becomes %d", c.gone, c.id, got)
		}
	}
}

func TestD10_RingsAreFoundAndEndNoWalk(t *testing.T) {
	damaged := append(forest(),
		department{ID: 20, ParentID: 21}, department{ID: 21, ParentID: 22}, department{ID: 22, ParentID: 20},
		department{ID: 23, ParentID: 21, Name: "beside"}, department{ID: 24, ParentID: 24})
	tree := directory.NewTree(damaged)
	if got := fmt.Sprint(tree.Rings()); got != "[[20 21 22] [24]]" {
		t.Errorf("rings %v", got)
	}
	if tree.IsBelow(23, 1) || !tree.IsBelow(23, 20) {
		t.Error("one beside a ring is below it and nothing else")
	}
	if got := tree.Survivor(23, func(int64) bool { return true }); got != directory.RootID {
		t.Errorf("survivor %d", got)
	}
	if got := directory.NewTree(forest()).Rings(); got != nil {
		t.Errorf("a sound tree has %v", got)
	}
}

func TestU13_ClimbVisitsWhatIsAboveFirst(t *testing.T) {
	above := map[string]string{"d": "c", "c": "b", "b": "a", "e": "b"}
	var visited []string
	rings := directory.Climb([]string{"d", "e", "a", "f"}, func(k string) (string, bool) { up, ok := above[k]; return up, ok },
		func(k string) { visited = append(visited, k) })
	if got := strings.Join(visited, " "); got != "a b c d e f" || rings != nil {
		t.Errorf("visited %s, rings %v", got, rings)
	}
}

func TestD7_LastPlaceIsBehindSiblingsOfTheSameKind(t *testing.T) {
	places := directory.Places{}
	for _, d := range forest() {
		places.Take(&d)
	}
	below := []department{{ParentID: 1}, {ParentID: 1}, {ParentID: 1, CybozuID: 99}, {ParentID: 4}, {ParentID: 3}}
	var got []int64
	for i := range below {
		places.PutLast(&below[i])
		got = append(got, below[i].SortOrder)
	}
	if !slices.Equal(got, []int64{2, 3, 10, 3, 1}) {
		t.Errorf("got %v", got)
	}
}

package cybozu

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// ids are those from one to another.
func ids(from, to ID) (all []ID) {
	for id := from; id <= to; id++ {
		all = append(all, id)
	}
	return all
}

func itself(id ID) ID { return id }

// Whoever helps an office reads what did not fit.
func TestI6_PagesThatDoNotMakeAWholeSayWhy(t *testing.T) {
	swapped := ids(100, 199)
	swapped[3], swapped[4] = swapped[4], swapped[3]
	for _, c := range []struct {
		name  string
		loose bool
		pages [][]ID
		want  string // of the ids, or the error
	}{
		{"nothing", false, [][]ID{{}, {}}, "0"},
		{"one page", false, [][]ID{ids(1, 99), {}}, "99"},
		{"one page that is not followed by an empty one", true, [][]ID{ids(1, 99)}, "99"},
		{"a full page", false, [][]ID{ids(1, 100), ids(100, 100), {}}, "100"},
		{"three pages", false, [][]ID{ids(1, 100), ids(100, 199), ids(199, 210), {}}, "210"},
		{"in no order", true, [][]ID{{3, 2, 1}}, "3"},
		{"an id twice", true, [][]ID{{3, 2, 3}}, "2"},
		{"in no order, where there is one", false, [][]ID{{1, 3, 2}, {}}, "shifted: id 2 comes after 3"},
		{"out of order in the second page", false, [][]ID{ids(1, 100), swapped}, "shifted: id 103 comes after 104"},
		{"more after the end", false, [][]ID{ids(1, 50), ids(50, 60)}, "shifted: records follow a page that was not full"},
		{"shorter", false, [][]ID{ids(1, 100), {}}, "shifted: the list became shorter"},
		{"a gap", false, [][]ID{ids(1, 100), ids(100, 199), ids(200, 210)}, "shifted: the page at offset 198 does not join the one before"},
		{"a gap that shows in nothing else", true, [][]ID{ids(1, 100), ids(101, 110)}, "shifted: the page at offset 99 does not join the one before"},
		{"the same again", false, [][]ID{ids(1, 100), ids(100, 199), ids(100, 199)}, "shifted: a full page at offset 198 brings nothing new"},
	} {
		var told []int
		p := pages[ID]{
			read: func(_ context.Context, offset int) ([]ID, error) {
				if at := offset / stride; offset%stride == 0 && at < len(c.pages) {
					return c.pages[at], nil
				}
				return nil, fmt.Errorf("nobody needs what is at %d", offset)
			},
			id: itself, ahead: 1, strict: !c.loose,
			count: func(n int) { told = append(told, n) },
		}
		all, err := p.all(t.Context())
		got := strconv.Itoa(len(all))
		if err != nil {
			got = err.Error()
		} else if slices.Contains(told, 0) || len(all) > 0 && told[len(told)-1] != len(all) {
			t.Errorf("%s: told %v of %d", c.name, told, len(all))
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// A page is asked for as soon as it is likely to exist, and no sooner.
func TestPagesAreAskedForWhereTheySeemToBe(t *testing.T) {
	for _, c := range []struct {
		name       string
		taken, end int
		loose      bool
		expected   int // -1: there is nothing to go by
		want       []int
	}{
		{"the first alone", 0, -1, false, -1, []int{0}},
		{"the first alone, whatever seems to be there", 0, -1, false, 5000, []int{0}},
		{"four to one that has come", 1, -1, false, -1, from(1, 4)},
		{"eight to two", 2, -1, false, -1, from(2, 9)},
		{"no more than ten", 3, -1, false, -1, from(3, 12)},
		{"of those that seem to be there", 1, -1, false, 297, from(1, 4)},
		{"of those that seem to be there, and the one behind", 1, -1, false, 197, from(1, 2)},
		{"one record more", 1, -1, false, 198, from(1, 3)},
		{"the next one, whatever seems to be there", 3, -1, false, 5, []int{3}},
		{"where there seems to be one", 1, -1, false, 1, []int{1}},
		{"where nothing is known yet", 1, -1, false, 0, from(1, 4)},
		{"one behind the end", 2, 2, false, -1, []int{3}},
		{"one behind the end that is the first", 0, 0, false, -1, []int{1}},
		{"none behind the end", 2, 2, true, -1, nil},
	} {
		p := pages[ID]{ahead: 10, strict: !c.loose}
		if c.expected >= 0 {
			p.expected = func() int { return c.expected }
		}
		so := joiner[ID]{pages: &p, taken: c.taken, end: c.end}
		var got []int
		for index := c.taken; index < 20; index++ {
			if p.wants(index, &so) {
				got = append(got, index)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func from(first, last int) (all []int) {
	for n := first; n <= last; n++ {
		all = append(all, n)
	}
	return all
}

// A page that fails ends the list with its error, and those that are under way beside it.
func TestAPageThatFailsEndsTheList(t *testing.T) {
	broken := errors.New("broken")
	for _, ahead := range []int{1, 10} {
		var mu sync.Mutex
		var asked []int
		p := pages[ID]{
			read: func(ctx context.Context, offset int) ([]ID, error) {
				mu.Lock()
				asked = append(asked, offset/stride)
				mu.Unlock()
				switch {
				case offset < 2*stride:
					return ids(ID(offset)+1, ID(offset)+pageSize), nil
				case offset == 2*stride:
					return nil, broken
				}
				<-ctx.Done()
				return nil, ctx.Err()
			},
			id: itself, ahead: ahead, strict: true,
		}
		_, err := p.all(t.Context())
		if slices.Sort(asked); !errors.Is(err, broken) || ahead == 1 && !slices.Equal(asked, from(0, 2)) || len(asked) > 2+8 {
			t.Errorf("%d ahead: %v after the pages %d", ahead, err, asked)
		}
	}
}

// listing is a transport that hands out a list of a kind by offset.
type listing struct {
	pages map[string][]ID // by offset
}

func (l listing) RoundTrip(r *http.Request) (*http.Response, error) {
	name, _ := strings.CutSuffix(path.Base(r.URL.Path), ".json")
	var records []string
	for _, id := range l.pages[r.URL.Query().Get("offset")] {
		records = append(records, fmt.Sprintf(`{"id":"%d","code":"c%d","valid":true}`, id, id))
	}
	body := `{"` + name + `":[` + strings.Join(records, ",") + `]}`
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// What was added between two pages may come late, and is compared in the order of ids.
func TestI6_ListsAreInTheOrderOfIDsHoweverTheyCome(t *testing.T) {
	var odd []ID
	for id := ID(1); len(odd) < pageSize; id += 2 {
		odd = append(odd, id)
	}
	client, err := NewClient("example.cybozu.com", Credentials{Login: "a", Password: "b"}, Options{Transport: listing{map[string][]ID{"0": odd, "99": {3, 4, 199}}}})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	f := &fetch{Client: client, report: serially(nil)}
	users, err := f.users(t.Context(), nil)
	if err != nil || len(users) != 101 || users[2].ID != 4 || users[100].ID != 199 {
		t.Errorf("%d users, %v", len(users), err)
	}
	organizations, err := f.organizations(t.Context())
	if err != nil || len(organizations) != 101 || organizations[2].ID != 4 || organizations[100].ID != 199 {
		t.Errorf("%d organizations, %v", len(organizations), err)
	}
}

package browse

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/reconcile/directory"
)

// line is one of the history, a day after the other.
func line(id int64, outcome directory.Outcome, users, departments directory.Tally, numbers map[string]int) directory.Import {
	return directory.Import{
		ID: id, Kind: directory.ImportManual, Outcome: outcome, FinishedAt: time.Date(2026, 1, int(id), 0, 0, 0, 0, time.UTC),
		Users: users, Departments: departments, Numbers: numbers,
	}
}

func drawnChart(c Chart) string {
	var b strings.Builder
	for _, p := range c.Points {
		fmt.Fprintf(&b, "%d×%d %s: %d/%d +%d-%d +%d-%d\n", p.ImportID, p.Imports, p.At.Format("01-02"), p.Users, p.Departments,
			p.UserChanges.Created, p.UserChanges.Deleted, p.DepartmentChanges.Created, p.DepartmentChanges.Deleted)
	}
	return b.String()
}

func TestChartShowsHowUsersAndDepartmentsCameAndWent(t *testing.T) {
	none := directory.Tally{}
	history := []directory.Import{
		line(7, directory.OutcomeOK, none, none, map[string]int{"users": 12, "departments": 4}),
		line(6, directory.OutcomeFailed, none, none, nil),
		line(5, directory.OutcomeOK, directory.Tally{Created: 3, Deleted: 1, Updated: 9}, directory.Tally{Deleted: 1}, map[string]int{"users": 12, "departments": 4}),
		line(4, directory.OutcomeOK, none, none, map[string]int{"users": 10, "departments": 5}),
		line(3, directory.OutcomeUndone, directory.Tally{Deleted: 2}, none, nil), // of a version that kept no numbers
		line(2, directory.OutcomeCancelled, none, none, nil),
		line(1, directory.OutcomeOK, directory.Tally{Created: 12}, directory.Tally{Created: 5}, nil),
	}
	want := `1×1 01-01: 12/5 +12-0 +5-0
3×1 01-03: 10/5 +0-2 +0-0
5×1 01-05: 12/4 +3-1 +0-1
7×1 01-07: 12/4 +0-0 +0-0
`
	if got := drawnChart(BuildChart(history, directory.Census{Users: 12, Departments: 4}, 100)); got != want {
		t.Errorf("got\n%s", got)
	}
	want = `3×2 01-03: 10/5 +12-2 +5-0
7×2 01-07: 12/4 +3-1 +0-1
`
	if got := drawnChart(BuildChart(history, directory.Census{Users: 12, Departments: 4}, 2)); got != want {
		t.Errorf("in two points: got\n%s", got)
	}
	if got := BuildChart(nil, directory.Census{}, 100).Points; len(got) > 0 {
		t.Errorf("without a history: %v", got)
	}
}

func TestChartAddsUpAllKindsOfChanges(t *testing.T) {
	all := directory.Tally{Created: 1, Updated: 2, Linked: 3, Unlinked: 4, Deleted: 5}
	history := []directory.Import{line(9, directory.OutcomeOK, all, all, nil), line(2, directory.OutcomeOK, all, all, nil), line(1, directory.OutcomeOK, all, all, nil)}
	twice := directory.Tally{Created: 2, Updated: 4, Linked: 6, Unlinked: 8, Deleted: 10}
	if got := BuildChart(history, directory.Census{Users: 100, Departments: 100}, 2).Points; len(got) != 2 || got[0].UserChanges != twice || got[0].DepartmentChanges != twice {
		t.Errorf("%+v", got)
	}
	if got := len(BuildChart(history, directory.Census{Users: 100, Departments: 100}, 3).Points); got != 3 {
		t.Errorf("three lines are %d points where there may be three", got)
	}
}

func TestChartDoesNotGuessAcrossATakingOver(t *testing.T) {
	history := []directory.Import{
		line(3, directory.OutcomeOK, directory.Tally{Created: 1}, directory.Tally{}, nil),
		line(2, directory.OutcomeOK, directory.Tally{}, directory.Tally{}, nil),
		line(1, directory.OutcomeOK, directory.Tally{Created: 7}, directory.Tally{Created: 2}, nil),
	}
	history[1].Kind = directory.ImportTakeOver
	want := `1×1 01-01: -1/-1 +7-0 +2-0
2×1 01-02: 4/2 +0-0 +0-0
3×1 01-03: 5/2 +1-0 +0-0
`
	if got := drawnChart(BuildChart(history, directory.Census{Users: 5, Departments: 2}, 100)); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestChartBelievesTheNumbersThatWereKept(t *testing.T) {
	history := []directory.Import{
		line(4, directory.OutcomeFailed, directory.Tally{}, directory.Tally{}, nil),
		line(3, directory.OutcomeOK, directory.Tally{Created: 20}, directory.Tally{Created: 1}, map[string]int{"users": 12, "departments": 7}),
		line(2, directory.OutcomeOK, directory.Tally{Created: 1}, directory.Tally{}, nil),
	}
	want := "2×1 01-02: 0/6 +1-0 +0-0\n3×1 01-03: 12/7 +20-0 +1-0\n"
	if got := drawnChart(BuildChart(history, directory.Census{Users: 50, Departments: 40}, 9)); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestTrendIsTheNumberAfterEachImportAndNow(t *testing.T) {
	none := directory.Tally{}
	history := []directory.Import{
		line(4, directory.OutcomeOK, none, none, map[string]int{"no_phone": 3}),
		line(3, directory.OutcomeFailed, none, none, nil),
		line(2, directory.OutcomeOK, none, none, map[string]int{"no_phone": 5}),
		line(1, directory.OutcomeOK, none, none, map[string]int{"no_phone": 9}),
	}
	if got := Trend(history, "no_phone", 2, 10); !slices.Equal(got, []int{9, 5, 3, 2}) {
		t.Errorf("got %v", got)
	}
	if got := Trend(history, "no_phone", 3, 10); !slices.Equal(got, []int{9, 5, 3}) {
		t.Errorf("nothing has changed since: %v", got)
	}
	if got := Trend(history, "no_phone", 2, 3); !slices.Equal(got, []int{5, 3, 2}) {
		t.Errorf("three of them: %v", got)
	}
	if got := Trend(history, "no_phone", 5, 10); !slices.Equal(got, []int{9, 5, 3, 5}) {
		t.Errorf("as it was once: %v", got)
	}
	if got := Trend(history, "unheard-of", 2, 3); !slices.Equal(got, []int{2}) {
		t.Errorf("one that was not counted: %v", got)
	}
}

package browse

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"anpisync/reconcile/directory"
)

// week is a history with an import between the edits of a day.
func week() []directory.Import {
	at := func(day, hour int) time.Time { return time.Date(2026, 4, day, hour, 0, 0, 0, time.Local) }
	ok, failed := directory.OutcomeOK, directory.OutcomeFailed
	return []directory.Import{
		{ID: 7, Kind: directory.ImportEdit, FinishedAt: at(3, 11), Outcome: ok, Users: directory.Tally{Updated: 1}},
		{ID: 6, Kind: directory.ImportAuto, FinishedAt: at(3, 10), Outcome: ok},
		{ID: 5, Kind: directory.ImportEdit, FinishedAt: at(3, 9), Outcome: ok, Users: directory.Tally{Created: 2}},
		{ID: 4, Kind: directory.ImportEdit, FinishedAt: at(3, 0), Outcome: ok, Departments: directory.Tally{Updated: 1}},
		{ID: 3, Kind: directory.ImportEdit, FinishedAt: at(2, 23), Outcome: directory.OutcomeUndone},
		{ID: 2, Kind: directory.ImportManual, FinishedAt: at(2, 9), Outcome: failed},
		{ID: 1, Kind: directory.ImportManual, FinishedAt: at(1, 9), Outcome: ok},
	}
}

func keysOf(lines []HistoryLine) string {
	var b strings.Builder
	for i := range lines {
		mark := ""
		if lines[i].Within {
			mark = "+"
		}
		fmt.Fprint(&b, mark, lines[i].Key(), " ")
	}
	return strings.TrimSpace(b.String())
}

func TestHistory_FoldsEditsIntoOneLineADay(t *testing.T) {
	lines := ListHistory(week(), HistoryQuery{})
	if got := keysOf(lines); got != "-20260403 6 3 2 1" {
		t.Errorf("lines %s", got)
	}
	departments, users := lines[0].Tallies()
	if departments != (directory.Tally{Updated: 1}) || users != (directory.Tally{Created: 2, Updated: 1}) || len(lines[0].Edits) != 3 {
		t.Errorf("the day has %+v %+v", departments, users)
	}
	opened := ListHistory(week(), HistoryQuery{Open: map[int64]bool{-20260403: true}})
	if got := keysOf(opened); got != "-20260403 +7 +5 +4 6 3 2 1" {
		t.Errorf("opened %s", got)
	}
	if key, ok := DayOf(week(), 5); !ok || key != -20260403 {
		t.Errorf("5 is of %d", key)
	}
	if d, u := ListHistory(week(), HistoryQuery{})[2].Tallies(); d != (directory.Tally{}) || u != (directory.Tally{}) {
		t.Errorf("an edit alone on its day has %+v %+v", d, u)
	}
	single := week()[2:3]
	if _, users := ListHistory(single, HistoryQuery{})[0].Tallies(); users.Created != 2 {
		t.Errorf("the only edit of a day has %+v", users)
	}
	if key, ok := DayOf(week(), 7); !ok || key != -20260403 {
		t.Errorf("7 is of %d", key)
	}
	if _, ok := DayOf(week(), 99); ok {
		t.Error("an edit that is not there has a day")
	}
	if _, ok := DayOf(week(), 6); ok {
		t.Error("an import is no edit")
	}
}

func TestFiltersHaveTheNamesOfTheirStates(t *testing.T) {
	var names []string
	for _, f := range Filters() {
		names = append(names, f.String())
	}
	if want := []string{"すべて", "連携済み", "このアプリのみ", "停止中", "以前の連携先"}; !slices.Equal(names, want) {
		t.Errorf("got %q", names)
	}
}

func TestHistory_IsFilteredByKindAndOutcome(t *testing.T) {
	for _, c := range []struct {
		q    HistoryQuery
		want string
	}{
		{HistoryQuery{Kind: directory.ImportManual}, "2 1"},
		{HistoryQuery{Outcome: directory.OutcomeFailed}, "2"},
		{HistoryQuery{Outcome: directory.OutcomeUndone}, "3"},
		{HistoryQuery{Kind: directory.ImportEdit, Outcome: directory.OutcomeOK}, "-20260403"},
		{HistoryQuery{Kind: directory.ImportCSV}, ""},
	} {
		if got := keysOf(ListHistory(week(), c.q)); got != c.want {
			t.Errorf("%+v: %s, want %s", c.q, got, c.want)
		}
	}
}

// Whatever was edited in between, the edits of a day together are what one would find by
// comparing its evening with its morning.
func TestHistory_EditsOfADayTogetherAreTheDifferenceOfMorningAndEvening(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var states []*directory.Directory
		for range rapid.IntRange(2, 6).Draw(t, "edits") {
			d := &directory.Directory{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}}}
			for id := int64(2); id <= 5; id++ {
				if rapid.Bool().Draw(t, "department") {
					d.Departments = append(d.Departments, directory.Department{ID: id, ParentID: 1, Name: rapid.StringMatching(`[あ-う]`).Draw(t, "name")})
				}
				if rapid.Bool().Draw(t, "user") {
					d.Users = append(d.Users, directory.User{ID: id, LoginName: "u", Phone: rapid.StringMatching(`[0-2]`).Draw(t, "phone")})
				}
			}
			states = append(states, d)
		}
		_, all, now := lived(states)
		got, want := Net(all), directory.Diff(states[0], now)
		for _, plan := range []*directory.Plan{got, want} {
			for i := range plan.Departments {
				plan.Departments[i].Rule, plan.Departments[i].Reason, plan.Departments[i].Also = "", "", nil
			}
			for i := range plan.Users {
				plan.Users[i].Rule, plan.Users[i].Reason, plan.Users[i].Also = "", "", nil
			}
			slices.SortFunc(plan.Departments, func(a, b directory.Change[directory.Department]) int { return int(a.ID() - b.ID()) })
			slices.SortFunc(plan.Users, func(a, b directory.Change[directory.User]) int { return int(a.ID() - b.ID()) })
		}
		if len(got.Departments)+len(want.Departments) > 0 && !reflect.DeepEqual(got.Departments, want.Departments) {
			t.Fatalf("departments %+v, want %+v", got.Departments, want.Departments)
		}
		if len(got.Users)+len(want.Users) > 0 && !reflect.DeepEqual(got.Users, want.Users) {
			t.Fatalf("users %+v, want %+v", got.Users, want.Users)
		}
	})
}

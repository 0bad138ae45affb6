package browse

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"anpisync/reconcile/directory"
)

// years is a history in which a department is renamed, moved and deleted, and a person
// goes through it.
func years() (history []directory.Import, all []directory.Recorded, now *directory.Directory) {
	states := []*directory.Directory{
		{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}}},
		{
			Departments: []directory.Department{{ID: 1, Name: "最上位部署"}, {ID: 2, ParentID: 1, Name: "営業部"}, {ID: 3, ParentID: 2, Name: "海外営業"}},
			Users:       []directory.User{{ID: 7, LoginName: "sato", Name: "佐藤 昇", Departments: []int64{3}}},
		},
		{
			Departments: []directory.Department{{ID: 1, Name: "最上位部署"}, {ID: 2, ParentID: 1, Name: "第一営業部"}, {ID: 3, ParentID: 2, Name: "海外営業グループ"}},
			Users:       []directory.User{{ID: 7, LoginName: "sato", Name: "佐藤 昇", Departments: []int64{2, 3}}},
		},
		{
			Departments: []directory.Department{{ID: 1, Name: "最上位部署"}, {ID: 2, ParentID: 1, Name: "第一営業部"}},
			Users:       []directory.User{{ID: 7, LoginName: "sato", Name: "佐藤 昇", Phone: "090", Departments: []int64{2}}},
		},
		{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}, {ID: 2, ParentID: 1, Name: "営業本部"}}},
	}
	return lived(states)
}

// lived is the history of a directory that was in these states one after the other.
func lived(states []*directory.Directory) (history []directory.Import, all []directory.Recorded, now *directory.Directory) {
	for i := 1; i < len(states); i++ {
		id := int64(10 * i)
		history = append(history, directory.Import{ID: id, Kind: directory.ImportManual})
		plan := directory.Diff(states[i-1], states[i])
		for _, c := range plan.Departments {
			all = append(all, directory.Recorded{ImportID: id, Department: &c})
		}
		for _, c := range plan.Users {
			all = append(all, directory.Recorded{ImportID: id, User: &c})
		}
	}
	slices.Reverse(history)
	slices.Reverse(all)
	return history, all, states[len(states)-1]
}

// of picks the changes of one record, or of all departments.
func of(all []directory.Recorded, kind directory.RecordKind, id int64) (changes []directory.Recorded) {
	for _, c := range all {
		if kind == directory.KindDepartment && c.Department != nil && (id == 0 || c.Department.ID() == id) ||
			kind == directory.KindUser && c.User != nil && c.User.ID() == id {
			changes = append(changes, c)
		}
	}
	return changes
}

func toldEvents(events []Event) string {
	var b strings.Builder
	for i := range events {
		e := &events[i]
		fmt.Fprintf(&b, "%d %s %s %s\n", e.Line.ID, e.Action, e.Name, e.Text())
	}
	return b.String()
}

func TestBiography_NamesDepartmentsAsTheyWereThen(t *testing.T) {
	history, all, now := years()
	departments := of(all, directory.KindDepartment, 0)
	want := `40 delete 佐藤 昇（sato） 所属部署：第一営業部
30 update 佐藤 昇（sato） 電話番号：（なし） → 090／所属部署：第一営業部、海外営業グループ → 第一営業部
20 update 佐藤 昇（sato） 所属部署：海外営業 → 第一営業部、海外営業グループ
10 create 佐藤 昇（sato） 所属部署：海外営業
`
	if got := toldEvents(BuildBiography(of(all, directory.KindUser, 7), departments, history, now)); got != want {
		t.Errorf("got\n%s", got)
	}
	want = `30 delete 海外営業グループ 
20 update 海外営業グループ 部署名：海外営業 → 海外営業グループ
10 create 海外営業 親部署：最上位部署 ＞ 営業部
`
	if got := toldEvents(BuildBiography(of(all, directory.KindDepartment, 3), departments, history, now)); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestBiography_LeavesOutWhatTheHistoryHasForgotten(t *testing.T) {
	history, all, now := years()
	events := BuildBiography(of(all, directory.KindUser, 7), of(all, directory.KindDepartment, 0), history[:2], now)
	if len(events) != 2 || events[0].Line.ID != 40 || events[1].Line.ID != 30 {
		t.Errorf("got\n%s", toldEvents(events))
	}
	events = BuildBiography(of(all, directory.KindUser, 7), of(all, directory.KindDepartment, 0), slices.Delete(slices.Clone(history), 1, 2), now)
	if len(events) != 3 || events[2].Line.ID != 10 {
		t.Errorf("without the second: got\n%s", toldEvents(events))
	}
}

// Whatever was done, each change of a record is told once, and no department that was
// there at the time is called unknown.
func TestBiography_TellsEveryChangeOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		states := []*directory.Directory{{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}}}}
		for range rapid.IntRange(1, 6).Draw(t, "imports") {
			d := &directory.Directory{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}}}
			for id := int64(2); id <= 6; id++ {
				if rapid.Bool().Draw(t, "there") {
					parent := rapid.SampledFrom(d.Departments).Draw(t, "parent").ID
					d.Departments = append(d.Departments, directory.Department{ID: id, ParentID: parent, Name: rapid.StringMatching(`[あ-う]`).Draw(t, "name")})
				}
			}
			if rapid.IntRange(0, 3).Draw(t, "gone") > 0 {
				d.Users = []directory.User{{ID: 7, LoginName: "sato", Departments: []int64{rapid.SampledFrom(d.Departments).Draw(t, "of").ID}}}
			}
			states = append(states, d)
		}
		history, all, now := lived(states)
		departments := of(all, directory.KindDepartment, 0)
		for id := int64(2); id <= 7; id++ {
			kind := directory.KindDepartment
			if id == 7 {
				kind = directory.KindUser
			}
			changes := of(all, kind, id)
			events := BuildBiography(changes, departments, history, now)
			if len(events) != len(changes) {
				t.Fatalf("%d changes became\n%s", len(changes), toldEvents(events))
			}
			for i := range events {
				if events[i].RecordID() != id || events[i].Line.ID != changes[i].ImportID || strings.Contains(events[i].Text(), "今はない") {
					t.Fatalf("%s %d\n%s", kind, id, toldEvents(events))
				}
			}
		}
	})
}

func TestKnown_FindsThoseWhoAreGone(t *testing.T) {
	_, all, _ := years()
	seen := map[string]bool{}
	var last []directory.Recorded
	for _, c := range all { // the newest first
		var key string
		if c.Department != nil {
			key = fmt.Sprint("d", c.Department.ID())
		} else {
			key = fmt.Sprint("u", c.User.ID())
		}
		if !seen[key] {
			seen[key] = true
			last = append(last, c)
		}
	}
	last = append(last, directory.Recorded{ImportID: 5, User: &directory.Change[directory.User]{Action: directory.Delete, Before: &directory.User{ID: 99}}})
	k := BuildKnown(last)
	if got := k.Find("ｻﾄ", false); len(got) != 0 {
		t.Errorf("by a reading that nobody has: %+v", got)
	}
	if got := k.Find("SATO 佐藤", false); len(got) != 1 || got[0].ID != 7 || !got[0].Gone || got[0].Name != "佐藤 昇（sato）" {
		t.Errorf("%+v", got)
	}
	last = append([]directory.Recorded{{ImportID: 1, User: &directory.Change[directory.User]{Before: &directory.User{ID: 99}}}}, last...)
	slices.Reverse(last[1:])
	if got := BuildKnown(last).Find("営業", false); len(got) != 2 || got[0].Last < got[1].Last {
		t.Errorf("in another order: %+v", got)
	}
	here := BuildKnown([]directory.Recorded{{ImportID: 1, User: &directory.Change[directory.User]{Before: &directory.User{ID: 1, LoginName: "old"}, After: &directory.User{ID: 1, LoginName: "new"}}}})
	if got := here.Find("new", false); len(got) != 1 || got[0].Gone || got[0].Code != "new" || len(here.Find("old", false)) != 0 {
		t.Errorf("who is here: %+v", got)
	}
	if got := k.Find("", true); len(got) != 2 || got[0].Kind != directory.KindUser || got[1].Name != "海外営業グループ" {
		t.Errorf("who is gone: %+v", got)
	}
	if got := k.Find("営業", false); len(got) != 2 || got[0].Name != "営業本部" {
		t.Errorf("%+v", got)
	}
}

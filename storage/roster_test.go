package storage

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"anpisync/reconcile/directory"
)

func rosters(t testing.TB, s *Store) []Roster {
	t.Helper()
	all, err := s.Rosters(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func keepRoster(t testing.TB, s *Store, r Roster) {
	t.Helper()
	if err := s.KeepRoster(t.Context(), r); err != nil {
		t.Fatal(err)
	}
}

func TestRoster_TheNewestOfEachKindIsRemembered(t *testing.T) {
	s, _ := openNew(t)
	before := mustLoad(t, s).Revision
	made := time.Date(2026, 10, 3, 6, 0, 0, 0, time.UTC)
	r := Roster{MadeAt: made, LastImport: 7, People: 345, Choices: "{}", Title: "名簿", Note: "171", Search: "たなか", Path: "/x.html"}
	keepRoster(t, s, r)
	other := r
	other.Choices = `{"form":1}`
	keepRoster(t, s, other)
	r.MadeAt, r.Path = made.Add(time.Hour), "/y.html"
	keepRoster(t, s, r)
	all := rosters(t, s)
	if len(all) != 2 || all[1].Choices != other.Choices {
		t.Fatalf("%+v", all)
	}
	r.ID = all[0].ID
	if all[0] != r {
		t.Errorf("got %+v, want %+v", all[0], r)
	}
	if now := mustLoad(t, s).Revision; now != before {
		t.Errorf("it counts as a change of the directory: %v, then %v", before, now)
	}
	for i := range 60 {
		r.Title = fmt.Sprint(i)
		keepRoster(t, s, r)
	}
	if all := rosters(t, s); len(all) != 50 || all[0].Title != "59" {
		t.Errorf("%d are kept, the newest is %q", len(all), all[0].Title)
	}
}

func TestRoster_ChangesSinceAreThoseOfTheLaterImports(t *testing.T) {
	s, _ := openNew(t)
	edit(t, s, directory.ImportManual, office)
	at, err := s.LastImport(t.Context())
	if err != nil || at == 0 {
		t.Fatalf("import %d, %v", at, err)
	}
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users[0].Phone = "1" })
	edit(t, s, directory.ImportEdit, func(d *directory.Directory) { d.Users[0].Phone = "2" })
	changes, err := s.ChangesSince(t.Context(), at)
	if err != nil || len(changes) != 2 {
		t.Fatalf("%+v, %v", changes, err)
	}
	if first := changes[0].User.Before; first.Phone != "03-1111" || len(first.Departments) != 2 {
		t.Errorf("the first was %+v before", first)
	}
}

func TestRoster_OfAForgottenHistoryNothingIsTold(t *testing.T) {
	s, _ := openNew(t)
	edit(t, s, directory.ImportManual, office)
	old := time.Now().Add(-48 * time.Hour)
	keepRoster(t, s, Roster{MadeAt: old, LastImport: 1, Choices: "old"})
	keepRoster(t, s, Roster{MadeAt: time.Now(), LastImport: 1, Choices: "new"})
	if _, err := s.ForgetHistory(t.Context(), old.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	all := rosters(t, s)
	if all[0].Forgotten || all[0].LastImport != 1 || !all[1].Forgotten || all[1].LastImport != 0 {
		t.Errorf("%+v", all)
	}
	onWriter(t, s, "UPDATE rosters SET last_import = -1") // as any version keeps it
	if all := rosters(t, s); !all[0].Forgotten || !all[1].Forgotten {
		t.Errorf("%+v", all)
	}
}

func TestRoster_ErasedPeopleAreInNone(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	keepRoster(t, s, Roster{MadeAt: time.Now(), Choices: "all", Title: "全員", Path: "/tmp/全員.html"})
	keepRoster(t, s, Roster{MadeAt: time.Now(), Choices: "{}", Title: "守衛の名簿", Note: "責任者は守衛", Search: "守衛", Path: "/tmp/守衛.html"})
	typed := map[string]string{SettingRosterTitle: "守衛の名簿", SettingRosterNote: "責任者は守衛"}
	for key, value := range typed {
		if err := s.SetSetting(t.Context(), key, value); err != nil {
			t.Fatal(err)
		}
	}
	edit(t, s, directory.ImportManual, func(d *directory.Directory) { d.Users = d.Users[:2] })
	if _, err := s.EraseLeavers(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := rosters(t, s)[0]
	if r.Title != "…の名簿" || r.Note != "責任者は…" || r.Search != "…" || r.Path != "" {
		t.Errorf("%+v", r)
	}
	if r := rosters(t, s)[1]; r.Title != "全員" || r.Path != "/tmp/全員.html" {
		t.Errorf("without a leaver: %+v", r)
	}
	for _, table := range []string{"rosters", "settings"} {
		if left := rows(t, filepath.Join(dir, fileName), table); strings.Contains(left, "守衛") || !strings.Contains(left, "責任者は…") {
			t.Errorf("%s: %s", table, left)
		}
	}
}

func TestRoster_GoesAlongToAnotherMachineWithoutItsPath(t *testing.T) {
	from, _ := furnished(t)
	r := Roster{MadeAt: time.Now().UTC().Truncate(time.Second), LastImport: 1, People: 2, Choices: "{}", Title: "名簿", Path: "/home/x/名簿.html"}
	keepRoster(t, from, r)
	to, _ := other(t)
	keepRoster(t, to, Roster{MadeAt: time.Now(), Choices: "of what is replaced"})
	takeOver(t, to, archive(t, from))
	r.Path = ""
	got := rosters(t, to)
	if len(got) != 1 {
		t.Fatalf("%+v", got)
	}
	r.ID = got[0].ID
	if got[0] != r {
		t.Errorf("got %+v, want %+v", got[0], r)
	}
}

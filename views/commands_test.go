package views

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"anpisync/app/edit"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

func TestCommands_EachIsNamedOnceAndHasAPlaceToBeFound(t *testing.T) {
	s := peopleStage(t)
	seen := map[string]bool{}
	menus := map[string]bool{"": true}
	for _, m := range bar {
		menus[m.Title] = true
	}
	meant := map[string]int{}
	for _, c := range s.commands {
		if !menus[c.menu] {
			t.Errorf("%q is in no menu of the bar", c.words)
		}
		if c.id == "" {
			continue
		}
		if seen[c.id] || c.words == "" || c.run == nil {
			t.Errorf("%q is there twice, or half", c.id)
		}
		seen[c.id] = true
		if key := c.key.String(); key != "" && c.when == nil {
			if meant[key]++; meant[key] > 1 {
				t.Errorf("%s means several commands", key)
			}
		}
	}
	for _, m := range s.menus() {
		if len(m.Items) == 0 || len(m.Items) > 20 {
			t.Errorf("%s has %d lines", m.Title, len(m.Items))
		}
	}
}

func TestCommands_KeysLeadToEveryScreen(t *testing.T) {
	s := peopleStage(t)
	for i, screen := range s.screens {
		s.press(fyne.KeyName(rune('1'+i)), ctrl)
		s.settle()
		if s.current() != screen {
			t.Errorf("Ctrl+%d leads to %s", i+1, s.current().name())
		}
	}
}

func TestCommands_AltOpensTheMenuBarAndItsLettersTheMenus(t *testing.T) {
	s := peopleStage(t)
	s.press("LeftAlt", 0)
	if !strings.Contains(s.dialogs(), "ファイル(F)") || strings.Contains(s.dialogs(), "ウィンドウを閉じる") {
		t.Fatalf("Alt shows %q", s.dialogs())
	}
	s.press("LeftAlt", 0)
	if s.dialogs() != "" {
		t.Fatalf("Alt leaves %q", s.dialogs())
	}
	s.press(fyne.KeyV, fyne.KeyModifierAlt)
	if !strings.Contains(s.dialogs(), "列を選ぶCtrl+L") {
		t.Errorf("Alt+V shows %q", s.dialogs())
	}
	s.press(fyne.KeyEscape, 0)
	if s.dialogs() != "" {
		t.Error("Esc leaves the menu")
	}
}

func TestCommands_OneThatCannotBeDoneSaysWhy(t *testing.T) {
	s := peopleStage(t)
	s.press(fyne.KeyY, ctrl)
	s.settle()
	if !strings.Contains(s.onScreen(), "やり直せる編集がありません。") {
		t.Errorf("the screen says %q", s.onScreen())
	}
}

func TestCommands_RedoTakesBackWhatUndoTookBack(t *testing.T) {
	s := peopleStage(t)
	name := func() string { return s.stored().Departments[1].Name }
	before := name()
	d := s.stored().Departments[1]
	for _, to := range []string{"一", "二"} {
		s.window.edit(to, renamed(d, to), nil)
		s.settle()
	}
	for _, step := range []struct {
		key  fyne.KeyName
		want string
	}{{fyne.KeyZ, "一"}, {fyne.KeyZ, before}, {fyne.KeyY, "一"}, {fyne.KeyY, "二"}, {fyne.KeyY, "二"}, {fyne.KeyZ, "一"}} {
		s.press(step.key, ctrl)
		s.settle()
		if got := name(); got != step.want {
			t.Errorf("after %s it is %q, want %q", step.key, got, step.want)
		}
	}
	s.window.edit("三", renamed(s.stored().Departments[1], "三"), nil)
	s.settle()
	s.press(fyne.KeyY, ctrl)
	s.settle()
	if got := name(); got != "三" {
		t.Errorf("what was done since is lost: %q", got)
	}
}

func TestCommands_TheFinderLeadsToAPersonAndADepartment(t *testing.T) {
	s := peopleStage(t)
	s.onNavigated(screenHome)
	u := s.stored().Users[3]
	s.press(fyne.KeyK, ctrl)
	s.settle()
	s.dialogEntry().SetText(u.LoginName)
	s.settle()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if got := s.people.grid.Selected(); s.current() != screen(s.people) || len(got) != 1 || got[0] != u.ID {
		t.Errorf("selected is %v, want %d", got, u.ID)
	}
	d := s.stored().Departments[2]
	s.press(fyne.KeyK, ctrl)
	s.settle()
	s.dialogEntry().SetText(d.Name)
	s.settle()
	s.press(fyne.KeyDown, 0)
	s.press(fyne.KeyReturn, 0)
	s.settle()
	if got := s.people.department(); got == nil || got.Name != d.Name {
		t.Errorf("the department is %v", got)
	}
}

func TestCommands_TheFinderOpensWhatWasTypedToWhoIsQuickerThanTheSearch(t *testing.T) {
	s := peopleStage(t)
	u := s.stored().Users[3]
	s.press(fyne.KeyK, ctrl)
	s.settle()
	s.dialogEntry().SetText(u.LoginName)
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if got := s.people.grid.Selected(); s.current() != screen(s.people) || len(got) != 1 || got[0] != u.ID {
		t.Errorf("selected is %v, want %d", got, u.ID)
	}
}

// One search is under way at a time, and what is listed is what the field says in the end.
func TestCommands_TheFinderListsWhatWasTypedLast(t *testing.T) {
	s := peopleStage(t)
	u := s.stored().Users[3]
	s.openFinder()
	s.settle()
	for i := range u.LoginName {
		s.dialogEntry().SetText(u.LoginName[:i+1])
	}
	s.jobs.Wait()
	if n := len(s.queue); n != 1 {
		t.Errorf("%d searches have run for %d letters typed at once", n, len(u.LoginName))
	}
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, u.Name) {
		t.Errorf("%q lists %q", u.LoginName, shown)
	}
}

func TestCommands_MailAddressesAreCopiedOnceAndThoseWithoutCounted(t *testing.T) {
	s := peopleStage(t)
	s.press(fyne.KeyC, ctrl|fyne.KeyModifierShift)
	s.settle()
	with := map[string]bool{}
	for _, u := range s.stored().Users {
		if u.Email != "" {
			with[u.Email] = true
		}
	}
	lines := strings.Split(s.window.fyne.Clipboard().Content(), "\n")
	if len(lines) != len(with) {
		t.Errorf("copied are %d addresses, want %d", len(lines), len(with))
	}
	for _, line := range lines {
		if !with[line] {
			t.Errorf("copied is %q", line)
		}
	}
	if !strings.Contains(s.onScreen(), "メールアドレス"+kit.Digits(len(lines))+"件をコピーしました。") {
		t.Errorf("the screen says %q", s.onScreen())
	}
}

func TestCommands_UsersAreAddedToADepartmentAndMoved(t *testing.T) {
	s := peopleStage(t)
	at := slices.IndexFunc(s.stored().Users, func(u directory.User) bool { return len(u.Departments) == 1 })
	u := s.stored().Users[at]
	to := slices.IndexFunc(s.stored().Departments, func(d directory.Department) bool {
		return d.ID != directory.RootID && d.ID != u.Departments[0]
	})
	target := s.stored().Departments[to].ID
	s.people.goTo(directory.KindDepartment, u.Departments[0])
	s.settle()
	for _, step := range []struct {
		move bool
		want []int64
	}{{false, slices.Sorted(slices.Values([]int64{u.Departments[0], target}))}, {true, []int64{target}}} {
		s.people.assign([]int64{u.ID}, target, step.move)
		s.settle()
		if text := s.people.back.Text(); utf8.RuneCountInString(text) > longestTakeBack+10 {
			t.Errorf("the button says %q", text)
		}
		if got := s.stored().Users[at].Departments; !slices.Equal(got, step.want) {
			t.Errorf("the departments are %v, want %v", got, step.want)
		}
	}
}

func renamed(d directory.Department, name string) edit.Edit {
	return edit.RenameDepartment(d, name, d.Code)
}

func TestCommands_ColumnsAreSortedAndChosenByTheKeys(t *testing.T) {
	s := peopleStage(t)
	first := s.people.grid.Rows().Key(0)
	s.press(fyne.KeyL, ctrl|fyne.KeyModifierShift)
	if !strings.Contains(s.dialogs(), "ログイン名 ▲") {
		t.Fatalf("it offers %q", s.dialogs())
	}
	s.press(fyne.KeyDown, 0)
	s.press(fyne.KeyReturn, 0)
	s.settle()
	if got := s.people.grid.Rows().Key(0); got == first {
		t.Error("nothing is sorted")
	}
	columns := len(s.people.grid.Shown())
	s.press(fyne.KeyL, ctrl)
	s.press(fyne.KeyDown, 0)
	s.press(fyne.KeyReturn, 0)
	if got := len(s.people.grid.Shown()); got != columns-1 {
		t.Errorf("%d columns are shown of %d", got, columns)
	}
}

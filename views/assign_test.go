package views

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/edit"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

func TestAssign_TheDialogPutsTheSelectedUserIntoTheDepartment(t *testing.T) {
	s := peopleStage(t)
	u, to := s.stored().Users[0], s.stored().Departments[1].ID
	for _, move := range []bool{false, true} {
		s.people.grid.Select(u.ID)
		s.settle()
		s.do(s.command(map[bool]string{false: "user.join", true: "user.move"}[move]))
		walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
			if tree, ok := o.(*kit.Tree); ok {
				tree.Select(to)
			}
		})
		s.click(map[bool]string{false: "追加", true: "移動"}[move])
		if is := s.storedUser(u.LoginName).Departments; !slices.Contains(is, to) || move && len(is) != 1 {
			t.Errorf("moved: %v, they are in %d", move, is)
		}
	}
}

func TestAssign_SaysWhoGoesWhereAndWhatTheyLeave(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	d := s.department("開発本部")
	u := s.stored().Users
	one, two := []int64{u[0].ID}, []int64{u[0].ID, u[1].ID}
	for want, got := range map[string]string{
		"「システム管理者」の「開発本部」への移動": p.assignName(one, d.ID, true),
		"2人の「開発本部」への追加":        p.assignName(two, d.ID, false),
		"2人の「」への追加":            p.assignName(two, 999, false),
	} {
		if got != want {
			t.Errorf("it is called %s, want %s", got, want)
		}
	}
	var all []int64
	for _, d := range s.stored().Departments {
		all = append(all, d.ID)
	}
	all = append(all, directory.RootID)
	below := []int64{d.ID, s.department("開発チーム").ID, s.department("情シスチーム").ID}
	for _, c := range []struct {
		node    int64
		below   bool
		from    []int64
		leaving string
	}{
		{browse.AllUsers, false, all, "いまの所属はすべて外れます。"},
		{browse.Unassigned, false, all, "いまの所属はすべて外れます。"},
		{d.ID, false, []int64{d.ID}, "「開発本部」の所属は外れます。"},
		{d.ID, true, below, "「開発本部」とその下の部署の所属は外れます。"},
	} {
		p.list(browse.Query{Node: c.node}, false)
		s.settle()
		p.below.SetChecked(c.below)
		s.settle()
		sorted := func(ids []int64) []int64 { return slices.Compact(slices.Sorted(slices.Values(ids))) }
		if got := sorted(p.from(true)); !slices.Equal(got, sorted(c.from)) || p.leaving(true) != c.leaving {
			t.Errorf("they leave %d, and it says %s; want %d and %s", got, p.leaving(true), sorted(c.from), c.leaving)
		}
		if p.from(false) != nil || p.leaving(false) != "いまの所属はそのままです。" {
			t.Errorf("whoever is added leaves %d, and it says %s", p.from(false), p.leaving(false))
		}
	}
	p.grid.SelectAll()
	s.settle()
	s.do(s.command("user.move"))
	s.settle()
	const head, tree = "「ユーザーG」ほか3人を部署に移動 / 「開発本部」とその下の部署の所属は外れます。連携済みの部署への所属は、次の読み込みで上書きされます。 / 部署を選んでください",
		" / 最上位部署 / 役員 / 開発本部 / マーケティング本部 / グループ1 / グループ2 / [やめる] / [移動]"
	s.expectWords("at first", head+tree)
	s.click("移動")
	if line := s.line(); line != "変更はありませんでした。" {
		t.Errorf("where they are already it says %q", line)
	}
}

// Whoever is in a department of this program alone is put elsewhere without a word of the next
// import.
func TestAssign_OnlyOfThoseOfCybozuIsTheNextImportSpokenOf(t *testing.T) {
	s := peopleStage(t)
	s.window.edit("追加", edit.AddUser(directory.User{LoginName: "local", Name: "地元 太郎"}, ""), nil)
	s.settle()
	p := s.people
	p.list(browse.Query{Node: browse.AllUsers}, false)
	s.settle()
	const next = "連携済みの部署への所属は、次の読み込みで上書きされます。"
	for login, linked := range map[string]bool{"local": false, "userA": true} {
		p.grid.Select(s.storedUser(login).ID)
		s.settle()
		s.do(s.command("user.join"))
		s.settle()
		if got := s.dialogs(); strings.Contains(got, next) != linked || !strings.Contains(got, "いまの所属はそのままです。") {
			t.Errorf("of %s it says %q", login, got)
		}
		s.press(fyne.KeyEscape, 0)
	}
}

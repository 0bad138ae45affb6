package views

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"anpisync/app/browse"
	"anpisync/app/edit"
	"anpisync/app/format"
	"anpisync/app/message/label"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// peopleStage is the screen 部署／ユーザー of an office that was imported.
func peopleStage(t *testing.T) *stage {
	t.Helper()
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	return s
}

// click presses a button that is on the screen or, while one is open, on the dialog.
func (s *stage) click(text string) {
	s.t.Helper()
	on := s.win.Canvas().Content()
	if top := s.win.Canvas().Overlays().Top(); top != nil {
		on = top
	}
	b := button(s.t, on, text)
	if b.Disabled() {
		s.t.Fatalf("%q cannot be pressed", text)
	}
	b.Tapped(nil)
	s.settle()
}

// typeInto types into the field of the dialog that stands right of a label, in the place
// of what is there.
func (s *stage) typeInto(label, text string) {
	s.t.Helper()
	var last string
	typed := false
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if t, ok := o.(*kit.Text); ok {
			last = strings.TrimSuffix(written(t), " 必須")
		}
		if e, ok := o.(*kit.Entry); ok && last == label && !typed {
			s.focus(e)
			e.TypedShortcut(&fyne.ShortcutSelectAll{})
			test.Type(e, text)
			typed = true
		}
	})
	if !typed {
		s.t.Fatalf("the dialog has no field %q", label)
	}
	s.settle()
}

func (s *stage) storedUser(login string) *directory.User {
	s.t.Helper()
	d := s.stored()
	i := slices.IndexFunc(d.Users, func(u directory.User) bool { return u.LoginName == login })
	if i < 0 {
		s.t.Fatalf("there is no user %q", login)
	}
	return &d.Users[i]
}

func (s *stage) storedDepartment(name string) *directory.Department {
	d := s.stored()
	i := slices.IndexFunc(d.Departments, func(d directory.Department) bool { return d.Name == name })
	if i < 0 {
		return nil
	}
	return &d.Departments[i]
}

// A form that came to lie over another takes nothing of it along.
func TestEdit_HistoryIsThereAfterAnotherFormLayOverIt(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	path, _ := s.serviceFile()
	s.onNavigated(screenPeople)
	u := s.stored().Users[1]
	s.people.goTo(directory.KindUser, u.ID)
	s.settle()
	s.people.onEditUser()
	s.window.learnFormat(path, format.LearnOptions{Name: "利用者.csv"}, nil)
	s.settle()
	s.press(fyne.KeyEscape, 0)
	s.settle()
	if s.window.form == nil {
		t.Error("a window that closes would not ask about what is typed in it")
	}
	s.click("履歴")
	if shown := s.dialogs(); !strings.Contains(shown, "「"+u.Name+"」の履歴") {
		t.Errorf("it shows %q", shown)
	}
}

// Every field that a person may write can be typed, and stands in the database then.
func TestEdit_EveryFieldOfAUserIsTypedIntoTheForm(t *testing.T) {
	s := peopleStage(t)
	s.click("＋ユーザーを追加")
	values := map[string]string{}
	all := s.stored().Options.UserFields()
	for _, f := range all {
		if !f.ByHand {
			continue
		}
		values[f.Name] = strings.ReplaceAll(f.Name, "_", "-") + "@example.com"
		if f.Text == nil {
			values[f.Name] = "42"
		}
		s.typeInto(label.Of(directory.KindUser, f.Name), values[f.Name])
	}
	s.typeInto("パスワード", "first-password")
	s.click("追加")
	u := s.storedUser(values[directory.FieldLogin])
	for _, f := range all {
		switch v := f.Of(u).(type) {
		case *string:
			if f.ByHand && *v != values[f.Name] {
				t.Errorf("%s is %q, typed was %q", f.Name, *v, values[f.Name])
			}
		case *directory.OptionalInt:
			if f.ByHand && *v != (directory.OptionalInt{Value: 42, Valid: true}) {
				t.Errorf("%s is %v, typed was 42", f.Name, *v)
			}
		}
	}
	if u.PasswordHash == "" || u.Linked() {
		t.Errorf("password %q, link %d", u.PasswordHash, u.CybozuID)
	}
}

func TestEdit_UserIsChangedTickedUnlinkedDeletedAndTakenBack(t *testing.T) {
	s := peopleStage(t)
	before := *s.storedUser("userA")
	s.people.grid.Select(before.ID)
	s.settle()
	s.people.grid.OnOpen(0, before.ID)
	s.typeInto("並び順", "viele")
	s.click("変更")
	if !strings.Contains(s.dialogs(), "数字で入力") {
		t.Errorf("the form says %q", s.dialogs())
	}
	s.typeInto("並び順", "7")
	s.typeInto("ログイン名", cybozutest.Login)
	if !strings.Contains(s.dialogs(), "重複") {
		t.Errorf("while typing, the form says %q", s.dialogs())
	}
	s.typeInto("ログイン名", "renamed")
	s.click("変更")
	if u := s.storedUser("renamed"); u.SortOrder.Value != 7 || u.Name != before.Name {
		t.Errorf("stored is %+v", u)
	}
	s.click("編集")
	s.click("やめる")
	s.people.grid.Select(before.ID)
	s.settle()
	s.people.unlink.Tapped(nil)
	s.click("連携を解除する")
	if s.storedUser("renamed").Linked() {
		t.Error("still linked")
	}
	s.people.grid.Select(before.ID)
	s.settle()
	s.people.remove.Tapped(nil)
	s.settle() // what goes with them is looked up first
	s.click("削除する")
	if slices.ContainsFunc(s.stored().Users, func(u directory.User) bool { return u.ID == before.ID }) {
		t.Error("still there")
	}
	s.people.back.Tapped(nil)
	s.settle()
	s.storedUser("renamed")
}

func TestEdit_DepartmentIsAddedRenamedMovedShiftedUnlinkedAndDeleted(t *testing.T) {
	s := peopleStage(t)
	choose := func(id int64) {
		t.Helper()
		if !s.people.tree.Select(id) {
			t.Fatalf("department %d is not in the tree", id)
		}
		s.people.onSelected(id)
		s.settle()
	}
	choose(directory.RootID)
	for _, name := range []string{"安全対策本部", "予備"} {
		s.click("下に追加")
		s.typeInto("部署コード", "code of "+name)
		s.typeInto("部署名", name)
		s.click("追加")
		choose(directory.RootID)
	}
	safety, spare := s.storedDepartment("安全対策本部"), s.storedDepartment("予備")
	if safety == nil || safety.Code != "code of 安全対策本部" || spare.SortOrder <= safety.SortOrder {
		t.Fatalf("stored are %+v and %+v", safety, spare)
	}
	choose(spare.ID)
	s.click("↑")
	s.click("↓")
	s.click("↑")
	if s.storedDepartment("予備").SortOrder >= s.storedDepartment("安全対策本部").SortOrder {
		t.Error("it is not above its sibling")
	}
	s.people.tree.OnOpen(spare.ID)
	s.typeInto("部署コード", "code of 安全対策本部")
	if !strings.Contains(s.dialogs(), "重複") {
		t.Errorf("while typing, the form says %q", s.dialogs())
	}
	s.click("やめる")
	s.click("破棄する")
	s.people.buttons.change.Tapped(nil)
	s.typeInto("部署名", "控え")
	s.click("変更")
	s.click("移動")
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if tree, ok := o.(*kit.Tree); ok {
			tree.Select(safety.ID)
		}
	})
	button(t, s.win.Canvas().Overlays().Top(), "移動").Tapped(nil)
	s.settle()
	if d := s.storedDepartment("控え"); d == nil || d.ParentID != safety.ID {
		t.Errorf("moved is %+v", d)
	}
	linked := slices.IndexFunc(s.stored().Departments, func(d directory.Department) bool { return d.Linked() })
	choose(s.stored().Departments[linked].ID)
	s.people.buttons.unlink.Tapped(nil)
	s.click("連携を解除する")
	if s.stored().Departments[linked].Linked() {
		t.Error("still linked")
	}
	choose(safety.ID)
	s.people.buttons.remove.Tapped(nil)
	s.settle()
	s.click("削除する")
	if d := s.storedDepartment("控え"); s.storedDepartment("安全対策本部") != nil || d.ParentID != directory.RootID {
		t.Errorf("what was below is %+v", d)
	}
}

func TestSearch_ListFollowsTheTicksAndTheHeader(t *testing.T) {
	s := peopleStage(t)
	s.people.tree.Select(directory.RootID)
	s.people.onSelected(directory.RootID)
	s.settle()
	alone := s.people.grid.Rows().Len()
	s.people.below.Tapped(nil)
	s.settle()
	if with := s.people.grid.Rows().Len(); with <= alone {
		t.Errorf("%d users with those below, %d without", with, alone)
	}
}

func TestEdit_FormSaysAllThatIsWrongAtOnceAndGoesToTheFirst(t *testing.T) {
	s := peopleStage(t)
	s.click("＋ユーザーを追加")
	s.typeInto("メールアドレス", "no address")
	s.typeInto("並び順", "many")
	s.typeInto("パスワード", "five5")
	s.click("追加")
	said := s.dialogs()
	for _, want := range []string{
		"ログイン名が入力されていません", "名前が入力されていません", "メールアドレスの形ではありません", "並び順は数字で入力", "6〜64文字で入力",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q: %q", want, said)
		}
	}
	if e := s.dialogEntry(); s.win.Canvas().Focused() != fyne.Focusable(e) {
		t.Errorf("%T has the keys", s.win.Canvas().Focused())
	}
}

func TestEdit_ChosenDepartmentsStandAsChipsAndAreGivenUpThere(t *testing.T) {
	s := peopleStage(t)
	before := *s.storedUser("userA")
	s.people.grid.Select(before.ID)
	s.settle()
	s.people.grid.OnOpen(0, before.ID)
	chips := func() (found *kit.Chips) {
		walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
			if c, ok := o.(*kit.Chips); ok {
				found = c
			}
		})
		return found
	}()
	if got, want := len(chips.Chips()), len(before.Departments); got != want || want == 0 {
		t.Fatalf("%d chips for %d departments", got, want)
	}
	s.focus(chips)
	s.press(fyne.KeyDelete, 0)
	if got, want := len(chips.Chips()), len(before.Departments)-1; got != want {
		t.Fatalf("%d chips are left, want %d", got, want)
	}
	s.click("変更")
	if got, want := len(s.storedUser("userA").Departments), len(before.Departments)-1; got != want {
		t.Errorf("%d departments are stored, want %d", got, want)
	}
}

// What the next import writes over is said below the field that it is about, and only
// where there is such an import.
func TestEdit_FormSaysBesideEachFieldWhatTheNextImportOverwrites(t *testing.T) {
	s := peopleStage(t)
	u := s.storedUser("userA")
	count := func(u directory.User) int {
		f := newUserForm(s.window, s.people.model, u)
		f.show(f.input(directory.FieldName).widget)
		defer f.dialog.Close()
		return strings.Count(s.dialogs(), overwritten)
	}
	want := 1 // the departments
	for _, f := range s.stored().Options.UserFields() {
		if f.ByHand && f.Imported {
			want++
		}
	}
	if got := count(*u); got != want {
		t.Errorf("it is said %d times, want %d", got, want)
	}
	local := *u
	local.CybozuID = 0
	if got := count(local); got != 0 {
		t.Errorf("of a local user it is said %d times", got)
	}
}

// gives has a dialog looked at, and leaves it.
func (s *stage) gives(what, want string, open func()) {
	s.t.Helper()
	open()
	s.settle()
	s.expectWords(what, want)
	for range 2 {
		s.press(fyne.KeyEscape, 0)
	}
	s.settle()
	if s.layers.Busy() {
		s.t.Fatalf("%s, it stays open: %q", what, s.dialogs())
	}
}

func TestEdit_EachDialogSaysWhatItIsAboutAndWhatItDoes(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	local := s.local("応援")
	s.window.edit("", edit.MoveDepartment(local, s.department("開発本部").ID), nil)
	s.settle()
	s.window.edit("", edit.AddUser(directory.User{LoginName: "local", Name: "地元 花子", Departments: []int64{local, s.department("情シスチーム").ID}}, ""), nil)
	s.settle()
	p.list(browse.Query{Node: browse.AllUsers}, false)
	s.settle()
	select1 := func(login string) func(do func()) func() {
		return func(do func()) func() {
			return func() {
				if p.grid.SelectAll(); login != "" {
					p.grid.Select(s.storedUser(login).ID)
				}
				s.settle()
				do()
			}
		}
	}
	linked, here, all := select1("userA"), select1("local"), select1("")
	const (
		over   = "次の読み込みで、cybozu.comの内容に上書きされます"
		fields = " / よみ / メールアドレス / 電話番号 / メモ / 並び順 / 所属部署 / "
		search = "field	部署を検索 / titles	部署 / row	最上位部署 / row	役員 / row	開発本部"
		undo   = "⏎履歴から、あとで元に戻せます。"
		gone   = " / 次の内容はこのアプリだけにあり、読み込みでは戻りません。⏎地元 花子：所属「"
		again  = " / 次からcybozu.comの読み込みから除外する / （外すと、次の読み込みで戻ります）"
		erase  = " / [やめる] / [削除する]"
		unlink = "このアプリのみのユーザーにします。ログイン名かメールアドレスがcybozu.comと同じときは、次の読み込みでまた紐付きます。 / [やめる] / [連携を解除する]"
		move   = " / 移動先の部署を選んでください / 最上位部署 / 役員 / 開発本部 / マーケティング本部 / グループ1 / グループ2 / [やめる] / [移動]"
	)
	s.gives("of a linked user", "ユーザーの編集 / ログイン名 必須 / typed	userA / 名前 必須 / typed	ユーザーA / "+over+" / よみ / "+over+" / メールアドレス / typed	userA@example.com / "+over+
		" / 電話番号 / "+over+" / メモ / 並び順 / 所属部署 / グループ1 / × / グループ2 / × / "+search+" / 連携済みの部署への所属は、"+over+" / [履歴] / [やめる] / [変更]", linked(p.onEditUser))
	s.gives("of a user of here", "ユーザーの編集 / ログイン名 必須 / typed	local / 名前 必須 / typed	地元 花子"+fields+"情シスチーム / × / 応援 / × / "+search+" / [履歴] / [やめる] / [変更]", here(p.onEditUser))
	s.gives("of a new user", "ユーザーの追加 / ログイン名 必須 / パスワード / 6〜64文字。空のままでも登録できます / 名前 必須"+fields+"まだ選ばれていません / "+search+" / [やめる] / [追加]", p.onAddUser)
	s.gives("without anything typed", "ユーザーの追加 / ログイン名 必須 / ログイン名が入力されていません。ログイン名を入力してください。 / パスワード / 6〜64文字。空のままでも登録できます / "+
		"名前 必須 / 名前が入力されていません。名前を入力してください。"+fields+"まだ選ばれていません / "+search+" / [やめる] / [追加]", func() {
		p.onAddUser()
		s.press(fyne.KeyReturn, ctrl)
	})
	s.gives("deleting one", "ユーザーを削除しますか？ / 「ユーザーA」を削除します。"+undo+again+erase, linked(p.onDeleteUsers))
	s.gives("deleting one of here", "ユーザーを削除しますか？ / 「地元 花子」を削除します。"+undo+gone+"情シスチーム、応援」"+erase, here(p.onDeleteUsers))
	s.gives("deleting all", "ユーザーを削除しますか？ / 「システム管理者」ほか23人を削除します。"+undo+" / ユーザーの100%にあたる24人（二十四人）が削除されます。 / 24人を削除することを確認しました"+
		" / 削除されない部署への所属の100%にあたる16件（十六件）がなくなります。 / 16件の所属がなくなることを確認しました"+again+gone+"情シスチーム、応援」"+erase, all(p.onDeleteUsers))
	s.gives("unlinking one", "連携を解除しますか？ / 「ユーザーA」を、"+unlink, linked(p.onUnlinkUsers))
	s.gives("unlinking two", "連携を解除しますか？ / 「ユーザーA」ほか1人を、"+unlink, func() {
		p.grid.Select(s.storedUser("userA").ID)
		s.focus(p.grid.Focusable())
		s.press(fyne.KeyDown, ctrl)
		s.press(fyne.KeySpace, 0)
		s.settle()
		p.onUnlinkUsers()
	})
	s.gives("unlinking all", "連携を解除しますか？ / 「システム管理者」ほか23人を、"+unlink, all(p.onUnlinkUsers))
	for _, c := range []struct{ name, deletes, moves string }{
		{"開発本部", "「開発本部」を削除します。⏎下にある連携済みの部署2件も削除されます。⏎下にあるこのアプリのみの部署1件は、上の部署の下に移ります。⏎5人がこの部署の所属でなくなります。ユーザーは削除されません。" + undo + again + gone + "情シスチーム」", move},
		{"応援", "「応援」を削除します。⏎1人がこの部署の所属でなくなります。ユーザーは削除されません。" + undo + gone + "応援」", move},
		{"セールスチーム", "「セールスチーム」を削除します。" + undo + again, move},
	} {
		p.goTo(directory.KindDepartment, s.department(c.name).ID)
		s.settle()
		s.gives("deleting "+c.name, "部署を削除しますか？ / "+c.deletes+erase, p.onDeleteDepartment)
		s.gives("unlinking "+c.name, "連携を解除しますか？ / 「"+c.name+"」をこのアプリのみの部署にします。部署コードがcybozu.comの組織コードと同じときは、次の読み込みでまた紐付きます。 / [やめる] / [連携を解除する]", p.onUnlinkDepartment)
		s.gives("adding below "+c.name, "「"+c.name+"」の下に部署を追加 / 部署名 必須 / 部署コード / [やめる] / [追加]", p.onAddDepartment)
		s.gives("moving "+c.name, "「"+c.name+"」を移動"+c.moves, p.onMoveDepartment)
	}

	for _, name := range []string{"サポートチーム", "プロモーションチーム"} {
		s.window.edit("", edit.DeleteDepartment(s.department(name).ID, false), nil)
		s.settle()
	}
	p.goTo(directory.KindDepartment, s.department("マーケティング本部").ID)
	s.settle()
	s.gives("deleting one with one below", "部署を削除しますか？ / 「マーケティング本部」を削除します。⏎下にある連携済みの部署1件も削除されます。⏎4人がこの部署の所属でなくなります。ユーザーは削除されません。"+undo+again+erase, p.onDeleteDepartment)

	// What was done is called by what it was done to.
	says := func(want string) {
		t.Helper()
		s.settle()
		if got := s.line(); got != want || s.dialogs() != "" {
			t.Errorf("it says %q and %q, want %q", got, s.dialogs(), want)
		}
	}
	p.goTo(directory.KindDepartment, local)
	s.settle()
	p.onRenameDepartment()
	s.typeInto("部署名", "応援班")
	s.typeInto("部署コード", "help")
	s.click("変更")
	says("「応援班」の変更：保存しました。")
	if d := s.storedDepartment("応援班"); d == nil || d.Code != "help" {
		t.Errorf("stored is %+v", d)
	}
	p.onMoveDepartment()
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if tree, ok := o.(*kit.Tree); ok {
			tree.Select(directory.RootID)
		}
	})
	s.press(fyne.KeyReturn, ctrl)
	says("「応援班」の移動：保存しました。")
	s.do(s.command("department.unlink"))
	says("このアプリのみの部署です。")
	p.goTo(directory.KindDepartment, s.department("役員").ID)
	s.settle()
	s.click("↓")
	says("「役員」の並び順：保存しました。")
	s.do(s.command("department.unlink"))
	s.click("連携を解除する")
	says("「役員」の連携解除：保存しました。")
	p.goTo(directory.KindUser, s.storedUser("userA").ID)
	s.settle()
	s.do(s.command("user.unlink"))
	s.click("連携を解除する")
	says("「ユーザーA」の連携解除：保存しました。")
	s.do(s.command("user.change"))
	s.typeInto("名前", "新しい名前")
	s.press(fyne.KeyReturn, ctrl)
	says("「新しい名前」の変更：保存しました。")
	s.do(s.command("user.delete"))
	s.settle()
	s.click("削除する")
	says("「新しい名前」の削除：保存しました。")
	p.onAddUser()
	s.typeInto("ログイン名", "new")
	s.typeInto("名前", "新人")
	s.press(fyne.KeyReturn, ctrl)
	says("「新人」の追加：保存しました。")
}

// While a person types, what is wrong is said beside its field, and goes once it is mended;
// what is merely empty is not said yet.
func TestEdit_WhatIsWrongIsSaidWhileItIsTyped(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	f := newUserForm(s.window, p.model, directory.User{})
	f.show(f.input(directory.FieldLogin).widget)
	for _, step := range []struct{ field, text, says string }{
		{"メールアドレス", "user", "メールアドレスの形ではありません"},
		{"メールアドレス", "userA@example.com", "重複"},
		{"メールアドレス", "new@example.com", ""},
		{"並び順", "七", "並び順は数字で入力してください。"},
		{"並び順", "7", ""},
		{"並び順", "", ""},
		{"ログイン名", "userA", "重複"},
		{"ログイン名", "", ""},
		{"ログイン名", "new", ""},
	} {
		s.named(step.field).SetText(step.text)
		wrong := ""
		for _, in := range f.inputs {
			wrong += in.field.Error()
		}
		if step.says == "" && wrong != "" || !strings.Contains(wrong, step.says) {
			t.Errorf("%s %q: it says %q, want %q", step.field, step.text, wrong, step.says)
		}
	}
	s.typeInto("名前", "新人")
	s.typeInto("パスワード", "five5")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if shown := s.reads(); !strings.Contains(shown, " / パスワード / 6〜64文字で入力してください（いまは5文字です）。 / 空のままでも登録できます / 名前 必須") {
		t.Errorf("of a short password it says %s", shown)
	}
	s.typeInto("パスワード", "six666")
	if shown := s.reads(); !strings.Contains(shown, " / パスワード / 6〜64文字。空のままでも登録できます / 名前 必須") {
		t.Errorf("of another one it says %s", shown)
	}
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if u := s.storedUser("new"); u.PasswordHash == "" || u.Email != "new@example.com" || u.SortOrder.Valid || len(u.Departments) != 0 {
		t.Errorf("stored is %+v", u)
	}

	p.goTo(directory.KindDepartment, s.department("開発本部").ID)
	s.settle()
	p.onAddDepartment()
	s.typeInto("部署コード", "dev")
	if shown := s.reads(); !strings.Contains(shown, "重複") || strings.Contains(shown, "入力されていません") {
		t.Errorf("of a code that is taken it says %s", shown)
	}
	s.typeInto("部署コード", "dev2")
	if shown := s.reads(); shown != "「開発本部」の下に部署を追加 / 部署名 必須 / 部署コード / typed	dev2 / [やめる] / [追加]" {
		t.Errorf("of another one it says %s", shown)
	}
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if shown := s.reads(); !strings.Contains(shown, " / 部署名 必須 / 部署名が入力されていません。部署名を入力してください。 / 部署コード") || s.win.Canvas().Focused() != fyne.Focusable(s.dialogEntry()) {
		t.Errorf("without a name it says %s", shown)
	}
}

// A new user is in the department that is shown, and what is ticked and given up is kept.
func TestEdit_TheDepartmentsOfAUserAreFoundTickedAndGivenUp(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	team := s.department("開発チーム")
	p.goTo(directory.KindDepartment, team.ID)
	s.settle()
	p.onAddUser()
	s.typeInto("ログイン名", "new")
	s.typeInto("名前", "新人")
	grid := s.dialogGrid()
	if row := grid.Rows().Cell(3, 0); row.Text != "開発チーム" || plain(row.More) != "　開発本部" {
		t.Errorf("listed is %+v", row)
	}
	if row := grid.Rows().Cell(0, 0); row.Text != "最上位部署" || len(row.More) != 0 {
		t.Errorf("listed is %+v", row)
	}
	if row := grid.Rows().Cell(2, 0); row.Text != "開発本部" || len(row.More) != 0 {
		t.Errorf("listed is %+v", row)
	}
	var search *kit.Entry
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if e, ok := o.(*kit.Entry); ok && e.PlaceHolder == "部署を検索" {
			search = e
		}
	})
	search.SetText("役員")
	if n := grid.Rows().Len(); n != 1 {
		t.Errorf("%d departments are found", n)
	}
	s.focus(search)
	s.press(fyne.KeyDown, 0)
	s.press(fyne.KeySpace, 0)
	var chips *kit.Chips
	walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if c, ok := o.(*kit.Chips); ok {
			chips = c
		}
	})
	if got := chips.Chips(); len(got) != 2 || got[0].Text != "役員" || got[0].Tip != "最上位部署 ＞ 役員" || got[1].Text != "開発チーム" || got[1].Tip != "最上位部署 ＞ 開発本部 ＞ 開発チーム" {
		t.Errorf("chosen are %+v", got)
	}
	s.press(fyne.KeyEscape, 0)
	s.expectWords("given up", "入力した内容を破棄しますか？ / まだ保存していません。 / [入力に戻る] / [破棄する]")
	s.press(fyne.KeyEscape, 0)
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if u := s.storedUser("new"); len(u.Departments) != 2 || u.Departments[0] != s.department("役員").ID || u.Departments[1] != team.ID {
		t.Errorf("they are in %d", u.Departments)
	}
}

// Of errors that were joined each is told apart, however deep.
func TestEdit_JoinedErrorsAreToldApart(t *testing.T) {
	one, two, three := errors.New("1"), errors.New("2"), errors.New("3")
	for _, c := range []struct {
		err  error
		want []error
	}{{nil, nil}, {one, []error{one}}, {errors.Join(one, two), []error{one, two}}, {errors.Join(one, errors.Join(two, three)), []error{one, two, three}}, {fmt.Errorf("%w", one), []error{fmt.Errorf("%w", one)}}} {
		got := apart(c.err)
		if len(got) != len(c.want) || len(got) > 0 && got[len(got)-1].Error() != c.want[len(got)-1].Error() {
			t.Errorf("%v is %v", c.err, got)
		}
	}
}

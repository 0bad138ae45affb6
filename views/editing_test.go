package views

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

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

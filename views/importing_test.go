package views

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"anpisync/app/message"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
	"anpisync/views/kit/kittest"
)

func kittestHold(s *stage, repeats int) { kittest.Hold(s.win, s.layers, fyne.KeyReturn, ctrl, repeats) }
func kittestRelease(s *stage)           { kittest.Release(s.win, s.layers, fyne.KeyReturn) }

// The tree and the members that the manual shows, in the window.
func TestImport_ShowsTheManualsTreeAndMemberships(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	for _, want := range []string{
		"全ユーザー23", "役員3", "開発本部4", "開発チーム0", "情シスチーム0", "マーケティング本部4", "プロモーションチーム1",
		"セールスチーム0", "サポートチーム0", "未所属ユーザー10",
	} {
		s.openTree()
		if text := strings.NewReplacer(",", "", "(", "", ")", "", "人", "", " ", "").Replace(written(s.people.tree)); !strings.Contains(text, want) {
			t.Errorf("the tree shows %q, not %q", text, want)
		}
	}
	for _, step := range []struct {
		department   string
		there, later []string
	}{
		{"グループ1", []string{"userA"}, []string{"userA"}},
		{"グループ2", []string{"userA"}, []string{"userB"}},
	} {
		if got := s.members(step.department); !slices.Equal(got, step.there) {
			t.Errorf("%s shows %q, want %q", step.department, got, step.there)
		}
	}
	cybozutest.ManualLater(s.company)
	s.onNavigated(screenConnect)
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	if got, want := append(s.members("グループ1"), s.members("グループ2")...), []string{"userA", "userB"}; !slices.Equal(got, want) {
		t.Errorf("the groups show %q, want %q", got, want)
	}
	if strings.Contains(written(s.people.tree), "開発チーム") {
		t.Error("the tree still shows 開発チーム")
	}
	s.expectOutcomes(directory.OutcomeOK, directory.OutcomeOK)
}

// openTree opens every branch.
func (s *stage) openTree() {
	for _, d := range s.people.model.Directory().Departments {
		s.people.tree.SetOpen(d.ID, true)
	}
}

// members selects a department in the tree and reads the list beside it.
func (s *stage) members(department string) (logins []string) {
	s.t.Helper()
	for _, d := range s.stored().Departments {
		if d.Name == department {
			s.people.tree.Select(d.ID)
			s.people.onSelected(d.ID)
			s.settle()
		}
	}
	rows := s.people.grid.Rows()
	for i := range rows.Len() {
		logins = append(logins, rows.Cell(i, 0).Text)
	}
	return logins
}

func TestProgress_EscCancelsAndChangesNothing(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	reached, _ := s.hold("organizations.json") // to the end: what is cancelled does not wait for it
	s.press(fyne.KeyReturn, ctrl)
	<-reached
	s.drain()
	if !strings.Contains(s.dialogs(), "cybozu.comの読み込みを開始しました。") {
		t.Errorf("the dialog says %q", s.dialogs())
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	if s.layers.Busy() || s.running != nil || s.preview() != nil || len(s.stored().Users) > 0 {
		t.Errorf("the import goes on: %s", s.dialogs())
	}
	s.expectOutcomes(directory.OutcomeCancelled)
}

func TestClose_AsksCancelsAndWaitsWhileAnImportRuns(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	reached, _ := s.hold("organizations.json") // to the end: what is cancelled does not wait for it
	s.press(fyne.KeyReturn, ctrl)
	<-reached
	s.drain()
	s.onClose()
	if s.closed || !strings.Contains(s.dialogs(), "読み込みを中止して終了しますか？") {
		t.Fatalf("closed %v: %s", s.closed, s.dialogs())
	}
	s.press(fyne.KeyEscape, 0)
	if s.closed || s.running == nil {
		t.Fatal("Esc on the question ends the import")
	}
	s.onClose()
	test.Tap(s.dialogButton("中止して終了する"))
	if s.closed {
		t.Fatal("the window does not wait")
	}
	s.settle()
	if !s.closed || len(s.stored().Users) > 0 {
		t.Errorf("closed %v, %d users", s.closed, len(s.stored().Users))
	}
	s.expectOutcomes(directory.OutcomeCancelled)
}

func TestClose_GivesUpAPreviewAtOnce(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if s.preview() == nil {
		t.Fatal("no preview")
	}
	s.onClose()
	s.settle()
	if !s.closed || len(s.stored().Users) > 0 {
		t.Errorf("closed %v, %d users", s.closed, len(s.stored().Users))
	}
	s.expectOutcomes(directory.OutcomeCancelled)
}

func TestClose_WithNothingUnderWayKeepsTheSize(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	s.win.Resize(fyne.NewSize(1100, 700))
	s.onClose()
	s.settle()
	if size, err := s.app.Setting(t.Context(), settingWindow); !s.closed || err != nil || size != "1100x700" {
		t.Errorf("closed %v, size %q, %v", s.closed, size, err)
	}
}

// manyGone has imported the sample, of which then many users go: a guard.
func manyGone(t *testing.T) *stage {
	t.Helper()
	return gone(t, 60)
}

// gone has a preview of an import that finds so many fewer people.
func gone(t *testing.T, people int) *stage {
	t.Helper()
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	s.company.Update(func(d *cybozutest.Data) {
		for _, u := range slices.Clone(d.Users[5 : 5+people]) {
			d.DeleteUser(u.Code)
		}
	})
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if s.preview() == nil || len(s.preview().ticks) == 0 {
		t.Fatalf("no guard: %s", s.dialogs())
	}
	return s
}

func TestGuardI7_IsConfirmedByItsTickAndTheButtonAlone(t *testing.T) {
	s := manyGone(t)
	before := len(s.stored().Users)
	v := s.preview()
	for _, target := range append(focusables(v.page), nil) {
		if target == nil {
			s.win.Canvas().Unfocus()
		} else {
			s.focus(target)
		}
		s.press(fyne.KeyReturn, ctrl)
		s.settle()
		if s.preview() != v || s.layers.Busy() || len(s.stored().Users) != before {
			t.Fatalf("Ctrl+Enter on %T confirms", target)
		}
	}
	for i, tick := range v.ticks {
		if !v.apply.Disabled() {
			t.Fatalf("the button is armed with %d of %d ticks", i, len(v.ticks))
		}
		test.Tap(v.apply)
		test.Tap(tick)
	}
	if v.apply.Disabled() {
		t.Fatal("the button is not armed")
	}
	for _, target := range focusables(v.page) {
		s.focus(target)
		s.press(fyne.KeyReturn, ctrl)
	}
	s.settle()
	if s.preview() != v || len(s.stored().Users) != before {
		t.Fatal("Ctrl+Enter confirms what is ticked")
	}
	test.Tap(v.ticks[0])
	if !v.apply.Disabled() {
		t.Fatal("the button stays armed without the tick")
	}
	test.Tap(v.ticks[0])
	test.Tap(v.apply)
	s.settle()
	if n := len(s.stored().Users); n >= before || s.preview() != nil {
		t.Errorf("%d users, were %d", n, before)
	}
	s.expectOutcomes(directory.OutcomeOK, directory.OutcomeOK)
}

func TestPreview_EscGivesUpWhateverIsFocused(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	for i := 0; ; i++ {
		s.fillIn()
		s.press(fyne.KeyReturn, ctrl)
		s.settle()
		targets := append(focusables(s.preview().page), nil)
		if i == len(targets) {
			return
		}
		if targets[i] == nil {
			s.win.Canvas().Unfocus()
		} else {
			s.focus(targets[i])
		}
		s.press(fyne.KeyEscape, 0)
		s.settle()
		if s.preview() != nil || s.running != nil || len(s.outcomes()) != i+1 || s.outcomes()[0] != directory.OutcomeCancelled {
			t.Fatalf("Esc on %T: %q", targets[i], s.outcomes())
		}
	}
}

// twice has two users of one address, twice.
func twice(t *testing.T) *stage {
	t.Helper()
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.company.Update(func(d *cybozutest.Data) {
		d.Users[5].Email, d.Users[7].Email = d.Users[6].Email, d.Users[8].Email
	})
	s.expectProblems(2)
	return s
}

// expectProblems reads, and has problems then.
func (s *stage) expectProblems(want int) {
	s.t.Helper()
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if s.preview() == nil || len(s.preview().p.Problems) != want {
		s.t.Fatalf("no %d problems: %s", want, s.dialogs())
	}
}

// What was read on the screen is not told once more by a dialog.
func TestI1_ProblemsAreShownAtOnceAndLeftByEsc(t *testing.T) {
	s := twice(t)
	for _, p := range s.preview().p.Problems {
		if !strings.Contains(s.onScreen(), p.Subject) {
			t.Errorf("the problem of %q is not on the screen", p.Subject)
		}
	}
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if s.preview() == nil {
		t.Error("Ctrl+Enter leaves the problems")
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	if s.preview() != nil || s.layers.Busy() {
		t.Errorf("Esc leaves something open: %s", s.dialogs())
	}
	s.expectOutcomes(directory.OutcomeFailed)
}

func TestMendU10_ButtonsLeadToThePreview(t *testing.T) {
	s := twice(t)
	for _, p := range s.preview().problems.model.Groups[0].Rows {
		s.preview().problems.grid.Select(p.Key())
		s.click(message.Mend(p.Mends[1], p.Parties))
	}
	if v := s.preview(); v == nil || v.p.Plan == nil {
		t.Fatal("no preview")
	}
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if n := len(s.stored().Users); n != 23 {
		t.Errorf("%d users, want 23", n)
	}
	s.expectOutcomes(directory.OutcomeOK)
}

// One click answers them all, the other one applies what comes of it. Each answer is
// still to be seen then, and changed.
func TestMend_ThreeThousandProblemsOfAKindTakeTwoClicks(t *testing.T) {
	const problems = 3000
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	there := len(s.company.Data().Users)
	s.company.Update(func(d *cybozutest.Data) {
		for i := range 2 * problems {
			d.AddUser(cybozutest.User{Code: fmt.Sprint("dup", i), Valid: true, Name: "重複", Email: fmt.Sprintf("dup%d@example.com", i/2)})
		}
	})
	s.expectProblems(problems)
	s.click("提案どおりにまとめて解決する（3,000件）")
	v := s.preview()
	if v == nil || v.p.Plan == nil || v.body != body(v.list) {
		t.Fatalf("no list of changes, but %q", s.onScreen())
	}
	v.showBody(len(v.bodies) - 1)
	s.settle()
	p := v.problems.model.Groups[0].Rows[1]
	v.problems.grid.Select(p.Key())
	other := p.Mends[0]
	if other.Same(p.Answer) {
		other = p.Mends[1]
	}
	s.click(message.Mend(other, p.Parties))
	if v.body != body(v.problems) || !v.problems.model.Find(p.Key()).Answer.Same(other) {
		t.Errorf("the answer is %+v, want %+v", v.problems.model.Find(p.Key()).Answer, other)
	}
	s.click(v.apply.Text())
	if n := len(s.stored().Users); n <= 2*problems || n > there+2*problems {
		t.Errorf("%d users, were %d at cybozu.com and %d more", n, there, 2*problems)
	}
	s.expectOutcomes(directory.OutcomeOK)
}

func TestProblems_TheFilterTakesFoldedGroupsToo(t *testing.T) {
	s := twice(t)
	b := s.preview().problems
	b.fold(b.model.Groups[0].Key())
	for filter, want := range map[int]int{allProblems: 1, openProblems: 1, answeredProblems: 0} {
		b.filters.Choose(filter)
		b.list(nil)
		if n := b.grid.Rows().Len(); n != want {
			t.Errorf("filter %d lists %d lines, want %d", filter, n, want)
		}
	}
}

// Every dialog that a button of the lists opens, and that of an error, is left by Esc,
// whatever of it is focused.
func TestEsc_ClosesEveryDialogWhateverIsFocused(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	s.members("役員")
	s.people.grid.Select(s.people.grid.Rows().Key(0))
	opens := map[string]func(){"an error": func() { s.fail(errors.New("anything")) }}
	walk(s.people.page, func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && !b.Disabled() {
			opens[b.Text()] = func() { b.Tapped(nil) }
		}
	})
	dialogs := 0
	for name, open := range opens {
		for i, n := 0, 1; i < n; i++ {
			open()
			s.settle()
			if !s.layers.Busy() {
				break // it does something at once
			}
			dialogs++
			targets := append(focusables(s.win.Canvas().Overlays().Top()), nil)
			n = len(targets)
			if targets[i] == nil {
				s.win.Canvas().Unfocus()
			} else {
				s.focus(targets[i])
			}
			s.press(fyne.KeyEscape, 0)
			s.settle()
			if s.layers.Busy() {
				t.Fatalf("%s: Esc on %T leaves %q", name, targets[i], s.dialogs())
			}
		}
	}
	if dialogs < 20 {
		t.Errorf("%d dialogs were open, want those of all buttons", dialogs)
	}
}

// A preview that is being left takes no more answers, however fast they come.
func TestPreviewIsLeftOnce(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	left := s.preview()
	left.onCancel()
	left.onCancel()
	left.onApply()
	s.onClose()
	s.settle()
	if !s.closed || len(s.stored().Users) > 0 {
		t.Errorf("closed %v, %d users", s.closed, len(s.stored().Users))
	}
	s.expectOutcomes(directory.OutcomeCancelled)
}

func TestPreviewEscGivesUpTheSearchFirst(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.preview().list.changes.search.SetText("ユーザーA")
	s.settle()
	s.press(fyne.KeyEscape, 0)
	s.settle()
	if v := s.preview(); v == nil || v.list.changes.search.Text != "" {
		t.Fatal("Esc in the search leaves the preview")
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	s.expectOutcomes(directory.OutcomeCancelled)
}

// An answer keeps what was filtered and where the person was.
func TestMendInThePreviewKeepsTheFilter(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.preview().list.changes.filters.Choose(1)
	created := s.preview().p.Plan.Users[0].After
	s.preview().answer(directory.Mend{
		Kind: directory.MendExclude, Record: directory.KindUser, CybozuID: created.CybozuID, Name: created.Name,
	})
	s.settle()
	v := s.preview()
	if v.list.changes.filters.Chosen() != 1 || len(v.p.Choices) != 1 {
		t.Errorf("filter %d, %d left out", v.list.changes.filters.Chosen(), len(v.p.Choices))
	}
	if !strings.Contains(s.onScreen(), "これから読み込みません") {
		t.Error("what is left out is not told")
	}
}

func TestHistoryTellsOfAnUndo(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenHistory)
	s.history.grid.Select(s.history.imports[0].ID)
	s.settle()
	s.history.onUndo()
	s.settle()
	if v := s.preview(); v == nil || s.nav.Selected() != screenHistory {
		t.Fatal("the preview of an undo does not stand where it began")
	}
	if v := s.preview(); len(v.ticks) == 0 || !v.apply.Disabled() {
		t.Errorf("an undo that deletes everybody wants %d ticks", len(v.ticks))
	}
	s.tickAll()
	s.preview().onApply()
	s.settle()
	if len(s.stored().Users) > 0 {
		t.Errorf("%d users are left", len(s.stored().Users))
	}
	if h := s.history; h.shown == nil || h.shown.Outcome != directory.OutcomeUndone {
		t.Errorf("the history shows %+v", h.shown)
	}
}

func TestEditInTheWindowIsTakenBackByKey(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	before := s.stored()
	s.onNavigated(screenPeople)
	s.people.onSelected(directory.RootID)
	s.people.onAddDepartment()
	s.dialogEntry().SetText("安全対策本部")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if d := s.people.department(); d == nil || d.Name != "安全対策本部" {
		t.Fatalf("the new department is not selected: %+v", d)
	}
	s.press(fyne.KeyZ, ctrl)
	s.settle()
	if plan := directory.Diff(s.stored(), before); !plan.Empty() {
		t.Errorf("%d departments are not as they were", len(plan.Departments))
	}
	s.people.goTo(directory.KindDepartment, 9999)
	if !strings.Contains(s.dialogs(), "削除されています") {
		t.Error("a department that has gone is not told")
	}
}

func TestSearchFindsAUserWhoseDepartmentIsOneClickAway(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	s.people.search.SetText("ユーザーa")
	s.settle()
	rows := s.people.grid.Rows()
	if rows.Len() != 1 {
		t.Fatalf("%d users found", rows.Len())
	}
	s.people.grid.Select(rows.Key(0))
	test.Tap(button(t, s.people.where, "グループ2"))
	s.settle()
	if d := s.people.department(); d == nil || d.Name != "グループ2" {
		t.Errorf("selected is %+v", d)
	}
}

func TestPreviewM5_TellsWhatTheAccountMayNotSee(t *testing.T) {
	company := cybozutest.Manual()
	company.Update(func(d *cybozutest.Data) { d.User("userA").Hidden = true })
	s := newStage(t, company, cybozutest.Options{Accounts: []cybozutest.Account{{Login: cybozutest.Login, Password: cybozutest.Password}}})
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if says := "このアカウントからは、ユーザー1人が見えません"; !strings.Contains(s.onScreen(), says) {
		t.Errorf("the preview does not say %q", says)
	}
}

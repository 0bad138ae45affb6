package views

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/cybozu"
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

// What goes on as long as the window is open would keep the process for ever.
func TestClose_EndsWhatGoesOnBesideTheWindow(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.attend()
	s.onClose()
	s.ended = true
	done := make(chan error)
	go func() { done <- s.end() }()
	select {
	case err := <-done:
		if err != nil || !s.closed {
			t.Errorf("closed %v, %v", s.closed, err)
		}
	case <-time.After(time.Minute):
		t.Fatal("it goes on")
	}
	s.drain()
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

// What of an undo, and of a file, comes to nothing is called so.
func TestImport_WhatComesToNothingIsCalledSo(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.said.note("前のこと")
	fails := func(context.Context, func(app.Progress)) (*app.Proposal, error) { return nil, errors.New("broken") }
	const why = " / 予期しないエラーが発生しました。⏎もう一度お試しください。続くときは、詳細をコピーして、安否シンクの配布元にお問い合わせください。 / [▶ 技術的な詳細] / [閉じる]"
	s.onNavigated(screenHistory)
	s.startUndo("元に戻しています。", fails)
	if got := s.dialogs(); !strings.Contains(got, "元に戻しています。") || s.line() != "" {
		t.Errorf("meanwhile it says %q, %q", got, s.line())
	}
	s.settle()
	s.expectWords("of an undo", message.NotUndone+why)
	s.press(fyne.KeyEscape, 0)
	s.startPlan("ファイルを確かめています。", fails)
	s.settle()
	s.expectWords("of a file", message.Unread+why)
	s.press(fyne.KeyEscape, 0)
	if s.nav.Selected() != screenHistory || s.running != nil {
		t.Errorf("shown is screen %d", s.nav.Selected())
	}
}

// One import at a time: what else would begin one waits for it, or does nothing.
func TestImport_WhileOneIsUnderWayNoOtherBegins(t *testing.T) {
	s := newStoppedStage(t, credentials.Memory())
	s.onNavigated(screenConnect)
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	v, r := s.preview(), s.running
	if v == nil {
		t.Fatal("no preview")
	}
	prepare := func(context.Context, func(app.Progress)) (*app.Proposal, error) {
		t.Error("another is prepared")
		return nil, errors.New("not to be prepared")
	}
	for name, begin := range inOrder(map[string]func(){
		"an import":       func() { s.startImport(s.form().request(), false) },
		"of the form":     s.form().submit,
		"of the advice":   func() { s.form().continueWith(true) },
		"an undo":         func() { s.startUndo("元に戻しています。", prepare) },
		"of what waits":   s.startStopped,
		"of a file":       func() { s.startPlan("ファイルを確かめています。", prepare) },
		"taking an edit":  s.people.onTakeBack,
		"doing it again":  s.people.onRedo,
		"what is dropped": func() { s.onDropped(nil) },
		"the line's undo": func() { s.said.about = new(directory.Import); s.said.onUndo(); s.said.about = nil },
		"the line's edit": func() {
			s.said.about = &directory.Import{Kind: directory.ImportEdit, ID: 1}
			s.said.onUndo()
			s.said.about = nil
		},
	}) {
		begin()
		s.settle()
		if s.running != r || s.preview() != v || s.dialogs() != "" {
			t.Fatalf("%s begins another; it says %q", name, s.dialogs())
		}
	}
	if why := s.whyNothingStopped(); why != "いまの読み込みを反映するか、やめると使えます。" {
		t.Errorf("the menu says %q", why)
	}
}

// 「次回から確認せずに反映する」 is kept, and nothing else of the settings is lost by it, even where
// they cannot be read.
func TestImport_SkippingThePreviewLosesNoOtherSetting(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	wanted := app.DefaultSettings
	wanted.OverdueDays, wanted.HistoryDays = 3, 365
	if err := s.app.SetSettings(t.Context(), wanted); err != nil {
		t.Fatal(err)
	}
	r := &run{w: s.window}
	r.skipFromNowOn()
	s.settle()
	wanted.SkipPreview = true
	if kept, err := s.app.Settings(t.Context()); err != nil || kept != wanted {
		t.Errorf("%v, kept are %+v, want %+v", err, kept, wanted)
	}
	if err := s.app.SetSetting(t.Context(), "options", "{"); err != nil {
		t.Fatal(err)
	}
	r.skipFromNowOn()
	s.settle()
	s.expectWords("where they cannot be read", unexpected)
	if text, err := s.app.Setting(t.Context(), "options"); text != "{" || err != nil {
		t.Errorf("kept is %q, %v", text, err)
	}
}

// Who wants no preview gets none where there is nothing that a person must look at. One that had
// to be shown stays until it is applied by hand.
func TestImport_WithoutAPreviewOnlyWhatMustBeLookedAtIsShown(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	(&run{w: s.window}).skipFromNowOn()
	s.settle()
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if s.preview() != nil || len(s.stored().Users) != 23 || s.line() == "" {
		t.Fatalf("the preview is there: %v, %d users, and it says %q", s.preview() != nil, len(s.stored().Users), s.line())
	}
	s.company.Update(func(d *cybozutest.Data) { d.User("userA").Phone = "03-0000-1111" })
	s.form().look()
	s.settle()
	if s.preview() == nil {
		t.Fatal("who wants to look sees nothing")
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	s.company.Update(func(d *cybozutest.Data) {
		d.Users[5].Email, d.Users[7].Email = d.Users[6].Email, d.Users[8].Email
	})
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	v := s.preview()
	if v == nil || len(v.p.Problems) != 2 {
		t.Fatalf("the problems are not shown, but %q", s.dialogs())
	}
	s.click("提案どおりにまとめて解決する（2件）")
	if s.preview() != v || v.p.Plan == nil || len(v.p.Guards) > 0 || s.storedUser("userA").Phone == "03-0000-1111" {
		t.Fatalf("it is applied without having been looked at: %q", s.dialogs())
	}
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if s.preview() != nil || s.storedUser("userA").Phone != "03-0000-1111" {
		t.Error("it is not applied")
	}
}

// What nobody looks at is planned again without a word where the directory has changed meanwhile.
func TestImportI8_WithoutAPreviewItIsPlannedAgainWithoutAWord(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	(&run{w: s.window}).skipFromNowOn()
	s.settle()
	s.company.Update(func(d *cybozutest.Data) { d.User("userA").Phone = "03-0000-1111" })
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.jobs.Wait() // it is read, and about to be written
	db := s.database()
	defer db.Close()
	if _, err := db.Exec("UPDATE users SET memo = 'meanwhile' WHERE login_name = 'userA'"); err != nil {
		t.Fatal(err)
	}
	s.settle()
	if u := s.storedUser("userA"); u.Phone != "03-0000-1111" || u.Memo != "meanwhile" || s.dialogs() != "" || s.preview() != nil || s.running != nil {
		t.Errorf("written is %+v, and it says %q", u, s.dialogs())
	}
	s.expectOutcomes(directory.OutcomeOK, directory.OutcomeOK)
}

// What cannot be written is told, with what has become of it, and stands in the history.
func TestImport_WhatCannotBeWrittenIsToldAndInTheHistory(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.rename("import_changes", "gone")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.expectWords("where the changes cannot be written", "読み込めませんでした。何も変更していません。 / データファイルが壊れています。⏎安否シンクを起動し直し、案内に従って復元してください。 / [▶ 技術的な詳細] / [閉じる]")
	s.rename("gone", "import_changes")
	s.press(fyne.KeyEscape, 0)
	if s.preview() != nil || s.running != nil || len(s.stored().Users) > 0 {
		t.Errorf("the preview is there: %v, %d users", s.preview() != nil, len(s.stored().Users))
	}
	s.expectOutcomes(directory.OutcomeFailed)
}

// Where the settings cannot be read, nothing is asked of cybozu.com.
func TestImport_WithoutItsSettingsNothingIsAsked(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.fillIn()
	if err := s.app.SetSetting(t.Context(), "options", "{"); err != nil {
		t.Fatal(err)
	}
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if got := s.dialogs(); !strings.Contains(got, message.Unread) || len(s.server.Requests()) > 0 || s.running != nil {
		t.Errorf("it says %q after %d requests", got, len(s.server.Requests()))
	}
}

// What takes a moment is done without a word; what takes longer says what it is, how far it has
// come, and can be given up.
func TestProgress_IsShownOfWhatTakesLonger(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
		s.settle()
		r := &run{w: s.window}
		work := func(told []app.Progress, takes time.Duration) func(context.Context, func(app.Progress)) (int, error) {
			return func(ctx context.Context, report func(app.Progress)) (int, error) {
				for _, p := range told {
					report(p)
				}
				select {
				case <-ctx.Done():
					return 0, ctx.Err()
				case <-time.After(takes):
					return 7, nil
				}
			}
		}
		var got int
		var failed error
		done := func(n int, err error) { got, failed = n, err }
		workingAfter(soon, r, "確かめています。", work(nil, soon/2), done)
		if s.pass(soon / 4); s.dialogs() != "" || r.cancel == nil {
			t.Errorf("of a moment it says %q", s.dialogs())
		}
		if s.pass(soon); got != 7 || failed != nil || s.dialogs() != "" || r.cancel != nil {
			t.Errorf("%d, %v; it says %q", got, failed, s.dialogs())
		}
		got = 0
		workingAfter(soon, r, "確かめています。", work(nil, time.Minute), done)
		s.pass(soon - 1)
		if s.dialogs() != "" {
			t.Errorf("before it is long it says %q", s.dialogs())
		}
		s.pass(1)
		s.expectWords("once it is long", "確かめています。 / しばらくお待ちください / [キャンセル]")
		if s.pass(time.Hour); got != 7 || s.dialogs() != "" {
			t.Errorf("%d; it still says %q", got, s.dialogs())
		}
		for _, p := range []struct {
			told []app.Progress
			says string
		}{
			{[]app.Progress{{Phase: cybozu.PhaseUsers, Done: 5, Total: 20}}, "読み込んでいます。 / ユーザーを読み込んでいます / 5 / 20 / [キャンセル]"},
			{[]app.Progress{{Phase: cybozu.PhaseUsers, Done: 5, Total: 20}, {Phase: cybozu.PhaseVerify, Done: 0, Total: 1}}, "読み込んでいます。 / 削除されたものを確かめています / [キャンセル]"},
		} {
			got = 0
			working(r, "読み込んでいます。", work(p.told, time.Minute), done)
			s.pass(0)
			s.expectWords("at once", p.says)
			s.press(fyne.KeyEscape, 0)
			if s.pass(0); got != 0 || !errors.Is(failed, context.Canceled) || s.dialogs() != "" {
				t.Errorf("given up: %d, %v; it says %q", got, failed, s.dialogs())
			}
		}
	})
}

func TestI4_TheQuestionOfAnotherDomainIsAnsweredByItsButtons(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.change(`UPDATE settings SET value = 'before.cybozu.com' WHERE key = 'domain'`)
	s.fillIn()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	const (
		same = nothingYet + totalHeads + "部署 / 0 / 0 / 0 / 0 / 0 / 10 / 0 / 0 / ユーザー / 0 / 0 / 0 / 0 / 0 / 23 / 0 / 0 / 所属 / 0 / — / — / — / 0 / 14 / 0 / — / " +
			"連携先がbefore.cybozu.comからexample.cybozu.comに変わります。連携済みの23件のうち23件（二十三件）が、同じログイン名かメールアドレスで見つかりました。" +
			"⏎「URLだけが変わった」ときは連携を保ちます。「別の環境」のときは連携を外して照合し直し、それだけを理由に削除することはありません。 / "
		list = " / 表示： / 一覧 / ツリー / すべて 0 / 追加 0 / 変更 0 / 紐付け 0 / 連携解除 0 / 削除 0 / " + searchChanges + pickChange + changeTitles +
			" / 操作 / 種類 / 対象 / 変更前 → 変更後 / 理由 / 該当する変更はありません" + skipAndSave + "[反映する]"
	)
	s.expectProposed("at first", same+"[URLだけが変わった] / [別の環境]"+list+" 上の確認をすべて済ませると、反映できます。")
	s.click("URLだけが変わった")
	s.expectProposed("with an answer", same+"[✓ URLだけが変わった] いまの回答です。 / [別の環境]"+list)
	if got := s.reads(); !strings.Contains(got, "cybozu.com連携 ＞ 変更内容の確認 / 変更内容の確認  ") {
		t.Errorf("above it says %s", got)
	}
}

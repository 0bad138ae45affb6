package views

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// newStoppedStage is a window over an import without a person that has stopped, since sixty
// users have left.
func newStoppedStage(t *testing.T, keyring credentials.Keyring) *stage {
	t.Helper()
	s := newStageWith(t, cybozutest.Sample(), cybozutest.Options{}, keyring, t.TempDir())
	s.switchOn()
	s.company.Update(func(d *cybozutest.Data) {
		for _, u := range slices.Clone(d.Users[5:65]) {
			if u.Code != cybozutest.Login && u.Code != "Administrator" {
				d.DeleteUser(u.Code)
			}
		}
	})
	if err := s.runAuto(); err == nil {
		t.Fatal("it has not stopped")
	}
	s.server.ForgetRequests()
	return s
}

// approveAll ticks all that must be confirmed, and presses 反映する.
func (s *stage) approveAll() {
	s.t.Helper()
	v := s.preview()
	if v == nil {
		s.t.Fatal("no preview")
	}
	for _, tick := range v.ticks {
		tick.SetChecked(true)
	}
	v.apply.Tapped(nil)
	s.settle()
}

func TestApprove_IsOfferedWhereverAStoppedImportIsTold(t *testing.T) {
	s := newStoppedStage(t, credentials.Memory())
	if why := s.whyNothingStopped(); why != "" {
		t.Errorf("the menu says %q", why)
	}
	for place, press := range inOrder(map[int]func(){
		screenHome:     func() { s.home().act.Tapped(nil) },
		screenConnect:  func() { s.tapTrouble() },
		screenHistory:  func() { s.history.approve.Tapped(nil) },
		screenSettings: func() { s.autoSync().approve.Tapped(nil) },
	}) {
		s.onNavigated(place)
		s.settle()
		if got := s.onScreen(); !strings.Contains(got, message.Approve) {
			t.Errorf("screen %d says %q", place, got)
			continue
		}
		press()
		s.settle()
		v := s.preview()
		if v == nil || len(v.p.Guards) == 0 || !strings.Contains(s.onScreen(), "確認を待っている内容です") {
			t.Fatalf("screen %d leads to %v", place, v)
		}
		v.onCancel() // looking costs nothing
		s.settle()
	}
	if n := len(s.server.Requests()); n > 0 {
		t.Errorf("looking has asked cybozu.com %d times", n)
	}
	s.expectOutcomes(directory.OutcomeStopped, directory.OutcomeOK)
}

func TestApprove_AppliesOnceCybozuStillSaysSo(t *testing.T) {
	s := newStoppedStage(t, credentials.Memory())
	s.onNavigated(screenHome)
	s.home().act.Tapped(nil)
	s.settle()
	if v := s.preview(); v.apply.Why() == "" {
		t.Error("it can be applied without a tick")
	}
	s.approveAll()
	if s.preview() != nil || len(s.server.Requests()) == 0 {
		t.Fatalf("the preview is there, or cybozu.com was not asked (%d requests)", len(s.server.Requests()))
	}
	s.expectOutcomes(directory.OutcomeOK, directory.OutcomeStopped, directory.OutcomeOK)
	s.onNavigated(screenHome)
	s.settle()
	if strings.Contains(s.onScreen(), message.Approve) || s.whyNothingStopped() == "" {
		t.Error("it is done, and still offered")
	}
}

func TestApprove_ShowsWhatHasChangedSince(t *testing.T) {
	s := newStoppedStage(t, credentials.Memory())
	s.onNavigated(screenHome)
	s.home().act.Tapped(nil)
	s.settle()
	s.company.Update(func(d *cybozutest.Data) { d.Users[len(d.Users)-1].Name = "改姓 太郎" })
	s.approveAll()
	got := s.onScreen()
	if text := message.Shifted(1, 0, 0); s.preview() == nil || !strings.Contains(got, text.Summary) || !strings.Contains(got, text.Advice) || !strings.Contains(got, "＋ 変更：改姓 太郎") {
		t.Fatalf("on the screen is %q", got)
	}
	s.expectOutcomes(directory.OutcomeStopped, directory.OutcomeOK)
	s.approveAll()
	s.expectOutcomes(directory.OutcomeOK, directory.OutcomeStopped, directory.OutcomeOK)
}

// Where cybozu.com does not answer, the preview stays with all that was ticked.
func TestApprove_AFailureLosesNothing(t *testing.T) {
	s := newStoppedStage(t, credentials.Memory())
	s.onNavigated(screenHome)
	s.home().act.Tapped(nil)
	s.settle()
	s.server.Inject(cybozutest.Fault{Path: "users.json", Status: 503, Times: 100})
	s.approveAll()
	if !s.layers.Busy() || s.preview() == nil {
		t.Fatal("nothing tells of it, or the preview is gone")
	}
	s.server.ClearFaults()
	s.press(fyne.KeyEscape, 0)
	s.settle()
	v := s.preview()
	if slices.ContainsFunc(v.ticks, func(c *kit.Check) bool { return !c.Checked() }) {
		t.Error("a tick is lost")
	}
	v.apply.Tapped(nil)
	s.settle()
	s.expectOutcomes(directory.OutcomeOK, directory.OutcomeFailed, directory.OutcomeStopped, directory.OutcomeOK)
}

// askedForPassword has approved an import with somebody new, for whom no initial password is kept.
func askedForPassword(t *testing.T) *stage {
	t.Helper()
	keyring := credentials.Memory()
	s := newStageWith(t, cybozutest.Sample(), cybozutest.Options{}, keyring, t.TempDir())
	s.switchOn()
	if err := keyring.Save(context.Background(), cybozu.Host(s.server.Host()), credentials.Secret{Login: cybozutest.Login, Password: cybozutest.Password}); err != nil {
		t.Fatal(err)
	}
	s.company.Update(func(d *cybozutest.Data) {
		d.Users = append(d.Users, cybozutest.User{ID: 9001, Code: "shinjin", Valid: true, Name: "新人 乙"})
	})
	if err := s.runAuto(); err == nil {
		t.Fatal("it has not stopped")
	}
	s.onNavigated(screenHome)
	s.home().act.Tapped(nil)
	s.settle()
	s.approveAll()
	return s
}

func TestApprove_I3_AsksForTheInitialPasswordThatWasMissing(t *testing.T) {
	s := askedForPassword(t)
	if got := s.dialogs(); !strings.Contains(got, "初期パスワードの入力") {
		t.Fatalf("the dialog says %q", got)
	}
	s.expectOutcomes(directory.OutcomeStopped, directory.OutcomeOK)
	s.dialogEntry().SetText("typed-first")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.expectOutcomes(directory.OutcomeOK, directory.OutcomeStopped, directory.OutcomeOK)
}

// approving has the preview of what an import has stopped at, all confirmed, and cybozu.com about
// to be asked once more.
func approving(t *testing.T) (s *stage, v *preview) {
	t.Helper()
	s = newStoppedStage(t, credentials.Memory())
	s.onNavigated(screenHome)
	s.home().act.Tapped(nil)
	s.settle()
	if v = s.preview(); v == nil {
		t.Fatal("no preview")
	}
	s.tickAll()
	return s, v
}

func TestApprove_GivingUpTheSecondLookLosesNothing(t *testing.T) {
	s, v := approving(t)
	reached, _ := s.hold("users.json")
	v.apply.Tapped(nil)
	<-reached
	s.drain()
	if shown := s.dialogs(); !strings.Contains(shown, message.Rechecking) {
		t.Fatalf("it says %q", shown)
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	if s.preview() != v || s.dialogs() != "" || s.running.reading != v {
		t.Fatalf("the preview is gone, or it says %q", s.dialogs())
	}
	s.expectOutcomes(directory.OutcomeCancelled, directory.OutcomeStopped, directory.OutcomeOK)
}

// An initial password that is too short is refused beside its field, which has the keys, and
// nothing is written; whoever gives up is back at the preview.
func TestApproveI3_AWrongInitialPasswordIsRefusedBesideItsField(t *testing.T) {
	s := askedForPassword(t)
	const asked = "初期パスワードの入力 / 新しいユーザーがいます。初期パスワードは、この読み込みだけに使います。 / 新規ユーザーの初期パスワード"
	const ways = " / [やめる] / [反映する]"
	s.expectWords("at first", asked+ways)
	entry := s.dialogEntry()
	for _, typed := range []struct{ text, says string }{
		{"", " / 入力してください（6〜64文字）。"}, {"short", " / 6〜64文字で入力してください（いまは5文字です）。"},
	} {
		entry.SetText(typed.text)
		s.win.Canvas().Unfocus()
		s.click("反映する")
		s.expectWords("of "+typed.text, asked+typed.says+ways)
		if s.win.Canvas().Focused() != fyne.Focusable(entry) {
			t.Errorf("of %q the keys are at %T", typed.text, s.win.Canvas().Focused())
		}
	}
	entry.SetText("")
	s.expectWords("while nothing is typed", asked+ways)
	s.press(fyne.KeyEscape, 0)
	s.settle()
	if s.dialogs() != "" || s.preview() == nil || s.running.reading == nil {
		t.Errorf("the preview is gone: %q", s.dialogs())
	}
	s.expectOutcomes(directory.OutcomeStopped, directory.OutcomeOK)
	s.preview().apply.Tapped(nil)
	s.settle()
	s.dialogEntry().SetText("typed-first")
	s.running.take() // what was read is being left meanwhile
	s.click("反映する")
	if s.dialogs() != "" {
		t.Errorf("it still says %q", s.dialogs())
	}
	s.expectOutcomes(directory.OutcomeStopped, directory.OutcomeOK)
}

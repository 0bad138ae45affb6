package views

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/app/schedule"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// autoSync is the part of 設定, on the screen.
func (s *stage) autoSync() *autoSync {
	s.t.Helper()
	return s.settings().auto
}

// switchOn imports once by hand, saves what that needed, and switches on.
func (s *stage) switchOn() {
	s.t.Helper()
	s.fillIn()
	s.form().save.SetChecked(true)
	s.importAll()
	a := s.autoSync()
	a.every.Choose(3)
	a.first.SetText("first-password")
	a.set.Tapped(nil)
	s.settle()
	if problem := a.everyField.Error() + a.first.Error(); problem != "" {
		s.t.Fatal(problem)
	}
	s.onNavigated(screenConnect)
}

// runAuto does what the scheduler does, and lets the window notice.
func (s *stage) runAuto() error {
	s.t.Helper()
	err := s.app.Import(context.Background(), "", io.Discard)
	s.reload()
	s.settle()
	return err
}

func TestAutoSync_WhatIsMissingIsSaidBesideTheFields(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	a := s.autoSync()
	if a.state.String() != "自動同期はオフです。" {
		t.Errorf("the state is %q", a.state.String())
	}
	set := func(every int, at, first string) {
		t.Helper()
		a.every.Choose(every)
		a.at.SetText(at)
		a.first.SetText(first)
		a.set.Tapped(nil)
		s.settle()
	}
	set(1, "07:30", "first-password")
	if got := a.everyField.Error(); !strings.Contains(got, "この端末に保存する") {
		t.Errorf("with nothing saved it says %q", got)
	}
	s.onNavigated(screenConnect)
	s.fillIn()
	s.form().save.SetChecked(true)
	s.importAll()
	s.autoSync()
	for _, at := range []string{"", "24:00", "7時半", "12:60"} {
		set(1, at, "first-password")
		if a.at.Error() == "" {
			t.Errorf("%q is a time", at)
		}
	}
	for _, first := range []string{"", "five5"} {
		set(1, "07:30", first)
		if got := a.first.Error(); !strings.Contains(got, "6〜64文字") {
			t.Errorf("with the password %q it says %q", first, got)
		}
	}
	if a.everyField.Error() != "" {
		t.Errorf("still says %q", a.everyField.Error())
	}
	set(1, " 7:05 ", "first-password")
	auto, err := s.app.AutoSync(context.Background())
	if want := (schedule.When{Every: schedule.Day, Hour: 7, Minute: 5}); auto.When != want || err != nil {
		t.Errorf("set is %v (%v)", auto.When, err)
	}
	if got := a.state.String(); !strings.Contains(got, "自動同期はオンです。次回：") || !strings.Contains(got, " 07:05") {
		t.Errorf("the state is %q", got)
	}
	if a.first.Text() != "" || a.first.Entry.PlaceHolder == "" {
		t.Error("the password is still in the field, or nothing says that it is saved")
	}
	for i, want := range map[int]schedule.When{
		2: {Every: schedule.Weekday, Hour: 6, Minute: 30}, 3: {Every: schedule.Hour}, 4: {Every: schedule.OfficeHour},
	} {
		set(i, "6:30", "")
		if auto, err := s.app.AutoSync(context.Background()); auto.When != want || err != nil || a.every.Chosen() != i {
			t.Errorf("set is %v (%v), shown %d", auto.When, err, a.every.Chosen())
		}
	}
	set(0, "", "")
	if auto, err := s.app.AutoSync(context.Background()); !auto.When.Off() || err != nil {
		t.Errorf("set is %v (%v)", auto.When, err)
	}
}

func TestAutoSyncI7_WhatStoppedIsOneClickFromThePreview(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.switchOn()
	if err := s.runAuto(); err != nil || s.form().trouble.card.Visible() {
		t.Fatalf("error %v, or trouble without one", err)
	}
	// Even to who has said that no preview is wanted.
	if err := s.app.SetSettings(context.Background(), app.Settings{SkipPreview: true, Thresholds: directory.DefaultThresholds}); err != nil {
		t.Fatal(err)
	}
	s.company.Update(func(d *cybozutest.Data) {
		for _, u := range slices.Clone(d.Users[5:65]) {
			if u.Code != cybozutest.Login && u.Code != "Administrator" {
				d.DeleteUser(u.Code)
			}
		}
	})
	var unconfirmed *directory.UnconfirmedError
	err := s.runAuto()
	if !errors.As(err, &unconfirmed) {
		t.Fatalf("error %v", err)
	}
	text := message.Of(err)
	if got := s.onScreen(); !strings.Contains(got, message.NotImported) || !strings.Contains(got, text.Summary) || !strings.Contains(got, text.Advice) {
		t.Errorf("on the screen is %q", got)
	}
	s.tapTrouble()
	v := s.preview()
	if v == nil {
		t.Fatal("no preview")
	}
	for _, tick := range v.ticks {
		tick.SetChecked(true)
	}
	v.apply.Tapped(nil)
	s.settle()
	if s.form().trouble.card.Visible() {
		t.Error("the trouble is over and still shown")
	}
}

// Who mistypes a URL at a console reads there what was wrong.
func TestAutoSync_WrongURLByHandIsNoTrouble(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.switchOn()
	if err := s.runAuto(); err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{"https://example.com", "another.cybozu.com"} {
		if err := s.app.Import(context.Background(), url, io.Discard); err == nil {
			t.Fatalf("%s: no error", url)
		}
		s.reload()
		s.settle()
		if s.form().trouble.card.Visible() {
			t.Errorf("%s: told as trouble of 自動同期", url)
		}
	}
	s.expectOutcomes(directory.OutcomeFailed, directory.OutcomeFailed, directory.OutcomeOK, directory.OutcomeOK)
}

func TestAutoSync_LookingShowsThePreviewEvenWhereNoneIsWanted(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.switchOn()
	if err := s.app.SetSettings(context.Background(), app.Settings{SkipPreview: true, Thresholds: directory.DefaultThresholds}); err != nil {
		t.Fatal(err)
	}
	s.server.Inject(cybozutest.Fault{Path: "users.json", Status: 503, Times: 100})
	if err := s.runAuto(); err == nil {
		t.Fatal("no error")
	}
	s.server.ClearFaults()
	cybozutest.NextDay(s.company)
	s.tapTrouble()
	if s.preview() == nil {
		t.Error("no preview")
	}
}

// tapTrouble presses the button of the card that tells what did not work.
func (s *stage) tapTrouble() {
	s.t.Helper()
	card := s.form().trouble.card
	if !card.Visible() {
		s.t.Fatal("nothing tells of trouble")
	}
	s.form().trouble.act.Tapped(nil)
	s.settle()
}

func TestAutoSync_PauseIsToldAndEndsWithAnImportByHand(t *testing.T) {
	keyring := credentials.Memory()
	s := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, keyring, t.TempDir())
	s.switchOn()
	wrong := credentials.Secret{Login: cybozutest.Login, Password: "wrong", InitialPassword: "first-password"}
	if err := keyring.Save(context.Background(), cybozu.Host(s.server.Host()), wrong); err != nil {
		t.Fatal(err)
	}
	told := func(cause schedule.Cause) {
		t.Helper()
		text := message.Of(&schedule.PausedError{Cause: cause})
		if got := s.onScreen(); !strings.Contains(got, text.Summary) || !strings.Contains(got, text.Advice) {
			t.Errorf("on the screen is %q", got)
		}
		if got := s.autoSync().state.String(); !strings.Contains(got, text.Summary) || strings.Contains(got, "次回") {
			t.Errorf("in the settings is %q", got)
		}
		s.onNavigated(screenConnect)
	}
	if err := s.runAuto(); err == nil {
		t.Fatal("a wrong password was accepted")
	}
	told(schedule.CauseLogin)
	s.tapTrouble() // with the right password, which the form has from before
	if s.form().trouble.card.Visible() || s.running != nil {
		t.Error("somebody has logged in, and it is still paused")
	}
	if err := s.runAuto(); err != nil {
		t.Errorf("error %v", err)
	}

	s.company.Update(func(d *cybozutest.Data) { d.User("userA").Name = "別名" })
	if err := s.runAuto(); err != nil {
		t.Fatal(err)
	}
	lines, err := s.app.History(context.Background(), 1)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.app.PrepareUndo(context.Background(), lines[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.app.Apply(context.Background(), p, nil); err != nil {
		t.Fatal(err)
	}
	s.reload()
	s.settle()
	told(schedule.CauseUndo)
	s.tapTrouble()
	if s.preview() == nil {
		t.Fatal("no preview")
	}
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if s.form().trouble.card.Visible() {
		t.Error("an import was made by hand, and it is still paused")
	}
}

// A line of the history alone is something to show.
func TestWatch_NoticesAnImportThatFailed(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	if now, err := s.newest(); now != s.shown || err != nil {
		t.Errorf("shown is %v, stored %v (%v)", s.shown, now, err)
	}
	if err := s.app.Import(context.Background(), "", io.Discard); err == nil { // nothing is saved
		t.Fatal("no error")
	}
	if now, err := s.newest(); now == s.shown || err != nil {
		t.Errorf("%v is taken for what is shown (%v)", now, err)
	}
}

// A job that is gone leaves no line in the history: it is the next look that tells.
func TestAutoSync_NothingForSevenDaysIsToldWhereverOneLooks(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
		s.switchOn()
		s.past(6)
		summary := message.Overdue(7, time.Now().AddDate(0, 0, -7), false).Summary
		for _, place := range []int{screenHome, screenConnect} {
			s.onNavigated(place)
			if strings.Contains(s.onScreen(), "一度も成功していません") {
				t.Errorf("screen %d tells after six days", place)
			}
		}
		s.past(1)
		for _, place := range []int{screenHome, screenConnect} {
			s.onNavigated(place)
			if got := s.onScreen(); !strings.Contains(got, summary) {
				t.Errorf("screen %d says %q", place, got)
			}
		}
		days := s.settings().numbers[len(s.settings().numbers)-1]
		days.entry.SetText("8")
		s.settle()
		if kept, err := s.app.Settings(context.Background()); kept.OverdueDays != 8 || err != nil {
			t.Errorf("kept are %d days (%v)", kept.OverdueDays, err)
		}
		s.onNavigated(screenConnect)
		if strings.Contains(s.onScreen(), "一度も成功していません") {
			t.Error("eight days are set, and it tells after seven")
		}
	})
}

// past lets some days go by since all that is in the history.
func (s *stage) past(days int) {
	s.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(s.app.Dir(), "directory.db"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE imports SET started_at = replace(datetime(started_at, ?1), ' ', 'T') || 'Z', finished_at = replace(datetime(finished_at, ?1), ' ', 'T') || 'Z'",
		fmt.Sprintf("-%d days", days)); err != nil {
		s.t.Fatal(err)
	}
	s.reload()
	s.settle()
}

// What is wrong with the times and the passwords of 自動同期 is said beside them, and what is right
// is set.
func TestAutoSync_EachMistakeIsSaidBesideItsField(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.switchOn()
	a := s.autoSync()
	for _, c := range []struct {
		every        int
		at, first    string
		atSays, says string
		want         schedule.When
	}{
		{1, "25:00", "", "「07:30」のように入力してください。", "", schedule.When{Every: schedule.Hour}},
		{1, "7", "", "「07:30」のように入力してください。", "", schedule.When{Every: schedule.Hour}},
		{1, "07:30", "short", "", "6〜64文字で入力してください（いまは5文字です）。", schedule.When{Every: schedule.Hour}},
		{1, " 6:5 ", "", "", "", schedule.When{Every: schedule.Day, Hour: 6, Minute: 5}},
		{2, "23:59", "first-password", "", "", schedule.When{Every: schedule.Weekday, Hour: 23, Minute: 59}},
		{4, "nonsense", "", "", "", schedule.When{Every: schedule.OfficeHour}},
		{0, "", "", "", "", schedule.When{}},
	} {
		a.every.Choose(c.every)
		a.at.SetText(c.at)
		a.first.SetText(c.first)
		s.win.Canvas().Unfocus()
		a.set.Tapped(nil)
		if why := a.set.Why(); why != map[bool]string{true: "設定しています。"}[c.atSays == ""] {
			t.Errorf("%q: meanwhile the button says %q", c.at, why)
		}
		s.settle()
		if a.at.Error() != c.atSays || a.first.Error() != c.says || a.set.Why() != "" || a.everyField.Error() != "" {
			t.Errorf("%q, %q: it says %q, %q, %q", c.at, c.first, a.at.Error(), a.first.Error(), a.everyField.Error())
		}
		var keys fyne.Focusable
		switch {
		case c.atSays != "":
			keys = a.at.Entry
		case c.says != "":
			keys = a.first.Entry
		}
		if keys != nil && s.win.Canvas().Focused() != keys {
			t.Errorf("%q, %q: the keys are at %T", c.at, c.first, s.win.Canvas().Focused())
		}
		if got, err := s.app.AutoSync(t.Context()); err != nil || got.When != c.want {
			t.Errorf("%q, %q: %v, set is %+v", c.at, c.first, err, got.When)
		}
		a.first.SetText("")
		if a.at.SetText("07:00"); a.at.Error()+a.first.Error() != "" {
			t.Errorf("while it is typed it says %q, %q", a.at.Error(), a.first.Error())
		}
	}
}

// 自動同期 is shown as it is set, and the way to what it has stopped at only where its last import
// has.
func TestAutoSync_IsShownAsItIsSet(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	a := s.autoSync()
	now := time.Now()
	line := &directory.Import{ID: 7, Kind: directory.ImportAuto, Outcome: directory.OutcomeStopped, FinishedAt: now}
	for _, c := range []struct {
		when                         schedule.When
		auto                         *directory.Import
		stopped                      *app.Stop
		every, at, hint, placeholder string
		approve                      bool
	}{
		{schedule.When{}, nil, nil, "しない", "", "", "", false},
		{schedule.When{Every: schedule.Day, Hour: 6, Minute: 5}, line, nil, "毎日", "06:05", "", "保存済み（変更するときだけ入力）", false},
		{schedule.When{Every: schedule.Weekday, Hour: 23, Minute: 59}, line, &app.Stop{ImportID: 7}, "平日のみ", "23:59", "月曜から金曜です。祝日も読み込みます。", "保存済み（変更するときだけ入力）", true},
		{schedule.When{Every: schedule.Hour}, line, &app.Stop{ImportID: 6}, "1時間ごと", "", "", "保存済み（変更するときだけ入力）", false},
		{schedule.When{Every: schedule.OfficeHour}, nil, &app.Stop{ImportID: 7}, "1時間ごと（8:00–20:00）", "", "", "保存済み（変更するときだけ入力）", false},
	} {
		a.first.SetText("typed")
		a.everyField.SetError("planted")
		a.show(autoSyncState{auto: app.AutoSync{When: c.when}, status: app.Status{Auto: c.auto}, stopped: c.stopped}, now)
		shown := written(a.part)
		if got := intervals[a.every.Chosen()].name; got != c.every {
			t.Errorf("%s: chosen is %s", c.every, got)
		}
		if entries := focusables(a.part); slices.Contains(entries, fyne.Focusable(a.at.Entry)) != (c.at != "") || slices.Contains(entries, fyne.Focusable(a.first.Entry)) != (c.placeholder != "") || c.at != "" && a.at.Text() != c.at {
			t.Errorf("%s: the time is %s", c.every, a.at.Text())
		}
		if a.first.Text() != "" || a.first.Entry.PlaceHolder != c.placeholder || a.everyField.Error() != "" {
			t.Errorf("%s: the password says %q, %q; an error %q", c.every, a.first.Text(), a.first.Entry.PlaceHolder, a.everyField.Error())
		}
		if strings.Contains(shown, "祝日も読み込みます") != (c.hint != "") || a.approve.Visible() != c.approve {
			t.Errorf("%s: the way on is there: %v; it says %q", c.every, a.approve.Visible(), shown)
		}
	}
}

// What of 自動同期 cannot be read is told.
func TestAutoSync_WhatCannotBeReadIsTold(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	a := s.autoSync()
	for _, table := range []string{"imports", "settings"} {
		s.rename(table, "gone")
		a.fill()
		s.settle()
		if got := s.dialogs(); !strings.Contains(got, "予期しないエラーが発生しました。") {
			t.Errorf("without %s it says %q", table, got)
		}
		s.rename("gone", table)
		for range 6 {
			s.press(fyne.KeyEscape, 0)
		}
	}
	if err := s.app.SetSetting(t.Context(), "autosync", "sometimes"); err != nil {
		t.Fatal(err)
	}
	log := s.logged()
	a.fill()
	s.settle()
	if got := s.newLog(log); !strings.Contains(got, "is no schedule") {
		t.Errorf("logged is %s", got)
	}
}

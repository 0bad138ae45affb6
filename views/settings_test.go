package views

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app/edit"
	"anpisync/app/licenses"
	"anpisync/app/process"
	"anpisync/cybozu/cybozutest"
)

// settings is the screen 設定, on the screen.
func (s *stage) settings() *settings {
	s.t.Helper()
	for i, screen := range s.screens {
		if found, ok := screen.(*settings); ok {
			s.onNavigated(i)
			s.settle()
			return found
		}
	}
	s.t.Fatal("no settings")
	return nil
}

func TestAbout_TellsVersionDataAndLicenses(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settings()
	for _, want := range []string{process.Versions(), s.app.Dir()} {
		if !strings.Contains(s.onScreen(), want) {
			t.Errorf("%q is not on the screen", want)
		}
	}
	button(t, s.settings().page, "使用しているソフトウェア").Tapped(nil)
	for i, l := range licenses.All()[:3] {
		if i > 0 {
			s.press(fyne.KeyDown, 0)
		}
		first, _, _ := strings.Cut(strings.TrimSpace(l.Text), "\n")
		if shown := s.dialogs(); !strings.Contains(shown, l.Module) || !strings.Contains(shown, first) {
			t.Errorf("%s, %q: not shown", l.Module, first)
		}
	}
	s.press(fyne.KeyEscape, 0)
	if s.layers.Busy() {
		t.Error("Esc does not close it")
	}
}

func TestHistory_IsShortenedAfterAQuestionAlone(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	for range 3 {
		s.importAll()
	}
	db, err := sql.Open("sqlite", filepath.Join(s.app.Dir(), "directory.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE imports SET finished_at = ?", time.Now().AddDate(0, 0, -100).UTC().Format(time.RFC3339)); err != nil {
		t.Fatal(err)
	}
	page := s.settings()
	choose := func(days int) {
		t.Helper()
		for i, h := range historyDays {
			if h.days == days {
				page.keep.Choose(i)
			}
		}
		s.settle()
	}
	expect := func(when string, lines, days int) {
		t.Helper()
		kept, err := s.app.Settings(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if got := len(s.outcomes()); got != lines || kept.HistoryDays != days || historyDays[page.keep.Chosen()].days != days {
			t.Errorf("%s: %d lines, kept for %d days, shown %s; want %d and %d",
				when, got, kept.HistoryDays, historyDays[page.keep.Chosen()].name, lines, days)
		}
	}
	choose(365)
	expect("nothing is as old", 3, 365)
	choose(90)
	if shown := s.dialogs(); !strings.Contains(shown, "90日より前の2件の履歴") { // the last success stays
		t.Fatalf("asked %q", shown)
	}
	s.press(fyne.KeyReturn, ctrl)
	s.press(fyne.KeyEscape, 0)
	s.settle()
	expect("not confirmed", 3, 365)
	choose(90)
	s.dialogButton("2件を消す").Tapped(nil)
	s.settle()
	expect("confirmed", 1, 90)
	choose(0)
	if s.layers.Busy() {
		t.Errorf("asked %q to keep it for longer", s.dialogs())
	}
	expect("for good", 1, 0)
}

func TestSettings_ExclusionsAreListedUntilTheyAreReadmitted(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	const none = "除外しているものはありません"
	page := s.settings()
	if !strings.Contains(s.onScreen(), none) || page.exclusions.Visible() {
		t.Error("an empty list is not told to be empty")
	}
	leaver := s.stored().Users[0]
	if _, err := s.app.Edit(context.Background(), "削除", edit.DeleteUsers([]int64{leaver.ID}, true)); err != nil {
		t.Fatal(err)
	}
	s.reload()
	s.settle()
	if shown := s.onScreen(); strings.Contains(shown, none) || !strings.Contains(shown, leaver.Name) {
		t.Errorf("%s is not listed: %s", leaver.Name, shown)
	}
	page.excluded.SelectAll()
	button(t, page.page, "除外をやめる").Tapped(nil)
	s.settle()
	if !strings.Contains(s.onScreen(), none) || len(s.stored().Remembered.Excluded) > 0 {
		t.Errorf("%s is still excluded", leaver.Name)
	}
}

// A number that makes no sense is red, says why, and is not kept.
func TestSettings_ARefusedNumberIsRedAndNotKept(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.onNavigated(screenSettings)
	s.settle()
	kept, err := s.app.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range s.settings().numbers {
		right := n.entry.Text
		for _, wrong := range []string{"", "-1", "多数", "9999999"} {
			n.entry.SetText(wrong)
			s.settle()
			if !n.entry.Failed() || !strings.Contains(n.field.Error(), "までの数字を入力してください。") {
				t.Errorf("%s %q: red is %v, and it says %q", n.field.Label(), wrong, n.entry.Failed(), n.field.Error())
			}
		}
		if now, err := s.app.Settings(t.Context()); err != nil || now != kept {
			t.Errorf("%s: kept is %+v, was %+v (%v)", n.field.Label(), now, kept, err)
		}
		n.entry.SetText(right)
		s.settle()
		if n.entry.Failed() || n.field.Error() != "" {
			t.Errorf("%s: %q is refused: %q", n.field.Label(), right, n.field.Error())
		}
	}
}

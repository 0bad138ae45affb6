package views

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/goldentest"
	"anpisync/app/schedule"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// spelled is what a person reads of spans, with how each stands out.
func spelled(spans []kit.Span) string {
	var b strings.Builder
	for _, s := range spans {
		tone := map[kit.Tone]string{kit.Muted: "dim", kit.Red: "red", kit.Green: "green", kit.Blue: "blue"}[s.Tone]
		size := ""
		if s.Size != 0 {
			size = fmt.Sprint(s.Size)
		}
		mark := strings.Join(strings.Fields(strings.Join([]string{map[bool]string{true: "bold"}[s.Bold], tone, size}, " ")), " ")
		if b.WriteString(strings.ReplaceAll(s.Text, "\n", "⏎")); mark != "" {
			b.WriteString("{" + mark + "}")
		}
	}
	return b.String()
}

// What is said of how current the list is, wherever it is said, word for word, and the one thing
// to do: it is all that a person has who looks for whether tonight's list is good.
func TestAdvice_SaysTheSameWhereverOneLooks(t *testing.T) {
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.Local) // a Thursday
	ended := func(days int, kind directory.ImportKind, outcome directory.Outcome) directory.Import {
		return directory.Import{ID: int64(100 - days), Kind: kind, Outcome: outcome, StartedAt: now.AddDate(0, 0, -days), FinishedAt: now.AddDate(0, 0, -days), Message: "理由。"}
	}
	of := func(auto app.AutoSync, overdueDays int, stopped int64, lines ...directory.Import) *state {
		s := &state{auto: auto, overdueDays: overdueDays, history: lines}
		if stopped != 0 {
			s.stopped = &app.Stop{ImportID: stopped}
		}
		for i := range lines {
			line := &lines[i]
			s.status.First = line
			if s.status.Last == nil {
				s.status.Last = line
			}
			if s.status.Auto == nil && line.Kind == directory.ImportAuto {
				s.status.Auto = line
			}
			switch {
			case s.status.Success != nil:
			case line.Outcome == directory.OutcomeOK:
				s.status.Success = line
			case line.Outcome == directory.OutcomeFailed, line.Outcome == directory.OutcomeStopped:
				s.status.Failures++
			}
		}
		return s
	}
	const ok, failed, stopped, cancelled, undone = directory.OutcomeOK, directory.OutcomeFailed, directory.OutcomeStopped, directory.OutcomeCancelled, directory.OutcomeUndone
	const manual, auto = directory.ImportManual, directory.ImportAuto
	off, daily := app.AutoSync{}, app.AutoSync{When: schedule.When{Every: schedule.Day, Hour: 7}}
	token := func(a app.AutoSync, days int) app.AutoSync { a.TokenEnd = now.AddDate(0, 0, days); return a }
	paused := func(cause schedule.Cause) app.AutoSync {
		a := daily
		a.Paused = &schedule.PausedError{Cause: cause}
		return a
	}
	does := map[deed]string{importNow: "import", approve: "approve", lookFirst: "look", fillForm: "form", showNobody: "nobody"}
	var all strings.Builder
	for _, c := range []struct {
		name    string
		state   *state
		numbers map[string]int
	}{
		{"never", of(off, 7, 0), nil},
		{"today by hand", of(off, 7, 0, ended(0, manual, ok)), nil},
		{"yesterday by hand", of(off, 7, 0, ended(1, manual, ok)), nil},
		{"a week ago by hand", of(off, 7, 0, ended(7, manual, ok)), nil},
		{"who cannot be reached", of(daily, 7, 0, ended(1, auto, ok)), map[string]int{"unreachable": 1234}},
		{"too long ago without a person", of(daily, 7, 0, ended(2, auto, ok)), nil},
		{"failed by hand", of(off, 7, 0, ended(0, manual, failed)), nil},
		{"failed once", of(daily, 7, 0, ended(0, auto, failed), ended(1, auto, ok)), nil},
		{"failed twice", of(daily, 7, 0, ended(0, auto, failed), ended(1, auto, failed), ended(2, auto, ok)), nil},
		{"failed three times", of(daily, 7, 0, ended(0, auto, failed), ended(1, auto, failed), ended(2, auto, failed), ended(3, auto, ok)), nil},
		{"stopped", of(daily, 7, 0, ended(0, auto, stopped), ended(1, auto, ok)), nil},
		{"stopped, and kept", of(daily, 7, 100, ended(0, auto, stopped), ended(1, auto, ok)), nil},
		{"stopped, kept, and given up since", of(daily, 7, 99, ended(0, manual, cancelled), ended(1, auto, stopped), ended(2, auto, ok)), nil},
		{"stopped, kept, and failed since", of(daily, 7, 99, ended(0, manual, failed), ended(1, auto, stopped), ended(2, auto, ok)), nil},
		{"kept of a line that is gone", of(daily, 7, 50, ended(0, manual, cancelled), ended(2, auto, ok)), nil},
		{"nothing for seven days", of(daily, 7, 0, ended(7, auto, ok)), nil},
		{"stopped, and nothing for seven days", of(daily, 7, 0, ended(0, auto, stopped), ended(7, auto, ok)), nil},
		{"never a success", of(daily, 7, 0, ended(0, auto, failed), ended(8, auto, failed)), nil},
		{"taken back", of(off, 7, 0, ended(0, manual, undone)), nil},
		{"taken back, with a success before", of(off, 7, 0, ended(0, manual, undone), ended(1, manual, ok)), nil},
		{"taken back, and given up since", of(daily, 7, 0, ended(0, manual, cancelled), ended(1, auto, undone)), nil},
		{"a wrong password", of(paused(schedule.CauseLogin), 7, 0, ended(0, auto, failed), ended(1, auto, ok)), nil},
		{"held still after an undo", of(paused(schedule.CauseUndo), 7, 100, ended(0, auto, stopped)), nil},
		{"a token that ends soon", of(token(daily, 3), 7, 0, ended(1, auto, ok)), nil},
		{"a token that ends some day", of(token(daily, 100), 7, 0, ended(1, auto, ok)), nil},
		{"a token that ends soon, and failed", of(token(daily, 3), 7, 0, ended(0, auto, failed), ended(1, auto, ok)), nil},
		{"a token without 自動同期", of(token(off, 3), 7, 0, ended(0, manual, ok)), nil},
	} {
		a := advise(c.state, c.numbers, now)
		fmt.Fprintf(&all, "# %s\nホーム（%s）：%s\n　[%s] → %s\n", c.name, moodNames[a.mood], spelled(a.spans), a.label, does[a.does])
		card, done := newTrouble(), ""
		last := card.show(c.state, now, func() { done = "look" }, func() { done = "approve" })
		if card.card.Visible() {
			card.act.Tapped(nil)
			fmt.Fprintf(&all, "cybozu.com連携：%s\n　[%s] → %s\n", strings.ReplaceAll(card.text.String(), "\n", "⏎"), card.act.Text(), done)
		}
		if newest := c.state.status.Last; newest != nil && !last {
			fmt.Fprintf(&all, "cybozu.com連携（%s）：%s\n", moodNames[moods[newest.Outcome]], spelled(append(ending(newest), sinceSuccess(c.state.status, now)...)))
		}
		fmt.Fprintf(&all, "設定：%s\n\n", spelled(autoSyncSpans(autoSyncState{auto: c.state.auto, status: c.state.status}, now)))
	}
	goldentest.Compare(t, filepath.Join("testdata", "advice.txt"), all.String())
}

var moodNames = map[kit.Mood]string{kit.Quiet: "quiet", kit.Info: "info", kit.Success: "success", kit.Warning: "warning", kit.Alarm: "alarm"}

// Each deed of the advice leads to where it is done.
func TestAdvice_LeadsToWhereItIsDone(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.change("UPDATE users SET phone = '', email = NULL WHERE login_name = 'userA'")
	s.onNavigated(screenHome)
	s.follow(advice{does: showNobody})
	s.settle()
	if got := s.listed(); !slices.Equal(got, s.ids("SELECT id FROM users WHERE phone = '' AND email IS NULL")) || !slices.Contains(got, s.storedUser("userA").ID) || s.current() != screen(s.people) {
		t.Errorf("whom nobody can reach are %d", got)
	}
	s.form().password.SetText("")
	s.follow(advice{does: fillForm})
	if s.current() != screen(s.form()) || s.win.Canvas().Focused() != fyne.Focusable(s.form().password.Entry) || s.running != nil {
		t.Errorf("the keys are at %T of screen %d", s.win.Canvas().Focused(), s.nav.Selected())
	}
	(&run{w: s.window}).skipFromNowOn()
	s.fillIn()
	s.onNavigated(screenHome)
	s.company.Update(func(d *cybozutest.Data) { d.User("userA").Phone = "03-0000-1111" })
	s.follow(advice{does: lookFirst})
	if s.settle(); s.preview() == nil || s.covered != screenConnect {
		t.Fatalf("nothing is to be looked at on screen %d: %q", s.nav.Selected(), s.dialogs())
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	s.onNavigated(screenHome)
	s.follow(advice{does: importNow})
	if s.settle(); s.preview() != nil || s.storedUser("userA").Phone != "03-0000-1111" {
		t.Errorf("it is not imported: %q", s.dialogs())
	}
}

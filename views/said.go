package views

import (
	"slices"

	"fyne.io/fyne/v2"

	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// leastSentence is the width that what happened cannot do without beside the ways on.
const leastSentence = 240

// said is the line at the foot of the window that tells what the last action did, with the
// ways on from there.
type said struct {
	w    *window
	line *fyne.Container
	card *kit.Card
	row  *fyne.Container // in it
	text *kit.Paragraph

	changes, undo, people *kit.Button

	changed bool              // what is told of did change something
	waiting int64             // the line of the history to tell of once it is read; 0: none
	about   *directory.Import // nil: nothing was changed
}

func newSaid(w *window) *said {
	s := &said{w: w, text: kit.NewParagraph(kit.Plain("")).AtMost(3)}
	s.changes = kit.NewLink("変更内容を見る", func() {
		w.onNavigated(screenHistory)
		w.history.open(s.about.ID)
	})
	s.people = kit.NewLink("部署／ユーザーを見る", func() { w.onNavigated(screenPeople) })
	s.undo = kit.NewLink("元に戻す", s.onUndo)
	// Where there is little room, the ways on stand below what happened.
	s.row = kit.Wrap(12, kit.Grow(kit.Width(leastSentence, s.text)), s.changes, s.people, s.undo, kit.NewLink("閉じる", s.hide))
	s.card = kit.NewStrip(kit.Success, s.row)
	s.line = kit.Pad(0, 22, 10, 22, s.card)
	s.line.Hide()
	return s
}

// tell waits for the line of the history that an action has left; 0: it left none, since
// nothing was to be changed.
func (s *said) tell(importID int64) {
	if s.waiting = importID; importID == 0 {
		s.note("変更はありませんでした。")
	}
}

// show tells of the line that was waited for, and takes away what holds no more.
func (s *said) show(now *state) {
	id := s.waiting
	if id == 0 && s.about != nil {
		id = s.about.ID
	}
	at := slices.IndexFunc(now.history, func(line directory.Import) bool { return line.ID == id })
	switch {
	case id == 0:
	case at < 0 && s.waiting == 0, at >= 0 && now.history[at].Outcome != directory.OutcomeOK:
		s.hide()
	case at >= 0:
		line := now.history[at]
		s.waiting, s.about = 0, &line
		s.say(kit.Success, message.Done(line.Kind, line.Message, line.Departments, line.Users))
	}
}

// note tells of what leaves no line in the history.
func (s *said) note(text string) {
	s.waiting, s.about = 0, nil
	s.say(kit.Success, text)
}

// refuse tells why nothing was done.
func (s *said) refuse(why string) {
	s.waiting, s.about = 0, nil
	s.say(kit.Warning, why)
}

func (s *said) say(mood kit.Mood, text string) {
	s.card.SetMood(mood)
	s.text.SetText(text)
	changed := s.about != nil && s.about.Departments.Total()+s.about.Users.Total() > 0
	s.changed = changed
	s.changes.Hidden = !changed
	s.undo.SetText("元に戻す")
	if s.about != nil && message.IsTakenBack(s.about.Kind, s.about.Message) {
		s.undo.SetText("やり直す")
	}
	s.undo.Hidden = !changed || s.about.Kind != directory.ImportEdit && !s.about.Restorable
	s.line.Show()
	s.arm()
}

// arm offers no way to the screen that is seen.
func (s *said) arm() {
	if !s.line.Visible() {
		return
	}
	s.people.Hidden = !s.changed || s.w.current() == screen(s.w.people)
	s.row.Refresh()
	s.w.frameAgain()
}

func (s *said) hide() {
	s.waiting, s.about = 0, nil
	if s.line.Visible() {
		s.line.Hide()
		s.w.frameAgain()
	}
}

func (s *said) onUndo() {
	switch line := s.about; {
	case s.w.running != nil:
	case line.Kind == directory.ImportEdit:
		s.w.takeBack(line.ID)
	default:
		s.w.history.undoImport(line.ID)
	}
}

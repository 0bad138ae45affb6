package views

import (
	"fmt"
	"time"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/app/schedule"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// advice is what ホーム says of how current the list is, and the one thing to do now.
type advice struct {
	mood  kit.Mood
	spans []kit.Span
	label string
	does  deed
}

// deed is what a person can do about the list.
type deed int

const (
	importNow  deed = iota // with what the form holds, or in the form
	approve                // look at what an import without a person has stopped at
	lookFirst              // import, and look at what would change whatever the settings say
	fillForm               // what was saved does not work
	showNobody             // the people whom nobody can reach
)

// How many days without an import make a list old: with 自動同期, which should have
// imported, and without.
const (
	oldWithAuto    = 2
	oldWithoutAuto = 7
)

// advise says how current the list is: what keeps it from being so comes first.
func advise(s *state, numbers map[string]int, now time.Time) advice {
	status := s.status
	if s.auto.Paused != nil {
		text := message.Of(s.auto.Paused)
		a := advice{mood: kit.Alarm, label: "読み込んで確認する", does: lookFirst,
			spans: []kit.Span{kit.Bold(text.Summary), kit.Plain("\n" + text.Advice)}}
		if s.auto.Paused.Cause == schedule.CauseLogin {
			a.label, a.does = "認証情報を入力する", fillForm
		}
		return a.with(lastSuccess(status, now))
	}
	last := status.Last
	waiting := s.waiting()
	if waiting != nil {
		last = waiting
	}
	late, isLate := overdue(s, now)
	switch {
	case last == nil:
		return advice{mood: kit.Info, label: "cybozu.comから情報を読み込む", does: importNow,
			spans: []kit.Span{kit.Bold("cybozu.comから、まだ読み込んでいません。")}}
	case last.Outcome == directory.OutcomeFailed, last.Outcome == directory.OutcomeStopped:
		what := "　" + message.Unread
		if last.Kind == directory.ImportAuto {
			what = " の" + message.NotImported + "。"
		}
		a := advice{mood: kit.Alarm, label: "読み込んで確認する", does: lookFirst, spans: []kit.Span{
			kit.Bold(last.FinishedAt.Local().Format(timeFormat) + what), kit.Plain("\n" + message.Unrepeated(last.Message)),
		}}
		if last.Outcome == directory.OutcomeStopped {
			a.mood = kit.Warning
		}
		if waiting != nil {
			a.label, a.does = message.Approve, approve
		}
		a = a.with(sinceSuccess(status, now))
		if isLate {
			a.mood = kit.Alarm
			a = a.with([]kit.Span{{Text: "\n" + late.Summary, Bold: true, Tone: kit.Red}})
		}
		if 1 < status.Failures && status.Failures < manyFailures {
			a = a.with([]kit.Span{kit.Dim(fmt.Sprintf("　%d回続けて反映できていません。", status.Failures))})
		}
		return a.with(nextAuto(s, now))
	case isLate:
		return advice{mood: kit.Alarm, label: "読み込んで確認する", does: lookFirst,
			spans: []kit.Span{kit.Bold(late.Summary), kit.Plain("\n" + late.Advice)}}.with(nextAuto(s, now))
	case last.Outcome != directory.OutcomeOK:
		what := "反映していません。"
		if last.Outcome == directory.OutcomeUndone {
			what = "元に戻しました。"
		}
		a := advice{mood: kit.Warning, label: "cybozu.comから情報を読み込む", does: importNow,
			spans: []kit.Span{kit.Bold("最後の読み込みは、" + what), kit.Plain("\nいまの一覧は、cybozu.comと異なる可能性があります。")}}
		if status.Success != nil {
			a = a.with(sinceSuccess(status, now))
		}
		return a.with(nextAuto(s, now))
	}
	days, old := app.DaysBetween(status.Success.FinishedAt, now), oldWithoutAuto
	if !s.auto.When.Off() {
		old = oldWithAuto
	}
	if days-s.auto.When.DaysOff(status.Success.FinishedAt, now) >= old {
		return advice{mood: kit.Warning, label: "cybozu.comから情報を読み込む", does: importNow,
			spans: []kit.Span{kit.Bold(fmt.Sprintf("最後の読み込みから、%s日たっています。", kit.Digits(days))),
				kit.Plain("\n入社や異動、連絡先の変更が、一覧に反映されていないおそれがあります。")}}.with(lastSuccess(status, now)).with(nextAuto(s, now))
	}
	if !s.auto.When.Off() && s.auto.TokenEndsSoon(now) {
		text := message.TokenEnding(s.auto.TokenEnd, now)
		return advice{mood: kit.Warning, label: "認証情報を入力する", does: fillForm,
			spans: []kit.Span{kit.Bold(text.Summary), kit.Plain("\n" + text.Advice)}}.with(lastSuccess(status, now))
	}
	a := advice{mood: kit.Success, label: "cybozu.comから情報を読み込む", does: importNow,
		spans: []kit.Span{{Text: "✓ ", Tone: kit.Green, Bold: true}, kit.Bold("一覧は最新です。")}}
	if days >= 1 && s.auto.When.Off() { // nobody has looked since
		a.mood, a.spans = kit.Info, []kit.Span{kit.Bold(fmt.Sprintf("一覧は、%s日前のものです。", kit.Digits(days)))}
	}
	if n := numbers[string(directory.CheckUnreachable)]; n > 0 {
		a.label, a.does = fmt.Sprintf("連絡できない%s人を見る", kit.Digits(n)), showNobody
	}
	return a.with(lastSuccess(status, now)).with(nextAuto(s, now))
}

// waiting is the line of the history of an import that has stopped at what a person can look
// at, unless something else has gone wrong since; nil: there is none.
func (s *state) waiting() *directory.Import {
	last := s.status.Last
	if s.stopped == nil || last == nil || last.ID != s.stopped.ImportID && last.Outcome != directory.OutcomeCancelled {
		return nil
	}
	for i := range s.history {
		if s.history[i].ID == s.stopped.ImportID {
			return &s.history[i]
		}
	}
	return nil
}

// overdue is what to say where imports without a person have not succeeded for too long:
// whoever looks may be the first to learn of it.
func overdue(s *state, now time.Time) (text message.Text, ok bool) {
	o := s.status.Overdue(s.overdueDays, now)
	if s.auto.When.Off() || o == nil {
		return message.Text{}, false
	}
	return message.Overdue(o.Days, o.Since, o.Never), true
}

func (a advice) with(spans []kit.Span) advice {
	a.spans = append(a.spans, spans...)
	return a
}

// lastSuccess says when an import last succeeded.
func lastSuccess(s app.Status, now time.Time) []kit.Span {
	if s.Success == nil {
		return nil
	}
	at := s.Success.FinishedAt
	return []kit.Span{kit.Plain("\n最後の読み込み：" + at.Local().Format(timeFormat) + "（" + daysAgo(at, now) + "）")}
}

// nextAuto says when an import without a person comes next.
func nextAuto(s *state, now time.Time) []kit.Span {
	if s.auto.When.Off() {
		return []kit.Span{kit.Dim("　自動同期：オフ")}
	}
	spans := []kit.Span{kit.Plain("　次の自動同期：" + s.auto.When.Next(now).Format(timeFormat))}
	if s.auto.TokenEndsSoon(now) {
		spans = append(spans, tokenSpans(s.auto, now)...)
	}
	return spans
}

// follow does what the advice leads to.
func (w *window) follow(a advice) {
	switch a.does {
	case showNobody:
		w.list(browse.Query{Node: browse.AllUsers, Check: directory.CheckUnreachable})
		return
	case fillForm:
		w.onNavigated(screenConnect)
		return
	case approve:
		w.startStopped()
		return
	}
	w.onNavigated(screenConnect)
	w.connect.continueWith(a.does == lookFirst)
}

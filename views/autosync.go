package views

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/app/schedule"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// autoSync is the part of 設定 that switches imports without a person on and off. It is
// set by a button: what it needs is typed first.
type autoSync struct {
	w    *window
	part fyne.CanvasObject

	now   app.AutoSync
	every *kit.Radio
	set   *kit.Button
	state *kit.Paragraph

	approve *kit.Button // leads to what the last import has stopped at

	everyField, at *kit.Field
	first          *kit.Field // the initial password

	leave   *rosterFolder
	reports *reports
	service *formatFolder
}

// intervals are the choices, in their order.
var intervals = []struct {
	every schedule.Every
	name  string
}{
	{schedule.Never, "しない"}, {schedule.Day, "毎日"}, {schedule.Weekday, "平日のみ"}, {schedule.Hour, "1時間ごと"},
	{schedule.OfficeHour, fmt.Sprintf("1時間ごと（%d:00–%d:00）", schedule.Opens, schedule.Closes)},
}

const usualHour = "07:00" // before people come to the office

// newAutoSync takes the field that says how long nothing may succeed: it is kept like the other
// settings.
func newAutoSync(w *window, overdue *kit.Field) *autoSync {
	a := &autoSync{w: w}
	var names []string
	for _, i := range intervals {
		names = append(names, i.name)
	}
	a.every = kit.NewRadio(names, func(int) { a.arrange() }).Wrap()
	a.set = kit.NewButton("自動同期を設定する", a.onSet)
	a.state = kit.NewParagraph()
	a.approve = kit.NewLink(message.Approve, w.startStopped)
	a.approve.Hide()
	a.everyField = kit.NewField("自動で読み込む", a.every)
	a.at = kit.NewField("時刻", kit.Row(8, kit.Width(80, kit.NewEntry(usualHour, func(string) { a.at.SetError("") }))))
	a.first = kit.NewField("新規ユーザーの初期パスワード", kit.NewPasswordEntry("", a.onFirstChanged)).
		Hint("保存済みの認証情報とともに、OSの資格情報ストアに保存します。「しない」にすると消去します。")
	a.leave = newRosterFolder(w)
	a.reports = newReports(w)
	a.service = newFormatFolder(w)
	a.part = section("自動同期", kit.Column(kit.Gap,
		kit.NewParagraph(kit.Dim("ウィンドウを開いていなくても、OSのスケジューラーがcybozu.comから読み込んで反映します。"+
			"確認が必要な変更や問題があるときは、何も反映せずにお知らせします。"+
			"混み合わないように、設定した時刻から10分以内に始まります。")),
		kit.Form(a.everyField, a.at, a.first, kit.NewField("", kit.Row(kit.Gap, a.set)), a.leave.field, a.service.field, overdue),
		a.state,
		kit.Row(kit.Gap, a.approve),
		a.reports.fold,
	))
	a.at.SetText(usualHour)
	a.arrange()
	return a
}

// arrange shows the fields that the choice needs.
func (a *autoSync) arrange() {
	every := intervals[a.every.Chosen()].every
	a.everyField.SetError("")
	a.at.SetVisible(every.Daily())
	hint := ""
	if every == schedule.Weekday {
		hint = "月曜から金曜です。祝日も読み込みます。"
	}
	a.everyField.Hint(hint)
	a.first.SetVisible(every != schedule.Never)
	a.first.Entry.SetPlaceHolder("")
	if !a.now.When.Off() {
		a.first.Entry.SetPlaceHolder("保存済み（変更するときだけ入力）")
	}
}

// fill shows what is set, and forgets what was typed but not set.
func (a *autoSync) fill() {
	a.leave.fill()
	a.reports.fill()
	a.service.fill()
	tryInBackground(a.w, func(ctx context.Context) (autoSyncState, error) {
		var s autoSyncState
		history, err := a.w.app.History(ctx, 0)
		if err == nil {
			s.status, err = a.w.app.Status(ctx, history)
		}
		if err == nil {
			s.auto, err = a.w.app.AutoSync(ctx)
		}
		s.stopped = a.w.stopped()
		return s, err
	}, func(s autoSyncState) {
		a.show(s, time.Now())
	})
}

type autoSyncState struct {
	auto    app.AutoSync
	status  app.Status
	stopped *app.Stop
}

func (a *autoSync) show(s autoSyncState, now time.Time) {
	a.now = s.auto
	for i, interval := range intervals {
		if interval.every == s.auto.When.Every {
			a.every.Choose(i)
		}
	}
	if s.auto.When.Every.Daily() {
		a.at.SetText(fmt.Sprintf("%02d:%02d", s.auto.When.Hour, s.auto.When.Minute))
	}
	a.first.SetText("")
	a.arrange()
	a.state.SetSpans(autoSyncSpans(s, now)...)
	setHidden(a.approve, s.stopped == nil || s.status.Auto == nil || s.status.Auto.ID != s.stopped.ImportID)
}

// autoSyncSpans say whether imports run without a person, when the next one does and
// how the last one ended, or why they hold still.
func autoSyncSpans(s autoSyncState, now time.Time) []kit.Span {
	if s.auto.When.Off() {
		return append([]kit.Span{kit.Dim("自動同期はオフです。")}, tokenSpans(s.auto, now)...)
	}
	var spans []kit.Span
	if s.auto.Paused != nil {
		text := message.Of(s.auto.Paused)
		spans = append(spans, kit.Span{Text: text.Summary, Tone: kit.Red, Bold: true}, kit.Plain("\n"+text.Advice))
	} else {
		spans = append(spans, kit.Span{Text: "✓ ", Tone: kit.Green, Bold: true},
			kit.Plain("自動同期はオンです。次回："+s.auto.When.Next(now).Format(timeFormat)))
	}
	if last := s.status.Auto; last != nil {
		spans = append(spans, kit.Plain("\n前回："+last.FinishedAt.Local().Format(timeFormat)+"　"+message.Outcome(last.Outcome)+"　"),
			kit.Dim(message.Outcomes(last)))
	}
	return append(spans, tokenSpans(s.auto, now)...)
}

// tokenSpans say when the API token ends that is saved, louder when that is soon.
func tokenSpans(auto app.AutoSync, now time.Time) []kit.Span {
	if auto.TokenEnd.IsZero() {
		return nil
	}
	end := kit.Plain(message.TokenEnd(auto.TokenEnd, now))
	if auto.TokenEndsSoon(now) {
		end.Bold, end.Tone = true, kit.Red
	}
	return []kit.Span{kit.Plain("\n保存済みのAPIトークンの有効期限："), end}
}

func (a *autoSync) onFirstChanged(text string) {
	a.first.SetError(optionalPasswordProblem(text))
}

// onSet does what the fields say, or says beside them why not.
func (a *autoSync) onSet() {
	when := schedule.When{Every: intervals[a.every.Chosen()].every}
	if when.Every.Daily() {
		at, err := time.Parse("15:4", strings.TrimSpace(a.at.Text()))
		if err != nil {
			a.at.SetError("「07:30」のように入力してください。")
			a.at.Focus()
			return
		}
		when.Hour, when.Minute = at.Hour(), at.Minute()
	}
	first := a.first.Text()
	a.set.Off("設定しています。")
	a.w.inBackground(func(ctx context.Context) error { return a.w.app.SetAutoSync(ctx, when, first) }, func(err error) {
		a.set.Off("")
		var password *credentials.PasswordError
		switch {
		case errors.As(err, &password):
			a.first.SetError(message.Of(err).Advice)
			a.first.Focus()
		case err != nil:
			a.everyField.SetError(oneLine(err))
		default:
			a.fill()
			a.w.reload()
		}
	})
}

// trouble is the card that stands first in the window when imports without a person do
// not do what they should: what happened, what to do, and the way to do it.
type trouble struct {
	card *kit.Card
	text *kit.Paragraph
	act  *kit.Button
	does func()
}

func newTrouble() *trouble {
	t := &trouble{text: kit.NewParagraph()}
	t.act = kit.NewPrimaryButton("", func() { t.does() })
	t.card = kit.NewCard(kit.Alarm, kit.Wrap(kit.Gap, kit.Grow(kit.Width(280, t.text)), t.act))
	t.card.Hide()
	return t
}

// show says what is wrong and reports whether it is the last import. What is to be done
// about it is to look, or to approve what is kept.
func (t *trouble) show(s *state, now time.Time, look, approve func()) (last bool) {
	status, line := s.status, s.status.Last
	label := "読み込んで確認する"
	t.does = look
	if waiting := s.waiting(); waiting != nil && s.auto.Paused == nil {
		line, label, t.does = waiting, message.Approve, approve
	}
	t.act.SetText(label)
	last = line != nil && line.Kind == directory.ImportAuto &&
		(line.Outcome == directory.OutcomeFailed || line.Outcome == directory.OutcomeStopped)
	text, late := overdue(s, now)
	var spans []kit.Span
	switch {
	case s.auto.Paused != nil:
		text := message.Of(s.auto.Paused)
		spans = []kit.Span{kit.Bold(text.Summary), kit.Plain("\n" + text.Advice)}
	case last:
		spans = []kit.Span{
			kit.Bold(line.FinishedAt.Local().Format(timeFormat) + " の" + message.NotImported + "。"),
			kit.Plain("\n" + line.Message),
		}
	case late:
		spans = []kit.Span{kit.Bold(text.Summary), kit.Plain("\n" + text.Advice)}
	default:
		t.card.Hide()
		return false
	}
	if last {
		spans = append(spans, sinceSuccess(status, now)...)
		if late {
			spans = append(spans, kit.Span{Text: "\n" + text.Summary, Bold: true, Tone: kit.Red})
		}
	}
	t.text.SetSpans(spans...)
	t.card.Show()
	return last
}

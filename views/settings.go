package views

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// settings is the screen 設定. What is changed is kept at once.
type settings struct {
	w    *window
	page fyne.CanvasObject

	now     app.Settings
	filling bool // the fields are being set, not typed in
	saving  bool

	texts   *kit.Radio // their size
	skip    *kit.Check
	numbers []*number // the limits of I7, and how long nothing may succeed
	keep    *kit.Select

	auto     *autoSync
	options  *options
	releases *releases

	exclusion  *kit.Paragraph  // what the list is
	exclusions *fyne.Container // the list, unless it is empty
	excluded   *kit.Grid
	readmit    *kit.Button
	list       []directory.Exclusion
}

// number is a field for a number among the settings.
type number struct {
	field *kit.Field
	entry *kit.Entry
	of    func(*app.Settings) *int
	most  int
}

// addNumber makes the field for a number, with what the standard is.
func (s *settings) addNumber(label, unit string, most int, of func(*app.Settings) *int) *kit.Field {
	n := &number{of: of, most: most}
	n.entry = kit.NewEntry("", func(string) { s.keepNow() })
	standard := app.DefaultSettings
	n.field = kit.NewField(label, kit.Wrap(8, kit.Width(80, n.entry),
		kit.NewText(kit.Plain(unit)), kit.NewText(kit.Dim("標準 "+kit.Digits(*of(&standard))))))
	s.numbers = append(s.numbers, n)
	return n.field
}

// historyDays are the choices for how long the history is kept; 0 is for good.
var historyDays = []struct {
	days int
	name string
}{{0, "無期限"}, {5 * 365, "5年"}, {3 * 365, "3年"}, {365, "1年"}, {90, "90日"}}

func newSettings(w *window) *settings {
	s := &settings{w: w, now: app.DefaultSettings}
	s.texts = kit.NewRadio(textSizeNames(), w.setTextSize).Wrap()
	s.skip = kit.NewCheck("変更内容を確認せずに反映する", func(bool) { s.keepNow() })
	var fields []*kit.Field
	for _, n := range []struct {
		label, unit string
		of          func(*directory.Thresholds) *int
		most        int
	}{
		{"基準の割合", "%（連携済みの数に対して）", func(t *directory.Thresholds) *int { return &t.PercentOfBefore }, 100},
		{"ユーザーか部署の削除", "件を超え、基準の割合も超えるとき", func(t *directory.Thresholds) *int { return &t.FewDeletions }, 1e6},
		{"", "件を超えるとき（割合によらず）", func(t *directory.Thresholds) *int { return &t.ManyDeletions }, 1e6},
		{"所属の解除", "件を超え、基準の割合も超えるとき", func(t *directory.Thresholds) *int { return &t.FewMemberships }, 1e6},
		{"名前・よみ・メール・電話の消去", "人を超え、基準の割合も超えるとき", func(t *directory.Thresholds) *int { return &t.FewEmptied }, 1e6},
		{"名前・メールの変更、停止中", "人を超え、半数も超えるとき", func(t *directory.Thresholds) *int { return &t.FewChanged }, 1e6},
	} {
		fields = append(fields, s.addNumber(n.label, n.unit, n.most, func(s *app.Settings) *int { return n.of(&s.Thresholds) }))
	}
	var names []string
	for _, h := range historyDays {
		names = append(names, h.name)
	}
	s.keep = kit.NewSelect(names, s.onHistoryDays)
	s.excluded = exclusionColumns.Grid("").Ticks()
	s.excluded.OnSelect = s.arm
	s.readmit = kit.NewButton("除外をやめる", s.onReadmit)
	s.exclusion = kit.NewParagraph(kit.Dim(""))
	s.exclusions = kit.Column(kit.Gap, kit.Height(150, kit.NewFrame(s.excluded)), kit.Row(kit.Gap, s.readmit))
	s.exclusions.Hide()
	s.auto = newAutoSync(w, s.addNumber("読み込めないとき", "日間、一度も成功しないと知らせる（0は知らせない）", 365,
		func(s *app.Settings) *int { return &s.OverdueDays }))
	s.options = newOptions(w)
	s.releases = newReleases(w)
	s.page = kit.Scroll(kit.Page(
		kit.Heading("ホーム ＞ 設定", "設定", ""),
		section("表示", kit.Form(kit.NewField("文字の大きさ", s.texts))),
		section("変更内容の確認", kit.Column(kit.Gap, s.skip,
			kit.NewParagraph(kit.Dim("次の変更があるときは、必ず確認します。確認するまで、何も反映しません。")),
			kit.Form(fields...))),
		s.auto.part,
		s.options.part,
		s.options.leavers,
		section("読み込みから除外", kit.Column(kit.Gap, s.exclusion, s.exclusions)),
		section("履歴", kit.Column(kit.Gap,
			kit.Form(kit.NewField("履歴を残す期間", s.keep)),
			kit.Wrap(kit.Gap, kit.NewDangerButton("履歴と控えから個人情報を消去", s.onErase),
				kit.NewText(kit.Dim("すでにいないユーザーの個人情報を消します"))))),
		w.about(s.releases),
	))
	s.arm()
	s.fill()
	return s
}

func section(title string, content fyne.CanvasObject) fyne.CanvasObject {
	return kit.NewCard(kit.Quiet, kit.Column(kit.Gap, kit.NewText(kit.Bold(title)), content))
}

func (s *settings) name() string               { return "設定" }
func (s *settings) content() fyne.CanvasObject { return s.page }
func (s *settings) layer() kit.Layer           { return kit.Layer{} }

func (s *settings) entered() {
	s.texts.Choose(s.w.size)
	s.fill()
	s.auto.fill()
}

// show takes the newest list of exclusions.
func (s *settings) show(now *state) {
	s.options.show(now)
	s.releases.show(now.releases)
	s.list = now.directory.Remembered.Excluded
	s.excluded.SetRows(exclusionColumns.Rows(s.list, exclusionKey))
	if s.exclusions.Hidden = len(s.list) == 0; s.exclusions.Hidden {
		s.exclusion.SetText("除外しているものはありません。変更内容の確認や、連携済みのユーザー・部署の削除で、除外できます。")
	} else {
		s.exclusion.SetText("次のものは、cybozu.comから読み込みません。")
	}
	s.page.Refresh()
	s.arm()
}

// fill shows what is kept: the preview can change it too.
func (s *settings) fill() {
	tryInBackground(s.w, s.w.app.Settings, func(kept app.Settings) {
		s.now = kept
		s.filling = true
		defer func() { s.filling = false }()
		s.skip.SetChecked(kept.SkipPreview)
		for _, n := range s.numbers {
			n.entry.SetText(strconv.Itoa(*n.of(&s.now)))
		}
		s.showHistoryDays()
	})
}

// keepNow keeps what the screen says, once all of it makes sense.
func (s *settings) keepNow() {
	if s.filling {
		return
	}
	wanted := s.now
	wanted.SkipPreview = s.skip.Checked()
	right := true
	for _, n := range s.numbers {
		value, err := strconv.Atoi(strings.TrimSpace(n.entry.Text))
		problem := ""
		if err != nil || value < 0 || value > n.most {
			problem = fmt.Sprintf("0から%sまでの数字を入力してください。", kit.Digits(n.most))
			right = false
		}
		n.field.SetError(problem)
		n.entry.SetFailed(problem != "")
		*n.of(&wanted) = value
	}
	if right {
		s.set(wanted)
	}
}

// onHistoryDays keeps the history for longer at once; before a shorter time deletes
// anything, it asks.
func (s *settings) onHistoryDays(chosen int) {
	if s.filling {
		return
	}
	days := historyDays[chosen].days
	accept := func() {
		wanted := s.now
		wanted.HistoryDays = days
		s.set(wanted)
	}
	inBackground(s.w, func(ctx context.Context) (int, error) {
		return s.w.app.HistoryOlderThan(ctx, days)
	}, func(lines int, err error) {
		switch {
		case s.keep.Chosen() != chosen: // changed again meanwhile
		case err != nil:
			s.showHistoryDays()
			s.w.fail(err)
		case lines == 0:
			accept()
		default:
			s.w.layers.Ask(kit.Question{
				Title: "古い履歴を消しますか？",
				Text: fmt.Sprintf("%sより前の%s件の履歴を、変更内容とともに消します。消した読み込みの前には戻せなくなります。",
					historyDays[chosen].name, kit.Digits(lines)),
				Yes:    fmt.Sprintf("%s件を消す", kit.Digits(lines)),
				Danger: true,
				Do:     accept,
				Else:   s.showHistoryDays,
			})
		}
	})
}

// showHistoryDays chooses what is kept, without asking.
func (s *settings) showHistoryDays() {
	filling := s.filling
	s.filling = true
	defer func() { s.filling = filling }()
	for i, h := range historyDays {
		if h.days == s.now.HistoryDays {
			s.keep.Choose(i)
		}
	}
}

// set keeps other settings than before.
func (s *settings) set(wanted app.Settings) {
	if wanted == s.now {
		return
	}
	s.now = wanted
	if !s.saving {
		s.saving = true
		s.save()
	}
}

// save keeps what the screen says now, and again if it says something else by then:
// two savings at once might end in the wrong order.
func (s *settings) save() {
	wanted := s.now
	s.w.inBackground(func(ctx context.Context) error { return s.w.app.SetSettings(ctx, wanted) }, func(err error) {
		switch {
		case err != nil:
			s.saving = false
			s.w.fail(err)
		case wanted != s.now:
			s.save()
		default:
			s.saving = false
			s.w.reload()
		}
	})
}

func (s *settings) arm() {
	s.readmit.OffWhen(s.excluded.SelectedCount() == 0, "除外をやめるものを選ぶと使えます。")
}

func (s *settings) onReadmit() {
	var chosen []directory.Exclusion
	for _, key := range s.excluded.Selected() {
		for _, e := range s.list {
			if exclusionKey(&e) == key {
				chosen = append(chosen, e)
			}
		}
	}
	s.w.change(func(ctx context.Context) error { return s.w.app.Readmit(ctx, chosen...) })
}

func (s *settings) onErase() {
	s.w.layers.Ask(kit.Question{
		Title:  "個人情報を消去しますか？",
		Text:   "いまの一覧にいないユーザーの名前や連絡先を、履歴と控えから消します。消したユーザーは、読み込みの前に戻しても復元できません。",
		Yes:    "消去する",
		Danger: true,
		Do: func() {
			tryInBackground(s.w, s.w.app.EraseLeavers, func(people int) {
				s.w.layers.Tell("消去しました", fmt.Sprintf("%s人の個人情報を消去しました。", kit.Digits(people)))
				s.w.reload()
			})
		},
	})
}

// exclusionColumns are the list 「読み込みから除外」.
var exclusionColumns = kit.Columns[directory.Exclusion]{
	{kit.GridColumn{Title: "種類", Width: 100}, func(e *directory.Exclusion) kit.Cell { return kit.Cell{Text: message.RecordKind(e.Kind)} }},
	{kit.GridColumn{Title: "名前", Width: 300, Min: 120, Weight: 1}, func(e *directory.Exclusion) kit.Cell { return kit.Cell{Text: e.Name} }},
}

// exclusionKey tells a user from a department of the same id.
func exclusionKey(e *directory.Exclusion) int64 {
	key := int64(e.CybozuID) * 2
	if e.Kind == directory.KindUser {
		key++
	}
	return key
}

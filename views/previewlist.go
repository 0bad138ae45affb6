package views

import (
	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// changesBody is the preview as a list, with what may be said to the selected changes.
type changesBody struct {
	v       *preview
	changes *changeList
	answers *fyne.Container
	of      directory.GuardKind // whose changes are listed; empty: all
	onlyRow *fyne.Container     // says so
	all     fyne.CanvasObject
}

func newChangesBody(v *preview) *changesBody {
	b := &changesBody{v: v, answers: kit.Row(kit.Gap)}
	b.changes = newChangeList(v.w(), v.sight.changes, false)
	b.onlyRow = kit.Row(kit.Gap, kit.NewText(kit.Bold("確認の対象だけを表示しています。")),
		kit.NewLink("すべて表示", func() { b.lookAt(directory.Guard{}) }))
	b.onlyRow.Hide()
	b.all = kit.Column(10, b.onlyRow, b.changes.bar(), b.answers, b.changes.body(180))
	b.changes.onSelected, b.changes.offers = b.offer, b.offers
	b.offer(nil)
	return b
}

func (b *changesBody) name() string               { return "一覧" }
func (b *changesBody) content() fyne.CanvasObject { return b.all }
func (b *changesBody) focus() fyne.Focusable      { return b.changes.grid.Focusable() }
func (b *changesBody) search() *kit.Entry         { return b.changes.search }

func (b *changesBody) escape() bool {
	switch {
	case b.changes.search.Text != "":
		b.changes.search.SetText("")
	case b.changes.grid.SelectedCount() > 0:
		b.changes.grid.Unselect()
	case b.of != "":
		b.lookAt(directory.Guard{})
	default:
		return false
	}
	return true
}

// show lists another plan; what was shown stays where it is.
func (b *changesBody) show(s *sight) {
	if s.changes == b.changes.model {
		return
	}
	for _, g := range s.Guards {
		if g.Kind == b.of {
			b.changes.of = g.Parties
		}
	}
	b.changes.setAgain(s.changes)
}

// lookAt lists what a guard is about, or everything again.
func (b *changesBody) lookAt(g directory.Guard) {
	b.of, b.changes.of = g.Kind, g.Parties
	if b.onlyRow.Hidden = b.of == ""; b.of != "" {
		b.changes.search.SetText("")
		b.changes.filters.Choose(0)
	}
	b.changes.ask()
	b.all.Refresh()
	if b.of != "" {
		kit.Reveal(b.changes.grid)
	}
}

// offer offers what may be said to the selected changes: 残す, 除外, or to take such
// answers back.
func (b *changesBody) offer(picked []*browse.Change) {
	type answer struct {
		kind   directory.MendKind
		record directory.RecordKind
	}
	var order []answer
	open := map[answer][]directory.Mend{}
	var given []directory.Mend
	for _, c := range picked {
		m, answered, ok := c.Answer()
		switch a := (answer{m.Kind, m.Record}); {
		case answered:
			given = append(given, m)
		case ok:
			if open[a] == nil {
				order = append(order, a)
			}
			open[a] = append(open[a], m)
		}
	}
	b.answers.RemoveAll()
	for _, a := range order {
		ms, label := open[a], ""
		if label = message.Mend(ms[0], nil); len(picked) > 1 {
			label = message.Mends(a.kind, a.record, len(ms))
		}
		b.answers.Add(kit.NewButton(label, func() { b.v.answer(ms...) }))
	}
	if len(given) > 0 {
		label := "「" + message.Mend(given[0], nil) + "」を取り消す"
		if len(given) > 1 {
			label = kit.Digits(len(given)) + "件の回答を取り消す"
		}
		b.answers.Add(kit.NewButton(label, func() { b.v.r.revise(b.v.p.Choices.Without(given...)) }))
	}
	if len(b.answers.Objects) == 0 && b.v.p.Plan.Read != nil { // else nothing can be left out
		b.answers.Add(kit.Grow(kit.Height(30, kit.NewText(kit.Dim(hintOf(picked))).Cut())))
	}
	b.all.Refresh()
}

// offers are these answers as lines of a menu.
func (b *changesBody) offers() []kit.MenuItem {
	var items []kit.MenuItem
	for _, o := range b.answers.Objects {
		if button, ok := o.(*kit.Button); ok {
			items = append(items, kit.MenuItem{Text: button.Text(), Off: button.Why(), Do: func() { button.Tapped(nil) }})
		}
	}
	return items
}

// hintOf says why there is nothing to answer.
func hintOf(picked []*browse.Change) string {
	if len(picked) == 0 {
		return "行を選ぶと、「残す」「読み込みから除外」を選べます。まとめて選ぶこともできます。"
	}
	return "この変更には、選べる回答がありません。"
}

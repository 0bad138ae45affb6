package views

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// preview is the screen 変更内容の確認: what an import would do, and what a person must
// confirm before it does. Where there are problems, they take its place.
type preview struct {
	r    *run
	p    *app.Proposal
	page fyne.CanvasObject

	model   *browse.Preview
	list    *changeList
	answers *fyne.Container // what may be said to the selected change
	ticks   []*kit.Check    // one a guard but I4's, in their order
	skip    *kit.Check
	apply   *kit.Button

	answered bool // it comes from an answer to the one before
	asking   bool // whether the answers may be lost
}

// newPreview shows p. What was ticked, filtered and searched before stays as far as it
// still fits; before may be nil.
func newPreview(r *run, p *app.Proposal, before *preview) *preview {
	v := &preview{r: r, p: p}
	if p.Plan == nil {
		v.page = v.problems()
	} else {
		v.page = v.changes()
		v.keep(before)
	}
	return v
}

func (v *preview) keep(before *preview) {
	if before == nil || before.list == nil {
		return
	}
	v.answered = true
	if c := before.list.picked(); c != nil {
		v.list.wanted = keyOf(c)
	}
	v.skip.SetChecked(before.skip.Checked())
	v.list.filters.Choose(before.list.filters.Chosen())
	v.list.search.SetText(before.list.search.Text)
	given := before.confirmed()
	tick := 0
	for _, g := range v.p.Guards {
		if g.Kind == directory.GuardDomain {
			continue
		}
		v.ticks[tick].SetChecked(slices.Contains(given, directory.Confirmation{Kind: g.Kind, Count: g.Count}))
		tick++
	}
}

func (v *preview) name() string               { return "変更内容の確認" }
func (v *preview) content() fyne.CanvasObject { return v.page }
func (v *preview) show(*state)                {}

func (v *preview) layer() kit.Layer {
	return kit.Layer{Confirm: v.onConfirmKey, Cancel: v.onEscape, Keys: []kit.Key{
		kit.Ctrl(fyne.KeyF, func() {
			if v.list != nil {
				v.w().win.Canvas().Focus(v.list.search)
			}
		}),
	}}
}

// entered puts the focus where the person has to decide; after an answer that is the
// list, where the next one may be waiting.
func (v *preview) entered() {
	switch canvas := v.w().win.Canvas(); {
	case v.answered:
		canvas.Focus(v.list.grid.Focusable())
	case len(v.ticks) > 0:
		canvas.Focus(v.ticks[0])
	case v.apply != nil:
		canvas.Focus(v.apply)
	}
}

func (v *preview) heading(remark string) fyne.CanvasObject {
	return kit.Heading(v.w().screens[v.r.home].name()+" ＞ "+v.name(), v.name(), remark)
}

func (v *preview) w() *window { return v.r.w }

func (v *preview) changes() fyne.CanvasObject {
	v.model = browse.BuildPreview(v.p.Plan, v.p.Directory)
	v.answers = kit.Row(kit.Gap)
	v.list = newChangeList(v.w(), v.model)
	v.list.onSelected = v.onSelected
	v.apply = kit.NewPrimaryButton("反映する", v.onApply)
	v.skip = kit.NewCheck("次回から確認せずに反映する", nil)
	parts := []fyne.CanvasObject{v.totals()}
	if hidden := message.Hidden(v.p.Plan); hidden != "" {
		parts = append(parts, kit.NewCard(kit.Warning, kit.NewParagraph(kit.Plain(hidden))))
	}
	for _, g := range v.p.Guards {
		parts = append(parts, v.guard(g))
	}
	parts = append(parts, v.excluded()...)
	parts = append(parts, v.warnings()...)
	parts = append(parts,
		v.list.bar(),
		v.list.body(180),
		v.answers,
		kit.Row(kit.Gap, v.skip, kit.Space(),
			kit.NewButton("CSVに保存", v.list.save), kit.NewButton("やめる", v.onCancel), v.apply),
	)
	v.skip.Hidden = v.p.Plan.Read == nil
	v.answers.Hide()
	v.arm()
	return kit.Scroll(kit.Page(v.heading("まだ何も反映されていません"), parts...))
}

// onSelected offers what may be said to the selected change alone: 残す, 除外, or to
// take such an answer back.
func (v *preview) onSelected(c *browse.Change) {
	v.answers.RemoveAll()
	if c != nil {
		if m, given, ok := c.Answer(); given {
			v.answers.Add(kit.NewButton("「"+message.Mend(m, nil)+"」を取り消す", func() { v.r.revise(v.p.Choices.Without(m)) }))
		} else if ok {
			v.answers.Add(kit.NewButton(message.Mend(m, nil), func() { v.answer(m) }))
		}
	}
	v.answers.Hidden = len(v.answers.Objects) == 0
	v.page.Refresh()
}

// totals are departments, users and memberships by what happens to them.
func (v *preview) totals() fyne.CanvasObject {
	t := v.model.Totals
	heads := []string{"", "追加", "変更", "紐付け", "連携解除", "削除", "変更なし", "このアプリのみ（対象外）", "除外"}
	if v.p.Plan.Read == nil {
		heads = heads[:6] // what stays is not told apart
	}
	table := [][]kit.Span{make([]kit.Span, len(heads))}
	for i, head := range heads {
		table[0][i] = kit.Span{Text: head, Tone: kit.Label, Bold: true}
	}
	line := func(name string, t browse.Total, counted bool) {
		cell := func(n int) kit.Span { return kit.Plain(kit.Digits(n)) }
		only := func(n int) kit.Span {
			if !counted {
				return kit.Dim("—")
			}
			return cell(n)
		}
		deleted := cell(t.Deleted)
		if t.Deleted > 0 && counted {
			deleted.Tone, deleted.Bold = kit.Red, true
		}
		table = append(table, []kit.Span{
			kit.Bold(name), cell(t.Created), only(t.Updated), only(t.Linked), only(t.Unlinked), deleted,
			cell(t.Unchanged), cell(t.Local), only(t.Excluded),
		}[:len(heads)])
	}
	line("部署", t.Departments, true)
	line("ユーザー", t.Users, true)
	line("所属", t.Memberships, false)
	parts := []fyne.CanvasObject{kit.NewFrame(kit.NewTable(table))}
	if t.Departments.Excluded+t.Users.Excluded > 0 {
		parts = append(parts, kit.NewText(kit.Dim("除外：停止中のAdministratorと、「読み込みから除外」にしたものは、読み込みません。")))
	}
	return kit.Column(4, parts...)
}

// guard is something that must be confirmed, with a tick of its own; another
// cybozu.com is a question with two answers instead (I4).
func (v *preview) guard(g directory.Guard) fyne.CanvasObject {
	text := message.Guard(g)
	if g.Kind == directory.GuardDomain {
		text = message.Domain(v.p.Plan.DomainChange)
	}
	lines := []fyne.CanvasObject{kit.NewParagraph(kit.Bold(text.Headline), kit.Plain("\n"), kit.Dim(text.Explanation))}
	if g.Kind == directory.GuardDomain {
		lines = append(lines, v.mends(v.p.Plan.DomainChange.Mends(), nil))
		return kit.NewCard(kit.Alarm, kit.Column(6, lines...))
	}
	if names := partyNames(g.Parties); names != "" {
		lines = append(lines, kit.NewFold("対象を見る", kit.NewParagraph(kit.Dim(names))))
	}
	tick := kit.NewCheck(text.Tick, func(bool) { v.arm() })
	v.ticks = append(v.ticks, tick)
	return kit.NewCard(kit.Alarm, kit.Column(6, append(lines, tick)...))
}

const partiesShown = 100 // more are read in the list below

func partyNames(parties []directory.Party) string {
	var names []string
	for i, p := range parties {
		if i == partiesShown {
			names = append(names, fmt.Sprintf("ほか%d件", len(parties)-i))
			break
		}
		names = append(names, message.Party(p))
	}
	return strings.Join(names, "\n")
}

// excluded are the answers 「読み込みから除外」 of this import, which can be taken back, or what
// becomes of that list without one.
func (v *preview) excluded() []fyne.CanvasObject {
	var lines []fyne.CanvasObject
	for _, m := range v.p.Choices {
		if m.Kind != directory.MendExclude {
			continue
		}
		text := fmt.Sprintf("%s「%s」を、これから読み込みません。", message.RecordKind(m.Record), m.Name)
		if m.Record == directory.KindDepartment {
			text += "下にある組織と、それらへの所属も読み込みません。"
		}
		lines = append(lines, kit.Row(kit.Gap, kit.Grow(kit.NewText(kit.Plain(text)).Cut()),
			kit.NewLink("取り消す", func() { v.r.revise(v.p.Choices.Without(m)) })))
	}
	if v.p.Plan.Read == nil {
		for _, text := range message.Exclusions(v.p.Plan) {
			lines = append(lines, kit.NewParagraph(kit.Plain(text)))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return []fyne.CanvasObject{kit.NewCard(kit.Warning, kit.Column(4, lines...))}
}

// warnings are what stops nothing, and the lasting answers that the plan was made with.
func (v *preview) warnings() []fyne.CanvasObject {
	var texts []string
	for _, w := range v.p.Plan.Warnings {
		texts = append(texts, message.Warning(w))
	}
	texts = append(texts, message.Keepers(v.p.Plan, v.p.Directory)...)
	if len(texts) == 0 {
		return nil
	}
	fold := kit.NewFold(
		fmt.Sprintf("ご確認いただきたいことが%s件あります", kit.Digits(len(texts))),
		kit.NewParagraph(kit.Plain(strings.Join(texts, "\n"))),
	)
	fold.SetOpen(len(texts) == 1)
	return []fyne.CanvasObject{kit.NewCard(kit.Warning, fold)}
}

// arm lets the button be pressed once everything is confirmed.
func (v *preview) arm() {
	v.apply.Off("")
	if len(directory.Unconfirmed(v.p.Guards, v.confirmed())) > 0 {
		v.apply.Off("上の確認をすべて済ませると、反映できます。")
	}
}

func (v *preview) confirmed() []directory.Confirmation {
	var given []directory.Confirmation
	tick := 0
	for _, g := range v.p.Guards {
		if g.Kind == directory.GuardDomain {
			continue // answered, or still in the way
		}
		if v.ticks[tick].Checked() {
			given = append(given, directory.Confirmation{Kind: g.Kind, Count: g.Count})
		}
		tick++
	}
	return given
}

func (v *preview) onApply() {
	if v.skip.Checked() {
		v.r.skipFromNowOn()
	}
	v.r.apply(v.confirmed())
}

// onConfirmKey is Ctrl+Enter, which never confirms a guard: what has one is applied
// by its button.
func (v *preview) onConfirmKey() {
	if v.apply != nil && len(v.p.Guards) == 0 {
		v.onApply()
	}
}

// onEscape is Esc: first the search is given up, then the selection, then the import.
func (v *preview) onEscape() {
	switch {
	case v.list != nil && v.list.search.Text != "":
		v.list.search.SetText("")
	case v.list != nil && v.list.picked() != nil:
		v.list.grid.Unselect()
	default:
		v.onCancel()
	}
}

// onCancel ends the import. What a person has answered is not given up for a key alone.
func (v *preview) onCancel() { v.discard("破棄する", v.r.abandon) }

// discard asks whether the answers may be lost, if there are any, and then goes on.
func (v *preview) discard(yes string, then func()) {
	if len(v.p.Choices) == 0 {
		then()
		return
	}
	if v.asking {
		return
	}
	v.asking = true
	v.w().layers.Ask(kit.Question{
		Title:  "回答を破棄しますか？",
		Text:   fmt.Sprintf("%s件の回答を破棄して、読み込みをやめます。何も反映しません。", kit.Digits(len(v.p.Choices))),
		Yes:    yes,
		No:     "確認に戻る",
		Danger: true,
		Do:     then,
	}).Closed = func() { v.asking = false }
}

// answer makes the plan anew with one more answer.
func (v *preview) answer(m directory.Mend) { v.r.revise(v.p.Choices.With(m)) }

// problems are shown all at once, each with who is concerned and its mends.
func (v *preview) problems() fyne.CanvasObject {
	parts := make([]fyne.CanvasObject, len(v.p.Problems))
	for i, p := range v.p.Problems {
		parts[i] = v.problem(p)
	}
	all := strings.Join(message.Problems(v.p.Problems), "\n")
	var copying *kit.Button
	copying = kit.NewButton("コピー", func() {
		v.w().fyne.Clipboard().SetContent(all)
		copying.SetText("コピーしました")
	})
	saving := kit.NewButton("保存", func() {
		v.w().saveFile("読み込みの問題.txt", func(_ context.Context, file io.Writer) error {
			_, err := io.WriteString(file, all+"\n")
			return err
		})
	})
	return kit.Scroll(kit.Page(
		v.heading(fmt.Sprintf("%d件の問題があるため、反映できません", len(v.p.Problems))),
		kit.Grow(kit.Column(kit.Gap, parts...)),
		kit.Row(kit.Gap, kit.Space(), copying, saving, kit.NewButton("やめる", v.onCancel)),
	))
}

func (v *preview) problem(p directory.Problem) fyne.CanvasObject {
	text := message.Problem(p)
	lines := []fyne.CanvasObject{
		kit.NewParagraph(kit.Bold(text.Headline), kit.Plain("\n"+text.Explanation)),
		v.parties(p.Parties, text.Parties),
		kit.NewParagraph(kit.Plain(text.Advice)),
	}
	if len(p.Mends) > 0 {
		lines = append(lines, v.mends(p.Mends, p.Parties))
	}
	return kit.NewCard(kit.Alarm, kit.Column(8, lines...))
}

// mends are the buttons that give them, the proposed one first in the eye.
func (v *preview) mends(mends []directory.Mend, parties []directory.Party) fyne.CanvasObject {
	buttons := make([]fyne.CanvasObject, len(mends))
	for i, m := range mends {
		make := kit.NewButton
		if m.Proposed {
			make = kit.NewPrimaryButton
		}
		buttons[i] = make(message.Mend(m, parties), func() { v.answer(m) })
	}
	return kit.Row(kit.Gap, buttons...)
}

// parties are the records of a problem; the ones here can be gone to.
func (v *preview) parties(parties []directory.Party, lines []string) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, len(parties))
	for i, p := range parties {
		rows[i] = kit.NewParagraph(kit.Dim(lines[i]))
		if p.Side == directory.SideHere && p.ID != 0 {
			rows[i] = kit.Row(kit.Gap, kit.Grow(rows[i]), kit.NewLink("表示する", func() { v.w().goTo(p.Kind, p.ID) }))
		}
	}
	return kit.Column(2, rows...)
}

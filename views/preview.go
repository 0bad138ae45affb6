package views

import (
	"context"
	"fmt"
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
	filters *kit.Filters
	search  *kit.Entry
	grid    *kit.Grid
	list    *changeRows
	asked   int // numbers the queries: the newest answer is shown

	ticks []*kit.Check // one a guard, in their order
	apply *kit.Button
}

func newPreview(r *run, p *app.Proposal) *preview {
	v := &preview{r: r, p: p}
	if p.Plan == nil {
		v.page = v.problems()
	} else {
		v.page = v.changes()
	}
	return v
}

func (v *preview) name() string               { return "変更内容の確認" }
func (v *preview) content() fyne.CanvasObject { return v.page }
func (v *preview) show(*state)                {}

func (v *preview) layer() kit.Layer {
	return kit.Layer{Confirm: v.onConfirmKey, Cancel: v.onCancel, Keys: []kit.Key{
		kit.Ctrl(fyne.KeyF, func() {
			if v.search != nil {
				v.r.w.win.Canvas().Focus(v.search)
			}
		}),
	}}
}

// entered puts the focus where the person has to decide.
func (v *preview) entered() {
	switch canvas := v.r.w.win.Canvas(); {
	case len(v.ticks) > 0:
		canvas.Focus(v.ticks[0])
	case v.apply != nil:
		canvas.Focus(v.apply)
	}
}

func (v *preview) heading(remark string) fyne.CanvasObject {
	return kit.Heading("cybozu.com連携 ＞ 変更内容の確認", "変更内容の確認", remark)
}

func (v *preview) changes() fyne.CanvasObject {
	v.model = browse.BuildPreview(v.p.Plan, v.p.Directory)
	v.filters = kit.NewFilters(v.tags(), func(int) { v.query() })
	v.search = kit.NewSearchEntry("名前・ログイン名・部署で検索", func(string) { v.query() })
	v.grid = kit.NewGrid([]kit.GridColumn{
		{Title: "操作", Width: 84},
		{Title: "種類", Width: 80},
		{Title: "対象", Width: 190, Min: 120, Weight: 1},
		{Title: "変更前 → 変更後", Width: 380, Min: 160, Weight: 2},
		{Title: "理由", Width: 220, Min: 100, Weight: 1},
	}, "該当する変更はありません")
	v.apply = kit.NewPrimaryButton("反映する", v.onApply)
	parts := []fyne.CanvasObject{v.totals()}
	for _, g := range v.p.Guards {
		parts = append(parts, v.guard(g))
	}
	parts = append(parts, v.warnings()...)
	parts = append(parts,
		kit.Row(kit.Gap, v.filters, kit.Space(), kit.Width(260, v.search)),
		kit.Grow(kit.Height(160, kit.NewFrame(v.grid))),
		kit.Row(kit.Gap, kit.NewText(kit.Dim(kit.ConfirmKeys+" で反映、Esc でやめる")), kit.Space(),
			kit.NewButton("やめる", v.onCancel), v.apply),
	)
	v.list = &changeRows{}
	v.query()
	v.arm()
	return kit.Scroll(kit.Page(v.heading("まだ何も反映されていません"), parts...))
}

// actions are the filters, in their order; "" is all.
var actions = []struct {
	action directory.Action
	shade  kit.Shade
}{
	{"", kit.Gray},
	{directory.Create, kit.GreenShade},
	{directory.Update, kit.YellowShade},
	{directory.Link, kit.BlueShade},
	{directory.Unlink, kit.Gray},
	{directory.Delete, kit.RedShade},
}

func shadeOf(a directory.Action) kit.Shade {
	for _, known := range actions {
		if known.action == a {
			return known.shade
		}
	}
	return kit.Gray
}

func (v *preview) tags() []kit.Tag {
	tags := make([]kit.Tag, len(actions))
	for i, a := range actions {
		name := "すべて"
		if a.action != "" {
			name = message.Action(a.action)
		}
		tags[i] = kit.Tag{Text: fmt.Sprintf("%s %d", name, v.model.Count(a.action)), Shade: a.shade}
	}
	return tags
}

// query shows the changes that filter and search leave.
func (v *preview) query() {
	q := browse.PreviewQuery{Action: actions[v.filters.Chosen()].action, Search: v.search.Text}
	v.asked++
	asked := v.asked
	inBackground(v.r.w, func(context.Context) ([]*browse.Change, error) {
		return v.model.List(q), nil
	}, func(changes []*browse.Change, _ error) {
		if asked == v.asked {
			v.list = &changeRows{changes: changes, hits: hits{finder: browse.NewHighlighter(q.Search)}}
			v.grid.SetRows(v.list)
		}
	})
}

// totals are departments, users and memberships by what happens to them.
func (v *preview) totals() fyne.CanvasObject {
	t := v.model.Totals
	heads := []string{"", "追加", "変更", "紐付け", "連携解除", "削除", "変更なし", "このアプリのみ（対象外）", "除外"}
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
		})
	}
	line("部署", t.Departments, true)
	line("ユーザー", t.Users, true)
	line("所属", t.Memberships, false)
	return kit.NewFrame(kit.NewTable(table))
}

// guard is something that must be confirmed, with a tick of its own; another
// cybozu.com is a question with two answers instead (I4).
func (v *preview) guard(g directory.Guard) fyne.CanvasObject {
	text := message.Guard(g)
	lines := []fyne.CanvasObject{kit.NewParagraph(kit.Bold(text.Headline), kit.Plain("\n"), kit.Dim(text.Explanation))}
	if g.Kind == directory.GuardDomain {
		lines = append(lines, v.domainAnswers())
		return kit.NewCard(kit.Alarm, kit.Column(6, lines...))
	}
	if names := partyNames(g.Parties); names != "" {
		lines = append(lines, kit.NewFold("対象を見る", kit.NewParagraph(kit.Dim(names))))
	}
	tick := kit.NewCheck(text.Tick, func(bool) { v.arm() })
	v.ticks = append(v.ticks, tick)
	return kit.NewCard(kit.Alarm, kit.Column(6, append(lines, tick)...))
}

func (v *preview) domainAnswers() fyne.CanvasObject {
	answers := make([]fyne.CanvasObject, 0, 2)
	for _, a := range []directory.DomainAnswer{directory.DomainRenamed, directory.DomainOther} {
		m := directory.Mend{Kind: directory.MendDomain, Domain: a}
		label, make := message.Mend(m, nil), kit.NewButton
		if a == v.p.Plan.DomainChange.Proposed {
			make = kit.NewPrimaryButton
		}
		answers = append(answers, make(label, func() { v.answer(m) }))
	}
	return kit.Row(kit.Gap, answers...)
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

func (v *preview) warnings() []fyne.CanvasObject {
	if len(v.p.Plan.Warnings) == 0 {
		return nil
	}
	texts := make([]string, len(v.p.Plan.Warnings))
	for i, w := range v.p.Plan.Warnings {
		texts[i] = message.Warning(w)
	}
	return []fyne.CanvasObject{kit.NewCard(kit.Warning, kit.NewFold(
		fmt.Sprintf("ご確認いただきたいことが%d件あります", len(texts)),
		kit.NewParagraph(kit.Plain(strings.Join(texts, "\n"))),
	))}
}

// arm lets the button be pressed once everything is confirmed.
func (v *preview) arm() {
	v.apply.SetEnabled(len(directory.Unconfirmed(v.p.Guards, v.confirmed())) == 0)
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

func (v *preview) onApply() { v.r.apply(v.p, v.confirmed()) }

// onConfirmKey is Ctrl+Enter, which never confirms a guard: what has one is applied
// by its button.
func (v *preview) onConfirmKey() {
	if v.apply != nil && len(v.p.Guards) == 0 {
		v.onApply()
	}
}

func (v *preview) onCancel() { v.r.abandon(v.p) }

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
		v.r.w.fyne.Clipboard().SetContent(all)
		copying.SetText("コピーしました")
	})
	return kit.Scroll(kit.Page(
		v.heading(fmt.Sprintf("%d件の問題があるため、反映できません", len(v.p.Problems))),
		kit.Grow(kit.Scroll(kit.Column(kit.Gap, parts...))),
		kit.Row(kit.Gap, kit.Space(), copying, kit.NewButton("やめる", v.onCancel)),
	))
}

func (v *preview) problem(p directory.Problem) fyne.CanvasObject {
	text := message.Problem(p)
	lines := []fyne.CanvasObject{
		kit.NewParagraph(kit.Bold(text.Headline), kit.Plain("\n"+text.Explanation)),
		kit.NewParagraph(kit.Dim(strings.Join(text.Parties, "\n"))),
		kit.NewParagraph(kit.Plain(text.Advice)),
	}
	var mends []fyne.CanvasObject
	for _, m := range p.Mends {
		make := kit.NewButton
		if m.Proposed {
			make = kit.NewPrimaryButton
		}
		mends = append(mends, make(message.Mend(m, p.Parties), func() { v.answer(m) }))
	}
	if len(mends) > 0 {
		lines = append(lines, kit.Row(kit.Gap, mends...))
	}
	return kit.NewCard(kit.Alarm, kit.Column(8, lines...))
}

// changeRows are the changes as the list draws them.
type changeRows struct {
	changes []*browse.Change
	hits    hits
}

func (c *changeRows) Len() int { return len(c.changes) }

// Key tells a user from a department of the same id.
func (c *changeRows) Key(row int) int64 {
	change := c.changes[row]
	key := change.RecordID() * 2
	if change.Kind == directory.KindUser {
		key++
	}
	return key
}

func (c *changeRows) Cell(row, column int) kit.Cell {
	change := c.changes[row]
	switch column {
	case 0:
		return kit.Cell{Tags: []kit.Tag{{Text: message.Action(change.Action), Shade: shadeOf(change.Action)}}}
	case 1:
		return kit.Cell{Text: message.RecordKind(change.Kind)}
	case 2:
		cell := kit.Cell{Text: change.Name, Hits: c.hits.in(change.Name)}
		if change.Suspended() {
			cell.Tags = []kit.Tag{suspendedTag}
		}
		return cell
	case 3:
		var cell kit.Cell
		for _, s := range change.Segments(nil) {
			cell.More = append(cell.More, kit.Span{Text: s.Text, Bold: s.Emphasised})
		}
		return cell
	}
	return kit.Cell{Text: change.Reason(), Tone: kit.Muted}
}

package views

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// preview is the screen 変更内容の確認: what an import would do, and what a person must
// confirm before it does. Where there are problems, they take its place. An answer of
// the person leads to another Proposal, and the screen stays.
type preview struct {
	r     *run
	sight *sight
	p     *app.Proposal // that of the sight
	page  fyne.CanvasObject
	head  *fyne.Container // above the body
	room  *fyne.Container // with the body
	foot  *fyne.Container

	bodies   []body
	body     body // of these, the one that is shown
	tabs     *kit.Filters
	list     *changesBody
	tree     *treeBody
	problems *problemsBody
	ticks    []*kit.Check // one a guard but I4's, in their order
	skip     *kit.Check
	apply    *kit.Button // nil where there are problems

	answered bool // an answer has been given
	asking   bool // whether the answers may be lost
}

// A body is one way to look at what is proposed. The preview shows one at a time, between
// what must be confirmed and the foot; it has the height that is left.
type body interface {
	name() string // on its tab
	content() fyne.CanvasObject
	show(*sight)           // another Proposal; what is selected, searched and unfolded stays
	focus() fyne.Focusable // what has the keys when it is entered
	search() *kit.Entry    // Ctrl+F; nil: there is none
	escape() bool          // Esc gives up a search or a selection, if there is one
}

// sight is a Proposal prepared for looking at, which takes too long for the window's
// goroutine. It never changes.
type sight struct {
	*app.Proposal
	changes  *browse.Preview // of the plan, or where there is none of the last one; nil: there was none
	problems *browse.Problems
	warnings []string // and the lasting answers
}

// prepareSight prepares a Proposal that answers have made of the one before; nil: none.
func prepareSight(p *app.Proposal, before *sight) *sight {
	if before == nil {
		before = &sight{}
	}
	s := &sight{Proposal: p, changes: before.changes, problems: browse.BuildProblems(p.Problems, p.Choices, before.problems)}
	if p.Plan != nil {
		s.changes = browse.BuildPreviewAfter(before.changes, p.Choices, p.Plan, p.Directory)
		s.changes.Tree()
		for _, w := range p.Plan.Warnings {
			s.warnings = append(s.warnings, message.Warning(w))
		}
		s.warnings = append(s.warnings, message.Keepers(p.Plan, p.Directory)...)
		if p.Service != nil {
			s.warnings = append(s.warnings, message.FormatReading(p.Service)...)
		}
	}
	return s
}

// tells says whether there is something to read before an empty plan is applied, as it is
// where only what another service has is kept.
func (s *sight) tells() bool {
	return s.Service != nil && len(message.FormatReading(s.Service)) > 0
}

func newPreview(r *run, s *sight) *preview {
	v := &preview{r: r, head: kit.Column(12), room: container.NewStack(), foot: kit.Wrap(kit.Gap)}
	v.skip = kit.NewCheck("次回から確認せずに反映する", nil)
	v.page = kit.Footed(kit.Page(v.head, kit.Grow(v.room)), v.foot)
	v.present(s)
	return v
}

// present shows what is proposed. What was ticked, filtered and searched before stays as far
// as it still fits.
func (v *preview) present(s *sight) {
	planned, given := v.apply != nil, v.confirmed()
	v.answered = v.p != nil && planned == (s.Plan != nil)
	v.sight, v.p = s, s.Proposal
	v.bodies, v.ticks, v.apply = nil, nil, nil
	if v.p.Plan != nil {
		v.bodies = append(v.bodies, v.changeBodies()...)
	}
	if v.p.Plan == nil || s.problems.Answered() > 0 {
		if v.problems == nil {
			v.problems = newProblemsBody(v)
		}
		v.bodies = append(v.bodies, v.problems)
	}
	for _, b := range v.bodies {
		b.show(s)
	}
	shown := slices.Index(v.bodies, v.body)
	if shown < 0 || planned != (v.p.Plan != nil) {
		shown = 0
	}
	if v.p.Plan != nil {
		v.showChanges(given)
	} else {
		v.showProblems()
	}
	v.showBody(shown)
	v.page.Refresh()
}

// changeBodies are the ways to look at a plan.
func (v *preview) changeBodies() []body {
	if v.list == nil {
		v.list = newChangesBody(v)
	}
	if v.tree == nil {
		v.tree = newTreeBody(v)
	}
	return []body{v.list, v.tree}
}

// showBody shows one of the ways to look at what is proposed.
func (v *preview) showBody(i int) {
	v.body = v.bodies[i]
	if v.tabs != nil && v.tabs.Chosen() != i {
		v.tabs.Choose(i)
	}
	v.room.Objects = []fyne.CanvasObject{v.body.content()}
	v.room.Refresh()
}

// tabRow is what chooses between the bodies; nothing where there is one.
func (v *preview) tabRow() []fyne.CanvasObject {
	v.tabs = nil
	if len(v.bodies) < 2 {
		return nil
	}
	tags := make([]kit.Tag, len(v.bodies))
	for i, b := range v.bodies {
		tags[i] = kit.Tag{Text: b.name()}
	}
	v.tabs = kit.NewFilters(tags, v.showBody)
	return []fyne.CanvasObject{kit.Row(kit.Gap, append([]fyne.CanvasObject{kit.NewText(kit.Dim("表示：")), v.tabs}, v.leftOut()...)...)}
}

func (v *preview) name() string               { return "変更内容の確認" }
func (v *preview) content() fyne.CanvasObject { return v.page }
func (v *preview) show(*state)                {}

func (v *preview) layer() kit.Layer {
	return kit.Layer{Confirm: v.onConfirmKey, Cancel: v.onEscape}
}

// entered puts the focus where the person has to decide; after an answer that is where
// it was given, since the next one may be waiting there.
func (v *preview) entered() {
	switch canvas := v.w().win.Canvas(); {
	case v.answered, v.apply == nil:
		canvas.Focus(v.body.focus())
	case len(v.ticks) > 0:
		canvas.Focus(v.ticks[0])
	default:
		canvas.Focus(v.apply)
	}
}

func (v *preview) heading(remark string) fyne.CanvasObject {
	return kit.Heading(v.w().screens[v.r.home].name()+" ＞ "+v.name(), v.name(), remark)
}

func (v *preview) w() *window { return v.r.w }

// showChanges draws what is around the bodies of a plan. given are the confirmations so far.
func (v *preview) showChanges(given []directory.Confirmation) {
	v.apply = kit.NewPrimaryButton(message.Applies(directory.Count(v.p.Plan.Departments), directory.Count(v.p.Plan.Users)), v.onApply)
	v.skip.Hidden = v.p.Plan.Read == nil
	parts := append([]fyne.CanvasObject{v.heading(v.remark())}, v.stopped()...)
	parts = append(parts, v.totals())
	if hidden := message.Hidden(v.p.Plan); hidden != "" {
		parts = append(parts, kit.NewCard(kit.Warning, kit.NewParagraph(kit.Plain(hidden))))
	}
	for _, g := range v.p.Guards {
		parts = append(parts, v.guard(g))
	}
	for i, g := range v.ticked() {
		v.ticks[i].SetChecked(slices.Contains(given, directory.Confirmation{Kind: g.Kind, Count: g.Count}))
	}
	if q := v.p.Plan.DomainChange; q != nil && q.Answer != directory.DomainUnanswered {
		parts = append(parts, v.domain(kit.Warning))
	}
	parts = append(parts, v.excluded()...)
	parts = append(parts, v.warnings()...)
	v.head.Objects = append(parts, v.tabRow()...)
	v.foot.Objects = []fyne.CanvasObject{
		v.skip, kit.Grow(kit.Row(kit.Gap, kit.Space(), kit.NewButton("CSVに保存", v.list.changes.save), kit.NewButton("やめる", v.onCancel), v.apply)),
	}
	v.arm()
}

// shiftsOpen is how many differences are shown without being asked for.
const shiftsOpen = 5

// stopped says that an import without a person has stopped at what is shown, or what has
// become of that since.
func (v *preview) stopped() []fyne.CanvasObject {
	if stop := v.p.Stopped(); stop != nil {
		return []fyne.CanvasObject{kit.NewCard(kit.Info, kit.NewParagraph(kit.Plain(message.StoppedAt(stop.Read))))}
	}
	s := v.p.Shifted
	if s == nil {
		return nil
	}
	text := message.Shifted(len(s.Added), len(s.Changed), len(s.Gone))
	said := []fyne.CanvasObject{kit.NewParagraph(kit.Bold(text.Summary), kit.Plain("\n"+text.Advice))}
	if lines := s.Lines(); len(lines) > 0 {
		few := len(lines) <= shiftsOpen // else they would take the place of the list
		if more := len(lines) - partiesShown; more > 0 {
			lines = append(lines[:partiesShown:partiesShown], fmt.Sprintf("ほか%s件", kit.Digits(more)))
		}
		fold := kit.NewFold("変わったところ", kit.NewParagraph(kit.Plain(strings.Join(lines, "\n"))))
		fold.SetOpen(few)
		said = append(said, fold)
	}
	return []fyne.CanvasObject{kit.NewCard(kit.Warning, kit.Column(6, said...))}
}

// remark says what is under way.
func (v *preview) remark() string {
	const nothing = "まだ何も変更していません"
	if line := v.p.Undoes; line != nil {
		return message.GoesBack(line.Kind, line.FinishedAt.Local().Format(timeFormat)) + "　" + nothing
	}
	return nothing
}

// ticked are the guards that have a tick: the question of I4 has answers instead.
func (v *preview) ticked() []directory.Guard {
	return slices.DeleteFunc(slices.Clone(v.p.Guards), func(g directory.Guard) bool { return g.Kind == directory.GuardDomain })
}

// totals are departments, users and memberships by what happens to them.
func (v *preview) totals() fyne.CanvasObject {
	t := v.sight.changes.Totals
	heads := []string{"", "追加", "変更", "紐付け", "連携解除", "削除", "変更なし", "このアプリのみ（対象外）", "除外"}
	if v.p.Plan.Read == nil {
		heads = heads[:6] // what stays is not told apart
	}
	table := [][]kit.Span{make([]kit.Span, len(heads))}
	for i, head := range heads {
		table[0][i] = kit.Span{Text: head, Tone: kit.Label, Bold: true}
	}
	line := func(name string, t browse.Total, counted bool) {
		cell := func(n int) kit.Span {
			if n == 0 {
				return kit.Dim("0")
			}
			return kit.Plain(kit.Digits(n))
		}
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
	parts := []fyne.CanvasObject{kit.NewFrame(kit.ScrollAside(kit.NewTable(table)))}
	if t.Departments.Excluded+t.Users.Excluded > 0 {
		parts = append(parts, kit.NewText(kit.Dim("除外：停止中のAdministratorと、「読み込みから除外」にしたものは、読み込みません。")))
	}
	return kit.Column(4, parts...)
}

// guard is something that must be confirmed, with a tick of its own; another
// cybozu.com is a question with two answers instead (I4).
func (v *preview) guard(g directory.Guard) fyne.CanvasObject {
	if g.Kind == directory.GuardDomain {
		return v.domain(kit.Alarm)
	}
	text := message.Guard(g)
	tick := kit.NewCheck(text.Tick, func(bool) { v.arm() })
	v.ticks = append(v.ticks, tick)
	line := kit.Row(kit.Gap, tick, kit.Space())
	if len(g.Parties) > 0 {
		line.Add(kit.NewLink("対象を見る", func() { v.lookAt(g) }))
	}
	return kit.NewCard(kit.Alarm, kit.Column(6,
		kit.NewParagraph(kit.Bold(text.Headline), kit.Plain("\n"), kit.Dim(text.Explanation)), line))
}

// lookAt lists the changes that a guard is about.
func (v *preview) lookAt(g directory.Guard) {
	v.showBody(slices.Index(v.bodies, body(v.list)))
	v.list.lookAt(g)
	v.w().win.Canvas().Focus(v.list.focus())
}

// domain is the question of I4, with its answer if it was given.
func (v *preview) domain(mood kit.Mood) fyne.CanvasObject {
	q := v.p.Plan.DomainChange
	text := message.Domain(q)
	given := directory.Mend{Kind: directory.MendDomain, Domain: q.Answer}
	return kit.NewCard(mood, kit.Column(6,
		kit.NewParagraph(kit.Bold(text.Headline), kit.Plain("\n"), kit.Dim(text.Explanation)),
		mendButtons(q.Mends(), nil, given, v.answer)))
}

// excluded is what becomes of the list 「読み込みから除外」 where nothing is read.
func (v *preview) excluded() []fyne.CanvasObject {
	var lines []fyne.CanvasObject
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

// leftOut says what is left out by answers, beside the tabs, where no row below makes way
// for it: the next box to tick stays below the mouse.
func (v *preview) leftOut() []fyne.CanvasObject {
	text := message.LeavesOut(v.p.Choices)
	if text == "" {
		return nil
	}
	return []fyne.CanvasObject{kit.Grow(kit.NewText(kit.Plain(text)).Right().Cut()), kit.NewLink("取り消す", func() { v.takeBack(directory.MendExclude) })}
}

// takeBack takes back all answers of a kind.
func (v *preview) takeBack(kind directory.MendKind) {
	v.r.revise(slices.DeleteFunc(slices.Clone(v.p.Choices), func(m directory.Mend) bool { return m.Kind == kind }))
}

// warnings are what stops nothing, and the lasting answers that the plan was made with.
func (v *preview) warnings() []fyne.CanvasObject {
	texts := v.sight.warnings
	if len(texts) == 0 {
		return nil
	}
	shown := texts
	if more := len(texts) - partiesShown; more > 0 {
		shown = append(slices.Clone(texts[:partiesShown]), fmt.Sprintf("ほか%s件", kit.Digits(more)))
	}
	fold := kit.NewFold(
		fmt.Sprintf("ご確認いただきたいことが%s件あります", kit.Digits(len(texts))),
		kit.NewParagraph(kit.Plain(strings.Join(shown, "\n"))),
	)
	fold.SetOpen(len(texts) == 1)
	return []fyne.CanvasObject{kit.NewCard(kit.Warning, fold)}
}

// arm lets the button be pressed once everything is confirmed.
func (v *preview) arm() {
	v.apply.OffWhen(len(directory.Unconfirmed(v.p.Guards, v.confirmed())) > 0, "上の確認をすべて済ませると、反映できます。")
}

func (v *preview) confirmed() []directory.Confirmation {
	if len(v.ticks) == 0 {
		return nil
	}
	var given []directory.Confirmation
	for i, g := range v.ticked() {
		if v.ticks[i].Checked() {
			given = append(given, directory.Confirmation{Kind: g.Kind, Count: g.Count})
		}
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

// onEscape is Esc: first a search or a selection is given up, then the import.
func (v *preview) onEscape() {
	if !v.body.escape() {
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

// answer makes the plan anew with further answers.
func (v *preview) answer(ms ...directory.Mend) { v.r.revise(v.p.Choices.With(ms...)) }

// showProblems draws what is around the problems.
func (v *preview) showProblems() {
	var copying *kit.Button
	copying = kit.NewButton("コピー", func() {
		v.w().fyne.Clipboard().SetContent(strings.Join(message.Problems(v.sight.problems.List()), "\n"))
		copying.SetText("コピーしました")
	})
	saving := kit.NewButton("保存", func() {
		ps := v.sight.problems.List()
		v.w().saveFile("読み込みの問題.txt", func(_ context.Context, file io.Writer) error {
			_, err := io.WriteString(file, strings.Join(message.Problems(ps), "\n")+"\n")
			return err
		})
	})
	remark := fmt.Sprintf("%s件の問題があるため、反映できません", kit.Digits(len(v.p.Problems)))
	if n := v.sight.problems.Answered(); n > 0 {
		remark = fmt.Sprintf("あと%s（%s件は回答済み）", remark, kit.Digits(n))
	}
	v.head.Objects = append([]fyne.CanvasObject{v.heading(remark)}, slices.Concat(v.stopped(), v.tabRow())...)
	v.foot.Objects = []fyne.CanvasObject{kit.Space(), copying, saving, kit.NewButton("やめる", v.onCancel)}
}

// mendButtons are the buttons that give answers, the proposed one first in the eye until
// one is given.
func mendButtons(mends []directory.Mend, parties []directory.Party, given directory.Mend, answer func(...directory.Mend)) fyne.CanvasObject {
	answered := given.Kind != ""
	buttons := make([]fyne.CanvasObject, len(mends))
	for i, m := range mends {
		label, make := message.Mend(m, parties), kit.NewButton
		switch {
		case answered && m.Same(given):
			label = "✓ " + label
		case m.Proposed && !answered:
			make = kit.NewPrimaryButton
		}
		b := make(label, func() { answer(m) })
		if answered && m.Same(given) {
			b.Off("いまの回答です。")
		}
		buttons[i] = b
	}
	return kit.Row(kit.Gap, buttons...)
}

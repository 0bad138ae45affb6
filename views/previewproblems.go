package views

import (
	"fmt"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// problemsBody is the problems of a preview as a list, one group a kind, with what is
// selected in full beside it. Those that are answered stay in it.
type problemsBody struct {
	v       *preview
	model   *browse.Problems
	filters *kit.Filters
	field   *kit.Entry
	grid    *kit.Grid
	detail  *fyne.Container
	all     fyne.CanvasObject
	folded  map[int64]bool // groups, by key
}

// The filters of problems.
const (
	allProblems = iota
	openProblems
	answeredProblems
)

// longGroup is how many problems of one kind hide the next kind, so that they are folded.
const longGroup = 20

func newProblemsBody(v *preview) *problemsBody {
	b := &problemsBody{v: v, folded: map[int64]bool{}, detail: kit.Column(8)}
	b.filters = kit.NewFilters(b.tags(), func(int) { b.list(nil) })
	b.field = kit.NewSearchEntry("名前・アドレス・コードで検索", func(string) { b.list(nil) })
	b.grid = kit.NewGrid([]kit.GridColumn{
		{Title: "問題", Width: 260, Min: 120, Weight: 2},
		{Title: "回答", Width: 170, Min: 60, Weight: 1},
	}, "該当する問題はありません")
	b.grid.OnSelect = b.tell
	b.grid.OnOpen = func(_ int, key int64) { b.fold(key) }
	v.w().rememberColumns("problems", b.grid)
	width := float32(440)
	kept := v.w().recall("problems.width", &width)
	b.all = kit.Column(kit.Gap,
		kit.Wrap(kit.Gap, b.filters, kit.Grow(kit.Width(170, b.field))),
		kit.Grow(kit.Height(240, kit.NewSplit(kit.NewFrame(b.grid),
			kit.NewFrame(kit.Width(340, kit.Scroll(kit.Pad(12, 14, 12, 14, b.detail)))), width,
			func(width float32) { kept.set(width) }))))
	return b
}

func (b *problemsBody) name() string {
	return "問題への回答 " + kit.Digits(b.v.sight.problems.Answered())
}
func (b *problemsBody) content() fyne.CanvasObject { return b.all }
func (b *problemsBody) focus() fyne.Focusable      { return b.grid.Focusable() }
func (b *problemsBody) search() *kit.Entry         { return b.field }

func (b *problemsBody) escape() bool {
	if b.field.Text == "" {
		return false
	}
	b.field.SetText("")
	return true
}

// show lists other problems; what was shown stays where it is.
func (b *problemsBody) show(s *sight) {
	first := b.model == nil
	b.model = s.problems
	if first && len(b.model.Groups) > 1 {
		for _, g := range b.model.Groups {
			b.folded[g.Key()] = len(g.Rows) > longGroup
		}
	}
	shown := map[int64]bool{}
	if rows, ok := b.grid.Rows().(*problemRows); ok {
		for i := range rows.Len() {
			shown[rows.Key(i)] = true
		}
	}
	b.filters.SetTags(b.tags())
	b.list(shown)
	if first && len(b.model.Groups) > 0 {
		b.grid.Select(b.model.Groups[0].Key())
	}
}

func (b *problemsBody) tags() []kit.Tag {
	var open, answered int
	if b.model != nil {
		open, answered = b.model.Open(), b.model.Answered()
	}
	tag := func(name string, n int, shade kit.Shade) kit.Tag {
		return kit.Tag{Text: name + " " + kit.Digits(n), Shade: shade}
	}
	return []kit.Tag{
		tag("すべて", open+answered, kit.Gray), tag("未回答", open, kit.RedShade), tag("回答済み", answered, kit.GreenShade),
	}
}

// list lists what filter and search take, and what was shown when it was answered. A
// search unfolds.
func (b *problemsBody) list(shown map[int64]bool) {
	rows := &problemRows{folded: b.folded}
	words := browse.Words(b.field.Text)
	for _, g := range b.model.Groups {
		lines := []problemLine{{group: g}}
		for _, p := range g.Rows {
			if shown[p.Key()] || b.takes(p) && p.Matches(words) {
				lines = append(lines, problemLine{group: g, problem: p})
			}
		}
		switch {
		case len(lines) == 1 && !shown[g.Key()]: // nothing of this kind
		case b.folded[g.Key()] && len(words) == 0:
			rows.lines = append(rows.lines, lines[0])
		default:
			rows.lines = append(rows.lines, lines...)
		}
	}
	b.grid.SetRows(rows)
	b.grid.SetWidest(kit.Widest(rows, len(b.grid.Titles()), b.v.w().advance))
	b.tell()
}

// takes says whether the filter takes a problem.
func (b *problemsBody) takes(p *browse.Problem) bool {
	switch b.filters.Chosen() {
	case openProblems:
		return p.Open
	case answeredProblems:
		return !p.Open
	}
	return true
}

// fold folds a group, or unfolds it.
func (b *problemsBody) fold(key int64) {
	if b.model.Group(key) != nil {
		b.folded[key] = !b.folded[key]
		b.list(nil)
	}
}

// tell shows in full what is selected.
func (b *problemsBody) tell() {
	var lines []fyne.CanvasObject
	switch keys := b.grid.Selected(); len(keys) {
	case 0:
		lines = []fyne.CanvasObject{kit.NewParagraph(kit.Dim("左の問題を選ぶと、内容と解決のしかたを表示します。"))}
	case 1:
		if g := b.model.Group(keys[0]); g != nil {
			lines = b.ofGroup(g)
		} else if p := b.model.Find(keys[0]); p != nil {
			lines = b.ofProblem(p)
		}
	default:
		lines = b.ofSeveral(keys)
	}
	b.detail.Objects = lines
	b.all.Refresh()
}

func (b *problemsBody) ofGroup(g *browse.ProblemGroup) []fyne.CanvasObject {
	text := message.Problem(g.Rows[0].Problem)
	lines := []fyne.CanvasObject{
		kit.NewParagraph(kit.Bold(message.ProblemKind(g.Kind)), kit.Dim(fmt.Sprintf("　%s件（未回答 %s件）", kit.Digits(len(g.Rows)), kit.Digits(g.Open)))),
		kit.NewParagraph(kit.Plain(text.Explanation)),
	}
	var buttons []fyne.CanvasObject
	if n := len(g.Proposed); n > 0 {
		buttons = append(buttons, kit.NewPrimaryButton(fmt.Sprintf("提案どおりにまとめて解決する（%s件）", kit.Digits(n)), func() { b.v.answer(g.Proposed...) }))
	}
	if given := given(g.Rows); len(given) > 0 {
		buttons = append(buttons, b.takingBack(given))
	}
	for _, button := range buttons {
		lines = append(lines, kit.Row(0, button))
	}
	if len(g.Proposed) > 0 {
		lines = append(lines, kit.NewParagraph(kit.Dim(message.Proposal(g.Kind)+"回答は、一件ずつ確かめて、あとから変更できます。")))
	}
	return append(lines, kit.NewParagraph(kit.Plain(text.Advice)), kit.Row(0, kit.NewLink(map[bool]string{true: "一件ずつ表示する", false: "たたむ"}[b.folded[g.Key()]], func() { b.fold(g.Key()) })))
}

// given are the answers to some problems.
func given(ps []*browse.Problem) []directory.Mend {
	var ms []directory.Mend
	for _, p := range ps {
		if !p.Open {
			ms = append(ms, p.Answer)
		}
	}
	return ms
}

func (b *problemsBody) takingBack(given []directory.Mend) *kit.Button {
	label := "この回答を取り消す"
	if len(given) > 1 {
		label = kit.Digits(len(given)) + "件の回答を取り消す"
	}
	return kit.NewButton(label, func() { b.v.r.revise(b.v.p.Choices.Without(given...)) })
}

func (b *problemsBody) ofProblem(p *browse.Problem) []fyne.CanvasObject {
	text := message.Problem(p.Problem)
	lines := []fyne.CanvasObject{
		kit.NewParagraph(kit.Bold(text.Headline), kit.Plain("\n"+text.Explanation)),
		b.parties(p.Parties, text.Parties),
	}
	for _, m := range p.Mends {
		lines = append(lines, mendButtons([]directory.Mend{m}, p.Parties, p.Answer, b.v.answer))
	}
	if !p.Open {
		lines = append(lines, kit.Row(0, b.takingBack([]directory.Mend{p.Answer})))
	}
	return append(lines, kit.NewParagraph(kit.Plain(text.Advice)))
}

// ofSeveral offers the proposed answer to several problems, and to take answers back.
func (b *problemsBody) ofSeveral(keys []int64) []fyne.CanvasObject {
	var picked []*browse.Problem
	for _, key := range keys {
		if p := b.model.Find(key); p != nil {
			picked = append(picked, p)
		}
	}
	var proposed []directory.Mend
	for _, p := range picked {
		if m, ok := p.Proposed(); ok && p.Open {
			proposed = append(proposed, m)
		}
	}
	lines := []fyne.CanvasObject{kit.NewParagraph(kit.Bold(kit.Digits(len(picked)) + "件の問題を選択しています"))}
	if n := len(proposed); n > 0 {
		lines = append(lines, kit.Row(0, kit.NewPrimaryButton(fmt.Sprintf("提案どおりにまとめて解決する（%s件）", kit.Digits(n)), func() { b.v.answer(proposed...) })))
	}
	if given := given(picked); len(given) > 0 {
		lines = append(lines, kit.Row(0, b.takingBack(given)))
	}
	return lines
}

const partiesShown = 100 // more would take long to draw

// parties are the records of a problem; the ones here can be gone to.
func (b *problemsBody) parties(parties []directory.Party, lines []string) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for i, p := range parties {
		if i == partiesShown {
			rows = append(rows, kit.NewText(kit.Dim(fmt.Sprintf("ほか%s件", kit.Digits(len(parties)-i)))))
			break
		}
		row := fyne.CanvasObject(kit.NewParagraph(kit.Dim(lines[i])))
		if p.Side == directory.SideHere && p.ID != 0 {
			row = kit.Row(kit.Gap, kit.Grow(row), kit.NewLink("表示する", func() { b.v.w().goTo(p.Kind, p.ID) }))
		}
		rows = append(rows, row)
	}
	return kit.Column(2, rows...)
}

// problemRows are groups and problems as the grid draws them.
type problemRows struct {
	lines  []problemLine
	folded map[int64]bool
}

// problemLine is a problem, or the head of a group.
type problemLine struct {
	group   *browse.ProblemGroup
	problem *browse.Problem
}

func (r *problemRows) Len() int { return len(r.lines) }

func (r *problemRows) Key(row int) int64 {
	if p := r.lines[row].problem; p != nil {
		return p.Key()
	}
	return r.lines[row].group.Key()
}

func (r *problemRows) Cell(row, column int) kit.Cell {
	line := r.lines[row]
	g, p := line.group, line.problem
	switch {
	case p == nil && column == 0:
		sign := "▼ "
		if r.folded[g.Key()] {
			sign = "▶ "
		}
		return kit.Cell{Text: sign + message.ProblemKind(g.Kind), Bold: true, More: []kit.Span{kit.Dim("　" + kit.Digits(len(g.Rows)) + "件")}}
	case p == nil && g.Open > 0:
		return kit.Cell{Text: "未回答 " + kit.Digits(g.Open) + "件", Tone: kit.Red}
	case p == nil:
		return kit.Cell{Text: "✓ 回答済み", Tone: kit.Green}
	case column == 0:
		return kit.Cell{Text: "　" + message.ProblemSubject(p.Problem), More: []kit.Span{kit.Dim("　" + message.Names(p.Parties))}}
	case !p.Open:
		return kit.Cell{Text: "✓ " + message.Mend(p.Answer, p.Parties), Tone: kit.Green}
	case len(p.Mends) == 0:
		return kit.Cell{Text: "ここでは解決できません", Tone: kit.Muted}
	}
	return kit.Cell{Text: "未回答", Tone: kit.Muted}
}

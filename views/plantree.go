package views

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// planTree draws a plan as a tree, with the people of the selected department beside it and
// what happens to each. The preview and the history are drawn by it.
type planTree struct {
	w       *window
	preview *browse.Preview
	model   *browse.PlanTree
	choices directory.Choices

	// answer is told what a person says to something that happens, or takes back. nil:
	// nothing can be said.
	answer func(given bool, answers ...directory.Mend)

	all     fyne.CanvasObject
	seek    *kit.Entry
	tree    *kit.Tree
	title   *kit.Paragraph
	answers *fyne.Container // to all people of the department at once
	people  *kit.Tree
	members []browse.PlanMember
	places  map[int64]int // of members, by key
	asked   newest

	amongPeople bool // where the last answer was given
}

func newPlanTree(w *window) *planTree {
	t := &planTree{w: w, tree: kit.NewTree(), people: kit.NewTree(), title: kit.NewParagraph().AtMost(4), answers: kit.Row(kit.Gap)}
	t.seek = kit.NewSearchEntry("部署・変更のある人を検索", func(string) { t.plant() })
	t.seek.Below = t.tree.Focus
	t.tree.OnSelect = func(int64) { t.ask() }
	t.tree.OnTick = t.onTick
	t.tree.Begins = func(id int64, typed string) bool {
		return strings.HasPrefix(browse.Loose(t.model.Node(id).Name), browse.Loose(typed))
	}
	t.people.OnTick = t.onTickPerson
	width := max(0.53*(w.win.Canvas().Size().Width-200), 380) // of a screen, without the navigation
	kept := w.recall("plan.width", &width)
	split := kit.NewSplit(
		kit.Column(6, t.seek, kit.Grow(kit.NewFrame(t.tree))),
		kit.Column(6, t.title, t.answers, kit.Grow(kit.NewFrame(t.people))),
		width, func(width float32) { kept.set(width) })
	t.all = kit.Grow(kit.Height(200, split))
	return t
}

// set shows another plan, whose tree is planted already. Branches with changes open at
// first; then, what is open and selected stays.
func (t *planTree) set(preview *browse.Preview, choices directory.Choices) {
	first := t.model == nil
	t.preview, t.model, t.choices = preview, preview.Tree(), choices
	if !first {
		t.plant()
		t.ask()
		return
	}
	t.tree.SetNodes(planNodes{tree: t})
	t.tree.OpenOnly(t.model.Opened())
	t.tree.Select(t.model.First())
	t.ask()
}

// begin shows a plan that has nothing to do with the one before.
func (t *planTree) begin(preview *browse.Preview) {
	t.model = nil
	t.seek.SetText("")
	t.set(preview, nil)
}

// plant shows the tree, or what of it the field above asks for.
func (t *planTree) plant() {
	if t.model == nil {
		return
	}
	if words := strings.TrimSpace(t.seek.Text); words != "" {
		t.tree.SetFound(planNodes{t, t.model.Find(t.preview, words)})
		return
	}
	t.tree.SetNodes(planNodes{tree: t})
	if _, ok := t.tree.Selected(); !ok {
		t.tree.Select(t.model.First())
		t.ask()
	}
}

// ask lists the people of the selected department, off the window's goroutine.
func (t *planTree) ask() {
	id, ok := t.tree.Selected()
	model := t.model
	if !ok {
		t.asked++
		t.list(nil, nil)
		return
	}
	askInBackground(t.w, &t.asked, func(context.Context) ([]browse.PlanMember, error) {
		return model.Members(id), nil
	}, func(members []browse.PlanMember) { t.list(model.Node(id), members) })
}

// list shows the people of a department.
func (t *planTree) list(n *browse.PlanNode, members []browse.PlanMember) {
	t.members = members
	t.people.SetNodes(&memberNodes{tree: t})
	t.title.SetSpans(t.about(n)...)
	t.offer()
	t.all.Refresh()
}

// about says what happens to a department as a whole.
func (t *planTree) about(n *browse.PlanNode) []kit.Span {
	if n == nil {
		return []kit.Span{kit.Dim("部署を選ぶと、所属する人と、それぞれに起きることを表示します。")}
	}
	node := n
	if n.Fate == browse.FateShadow {
		node = t.model.At(n.Department.ID)
	}
	spans := []kit.Span{{Text: node.Name, Bold: true, Size: 15}}
	say := func(text string) {
		if t.answer == nil { // it has happened
			text = happened.Replace(text)
		}
		spans = append(spans, kit.Plain("　"+text))
	}
	goes := t.model.Whereabouts(node)
	people := message.People(node.Before.Direct) + "のうち、"
	switch node.Fate {
	case browse.FateCreated:
		say("追加される部署です。")
	case browse.FateDeleted:
		say("削除される部署です。")
		people = "所属していた" + message.People(node.Before.Direct) + "のうち、"
		if node.Before.Direct == 0 {
			say("誰も所属していません。")
		}
	case browse.FateMoved:
		say(fmt.Sprintf("「%s」の下から「%s」の下へ移ります。", t.model.NameOf(node.Other), t.model.NameOf(node.Department.ParentID)))
	case browse.FateLeftOut:
		say("読み込まない組織です。下にある組織と、それらへの所属も読み込みません。")
		return spans
	}
	if node.Was != "" {
		say(fmt.Sprintf("名前が「%s」から「%s」に変わります。", node.Was, node.Name))
	}
	switch all := message.People(node.Before.Direct) + "は"; {
	case goes == "":
	case strings.HasPrefix(goes, all): // and nobody else goes
		say("所属していた" + goes + "。")
	default:
		say(people + goes + "。")
	}
	if node.Joined > 0 {
		say(message.People(node.Joined) + "が加わります。")
	}
	if len(spans) == 1 {
		say("人の出入りはありません。")
	}
	return spans
}

// happened puts what about says into the past.
var happened = strings.NewReplacer("される部署です", "された部署です", "へ移ります", "へ移りました",
	"に変わります", "に変わりました", "が加わります", "が加わりました", "出入りはありません", "出入りはありませんでした")

// offer offers to answer for all people of the list at once.
func (t *planTree) offer() {
	t.answers.RemoveAll()
	open := map[directory.MendKind][]directory.Mend{}
	var given []directory.Mend
	for i := range t.members {
		m, is, fixed := t.answerOf(t.members[i].Answer())
		switch {
		case m.Kind == "" || fixed != "":
		case is:
			given = append(given, m)
		default:
			open[m.Kind] = append(open[m.Kind], m)
		}
	}
	for _, kind := range []directory.MendKind{directory.MendKeep, directory.MendExclude} {
		if ms := open[kind]; len(ms) > 1 {
			word := map[directory.MendKind]string{directory.MendKeep: "すべて残す", directory.MendExclude: "すべて読み込みから除外"}[kind]
			t.answers.Add(kit.NewLink(message.People(len(ms))+"を"+word, func() { t.answer(false, ms...) }))
		}
	}
	if len(given) > 1 {
		t.answers.Add(kit.NewLink(message.People(len(given))+"の回答を取り消す", func() { t.answer(true, given...) }))
	}
	t.answers.Hidden = len(t.answers.Objects) == 0
}

// boxWords are what the boxes say.
var boxWords = map[directory.MendKind]string{directory.MendKeep: "残す", directory.MendExclude: "除外"}

// answerOf is what can be said to a change here by a box: fixed is why it cannot, though it
// has been said. A Mend without a Kind: nothing can.
func (t *planTree) answerOf(m directory.Mend, given, ok bool) (_ directory.Mend, _ bool, fixed string) {
	if t.answer == nil || !ok || boxWords[m.Kind] == "" {
		return directory.Mend{}, false, ""
	}
	if given && len(t.choices.Without(m)) == len(t.choices) {
		fixed = "以前に除外したものです。設定の「読み込みから除外」で、読み込むようにできます。"
	}
	return m, given, fixed
}

// box puts what can be said into a line.
func (t *planTree) box(s *kit.Story, m directory.Mend, given bool, fixed string) *kit.Story {
	s.Box, s.On, s.Fixed = boxWords[m.Kind], given, fixed
	return s
}

func (t *planTree) onTick(id int64) {
	t.amongPeople = false
	if n := t.model.Node(id); n != nil {
		t.say(t.answerOf(n.Answer()))
	}
}

func (t *planTree) onTickPerson(key int64) {
	t.amongPeople = true
	i := slices.IndexFunc(t.members, func(m browse.PlanMember) bool { return m.Key() == key })
	if i >= 0 {
		t.say(t.answerOf(t.members[i].Answer()))
	}
}

func (t *planTree) say(m directory.Mend, given bool, fixed string) {
	if m.Kind != "" && fixed == "" {
		t.answer(given, m)
	}
}

// planNodes are the departments as the tree draws them, of a search those in keep.
type planNodes struct {
	tree *planTree
	keep map[int64]bool // nil: all
}

func (p planNodes) Roots() []int64 { return p.kept(p.tree.model.Children(browse.Top)) }

func (p planNodes) Children(id int64) []int64 { return p.kept(p.tree.model.Children(id)) }

func (p planNodes) kept(ids []int64) []int64 {
	if p.keep == nil {
		return ids
	}
	return found{keep: p.keep}.kept(ids)
}

func (p planNodes) Node(id int64) kit.Node {
	n := p.tree.model.Node(id)
	s := p.tree.story(n)
	m, given, fixed := p.tree.answerOf(n.Answer())
	return kit.Node{Name: n.Name, Story: p.tree.box(s, m, given, fixed)}
}

// story is what is told of a department in its line.
func (t *planTree) story(n *browse.PlanNode) *kit.Story {
	s := &kit.Story{Text: []kit.Span{{Text: n.Name, Bold: n.Department == nil}}, Right: crowd(n), Tip: t.tip(n)}
	switch n.Fate {
	case browse.FateCreated:
		s.Tags = actionTags[directory.Create]
		s.Text = []kit.Span{{Text: n.Name, Tone: kit.Green, Bold: true}}
	case browse.FateDeleted:
		s.Tags = actionTags[directory.Delete]
		s.Text = []kit.Span{{Text: n.Name, Tone: kit.Red, Struck: true}}
		if goes := t.model.Whereabouts(n); goes != "" {
			s.Text = append(s.Text, kit.Dim("　"+goes))
		}
	case browse.FateShadow:
		s.Text = []kit.Span{{Text: n.Name, Tone: kit.Muted, Struck: true}, {Text: "　→ " + t.model.NameOf(n.Other) + "の下へ", Tone: kit.Muted}}
		s.Right = nil
	case browse.FateLeftOut:
		s.Tags = []kit.Tag{{Text: "除外"}}
		s.Text = []kit.Span{{Text: n.Name, Tone: kit.Muted}, {Text: "　読み込みません", Tone: kit.Muted}}
		s.Right = nil
	case browse.FateMoved, browse.FateChanged:
		s.Tags = changedTags(n)
		s.Text = oldAndNew(n)
		if n.Fate == browse.FateMoved {
			s.Text = append(s.Text, kit.Dim("　← "+t.model.NameOf(n.Other)+"から"))
		} else if n.Was == "" {
			s.Text = append(s.Text, kit.Dim("　"+n.Change.Text()))
		}
	default:
		if n.Untouched() {
			s.Text = append(s.Text, kit.Span{Text: "　このアプリのみ（対象外）", Tone: kit.Muted})
		}
	}
	return s
}

var movedTag = kit.Tag{Text: "移動", Shade: kit.BlueShade}

// changedTags say what happens to a department that stays.
func changedTags(n *browse.PlanNode) []kit.Tag {
	of := actionTags[n.Change.Action]
	switch {
	case n.Fate != browse.FateMoved:
		return of
	case n.Change.Action == directory.Update:
		return []kit.Tag{movedTag}
	}
	return append([]kit.Tag{movedTag}, of...)
}

// oldAndNew is the name of a department, after the one that it had.
func oldAndNew(n *browse.PlanNode) []kit.Span {
	if n.Was == "" {
		return []kit.Span{kit.Bold(n.Name)}
	}
	return []kit.Span{{Text: n.Was, Tone: kit.Muted, Struck: true}, kit.Plain(" → "), {Text: n.Name, Bold: true, Tone: kit.Yellow}}
}

// crowd is "42 → 45人（＋5 −2）".
func crowd(n *browse.PlanNode) []kit.Span {
	if n.Joined+n.Left == 0 {
		if n.Before.Direct == n.After.Direct {
			return []kit.Span{kit.Dim(message.People(n.After.Direct))}
		}
	}
	spans := []kit.Span{kit.Plain(kit.Digits(n.Before.Direct) + " → "), kit.Bold(message.People(n.After.Direct)), kit.Plain("（")}
	if n.Joined > 0 {
		spans = append(spans, kit.Span{Text: "＋" + kit.Digits(n.Joined), Tone: kit.Green, Bold: true})
	}
	if n.Joined > 0 && n.Left > 0 {
		spans = append(spans, kit.Plain(" "))
	}
	if n.Left > 0 {
		spans = append(spans, kit.Span{Text: "−" + kit.Digits(n.Left), Tone: kit.Red, Bold: true})
	}
	return append(spans, kit.Plain("）"))
}

// tip says what of a line does not fit, and how many people are below.
func (t *planTree) tip(n *browse.PlanNode) string {
	if n.Department == nil || n.Before.All+n.After.All == n.Before.Direct+n.After.Direct {
		return ""
	}
	if n.Before.All == n.After.All {
		return "下の部署も含めて" + message.People(n.After.All)
	}
	return "下の部署も含めて" + kit.Digits(n.Before.All) + " → " + message.People(n.After.All)
}

// memberNodes are the people of a department as the list draws them. Those to whom nothing
// happens are many, and not all are told.
type memberNodes struct{ tree *planTree }

const membersShown = 2000

// moreMembers is the line below the people that are listed.
const moreMembers = 0

func (m *memberNodes) Roots() []int64 {
	members := m.tree.members
	ids := make([]int64, 0, min(len(members), membersShown)+1)
	for i := range members[:min(len(members), membersShown)] {
		ids = append(ids, members[i].Key())
	}
	if len(members) == 0 || len(members) > membersShown {
		ids = append(ids, moreMembers)
	}
	m.tree.places = make(map[int64]int, len(ids))
	for i, id := range ids {
		m.tree.places[id] = i
	}
	return ids
}

func (m *memberNodes) Children(int64) []int64 { return nil }

func (m *memberNodes) Node(id int64) kit.Node {
	at := m.tree.places[id]
	switch members := m.tree.members; {
	case len(members) == 0:
		return kit.Node{Story: &kit.Story{Text: []kit.Span{kit.Dim("表示する人はいません")}}}
	case id == moreMembers:
		return kit.Node{Story: &kit.Story{Text: []kit.Span{kit.Dim("ほか" + message.People(len(members)-membersShown) + "。一覧でご覧ください")}}}
	default:
		return kit.Node{Name: members[at].Name(), Story: m.tree.person(&members[at])}
	}
}

// person is what is told of somebody in their line.
func (t *planTree) person(m *browse.PlanMember) *kit.Story {
	name := m.Name()
	s := &kit.Story{Text: []kit.Span{kit.Plain(name)}}
	say := func(spans ...kit.Span) { s.Text = append(s.Text, spans...) }
	if m.Stand != browse.StandStays {
		s.Text[0].Bold = true
	}
	switch m.Stand {
	case browse.StandLeaves:
		if m.Change.Action == directory.Delete {
			s.Tags = actionTags[directory.Delete]
			s.Text[0] = kit.Span{Text: name, Tone: kit.Red, Struck: true}
			say(kit.Dim("　" + m.Change.Reason()))
			break
		}
		s.Tags = []kit.Tag{{Text: "外れる", Shade: kit.YellowShade}}
		say(kit.Plain("　" + m.Text))
	case browse.StandJoins:
		if m.Change.Action == directory.Create {
			s.Tags = actionTags[directory.Create]
			s.Text[0].Tone = kit.Green
			say(kit.Dim("　" + m.Change.Reason()))
			break
		}
		s.Tags = []kit.Tag{{Text: "加わる", Shade: kit.BlueShade}}
		say(kit.Plain("　" + m.Text))
	case browse.StandChanges:
		s.Tags = actionTags[m.Change.Action]
		say(kit.Plain("　"))
		for _, segment := range m.Change.Segments(nil) {
			say(kit.Span{Text: segment.Text, Bold: segment.Emphasised})
		}
	case browse.StandLeftOut:
		s.Tags = []kit.Tag{{Text: "除外"}}
		s.Text[0] = kit.Span{Text: name, Tone: kit.Muted}
		say(kit.Span{Text: "　読み込みません", Tone: kit.Muted})
	default:
		text := "変更なし"
		if !m.User.Linked() {
			text = "このアプリのみ（対象外）"
		}
		s.Right = []kit.Span{{Text: text, Tone: kit.Muted}}
	}
	s.Tip = m.User.LoginName
	if m.Change != nil {
		s.Tip += "　" + m.Change.Text()
	}
	given, is, fixed := t.answerOf(m.Answer())
	return t.box(s, given, is, fixed)
}

package views

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"anpisync/app/message"
	"anpisync/app/message/label"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// past is an earlier moment that 部署／ユーザー shows in place of now: the directory before or
// after a line of the history. It can be searched, listed and saved, and nothing in it
// can be changed.
type past struct {
	line  *directory.Import // nil: now is shown
	now   *state            // what there is to go back to
	asked newest

	card  *kit.Card
	text  *kit.Paragraph
	sides *kit.Filters
	edits []fyne.CanvasObject // what changes something, and is not there meanwhile
}

// The sides of a line of the history, in their order on the banner.
const (
	sideBefore = iota
	sideAfter
)

func (p *people) newPast() *past {
	v := &past{text: kit.NewParagraph()}
	v.sides = kit.NewFilters([]kit.Tag{{Text: "前"}, {Text: "後"}}, func(int) { p.openPast(v.line) })
	v.card = kit.NewCard(kit.Warning, kit.Row(kit.Gap, kit.Grow(v.text), v.sides, kit.NewButton("今の一覧に戻る", p.leavePast)))
	v.card.Hide()
	return v
}

// readOnly says whether what is shown is past, and cannot be changed.
func (p *people) readOnly() bool { return p.past.line != nil }

// openPast shows the directory as it was at a line of the history whose copy is kept, on
// the side that the banner says.
func (p *people) openPast(line *directory.Import) {
	if line == nil {
		return
	}
	at := p.w.app.After
	if p.past.sides.Chosen() == sideBefore {
		at = p.w.app.Before
	}
	first := p.query
	askInBackground(p.w, &p.past.asked, func(ctx context.Context) (*state, error) {
		d, err := at(ctx, line.ID)
		if err != nil {
			return nil, err
		}
		model, widest := p.w.prepare(d, nil, first)
		return &state{directory: d, model: model, widest: widest}, nil
	}, func(s *state) {
		p.past.line = line
		p.banner()
		p.draw(s)
		p.arrange()
		p.arm()
		if p.w.current() != screen(p) {
			p.w.onNavigated(screenPeople)
		}
	})
}

// banner says what is shown.
func (p *people) banner() {
	side := "直後"
	if p.past.sides.Chosen() == sideBefore {
		side = "直前"
	}
	line := p.past.line
	p.past.text.SetSpans(
		kit.Bold(fmt.Sprintf("%s（%s）の%sの一覧です。", line.FinishedAt.Local().Format(timeFormat), message.ImportKind(line.Kind), side)),
		kit.Plain("検索と保存はできますが、変更はできません。"))
	p.past.card.Show()
}

// leavePast shows now again.
func (p *people) leavePast() {
	p.past.asked++
	if !p.readOnly() {
		return
	}
	p.past.line = nil
	p.past.card.Hide()
	p.draw(p.past.now)
	p.arrange()
	p.arm()
}

// armPast takes away what changes something, or brings it back.
func (p *people) armPast() {
	for _, o := range p.past.edits {
		if p.readOnly() {
			o.Hide()
		}
	}
	none := p.department() == nil
	setHidden(p.tools, p.readOnly() || none)
	setHidden(p.noTools, p.readOnly() || !none)
	nobody := p.model != nil && len(p.model.Directory().Users) == 0 && !p.readOnly()
	setHidden(p.members, nobody)
	setHidden(p.nobody, !nobody)
}

// tellUser shows all that was kept of a user.
func (p *people) tellUser(u *directory.User) {
	var fields []*kit.Field
	add := func(name, text string) {
		if text == "" {
			text = message.None
		}
		fields = append(fields, kit.NewField(name, kit.NewParagraph(kit.Plain(text)).AtMost(8)))
	}
	all := p.model.Directory().Options.UserFields()
	for i := range all {
		if f := &all[i]; f.ByHand {
			add(label.Of(directory.KindUser, f.Name), f.Written(u))
		}
	}
	var departments []string
	for _, id := range u.Departments {
		if n := p.model.Node(id); n != nil {
			departments = append(departments, strings.Join(append(p.model.Path(id), n.Name), " ＞ "))
		}
	}
	add(label.Of(directory.KindUser, directory.FieldDepartments), strings.Join(departments, "\n"))
	kit.NewReadDialog(p.w.layers, "「"+u.Name+"」（"+p.past.line.FinishedAt.Local().Format(timeFormat)+"）", kit.Form(fields...)).Show(nil)
}

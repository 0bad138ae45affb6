package views

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/edit"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// deletion is one by hand, which is asked about first.
type deletion struct {
	title, text string
	name        string // of the edit
	back        string // when who is not left out comes back
	linked      bool   // so that it is asked too whether it may come back (U13)
	edit        func(exclude bool) edit.Edit
}

// confirmDeletion says what goes and does not come back, asks for what I7 wants, and
// deletes.
func (p *people) confirmDeletion(del deletion) {
	now := p.model.Directory()
	tryInBackground(p.w, func(ctx context.Context) (app.Consequences, error) {
		return p.w.app.Consequences(ctx, now, del.edit(false))
	}, func(c app.Consequences) {
		p.askDeletion(del, c)
	})
}

func (p *people) askDeletion(del deletion, c app.Consequences) {
	q := kit.Question{Title: del.title, Text: del.text + "\n履歴から、あとで元に戻せます。", Must: mustOf(c.Guards), Yes: "削除する", Danger: true, Width: 640}
	var parts []fyne.CanvasObject
	exclude := kit.NewCheck("次からcybozu.comの読み込みから除外する", nil)
	if del.linked {
		exclude.SetChecked(true)
		exclude.Aside("（外すと、" + del.back + "）")
		parts = append(parts, exclude)
	}
	if lost := lossLines(c.Losses); lost != "" {
		parts = append(parts, kit.NewCard(kit.Warning,
			kit.NewParagraph(kit.Bold("次の内容はこのアプリだけにあり、読み込みでは戻りません。"), kit.Plain("\n"+lost))))
	}
	if len(parts) > 0 {
		q.Content = kit.Column(kit.Gap, parts...)
	}
	q.Do = func() { p.w.edit(del.name, del.edit(del.linked && exclude.Checked()), nil) }
	p.w.layers.Ask(q)
}

// mustOf is what guards want in a question.
func mustOf(guards []directory.Guard) []kit.Must {
	var must []kit.Must
	for _, g := range guards {
		text := message.Guard(g)
		must = append(must, kit.Must{Text: text.Headline, Tick: text.Tick})
	}
	return must
}

// confirmations are those of guards that were all ticked.
func confirmations(guards []directory.Guard) []directory.Confirmation {
	var given []directory.Confirmation
	for _, g := range guards {
		given = append(given, directory.Confirmation{Kind: g.Kind, Count: g.Count})
	}
	return given
}

const (
	lossesShown  = 10
	longestInAsk = 40 // characters of a memo
)

// lossLines tell of each user what goes.
func lossLines(losses []edit.Loss) string {
	var lines []string
	for i, l := range losses {
		if i == lossesShown {
			lines = append(lines, fmt.Sprintf("ほか%s人", kit.Digits(len(losses)-i)))
			break
		}
		var parts []string
		if l.Memo != "" {
			parts = append(parts, "メモ「"+shortened(l.Memo)+"」")
		}
		if len(l.Departments) > 0 {
			names := make([]string, len(l.Departments))
			for i, d := range l.Departments {
				names[i] = d.Name
			}
			parts = append(parts, "所属「"+strings.Join(names, "、")+"」")
		}
		lines = append(lines, l.User.Name+"："+strings.Join(parts, "、"))
	}
	return strings.Join(lines, "\n")
}

// shortened is the beginning of a text, in one line.
func shortened(text string) string {
	short := []rune(strings.Join(strings.Fields(text), " "))
	if len(short) > longestInAsk {
		return string(short[:longestInAsk]) + "…"
	}
	return string(short)
}

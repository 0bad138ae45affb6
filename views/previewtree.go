package views

import (
	"fyne.io/fyne/v2"

	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// treeBody is the preview as a tree, with boxes for what may be said.
type treeBody struct {
	v *preview
	*planTree
}

func newTreeBody(v *preview) *treeBody {
	b := &treeBody{v, newPlanTree(v.w())}
	b.answer = func(given bool, ms ...directory.Mend) {
		if given {
			v.r.revise(v.p.Choices.Without(ms...))
		} else {
			v.answer(ms...)
		}
	}
	return b
}

func (b *treeBody) name() string               { return "ツリー" }
func (b *treeBody) content() fyne.CanvasObject { return b.all }
func (b *treeBody) search() *kit.Entry         { return b.seek }

// show draws another plan; what is open and selected stays.
func (b *treeBody) show(s *sight) {
	if s.changes != b.preview {
		b.set(s.changes, s.Choices)
	}
}

// focus is where the last answer was given.
func (b *treeBody) focus() fyne.Focusable {
	if b.amongPeople {
		return b.people.Focusable()
	}
	return b.tree.Focusable()
}

func (b *treeBody) escape() bool {
	if b.seek.Text == "" {
		return false
	}
	b.seek.SetText("")
	return true
}

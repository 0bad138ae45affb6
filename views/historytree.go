package views

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// historyViews are the two ways to look at the changes of a line of the history: the list
// of changeList, and the tree, which has to find out what they were made to.
type historyViews struct {
	w    *window
	tabs *kit.Filters
	room *fyne.Container // with the one that is shown
	list fyne.CanvasObject
	tree *planTree
	none *kit.Paragraph // why there is no tree

	line  *directory.Import // the one that is looked at; nil: none
	grown int64             // the line that the tree shows; 0: none
	asked int
}

func newHistoryViews(w *window, list fyne.CanvasObject) *historyViews {
	v := &historyViews{w: w, list: list, tree: newPlanTree(w), none: kit.NewParagraph()}
	v.tabs = kit.NewFilters([]kit.Tag{{Text: "一覧"}, {Text: "ツリー"}}, func(int) { v.arrange() })
	v.room = container.NewStack(list)
	return v
}

// follow looks at another line, or at the same once more.
func (v *historyViews) follow(line *directory.Import) {
	v.line = line
	v.arrange()
}

// arrange shows what the tabs say.
func (v *historyViews) arrange() {
	v.asked++
	switch {
	case v.tabs.Chosen() == 0:
		v.show(v.list)
	case v.line == nil:
		v.tell("行を1件選ぶと、その変更内容を表示します。")
	case v.line.ID == v.grown:
		v.show(v.tree.all)
	default:
		v.grow()
	}
}

// grow makes the tree of the line, off the window's goroutine.
func (v *historyViews) grow() {
	asked, id := v.asked, v.line.ID
	inBackground(v.w, func(ctx context.Context) (*browse.Preview, error) {
		plan, before, err := v.w.app.ChangesIn(ctx, id)
		if err != nil {
			return nil, err
		}
		preview := browse.BuildPreview(plan, before)
		preview.Tree()
		return preview, nil
	}, func(preview *browse.Preview, err error) {
		switch {
		case asked != v.asked:
		case app.NoPast(err):
			v.tell("このあとに全体が置き換えられ、控えも残っていないため、ツリーでは表示できません。一覧でご覧ください。")
		case err != nil:
			v.w.fail(err)
		default:
			v.grown = id
			v.tree.begin(preview)
			v.show(v.tree.all)
		}
	})
}

func (v *historyViews) tell(text string) {
	v.none.SetSpans(kit.Dim(text))
	v.show(v.none)
}

func (v *historyViews) show(o fyne.CanvasObject) {
	v.room.Objects = []fyne.CanvasObject{o}
	v.room.Refresh()
}

package views

import (
	"context"
	"slices"

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

	ids   []int64 // of the line that is looked at, or of the edits of its day; nil: none
	grown []int64 // of those that the tree shows; nil: none
	stale bool    // they may be told otherwise by now
	asked int
}

func newHistoryViews(w *window, list fyne.CanvasObject) *historyViews {
	v := &historyViews{w: w, list: list, tree: newPlanTree(w), none: kit.NewParagraph()}
	v.tabs = kit.NewFilters([]kit.Tag{{Text: "一覧"}, {Text: "ツリー"}}, func(int) { v.arrange() })
	v.room = container.NewStack(list)
	return v
}

// follow looks at another line, or at the same once more, by the ids of its imports.
func (v *historyViews) follow(ids []int64) {
	v.ids = ids
	v.arrange()
}

// arrange shows what the tabs say.
func (v *historyViews) arrange() {
	v.asked++
	switch {
	case v.tabs.Chosen() == 0:
		v.show(v.list)
	case v.ids == nil:
		v.tell("行を1件選ぶと、その変更内容を表示します。")
	case !v.stale && slices.Equal(v.ids, v.grown):
		v.show(v.tree.all)
	default:
		v.grow()
	}
}

// grow makes the tree of the line, off the window's goroutine. Where it is the same line,
// what is open and selected stays.
func (v *historyViews) grow() {
	asked, ids := v.asked, v.ids
	inBackground(v.w, func(ctx context.Context) (*browse.Preview, error) {
		read := func() (*directory.Plan, *directory.Directory, error) { return v.w.app.ChangesIn(ctx, ids[0]) }
		if len(ids) > 1 {
			read = func() (*directory.Plan, *directory.Directory, error) { return v.w.app.ChangesOverIn(ctx, ids) }
		}
		plan, before, err := read()
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
			v.tell("ツリーを表示できませんでした。一覧でご覧ください。")
			v.w.fail(err)
		default:
			if slices.Equal(ids, v.grown) {
				v.tree.set(preview, nil)
			} else {
				v.tree.begin(preview)
			}
			v.grown, v.stale = ids, false
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

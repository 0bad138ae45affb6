package kit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"anpisync/views/kit"
	"anpisync/views/kit/kittest"
	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func showTree(t *testing.T) (*kit.Tree, func(...fyne.KeyName), *[]int64) {
	t.Helper()
	testapp.New(t, kit.NewTheme())
	window := test.NewTempWindow(t, nil)
	layers := kit.NewLayers(window)
	tree := kit.NewTree()
	var told []int64
	tree.OnSelect = func(id int64) { told = append(told, id) }
	tree.SetNodes(forest{})
	window.SetContent(tree)
	window.Resize(fyne.NewSize(250, 300))
	keys := func(names ...fyne.KeyName) {
		for _, name := range names {
			kittest.Press(window, layers, name, 0)
		}
	}
	return tree, keys, &told
}

func selected(tree *kit.Tree) int64 {
	id, _ := tree.Selected()
	return id
}

func TestTree_Keys(t *testing.T) {
	tree, keys, told := showTree(t)
	tree.Focus()
	keys(fyne.KeyDown)                              // 最上位部署
	keys(fyne.KeyRight, fyne.KeyRight)              // opens, goes to its first child
	keys(fyne.KeyDown, fyne.KeySpace, fyne.KeyDown) // 3 opens, to its first child
	if want := []int64{-1, 1, 2, 3, 5}; !slices.Equal(*told, want) {
		t.Fatalf("selected one after the other: %v, want %v", *told, want)
	}
	keys(fyne.KeyLeft, fyne.KeyLeft) // to the parent, which closes
	keys(fyne.KeyDown)
	if got := selected(tree); got != 4 {
		t.Errorf("below the closed branch: %d, want 4", got)
	}
	keys(fyne.KeyHome)
	keys(fyne.KeyEnd)
	if got := selected(tree); got != -2 {
		t.Errorf("End: %d, want the last", got)
	}
}

func TestTree_KeepsBranchesAndSelectionWhenReadAgain(t *testing.T) {
	tree, keys, told := showTree(t)
	if !tree.Select(6) || selected(tree) != 6 {
		t.Fatal("a node below closed branches can't be selected")
	}
	if tree.Select(99) || selected(tree) != 6 {
		t.Fatal("a node that is not there can be selected")
	}
	tree.SetNodes(forest{without: 2})
	if selected(tree) != 6 || len(*told) != 0 {
		t.Errorf("read again: %d is selected, told %v", selected(tree), *told)
	}
	tree.Focus()
	keys(fyne.KeyUp)
	if got := selected(tree); got != 5 {
		t.Errorf("the branch has closed: above is %d, want 5", got)
	}
	tree.SetNodes(forest{without: 5})
	if len(*told) != 2 || selected(tree) != (*told)[1] {
		t.Errorf("the selected node has gone: %d is selected, told %v", selected(tree), *told)
	}
	tree.Select(6)
	tree.SetOpen(1, false)
	if got := selected(tree); got != 1 {
		t.Errorf("closed above the selection: %d, want the branch", got)
	}
}

// wide is a tree of many nodes, all of them visible.
type wide struct{ asked *int }

var ids = func() (list []int64) {
	for i := range 10_000 {
		list = append(list, int64(i))
	}
	return
}()

func (wide) Roots() []int64         { return ids }
func (wide) Children(int64) []int64 { return nil }

func (w wide) Node(id int64) kit.Node {
	*w.asked++
	return kit.Node{Name: fmt.Sprint(id)}
}

func TestTree_AsksOnceANode(t *testing.T) {
	tree, keys, _ := showTree(t)
	asked := 0
	tree.SetNodes(wide{&asked})
	tree.Focus()
	keys(fyne.KeyEnd, fyne.KeyPageUp, fyne.KeyUp, fyne.KeyHome, fyne.KeyPageDown)
	if asked != len(ids) {
		t.Errorf("asked %d times for %d nodes", asked, len(ids))
	}
}

func TestTree_StarOpensAllBelow(t *testing.T) {
	tree, keys, told := showTree(t)
	tree.Select(1)
	tree.Focus()
	tree.Focusable().TypedRune('*')
	keys(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown)
	if want := []int64{2, 3, 5, 6, 4, 7}; !slices.Equal(*told, want) {
		t.Errorf("down through what is open: %v, want %v", *told, want)
	}
}

func TestTree_LettersGoToTheNextThatBeginsWithThem(t *testing.T) {
	testapp.New(t, kit.NewTheme())        // of no bubble's time
	synctest.Test(t, func(t *testing.T) { // in which letters always follow soon
		for _, c := range []struct {
			from  int64
			typed string
			want  int64
		}{
			{1, "3", 3}, {-1, "-", -2}, {-2, "-", -1}, {1, "-2", -2}, {1, "9", 1}, {3, "7", 3}, // 7 is in a closed branch
		} {
			tree, _, _ := showTree(t)
			tree.Begins = func(id int64, typed string) bool { return strings.HasPrefix(fmt.Sprint(id), typed) }
			tree.SetOpen(1, true)
			tree.Select(c.from)
			for _, r := range c.typed {
				tree.Focusable().TypedRune(r)
			}
			if got := selected(tree); got != c.want {
				t.Errorf("%q from %d: %d is selected, want %d", c.typed, c.from, got, c.want)
			}
		}
	})
}

func TestTree_WhatASearchFoundIsOpenAndSelectsNothing(t *testing.T) {
	tree, _, told := showTree(t)
	tree.Select(2)
	tree.SetFound(forest{without: 2})
	if id, ok := tree.Selected(); ok || len(*told) > 0 {
		t.Errorf("%d is selected, told %v", id, *told)
	}
	for id := int64(3); id < 8; id++ {
		if !tree.Select(id) {
			t.Errorf("%d is not there", id)
		}
	}
	tree.SetNodes(forest{})
	tree.Select(1)
	tree.Focus()
	tree.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	if got := selected(tree); got != -2 {
		t.Errorf("the search is over: the last is %d", got)
	}
}

func TestSplit_IsMovedWithinTheRoomAndTold(t *testing.T) {
	testapp.New(t, kit.NewTheme())
	window := test.NewTempWindow(t, nil)
	var told []float32
	left, right := kit.NewTree(), kit.NewEntry("", nil)
	split := kit.NewSplit(left, kit.Width(300, right), 240, func(width float32) { told = append(told, width) })
	window.SetContent(split)
	window.Resize(fyne.NewSize(800, 400))
	drag := func(by float32) {
		test.Drag(window.Canvas(), fyne.NewPos(left.Size().Width+5, 100), by, 0)
	}
	if left.Size().Width != 240 {
		t.Errorf("the left one is %g wide", left.Size().Width)
	}
	drag(60)
	drag(-1000)
	drag(2000)
	if want := []float32{300, 140, 800 - 14 - 300}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
	window.Resize(fyne.NewSize(600, 400))
	if left.Size().Width > 600-14-300 {
		t.Errorf("in a narrow window the left one is %g wide", left.Size().Width)
	}
}

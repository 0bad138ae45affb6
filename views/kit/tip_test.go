package kit

import (
	"testing"

	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// rest lets the mouse rest on a widget.
func rest(o desktop.Hoverable, x, y float32) {
	at := fyne.NewPos(x, y)
	o.MouseIn(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at, AbsolutePosition: at}})
}

func TestTip_TellsWhatIsCutWhatMarksMeanAndWhyAButtonIsOff(t *testing.T) {
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	layers := NewLayers(window)
	const long = "とても長い名前の部署の課の係の班"
	g := NewGrid([]GridColumn{{Title: "長い題名の列である", Width: 90}, {Title: "状態", Width: 200}}, "")
	g.SetRows(&counted{n: 1, fill: func(_, column int) Cell {
		if column == 1 {
			return Cell{Text: "短", Tags: []Tag{{Text: "停止中", Tip: "cybozu.comで停止中です"}}}
		}
		return Cell{Text: long}
	}})
	tree := NewTree()
	tree.SetNodes(twigs{{Name: long, Count: -1, Mark: "◇", Tip: "このアプリのみの部署です"}})
	button := NewButton("移動", nil)
	button.Off("連携済みの部署は移動できません")
	window.SetContent(layers.Over(Column(0, Height(150, g), Row(0, Width(150, Height(100, tree))), button)))
	window.Resize(fyne.NewSize(500, 400))
	var row *gridRow
	for r := range g.list.shown {
		row = r.(*gridRow)
	}
	var line *treeLine
	for l := range tree.list.shown {
		line = l.(*treeLine)
	}
	expect := func(what, want string) {
		t.Helper()
		got := ""
		if layers.tip.shown() {
			got = layers.tip.text.String()
		}
		if got != want {
			t.Errorf("%s: told %q, want %q", what, got, want)
		}
	}
	rest(row, 20, 10)
	expect("a cell that is cut", long)
	rest(row, 100, 10)
	expect("a cell that is not", "")
	rest(row, 90+cellInset+30, 10)
	expect("a tag", "cybozu.comで停止中です")
	row.MouseOut()
	expect("the mouse has gone", "")
	rest(g.head, 20, 10)
	expect("a title that is cut", "長い題名の列である")
	rest(g.head, 120, 10)
	expect("a title that is not", "")
	rest(line, 40, 10)
	expect("a node that is cut", long)
	rest(line, line.mark+3, 10)
	expect("its mark", "このアプリのみの部署です")
	rest(button, 10, 10)
	expect("a button that is off", "連携済みの部署は移動できません")
	layers.KeyDown(&fyne.KeyEvent{Name: fyne.KeyDown})
	expect("a key was pressed", "")
	button.Off("")
	rest(button, 10, 10)
	expect("a button that is on", "")

	inDialog := NewButton("反映する", nil)
	inDialog.Off("確認してください")
	d := NewDialog(layers, "確認", NewText(Plain("")), inDialog)
	d.Show(nil)
	rest(inDialog, 10, 10)
	expect("below the dialog", "")
	if top := d.modal.tip; !top.shown() || top.text.String() != "確認してください" {
		t.Error("a dialog tells nothing")
	}
	d.Close()
	expect("the dialog has gone", "")
}

// What is cut off outside of lists tells all of itself too, and what is not tells nothing.
func TestTip_TellsOfTextsThatAreCutAnywhere(t *testing.T) {
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	layers := NewLayers(window)
	const long = "とても長い名前の部署の課の係の班"
	check := NewCheck("する", nil).Aside(long)
	for name, o := range map[string]fyne.CanvasObject{
		"text":   NewText(Plain(long)).Cut(),
		"check":  check,
		"select": NewSelect([]string{long}, nil),
	} {
		window.SetContent(layers.Over(container.NewWithoutLayout(o)))
		window.Resize(fyne.NewSize(500, 400))
		for width, want := range map[float32]string{90: long, 400: ""} {
			o.Resize(fyne.NewSize(width, 30))
			over, _ := o.(desktop.Hoverable)
			for _, part := range test.WidgetRenderer(o.(fyne.Widget)).Objects() {
				if whole, ok := part.(*teller); ok && whole.Visible() {
					over = whole
				}
			}
			var told string
			if over != nil {
				rest(over, 4, 4)
				told = layers.Told()
				if s, ok := o.(*Select); ok && !s.over {
					t.Errorf("at %g the surface of the choice does not say that the mouse is there", width)
				}
				over.MouseOut()
			}
			if told != want {
				t.Errorf("a %s that is %g wide tells %q, want %q", name, width, told, want)
			}
		}
	}
}

func TestTip_StaysInTheWindow(t *testing.T) {
	testapp.New(t, NewTheme())
	window := test.NewTempWindow(t, nil)
	layers := NewLayers(window)
	button := NewButton("長い理由", nil)
	button.Off("とても長い理由があります。とても長い理由があります。とても長い理由があります。とても長い理由があります。")
	window.SetContent(layers.Over(button))
	window.Resize(fyne.NewSize(300, 200))
	least := window.Content().MinSize()
	for _, at := range []fyne.Position{{X: 1, Y: 1}, {X: 299, Y: 199}, {X: 150, Y: 190}, {X: 290, Y: 5}} {
		button.MouseOut()
		rest(button, at.X, at.Y)
		s := layers.tip.surface
		end := s.Position().Add(s.Size())
		if s.Position().X < 0 || s.Position().Y < 0 || end.X > 300 || end.Y > 200 || !layers.tip.shown() {
			t.Errorf("at %v the tip is from %v to %v", at, s.Position(), end)
		}
	}
	if got := window.Content().MinSize(); got != least {
		t.Errorf("with a tip the window wants %v, without %v", got, least)
	}
}

// twigs are the lines of a tree of one level.
type twigs []Node

func (n twigs) Roots() (ids []int64) {
	for i := range n {
		ids = append(ids, int64(i))
	}
	return ids
}
func (n twigs) Children(int64) []int64 { return nil }
func (n twigs) Node(id int64) Node     { return n[id] }

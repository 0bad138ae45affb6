package views

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/credentials"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

func TestGrid_ColumnsAndSortAreRemembered(t *testing.T) {
	dir := t.TempDir()
	s := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, credentials.Memory(), dir)
	s.importAll()
	grid := s.people.grid
	wanted := kit.Arrangement{
		Columns: []kit.Arranged{
			{Column: 2, Width: 140}, {Column: 0}, {Column: 1}, {Column: 3, Hidden: true}, {Column: 4}, {Column: 5}, {Column: 6},
		},
		Sort: []kit.SortKey{{Column: 5}, {Column: 1, Descending: true}},
	}
	grid.Arrange(wanted)
	grid.OnArrange()
	grid.Arrange(kit.Arrangement{Sort: wanted.Sort[:1]}) // at once, while the first is being kept
	grid.OnArrange()
	grid.Arrange(wanted)
	grid.OnArrange()
	s.settle()

	again := newStageWith(t, cybozutest.Manual(), cybozutest.Options{}, credentials.Memory(), dir)
	again.settle()
	if got := again.people.grid.Arrangement(); !reflect.DeepEqual(got, wanted) {
		t.Errorf("got  %+v\nwant %+v", got, wanted)
	}
	if got, want := again.people.query.Sort, []browse.Sort{{Column: 5}, {Column: 1, Descending: true}}; !reflect.DeepEqual(got, want) {
		t.Errorf("the list is sorted by %v, want %v", got, want)
	}
}

// No name, よみ, login name or phone number is cut while anything of the list is empty.
func TestGrid_NothingIsCutWhereThereIsRoom(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	random := rand.New(rand.NewPCG(5, 6))
	for round := range 14 {
		large := round >= 12 // ten thousand users, in a window of the usual size
		users := 500 * (1 + round%3)
		if large {
			users = 10_000
		}
		d := randomOffice(random, users)
		m := browse.Build(d)
		s.people.query = browse.Query{Node: browse.AllUsers, Sort: []browse.Sort{{}}}
		s.people.grid.SetSort(kit.SortKey{})
		s.people.search.SetText("")
		s.people.show(&state{directory: d, model: m, widest: widest(m, s.advance)})
		by := textSizes[round%len(textSizes)].factor
		size := fyne.NewSize(float32(960+random.IntN(1000))/by, 800/by)
		if large {
			size = fyne.NewSize(usualWidth, usualHeight)
		}
		s.win.Resize(size)
		s.onNavigated(screenPeople)
		s.settle()
		s.checkNothingIsCut(t)
		for range 6 {
			s.askSomething(random)
			s.checkNothingIsCut(t)
		}
	}
}

// askSomething lists what a person may search, filter and sort by.
func (s *stage) askSomething(random *rand.Rand) {
	p := s.people
	p.query.Node = []int64{browse.AllUsers, browse.Unassigned, 2}[random.IntN(3)]
	p.query.Filter = browse.Filters()[random.IntN(len(browse.Filters()))]
	key := kit.SortKey{Column: random.IntN(len(browse.Columns()))}
	p.grid.SetSort(key)
	p.onSorted([]kit.SortKey{key})
	search := ""
	if all := p.model.List(browse.Query{Node: browse.AllUsers}); random.IntN(4) > 0 {
		name := []rune(all.Row(random.IntN(all.Len())).User.Name + "0")
		search = string(name[:min(len(name), 1+random.IntN(3))])
	}
	p.search.SetText(search)
	p.ask()
	s.settle()
}

// checkNothingIsCut looks for a cell that is cut in the list beside room that no cell needs.
func (s *stage) checkNothingIsCut(t *testing.T) {
	t.Helper()
	grid := s.people.grid
	rows, left, cut := grid.Rows(), float32(0), ""
	for at, c := range browse.Columns() {
		title := c.Title
		if s.people.query.Sort[0].Column == at {
			title += " ▲"
		}
		need := kit.CellWidth(title, false) + 2 // the title is bold
		for row := range rows.Len() {
			cell := rows.Cell(row, at)
			width := kit.CellWidth(cell.Text, false)
			for i, tag := range cell.Tags {
				width += kit.CellWidth(tag.Text, true) - float32(min(i, 1))*10
			}
			need = max(need, width)
		}
		have := grid.ColumnWidth(at)
		left += max(have-need-10, 0) // what stands around
		if have < need-10 {
			cut += fmt.Sprintf(" %s lacks %g", c.Title, need-have)
		}
	}
	if cut != "" && left > float32(len(browse.Columns())) {
		t.Errorf("%g are left of %d rows at %v of %+v, and%s", left, rows.Len(), s.win.Canvas().Size(), s.people.query, cut)
	}
}

func randomOffice(random *rand.Rand, users int) *directory.Directory {
	letters := []rune("iljmWw.-@0189あいしをンッー・国髙﨑𠮷 　ＡｂｶﾞéЖ")
	text := func(most int) string {
		var b strings.Builder
		for range random.IntN(most + 1) {
			b.WriteRune(letters[random.IntN(len(letters))])
		}
		return b.String()
	}
	d := &directory.Directory{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}, {ID: 2, ParentID: 1, Name: text(12)}}}
	most := [4]int{2 + random.IntN(20), 2 + random.IntN(12), 2 + random.IntN(14), 2 + random.IntN(30)}
	for id := range int64(users) {
		u := directory.User{
			ID: id + 1, LoginName: fmt.Sprint(id) + text(most[0]), Name: text(most[1]), Reading: text(most[2]),
			Email: text(most[3]), Phone: fmt.Sprintf("03-%04d-%04d", random.IntN(10000), random.IntN(10000)), Suspended: random.IntN(9) == 0,
		}
		if random.IntN(2) == 0 {
			u.Departments = []int64{2}
		}
		d.Users = append(d.Users, u)
	}
	return d
}

// Whatever is grey says why while the mouse rests on it.
func TestTip_EveryButtonThatIsOffSaysWhy(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	off := 0
	look := func(when string) {
		walk(s.win.Canvas().Content(), func(o fyne.CanvasObject) {
			if b, ok := o.(*kit.Button); ok && b.Disabled() {
				off++
				if b.Why() == "" {
					t.Errorf("%s: 「%s」 is off without a reason", when, b.Text())
				}
			}
		})
	}
	everywhere := func(when string) {
		for i, screen := range s.screens {
			s.onNavigated(i)
			s.settle()
			look(when + ", " + screen.name())
		}
	}
	everywhere("empty")
	s.importAll()
	everywhere("imported")
	s.onNavigated(screenPeople)
	for _, d := range s.stored().Departments {
		s.people.tree.Select(d.ID)
		s.people.onSelected(d.ID)
		s.settle()
		look(d.Name)
	}
	if off < 10 {
		t.Errorf("only %d buttons were off", off)
	}
}

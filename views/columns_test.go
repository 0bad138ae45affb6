package views

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/credentials"
	"anpisync/app/message"
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

// What a list marks in its rows is what the rows are.
func TestColumns_MarkWhatTheirRowsAre(t *testing.T) {
	tags := func(cell kit.Cell) (text string) {
		for _, tag := range cell.Tags {
			text += tag.Text + strings.TrimSuffix("（"+tag.Tip+"）", "（）")
		}
		return text
	}
	user := func(suspended bool) *directory.Change[directory.User] {
		return &directory.Change[directory.User]{Before: &directory.User{ID: 1, Name: "甲", Suspended: suspended}, After: &directory.User{ID: 1, Name: "甲", Suspended: suspended}}
	}
	named := message.Description{Kind: directory.KindUser, Action: directory.Update, Name: "開発 甲"}
	held := user(false)
	held.After.HeldSince = "2026-04-01T00:00:00Z"
	changes := []*browse.Change{
		{Description: named, User: user(false)}, {Description: named, User: user(true)}, {Description: named, User: user(false), LeftOut: true}, {Description: named, User: held},
		{Description: message.Description{Kind: directory.KindDepartment, Action: directory.Create, Name: "開発"}},
	}
	rows := changeColumns(newHits("開発")).Rows(changes, nil)
	for i, want := range []string{"変更|ユーザー|開発 甲|", "変更|ユーザー|開発 甲|停止中", "除外（" + message.LeftOut + "）|ユーザー|開発 甲|", "保留（cybozu.comにいないため、「保留中」に移します。）|ユーザー|開発 甲|", "追加|部署|開発|"} {
		name := rows.Cell(i, 2)
		if got := tags(rows.Cell(i, 0)) + "|" + rows.Cell(i, 1).Text + "|" + name.Text + "|" + tags(name); got != want || !slices.Equal(name.Hits, []kit.Hit{{From: 0, To: 6}}) {
			t.Errorf("row %d is %s, %+v, want %s", i, got, name.Hits, want)
		}
	}
	records := recordColumns(newHits("dev")).Rows([]browse.Record{
		{Party: directory.Party{Kind: directory.KindDepartment, Code: "1dev"}, Name: "dev室", Gone: true}, {Party: directory.Party{Kind: directory.KindUser, Code: "b"}, Name: "甲"},
	}, nil)
	if got := records.Cell(0, 0).Text + tags(records.Cell(0, 3)) + records.Cell(1, 0).Text + tags(records.Cell(1, 3)); got != "部署いまはない（削除されて、いまの一覧にはありません。）ユーザー" {
		t.Errorf("the records are %s", got)
	}
	for column, want := range map[int][]kit.Hit{1: {{From: 0, To: 3}}, 2: {{From: 1, To: 4}}} {
		if got := slices.Clone(records.Cell(0, column).Hits); !slices.Equal(got, want) || len(records.Cell(1, column).Hits) != 0 {
			t.Errorf("column %d has the hits %+v", column, got)
		}
	}
	found := findingColumns(newHits("甲")).Rows([]finding{{kind: "画面", name: "甲乙", more: "Ctrl+1"}}, nil)
	if got := found.Cell(0, 1); found.Cell(0, 0).Text != "画面" || found.Cell(0, 2).Text != "Ctrl+1" || got.Text != "甲乙" || !slices.Equal(got.Hits, []kit.Hit{{From: 0, To: 3}}) {
		t.Errorf("found is %+v", got)
	}
	when := time.Date(2026, 4, 6, 7, 30, 0, 0, time.Local)
	line := func(f func(*browse.HistoryLine)) browse.HistoryLine {
		l := browse.HistoryLine{Import: &directory.Import{ID: 1, Kind: directory.ImportManual, Outcome: directory.OutcomeOK, FinishedAt: when}}
		f(&l)
		return l
	}
	lines := historyColumns.Rows([]browse.HistoryLine{
		line(func(*browse.HistoryLine) {}), line(func(l *browse.HistoryLine) { l.Within = true }),
		line(func(l *browse.HistoryLine) { l.Edits = make([]*directory.Import, 2) }), line(func(l *browse.HistoryLine) { l.Edits, l.Open = make([]*directory.Import, 2), true }),
	}, nil)
	for i, want := range []string{"2026-04-06 07:30|完了", "　07:30|完了", "▶ 2026-04-06|", "▼ 2026-04-06|"} {
		if got := lines.Cell(i, 0).Text + "|" + tags(lines.Cell(i, 3)); got != want {
			t.Errorf("line %d is %s, want %s", i, got, want)
		}
	}
	for days, want := range map[int]string{0: "今日", 1: "昨日", 2: "2日前", 1000: "1,000日前"} {
		if got := daysAgo(when.AddDate(0, 0, -days), when); got != want {
			t.Errorf("%d days ago is called %s", days, got)
		}
	}
}

package views

import (
	"context"
	"slices"
	"strings"

	"anpisync/app/browse"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// finder is the one field of Ctrl+K in which a person, a department, a screen or a command
// is found.
type finder struct {
	w      *window
	dialog *kit.Dialog
	search *kit.Entry
	grid   *kit.Grid
	found  []finding
	asked  int
	busy   bool // a search is under way; what is typed meanwhile is searched for after it
	told   int  // the one of asked that is listed
	due    bool // the first is to be opened once what is asked is listed
}

// finding is what was found, and where it leads.
type finding struct {
	kind, name, more string
	open             func()
}

// mostFound is how many of each kind are listed.
const mostFound = 50

func (w *window) openFinder() {
	f := &finder{w: w}
	f.search = kit.NewSearchEntry("名前・ログイン名・部署・画面・操作", func(string) { f.ask() })
	f.grid = findingColumns(nil).Grid("見つかりませんでした").Single()
	f.grid.OnOpen = func(row int, _ int64) { f.open(row) }
	f.search.Below = f.grid.Focus
	f.dialog = kit.NewDialog(w.layers, "人・部署・画面・操作を探す", kit.Column(kit.Gap,
		f.search, kit.Height(330, kit.NewFrame(f.grid)),
		kit.NewText(kit.Dim("↓で一覧に移り、Enterで開きます。"+kit.ConfirmKeys+"で、いちばん上を開きます。")),
	)).Wide(720)
	f.dialog.Confirm = f.onConfirm
	f.ask()
	f.dialog.Show(f.search)
}

// onConfirm opens what is selected, or the first that is found. Who types fast is quicker
// than the search.
func (f *finder) onConfirm() {
	row := 0
	if picked := f.grid.Selected(); len(picked) > 0 {
		row = int(picked[0])
	}
	if f.due = f.told != f.asked; !f.due {
		f.open(row)
	}
}

func (f *finder) open(row int) {
	if row < len(f.found) {
		f.dialog.Close()
		f.found[row].open()
	}
}

// ask lists what the field asks for: what is at hand first, people off the window's
// goroutine.
func (f *finder) ask() {
	f.asked++
	f.due = false
	if !f.busy {
		f.look()
	}
}

// look searches for what the field says now: one search at a time, so that who types fast
// does not wait for one a letter.
func (f *finder) look() {
	asked, model, text := f.asked, f.w.people.model, strings.TrimSpace(f.search.Text)
	found := f.commands(text)
	if model == nil || text == "" {
		f.show(found, text)
		return
	}
	f.busy = true
	inBackground(f.w, func(context.Context) ([]finding, error) {
		return slices.Concat(f.departments(model, text), f.people(model, text), f.held(model, text)), nil
	}, func(more []finding, _ error) {
		f.busy = false
		switch {
		case !f.dialog.Open():
		case asked != f.asked:
			f.look()
		default:
			f.show(append(found, more...), text)
			if f.due {
				f.open(0)
			}
		}
	})
}

func (f *finder) show(found []finding, text string) {
	f.found, f.told = found, f.asked
	f.grid.SetRows(findingColumns(newHits(text)).Rows(found, nil))
	f.grid.Unselect()
	f.grid.Top()
}

// commands are the screens and commands whose words hold all that was typed.
func (f *finder) commands(text string) []finding {
	var found []finding
	words := browse.Words(text)
	for i := range f.w.commands {
		c := &f.w.commands[i]
		if c.id == "" || c.id == "go" || !holdsAll(browse.Loose(c.words), words) {
			continue
		}
		kind := "操作"
		if strings.HasPrefix(c.id, "screen.") {
			kind = "画面"
		}
		if text == "" && kind == "操作" && c.key.Name == "" {
			continue // the whole list is longer than anybody reads
		}
		more := c.key.String()
		if why := f.w.why(c); why != "" {
			more = strings.TrimSpace(more + "　" + why)
		}
		found = append(found, finding{kind, c.words, more, func() { f.w.do(c) }})
	}
	return found
}

func holdsAll(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

func (f *finder) departments(model *browse.Model, text string) []finding {
	var found []finding
	for i, n := range model.FindDepartments(text) {
		if i == mostFound {
			break
		}
		path := strings.Join(model.Path(n.ID), " ＞ ")
		found = append(found, finding{"部署", n.Name, path, func() { f.w.goTo(directory.KindDepartment, n.ID) }})
	}
	return found
}

func (f *finder) people(model *browse.Model, text string) []finding {
	return f.users(model, "ユーザー", browse.Query{Node: browse.AllUsers, Search: text})
}

// held are who has left cybozu.com and waits to be deleted, if anybody does.
func (f *finder) held(model *browse.Model, text string) []finding {
	node := model.Node(browse.Held)
	if node == nil {
		return nil
	}
	return f.users(model, node.Name, browse.Query{Node: browse.Held, Search: text})
}

func (f *finder) users(model *browse.Model, kind string, q browse.Query) []finding {
	var found []finding
	list := model.List(q)
	for i := range min(list.Len(), mostFound) {
		r := list.Row(i)
		more := strings.TrimSpace(r.User.LoginName + "　" + r.Departments)
		found = append(found, finding{kind, r.User.Name, more, func() { f.w.goTo(directory.KindUser, r.User.ID) }})
	}
	if rest := list.Len() - mostFound; rest > 0 {
		found = append(found, finding{kind, "ほか" + kit.Digits(rest) + "人を一覧で見る", "", func() { f.w.search(q) }})
	}
	return found
}

// search shows on the screen 部署／ユーザー what is found among all users.
func (w *window) search(q browse.Query) {
	w.list(browse.Query{Node: q.Node})
	w.people.search.SetText(q.Search)
}

func findingColumns(h *hits) kit.Columns[finding] {
	return kit.Columns[finding]{
		{kit.GridColumn{Title: "種類", Width: 80}, func(f *finding) kit.Cell { return kit.Cell{Text: f.kind, Tone: kit.Muted} }},
		{kit.GridColumn{Title: "名前", Width: 260, Min: 160, Weight: 2}, func(f *finding) kit.Cell { return kit.Cell{Text: f.name, Hits: h.in(f.name)} }},
		{kit.GridColumn{Width: 220, Min: 100, Weight: 1}, func(f *finding) kit.Cell { return kit.Cell{Text: f.more, Tone: kit.Muted} }},
	}
}

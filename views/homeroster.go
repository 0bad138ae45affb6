package views

import (
	"context"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/app/roster"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// homeRosters is the part of ホーム that says whether the rosters on paper are still true.
type homeRosters struct {
	w      *window
	part   fyne.CanvasObject
	list   *fyne.Container
	asked  newest
	failed *kit.Paragraph
}

const rostersAtHome = 3

func newHomeRosters(w *window) *homeRosters {
	h := &homeRosters{w: w, list: kit.Column(kit.Gap), failed: kit.NewParagraph()}
	h.failed.Hide()
	h.list.Hide()
	h.part = kit.NewCard(kit.Quiet, kit.Column(kit.Gap,
		kit.Row(kit.Gap, kit.Grow(kit.NewParagraph(kit.Bold("名簿"), kit.Plain("　停電や通信の障害のときも使えるように、紙で持っておきます。"))),
			kit.NewButton("名簿を作る", func() { w.openRoster() })),
		h.failed, h.list))
	return h
}

// rosterState is what is shown of them.
type rosterState struct {
	made   []*app.MadeRoster
	failed string // why 自動同期 could not leave one
}

// show looks anew, off the window's goroutine.
func (h *homeRosters) show() {
	askInBackground(h.w, &h.asked, func(ctx context.Context) (rosterState, error) {
		made, err := h.w.app.MadeRosters(ctx, rostersAtHome)
		if err != nil {
			return rosterState{}, err
		}
		_, failed, err := h.w.app.RosterFolder(ctx)
		return rosterState{made, failed}, err
	}, h.draw)
}

func (h *homeRosters) draw(s rosterState) {
	h.failed.SetSpans(kit.Span{Text: s.failed, Tone: kit.Red})
	h.failed.Hidden = s.failed == ""
	h.list.RemoveAll()
	for _, m := range s.made {
		h.list.Add(h.line(m))
	}
	h.list.Hidden = len(s.made) == 0
	h.part.Refresh()
	h.w.screens[screenHome].(*home).page.Refresh()
}

// line says of one roster whether it is still true, and makes it again.
func (h *homeRosters) line(m *app.MadeRoster) fyne.CanvasObject {
	day := m.MadeAt.Local().Format("1月2日")
	if m.MadeAt.Local().Year() != m.Now.Now.Local().Year() {
		day = m.MadeAt.Local().Format("2006年1月2日")
	}
	spans := []kit.Span{kit.Bold(m.Since.News(day))}
	if m.Unknown {
		spans = []kit.Span{kit.Bold(day + "の名簿のあと、何が変わったかは、履歴が残っていないため分かりません。")}
	} else if m.Since.Same() {
		spans = append([]kit.Span{{Text: "✓ ", Tone: kit.Green, Bold: true}}, spans...)
	}
	what := "\n" + m.Now.Title
	if form := m.Now.Form.String(); form != m.Now.Title {
		what += "（" + form + "）"
	}
	spans = append(spans, kit.Dim(what+"　"+h.whom(m)))
	row := []fyne.CanvasObject{kit.Grow(kit.NewParagraph(spans...))}
	if !m.Unknown && len(m.Since.People) > 0 {
		row = append(row, kit.NewLink("だれが変わったか", func() { h.listChanged(m, day) }))
	}
	if m.Unknown || !m.Since.Same() {
		row = append(row, kit.NewButton("作り直す", func() { h.again(m, false) }))
		if !m.Unknown && m.Now.Form != roster.Chart && m.ChangedPages().People < m.Now.People {
			row = append(row, kit.NewButton("変わった部署だけ", func() { h.again(m, true) }))
		}
	}
	return kit.Row(kit.Gap, row...)
}

// whom says whose roster it is.
func (h *homeRosters) whom(m *app.MadeRoster) string {
	of := m.Now.Of
	text := "全員"
	if of.Department != 0 && h.w.people.model != nil {
		if node := h.w.people.model.Node(of.Department); node != nil {
			text = node.Name
			if of.Below {
				text += "と、その下の部署"
			}
		} else {
			text = "いまはない部署"
		}
	}
	if of.Filter != browse.FilterAll {
		text += "・「" + of.Filter.String() + "」の人"
	}
	if of.Check != "" {
		text += "・点検「" + message.Check(of.Check).Name + "」の人"
		if of.Accepted {
			text += "（「問題なし」も）"
		}
	}
	if of.Search != "" {
		text += "・「" + of.Search + "」の検索結果"
	}
	return text + "　" + m.Now.Counted()
}

// again makes a roster with the choices of one that was made: where that one is, if it is
// a file. Changed pages go beside it.
func (h *homeRosters) again(m *app.MadeRoster, changed bool) {
	name, path := m.Now.Title+app.HTMLExtension, m.Path
	make := func(ctx context.Context) (*app.Roster, error) { return h.w.app.MakeRoster(ctx, m.Now.Choices) }
	if changed {
		name, path = m.Now.Title+"（変わった部署）"+app.HTMLExtension, ""
		make = func(context.Context) (*app.Roster, error) { return m.ChangedPages(), nil }
	}
	h.w.saveRoster(name, path, bookWarning(path, m.Now.Of), make, nil)
}

// listChanged lists who has changed since a roster was made.
func (h *homeRosters) listChanged(m *app.MadeRoster, day string) {
	told := func(d *roster.Differs) (name, what kit.Cell) {
		name.Text, what.Text = d.Told()
		return name, what
	}
	columns := kit.Columns[roster.Differs]{
		{kit.GridColumn{Title: "名前", Width: 200, Min: 120, Weight: 1}, func(d *roster.Differs) kit.Cell { name, _ := told(d); return name }},
		{kit.GridColumn{Title: "変わったこと", Width: 300, Min: 120, Weight: 2}, func(d *roster.Differs) kit.Cell { _, what := told(d); return what }},
	}
	grid := columns.Grid("").Single()
	grid.SetRows(columns.Rows(m.Since.People, func(d *roster.Differs) int64 { return d.User.ID }))
	var d *kit.Dialog
	grid.OnOpen = func(row int, _ int64) {
		if p := m.Since.People[row]; p.What != roster.Left {
			d.Close()
			h.w.goTo(directory.KindUser, p.User.ID)
		}
	}
	d = kit.NewReadDialog(h.w.layers, day+"の名簿のあとに変わった人", kit.Height(320, kit.NewFrame(grid)),
		kit.NewButton("コピー", func() { h.w.copyText(grid.Text(), "変わった人の一覧をコピーしました。") })).Wide(640)
	d.Show(grid.Focusable())
}

package views

import (
	"context"
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// home is the screen ホーム: whether the list is good enough for tonight.
type home struct {
	w      *window
	page   *fyne.Container
	scroll fyne.CanvasObject

	first *fyne.Container // before there is a directory
	begin *kit.Button     // what is to be done then
	whole *fyne.Container // and since

	now      *kit.Card
	nowText  *kit.Paragraph
	act      *kit.Button
	advice   advice
	figures  []*figure
	checks   []*checkRow
	fine     *kit.Paragraph // the checks that found nothing
	chart    *kit.Chart
	drawn    *kit.Card // around the chart
	points   []browse.Point
	rosters  *homeRosters
	reports  *homeReports
	newer    *newRelease
	numbered int // numbers the states: the newest one's numbers are shown
}

// figure is one of the numbers that people know the list by, and leads to its list.
type figure struct {
	key   string // as the history has it
	count *kit.Text
	spark *kit.Spark
}

// checkRow is what one check of 点検 found, and leads to its list.
type checkRow struct {
	check directory.Check
	tile  *kit.Tile
	count *kit.Text
	spark *kit.Spark
	trend *fyne.Container // around the spark; all rows have one, or none has
}

// counted is what ホーム shows of a state: how each number stands and went, and the chart.
type counted struct {
	numbers map[string]int
	trends  map[string][]int
	points  []browse.Point
}

// How much of the history is drawn.
const (
	sparkPoints = 40
	chartPoints = 120
)

func newHome(w *window) *home {
	h := &home{w: w}
	h.nowText = kit.NewParagraph()
	h.act = kit.NewPrimaryButton("", func() { h.w.follow(h.advice) })
	h.now = kit.NewCard(kit.Quiet, kit.Wrap(kit.Gap, kit.Grow(kit.Width(280, h.nowText)), h.act))
	var figures []fyne.CanvasObject
	for _, f := range []struct {
		key, name string
		open      func()
	}{
		{"users", "ユーザー", func() { h.w.list(browse.Query{Node: browse.AllUsers}) }},
		{"departments", "部署", func() { h.w.listDepartments() }},
		{"suspended", "停止中", func() { h.w.list(browse.Query{Node: browse.AllUsers, Filter: browse.FilterSuspended}) }},
		{"unassigned", "未所属", func() { h.w.list(browse.Query{Node: browse.Unassigned}) }},
		{"local", "このアプリのみ", func() { h.w.list(browse.Query{Node: browse.AllUsers, Filter: browse.FilterLocal}) }},
		{"former_link", "以前の連携先", func() { h.w.list(browse.Query{Node: browse.AllUsers, Filter: browse.FilterFormer}) }},
	} {
		made := &figure{key: f.key, count: kit.NewText(kit.Span{Bold: true, Size: 20}).Cut(), spark: kit.NewSpark(nil)}
		h.figures = append(h.figures, made)
		tile := kit.NewTile(f.name, kit.Column(2,
			kit.NewText(kit.Span{Text: f.name, Tone: kit.Muted, Size: 12}).Cut(), made.count, made.spark), f.open)
		figures = append(figures, kit.Grow(kit.Width(figureWidth, tile)))
	}
	h.fine = kit.NewParagraph()
	checks := []fyne.CanvasObject{kit.Pad(0, 12, 6, 12, kit.NewParagraph(
		kit.Bold("点検"), kit.Plain("　今夜、全員に連絡できる一覧かどうかを確かめます。"), kit.Dim("\n"+message.MendUsual)))}
	for _, c := range directory.Checks() {
		made := newCheckRow(c, func() { h.w.list(browse.Query{Node: browse.AllUsers, Check: c}) })
		h.checks = append(h.checks, made)
		checks = append(checks, made.tile)
	}
	checks = append(checks, kit.Pad(4, 12, 0, 12, h.fine))
	h.chart = kit.NewChart(chartNames)
	h.chart.OnOpen = func(point int) {
		h.w.onNavigated(screenHistory)
		h.w.history.open(h.points[point].ImportID)
	}
	h.drawn = kit.NewCard(kit.Quiet, kit.Column(kit.Gap, kit.NewText(kit.Bold("ユーザーと部署の推移")), h.chart))
	h.rosters = newHomeRosters(w)
	h.reports = newHomeReports(w)
	h.newer = newNewRelease(w)
	h.begin = kit.NewPrimaryButton("cybozu.comに接続する", func() { h.w.onNavigated(screenConnect) })
	h.first = firstSteps(w, h.begin)
	h.whole = kit.Column(12,
		h.now,
		h.reports.card,
		kit.Wrap(kit.Gap, figures...),
		kit.NewCard(kit.Quiet, kit.Column(0, checks...)),
		h.drawn,
		h.rosters.part,
	)
	h.first.Hide()
	h.whole.Hide()
	h.page = kit.Page(kit.Heading("ホーム", "", ""), h.newer.card, h.first, h.whole)
	h.scroll = kit.Scroll(h.page)
	return h
}

const (
	figureWidth = 110 // at least; all are equally wide
	nameWidth   = 178 // has room for the longest name of a check
	sparkWidth  = 72
	leastTold   = 240 // what a check is for needs beside its name; with less it stands below
)

func newCheckRow(c directory.Check, open func()) *checkRow {
	r := &checkRow{check: c, count: kit.NewText(kit.Bold("")).Right(), spark: kit.NewSpark(nil)}
	text := message.Check(c)
	name := kit.NewText(kit.Span{Text: text.Name, Bold: true, Tone: kit.Blue}).Cut()
	told := kit.NewParagraph(kit.Plain(text.Meaning + text.Why))
	if text.Mend != message.MendUsual { // which the head of the list says once
		told.SetSpans(kit.Plain(text.Meaning+text.Why+"\n"), kit.Span{Text: text.Mend, Tone: kit.Muted, Size: 12})
	}
	r.trend = kit.Width(sparkWidth, r.spark)
	r.tile = kit.NewTile(text.Name, kit.Beside(14, 60+sparkWidth+nameWidth+2*14,
		kit.Row(14, kit.Width(60, r.count), r.trend, kit.Width(nameWidth, name)), kit.Width(leastTold, told)), open).Flat()
	return r
}

func (h *home) name() string               { return "ホーム" }
func (h *home) content() fyne.CanvasObject { return h.scroll }
func (h *home) layer() kit.Layer           { return kit.Layer{} }

func (h *home) entered() {
	switch {
	case h.whole.Visible():
		h.w.win.Canvas().Focus(h.act)
	case h.first.Visible():
		h.w.win.Canvas().Focus(h.begin)
	}
}

// show takes another state of the directory. Its numbers come a moment later: counting
// takes a while where many people are.
func (h *home) show(s *state) {
	empty := isEmpty(s.directory)
	begins := h.whole.Hidden && !empty
	h.first.Hidden, h.whole.Hidden = !empty, empty
	if begins && h.w.current() == screen(h) && !h.w.layers.Busy() {
		h.entered() // there was nothing to give the keys to
	}
	h.newer.show(s.releases)
	h.showRosters()
	h.reports.show(s.unreported)
	h.numbered++
	numbered := h.numbered
	inBackground(h.w, func(context.Context) (counted, error) {
		return count(s), nil
	}, func(c counted, _ error) {
		if numbered == h.numbered {
			h.tell(s, c, time.Now())
		}
	})
}

func count(s *state) counted {
	c := counted{numbers: s.model.Numbers(), trends: map[string][]int{}}
	for name, n := range c.numbers {
		c.trends[name] = browse.Trend(s.history, name, n, sparkPoints)
	}
	c.points = browse.BuildChart(s.history, s.model.Census(), chartPoints).Points
	return c
}

// showRosters looks anew whether the rosters on paper are true.
func (h *home) showRosters() { h.rosters.show() }

func isEmpty(d *directory.Directory) bool { return len(d.Users) == 0 && len(d.Departments) <= 1 }

func (h *home) tell(s *state, c counted, now time.Time) {
	numbers := c.numbers
	h.advice = advise(s, numbers, now)
	h.now.SetMood(h.advice.mood)
	h.nowText.SetSpans(h.advice.spans...)
	h.act.SetText(h.advice.label)
	for _, f := range h.figures {
		f.count.SetText(kit.Digits(numbers[f.key]))
		f.spark.SetValues(c.trends[f.key])
	}
	var fine []string
	compared := len(c.trends["users"]) > 1
	for _, r := range h.checks {
		r.trend.Hidden = !compared
		n := numbers[string(r.check)]
		r.tile.Hidden = n == 0
		if n == 0 {
			fine = append(fine, message.Check(r.check).Name)
			continue
		}
		r.count.SetText(kit.Digits(n) + counterOf(r.check))
		r.spark.SetValues(c.trends[string(r.check)])
	}
	h.fine.SetSpans(fineSpans(fine, numbers["accepted"])...)
	// The history is a chart once there is something to compare.
	h.points = c.points
	h.drawn.Hidden = len(h.points) < 2
	h.chart.SetPoints(chartOf(h.points))
	h.page.Refresh()
}

// counterOf is what the records of a check are counted in.
func counterOf(c directory.Check) string {
	if c.Of() == directory.KindDepartment {
		return "件"
	}
	return "人"
}

// fineSpans name the checks that found nothing.
func fineSpans(names []string, accepted int) []kit.Span {
	var spans []kit.Span
	if len(names) > 0 {
		spans = append(spans, kit.Span{Text: "✓ ", Tone: kit.Green, Bold: true}, kit.Dim("該当なし："+strings.Join(names, "、")))
	}
	if accepted > 0 {
		spans = append(spans, kit.Dim(fmt.Sprintf("\n「問題なし」にした%s件は、数えていません（部署／ユーザーの「点検」で見られます）。", kit.Digits(accepted))))
	}
	return spans
}

var chartNames = [4]string{"ユーザー", "部署", "追加", "削除"}

func chartOf(points []browse.Point) []kit.ChartPoint {
	drawn := make([]kit.ChartPoint, len(points))
	for i, p := range points {
		at := p.At.Local()
		drawn[i] = kit.ChartPoint{
			X: float64(at.Unix()), Date: at.Format("2006-01-02"),
			Lines: [2]int{p.Users, p.Departments},
			Up:    p.UserChanges.Created + p.DepartmentChanges.Created, Down: p.UserChanges.Deleted + p.DepartmentChanges.Deleted,
			Told: toldOf(p, at),
		}
	}
	return drawn
}

// toldOf is what a point of the chart tells.
func toldOf(p browse.Point, at time.Time) []kit.Span {
	when := at.Format(timeFormat)
	if p.Imports > 1 {
		when += fmt.Sprintf(" までの%s回", kit.Digits(p.Imports))
	}
	spans := []kit.Span{kit.Bold(when)}
	for _, of := range []struct {
		name    string
		count   int
		changes directory.Tally
	}{{"ユーザー", p.Users, p.UserChanges}, {"部署", p.Departments, p.DepartmentChanges}} {
		text := "　" + of.name
		if of.count != browse.Unknown {
			text += " " + kit.Digits(of.count)
		}
		spans = append(spans, kit.Plain(text))
		if of.changes.Created+of.changes.Deleted > 0 {
			spans = append(spans, kit.Dim(fmt.Sprintf("（追加 %s・削除 %s）", kit.Digits(of.changes.Created), kit.Digits(of.changes.Deleted))))
		}
	}
	return spans
}

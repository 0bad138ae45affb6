package views

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/app/roster"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// rosterForm is 「名簿を作る」: the choices, and beside them the first page.
type rosterForm struct {
	w      *window
	model  *browse.Model
	past   *directory.Import // the model is of its moment; nil: of now
	dialog *kit.Dialog

	of        []rosterScope
	choices   roster.Choices // as they were last remembered, for what the form does not ask
	form      *kit.Select
	scope     *kit.Select
	fields    *kit.Grid
	up, down  *kit.Button
	suspended *kit.Check
	reading   *kit.Check
	across    *kit.Check
	apart     *kit.Check
	title     *kit.Entry
	note      *kit.TextArea
	paper     *kit.Paper
	told      *kit.Paragraph
	html      *kit.Button
	book      *kit.Button
	copy      *kit.Button

	order   []string // all fields, as the list shows them
	filling bool
	drawing bool // a page is being made
	stale   bool // what was chosen is another since it was begun
}

// rosterScope is one of those whom a roster can be of.
type rosterScope struct {
	name string
	of   roster.Of
}

// openRoster asks what roster is to be made, of one of some people or of everybody.
func (w *window) openRoster(of ...rosterScope) {
	if w.current() != screen(w.people) {
		w.people.leavePast()
	}
	if w.people.model == nil {
		return
	}
	tryInBackground(w, w.app.RosterChoices, func(c roster.Choices) {
		newRosterForm(w, c, append(of, rosterScope{name: "全員"})).show()
	})
}

func newRosterForm(w *window, c roster.Choices, of []rosterScope) *rosterForm {
	f := &rosterForm{w: w, model: w.people.model, past: w.people.past.line, of: of, choices: c, filling: true}
	var forms, scopes []string
	for _, form := range roster.Forms() {
		forms = append(forms, form.String())
	}
	for _, s := range of {
		scopes = append(scopes, s.name)
	}
	f.form = kit.NewSelect(forms, func(int) { f.arrange(); f.arm(); f.draw() })
	f.scope = kit.NewSelect(scopes, func(int) { f.draw() })
	f.fields = kit.NewGrid([]kit.GridColumn{{Title: "載せる項目（上から順に）", Width: 200, Weight: 1}}, "").Checklist()
	f.fields.OnSelect = func() { f.arm(); f.draw() }
	f.up = kit.NewButton("↑", func() { f.shift(-1) })
	f.down = kit.NewButton("↓", func() { f.shift(1) })
	redraw := func(bool) { f.draw() }
	f.suspended = kit.NewCheck("停止中のユーザーも載せる", redraw)
	f.reading = kit.NewCheck("よみの順に並べる", redraw).Aside("（付けないと、並び順、よみの順）")
	f.across = kit.NewCheck("用紙を横向きにする", redraw)
	f.apart = kit.NewCheck("部署ごとにページを分ける", redraw)
	f.title = kit.NewEntry("緊急連絡先名簿", func(string) { f.draw() })
	f.note = kit.NewTextArea("集合場所、災害用伝言ダイヤル（171）の使い方など", 3, func(string) { f.draw() })
	f.paper = kit.NewPaper()
	f.told = kit.NewParagraph(kit.Bold("1ページ目の見本")) // with its height from the start
	f.html = kit.NewPrimaryButton("印刷用に保存（HTML）", func() { f.save(app.HTMLExtension) })
	f.book = kit.NewButton("Excelで保存", func() { f.save(app.XLSXExtension) })
	f.copy = kit.NewButton("コピー", f.onCopy)
	for _, name := range c.Fields {
		if slices.Contains(roster.FieldNames(f.model.Directory().Options), name) {
			f.order = append(f.order, name)
		}
	}
	for _, name := range roster.FieldNames(f.model.Directory().Options) {
		if !slices.Contains(f.order, name) {
			f.order = append(f.order, name)
		}
	}
	f.order = slices.DeleteFunc(f.order, f.model.Directory().Options.Leaves)
	f.fill(c)
	left := kit.Column(kit.Gap,
		kit.Form(
			kit.NewField("形式", f.form),
			kit.NewField("だれの", f.scope),
			kit.NewField("題名", f.title),
			kit.NewField("メモ", f.note),
		),
		kit.Row(kit.Gap, kit.Grow(kit.Height(150, kit.NewFrame(f.fields))), kit.Column(4, f.up, f.down)),
		f.suspended, f.reading, f.across, f.apart,
	)
	f.dialog = kit.NewDialog(w.layers, "名簿を作る",
		kit.Beside(18, 430, left, kit.Column(kit.Gap, f.told, kit.Grow(kit.Height(330, f.paper)))),
		kit.NewButton("やめる", f.leave), kit.Space(), f.copy, f.book, f.html).Wide(900)
	f.dialog.Confirm, f.dialog.Cancel = func() { f.save(app.HTMLExtension) }, f.leave
	return f
}

func (f *rosterForm) show() {
	f.filling = false
	f.arrange()
	f.arm()
	f.dialog.Show(f.form)
	f.draw()
}

func (f *rosterForm) fill(c roster.Choices) {
	f.form.Choose(max(slices.Index(roster.Forms(), c.Form), 0))
	f.fields.SetRows(rosterFields(f.order))
	f.fields.SetChecked(f.keysOf(c.Fields))
	f.suspended.SetChecked(c.Suspended)
	f.reading.SetChecked(c.ByReading)
	f.across.SetChecked(c.Across)
	f.apart.SetChecked(c.Apart)
	f.title.SetText(c.Title)
	f.note.SetText(c.Note)
}

// rosterFields are the fields as the list shows them. A field's key is its place among
// directory.UserFields.
type rosterFields []string

func (r rosterFields) Len() int { return len(r) }
func (r rosterFields) Key(row int) int64 {
	return int64(slices.IndexFunc(directory.UserFields, func(f directory.Field[directory.User]) bool { return f.Name == r[row] }))
}
func (r rosterFields) Cell(row, _ int) kit.Cell { return kit.Cell{Text: roster.Label(r[row])} }

func (f *rosterForm) keysOf(fields []string) (keys []int64) {
	for i, name := range f.order {
		if slices.Contains(fields, name) {
			keys = append(keys, rosterFields(f.order).Key(i))
		}
	}
	return keys
}

// shift moves the field with the cursor up or down.
func (f *rosterForm) shift(by int) {
	key, ok := f.fields.Current()
	at := 0
	for at < len(f.order) && rosterFields(f.order).Key(at) != key {
		at++
	}
	if !ok || at == len(f.order) || at+by < 0 || at+by >= len(f.order) {
		return
	}
	f.order = slices.Clone(f.order) // the list still has the old one, and finds its cursor by it
	f.order[at], f.order[at+by] = f.order[at+by], f.order[at]
	f.fields.SetRows(rosterFields(f.order))
	f.draw()
}

// chosen are the choices as the form has them.
func (f *rosterForm) chosen() roster.Choices {
	c := f.choices
	c.Form = roster.Forms()[f.form.Chosen()]
	c.Of = f.of[f.scope.Chosen()].of
	c.Suspended, c.ByReading, c.Across, c.Apart = f.suspended.Checked(), f.reading.Checked(), f.across.Checked(), f.apart.Checked()
	c.Title, c.Note = strings.TrimSpace(f.title.Text), strings.TrimSpace(f.note.Text())
	if c.Title == "" {
		c.Title = c.Form.String()
	}
	c.Fields = nil
	ticked := f.fields.Checked()
	for i, name := range f.order {
		if slices.Contains(ticked, rosterFields(f.order).Key(i)) {
			c.Fields = append(c.Fields, name)
		}
	}
	return c
}

// arrange offers what the form can have.
func (f *rosterForm) arrange() {
	form := roster.Forms()[f.form.Chosen()]
	f.across.SetEnabled(form == roster.ByDepartment || form == roster.Calls)
	f.apart.SetEnabled(form == roster.ByDepartment)
	f.suspended.SetEnabled(form != roster.Chart)
	f.reading.SetEnabled(form != roster.Chart)
}

// arm lets a roster be made where it has anything to show.
func (f *rosterForm) arm() {
	why := ""
	if c := f.chosen(); len(c.Fields) == 0 && c.Form == roster.ByDepartment {
		why = "載せる項目を選ぶと使えます。"
	}
	for _, b := range []*kit.Button{f.html, f.book, f.copy} {
		b.Off(why)
	}
}

// draw shows the first page, off the window's goroutine.
func (f *rosterForm) draw() {
	if f.filling {
		return
	}
	if f.stale = f.drawing; f.stale { // one at a time, however fast somebody types
		return
	}
	f.drawing = true
	c, model, past := f.chosen(), f.model, f.past
	inBackground(f.w, func(ctx context.Context) (*roster.Roster, error) {
		if past != nil {
			return app.MakePastRoster(model, past.FinishedAt, c).Roster, nil
		}
		source, err := f.w.app.RosterSource(ctx, model.Directory())
		return roster.Build(model, c, source), err
	}, func(r *roster.Roster, err error) {
		f.drawing = false
		if f.stale {
			f.draw()
			return
		}
		if err != nil {
			f.w.fail(err)
			return
		}
		page := r.FirstPage()
		marks := make([]kit.PaperMark, len(page.Marks))
		for i, m := range page.Marks {
			marks[i] = kit.PaperMark{X: float32(m.X), Y: float32(m.Y), W: float32(m.W), H: float32(m.H), Text: m.Text, Size: float32(m.Size), Bold: m.Bold, Filled: m.Filled}
		}
		f.paper.SetMarks(float32(page.W), float32(page.H), marks)
		f.told.SetSpans(kit.Bold("1ページ目の見本"), kit.Dim("　"+r.Counted()))
	})
}

// leave remembers what was chosen, so that it need not be typed again.
func (f *rosterForm) leave() {
	f.dialog.Close()
	f.remember()
}

func (f *rosterForm) remember() {
	c := f.chosen()
	f.w.try(func(ctx context.Context) error { return f.w.app.SetRosterChoices(context.WithoutCancel(ctx), c) }, nil)
}

func (f *rosterForm) save(kind string) {
	if f.html.Disabled() {
		return
	}
	f.remember()
	c := f.chosen()
	name := c.Title
	if f.past != nil {
		name += "_" + f.past.FinishedAt.Local().Format(time.DateOnly)
	}
	f.w.saveRoster(name+kind, "", bookWarning(name+kind, c.Of), func(ctx context.Context) (*app.Roster, error) { return f.make(ctx, c) }, f.dialog.Close)
}

// make makes what was chosen, of now or of the moment that the screen shows.
func (f *rosterForm) make(ctx context.Context, c roster.Choices) (*app.Roster, error) {
	if f.past != nil {
		return app.MakePastRoster(f.model, f.past.FinishedAt, c), nil
	}
	return f.w.app.MakeRoster(ctx, c)
}

// bookWarning is what is said too where a file is to be a workbook with the whole directory.
func bookWarning(name string, of roster.Of) string {
	if strings.EqualFold(filepath.Ext(name), app.XLSXExtension) && of.Whole() {
		return message.RosterBookWarning
	}
	return ""
}

// saveRoster warns, asks for a file unless one is known, and writes a roster. warning is
// said too; done may be nil.
func (w *window) saveRoster(name, path, warning string, make func(context.Context) (*app.Roster, error), done func()) {
	write := func(path string) {
		w.try(func(ctx context.Context) error {
			r, err := make(ctx)
			if err == nil {
				err = w.app.WriteRoster(ctx, r, path)
			}
			return err
		}, func() {
			if done != nil {
				done()
			}
			w.screens[screenHome].(*home).showRosters()
			w.tellRoster(path)
		})
	}
	text := message.RosterWarning + warning
	if path != "" {
		text = path + "\n\n" + text // it is written over
	}
	w.layers.Ask(kit.Question{Title: "名簿を保存しますか？", Text: text, Yes: "保存する", Do: func() {
		if path != "" {
			write(path)
			return
		}
		w.savePath(fileName(name), write)
	}})
}

// fileName is a text as the name of a file, without what systems do not take.
func fileName(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`<>:"/\|?*`, r) {
			return '_'
		}
		return r
	}, text)
}

// tellRoster says where a roster is, and opens it to be printed.
func (w *window) tellRoster(path string) {
	if strings.EqualFold(filepath.Ext(path), app.XLSXExtension) {
		w.layers.Tell("名簿を保存しました", path)
		return
	}
	w.layers.Ask(kit.Question{
		Title: "名簿を保存しました", Text: path + "\n\nブラウザーで開くと、印刷やPDFでの保存ができます（用紙はA4、倍率は100%）。",
		Yes: "ブラウザーで開く", No: "閉じる", Do: func() { w.openPath(path) },
	})
}

// openPath opens a file with the program that the system has for it.
func (w *window) openPath(path string) {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/…
	}
	if err := w.fyne.OpenURL(&url.URL{Scheme: "file", Path: slashed}); err != nil {
		w.fail(err)
	}
}

func (f *rosterForm) onCopy() {
	f.remember()
	c := f.chosen()
	type copied struct {
		text   string
		people int
	}
	tryInBackground(f.w, func(ctx context.Context) (copied, error) {
		r, err := f.make(ctx, c)
		if err == nil {
			err = f.w.app.RememberRoster(ctx, r, "")
		}
		if err != nil {
			return copied{}, err
		}
		return copied{r.Text(), r.People}, nil
	}, func(r copied) {
		f.w.copyText(r.text, fmt.Sprintf("名簿（%s人）をコピーしました。", kit.Digits(r.people)))
		f.w.screens[screenHome].(*home).showRosters()
		f.dialog.Close()
	})
}

// onRoster makes a roster of what is selected.
func (p *people) onRoster() { p.w.openRoster(p.rosterScopes()...) }

// onRoster makes one of what is selected on 部署／ユーザー, from elsewhere of everybody.
func (w *window) onRoster() {
	if w.current() == screen(w.people) {
		w.people.onRoster()
		return
	}
	w.openRoster()
}

// rosterScopes are those whom the screen shows: the search's result, the department, and
// all below it. Who is held is in no roster (U14).
func (p *people) rosterScopes() (all []rosterScope) {
	if p.atHeld() {
		return nil
	}
	q, d := p.query, p.department()
	here := roster.Of{Department: q.Node, Below: q.Below}
	if q.Node == browse.AllUsers {
		here = roster.Of{}
	}
	if q.Search != "" || q.Filter != browse.FilterAll || q.Check != "" {
		of := here
		of.Search, of.Filter, of.Check, of.Accepted = q.Search, q.Filter, q.Check, q.Accepted
		name := "いま一覧にある人"
		if q.Search != "" {
			name += "（「" + q.Search + "」の検索結果）"
		}
		all = append(all, rosterScope{name, of})
	}
	switch {
	case d != nil && d.ID != directory.RootID:
		below := rosterScope{d.Name + "と、その下の部署", roster.Of{Department: d.ID, Below: true}}
		only := rosterScope{d.Name + "だけ", roster.Of{Department: d.ID}}
		if node := p.model.Node(d.ID); node.Below() == 0 {
			all = append(all, only)
		} else if q.Below {
			all = append(all, below, only)
		} else {
			all = append(all, only, below)
		}
	case q.Node == browse.Unassigned:
		all = append(all, rosterScope{"未所属ユーザー", roster.Of{Department: browse.Unassigned}})
	}
	return all
}

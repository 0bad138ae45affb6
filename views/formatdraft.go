package views

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"anpisync/app"
	"anpisync/app/format"
	"anpisync/app/message"
	"anpisync/views/kit"
)

// formatDraft is the dialog that lists what would be handed over to a service, and then has
// the file saved.
type formatDraft struct {
	w    *window
	s    *app.SavedFormat
	skip map[int64]bool // whom a person has taken out

	draft   *app.FormatDraft // nil: not made yet
	shown   []format.Entry
	drawing bool // a draft is being made
	stale   bool // what was chosen is another since it was begun

	dialog   *kit.Dialog
	scope    *kit.Radio
	password *kit.Field
	told     *kit.Paragraph
	warned   *kit.Paragraph
	warning  *kit.Card
	filters  *kit.Filters
	grid     *kit.Grid
	geta     *kit.Check
	leaveOut *kit.Check
	out      *kit.Button
	back     *kit.Button
	yes      *kit.Button
}

// The choices of whom a file is of.
const (
	draftDifference = iota
	draftEverybody
)

// draftFilters are the tags above the list, in their order; the first is all.
var draftFilters = []struct {
	name  string
	shade kit.Shade
	has   func(*format.Entry) bool
}{
	{"すべて", kit.Gray, func(*format.Entry) bool { return true }},
	{"新しい", kit.GreenShade, func(e *format.Entry) bool { return e.Change == format.New }},
	{"変わった", kit.BlueShade, func(e *format.Entry) bool { return e.Change == format.Changed }},
	{"いなくなった", kit.RedShade, func(e *format.Entry) bool { return e.Change == format.Leaves }},
	{"問題あり", kit.YellowShade, func(e *format.Entry) bool { return len(e.Problems) > 0 }},
}

// openFormatDraft shows what would be handed over in a format.
func (w *window) openFormatDraft(s *app.SavedFormat) {
	f := newFormatDraft(w, s)
	f.dialog.Show(f.scope)
	f.again()
}

func newFormatDraft(w *window, s *app.SavedFormat) *formatDraft {
	f := &formatDraft{w: w, s: s, skip: map[int64]bool{}, told: kit.NewParagraph(kit.Dim("確かめています。")), warned: kit.NewParagraph()}
	f.scope = kit.NewRadio([]string{"変わった" + f.person() + "だけ", f.of("全員", "すべて")}, func(int) { f.again() })
	if s.Records == 0 || s.Format.Whole {
		f.scope.Choose(draftEverybody)
	}
	f.scope.SetEnabled(!s.Format.Whole)
	scope := kit.NewField(f.of("だれを", "どの部署を"), f.scope)
	switch {
	case s.Format.Whole:
		scope.Hint("全体を置き換えるサービスのため、いつも" + f.of("全員", "すべての部署") + "のファイルになります。")
	case s.Records == 0:
		scope.Hint("このサービスに" + f.of("だれがいる", "どの部署がある") + "かは、まだ分かりません。サービスから書き出したファイルを先に「この書式で読み込む」と、変わった" + f.person() + "だけを書き出せます。")
	}
	f.password = kit.NewField("新しい人の初期パスワード", kit.NewPasswordEntry("", func(text string) {
		f.password.SetError(optionalPasswordProblem(text))
		f.again()
	})).Hint("保存しません。")
	fields := []*kit.Field{scope}
	if s.Format.Has(format.Password) {
		fields = append(fields, f.password)
	}
	f.warning = kit.NewCard(kit.Warning, f.warned)
	f.warning.Hide()
	f.filters = kit.NewFilters(f.tags(format.Counts{}), func(int) { f.list() })
	f.grid = f.columns().Grid("")
	f.grid.OnSelect = f.arm
	f.grid.OnCopied = w.tellCopied
	f.grid.OnOpen = func(int, int64) { f.skipSelected(f.back.Disabled()) }
	f.geta = kit.NewCheck("表せない文字を「〓」にして書き出す", func(bool) { f.again() })
	f.leaveOut = kit.NewCheck("問題のある"+f.person()+"は書き出さない（サービスの内容のまま）", func(bool) { f.again() })
	f.geta.Hide()
	f.leaveOut.Hide()
	f.out = kit.NewButton("選んだ"+f.person()+"を除く", func() { f.skipSelected(true) })
	f.back = kit.NewButton("除くのをやめる", func() { f.skipSelected(false) })
	f.yes = kit.NewPrimaryButton("ファイルに保存", f.save)
	undo := kit.NewLink("前回の書き出しを取り消す", f.onTakeBack)
	undo.Hidden = s.Written.IsZero()
	f.dialog = kit.NewDialog(w.layers, "「"+s.Format.Name+"」の書式で書き出す", kit.Column(kit.Gap,
		kit.Form(fields...), f.told, f.warning, f.geta, f.leaveOut, kit.Wrap(kit.Gap, f.filters, kit.Space(), f.out, f.back), kit.Grow(kit.Height(170, kit.NewFrame(f.grid)))),
		undo, kit.NewButton("やめる", func() { f.dialog.Close() }), f.yes).Wide(1000).Tall()
	f.dialog.Confirm = f.save
	f.arm()
	return f
}

// columns are those of the list.
func (f *formatDraft) columns() kit.Columns[format.Entry] {
	return kit.Columns[format.Entry]{
		{kit.GridColumn{Title: "変更", Width: 110}, f.change},
		{kit.GridColumn{Title: "名前", Width: 170, Min: 90, Weight: 1}, func(e *format.Entry) kit.Cell { return kit.Cell{Text: e.Name} }},
		{kit.GridColumn{Title: f.s.Format.Label(f.s.Format.Key), Width: 140, Min: 80}, func(e *format.Entry) kit.Cell { return kit.Cell{Text: e.Key} }},
		{kit.GridColumn{Title: "内容", Width: 420, Min: 150, Weight: 3}, f.what},
	}
}

// change is the tag of what happens to a record at the service.
func (f *formatDraft) change(e *format.Entry) kit.Cell {
	switch {
	case f.skip[e.ID]:
		return kit.Cell{Tags: []kit.Tag{{Text: "除く", Tip: "ファイルに入れません。サービスの内容はそのままです。"}}}
	case e.Change == format.Same:
		return kit.Cell{Text: "同じ", Tone: kit.Muted}
	}
	for _, filter := range draftFilters[1:4] {
		if filter.has(e) {
			return kit.Cell{Tags: []kit.Tag{{Text: filter.name, Shade: filter.shade}}}
		}
	}
	return kit.Cell{}
}

// what says what is wrong with a record, or what changes of it.
func (f *formatDraft) what(e *format.Entry) kit.Cell {
	if len(e.Problems) > 0 {
		var texts []string
		for _, p := range e.Problems {
			texts = append(texts, message.FormatProblem(p))
		}
		return kit.Cell{Text: strings.Join(texts, " "), Tone: kit.Red}
	}
	if e.Change != format.Changed || e.Before == nil {
		return kit.Cell{}
	}
	var texts []string
	for _, at := range e.Differ {
		texts = append(texts, f.s.Format.Label(at)+"："+orEmpty(e.Before, at)+" → "+orEmpty(e.Cells, at))
	}
	return kit.Cell{Text: strings.Join(texts, "、")}
}

// orEmpty is a cell as a person reads it.
func orEmpty(cells []string, at int) string {
	if at >= len(cells) || cells[at] == "" {
		return "（空）"
	}
	return cells[at]
}

func (f *formatDraft) tags(c format.Counts) []kit.Tag {
	numbers := []int{c.New + c.Changed + c.Leave + c.Same, c.New, c.Changed, c.Leave, c.Problems}
	tags := make([]kit.Tag, len(draftFilters))
	for i, filter := range draftFilters {
		tags[i] = kit.Tag{Text: filter.name + " " + kit.Digits(numbers[i]), Shade: filter.shade}
	}
	return tags
}

// options are the choices as the dialog has them.
func (f *formatDraft) options() format.Options {
	o := format.Options{
		Difference: f.scope.Chosen() == draftDifference, Replace: f.geta.Checked(), LeaveOut: f.leaveOut.Checked(), Skip: map[int64]bool{},
	}
	for id := range f.skip {
		o.Skip[id] = true
	}
	if f.s.Format.Has(format.Password) && f.password.Error() == "" {
		o.Password = f.password.Text()
	}
	return o
}

// again makes the draft anew, off the window's goroutine, and one at a time.
func (f *formatDraft) again() {
	if f.grid == nil {
		return // the dialog is being made
	}
	if f.stale = f.drawing; f.stale {
		return
	}
	f.drawing = true
	f.arm()
	o := f.options()
	inBackground(f.w, func(ctx context.Context) (*app.FormatDraft, error) {
		return f.w.app.DraftFormat(ctx, f.s, o)
	}, func(d *app.FormatDraft, err error) {
		f.drawing = false
		switch {
		case f.stale:
			f.again()
			return
		case !f.dialog.Open():
			return
		case err != nil:
			f.w.fail(err)
			return
		}
		f.draft = d
		f.tell()
		f.list()
		f.arm()
	})
}

// tell says what will be in the file, and what a person must know before.
func (f *formatDraft) tell() {
	c := f.draft.Counts()
	spans := []kit.Span{kit.Bold(fmt.Sprintf("ファイルに入るのは%s%sです。", kit.Digits(c.Written), f.unit())),
		kit.Plain(fmt.Sprintf("新しい%s %s、変わった%s %s、いなくなった%s %s、変わらない%s %s。",
			f.person(), kit.Digits(c.New), f.person(), kit.Digits(c.Changed), f.person(), kit.Digits(c.Leave), f.person(), kit.Digits(c.Same)))}
	if used := formatUsed(f.s); used != "" {
		spans = append(spans, kit.Dim("　前回："+used))
	}
	f.told.SetSpans(spans...)
	warnings := message.FormatWarnings(f.draft.Draft)
	f.warned.SetSpans(kit.Plain(strings.Join(warnings, "\n")))
	f.warning.Hidden = len(warnings) == 0
	problems := f.draft.Problems()
	f.geta.Hidden = !f.geta.Checked() && !slices.ContainsFunc(problems, func(p format.Problem) bool { return p.Geta })
	f.leaveOut.Hidden = !f.leaveOut.Checked() && len(problems) == 0
	f.filters.SetTags(f.tags(c))
	f.warning.Refresh()
	f.geta.Refresh()
}

// unit and person are how records are counted and called.
func (f *formatDraft) unit() string   { return f.of("人", "件") }
func (f *formatDraft) person() string { return f.of("人", "部署") }

// of is what is said of people, or of departments.
func (f *formatDraft) of(people, departments string) string {
	return message.FormatSaid(f.s.Format.Kind, people, departments)
}

// list shows the entries of the kind that is chosen, problems first.
func (f *formatDraft) list() {
	if f.draft == nil {
		return
	}
	has := draftFilters[f.filters.Chosen()].has
	f.shown = nil
	for i := range f.draft.Entries {
		if e := &f.draft.Entries[i]; has(e) {
			f.shown = append(f.shown, *e)
		}
	}
	slices.SortStableFunc(f.shown, func(a, b format.Entry) int { return draftRank(&a) - draftRank(&b) })
	f.grid.SetRows(f.columns().Rows(f.shown, nil))
	f.grid.SetEmpty(f.of("変わった人はいません", "変わった部署はありません"))
	f.arm()
}

// draftRank puts what a person has to read before what stays as it is.
func draftRank(e *format.Entry) int {
	for i, change := range []format.Change{format.New, format.Changed, format.Leaves} {
		switch {
		case len(e.Problems) > 0:
			return 0
		case e.Change == change:
			return 1 + i
		}
	}
	return 4
}

// selected are the entries that are selected. One person can have two: under the key that
// the service knows, and under another.
func (f *formatDraft) selected() (all []*format.Entry) {
	for _, at := range f.grid.Selected() {
		if int(at) < len(f.shown) {
			all = append(all, &f.shown[at])
		}
	}
	return all
}

// open says whether there are problems that nobody has answered.
func (f *formatDraft) open() bool {
	return !f.leaveOut.Checked() && slices.ContainsFunc(f.draft.Entries, func(e format.Entry) bool {
		return len(e.Problems) > 0 && !f.skip[e.ID]
	})
}

// skipSelected takes the selected people out of the file, or back into it.
func (f *formatDraft) skipSelected(skip bool) {
	for _, e := range f.selected() {
		delete(f.skip, e.ID)
		if skip {
			f.skip[e.ID] = true
		}
	}
	f.again()
}

// arm lets the file be saved where there is something in it that can be handed over.
func (f *formatDraft) arm() {
	why := ""
	switch {
	case f.draft == nil || f.drawing:
		why = "確かめています。"
	case f.password.Error() != "":
		why = f.password.Error()
	case f.open():
		why = f.of("問題のある人がいます。", "問題のある部署があります。") + "問題を直すか、書き出さないことにすると使えます。"
	case f.draft.Counts().Written == 0 && !f.s.Format.Whole:
		why = f.of("前回から変わった人がいません。", "前回から変わった部署がありません。")
	}
	f.yes.Off(why)
	f.out.Off("除く" + f.person() + "を選ぶと使えます。")
	f.back.Off("除いた" + f.person() + "を選ぶと使えます。")
	for _, e := range f.selected() {
		if f.skip[e.ID] {
			f.back.Off("")
		} else {
			f.out.Off("")
		}
	}
}

// save asks where, and writes the file.
func (f *formatDraft) save() {
	if f.yes.Disabled() {
		return
	}
	d := f.draft
	f.w.savePath(app.FormatFileName(f.s.Format, d.Options.Difference && !f.s.Format.Whole), func(path string) {
		f.w.try(func(ctx context.Context) error { return f.w.app.WriteFormat(ctx, d, path) }, func() {
			f.dialog.Close()
			f.w.csv.formats.show()
			f.w.said.note(f.done(d.Counts(), path))
		})
	})
}

// done says in a line what was written.
func (f *formatDraft) done(c format.Counts, path string) string {
	return fmt.Sprintf("「%s」の書式で、%s%sを %s に書き出しました（新しい%s %s、変わった%s %s、いなくなった%s %s）。",
		f.s.Format.Name, kit.Digits(c.Written), f.unit(), filepath.Base(path),
		f.person(), kit.Digits(c.New), f.person(), kit.Digits(c.Changed), f.person(), kit.Digits(c.Leave))
}

// onTakeBack forgets the last file, which the service did not take.
func (f *formatDraft) onTakeBack() {
	f.w.layers.Ask(kit.Question{
		Title: "前回の書き出しを取り消しますか？", Yes: "取り消す",
		Text: "前回のファイルをサービスに読み込めなかったときは、取り消すと、その前から変わった人を書き出せます。保存したファイルは消えません。",
		Do: func() {
			tryInBackground(f.w, func(ctx context.Context) (*app.SavedFormat, error) {
				taken, err := f.w.app.TakeBackFormat(ctx, f.s.ID)
				if err != nil || !taken {
					return nil, err
				}
				return f.w.app.Format(ctx, f.s.Format.Name)
			}, func(s *app.SavedFormat) {
				if s == nil {
					f.w.layers.Tell("取り消せる書き出しがありません", "前回の書き出しのあとに、サービスのファイルを読み込んでいます。")
					return
				}
				f.dialog.Close()
				f.w.csv.formats.show()
				f.w.openFormatDraft(s)
			})
		},
	})
}

// openFormatReading asks how a file of a service is to be taken, and shows what it would
// change in the same preview as other files. path is the file; "": it is asked for.
func (w *window) openFormatReading(s *app.SavedFormat, path string) {
	linked := kit.NewCheck("cybozu.comと連携している人も、ファイルの内容に変える", nil)
	strangers := kit.NewCheck("ここにいない人を追加しない", nil)
	exclude := kit.NewCheck("削除した連携済みのものを読み込みから除外する", nil)
	exclude.SetChecked(true)
	var password *kit.Field
	password = kit.NewField("新規ユーザーの初期パスワード", kit.NewPasswordEntry("", func(text string) {
		password.SetError(optionalPasswordProblem(text))
	})).Hint("ファイルの人がここにいないときに、追加して使います。")
	known := "だれがサービスにいるか"
	if s.Format.Kind == format.Departments {
		known = "どの部署がサービスにあるか"
	}
	text := "「" + s.Format.Name + "」の書式で、サービスから書き出したファイルを読み込みます。変更内容は、反映の前に確認できます。\n" +
		known + "と、「そのまま残す」列の内容を覚え、次に書き出すときに使います。"
	yes := "ファイルを選ぶ"
	if path != "" {
		text = filepath.Base(path) + "\n\n" + text
		yes = "確認に進む"
	}
	var d *kit.Dialog
	read := func(path string) {
		o := format.ReadOptions{Name: filepath.Base(path), Password: password.Text(), Exclude: exclude.Checked(), Linked: linked.Checked(), Strangers: strangers.Checked()}
		w.startPlan("ファイルを確かめています。", func(ctx context.Context, report func(app.Progress)) (*app.Proposal, error) {
			return w.app.PrepareFormat(ctx, s, func() (io.ReadCloser, error) { return app.OpenFile(path) }, o, report)
		})
	}
	accept := func() {
		if password.Error() != "" {
			password.Focus()
			return
		}
		d.Close()
		if path != "" {
			read(path)
			return
		}
		w.openFile("CSV・Excel", tablePatterns(), read)
	}
	fields := []*kit.Field{kit.NewField("", linked).Hint("次にcybozu.comから読み込むと、cybozu.comの内容に戻ります。"), kit.NewField("", exclude)}
	if s.Format.Kind != format.Departments {
		fields = append(fields, kit.NewField("", strangers).Hint("次に書き出すとき、いなくなった人（サービスから削除する人）として示します。"), password)
	}
	b := kit.NewPrimaryButton(yes, accept)
	d = kit.NewDialog(w.layers, "「"+s.Format.Name+"」の書式で読み込む", kit.Column(kit.Gap,
		kit.NewParagraph(kit.Plain(text)), kit.Form(fields...)),
		kit.NewButton("やめる", func() { d.Close() }), b).Wide(720)
	d.Confirm = accept
	d.Show(b)
}

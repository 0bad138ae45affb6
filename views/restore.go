package views

import (
	"context"
	"sync"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/message"
	"anpisync/views/kit"
)

// restoring is what fills the window instead of the program where the directory's file is
// damaged: what can still be read of it and what each copy holds, to choose from.
type restoring struct {
	ctx    context.Context
	cancel context.CancelFunc
	jobs   sync.WaitGroup
	win    fyne.Window
	dir    string
	why    error                   // what told of the damage
	start  func() (*window, error) // the program, once there is a directory again

	layers  *kit.Layers
	page    fyne.CanvasObject
	advice  *kit.Paragraph
	grid    *kit.Grid
	choices []choice
	about   *kit.Paragraph
	restore *kit.Button
	closing *kit.Button
}

// choice is what a directory can be restored from: what can be read, or a copy.
type choice struct {
	salvage *app.Salvage // nil: a copy
	copied  app.Backup
	holds   *app.Contents // nil: not looked into yet
	broken  bool
}

// newRestoring fills a window, and begins to look for what is left.
func newRestoring(ctx context.Context, win fyne.Window, dir string, why error, start func() (*window, error)) *restoring {
	r := &restoring{win: win, dir: dir, why: why, start: start}
	r.ctx, r.cancel = context.WithCancel(ctx)
	r.layers = kit.NewLayers(win)
	r.layers.SetBase(kit.Layer{Cancel: win.Close})
	win.SetCloseIntercept(win.Close)

	text := message.Of(why)
	r.advice = kit.NewParagraph(kit.Plain(message.Examining))
	r.grid = choiceColumns.Grid("").Single()
	r.grid.OnSelect = r.arm
	r.grid.OnOpen = func(int, int64) { r.onRestore() }
	r.about = kit.NewParagraph(kit.Plain(""))
	r.restore = kit.NewPrimaryButton("復元する", r.onRestore)
	r.closing = kit.NewButton("閉じる", win.Close)
	r.page = kit.Pad(24, 24, 24, 24, kit.Column(16,
		kit.NewParagraph(kit.Bold(text.Summary)),
		r.advice,
		kit.Grow(kit.Height(190, kit.NewFrame(r.grid))),
		r.about,
		kit.NewFold("技術的な詳細", kit.NewDetail(text.Detail)),
		kit.Row(kit.Gap, kit.NewLink("新しいデータで始める…", r.onStartAnew), kit.Space(), r.closing, r.restore),
	))
	win.SetContent(kit.Scroll(r.page))
	win.Canvas().Focus(r.closing)
	r.arm()
	r.inBackground(func() func() {
		found, err := app.Examine(r.ctx, dir)
		return func() { r.show(found, err) }
	})
	return r
}

// inBackground runs work off the window's goroutine, and what it gives on that.
func (r *restoring) inBackground(work func() (done func())) {
	r.jobs.Go(func() {
		if done := work(); r.ctx.Err() == nil {
			fyne.Do(done)
		}
	})
}

// end waits for what is under way.
func (r *restoring) end() {
	r.cancel()
	r.jobs.Wait()
}

// show lists what was found, and looks into the copies one by one, the newest first.
func (r *restoring) show(found app.Remains, err error) {
	if err != nil {
		r.fail(err)
	}
	if found.Salvage != nil {
		r.choices = append(r.choices, choice{salvage: found.Salvage, holds: &found.Salvage.Contents})
	}
	for _, b := range found.Backups {
		r.choices = append(r.choices, choice{copied: b})
	}
	r.grid.SetRows(choiceColumns.Rows(r.choices, nil))
	r.advise()
	r.settle()
	first := len(r.choices) - len(found.Backups)
	r.inBackground(func() func() {
		seen := make(map[int]choice)
		for i, b := range found.Backups {
			holds, err := app.InspectBackup(r.ctx, b)
			if r.ctx.Err() != nil {
				break
			}
			seen[first+i] = choice{copied: b, holds: &holds, broken: err != nil}
			if i < atOnce || i%atOnce == 0 { // there may be thousands
				some := seen
				fyne.Do(func() { r.see(some) })
				seen = make(map[int]choice)
			}
		}
		return func() { r.see(seen) }
	})
}

const atOnce = 20 // copies that are shown one by one, and then together

// see shows what copies hold that have been looked into.
func (r *restoring) see(seen map[int]choice) {
	for i, c := range seen {
		if c.broken {
			c.holds = nil
		}
		r.choices[i] = c
	}
	r.grid.SetRows(choiceColumns.Rows(r.choices, nil))
	r.advise()
	r.settle()
}

// advise says what there is to do.
func (r *restoring) advise() {
	for i := range r.choices {
		if !r.choices[i].broken {
			r.advice.SetSpans(kit.Plain(message.Restorable(r.why, r.choices[0].salvage != nil)))
			return
		}
	}
	r.advice.SetSpans(kit.Plain(message.NothingToKeep))
	r.page.Refresh()
}

// settle selects what is best to restore, unless a person has chosen.
func (r *restoring) settle() {
	if c := r.chosen(); c == nil || c.broken {
		for i := range r.choices {
			if r.choices[i].holds != nil {
				r.grid.Select(int64(i))
				break
			}
		}
	}
	r.arm()
}

func (r *restoring) chosen() *choice {
	for _, key := range r.grid.Selected() {
		return &r.choices[key]
	}
	return nil
}

// arm says what the selected choice brings, and offers it.
func (r *restoring) arm() {
	c := r.chosen()
	label, text := "復元する", ""
	switch {
	case c == nil:
	case c.salvage != nil:
		label, text = "修復する", message.Salvaged(c.salvage)
	case c.broken:
		text = message.BrokenBackup
	default:
		text = message.FromBackup
	}
	r.restore.SetText(label)
	r.restore.SetEnabled(c != nil && !c.broken)
	r.about.SetSpans(kit.Plain(text))
	r.page.Refresh()
}

func (r *restoring) onRestore() {
	switch c := r.chosen(); {
	case c == nil || c.broken:
	case c.salvage != nil:
		r.replace("修復しています。", "修復しました", func() (string, error) { return app.Repair(r.ctx, r.dir) })
	default:
		r.replace("復元しています。", "復元しました", func() (string, error) { return app.Restore(r.ctx, r.dir, c.copied) })
	}
}

func (r *restoring) onStartAnew() {
	r.layers.Ask(kit.Question{
		Title:  "新しいデータで始めますか？",
		Text:   "部署とユーザーのない、新しいデータで始めます。いまあるファイルと控えは、データフォルダーに残します。",
		Yes:    "新しいデータで始める",
		Danger: true,
		Do: func() {
			r.replace("新しいデータを作っています。", "新しいデータ", func() (string, error) { return app.StartAnew(r.ctx, r.dir) })
		},
	})
}

// replace puts something in the place of the damaged file, starts the program, and tells
// there what was done.
func (r *restoring) replace(title, doneTitle string, work func() (string, error)) {
	waiting := kit.NewProgress(r.layers, title, nil)
	waiting.SetCancellable(false)
	waiting.Show()
	r.inBackground(func() func() {
		done, err := work()
		return func() {
			waiting.Close()
			if err != nil {
				r.fail(err)
				return
			}
			w, err := r.start()
			if err != nil {
				r.fail(err)
				return
			}
			r.cancel()
			w.layers.Tell(doneTitle, done)
		}
	})
}

func (r *restoring) fail(err error) {
	text := message.Of(err)
	r.layers.TellError(text.Summary, text.Advice, text.Detail)
}

var choiceColumns = kit.Columns[choice]{
	{kit.GridColumn{Title: "復元する内容", Width: 240, Min: 180, Weight: 1}, func(c *choice) kit.Cell {
		cell := kit.Cell{Text: c.copied.At.Local().Format(timeFormat) + " の控え"}
		if c.salvage != nil {
			cell = kit.Cell{Text: "読み取れた内容", Bold: true, Tags: []kit.Tag{{Text: "おすすめ", Shade: kit.GreenShade}}}
		}
		if c.broken {
			cell.Tags = []kit.Tag{{Text: "壊れています", Shade: kit.RedShade}}
		}
		return cell
	}},
	{kit.GridColumn{Title: "部署", Width: 80, Right: true}, held(func(c *app.Contents) string { return kit.Digits(c.Departments) })},
	{kit.GridColumn{Title: "ユーザー", Width: 80, Right: true}, held(func(c *app.Contents) string { return kit.Digits(c.Users) })},
	{kit.GridColumn{Title: "最後の読み込み", Width: 140}, held(func(c *app.Contents) string { return timeOrNone(c.LastImport) })},
	{kit.GridColumn{Title: "最後の編集", Width: 140}, held(func(c *app.Contents) string { return timeOrNone(c.LastEdit) })},
}

// held is a cell about what a choice holds, where that is known.
func held(text func(*app.Contents) string) func(*choice) kit.Cell {
	return func(c *choice) kit.Cell {
		if c.holds == nil {
			return kit.Cell{}
		}
		return kit.Cell{Text: text(c.holds)}
	}
}

package views

import (
	"cmp"
	"context"

	"fyne.io/fyne/v2"

	"anpisync/app/message"
	"anpisync/app/message/label"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// options are the part of the screen 設定 about what an import writes beside the manual.
type options struct {
	w       *window
	part    fyne.CanvasObject // what is read
	leavers fyne.CanvasObject // what becomes of who has left
	now     directory.Options
	filling bool // the ticks are being set, not by a person

	extra map[string]*kit.Check // by the names of the fields
	phone *kit.Text
	hold  *kit.Select
}

func newOptions(w *window) *options {
	o := &options{w: w, extra: map[string]*kit.Check{}, phone: kit.NewText(kit.Plain(""))}
	ticks := []fyne.CanvasObject{}
	for _, f := range directory.UserFields {
		if f.Extra {
			o.extra[f.Name] = kit.NewCheck(label.Of(directory.KindUser, f.Name), func(bool) { o.onTicked() })
			ticks = append(ticks, o.extra[f.Name])
		}
	}
	o.part = section("cybozu.comから追加で読み込む項目", kit.Column(kit.Gap,
		kit.Wrap(20, ticks...),
		kit.NewParagraph(kit.Dim("チェックを付けると、一覧・検索・CSVなどに加わり、次の読み込みから電話番号と同じように書き込みます。外すと、読み込み済みの内容は残り、表示と書き込みをやめます。")),
		kit.Form(kit.NewField("電話番号に使う項目", kit.Wrap(kit.Gap, o.phone, kit.NewButton("変更", o.onChange)))),
	))
	var terms []string
	for _, days := range holdTerms {
		terms = append(terms, message.HoldTerm(days))
	}
	o.hold = kit.NewSelect(terms, o.onHeld)
	o.leavers = section("cybozu.comから削除されたユーザー", kit.Column(kit.Gap,
		kit.Form(kit.NewField("削除されたとき", o.hold)),
		kit.NewParagraph(kit.Dim("保留したユーザーは、メモや所属もそのまま「保留中」に移り、名簿や点検には含まれません。cybozu.comに戻ると、自動で元に戻ります。期間が過ぎると、次の読み込みで、確認のうえ削除します。"))))
	return o
}

// holdTerms are the choices for how long who has left is held; 0: not at all.
var holdTerms = []int{0, 30, 60, 90, 180, 365}

func (o *options) onHeld(chosen int) {
	if o.filling {
		return
	}
	wanted := o.now
	wanted.HoldDays = holdTerms[chosen]
	o.set(wanted)
}

// show takes what is kept.
func (o *options) show(now *state) {
	o.now = now.directory.Options
	o.filling = true
	defer func() { o.filling = false }()
	for name, tick := range o.extra {
		tick.SetChecked(o.now.Reads(name))
	}
	for i, days := range holdTerms {
		if days == o.now.HoldDays {
			o.hold.Choose(i)
		}
	}
	o.phone.SetText(message.PhoneSource(o.now.Phone))
}

func (o *options) onTicked() {
	if o.filling {
		return
	}
	var names []string
	for name, tick := range o.extra {
		if tick.Checked() {
			names = append(names, name)
		}
	}
	wanted := o.now
	wanted.Extra = directory.ExtraFields(names...)
	o.set(wanted)
}

// set keeps other options than before, one after the other.
func (o *options) set(wanted directory.Options) {
	if wanted == o.now {
		return
	}
	o.now = wanted
	o.w.change(func(ctx context.Context) error { return o.w.app.SetOptions(ctx, wanted) })
}

// onChange asks for another source of 電話番号, and counts meanwhile whom each would change.
func (o *options) onChange() {
	told := "数えています…" // in place of the numbers
	var counted map[directory.PhoneSource]int
	columns := kit.Columns[directory.PhoneSource]{
		{kit.GridColumn{Title: "電話番号に使う項目", Width: 260, Weight: 1}, func(from *directory.PhoneSource) kit.Cell {
			return kit.Cell{Text: message.PhoneSource(*from)}
		}},
		{kit.GridColumn{Title: "電話番号が変わる人", Width: 150}, func(from *directory.PhoneSource) kit.Cell {
			return kit.Cell{Text: cmp.Or(told, kit.Digits(counted[*from])+"人")}
		}},
	}
	grid := columns.Grid("").Single()
	grid.SetRows(columns.Rows(directory.PhoneSources(), nil))
	for i, from := range directory.PhoneSources() {
		if from == o.now.Phone {
			grid.Select(int64(i))
		}
	}
	note := kit.NewParagraph(kit.Dim("cybozu.comのユーザーを読み込んで数えています。"))
	counting, stop := context.WithCancel(o.w.ctx)
	dialog := o.w.layers.Ask(kit.Question{
		Title: "電話番号に使う項目",
		Text:  "どの項目を電話番号として読み込みますか？変わる人は、次の読み込みの確認画面に一人ずつ表示します。",
		Content: kit.Column(kit.Gap,
			kit.Height(160, kit.NewFrame(grid)), note),
		Width: 560,
		Yes:   "変更する",
		Do: func() {
			if at, ok := grid.Current(); ok {
				wanted := o.now
				wanted.Phone = directory.PhoneSources()[at]
				o.set(wanted)
			}
		},
	})
	dialog.Closed = stop
	request := o.w.connect.request()
	inBackground(o.w, func(context.Context) (map[directory.PhoneSource]int, error) {
		return o.w.app.CountPhones(counting, request)
	}, func(counts map[directory.PhoneSource]int, err error) {
		if !dialog.Open() {
			return
		}
		told, counted = "", counts
		note.SetText("いまのcybozu.comの内容で数えました。")
		if err != nil {
			told = "—"
			note.SetText("人数を数えられませんでした。次の読み込みの確認画面で、変わる人を確認できます。" + message.Of(err).Line())
		}
		grid.Refresh()
	})
}

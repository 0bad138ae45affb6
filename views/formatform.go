package views

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/format"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// formatForm is the dialog in which the columns of a service's file stand side by side, each
// with what of ours goes into it, and five records of the file.
type formatForm struct {
	typed
	id      int64          // of the format that is kept; 0: a new one
	f       *format.Format // as it is now
	learned *format.Learned
	path    string // of the file that it is learned from; "": none
	options directory.Options
	settled map[int]bool // unsure columns that a person has answered
	looked  int          // the column that was last looked at

	told    *kit.Paragraph
	named   *kit.Field
	key     *kit.Select
	keys    *kit.Field
	heads   *kit.Select
	sheets  *kit.Select
	whole   *kit.Check
	people  *fyne.Container // who each record is
	table   *fyne.Container
	columns []*formatColumn
	next    *kit.Button
	yes     *kit.Button

	filling bool
	busy    bool
}

// formatColumn is one column as the form shows it.
type formatColumn struct {
	card   *kit.Card
	choice *kit.Select
	why    *kit.Text
}

const formatColumnWidth float32 = 176

// formatHeads are the choices of how many lines stand above the records, as
// format.LearnOptions counts them.
var formatHeads = []string{"自動で見分ける", "なし", "1行", "2行", "3行"}

// learnFormat looks at a file that a service has exported, and shows its columns: in a form
// that is open already, or a new one.
func (w *window) learnFormat(path string, o format.LearnOptions, into *formatForm) {
	tryInBackground(w, func(ctx context.Context) (*format.Learned, error) {
		file, err := app.OpenFile(path)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		return w.app.LearnFormat(ctx, file, o)
	}, func(l *format.Learned) {
		if into != nil {
			into.take(l)
			return
		}
		w.openFormatForm(0, l.Format, l, path)
	})
}

// openFormatForm shows a format to be kept, id 0 being a new one. learned is what a file
// tells; nil: none is at hand.
func (w *window) openFormatForm(id int64, f *format.Format, learned *format.Learned, path string) {
	tryInBackground(w, func(ctx context.Context) (directory.Options, error) {
		d, err := w.app.Directory(ctx)
		if err != nil {
			return directory.Options{}, err
		}
		if f.Name == "" {
			name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
			f.Name, err = w.app.FreeFormatName(ctx, name)
		}
		return d.Options, err
	}, func(o directory.Options) {
		form := newFormatForm(w, id, f, learned, path, o)
		form.show(form.first())
	})
}

func newFormatForm(w *window, id int64, f *format.Format, learned *format.Learned, path string, o directory.Options) *formatForm {
	t := &formatForm{typed: typed{w: w}, id: id, f: f, learned: learned, path: path, options: o, settled: map[int]bool{}, filling: true}
	t.says = func() string { return encodeFormat(t.f) }
	t.told = kit.NewParagraph()
	t.named = kit.NewField("書式の名前", kit.NewEntry("安否確認サービス2のユーザー", func(text string) {
		t.f.Name = strings.TrimSpace(text)
		t.named.SetError("")
	}))
	t.key = kit.NewSelect([]string{""}, func(at int) { t.f.Key = at; t.tell() })
	t.heads = kit.NewSelect(formatHeads, func(int) { t.again() })
	t.sheets = kit.NewSelect([]string{""}, func(int) { t.again() })
	t.whole = kit.NewCheck("", func(on bool) { t.f.Whole = on })
	t.table = kit.Row(6)
	t.next = kit.NewButton("次の要確認へ", t.onNext)
	choices := []fyne.CanvasObject{t.key}
	if learned != nil {
		choices = append(choices, t.heads.Prefix("見出し："))
		if len(learned.Sheets) > 1 {
			choices = append(choices, t.sheets.Prefix("シート："))
		}
	}
	t.keys = kit.NewField("", kit.Row(kit.Gap, choices...))
	t.people = kit.Column(4)
	title, yes := "書式を作る", "保存する"
	if id != 0 {
		title = "書式の編集"
	}
	t.yes = kit.NewPrimaryButton(yes, t.submit)
	t.dialog = kit.NewDialog(w.layers, title, kit.Column(kit.Gap, t.told, kit.Form(t.named, t.keys), t.whole,
		kit.Row(6, kit.Fill(kit.Width(120, kit.Pad(9, 0, 9, 0, t.people))), kit.Grow(kit.ScrollAside(kit.Pad(0, 0, 10, 0, t.table))))),
		t.next, kit.NewButton("やめる", t.leave), t.yes).Wide(1180)
	t.dialog.Confirm, t.dialog.Cancel = t.submit, t.leave
	t.fill()
	t.filling = false
	return t
}

// take shows what the file tells once it was looked at in another way.
func (t *formatForm) take(l *format.Learned) {
	l.Format.Name, l.Format.Whole = t.f.Name, t.f.Whole
	t.f, t.learned, t.settled = l.Format, l, map[int]bool{}
	t.fill()
}

// again looks at the file in the way that is chosen.
func (t *formatForm) again() {
	if t.filling {
		return
	}
	o := format.LearnOptions{Name: t.f.Name, Head: t.heads.Chosen()}
	if len(t.learned.Sheets) > 1 {
		o.Sheet = t.learned.Sheets[t.sheets.Chosen()]
	}
	t.w.learnFormat(t.path, o, t)
}

// fill puts the format into the widgets.
func (t *formatForm) fill() {
	filling := t.filling
	t.filling = true
	defer func() { t.filling = filling }()
	if t.named.Text() != t.f.Name {
		t.named.SetText(t.f.Name)
	}
	said := func(people, departments string) string { return message.FormatSaid(t.f.Kind, people, departments) }
	t.keys.SetLabel("同じ" + said("人", "部署") + "を見分ける列")
	t.whole.SetText("このサービスは、読み込むと" + said("全員", "すべての部署") + "をファイルの内容に置き換える（上書き）")
	t.whole.Aside("ファイルにない" + said("人", "部署") + "は、サービスから消えます")
	labels := make([]string, len(t.f.Columns))
	for i := range t.f.Columns {
		labels[i] = t.f.Label(i)
	}
	t.key.SetOptions(labels)
	t.key.Choose(t.f.Key)
	if t.learned != nil {
		t.sheets.SetOptions(t.learned.Sheets)
		t.sheets.Choose(slices.Index(t.learned.Sheets, t.f.Shape.Sheet))
	}
	t.whole.SetChecked(t.f.Whole)
	t.table.RemoveAll()
	t.columns = nil
	t.showPeople()
	for i := range t.f.Columns {
		c := t.column(i)
		t.columns = append(t.columns, c)
		t.table.Add(kit.Fill(kit.Width(formatColumnWidth, c.card)))
	}
	t.tell()
	t.table.Refresh()
}

// showPeople tells beside the columns whom of here each record of the file is.
func (t *formatForm) showPeople() {
	t.people.RemoveAll()
	t.people.Add(kit.Height(30, kit.NewText(kit.Dim("入れるもの"))))
	t.people.Add(kit.NewText(kit.Dim("")))
	t.people.Add(kit.NewText(kit.Dim("列の見出し")))
	if t.learned == nil {
		return
	}
	for i := range t.learned.Samples {
		name := kit.Dim("ここにいない人")
		if i < len(t.learned.Known) && t.learned.Known[i] != "" {
			name = kit.Plain(t.learned.Known[i])
		}
		t.people.Add(kit.NewText(name).Cut())
	}
	t.people.Refresh()
}

// column makes the panel of one column.
func (t *formatForm) column(at int) *formatColumn {
	c := &formatColumn{choice: kit.NewSelect([]string{""}, nil), why: kit.NewText(kit.Dim("")).Cut()}
	c.choice.OnOpen = func(place fyne.Position) { t.w.layers.Menu(place, t.choices(at)...) }
	lines := []fyne.CanvasObject{c.choice, c.why, kit.NewText(kit.Bold(t.f.Label(at))).Cut()}
	if t.learned != nil {
		for _, sample := range t.learned.Samples {
			text := ""
			if at < len(sample) {
				text = strings.Join(strings.Fields(sample[at]), " ")
			}
			lines = append(lines, kit.NewText(kit.Plain(text)).Cut())
		}
	}
	c.card = kit.NewFrame(kit.Pad(8, 8, 8, 8, kit.Column(4, lines...)))
	return c
}

// unsure says whether a person has still to look at a column.
func (t *formatForm) unsure(at int) bool {
	return t.learned != nil && at < len(t.learned.Matches) && t.learned.Matches[at].Confidence == format.Unsure && !t.settled[at]
}

// tell says what is to be looked at, at the head and at each column.
func (t *formatForm) tell() {
	left := 0
	for i, c := range t.columns {
		c.choice.SetOptions([]string{t.chosen(i)})
		mood, why := kit.Quiet, kit.Dim("")
		switch {
		case t.unsure(i):
			mood, why = kit.Warning, kit.Span{Text: message.FormatUnsure(t.learned.Matches[i]), Tone: kit.Yellow, Bold: true}
			left++
		case i == t.f.Key:
			why = kit.Span{Text: "見分ける列", Tone: kit.Blue, Bold: true}
		case t.learned != nil && i < len(t.learned.Matches) && !t.settled[i]:
			why = kit.Dim(message.FormatMatch(t.learned.Matches[i]))
		}
		if t.f.Columns[i].Required {
			why.Text = strings.TrimSpace(why.Text + "　必須")
		}
		if n := t.f.Columns[i].Longest; n > 0 {
			why.Text = strings.TrimSpace(why.Text + fmt.Sprintf("　%d文字まで", n))
		}
		c.why.SetSpans(why)
		c.card.SetMood(mood)
	}
	t.next.Off("")
	if left == 0 {
		t.next.Off("確認が必要な列はありません。")
	}
	t.told.SetSpans(t.story(left)...)
	t.keys.SetError("")
	if t.learned != nil && t.learned.Key == format.Unsure && t.learned.Format.Key == t.f.Key && !t.settled[-1] {
		t.keys.Hint("サービスが同じ人とみなす列です。ログイン名か社員番号の列を選んでください。")
	}
}

// story says how much of the file was understood.
func (t *formatForm) story(left int) []kit.Span {
	if t.learned == nil {
		return []kit.Span{kit.Dim(formatShape(t.f) + "。列に何を入れるかを変えられます。")}
	}
	spans := []kit.Span{kit.Plain(fmt.Sprintf("%s（%s、%s行）を見本にします。", filepath.Base(t.path), formatShape(t.f), kit.Digits(t.learned.Records)))}
	if left > 0 {
		spans = append(spans, kit.Span{Text: fmt.Sprintf("要確認の列が%d列あります。", left), Bold: true, Tone: kit.Yellow}, kit.Plain("見本を見て、何の列かを選んでください。"))
	} else {
		spans = append(spans, kit.Span{Text: "✓ ", Tone: kit.Green, Bold: true}, kit.Plain("すべての列が決まっています。違うところは、列の上のボタンで変えられます。"))
	}
	if t.learned.Differs > 0 {
		spans = append(spans, kit.Dim("\n"+message.FormatDiffers(t.learned.Differs)))
	}
	return spans
}

// chosen says what goes into a column, with the texts that a person has typed for it.
func (t *formatForm) chosen(at int) string {
	s := t.f.Columns[at].Source
	switch s.What {
	case format.Fixed:
		return "「" + s.Text + "」"
	case format.Delete:
		return s.Label(t.f.Kind) + "「" + s.Text + "」"
	}
	return s.Label(t.f.Kind)
}

// first is the choice of the first column that must be looked at, or the name.
func (t *formatForm) first() fyne.Focusable {
	for i, c := range t.columns {
		if t.unsure(i) {
			t.looked = i
			return c.choice
		}
	}
	return t.named.Entry
}

// onNext leads to the next column that must be looked at.
func (t *formatForm) onNext() {
	for i := range t.columns {
		if at := (t.looked + 1 + i) % len(t.columns); t.unsure(at) {
			t.looked = at // the button has the focus by then
			t.w.win.Canvas().Focus(t.columns[at].choice)
			return
		}
	}
}

// set puts something into a column; a person has looked at it then.
func (t *formatForm) set(at int, s format.Source) {
	t.f.Columns[at].Source = s
	t.settled[at], t.looked = true, at
	t.tell()
	t.table.Refresh()
	t.w.win.Canvas().Focus(t.columns[at].choice)
}

// choices are the lines of the menu of a column. Those of one field or of departments stand
// in a menu of their own, so that all can be seen.
func (t *formatForm) choices(at int) []kit.MenuItem {
	now := t.f.Columns[at].Source.Shown()
	all := format.Sources(t.f.Kind, t.options)
	if !slices.Contains(all, now) {
		all = slices.Insert(all, 0, now)
	}
	var items []kit.MenuItem
	var texts []kit.MenuItem
	seen := map[string]int{} // the line of a group
	for _, s := range all {
		item := kit.MenuItem{Text: s.Label(t.f.Kind), Checked: s == now, Do: func() { t.choose(at, s) }}
		group := formatGroup(s)
		switch line, known := seen[group]; {
		case group == "":
			texts = append(texts, item)
		case known:
			items[line].Checked = items[line].Checked || item.Checked
		default:
			seen[group] = len(items)
			if inGroup := slices.DeleteFunc(slices.Clone(all), func(o format.Source) bool { return formatGroup(o) != group }); len(inGroup) > 1 {
				item.Text = formatGroupName(inGroup, t.f.Kind) + " …"
				item.Do = func() { t.w.layers.Menu(t.below(at), t.grouped(at, inGroup)...) }
			}
			items = append(items, item)
		}
	}
	items = append(append(items, kit.MenuItem{}), texts...)
	return append(items, kit.MenuItem{},
		kit.MenuItem{Text: "必須の列（空だと、サービスが受け付けない）", Checked: t.f.Columns[at].Required, Do: func() {
			t.f.Columns[at].Required = !t.f.Columns[at].Required
			t.tell()
		}},
		kit.MenuItem{Text: "長さの上限 …", Checked: t.f.Columns[at].Longest > 0, Do: func() { t.askLongest(at) }})
}

// below is where a menu of a column opens.
func (t *formatForm) below(at int) fyne.Position {
	choice := t.columns[at].choice
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(choice).AddXY(0, choice.Size().Height+2)
}

// grouped are the lines of one group.
func (t *formatForm) grouped(at int, group []format.Source) []kit.MenuItem {
	now := t.f.Columns[at].Source.Shown()
	var items []kit.MenuItem
	for _, s := range group {
		items = append(items, kit.MenuItem{Text: s.Label(t.f.Kind), Checked: s == now, Do: func() { t.choose(at, s) }})
	}
	return items
}

// formatGroup tells which sources stand in one menu; "": those that are no field.
func formatGroup(s format.Source) string {
	switch s.What {
	case format.Field:
		return s.Field
	case format.Code, format.Name, format.Level, format.Path, format.All, format.AllNames:
		return "departments"
	}
	return ""
}

func formatGroupName(group []format.Source, k format.Kind) string {
	if group[0].What != format.Field {
		return "所属部署"
	}
	return format.Of(group[0].Field).Label(k)
}

// choose puts a source into a column, and asks for the texts that it needs.
func (t *formatForm) choose(at int, s format.Source) {
	was := t.f.Columns[at].Source
	if was.What == s.What && was.Shown() == s {
		s = was // the texts that were typed
	}
	switch s.What {
	case format.Fixed:
		t.ask(at, "決まった文字", []*kit.Field{formatText("全員に入れる文字", s.Text)}, func(texts []string) {
			s.Text = texts[0]
			t.set(at, s)
		})
	case format.Delete:
		t.ask(at, "削除の印", []*kit.Field{
			formatText("いなくなった人", s.Text).Hint("サービスが「削除する」とみなす文字です。安否確認サービス2などでは、多くは 1 です。"),
			formatText("それ以外の人", s.Stays).Hint("空なら、空のままにします。"),
		}, func(texts []string) {
			s.Text, s.Stays = texts[0], texts[1]
			t.set(at, s)
		})
	case format.Path, format.All, format.AllNames:
		t.ask(at, "区切り", []*kit.Field{formatText("部署と部署の間の文字", s.Join)}, func(texts []string) {
			s.Join = texts[0]
			t.set(at, s)
		})
	default:
		t.set(at, s)
	}
}

func formatText(name, text string) *kit.Field {
	f := kit.NewField(name, kit.NewEntry("", nil))
	f.SetText(text)
	return f
}

// ask asks for the texts of a column's source.
func (t *formatForm) ask(at int, title string, fields []*kit.Field, done func([]string)) {
	var d *kit.Dialog
	accept := func() {
		var texts []string
		for _, f := range fields {
			texts = append(texts, f.Text())
		}
		d.Close()
		done(texts)
	}
	d = kit.NewInputDialog(t.w.layers, "「"+t.f.Label(at)+"」の列："+title, kit.Form(fields...), "決定", accept).Wide(560)
	d.Show(fields[0].Entry)
}

// askLongest asks how many characters the service takes.
func (t *formatForm) askLongest(at int) {
	text := ""
	if n := t.f.Columns[at].Longest; n > 0 {
		text = strconv.Itoa(n)
	}
	longest := formatText("文字数", text).Hint("空なら、確かめません。")
	var d *kit.Dialog
	accept := func() {
		typed := strings.TrimSpace(longest.Text())
		n, err := strconv.Atoi(typed)
		if typed != "" && (err != nil || n < 1) {
			longest.SetError("1以上の数字を入力してください。")
			longest.Focus()
			return
		}
		d.Close()
		t.f.Columns[at].Longest = n
		t.tell()
	}
	d = kit.NewInputDialog(t.w.layers, "「"+t.f.Label(at)+"」の列：長さの上限", kit.Form(longest), "決定", accept).Wide(560)
	d.Show(longest.Entry)
}

// submit keeps the format, once a person has been asked about what is still unsure.
func (t *formatForm) submit() {
	if t.busy {
		return
	}
	if t.f.Name == "" {
		t.named.SetError("書式の名前を入力してください。")
		t.named.Focus()
		return
	}
	if err := format.Check(t.f); err != nil {
		text := message.Of(err)
		t.w.layers.Tell(text.Summary, text.Advice)
		return
	}
	var left []string
	for i := range t.columns {
		if t.unsure(i) {
			left = append(left, t.f.Label(i))
		}
	}
	if len(left) == 0 {
		t.save()
		return
	}
	t.w.layers.Ask(kit.Question{
		Title: "要確認の列があります",
		Text:  "「" + strings.Join(left[:min(5, len(left))], "」「") + fmt.Sprintf("」など%d列は、何の列かがはっきりしません。このまま保存しますか？ あとからでも「編集」で変えられます。", len(left)),
		Yes:   "このまま保存する", No: "確認に戻る", Do: t.save,
	})
}

// save keeps the format, and offers to read the file that it was learned from: so what the
// service has is known, and what is to be left as it is there.
func (t *formatForm) save() {
	t.busy = true
	files := t.w.csv.formats
	inBackground(t.w, func(ctx context.Context) (*app.SavedFormat, error) {
		if _, err := t.w.app.SaveFormat(ctx, t.id, t.f); err != nil {
			return nil, err
		}
		return t.w.app.Format(ctx, t.f.Name)
	}, func(s *app.SavedFormat, err error) {
		t.busy = false
		if err != nil {
			t.named.SetError(oneLine(err))
			t.named.Focus()
			return
		}
		t.dialog.Close()
		files.want = s.ID
		files.show()
		t.w.said.note("「" + t.f.Name + "」の書式を保存しました。")
		if t.path != "" && t.w.running == nil {
			t.w.openFormatReading(s, t.path)
		}
	})
}

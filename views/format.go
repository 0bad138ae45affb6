package views

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/format"
	"anpisync/app/message"
	"anpisync/views/kit"
)

// formatPart is the section of the screen ファイル for the files of other services: the list
// of 書式, and what is done with the one that is selected.
type formatPart struct {
	w    *window
	part fyne.CanvasObject

	list  []*app.SavedFormat
	asked newest
	want  int64
	grid  *kit.Grid

	learn, write, read, change, copy, save, open, remove *kit.Button
}

// formatColumns are what the list tells of a format.
var formatColumns = kit.Columns[*app.SavedFormat]{
	{kit.GridColumn{Title: "書式", Width: 230, Min: 120, Weight: 2}, func(s **app.SavedFormat) kit.Cell {
		c := kit.Cell{Text: (*s).Format.Name}
		if (*s).BuiltIn() {
			c.Tags = []kit.Tag{{Text: "組み込み", Tip: "このアプリに入っている書式です。コピーすると変えられます。"}}
		}
		return c
	}},
	{kit.GridColumn{Title: "ファイルの形", Width: 260, Min: 100, Weight: 1}, func(s **app.SavedFormat) kit.Cell {
		return kit.Cell{Text: formatShape((*s).Format), Tone: kit.Muted}
	}},
	{kit.GridColumn{Title: "最後に書き出し・読み込み", Width: 190, Min: 110}, func(s **app.SavedFormat) kit.Cell {
		return kit.Cell{Text: formatUsed(*s)}
	}},
}

// formatShape says in short how a file looks.
func formatShape(f *format.Format) string {
	if f.Empty {
		return "見本のファイルから作ります"
	}
	parts := []string{"CSV"}
	switch {
	case f.Shape.Book:
		parts[0] = "Excel"
	case f.Shape.Separator == "\t":
		parts[0] = "タブ区切り"
	case f.Shape.Separator == ";":
		parts[0] = "「;」区切り"
	}
	if !f.Shape.Book {
		parts = append(parts, formatEncoding(f.Shape))
	}
	parts = append(parts, fmt.Sprintf("%d列", len(f.Columns)))
	if f.Kind == format.Departments {
		parts = append(parts, "部署")
	}
	return strings.Join(parts, "・")
}

// formatEncoding is how people call an encoding.
func formatEncoding(s format.Shape) string {
	name := s.Encoding
	if name == "CP932" {
		name = "Shift_JIS"
	}
	if s.Mark && name == "UTF-8" {
		name += "（BOM付き）"
	}
	return name
}

// formatUsed says what was done last with a format.
func formatUsed(s *app.SavedFormat) string {
	switch {
	case s.Written.IsZero() && s.Read.IsZero():
		return ""
	case s.Written.Before(s.Read):
		return s.Read.Local().Format(timeFormat) + " 読み込み"
	}
	return s.Written.Local().Format(timeFormat) + " 書き出し"
}

func newFormatPart(w *window) *formatPart {
	p := &formatPart{w: w}
	p.grid = formatColumns.Grid("").Single()
	p.grid.OnSelect = p.arm
	p.grid.OnOpen = func(int, int64) { p.onWrite() }
	p.grid.OnMenu = p.onMenu
	p.grid.OnCopied = w.tellCopied
	p.learn = kit.NewPrimaryButton("見本のファイルから作る", p.onLearn)
	p.write = kit.NewButton("この書式で書き出す", p.onWrite)
	p.read = kit.NewButton("この書式で読み込む", p.onRead)
	p.change = kit.NewButton("編集", p.onChange)
	p.copy = kit.NewButton("コピー", p.onCopy)
	p.remove = kit.NewButton("削除", p.onRemove)
	p.save = kit.NewButton("書式を保存", p.onSave)
	p.open = kit.NewButton("書式を開く", p.onOpen)
	p.part = section("書式（ほかのサービスのファイル）", kit.Column(kit.Gap,
		kit.NewParagraph(kit.Dim("安否確認サービス2など、ほかのサービスに渡すファイルを作ります。"+
			"サービスから書き出したファイルを見本にすると（この画面にドロップもできます）、列の並びや文字コードを覚え、同じ形のファイルを書き出し、読み込めます。")),
		kit.Wrap(kit.Gap, p.learn, p.open),
		kit.Height(176, kit.NewFrame(p.grid)),
		kit.Wrap(kit.Gap, p.write, p.read, p.change, p.copy, p.save, p.remove)))
	p.arm()
	return p
}

// show reads the list anew.
func (p *formatPart) show() {
	askInBackground(p.w, &p.asked, p.w.app.Formats, func(list []*app.SavedFormat) {
		p.list = list
		p.grid.SetRows(formatColumns.Rows(list, func(s **app.SavedFormat) int64 { return formatKey(list, *s) }))
		if p.want == 0 && p.selected() == nil && !list[0].BuiltIn() {
			p.want = list[0].ID // most have one; those that come with the program are below
		}
		if p.want != 0 {
			p.grid.Select(p.want)
			p.want = 0
		}
		p.arm()
	})
}

// formatKey tells the formats of a list apart, those that come with the program too.
func formatKey(list []*app.SavedFormat, s *app.SavedFormat) int64 {
	if s.BuiltIn() {
		return -1 - int64(slices.Index(list, s))
	}
	return s.ID
}

// selected is the one in the list; nil: none is.
func (p *formatPart) selected() *app.SavedFormat {
	keys := p.grid.Selected()
	if len(keys) != 1 {
		return nil
	}
	at := slices.IndexFunc(p.list, func(s *app.SavedFormat) bool { return formatKey(p.list, s) == keys[0] })
	if at < 0 {
		return nil
	}
	return p.list[at]
}

func (p *formatPart) arm() {
	none, builtIn := "", ""
	switch s := p.selected(); {
	case s == nil:
		none = "書式を選ぶと使えます。"
		builtIn = none
	case s.BuiltIn():
		builtIn = "組み込みの書式は、コピーすると使えます。"
	}
	p.write.Off(none)
	p.copy.Off(none)
	for _, b := range []*kit.Button{p.read, p.change, p.remove, p.save} {
		b.Off(builtIn)
	}
	if s := p.selected(); s != nil && s.Format.Empty {
		p.copy.Off(message.FormatEmpty)
	}
}

// onMenu opens what can be done with a format.
func (p *formatPart) onMenu(row int, _ int64, column int, at fyne.Position) {
	items := p.w.items("format.write", "format.read", "", "format.change", "format.copy", "format.save", "format.delete", "", "copy")
	p.w.layers.Menu(at, append(items, p.w.cellItems(p.grid, row, column)...)...)
}

// onLearn asks for a file that a service has exported.
func (p *formatPart) onLearn() {
	p.w.openFile("CSV・Excel", tablePatterns(), func(path string) { p.w.learnFormat(path, format.LearnOptions{}, nil) })
}

// onWrite shows what would be handed over in the selected format.
func (p *formatPart) onWrite() {
	switch s := p.selected(); {
	case s == nil:
	case s.Format.Empty:
		p.tellEmpty(s)
	default:
		p.w.openFormatDraft(s)
	}
}

// tellEmpty leads from a format that is a name alone to the file that it is to be learned from.
func (p *formatPart) tellEmpty(s *app.SavedFormat) {
	p.w.layers.Ask(kit.Question{Title: s.Format.Name, Text: message.FormatEmpty, Yes: "ファイルを選ぶ", Do: p.onLearn})
}

func (p *formatPart) onRead() {
	s := p.selected()
	if s == nil || p.read.Disabled() {
		return
	}
	p.w.openFormatReading(s, "")
}

func (p *formatPart) onChange() {
	if s := p.selected(); s != nil && !p.change.Disabled() {
		p.w.openFormatForm(s.ID, s.Format.Clone(), nil, "")
	}
}

// onCopy asks how the copy is to be called.
func (p *formatPart) onCopy() {
	s := p.selected()
	if s == nil || p.copy.Disabled() {
		return
	}
	tryInBackground(p.w, func(ctx context.Context) (string, error) { return p.w.app.FreeFormatName(ctx, s.Format.Name) }, func(free string) {
		name := kit.NewField("書式の名前", kit.NewEntry("", nil))
		name.SetText(free)
		var d *kit.Dialog
		accept := func() {
			p.nameIt(name, func(ctx context.Context, text string) (int64, error) { return p.w.app.CopyFormat(ctx, s, text) }, func() {
				d.Close()
				p.w.said.note("「" + s.Format.Name + "」をコピーしました。")
			})
		}
		d = kit.NewInputDialog(p.w.layers, "「"+s.Format.Name+"」のコピー", kit.Form(name), "コピーする", accept).Wide(560)
		d.Show(name.Entry)
	})
}

// nameIt keeps something under the name in a field, or says beside it why not.
func (p *formatPart) nameIt(name *kit.Field, keep func(context.Context, string) (int64, error), done func()) {
	text := strings.TrimSpace(name.Text())
	inBackground(p.w, func(ctx context.Context) (int64, error) { return keep(ctx, text) }, func(id int64, err error) {
		if err != nil {
			name.SetError(oneLine(err))
			name.Focus()
			return
		}
		p.want = id
		p.show()
		done()
	})
}

func (p *formatPart) onRemove() {
	s := p.selected()
	if s == nil || p.remove.Disabled() {
		return
	}
	p.w.layers.Ask(kit.Question{
		Title: "「" + s.Format.Name + "」を削除しますか？", Yes: "削除する", Danger: true,
		Text: "書式と、「そのまま残す」の列の内容、前回書き出したときの控えを消します。部署とユーザーは変わりません。",
		Do: func() {
			p.w.try(func(ctx context.Context) error { return p.w.app.DeleteFormat(ctx, s.ID) }, func() {
				p.show()
				p.w.said.note("「" + s.Format.Name + "」を削除しました。")
			})
		},
	})
}

// onSave writes the format, and nobody's data, into a file for another administrator.
func (p *formatPart) onSave() {
	if s := p.selected(); s != nil && !p.save.Disabled() {
		p.w.saveFile(fileName(s.Format.Name)+format.Extension, func(_ context.Context, file io.Writer) error {
			return format.Encode(file, s.Format)
		})
	}
}

func (p *formatPart) onOpen() {
	p.w.openFile("書式", []string{"*" + format.Extension}, p.take)
}

// take keeps a format that another administrator has saved as a file, under a name of its own.
func (p *formatPart) take(path string) {
	type taken struct {
		id   int64
		name string
	}
	tryInBackground(p.w, func(ctx context.Context) (taken, error) {
		file, err := app.OpenFile(path)
		if err != nil {
			return taken{}, err
		}
		defer file.Close()
		f, err := format.Decode(file)
		if err != nil {
			return taken{}, err
		}
		if f.Name, err = p.w.app.FreeFormatName(ctx, f.Name); err != nil {
			return taken{}, err
		}
		id, err := p.w.app.SaveFormat(ctx, 0, f)
		return taken{id, f.Name}, err
	}, func(t taken) {
		p.want = t.id
		p.show()
		p.w.said.note("「" + t.name + "」の書式を追加しました。")
	})
}

// openTable reads a table that was dropped or chosen: as a file of this program, in a format
// that is kept, or as the sample of a new one.
func (w *window) openTable(path string) {
	tryInBackground(w, func(ctx context.Context) (*app.Recognized, error) {
		return w.app.Recognize(ctx, func() (io.ReadCloser, error) { return app.OpenFile(path) })
	}, func(r *app.Recognized) {
		switch {
		case r.Own():
			w.csv.open(path)
		case r.Saved != nil:
			w.openFormatReading(r.Saved, path)
		default:
			w.askStrange(r, path)
		}
	})
}

// askStrange asks about a file with columns that this program's own have not: another
// service's, or one with a slip in it.
func (w *window) askStrange(r *app.Recognized, path string) {
	const shown = 6
	names := r.Strange[:min(shown, len(r.Strange))]
	text := "「" + strings.Join(names, "」「") + "」"
	if more := len(r.Strange) - len(names); more > 0 {
		text += fmt.Sprintf("など、%d列", len(r.Strange))
	}
	var d *kit.Dialog
	learn := func() {
		d.Close()
		w.openFormatForm(0, r.Learned.Format, r.Learned, path)
	}
	b := kit.NewPrimaryButton("書式を作る", learn)
	d = kit.NewDialog(w.layers, "ほかのサービスのファイルですか？", kit.NewParagraph(kit.Plain(
		filepath.Base(path)+" には、このアプリのCSVにはない列があります："+text+"\n\n"+
			"ほかのサービスから書き出したファイルなら、列の並びや文字コードを覚えて（書式）、同じ形で書き出し、読み込めるようになります。")),
		kit.NewButton("やめる", func() { d.Close() }),
		kit.NewButton("このアプリのCSVとして確かめる", func() { d.Close(); w.csv.open(path) }), b).Wide(640)
	d.Confirm = learn
	d.Show(b)
}

// encodeFormat is a format as text, to tell whether it is another than before.
func encodeFormat(f *format.Format) string {
	var b bytes.Buffer
	_ = format.Encode(&b, f) // into memory
	return b.String()
}

package views

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/csvfile"
	"anpisync/app/message"
	"anpisync/views/kit"
)

// csvScreen is the screen ファイル: files out, and files in by the same preview as an import.
type csvScreen struct {
	w    *window
	page fyne.CanvasObject

	kind     *kit.Select
	encoding *kit.Radio
	defuse   *kit.Check
	password *kit.Field // that is written

	missing *kit.Check
	exclude *kit.Check
	initial *kit.Field

	formats *formatPart
}

// csvKinds are the files, in the order of their menu.
var csvKinds = []struct {
	kind csvfile.Kind
	name string
}{
	{csvfile.Users, "ユーザー"},
	{csvfile.Departments, "部署"},
	{csvfile.Memberships, "所属"},
}

func newCSV(w *window) *csvScreen {
	c := &csvScreen{w: w}
	var names []string
	for _, k := range csvKinds {
		names = append(names, k.name)
	}
	c.kind = kit.NewSelect(names, func(int) { c.arrange() })
	c.encoding = kit.NewRadio([]string{"UTF-8（BOM付き）", "Shift_JIS"}, nil)
	c.defuse = kit.NewCheck("数式として実行される文字の前に「'」を付ける", nil)
	c.defuse.SetChecked(true)
	c.password = kit.NewField("パスワード欄", kit.NewPasswordEntry("", c.onPassword(&c.password))).
		Hint("空のままにすると、パスワード欄は空になります。入力すると、全員の欄に書き込みます。")
	c.missing = kit.NewCheck("ファイルにない部署を削除する", nil)
	c.exclude = kit.NewCheck("削除した連携済みのものを読み込みから除外する", nil)
	c.exclude.SetChecked(true)
	c.initial = kit.NewField("新規ユーザーの初期パスワード", kit.NewPasswordEntry("", c.onPassword(&c.initial))).
		Hint("ファイルのパスワード欄が空の新規ユーザーに使います。")
	c.formats = newFormatPart(w)
	c.page = kit.Scroll(kit.Page(
		kit.Heading("ホーム ＞ ファイル", "ファイル", ""),
		section("CSVファイルへの書き出し", kit.Column(kit.Gap,
			kit.Form(
				kit.NewField("内容", c.kind),
				kit.NewField("文字コード", c.encoding),
				kit.NewField("", c.defuse).Hint("「+81…」のような番号にも付きます。読み込むときに外します。"),
				c.password,
				kit.NewField("", kit.Wrap(kit.Gap, kit.NewPrimaryButton("ファイルに書き出す", c.onWrite), kit.NewButton("Excelのファイルに全部書き出す", c.onWriteBook))),
			),
			kit.NewParagraph(kit.Dim("Excelでは、［データ］＞［テキストまたはCSVから］で開き、データ型を「テキスト」にすると、先頭の0が消えません。Excelのファイル（.xlsx）なら、そのまま開けます。")))),
		section("CSVファイルからの読み込み", kit.Column(kit.Gap,
			kit.NewParagraph(kit.Dim("ログイン名・部署コードが同じものは変更し、ないものは追加します。ファイルにないものは、そのままです。CSVのほか、Excelのファイル（.xlsx）も読み込めます。文字コードと内容は、自動で見分けます。")),
			kit.Form(
				kit.NewField("", c.missing).Hint("部署のファイルのときです。部署コードのない部署は残します。"),
				kit.NewField("", c.exclude),
				c.initial,
				kit.NewField("", kit.Row(kit.Gap, kit.NewPrimaryButton("ファイルを選んで読み込む", c.onRead))),
			))),
		c.formats.part,
		archivePart{w}.section(),
	))
	c.arrange()
	return c
}

func (c *csvScreen) name() string               { return "ファイル" }
func (c *csvScreen) content() fyne.CanvasObject { return c.page }
func (c *csvScreen) layer() kit.Layer           { return kit.Layer{} }
func (c *csvScreen) entered()                   { c.w.win.Canvas().Focus(c.kind) }
func (c *csvScreen) show(*state)                { c.formats.show() }

func (c *csvScreen) arrange() { c.password.SetVisible(csvKinds[c.kind.Chosen()].kind == csvfile.Users) }

// onPassword checks a password as it is typed; an empty one is none.
func (c *csvScreen) onPassword(field **kit.Field) func(string) {
	return func(text string) { (*field).SetError(optionalPasswordProblem(text)) }
}

// onWrite tells first what the file will lack.
func (c *csvScreen) onWrite() {
	kind := csvKinds[c.kind.Chosen()]
	if kind.kind == csvfile.Users && c.password.Error() != "" {
		c.password.Focus()
		return
	}
	o := csvfile.WriteOptions{Encoding: csvfile.UTF8, LetFormulas: !c.defuse.Checked()}
	if c.encoding.Chosen() == 1 {
		o.Encoding = csvfile.CP932
	}
	if kind.kind == csvfile.Users {
		o.Password = c.password.Text()
	}
	write := func() {
		c.w.saveFile(kind.name+".csv", func(ctx context.Context, file io.Writer) error {
			return c.w.app.ExportCSV(ctx, file, kind.kind, o)
		})
	}
	inBackground(c.w, func(ctx context.Context) (csvfile.Notes, error) {
		return c.w.app.InspectCSV(ctx, kind.kind, o)
	}, func(notes csvfile.Notes, err error) {
		text := strings.Join(message.FileNotes(notes), "\n")
		switch {
		case err != nil:
			c.w.fail(err)
		case text == "":
			write()
		default:
			c.w.layers.Ask(kit.Question{Title: "書き出す前にご確認ください", Text: text, Yes: "書き出す", Do: func() {
				o.Replace = true
				write()
			}})
		}
	})
}

// onWriteBook writes all kinds into one workbook, a sheet each.
func (c *csvScreen) onWriteBook() {
	c.w.saveFile("ユーザーと部署"+app.XLSXExtension, func(ctx context.Context, file io.Writer) error {
		var kinds []csvfile.Kind
		for _, k := range csvKinds {
			kinds = append(kinds, k.kind)
		}
		return c.w.app.ExportBook(ctx, file, kinds...)
	})
}

func (c *csvScreen) onRead() {
	if c.initial.Error() != "" {
		c.initial.Focus()
		return
	}
	c.w.openFile("CSV・Excel", tablePatterns(), c.w.openTable)
}

// tableEndings are those of the files that are read as tables.
var tableEndings = []string{".csv", ".txt", ".tsv", app.XLSXExtension}

// tablePatterns are those of the files that are read as tables.
func tablePatterns() (patterns []string) {
	for _, ending := range tableEndings {
		patterns = append(patterns, "*"+ending)
	}
	return patterns
}

// open shows what a file would change, as the form says that it is to be read.
func (c *csvScreen) open(path string) {
	o := csvfile.ReadOptions{
		Name: filepath.Base(path), DeleteMissing: c.missing.Checked(), Exclude: c.exclude.Checked(), Password: c.initial.Text(),
	}
	c.w.startPlan("ファイルを確かめています。", func(ctx context.Context, report func(app.Progress)) (*app.Proposal, error) {
		return c.w.app.PrepareCSV(ctx, func() (io.ReadCloser, error) { return app.OpenFile(path) }, o, report)
	})
}

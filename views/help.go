package views

import (
	"fmt"

	"fyne.io/fyne/v2/container"

	"anpisync/app/browse"
	"anpisync/app/manual"
	"anpisync/app/process"
	"anpisync/views/kit"
)

// The chapters of 使い方 that commands lead to.
const (
	helpErrors = manual.Errors
	helpKeys   = "キー操作"
)

// help is 使い方: the chapters at the left, what one says at the right, and a field that
// searches in all of them.
type help struct {
	dialog *kit.Dialog
	all    []manual.Chapter
	shown  []manual.Chapter
	search *kit.Entry
	list   *kit.Grid
	text   *kit.Paragraph
	page   *container.Scroll
}

// openHelp opens 使い方 at a chapter; "": at its beginning.
func (w *window) openHelp(chapter string) {
	if w.help != nil && w.help.dialog.Open() {
		return
	}
	h := &help{all: append(manual.Chapters(), w.keyChapter()), text: kit.NewParagraph()}
	w.help = h
	h.search = kit.NewSearchEntry("使い方を検索", h.find)
	h.list = chapterColumns.Grid("見つかりませんでした").Single()
	h.list.OnSelect = h.read
	h.search.Below = h.list.Focus
	h.page = kit.Scroll(kit.Pad(12, 14, 12, 14, h.text))
	h.dialog = kit.NewReadDialog(w.layers, "使い方", kit.Height(240, kit.Row(kit.Gap,
		kit.Fill(kit.Width(230, kit.Column(kit.Gap, h.search, kit.Grow(kit.NewFrame(h.list))))),
		kit.Grow(kit.NewFrame(h.page))))).Wide(980).Tall()
	h.dialog.Show(h.search)
	h.find("")
	for i, c := range h.shown {
		if c.Title == chapter {
			h.list.Select(int64(i))
		}
	}
}

// find lists the chapters in which some words are.
func (h *help) find(text string) {
	h.shown = manual.Search(h.all, text)
	h.list.SetRows(chapterColumns.Rows(h.shown, nil))
	h.list.Unselect()
	if len(h.shown) > 0 {
		h.list.Select(0)
	}
	h.read()
}

// read shows the chapter that is selected.
func (h *help) read() {
	var spans []kit.Span
	if picked := h.list.Selected(); len(picked) > 0 && int(picked[0]) < len(h.shown) {
		finder := &hits{finder: browse.NewHighlighter(h.search.Text)}
		c := h.shown[picked[0]]
		spans = append(spans, kit.Span{Text: c.Title, Bold: true, Size: 17})
		for _, p := range c.Parts {
			title := kit.Span{Bold: true}
			if p.Text == "" {
				title.Size = 15
			}
			spans = append(append(spans, kit.Plain("\n\n")), marked(p.Title, title, finder)...)
			if p.Text != "" {
				spans = append(append(spans, kit.Plain("\n")), marked(p.Text, kit.Span{}, finder)...)
			}
		}
	}
	h.text.SetSpans(spans...)
	h.page.ScrollToTop()
	h.page.Refresh()
}

// marked is a text with what was found in it in another colour.
func marked(text string, style kit.Span, finder *hits) (spans []kit.Span) {
	add := func(text string, tone kit.Tone) {
		if text != "" {
			s := style
			s.Text, s.Tone, s.Bold = text, tone, s.Bold || tone != kit.Normal
			spans = append(spans, s)
		}
	}
	from := 0
	for _, h := range finder.in(text) {
		add(text[from:h.From], kit.Normal)
		add(text[h.From:h.To], kit.Blue)
		from = h.To
	}
	add(text[from:], kit.Normal)
	return spans
}

var chapterColumns = kit.Columns[manual.Chapter]{
	{kit.GridColumn{Title: "章", Width: 180, Weight: 1}, func(c *manual.Chapter) kit.Cell { return kit.Cell{Text: c.Title} }},
}

// keyChapter are the keys of all commands, and those that lists and fields have.
func (w *window) keyChapter() manual.Chapter {
	c := manual.Chapter{Title: helpKeys}
	for _, m := range append(bar, kit.Menu{}) {
		text := ""
		for _, command := range w.commands {
			if keys := command.key.String(); keys != "" && command.menu == m.Title {
				text += fmt.Sprintf("%s：%s\n", keys, command.words)
			}
		}
		title := m.Title
		if title == "" {
			title = "部署の並び順など"
		}
		if text != "" {
			c.Parts = append(c.Parts, manual.Part{Title: title, Text: text})
		}
	}
	c.Parts = append(c.Parts,
		manual.Part{Title: "一覧", Text: "↑・↓・PageUp・PageDown・Home・End：移る\nShift+↑・↓：続けて選ぶ\nSpace：選ぶ、選ぶのをやめる\nEnter：開く\nShift+F10、メニューキー：できることを表示\n"},
		manual.Part{Title: "部署のツリー", Text: "→・←：開く、閉じる\n*：下をすべて開く\n文字：その文字で始まる部署に移る\n"},
		manual.Part{Title: "どこでも", Text: "Alt、F10：メニューを表示（macOSでは画面の上）\nTab・Shift+Tab：次の欄、前の欄\nEsc：やめる、検索を消す\n" + kit.ConfirmKeys + "：画面の主なボタンを押す\n"})
	return c
}

// showAbout says what the program is, and where its data is.
func (w *window) showAbout() {
	w.layers.Tell(programName, process.Versions()+"\n"+w.app.Dir())
}

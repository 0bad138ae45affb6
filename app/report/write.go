package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"anpisync/app/message"
)

//go:embed report.html
var page string

var document = template.Must(template.New("report").Funcs(template.FuncMap{"number": message.Number}).Parse(page))

// HTML is the report as one page that reaches for nothing else: for a mail program and a
// browser. It uses what mail programs know of CSS.
func (r *Report) HTML() (string, error) {
	var b strings.Builder
	err := document.Execute(&b, r)
	return b.String(), err
}

// Color is that of the kind, as the window has it.
func (r *Report) Color() template.CSS {
	switch r.Kind {
	case Changed, Recovered, Test:
		return "#1a7f37"
	case Stopped, Overdue:
		return "#9a6700"
	case Weekly:
		return "#0b57d0"
	}
	return "#b3261e"
}

// ChangesHead says of the changes whether they have been made.
func (r *Report) ChangesHead() string {
	if r.Kind == Changed {
		return "反映した変更"
	}
	return "まだ反映していない変更"
}

// PlainText is the report for a mail program that shows no HTML.
func (r *Report) PlainText() string {
	var b strings.Builder
	line := func(texts ...string) { b.WriteString(strings.Join(texts, "") + "\n") }
	head := func(title string) { line("\n■ ", title) }
	line(r.Title, "\n")
	if r.Text != "" {
		line(r.Text)
	}
	line("すること：", r.Advice, "\n")
	for _, f := range r.Facts {
		line(f.Name, "：", f.Value)
	}
	if len(r.Guards) > 0 {
		head("確認が必要な変更")
	}
	for _, g := range r.Guards {
		line("・", g.Headline, "\n　", g.Explanation)
	}
	for _, g := range r.Groups {
		head(fmt.Sprintf("問題：%s（%s件）", g.Name, message.Number(g.N)))
		line(g.Explanation, "\n直し方：", g.Advice)
		for _, p := range g.Problems {
			line("・", p.Headline)
			for _, party := range p.Parties {
				line("　　", party)
			}
			if len(p.Mends) > 0 {
				line("　　選べる答え：", strings.Join(p.Mends, "／"))
			}
		}
	}
	if len(r.Counts) > 0 {
		head("件数")
	}
	for _, c := range r.Counts {
		line(c.Name, "：", c.Changes, inBrackets(c.Rest))
	}
	if len(r.Changes) > 0 {
		head(r.ChangesHead())
	}
	for _, c := range r.Changes {
		line("・", c.Action, " ", c.Kind, " ", oneLine.Replace(c.Name), "　", oneLine.Replace(c.Text), inBrackets(c.Reason))
	}
	if r.More > 0 {
		line("ほか", message.Number(r.More), "件")
	}
	for _, n := range r.Notes {
		line("\n", n)
	}
	return b.String()
}

// oneLine keeps a memo of several lines from breaking the list.
var oneLine = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ")

func inBrackets(text string) string {
	if text == "" {
		return ""
	}
	return "（" + text + "）"
}

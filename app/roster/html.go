package roster

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"anpisync/app/browse"
	"anpisync/app/browse/orgchart"
	"anpisync/reconcile/directory"
)

//go:embed style.css
var style string

// WriteHTML writes the roster as one file that holds everything: for a browser, where it is
// printed, and for a telephone.
func (r *Roster) WriteHTML(ctx context.Context, w io.Writer) error {
	p := &page{bufio.NewWriterSize(w, 1<<16), r, ctx, nil}
	p.head()
	switch r.Form {
	case Calls:
		p.calls()
	case Cards:
		p.cards()
	case Chart:
		p.chart()
	default:
		p.list()
	}
	if r.People == 0 && r.Form != Chart {
		p.put(`<p class="none">該当するユーザーはいません。</p>`)
	}
	p.put(`<footer class="foot">`, esc(r.Foot()), "</footer>\n</body>\n</html>\n")
	if p.err != nil {
		return p.err
	}
	return p.Flush()
}

// page is a file while it is written.
type page struct {
	*bufio.Writer
	*Roster
	ctx context.Context
	err error
}

// put writes what is HTML already; all else goes through esc before.
func (p *page) put(parts ...string) {
	for _, part := range parts {
		_, _ = p.WriteString(part) // Flush tells
	}
}

// look says whether the file is still wanted.
func (p *page) look() bool {
	if p.err == nil {
		p.err = p.ctx.Err()
	}
	return p.err == nil
}

// esc is a text as HTML holds it, also within quotes; what HTML cannot hold shows as a mark.
func esc(text string) string {
	if strings.IndexFunc(text, unseen) >= 0 || !utf8.ValidString(text) {
		text = strings.Map(func(r rune) rune {
			if unseen(r) {
				return '\uFFFD'
			}
			return r
		}, text)
	}
	return html.EscapeString(text)
}

func unseen(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' || r&0xfffe == 0xfffe }

// quoted is a text as CSS holds it between quotes.
func quoted(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		if r < 0x80 && !('0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == ' ') || unseen(r) {
			if r == 0 {
				r = '\uFFFD'
			}
			fmt.Fprintf(&b, `\%x `, r)
			continue
		}
		b.WriteRune(r)
	}
	b.WriteByte('"')
	return b.String()
}

// styles are those of every roster, and what this one adds: the page, and its columns.
func (p *page) styles() string {
	var b strings.Builder
	b.WriteString(style)
	size := "portrait"
	if p.Across && p.Form != Cards || p.Form == Chart {
		size = "landscape"
	}
	if p.Form == Cards {
		b.WriteString("@page{size:A4 portrait;margin:0}\n")
		return b.String()
	}
	foot := strings.TrimSpace(p.Title + "　" + p.Foot())
	fmt.Fprintf(&b, `@page{size:A4 %s;margin:12mm 12mm 15mm;@bottom-left{content:%s;font-size:7.5pt;color:#444;width:80%%;white-space:nowrap;overflow:hidden}@bottom-right{content:counter(page) " / " counter(pages);font-size:9pt}}`+"\n",
		size, quoted(cut(foot, 90)))
	if p.Form == Chart {
		fmt.Fprintf(&b, "@media print{.chart header+section svg{max-height:%dmm}}\n", p.chartRoom())
	}
	if p.Form != ByDepartment {
		return b.String()
	}
	whole := 0
	for _, f := range p.fields {
		whole += weight(f)
	}
	for i, f := range p.fields {
		fmt.Fprintf(&b, "col:nth-child(%d){width:%.2f%%}\n@media screen and (max-width:640px){td:nth-child(%[1]d)::before{content:%[3]s}}\n",
			i+1, 100*float64(weight(f))/float64(max(whole, 1)), quoted(Label(f.Name)))
	}
	return b.String()
}

// chartRoom is how high a chart below the heading may be, in millimetres, so that both and
// the foot stand on one page: A4 across without its margins.
func (r *Roster) chartRoom() int {
	room := 168 - 8*((utf8.RuneCountInString(r.Title)+18)/48+1)
	if r.Note != "" {
		room -= 6
		for line := range strings.Lines(r.Note) {
			room -= 6 * (utf8.RuneCountInString(line)/66 + 1)
		}
	}
	return max(room, 60)
}

// weight is how much room a column takes.
func weight(f *directory.Field[directory.User]) int {
	switch {
	case f.Name == directory.FieldEmail, f.Name == directory.FieldMemo:
		return 26
	case f.Name == directory.FieldSortOrder, f.Name == directory.FieldSuspended:
		return 8
	}
	return 18
}

// cut shortens a text to so many characters.
func cut(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

func (p *page) head() {
	css := p.styles()
	sum := sha256.Sum256([]byte(css))
	p.put(`<!DOCTYPE html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-`, base64.StdEncoding.EncodeToString(sum[:]), `'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>`, esc(p.Title), `</title>
<style>`, css, `</style>
</head>
<body class="`, bodyClass(p.Roster), `">
<header>
<h1>`, esc(p.Title), ` <small>`, esc(p.Form.String()), "　", esc(p.Counted()), `</small></h1>
`)
	if p.Note != "" && p.Form != Cards {
		p.put(`<p class="note">`, esc(p.Note), "</p>\n")
	}
	if p.Form == Calls {
		p.put(`<p class="how">各部署の先頭の人（太い枠）が、すぐ下の部署の先頭の人に連絡します。部署の中は、番号の順に次の人へ連絡し、最後の人は先頭の人に報告します。つながらないときは、その次の人に連絡します。</p>`, "\n")
	}
	p.put("</header>\n")
}

func bodyClass(r *Roster) string {
	switch {
	case r.Form == Calls:
		return "calls"
	case r.Form == Cards:
		return "cards"
	case r.Form == Chart:
		return "chart"
	case r.Apart:
		return "list apart"
	}
	return "list"
}

// list is 部署別一覧: a table a department.
func (p *page) list() {
	filled := 0
	for i := range p.Departments {
		if len(p.Departments[i].Members) > 0 {
			filled++
		}
	}
	if filled > 1 {
		p.put("<nav><details><summary>部署へ移動</summary><ul>\n")
		for i := range p.Departments {
			if d := &p.Departments[i]; len(d.Members) > 0 {
				fmt.Fprintf(p, `<li><a href="#d%d">%s</a> <small>%s人</small></li>`+"\n", d.ID, esc(d.Name), grouped(len(d.Members)))
			}
		}
		p.put("</ul></details><p class=\"find\">人を探すには、Ctrl+F（Macは⌘+F、スマートフォンはメニューの「ページ内を検索」）を使います。</p></nav>\n")
	}
	columns := fmt.Sprint(max(len(p.fields), 1))
	widths := "<colgroup>" + strings.Repeat("<col>", len(p.fields)) + "</colgroup>"
	var heads strings.Builder
	for _, name := range p.Labels() {
		heads.WriteString("<th>" + esc(name) + "</th>")
	}
	for i := range p.Departments {
		d := &p.Departments[i]
		if len(d.Members) == 0 {
			continue
		}
		if !p.look() {
			return
		}
		fmt.Fprintf(p, `<section id="d%d">`, d.ID)
		if len(d.Path) > 0 {
			p.put(`<p class="path">`, esc(shortPath(d.Path)), "</p>")
		}
		p.put("<table>", widths, `<thead><tr><th class="name" colspan="`, columns, `">`, esc(d.Name), " <small>", grouped(len(d.Members)), "人</small></th></tr><tr>", heads.String(), "</tr></thead><tbody>\n")
		for _, u := range d.Members {
			p.put("<tr>")
			for _, f := range p.fields {
				p.put("<td>")
				p.value(f, u)
				p.put("</td>")
			}
			p.put("</tr>\n")
		}
		p.put("</tbody></table></section>\n")
	}
}

// shortName is how much of a name stands where it only leads to its place.
const shortName = 24

func shortPath(path []string) string {
	names := make([]string, len(path))
	for i, name := range path {
		names[i] = cut(name, shortName)
	}
	return strings.Join(names, " ＞ ")
}

// value writes a field, as a link where a telephone or a mail program can do something.
func (p *page) value(f *directory.Field[directory.User], u *directory.User) {
	text := p.text(f, u)
	switch {
	case text == "":
	case IsPhone(f.Name):
		p.tel(text)
	case f.Name == directory.FieldEmail:
		p.mail(text)
	default:
		p.put(esc(text))
	}
}

func (p *page) tel(number string) {
	if dial := dialled(number); dial != "" {
		p.put(`<a href="tel:`, dial, `">`, esc(number), "</a>")
		return
	}
	p.put(esc(number))
}

func (p *page) mail(address string) {
	if mailable(address) {
		p.put(`<a href="mailto:`, esc(MailTo(address)), `">`, esc(address), "</a>")
		return
	}
	p.put(esc(address))
}

// dense is from how many people on a page of 緊急連絡網 on the boxes are small.
const dense = 40

// calls is 緊急連絡網: a page a top department.
func (p *page) calls() {
	called := p.called()
	for _, departments := range p.tops() {
		people := 0
		for _, d := range departments {
			people += len(d.Members)
		}
		class := ""
		if people > dense {
			class = ` class="dense"`
		}
		p.put("<section", class, "><h2>", esc(departments[0].Name), " <small>", grouped(people), "人</small></h2>\n")
		p.branch(departments, called)
		p.put("</section>\n")
	}
}

// branch writes a department and those below it, which follow it.
func (p *page) branch(departments []*Department, called map[int64][]*Department) {
	if !p.look() {
		return
	}
	d, below := departments[0], departments[1:]
	p.put(`<div class="dep"><h3>`, esc(d.Name), "</h3>\n")
	if len(d.Members) > 0 {
		if above, first := p.caller(d); first != nil {
			p.put(`<p class="from">`, esc(cut(above.Name, shortName)), " ", esc(cut(directory.Revealed(first.Name), shortName)), " さんから</p>\n")
		}
		p.put(`<ol class="people">`)
		for i, u := range d.Members {
			if i == 0 {
				p.put(`<li class="first">`)
			} else {
				p.put("<li>")
			}
			p.put("<b><small>", grouped(i+1), "</small> ", esc(directory.Revealed(u.Name)), "</b>")
			p.reach(u)
			if i == 0 {
				p.next(d, called[d.ID])
			}
			p.put("</li>")
		}
		p.put("</ol>\n")
	}
	if len(below) > 0 {
		p.put(`<div class="below">`)
		for from := 0; from < len(below); {
			to := from + 1
			for to < len(below) && below[to].Level > below[from].Level {
				to++
			}
			p.branch(below[from:to], called)
			from = to
		}
		p.put("</div>\n")
	}
	p.put("</div>\n")
}

// next says whom the first of a department calls.
func (p *page) next(d *Department, called []*Department) {
	var to []string
	for _, below := range called {
		to = append(to, cut(below.Name, shortName)+" "+cut(directory.Revealed(below.Members[0].Name), shortName))
	}
	if len(d.Members) > 1 {
		to = append(to, "この部署の2番 "+cut(directory.Revealed(d.Members[1].Name), shortName))
	}
	if len(to) > 0 {
		p.put(`<span class="to">→ `, esc(strings.Join(to, "、")), "</span>")
	}
}

// reach writes how a person is reached: by telephone, or else by mail.
func (p *page) reach(u *directory.User) {
	numbers := p.numbers(u)
	for _, number := range numbers {
		p.put("<span>")
		p.tel(number)
		p.put("</span>")
	}
	if len(numbers) == 0 {
		p.put("<span>")
		p.mail(cmp.Or(directory.Revealed(u.Email), "連絡先なし"))
		p.put("</span>")
	}
}

const (
	cardsPerSheet = 10
	cardRows      = 20 // of people on a card, in two columns
	fewOnCard     = 7  // who have one column, in a larger size
)

// card is 携帯カード of one person: the people of their own departments.
type card struct {
	user        *directory.User
	departments string
	others      []*directory.User
	more        int // for whom there is no room
}

func (r *Roster) cardsOf() []card {
	var all []card
	at := map[int64]int{}
	for i := range r.Departments {
		d := &r.Departments[i]
		for _, u := range d.Members {
			place, known := at[u.ID]
			if !known {
				place = len(all)
				at[u.ID] = place
				all = append(all, card{user: u, departments: d.Name})
			} else {
				all[place].departments += "、" + d.Name
			}
			c := &all[place]
			if d.ID == browse.Unassigned {
				continue
			}
			for _, other := range d.Members {
				switch {
				case other.ID == u.ID || slices.ContainsFunc(c.others, func(o *directory.User) bool { return o.ID == other.ID }):
				case len(c.others) < cardRows:
					c.others = append(c.others, other)
				default:
					c.more++
				}
			}
		}
	}
	for i := range all {
		if c := &all[i]; c.more > 0 {
			c.others = c.others[:cardRows-1]
			c.more++
		}
	}
	return all
}

func (p *page) cards() {
	for sheet := range slices.Chunk(p.cardsOf(), cardsPerSheet) {
		if !p.look() {
			return
		}
		p.put(`<section class="sheet">`)
		for _, x := range []string{"v0", "v1", "v2"} {
			p.put(`<i class="mark v vt `, x, `"></i><i class="mark v vb `, x, `"></i>`)
		}
		for _, y := range []string{"h0", "h1", "h2", "h3", "h4", "h5"} {
			p.put(`<i class="mark h hl `, y, `"></i><i class="mark h hr `, y, `"></i>`)
		}
		p.put("\n")
		for _, c := range sheet {
			p.card(c)
		}
		p.put("</section>\n")
	}
}

func (p *page) card(c card) {
	class := "card"
	if len(c.others) <= fewOnCard {
		class = "card few"
	}
	p.put(`<article class="`, class, `"><h2>`, esc(directory.Revealed(c.user.Name)), " <small>", esc(c.departments), "　", p.Now.Local().Format("2006-01-02"), "</small></h2><ul>")
	for _, u := range c.others {
		p.put("<li><b>", esc(directory.Revealed(u.Name)), "</b>")
		if numbers := p.numbers(u); len(numbers) > 0 {
			p.tel(numbers[0])
		} else {
			p.mail(directory.Revealed(u.Email))
		}
		p.put("</li>")
	}
	if c.more > 0 {
		p.put("<li>ほか", grouped(c.more), "人</li>")
	}
	p.put("</ul>")
	if p.Note != "" {
		p.put(`<p class="note">`, esc(p.Note), "</p>")
	}
	p.put("</article>\n")
}

// chartMost is how many departments fit onto one page.
const chartMost = 60

// chart is 組織図: on one page, or where that would be too small, the top on one and each
// department below it on another.
func (p *page) chart() {
	o, ok := p.overview()
	if !ok {
		return
	}
	p.diagram(o)
	if o.Folded == nil {
		return
	}
	for _, id := range p.model.Children(o.Root) {
		if len(p.model.Children(id)) > 0 {
			p.diagram(orgchart.Options{Root: id})
		}
	}
}

// overview is what the first page of 組織図 shows; false: there is no department.
func (r *Roster) overview() (o orgchart.Options, ok bool) {
	top := r.model.Node(r.Of.Department)
	if top == nil || top.Department == nil {
		if top = r.model.Node(directory.RootID); top == nil {
			return o, false
		}
	}
	o.Root = top.ID
	if top.Below() > chartMost {
		o.Folded = map[int64]bool{}
		for _, id := range r.model.Children(top.ID) {
			o.Folded[id] = true
		}
	}
	return o, true
}

func (p *page) diagram(o orgchart.Options) {
	if !p.look() {
		return
	}
	o.Ratio = 273.0 / 170
	p.put("<section>")
	if err := orgchart.Lay(p.model, o).WriteSVG(p); err != nil && p.err == nil {
		p.err = err
	}
	p.put("</section>\n")
}

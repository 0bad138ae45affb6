package message

import (
	"fmt"
	"strings"

	"github.com/mattn/go-runewidth"

	"anpisync/reconcile/directory"
)

// Summary counts the changes of a plan in one line, "追加 3・変更 12・紐付け 2・削除 1".
func Summary(p *directory.Plan) string {
	return Counts(directory.Count(p.Departments), directory.Count(p.Users))
}

// Counts is the Summary of changes that were counted.
func Counts(d, u directory.Tally) string {
	var parts []string
	for _, c := range []struct {
		action directory.Action
		n      int
	}{
		{directory.Create, d.Created + u.Created},
		{directory.Update, d.Updated + u.Updated},
		{directory.Link, d.Linked + u.Linked},
		{directory.Unlink, d.Unlinked + u.Unlinked},
		{directory.Delete, d.Deleted + u.Deleted},
	} {
		if c.n > 0 {
			parts = append(parts, Action(c.action)+" "+grouped(c.n))
		}
	}
	if len(parts) == 0 {
		return "変更はありません。"
	}
	return strings.Join(parts, "・")
}

// Applies is what the button says that writes a plan with so many changes: whoever is
// deleted is named apart.
func Applies(d, u directory.Tally) string {
	all := d.Total() + u.Total()
	if all == 0 {
		return "反映する"
	}
	var gone []string
	if u.Deleted > 0 {
		gone = append(gone, grouped(u.Deleted)+"人")
	}
	if d.Deleted > 0 {
		gone = append(gone, grouped(d.Deleted)+"部署")
	}
	switch deleted := strings.Join(gone, "と") + "を削除して"; {
	case len(gone) == 0:
		return grouped(all) + "件を反映する"
	case u.Deleted+d.Deleted == all:
		return deleted + "反映する"
	default:
		return deleted + grouped(all) + "件を反映する"
	}
}

// GoesBack says of an undo what it goes back to: the kind of what is undone, and when
// that ended.
func GoesBack(kind directory.ImportKind, when string) string {
	if kind == directory.ImportUndo {
		return when + "に元に戻す前の状態にします。"
	}
	what := "読み込み"
	if kind == directory.ImportTakeOver {
		what = "引き継ぎ"
	}
	return when + "の" + what + "の前に戻します。"
}

// LeavesOut says what the answers 「読み込みから除外」 leave out; "" where there are none.
func LeavesOut(c directory.Choices) string {
	var names []string
	departments := false
	for _, m := range c {
		if m.Kind == directory.MendExclude {
			names = append(names, RecordKind(m.Record)+"「"+m.Name+"」")
			departments = departments || m.Record == directory.KindDepartment
		}
	}
	if len(names) == 0 {
		return ""
	}
	text := some(names) + "を、これから読み込みません。"
	if departments {
		text += "下にある組織と、それらへの所属も読み込みません。"
	}
	return text
}

// Hidden says how much of cybozu.com the account that read may not see (M5); "" where
// memberships name nothing of the kind.
func Hidden(p *directory.Plan) string {
	if p.Read == nil {
		return ""
	}
	var what []string
	if n := p.Read.HiddenUsers; n > 0 {
		what = append(what, "ユーザー"+grouped(n)+"人")
	}
	if n := p.Read.HiddenOrganizations; n > 0 {
		what = append(what, "組織"+grouped(n)+"件")
	}
	if len(what) == 0 {
		return ""
	}
	return "このアカウントからは、" + strings.Join(what, "と") + "が見えません（組織間のアクセス権）。" +
		"見えないものは読み込まず、ここにあるものはそのまま残します。" +
		"すべてを読み込むには、cybozu.com共通管理者のアカウントか、APIトークンをお使いください。"
}

// columns aligns for a terminal that takes ambiguous characters for wide ones, as
// Japanese ones do; a narrow one shows some spaces too many.
var columns = &runewidth.Condition{EastAsianWidth: true}

// Plan is the printed list: one line a change, then the [Summary]. The plan was made
// from d.
func Plan(p *directory.Plan, d *directory.Directory) []string {
	describer := NewDescriber(p, d)
	descriptions := make([]Description, 0, len(p.Departments)+len(p.Users))
	for i := range p.Departments {
		descriptions = append(descriptions, describer.Department(&p.Departments[i]))
	}
	for i := range p.Users {
		descriptions = append(descriptions, describer.User(&p.Users[i]))
	}
	width := 0
	for _, d := range descriptions {
		width = max(width, columns.StringWidth(d.Name))
	}
	var lines []string
	if p.DomainBefore != "" && p.Domain != p.DomainBefore {
		lines = append(lines, fmt.Sprintf("連携先：%s → %s", p.DomainBefore, p.Domain))
	}
	for _, d := range descriptions {
		line := columns.FillRight(Action(d.Action), 8) + "  " +
			columns.FillRight(RecordKind(d.Kind), 8) + "  " +
			columns.FillRight(d.Name, width) + "  " +
			join("  ", d.Text(), "（"+d.Reason()+"）")
		lines = append(lines, printed(line))
	}
	if hidden := Hidden(p); hidden != "" {
		lines = append(lines, hidden)
	}
	return append(lines, Summary(p))
}

// printed is a line of a list for terminals and editors, which the texts in it cannot
// break and in which nothing hides.
func printed(line string) string { return directory.Revealed(oneLine.Replace(line)) }

// Exclusions says what comes on the list 「読み込みから除外」 by a plan, and what goes off it
// (U13).
func Exclusions(p *directory.Plan) []string {
	on, off := directory.DiffExclusions(p.RememberedBefore.Excluded, p.Remembered.Excluded)
	var lines []string
	for _, l := range []struct {
		es      []directory.Exclusion
		becomes string
	}{{off, "が、「読み込みから除外」から外れ、次から読み込まれます。"}, {on, "が、「読み込みから除外」に入り、次から読み込まれません。"}} {
		if len(l.es) == 0 {
			continue
		}
		names := make([]string, len(l.es))
		for i, e := range l.es {
			names[i] = "「" + e.Name + "」"
		}
		lines = append(lines, some(names)+l.becomes)
	}
	return lines
}

// oneLine keeps a memo of several lines from breaking the list.
var oneLine = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ")

// Keepers says who keeps an address that several would hold (U10): the choices that the
// plan, made from d, was made with.
func Keepers(p *directory.Plan, d *directory.Directory) []string {
	keepers := p.Remembered.EmailKeepers
	if len(keepers) == 0 {
		return nil
	}
	names := map[directory.EmailKeeper]string{}
	note := func(u *directory.User) {
		names[directory.EmailKeeper{Email: directory.FoldEmail(u.Email)}] = sideNames[directory.SideHere] + "の" + Person(u)
		if u.Linked() {
			names[directory.EmailKeeper{Email: directory.FoldEmail(u.Email), CybozuID: u.CybozuID}] = sideNames[directory.SideCybozu] + "の" + Person(u)
		}
	}
	for i := range d.Users {
		note(&d.Users[i])
	}
	for _, c := range p.Users {
		if c.After != nil {
			note(c.After)
		}
	}
	lines := make([]string, len(keepers))
	for i, k := range keepers {
		name, ok := names[k]
		if !ok {
			name = "選ばれたユーザー"
		}
		lines[i] = "メールアドレス「" + k.Email + "」は、" + name + "が使います。"
	}
	return lines
}

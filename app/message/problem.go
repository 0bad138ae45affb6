package message

import (
	"fmt"
	"slices"
	"strings"

	"anpisync/reconcile/directory"
)

// ProblemText is what a person reads of a [directory.Problem].
type ProblemText struct {
	Headline    string   // the manual's words where it has them
	Explanation string   // how it comes about
	Advice      string   // how to end it, here or at cybozu.com
	Parties     []string // one line a record concerned, with the side it stands on
}

// problemKinds are what problems are about, in a few words, and what a person reads of them,
// with their subject for {subject}; first what others may be due to.
var problemKinds = []struct {
	kind directory.ProblemKind
	name string
	text ProblemText
}{
	{directory.ProblemDomain, "連携先の変更", ProblemText{
		Headline:    "前回とは別のcybozu.com（{subject}）から読み込もうとしています。",
		Explanation: "ほかの問題は、どちらの答えを選ぶかで変わることがあります。",
		Advice:      "まず、「URLだけが変わった」か「別の環境」かを選んでください。",
	}},
	{directory.ProblemNoUsers, "ユーザーを読み込めない", ProblemText{
		Headline:    "cybozu.comのユーザーを1人も読み込めませんでした。",
		Explanation: "ログインしたアカウントから、ユーザーが見えないのかもしれません。全員が削除されないよう、中止しました。",
		Advice:      "アカウントの権限を確かめるか、別のアカウントで、もう一度読み込んでください。",
	}},
	{directory.ProblemNoSelf, "ログインしたユーザーがいない", ProblemText{
		Headline:    "読み込んだ一覧に、ログインしたユーザー「{subject}」がいません。",
		Explanation: "一覧の一部しか読み込めていないおそれがあるため、中止しました。",
		Advice:      "アカウントの権限を確かめるか、別のアカウントで、もう一度読み込んでください。",
	}},
	{directory.ProblemNoNames, "名前が空", ProblemText{
		Headline:    "読み込んだ一覧のうち、{subject}人の名前が空です。",
		Explanation: "cybozu.comでは表示名が必須のため、正しく読み込めていないおそれがあります。名前が失われないよう、中止しました。",
		Advice:      "しばらく待ってから、もう一度読み込んでください。続くときは、cybozu.comで表示名を確かめるか、別のアカウントで読み込んでください。",
	}},
	{directory.ProblemNoCode, "ログイン名・組織コードがない", ProblemText{
		Headline:    "cybozu.comの「{subject}」に、ログイン名か組織コードがありません。",
		Explanation: "空白や制御文字を取り除くと、何も残りません。",
		Advice:      "cybozu.comでログイン名か組織コードを付けるか、「読み込みから除外」を選んでください。",
	}},
	{directory.ProblemParentMissing, "親組織が見えない", ProblemText{
		Headline:    "親組織「{subject}」が、cybozu.comの組織一覧にありません。",
		Explanation: "組織間のアクセス権により、ログインしたアカウントから見えない組織があるのかもしれません。",
		Advice:      "すべての組織が見えるアカウントで読み込むか、cybozu.comで親組織を確かめるか、「読み込みから除外」を選んでください。",
	}},
	{directory.ProblemRing, "親子関係の循環", ProblemText{
		Headline:    "cybozu.comの組織の親子関係が循環しています。",
		Explanation: "次の組織は、親をたどると自分自身に戻ります。",
		Advice:      "cybozu.comで組織の親子関係を直すか、「読み込みから除外」を選んでください。",
	}},
	{directory.ProblemLevelOne, "第1階層の部署の移動", ProblemText{
		Headline:    "第1階層の部署の親部署を最上位部署以外に変更することはできません。",
		Explanation: "最上位部署のすぐ下にある部署に対応する組織が、cybozu.comでは別の組織の下にあります。",
		Advice:      "「作り直す」を押すと、このアプリのみの所属と下の部署ごと新しい位置に移します。または、このアプリで部署を削除してから、もう一度読み込んでください。",
	}},
	{directory.ProblemCodeTwice, "部署コードの重複", ProblemText{
		Headline:    "部署コード「{subject}」を重複させることはできません。",
		Explanation: "読み込むと、同じ部署コードの部署が2つ以上になります。",
		Advice:      "cybozu.comかこのアプリのどちらかで部署コードを変更するか、一方の組織の「読み込みから除外」を選んでください。",
	}},
	{directory.ProblemSeveralToOne, "同じユーザーに複数が紐付く", ProblemText{
		Headline:    "複数のcybozu.comのユーザーが同じユーザーに紐付きます。",
		Explanation: "このアプリの1人に、ログイン名かメールアドレスで、cybozu.comの2人以上が一致します。",
		Advice:      "このアプリかcybozu.comで、ログイン名かメールアドレスを変更してから、もう一度読み込んでください。",
	}},
	{directory.ProblemLoginTaken, "ログイン名が使用中", ProblemText{
		Headline:    "複数のcybozu.comのユーザーが同じユーザーに紐付きます。ログイン名「{subject}」は、このアプリの別のユーザーが使っています。",
		Explanation: "そのユーザーは、cybozu.comの別のユーザーと連携しています。",
		Advice:      "「ここのログイン名をcybozu.comに合わせる」を押すか、このアプリかcybozu.comでログイン名を変更してください。",
	}},
	{directory.ProblemLoginTwice, "ログイン名の重複", ProblemText{
		Headline:    "ログイン名「{subject}」を重複させることはできません。",
		Explanation: "空白や改行を整えると、2人以上のログイン名が同じになります。",
		Advice:      "cybozu.comかこのアプリでログイン名を変更してから、もう一度読み込んでください。",
	}},
	{directory.ProblemEmailTwice, "メールアドレスの重複", ProblemText{
		Headline:    "メールアドレス「{subject}」を重複させることはできません。",
		Explanation: "読み込むと、同じメールアドレスのユーザーが2人以上になります。",
		Advice:      "このメールアドレスを使うユーザーを1人選ぶか、cybozu.comかこのアプリのどちらかで、重複するメールアドレスを変更または削除してください。",
	}},
}

// ProblemKinds are all kinds of problems, in the order in which they are shown.
func ProblemKinds() []directory.ProblemKind {
	kinds := make([]directory.ProblemKind, len(problemKinds))
	for i, k := range problemKinds {
		kinds[i] = k.kind
	}
	return kinds
}

// ProblemKind is what problems of a kind are about, in a few words.
func ProblemKind(kind directory.ProblemKind) string {
	for _, k := range problemKinds {
		if k.kind == kind {
			return k.name
		}
	}
	return string(kind)
}

// Proposal is what the proposed answers to problems of a kind come to; "" where their
// buttons say it.
func Proposal(kind directory.ProblemKind) string {
	if kind == directory.ProblemEmailTwice {
		return "提案では、停止中でない人のうち、いまそのメールアドレスを使っている人が使い続けます。ほかの人のメールアドレスは空になります。"
	}
	return ""
}

// ProblemSubject is what a problem is about, in a line.
func ProblemSubject(p directory.Problem) string {
	switch {
	case p.Kind == directory.ProblemSeveralToOne && len(p.Parties) > 0:
		return who(p.Parties[0])
	case p.Kind == directory.ProblemNoNames:
		return p.Subject + "人"
	case p.Subject == "":
		return ProblemKind(p.Kind)
	}
	return p.Subject
}

// Names are those of the records concerned, each once.
func Names(parties []directory.Party) string {
	var names []string
	for _, p := range parties {
		if p.Name != "" && !slices.Contains(names, p.Name) {
			names = append(names, p.Name)
		}
	}
	return some(names)
}

// Problem puts a problem into words.
func Problem(p directory.Problem) ProblemText {
	t := problemText(p)
	for _, party := range p.Parties {
		t.Parties = append(t.Parties, Party(party))
	}
	return t
}

func problemText(p directory.Problem) ProblemText {
	for _, k := range problemKinds {
		if k.kind == p.Kind {
			k.text.Headline = strings.ReplaceAll(k.text.Headline, "{subject}", p.Subject)
			return k.text
		}
	}
	return ProblemText{
		Headline:    "読み込みを続けられない問題があります「" + p.Subject + "」。",
		Explanation: "規則 " + string(p.Rule) + " に合いません。",
		Advice:      "cybozu.comかこのアプリの情報を直してから、もう一度読み込んでください。",
	}
}

// Problems is the list as text, to print, copy or save: each problem with who is
// concerned and how to mend it.
func Problems(ps directory.Problems) []string {
	var lines []string
	for i, p := range ps {
		t := Problem(p)
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, t.Headline), "   "+t.Explanation)
		for _, party := range t.Parties {
			lines = append(lines, "   ・"+party)
		}
		lines = append(lines, "   → "+t.Advice)
	}
	for i, line := range lines {
		lines[i] = printed(line)
	}
	return lines
}

// Party is one record in one line: the side, the name, and what tells it from others.
func Party(p directory.Party) string {
	return sideNames[p.Side] + "：" + who(p) + where(p)
}

// who is "佐藤 昇（sato、sato@example.com、停止中）".
func who(p directory.Party) string {
	var state string
	if p.Suspended {
		state = "停止中"
	}
	code := p.Code
	if p.Kind == directory.KindDepartment && code != "" {
		code = "コード " + code
	}
	name := p.Name
	if name == "" {
		name = "（名前なし）"
	}
	if inside := join("、", code, p.Email, state); inside != "" {
		return name + "（" + inside + "）"
	}
	return name
}

func where(p directory.Party) string {
	switch {
	case len(p.Path) == 0:
		return ""
	case p.Kind == directory.KindDepartment:
		return " " + strings.Join(p.Path, pathSeparator) + " の下"
	}
	return " " + strings.Join(p.Path, "、")
}

// Mend is the label of the button that gives the answer m: to a problem among parties,
// or, where there are none, to the change beside which the button stands.
func Mend(m directory.Mend, parties []directory.Party) string {
	switch m.Kind {
	case directory.MendRebuild:
		return "作り直す"
	case directory.MendAdoptLogin:
		return "ここのログイン名をcybozu.comに合わせる" + inBrackets(m.Name)
	case directory.MendKeeper:
		side := directory.SideCybozu
		if m.CybozuID == 0 {
			side = directory.SideHere
		}
		name := m.Name
		for _, p := range parties {
			if p.Side == side && (p.CybozuID == m.CybozuID || side == directory.SideHere && p.ID == m.UserID) {
				name = p.Name + inBrackets(p.Code)
			}
		}
		return sideNames[side] + "の" + name + "が使う"
	case directory.MendKeep:
		return "残す（このアプリのみにする）"
	case directory.MendExclude:
		if len(parties) > 0 {
			return "「" + m.Name + "」を読み込みから除外"
		}
		return "読み込みから除外"
	case directory.MendDomain:
		return domainAnswers[m.Domain]
	}
	return string(m.Kind)
}

// Mends is the label of the button that gives one answer to several changes.
func Mends(kind directory.MendKind, record directory.RecordKind, n int) string {
	counter := "人"
	if record == directory.KindDepartment {
		counter = "部署"
	}
	switch kind {
	case directory.MendKeep:
		return grouped(n) + counter + "を残す（このアプリのみにする）"
	case directory.MendExclude:
		return grouped(n) + counter + "を読み込みから除外"
	}
	return grouped(n) + counter + "：" + Mend(directory.Mend{Kind: kind}, nil)
}

func inBrackets(s string) string {
	if s == "" {
		return ""
	}
	return "（" + s + "）"
}

package message

import (
	"anpisync/app/contact"
	"anpisync/reconcile/directory"
)

// CheckText is what a person reads of a check of 点検.
type CheckText struct {
	Name    string // "電話番号なし"
	Meaning string // whom it finds
	Why     string // why it matters on the evening that the list is for
	Mend    string // where to put it right
}

// Where something is put right.
const (
	mendUser       = "cybozu.comの「ユーザー管理」で直します。このアプリのみの人は、ここで直します。"
	mendDepartment = "cybozu.comの「組織の管理」で直します。このアプリのみの部署は、ここで直します。"
)

var checkTexts = map[directory.Check]CheckText{
	directory.CheckUnreachable: {
		"連絡できない人", "メールアドレスも電話番号もない人です。停止中の人は数えません。",
		"災害のときに、安否を尋ねる手段がありません。", mendUser,
	},
	directory.CheckNoPhone: {
		"電話番号なし", "電話番号がない人です。",
		"メールに返事がないときに、電話で確かめられません。", mendUser,
	},
	directory.CheckNoEmail: {
		"メールアドレスなし", "メールアドレスがない人です。",
		"安否確認のメールが届きません。", mendUser,
	},
	directory.CheckWrongPhone: {
		"電話番号が正しくない", "日本の電話番号として、桁数や市外局番が正しくない人です。先頭の0がないもの、文字が混じるものも含みます。",
		"電話がつながりません。ほかのサービスに取り込めないこともあります。", mendUser,
	},
	directory.CheckWrongEmail: {
		"メールアドレスが正しくない", "メールアドレスの形式（RFC 5321）に合わない人です。全角の文字、「@」の後ろがないものなどです。",
		"メールが届きません。古い携帯電話の「..」や「.@」を含むアドレスは届くこともありますが、送れないサービスがあります。", mendUser,
	},
	directory.CheckExtensionPhone: {
		"内線の番号", "電話番号が、内線だけか、内線付きの人です。",
		"夜間や休日に、会社の外から本人につながりません。", mendUser,
	},
	directory.CheckSharedPhone: {
		"同じ電話番号", "3人以上が同じ電話番号です。部署の代表番号と思われます。",
		"夜間や休日に、本人につながりません。", mendUser,
	},
	directory.CheckNoDepartment: {
		"未所属", "どの部署にも所属していない人です。",
		"部署ごとの確認と集計から漏れます。", mendUser,
	},
	directory.CheckSuspendedAssigned: {
		"停止中なのに所属あり", "cybozu.comで停止中で、部署に所属している人です。",
		"返事をしない人が部署の人数に入り、確認が終わりません。",
		"退職した人は、cybozu.comで組織から外すか、削除します。休職中の人などは「問題なし」にします。",
	},
	directory.CheckSameName: {
		"同姓同名", "空白を除いて、名前が同じ人です。",
		"返事を取り違えるおそれがあります。同じ人が二重に登録されていることもあります。",
		"二重の登録は、一方を削除します。別人のときは「問題なし」にします。",
	},
	directory.CheckNoReading: {
		"よみなし", "よみがない人です。",
		"五十音順に並ばず、よみで検索できません。", mendUser,
	},
	directory.CheckEmptyDepartment: {
		"部署に誰もいない", "直接所属する人がいない部署です。下の部署の人は数えません。",
		"使われていない部署が、確認のときに紛れます。所属の登録が漏れていることもあります。",
		"使わない部署は、cybozu.com（このアプリのみの部署は、ここ）で削除します。まとめるだけの部署は「問題なし」にします。",
	},
	directory.CheckNoCode: {
		"部署コードなし", "部署コードがない部署です。",
		"CSVファイルで所属を指定できず、cybozu.comの組織と照合できません。", mendDepartment,
	},
}

// Check is what a person reads of a check.
func Check(c directory.Check) CheckText {
	if text, ok := checkTexts[c]; ok {
		return text
	}
	return CheckText{Name: string(c)}
}

var faults = map[contact.Fault]string{
	contact.PhoneLetters:   "番号ではない文字があるか、2つ以上の番号があります",
	contact.PhoneNoZero:    "先頭の0がありません",
	contact.PhoneNoArea:    "市外局番がありません",
	contact.PhoneUnknown:   "桁数が合わないか、使われていない番号です",
	contact.PhoneExtension: "内線の番号です",
	contact.EmailNoAt:      "「@」がありません",
	contact.EmailNoLocal:   "「@」の前がありません",
	contact.EmailNoHost:    "「@」の後ろに、「example.co.jp」のようなドメインがありません",
	contact.EmailWide:      "全角の文字があります",
	contact.EmailSpace:     "空白があるか、2つ以上のメールアドレスがあります",
	contact.EmailDots:      "「@」の前に、続いた「.」か、端の「.」があります",
	contact.EmailLocal:     "「@」の前に、使えない文字があります",
	contact.EmailHost:      "「@」の後ろのドメインが正しくありません",
	contact.EmailLong:      "長すぎます",
}

// Fault is what is wrong with a number or an address, without a full stop.
func Fault(f contact.Fault) string { return known(faults, f) }

// figure is a number that people know the list by.
type figure struct{ key, name, counter string }

var figures = []figure{
	{"users", "ユーザー", "人"}, {"departments", "部署", "件"}, {"suspended", "停止中", "人"},
	{"unassigned", "未所属", "人"}, {"local", "このアプリのみ", "人"}, {"former_link", "以前の連携先", "人"},
}

// Checkup is 点検 as a printed table: the numbers of a directory, by the words that the
// history has for them, and why each matters.
func Checkup(numbers map[string]int) []string {
	var names, counts, whys []string
	put := func(name string, n int, counter, why string) {
		names, counts, whys = append(names, name), append(counts, grouped(n)+counter), append(whys, why)
	}
	for _, f := range figures {
		put(f.name, numbers[f.key], f.counter, "")
	}
	for _, c := range directory.Checks() {
		text := Check(c)
		put(text.Name, numbers[string(c)], counterOf(c.Of()), text.Why)
	}
	wide, wideCount := 0, 0
	for i := range names {
		wide, wideCount = max(wide, columns.StringWidth(names[i])), max(wideCount, columns.StringWidth(counts[i]))
	}
	var lines []string
	for i := range names {
		if i == len(figures) {
			lines = append(lines, "", "点検")
		}
		lines = append(lines, join("  ", columns.FillRight(names[i], wide), columns.FillLeft(counts[i], wideCount), whys[i]))
	}
	if n := numbers["accepted"]; n > 0 {
		lines = append(lines, "", "「問題なし」にした"+grouped(n)+"件は、数えていません。")
	}
	return lines
}

func counterOf(kind directory.RecordKind) string {
	if kind == directory.KindDepartment {
		return "件"
	}
	return "人"
}

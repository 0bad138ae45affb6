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
	Mend    string // where to put it right: [MendUsual], or what is to be weighed first
}

// MendUsual is where nearly everything is put right.
const MendUsual = "cybozu.com共通管理の「組織/ユーザー」で直します（このアプリのみなら、ここ）。"

var checkTexts = map[directory.Check]CheckText{
	directory.CheckUnreachable: {
		"連絡できない人", "メールアドレスも電話番号もない人です（停止中の人を除く）。",
		"安否を尋ねる手段がありません。", MendUsual,
	},
	directory.CheckNoPhone: {
		"電話番号なし", "電話番号がない人です。",
		"メールに返事がないときに、電話で確かめられません。", MendUsual,
	},
	directory.CheckNoEmail: {
		"メールアドレスなし", "メールアドレスがない人です。",
		"安否確認のメールが届きません。", MendUsual,
	},
	directory.CheckWrongPhone: {
		"電話番号が正しくない", "電話番号の桁数や市外局番、先頭の0などが正しくない人です。",
		"電話がつながりません。", MendUsual,
	},
	directory.CheckWrongEmail: {
		"メールアドレスが正しくない", "全角の文字がある、「@」の後ろがないなど、形が正しくない人です。",
		"メールが届きません。",
		"cybozu.com共通管理で直します。古い携帯電話の「..」や「.@」は、届くなら「問題なし」にします。",
	},
	directory.CheckExtensionPhone: {
		"内線の番号", "電話番号が、内線だけか、内線付きの人です。",
		"夜間や休日に、会社の外から本人につながりません。", MendUsual,
	},
	directory.CheckSharedPhone: {
		"同じ電話番号", "3人以上が同じ電話番号です。部署の代表番号と思われます。",
		"夜間や休日に、本人につながりません。", MendUsual,
	},
	directory.CheckNoDepartment: {
		"未所属", "どの部署にも所属していない人です。",
		"部署ごとの確認と集計から漏れます。", MendUsual,
	},
	directory.CheckSuspendedAssigned: {
		"停止中なのに所属あり", "停止中で、部署に所属している人です。",
		"返事をしない人が部署の人数に入り、確認が終わりません。",
		"退職した人は、cybozu.com共通管理で組織から外すか、削除します。休職中の人などは「問題なし」にします。",
	},
	directory.CheckSameName: {
		"同姓同名", "空白を除いて、名前が同じ人です。",
		"返事の取り違えや、二重の登録のおそれがあります。",
		"二重の登録は、一方を削除します。別人のときは「問題なし」にします。",
	},
	directory.CheckNoReading: {
		"よみなし", "よみがない人です。",
		"五十音順に並ばず、よみで検索できません。", MendUsual,
	},
	directory.CheckEmptyDepartment: {
		"部署に誰もいない", "直接所属する人がいない部署です。",
		"不要な部署か、所属の登録漏れのおそれがあります。",
		"不要な部署は、cybozu.com共通管理で削除します。下の部署をまとめるだけの部署は「問題なし」にします。",
	},
	directory.CheckNoCode: {
		"部署コードなし", "部署コードがない部署です。",
		"CSVファイルで所属を指定できず、cybozu.comの組織と照合できません。", MendUsual,
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
	{"unassigned", "未所属", "人"}, {"local", "このアプリのみ", "人"}, {"former_link", "以前の連携先", "人"}, {"held", "保留中", "人"},
}

// Checkup is 点検 as a printed table: the numbers of a directory, by the words that the
// history has for them, and why each matters.
func Checkup(numbers map[string]int) []string {
	var names, counts, whys []string
	put := func(name string, n int, counter, why string) {
		names, counts, whys = append(names, name), append(counts, grouped(n)+counter), append(whys, why)
	}
	for _, f := range figures {
		if f.key == "held" && numbers[f.key] == 0 {
			continue
		}
		put(f.name, numbers[f.key], f.counter, "")
	}
	shown := len(names)
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
		if i == shown {
			lines = append(lines, "", "点検")
		}
		lines = append(lines, join("  ", columns.FillRight(names[i], wide), columns.FillLeft(counts[i], wideCount), whys[i]))
	}
	if n := numbers["accepted"]; n > 0 {
		lines = append(lines, "", "「問題なし」にした"+grouped(n)+"件は、数えていません。")
	}
	if numbers["users"] == 0 && numbers["departments"] == 0 {
		lines = append(lines, "", "部署もユーザーもありません。まだ読み込んでいないか、データフォルダーが違います。")
	}
	return lines
}

func counterOf(kind directory.RecordKind) string {
	if kind == directory.KindDepartment {
		return "件"
	}
	return "人"
}

package message

import (
	"fmt"
	"slices"

	"anpisync/reconcile/directory"
)

// GuardText is what a person must confirm (I4, I7).
type GuardText struct {
	Headline    string // with the number in digits and in words
	Explanation string // what to look at before
	Tick        string // the label of the tick
}

// Where to look before confirming: at cybozu.com, or at what a file, an earlier state or
// another machine's directory would change.
const (
	lookAtAccount = "cybozu.comで見えない組織がないか、ログインしているアカウントの権限をご確認ください。"
	lookAtChanges = "意図した変更かどうかを、下の変更内容でご確認ください。"
)

// Guard puts a guard into words.
func Guard(g directory.Guard) GuardText {
	n := grouped(g.Count)
	look := func(at string) string {
		if g.Read {
			return at
		}
		return lookAtChanges
	}
	switch g.Kind {
	case directory.GuardUsers:
		happens, tick := "が削除されます。", "人を削除することを確認しました"
		switch {
		case g.Held > 0 && g.Held == g.Count:
			happens, tick = "が保留されます。", "人を保留することを確認しました"
		case g.Held > 0:
			happens, tick = "が削除または保留されます（うち保留"+grouped(g.Held)+"人）。", "人を削除または保留することを確認しました"
		}
		return GuardText{
			Headline:    fmt.Sprintf("%sユーザーの%sにあたる%s%s", linkedOf(g), percent(g.Count, g.Of), counted(g.Count, "人"), happens),
			Explanation: look(lookAtAccount),
			Tick:        n + tick,
		}
	case directory.GuardDepartments:
		return GuardText{
			Headline:    fmt.Sprintf("%s部署の%sにあたる%sが削除されます。", linkedOf(g), percent(g.Count, g.Of), counted(g.Count, "部署")),
			Explanation: look(lookAtAccount),
			Tick:        n + "部署を削除することを確認しました",
		}
	case directory.GuardOrganizations:
		return GuardText{
			Headline:    fmt.Sprintf("cybozu.comの組織が1つもありません。連携済みの%sが対象になります。", counted(g.Count, "部署")),
			Explanation: lookAtAccount,
			Tick:        "組織が1つもないことと、" + n + "部署への影響を確認しました",
		}
	case directory.GuardMemberships:
		return GuardText{
			Headline:    fmt.Sprintf("削除されない部署への所属の%sにあたる%sがなくなります。", percent(g.Count, g.Of), counted(g.Count, "件")),
			Explanation: look(lookAtAccount),
			Tick:        n + "件の所属がなくなることを確認しました",
		}
	case directory.GuardEmails, directory.GuardPhones, directory.GuardNames, directory.GuardReadings:
		field := guardedFields[g.Kind]
		return ofPeople(g, "の"+field+"が空になります。", look("cybozu.comで"+field+"が消えていないか、ご確認ください。"), "人の"+field+"が空になることを確認しました")
	case directory.GuardRenamed, directory.GuardReaddressed:
		field := guardedFields[g.Kind]
		return ofPeople(g, "の"+field+"が、別の"+field+"に変わります。", look("cybozu.comで"+field+"が入れ替わっていないか、ご確認ください。"), "人の"+field+"が変わることを確認しました")
	case directory.GuardSuspended:
		return ofPeople(g, "が停止中になります。", look("cybozu.comで「使用状態」が一括で変更されていないか、ご確認ください。"), "人が停止中になることを確認しました")
	case directory.GuardRecreated:
		return GuardText{
			Headline:    fmt.Sprintf("同じログイン名が別の名前で再登録されたユーザーが%sいます。", counted(g.Count, "人")),
			Explanation: "別人のときは、ここにあるパスワードとメモもその人に引き継がれます。本人かどうかをご確認ください。",
			Tick:        n + "人が本人であることを確認しました",
		}
	case directory.GuardDomain:
		return GuardText{
			Headline: fmt.Sprintf("連携先のcybozu.comが、前回とは別のドメインになります。連携済みの%s件のうち%sが、同じログイン名かメールアドレスで見つかりました。",
				grouped(g.Of), counted(g.Count, "件")),
			Explanation: "「URLだけが変わった」ときは連携を保ちます。「別の環境」のときは連携を外して照合し直し、それだけを理由に削除することはありません。",
			Tick:        "連携先のドメインが変わることを確認しました",
		}
	}
	return GuardText{
		Headline:    fmt.Sprintf("確認が必要な変更が%sあります。", counted(g.Count, "件")),
		Explanation: "変更内容をご確認ください。",
		Tick:        n + "件を確認しました",
	}
}

var guardedFields = map[directory.GuardKind]string{
	directory.GuardEmails:      "メールアドレス",
	directory.GuardPhones:      "電話番号",
	directory.GuardNames:       "名前",
	directory.GuardReadings:    "よみ",
	directory.GuardRenamed:     "名前",
	directory.GuardReaddressed: "メールアドレス",
}

// linkedOf says that linked records are counted: a file deletes local ones too, and then
// all are.
func linkedOf(g directory.Guard) string {
	if slices.ContainsFunc(g.Parties, func(p directory.Party) bool { return p.CybozuID == 0 }) {
		return ""
	}
	return "連携済み"
}

// ofPeople is a guard of users who stay.
func ofPeople(g directory.Guard, happens, look, tick string) GuardText {
	who := "ユーザー"
	if g.Read {
		who = "紐付くユーザー"
	}
	return GuardText{
		Headline:    fmt.Sprintf("%sの%sにあたる%s%s", who, percent(g.Count, g.Of), counted(g.Count, "人"), happens),
		Explanation: look,
		Tick:        grouped(g.Count) + tick,
	}
}

// Domain asks the question of I4. Its answers are the labels of [Mend].
func Domain(q *directory.DomainChange) GuardText {
	t := Guard(directory.Guard{Kind: directory.GuardDomain, Count: q.Found, Of: q.Linked})
	t.Headline = fmt.Sprintf("連携先が%sから%sに変わります。連携済みの%s件のうち%sが、同じログイン名かメールアドレスで見つかりました。",
		q.From, q.To, grouped(q.Linked), counted(q.Found, "件"))
	return t
}

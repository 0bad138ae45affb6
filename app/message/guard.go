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

const lookAtAccount = "cybozu.comで見えない組織がないか、ログインしているアカウントの権限をご確認ください。"

// Guard puts a guard into words.
func Guard(g directory.Guard) GuardText {
	people, n, part := counted(g.Count, "人"), grouped(g.Count), percent(g.Count, g.Of)
	linked := "連携済み"
	if slices.ContainsFunc(g.Parties, func(p directory.Party) bool { return p.CybozuID == 0 }) {
		linked = "" // a file deletes local ones too, and all are counted
	}
	switch g.Kind {
	case directory.GuardUsers:
		return GuardText{
			Headline:    fmt.Sprintf("%sユーザーの%sにあたる%sが削除されます。", linked, part, people),
			Explanation: lookAtAccount,
			Tick:        n + "人を削除することを確認しました",
		}
	case directory.GuardDepartments:
		return GuardText{
			Headline:    fmt.Sprintf("%s部署の%sにあたる%sが削除されます。", linked, part, counted(g.Count, "部署")),
			Explanation: lookAtAccount,
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
			Headline:    fmt.Sprintf("削除されない部署への所属の%sにあたる%sがなくなります。", part, counted(g.Count, "件")),
			Explanation: lookAtAccount,
			Tick:        n + "件の所属がなくなることを確認しました",
		}
	case directory.GuardEmails:
		return GuardText{
			Headline:    fmt.Sprintf("紐付くユーザーの%sにあたる%sのメールアドレスが空になります。", part, people),
			Explanation: "cybozu.comでメールアドレスが消えていないか、ご確認ください。",
			Tick:        n + "人のメールアドレスが空になることを確認しました",
		}
	case directory.GuardPhones:
		return GuardText{
			Headline:    fmt.Sprintf("紐付くユーザーの%sにあたる%sの電話番号が空になります。", part, people),
			Explanation: "cybozu.comで電話番号が消えていないか、ご確認ください。",
			Tick:        n + "人の電話番号が空になることを確認しました",
		}
	case directory.GuardRecreated:
		return GuardText{
			Headline:    fmt.Sprintf("同じログイン名が別の名前で再登録されたユーザーが%sいます。", people),
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

// Domain asks the question of I4. Its answers are the labels of [Mend].
func Domain(q *directory.DomainChange) GuardText {
	t := Guard(directory.Guard{Kind: directory.GuardDomain, Count: q.Found, Of: q.Linked})
	t.Headline = fmt.Sprintf("連携先が%sから%sに変わります。連携済みの%s件のうち%sが、同じログイン名かメールアドレスで見つかりました。",
		q.From, q.To, grouped(q.Linked), counted(q.Found, "件"))
	return t
}

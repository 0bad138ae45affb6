package message

import (
	"fmt"
	"time"

	"anpisync/cybozu"
)

// TokenEndsSoon is the title of a notice about an API token.
const TokenEndsSoon = "APIトークンの有効期限が近づいています"

const renewToken = "cybozu.com共通管理で新しいAPIトークンを発行し、アプリの「cybozu.com連携」で入力して、" +
	"「この端末に保存する」にチェックを付けて読み込んでください。"

// TokenEnd is "2026-12-07（あと12日）", the day in the zone of now.
func TokenEnd(end, now time.Time) string {
	day := end.In(now.Location()).Format("2006-01-02")
	switch left := cybozu.DaysLeft(end, now); {
	case !now.Before(end):
		return day + "（期限切れ）"
	case left == 0:
		return day + "（今日まで）"
	default:
		return fmt.Sprintf("%s（あと%s日）", day, grouped(left))
	}
}

// TokenEnding is what to do about the saved API token, which ends soon or has.
func TokenEnding(end, now time.Time) Text {
	t := Text{
		Summary: "自動同期で使うAPIトークンの有効期限：" + TokenEnd(end, now) + "。",
		Advice:  "期限が切れると、自動同期は止まります。" + renewToken,
	}
	if !now.Before(end) {
		t.Advice = "自動同期は読み込めません。" + renewToken
	}
	return t
}

// Access is what an account may do, in a sentence or two.
func Access(a cybozu.Access) string {
	who, whole := "ログインできました（"+a.Login+"）。", "cybozu.com共通管理者のため、すべてのユーザーと組織が見え、所属をまとめて読み込めます。"
	if a.Login == "" {
		who, whole = "APIトークンで接続できました。", "すべてのユーザーと組織が見え、所属をまとめて読み込めます。"
	}
	if a.SeesAll {
		return who + whole
	}
	return who + "所属を組織ごとに読み込むため、時間がかかります。" +
		"組織間のアクセス権によっては、見えないユーザーや組織があります。"
}

package message

import (
	"fmt"
	"strings"

	"anpisync/app/csvfile"
	"anpisync/app/message/label"
	"anpisync/cybozu"
	"anpisync/reconcile/directory"
)

var actions = map[directory.Action]string{
	directory.Create: "追加",
	directory.Update: "変更",
	directory.Link:   "紐付け",
	directory.Unlink: "連携解除",
	directory.Delete: "削除",
}

// Action is what a change does, in a word.
func Action(a directory.Action) string { return known(actions, a) }

var reasons = map[directory.Reason]string{
	directory.ReasonNew:          "新しいユーザー",
	directory.ReasonLinked:       "連携済み",
	directory.ReasonCode:         "部署コードが一致",
	directory.ReasonLogin:        "ログイン名が一致",
	directory.ReasonEmail:        "メールアドレスが一致",
	directory.ReasonEmailIsLogin: "メールアドレスがcybozu.comのログイン名と一致",
	directory.ReasonLoginIsEmail: "ログイン名がcybozu.comのメールアドレスと一致",
	directory.ReasonRecreated:    "同じログイン名で再登録",
	directory.ReasonGone:         "cybozu.comから削除された",
	directory.ReasonExcluded:     "読み込みから除外",
	directory.ReasonLifted:       "親部署が削除される",
	directory.ReasonRebuilt:      "作り直す",
	directory.ReasonKept:         "残す（このアプリのみにする）",
	directory.ReasonLoginAdopted: "ログイン名をcybozu.comに合わせる",
	directory.ReasonEmailGiven:   "メールアドレスを別のユーザーが使う",
	directory.ReasonDeparted:     "所属部署が削除される",
	directory.ReasonHeld:         "cybozu.comから削除されたため保留",
	directory.ReasonHoldOver:     "保留の期間が終わった",
	directory.ReasonReturned:     "復帰",
	directory.ReasonOtherDomain:  "別の環境に切り替え",
	directory.ReasonByHand:       "手動の編集",
	directory.ReasonFile:         "ファイルから",
	directory.ReasonRestored:     "以前の状態に戻す",
}

// Reason is why a change takes place.
func Reason(kind directory.RecordKind, r directory.Reason) string {
	if r == directory.ReasonNew && kind == directory.KindDepartment {
		return "新しい組織"
	}
	return known(reasons, r)
}

// LeftOut is why a change does not happen that was in the plan before an answer.
const LeftOut = "「読み込みから除外」を選んだため、読み込みません"

var importKinds = map[directory.ImportKind]string{
	directory.ImportManual: "手動",
	directory.ImportAuto:   "自動",
	directory.ImportCSV:    "CSV",
	directory.ImportEdit:   "編集",
	directory.ImportUndo:   "元に戻す",

	directory.ImportTakeOver: "引き継ぎ",
	directory.ImportRestore:  "復元",
}

// ImportKind is the way by which a line of the history came about.
func ImportKind(k directory.ImportKind) string { return known(importKinds, k) }

// Cause is the import or the hand that a line of the history tells of: "自動
// （sub.cybozu.com）", "編集：「佐藤 昇」の変更".
func Cause(line *directory.Import) string {
	text := ImportKind(line.Kind)
	switch {
	case line.Kind == directory.ImportEdit && line.Message != "":
		return text + "：" + line.Message
	case line.Kind == directory.ImportCSV && line.Message != "" && holds(line):
		return text + "（" + line.Message + "）"
	case line.Domain != "" && line.Kind != directory.ImportEdit:
		return text + "（" + line.Domain + "）"
	}
	return text
}

// holds says whether a line has changed something, even if that was taken back.
func holds(line *directory.Import) bool {
	return line.Outcome == directory.OutcomeOK || line.Outcome == directory.OutcomeUndone
}

// Source is where a line of the history got what it wrote: the host, or the file's name.
func Source(line *directory.Import) string {
	switch {
	case line.Kind == directory.ImportEdit:
		return "" // nothing was read there
	case line.Kind == directory.ImportCSV && holds(line):
		return line.Message
	}
	return line.Domain
}

// Outcomes is what a line of the history has done: its counts, what it is called, or why
// it did not end well.
func Outcomes(line *directory.Import) string {
	if line.Message != "" && (line.Kind != directory.ImportCSV || !holds(line)) {
		return line.Message
	}
	return Counts(line.Departments, line.Users)
}

// OfFile is what is said of a file with a name; "": it has none.
func OfFile(name, told string) string {
	if name == "" {
		return told
	}
	return "「" + name + "」：" + told
}

// TakenOver is the history's line about an archive that took the place of all that was
// here: its file's name, and that of the copy of what was here.
func TakenOver(file, copied string) string {
	return fmt.Sprintf("「%s」の内容に置き換えました。置き換える前の控え：%s", file, copied)
}

var outcomes = map[directory.Outcome]string{
	directory.OutcomeOK:        "完了",
	directory.OutcomeFailed:    "失敗",
	directory.OutcomeCancelled: "キャンセル",
	directory.OutcomeStopped:   "確認待ちで中止",
	directory.OutcomeUndone:    "元に戻し済み",
}

// Outcome is how a line of the history ended.
func Outcome(o directory.Outcome) string { return known(outcomes, o) }

var recordKinds = map[directory.RecordKind]string{
	directory.KindDepartment: "部署",
	directory.KindUser:       "ユーザー",
}

// RecordKind tells a department from a user.
func RecordKind(k directory.RecordKind) string { return known(recordKinds, k) }

var sideNames = map[directory.Side]string{
	directory.SideHere:   "このアプリ",
	directory.SideCybozu: "cybozu.com",
}

var domainAnswers = map[directory.DomainAnswer]string{
	directory.DomainUnanswered: "あとで決める",
	directory.DomainRenamed:    "URLだけが変わった",
	directory.DomainOther:      "別の環境",
}

var phases = map[cybozu.Phase]string{
	cybozu.PhaseSignIn:        "cybozu.comに接続しています",
	cybozu.PhaseUsers:         "ユーザーを読み込んでいます",
	cybozu.PhaseOrganizations: "組織を読み込んでいます",
	cybozu.PhaseMemberships:   "所属を読み込んでいます",
	cybozu.PhaseVerify:        "削除されたものを確かめています",
	csvfile.PhasePasswords:    "パスワードを暗号化しています",
}

// Phase is what an import is doing.
func Phase(p cybozu.Phase) string { return known(phases, p) }

// Warning is something to look at that stops nothing.
func Warning(w directory.Warning) string {
	names := make([]string, len(w.Parties))
	for i, p := range w.Parties {
		names[i] = who(p)
		if p.Name == "" && p.Email == "" {
			names[i] = p.Code
		}
	}
	everyone := some(names)
	const comesBack = "、次の読み込みでcybozu.comの内容に戻ります。続けて使うときは、cybozu.comでも変更してください。"
	switch w.Kind {
	case directory.WarningOther:
		return fmt.Sprintf("cybozu.comの%sは%sに紐付きますが、%sとも一致します（%s）。紐付けが正しいかご確認ください。",
			names[0], names[1], names[2], Reason(directory.KindUser, w.Reason))
	case directory.WarningDeparted:
		user, lost := w.Parties[0], w.Parties[1:]
		departments := make([]string, len(lost))
		for i, p := range lost {
			departments[i] = "「" + p.Name + "」"
		}
		effect := "所属から外れます"
		if len(user.Path) == len(lost) {
			effect = "未所属になります"
		}
		return fmt.Sprintf("部署%sが削除されるため、%sが%s。所属部署をご確認ください。", strings.Join(departments, "、"), names[0], effect)
	case directory.WarningDeceives:
		return "見えない文字か、文字の向きを変える文字が含まれているものがあります：" + directory.Revealed(everyone) +
			"。似せて作られた名前やメールアドレスでないか、ご確認ください。"
	case directory.WarningOverwritten:
		return "連携済みの" + everyone + "の" + label.Imported(w.Options, "、") + "は" + comesBack
	case directory.WarningMemberships:
		return "連携済みの部署への" + everyone + "の所属は" + comesBack
	case directory.WarningRenamed:
		return "連携済みの部署" + everyone + "の名前は" + comesBack
	case directory.WarningComesBack:
		return "連携済みの" + everyone + "を削除しても、cybozu.comにある限り、次の読み込みで再び追加されます。追加しないときは「読み込みから除外」を選んでください。"
	}
	// WarningNobody
	return "削除フラグが1の" + everyone + "は、このアプリにいません。ログイン名をご確認ください。"
}

// known is the word for a value, or the value itself: the history may hold one that a
// newer version has written.
func known[K ~string](words map[K]string, k K) string {
	if w, ok := words[k]; ok {
		return w
	}
	return string(k)
}

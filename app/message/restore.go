package message

import (
	"errors"
	"fmt"

	"anpisync/storage"
)

const timeFormat = "2006-01-02 15:04"

// What can be said before it is known what can be restored, and where nothing can.
const (
	Examining     = "壊れたファイルと控えを調べています。"
	NothingToKeep = "読み取れる内容も、使える控えも残っていません。新しいデータで始めて、cybozu.comからもう一度読み込んでください。"
)

// Restorable says how to go on from damage, which why told, above what there is to choose
// from; read: anything could still be read.
func Restorable(why error, read bool) string {
	switch {
	case read:
		return "復元する内容を選んでください。" + keptAside
	case errors.Is(why, storage.ErrMissing):
		return "復元する控えを選んでください。"
	}
	return "このファイルからは、何も読み取れません。復元する控えを選んでください。" + keptAside
}

const keptAside = "いまのファイルは、別の名前で残します。"

// LeadToRestore says what comes next where damage is found while the program runs.
const LeadToRestore = "このままでは、読み込みも編集もできません。読み取れる内容か控えから復元できます。入力の途中のものは失われます。"

// Salvaged says what is in a damaged file still, and what is not.
func Salvaged(s *storage.Salvage) string {
	return salvaged(s, "補います", "失われます", "修復のあとで、")
}

// Repaired is the history's line about a directory that was salvaged.
func Repaired(s storage.Salvage) string {
	return "壊れたデータファイルを修復しました。" + salvaged(&s, "補いました", "失われました", "")
}

// salvaged tells of a repair that will be, or was.
func salvaged(s *storage.Salvage, filled, lost, after string) string {
	if s.Whole() && s.History == 0 {
		return "部署、ユーザー、履歴は、すべて読み取れました。"
	}
	text := ""
	if s.Whole() {
		text = "部署とユーザーは、すべて読み取れました。"
	}
	if s.Filled > 0 {
		from := "履歴"
		if s.From != nil {
			from = fmt.Sprintf("履歴と控え（%s）", s.From.At.Local().Format(timeFormat))
		}
		text += fmt.Sprintf("部署・ユーザー・所属などのうち、読み取れない%s件は、%sの内容で%s。", grouped(s.Filled), from, filled)
	}
	if s.Passwords > 0 {
		text += fmt.Sprintf("%s人のパスワードは、どこにも残っていないため、%s。", grouped(s.Passwords), lost)
	}
	if s.Doubtful > 0 {
		text += fmt.Sprintf("部署・ユーザー・所属などのうち、%s件は、正しく読み取れたかどうか分かりません。", grouped(s.Doubtful))
	}
	if s.Lost && text != "" {
		text += "ほかに"
	}
	if s.Lost {
		text += "失われたものがあるかもしれません。"
	}
	if s.Doubtful > 0 || s.Lost {
		text += after + "一覧を確かめてください。"
	}
	if s.History > 0 {
		text += fmt.Sprintf("履歴のうち%s件は%s。", grouped(s.History), lost)
	}
	return text
}

// Restored is the history's line about a copy that took the place of the directory.
func Restored(from storage.Backup) string {
	return fmt.Sprintf("%sの控えから復元しました。", from.At.Local().Format(timeFormat))
}

// FromBackup says what is lost with a copy.
const FromBackup = "この控えのあとの変更（読み込みと編集）と、その履歴は失われます。"

// BrokenBackup says why a copy cannot be chosen.
const BrokenBackup = "この控えは壊れているため、使えません。"

// StartedAnew is the history's line about a new directory in the place of a damaged one.
const StartedAnew = "新しいデータで始めました。"

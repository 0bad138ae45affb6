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
	text := "部署とユーザーは、すべて読み取れました。"
	if !s.Whole() {
		text = "部署とユーザーの大部分を読み取れました。"
	}
	if s.Filled > 0 && s.From != nil {
		text += fmt.Sprintf("読み取れない%d件は、履歴と控え（%s）の内容で補います。", s.Filled, s.From.At.Local().Format(timeFormat))
	} else if s.Filled > 0 {
		text += fmt.Sprintf("読み取れない%d件は、履歴の内容で補います。", s.Filled)
	}
	if s.Doubtful > 0 {
		text += fmt.Sprintf("%d件は、正しく読み取れたかどうか分かりません。修復のあとで、一覧を確かめてください。", s.Doubtful)
	}
	if s.Lost {
		text += "ほかに失われたものがあるかもしれません。修復のあとで、一覧を確かめてください。"
	}
	switch {
	case s.History > 0:
		text += fmt.Sprintf("履歴のうち%d件は失われます。", s.History)
	case s.Whole():
		text = "部署、ユーザー、履歴は、すべて読み取れました。"
	}
	return text
}

// Repaired is the history's line about a directory that was salvaged.
func Repaired(s storage.Salvage) string {
	return "壊れたデータファイルを修復しました。" + Salvaged(&s)
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

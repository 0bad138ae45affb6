package message

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"anpisync/app/credentials"
	"anpisync/app/csvfile"
	"anpisync/app/display"
	"anpisync/app/edit"
	"anpisync/app/format"
	"anpisync/app/schedule"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// A Group is all that can go wrong of one kind, each with its mend.
type Group struct {
	Title string
	Texts []Text
}

// unnamed stands in a catalogue where an error would name what it is about.
const unnamed = "…"

// Catalogue is everything that can go wrong, in the words in which it is told when it does.
func Catalogue() []Group {
	return []Group{
		{"cybozu.comに接続できないとき", sorted(maps.Values(remotes))},
		{"読み込んだ内容に問題があるとき", problemTexts()},
		{"反映の前に確認を求められたとき", guardTexts()},
		{"CSVファイルを読み込めないとき", lineTexts()},
		{"編集できないとき・元に戻せないとき", editTexts()},
		{"保存や読み書きができないとき", sorted(maps.Values(unnamedFailures()))},
		{"書式で書き出し・読み込みができないとき", formatTexts()},
		{"レポートをメールで送れないとき", textsOf(mailErrors)},
		{"新しいバージョンを確かめられないとき", textsOf(releaseErrors)},
		{"そのほか", otherTexts()},
	}
}

func textsOf(sentinels []sentinel) (texts []Text) {
	for _, s := range sentinels {
		texts = append(texts, s.text)
	}
	return texts
}

func problemTexts() (texts []Text) {
	for _, k := range ProblemKinds() {
		p := Problem(directory.Problem{Kind: k, Subject: unnamed})
		texts = append(texts, Text{Summary: p.Headline, Advice: p.Explanation + p.Advice})
	}
	return texts
}

// guardKinds are all that a person may have to confirm, in the order of I7.
var guardKinds = []directory.GuardKind{
	directory.GuardDomain, directory.GuardUsers, directory.GuardDepartments, directory.GuardOrganizations, directory.GuardMemberships,
	directory.GuardEmails, directory.GuardPhones, directory.GuardNames, directory.GuardReadings,
	directory.GuardRenamed, directory.GuardReaddressed, directory.GuardSuspended, directory.GuardRecreated,
}

func guardTexts() (texts []Text) {
	for _, k := range guardKinds {
		g := Guard(directory.Guard{Kind: k, Count: 41, Of: 123, Read: true})
		texts = append(texts, Text{Summary: "例：" + g.Headline, Advice: g.Explanation + "よければ、確認のチェックを付けて反映してください。"})
	}
	return texts
}

// lineKinds are all that can be wrong with a file, the whole before the single cell.
var lineKinds = []csvfile.ErrorKind{
	csvfile.ErrorEmpty, csvfile.ErrorKindUnknown, csvfile.ErrorColumnUnknown, csvfile.ErrorColumnTwice, csvfile.ErrorOtherColumn, csvfile.ErrorFileLarge,
	csvfile.ErrorManyRows, csvfile.ErrorManyErrors, csvfile.ErrorLineLong, csvfile.ErrorQuote, csvfile.ErrorManyCells, csvfile.ErrorNoColumn,
	csvfile.ErrorBytes, csvfile.ErrorNUL, csvfile.ErrorRequired, csvfile.ErrorTwice, csvfile.ErrorLong, csvfile.ErrorNumber, csvfile.ErrorFlag,
	csvfile.ErrorPasswordLength, csvfile.ErrorPasswordUnseen, csvfile.ErrorNoPassword, csvfile.ErrorEmailTwice, csvfile.ErrorUnknownUser,
	csvfile.ErrorUnknownDepartment, csvfile.ErrorMoveLinked, csvfile.ErrorParentDeleted, csvfile.ErrorRing,
}

func lineTexts() (texts []Text) {
	for _, k := range lineKinds {
		e := csvfile.LineError{Kind: k, Value: unnamed, With: unnamed}
		t := lineText(e)
		for _, number := range []string{line(0), grouped(0)} { // as many as there are is told when it happens
			t.What = strings.ReplaceAll(t.What, number, strings.Replace(number, "0", unnamed, 1))
		}
		texts = append(texts, Text{Summary: t.What, Advice: t.Do})
	}
	return append(texts, ofUnencodable(&csvfile.UnencodableError{Cells: make([]csvfile.Unencodable, 1)}))
}

// editKinds and conflictKinds are all that an edit can fail of.
var (
	editKinds     = []edit.Kind{edit.KindEmpty, edit.KindTaken, edit.KindAddress, edit.KindLinked, edit.KindBelow, edit.KindTop, edit.KindGone}
	conflictKinds = []directory.ConflictKind{directory.ConflictChanged, directory.ConflictTaken, directory.ConflictUsed, directory.ConflictPlace}
)

func editTexts() (texts []Text) {
	for _, k := range editKinds {
		texts = append(texts, ofEdit(&edit.Error{Kind: k, Record: directory.KindUser, Field: directory.FieldLogin, Value: unnamed, Holder: unnamed}))
	}
	for _, k := range conflictKinds {
		texts = append(texts, ofConflict(&directory.ConflictError{Kind: k, Record: directory.KindUser, Name: unnamed, Value: unnamed, Holder: unnamed}))
	}
	return texts
}

// formatKinds are all for which a record cannot be handed over to another service.
var formatKinds = []format.ProblemKind{
	format.ProblemEncoding, format.ProblemLong, format.ProblemMissing, format.ProblemTwice, format.ProblemPassword, format.ProblemSeparator,
}

func formatTexts() []Text {
	texts := append(textsOf(formatErrors), ofFormatProblems(&format.ProblemError{Problems: make([]format.Problem, 1)}),
		ofLeftOut(&format.LeftOutError{Problems: make([]format.Problem, 1)}))
	for _, k := range formatKinds {
		p := format.Problem{Kind: k, Column: unnamed, Text: unnamed, Characters: unnamed, With: unnamed}
		texts = append(texts, Text{Summary: strings.ReplaceAll(FormatProblem(p), "0文字", unnamed+"文字"), Advice: mendFormat(format.Users)})
	}
	return texts
}

func unnamedFailures() map[error]Text {
	all := maps.Clone(failures)
	for kind, t := range all {
		t.Summary = strings.ReplaceAll(t.Summary, "%s", "「"+unnamed+"」")
		all[kind] = t
	}
	return all
}

func otherTexts() []Text {
	texts := []Text{
		ofPaused(&schedule.PausedError{Cause: schedule.CauseLogin}), ofPaused(&schedule.PausedError{Cause: schedule.CauseUndo}), timeOver,
		ofPassword(&credentials.PasswordError{Unseen: true}),
		ofHeld(&storage.HeldError{}), ofHeld(&storage.HeldError{What: storage.WhatWindow}),
		ofNoOpenGL(&display.OpenGLError{Program: "anpisync"}),
	}
	texts = append(texts, textsOf(sentinels)...)
	return append(texts, concerns[storage.ConcernOpen], concerns[storage.ConcernRemote], unexpected)
}

// sorted are texts each once, by their first words.
func sorted(all func(func(Text) bool)) []Text {
	return slices.Compact(slices.SortedFunc(all, func(a, b Text) int { return cmp.Compare(a.Summary, b.Summary) }))
}

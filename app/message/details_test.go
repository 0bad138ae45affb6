package message

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"testing"
	"time"

	"anpisync/app/contact"
	"anpisync/app/credentials"
	"anpisync/app/csvfile"
	"anpisync/app/edit"
	"anpisync/app/format"
	"anpisync/app/goldentest"
	"anpisync/app/schedule"
	"anpisync/cybozu"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

func (w *table) checks(t *testing.T) {
	w.heading("点検")
	for _, c := range directory.Checks() {
		text := Check(c)
		w.line(string(c), text.Name, text.Meaning, text.Why, text.Mend)
	}
	w.line("unknown", fmt.Sprintf("%+v", Check("unknown")))
	for _, f := range allOf[contact.Fault](t, "../contact", "Fault") {
		w.line(string(f), Fault(f))
	}
	for _, numbers := range []map[string]int{
		{}, {"users": 1345, "departments": 20, "suspended": 1, "unassigned": 2, "local": 3, "former_link": 4, "held": 5, "no_phone": 12, "accepted": 2},
	} {
		w.heading("点検 %v", numbers)
		for _, line := range Checkup(numbers) {
			w.line("", line)
		}
	}
	for _, numbers := range []map[string]int{{"users": 1, "accepted": 1}, {"departments": 1}} {
		w.line(fmt.Sprint(numbers), Checkup(numbers)[20:]...)
	}
}

func (w *table) access() {
	w.heading("ログイン")
	for _, may := range []cybozu.Access{{Login: "sato", SeesAll: true}, {Login: "sato"}, {SeesAll: true}, {}} {
		w.line("", Access(may))
	}
	now := time.Date(2026, 11, 25, 10, 0, 0, 0, time.FixedZone("JST", 9*60*60))
	for _, end := range []time.Time{now.AddDate(4, 0, 0), now.AddDate(0, 0, 1), now.Add(1), now, now.Add(-1)} {
		w.line("", TokenEnding(end, now).String())
	}
	for _, phase := range []cybozu.Phase{
		cybozu.PhaseSignIn, cybozu.PhaseUsers, cybozu.PhaseOrganizations, cybozu.PhaseMemberships, cybozu.PhaseVerify, csvfile.PhasePasswords,
	} {
		w.line(string(phase), Phase(phase))
	}
}

func (w *table) repairs() {
	w.heading("修復")
	from := &storage.Backup{At: time.Date(2026, 7, 1, 9, 0, 0, 0, time.Local)}
	for _, s := range []storage.Salvage{
		{}, {From: from}, {History: 1234}, {Filled: 1, From: from}, {Filled: 1200, Passwords: 1}, {Doubtful: 1}, {Lost: true}, {Lost: true, History: 1},
		{Filled: 2, Passwords: 2, Doubtful: 2, Lost: true, History: 2, From: from},
	} {
		w.line("before", Salvaged(&s))
		w.line("after", Repaired(s))
	}
	for _, concern := range []storage.Concern{storage.ConcernOpen, storage.ConcernRemote} {
		w.line("", Concern(concern).String())
	}
}

func (w *table) files() {
	w.heading("ファイルの間違い")
	for _, kind := range append([]csvfile.ErrorKind{"unknown"}, lineKinds...) {
		w.line(string(kind), Line(csvfile.LineError{Line: 1234, Kind: kind, Value: "値", Limit: 5678, Other: 9, With: "sato"}).String())
	}
	w.line("", Line(csvfile.LineError{Line: 2, Row: 1, Kind: csvfile.ErrorEmailTwice, Column: csvfile.ColumnEmail, Value: "a@b.jp", With: "sato", Sheet: "ユーザー"}).String())
	missing := csvfile.LineError{Line: 2, Kind: csvfile.ErrorRequired, Column: "名前"}
	w.line("one", Of(csvfile.Errors{missing}).String())
	w.line("two", Of(csvfile.Errors{missing, {Line: 3, Kind: csvfile.ErrorQuote}}).String())
	cells := []csvfile.Unencodable{
		{Column: "名前", Characters: "𠮷"}, {Record: directory.KindUser, Key: "sato", Column: "名前", Text: "𠮷田", Characters: "𠮷"},
		{Record: directory.KindUser, Key: "sato", Column: csvfile.ColumnPassword, Characters: "é"}, {Record: directory.KindDepartment, Key: "é", Column: csvfile.ColumnCode, Text: "é", Characters: "é"},
	}
	w.line("cells", Of(&csvfile.UnencodableError{Cells: cells}).String())
	for n := range 5 {
		w.line(fmt.Sprint(n), FileNotes(csvfile.Notes{Omitted: []directory.Department{{Name: "一"}, {Name: "二"}, {Name: "三"}, {Name: "四"}}[:n], Defused: 1233 + n, Unencodable: cells[:min(n, 2)]})...)
	}
	w.line("none", FileNotes(csvfile.Notes{})...)
	names := []string{"一", "二", "三", "四", "五", "六"}
	for _, n := range []int{0, 1, 5, 6} {
		w.line(fmt.Sprint(n), FormatReading(&format.Reading{Guessed: names[:n], Strangers: names[:n], Unknown: names[:n]})...)
	}
	for _, kind := range append(formatKinds, "unknown") {
		w.line(string(kind), Of(&format.ProblemError{Problems: []format.Problem{{Kind: kind, Key: "sato", Name: "佐藤", Column: "列", Text: "値", Characters: "字", With: "鈴木", Limit: 12}}}).String())
	}
}

func (w *table) asked() {
	w.heading("確かめること")
	for _, g := range []directory.Guard{
		{Kind: "unknown", Count: 1}, {Kind: directory.GuardUsers, Count: 1, Of: 201}, {Kind: directory.GuardUsers, Count: 1, Of: 200}, {Kind: directory.GuardUsers, Count: 199, Of: 200},
		{Kind: directory.GuardUsers, Count: 200, Of: 200}, {Kind: directory.GuardUsers, Count: 401, Of: 402}, {Kind: directory.GuardUsers, Count: 1}, {Kind: directory.GuardUsers, Of: 3},
	} {
		text := Guard(g)
		w.line(fmt.Sprintf("%s %d/%d", g.Kind, g.Count, g.Of), text.Headline, text.Explanation, text.Tick)
	}
	for _, n := range []int{0, 1, 10, 11, 20, 100, 101, 999, 1000, 1111, 2345, 9999, 10000, 10001, 99_9999, 1000_0000, 1_0000_0000, 21_0305_0007} {
		w.line(fmt.Sprint(n), counted(n, "人"))
	}
	d := &directory.Directory{}
	for _, read := range []directory.Reading{{}, {HiddenUsers: 1}, {HiddenOrganizations: 1}, {HiddenUsers: 1234, HiddenOrganizations: 2}} {
		w.line("", Plan(&directory.Plan{Read: &read}, d)...)
	}
	for _, u := range []directory.Tally{{}, {Deleted: 1}, {Deleted: 1, Created: 1}, {Updated: 1}} {
		for _, of := range []directory.Tally{{}, {Deleted: 1}, {Deleted: 1, Linked: 1}, {Unlinked: 1}} {
			w.line(fmt.Sprintf("部署 %+v ユーザー %+v", of, u), Applies(of, u), Counts(of, u))
		}
	}
	w.line("a memo", oneLine.Replace("一\n二\r\n三\r四"))
	for _, of := range []directory.User{{}, {LoginName: "sato"}, {Name: "佐藤"}, {LoginName: "sato", Name: "佐藤"}} {
		w.line("", Person(&of))
	}
	party := directory.Party{Side: directory.SideCybozu, Kind: directory.KindUser, Name: "佐藤", Code: "sato"}
	problems := directory.Problems{{Kind: "unknown", Rule: "U99", Subject: "x", Parties: []directory.Party{party}}, {Kind: directory.ProblemEmailTwice, Subject: "a@b.jp"}}
	w.line("one", Of(problems[:1]).String())
	w.line("two", Of(problems).String())
	w.line("many", Of(append(problems, make(directory.Problems, 1233)...)).Line())
}

func (w *table) failed() {
	w.heading("エラー")
	at := time.Date(2026, 7, 1, 9, 5, 0, 0, time.Local)
	for _, err := range []error{
		errors.New("planted"), &cybozu.Error{Kind: "unknown"}, &cybozu.Error{Kind: cybozu.KindToken, Ended: at}, &cybozu.Error{Kind: cybozu.KindIP, Token: true},
		&cybozu.Error{Kind: cybozu.KindHost}, &cybozu.Error{Kind: cybozu.KindHost, Message: " "}, &cybozu.Error{Kind: cybozu.KindHost, Message: "example.com"},
		&cybozu.Error{Kind: cybozu.KindClientCert}, &cybozu.Error{Kind: cybozu.KindClientCert, Message: "a.cybozu.com"}, &cybozu.Error{Kind: cybozu.KindClientCert, Status: 403, Message: "a.cybozu.com"},
		&storage.HeldError{}, &storage.HeldError{What: storage.WhatWindow, PID: 7}, &storage.HeldError{What: string(directory.ImportAuto), PID: 7, Since: at},
		&schedule.PausedError{Cause: schedule.CauseUndo}, &schedule.PausedError{Cause: schedule.CauseLogin},
		&credentials.PasswordError{}, &credentials.PasswordError{Characters: 3}, &credentials.PasswordError{Characters: 3, Unseen: true},
		&directory.UnconfirmedError{Guards: []directory.Guard{{Kind: directory.GuardUsers, Count: 41, Of: 123}, {Kind: directory.GuardNames, Count: 2, Of: 3}}},
		&fs.PathError{Op: "open", Path: "/tmp/a", Err: fs.ErrPermission}, &os.LinkError{Op: "rename", Old: "/tmp/a", New: "/tmp/b", Err: fs.ErrPermission}, storage.ErrReadOnly,
		&directory.ConflictError{Kind: directory.ConflictTaken, Record: directory.KindUser, Name: "佐藤", Holder: "鈴木"},
		&directory.ConflictError{Kind: directory.ConflictTaken, Record: directory.KindDepartment, Name: "営業部", Holder: "総務部"},
		&edit.Error{Kind: edit.KindTaken, Record: directory.KindDepartment, Field: directory.FieldCode, Value: "a", Holder: "総務部"},
	} {
		w.line(fmt.Sprintf("%T", err), Of(err).String())
	}
	for _, is := range append(rosterErrors, sentinel{fs.ErrNotExist, Text{}}) {
		w.line(is.is.Error(), Of(fmt.Errorf("planted: %w", is.is)).String())
	}
}

// What a check, a repair, a file and an error say is looked at by whoever changes it, for each
// number and name that makes it another sentence.
func TestEveryCheckEveryRepairAndEveryErrorReadsAsInTheFile(t *testing.T) {
	was := time.Local
	time.Local = time.FixedZone("JST", 9*60*60)
	t.Cleanup(func() { time.Local = was })

	w := &table{}
	w.checks(t)
	w.access()
	w.repairs()
	w.files()
	w.asked()
	w.failed()
	goldentest.Compare(t, "testdata/details.txt", w.String()[1:])
}

package views

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/app/schedule"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

func (s *stage) home() *home { return s.screens[screenHome].(*home) }

// tiles are those of a name: a number and a check may have the same.
func tiles(o fyne.CanvasObject, name string) (found []*kit.Tile) {
	walk(o, func(o fyne.CanvasObject) {
		if tile, ok := o.(*kit.Tile); ok && tile.Name() == name {
			found = append(found, tile)
		}
	})
	return found
}

// change changes the stored directory as the sqlite3 shell does, and shows it.
func (s *stage) change(statements ...string) {
	s.t.Helper()
	db := s.database()
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			s.t.Fatalf("%s: %v", statement, err)
		}
	}
	s.reload()
	s.settle()
}

func (s *stage) database() *sql.DB {
	s.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(s.app.Dir(), "directory.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		s.t.Fatal(err)
	}
	return db
}

// ids asks the database.
func (s *stage) ids(query string) (ids []int64) {
	s.t.Helper()
	db := s.database()
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			s.t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		s.t.Fatal(err)
	}
	slices.Sort(ids)
	return ids
}

// listed are the keys of the list that 部署／ユーザー shows.
func (s *stage) listed() (ids []int64) {
	rows := s.people.grid.Rows()
	if s.people.listsDepartments() {
		rows = s.people.checking.grid.Rows()
	}
	for i := range rows.Len() {
		ids = append(ids, rows.Key(i))
	}
	slices.Sort(ids)
	return ids
}

// everythingWrong makes each check find somebody.
var everythingWrong = []string{
	`UPDATE users SET phone = '03-3333-' || (1000 + id), email = 'user' || id || '@example.co.jp', reading = 'よみ' || id, name = '名前 ' || id`,
	`UPDATE users SET email = NULL WHERE id IN (3, 4)`,
	`UPDATE users SET phone = '' WHERE id IN (4, 5)`,
	`UPDATE users SET phone = '90-1234-5678' WHERE id = 6`,
	`UPDATE users SET phone = '内線7' WHERE id = 7`,
	`UPDATE users SET email = 'user8＠example.co.jp' WHERE id = 8`,
	`UPDATE users SET phone = '03-4444-5555' WHERE id IN (9, 10, 11)`,
	`UPDATE users SET name = '佐藤 昇' WHERE id IN (12, 13)`,
	`UPDATE users SET reading = '' WHERE id = 14`,
	`UPDATE users SET cybozu_id = NULL WHERE id IN (15, 16)`,
	`UPDATE users SET former_link = 1 WHERE id = 16`,
	`DELETE FROM memberships WHERE user_id IN (17, 18)`,
	`UPDATE departments SET code = NULL WHERE id IN (3, 4)`,
}

// Every number leads to exactly the records that the database has for it.
func TestHome_EveryNumberLeadsToItsRecords(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	s.change(everythingWrong...)
	shown := 0
	name := func(c directory.Check) string { return message.Check(c).Name }
	for _, c := range []struct{ name, query string }{
		{"ユーザー", `SELECT id FROM users`},
		{"部署", `SELECT id FROM departments WHERE parent_id IS NOT NULL`},
		{"停止中", `SELECT id FROM users WHERE suspended`},
		{"未所属", `SELECT id FROM users WHERE id NOT IN (SELECT user_id FROM memberships)`},
		{"このアプリのみ", `SELECT id FROM users WHERE cybozu_id IS NULL`},
		{"以前の連携先", `SELECT id FROM users WHERE former_link`},
		{name(directory.CheckUnreachable), `SELECT id FROM users WHERE email IS NULL AND phone = '' AND NOT suspended`},
		{name(directory.CheckNoEmail), `SELECT id FROM users WHERE email IS NULL`},
		{name(directory.CheckNoPhone), `SELECT id FROM users WHERE phone = ''`},
		{name(directory.CheckWrongPhone), `SELECT id FROM users WHERE phone LIKE '90%'`},
		{name(directory.CheckWrongEmail), `SELECT id FROM users WHERE email LIKE '%＠%'`},
		{name(directory.CheckExtensionPhone), `SELECT id FROM users WHERE phone LIKE '内線%'`},
		{name(directory.CheckSharedPhone), `SELECT id FROM users WHERE phone = '03-4444-5555'`},
		{name(directory.CheckSuspendedAssigned), `SELECT id FROM users WHERE suspended AND id IN (SELECT user_id FROM memberships)`},
		{name(directory.CheckSameName), `SELECT id FROM users WHERE name = '佐藤 昇'`},
		{name(directory.CheckNoReading), `SELECT id FROM users WHERE reading = ''`},
		{name(directory.CheckEmptyDepartment), `SELECT id FROM departments WHERE parent_id IS NOT NULL AND id NOT IN (SELECT department_id FROM memberships)`},
		{name(directory.CheckNoCode), `SELECT id FROM departments WHERE parent_id IS NOT NULL AND code IS NULL`},
	} {
		s.onNavigated(screenHome)
		want := s.ids(c.query)
		found := tiles(s.home().page, c.name)
		if len(found) == 0 || len(want) == 0 {
			t.Errorf("%s is not on ホーム, the database has %v", c.name, want)
		}
		shown += len(found)
		for _, tile := range found {
			s.onNavigated(screenHome)
			if text := written(tile); !strings.Contains(text, fmt.Sprint(len(want))) {
				t.Errorf("%s shows %q, the database has %d", c.name, text, len(want))
			}
			tile.Tapped(new(fyne.PointEvent))
			s.settle()
			if got := s.listed(); s.current() != screen(s.people) || !slices.Equal(got, want) {
				t.Errorf("%s leads to %d records, the database has %v", c.name, len(got), want)
			}
			if s.win.Canvas().Focused() != s.people.shownGrid().Focusable() {
				t.Errorf("%s: the list does not have the keys", c.name)
			}
		}
	}
	if want := len(s.home().figures) + len(directory.Checks()); shown != want {
		t.Errorf("%d numbers were followed, not %d", shown, want)
	}
}

func TestHome_ComesFirstOnceThereIsADirectory(t *testing.T) {
	keyring, dir := credentials.Memory(), t.TempDir()
	s := newStageWith(t, cybozutest.Sample(), cybozutest.Options{}, keyring, dir)
	s.settle()
	if s.current() != screen(s.form()) {
		t.Fatalf("the first screen is %s", s.current().name())
	}
	for _, want := range []string{"1. 接続", "2. 確認", "3. 名簿", "見本で試す"} {
		if !strings.Contains(s.onScreen(), want) {
			t.Errorf("%q is not on the first screen", want)
		}
	}
	opened := 0
	s.sample = func() error { opened++; return nil }
	button(t, s.form().content(), "見本で試す").Tapped(nil)
	if opened != 1 {
		t.Errorf("the sample was opened %d times", opened)
	}
	s.importAll()
	if strings.Contains(s.onScreen(), "見本で試す") {
		t.Error("the first steps are still there after an import")
	}
	s = newStageWith(t, cybozutest.Sample(), cybozutest.Options{}, keyring, dir)
	s.settle()
	if s.current() != screen(s.home()) || !strings.Contains(s.onScreen(), "一覧は最新です。") {
		t.Errorf("the first screen is %s: %s", s.current().name(), s.onScreen())
	}
	if s.win.Canvas().Focused() != fyne.Focusable(s.home().act) {
		t.Error("a key does not do what is to be done now")
	}
}

// A finding that is right is not counted any more, on ホーム and in its list, until its
// value changes.
func TestCheck_AFindingCanBeCalledRight(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	s.change(everythingWrong...)
	extension := browse.Query{Node: browse.AllUsers, Check: directory.CheckExtensionPhone}
	s.list(extension)
	s.settle()
	s.people.grid.Select(7)
	s.people.checking.accept.Tapped(nil)
	s.settle()
	if got := s.listed(); len(got) > 0 {
		t.Errorf("still listed: %v", got)
	}
	if len(tiles(s.home().page, message.Check(directory.CheckExtensionPhone).Name)) > 0 {
		t.Error("still on ホーム")
	}
	if label := written(s.people.checking.accepted); !strings.Contains(label, "（1人）") {
		t.Errorf("how many are right: %q", label)
	}
	s.people.checking.accepted.SetChecked(true)
	s.settle()
	if got := s.listed(); !slices.Equal(got, []int64{7}) || !strings.Contains(s.people.grid.Text(), "問題なし") {
		t.Errorf("with those that are right: %v\n%s", got, s.people.grid.Text())
	}
	s.people.grid.Select(7)
	s.people.checking.accept.Tapped(nil)
	s.settle()
	s.people.checking.accepted.SetChecked(false)
	s.settle()
	if got := s.listed(); !slices.Equal(got, []int64{7}) {
		t.Errorf("taken back: %v", got)
	}
	s.people.grid.Select(7)
	s.people.checking.accept.Tapped(nil)
	s.settle()
	s.change(`UPDATE users SET phone = '内線8' WHERE id = 7`)
	if got := s.listed(); !slices.Equal(got, []int64{7}) {
		t.Errorf("after another value: %v", got)
	}
}

func TestCheck_ListIsCopiedAsItIsShown(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	s.change(everythingWrong...)
	s.list(browse.Query{Node: browse.AllUsers, Check: directory.CheckSharedPhone})
	s.settle()
	copied := func() string {
		button(t, s.people.content(), "コピー").Tapped(nil)
		if !strings.Contains(s.onScreen(), "コピーしました") {
			t.Error("nothing tells that it was copied")
		}
		return s.fyne.Clipboard().Content()
	}
	all := copied()
	if lines := strings.Split(all, "\n"); len(lines) != 1+3+1 || !strings.HasPrefix(lines[0], "ログイン名\t名前\tよみ") || strings.Count(all, "03-4444-5555") != 3 {
		t.Errorf("copied:\n%s", all)
	}
	s.people.grid.Select(10)
	if p := s.people; written(p.copy) != "コピー" {
		t.Errorf("another selection is said to be copied: %q", written(p.copy))
	}
	if one := copied(); strings.Count(one, "\n") != 2 || !strings.Contains(one, "名前 10") {
		t.Errorf("of one that is selected:\n%s", one)
	}
	s.list(browse.Query{Node: browse.AllUsers, Check: directory.CheckNoCode})
	s.settle()
	if got := copied(); strings.Count(got, "\n") != 3 || !strings.HasPrefix(got, "部署名\t上の部署\t部署コード") {
		t.Errorf("departments:\n%s", got)
	}
}

// What is selected in a list that is not shown any more is not deleted by a key.
func TestCheck_DeleteKeyLeavesUsersAloneWhereDepartmentsAreListed(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	s.list(browse.Query{Node: browse.AllUsers})
	s.settle()
	s.people.grid.SelectAll()
	s.listDepartments()
	s.settle()
	s.press(fyne.KeyDelete, 0)
	s.settle()
	if s.layers.Busy() {
		t.Errorf("it asks: %s", s.dialogs())
	}
}

// What was searched for among users leaves nothing behind where departments are listed.
func TestHome_ListOfDepartmentsIsSearchedByItsOwnWords(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	p := s.people
	s.onNavigated(screenPeople)
	p.tree.Select(browse.Unassigned)
	p.onSelected(browse.Unassigned)
	p.search.SetText("saito")
	s.settle()
	if p.more.Hidden {
		t.Fatal("it does not lead on to all users")
	}
	p.checking.choice.Choose(allDepartments())
	s.settle()
	if !p.more.Hidden {
		t.Error("it leads from departments to users")
	}
	s.listDepartments()
	p.search.SetText("keiei_01")
	s.settle()
	if got := s.listed(); len(got) != 1 || !strings.Contains(p.search.PlaceHolder, "部署コード") || written(p.title) != "すべての部署" {
		t.Errorf("%d departments, below %q, searched by %q", len(got), written(p.title), p.search.PlaceHolder)
	}
}

func TestHome_AdviceIsTheOneThingToDoNow(t *testing.T) {
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.Local)
	ended := func(days int, kind directory.ImportKind, outcome directory.Outcome) directory.Import {
		return directory.Import{ID: int64(100 - days), Kind: kind, Outcome: outcome, FinishedAt: now.AddDate(0, 0, -days), Message: "理由。"}
	}
	status := func(lines ...directory.Import) (s app.Status) {
		for i := range lines {
			line := &lines[i]
			if s.Last == nil {
				s.Last = line
			}
			if s.Auto == nil && line.Kind == directory.ImportAuto {
				s.Auto = line
			}
			if s.Success == nil && line.Outcome == directory.OutcomeOK {
				s.Success = line
			}
			if s.Success == nil && line.Outcome == directory.OutcomeFailed {
				s.Failures++
			}
		}
		return s
	}
	daily := app.AutoSync{When: schedule.When{Every: schedule.Day, Hour: 7}}
	paused := daily
	paused.Paused = &schedule.PausedError{Cause: schedule.CauseLogin}
	undone := daily
	undone.Paused = &schedule.PausedError{Cause: schedule.CauseUndo}
	ok, failed := directory.OutcomeOK, directory.OutcomeFailed
	manual, auto := directory.ImportManual, directory.ImportAuto
	for name, c := range map[string]struct {
		state   state
		numbers map[string]int
		mood    kit.Mood
		does    deed
		says    string
	}{
		"never":           {state{}, nil, kit.Info, importNow, "まだ読み込んでいません"},
		"today":           {state{status: status(ended(0, manual, ok))}, nil, kit.Success, importNow, "一覧は最新です。\n最後の読み込み：2026-11-26 09:00（今日）　自動同期：オフ"},
		"unreachable":     {state{status: status(ended(0, manual, ok))}, map[string]int{"unreachable": 3}, kit.Success, showNobody, "一覧は最新です。"},
		"six days":        {state{status: status(ended(6, manual, ok))}, nil, kit.Info, importNow, "一覧は、6日前のものです。"},
		"a week":          {state{status: status(ended(7, manual, ok))}, nil, kit.Warning, importNow, "最後の読み込みから、7日たっています。"},
		"auto, yesterday": {state{status: status(ended(1, auto, ok)), auto: daily}, nil, kit.Success, importNow, "次の自動同期：2026-11-27 07:00"},
		"auto is late":    {state{status: status(ended(2, auto, ok)), auto: daily}, nil, kit.Warning, importNow, "2日たっています"},
		"auto failed": {state{status: status(ended(0, auto, failed), ended(1, auto, failed), ended(2, auto, failed), ended(3, auto, ok)), auto: daily}, nil,
			kit.Alarm, lookFirst, "3回続けて反映できていません"},
		"auto stopped":  {state{status: status(ended(0, auto, directory.OutcomeStopped), ended(1, auto, ok)), auto: daily}, nil, kit.Warning, lookFirst, "理由。"},
		"refused login": {state{status: status(ended(1, auto, ok)), auto: paused}, nil, kit.Alarm, fillForm, ""},
		"after an undo": {state{status: status(ended(1, auto, ok)), auto: undone}, nil, kit.Alarm, lookFirst, ""},
		"overdue":       {state{status: status(ended(7, auto, ok)), auto: daily, overdueDays: 7}, nil, kit.Alarm, lookFirst, "7日間、cybozu.comからの読み込みが一度も成功していません（最後の成功：2026-11-19 09:00）"},
		"not told":      {state{status: status(ended(7, auto, ok)), auto: daily}, nil, kit.Warning, importNow, "7日たっています"},
		"overdue and failed": {state{status: status(ended(0, auto, directory.OutcomeStopped), ended(7, auto, ok)), auto: daily, overdueDays: 7}, nil,
			kit.Alarm, lookFirst, "7日間、cybozu.comからの読み込みが一度も成功していません"},
		"taken back": {state{status: status(ended(0, manual, directory.OutcomeUndone))}, nil, kit.Warning, importNow, "異なる可能性"},
	} {
		got := advise(&c.state, c.numbers, now)
		text := ""
		for _, span := range got.spans {
			text += span.Text
		}
		if got.mood != c.mood || got.does != c.does || got.label == "" || !strings.Contains(text, c.says) {
			t.Errorf("%s: mood %d, does %d, %q says %q", name, got.mood, got.does, got.label, text)
		}
	}
}

// On a Monday a list of Friday is as new as it can be, where there are imports on weekdays.
func TestHome_AWeekendMakesNoListOld(t *testing.T) {
	monday := time.Date(2026, 11, 30, 6, 0, 0, 0, time.Local)
	friday := directory.Import{Kind: directory.ImportAuto, Outcome: directory.OutcomeOK, FinishedAt: monday.AddDate(0, 0, -3)}
	status := app.Status{Last: &friday, Auto: &friday, Success: &friday}
	for every, want := range map[schedule.Every]kit.Mood{schedule.Day: kit.Warning, schedule.Weekday: kit.Success} {
		auto := app.AutoSync{When: schedule.When{Every: every, Hour: 7}}
		if got := advise(&state{auto: auto, status: status}, nil, monday); got.mood != want {
			t.Errorf("%s: mood %d, want %d", every, got.mood, want)
		}
	}
}

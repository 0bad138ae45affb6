package views

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/credentials"
	"anpisync/app/edit"
	"anpisync/app/message"
	"anpisync/app/roster"
	"anpisync/app/schedule"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
	"anpisync/views/kit/testapp"
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
	inTime(t, func(t *testing.T) {
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
	})
}

// A start reads two fonts: all that Fyne has beside the theme's takes longer than they do.
func TestHome_IsShownWithoutOtherFonts(t *testing.T) {
	keyring, dir := credentials.Memory(), t.TempDir()
	s := newStageWith(t, cybozutest.Sample(), cybozutest.Options{}, keyring, dir)
	s.importAll()
	cybozutest.NextDay(s.company)
	s.importAll() // so that there is a chart
	testapp.Themed()
	if kit.NewText(kit.Plain("佐藤")).MinSize(); len(testapp.Themed()) > 0 {
		t.Skip("no Japanese font is installed here")
	}
	s = newStageWith(t, cybozutest.Sample(), cybozutest.Options{}, keyring, dir)
	s.settle()
	if s.win.Canvas().Capture(); s.current() != screen(s.home()) || s.home().drawn.Hidden {
		t.Fatalf("the first screen is %s: %s", s.current().name(), s.onScreen())
	}
	if got := testapp.Themed(); len(got) > 0 {
		t.Errorf("other fonts are read for %q", got)
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
		"taken back": {state{status: status(ended(0, manual, directory.OutcomeUndone))}, nil, kit.Warning, importNow,
			"最後の読み込みは、元に戻しました。\nいまの一覧は、cybozu.comと異なる可能性があります。　自動同期：オフ"},
		"overdue and not applied": {state{status: status(ended(0, manual, directory.OutcomeCancelled), ended(10, auto, ok)), auto: daily, overdueDays: 7}, nil,
			kit.Alarm, lookFirst, "10日間、cybozu.comからの読み込みが一度も成功していません"},
		"overdue and taken back": {state{status: status(ended(0, manual, directory.OutcomeUndone), ended(10, auto, ok)), auto: daily, overdueDays: 7}, nil,
			kit.Alarm, lookFirst, "10日間、cybozu.comからの読み込みが一度も成功していません"},
		"taken back today": {state{status: status(ended(0, manual, directory.OutcomeUndone), ended(0, manual, ok))}, nil, kit.Warning, importNow,
			"異なる可能性があります。\n最後に成功した読み込み：2026-11-26 09:00（今日）　自動同期：オフ"},
		"not applied": {state{status: status(ended(0, manual, directory.OutcomeCancelled), ended(0, manual, ok))}, map[string]int{"unreachable": 3}, kit.Warning, importNow, "最後の読み込みは、反映していません。"},
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

func TestHome_RostersAreMadeAndWhoChangedIsCopiedAndGoneTo(t *testing.T) {
	s := peopleStage(t)
	s.onNavigated(screenHome)
	button(t, s.home().rosters.part, "名簿を作る").Tapped(nil)
	s.settle()
	path := filepath.Join(t.TempDir(), "名簿.html")
	s.chooses(path)
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.click("保存する")
	s.click("閉じる")
	u := s.stored().Users[0]
	changed := u
	changed.Phone = "03-0000-1234"
	s.window.edit("電話番号の変更", edit.ChangeUser(u, changed), nil)
	s.settle()
	button(t, s.home().rosters.part, "だれが変わったか").Tapped(nil)
	s.click("コピー")
	if text := s.window.fyne.Clipboard().Content(); !strings.Contains(text, u.Name) || !strings.Contains(text, "電話番号が変わりました") {
		t.Errorf("copied is %q", text)
	}
	s.dialogGrid().OnOpen(0, u.ID)
	s.settle()
	if s.nav.Selected() != screenPeople || !slices.Contains(s.people.grid.Selected(), u.ID) {
		t.Errorf("it leads to screen %d, to %d", s.nav.Selected(), s.people.grid.Selected())
	}
	s.onNavigated(screenHome)
	part := filepath.Join(t.TempDir(), "変わった部署.html")
	s.chooses(part)
	button(t, s.home().rosters.part, "変わった部署だけ").Tapped(nil)
	s.click("保存する")
	if text, err := os.ReadFile(part); err != nil || !strings.Contains(string(text), changed.Phone) {
		t.Errorf("%v, the pages do not have the new number", err)
	}
}

// ホーム lists the newest rosters, and why none could be left where 自動同期 leaves them.
func TestHome_ListsTheNewestRosters(t *testing.T) {
	s := peopleStage(t)
	h := s.home().rosters
	if h.list.Visible() || h.failed.Visible() {
		t.Errorf("before one is made it says %q", written(h.part))
	}
	now, err := s.app.MakeRoster(t.Context(), roster.DefaultChoices())
	if err != nil {
		t.Fatal(err)
	}
	made := func(n int) (all []*app.MadeRoster) {
		for range n {
			all = append(all, &app.MadeRoster{Now: now, MadeAt: now.Now})
		}
		return all
	}
	s.onNavigated(screenHome)
	for n := range 3 {
		h.draw(rosterState{made(n), map[bool]string{true: "保存できませんでした。"}[n == 1]})
		if got := strings.Count(written(h.part), "いまも正しい内容です。"); got != n || h.list.Visible() != (n > 0) || h.failed.Visible() != (n == 1) || strings.Contains(written(h.part), "保存できませんでした。") != (n == 1) {
			t.Errorf("of %d it says %q", n, written(h.part))
		}
	}
	s.rename("rosters", "gone")
	h.show()
	s.settle()
	s.expectWords("where they cannot be read", unexpected)
	s.press(fyne.KeyEscape, 0)
	s.rename("gone", "rosters")
	// What is called right is not shown of another list.
	p := s.people
	s.list(browse.Query{Node: browse.AllUsers, Check: directory.CheckNoPhone})
	p.checking.accepted.SetChecked(true)
	s.list(browse.Query{Node: browse.AllUsers, Check: directory.CheckNoEmail})
	if s.settle(); p.query.Accepted || p.checking.accepted.Checked() {
		t.Error("what was called right is shown")
	}
}

// What the chart draws of a point: when, how many there were, how many came and went.
func TestHome_TheChartDrawsWhatTheHistoryHas(t *testing.T) {
	at := time.Date(2026, 4, 6, 7, 30, 0, 0, time.UTC)
	local := at.Local()
	points := []browse.Point{
		{At: at, Users: 45, Departments: 6, UserChanges: directory.Tally{Created: 3, Updated: 9, Deleted: 2}, DepartmentChanges: directory.Tally{Created: 1, Updated: 9, Deleted: 4}},
		{At: at.AddDate(0, 0, 1), Users: browse.Unknown, Departments: browse.Unknown},
	}
	drawn := chartOf(points)
	for i := range drawn {
		if plain(drawn[i].Told) != plain(toldOf(points[i], points[i].At.Local())) {
			t.Errorf("point %d tells %q", i, plain(drawn[i].Told))
		}
		drawn[i].Told = nil
	}
	if want := []kit.ChartPoint{
		{X: float64(at.Unix()), Date: local.Format("2006-01-02"), Lines: [2]int{45, 6}, Up: 4, Down: 6},
		{X: float64(at.AddDate(0, 0, 1).Unix()), Date: local.AddDate(0, 0, 1).Format("2006-01-02"), Lines: [2]int{-1, -1}},
	}; !reflect.DeepEqual(drawn, want) {
		t.Errorf("got  %+v\nwant %+v", drawn, want)
	}
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	cybozutest.NextDay(s.company)
	s.importAll()
	now, err := s.load(t.Context(), s.people.query)
	if err != nil {
		t.Fatal(err)
	}
	c := count(now)
	if len(c.points) != 2 || len(c.numbers) == 0 || len(c.trends) != len(c.numbers) || c.points[1].Users != c.numbers["users"] {
		t.Errorf("%d points of %+v", len(c.points), c.numbers)
	}
	for name, n := range c.numbers {
		if trend := c.trends[name]; len(trend) > 0 && trend[len(trend)-1] != n {
			t.Errorf("%s goes %d, and is %d", name, trend, n)
		}
	}
	if trend := c.trends["users"]; len(trend) != 2 || trend[0] == trend[1] {
		t.Errorf("the users go %d", trend)
	}
	for check, want := range map[directory.Check]string{directory.CheckNoPhone: "人", directory.CheckNoCode: "件"} {
		if got := counterOf(check); got != want {
			t.Errorf("%s are counted in %s", check, got)
		}
	}
}

// What has become wrong or right since is on ホーム: a check that finds nothing is named, and has no
// line.
func TestHome_AChecksLineIsThereWhileItFindsSomething(t *testing.T) {
	s := peopleStage(t)
	s.change(everythingWrong...)
	h := s.home()
	s.onNavigated(screenHome)
	for _, r := range h.checks {
		name := message.Check(r.check).Name
		n := s.people.model.Numbers()[string(r.check)]
		if want := kit.Digits(n) + counterOf(r.check); r.tile.Hidden != (n == 0) || n > 0 && r.count.String() != want {
			t.Errorf("%s: hidden: %v, it says %s, want %s", name, r.tile.Hidden, r.count, want)
		}
		if strings.Contains(h.fine.String(), name+"、") && n > 0 || n == 0 && !strings.Contains(h.fine.String(), name) {
			t.Errorf("%s: %d, and it says %q", name, n, h.fine.String())
		}
	}
	for _, f := range h.figures {
		if want := kit.Digits(s.people.model.Numbers()[f.key]); f.count.String() != want {
			t.Errorf("%s: it says %s, want %s", f.key, f.count, want)
		}
	}
	s.change("UPDATE users SET phone = '03-3333-' || (1000 + id), email = 'user' || id || '@example.co.jp', reading = 'よみ' || id, name = '名前 ' || id")
	if got := h.fine.String(); !strings.HasPrefix(got, "✓ 該当なし：") || !strings.Contains(got, message.Check(directory.CheckNoPhone).Name) || len(tiles(h.page, message.Check(directory.CheckNoPhone).Name)) != 0 {
		t.Errorf("once all are right it says %q", got)
	}
}

func TestHome_WhoLeftIsListedAndLeadsNowhere(t *testing.T) {
	s := peopleStage(t)
	now, err := s.app.MakeRoster(t.Context(), roster.DefaultChoices())
	if err != nil {
		t.Fatal(err)
	}
	u := s.stored().Users
	m := &app.MadeRoster{Now: now, Since: roster.Difference{People: []roster.Differs{
		{User: &directory.User{ID: 999, Name: "前の人"}, What: roster.Left}, {User: &u[1], What: roster.Joined}, {User: &u[2], What: roster.Changed, Text: []string{"電話番号", "所属部署"}},
	}}}
	s.onNavigated(screenHome)
	s.home().rosters.listChanged(m, "4月6日")
	const listed = "4月6日の名簿のあとに変わった人 / titles	名前 | 変わったこと / row	前の人 | いなくなりました / row	ユーザーA | 加わりました / row	ユーザーD | 電話番号、所属部署が変わりました / [コピー] / [閉じる]"
	s.expectWords("at first", listed)
	s.dialogGrid().OnOpen(0, 999)
	s.settle()
	s.expectWords("after who left is opened", listed)
	s.click("コピー")
	if text := s.fyne.Clipboard().Content(); text != "名前\t変わったこと\n前の人\tいなくなりました\nユーザーA\t加わりました\nユーザーD\t電話番号、所属部署が変わりました\n" || s.line() != "変わった人の一覧をコピーしました。" {
		t.Errorf("copied is %q, and it says %q", text, s.line())
	}
	s.dialogGrid().OnOpen(2, u[2].ID)
	s.settle()
	if s.dialogs() != "" || s.nav.Selected() != screenPeople || !slices.Equal(s.people.grid.Selected(), []int64{u[2].ID}) {
		t.Errorf("it leads to screen %d, to %d", s.nav.Selected(), s.people.grid.Selected())
	}
}

// The numbers that ホーム shows are those of the newest state, however late those of another come.
func TestHome_NumbersThatComeLateAreNotShown(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	read := func() *state {
		st, err := s.load(t.Context(), s.people.query)
		if err != nil {
			t.Fatal(err)
		}
		return st
	}
	before := read()
	s.change("DELETE FROM users WHERE login_name = 'userA'")
	now, h := read(), s.home()
	if h.figures[0].count.String() != "22" {
		t.Fatalf("shown are %s", h.figures[0].count)
	}
	h.show(before)
	s.jobs.Wait()
	h.show(now)
	s.jobs.Wait()
	for len(s.queue) > 0 {
		(<-s.queue)()
		if got := h.figures[0].count.String(); got != "22" {
			t.Errorf("shown are %s", got)
		}
	}
}

// Once there is a directory, whoever looks at ホーム has the keys at what is to be done now.
func TestHome_HasTheKeysAtWhatIsToBeDone(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	s.onNavigated(screenHome)
	h := s.home()
	if s.win.Canvas().Focused() != fyne.Focusable(h.begin) || h.whole.Visible() {
		t.Errorf("at first the keys are at %T", s.win.Canvas().Focused())
	}
	h.begin.Tapped(nil)
	if s.nav.Selected() != screenConnect {
		t.Errorf("it leads to screen %d", s.nav.Selected())
	}
	s.onNavigated(screenHome)
	if _, err := s.app.Edit(t.Context(), "追加", edit.AddDepartment(directory.RootID, "応援", "")); err != nil { // by another process
		t.Fatal(err)
	}
	s.openHelp("")
	s.settle()
	top := s.win.Canvas().Focused()
	s.reload()
	s.settle()
	if s.win.Canvas().Focused() != top {
		t.Errorf("they are taken from what is open, and at %T", s.win.Canvas().Focused())
	}
	s.press(fyne.KeyEscape, 0)
	s.escapes(s.layers.Busy)
	s.onNavigated(screenHome)
	if s.win.Canvas().Focused() != fyne.Focusable(h.act) || h.first.Visible() {
		t.Errorf("once there is a directory the keys are at %T", s.win.Canvas().Focused())
	}
}

// A trend is drawn once there is something to compare, and a point of the chart leads to what it
// is of.
func TestHome_TrendsAreDrawnOnceThereIsSomethingToCompare(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	h := s.home()
	shown := func() (trends int) {
		for _, r := range h.checks {
			if !r.trend.Hidden {
				trends++
			}
		}
		return trends
	}
	if n := shown(); n != 0 || !h.drawn.Hidden {
		t.Errorf("after one import %d trends, and a chart: %v", n, !h.drawn.Hidden)
	}
	cybozutest.NextDay(s.company)
	s.importAll()
	if n := shown(); n != len(h.checks) || h.drawn.Hidden || len(h.points) != 2 {
		t.Fatalf("after two imports %d trends, %d points", n, len(h.points))
	}
	for at, p := range h.points {
		h.chart.OnOpen(at)
		s.settle()
		if s.current() != screen(s.history) || s.history.shown == nil || s.history.shown.ID != p.ImportID {
			t.Errorf("point %d leads to %+v", at, s.history.shown)
		}
	}
	if h.points[0].ImportID == h.points[1].ImportID {
		t.Error("both are of the same line")
	}
}

func TestHome_WhatFoundNothingIsNamed(t *testing.T) {
	for _, c := range []struct {
		names    []string
		accepted int
		want     string
	}{
		{nil, 0, ""},
		{[]string{"甲", "乙"}, 0, "✓ {bold green}該当なし：甲、乙{dim}"},
		{[]string{"甲"}, 1, "✓ {bold green}該当なし：甲{dim}⏎「問題なし」にした1件は、数えていません（部署／ユーザーの「点検」で見られます）。{dim}"},
		{nil, 1234, "⏎「問題なし」にした1,234件は、数えていません（部署／ユーザーの「点検」で見られます）。{dim}"},
	} {
		if got := spelled(fineSpans(c.names, c.accepted)); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

// ホーム says of a roster whose it is, and how true it still is.
func TestHome_SaysOfARosterWhoseItIs(t *testing.T) {
	s := peopleStage(t)
	made, err := s.app.MakeRoster(t.Context(), roster.DefaultChoices())
	if err != nil {
		t.Fatal(err)
	}
	h, dev := s.home().rosters, s.department("開発本部").ID
	counted := "　" + made.Counted()
	for want, of := range map[string]roster.Of{
		"全員":           {},
		"開発本部":         {Department: dev},
		"開発本部と、その下の部署": {Department: dev, Below: true},
		"いまはない部署":      {Department: 9999, Below: true},
		"未所属ユーザー":      {Department: browse.Unassigned},
		"全員・「停止中」の人":   {Filter: browse.FilterSuspended},
		"全員・点検「電話番号なし」の人・「渡辺」の検索結果": {Check: directory.CheckNoPhone, Search: "渡辺"},
		"全員・点検「電話番号なし」の人（「問題なし」も）":  {Check: directory.CheckNoPhone, Accepted: true},
	} {
		now := *made
		now.Of = of
		if got := h.whom(&app.MadeRoster{Now: &now}); got != want+counted {
			t.Errorf("got %s, want %s", got, want+counted)
		}
	}
	model := s.people.model
	s.people.model = nil
	now := *made
	now.Of = roster.Of{Department: dev}
	if got := h.whom(&app.MadeRoster{Now: &now}); got != "全員"+counted {
		t.Errorf("before the departments are read: %s", got)
	}
	s.people.model = model

	u := s.stored().Users
	day := made.Now.Local()
	short := day.Format("1月2日")
	one := roster.Difference{People: []roster.Differs{{User: &u[1], What: roster.Changed, Text: []string{"電話番号"}}}, Departments: map[int64]bool{dev: true}}
	for _, c := range []struct {
		name string
		made app.MadeRoster
		form roster.Form
		want string
		does string
	}{
		{"true", app.MadeRoster{MadeAt: day}, roster.ByDepartment, "✓ " + short + "の名簿は、いまも正しい内容です。緊急連絡先名簿（部署別一覧）", ""},
		{"another", app.MadeRoster{MadeAt: day, Since: one}, roster.ByDepartment,
			short + "の名簿のあと、1人の連絡先や所属が変わりました。緊急連絡先名簿（部署別一覧）", "[だれが変わったか] [作り直す] [変わった部署だけ]"},
		{"where only a department is another", app.MadeRoster{MadeAt: day, Since: roster.Difference{Departments: map[int64]bool{dev: true}}}, roster.ByDepartment,
			short + "の名簿のあと、1部署の名前や位置が変わりました。緊急連絡先名簿（部署別一覧）", "[作り直す] [変わった部署だけ]"},
		{"of last year, a chart", app.MadeRoster{MadeAt: day.AddDate(-1, 0, 0), Since: one}, roster.Chart,
			day.AddDate(-1, 0, 0).Format("2006年1月2日") + "の名簿のあと、1人の連絡先や所属が変わりました。緊急連絡先名簿（組織図）", "[だれが変わったか] [作り直す]"},
		{"of which nothing is known", app.MadeRoster{MadeAt: day, Unknown: true, Since: one}, roster.Cards,
			short + "の名簿のあと、何が変わったかは、履歴が残っていないため分かりません。緊急連絡先名簿（携帯カード）", "[作り直す]"},
	} {
		now := *made
		now.Form = c.form
		c.made.Now = &now
		line := h.line(&c.made)
		if got, _, _ := strings.Cut(written(line), "　"+h.whom(&c.made)); got != c.want || offered(line) != c.does {
			t.Errorf("%s: it says %q, and offers %q", c.name, got, offered(line))
		}
	}
	now.Of, now.Form, now.Title = roster.Of{}, roster.ByDepartment, roster.ByDepartment.String()
	if got := written(h.line(&app.MadeRoster{Now: &now, MadeAt: day})); !strings.HasSuffix(got, "いまも正しい内容です。部署別一覧　全員"+counted) {
		t.Errorf("one that is called as its form says %q", got)
	}
}

func TestHome_EachRosterSaysWhoseItIsAndWhetherItIsStillTrue(t *testing.T) {
	s := peopleStage(t)
	h := s.home().rosters
	d := s.department("開発本部")
	const unassigned = browse.Unassigned
	for _, c := range []struct {
		choices roster.Choices
		what    string
		parts   bool
	}{
		{roster.Choices{Form: roster.ByDepartment, Title: "緊急連絡先名簿"}, "緊急連絡先名簿（部署別一覧）　全員　23人・6部署（停止中を除く）", true},
		{roster.Choices{Form: roster.Calls, Title: "緊急連絡網", Of: roster.Of{Department: d.ID, Below: true}}, "緊急連絡網　開発本部と、その下の部署　4人・1部署（停止中を除く）", false},
		{roster.Choices{Form: roster.Cards, Title: "携帯カード", Of: roster.Of{Department: d.ID, Search: "佐藤"}}, "携帯カード　開発本部・「佐藤」の検索結果　0人・0部署（停止中を除く）", false},
		{roster.Choices{Form: roster.Chart, Title: "組織図"}, "組織図　全員　23人・6部署", false},
		{roster.Choices{Form: roster.Chart, Title: "組織", Of: roster.Of{Department: 999}}, "組織（組織図）　いまはない部署　0人・0部署", false},
		{roster.Choices{Form: roster.Cards, Title: "携帯カード", Of: roster.Of{Department: unassigned}}, "携帯カード　未所属ユーザー　10人・0部署（停止中を除く）", true},
		{roster.Choices{Form: roster.Cards, Title: "携帯カード", Suspended: true, Of: roster.Of{Filter: browse.FilterSuspended}}, "携帯カード　全員・「停止中」の人　0人・0部署", false},
		{roster.Choices{Form: roster.Cards, Title: "携帯カード", Of: roster.Of{Check: directory.CheckNoPhone}}, "携帯カード　全員・点検「電話番号なし」の人　23人・6部署（停止中を除く）", true},
	} {
		now, err := s.app.MakeRoster(t.Context(), c.choices)
		if err != nil {
			t.Fatal(err)
		}
		now.Now = time.Date(2026, 4, 6, 7, 30, 0, 0, time.Local)
		changed := roster.Difference{Departments: map[int64]bool{d.ID: true}, People: []roster.Differs{{User: &directory.User{ID: 1, Name: "甲"}}}}
		parts := ""
		if c.parts {
			parts = "変わった部署だけ"
		}
		for want, m := range map[string]*app.MadeRoster{
			"2025年4月6日の名簿のあと、何が変わったかは、履歴が残っていないため分かりません。" + c.what + "作り直す":  {MadeAt: now.Now.AddDate(-1, 0, 0), Now: now, Unknown: true},
			"✓ 4月6日の名簿は、いまも正しい内容です。" + c.what:                                {MadeAt: now.Now, Now: now},
			"4月6日の名簿のあと、1人の連絡先や所属が変わりました。" + c.what + "だれが変わったか作り直す" + parts: {MadeAt: now.Now, Now: now, Since: changed},
		} {
			if got := written(h.line(m)); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		}
	}
}

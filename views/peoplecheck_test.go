package views

import (
	"fmt"
	"strings"
	"testing"

	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
)

// A choice among the checks says how many each has found, as soon as that is known, and of now.
func TestCheck_TheChoiceSaysHowManyEachHasFound(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	says := func() string { return strings.TrimPrefix(written(p.checking.choice), "点検：") }
	if got := says(); got != "なし" {
		t.Errorf("it says %q", got)
	}
	s.list(browse.Query{Node: browse.AllUsers, Check: directory.CheckNoPhone})
	s.settle()
	for users, statement := range inOrder(map[int]string{
		0: "UPDATE users SET phone = '03-3333-' || (1000 + id)", 2: "UPDATE users SET phone = '' WHERE login_name IN ('userA', 'userD')",
	}) {
		s.change("UPDATE users SET phone = '03-3333-' || (1000 + id)", statement)
		if got, want := says(), fmt.Sprintf("電話番号なし（%d人）", users); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}

func TestCheck_WhatItFindsIsSaved(t *testing.T) {
	s := peopleStage(t)
	p := s.people
	if text := s.saves("ユーザー.csv", p.onSaveList); !strings.Contains(text, s.stored().Users[0].LoginName) {
		t.Errorf("the list is %.200q", text)
	}
	p.list(browse.Query{Node: browse.AllUsers}, true)
	s.settle()
	if text := s.saves("部署.csv", p.onSaveList); !strings.Contains(text, s.stored().Departments[1].Name) {
		t.Errorf("the list of departments is %.200q", text)
	}
	p.list(browse.Query{Node: browse.AllUsers, Check: directory.CheckNoEmail}, false)
	s.settle()
	s.saves(message.Check(directory.CheckNoEmail).Name+".csv", p.onSaveList)
	s.openMoment(0)
	s.saves(message.Check(directory.CheckNoEmail).Name+"_"+p.past.line.FinishedAt.Local().Format("2006-01-02")+".csv", p.onSaveList)
}

// A list of departments is searched, saved and opened as it is shown.
func TestCheck_OneDepartmentIsOpenedAndTheChecksAreNumbered(t *testing.T) {
	s := peopleStage(t)
	s.change("UPDATE users SET phone = '' WHERE login_name IN ('userA', 'userD')", "UPDATE departments SET code = NULL WHERE name = '役員'")
	p := s.people
	s.listDepartments()
	s.settle()
	grid := p.checking.grid
	ids := []int64{s.department("役員").ID, s.department("開発本部").ID}
	for _, id := range ids {
		grid.Select(id)
		p.checking.open.Tapped(nil)
		s.settle()
		if p.query.Node != id || p.listsDepartments() {
			t.Errorf("opened is %d, want %d", p.query.Node, id)
		}
		s.listDepartments()
		s.settle()
	}
	grid.OnOpen(0, ids[1])
	s.settle()
	if p.query.Node != ids[1] {
		t.Errorf("by a double click %d is opened", p.query.Node)
	}
	names := checkNames(p.model.Numbers())
	if want := 2 + len(directory.Checks()); len(names) != want || names[0] != "なし" || names[want-1] != "なし（部署の一覧）" || allDepartments() != want-1 {
		t.Errorf("the choices are %q", names)
	}
	for i, c := range directory.Checks() {
		unit := "人"
		if c.Of() == directory.KindDepartment {
			unit = "件"
		}
		if want := fmt.Sprintf("%s（%d%s）", message.Check(c).Name, p.model.Numbers()[string(c)], unit); names[firstCheck+i] != want || checkNames(nil)[firstCheck+i] != message.Check(c).Name {
			t.Errorf("%s, want %s", names[firstCheck+i], want)
		}
		s.list(browse.Query{Node: browse.AllUsers, Check: c})
		s.settle()
		if got := p.checking.choice.Chosen(); got != firstCheck+i || p.query.Check != c {
			t.Errorf("%s: chosen is %d", c, got)
		}
	}
	s.listDepartments()
	s.settle()
	if got := cells(grid, 5); !strings.HasPrefix(got, "役員|最上位部署||3||\n開発本部|最上位部署|dev|4||\n開発チーム|開発本部|dev_team|0||\n") {
		t.Errorf("listed are\n%s", got)
	}
}

package views

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

func TestMend_SeveralSelectedProblemsAreAnsweredAtOnce(t *testing.T) {
	s := twice(t)
	b := s.preview().problems
	all := b.grid.Rows().Len()
	b.grid.OnOpen(0, b.grid.Rows().Key(0))
	if b.grid.Rows().Len() >= all {
		t.Error("a group does not fold")
	}
	b.grid.OnOpen(0, b.grid.Rows().Key(0))
	if s.do(s.command("find")); s.win.Canvas().Focused() != fyne.Focusable(b.field) {
		t.Error("the search of the problems has not the keys")
	}
	b.field.SetText("だれもいない")
	if b.grid.Rows().Len() != 0 {
		t.Error("the search finds what is not there")
	}
	s.press(fyne.KeyEscape, 0)
	b.filters.Choose(1)
	b.filters.Choose(0)
	b.grid.SelectAll()
	s.settle()
	s.click("提案どおりにまとめて解決する（2件）")
	if v := s.preview(); v == nil || v.p.Plan == nil || len(v.p.Choices) != 2 {
		t.Errorf("no preview, but %q", s.dialogs())
	}
}

// What is answered under a filter stays where it is until a person asks anew.
func TestProblems_WhatIsAnsweredStaysUnderItsFilter(t *testing.T) {
	s := twice(t)
	b := s.preview().problems
	b.filters.Choose(openProblems)
	b.grid.Select(b.grid.Rows().Key(1))
	s.click("cybozu.comのユーザーG（userG）が使う")
	if got := cells(b.grid, 2); !strings.Contains(got, "ユーザーH|✓ cybozu.comのユーザーG（userG）が使う|\n") || b.grid.Rows().Len() != 3 {
		t.Errorf("listed are\n%s", got)
	}
	b.filters.Choose(answeredProblems)
	if n := b.grid.Rows().Len(); n != 2 {
		t.Errorf("%d are answered", n-1)
	}
	b.filters.Choose(openProblems)
	if got := cells(b.grid, 2); b.grid.Rows().Len() != 2 || strings.Contains(got, "✓") {
		t.Errorf("open are\n%s", got)
	}
	s.click("コピー")
	if text := s.fyne.Clipboard().Content(); strings.Count(text, "重複させることはできません") != 1 || !strings.Contains(s.reads(), " / [コピーしました] / ") {
		t.Errorf("copied is %q", text)
	}
}

func TestMend_SeveralAnswersAreTakenBackAtOnceAndAGroupIsFoldedByItsLink(t *testing.T) {
	s := twice(t)
	b := s.preview().problems
	all := b.grid.Rows().Len()
	group := b.grid.Rows().Key(0)
	b.grid.Select(group)
	if s.click("たたむ"); b.grid.Rows().Len() >= all {
		t.Error("the group does not fold")
	}
	b.grid.Select(group)
	if s.click("一件ずつ表示する"); b.grid.Rows().Len() != all {
		t.Error("the group does not unfold")
	}
	b.grid.SelectAll()
	s.settle()
	s.click("提案どおりにまとめて解決する（2件）")
	if given := s.preview().p.Choices; len(given) != 2 {
		t.Fatalf("answered is %+v", given)
	}
	v := s.preview()
	v.showBody(len(v.bodies) - 1)
	v.problems.grid.SelectAll()
	s.settle()
	s.click("2件の回答を取り消す")
	if given := s.preview().p.Choices; len(given) != 0 {
		t.Errorf("answered is still %+v", given)
	}
}

func TestProblems_TheirListIsSelectedByTheCommandAndGivenRoom(t *testing.T) {
	s := twice(t)
	grid := s.preview().problems.grid
	s.focus(grid.Focusable())
	if s.do(s.command("all")); grid.SelectedCount() != grid.Rows().Len() {
		t.Errorf("%d are selected of %d", grid.SelectedCount(), grid.Rows().Len())
	}
	walk(s.win.Canvas().Content(), func(o fyne.CanvasObject) {
		if split, ok := o.(*kit.Split); ok {
			split.Drag(-40)
		}
	})
	s.settle()
	if kept, err := s.app.Setting(t.Context(), "problems.width"); err != nil || kept == "" {
		t.Errorf("%v, the width that is kept is %q", err, kept)
	}
}

// plantedProblems are problems of two kinds, so many of each.
func plantedProblems(emails, codes int) (ps directory.Problems) {
	for i := range emails {
		ps = append(ps, directory.Problem{Kind: directory.ProblemEmailTwice, Subject: fmt.Sprintf("dup%d@example.com", i)})
	}
	for i := range codes {
		ps = append(ps, directory.Problem{Kind: directory.ProblemCodeTwice, Subject: fmt.Sprintf("c%d", i)})
	}
	return ps
}

// A kind with many problems is folded, so that the next one is seen; alone it is not.
func TestProblems_ALongKindIsFoldedWhereThereIsAnother(t *testing.T) {
	for _, c := range []struct{ emails, codes, rows int }{
		{longGroup, longGroup, 2*longGroup + 2}, {longGroup + 1, 1, 3}, {1, longGroup + 1, 3}, {longGroup + 1, 0, longGroup + 2}, {longGroup + 1, longGroup + 1, 2},
	} {
		s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
		v := &preview{r: &run{w: s.window}, p: new(app.Proposal)}
		v.sight = prepareSight(&app.Proposal{Problems: plantedProblems(c.emails, c.codes)}, nil)
		b := newProblemsBody(v)
		b.show(v.sight)
		if n := b.grid.Rows().Len(); n != c.rows || b.grid.SelectedCount() != 1 || b.grid.Selected()[0] != b.model.Groups[0].Key() {
			t.Errorf("of %d and %d: %d rows, want %d; %d is selected", c.emails, c.codes, n, c.rows, b.grid.Selected())
		}
		b.fold(999)
		if n := b.grid.Rows().Len(); n != c.rows {
			t.Errorf("of %d and %d: a kind that is not there changes %d rows to %d", c.emails, c.codes, c.rows, n)
		}
	}
}

// What cannot be answered here says so; a search looks into what is folded, too.
func TestProblems_AreFilteredSearchedAndToldInFull(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	v := &preview{r: &run{w: s.window}, p: new(app.Proposal)}
	v.sight = prepareSight(&app.Proposal{Problems: plantedProblems(2, longGroup+1)}, nil)
	b := newProblemsBody(v)
	b.show(v.sight)
	expect := func(when, want string) {
		t.Helper()
		var tags []string
		for _, tag := range b.tags() {
			tags = append(tags, tag.Text)
		}
		if got := strings.Join(tags, " ") + "\n" + cells(b.grid, 2); got != want {
			t.Errorf("%s:\n%swant\n%s", when, got, want)
		}
	}
	const tags = "すべて 23 未回答 23 回答済み 0\n"
	const codes, emails = "▶ 部署コードの重複　21件|未回答 21件|\n", "▼ メールアドレスの重複　2件|未回答 2件|\ndup0@example.com|ここでは解決できません|\ndup1@example.com|ここでは解決できません|\n"
	expect("at first", tags+codes+emails)
	b.field.SetText("c2")
	expect("searched", tags+strings.Replace(codes, "▶", "▶", 1)+"c2|ここでは解決できません|\nc20|ここでは解決できません|\n")
	if !b.escape() || b.field.Text != "" || b.escape() {
		t.Error("Esc does not give up the search alone")
	}
	b.filters.Choose(answeredProblems)
	expect("of those that are answered", tags)
	b.filters.Choose(openProblems)
	expect("of those that are not", tags+codes+emails)
	b.filters.Choose(allProblems)
	b.fold(b.model.Groups[0].Key())
	if n := b.grid.Rows().Len(); n != 2+longGroup+1+2 {
		t.Errorf("unfolded, %d rows", n)
	}
	b.fold(b.model.Groups[0].Key())
	expect("folded again", tags+codes+emails)
	b.grid.Unselect()
	detail := func() (texts []string) {
		walk(b.detail, func(o fyne.CanvasObject) {
			switch o := o.(type) {
			case *kit.Paragraph:
				texts = append(texts, o.String())
			case *kit.Button:
				texts = append(texts, "["+o.Text()+"]")
			}
		})
		return texts
	}
	if got := detail(); len(got) != 1 || got[0] != "左の問題を選ぶと、内容と解決のしかたを表示します。" {
		t.Errorf("of none it says %q", got)
	}
	b.grid.Select(b.model.Groups[0].Key())
	if got := detail(); len(got) != 4 || got[0] != "部署コードの重複　21件（未回答 21件）" || got[3] != "[一件ずつ表示する]" {
		t.Errorf("of a kind it says %q", got)
	}
	b.grid.Select(b.model.Groups[1].Rows[1].Key())
	if got := detail(); len(got) != 2 || !strings.HasPrefix(got[0], "メールアドレス「dup1@example.com」を重複させることはできません。\n") {
		t.Errorf("of one it says %q", got)
	}
	b.grid.SelectAll()
	if got := detail(); len(got) != 1 || got[0] != "2件の問題を選択しています" {
		t.Errorf("of several it says %q", got)
	}
}

// The rows stay where they are while they are answered, and each says what was said to it.
func TestProblems_SayWhatWasAnsweredAndTakeItBack(t *testing.T) {
	s := twice(t)
	b := s.preview().problems
	const (
		head    = "2件の問題があるため、反映できません / "
		search  = " / field	名前・アドレス・コードで検索 / titles	問題 | 回答 / row	▼ メールアドレスの重複　2件 | "
		open    = "未回答 2件 / row	userh@example.com　ユーザーG、ユーザーH | 未回答 / row	userj@example.com　ユーザーI、ユーザーJ | 未回答 / "
		buttons = " / [コピー] / [保存] / [やめる]"
		explain = "読み込むと、同じメールアドレスのユーザーが2人以上になります。 / "
		advice  = "このメールアドレスを使うユーザーを1人選ぶか、cybozu.comかこのアプリのどちらかで、重複するメールアドレスを変更または削除してください。"
		propose = "[提案どおりにまとめて解決する（%d件）] / "
		because = "提案では、停止中でない人のうち、いまそのメールアドレスを使っている人が使い続けます。ほかの人のメールアドレスは空になります。回答は、一件ずつ確かめて、あとから変更できます。 / "
		first   = "メールアドレス「userh@example.com」を重複させることはできません。⏎" + explain +
			"cybozu.com：ユーザーG（userG、userH@example.com） 開発本部 / cybozu.com：ユーザーH（userH、userH@example.com） 開発本部 / "
		g, h = "cybozu.comのユーザーG（userG）が使う", "cybozu.comのユーザーH（userH）が使う"
	)
	s.expectProposed("of the kind", head+"すべて 2 / 未回答 2 / 回答済み 0"+search+open+"メールアドレスの重複　2件（未回答 2件） / "+explain+fmt.Sprintf(propose, 2)+because+advice+" / [たたむ]"+buttons)
	if focused := s.win.Canvas().Focused(); focused != b.grid.Focusable() {
		t.Errorf("the keys are at %T", focused)
	}
	b.grid.Select(b.grid.Rows().Key(1))
	s.expectProposed("of one", head+"すべて 2 / 未回答 2 / 回答済み 0"+search+open+first+"["+g+"] / ["+h+"] / "+advice+buttons)
	b.grid.SelectAll()
	s.expectProposed("of all", head+"すべて 2 / 未回答 2 / 回答済み 0"+search+open+"2件の問題を選択しています / "+fmt.Sprintf(propose, 2)[:len(fmt.Sprintf(propose, 2))-3]+buttons)
	b.grid.Select(b.grid.Rows().Key(1))
	s.click(h)
	one := "あと1件の問題があるため、反映できません（1件は回答済み） / すべて 2 / 未回答 1 / 回答済み 1" + search +
		"未回答 1件 / row	userh@example.com　ユーザーG、ユーザーH | ✓ " + h + " / row	userj@example.com　ユーザーI、ユーザーJ | 未回答 / "
	s.expectProposed("with one answer", one+first+"["+g+"] / [✓ "+h+"] いまの回答です。 / [この回答を取り消す] / "+advice+buttons)
	b.grid.Select(b.grid.Rows().Key(0))
	s.expectProposed("of the kind, with one answer", one+"メールアドレスの重複　2件（未回答 1件） / "+explain+fmt.Sprintf(propose, 1)+"[この回答を取り消す] / "+because+advice+" / [たたむ]"+buttons)
	b.grid.SelectAll()
	s.expectProposed("of all, with one answer", one+"2件の問題を選択しています / [提案どおりにまとめて解決する（1件）] / [この回答を取り消す]"+buttons)
	s.click("提案どおりにまとめて解決する（1件）")
	const (
		totals = totalHeads + "部署 / 10 / 0 / 0 / 0 / 0 / 0 / 0 / 0 / ユーザー / 23 / 0 / 0 / 0 / 0 / 0 / 0 / 0 / 所属 / 14 / — / — / — / 0 / 0 / 0 / — / "
		tabs   = "[▶ ご確認いただきたいことが2件あります] / 表示： / 一覧 / ツリー / 問題への回答 2 / "
		foot   = skipAndSave + "[33件を反映する]"
	)
	if got := s.proposes(); !strings.HasPrefix(got, nothingYet+totals+tabs+"すべて 33 / 追加 33 / ") || !strings.HasSuffix(got, foot) {
		t.Errorf("with all answered it says %s", got)
	}
	s.preview().tabs.Choose(2)
	answered := "すべて 2 / 未回答 0 / 回答済み 2" + search + "✓ 回答済み / row	userh@example.com　ユーザーG、ユーザーH | ✓ " + h + " / row	userj@example.com　ユーザーI、ユーザーJ | ✓ cybozu.comのユーザーI（userI）が使う / "
	s.expectProposed("of the answers", nothingYet+totals+tabs+answered+"2件の問題を選択しています / [2件の回答を取り消す]"+foot)
	b.grid.Select(b.grid.Rows().Key(0))
	s.expectProposed("of the kind, answered", nothingYet+totals+tabs+answered+"メールアドレスの重複　2件（未回答 0件） / "+explain+"[2件の回答を取り消す] / "+advice+" / [たたむ]"+foot)
	s.click("2件の回答を取り消す")
	if given := s.preview().p.Choices; len(given) != 0 || s.preview().apply != nil {
		t.Errorf("answered is still %+v", given)
	}
}

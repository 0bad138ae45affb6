package message

import (
	"fmt"
	"strings"
	"testing"

	"anpisync/app/csvfile"
	"anpisync/reconcile/directory"
)

func TestFile_EveryErrorOfALineHasItsWordsAndSaysWhatToDo(t *testing.T) {
	unknown := Line(csvfile.LineError{Kind: "unheard-of"}).What
	said := map[string]string{}
	for name, value := range constants(t, "../csvfile", "ErrorKind") {
		e := Line(csvfile.LineError{Line: 1234, Row: 1230, Column: "電話番号", Kind: csvfile.ErrorKind(value), Value: "x", Limit: 5000, Other: 9})
		if e.What == unknown || !strings.HasSuffix(e.What, "。") || !saysWhatToDo(e.Do) {
			t.Errorf("%s: %+v", name, e)
		}
		if want := "1,234行目（表計算ソフトでは1,230行目）「電話番号」"; e.Place != want {
			t.Errorf("%s: at %s, want %s", name, e.Place, want)
		}
		if other, ok := said[e.What]; ok {
			t.Errorf("%s and %s are both %q", other, name, e.What)
		}
		said[e.What] = name
	}
}

func TestFile_AllErrorsAreToldAtOnce(t *testing.T) {
	es := csvfile.Errors{
		{Line: 3, Column: csvfile.ColumnSortOrder, Kind: csvfile.ErrorNumber, Value: "三"},
		{Line: 5, Row: 4, Column: csvfile.ColumnEmail, Kind: csvfile.ErrorEmailTwice, Value: "a@b.jp", With: "suzuki"},
		{Line: 7, Column: csvfile.ColumnEmail, Kind: csvfile.ErrorEmailTwice, Value: "c@d.jp", With: "kato", Other: 8},
	}
	got := Of(fmt.Errorf("read: %w", es))
	want := Text{
		Summary: "3行目「並び順」：「三」は整数ではありません。",
		Advice:  "ファイルの間違いは全部で3件あります。何も変更していません。すべて直してから、もう一度読み込んでください。",
		Detail: "3行目「並び順」：「三」は整数ではありません。数字だけで入力するか、空にしてください。\n" +
			"5行目（表計算ソフトでは4行目）「メールアドレス」：メールアドレス「a@b.jp」を重複させることはできません。このアプリの「suzuki」と同じです。どちらかのメールアドレスを変更または削除してください。\n" +
			"7行目「メールアドレス」：メールアドレス「c@d.jp」を重複させることはできません。8行目の「kato」と同じです。どちらかのメールアドレスを変更または削除してください。",
	}
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := Of(es[:1]).Advice; got != "数字だけで入力するか、空にしてください。" {
		t.Errorf("a single error advises %q", got)
	}
}

func TestFile_WhatShiftJISLacksIsNamed(t *testing.T) {
	cells := []csvfile.Unencodable{
		{Record: directory.KindUser, Key: "yoshida", Column: "名前", Text: "𠮷田 😀", Characters: "𠮷😀"},
		{Record: directory.KindDepartment, Key: "😀", Column: csvfile.ColumnCode, Text: "😀", Characters: "😀"},
		{Column: csvfile.ColumnPassword, Characters: "é"},
	}
	lines := []string{
		"ユーザー「yoshida」の名前「𠮷田 😀」の「𠮷😀」は、Shift_JISで表せません。「〓」になります。",
		"部署「😀」の部署コード「😀」の「😀」は、Shift_JISで表せません。UTF-8で書き出してください。",
		"パスワードの「é」は、Shift_JISで表せません。UTF-8で書き出してください。",
	}
	got := FileNotes(csvfile.Notes{
		Omitted:     []directory.Department{{Name: "最上位部署"}, {Name: "有志の会"}, {Name: "一"}, {Name: "二"}, {Name: "三"}},
		Unencodable: cells,
		Defused:     1234,
	})
	want := append([]string{
		"部署コードのない部署（「最上位部署」、「有志の会」、「一」ほか2件）と、そこへの所属は、ファイルに含まれません。",
		"表計算ソフトが数式とみなす1,234個の値（「+81」で始まる電話番号など）の先頭に、「'」を付けます。読み込むときに外します。",
	}, lines...)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	text := Of(&csvfile.UnencodableError{Cells: cells})
	if !strings.HasPrefix(text.Summary, "Shift_JISで表せない文字が3件") || !saysWhatToDo(text.Advice) || text.Detail != strings.Join(lines, "\n") {
		t.Errorf("got %+v", text)
	}
}

func TestFile_WarningsSayWhatTheNextImportDoes(t *testing.T) {
	sato := directory.Party{Side: directory.SideHere, Kind: directory.KindUser, Code: "sato", Name: "佐藤 昇"}
	sales := directory.Party{Side: directory.SideHere, Kind: directory.KindDepartment, Code: "S", Name: "営業部"}
	for _, c := range []struct {
		kind    directory.WarningKind
		parties []directory.Party
		want    string
	}{
		{directory.WarningOverwritten, []directory.Party{sato}, "連携済みの佐藤 昇（sato）の名前、よみ、メールアドレス、電話番号は、次の読み込みでcybozu.comの内容に戻ります。"},
		{directory.WarningMemberships, []directory.Party{sato, sato, sato, sato}, "連携済みの部署への佐藤 昇（sato）、佐藤 昇（sato）、佐藤 昇（sato）ほか1件の所属は、次の読み込みで"},
		{directory.WarningRenamed, []directory.Party{sales}, "連携済みの部署営業部（コード S）の名前は、次の読み込みで"},
		{directory.WarningComesBack, []directory.Party{sales, sato}, "連携済みの営業部（コード S）、佐藤 昇（sato）を削除しても、cybozu.comにある限り、"},
		{directory.WarningNobody, []directory.Party{{Code: "nobody"}}, "削除フラグが1のnobodyは、このアプリにいません。"},
	} {
		got := Warning(directory.Warning{Kind: c.kind, Parties: c.parties})
		if !strings.HasPrefix(got, c.want) || !saysWhatToDo(got) {
			t.Errorf("%s: got %s", c.kind, got)
		}
	}
}

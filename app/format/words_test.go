package format

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"anpisync/app/goldentest"
)

// What every header of the tables is taken for, and others as services write them.
func TestHeaders_EachIsUnderstoodAsInTheFile(t *testing.T) {
	var text strings.Builder
	say := func(header string) {
		h := hintOf(header)
		fmt.Fprintf(&text, "%s: %s", header, wordOf(header))
		for _, what := range []struct {
			is   bool
			text string
		}{
			{h.known, fmt.Sprintf(" is %+v", h.source)}, {!h.known, " is unknown"}, {h.sure, ", sure"}, {h.number != 0, fmt.Sprintf(", number %d", h.number)},
			{requires(header), ", required"}, {isData(header), ", data"},
		} {
			if what.is {
				text.WriteString(what.text)
			}
		}
		text.WriteString("\n")
	}
	for _, word := range slices.Sorted(maps.Keys(words)) {
		say(word)
	}
	for _, header := range []string{
		"", " ", "*氏名", "氏名*", "氏名（必須）", "※メール", "●部署", "◎所属", "a*b", " ＊氏名 ", "E-mail", "ＴＥＬ", "電話番号(任意)", "社員番号 半角英数字", "ユーザーID（変更不可）",
		"メール1", "メール2", "電話番号2", "携帯電話2", "メモ1", "メモ2", "部署1", "部署2", "部署10", "部署0", "部署1コード", "部署0コード", "所属2名", "兼務", "兼務1", "兼務2", "兼務部署コード3", "1部署", "役職2",
		"社用のメールアドレス", "緊急連絡用メールアドレス", "家族のメールアドレス", "最終ログイン名", "登録電話番号", "本人の携帯電話番号2", "氏", "あだ名", "まったく別の列", "ID", "ユーザー名", "処理区分2",
		"03-1234-5678", "a@example.co.jp", "a@", "2026/4/1", "12", "123", "１２３", "第123回", "営業123", "営業部123", "営業12部3",
	} {
		say(header)
	}
	for _, reading := range []string{"半角フリガナ", "半角カナ", "フリガナ", "ヨミガナ", "カナ", "ヨミ", "ふりがな", "よみがな", "ひらがな", "読み仮名", "かな", "よみ", "kana", "yomi", "reading", "phonetic"} {
		for _, part := range []string{"%s", "%s1", "%s2", "氏名%s", "%s（姓）", "%s名", "姓%s", "名 %s", "%sセイ", "%sめい", "last name %s", "first name (%s)", "会社名%s", "名前の%s"} {
			say(fmt.Sprintf(part, reading))
		}
	}
	for _, header := range []string{"セイ", "メイ", "せい", "めい"} {
		say(header)
	}
	for _, word := range slices.Sorted(maps.Keys(departmentWords)) {
		fmt.Fprintf(&text, "of departments, %s: %s\n", word, departmentWords[word])
	}
	goldentest.Compare(t, filepath.Join("testdata", "headers.txt"), text.String())
}

// An old Macintosh ends lines by CR alone; its file goes back as it came.
func TestTable_LinesEndAsTheyDid(t *testing.T) {
	for _, end := range []string{"\n", "\r\n", "\r"} {
		for _, last := range []string{"", end} {
			file := "ID,氏名" + end + "a,佐藤" + end + "b,鈴木" + last
			table, err := readText(t.Context(), []byte(file), "")
			if err != nil || len(table.lines) != 3 || table.shape.LineEnd != end || table.shape.Unended != (last == "") {
				t.Errorf("%q: %+v, %v", file, table, err)
				continue
			}
			var raw []string
			for _, l := range table.lines {
				raw = append(raw, l.raw)
			}
			var b bytes.Buffer
			if err := table.shape.write(t.Context(), &b, raw); err != nil || b.String() != file {
				t.Errorf("%q goes back as %q, %v", file, b.String(), err)
			}
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := readText(gone, []byte("ID\na\n"), ""); !errors.Is(err, context.Canceled) {
		t.Errorf("it is read although nobody wants it: %v", err)
	}
	s := Shape{Encoding: "EBCDIC", Separator: ",", LineEnd: "\n"}
	if err := s.write(t.Context(), &bytes.Buffer{}, []string{"a"}); !errors.Is(err, ErrFile) || !strings.HasSuffix(err.Error(), `: encoding "EBCDIC"`) {
		t.Errorf("an encoding that is none: %v", err)
	}
}

func TestFinding_FitsFromTwoAndSevenOfTen(t *testing.T) {
	for _, c := range []struct {
		same, compared int
		fits           bool
	}{{0, 0, false}, {1, 1, false}, {2, 2, true}, {1, 2, false}, {7, 10, true}, {69, 100, false}} {
		if got := (finding{same: c.same, compared: c.compared}).fits(); got != c.fits {
			t.Errorf("%d of %d fits: %v", c.same, c.compared, got)
		}
	}
}

func TestLearn_ALineWithSomebodyOfHereIsNoHeader(t *testing.T) {
	l := &learner{now: office(2)}
	u := l.now.Users[1]
	for cell, want := range map[string]bool{u.Name: true, " " + u.LoginName + " ": true, u.Email: true, "氏名": false, "": false, u.Phone: false} {
		if got := l.isSomebody(line{cells: []string{"", cell}}); got != want {
			t.Errorf("%q is somebody: %v", cell, got)
		}
	}
}

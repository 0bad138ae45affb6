package views

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/format"
	"anpisync/app/xlsx"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

func TestFormatForm_TheColumnsAreToldInAllTheirWays(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	path, _ := s.serviceFile()
	f := s.openColumns(path)
	f.learned.Matches[3].Confidence = format.Unsure
	f.tell()
	s.focus(f.named.Entry)
	if s.click("次の要確認へ"); s.win.Canvas().Focused() != fyne.Focusable(f.columns[3].choice) {
		t.Errorf("it leads to %T", s.win.Canvas().Focused())
	}
	s.chooseByKeys(f, 3, "必須の列（空だと、サービスが受け付けない）")
	if !f.f.Columns[3].Required || !strings.Contains(s.dialogs(), "必須") {
		t.Error("the column is not required")
	}
	s.chooseByKeys(f, 3, "長さの上限 …")
	s.leaves("長さの上限")
	s.chooseByKeys(f, 3, "長さの上限 …")
	s.typeInto("文字数", "0")
	s.press(fyne.KeyReturn, ctrl)
	if !strings.Contains(s.dialogs(), "1以上の数字を入力してください。") {
		t.Errorf("no letter at all is taken: %q", s.dialogs())
	}
	s.typeInto("文字数", "20")
	s.click("決定")
	if f.f.Columns[3].Longest != 20 || !strings.Contains(s.dialogs(), "20文字まで") {
		t.Errorf("the column is %+v", f.f.Columns[3])
	}
	f.choose(3, format.Source{What: format.Path, Join: "＞"})
	s.leaves("区切り")
	f.choose(3, format.Source{What: format.Path, Join: "＞"})
	s.typeInto("部署と部署の間の文字", "/")
	s.click("決定")
	if got := f.f.Columns[3].Source; got != (format.Source{What: format.Path, Join: "/"}) {
		t.Errorf("the column has %+v", got)
	}
	f.choose(4, format.Source{What: format.Delete})
	s.typeInto("いなくなった人", "9")
	s.typeInto("それ以外の人", "1")
	s.click("決定")
	if got := f.f.Columns[4].Source; got != (format.Source{What: format.Delete, Text: "9", Stays: "1"}) {
		t.Errorf("who leaves is told by %+v", got)
	}
	if f.key.Choose(2); f.f.Key != 2 {
		t.Errorf("people are told by column %d", f.f.Key)
	}
	if s.ticks("このサービスは、読み込むと全員を"); !f.f.Whole {
		t.Error("a file does not replace all")
	}
	f.named.SetText("安否")
	records := f.learned.Records
	f.heads.Choose(1)
	s.settle()
	if f.learned.Records != records+1 || !f.f.Whole || f.f.Name != "安否" {
		t.Errorf("without a header there are %d records, before %d; whole %v, called %q", f.learned.Records, records, f.f.Whole, f.f.Name)
	}
}

func TestFormatForm_AnotherSheetIsLookedAt(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	path := filepath.Join(t.TempDir(), "二枚.xlsx")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	sheet := func(name string, rows ...[]string) xlsx.Sheet {
		return xlsx.Sheet{Name: name, Head: []string{"ログイン名", "氏名"}, Count: len(rows), Rows: slices.Values(rows)}
	}
	if err := xlsx.Write(t.Context(), file, t.TempDir(), sheet("本社", []string{"a", "甲"}), sheet("支店", []string{"b", "乙"}, []string{"c", "丙"})); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	f := s.openColumns(path)
	f.sheets.Choose(1)
	s.settle()
	if f.f.Shape.Sheet != "支店" || f.learned.Records != 2 || !strings.Contains(s.dialogs(), "丙") {
		t.Errorf("looked at is %q with %d records", f.f.Shape.Sheet, f.learned.Records)
	}
}

// A workbook may have people on one sheet and departments on another.
func TestFormatForm_ASheetOfDepartmentsIsSpokenOfAsOne(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	path := filepath.Join(t.TempDir(), "二枚.xlsx")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := xlsx.Write(t.Context(), file, t.TempDir(),
		xlsx.Sheet{Name: "人", Head: []string{"ログイン名", "氏名"}, Count: 1, Rows: slices.Values([][]string{{"userA", "ユーザーA"}})},
		xlsx.Sheet{Name: "部署", Head: []string{"部署コード", "部署名", "親部署コード"}, Count: 1, Rows: slices.Values([][]string{{"dev", "開発本部", ""}})},
	); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	f := s.openColumns(path)
	for at, words := range []struct{ says, not string }{{"同じ人を見分ける列", "すべての部署を"}, {"同じ部署を見分ける列", "全員を"}, {"ファイルにない人は", "ファイルにない部署は"}} {
		f.sheets.Choose(at % 2)
		s.settle()
		if shown := s.dialogs(); !strings.Contains(shown, words.says) || strings.Contains(shown, words.not) {
			t.Errorf("of sheet %d it says %q", at%2, shown)
		}
	}
}

func TestFormatForm_EachSourceIsChosenAndAskedFor(t *testing.T) {
	s, part := formatStage(t)
	s.click("編集")
	s.press(fyne.KeyEscape, 0)
	f := newFormatForm(s.window, part.selected().ID, part.selected().Format.Clone(), nil, "", s.stored().Options)
	f.show(f.first())
	if focused := s.win.Canvas().Focused(); focused != fyne.Focusable(f.named.Entry) {
		t.Errorf("the keys are at %T", focused)
	}
	const rest = " / 必須の列（空だと、サービスが受け付けない） / 長さの上限 …"
	menu := func(at int, want string) {
		t.Helper()
		s.focus(f.columns[at].choice)
		s.press(fyne.KeyReturn, 0)
		s.expectWords("the menu of "+f.f.Label(at), want+rest)
		s.press(fyne.KeyEscape, 0)
	}
	name := format.Of(directory.FieldName)
	const fields = " / よみ … / メールアドレス / 電話番号 … / メモ / 並び順 / "
	const others = "初期パスワード（新しい人だけ） / 削除の印 / 決まった文字 / そのまま残す / 空にする"
	menu(0, "✓ / ログイン名 / 名前 …"+fields+"所属部署 … / "+others)
	for _, c := range []struct {
		at     int
		source format.Source
		asked  string // what is asked then; "": nothing
		types  []string
		now    format.Source
		shown  string // in the column
		menu   string
	}{
		{1, name.With(format.Family, format.AsIs), "", nil, name.With(format.Family, format.AsIs), "名前（姓）", "ログイン名 / ✓ / 名前 …" + fields + "所属部署 … / " + others},
		{1, format.Source{What: format.Level, Member: 1, Level: 2}, "", nil, format.Source{What: format.Level, Member: 1, Level: 2}, "所属部署の階層2", "ログイン名 / 名前 …" + fields + "✓ / 所属部署 … / " + others},
		{1, format.Source{What: format.Path, Member: 1, Join: "/"}, "区切り / 部署と部署の間の文字 / typed	/", []string{"＞"}, format.Source{What: format.Path, Member: 1, Join: "＞"}, "所属部署の階層（上から、「＞」区切り）", ""},
		{1, format.Source{What: format.All, Join: ";"}, "区切り / 部署と部署の間の文字 / typed	;", []string{"、"}, format.Source{What: format.All, Join: "、"}, "すべての所属部署のコード（「、」区切り）", ""},
		{1, format.Source{What: format.AllNames, Join: ";"}, "区切り / 部署と部署の間の文字 / typed	;", []string{" "}, format.Source{What: format.AllNames, Join: " "}, "すべての所属部署の名前（「 」区切り）", ""},
		{3, format.Source{What: format.Fixed}, "決まった文字 / 全員に入れる文字", []string{"本社"}, format.Source{What: format.Fixed, Text: "本社"}, "「本社」", ""},
		{3, format.Source{What: format.Fixed}, "決まった文字 / 全員に入れる文字 / typed	本社", []string{"支社"}, format.Source{What: format.Fixed, Text: "支社"}, "「支社」", ""},
		{4, format.Source{What: format.Delete, Text: "1"}, "削除の印 / いなくなった人 / typed	1 / サービスが「削除する」とみなす文字です。安否確認サービス2などでは、多くは 1 です。 / それ以外の人 / typed	0 / 空なら、空のままにします。",
			[]string{"削除", ""}, format.Source{What: format.Delete, Text: "削除"}, "削除の印「削除」", ""},
		{4, format.Source{What: format.Delete, Text: "1"}, "削除の印 / いなくなった人 / typed	削除 / サービスが「削除する」とみなす文字です。安否確認サービス2などでは、多くは 1 です。 / それ以外の人 / 空なら、空のままにします。",
			[]string{"9", "0"}, format.Source{What: format.Delete, Text: "9", Stays: "0"}, "削除の印「9」", ""},
		{3, format.Source{What: format.Nothing}, "", nil, format.Source{What: format.Nothing}, "空にする", ""},
	} {
		f.choose(c.at, c.source)
		if c.asked != "" {
			s.expectWords("asking", "「"+f.f.Label(c.at)+"」の列："+c.asked+" / [やめる] / [決定]")
			var entries []*kit.Entry
			walk(s.win.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
				if e, ok := o.(*kit.Entry); ok {
					entries = append(entries, e)
				}
			})
			if s.win.Canvas().Focused() != fyne.Focusable(entries[0]) {
				t.Errorf("asking for %s the keys are at %T", c.asked, s.win.Canvas().Focused())
			}
			for i, text := range c.types {
				entries[i].SetText(text)
			}
			s.press(fyne.KeyReturn, ctrl)
			s.settle()
		}
		if got := f.f.Columns[c.at].Source; got != c.now || f.chosen(c.at) != c.shown || !strings.Contains(s.reads(), " / "+string([]rune(c.shown)[:min(7, len([]rune(c.shown)))])) || s.win.Canvas().Focused() != fyne.Focusable(f.columns[c.at].choice) {
			t.Errorf("chosen is %+v, %q, want %+v, %q; it says %s", got, f.chosen(c.at), c.now, c.shown, s.reads())
		}
		if c.menu != "" {
			menu(c.at, c.menu)
		}
	}
	for typed, want := range inOrder(map[string]string{"": "", "1": "", " 20 ": "", "0": "1以上の数字を入力してください。", "-1": "1以上の数字を入力してください。", "a": "1以上の数字を入力してください。"}) {
		before := f.f.Columns[1].Longest
		f.askLongest(1)
		s.dialogEntry().SetText(typed)
		s.press(fyne.KeyReturn, ctrl)
		if want != "" {
			if shown := s.reads(); !strings.Contains(shown, want) || f.f.Columns[1].Longest != before || s.win.Canvas().Focused() != fyne.Focusable(s.dialogEntry()) {
				t.Errorf("%q: %d is taken; it says %s", typed, f.f.Columns[1].Longest, shown)
			}
			s.press(fyne.KeyEscape, 0)
			continue
		}
		length := map[string]int{"": 0, "1": 1, " 20 ": 20}[typed]
		if f.f.Columns[1].Longest != length || strings.Contains(s.reads(), "文字まで") != (length > 0) {
			t.Errorf("%q: %d is taken; it says %s", typed, f.f.Columns[1].Longest, s.reads())
		}
	}
	for _, want := range []bool{true, false} {
		s.chooseByKeys(f, 1, "必須の列（空だと、サービスが受け付けない）")
		if f.f.Columns[1].Required != want || strings.Contains(s.reads(), "必須") != want {
			t.Errorf("required: %v, want %v", f.f.Columns[1].Required, want)
		}
	}
	s.press(fyne.KeyReturn, ctrl)
	s.press(fyne.KeyReturn, ctrl) // while it is kept
	s.settle()
	if got := s.formats(); len(got) != 1 || got[0].Format.Columns[4].Source.Stays != "0" || s.line() != "「安否」の書式を保存しました。" || s.dialogs() != "" {
		t.Errorf("%d are kept; it says %q, %q", len(got), s.line(), s.dialogs())
	}
}

// Another header is another file: what was settled of its columns has to be looked at again,
// and a sheet is asked for no more than needed.
func TestFormatForm_LookedAtInAnotherWayAllIsAskedAnew(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	f := s.readsColumns()
	unsure := func() (n int) {
		for i := range f.columns {
			if f.unsure(i) {
				n++
			}
		}
		return n
	}
	if n := unsure(); n != 6 || f.first() != fyne.Focusable(f.columns[2].choice) {
		t.Fatalf("%d columns are unsure", n)
	}
	if a, b := f.columns[1].card.Mood(), f.columns[2].card.Mood(); a != kit.Quiet || b != kit.Warning {
		t.Errorf("they look as moods %v and %v", a, b)
	}
	f.set(2, format.Source{What: format.Keep})
	if mood := f.columns[2].card.Mood(); mood != kit.Quiet {
		t.Errorf("settled it looks as mood %v", mood)
	}
	if n := unsure(); n != 5 {
		t.Errorf("once one is settled, %d are unsure", n)
	}
	f.heads.Choose(2)
	s.settle()
	if n := unsure(); n != 6 || len(f.settled) != 0 || f.learned.Records != 4 {
		t.Errorf("looked at anew, %d are unsure of %d records", n, f.learned.Records)
	}
	if f.next.Why() != "" || f.next.Disabled() {
		t.Errorf("the next is off because %q", f.next.Why())
	}
	for i := range f.columns {
		f.settled[i] = i != 5
	}
	f.tell()
	if told := f.told.String(); !strings.Contains(told, "要確認の列が1列あります。") || f.next.Why() != "" {
		t.Errorf("with one left it says %q, and the next is off because %q", told, f.next.Why())
	}
	f.settled[5] = true
	f.tell()
	if told := f.told.String(); strings.Contains(told, "要確認") {
		t.Errorf("with none left it says %q", told)
	}
	at := s.win.Canvas().Focused()
	f.onNext()
	if f.next.Why() != "確認が必要な列はありません。" || s.win.Canvas().Focused() != at || f.first() != fyne.Focusable(f.named.Entry) {
		t.Errorf("with all settled the next is off because %q", f.next.Why())
	}

	// What cannot be read of what is here is said.
	s.press(fyne.KeyEscape, 0)
	s.rename("users", "gone")
	s.openFormatForm(0, f.f, nil, "")
	s.settle()
	if shown := s.reads(); !strings.HasSuffix(shown, "[閉じる]") || strings.Contains(shown, "書式の編集") {
		t.Errorf("it says %s", shown)
	}
}

// A cell of several lines is in one line of the form.
func TestFormatForm_ACellOfSeveralLinesIsShownInOne(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.openColumns(fileOf(t, "職員.csv", "ログイン名,氏名,住所", `admin,システム管理者,"東京都  千代田区`+"\n"+`１丁目 "`, "userA,ユーザーA"))
	if shown := s.reads(); !strings.Contains(shown, " / 住所 / 東京都 千代田区 １丁目 / [") {
		t.Errorf("it says %s", shown)
	}
}

// reads is all that can be read at what is in front, but for what the mouse is told. Of
// what was done in the test, the moment is left out.
func (s *stage) reads() string {
	return moments.ReplaceAllString(strings.Join(slices.DeleteFunc(s.plainWords(), func(line string) bool { return strings.HasPrefix(line, "tip\t") }), " / "), "MOMENT")
}

var moments = regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d`)

func (s *stage) expectWords(where, want string) {
	s.t.Helper()
	if got := s.reads(); got != want {
		s.t.Errorf("%s it says\n%s\nwant\n%s", where, got, want)
	}
}

// readsColumns is the form of a service's file whose columns nobody could guess, with a short
// line and with lines that are written otherwise.
func (s *stage) readsColumns() *formatForm {
	s.t.Helper()
	u := s.stored().Users
	return s.openColumns(fileOf(s.t, "職員.csv",
		"ログイン名,氏名,色,形,味,音,匂い,手触り",
		u[0].LoginName+","+u[0].Name+",赤,丸,甘い,高い,花,固い",
		u[1].LoginName+","+u[1].Name+",青,四角,苦い",
		`stranger,外の人,緑,三角,辛い,低い,草,"柔い"`,
		`other,別の人,緑,三角,"辛い",低い,草,柔い`,
	))
}

func TestFormatForm_SaysOfEachColumnWhatItIsAndWhatIsStillUnsure(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	f := s.readsColumns()
	const (
		name = "書式を作る / 職員.csv（CSV・Shift_JIS・8列、4行）を見本にします。要確認の列が%d列あります。見本を見て、何の列かを選んでください。%s" +
			" / 書式の名前 / field	安否確認サービス2のユーザー%s / 同じ人を見分ける列 / "
		head = " / 見出し：自動で見分ける / このサービスは、読み込むと全員をファイルの内容に置き換える（上書き） / ファイルにない人は、サービスから消えます" +
			" / 入れるもの / 列の見出し / システム管理者 / ユーザーA / ここにいない人 / ここにいない人"
		logins = " / ログイン名 / admin / userA / stranger / other"
		names  = " / 名前 / 見出しと内容から / 氏名 / システム管理者 / ユーザーA / 外の人 / 別の人"
		colour = " / 色 / 赤 / 青 / 緑 / 緑"
		shape  = " / 要確認 / 形 / 丸 / 四角 / 三角 / 三角"
		others = " / そのまま残す / 要確認 / 味 / 甘い / 苦い / 辛い / 辛い" +
			" / そのまま残す / 要確認 / 音 / 高い / 低い / 低い" +
			" / そのまま残す / 要確認 / 匂い / 花 / 草 / 草" +
			" / そのまま残す / 要確認 / 手触り / 固い / 柔い / 柔い / [次の要確認へ] / [やめる] / [保存する]"
	)
	s.expectWords("at first", fmt.Sprintf(name, 6, "", "")+"ログイン名"+head+" / ログイン名 / 見分ける列"+logins+names+
		" / そのまま残す / 要確認"+colour+" / そのまま残す"+shape+others)
	if s.win.Canvas().Focused() != fyne.Focusable(f.columns[2].choice) {
		t.Errorf("the keys are at %T", s.win.Canvas().Focused())
	}
	for _, at := range []int{3, 4, 5, 6, 7, 2, 3} {
		if f.next.Tapped(nil); s.win.Canvas().Focused() != fyne.Focusable(f.columns[at].choice) {
			t.Errorf("the keys are at %T, want the column %s", s.win.Canvas().Focused(), f.f.Label(at))
		}
	}
	s.press(fyne.KeyReturn, ctrl)
	s.expectWords("without a name", fmt.Sprintf(name, 6, "", " / 書式の名前を入力してください。")+"ログイン名"+head+" / ログイン名 / 見分ける列"+logins+names+
		" / そのまま残す / 要確認"+colour+" / そのまま残す"+shape+others)
	s.typeInto("書式の名前", "職員")

	// What a field has no place for here any more can stay.
	f.f.Columns[3].Source = format.Of(directory.FieldMobile)
	f.learned.Differs = 4
	f.tell()
	const sources = "ログイン名 / 名前 … / よみ … / メールアドレス / 電話番号 … / メモ / 並び順 / 所属部署 … / 初期パスワード（新しい人だけ） / 削除の印 / 決まった文字 / "
	const further = "空にする / 必須の列（空だと、サービスが受け付けない） / 長さの上限 …"
	for at, want := range inOrder(map[int]string{2: sources + "✓ / そのまま残す / " + further, 3: "✓ / 携帯電話 / " + sources + "そのまま残す / " + further}) {
		s.focus(f.columns[at].choice)
		s.press(fyne.KeyReturn, 0)
		s.expectWords("the menu of "+f.f.Label(at), want)
		s.press(fyne.KeyEscape, 0)
	}
	for _, typed := range []string{"", " / typed	1"} {
		s.chooseByKeys(f, 2, "長さの上限 …")
		s.expectWords("asking for the length", "「色」の列：長さの上限 / 文字数"+typed+" / 空なら、確かめません。 / [やめる] / [決定]")
		s.typeInto("文字数", "1")
		s.click("決定")
	}
	for _, typed := range []string{"", " / typed	虹"} {
		s.chooseByKeys(f, 2, "決まった文字")
		s.expectWords("asking for the text", "「色」の列：決まった文字 / 全員に入れる文字"+typed+" / [やめる] / [決定]")
		s.typeInto("全員に入れる文字", "虹")
		s.click("決定")
	}
	s.expectWords("with what was chosen", fmt.Sprintf(name, 5, "⏎4行目からは、引用符などの書き方が混ざっています。内容は同じまま、書き方をそろえて書き出します。", " / typed	職員")+"ログイン名"+head+" / ログイン名 / 見分ける列"+logins+names+
		" / 「虹」 / 1文字まで"+colour+" / 携帯電話"+shape+others)
	f.key.Choose(2)
	s.expectWords("told apart by another column", fmt.Sprintf(name, 5, "⏎4行目からは、引用符などの書き方が混ざっています。内容は同じまま、書き方をそろえて書き出します。", " / typed	職員")+"色"+head+" / ログイン名 / 見出しと内容から"+logins+names+
		" / 「虹」 / 見分ける列　1文字まで"+colour+" / 携帯電話"+shape+others)
	s.press(fyne.KeyReturn, ctrl)
	s.expectWords("told apart by what all have", "見分ける列で、人や部署を見分けられません。 / ログイン名・社員番号・部署コードのように、一つひとつ違う列を選んでください。 / [閉じる]")
	s.press(fyne.KeyEscape, 0)
	f.key.Choose(0)

	s.press(fyne.KeyReturn, ctrl)
	s.expectWords("before it is kept", "要確認の列があります / "+
		"「形」「味」「音」「匂い」「手触り」など5列は、何の列かがはっきりしません。このまま保存しますか？ あとからでも「編集」で変えられます。 / [確認に戻る] / [このまま保存する]")
	s.click("確認に戻る")
	for at := range f.columns {
		f.settled[at] = true
	}
	f.tell()
	s.press(fyne.KeyReturn, ctrl)
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if kept := s.formats(); len(kept) != 1 || kept[0].Format.Name != "職員" {
		t.Errorf("%d formats are kept", len(kept))
	}
	s.expectWords("once it is kept", "「職員」の書式で読み込む / 職員.csv⏎⏎「職員」の書式で、サービスから書き出したファイルを読み込みます。変更内容は、反映の前に確認できます。⏎"+
		"だれがサービスにいるかと、「そのまま残す」列の内容を覚え、次に書き出すときに使います。 / cybozu.comと連携している人も、ファイルの内容に変える / "+
		"次にcybozu.comから読み込むと、cybozu.comの内容に戻ります。 / 削除した連携済みのものを読み込みから除外する / ここにいない人を追加しない / "+
		"次に書き出すとき、いなくなった人（サービスから削除する人）として示します。 / 新規ユーザーの初期パスワード / ファイルの人がここにいないときに、追加して使います。 / [やめる] / [確認に進む]")
}

func TestFormatForm_OfOneThatIsKeptHasAllAndTakesNoNameThatIsTaken(t *testing.T) {
	s, part := formatStage(t)
	if _, err := s.app.CopyFormat(t.Context(), part.selected(), "支店"); err != nil {
		t.Fatal(err)
	}
	s.click("編集")
	const first, last = "書式の編集 / CSV・Shift_JIS・5列。列に何を入れるかを変えられます。 / 書式の名前 / field	安否確認サービス2のユーザー / typed	",
		" / 同じ人を見分ける列 / ログイン名 / このサービスは、読み込むと全員をファイルの内容に置き換える（上書き） / ファイルにない人は、サービスから消えます" +
			" / 入れるもの / 列の見出し / ログイン名 / 見分ける列 / ログイン名 / 名前 / 氏名 / メールアドレス / メールアドレス1 / そのまま残す / 区分" +
			" / 削除の印「1」 / 削除フラグ / [次の要確認へ] 確認が必要な列はありません。 / [やめる] / [保存する]"
	s.expectWords("at first", first+"安否"+last)
	s.typeInto("書式の名前", "支店")
	s.click("保存する")
	s.expectWords("with the name of another", first+"支店 / 書式の名前が空か、ほかの書式と同じです。別の名前を入力してください。"+last)
	s.press(fyne.KeyEscape, 0)
	s.expectWords("when it is given up", "入力した内容を破棄しますか？ / まだ保存していません。 / [入力に戻る] / [破棄する]")
	s.click("破棄する")
	if shown := s.dialogs(); shown != "" {
		t.Errorf("it still says %q", shown)
	}
}

func TestFormatForm_ASheetIsChosenWhereThereAreSeveral(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	sheet := func(name string, head []string, rows ...[]string) xlsx.Sheet {
		return xlsx.Sheet{Name: name, Head: head, Count: len(rows), Rows: slices.Values(rows)}
	}
	open := func(sheets ...xlsx.Sheet) *formatForm {
		t.Helper()
		path := filepath.Join(t.TempDir(), "職員.xlsx")
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := xlsx.Write(t.Context(), file, t.TempDir(), sheets...); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		return s.openColumns(path)
	}
	const (
		sure = "書式を作る / 職員.xlsx（Excel・2列、1行）を見本にします。✓ すべての列が決まっています。違うところは、列の上のボタンで変えられます。" +
			" / 書式の名前 / field	安否確認サービス2のユーザー / 同じ人を見分ける列 / ログイン名 / 見出し：自動で見分ける"
		whole = " / このサービスは、読み込むと全員をファイルの内容に置き換える（上書き） / ファイルにない人は、サービスから消えます / 入れるもの / 列の見出し"
		rest  = " / システム管理者 / ログイン名 / 見分ける列 / ログイン名 / admin / 名前 / 見出しと内容から / 氏名 / システム管理者 / [次の要確認へ] 確認が必要な列はありません。 / [やめる] / [保存する]"
	)
	people := sheet("本社", []string{"ログイン名", "氏名"}, []string{"admin", "システム管理者"})
	open(people)
	s.expectWords("of one sheet", sure+whole+rest)
	s.press(fyne.KeyEscape, 0)
	f := open(sheet("表紙", []string{"メモ"}, []string{"印刷用"}), people)
	s.settle()
	s.expectWords("where the second has the people", sure+" / シート：本社"+whole+rest)
	f.heads.Choose(1)
	s.settle()
	s.expectWords("without a header", "書式を作る / 職員.xlsx（Excel・2列、2行）を見本にします。要確認の列が2列あります。見本を見て、何の列かを選んでください。"+
		" / 書式の名前 / field	安否確認サービス2のユーザー / 同じ人を見分ける列 / 1列目 / 見出し：なし / シート：本社 / サービスが同じ人とみなす列です。ログイン名か社員番号の列を選んでください。"+
		whole+" / ここにいない人 / システム管理者 / そのまま残す / 要確認 / 1列目 / ログイン名 / admin / そのまま残す / 要確認 / 2列目 / 氏名 / システム管理者"+
		" / [次の要確認へ] / [やめる] / [保存する]")
}

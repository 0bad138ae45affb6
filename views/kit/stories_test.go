package kit_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	"anpisync/views/kit"
	"anpisync/views/kit/kittest"
	"anpisync/views/kit/testapp"
)

const shift = fyne.KeyModifierShift

func at(x, y float32) fyne.Position { return fyne.NewPos(x, y) }

func TestStory_buttons(t *testing.T) {
	plain, off := kit.NewButton("編集", nil), kit.NewButton("移動", nil)
	tell(t, 460, 120, func(s *story) fyne.CanvasObject {
		plain, off = kit.NewButton("編集", s.note("編集")), kit.NewButton("移動", s.note("移動"))
		off.Off("連携済みの部署は移動できません")
		plain.Keys("Ctrl+E")
		return kit.Column(6, kit.Row(kit.Gap, plain, kit.NewPrimaryButton("読み込む", s.note("読み込む")), kit.NewDangerButton("削除", s.note("削除")), off),
			kit.Row(kit.Gap, kit.NewLink("すべて見る", s.note("すべて見る")), kit.Space(), kit.NewPrimaryButton("反映", nil)))
	}, func(s *story) {
		s.click("編集", "読み込む", "削除", "移動", "すべて見る")
		s.rest("編集", "読み込む", "削除", "移動", "すべて見る", "反映")
		s.restAt(455, 115)
		for range 5 {
			s.tab()
		}
		s.keys(fyne.KeySpace, fyne.KeyReturn)
		s.step("move becomes usable", func() { off.OffWhen(false, "連携済み") })
		s.rest("移動")
		s.click("移動")
		s.step("off again", func() { off.OffWhen(true, "連携済み"); s.call("why %s", off.Why()) })
		s.step("all off", func() { plain.Disable(); plain.SetText("編集する") })
		s.click("編集する")
		s.step("on again", func() { plain.SetEnabled(true) })
		s.click("編集する")
	})
}

func TestStory_choices(t *testing.T) {
	var check *kit.Check
	var radio *kit.Radio
	var choice *kit.Select
	var filters *kit.Filters
	var chips *kit.Chips
	chosen := []kit.Chip{{Key: 1, Text: "総務部", Tip: "全社/総務部"}, {Key: 2, Text: "人事課"}, {Key: 3, Text: "とても長い名前の部署の課の係"}, {Key: 4, Text: "経理"}}
	tell(t, 420, 360, func(s *story) fyne.CanvasObject {
		changed := func(what string) func(int) { return func(i int) { s.call("%s %d", what, i) } }
		check = kit.NewCheck("停止中も含める", func(on bool) { s.call("check %v", on) }).Aside("いまは3人です。この説明は長いので入りきりません。それでも続きます。")
		radio = kit.NewRadio([]string{"すべて", "連携済み", "このアプリのみ", "除外されたもの", "最後の長い選択肢"}, changed("radio")).Wrap()
		choice = kit.NewSelect([]string{"氏名", "よみがな", "社員番号"}, changed("select")).Prefix("並び順：")
		filters = kit.NewFilters([]kit.Tag{{Text: "すべて 12", Shade: kit.Gray, Tip: "全部"}, {Text: "追加 3", Shade: kit.GreenShade}, {Text: "変更 5", Shade: kit.YellowShade}, {Text: "移動 1", Shade: kit.BlueShade}, {Text: "削除 3", Shade: kit.RedShade}}, changed("filter"))
		chips = kit.NewChips("まだ選ばれていません", func(key int64) { s.call("chip %d", key) })
		return kit.Column(8, check, kit.NewCheck("短い", nil), radio, kit.Row(8, choice), kit.Wrap(6, filters, kit.NewButton("並べ替え", nil)), chips)
	}, func(s *story) {
		s.step("chips", func() { chips.SetChips(chosen) })
		s.click("停止中", "移動", "追加", "連携済み", "除外された")
		s.rest("停止中", "すべて 12", "総務部", "とても長い", "並び順")
		s.click("並び順")
		s.keys(fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyReturn)
		s.click("並び順", "社員番号")
		for range 7 {
			s.tab()
			s.keys(fyne.KeyRight, fyne.KeyRight, fyne.KeyLeft, fyne.KeyDown)
			s.keys(fyne.KeyEscape)
		}
		s.keys(fyne.KeyHome, fyne.KeyEnd, fyne.KeyDelete)
		s.clickAt(70, 300)
		s.step("chosen by the program", func() {
			check.SetChecked(true)
			check.SetText("停止中")
			radio.Choose(0)
			choice.Choose(1)
			choice.SetOptions([]string{"名前", "かな", "番号"})
			filters.Choose(0)
			filters.SetTags([]kit.Tag{{Text: "すべて 2"}, {Text: "追加 2", Shade: kit.GreenShade}})
			chips.SetChips(nil)
		})
		s.step("what is on stays on", func() {
			filters.Choose(1)
			filters.SetTags([]kit.Tag{{Text: "すべて 9"}, {Text: "追加 9", Shade: kit.GreenShade}, {Text: "削除 1", Shade: kit.RedShade}})
			s.call("%d", filters.Chosen())
		})
		s.step("fewer than the one that is on", func() {
			filters.Choose(2)
			filters.SetTags([]kit.Tag{{Text: "すべて"}})
			s.call("%d", filters.Chosen())
		})
		s.step("off", func() { check.Disable(); radio.Disable(); choice.Disable() })
		s.click("停止中", "すべて", "並び順", "連携済み")
		s.step("on", func() { check.Enable(); radio.Enable(); choice.Enable() })
		s.step("nothing chosen", func() { radio.Choose(9) })
		s.resize(250, 480)
	})
}

func TestStory_forms(t *testing.T) {
	var login, domain *kit.Field
	var secret, search *kit.Entry
	var memo *kit.TextArea
	tell(t, 560, 480, func(s *story) fyne.CanvasObject {
		changed := func(what string) func(string) { return func(text string) { s.call("%s %q", what, text) } }
		login = kit.NewField("ログイン名", kit.NewEntry("sato", changed("login"))).Required().Hint("cybozu.comの管理者のログイン名です。")
		secret, search = kit.NewPasswordEntry("", changed("password")), kit.NewSearchEntry("氏名や部署で探す", changed("search"))
		domain = kit.NewField("ドメイン", kit.Row(4, kit.Grow(kit.NewEntry("example", nil)), kit.NewText(kit.Dim(".cybozu.com"))))
		memo = kit.NewTextArea("メモ", 3, changed("memo"))
		return kit.Scroll(kit.Pad(8, 12, 8, 12, kit.Column(8, kit.Form(domain, login, kit.NewField("パスワード", secret), kit.NewField("", kit.NewCheck("覚える", nil)), kit.NewField("メモ", memo)), search, kit.Row(4, kit.Space(), kit.NewPrimaryButton("接続", nil)))))
	}, func(s *story) {
		s.step("focus", func() { login.Focus() })
		s.write("佐藤")
		s.keys(fyne.KeyBackspace, fyne.KeyHome, fyne.KeyDelete)
		s.keysWith(ctrl, fyne.KeyZ, fyne.KeyY, fyne.KeyA, fyne.KeyC, fyne.KeyX, fyne.KeyV)
		s.tab()
		s.write("himitu")
		s.step("menu of a password", func() { s.press(s.eye().SubtractXY(60, 0), desktop.MouseButtonSecondary, 0, false) })
		s.rest("コピー", "切り取り")
		s.keys(fyne.KeyEscape)
		s.step("the eye", func() { s.press(s.eye(), desktop.MouseButtonPrimary, 0, false) })
		s.tab()
		s.tab()
		s.write("一行目\n二行目")
		s.tab()
		s.write("さとう")
		s.step("mistakes", func() {
			login.SetError("6〜64文字で入力してください（いまは3文字です）。とても長い説明ですので次の行に続いて、さらに続きます。")
			domain.SetError("見つかりません。")
			search.SetFailed(true)
		})
		s.resize(300, 520)
		s.step("none", func() {
			login.SetError("")
			domain.SetError("")
			search.SetFailed(false)
			login.SetText("admin")
			login.Hint("別の説明")
			memo.SetText("一\n二\n三\n四\n五")
			secret.SetEnabled(false)
			search.SetText("")
			s.call("%q %q %q %q %v", login.Label(), login.Text(), login.Error(), memo.Text(), search.Failed())
		})
		s.resize(560, 480)
		s.scroll(100, 100, 0, -60)
		s.step("hidden", func() { domain.SetVisible(false) })
		s.rightClick("admin")
		s.rest("貼り付け")
		s.keys(fyne.KeyDown, fyne.KeyDown, fyne.KeyEscape)
		s.click("接続")
	})
}

// eye is where a password is shown.
func (s *story) eye() fyne.Position {
	for _, p := range s.parts(true) {
		if e, ok := p.CanvasObject.(*kit.Entry); ok && e.Password {
			return p.at.Add(at(e.Size().Width-16, e.Size().Height/2))
		}
	}
	s.t.Fatal("there is no password")
	return fyne.Position{}
}

func TestStory_texts(t *testing.T) {
	var line, cut *kit.Text
	var paragraph, few *kit.Paragraph
	tones := []kit.Span{{Text: "普通"}, {Text: "薄い", Tone: kit.Muted}, {Text: "項目", Tone: kit.Label}, {Text: "青", Tone: kit.Blue}, {Text: "赤", Tone: kit.Red}, {Text: "緑", Tone: kit.Green}, {Text: "黄", Tone: kit.Yellow}, {Text: "大", Size: 20}, kit.Bold("太字"), kit.Dim("控えめ")}
	tell(t, 400, 420, func(s *story) fyne.CanvasObject {
		line, cut = kit.NewText(tones...), kit.NewText(kit.Plain("長い文です。"), kit.Span{Text: "ここで切れるはずの、とても長い続きの文です。さらに続いていきます。", Bold: true, Hits: []kit.Hit{{From: 9, To: 15}}}).Cut()
		paragraph = kit.NewParagraph(kit.Plain("cybozu.comから取り込んだ部署とユーザーを、このパソコンに保存します（保存先は設定で変えられます）。\n改行も残ります。"), kit.Span{Text: "Very long English words such as internationalization are broken.", Tone: kit.Muted, Hits: []kit.Hit{{From: 5, To: 14}}})
		few = kit.NewParagraph(kit.Plain("一行目です。とても長いので二行目になり、さらに三行目にもなるはずの文です。それでも二行で終わります。まだ続く文です。")).AtMost(2)
		return kit.Column(6, kit.Heading("設定 ＞ 接続", "接続先", "2件"), line, kit.Row(4, kit.Grow(cut), kit.NewText(kit.Plain("末尾"))), kit.NewText(kit.Plain("右")).Right(), paragraph, few,
			kit.Beside(12, 180, kit.NewText(kit.Plain("左側")), kit.Width(150, kit.NewParagraph(kit.Plain("右側の説明です。")))), kit.NewDetail("GET /v1/users.json: 403\nForbidden"))
	}, func(s *story) {
		s.resize(260, 520)
		s.step("others", func() {
			line.SetText("別の文\u202eです")
			cut.SetSpans(kit.Plain("短い"))
			paragraph.SetText("短い段落")
			few.SetSpans(kit.Plain("一つ"), kit.Bold("二つ"))
			s.call("%s|%s|%s|%s", line, cut, paragraph, few)
		})
		s.click("コピー")
		s.resize(900, 520)
		s.step("copied", func() { s.call("%q", fyne.CurrentApp().Clipboard().Content()) })
	})
}

func TestStory_panels(t *testing.T) {
	var card *kit.Card
	var fold *kit.Fold
	tell(t, 520, 620, func(s *story) fyne.CanvasObject {
		card = kit.NewCard(kit.Quiet, kit.NewText(kit.Plain("静か")))
		fold = kit.NewFold("詳しい説明", kit.NewParagraph(kit.Plain("折りたたまれた文です。")))
		page := kit.Page(kit.Heading("", "ホーム", ""), card, kit.NewCard(kit.Info, kit.NewText(kit.Plain("お知らせ"))), kit.NewCard(kit.Success, kit.NewText(kit.Plain("成功"))),
			kit.NewStrip(kit.Warning, kit.NewText(kit.Plain("注意"))), kit.NewFrame(kit.NewText(kit.Plain("枠"))), fold,
			kit.Row(8, kit.Grow(kit.NewTile("読み込み", kit.NewText(kit.Bold("読み込みへ")), s.note("読み込み"))), kit.NewTile("平ら", kit.NewText(kit.Plain("平らなもの")), s.note("平ら")).Flat(), kit.Fill(kit.NewButton("高い", nil)), kit.Height(60, kit.NewText(kit.Plain("高さ")))),
			kit.NewTable([][]kit.Span{{kit.Plain("項目"), kit.Plain("件数"), kit.Plain("説明")}, {kit.Plain("追加"), kit.Bold("12"), kit.Dim("新しい人")}, {kit.Plain("削除"), kit.Plain("3"), kit.Plain("いなくなった人の長い長い長い長い長い長い長い長い長い説明")}}),
			kit.Between(100, 200, kit.NewSpark([]int{3, 5, 4, 8, 8, 2})))
		return kit.Footed(page, kit.NewStrip(kit.Quiet, kit.Row(4, kit.Space(), kit.NewButton("保存", nil))))
	}, func(s *story) {
		s.step("moods", func() { card.SetMood(kit.Alarm); s.call("%v", card.Mood()) })
		s.click("詳しい説明", "読み込みへ", "平らなもの")
		s.rest("詳しい説明", "読み込みへ", "平らなもの", "注意")
		for range 4 {
			s.tab()
		}
		s.keys(fyne.KeySpace, fyne.KeyReturn)
		s.scroll(200, 300, 0, -100)
		s.resize(340, 400)
		s.step("closed", func() { fold.SetOpen(false); s.call("%s", fold.Title()) })
	})
}

func TestStory_navigation(t *testing.T) {
	var nav *kit.Nav
	tell(t, 240, 360, func(s *story) fyne.CanvasObject {
		nav = kit.NewNav(nil, "安否シンク", []kit.NavItem{{Name: "ホーム"}, {Name: "ユーザー"}, {Name: "部署"}, {Name: "履歴"}}, func(i int) { s.call("open %d", i); nav.Select(i) })
		return kit.Row(0, kit.Fill(nav))
	}, func(s *story) {
		s.step("foot", func() {
			nav.SetFoot("とても長い名前のとても長い名前の会社.example.cybozu.com", "最終読み込み 今日")
		})
		s.rest("ユーザー", "部署")
		s.click("部署")
		s.keys(fyne.KeyDown, fyne.KeyUp, fyne.KeyUp, fyne.KeyReturn, fyne.KeyHome, fyne.KeyEnd, fyne.KeyDown, fyne.KeySpace)
		s.step("folded", func() { nav.Fold(true); s.call("%d", nav.Selected()) })
		s.restAt(20, 120)
		s.clickAt(20, 70)
		s.restAt(235, 300)
		s.step("unfolded", func() { nav.Fold(false) })
		s.resize(240, 200)
	})
}

func TestStory_dialogs(t *testing.T) {
	var input *kit.Dialog
	tell(t, 720, 480, func(s *story) fyne.CanvasObject { return kit.NewButton("下", s.note("下")) }, func(s *story) {
		s.step("ask", func() {
			s.layers.Ask(kit.Question{Title: "反映しますか", Text: "3人を追加します。\n元に戻せます。", Yes: "反映する", Do: s.note("yes"), Else: s.note("no")})
		})
		s.rest("反映する")
		s.tab()
		s.tab()
		s.keysWith(ctrl, fyne.KeyReturn)
		s.step("dangerous", func() {
			s.layers.Ask(kit.Question{Title: "削除しますか", Text: "12人を削除します。", Content: kit.NewText(kit.Plain("内訳")), Danger: true, Yes: "削除する", No: "残す", Width: 560,
				Must: []kit.Must{{Text: "半分より多くのユーザーが削除されます。", Tick: "確認しました"}, {Text: "部署も消えます。", Tick: "部署も確認しました"}}, Do: s.note("deleted"), Else: s.note("kept")})
		})
		s.click("削除する", "確認しました", "削除する", "部署も確認しました", "削除する")
		s.step("tell", func() { s.layers.Tell("お知らせ", "保存しました。") })
		s.clickAt(5, 5)
		s.keys(fyne.KeyReturn)
		s.step("error", func() {
			s.layers.TellError("読み込めませんでした", "cybozu.comにつながりません。", "dial tcp: timeout")
		})
		s.click("技術")
		s.resize(500, 300)
		s.keys(fyne.KeyEscape)
		s.resize(720, 480)
		s.step("input", func() {
			entry := kit.NewEntry("", nil)
			input = kit.NewInputDialog(s.layers, "名前を変える", kit.Form(kit.NewField("名前", entry)), "変える", func() { s.call("accepted %s", entry.Text) }).Wide(360)
			input.Closed = s.note("closed")
			input.Show(entry)
		})
		s.write("新しい名前")
		s.keysWith(ctrl, fyne.KeyReturn)
		s.click("変える")
		s.step("closed", func() { input.Close(); s.call("open %v", input.Open()) })
		s.step("read", func() {
			kit.NewReadDialog(s.layers, "使い方", kit.Scroll(kit.NewParagraph(kit.Plain("長い説明です。"))), kit.NewButton("印刷", s.note("print"))).Tall().Show(nil)
		})
		s.click("印刷")
		s.keysWith(ctrl, fyne.KeyReturn)
		s.step("progress", func() {
			p := kit.NewProgress(s.layers, "読み込んでいます", s.note("cancelled"))
			p.SetPhase("ユーザーを読み込んでいます")
			p.Show()
			s.step("some", func() { p.SetCount(30, 120) })
			s.step("all", func() { p.SetCount(120, 120) })
			s.click("キャンセル")
			s.step("written", func() { p.SetCancellable(false); p.SetPhase("書き込んでいます") })
			s.step("gone", p.Close)
		})
		s.step("covered", func() { uncover := s.layers.Cover(s.note("uncovered")); s.step("covered", func() {}); uncover() })
		s.step("carried", func() { s.layers.Carry("総務部に移動", at(300, 200)) })
	})
}

func TestStory_menus(t *testing.T) {
	tell(t, 600, 360, func(s *story) fyne.CanvasObject { return kit.NewButton("下", nil) }, func(s *story) {
		items := []kit.MenuItem{{Text: "編集", Keys: "Ctrl+E", Do: s.note("edit")}, {Text: "移動", Off: "連携済みの部署は移動できません"}, {}, {Text: "停止中を表示", Checked: true, Do: s.note("shown")}, {Text: "削除", Keys: "Delete", Do: s.note("delete")}}
		open := func() { s.layers.Menu(at(80, 60), items...) }
		s.step("menu", open)
		s.rest("編集", "移動", "削除")
		s.restAt(500, 300)
		s.keys(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyUp, fyne.KeyHome, fyne.KeyEnd, fyne.KeyReturn)
		s.step("menu", open)
		s.click("移動", "停止中")
		s.step("at the corner", func() { s.layers.Menu(at(580, 350), items...) })
		s.clickAt(10, 10)
		bar := func() {
			s.layers.MenuBar(0, kit.Menu{Title: "ファイル", Letter: fyne.KeyF, Items: items[3:]}, kit.Menu{Title: "編集", Letter: fyne.KeyE, Items: items[:3]}, kit.Menu{Title: "表示", Letter: fyne.KeyV, Items: items})
		}
		s.step("bar", bar)
		s.keys(fyne.KeyRight, fyne.KeyDown, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyE, fyne.KeyDown, fyne.KeyEscape)
		s.step("bar", bar)
		s.rest("編集(", "表示(", "Ctrl+E")
		s.click("ファイル(", "ファイル(")
		s.step("bar", bar)
		s.click("表示(", "削除")
		s.step("bar", func() { s.layers.MenuBar(-1, kit.Menu{Title: "ファイル", Letter: fyne.KeyF, Items: items}) })
		s.keys(fyne.KeyDown, fyne.KeyEscape, fyne.KeyEscape)
		s.resize(600, 110)
		s.step("little room", open)
		s.keys(fyne.KeyEnd)
	})
}

func TestStory_chart(t *testing.T) {
	var chart *kit.Chart
	tell(t, 600, 260, func(s *story) fyne.CanvasObject {
		chart = kit.NewChart([4]string{"ユーザー", "部署", "追加", "削除"})
		chart.OnOpen = func(point int) { s.call("open %d", point) }
		return kit.Column(0, chart, kit.NewBar())
	}, func(s *story) {
		points := []kit.ChartPoint{
			{X: 1, Date: "1日", Lines: [2]int{100, 4}, Up: 10, Told: []kit.Span{{Text: "一"}, kit.Bold("100人")}},
			{X: 2, Date: "2日", Lines: [2]int{120, 4}, Up: 22, Down: 2, Told: []kit.Span{{Text: "二"}}},
			{X: 5, Date: "5日", Lines: [2]int{-1, -1}, Down: 5, Told: []kit.Span{{Text: "三の長い説明です"}}},
			{X: 9, Date: "9日", Lines: [2]int{95, 7}, Down: 25, Told: []kit.Span{{Text: "四"}}},
		}
		s.step("points", func() { chart.SetPoints(points) })
		s.restAt(60, 60)
		s.restAt(300, 100)
		s.restAt(580, 30)
		s.clickAt(580, 30)
		s.restAt(300, 255)
		s.tab()
		s.keys(fyne.KeyRight, fyne.KeyRight, fyne.KeyLeft, fyne.KeyEnd, fyne.KeyReturn, fyne.KeyHome, fyne.KeyLeft)
		s.resize(320, 260)
		s.step("one", func() { chart.SetPoints(points[:1]) })
		s.step("low", func() { chart.Low(); chart.SetPoints(points[:2]) })
		s.step("none", func() { chart.SetPoints(nil) })
	})
}

func TestStory_bars(t *testing.T) {
	bar := kit.NewBar()
	var spark *kit.Spark
	var paper *kit.Paper
	tell(t, 300, 320, func(s *story) fyne.CanvasObject {
		spark, paper = kit.NewSpark([]int{1, 2, 3}), kit.NewPaper()
		return kit.Column(4, bar, kit.Row(4, spark, kit.NewText(kit.Plain("推移"))), kit.Grow(paper))
	}, func(s *story) {
		for _, done := range []int{0, 1, 50, 99, 100, 130} {
			s.step(fmt.Sprint(done, " of 100"), func() { bar.SetValue(done, 100) })
		}
		s.step("nobody knows", func() { bar.SetValue(5, 0) })
		s.step("one value", func() { spark.SetValues([]int{7}) })
		s.step("the same", func() { spark.SetValues([]int{7, 7, 7}) })
		s.step("page", func() {
			paper.SetMarks(210, 297, []kit.PaperMark{{X: 20, Y: 15, W: 100, H: 10, Text: "名簿", Size: 8, Bold: true}, {X: 20, Y: 40, W: 60, H: 20}, {X: 90, Y: 40, W: 60, H: 5, Filled: true}, {X: 20, Y: 70, W: 60, H: 5, Text: "髙﨑", Size: 4}})
		})
		s.resize(500, 320)
		s.step("another page", func() { paper.SetMarks(297, 210, []kit.PaperMark{{X: 1, Y: 1, W: 290, H: 200}}) })
	})
}

// boxes are squares below each other's heads, joined by lines.
type boxes map[int64]bool // what is folded

func (boxes) Size() (w, h float64) { return 700, 420 }

func (b boxes) Place(id int64) (kit.DiagramArea, bool) {
	if id < 1 || id > 6 {
		return kit.DiagramArea{}, false
	}
	return kit.DiagramArea{X: float64((id-1)%3) * 240, Y: float64((id-1)/3) * 220, W: 200, H: 120}, true
}

func (b boxes) mark(id int64) kit.DiagramArea {
	a, _ := b.Place(id)
	return kit.DiagramArea{X: a.X + 90, Y: a.Y + 110, W: 20, H: 20}
}

func (b boxes) See(v kit.DiagramView) (seen kit.DiagramSeen) {
	on := func(a kit.DiagramArea) kit.DiagramArea {
		return kit.DiagramArea{X: (a.X - v.X) * v.Scale, Y: (a.Y - v.Y) * v.Scale, W: a.W * v.Scale, H: a.H * v.Scale}
	}
	seen.Small = v.Scale < 0.2
	for id := int64(1); id <= 6; id++ {
		a, _ := b.Place(id)
		box := kit.DiagramBox{DiagramArea: on(a), ID: id, Head: id == 1, Dashed: id == 5, Folded: b[id]}
		if id <= 3 {
			box.Mark = on(b.mark(id))
			seen.Lines = append(seen.Lines, on(kit.DiagramArea{X: a.X + 100, Y: a.Y + 120, H: 100}))
		}
		seen.Boxes = append(seen.Boxes, box)
		seen.Texts = append(seen.Texts, kit.DiagramText{DiagramArea: on(kit.DiagramArea{X: a.X + 8, Y: a.Y + 8, W: 180, H: 20}), Text: fmt.Sprint("箱", id), Size: 14 * v.Scale, Bold: id == 1, Aside: id == 2, Label: id == 3})
	}
	seen.Lines = append(seen.Lines, on(kit.DiagramArea{X: 100, Y: 170, W: 480}))
	return seen
}

func (b boxes) At(v kit.DiagramView, x, y float64) (int64, bool) {
	x, y = v.X+x/v.Scale, v.Y+y/v.Scale
	in := func(a kit.DiagramArea) bool { return x >= a.X && x < a.X+a.W && y >= a.Y && y < a.Y+a.H }
	for id := int64(1); id <= 6; id++ {
		if id <= 3 && in(b.mark(id)) {
			return id, true
		}
		if a, _ := b.Place(id); in(a) {
			return id, false
		}
	}
	return 0, false
}

func (boxes) Told(id int64) string { return fmt.Sprintf("箱%dです", id) }

func (boxes) Step(id int64, way fyne.KeyName) int64 {
	switch way {
	case fyne.KeyRight:
		return min(id+1, 6)
	case fyne.KeyDown:
		return min(id+3, 6)
	case fyne.KeyUp:
		return max(id-3, 1)
	}
	return max(id-1, 1)
}

func TestStory_diagram(t *testing.T) {
	var d *kit.Diagram
	drawn := boxes{}
	tell(t, 500, 320, func(s *story) fyne.CanvasObject {
		d = kit.NewDiagram()
		d.OnSelect = func(id int64) { s.call("select %d", id) }
		d.OnOpen = func(id int64) { s.call("open %d", id) }
		d.OnFold = func(id int64) { drawn[id] = !drawn[id]; s.call("fold %d", id); d.SetDrawn(drawn, false) }
		d.OnMenu = func(id int64, at fyne.Position) { s.call("menu %d %v", id, at) }
		return d
	}, func(s *story) {
		s.step("drawn", func() { d.SetDrawn(drawn, true) })
		s.rest("箱1", "箱2", "箱5")
		s.restAt(250, 150)
		s.click("箱2")
		s.rightClick("箱5")
		s.doubleClick("箱3")
		s.keys(fyne.KeyLeft, fyne.KeyDown, fyne.KeyRight, fyne.KeyUp, fyne.KeyReturn, fyne.KeySpace)
		s.write("+")
		s.write("+")
		s.write("-")
		s.drag(at(250, 160), at(200, 140), at(150, 100))
		s.scroll(250, 160, 0, 40)
		s.scroll(250, 160, 30, 0)
		s.write("0")
		s.step("legible", func() { d.ShowLegible(6) })
		s.keys(fyne.KeyPageUp, fyne.KeyPageDown, fyne.KeyReturn)
		s.hold(fyne.KeySpace, 3)
		s.scrollWith(ctrl, 100, 80, 0, 60)
		s.scrollWith(ctrl, 100, 80, 0, -900)
		s.scrollWith(shift, 100, 80, 0, -30)
		s.scroll(100, 80, 0, -2000)
		s.scroll(100, 80, 2000, 0)
		s.drag(at(250, 160), at(2000, 2000))
		s.drag(at(250, 160), at(-2000, -2000))
		s.step("select", func() { d.Select(1); x, y, ok := d.Where(1, true); s.call("%d %g %g %v", d.Selected(), x, y, ok) })
		s.step("mark", func() { x, y, _ := d.Where(1, true); s.press(at(x, y), desktop.MouseButtonPrimary, 0, false) })
		s.step("zoom", func() { d.ZoomIn(); d.ZoomIn(); d.ZoomOut(); d.Zoom(2) })
		s.step("small", func() { d.Zoom(0.05) })
		s.resize(300, 200)
		s.step("whole", d.ShowWhole)
		s.step("none selected", func() { d.Select(0) })
	})
}

type staff int

func (n staff) Len() int          { return int(n) }
func (n staff) Key(row int) int64 { return int64(row) + 100 }
func (n staff) Cell(row, column int) kit.Cell {
	switch column {
	case 0:
		cell := kit.Cell{Text: fmt.Sprintf("髙﨑 %d郎", row), Bold: row == 1}
		if row == 5 {
			cell.Hits = []kit.Hit{{From: 0, To: 6}}
		}
		return cell
	case 1:
		return kit.Cell{Text: "総務部", Tone: kit.Muted, More: []kit.Span{{Text: " ほか2部署のとても長い名前の部署の課", Tone: kit.Blue}}}
	case 2:
		tags := []kit.Tag{{Text: "停止中", Shade: kit.RedShade, Tip: "cybozu.comで停止中です"}, {Text: "連携", Shade: kit.GreenShade}}
		return kit.Cell{Tags: tags[row%2:]}
	}
	return kit.Cell{Text: kit.Digits(row * 1234)}
}

func newStaff(s *story) *kit.Grid {
	g := kit.NewGrid([]kit.GridColumn{{Title: "氏名", Width: 120, Sorts: true}, {Title: "部署", Width: 140, Full: 300, Min: 80, Weight: 1, Sorts: true}, {Title: "状態", Width: 150}, {Title: "番号", Width: 70, Right: true, Sorts: true}}, "誰もいません")
	g.OnSelect = func() { s.call("selected %v", g.Selected()) }
	g.OnOpen = func(row int, key int64) { s.call("open %d %d", row, key) }
	g.OnMenu = func(row int, key int64, column int, at fyne.Position) {
		s.call("menu %d %d %d %v", row, key, column, at)
	}
	g.OnCopied = func(rows int) { s.call("copied %d", rows) }
	g.OnSort = func(keys []kit.SortKey) { s.call("sort %v", keys) }
	g.OnArrange = func() { s.call("arranged %v", g.Arrangement()) }
	return g
}

func TestStory_grid(t *testing.T) {
	var g *kit.Grid
	tell(t, 560, 220, func(s *story) fyne.CanvasObject {
		g = newStaff(s)
		return g
	}, func(s *story) {
		s.step("rows", func() { g.SetRows(staff(20)) })
		s.rest("髙﨑 2", "総務部", "停止中", "2,468", "氏名")
		s.click("髙﨑 1")
		s.clickWith(shift, "髙﨑 3")
		s.clickWith(ctrl, "髙﨑 2")
		s.doubleClick("髙﨑 2")
		s.rightClick("髙﨑 0")
		s.rightClick("1,234")
		s.keys(fyne.KeyDown, fyne.KeyPageDown, fyne.KeyEnd, fyne.KeyUp, fyne.KeyPageUp, fyne.KeyHome, fyne.KeyReturn)
		s.keysWith(shift, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyF10)
		s.keysWith(ctrl, fyne.KeyC, fyne.KeyA)
		s.step("copied", func() { s.call("%q", fyne.CurrentApp().Clipboard().Content()) })
		s.keys("Menu")
		s.hold(fyne.KeySpace, 3)
		s.hold(fyne.KeyReturn, 3)
		s.scroll(200, 100, 0, -100)
		s.keys("Menu")
		s.step("title with Shift", func() {
			testapp.Modify(shift, func() { s.press(s.where("番号"), desktop.MouseButtonPrimary, shift, false) })
		})
		s.click("氏名", "氏名", "番号", "状態")
		s.step("title with Shift", func() {
			testapp.Modify(shift, func() { s.press(s.where("氏名"), desktop.MouseButtonPrimary, shift, false) })
		})
		s.step("fitted", func() {
			s.press(at(119, 10), desktop.MouseButtonPrimary, 0, false)
			s.press(at(119, 10), desktop.MouseButtonPrimary, 0, false)
		})
		s.step("sorted", func() {
			g.SetSort(kit.SortKey{Column: 1, Descending: true}, kit.SortKey{Column: 3})
			g.SetWidest(kit.Widest(staff(20), 4, kit.Advances()))
		})
		s.drag(at(119, 10), at(150, 10), at(170, 10))
		s.drag(at(40, 10), at(200, 10), at(300, 10))
		s.resize(340, 220)
		s.scroll(200, 100, -80, 0)
		s.scrollWith(shift, 200, 100, 0, 30)
		s.click("部署")
		s.rest("番号", "16,042")
		s.keys(fyne.KeyRight, fyne.KeyLeft)
		s.step("hits", g.ShowHits)
		s.step("front", func() { g.Front(3) })
		s.rightClick("番号")
		s.keys(fyne.KeyDown, fyne.KeySpace, fyne.KeyEscape)
		s.step("order", g.ChooseSort)
		s.keys(fyne.KeyEscape)
		s.resize(700, 400)
		s.step("columns", g.ChooseColumns)
		s.click("部署")
		s.keys(fyne.KeyEscape)
		s.step("order", g.ChooseSort)
		s.keys(fyne.KeyTab, fyne.KeyEscape)
		s.step("fewer", func() { g.SetRows(staff(2)); g.Select(101) })
		s.step("none", func() { g.SetEmpty("見つかりません"); g.SetRows(staff(0)) })
	})
}

func TestStory_ticks(t *testing.T) {
	var ticks, list *kit.Grid
	tell(t, 560, 420, func(s *story) fyne.CanvasObject {
		ticks, list = newStaff(s).Ticks(), newStaff(s).Checklist()
		ticks.OnDrag, ticks.OnDrop = func(at fyne.Position) { s.call("drag %v", at) }, func(at fyne.Position) { s.call("drop %v", at) }
		return kit.Column(4, kit.Height(180, ticks), kit.Grow(list))
	}, func(s *story) {
		s.step("rows", func() { ticks.SetRows(staff(4)); list.SetRows(people(5)); list.SetChecked([]int64{3, 17, 99}) })
		s.clickAt(14, 12)
		s.clickAt(14, 12)
		s.clickAt(14, 45)
		s.clickAt(14, 75)
		s.click("髙﨑 3郎")
		s.step("all", ticks.SelectAll)
		s.drag(s.where("髙﨑 2郎"), at(200, 200), at(220, 260))
		s.click("髙﨑 1郎")
		s.click("髙﨑 3")
		s.keys(fyne.KeyDown, fyne.KeySpace, fyne.KeyHome, fyne.KeySpace)
		s.clickAt(14, 200)
		s.step("checked", func() { s.call("%v %v", list.Checked(), list.Selected()) })
		s.step("none", func() { ticks.Unselect(); list.SetChecked(nil) })
	})
}

// stories is a tree whose nodes have all that they can have.
type branches struct{}

func (branches) Roots() []int64 { return []int64{1, 2, 3} }
func (branches) Children(id int64) []int64 {
	if id == 1 || id == 11 {
		return []int64{id*10 + 1, id*10 + 2, id*10 + 3}
	}
	return nil
}

func (branches) Node(id int64) kit.Node {
	name := fmt.Sprintf("部署%d", id)
	switch id {
	case 2:
		return kit.Node{Name: name + "のとても長い名前の部署の課の係の班", Hit: kit.Hit{From: 3, To: 6}, Count: 1234, Below: 5000, Mark: "◇", Tip: "このアプリのみの部署です"}
	case 12:
		return kit.Node{Story: &kit.Story{Tags: []kit.Tag{{Text: "変更", Shade: kit.YellowShade}}, Text: []kit.Span{kit.Bold("佐藤"), {Text: "総務部", Struck: true}, {Text: " → 人事部の長い長い長い長い長い名前", Tone: kit.Green}}, Right: []kit.Span{kit.Dim("U4")}, Box: "除外する", Tip: "すべて"}}
	case 13:
		return kit.Node{Story: &kit.Story{Text: []kit.Span{kit.Plain("鈴木")}, Box: "除外する", On: true, Fixed: "連携されています"}}
	}
	return kit.Node{Name: name, Count: int(id), Bold: id == 1}
}

func TestStory_tree(t *testing.T) {
	var tree *kit.Tree
	tell(t, 300, 240, func(s *story) fyne.CanvasObject {
		tree = kit.NewTree()
		tree.OnSelect = func(id int64) { s.call("select %d", id) }
		tree.OnOpen = func(id int64) { s.call("open %d", id) }
		tree.OnTick = func(id int64) { s.call("tick %d", id) }
		tree.OnMenu = func(id int64, at fyne.Position) { s.call("menu %d %v", id, at) }
		tree.OnDrag, tree.OnDrop = func(at fyne.Position) { id, ok := tree.Aim(at); s.call("aim %d %v", id, ok) }, func(at fyne.Position) { s.call("drop %v", at); tree.Unaim() }
		return tree
	}, func(s *story) {
		s.step("nodes", func() { tree.SetNodes(branches{}) })
		s.rest("部署1", "部署2", "部署3")
		s.click("部署3")
		s.doubleClick("部署1")
		s.rightClick("部署3")
		s.keys(fyne.KeyHome, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyDown, fyne.KeyEnd, fyne.KeyUp, fyne.KeyReturn, fyne.KeyPageUp, fyne.KeyLeft, fyne.KeyRight)
		s.rest("佐藤", "鈴木", "U4", "部署11")
		s.click("佐藤")
		s.keys(fyne.KeySpace)
		s.keysWith(shift, fyne.KeyF10)
		for y := float32(10); y < 220; y += 28 {
			s.clickAt(16, y)
			s.clickAt(44, y)
		}
		s.step("open all", func() { tree.OpenAll(1) })
		s.scroll(100, 100, 0, -60)
		s.scroll(100, 100, -40, 0)
		s.scroll(100, 100, 400, 600)
		s.click("部署11")
		s.drag(s.where("部署11"), at(60, 100), at(60, 150))
		s.step("aim", func() { tree.Aim(at(60, 60)) })
		s.step("aim nowhere", tree.Unaim)
		s.step("one branch", func() { tree.OpenOnly([]int64{1}); s.call("%v", tree.Select(13)) })
		s.step("found", func() { tree.SetFound(branches{}) })
		s.step("closed", func() { tree.SetOpen(1, false) })
		s.keys("Menu", fyne.KeyHome, "Menu")
		s.hold(fyne.KeyReturn, 3)
		s.hold(fyne.KeySpace, 3)
		tree.Begins = func(id int64, typed string) bool { s.call("begins %d %s", id, typed); return fmt.Sprint(id) == typed }
		s.write("3")
		s.write("*")
		s.step("closed", func() { tree.SetOpen(1, false) })
		s.keys(fyne.KeyHome, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyLeft, fyne.KeyUp, fyne.KeyLeft, fyne.KeyLeft)
		s.resize(180, 90)
		s.step("select", func() { tree.Select(3) })
		s.keys("Menu")
	})
}

func TestStory_split(t *testing.T) {
	tell(t, 500, 120, func(s *story) fyne.CanvasObject {
		return kit.NewSplit(kit.NewCard(kit.Quiet, kit.NewText(kit.Plain("左")).Cut()), kit.Scroll(kit.Column(4, kit.NewButton("右", nil), kit.NewPicture(nil, 40, 30))), 200, func(width float32) { s.call("moved %g", width) })
	}, func(s *story) {
		s.restAt(206, 60)
		s.drag(at(206, 60), at(250, 60), at(280, 60))
		s.restAt(400, 60)
		s.resize(360, 120)
	})
}

// Each colour once more where the system is dark.
func TestStory_dark(t *testing.T) {
	kittest.NeedFonts(t, fontsFile, false)
	testapp.Dress(t, kit.NewTheme(), theme.VariantDark)
	t.Cleanup(func() { testapp.Dress(t, kit.NewTheme(), theme.VariantLight) })
	tell(t, 720, 900, func(s *story) fyne.CanvasObject {
		off, check := kit.NewPrimaryButton("反映", nil), kit.NewCheck("停止中", nil)
		off.Off("まだです")
		check.SetChecked(true)
		name := kit.NewField("名前", kit.NewEntry("例：総務部", nil))
		name.SetError("空です。")
		grid, tree, diagram := newStaff(s), kit.NewTree(), kit.NewDiagram()
		grid.SetRows(staff(6))
		grid.Select(101)
		tree.SetNodes(branches{})
		tree.OpenAll(1)
		tree.Select(2)
		diagram.SetDrawn(boxes{1: true}, true)
		chart := kit.NewChart([4]string{"ユーザー", "部署", "追加", "削除"})
		chart.SetPoints([]kit.ChartPoint{{X: 1, Date: "1日", Lines: [2]int{10, 4}, Up: 10}, {X: 2, Date: "2日", Lines: [2]int{20, 4}, Up: 12, Down: 2}})
		nav := kit.NewNav(nil, "安否シンク", []kit.NavItem{{Name: "ホーム"}, {Name: "部署"}}, nil)
		moods := kit.Row(4)
		for mood := range kit.Alarm + 1 {
			moods.Add(kit.NewCard(mood, kit.NewText(kit.Plain("札"))))
		}
		return kit.Row(8, kit.Fill(nav), kit.Grow(kit.Column(4, kit.Heading("", "題", "注"), kit.Row(4, off, kit.NewButton("編集", nil), kit.NewDangerButton("削除", nil), kit.NewLink("見る", nil), check),
			kit.Form(name), moods, kit.NewFilters([]kit.Tag{{Text: "灰"}, {Text: "緑", Shade: kit.GreenShade}, {Text: "黄", Shade: kit.YellowShade}, {Text: "青", Shade: kit.BlueShade}, {Text: "赤", Shade: kit.RedShade}}, nil),
			kit.NewText(kit.Plain("黒"), kit.Dim("灰"), kit.Span{Text: "青", Tone: kit.Blue}, kit.Span{Text: "赤", Tone: kit.Red}, kit.Span{Text: "緑", Tone: kit.Green}, kit.Span{Text: "黄", Tone: kit.Yellow}),
			kit.Height(120, grid), kit.Height(120, tree), kit.Height(120, diagram), chart)))
	}, func(s *story) {
		s.rest("編集", "髙﨑 2", "部署3")
		for range 4 {
			s.tab()
		}
		s.step("asked", func() {
			s.layers.Ask(kit.Question{Title: "削除しますか", Text: "戻せません。", Yes: "削除する", Danger: true})
		})
	})
}

// What the theme tells Fyne of its own widgets, which are below those of kit.
func TestStory_theme(t *testing.T) {
	tell(t, 300, 100, func(s *story) fyne.CanvasObject {
		return kit.ScrollAside(kit.Width(500, kit.Column(0, kit.NewText(kit.Plain("広い")), kit.Height(60, kit.Space()))))
	}, func(s *story) {
		s.scroll(100, 20, -120, 0)
		s.scrollWith(shift, 100, 20, 0, 50)
		look := fyne.CurrentApp().Settings().Theme()
		s.step("sizes", func() {
			for _, name := range []fyne.ThemeSizeName{theme.SizeNamePadding, theme.SizeNameInnerPadding, theme.SizeNameText, theme.SizeNameCaptionText, theme.SizeNameHeadingText,
				theme.SizeNameSubHeadingText, theme.SizeNameInlineIcon, theme.SizeNameInputBorder, theme.SizeNameInputRadius, theme.SizeNameButtonRadius, theme.SizeNamePopupRadius,
				theme.SizeNameModalBlurRadius, theme.SizeNameScrollBar, theme.SizeNameScrollBarSmall, theme.SizeNameSelectionRadius, theme.SizeNameLineSpacing} {
				s.call("%s %g", name, look.Size(name))
			}
		})
		s.step("colours", func() {
			for _, name := range []fyne.ThemeColorName{theme.ColorNameBackground, theme.ColorNameButton, theme.ColorNameDisabled, theme.ColorNameDisabledButton, theme.ColorNameError,
				theme.ColorNameFocus, theme.ColorNameForeground, theme.ColorNameHover, theme.ColorNameInputBackground, theme.ColorNameInputBorder, theme.ColorNameMenuBackground,
				theme.ColorNameOverlayBackground, theme.ColorNamePlaceHolder, theme.ColorNamePressed, theme.ColorNamePrimary, theme.ColorNameScrollBar, theme.ColorNameSelection,
				theme.ColorNameSeparator, theme.ColorNameShadow, theme.ColorNameSuccess, theme.ColorNameWarning} {
				s.call("%s %s, dark %s", name, tint(look.Color(name, theme.VariantLight)), tint(look.Color(name, theme.VariantDark)))
			}
		})
		s.step("words", func() { s.window.SetContent(kit.Heading("ホーム", "", "")) })
	})
}

func TestStory_columns(t *testing.T) {
	type person struct {
		id         int64
		name, memo string
	}
	columns := kit.Columns[person]{
		{GridColumn: kit.GridColumn{Title: "氏名", Width: 100, Sorts: true}, Of: func(p *person) kit.Cell { return kit.Cell{Text: p.name} }},
		{GridColumn: kit.GridColumn{Title: "よみがなのとても長い題名", Width: 90, Sorts: true}, Of: func(p *person) kit.Cell {
			return kit.Cell{Text: p.name + "よみ", Tags: []kit.Tag{{Text: "長い札です", Shade: kit.BlueShade}}}
		}},
		{GridColumn: kit.GridColumn{Title: "メモ", Width: 120, Weight: 1, Sorts: true}, Of: func(p *person) kit.Cell { return kit.Cell{Text: p.memo} }},
	}
	people := []person{{7, "佐藤", "一行目\n二行目"}, {9, "鈴木", "とても長いメモなので、この列には入りきらないはずの文です"}}
	var g *kit.Grid
	tell(t, 420, 160, func(s *story) fyne.CanvasObject {
		g = columns.Grid("誰もいません")
		g.OnSort = func(keys []kit.SortKey) { s.call("sort %v", keys) }
		g.OnArrange = func() { s.call("arranged %v", g.Arrangement()) }
		g.OnSelect = func() { s.call("selected %v of many: %v", g.Selected(), g.Many()) }
		return g
	}, func(s *story) {
		s.step("rows", func() { g.SetRows(columns.Rows(people, func(p *person) int64 { return p.id })) })
		s.step("by place", func() {
			g.SetRows(columns.Rows(people, nil))
			s.call("%q %v %v %g %g %q", g.Titles(), g.Sorts(), g.Shown(), g.Room(), g.ColumnWidth(1), g.Text())
		})
		s.rest("よみがな", "一行目", "とても長いメモ")
		s.restAt(100, 10)
		s.restAt(300, 150)
		for _, choice := range []string{"メモ", "標準の列に戻す", "幅を内容に合わせる"} {
			s.step("columns", g.ChooseColumns)
			s.click(choice)
		}
		s.step("order", g.ChooseSort)
		s.click("メモ")
		s.step("sorted", func() { g.SetSort(kit.SortKey{Column: 2}) })
		s.step("order", g.ChooseSort)
		s.click("2番目に、氏名")
		s.step("arranged", func() {
			g.Arrange(kit.Arrangement{Columns: []kit.Arranged{{Column: 2, Width: 5}, {Column: 0, Hidden: true}, {Column: 9}, {Column: 2}}, Sort: []kit.SortKey{{Column: 2, Descending: true}, {Column: 1}}})
			s.call("%v", g.Arrangement())
		})
		s.step("all hidden", func() {
			g.Arrange(kit.Arrangement{Columns: []kit.Arranged{{Column: 0, Hidden: true}, {Column: 1, Hidden: true}, {Column: 2, Hidden: true}}})
		})
		s.step("widths", func() { g.SetWidths([]float32{60, 60, 60}, []float32{80, 200, 400}) })
		s.resize(900, 160)
		s.step("single", func() { g.Single() })
		s.click("佐藤")
		s.clickWith(ctrl, "鈴木")
		s.keysWith(ctrl, fyne.KeyA)
		s.step("other columns", func() { g.SetColumns([]kit.GridColumn{{Title: "番号", Width: 80, Right: true}}); g.SetRows(staff(2)) })
		s.step("columns", g.ChooseColumns)
		s.step("order", g.ChooseSort)
		s.step("what a text needs", func() {
			s.call("%g %g %g %g", kit.CellWidth("佐藤", false), kit.CellWidth("佐藤", true), kit.CellWidth("", false), kit.TitleWidth("氏名"))
			advance := kit.Advances()
			// U+3040 is no letter: which font has a sign for that depends on the locale.
			for _, r := range "aW1あ国ｱ𠮷~\u00ff\u0100\u024f\u0250\u303f\u3041\u30ff\u3100\uff5f\uff9f\uffa0" {
				s.call("%U %.2f", r, advance(r))
			}
		})
	})
}

func TestStory_keys(t *testing.T) {
	entry := kit.NewEntry("", nil)
	tell(t, 300, 120, func(s *story) fyne.CanvasObject {
		entry = kit.NewEntry("", func(text string) { s.call("typed %q", text) })
		entry.Below = s.note("below")
		return kit.Column(4, entry, kit.NewButton("保存", nil))
	}, func(s *story) {
		for _, k := range []kit.Key{
			kit.Ctrl(fyne.KeyReturn, nil), kit.CtrlShift(fyne.KeyF, nil), kit.Alt(fyne.KeyUp, nil), {Name: fyne.KeyEscape}, {Name: fyne.KeyAsterisk}, {Name: fyne.KeyDown, Modifier: fyne.KeyModifierSuper},
			kit.Ctrl(fyne.KeyZ, nil), kit.Ctrl(fyne.KeyY, nil), kit.Ctrl(fyne.KeyX, nil), kit.Ctrl(fyne.KeyC, nil), kit.Ctrl(fyne.KeyV, nil), kit.Ctrl(fyne.KeyA, nil),
		} {
			s.step(k.String(), func() { s.call("%T in a field: %v", k.Shortcut(), s.layers.Edit(k)) })
		}
		s.layers.OnAlt = s.note("Alt")
		s.layers.Always(kit.Ctrl(fyne.KeyP, s.note("print")))
		s.layers.SetBase(kit.Layer{Cancel: s.note("leave"), Keys: []kit.Key{{Name: fyne.KeyF2, Do: s.note("rename")}}})
		s.clickAt(20, 15)
		s.write("あい")
		for _, k := range []kit.Key{kit.Ctrl(fyne.KeyA, nil), kit.Ctrl(fyne.KeyC, nil), kit.Ctrl(fyne.KeyX, nil), kit.Ctrl(fyne.KeyV, nil), kit.Ctrl(fyne.KeyZ, nil), kit.Ctrl(fyne.KeyY, nil), kit.Ctrl(fyne.KeyF, nil)} {
			s.step(k.String()+" from a menu", func() { s.call("%v", s.layers.Edit(k)) })
		}
		s.keys(fyne.KeyDown, fyne.KeyF2, fyne.KeyEscape, fyne.KeyF10, "Menu", fyne.KeyEscape)
		s.keysWith(shift, fyne.KeyF10)
		s.keys(fyne.KeyEscape)
		s.keysWith(ctrl, fyne.KeyP)
		s.keys(desktop.KeyAltLeft)
		s.step("Alt into another window", func() {
			s.layers.KeyDown(&fyne.KeyEvent{Name: desktop.KeyAltLeft})
			s.layers.Leave()
			s.layers.KeyUp(&fyne.KeyEvent{Name: desktop.KeyAltLeft})
		})
		s.step("Alt with another key", func() {
			s.layers.KeyDown(&fyne.KeyEvent{Name: desktop.KeyAltLeft})
			s.layers.KeyDown(&fyne.KeyEvent{Name: fyne.KeyF2})
			s.layers.KeyUp(&fyne.KeyEvent{Name: fyne.KeyF2})
			s.layers.KeyUp(&fyne.KeyEvent{Name: desktop.KeyAltLeft})
		})
		s.step("off", func() { entry.SetEnabled(false) })
		s.rightClick("あい")
		s.rest("貼り付け")
		s.keys(fyne.KeyEscape)
		s.step("a dialog", func() { s.layers.Tell("お知らせ", "保存しました。") })
		s.keysWith(ctrl, fyne.KeyP, fyne.KeyF, fyne.KeyReturn)
		s.step("a menu", func() { s.layers.Menu(at(5, 5), kit.MenuItem{Text: "編集", Do: s.note("edit")}) })
		s.keysWith(ctrl, fyne.KeyP)
		s.keys(desktop.KeyAltLeft)
	})
}

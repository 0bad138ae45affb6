package views

import "anpisync/views/kit"

// waysIn leads on from a screen that has nothing to show yet, to the two ways to get some
// users.
func waysIn(w *window, headline, text string) *kit.Card {
	return kit.NewCard(kit.Quiet, kit.Column(kit.Gap,
		kit.Space(),
		kit.NewText(kit.Span{Text: headline, Bold: true, Size: 16}),
		kit.NewParagraph(kit.Plain(text)),
		kit.Wrap(kit.Gap,
			kit.NewPrimaryButton("cybozu.comから読み込む", func() { w.onNavigated(screenConnect) }),
			kit.NewButton("CSVファイルから読み込む", func() { w.onNavigated(screenFiles) })),
		kit.Space(),
	))
}

// newNobody leads on from an office that has no user yet.
func (p *people) newNobody() *kit.Card {
	return waysIn(p.w, "まだユーザーがいません",
		"cybozu.comから部署とユーザーを読み込むか、CSVファイルから読み込みます。どちらも、反映の前に変更内容を確認できます。")
}

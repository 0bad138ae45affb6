package views

import "anpisync/views/kit"

// newNobody leads on from an office that has no user yet.
func (p *people) newNobody() *kit.Card {
	return kit.NewCard(kit.Quiet, kit.Column(kit.Gap,
		kit.Space(),
		kit.NewText(kit.Span{Text: "まだユーザーがいません", Bold: true, Size: 16}),
		kit.NewParagraph(kit.Plain("cybozu.comから部署とユーザーを読み込むか、CSVファイルから読み込みます。どちらも、反映の前に変更内容を確認できます。")),
		kit.Row(kit.Gap,
			kit.NewPrimaryButton("cybozu.comから読み込む", func() { p.w.onNavigated(screenConnect) }),
			kit.NewButton("CSVファイルから読み込む", func() { p.w.onNavigated(screenFiles) })),
		kit.Space(),
	))
}

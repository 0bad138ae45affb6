package message

import (
	"strings"

	"anpisync/app/release"
)

// The question whether to look for newer releases, and its title.
const ReleaseQuestion = "新しいバージョンを確かめますか？"

// ReleaseOffer says what looking for newer releases means; host is who is asked.
func ReleaseOffer(host string) string {
	return "週に一度、" + host + " に新しいバージョンがあるかを確かめ、あればホームでお知らせします。" +
		"この端末やデータのことは何も送りません。ダウンロードや置き換えは、自動では行いません。あとから「設定」で変えられます。"
}

// Newer tells of a release that is newer than the program, and what it brought.
func Newer(r release.Release) Text {
	return Text{Summary: "新しいバージョン " + r.Name() + " があります。", Advice: strings.Join(r.News, "")}
}

// NothingNewer is said where the program is the newest there is.
const NothingNewer = "お使いのバージョンが最新です。"

var releaseErrors = []sentinel{
	{release.ErrUnsigned, Text{
		Summary: "新しいバージョンの情報に、正しい署名がありません。",
		Advice:  "情報は使いませんでした。しばらくしてからもう一度お試しになり、続くときは、安否シンクの配布元にお問い合わせください。",
	}},
	{release.ErrUnreadable, Text{
		Summary: "新しいバージョンの情報を読み取れませんでした。",
		Advice:  "しばらくしてから、もう一度お試しください。続くときは、安否シンクの配布元にお問い合わせください。",
	}},
	{release.ErrUnreachable, Text{
		Summary: "新しいバージョンを確かめられませんでした。",
		Advice:  "ネットワークの接続とプロキシの設定を確かめて、もう一度お試しください。",
	}},
}

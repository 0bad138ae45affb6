package cybozutest

import (
	"fmt"
	"strings"
)

// name is a part of a person's name: as written, read, and in Latin letters.
type name struct{ written, reading, latin string }

// surnames has the frequent ones first.
var surnames = names(`
佐藤 さとう sato|鈴木 すずき suzuki|高橋 たかはし takahashi|田中 たなか tanaka|伊藤 いとう ito
渡辺 わたなべ watanabe|山本 やまもと yamamoto|中村 なかむら nakamura|小林 こばやし kobayashi|加藤 かとう kato
吉田 よしだ yoshida|山田 やまだ yamada|佐々木 ささき sasaki|山口 やまぐち yamaguchi|松本 まつもと matsumoto
井上 いのうえ inoue|木村 きむら kimura|林 はやし hayashi|斎藤 さいとう saito|清水 しみず shimizu
山崎 やまざき yamazaki|森 もり mori|池田 いけだ ikeda|橋本 はしもと hashimoto|阿部 あべ abe
石川 いしかわ ishikawa|山下 やました yamashita|中島 なかじま nakajima|石井 いしい ishii|小川 おがわ ogawa
前田 まえだ maeda|岡田 おかだ okada|長谷川 はせがわ hasegawa|藤田 ふじた fujita|後藤 ごとう goto
近藤 こんどう kondo|村上 むらかみ murakami|遠藤 えんどう endo|青木 あおき aoki|坂本 さかもと sakamoto
福田 ふくだ fukuda|太田 おおた ota|西村 にしむら nishimura|藤井 ふじい fujii|岡本 おかもと okamoto
金子 かねこ kaneko|藤原 ふじわら fujiwara|三浦 みうら miura|中野 なかの nakano|中川 なかがわ nakagawa
原田 はらだ harada|松田 まつだ matsuda|竹内 たけうち takeuchi|小野 おの ono|田村 たむら tamura
栁澤 やなぎさわ yanagisawa|冨田 とみた tomita|濵田 はまだ hamada|德永 とくなが tokunaga|嶋﨑 しまざき shimazaki
直江 なおえ naoe|海老原 えびはら ebihara|骨川 ほねかわ honekawa|神﨑 かんざき kanzaki|桑原 くわばら kuwabara
久保 くぼ kubo|野口 のぐち noguchi|大塚 おおつか otsuka|菅原 すがわら sugawara|小松 こまつ komatsu
服部 はっとり hattori|九条 くじょう kujo|東海林 しょうじ shoji`)

var givenNames = names(`
昇 のぼる noboru|美咲 みさき misaki|健太 けんた kenta|陽子 ようこ yoko|大輔 だいすけ daisuke
直子 なおこ naoko|翔太 しょうた shota|由美 ゆみ yumi|拓也 たくや takuya|恵子 けいこ keiko
誠 まこと makoto|さくら さくら sakura|浩二 こうじ koji|真由美 まゆみ mayumi|亮 りょう ryo
彩香 あやか ayaka|隆 たかし takashi|智子 ともこ tomoko|和也 かずや kazuya|千尋 ちひろ chihiro
剛 つよし tsuyoshi|麻衣 まい mai|修 おさむ osamu|香織 かおり kaori|達也 たつや tatsuya
久美子 くみこ kumiko|航 わたる wataru|奈々 なな nana|雄一 ゆういち yuichi|優子 ゆうこ yuko
勇気 ゆうき yuki|明美 あけみ akemi|純 じゅん jun|裕子 ひろこ hiroko|学 まなぶ manabu
綾 あや aya|進 すすむ susumu|友美 ともみ tomomi|徹 とおる toru|沙織 さおり saori
悟 さとる satoru|里奈 りな rina|洋平 ようへい yohei|瞳 ひとみ hitomi|康介 こうすけ kosuke
美穂 みほ miho|正人 まさと masato|理恵 りえ rie|豊 ゆたか yutaka|葵 あおい aoi
海斗 かいと kaito|直美 なおみ naomi|一郎 いちろう ichiro|文子 ふみこ fumiko|蓮 れん ren
結衣 ゆい yui|大地 だいち daichi|花 はな hana|治 おさむ osamu|凛 りん rin
浩 ひろし hiroshi|幸子 さちこ sachiko|樹 いつき itsuki|遥 はるか haruka|武 たけし takeshi
紀子 のりこ noriko|聡 さとし satoshi`)

func names(table string) []name {
	var all []name
	for entry := range strings.FieldsFuncSeq(table, func(r rune) bool { return r == '|' || r == '\n' }) {
		parts := strings.Fields(entry)
		all = append(all, name{parts[0], parts[1], parts[2]})
	}
	return all
}

// person invents the n-th person, from 0: never two of the same name below
// len(surnames)*len(givenNames), both prime to each other.
func person(n int) User {
	surname, given := surnames[n%len(surnames)], givenNames[n*29%len(givenNames)]
	joined := 1990 + n*11%36
	u := User{
		Code:             given.latin[:1] + "-" + surname.latin,
		Valid:            true,
		Name:             surname.written + " " + given.written,
		SurName:          surname.written,
		GivenName:        given.written,
		SurNameReading:   surname.reading,
		GivenNameReading: given.reading,
		EmployeeNumber:   fmt.Sprintf("n%05d", n+1),
		BirthDate:        fmt.Sprintf("%d-%02d-%02d", joined-22-n%3, 1+n%12, 1+n*5%28),
		JoinDate:         fmt.Sprintf("%d-04-01", joined),
	}
	if n%3 != 0 {
		u.Phone = fmt.Sprintf("03-%04d-%04d", 1200+n%7, (1000+n*37)%10000)
	}
	if n%4 == 1 {
		u.MobilePhone = fmt.Sprintf("090-%04d-%04d", (3000+n*53)%10000, (5000+n*91)%10000)
	}
	return u
}

// Package manual is 「使い方」, which the window opens by F1: what the vendor's manual says of
// the integration, as it is in this program, its questions as they are answered here, and
// every error with its mend. [Chapters] are all of it but for the keys, which the window knows;
// [Search] keeps what holds some words.
//
// It is not where an error is put into words: those are package message's.
package manual

import (
	"strings"

	"anpisync/app/browse"
	"anpisync/app/message"
	"anpisync/app/message/label"
	"anpisync/reconcile/directory"
)

// A Chapter is a title with parts.
type Chapter struct {
	Title string
	Parts []Part
}

// A Part is a heading and what stands below it.
type Part struct{ Title, Text string }

// Errors is the title of the chapter with every error.
const Errors = "エラーと対処"

// Chapters are those of 使い方, in their order.
func Chapters() []Chapter {
	return append(written(), Chapter{Errors, errors()})
}

func errors() (parts []Part) {
	for _, g := range message.Catalogue() {
		parts = append(parts, Part{Title: g.Title})
		for _, t := range g.Texts {
			parts = append(parts, Part{t.Summary, t.Advice})
		}
	}
	return parts
}

// Search keeps the parts that hold all words of a query, with the titles of their chapters;
// what is found in a title keeps the whole chapter.
func Search(chapters []Chapter, query string) []Chapter {
	words := browse.Words(query)
	var found []Chapter
	for _, c := range chapters {
		if holds(c.Title, words) {
			found = append(found, c)
			continue
		}
		kept := Chapter{Title: c.Title}
		for _, p := range c.Parts {
			if holds(c.Title+"\n"+p.Title+"\n"+p.Text, words) {
				kept.Parts = append(kept.Parts, p)
			}
		}
		if len(kept.Parts) > 0 {
			found = append(found, kept)
		}
	}
	return found
}

func holds(text string, words []string) bool {
	text = browse.Loose(text)
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// written is what is told in no other place of the program.
func written() []Chapter {
	imported := label.Imported(directory.Options{}, "・")
	return []Chapter{
		{"はじめに", []Part{
			{"安否シンクでできること", "cybozu.com（kintone、サイボウズ Office、Garoon）の組織とユーザーを読み込み、安否確認に使う部署とユーザーの一覧を、いつも同じ状態に保ちます。cybozu.comには何も書き込みません。"},
			{"必要なもの", "使用状態が「使用中」のcybozu.comのアカウントか、APIトークンが必要です。cybozu.com共通管理者でなくても読み込めますが、共通管理者かAPIトークンのほうが速く、見えないユーザーや組織もありません。"},
			{"読み込む手順", "1. 「cybozu.com連携」を開きます。\n2. cybozu.comのURL（https://サブドメイン.cybozu.com）、ログイン名、パスワードを入力します。2要素認証やSAML認証を使うアカウントでは、認証方法「APIトークン」を選びます。\n" +
				"3. 新規ユーザーの初期パスワード（6〜64文字）を入力します。この読み込みで追加される全員に、同じものを設定します。\n4. Basic認証を利用しているときは、チェックを付けて、ユーザー名とパスワードを入力します。\n" +
				"5. 「cybozu.comから情報を読み込む」を押し、変更内容を確認して反映します。"},
			{"試してみるには", "最初の画面の「見本で試す」で、アプリの中で動く見本のcybozu.comを使えます。本物のデータには触れません。"},
		}},
		{"連携できるデータ", []Part{
			{"部署", "cybozu.comの組織名が部署名に、組織コードが部署コードになります。親子の関係もそのままです。並び順は読み込みません。"},
			{"ユーザー", "名前は、cybozu.comの表示名です。よみは、よみがな（姓）とよみがな（名）です。ログイン名・メールアドレス・電話番号・所属部署は、同じ名前の項目です。"},
			{"追加で読み込む項目", "設定の「cybozu.comから追加で読み込む項目」で、携帯電話と従業員番号も読み込めます。チェックを外すと、読み込み済みの内容は残り、表示と書き込みをやめます。「電話番号に使う項目」では、電話番号の代わりに携帯電話を使うことができます。変える前に、番号が変わる人数がわかります。"},
			{"新しいユーザーの項目", "メモと並び順は、空になります。パスワードは、読み込むときに指定した初期パスワードです。"},
			{"書き込まれないもの", "すでにいるユーザーのログイン名とパスワード、メモ、並び順、このアプリだけで作成した部署・ユーザー・所属は、読み込みでは変わりません。"},
		}},
		{"部署の読み込み", []Part{
			{"新規の読み込み", "cybozu.comの組織は、最上位部署の下に、階層を保って追加されます。"},
			{"追加・編集・削除したとき", "cybozu.comで組織を変更しても、次に読み込むまで、ここの部署は変わりません。ここで部署を変更しても、cybozu.comは変わりません。"},
			{"同じ部署とみなす条件", "以前の読み込みで追加・変更した部署か、部署コードがcybozu.comの組織コードと一致する部署は、部署コード・部署名・親部署が更新されます。"},
			{"cybozu.comから削除された部署", "以前の読み込みで追加・変更した部署の組織がcybozu.comから削除されると、部署も削除されます。反映の前に「残す」を選べます。"},
			{"cybozu.comにない部署", "cybozu.comの組織コードと一致しない、このアプリのみの部署は、読み込みの影響を受けません。親の部署が削除されるときだけ、残っている上の部署の下に移ります。"},
			{"第1階層の部署", "最上位部署のすぐ下の部署を、読み込みで別の部署の下に移すことはできません。「作り直す」を押すと、このアプリのみの所属と下の部署ごと、新しい位置に移します。"},
		}},
		{"ユーザーの読み込み", []Part{
			{"同じユーザーとみなす条件", "以前の読み込みで追加・変更したユーザーか、ログイン名かメールアドレスが、cybozu.comのログイン名かメールアドレスと一致するユーザーです。複数のcybozu.comのユーザーが同じユーザーに紐付くときは、エラーになります。"},
			{"更新される項目", imported + "が、cybozu.comの内容になります。ログイン名・パスワード・メモ・並び順は変わりません。"},
			{"cybozu.comから削除されたユーザー", "以前の読み込みで追加・変更したユーザーがcybozu.comから削除されると、ここからも削除されます。反映の前に、一件ずつ「残す」を選べます。"},
			{"cybozu.comにいないユーザー", "このアプリのみのユーザーは、読み込みの影響を受けません。"},
			{"停止中のユーザー", "使用状態が「停止中」のユーザーも読み込み、「停止中」と表示します。"},
		}},
		{"所属部署の更新", []Part{
			{"読み込まれたユーザーの所属", "cybozu.comから読み込んだ部署への所属は、cybozu.comの内容になります。このアプリのみの部署への所属は残ります。"},
			{"例", "グループ1と2がcybozu.comにもあり、グループ3がこのアプリのみの部署のとき、\n・1・2・3に所属し、cybozu.comでは1だけのユーザーは、1と3になります。\n・1に所属し、cybozu.comでは2のユーザーは、2になります。\n・cybozu.comにいないユーザーは、1と3のまま変わりません。"},
		}},
		{"変更内容の確認", []Part{
			{"反映の前に", "読み込みも、CSVファイルも、元に戻すときも、何が変わるかを理由とともに一件ずつ確認してから反映します。「反映する」を押すまで、何も変わりません。"},
			{"一件ずつ選べること", "削除されるユーザーは「残す（このアプリのみにする）」、連携済みのものは「読み込みから除外」を選べます。行を複数選ぶと、まとめて答えられます。"},
			{"確認のチェック", "削除が多すぎるとき、メールアドレスが空になる人が多いときなどは、チェックを付けるまで反映できません。基準は「設定」で変えられます。"},
			{"元に戻すには", "反映したあとも、「履歴」の「この読み込みの前に戻す」で元に戻せます。"},
		}},
		{"部署とユーザーの一覧", []Part{
			{"探す", "ひらがな・カタカナ、全角・半角、大文字・小文字、空白やハイフンの有無、漢字の異体字（渡辺・渡邊・渡邉など）は区別しません。人・部署・画面・操作は、Ctrl+K（macOSは⌘+K）の1つの欄でも探せます。"},
			{"並べ替えと列", "見出しを押すと並べ替えます。Shiftを押しながら別の見出しを押すと、2番目の順になります。見出しを右クリックすると、表示する列を選べます。境目をダブルクリックすると、幅が内容に合います。"},
			{"右クリックでできること", "ユーザー・部署・変更・履歴の行・入力欄を右クリックすると、そこでできることと、そのキーを表示します。セル、行（見出し付き）、メールアドレス（1行に1つ、同じものは1回）をコピーできます。"},
			{"ドラッグでできること", "選んだユーザーを部署にドラッグすると、その部署に追加します。Shiftを押しながらだと、移動します。このアプリのみの部署は、別の部署にドラッグして移動できます。Escでやめます。"},
			{"元に戻す", "編集は、「元に戻す」（Ctrl+Z）と「やり直す」（Ctrl+Y）で、前の状態に戻せます。あとからでも「履歴」で戻せます。"},
			{"連携済みのものを編集したとき", "cybozu.comから読み込む項目は、次の読み込みでcybozu.comの内容に上書きされます。"},
		}},
		{"点検", []Part{
			{"点検とは", "連絡できない人、正しくない電話番号やメールアドレス、同姓同名、誰もいない部署などを探します。「ホーム」の数を押すと、その一覧になります。問題のないものは「問題なし」にできます。"},
		}},
		{"CSVと引き継ぎ", []Part{
			{"CSVファイル", "「CSV」で、ユーザー・部署・所属を書き出し、読み込めます。ファイルをウィンドウにドロップしても、読み込みの確認画面が開きます。ログイン名・部署コードが同じものは変更し、ないものは追加します。"},
			{"全体の保存と引き継ぎ", "部署、ユーザー、連携、履歴を1つのファイルに保存し、別の端末で開くと、続きから使えます。このファイルもウィンドウにドロップできます。"},
		}},
		{"自動同期", []Part{
			{"人手なしで読み込む", "「設定」で、毎日か毎時の読み込みを登録できます。「この端末に保存する」で保存した認証情報を使います。確認が必要な変更があるときは、何も反映せずにお知らせします。"},
			{"一時停止したとき", "ログインできないときや、読み込みの前に戻したあとは、一時停止します。手動で読み込み、反映すると再開します。"},
		}},
		{"よくある質問", []Part{
			{"Q1. cybozu.comのアカウントを全員に付与していません。", "アカウントのない人も、「部署／ユーザー」の「ユーザーを追加」か、CSVファイルで追加できます。先にcybozu.comから読み込み、「CSV」で書き出したファイルに追加すると、まとめて登録できます。このアプリのみのユーザーは、読み込みで変更も削除もされません。"},
			{"Q2. 複数のcybozu.comドメインを連携できますか？", "連携できるのは、一度に1つのドメインです。別のドメインから読み込むと、「URLだけが変わった」か「別の環境」かを確認します。「別の環境」では、それまでの連携を外し、新しいドメインと連携します。それだけを理由に削除することはありません。"},
			{"Q3. 一部のユーザーや部署を限定して連携したいです。", "読み込む前に選ぶことはできませんが、変更内容の確認で「読み込みから除外」を選ぶと、その部署やユーザーは、これから読み込みません。ここで削除するときにも選べます。除外したものは「設定」で戻せます。"},
			{"Q4. 複数回読み込むと、登録済みのログイン名・パスワードは上書きされますか？", "上書きされません。"},
			{"Q5. 使用状態が「停止中」のユーザーはどうなりますか？", "停止中のユーザーも読み込み、「停止中」と表示します。一覧で「停止中」に絞り込めます。要らないときは、削除して「読み込みから除外」を選びます。cybozu.comの「Administrator」は、停止中の間は読み込みません。"},
			{"Q7. 読み込みのときにエラーになりました。", "問題はすべて一度に表示し、それぞれに直し方があります。その場で解決できるものは、ボタンで解決できます。エラーの間は、何も変更しません。「" + Errors + "」の章で、すべてのエラーと対処を調べられます。"},
		}},
	}
}

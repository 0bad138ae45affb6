package format

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"anpisync/reconcile/directory"
)

// hint is what the header of a column says of it.
type hint struct {
	source Source
	sure   bool // the word has no other meaning
	number int  // at the end of the word; 0: none
	known  bool // the word is in use, for whatever
}

// The words in use, without spaces, brackets and signs, in small letters and half width.
// Those of よみ and of names in two are put together; see [hintOf].
var words = map[string]Source{}

func init() {
	for source, all := range map[Source]string{
		Of(directory.FieldLogin):                              "ログイン名 ログインid ログインコード ユーザーid ユーザid ユーザーコード ユーザコード 利用者id 利用者コード アカウント アカウントid アカウント名 loginid login loginname userid user uid account accountid",
		Of(directory.FieldEmployee):                           "社員番号 社員no 社員コード 社員id 従業員番号 従業員コード 従業員id 従業員no 職員番号 職員コード 職員id 個人コード employeenumber employeeno employeeid employeecode empno empid staffno staffid staffcode",
		Of(directory.FieldName):                               "氏名 名前 お名前 姓名 社員名 社員氏名 従業員名 従業員氏名 職員名 職員氏名 利用者名 利用者氏名 表示名 氏名漢字 漢字氏名 name fullname displayname",
		Of(directory.FieldName).With(Family, AsIs):            "姓 氏 苗字 名字 姓漢字 漢字姓 氏名姓 lastname familyname surname",
		Of(directory.FieldName).With(Given, AsIs):             "名 名漢字 漢字名 氏名名 firstname givenname",
		Of(directory.FieldEmail):                              "メール メールアドレス eメール eメールアドレス email emailaddress mail mailaddress 電子メール 電子メールアドレス 会社メール 会社メールアドレス 社用メールアドレス pcメール pcメールアドレス 連絡先メールアドレス 通知先メールアドレス 通知用メールアドレス",
		Of(directory.FieldPhone):                              "電話 電話番号 tel phone phonenumber telephone 連絡先電話番号 連絡先電話 会社電話番号 会社電話 勤務先電話番号",
		Of(directory.FieldMobile):                             "携帯 携帯電話 携帯番号 携帯電話番号 携帯tel mobile mobilephone cellphone スマートフォン スマホ",
		Of(directory.FieldMemo):                               "メモ 備考 備考欄 摘要 コメント memo note notes remark remarks comment",
		Of(directory.FieldSortOrder):                          "並び順 表示順 表示順序 順番 順序 ソート順 表示優先度 sortorder displayorder sort",
		{What: Code}:                                          "部署コード 部門コード 所属コード 組織コード 所属部署コード 所属組織コード 所属部門コード 課コード 部署id 部門id 所属id 組織id departmentcode deptcode organizationcode orgcode",
		{What: Name}:                                          "部署 部署名 部門 部門名 所属 所属名 所属先 所属部署 所属部署名 所属部門 所属部門名 所属組織 所属組織名 組織 組織名 department departmentname dept deptname division organization",
		{What: Name, Member: 2}:                               "兼務 兼務部署 兼務部署名 兼務先 兼任 兼任部署 兼務所属",
		{What: Code, Member: 2}:                               "兼務コード 兼務部署コード 兼任部署コード 兼務所属コード",
		{What: Path, Join: "/"}:                               "所属階層 組織階層 部署階層 所属パス 部署パス 組織パス 部署フルパス",
		{What: Password}:                                      "パスワード 初期パスワード ログインパスワード password initialpassword passwd",
		{What: Delete, Text: "1"}:                             "削除フラグ 削除 削除区分 削除flg 削除指定 deleteflag delete deleted",
		{What: Delete, Text: "1", Stays: "?"}:                 "処理区分 更新区分 操作区分 登録区分 操作 処理",
		{What: Keep}:                                          "役職 役職名 役職コード 職位 職種 等級 生年月日 誕生日 性別 入社日 入社年月日 退職日 住所 郵便番号 都道府県 雇用形態 雇用区分 社員区分 血液型 拠点 勤務地 勤務先 事業所 地域 地域コード 地域名 グループ グループ名 権限 管理者権限 ロール 言語 タイムゾーン 内線 内線番号 fax fax番号 url 緊急連絡先 続柄 組織責任者 国籍 在籍区分 状態 使用状態 利用状態 ステータス 会社コード 会社名 登録日 登録日時 更新日 更新日時 最終更新日 最終ログイン 役割 受信設定 通知設定 アプリ 端末 年齢 skype名 従業員区分 最寄駅 通勤経路 資格 連絡区分 予備 自由項目 カスタム項目",
		{What: Keep, Text: "mail"}:                            "携帯メール 携帯メールアドレス 個人メール 個人メールアドレス 私用メール 私用メールアドレス 家族メールアドレス 予備メールアドレス 自宅メールアドレス スマートフォンメールアドレス プライベートメールアドレス",
		{What: Keep, Text: "phone"}:                           "自宅電話番号 自宅電話 緊急連絡先電話番号 家族電話番号 実家電話番号",
		{What: Field, Field: directory.FieldName, Join: "?"}:  "ユーザー名 ユーザ名 username 名称",
		{What: Field, Field: directory.FieldLogin, Join: "?"}: "id コード code no 会員id メンバーid 会員番号",
	} {
		for word := range strings.FieldsSeq(all) {
			words[word] = source
		}
	}
}

// Words of files of departments.
var departmentWords = map[string]string{}

func init() {
	for field, all := range map[string]string{
		directory.FieldCode:      "部署コード 部門コード 所属コード 組織コード 部署id 部門id 組織id departmentcode deptcode code コード",
		directory.FieldName:      "部署名 部署 部門名 部門 所属名 組織名 組織 表示名 名称 departmentname name",
		directory.FieldParent:    "親部署コード 親部門コード 親組織コード 親所属コード 上位部署コード 上位部門コード 上位組織コード 上位所属コード 親コード 上位コード parentcode parent",
		directory.FieldSortOrder: "並び順 表示順 表示順序 順番 ソート順 sortorder displayorder",
	} {
		for word := range strings.FieldsSeq(all) {
			departmentWords[word] = field
		}
	}
}

// wordOf is a header in the form of the tables.
func wordOf(header string) string {
	header = strings.ToLower(norm.NFKC.String(header))
	for _, mark := range []string{"必須", "任意", "半角英数字", "半角英数", "全角", "変更不可"} {
		header = strings.ReplaceAll(header, mark, "")
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == 'ー' {
			return r
		}
		return -1
	}, header)
}

// requires says whether a header has one of the marks of what must be filled.
func requires(header string) bool {
	header = norm.NFKC.String(strings.TrimSpace(header))
	return strings.Contains(header, "必須") || strings.HasPrefix(header, "*") || strings.HasSuffix(header, "*") ||
		strings.HasPrefix(header, "※") || strings.HasPrefix(header, "●") || strings.HasPrefix(header, "◎")
}

// hintOf is what a header says.
func hintOf(header string) hint {
	word := wordOf(header)
	if word == "" {
		return hint{}
	}
	if s, ok := words[word]; ok {
		return told(s, 0)
	}
	stem := strings.TrimRightFunc(word, unicode.IsDigit)
	number, _ := strconv.Atoi(word[len(stem):])
	if s, ok := words[stem]; ok && number > 0 {
		return told(s, number)
	}
	// "部署1コード", "所属2名"
	for i, r := range word {
		if unicode.IsDigit(r) && i > 0 {
			if s, ok := words[word[:i]+word[i+1:]]; ok && r != '0' {
				return told(s, int(r-'0'))
			}
		}
	}
	if h := readingOf(stem, number); h.known {
		return h
	}
	return containing(stem, number)
}

// containing is the hint of the longest word within a header, which is never sure.
func containing(word string, number int) hint {
	best := ""
	for w := range words {
		if strings.Contains(word, w) && utf8.RuneCountInString(w) >= 3 && (len(w) > len(best) || len(w) == len(best) && w > best) {
			best = w
		}
	}
	if best == "" {
		return hint{}
	}
	h := told(words[best], number)
	h.sure = false
	for _, other := range []string{"緊急", "家族", "個人", "予備", "自宅", "私用", "プライベート", "最終", "更新", "登録"} {
		if strings.Contains(word, other) {
			h.source = Source{What: Keep}
		}
	}
	return h
}

// told is a hint of the tables.
func told(s Source, number int) hint {
	h := hint{source: s, sure: true, number: number, known: true}
	switch {
	case s.Join == "?": // it has two meanings
		h.source.Join, h.sure = "", false
	case s.Stays == "?":
		h.source.Stays, h.sure = "", false
	case s.What == Keep:
		h.source = Source{What: Keep}
	case number > 1 && s.What == Field && (s.Field == directory.FieldEmail || s.Field == directory.FieldPhone || s.Field == directory.FieldMobile):
		h.source = Source{What: Keep} // the second has no counterpart
	case number > 1 && s.What == Field:
		h.sure = false
	case s.Member == 2 && number > 0: // 兼務1 is the second membership
		h.source.Member = 1 + number
	}
	return h
}

// readingOf puts together the words of よみ: its script, and which part.
func readingOf(word string, number int) hint {
	script, found := AsIs, false
	for _, one := range []struct {
		word   string
		script Script
	}{
		{"半角フリガナ", HalfKatakana}, {"半角カナ", HalfKatakana}, {"半角カタカナ", HalfKatakana}, {"フリガナ", Katakana}, {"ヨミガナ", Katakana}, {"カタカナ", Katakana}, {"カナ", Katakana}, {"ヨミ", Katakana},
		{"ふりがな", AsIs}, {"よみがな", AsIs}, {"ひらがな", Hiragana}, {"読み仮名", AsIs}, {"読みがな", AsIs}, {"かな", AsIs}, {"よみ", AsIs}, {"読み", AsIs},
		{"kana", AsIs}, {"yomi", AsIs}, {"furigana", AsIs}, {"reading", AsIs}, {"phonetic", AsIs},
	} {
		if rest, _ := strings.CutPrefix(word, one.word); rest != word {
			word, script, found = rest, one.script, true
			break
		}
		if strings.Contains(word, one.word) {
			word, script, found = strings.Replace(word, one.word, "", 1), one.script, true
			break
		}
	}
	s := Of(directory.FieldReading)
	switch word {
	case "セイ":
		return hint{source: s.With(Family, Katakana), sure: true, known: true}
	case "メイ":
		return hint{source: s.With(Given, Katakana), sure: true, known: true}
	case "せい":
		return hint{source: s.With(Family, Hiragana), sure: true, known: true}
	case "めい":
		return hint{source: s.With(Given, Hiragana), sure: true, known: true}
	}
	if !found || number > 1 {
		return hint{}
	}
	part := Full
	switch word {
	case "", "氏名", "名前", "お名前", "姓名", "社員名", "従業員名", "社員氏名", "職員名", "利用者名", "表示名", "name", "full", "fullname", "の":
	case "姓", "氏", "苗字", "名字", "セイ", "せい", "last", "family", "lastname", "familyname", "surname", "氏名姓":
		part = Family
	case "名", "メイ", "めい", "first", "given", "firstname", "givenname", "氏名名":
		part = Given
	default:
		return hint{known: true} // よみ of something else
	}
	return hint{source: s.With(part, script), sure: true, known: true}
}

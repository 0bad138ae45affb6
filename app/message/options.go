package message

import (
	"fmt"

	"anpisync/reconcile/directory"
)

var phoneSources = map[directory.PhoneSource]string{
	directory.PhoneStandard:      "電話番号（標準）",
	directory.PhoneMobile:        "携帯電話",
	directory.PhoneMobileOrPhone: "携帯電話、なければ電話番号",
	directory.PhonePhoneOrMobile: "電話番号、なければ携帯電話",
}

// PhoneSource is what a person reads of where 電話番号 comes from.
func PhoneSource(from directory.PhoneSource) string { return known(phoneSources, from) }

// HoldTerm is what a person reads of how long who has left cybozu.com is held.
func HoldTerm(days int) string {
	if days == 0 {
		return "すぐに削除する（標準）"
	}
	return fmt.Sprintf("%d日間、保留する", days)
}

// Leavers is what an import does to users who are no longer at cybozu.com.
func Leavers(days int) string {
	if days == 0 {
		return "cybozu.comから削除された部署とユーザーは、次の読み込みでここからも削除されます。"
	}
	return fmt.Sprintf("cybozu.comから削除された部署は、次の読み込みでここからも削除されます。ユーザーは%d日間保留し、その後の読み込みで削除します。", days)
}

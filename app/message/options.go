package message

import "anpisync/reconcile/directory"

var phoneSources = map[directory.PhoneSource]string{
	directory.PhoneStandard:      "電話番号（標準）",
	directory.PhoneMobile:        "携帯電話",
	directory.PhoneMobileOrPhone: "携帯電話、なければ電話番号",
	directory.PhonePhoneOrMobile: "電話番号、なければ携帯電話",
}

// PhoneSource is what a person reads of where 電話番号 comes from.
func PhoneSource(from directory.PhoneSource) string { return known(phoneSources, from) }

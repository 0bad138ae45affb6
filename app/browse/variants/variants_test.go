package variants

import (
	"slices"
	"strings"
	"testing"
)

func TestVariants_OfNamesAreOne(t *testing.T) {
	fold := Folder()
	for _, names := range []string{
		"渡辺 渡邊 渡邉", "高崎 髙﨑 高﨑 髙崎 高嵜", "斉藤 齋藤 齊藤 斎藤", "吉田 𠮷田", "沢田 澤田", "浜口 濱口 濵口", "桜井 櫻井",
		"島田 嶋田 嶌田", "富田 冨田", "広瀬 廣瀨", "徳永 德永", "国分 國分", "竜崎 龍﨑", "恵 惠", "真 眞", "館 舘", "柳 栁", "桑田 桒田",
		"橋本 槗本", "関 關", "鉄 鐵", "峰 峯", "清 淸", "静 靜", "滝 瀧", "鶴 靏", "彦 彥", "曽 曾", "礼 禮", "塩 鹽", "秋 穐", "梅 楳",
	} {
		var first string
		for _, name := range strings.Fields(names) {
			got := strings.Map(fold, name)
			if first == "" {
				first = got
			}
			if got != first {
				t.Errorf("%s is another than %s", name, names)
			}
		}
	}
}

func TestVariants_OthersStayApart(t *testing.T) {
	fold := Folder()
	for _, names := range []string{"埼玉 崎玉", "函館 関館", "弘 広 宏", "太 大 犬", "土 士", "人 入", "田 由 甲", "伊 井", "阿部 安部", "川 河", "一 二", "未 末"} {
		seen := []string{}
		for _, name := range strings.Fields(names) {
			got := strings.Map(fold, name)
			if slices.Contains(seen, got) {
				t.Errorf("%s is the same as another of %s", name, names)
			}
			seen = append(seen, got)
		}
	}
	for _, r := range "異体書" { // of the comment of the list
		if fold(r) == '#' {
			t.Errorf("%c is a comment", r)
		}
	}
	for _, r := range "aあア々ー。\x00\u3164\U0002a6d0" {
		if fold(r) != r {
			t.Errorf("%c became %c", r, fold(r))
		}
	}
}

// A group is folded to one character, which is folded to itself.
func TestVariants_FoldOnce(t *testing.T) {
	fold := Folder()
	groups := 0
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		groups++
		one := fold([]rune(line)[0])
		for _, r := range strings.TrimSpace(line) {
			if fold(r) != one || fold(one) != one {
				t.Errorf("%c of %s became %c", r, line, fold(r))
			}
		}
	}
	if groups < 700 {
		t.Errorf("%d groups", groups)
	}
	if n := testing.AllocsPerRun(10, func() { fold('邊'); fold('𠮷') }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

package message

import (
	"strings"
	"testing"
	"time"

	"anpisync/storage"
)

func TestRestore_WhatWasReadIsSaidBeforeAndAfter(t *testing.T) {
	copied := &storage.Backup{At: time.Date(2026, 7, 1, 9, 0, 0, 0, time.Local)}
	for _, c := range []struct {
		found storage.Salvage
		says  []string
		not   []string
	}{
		{storage.Salvage{}, []string{"部署、ユーザー、履歴は、すべて読み取れました。"}, []string{"失われます"}},
		{storage.Salvage{From: copied}, []string{"すべて読み取れました。"}, []string{"控え"}},
		{storage.Salvage{History: 12}, []string{"部署とユーザーは、すべて読み取れました。", "履歴のうち12件は失われます。"}, nil},
		{storage.Salvage{Filled: 3, From: copied}, []string{"読み取れない3件は、履歴と控え（2026-07-01 09:00）の内容で補います。"}, []string{"すべて", "パスワード"}},
		{storage.Salvage{Filled: 1200, Passwords: 2}, []string{"1,200件は、履歴の内容で補います。", "2人のパスワードは、どこにも残っていないため、失われます。"}, []string{"控え"}},
		{storage.Salvage{Doubtful: 2}, []string{"2件は、正しく読み取れたかどうか分かりません。"}, []string{"すべて"}},
		{storage.Salvage{Lost: true, History: 1}, []string{"失われたものがあるかもしれません", "履歴のうち1件"}, []string{"すべて", "ほかに"}},
		{storage.Salvage{Filled: 1, Lost: true}, []string{"ほかに失われたものがあるかもしれません。修復のあとで、"}, []string{"すべて"}},
	} {
		before, after := Salvaged(&c.found), Repaired(c.found)
		if past := strings.NewReplacer("補います", "補いました", "失われます", "失われました", "修復のあとで、", "").Replace(before); !strings.HasSuffix(after, past) {
			t.Errorf("before: %q, after: %q", before, after)
		}
		for _, text := range c.says {
			if !strings.Contains(before, text) {
				t.Errorf("%+v: %q does not say %q", c.found, before, text)
			}
		}
		for _, text := range c.not {
			if strings.Contains(before, text) {
				t.Errorf("%+v: %q says %q", c.found, before, text)
			}
		}
	}
}

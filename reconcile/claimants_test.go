package reconcile_test

import (
	"fmt"
	"strings"
	"testing"

	"anpisync/cybozu"
	"anpisync/reconcile/directory"
)

// all is everything by which a person tells the records concerned apart.
func all(parties []directory.Party) string {
	var lines []string
	for _, p := range parties {
		words := []string{who([]directory.Party{p}), p.Code, p.Name, p.Email}
		if p.Side == directory.SideHere && p.CybozuID != 0 {
			words[0] += fmt.Sprintf("=c%d", p.CybozuID)
		}
		if p.Suspended {
			words = append(words, "停止中")
		}
		lines = append(lines, strings.Join(append(words, p.Path...), "|"))
	}
	return strings.Join(lines, "\n")
}

// However many want the same, each of them is named, on both sides, with the name, the login
// name or code, the address, whether they are 停止中, and where they stand.
func TestI1_ProblemsNameEverybodyConcernedWithAllThatTellsThemApart(t *testing.T) {
	const address = "a@example.jp"
	sales := []any{
		organization{ID: 21, Code: "hq", Name: "営業本部"}, organization{ID: 22, Code: "sales", Name: "営業部", ParentCode: "hq"},
		account{ID: 11, Code: "a", Name: "佐藤", Email: address, Organizations: []cybozu.ID{21, 22}},
		suspended{ID: 12, Code: "b", Name: "鈴木", Email: "A@example.jp"},
		account{ID: 13, Code: "c", Name: "高橋", Email: address, Organizations: []cybozu.ID{22}},
	}
	linked := []any{
		department{ID: 2, Code: "hq", Name: "営業本部", CybozuID: 21}, department{ID: 3, ParentID: 2, Code: "sales", Name: "営業部", CybozuID: 22},
	}
	with := func(records []any, more ...any) []any { return append(records[:len(records):len(records)], more...) }
	for _, c := range []struct {
		name        string
		here, there []any
		kind        directory.ProblemKind
		want        string
	}{
		{"U4: three choose one", with(linked, user{ID: 1, LoginName: "a", Name: "佐藤 昇", Email: address, Suspended: true, Departments: []int64{2, 3}}), sales,
			directory.ProblemSeveralToOne, "H1|a|佐藤 昇|a@example.jp|停止中|営業本部|営業部\n" +
				"C11|a|佐藤|a@example.jp|営業本部|営業部\nC12|b|鈴木|A@example.jp|停止中\nC13|c|高橋|a@example.jp|営業部"},
		{"U10: three and one here would have one address", with(linked, user{ID: 1, LoginName: "x", Name: "伊藤", Email: address, Departments: []int64{3}},
			user{ID: 2, LoginName: "a", CybozuID: 11}, user{ID: 3, LoginName: "b", CybozuID: 12}, user{ID: 4, LoginName: "c", CybozuID: 13}), sales,
			directory.ProblemEmailTwice, "C11|a|佐藤|a@example.jp|営業本部|営業部\nC12|b|鈴木|A@example.jp|停止中\nC13|c|高橋|a@example.jp|営業部\n" +
				"H1|x|伊藤|a@example.jp|営業部"},
		{"U4: three have one login name", nil, []any{
			account{ID: 11, Code: "a", Name: "佐藤"}, account{ID: 12, Code: "a\t", Name: "鈴木"}, suspended{ID: 13, Code: " a", Name: "高橋", Email: address},
		}, directory.ProblemLoginTwice, "C11|a|佐藤|\nC12|a|鈴木|\nC13|a|高橋|a@example.jp|停止中"},
		{"U4: a login name that another one holds, who is linked", with(linked,
			user{ID: 1, LoginName: "b", Name: "佐藤 昇", Email: address, CybozuID: 11, Suspended: true, Departments: []int64{3}}),
			[]any{sales[0], sales[1], account{ID: 11, Code: "a", Name: "佐藤"}, account{ID: 12, Code: "b", Name: "鈴木", Organizations: []cybozu.ID{21}}},
			directory.ProblemLoginTaken, "H1=c11|b|佐藤 昇|a@example.jp|停止中|営業部\nC11|a|佐藤|\nC12|b|鈴木||営業本部"},
		{"D9: three have one code", []any{department{ID: 2, Code: "x", Name: "本社"}, department{ID: 3, ParentID: 2, Code: "sales ", Name: "営業係"}, department{ID: 4, Code: "old", Name: "旧営業部", CybozuID: 23}},
			[]any{organization{ID: 21, Code: "hq", Name: "営業本部"}, organization{ID: 22, Code: "sales\t", Name: "営業部", ParentCode: "hq"}, organization{ID: 23, Code: "sales", Name: "第三営業部"}},
			directory.ProblemCodeTwice, "h3|sales |営業係||最上位部署|本社\nc22|sales|営業部||営業本部\nh4=c23|old|旧営業部||最上位部署\nc23|sales|第三営業部|"},
		{"D10: a ring of three", nil, []any{
			organization{ID: 21, Code: "a", Name: "甲", ParentCode: "c"}, organization{ID: 22, Code: "b", Name: "乙", ParentCode: "a"}, organization{ID: 23, Code: "c", Name: "丙", ParentCode: "b"},
		}, directory.ProblemRing, "c21|a|甲|\nc23|c|丙|\nc22|b|乙|"},
		{"D10: three below one that is not seen", nil, []any{
			organization{ID: 21, Code: "a", Name: "甲", ParentCode: "x"}, organization{ID: 22, Code: "b", Name: "乙", ParentCode: "x"}, organization{ID: 23, Code: "c", Name: "丙", ParentCode: "x"},
		}, directory.ProblemParentMissing, "c21|a|甲|\nc22|b|乙|\nc23|c|丙|"},
		{"D8: a department of level 1 that would go deeper", []any{department{ID: 2, Code: "sales", Name: "旧営業部", CybozuID: 22}},
			[]any{organization{ID: 20, Code: "top", Name: "会社"}, organization{ID: 21, Code: "hq", Name: "営業本部", ParentCode: "top"}, organization{ID: 22, Code: "sales", Name: "営業部", ParentCode: "hq"}},
			directory.ProblemLevelOne, "h2=c22|sales|旧営業部||最上位部署\nc22|sales|営業部||会社|営業本部"},
		{"U12: nothing is left of a login name", nil, []any{sales[0], account{ID: 11, Code: "\t", Name: "佐藤", Email: address, Organizations: []cybozu.ID{21}}},
			directory.ProblemNoCode, "C11||佐藤|a@example.jp|営業本部"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, p := range refused(t, here(c.here...), there(c.there...), choices{}) {
				if p.Kind == c.kind {
					same(t, "who", all(p.Parties), c.want)
					return
				}
			}
			t.Errorf("no problem %s", c.kind)
		})
	}
}

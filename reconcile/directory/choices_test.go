package directory_test

import (
	"testing"

	"anpisync/reconcile/directory"
)

func TestMend_IsTakenInAndTakenBack(t *testing.T) {
	for _, m := range []directory.Mend{
		{Kind: directory.MendRebuild},
		{Kind: directory.MendAdoptLogin, UserID: 1, CybozuID: 11},
		{Kind: directory.MendKeep, UserID: 1},
		{Kind: directory.MendKeeper, Email: "Sato@example.jp", CybozuID: 11},
		{Kind: directory.MendExclude, Record: directory.KindUser, CybozuID: 11, Name: "佐藤"},
		{Kind: directory.MendDomain, Domain: directory.DomainOther},
	} {
		before := directory.Choices{}.
			With(directory.Mend{Kind: directory.MendKeep, UserID: 7}).
			With(directory.Mend{Kind: directory.MendAdoptLogin, UserID: 7, CybozuID: 17}).
			With(directory.Mend{Kind: directory.MendKeeper, Email: "x", CybozuID: 17}).
			With(directory.Mend{Kind: directory.MendExclude, Record: directory.KindDepartment, CybozuID: 11})
		given := before.With(m)
		taken := given.Without(m)
		same(t, string(m.Kind)+" taken back", taken, before)
		same(t, string(m.Kind)+" taken in", len(given), len(before)+1)
	}
}

func TestMend_AnotherAnswerToTheSameQuestionTakesItsPlace(t *testing.T) {
	for _, m := range [][2]directory.Mend{
		{{Kind: directory.MendAdoptLogin, UserID: 1, CybozuID: 11}, {Kind: directory.MendAdoptLogin, UserID: 1, CybozuID: 12}},
		{{Kind: directory.MendKeeper, Email: "Sato@example.jp", CybozuID: 11}, {Kind: directory.MendKeeper, Email: "sato@example.jp", UserID: 1}},
		{{Kind: directory.MendDomain, Domain: directory.DomainOther}, {Kind: directory.MendDomain, Domain: directory.DomainRenamed}},
	} {
		same(t, string(m[0].Kind), directory.Choices{}.With(m[0]).With(m[1]), directory.Choices{m[1]})
	}
}

func TestMend_TheSameExclusionTwiceIsOne(t *testing.T) {
	m := directory.Mend{Kind: directory.MendExclude, Record: directory.KindUser, CybozuID: 11}
	same(t, "list", len(directory.Choices{}.With(m).With(m)), 1)
}

func TestU5_FoldEmailTouchesASCIIAlone(t *testing.T) {
	same(t, "folded", directory.FoldEmail("SatoÄ@Example.ＪＰ"), "satoÄ@example.ＪＰ")
	same(t, "from A to Z", directory.FoldEmail("@AZ[`az{"), "@az[`az{")
}

func TestMemberships_Difference(t *testing.T) {
	added, removed := directory.DiffMemberships([]int64{1, 2, 4}, []int64{2, 3, 5})
	same(t, "added", added, []int64{3, 5})
	same(t, "removed", removed, []int64{1, 4})
}

func TestMend_SeveralAtOnceAreTakenInAndTakenBack(t *testing.T) {
	keep := func(id int64) directory.Mend { return directory.Mend{Kind: directory.MendKeep, UserID: id} }
	given := directory.Choices{keep(1), keep(2)}.With(keep(2), keep(3), keep(3))
	same(t, "taken in", given, directory.Choices{keep(1), keep(2), keep(3)})
	same(t, "taken back", given.Without(keep(1), keep(3), keep(9)), directory.Choices{keep(2)})
	same(t, "by question", given.ByQuestion()[keep(3).Question()], keep(3))
}

func TestMend_TheSameAnswerIsToldFromAnother(t *testing.T) {
	keeper := directory.Mend{Kind: directory.MendKeeper, Email: "Sato@example.jp", CybozuID: 11, Name: "佐藤", Proposed: true}
	called := directory.Mend{Kind: directory.MendKeeper, Email: "sato@example.jp", CybozuID: 11}
	same(t, "called otherwise", keeper.Same(called), true)
	called.CybozuID = 12
	same(t, "another one", keeper.Same(called), false)
	other := directory.Mend{Kind: directory.MendDomain, Domain: directory.DomainOther}
	same(t, "another domain", other.Same(directory.Mend{Kind: directory.MendDomain, Domain: directory.DomainRenamed}), false)
}

func TestMend_SeveralAtOnceCountEachForItsQuestionTheLastOneLast(t *testing.T) {
	keep := directory.Mend{Kind: directory.MendKeeper, Email: "a@example.jp", CybozuID: 11}
	other, exclude := keep, directory.Mend{Kind: directory.MendExclude, Record: directory.KindUser, CybozuID: 12}
	other.CybozuID = 13
	if c := (directory.Choices{}).With(keep, other, exclude); len(c) != 2 || c[0] != other || c[1] != exclude {
		t.Errorf("%+v", c)
	}
}

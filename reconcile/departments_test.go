package reconcile_test

import (
	"testing"

	"anpisync/cybozu"
	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

func TestD1_RootIsNeverTouched(t *testing.T) {
	d := here()
	d.Departments[0].Name = "株式会社サンプル"
	plan, then := imported(t, d, there(
		organization{ID: 1, Code: "x", Name: "株式会社サンプル"},
		organization{ID: 2, Code: "y", Name: "最上位部署", ParentCode: "x"}), choices{})
	same(t, "root", then.Departments[0], d.Departments[0])
	same(t, "created", directory.Count(plan.Departments).Created, 2)
}

func TestD1_EvenADamagedRootIsNeitherMatchedNorDeleted(t *testing.T) {
	d := here()
	d.Departments[0].Code, d.Departments[0].CybozuID = "x", 7
	for name, o := range map[string]organization{
		"by nothing": {ID: 8, Code: "y", Name: "Y"}, "by its link": {ID: 7, Code: "y", Name: "Y"},
	} {
		plan, problems := reconcile.Import(d, there(o), choices{})
		if problems != nil {
			t.Fatal(problems)
		}
		same(t, name, plan.ApplyTo(d).Departments[0], d.Departments[0])
	}
}

func TestD2_HierarchyIsKept(t *testing.T) {
	_, then := imported(t, here(), there(
		organization{ID: 1, Code: "c", Name: "C", ParentCode: "b"},
		organization{ID: 2, Code: "b", Name: "B", ParentCode: "a"},
		organization{ID: 3, Code: "a", Name: "A"}), choices{})
	a, b, c := departmentFor(t, then, 3), departmentFor(t, then, 2), departmentFor(t, then, 1)
	same(t, "parents", []int64{a.ParentID, b.ParentID, c.ParentID}, []int64{directory.RootID, a.ID, b.ID})
}

// The tree of the manual, in chapter 3.
func TestD2_ManualTree(t *testing.T) {
	plan, then := imported(t, here(
		department{ID: 20, Name: "総務部"}, department{ID: 21, Name: "経理部"},
		department{ID: 22, Name: "経営戦略部"}, department{ID: 23, Name: "経営管理部"},
	), there(
		organization{ID: 1, Code: "yakuin", Name: "役員"},
		organization{ID: 2, Code: "kaihatsu", Name: "開発本部"},
		organization{ID: 3, Code: "kaihatsu_team", Name: "開発チーム", ParentCode: "kaihatsu"},
		organization{ID: 4, Code: "josys", Name: "情シスチーム", ParentCode: "kaihatsu"},
		organization{ID: 5, Code: "marketing", Name: "マーケティング本部"},
		organization{ID: 6, Code: "promotion", Name: "プロモーションチーム", ParentCode: "marketing"},
		organization{ID: 7, Code: "sales", Name: "セールスチーム", ParentCode: "marketing"},
		organization{ID: 8, Code: "support", Name: "サポートチーム", ParentCode: "marketing"},
	), choices{})
	same(t, "tree", tree(then), `最上位部署
 役員
 開発本部
  開発チーム
  情シスチーム
 マーケティング本部
  プロモーションチーム
  セールスチーム
  サポートチーム
 総務部
 経理部
 経営戦略部
 経営管理部
`)
	same(t, "departments", directory.Count(plan.Departments), directory.Tally{Created: 8})
	same(t, "left alone", plan.Left.LocalDepartments, 4)
}

func TestD3_LinkGoesBeforeCode(t *testing.T) {
	plan, then := imported(t, here(
		department{ID: 2, Code: "old", Name: "旧", CybozuID: 7},
		department{ID: 3, Code: "other", Name: "別", CybozuID: 8},
	), there(
		organization{ID: 7, Code: "other", Name: "新"},
		organization{ID: 8, Code: "third", Name: "別"}), choices{})
	same(t, "by link", departmentOf(t, then, 2), department{ID: 2, ParentID: 1, Code: "other", Name: "新", CybozuID: 7})
	same(t, "why", why(departmentChange(t, plan, 2)), "update D3 linked")
}

func TestD3_LocalDepartmentIsLinkedByItsCode(t *testing.T) {
	plan, then := imported(t, here(department{ID: 2, Code: "sales", Name: "営業", SortOrder: 5, FormerLink: true}),
		there(organization{ID: 7, Code: "sales", Name: "営業部"}), choices{})
	same(t, "department", departmentOf(t, then, 2),
		department{ID: 2, ParentID: 1, Code: "sales", Name: "営業部", SortOrder: 5, CybozuID: 7})
	same(t, "why", why(departmentChange(t, plan, 2)), "link D3 code")
}

func TestD3_CodesCompareExactly(t *testing.T) {
	_, then := imported(t, here(department{ID: 2, Code: "Sales", Name: "営業"}, department{ID: 3, Name: "コードなし"}),
		there(organization{ID: 7, Code: "sales", Name: "営業部"}), choices{})
	same(t, "local", departmentOf(t, then, 2).CybozuID, 0)
	same(t, "created", departmentFor(t, then, 7).ID, 100)
}

func TestD3_DeadLinkIsMatchedByCode(t *testing.T) {
	plan, then := imported(t, here(department{ID: 2, Code: "sales", Name: "営業", CybozuID: 7}),
		there(organization{ID: 9, Code: "sales", Name: "営業"}), choices{})
	same(t, "department", departmentOf(t, then, 2).CybozuID, 9)
	same(t, "why", why(departmentChange(t, plan, 2)), "link D3 code")
}

func TestD3_LivingLinkIsNotMatchedByCode(t *testing.T) {
	_, then := imported(t, here(department{ID: 2, Code: "sales", Name: "営業", CybozuID: 7}),
		there(organization{ID: 7, Code: "eigyo", Name: "営業"}, organization{ID: 9, Code: "sales", Name: "新営業"}), choices{})
	same(t, "by link", departmentOf(t, then, 2).Code, "eigyo")
	same(t, "created", departmentFor(t, then, 9).ID, 100)
}

func TestD4_DeadLinkIsDeleted(t *testing.T) {
	plan, then := imported(t, here(department{ID: 2, Code: "sales", Name: "営業", CybozuID: 7}), there(), choices{})
	if hasDepartment(then, 2) {
		t.Error("the department is still there")
	}
	same(t, "why", why(departmentChange(t, plan, 2)), "delete D4 gone")
}

// The example of a deletion in the manual's chapters 4 and 5.
func TestD4_D5_ManualDeletion(t *testing.T) {
	safety := department{ID: 5, ParentID: 3, Name: "安全対策本部", Code: "anzen", SortOrder: 3}
	plan, then := imported(t, here(
		department{ID: 2, Name: "役員", Code: "yakuin", CybozuID: 1, SortOrder: 1},
		department{ID: 3, Name: "開発本部", Code: "kaihatsu", CybozuID: 2, SortOrder: 2},
		department{ID: 4, ParentID: 3, Name: "開発T", Code: "kaihatsu_t", CybozuID: 3, SortOrder: 1},
		safety,
		department{ID: 6, Name: "マーケティング本部", Code: "marketing", CybozuID: 4, SortOrder: 3},
	), there(
		organization{ID: 1, Code: "yakuin", Name: "役員"},
		organization{ID: 2, Code: "kaihatsu", Name: "開発本部"},
		organization{ID: 4, Code: "marketing", Name: "マーケティング本部"}), choices{})
	same(t, "tree", tree(then), "最上位部署\n 役員\n 開発本部\n  安全対策本部\n マーケティング本部\n")
	same(t, "安全対策本部", departmentOf(t, then, 5), safety)
	same(t, "departments", directory.Count(plan.Departments), directory.Tally{Deleted: 1})
}

func TestD5_LocalDepartmentIsUntouched(t *testing.T) {
	local := department{ID: 3, ParentID: 2, Code: "anzen", Name: " 安全\t対策 ", SortOrder: -4, FormerLink: true}
	_, then := imported(t, here(department{ID: 2, Code: "a", Name: "A", CybozuID: 7}, local),
		there(organization{ID: 7, Code: "b", Name: "B", ParentCode: "c"}, organization{ID: 8, Code: "c", Name: "安全対策"}), choices{{Kind: directory.MendRebuild}})
	same(t, "local", departmentOf(t, then, 3), local)
}

func TestD6_LocalDepartmentIsLiftedToTheNearestThatStays(t *testing.T) {
	plan, then := imported(t, here(
		department{ID: 2, Name: "残る", Code: "a", CybozuID: 7},
		department{ID: 3, ParentID: 2, Name: "消える", CybozuID: 8},
		department{ID: 4, ParentID: 3, Name: "消える下", CybozuID: 9},
		department{ID: 5, ParentID: 4, Name: "このアプリのみ", SortOrder: 8},
		department{ID: 6, ParentID: 5, Name: "その下"},
	), there(organization{ID: 7, Code: "a", Name: "残る"}), choices{})
	same(t, "lifted", departmentOf(t, then, 5), department{ID: 5, ParentID: 2, Name: "このアプリのみ", SortOrder: 8})
	same(t, "why", why(departmentChange(t, plan, 5)), "update D6 lifted")
	same(t, "below it", departmentOf(t, then, 6).ParentID, 5)
}

func TestD6_LiftedToRootWhereAllAboveIsDeleted(t *testing.T) {
	_, then := imported(t, here(
		department{ID: 2, Name: "消える", CybozuID: 7},
		department{ID: 3, ParentID: 2, Name: "このアプリのみ"}), there(), choices{})
	same(t, "parent", departmentOf(t, then, 3).ParentID, directory.RootID)
}

func TestD7_MovedThenNewOnesComeLastInTheOrderOfTheirIDs(t *testing.T) {
	_, then := imported(t, here(
		department{ID: 2, Name: "親", Code: "p", CybozuID: 1},
		department{ID: 3, ParentID: 2, Name: "前から", Code: "s", CybozuID: 2, SortOrder: 7},
		department{ID: 4, ParentID: 2, Name: "このアプリのみ", SortOrder: 90},
		department{ID: 5, ParentID: 2, Name: "移る先は他", Code: "m", CybozuID: 3, SortOrder: 50},
		department{ID: 6, ParentID: 3, Name: "移動B", Code: "mb", CybozuID: 12, SortOrder: 99},
		department{ID: 7, ParentID: 3, Name: "移動A", Code: "ma", CybozuID: 11, SortOrder: 98},
		department{ID: 8, ParentID: 3, Name: "紐付けて移動", Code: "ml", SortOrder: 97},
	), there(
		organization{ID: 1, Code: "p", Name: "親"},
		organization{ID: 2, Code: "s", Name: "前から", ParentCode: "p"},
		organization{ID: 3, Code: "m", Name: "移る先は他"},
		organization{ID: 5, Code: "na", Name: "新A", ParentCode: "p"},
		organization{ID: 6, Code: "nb", Name: "新B", ParentCode: "p"},
		organization{ID: 11, Code: "ma", Name: "移動A", ParentCode: "p"},
		organization{ID: 12, Code: "mb", Name: "移動B", ParentCode: "p"},
		organization{ID: 13, Code: "ml", Name: "紐付けて移動", ParentCode: "p"},
	), choices{})
	for id, order := range map[directory.CybozuID]int64{2: 7, 11: 8, 12: 9, 13: 10, 5: 11, 6: 12, 3: 1} {
		same(t, departmentFor(t, then, id).Name, departmentFor(t, then, id).SortOrder, order)
	}
	same(t, "local", departmentOf(t, then, 4).SortOrder, 90)
}

func TestD7_OrderStaysWhereTheParentDoes(t *testing.T) {
	_, then := imported(t, here(
		department{ID: 2, Name: "A", Code: "a", CybozuID: 1, SortOrder: 3},
		department{ID: 3, Name: "B", Code: "b", CybozuID: 2, SortOrder: 3},
		department{ID: 4, Name: "C", Code: "c", SortOrder: -1},
	), there(
		organization{ID: 2, Code: "b", Name: "B2"}, organization{ID: 1, Code: "a", Name: "A2"},
		organization{ID: 3, Code: "c", Name: "C2"}), choices{})
	same(t, "orders", []int64{departmentOf(t, then, 2).SortOrder, departmentOf(t, then, 3).SortOrder, departmentOf(t, then, 4).SortOrder},
		[]int64{3, 3, -1})
}

func TestD8_LevelOneMayNotDescend(t *testing.T) {
	s := there(organization{ID: 6, Code: "up", Name: "上"}, organization{ID: 7, Code: "sales", Name: "営業", ParentCode: "up"})
	for name, dep := range map[string]department{
		"linked": {ID: 2, Code: "old", Name: "営業", CybozuID: 7},
		"local":  {ID: 2, Code: "sales", Name: "営業"},
	} {
		t.Run(name, func(t *testing.T) {
			d := here(dep, department{ID: 3, ParentID: 2, Name: "下"}, user{ID: 1, Departments: []int64{2}})
			problem := theProblem(t, d, s, choices{}, "D8", directory.ProblemLevelOne)
			same(t, "who", who(problem.Parties), "h2 c7")
			same(t, "path there", problem.Parties[1].Path, []string{"上"})
			same(t, "the answer is proposed", problem.Mends[0].Proposed, true)

			plan, then := imported(t, d, s, choices{}.With(mend(t, problem, directory.MendRebuild, 0)))
			same(t, "parent", departmentOf(t, then, 2).ParentID, departmentFor(t, then, 6).ID)
			same(t, "below it", departmentOf(t, then, 3).ParentID, 2)
			same(t, "members", userOf(t, then, 1).Departments, []int64{2})
			if c := departmentChange(t, plan, 2); c.Mend != directory.MendRebuild || !c.Given {
				t.Errorf("it is not said that a person wants it so: %+v", c)
			}
			if !departmentChange(t, plan, 2).For(directory.ReasonRebuilt) {
				t.Errorf("the change does not say that it is 作り直す: %s", why(departmentChange(t, plan, 2)))
			}
		})
	}
}

func TestD8_OneAnswerMendsAll(t *testing.T) {
	d := here(department{ID: 2, Code: "a", Name: "A", CybozuID: 7}, department{ID: 3, Code: "b", Name: "B"})
	s := there(organization{ID: 6, Code: "up", Name: "上"}, organization{ID: 7, Code: "a", Name: "A", ParentCode: "up"},
		organization{ID: 8, Code: "b", Name: "B", ParentCode: "up"})
	same(t, "problems", len(refused(t, d, s, choices{})), 2)
	imported(t, d, s, choices{{Kind: directory.MendRebuild}})
}

func TestD8_AscendingToLevelOneIsAllowed(t *testing.T) {
	_, then := imported(t, here(department{ID: 2, Code: "up", Name: "上", CybozuID: 6}, department{ID: 3, ParentID: 2, Code: "a", Name: "A", CybozuID: 7}),
		there(organization{ID: 6, Code: "up", Name: "上", ParentCode: "a"}, organization{ID: 7, Code: "a", Name: "A"}), choices{{Kind: directory.MendRebuild}})
	same(t, "turned upside down", []int64{departmentOf(t, then, 3).ParentID, departmentOf(t, then, 2).ParentID}, []int64{1, 3})
}

func TestD8_ThirtyLevelsTurnedUpsideDown(t *testing.T) {
	const levels = 30
	d, down, up := here(), there(), there()
	for i := range cybozu.ID(levels) {
		code := func(i cybozu.ID) string { return string(rune('a' + i)) }
		o := organization{ID: i + 1, Code: code(i), Name: code(i)}
		if o.ParentCode = code(i - 1); i == 0 {
			o.ParentCode = ""
		}
		down.Organizations = append(down.Organizations, o)
		if o.ParentCode = code(i + 1); i == levels-1 {
			o.ParentCode = ""
		}
		up.Organizations = append(up.Organizations, o)
	}
	_, then := imported(t, d, down, choices{})
	d8 := theProblem(t, then, up, choices{}, "D8", directory.ProblemLevelOne)
	_, then = imported(t, then, up, choices{}.With(d8.Mends[0]))
	same(t, "top", departmentFor(t, then, levels).ParentID, directory.RootID)
	for i := directory.CybozuID(1); i < levels; i++ {
		same(t, "parent", departmentFor(t, then, i).ParentID, departmentFor(t, then, i+1).ID)
	}
}

func TestD8_DeadLinkIsDeletedAndCreatedInstead(t *testing.T) {
	for _, c := range []choices{nil, {{Kind: directory.MendRebuild}}} {
		plan, then := imported(t, here(department{ID: 2, Code: "sales", Name: "営業", CybozuID: 7}, department{ID: 3, ParentID: 2, Name: "下"}),
			there(organization{ID: 6, Code: "up", Name: "上"}, organization{ID: 8, Code: "sales", Name: "営業", ParentCode: "up"}), c)
		same(t, "old one", why(departmentChange(t, plan, 2)), "delete D4 gone")
		same(t, "new one", why(departmentChange(t, plan, departmentFor(t, then, 8).ID)), "create D3 new")
		same(t, "lifted", departmentOf(t, then, 3).ParentID, directory.RootID)
	}
}

func TestD8_DeadLinkDeeperDownIsMatched(t *testing.T) {
	_, then := imported(t, here(department{ID: 2, Code: "up", Name: "上", CybozuID: 6}, department{ID: 3, ParentID: 2, Code: "sales", Name: "営業", CybozuID: 7}),
		there(organization{ID: 6, Code: "up", Name: "上"}, organization{ID: 8, Code: "sales", Name: "営業", ParentCode: "up"}), choices{})
	same(t, "link", departmentOf(t, then, 3).CybozuID, 8)
}

func TestD9_CodesAreSwappedAndPassedOn(t *testing.T) {
	_, then := imported(t, here(
		department{ID: 2, Code: "a", Name: "A", CybozuID: 1}, department{ID: 3, Code: "b", Name: "B", CybozuID: 2},
		department{ID: 4, Code: "c", Name: "C", CybozuID: 3}, department{ID: 5, Code: "d", Name: "D", CybozuID: 4},
	), there(
		organization{ID: 1, Code: "b", Name: "A"}, organization{ID: 2, Code: "a", Name: "B"},
		organization{ID: 3, Code: "d", Name: "C"}), choices{})
	same(t, "codes", []string{departmentOf(t, then, 2).Code, departmentOf(t, then, 3).Code, departmentOf(t, then, 4).Code}, []string{"b", "a", "d"})
}

func TestD9_CodeForTwoIsAnErrorThatNamesBoth(t *testing.T) {
	d := here(department{ID: 2, Code: "a", Name: "A", CybozuID: 1}, department{ID: 3, Code: "b", Name: "B"})
	s := there(organization{ID: 1, Code: "b", Name: "A"})
	problem := theProblem(t, d, s, choices{}, "D9", directory.ProblemCodeTwice)
	same(t, "subject", problem.Subject, "b")
	same(t, "who", who(problem.Parties), "h2 c1 h3")
	_, then := imported(t, d, s, choices{}.With(mend(t, problem, directory.MendExclude, 1)))
	same(t, "left", tree(then), "最上位部署\n B\n")
}

func TestD10_MissingParentNamesAllThatMissIt(t *testing.T) {
	s := there(organization{ID: 1, Code: "a", Name: "A", ParentCode: "gone"}, organization{ID: 2, Code: "b", Name: "B", ParentCode: "gone"},
		organization{ID: 3, Code: "c", Name: "C", ParentCode: "a"})
	problem := theProblem(t, here(), s, choices{}, "D10", directory.ProblemParentMissing)
	same(t, "subject", problem.Subject, "gone")
	same(t, "who", who(problem.Parties), "c1 c2")
	c := choices{}.With(mend(t, problem, directory.MendExclude, 1)).With(mend(t, problem, directory.MendExclude, 2))
	_, then := imported(t, here(), s, c)
	same(t, "tree", tree(then), "最上位部署\n")
}

func TestD10_RingNamesItsMembersAlone(t *testing.T) {
	s := there(
		organization{ID: 4, Code: "a", Name: "A", ParentCode: "b"}, organization{ID: 2, Code: "b", Name: "B", ParentCode: "c"},
		organization{ID: 3, Code: "c", Name: "C", ParentCode: "a"}, organization{ID: 1, Code: "below", Name: "下", ParentCode: "a"},
		organization{ID: 5, Code: "self", Name: "自分", ParentCode: "self"})
	problems := refused(t, here(), s, choices{})
	same(t, "problems", len(problems), 2)
	same(t, "ring", who(problems[0].Parties), "c2 c3 c4")
	same(t, "own parent", who(problems[1].Parties), "c5")
	same(t, "no way from the top", problems[0].Parties[1].Path, nil)
	c := choices{}.With(mend(t, problems[0], directory.MendExclude, 2)).With(mend(t, problems[1], directory.MendExclude, 5))
	_, then := imported(t, here(), s, c)
	same(t, "tree", tree(then), "最上位部署\n")
}

func TestD11_EqualNamesAreFine(t *testing.T) {
	_, then := imported(t, here(department{ID: 2, Name: "総務"}),
		there(organization{ID: 1, Code: "a", Name: "総務"}, organization{ID: 2, Code: "b", Name: "総務"}), choices{})
	same(t, "departments", len(then.Departments), 4)
}

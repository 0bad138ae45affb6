package orgchart

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"anpisync/app/browse"
	"anpisync/app/versus"
	"anpisync/reconcile/directory"
)

// anyView looks at some part of a chart, at any scale.
func anyView(t *rapid.T, c *Chart) View {
	v := View{
		Scale: rapid.Float64Range(0.01, 3).Draw(t, "scale"),
		W:     rapid.Float64Range(200, 2000).Draw(t, "w"), H: rapid.Float64Range(100, 1200).Draw(t, "h"),
	}
	v.X = rapid.Float64Range(-v.W/v.Scale, float64(c.Width)).Draw(t, "x")
	v.Y = rapid.Float64Range(-v.H/v.Scale, float64(c.Height)).Draw(t, "y")
	return v
}

func TestOrgchart_CanBeReadAtEverySizeAndFromEveryPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyOffice(t)
		c := Lay(browse.Build(d), anyOptions(t, d))
		v := anyView(t, c)
		seen := c.See(v)
		if a := v.area(c.boxes[0].area); a.meets(Area{W: v.W, H: v.H}) && len(seen.Texts) == 0 {
			t.Fatal("no name is seen")
		}
		for i, text := range seen.Texts {
			if text.Size < leastCount || text.Text == "" {
				t.Fatalf("%+v cannot be read", text)
			}
			if !text.Label {
				for _, other := range seen.Texts[:i] {
					if other.ID == text.ID && !other.Label && other.Y < text.Y+text.H-0.01 && text.Y < other.Y+other.H-0.01 && v.Scale < fullScale {
						t.Fatalf("%+v lies over %+v", text, other)
					}
				}
				if b := v.area(c.Box(text.ID).Rect); text.Y < b.Y || text.Y+text.H > b.Y+b.H {
					t.Fatalf("%+v is not in its box %+v", text, b)
				}
				continue
			}
			if text.X < -0.01 || text.Y < -0.01 || text.X > v.W || text.Y > v.H {
				t.Fatalf("label %+v is outside", text)
			}
			for _, other := range seen.Texts[:i] {
				if other.Label && other.meets(text.Area) {
					t.Fatalf("%+v lies over %+v", text, other)
				}
			}
		}
	})
}

// The size at which a company of some twenty departments is seen as a whole.
func TestOrgchart_TellsCountsBesidesNamesWhereThereIsRoom(t *testing.T) {
	c := Lay(browse.Build(office(20)), Options{})
	for scale, want := range map[float64]bool{1: true, 0.7: true, namesScale: false} {
		counted := 0
		for _, text := range c.See(View{Scale: scale, W: float64(c.Width) * scale, H: float64(c.Height) * scale}).Texts {
			if text.Text == c.Box(text.ID).Count {
				counted++
			}
		}
		if all := counted == len(c.boxes); all != want || !want && counted > 0 {
			t.Errorf("at %v there are %d counts of %d", scale, counted, len(c.boxes))
		}
	}
}

func TestOrgchart_DrawsWhatIsInTheWindowAndNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyOffice(t)
		c := Lay(browse.Build(d), anyOptions(t, d))
		v := anyView(t, c)
		seen := c.See(v)
		var want, got []int64
		for i := range c.boxes {
			if v.area(c.boxes[i].Rect).meets(Area{W: v.W, H: v.H}) {
				want = append(want, c.boxes[i].ID)
			}
		}
		for _, b := range seen.Boxes {
			got = append(got, b.ID)
			x, y := b.X+b.W/2, b.Y+b.H/2
			if hit := c.At(v, x, y); b.W > 2 && b.H > 2 && (hit == nil || hit.ID != b.Box.ID) {
				t.Fatalf("at %v,%v is %v, not %d", x, y, hit, b.Box.ID)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("drawn are %v, want %v", got, want)
		}
		for _, l := range seen.Lines {
			if l.X < 0 || l.Y < 0 || l.X+l.W > v.W+0.01 || l.Y+l.H > v.H+0.01 {
				t.Fatalf("line %+v is outside", l)
			}
		}
	})
}

func TestOrgchart_StepsLeadToEveryBox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyOffice(t)
		c := Lay(browse.Build(d), anyOptions(t, d))
		reached := map[int64]bool{}
		var walk func(id int64)
		walk = func(id int64) {
			if reached[id] {
				return
			}
			reached[id] = true
			for way := Up; way <= Right; way++ {
				walk(c.Step(id, way))
			}
		}
		walk(c.Step(-5, Up))
		if len(reached) != len(c.boxes) {
			t.Fatalf("%d of %d are reached", len(reached), len(c.boxes))
		}
		for i := range c.boxes {
			if id := c.boxes[i].ID; c.Step(c.Step(id, Right), Left) != id && c.Step(id, Right) != id {
				t.Fatalf("there is no way back to %d", id)
			}
		}
	})
}

func TestOrgchart_StepsToTheNextBoxOrStays(t *testing.T) {
	c := Lay(browse.Build(office(14)), Options{}) // 2 has 12, 13 and 14 below it
	for _, step := range []struct {
		from int64
		way  Direction
		want int64
	}{
		{1, Up, 1}, {1, Left, 1}, {1, Right, 1}, {1, Down, 2},
		{2, Up, 1}, {2, Down, 12}, {2, Left, 2}, {2, Right, 3},
		{3, Down, 3}, {3, Left, 2}, {4, Left, 3}, {11, Right, 11},
		{12, Up, 2}, {12, Left, 12}, {13, Left, 12}, {14, Left, 13}, {13, Right, 14}, {14, Right, 14}, {14, Down, 14},
		{99, Down, 1}, // one that is not drawn
	} {
		if got := c.Step(step.from, step.way); got != step.want {
			t.Errorf("from %d by %d to %d, want %d", step.from, step.way, got, step.want)
		}
	}
	if got := Lay(browse.Build(new(directory.Directory)), Options{}).Step(7, Down); got != 7 {
		t.Errorf("where nothing is, a step leads to %d", got)
	}
}

func TestOrgchart_ABoxIsHitUpToItsEdges(t *testing.T) {
	c := Lay(browse.Build(office(14)), Options{})
	for _, scale := range []float64{1, 2, 0.5} {
		v := View{X: 10, Y: 20, Scale: scale, W: 800, H: 600}
		for i := range c.boxes {
			b := &c.boxes[i]
			x, y, right, bottom := float64(b.X), float64(b.Y), float64(b.X+b.W), float64(b.Y+b.H)
			for at, want := range map[[2]float64]bool{
				{x, y}: true, {right - 1, y}: true, {x, bottom - 1}: true, {right - 1, bottom - 1}: true,
				{x - 1, y}: false, {x, y - 1}: false, {right, y}: false, {x, bottom}: false,
			} {
				if hit := c.At(v, (at[0]-v.X)*scale, (at[1]-v.Y)*scale); (hit == b) != want {
					t.Errorf("at %v, scale %v, is %v, beside or in %v", at, scale, hit, b.Rect)
				}
			}
		}
		if hit := c.At(v, 1e6, 1e6); hit != nil {
			t.Errorf("far from all is %v", hit)
		}
	}
	if c.At(View{W: 800, H: 600}, 0, 0) != nil || Lay(browse.Build(new(directory.Directory)), Options{}).At(View{Scale: 1}, 0, 0) != nil {
		t.Error("something is hit where nothing is drawn")
	}
}

func TestOrgchart_OfNothingShowsNothing(t *testing.T) {
	c := Lay(browse.Build(office(14)), Options{})
	none := Lay(browse.Build(new(directory.Directory)), Options{})
	for _, s := range []Seen{none.See(View{Scale: 1, W: 800, H: 600}), c.See(View{W: 800, H: 600}), c.See(View{Scale: -1, W: 800, H: 600})} {
		if !reflect.DeepEqual(s, Seen{}) {
			t.Errorf("%+v", s)
		}
	}
}

func TestOrgchart_FoldsAtItsMarkAlone(t *testing.T) {
	c := Lay(browse.Build(office(30)), Options{})
	for _, scale := range []float64{fullScale, 1, 2} {
		v := View{X: 3, Y: 4, Scale: scale, W: 800, H: 600}
		b := c.Box(1)
		want := v.area(Rect{b.X + b.W - 22, b.Y + b.H - 22, 22, 22}) // its lower right corner
		a, shown := b.MarkIn(v)
		if !shown || a != want {
			t.Errorf("at %v, the mark is %v %v, want %v", scale, a, shown, want)
		}
		for at, want := range map[[2]float64]bool{
			{a.X, a.Y}: true, {a.X + a.W - 0.01, a.Y + a.H - 0.01}: true,
			{a.X - 0.01, a.Y}: false, {a.X, a.Y - 0.01}: false, {a.X + a.W, a.Y}: false, {a.X, a.Y + a.H}: false,
		} {
			if b.AtMark(v, at[0], at[1]) != want {
				t.Errorf("at %v, %v is at the mark %v: %t", scale, at, a, !want)
			}
		}
		leaf := c.Box(30)
		if _, shown := leaf.MarkIn(v); shown || leaf.Mark() != (Rect{}) || leaf.AtMark(v, v.area(leaf.Rect).X, v.area(leaf.Rect).Y) {
			t.Error("a department with none below it has a mark")
		}
	}
	v := View{Scale: fullScale - 0.01, W: 800, H: 600}
	b := c.Box(1)
	if _, shown := b.MarkIn(v); shown || b.AtMark(v, v.area(b.Mark()).X+1, v.area(b.Mark()).Y+1) {
		t.Error("a mark that cannot be seen can be hit")
	}
}

// More would be no help, and slow.
func TestOrgchart_LabelsNoMoreThanCanBeTakenIn(t *testing.T) {
	c := Lay(browse.Build(office(3000)), Options{})
	s := c.See(View{Scale: 0.38, W: 0.38 * float64(c.Width), H: 0.38 * float64(c.Height)})
	if len(s.Boxes) != 3000 || len(s.Texts) != labelsMost {
		t.Errorf("%d labels for %d boxes", len(s.Texts), len(s.Boxes))
	}
	if !slices.IsSortedFunc(s.Texts, func(a, b Text) int { return c.Box(a.ID).Level - c.Box(b.ID).Level }) {
		t.Error("the upper ones are not the first")
	}
}

// A label that would lie over the next one is not shown, nor one that has no room between.
func TestOrgchart_LabelsStandApart(t *testing.T) {
	for at, want := range map[[2]float64]bool{
		{222, 170}: true, {221.9, 170}: false, {118, 170}: true, {118.1, 170}: false,
		{170, 192}: true, {170, 191.9}: false, {170, 148}: true, {170, 148.1}: false,
		{170, 185}: false, {170, 170}: false, {210, 155}: false, {600, 600}: true,
	} {
		taken := places{}
		taken.take(Area{170, 170, 50, 20})
		if got := taken.take(Area{at[0], at[1], 50, 20}); got != want {
			t.Errorf("at %v: %t", at, got)
		}
	}
}

func TestOrgchart_AreasThatTouchDoNotMeet(t *testing.T) {
	a := Area{10, 20, 30, 40}
	for b, want := range map[Area]bool{
		{40, 20, 5, 5}: false, {39, 20, 5, 5}: true, {5, 20, 5, 5}: false, {6, 20, 5, 5}: true,
		{10, 60, 5, 5}: false, {10, 59, 5, 5}: true, {10, 15, 5, 5}: false, {10, 16, 5, 5}: true,
	} {
		if a.meets(b) != want || b.meets(a) != want {
			t.Errorf("%v and %v: %t", a, b, !want)
		}
	}
}

// From which room on a department is labelled itself, and not the lowest that is around.
func TestOrgchart_LabelsWhatHasRoomForSomeLetters(t *testing.T) {
	c := Lay(browse.Build(office(400)), Options{})
	for size, want := range map[[2]float64]int64{{44, 20}: 1, {43.9, 20}: 112, {44, 19.9}: 112} {
		v := View{X: float64(c.Box(12).X), Y: float64(c.Box(12).Y), Scale: 0.1, W: size[0], H: size[1]}
		if s := c.See(v); len(s.Texts) != 1 || s.Texts[0].ID != want {
			t.Errorf("in %v: %+v", size, s.Texts)
		}
	}
}

func TestOrgchart_TellsInSmallBoxesWhatHasRoom(t *testing.T) {
	for _, c := range []struct {
		area Area
		want []string
	}{
		// 13 pixels a line of the name and 11.7 of the count, and 2 around.
		{Area{W: 80, H: 26.6}, []string{"東日本営業統…"}},
		{Area{W: 80, H: 26.8}, []string{"12人", "東日本営業統…"}},
		{Area{W: 80, H: 27.9}, []string{"12人", "東日本営業統…"}},
		{Area{W: 80, H: 28}, []string{"東日本営業統括", "本部"}},
		{Area{W: 80, H: 39.6}, []string{"東日本営業統括", "本部"}},
		{Area{W: 80, H: 39.8}, []string{"12人", "東日本営業統括", "本部"}},
		{Area{W: 29, H: 90}, []string{"12人", "東日", "本営", "業統", "括本", "部"}}, // the count has 20 pixels, and 3 around
		{Area{W: 27, H: 90}, []string{"12人", "東日", "本営", "業統", "括本", "部"}},
		{Area{W: 25, H: 90}, []string{"東", "日", "本", "営", "業", "統…"}},
	} {
		s := seeing{View: View{Scale: 0.5}}
		s.name(&Box{Name: "東日本営業統括本部", Count: "12人"}, c.area)
		var got []string
		for _, text := range s.Texts {
			got = append(got, text.Text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("in %v: %q, want %q", c.area, got, c.want)
		}
	}
}

// BenchmarkSee draws frames of a thousand departments: the whole, half way, and where all
// can be read. Its counterpart lays them out, which is done once.
func BenchmarkSee(b *testing.B) {
	m := browse.Build(office(1000))
	c := Lay(m, Options{})
	for name, v := range map[string]View{
		"whole": {Scale: 1600 / float64(c.Width), W: 1600, H: 900},
		"names": {X: 500, Y: 500, Scale: 0.5, W: 1600, H: 900},
		"full":  {X: 500, Y: 500, Scale: 1, W: 1600, H: 900},
	} {
		b.Run(name, func(b *testing.B) {
			versus.Run(b, "laying them out", func() { c.See(v) }, func() { Lay(m, Options{}) })
		})
	}
}

package orgchart

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"anpisync/app/browse"
	"anpisync/app/versus"
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

func TestOrgchart_FoldsAtItsMarkAlone(t *testing.T) {
	c := Lay(browse.Build(office(30)), Options{})
	v := View{Scale: 1, W: 800, H: 600}
	b := c.Box(1)
	a, shown := b.MarkIn(v)
	if !shown || !b.AtMark(v, a.X+1, a.Y+1) || b.AtMark(v, a.X-1, a.Y+1) {
		t.Errorf("mark %v %v", a, shown)
	}
	v.Scale = namesScale
	if _, shown := b.MarkIn(v); shown || b.AtMark(v, v.area(b.Mark()).X+1, v.area(b.Mark()).Y+1) {
		t.Error("a mark that cannot be seen can be hit")
	}
	if _, shown := c.Box(30).MarkIn(v); shown {
		t.Error("a department with none below it has a mark")
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

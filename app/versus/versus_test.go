package versus_test

import (
	"flag"
	"testing"
	"time"

	"anpisync/app/versus"
)

// rounds makes the benchmarks of a test as many rounds long.
func rounds(t *testing.T, n string) {
	was := flag.Lookup("test.benchtime").Value.String()
	if err := flag.Set("test.benchtime", n); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := flag.Set("test.benchtime", was); err != nil {
			t.Error(err)
		}
	})
}

func TestCompare_TellsTheMedianOfRoundsInWhichEachIsFirstByTurns(t *testing.T) {
	rounds(t, "5x")
	var order string
	of := []float64{8, 2, 3, 9, 4}
	r := testing.Benchmark(func(b *testing.B) {
		order = ""
		n := -1
		versus.Compare(b, "the other one", func() float64 {
			n++
			order += "o"
			return 2 * of[n]
		}, func() float64 {
			order += "t"
			return 2
		})
	})
	if order != "ottoottoot" {
		t.Errorf("the order was %s", order)
	}
	want := map[string]float64{"times-the-other-one": 4, versus.Least: 2, versus.Most: 9, "ns/op": 0}
	for unit, value := range want {
		if r.Extra[unit] != value {
			t.Errorf("%s is %v, not %v", unit, r.Extra[unit], value)
		}
	}
}

func TestRun_RepeatsWhatIsTooShort(t *testing.T) {
	rounds(t, "3x")
	short, long := 0, 0
	r := testing.Benchmark(func(b *testing.B) {
		short, long = 0, 0
		versus.Run(b, "a nap", func() { short++ }, func() {
			long++
			time.Sleep(25 * time.Millisecond)
		})
	})
	if long != 3 || r.N != 3 || short < 1000 {
		t.Errorf("%d rounds: %d naps, %d others", r.N, long, short)
	}
	if r.Extra["times-a-nap"] <= 0 || r.Extra["ns/op"] <= 0 {
		t.Errorf("it tells %v", r.Extra)
	}
}

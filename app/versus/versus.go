// Package versus measures work beside its counterpart: something that everybody knows and
// that does no more than the work cannot do without, such as json.Unmarshal of the same
// text. How many times as long it takes says something on any machine; a number of
// milliseconds says it on one.
//
// A round does both, each first in every other round, so that whatever else the machine does
// meets both. -benchtime 5x makes five rounds.
//
// It is for benchmarks alone. What each may take at most stands in .ci/benchmarks.txt, and
// .ci/bench runs them all.
package versus

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// Of what Compare reports, the median begins with Times, and goes on with the counterpart.
const (
	Times = "times-"
	Least = "least"
	Most  = "most"
)

// Run reports how many times as long ours takes as theirs, which is named: the median of the
// rounds, the least and the most; and, as the time of the benchmark, that of ours.
func Run(b *testing.B, counterpart string, ours, theirs func()) {
	b.Helper()
	Clock(b, counterpart, watch(ours), watch(theirs))
}

// Clock is Run for what must prepare something, and so says itself how long it took.
func Clock(b *testing.B, counterpart string, ours, theirs func() time.Duration) {
	b.Helper()
	var took []float64
	Compare(b, counterpart, func() float64 {
		took = append(took, float64(ours()))
		return took[len(took)-1]
	}, func() float64 { return float64(theirs()) })
	b.ReportMetric(median(took), "ns/op")
}

// Compare is Run for whatever else can be measured of both.
func Compare(b *testing.B, counterpart string, ours, theirs func() float64) {
	b.Helper()
	var times []float64
	for b.Loop() {
		var our, their float64
		if len(times)%2 == 0 {
			our, their = ours(), theirs()
		} else {
			their, our = theirs(), ours()
		}
		times = append(times, our/their)
	}
	b.ReportMetric(0, "ns/op") // of both, which nobody asks for
	b.ReportMetric(median(times), Times+strings.ReplaceAll(counterpart, " ", "-"))
	b.ReportMetric(slices.Min(times), Least)
	b.ReportMetric(slices.Max(times), Most)
}

// enough is how long something must take so that its time can be believed.
const enough = 20 * time.Millisecond

// watch tells how long something takes, on the average of so many times that it is enough.
func watch(f func()) func() time.Duration {
	times := 1
	return func() time.Duration {
		for {
			runtime.GC() // what others have left behind is none of it
			began := time.Now()
			for range times {
				f()
			}
			took := time.Since(began)
			if took >= enough {
				return took / time.Duration(times)
			}
			times *= 2
		}
	}
}

func median(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

//go:build ignore

// What .ci/mutate puts beside the files of a package: there each mutant has a number, and the
// one that MUTANT names is in force. With MUTANT=-1 none is, and MUTANT_REACHED names a file
// which is told where one would have made a difference, and how often (at 1, 2, 4, 8… times).
package main

import (
	mutantFmt "fmt"
	mutantOS "os"
	mutantConv "strconv"
	mutantAtomic "sync/atomic"
)

var (
	mutantActive, _ = mutantConv.Atoi(mutantOS.Getenv("MUTANT"))
	mutantLimit, _  = mutantConv.ParseInt(mutantOS.Getenv("MUTANT_LIMIT"), 10, 64)
	mutantReached   = func() *mutantOS.File {
		if mutantActive != -1 {
			return nil
		}
		file, err := mutantOS.OpenFile(mutantOS.Getenv("MUTANT_REACHED"), mutantOS.O_APPEND|mutantOS.O_WRONLY, 0)
		if err != nil {
			panic(err)
		}
		return file
	}()
	mutantTimes [mutantCount]mutantAtomic.Int64
)

func mutantOn(id int) bool { return (mutantActive == id || mutantActive == -1) && mutantHere(id) }

func mutantHere(id int) bool {
	n := mutantTimes[id].Add(1)
	if mutantReached != nil {
		if n&(n-1) == 0 {
			mutantFmt.Fprintln(mutantReached, id, n)
		}
		return false
	}
	if n > mutantLimit {
		mutantFmt.Fprintln(mutantOS.Stderr, "mutant: without end")
		mutantOS.Exit(3)
	}
	return true
}

// mutantPick is a constant, or another one.
func mutantPick[T any](value, other T, id int) T {
	if mutantOn(id) {
		return other
	}
	return value
}

// mutantIf is a condition, or always true (id), or never (id+1).
func mutantIf(id int, condition bool) bool {
	if condition {
		return !mutantOn(id + 1)
	}
	return mutantOn(id)
}

func mutantAnd(id int, a bool, b func() bool) bool {
	if !a {
		return mutantOn(id) && b()
	}
	return b() || mutantOn(id)
}

func mutantOr(id int, a bool, b func() bool) bool {
	if a {
		return !mutantOn(id) || b()
	}
	return b() && !mutantOn(id)
}

type mutantNumber interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr | ~float32 | ~float64
}

type mutantOrdered interface{ mutantNumber | ~string }

// mutantEdge compares: id is otherwise about equals, id+1 says the contrary.
func mutantEdge(id int, equal, result bool) bool {
	if equal && mutantOn(id) {
		result = !result
	}
	return result != mutantOn(id+1)
}

func mutantLess[T mutantOrdered](id int, a, b T) bool    { return mutantEdge(id, a == b, a < b) }
func mutantAtMost[T mutantOrdered](id int, a, b T) bool  { return mutantEdge(id, a == b, a <= b) }
func mutantGreater[T mutantOrdered](id int, a, b T) bool { return mutantEdge(id, a == b, a > b) }
func mutantAtLeast[T mutantOrdered](id int, a, b T) bool { return mutantEdge(id, a == b, a >= b) }

func mutantAdd[T mutantNumber](id int, a, b T) T {
	if b != 0 && mutantOn(id) {
		return a - b
	}
	return a + b
}

func mutantSubtract[T mutantNumber](id int, a, b T) T {
	if b != 0 && mutantOn(id) {
		return a + b
	}
	return a - b
}

func mutantMultiply[T mutantNumber](id int, a, b T) T {
	if (b == 0 || a*b != a/b) && mutantOn(id) {
		return a / b
	}
	return a * b
}

func mutantDivide[T mutantNumber](id int, a, b T) T {
	if a/b != a*b && mutantOn(id) {
		return a * b
	}
	return a / b
}

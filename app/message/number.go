package message

import (
	"fmt"
	"strings"

	"github.com/dustin/go-humanize"
)

// inWords writes a number as one reads it out: 41 is 四十一. It is for numbers that a
// person must take notice of before they confirm them.
func inWords(n int) string {
	if n == 0 {
		return "〇"
	}
	var b strings.Builder
	for _, myriad := range []struct {
		unit int
		word string
	}{{1_0000_0000, "億"}, {1_0000, "万"}, {1, ""}} {
		if part := n / myriad.unit; part > 0 {
			b.WriteString(belowMyriad(part) + myriad.word)
			n %= myriad.unit
		}
	}
	return b.String()
}

// belowMyriad leaves out the 一 before 十, 百 and 千, but writes 一万.
func belowMyriad(n int) string {
	digits := []rune("〇一二三四五六七八九")
	var b strings.Builder
	for _, place := range []struct {
		unit int
		word string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		digit := n / place.unit
		n %= place.unit
		if digit > 1 || digit == 1 && place.unit == 1 {
			b.WriteRune(digits[digit])
		}
		if digit > 0 {
			b.WriteString(place.word)
		}
	}
	return b.String()
}

// counted is "41人（四十一人）".
func counted(n int, counter string) string {
	return fmt.Sprintf("%s%s（%s%s）", grouped(n), counter, inWords(n), counter)
}

// People is a number of them: "1,234人".
func People(n int) string { return grouped(n) + "人" }

// Departments is a number of them.
func Departments(n int) string { return grouped(n) + "部署" }

// Number is a number as sentences have it.
func Number(n int) string { return grouped(n) }

// grouped is a number with a comma before each three digits.
func grouped(n int) string { return humanize.Comma(int64(n)) }

// percent is the part of a whole, rounded; never "0%" of something and never "100%" of
// less than all.
func percent(n, of int) string {
	if of <= 0 {
		return "100%"
	}
	p := (200*n + of) / (2 * of)
	switch {
	case n > 0 && p == 0:
		return "1%未満"
	case n < of && p == 100:
		p = 99
	}
	return fmt.Sprintf("%d%%", p)
}

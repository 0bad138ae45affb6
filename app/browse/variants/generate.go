//go:build ignore

// Makes variants.txt of the files in Debian's packages skkdic-extra and unicode-data.
package main

import (
	"bufio"
	"compress/bzip2"
	"fmt"
	"io"
	"log"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/japanese"
)

const (
	itaiji = "/usr/share/skk/SKK-JISYO.itaiji"
	unihan = "/usr/share/unicode/Unihan_%s.txt.bz2"

	head = `# Kanji that are written one for another, a line each. Made by generate.go of
# SKK-JISYO.itaiji (異体辞書, public domain) and of a part of the Unihan database
# (Copyright © Unicode, Inc., see LICENSE), which was modified. Do not edit.
`
)

// apart are those that the sources join, and that people do not take for one.
var apart = []string{"埼", "函", "凾", "宏", "弘", "曠", "昿", "蛔", "恢", "聚", "蒐", "輯", "集", "濫", "燗", "爛", "弁"}

// also are variants in names that neither source has.
var also = strings.Fields("高髙 斉斎 浜濵 吉𠮷 桑桒 彦彥 橋槗 清淸 青靑 教敎 内內 呉吳 倶俱 併倂 鴎鷗 麹麴 鶴靏 鶴靎 尚尙 閒間 鎌鐮 崎﨑 柳栁 徳德 郷鄕")

func main() {
	log.SetFlags(0)
	g := groups{}
	g.readItaiji()
	ours := g.readJapanese()
	g.readVariants(ours)
	for _, pair := range also {
		runes := []rune(pair)
		g.join(runes[0], runes[1])
	}
	if err := os.WriteFile("variants.txt", []byte(head+g.String()), 0o666); err != nil {
		log.Fatal(err)
	}
}

// groups leads from each kanji to another of its group, and at last to itself.
type groups map[rune]rune

func (g groups) find(r rune) rune {
	for g[r] != 0 && g[r] != r {
		r = g[r]
	}
	return r
}

func (g groups) join(a, b rune) {
	if slices.Contains(apart, string(a)) || slices.Contains(apart, string(b)) || !unicode.Is(unicode.Han, a) || !unicode.Is(unicode.Han, b) {
		return
	}
	a, b = g.find(a), g.find(b)
	g[max(a, b)], g[min(a, b)] = min(a, b), min(a, b)
}

func (g groups) String() string {
	lines := map[rune][]rune{}
	for r := range g {
		one := g.find(r)
		lines[one] = append(lines[one], r)
	}
	var all []string
	for _, line := range lines {
		if slices.Sort(line); len(line) > 1 {
			all = append(all, string(line)+"\n")
		}
	}
	slices.Sort(all)
	return strings.Join(all, "")
}

// readItaiji reads lines such as "辺 /邊/邉;note/".
func (g groups) readItaiji() {
	file, err := os.Open(itaiji)
	if err != nil {
		log.Fatal(err, "\nIt is in Debian's package skkdic-extra.")
	}
	defer file.Close()
	for line := range lines(japanese.EUCJP.NewDecoder().Reader(file)) {
		kanji, rest, _ := strings.Cut(line, " ")
		for _, variant := range strings.Split(rest, "/") {
			variant, _, _ = strings.Cut(variant, ";")
			if k, v := []rune(kanji), []rune(variant); len(k) == 1 && len(v) == 1 {
				g.join(k[0], v[0])
			}
		}
	}
}

// readJapanese joins the older forms of kanji for daily use and for names, and returns
// those that Japanese character sets have.
func (g groups) readJapanese() map[rune]bool {
	for r, field := range fields("OtherMappings") {
		if field[0] != "kJinmeiyoKanji" && field[0] != "kJoyoKanji" {
			continue
		}
		for _, value := range strings.Fields(field[1]) {
			if at := strings.Index(value, "U+"); at >= 0 {
				g.join(r, character(value[at:]))
			}
		}
	}
	ours := map[rune]bool{}
	for r, field := range fields("IRGSources") {
		ours[r] = ours[r] || field[0] == "kIRG_JSource"
	}
	return ours
}

// readVariants joins those that differ in form alone: kZVariant, and of kSemanticVariant
// the ones that no dictionary is needed for, or that are marked as such.
func (g groups) readVariants(ours map[rune]bool) {
	for r, field := range fields("Variants") {
		for _, value := range strings.Fields(field[1]) {
			code, source, _ := strings.Cut(value, "<")
			_, kind, _ := strings.Cut(source, ":")
			form := field[0] == "kZVariant" || field[0] == "kSemanticVariant" && (source == "" || strings.Contains(kind, "Z"))
			if other := character(code); form && ours[r] && ours[other] {
				g.join(r, other)
			}
		}
	}
}

// fields are the lines of a file of Unihan: the character, the field and its value.
func fields(name string) func(func(rune, [2]string) bool) {
	return func(yield func(rune, [2]string) bool) {
		file, err := os.Open(fmt.Sprintf(unihan, name))
		if err != nil {
			log.Fatal(err, "\nIt is in Debian's package unicode-data.")
		}
		defer file.Close()
		for line := range lines(bzip2.NewReader(file)) {
			if parts := strings.Split(line, "\t"); len(parts) == 3 && !yield(character(parts[0]), [2]string{parts[1], parts[2]}) {
				return
			}
		}
	}
}

func character(code string) rune {
	n, err := strconv.ParseInt(strings.TrimPrefix(code, "U+"), 16, 32)
	if err != nil {
		log.Fatal(err)
	}
	return rune(n)
}

func lines(r io.Reader) func(func(string) bool) {
	return func(yield func(string) bool) {
		scanner := bufio.NewScanner(r)
		for scanner.Scan() {
			if !yield(scanner.Text()) {
				return
			}
		}
		if err := scanner.Err(); err != nil {
			log.Fatal(err)
		}
	}
}

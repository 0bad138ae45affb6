package csvfile

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// written is a text as a file holds it: line breaks in one form, which the Writer makes
// CRLF and the Reader takes back, and nothing that a file cannot hold.
func written(text string) string {
	if plain(text) {
		return text
	}
	return strings.ToValidUTF8(oneLineBreak.Replace(text), "\uFFFD")
}

// plain is whether every file can hold a text to the letter; nearly every one is.
func plain(text string) bool {
	if !utf8.ValidString(text) {
		return false
	}
	for i := range len(text) {
		if text[i] == '\r' || text[i] == 0 {
			return false
		}
	}
	return true
}

var oneLineBreak = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "")

// says is whether a cell of a file says what the text is, be it in the letters of CP932.
func says(cell, text string) bool {
	if cell == text {
		return true
	}
	text = written(text)
	return cell == text || cell == cp932Form(text)
}

// A tick in front of a formula makes it text in every spreadsheet.
const tick = "'"

// runs is whether a spreadsheet would run a cell with this text as a formula; Japanese
// Excel takes wide signs too (OWASP, CSV Injection).
func runs(text string) bool {
	if text == "" || text[0] > '@' && text[0] < utf8.RuneSelf {
		return false
	}
	first, _ := utf8.DecodeRuneInString(text)
	return strings.ContainsRune("=+-@\t\n＝＋－＠", first)
}

// defuse is the text with a tick in front if it is a formula and formulas are not let
// through. One that has ticks in front already gets another in any case, so that
// restore is right for every text.
func defuse(text string, let bool) string {
	formula := strings.TrimLeft(text, tick)
	if !runs(formula) || let && len(formula) == len(text) {
		return text
	}
	return tick + text
}

// Defuse is a text as a cell that no spreadsheet runs as a formula.
func Defuse(text string) string { return defuse(text, false) }

// restore takes off what defuse has put in front.
func restore(cell string) string {
	if strings.HasPrefix(cell, tick) && runs(strings.TrimLeft(cell, tick)) {
		return cell[len(tick):]
	}
	return cell
}

// cleanLines is [reconcile.Clean] for a text that may have lines.
func cleanLines(text string) string {
	if strings.IndexByte(text, '\r') >= 0 {
		text = oneLineBreak.Replace(text)
	}
	if strings.ContainsFunc(text, isControl) {
		text = strings.Map(func(r rune) rune {
			if isControl(r) {
				return -1
			}
			return r
		}, text)
	}
	return strings.TrimSpace(text)
}

func isControl(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

package orgchart

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// cells counts alike on every machine.
var cells = new(runewidth.Condition)

// advance is about how wide a character is, in hundredths of its font's size; in hardly
// any font is it wider.
func advance(r rune) int {
	switch {
	case cells.RuneWidth(r) == 0:
		return 0
	case r > 0x7f: // in a font for Japanese all these may be wide
		return 100
	case strings.ContainsRune("MW@%mw", r):
		return 95
	case 'A' <= r && r <= 'Z' || r == '&':
		return 74
	case strings.ContainsRune(" ijl.,:;|!'()[]", r):
		return 38
	}
	return 60
}

func width(text string, size int) int {
	sum := 0
	for _, r := range text {
		sum += advance(r)
	}
	return (sum*size + 99) / 100
}

// Characters that do not begin a line.
const neverFirst = "ー）」』】、。・々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"

// wrap breaks a text into lines of a width, so many at most; what is left over shows as
// an ellipsis.
func wrap(text string, room, size, most int) []string {
	var lines []string
	for text = strings.TrimSpace(text); ; {
		end := fitting(text, room, size)
		if end == len(text) {
			return append(lines, text)
		}
		if len(lines) == most-1 {
			return append(lines, cut(text, room, size))
		}
		line := text[:end]
		if space := strings.LastIndexByte(line, ' '); space > 0 && text[end] != ' ' {
			line = line[:space]
		} else if next := []rune(text[end:])[0]; strings.ContainsRune(neverFirst, next) {
			if before := []rune(line); len(before) > 1 {
				line = string(before[:len(before)-1])
			}
		}
		lines = append(lines, strings.TrimSpace(line))
		text = strings.TrimSpace(text[len(line):])
	}
}

// cut shortens a text to a width, with an ellipsis where something is missing.
func cut(text string, room, size int) string {
	if width(text, size) <= room {
		return text
	}
	return text[:fitting(text, room-width("…", size), size)] + "…"
}

// fitting is how many bytes of a text a line has room for: at least one character.
func fitting(text string, room, size int) int {
	sum := 0
	for i, r := range text {
		if sum += advance(r); sum*size > room*100 && i > 0 && advance(r) > 0 {
			return i
		}
	}
	return len(text)
}

package kit

import (
	"slices"
	"strings"
	"testing"

	"anpisync/views/kit/testapp"

	"fyne.io/fyne/v2"
)

func TestText_CutOffFits(t *testing.T) {
	testapp.New(t, NewTheme())
	for _, text := range []string{"", "直", "髙﨑 直海（takasaki）", strings.Repeat("長い名前の部署", 40), "n-takasaki@example.co.jp"} {
		for _, room := range []float32{20, 60, 150, 1000} {
			s := Bold(text)
			shown, width := s.fit(text, room)
			if width > room {
				t.Errorf("%q takes %g of %g", shown, width, room)
			}
			if shown != text && !strings.HasSuffix(shown, ellipsis) {
				t.Errorf("%q is cut off without a sign", shown)
			}
			if shown == text {
				continue
			}
			// One character more would not fit.
			runes := []rune(strings.TrimSuffix(shown, ellipsis))
			more := string([]rune(text)[:len(runes)+1]) + ellipsis
			if strings.TrimSpace(string(runes)) == string(runes) && s.measure(more) <= room && !strings.HasPrefix(text, string(runes)+" ") {
				t.Errorf("%q: %q would fit %g too", shown, more, room)
			}
		}
	}
}

// A layout asks for the same texts again and again.
func TestText_IsMeasuredOnceASizeAndAWeight(t *testing.T) {
	testapp.New(t, NewTheme())
	systemFonts.extents.known = nil
	const text = "測るのは一度だけ"
	if Plain(text).source(text) == nil {
		t.Skip("no Japanese font is installed here")
	}
	for _, s := range []Span{Plain(text), Bold(text), {Text: text, Size: 40}, {Text: text, Size: 40, Bold: true}} {
		testapp.Measured()
		first := s.extent(text)
		if again := s.extent(text); again != first || testapp.Measured() != 1 {
			t.Errorf("%+v: %v is measured again, as %v", s, first, again)
		}
		if want, _ := fyne.CurrentApp().Driver().RenderedTextSize(text, s.size(), s.style(), s.source(text)); first != want {
			t.Errorf("%+v: %v, but it takes %v", s, first, want)
		}
	}
	var e extents
	for i := range mostExtents + 10 {
		e.keep(measured{text: text, size: float32(i)}, fyne.NewSize(float32(i), 1))
	}
	if size, ok := e.find(measured{text: text, size: mostExtents + 9}); !ok || size.Width != mostExtents+9 || len(e.known) > mostExtents {
		t.Errorf("of %d the last is %v, %v", len(e.known), size, ok)
	}
}

// What is longer than any screen is not measured: a memo may have 20,000 lines.
func TestText_CutOffOfAMemoIsThatOfItsBeginning(t *testing.T) {
	testapp.New(t, NewTheme())
	for _, line := range []string{"行の文字\n", "i", "直海"} {
		s := Plain("")
		short, width := s.fit(strings.Repeat(line, 200), 150)
		long, same := s.fit(strings.Repeat(line, 20_000), 150)
		if short != long || width != same {
			t.Errorf("%q: cut to %q, a longer one to %q", line, short, long)
		}
	}
}

func TestParagraph_AtMostSoManyLines(t *testing.T) {
	testapp.New(t, NewTheme())
	for what, text := range map[string]string{
		"lines": strings.Repeat("行\n", 20_000), "one line": strings.Repeat("長い行", 10_000), "just more": "1\n2\n3\n4",
	} {
		p := NewParagraph(Bold("佐藤　"), Plain(text)).AtMost(3)
		p.Resize(fyne.NewSize(200, 100))
		got := p.wrapped()
		if n := len(got); n != 3 || !strings.HasSuffix(join(got[n-1]), ellipsis) {
			t.Errorf("%s: %d lines, the last is %q", what, n, join(got[n-1]))
		}
	}
	p := NewParagraph(Plain("1\n2\n3")).AtMost(3)
	p.Resize(fyne.NewSize(200, 100))
	if got := p.wrapped(); len(got) != 3 || join(got[2]) != "3" {
		t.Errorf("what fits is cut to %d lines", len(got))
	}
}

func TestText_NothingHides(t *testing.T) {
	testapp.New(t, NewTheme())
	const hidden, seen = "佐藤\u202e昇\u200b子", "佐藤[U+202E]昇[U+200B]子"
	for what, got := range map[string]string{
		"text":      NewText(Plain(hidden)).String(),
		"paragraph": NewParagraph(Plain(hidden)).String(),
		"button":    NewButton(hidden, nil).Text(),
		"check":     NewCheck(hidden, nil).text,
		"table":     join(NewTable([][]Span{{Plain(hidden)}}).lines[0]),
	} {
		if got != seen {
			t.Errorf("%s: shown %q", what, got)
		}
	}
	// 佐, 昇, what is not seen and 子 were found.
	s := Span{Text: hidden, Hits: []Hit{{0, 3}, {9, 12}, {12, 15}, {15, 18}}}.revealed()
	var found []string
	for _, h := range s.Hits {
		found = append(found, s.Text[h.From:h.To])
	}
	if want := []string{"佐", "昇", "[U+200B]", "子"}; !slices.Equal(found, want) {
		t.Errorf("marked %q, want %q", found, want)
	}
}

// No 「す。」 stands alone in the last line.
func TestParagraph_NoLetterOrTwoAreLeftOver(t *testing.T) {
	testapp.New(t, NewTheme())
	spans := []Span{Bold("自動同期"), Plain("をオフにすると、この端末での表示と書き込みをやめます。\nもう一度オンにすると、続きから始めます。")}
	for room := float32(120); room < 900; room += 3 {
		lines := wrap(spans, room)
		first, second, _ := strings.Cut(join(spans), "\n")
		at, text := 0, ""
		for _, paragraph := range []string{first, second} {
			text = ""
			for len(text) < len(paragraph) {
				line := join(lines[at])
				text += line
				at++
				if n := len([]rune(line)); n < 4 {
					t.Errorf("at %g: the line 「%s」", room, line)
				}
				if width := Plain("").measure(line); width > room+14 {
					t.Errorf("at %g: %q takes %g", room, line, width)
				}
			}
			if text != paragraph {
				t.Fatalf("at %g it reads %q", room, text)
			}
		}
	}
}

func TestParagraph_BreaksAsJapaneseDoes(t *testing.T) {
	testapp.New(t, NewTheme())
	spans := []Span{
		Bold("書き込まれないもの"),
		Plain("　既存ユーザーのログイン名とパスワード、メモ、並び順、「このアプリ」だけで作成した部署（・ユーザー）。\n"),
		Plain("cybozu.comから削除された部署は、https://example.cybozu.com/very/long/path/that/has/no/place/to/break/aaaaaaaaaaaaaaaa を見てください。"),
	}
	whole := strings.ReplaceAll(join(spans), "\n", "")
	for room := float32(40); room < 900; room += 37 {
		lines := wrap(spans, room)
		var all strings.Builder
		for i, line := range lines {
			text := join(line)
			all.WriteString(text)
			var width float32
			for _, s := range line {
				width += s.measure(s.Text)
			}
			if width > room+1 && len([]rune(strings.TrimSpace(text))) > 1 && strings.TrimRight(text, " 　") == text {
				t.Errorf("at %g: %q takes %g", room, text, width)
			}
			if i > 0 && room > 60 && strings.ContainsAny(string([]rune(text)[0]), "、。）」") {
				t.Errorf("at %g: line %d begins with %q", room, i, text)
			}
			if last := []rune(text)[len([]rune(text))-1]; room > 60 && (last == '「' || last == '（') {
				t.Errorf("at %g: line %d ends with %c", room, i, last)
			}
		}
		if all.String() != whole {
			t.Fatalf("at %g something is lost:\n%s\n%s", room, all.String(), whole)
		}
	}
	if n := len(wrap(spans, 0)); n != 2 {
		t.Errorf("%d lines where the room is not known, want the 2 that are written", n)
	}
}

// A window that is made wider leaves no gap where lines are fewer.
func TestParagraph_WhatIsBelowFollowsInAnotherWidth(t *testing.T) {
	testapp.New(t, NewTheme())
	card, below := NewCard(Quiet, NewParagraph(Plain(strings.Repeat("長い文です。", 60)))), NewText(Plain("下"))
	column := Pad(1, 2, 3, 4, Column(12, card, below))
	for _, width := range []float32{300, 900, 500, 1200} {
		column.Resize(fyne.NewSize(width, 2000))
		if lines := card.MinSize().Height; card.Size().Height != lines || below.Position().Y != lines+12 {
			t.Errorf("in %g a card of %g is %g high, and %g is below", width, lines, card.Size().Height, below.Position().Y)
		}
	}
}

package message_test

import (
	"fmt"
	"strings"
	"testing"

	"anpisync/app/format"
	"anpisync/app/message"
	"anpisync/storage"
)

func TestFormat_EveryErrorAndProblemHasWordsOfItsOwn(t *testing.T) {
	seen := map[string]error{}
	for _, err := range []error{
		format.ErrFile, format.ErrNewer, format.ErrName, format.ErrKey, format.ErrEmpty, message.ErrNoSuchFormat, storage.ErrFormatName,
	} {
		text := message.Of(fmt.Errorf("open: %w", err)).Summary
		if before := seen[text]; before != nil {
			t.Errorf("%v and %v are both %q", before, err, text)
		}
		seen[text] = err
	}
	other := message.FormatProblem(format.Problem{Column: "氏名"})
	for _, k := range []format.ProblemKind{
		format.ProblemEncoding, format.ProblemLong, format.ProblemMissing, format.ProblemTwice, format.ProblemPassword, format.ProblemSeparator,
	} {
		p := format.Problem{Kind: k, Column: "氏名", Key: "sato", Name: "佐藤", Characters: "𠮷"}
		if text := message.FormatProblem(p); text == other || !strings.HasPrefix(text, "「氏名」") {
			t.Errorf("%s is %q", k, text)
		}
		if detail := message.Of(&format.ProblemError{Problems: []format.Problem{p}}).Detail; !strings.Contains(detail, "佐藤（sato）") {
			t.Errorf("%s is told as %q", k, detail)
		}
	}
}

func TestFormat_WhoWasGuessedAndWhatIsNotHereIsToldBeforeAFileIsApplied(t *testing.T) {
	if lines := message.FormatReading(&format.Reading{}); len(lines) != 0 {
		t.Errorf("of a file without either it says %q", lines)
	}
	many := []string{"a", "b", "c", "d", "e", "f"}
	lines := message.FormatReading(&format.Reading{Guessed: many, Unknown: []string{"総務部"}, Strangers: []string{"E1"}})
	if len(lines) != 3 || !strings.Contains(lines[0], "a、b、c、d、eなど6件") || !strings.Contains(lines[1], "E1。") || !strings.Contains(lines[2], "総務部。") {
		t.Errorf("it says %q", lines)
	}
}

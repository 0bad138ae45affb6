package label

import (
	"strings"
	"testing"
	"unicode/utf8"

	"anpisync/reconcile/directory"
)

func TestEveryFieldHasAJapaneseNameOfItsOwn(t *testing.T) {
	for kind, names := range map[directory.RecordKind][]string{
		directory.KindUser: fieldNames(directory.UserFields), directory.KindDepartment: fieldNames(directory.DepartmentFields),
	} {
		said := map[string]string{}
		for _, name := range names {
			word := Of(kind, name)
			if utf8.RuneCountInString(word) == len(word) {
				t.Errorf("%s of a %s is called %q", name, kind, word)
			}
			if other, ok := said[word]; ok {
				t.Errorf("%s and %s of a %s are both %q", name, other, kind, word)
			}
			said[word] = name
		}
	}
}

func fieldNames[T directory.Department | directory.User](fields []directory.Field[T]) (names []string) {
	for _, f := range fields {
		names = append(names, f.Name)
	}
	return names
}

func TestU7_ImportedFieldsBeginWithThoseOfTheManual(t *testing.T) {
	if got := Imported(directory.Options{}, "、"); !strings.HasPrefix(got, "名前、よみ、メールアドレス、電話番号") {
		t.Error(got)
	}
}

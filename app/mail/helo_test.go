package mail

import (
	"errors"
	"testing"
)

// A PC whose name is in Japanese sends letters as well.
func TestMachineIsNamedWhereSMTPCanSayIt(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"SOUMU-01", nil, "SOUMU-01"}, {"!", nil, "!"}, {"~", nil, "~"},
		{"", nil, "localhost"}, {"総務PC", nil, "localhost"}, {"a b", nil, "localhost"}, {"a\x7f", nil, "localhost"},
		{"SOUMU-01", errors.New("unknown"), "localhost"},
	} {
		if got := helo(c.name, c.err); got != c.want {
			t.Errorf("%q, %v: %q, want %q", c.name, c.err, got, c.want)
		}
	}
}

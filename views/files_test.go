package views

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/ncruces/zenity"

	"anpisync/cybozu/cybozutest"
)

// Whatever is pressed meanwhile, the window waits for a dialog of the system.
func TestFiles_TheWindowWaitsForTheSystemsDialog(t *testing.T) {
	for _, c := range []struct {
		name              string
		path              string
		err               error
		escape            bool
		chosen, otherwise int
	}{
		{name: "a file is chosen", path: "file.csv", chosen: 1},
		{name: "none is chosen", err: zenity.ErrCanceled},
		{name: "Esc ends the dialog", err: errors.New("killed"), escape: true},
		{name: "there is no such dialog", err: errors.New("no program"), otherwise: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
			s.fillIn()
			answered := make(chan struct{})
			chosen, otherwise := 0, 0
			s.choose(func(...zenity.Option) (string, error) {
				<-answered
				return c.path, c.err
			}, nil, func() { otherwise++ }, func(path string) {
				if chosen++; path != c.path {
					t.Errorf("%q is chosen", path)
				}
			})
			s.press(fyne.KeyReturn, ctrl)
			if s.running != nil || !s.layers.Busy() {
				t.Error("the window goes on without an answer")
			}
			if c.escape {
				s.press(fyne.KeyEscape, 0)
			}
			close(answered)
			s.settle()
			if chosen != c.chosen || otherwise != c.otherwise || s.layers.Busy() {
				t.Errorf("chosen %d times, done otherwise %d times, still waiting %v", chosen, otherwise, s.layers.Busy())
			}
		})
	}
}

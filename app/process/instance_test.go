package process

import (
	"context"
	"testing"
)

func TestLaterStartAsksTheWindowForAPlace(t *testing.T) {
	dir := t.TempDir()
	asked := make(chan Place, 1)
	release, raised, err := ClaimWindow(t.Context(), dir, "", func(at Place) { asked <- at })
	if err != nil || raised {
		t.Fatalf("raised %v, %v", raised, err)
	}
	defer release()
	for _, at := range []Place{PlaceConnect, ""} {
		_, raised, err := ClaimWindow(context.Background(), dir, at, nil)
		if err != nil || !raised {
			t.Fatalf("at %q: raised %v, %v", at, raised, err)
		}
		if got := <-asked; got != at {
			t.Errorf("the window is asked for %q, want %q", got, at)
		}
	}
}

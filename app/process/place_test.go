package process

import "testing"

func TestPlaceIsReadFromAnArgumentAndAURIAndNothingElseIs(t *testing.T) {
	for argument, want := range map[string]Place{
		"home": PlaceHome, PlaceConnect.URI(): PlaceConnect, "anpisync://history/": PlaceHistory, "settings": PlaceSettings,
		"": "", "people?q=x": "", "anpisync:home -data x": "", "https://home": "", "HOME": "",
	} {
		if got := ParsePlace(argument); got != want {
			t.Errorf("%q is %q, want %q", argument, got, want)
		}
	}
}

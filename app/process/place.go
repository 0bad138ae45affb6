package process

import "strings"

// Place is a screen of the window by the name that another process asks for it with.
type Place string

// The places that are asked for.
const (
	PlaceHome     Place = "home"
	PlaceConnect  Place = "connect"
	PlaceHistory  Place = "history"
	PlaceSettings Place = "settings"
)

// AppUserModelID is what Windows knows the program by (its taskbar, its notices): the
// installer's shortcut bears it, and each process.
const AppUserModelID = "jp.anpisync.app"

// scheme is that of the URIs by which Windows opens a place after a click on a notice.
const scheme = "anpisync:"

// URI is the place for [OpenedByURI].
func (p Place) URI() string { return scheme + string(p) }

// OpenedByURI says whether an argument is a URI of a place, which anybody may have made: a
// page of the web too. It names a screen and nothing else.
func OpenedByURI(argument string) bool { return strings.HasPrefix(argument, scheme) }

// ParsePlace reads a place or its URI. What is none is where the window begins.
func ParsePlace(argument string) Place {
	p := Place(strings.Trim(strings.TrimPrefix(argument, scheme), "/"))
	switch p {
	case PlaceHome, PlaceConnect, PlaceHistory, PlaceSettings:
		return p
	}
	return ""
}

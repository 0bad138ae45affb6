package process

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// shortcut is one with a list of ids, a place, two texts and these blocks.
func shortcut(unicode bool, blocks ...[]byte) []byte {
	flags := uint32(hasIDList | hasLinkInfo | 1<<2 | 1<<4)
	text := []byte("\x03\x00abc")
	if unicode {
		flags |= isUnicode
		text = []byte("\x03\x00a\x00b\x00c\x00")
	}
	link := u32s(linkHeaderSize)
	link = append(link, make([]byte, linkHeaderSize-4)...)
	copy(link[flagsAt:], u32s(flags))
	link = append(link, 4, 0, 'i', 'd', 0, 0)
	link = append(link, append(u32s(12), "information"[:8]...)...)
	link = append(append(link, text...), text...)
	for _, b := range blocks {
		link = append(link, b...)
	}
	return append(link, 0, 0, 0, 0)
}

func block(signature uint32, content []byte) []byte {
	return append(u32s(uint32(8+len(content)), signature), content...)
}

// wide is a text as a shortcut has it.
func wide(text string) []byte {
	var b []byte
	for _, l := range utf16.Encode([]rune(text + "\x00")) {
		b = append(b, byte(l), byte(l>>8))
	}
	return b
}

func TestShortcutGetsTheIDAndKeepsTheRest(t *testing.T) {
	other := slices.Concat(u32s(28, storageVersion), make([]byte, 16), u32s(0))
	for name, c := range map[string]struct {
		link  []byte
		keeps [][]byte
	}{
		"without blocks":  {shortcut(true), nil},
		"narrow texts":    {shortcut(false), nil},
		"other blocks":    {shortcut(true, block(0xA0000003, []byte("tracker!")), block(0xA0000005, []byte("folder.."))), [][]byte{[]byte("tracker!"), []byte("folder..")}},
		"an empty id":     {shortcut(true, block(propertiesBlock, slices.Concat(u32s(24, storageVersion), userModelFormat, u32s(0)))), nil},
		"with properties": {shortcut(true, block(propertiesBlock, append(slices.Clone(other), 0, 0, 0, 0)), block(0xA0000003, []byte("tracker!"))), [][]byte{other, []byte("tracker!")}},
	} {
		named, err := nameShortcut(c.link, AppUserModelID)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		head, blocks, err := cutLink(named)
		if err != nil || !bytes.HasPrefix(c.link, head) {
			t.Errorf("%s: it leads elsewhere (%v)", name, err)
		}
		stores := slices.DeleteFunc(blocks, func(b []byte) bool { return u32(b[4:]) != propertiesBlock })
		if len(stores) != 1 || bytes.Count(named, userModelFormat) != 1 {
			t.Fatalf("%s: %d blocks of properties", name, len(stores))
		}
		value := append(u32s(userModelID), 0)
		value = append(value, u32s(wideText, uint32(len(AppUserModelID)+1))...)
		if !bytes.Contains(stores[0], append(value, wide(AppUserModelID)...)) {
			t.Errorf("%s: the id is not in %q", name, stores[0])
		}
		for _, kept := range c.keeps {
			if !bytes.Contains(named, kept) {
				t.Errorf("%s: %q is gone", name, kept)
			}
		}
		again, err := nameShortcut(named, AppUserModelID)
		if err != nil || !bytes.Equal(again, named) {
			t.Errorf("%s: another one after a second time (%v)", name, err)
		}
	}
}

func TestFileOfAShortcutIsNamedOrItIsToldWhich(t *testing.T) {
	path := filepath.Join(t.TempDir(), "安否シンク.lnk")
	begins := "name the shortcut " + path + ": "
	if err := NameShortcut(path); !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), begins) {
		t.Errorf("where there is none: %v", err)
	}
	want, err := nameShortcut(shortcut(true), AppUserModelID)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		link, want []byte
		err        error
	}{{shortcut(true), want, nil}, {[]byte("x"), []byte("x"), errNoShortcut}} {
		if err := os.WriteFile(path, c.link, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := NameShortcut(path); !errors.Is(err, c.err) || err != nil && err.Error() != begins+c.err.Error() {
			t.Errorf("%v, want %v", err, c.err)
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, c.want) {
			t.Errorf("it holds %q, %v", got, err)
		}
	}
}

func TestWhatIsNoShortcutStays(t *testing.T) {
	whole := shortcut(true, block(0xA0000003, []byte("tracker!")))
	for _, link := range [][]byte{nil, []byte(strings.Repeat("x", 200)), whole[:50], whole[:len(whole)-6], shortcut(true, block(propertiesBlock, []byte("no properties at all")))} {
		if _, err := nameShortcut(link, AppUserModelID); !errors.Is(err, errNoShortcut) {
			t.Errorf("%q: %v", link, err)
		}
	}
	for n := range whole[:len(whole)-1] {
		_, _ = nameShortcut(whole[:n], AppUserModelID) // which does not panic
	}
}

// The Windows Shell reads the bytes, and no more can be seen of them here.
func TestShortcutIDIsWrittenAsTheShellReadsIt(t *testing.T) {
	format := "\x55\x28\x4c\x9f\x79\x9f\x39\x4b\xa8\xd0\xe1\xd4\x2d\xe1\xd5\xf3" // {9F4C2855-9F79-4B39-A8D0-E1D42DE1D5F3}
	for id, value := range map[string]string{
		"":    "\x01\x00\x00\x00" + "\x00\x00" + "\x00\x00",
		"a":   "\x02\x00\x00\x00" + "a\x00\x00\x00",
		"ab":  "\x03\x00\x00\x00" + "a\x00b\x00\x00\x00" + "\x00\x00",
		"abc": "\x04\x00\x00\x00" + "a\x00b\x00c\x00\x00\x00",
	} {
		typed := "\x05\x00\x00\x00\x00" + "\x1f\x00\x00\x00" + value // number 5, a wide text
		want := string(u32s(uint32(4+len(typed)))) + typed
		want = string(u32s(uint32(4+4+16+len(want)+4))) + "1SPS" + format + want + "\x00\x00\x00\x00"
		if got := string(idStorage(id)); got != want {
			t.Errorf("%q is\n%q, want\n%q", id, got, want)
		}
	}
	named, err := nameShortcut(shortcut(true), "abc")
	if err != nil {
		t.Fatal(err)
	}
	storage := idStorage("abc")
	block := append(u32s(uint32(8+len(storage)+4), propertiesBlock), append(storage, 0, 0, 0, 0)...)
	whole := shortcut(true)
	want := append(append(whole[:len(whole)-4], block...), 0, 0, 0, 0)
	if !bytes.Equal(named, want) {
		t.Errorf("named is\n%q, want\n%q", named, want)
	}
	again, err := nameShortcut(named, "abc") // in the place of what it was named before
	if err != nil || !bytes.Equal(again, named) {
		t.Errorf("again it is\n%q, %v", again, err)
	}
}

// Blocks and pieces may be as small as their head, and texts may be empty or all there.
func TestShortcutsAtTheirEdges(t *testing.T) {
	least := append(u32s(8, 0xA0000099), 0, 0, 0, 0)
	if pieces, err := cut(least); err != nil || len(pieces) != 1 || len(pieces[0]) != 8 {
		t.Errorf("%q, %v", pieces, err)
	}
	for _, list := range [][]byte{u32s(7, 0, 0), u32s(4, 0, 0), u32s(16, 0, 0), {8, 0, 0}} {
		if pieces, err := cut(list); !errors.Is(err, errNoShortcut) {
			t.Errorf("%q is %q, %v", list, pieces, err)
		}
	}
	for _, list := range [][]byte{u32s(0), u32s(3), u32s(3, 99)} {
		if pieces, err := cut(list); err != nil || len(pieces) != 0 {
			t.Errorf("%q is %q, %v", list, pieces, err)
		}
	}
	for bit := firstString; bit <= lastString; bit++ { // each text there may be, and empty
		link := u32s(linkHeaderSize)
		link = append(link, make([]byte, linkHeaderSize-4)...)
		copy(link[flagsAt:], u32s(1<<bit|isUnicode))
		link = append(link, 0, 0)
		head := len(link)
		link = append(link, 0, 0, 0, 0)
		if got, blocks, err := cutLink(link); err != nil || len(got) != head || len(blocks) != 0 {
			t.Errorf("bit %d: %d bytes, %d blocks, %v", bit, len(got), len(blocks), err)
		}
	}
}

func TestVersionIsNamedWithWhatItWasBuiltBy(t *testing.T) {
	if Version() != "dev" {
		t.Errorf("what nobody has released is %q", Version())
	}
	deps := []*debug.Module{{Path: "example.com/first", Version: "v1"}, {Path: "fyne.io/fyne/v2", Version: "v2.7.0"}, {Path: "example.com/last", Version: "v3"}}
	for want, info := range map[string]*debug.BuildInfo{"v2.7.0": {Deps: deps}, "unknown": {Deps: deps[:1]}} {
		if got := fyne(info); got != want {
			t.Errorf("Fyne is %q, want %q", got, want)
		}
	}
	if got := Versions(); !regexp.MustCompile(`^AnpiSync dev \(go\S+, Fyne (v2\.\S+|unknown), \w+/\w+\)$`).MatchString(got) {
		t.Errorf("%q", got)
	}
}

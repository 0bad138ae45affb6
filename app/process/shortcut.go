package process

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"unicode/utf16"
)

// ShortcutFlag is what the installer calls the program with, and a shortcut that it has
// made: the shortcut gets our AppUserModelID. It is written into the file, as the format is
// specified: NSIS would have to ask the Shell for its property store by COM, and Wine, on
// which the installer is proven, keeps none.
const ShortcutFlag = "-name-shortcut"

// NameShortcut gives a shortcut (.lnk) our AppUserModelID, where it has none of ours.
func NameShortcut(path string) error {
	link, err := os.ReadFile(path)
	if err == nil {
		link, err = nameShortcut(link, AppUserModelID)
	}
	if err == nil {
		err = os.WriteFile(path, link, 0o600)
	}
	if err != nil {
		return fmt.Errorf("name the shortcut %s: %w", path, err)
	}
	return nil
}

var errNoShortcut = errors.New("not a shortcut as Windows makes them")

// The parts of a shortcut ([MS-SHLLINK]) and of the properties in it ([MS-PROPSTORE]).
const (
	linkHeaderSize  = 0x4C
	flagsAt         = 0x14
	hasIDList       = 1 << 0
	hasLinkInfo     = 1 << 1
	firstString     = 2 // of the flags, five of which say what texts there are
	lastString      = 6
	isUnicode       = 1 << 7
	propertiesBlock = 0xA0000009
	storageVersion  = 0x53505331 // "1SPS"
	wideText        = 31         // VT_LPWSTR
	userModelID     = 5          // PKEY_AppUserModel_ID, within its format
)

// userModelFormat is {9F4C2855-9F79-4B39-A8D0-E1D42DE1D5F3}.
var userModelFormat = []byte{0x55, 0x28, 0x4c, 0x9f, 0x79, 0x9f, 0x39, 0x4b, 0xa8, 0xd0, 0xe1, 0xd4, 0x2d, 0xe1, 0xd5, 0xf3}

// nameShortcut writes the id into the properties of a shortcut, which it has some of already
// where the Windows Shell has made it.
func nameShortcut(link []byte, id string) ([]byte, error) {
	head, blocks, err := cutLink(link)
	if err != nil {
		return nil, err
	}
	properties := []byte{0, 0, 0, 0} // the end of none
	blocks = slices.DeleteFunc(blocks, func(block []byte) bool {
		ours := u32(block[4:]) == propertiesBlock
		if ours {
			properties = block[8:]
		}
		return ours
	})
	storages, err := cut(properties)
	if err != nil {
		return nil, err
	}
	storages = slices.DeleteFunc(storages, func(s []byte) bool { return len(s) >= 24 && bytes.Equal(s[8:24], userModelFormat) })
	storages = append(storages, idStorage(id))
	block := u32s(0, propertiesBlock)
	for _, s := range storages {
		block = append(block, s...)
	}
	block = append(block, 0, 0, 0, 0)
	binary.LittleEndian.PutUint32(block, uint32(len(block)))
	out := slices.Clone(head)
	for _, b := range append(blocks, block) {
		out = append(out, b...)
	}
	return append(out, 0, 0, 0, 0), nil
}

// idStorage holds the id alone.
func idStorage(id string) []byte {
	letters := append(utf16.Encode([]rune(id)), 0)
	value := append(u32s(0, userModelID), 0)
	value = append(value, u32s(wideText, uint32(len(letters)))...)
	for _, l := range letters {
		value = binary.LittleEndian.AppendUint16(value, l)
	}
	for len(value)%4 != 1 { // behind the odd byte, texts are of whole fours
		value = append(value, 0)
	}
	binary.LittleEndian.PutUint32(value, uint32(len(value)))
	s := append(u32s(0, storageVersion), userModelFormat...)
	s = append(s, value...)
	s = append(s, 0, 0, 0, 0)
	binary.LittleEndian.PutUint32(s, uint32(len(s)))
	return s
}

// cutLink cuts a shortcut into what it leads to and the blocks behind that.
func cutLink(link []byte) (head []byte, blocks [][]byte, err error) {
	if len(link) < linkHeaderSize || u32(link) != linkHeaderSize {
		return nil, nil, errNoShortcut
	}
	flags, at := u32(link[flagsAt:]), linkHeaderSize
	skip := func(size func(rest []byte) int) {
		if err != nil {
			return
		}
		rest := link[at:]
		if len(rest) < 4 {
			err = errNoShortcut
			return
		}
		if n := size(rest); n < 2 || n > len(rest) {
			err = errNoShortcut
		} else {
			at += n
		}
	}
	if flags&hasIDList != 0 {
		skip(func(rest []byte) int { return 2 + int(u16(rest)) })
	}
	if flags&hasLinkInfo != 0 {
		skip(func(rest []byte) int { return int(u32(rest)) })
	}
	for bit := firstString; bit <= lastString; bit++ {
		if flags&(1<<bit) == 0 {
			continue
		}
		skip(func(rest []byte) int {
			if flags&isUnicode != 0 {
				return 2 + 2*int(u16(rest))
			}
			return 2 + int(u16(rest))
		})
	}
	if err != nil {
		return nil, nil, err
	}
	blocks, err = cut(link[at:])
	return link[:at], blocks, err
}

// cut cuts a list of pieces that begin with their size, up to one that is too small to be
// one.
func cut(list []byte) (pieces [][]byte, err error) {
	for {
		if len(list) < 4 {
			return nil, errNoShortcut
		}
		n := int(u32(list))
		if n < 4 {
			return pieces, nil
		}
		if n < 8 || n > len(list) {
			return nil, errNoShortcut
		}
		pieces = append(pieces, list[:n])
		list = list[n:]
	}
}

func u16(b []byte) uint16 { return binary.LittleEndian.Uint16(b) }
func u32(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }

func u32s(numbers ...uint32) (b []byte) {
	for _, n := range numbers {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	return b
}

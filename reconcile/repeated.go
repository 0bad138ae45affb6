package reconcile

import (
	"cmp"
	"hash/maphash"
	"slices"
)

// repetition is a text that stands at several positions.
type repetition struct {
	text      string
	positions []int // ascending
}

// repeated are the texts that stand at several positions, in ascending order. An empty
// one is none (U5).
//
// Nearly all texts stand once. A table of bits, small enough to stay near the
// processor, tells so; only texts that share a bit are compared. Each is read once.
func repeated(texts []string) []repetition {
	bits := newBits(len(texts))
	places := make([]uint32, len(texts))
	for i, text := range texts {
		if text != "" {
			places[i] = bits.note(text)
		}
	}
	positions := map[string][]int{}
	for i, text := range texts {
		if text != "" && bits.maybeTwice(places[i]) {
			positions[text] = append(positions[text], i)
		}
	}
	var list []repetition
	for text, positions := range positions {
		if len(positions) > 1 {
			list = append(list, repetition{text, positions})
		}
	}
	slices.SortFunc(list, func(a, b repetition) int { return cmp.Compare(a.text, b.text) })
	return list
}

// bits says of texts that were noted whether they may have been noted twice: never no
// when they were, seldom yes when they were not.
type bits struct {
	seed        maphash.Seed
	mask        uint32
	once, twice []uint64
}

// newBits is for n texts, less than 2^28.
func newBits(n int) *bits {
	words := uint32(1)
	for words*64 < 8*uint32(n) {
		words *= 2
	}
	return &bits{
		seed: maphash.MakeSeed(), mask: words*64 - 1,
		once: make([]uint64, words), twice: make([]uint64, words),
	}
}

// note gives the place of the text.
func (b *bits) note(text string) (place uint32) {
	place = uint32(maphash.String(b.seed, text)) & b.mask
	word, bit := place/64, uint64(1)<<(place%64)
	b.twice[word] |= b.once[word] & bit
	b.once[word] |= bit
	return place
}

func (b *bits) maybeTwice(place uint32) bool { return b.twice[place/64]&(1<<(place%64)) != 0 }

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
// processor, tells so; only texts that share a bit are compared.
func repeated(texts []string) []repetition {
	bits := newBits(len(texts))
	for _, text := range texts {
		if text != "" {
			bits.note(text)
		}
	}
	positions := map[string][]int{}
	for i, text := range texts {
		if text != "" && bits.maybeTwice(text) {
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
	mask        uint64
	once, twice []uint64
}

// newBits is for n texts.
func newBits(n int) *bits {
	words := uint64(1)
	for words*64 < 8*uint64(n) {
		words *= 2
	}
	return &bits{
		seed: maphash.MakeSeed(), mask: words*64 - 1,
		once: make([]uint64, words), twice: make([]uint64, words),
	}
}

func (b *bits) note(text string) {
	word, bit := b.place(text)
	b.twice[word] |= b.once[word] & bit
	b.once[word] |= bit
}

func (b *bits) maybeTwice(text string) bool {
	word, bit := b.place(text)
	return b.twice[word]&bit != 0
}

func (b *bits) place(text string) (word, bit uint64) {
	place := maphash.String(b.seed, text) & b.mask
	return place / 64, 1 << (place % 64)
}

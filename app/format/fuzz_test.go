package format

import (
	"bytes"
	"errors"
	"testing"

	"anpisync/app/credentials"
	"anpisync/app/csvfile"
	"anpisync/app/xlsx"
)

// FuzzLearn looks for files whose format is none, or that, read by it, end in a panic, in a
// directory that is none, or in a file that cannot be written.
func FuzzLearn(f *testing.F) {
	credentials.HashCheaply()
	d := office(2)
	for _, s := range services {
		if !s.book {
			f.Add(s.file(f, d))
		}
	}
	f.Add([]byte("ID;氏名\r\"a\";\"b\rc\"\r"))
	f.Add([]byte("\xfe\xff\x00a\x00,\x00b\x00\n\x001\x00,\x002"))
	f.Fuzz(func(t *testing.T, file []byte) {
		l, err := Learn(t.Context(), bytes.NewReader(file), d, LearnOptions{Name: "x"})
		if err != nil {
			var errs csvfile.Errors
			if !errors.As(err, &errs) && !errors.Is(err, xlsx.ErrFile) && !errors.Is(err, xlsx.ErrBeyond) {
				t.Fatal(err)
			}
			return
		}
		if err := Check(l.Format); err != nil && !errors.Is(err, ErrKey) {
			t.Fatalf("%v\n%+v", err, l.Format)
		}
		var text bytes.Buffer
		if err := Encode(&text, l.Format); err != nil {
			t.Fatal(err)
		}
		again, err := Decode(&text)
		if err != nil {
			return // its key is none
		}
		r, err := Read(t.Context(), bytes.NewReader(file), again, d, nil, ReadOptions{Password: "password1", Linked: true})
		if err != nil {
			return
		}
		then := r.Then()
		if err := then.Validate(); err != nil {
			t.Fatal(err)
		}
		draft, err := Prepare(again, then, r.Rows, Options{LeaveOut: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := draft.Write(t.Context(), new(bytes.Buffer), ""); err != nil {
			t.Fatal(err)
		}
	})
}

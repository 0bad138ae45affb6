package cybozutest_test

import (
	"fmt"
	"testing"

	"anpisync/cybozu/cybozutest"
)

// A benchmark of a client is worth something only as long as the server is cheap: a
// page of 100 users, written, compressed, sent and read without being decoded.
func BenchmarkPage(b *testing.B) {
	c := cybozutest.Large(10_000, 1_000)
	s, err := cybozutest.NewServer(c, cybozutest.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	o := newOffice(b, s)
	for i := 0; b.Loop(); i++ {
		b.SetBytes(int64(len(o.get(fmt.Sprintf("users.json?offset=%d", i%100*100)).body)))
	}
}

func BenchmarkCSV(b *testing.B) {
	s, err := cybozutest.NewServer(cybozutest.Large(100_000, 10_000), cybozutest.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	o := newOffice(b, s)
	for b.Loop() {
		b.SetBytes(int64(len(o.get("csv/userOrganizations.csv").body)))
	}
}

func BenchmarkIndex(b *testing.B) {
	c := cybozutest.Large(100_000, 10_000)
	s, err := cybozutest.NewServer(c, cybozutest.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	o := newOffice(b, s)
	for b.Loop() {
		c.Update(func(d *cybozutest.Data) { d.Users[0].Name = "changed" })
		o.get("users.json?size=1")
	}
}

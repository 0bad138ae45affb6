package cybozutest_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"anpisync/app/versus"
	"anpisync/cybozu/cybozutest"
)

// A benchmark of a client is worth something only as long as the server is cheap: a
// page of 100 users, written, compressed, sent and read, beside decoding it.
func BenchmarkPage(b *testing.B) {
	o := largeOffice(b, cybozutest.Large(10_000, 1_000))
	page := o.get("users.json").body
	i := 0
	versus.Run(b, "json.Unmarshal", func() {
		i++
		o.get(fmt.Sprintf("users.json?offset=%d", i%100*100))
	}, func() {
		var any any
		if err := json.Unmarshal([]byte(page), &any); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkCSV(b *testing.B) {
	o := largeOffice(b, cybozutest.Large(100_000, 10_000))
	file := string(o.get("csv/userOrganizations.csv").body)
	versus.Run(b, "encoding/csv", func() { o.get("csv/userOrganizations.csv") }, func() {
		r := csv.NewReader(strings.NewReader(file))
		r.FieldsPerRecord = -1
		if _, err := r.ReadAll(); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkIndex is the first answer after something has changed.
func BenchmarkIndex(b *testing.B) {
	c := cybozutest.Large(100_000, 10_000)
	o := largeOffice(b, c)
	versus.Run(b, "json.Marshal", func() {
		c.Update(func(d *cybozutest.Data) { d.Users[0].Name = "changed" })
		o.get("users.json?size=1")
	}, func() {
		c.Update(func(d *cybozutest.Data) {
			if _, err := json.Marshal(d); err != nil {
				b.Fatal(err)
			}
		})
	})
}

func largeOffice(b *testing.B, c *cybozutest.Company) *office {
	s, err := cybozutest.NewServer(c, cybozutest.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	return newOffice(b, s)
}

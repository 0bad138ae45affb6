package app_test

import (
	"io"
	"testing"
	"time"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/credentials"
	"anpisync/app/schedule"
	"anpisync/app/versus"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// BenchmarkImportWithoutChange is what a scheduler runs in an office of 10,000 users
// where nothing has changed: all of it, from opening the data folder to closing it.
// Its counterpart reads cybozu.com alone.
func BenchmarkImportWithoutChange(b *testing.B) {
	for name, latency := range map[string]time.Duration{"at-once": 0, "over-the-net": 50 * time.Millisecond} {
		b.Run(name, func(b *testing.B) { benchmarkImportWithoutChange(b, latency) })
	}
}

func benchmarkImportWithoutChange(b *testing.B, latency time.Duration) {
	server, err := cybozutest.NewServer(cybozutest.Large(10_000, 1_000), cybozutest.Options{Latency: latency})
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close()
	o := app.Options{
		Dir: b.TempDir(), Keyring: credentials.Memory(), Scheduler: schedule.Memory(),
		Cybozu: cybozu.Options{Transport: server.Transport()},
	}
	if err := o.Keyring.Save(b.Context(), cybozu.Host(server.Host()), secret); err != nil {
		b.Fatal(err)
	}
	importAll := func() {
		if err := app.ImportIn(b.Context(), o, server.Host(), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
	importAll()
	versus.Run(b, "reading cybozu.com", importAll, func() { read(b, server.Host(), o.Cybozu) })
}

// read reads all of cybozu.com.
func read(b *testing.B, host string, o cybozu.Options) {
	b.Helper()
	client, err := cybozu.NewClient(cybozu.Host(host), cybozu.Credentials{Login: secret.Login, Password: secret.Password}, o)
	if err != nil {
		b.Fatal(err)
	}
	defer client.Close()
	if _, err := client.Fetch(b.Context(), nil); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkTick is what happens between a tick in the preview and the tree that is drawn
// again, in an office of 10,000 users whose first import it is: the plan made anew, and
// its list and its tree. Its counterpart makes the list alone.
func BenchmarkTick(b *testing.B) {
	server, err := cybozutest.NewServer(cybozutest.Large(10_000, 1_000), cybozutest.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close()
	a, err := app.Open(b.Context(), app.Options{
		Dir: b.TempDir(), Keyring: credentials.Memory(), Scheduler: schedule.Memory(),
		Cybozu: cybozu.Options{Transport: server.Transport()},
	})
	if err != nil {
		b.Fatal(err)
	}
	defer a.Close()
	p, err := a.Prepare(b.Context(), app.Request{Kind: directory.ImportManual, Host: cybozu.Host(server.Host()), Secret: secret}, nil)
	if err != nil {
		b.Fatal(err)
	}
	before := browse.BuildPreview(p.Plan, p.Directory)
	tick := directory.Choices{{Kind: directory.MendExclude, Record: directory.KindDepartment, CybozuID: 2}}
	versus.Run(b, "the list alone", func() {
		revised, err := a.Revise(b.Context(), p, tick, nil)
		if err != nil {
			b.Fatal(err)
		}
		tree := browse.BuildPreviewAfter(before, tick, revised.Plan, revised.Directory).Tree()
		if len(tree.Members(directory.RootID)) > 0 || tree.First() == 0 {
			b.Fatal("not the tree")
		}
	}, func() { browse.BuildPreview(p.Plan, p.Directory) })
}

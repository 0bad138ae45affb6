package cybozu_test

import (
	"testing"

	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

func TestFetchIsWhole(t *testing.T) {
	company := cybozutest.Sample()
	server, err := cybozutest.NewServer(company, cybozutest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	client, err := cybozu.NewClient(server.Host(), cybozu.Credentials{Login: cybozutest.Login, Password: cybozutest.Password}, cybozu.Options{Transport: server.Transport()})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	s, err := client.Fetch(t.Context(), func(p cybozu.Progress) { t.Log(p) })
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(s.Users), len(s.Organizations), server.Counts())
}

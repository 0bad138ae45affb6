package cybozu_test

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"anpisync/app/versus"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

const (
	benchUsers         = 2_000
	benchOrganizations = 200
	benchLatency       = 50 * time.Millisecond
)

// BenchmarkFetchWithExport reads as an administrator may. Its counterpart are known clients,
// which ask for one thing after the other.
func BenchmarkFetchWithExport(b *testing.B) {
	requests := benchmarkFetch(b, true)
	const most = (benchUsers+99)/100 + (benchOrganizations+99)/100 + 23
	if requests > most {
		b.Errorf("%d requests, want at most %d", requests, most)
	}
}

// BenchmarkFetchWithoutExport reads as any other account may.
func BenchmarkFetchWithoutExport(b *testing.B) { benchmarkFetch(b, false) }

func benchmarkFetch(b *testing.B, admin bool) (requests int) {
	server := newServer(b, cybozutest.Large(benchUsers, benchOrganizations), cybozutest.Options{
		Latency:  benchLatency,
		Accounts: []cybozutest.Account{{Login: cybozutest.Login, Password: cybozutest.Password, Admin: admin}},
	})
	versus.Run(b, "one request after the other", func() {
		server.ForgetRequests()
		client := newClient(b, server, cybozu.Options{})
		defer client.Close()
		if _, err := client.Fetch(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
		requests = len(server.Requests())
	}, func() { oneAfterTheOther(b, server) })
	b.ReportMetric(float64(requests), "requests")
	return requests
}

// oneAfterTheOther reads the way known clients do.
func oneAfterTheOther(b *testing.B, server *cybozutest.Server) {
	transport := server.Transport()
	defer transport.CloseIdleConnections()
	transport.MaxConnsPerHost = 1
	r := naiveReader{host: server.Host(), http: &http.Client{Transport: transport}}
	users := readAll(r, "users.json", nil, cybozu.DecodeUsers)
	organizations := readAll(r, "organizations.json", nil, cybozu.DecodeOrganizations)
	memberships := 0
	for _, o := range organizations {
		memberships += len(readAll(r, "organization/users.json", url.Values{"code": {o.Code}}, cybozu.DecodeMembers))
	}
	if len(users) != benchUsers || len(organizations) != benchOrganizations || memberships < benchUsers {
		b.Fatalf("read %d users, %d organizations, %d memberships", len(users), len(organizations), memberships)
	}
}

type naiveReader struct {
	host string
	http *http.Client
}

func readAll[T any](r naiveReader, path string, query url.Values, decode func(io.Reader) ([]T, error)) (all []T) {
	for offset := 0; ; offset += 100 {
		q := url.Values{"size": {"100"}, "offset": {strconv.Itoa(offset)}}
		for k, v := range query {
			q[k] = v
		}
		request, err := http.NewRequest(http.MethodGet, "https://"+r.host+"/v1/"+path+"?"+q.Encode(), nil)
		if err != nil {
			panic(err)
		}
		request.Header.Set("X-Cybozu-Authorization", proof)
		answer, err := r.http.Do(request)
		if err != nil {
			panic(err)
		}
		page, err := decode(answer.Body)
		answer.Body.Close()
		if err != nil {
			panic(err)
		}
		all = append(all, page...)
		if len(page) < 100 {
			return all
		}
	}
}

// BenchmarkFetchMemory reads 100,000 users in 10,000 organizations in a program of its
// own: what it takes from the system, beside the size of the answers.
func BenchmarkFetchMemory(b *testing.B) {
	server := newServer(b, cybozutest.Large(100_000, 10_000), cybozutest.Options{})
	fetch := func() reading {
		r, err := runReader(b, server)
		if err != nil {
			b.Fatal(err)
		}
		if r.Users != 100_000 || r.Organizations != 10_000 {
			b.Fatalf("read %d users and %d organizations", r.Users, r.Organizations)
		}
		server.ForgetRequests()
		return r
	}
	size := float64(fetch().JSON)
	versus.Compare(b, "the size of the answers", func() float64 { return float64(fetch().Memory) }, func() float64 { return size })
}

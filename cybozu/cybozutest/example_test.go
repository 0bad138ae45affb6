package cybozutest_test

import (
	"fmt"
	"net/http"

	"anpisync/cybozu/cybozutest"
)

// One maintenance page in the middle, then the right answer.
func Example() {
	server, err := cybozutest.NewServer(cybozutest.Sample(), cybozutest.Options{Tokens: []string{"token"}})
	if err != nil {
		panic(err)
	}
	defer server.Close()
	server.Inject(cybozutest.PageFault(503, "メンテナンス中です").On("users.json", 1))

	client := &http.Client{Transport: server.Transport()}
	for range 2 {
		r, _ := http.NewRequest("GET", "https://"+server.Host()+"/v1/users.json?size=1", nil)
		r.Header.Set("Authorization", "Bearer token")
		answer, err := client.Do(r)
		if err != nil {
			panic(err)
		}
		answer.Body.Close()
		fmt.Println(answer.StatusCode, answer.Header.Get("Content-Type"))
	}
	fmt.Println(server.Counts())
	// Output:
	// 503 text/html;charset=UTF-8
	// 200 application/json;charset=UTF-8
	// map[users.json:2]
}

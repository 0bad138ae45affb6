package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/schedule"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

// What other programs read of an import: anpisync -import -dry-run -json.
func ExampleImportIn_json() {
	company := cybozutest.NewCompany(cybozutest.Data{
		Organizations: []cybozutest.Organization{{ID: 10, Code: "sales", Name: "営業部"}},
		Users: []cybozutest.User{{
			ID: 20, Code: "sato", Valid: true, Name: "佐藤 花子", SurNameReading: "さとう", GivenNameReading: "はなこ",
			Email: "sato@example.jp", Memberships: []cybozutest.Membership{{Organization: 10}},
		}},
	})
	server, err := cybozutest.NewServer(company, cybozutest.Options{Subdomain: "office", Tokens: []string{"token"}})
	if err != nil {
		panic(err)
	}
	defer server.Close()
	dir, err := os.MkdirTemp("", "example-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	keyring := credentials.Memory()
	if err := keyring.Save(context.Background(), cybozu.Host(server.Host()), credentials.Secret{APIToken: "token", InitialPassword: "first-password"}); err != nil {
		panic(err)
	}

	var object, text bytes.Buffer
	err = app.ImportIn(context.Background(), app.Options{
		Dir: dir, Keyring: keyring, Scheduler: schedule.Memory(), Cybozu: cybozu.Options{Transport: server.Transport()},
		ReadOnly: true, // -dry-run
		JSON:     &object,
	}, server.Host(), io.Discard)
	if err != nil {
		panic(err)
	}
	if err := json.Indent(&text, object.Bytes(), "", "  "); err != nil {
		panic(err)
	}
	fmt.Print(text.String())
	// Output:
	// {
	//   "version": 1,
	//   "outcome": "ok",
	//   "message": "",
	//   "applied": false,
	//   "import_id": null,
	//   "domain": "office.cybozu.com",
	//   "counts": {
	//     "departments": {
	//       "created": 1,
	//       "updated": 0,
	//       "linked": 0,
	//       "unlinked": 0,
	//       "deleted": 0,
	//       "unchanged": 0,
	//       "local": 0,
	//       "excluded": 0
	//     },
	//     "users": {
	//       "created": 1,
	//       "updated": 0,
	//       "linked": 0,
	//       "unlinked": 0,
	//       "deleted": 0,
	//       "unchanged": 0,
	//       "local": 0,
	//       "excluded": 0
	//     },
	//     "memberships": {
	//       "added": 1,
	//       "removed": 0,
	//       "unchanged": 0,
	//       "local": 0
	//     }
	//   },
	//   "guards": [],
	//   "problems": [],
	//   "changes": [
	//     {
	//       "kind": "department",
	//       "id": 2,
	//       "cybozu_id": 10,
	//       "action": "create",
	//       "rule": "D3",
	//       "reasons": [
	//         "new"
	//       ],
	//       "before": null,
	//       "after": {
	//         "code": "sales",
	//         "cybozu_id": 10,
	//         "former_link": false,
	//         "id": 2,
	//         "name": "営業部",
	//         "parent_id": 1,
	//         "sort_order": 1
	//       }
	//     },
	//     {
	//       "kind": "user",
	//       "id": 1,
	//       "cybozu_id": 20,
	//       "action": "create",
	//       "rule": "U6",
	//       "reasons": [
	//         "new"
	//       ],
	//       "before": null,
	//       "after": {
	//         "cybozu_id": 20,
	//         "departments": [
	//           2
	//         ],
	//         "email": "sato@example.jp",
	//         "employee_number": "",
	//         "former_link": false,
	//         "held_since": null,
	//         "id": 1,
	//         "login_name": "sato",
	//         "memo": "",
	//         "mobile_phone": "",
	//         "name": "佐藤 花子",
	//         "phone": "",
	//         "reading": "さとう はなこ",
	//         "sort_order": null,
	//         "suspended": false
	//       }
	//     }
	//   ]
	// }
}

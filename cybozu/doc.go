// Package cybozu reads everything an import needs from one cybozu.com through its User
// API: organizations, users and who belongs where. The result is a [Snapshot] that is
// complete and checked, or an [*Error] that says which [Kind] of failure it was. Never a
// part: what takes half a list for the whole deletes the other half.
//
//	host, err := cybozu.ParseHost("https://sub.cybozu.com/k/")
//	…
//	client, err := cybozu.NewClient(host, cybozu.Credentials{Login: login, Password: password}, cybozu.Options{})
//	…
//	defer client.Close()
//	snapshot, err := client.Fetch(ctx, nil)
//
// It is not for writing: it knows GET alone (rule I5). It does not clean or compare
// texts, match records, or judge whether the tree of organizations makes sense; that is
// package reconcile. It holds no sentence for people, and imports nothing of this
// program.
//
// # What cybozu.com does
//
// How sure each fact is: [documented] by Cybozu; [seen] in several clients or on a real
// cybozu.com by somebody else; [inferred]; [unknown], so that either way must work. None
// of it could be tried out on a real one while this was written.
//
// # Asking
//
// The API is below https://SUB.cybozu.com/v1/, not /k/v1/, and answers in JSON
// [documented]. A GET with a Content-Type or a body is refused [seen]. The language of
// messages is the account's, else that of Accept-Language [seen].
//
//	users.json                 {"users":[User]}
//	organizations.json         {"organizations":[Organization]}
//	organization/users.json    {"userTitles":[{"user":User,"title":Title or null}]}
//	user/organizations.json    {"organizationTitles":[{"organization":Organization,"title":Title or null}]}
//	csv/userOrganizations.csv  login,organization,title,organization,title,…
//
// The first two take ids[0]=… or codes[0]=…, not both, 100 at most; unknown ones are left
// out of the answer [seen]. They, and organization/users.json, take size (1 to 100) and
// offset. organization/users.json and user/organizations.json want a code [documented].
//
// The lists are in ascending id, and a page that is not full is the last one; there is
// neither a total nor a cursor [documented]. In which order members come is [unknown].
// An offset counts in the list as it is at that moment: when a record is deleted between
// two pages, the next page begins one too late [inferred]. This is why our pages overlap
// by one record.
//
// The JSON needs no administrator, but guests may not ask [documented]. Users in state
// 停止中 are listed, with "valid": false [seen]. 組織間のアクセス権 may hide users and
// organizations from those who are not administrators; a parentCode, and memberships, may
// then name what is not listed [inferred].
//
// The CSV is UTF-8 without a header, one row a user, organizations and titles by their
// codes; who is in no organization has the login alone, or empty fields after it. It
// needs a cybozu.com共通管理者 or an API token, others get 403 CB_NO02. It leaves out the
// built-in account Administrator [documented]. Whether its last line ends with a line
// break, and whether it holds users in state 停止中, is [unknown].
//
// # Records
//
// An id has 64 bits. It is a string in today's samples and a number in older ones
// [documented]. A text that is not set is null in the table of types, "" in the samples,
// or missing: all the same [inferred]. New keys appear over time. Texts have lengths that
// they never exceed: login names, codes and names 128 characters, よみ 64 each, addresses
// 256, phone numbers 100 [documented]; one that does, half a surrogate pair, and an id that
// is twice in one page are broken answers. Login names are case-sensitive, without any of
// \ [ ] " : ; < > , / [documented]. E-mail addresses need not be unique [documented]. An
// organization's code is unique and may hold any character, its name need not be unique
// [documented]. A user's primaryOrganization is the id of an organization, or null
// [documented]; whether members of one may have none, and whether it may be one that is
// hidden or left, is [unknown].
//
// # Who is asking
//
// A password goes as X-Cybozu-Authorization: base64("login:password"), UTF-8
// [documented]. An API token goes as Authorization: Bearer …, since April 2025, for all
// of the User API; it is the only way in for accounts with two-factor authentication or
// forced SAML [documented]. It is cy.s.api1. and a JSON Web Token, whose exp says when it
// ends [documented]. Where the caller's address is not an allowed one, Basic
// authentication is wanted in addition to the password [documented]; it cannot go with
// a token, since both use one header [seen].
//
// Ten wrong passwords in a row, by default, lock the account [documented]. So a Client
// sends its first request alone, never repeats one that was refused, and asks nothing
// more once it was.
//
// # Failures
//
// The body is {"message","id","code"}, at times with "errors" by parameter [documented].
// The code decides before the status does, which has changed over the years. Where a
// front server has put a page of its own in the place of the body, the header
// X-Cybozu-Error carries the code [seen]. These codes mean the same at any status; those
// below the first five are [seen] with other services on the same hosts, and may be met
// here or not. All but the three of a request concern the login.
//
//	CB_WA01     401, formerly 520   login unknown, suspended, wrong password [seen]
//	CB_AU01     401, formerly 520   no credentials, or a kind the account may not use [seen]
//	CB_VA01     400                 of the request: bad parameter, or a code that does not exist [documented]
//	CB_NO02     403                 of the request: no permission [documented]
//	GAIA_TO04   429                 of the request: too many at once, 100 a domain [documented for kintone]
//	SLASH_LO02  502                 as CB_WA01
//	CB_US02                         the account is locked
//	CB_PE01                         the password has expired
//	SLASH_PA02                      the password is a temporary one
//	CB_PL01                         the service has moved
//	SLASH_IL06                      the client certificate is another user's
//	CB_CS01                         a session is wanted
//
// All else is told by the status, and by what kind of body comes with it.
//
//	200                JSON   {"success":false}: a failure [seen]
//	401                HTML   Basic authentication missing or wrong [seen]
//	403, other 4xx     HTML   address not allowed, and no Basic authentication set up [unknown]
//	302 elsewhere      HTML   no such subdomain [seen, long ago]; or 404, or no DNS name [unknown]
//	302 here, 200      HTML   a session is wanted: a login page [seen]
//	502, 503, 504      HTML   overload or maintenance [seen], never with a code
//	500, 520           either other failures [seen]
//
// The answers themselves are in testdata/answers, each with its source. Where a real
// cybozu.com answers otherwise, package kept makes a file of it that can be added there.
//
// What a refused token is answered with is [unknown]: any 401 that is not HTML counts.
// A name that DNS does not have is taken for a wrong URL only if another name of
// cybozu.com can be found, since some systems say the same without any network.
//
// # How it reads
//
// One page of users first, alone. Then the pages of both lists and the CSV, side by
// side, at most ten requests at once, fewer after a 429, four after the first thousand.
// Users whom the CSV leaves out are asked for one by one. Where it is not to be had, does
// not fit the lists a second time, or leaves out more than 100 users or one who may not be
// asked for, every organization is asked for its members instead. With the CSV that makes
// ⌈U/99⌉ + ⌈O/99⌉ requests for U users and O organizations, and fifteen at most for pages
// that turn out not to exist, the CSV and Administrator.
//
// Organizations answer one after the other: who is moved meanwhile may be found in none.
// So users who are in none, or not in their primary one, are looked up by id and then
// asked for their organizations themselves. That answer counts; where they may not be
// asked for, what the organizations said stands. If they are more than 100, only those are
// asked for who are not in their primary one, a hundred at a time for as long as that
// corrects anybody, since a primary one may be an old one. Likewise those who are not where
// the last reading had them ([Client.Recall]). What cannot be told from the truth lasts
// until the next import: moves beyond these limits, and where there was no last reading,
// the move of somebody who stays in the primary organization, and one to an organization
// that was still to be asked, which shows the user in both.
//
// Users and organizations that memberships name and no list holds are looked up by id.
// Those that are not found are hidden from the account and count for nothing; a Snapshot
// names them, since nothing may be deleted for it.
//
// A member or an organization that no list holds and an id finds, a login or a code of the
// CSV that no list holds, a page that does not join the one before it, records after a page
// that was not full, a code that is there twice: all mean that somebody works at cybozu.com
// meanwhile, and the lists are read again, three times at most. What would be deleted is
// asked for once more with [Client.StillThere], and whether an organization is hidden
// rather than gone, its members are, with [Client.OrganizationsOf].
//
// 429, broken connections, and 502, 503, 504 without a code are tried five times, a silent
// server twice, and nothing else again. A complaint that is cut off may have had a code.
package cybozu

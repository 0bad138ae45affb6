// Package reconcile is the rules of an import: what reading one cybozu.com does to the
// directory that is kept here.
//
// [Import] makes, from the directory as stored, a snapshot of cybozu.com and the answers
// of a person, either the whole Plan or all the Problems there are; [Guards] says what
// of the Plan a person must confirm. Both are pure: they read and write nothing, and
// the order of their input is nothing to them. What a Plan is, is told in package
// directory; how it is written, in package storage; reading again what has shifted is
// the work of package app.
//
// The rules are numbered, so that a test, a comment or a message can name one. They are
// those of the integration of トヨクモ 安否確認サービス2 with cybozu.com, as far as its
// manual tells (M); where it is silent or contradicts itself, the decision is ours (D).
// Ours all have one spirit: nothing that a person entered is lost without being shown
// first and undoable after, and no problem is a dead end.
//
// # Words
//
// A department (部署) and a user (ユーザー) are ours, an organization (組織) and an account
// (cybozu user) are cybozu.com's. A record is linked (連携済み) when an earlier import
// created or edited it: it carries the id of its counterpart. The link is living while
// that id is in the list just read and not left out (U1, U13), else it is dead, unless it
// is hidden (M5). A record without a link is local (このアプリのみ).
//
// # Departments
//
//   - D1 (M, D). There is one 最上位部署, level 0. It may be renamed; it is never deleted,
//     moved, duplicated or linked, and has no code.
//   - D2 (M). Organizations become departments below it and keep their hierarchy; those
//     at the top of cybozu.com are level 1 here.
//   - D3 (M). An organization matches the department linked to its id; failing that, the
//     department without a living link whose 部署コード is exactly its organization code.
//     What matches gets its code, name and parent; what matches nothing is created.
//   - D4 (M). A linked department whose link is dead and that D3 did not match is deleted.
//   - D5 (M). A local department that is not matched is untouched: fields, parent, order,
//   - D6 (D). but for one whose parent is deleted by D4. It is lifted to the nearest
//     ancestor that survives, and the preview lists it.
//   - D7 (M, D). The order at cybozu.com is not imported. Siblings are shown linked before
//     local, then by sort_order, then by id ([directory.CompareSiblings]). A linked
//     department that is created or gets another parent comes after the linked ones
//     below that parent: 1 + the highest sort_order among them, first for the moved ones,
//     then for the new ones, each in ascending organization id. One that D6 lifts keeps
//     its number. No other number changes, and equal ones are allowed.
//   - D8 (M, D). A level-1 department, linked or local, that matches an organization which is
//     not at the top is an error: 「第1階層の部署の親部署を最上位部署以外に変更することはできません」.
//     Going up to level 1 is allowed. A dead link is not matched by code where it would
//     be that error: it is deleted (D4), and a department created. The one answer
//     「作り直す」 mends all cases at once: the departments move in this very import, and
//     their local members and local sub-departments go along. The rule is for imports;
//     by hand a linked department cannot be moved at all, a local one anywhere but
//     below itself.
//   - D9 (D). Codes may be swapped and passed on in one import, only the result counts.
//     A code that two departments would have in the result is an error that names both.
//   - D10 (D). An organization whose parentCode nobody has, or organizations whose parents
//     form a ring: the lists are read again (I6); if it stays, an error names them.
//   - D11 (D). Two organizations may have one name.
//
// # Users
//
//   - U1 (M, D). Every account is imported, 停止中 (valid: false) too; the state follows each
//     import, for display and filtering. Only the built-in account Administrator is left
//     out while it is 停止中, and counted as 除外.
//   - U2 (M). An account matches, first, the user with the living link to its id.
//   - U3 (M; the order D). Else it matches the first local user that there is of: the same login
//     name; the same e-mail address; the user's address is the account's login name; the
//     user's login name is the account's address. Each account is judged alone. Another
//     local user whom a later test would fit is a warning.
//   - U4 (M, D). Several accounts that choose one user, by whatever test, are an error that
//     names them all: 「複数のcybozu.comのユーザーが同じユーザーに紐付きます」. So is a new account whose
//     login name a user has whom another account holds; that is mended by
//     「ここのログイン名をcybozu.comに合わせる」, which gives the user here the login name of the account
//     that holds it.
//   - U5 (D). Login names compare exactly, addresses without regard to ASCII case; a login name
//     with an address as addresses. An empty one equals nothing. Where several users fit
//     one test, it is the one with the lowest id.
//   - U6 (M, D). An account that matches nobody becomes a user: 名前 ← name; よみ ← surNameReading
//     and givenNameReading with a space between, none where one is missing; ログイン名 ← code;
//     メールアドレス ← email; 電話番号 ← phone; メモ and 並び順 empty; the initial password.
//   - U7 (M). What matches gets 名前, よみ, メールアドレス, 電話番号 and 所属部署; never ログイン名,
//     パスワード, メモ or 並び順.
//   - U8 (M, D). A linked user whose link is dead and whom U11 did not match is deleted,
//     memberships included.
//     The answer 「残す（このアプリのみにする）」 drops the link instead, and nothing else.
//   - U9 (M). A local user who is not matched is untouched.
//   - U10 (M, D). No two users share an address in the result:
//     「メールアドレス「…」を重複させることはできません」, with every holder and its side. Only the result
//     counts: swapped and passed-on addresses succeed. Choosing who keeps it is the mend
//     (those who are 停止中 are proposed to lose it): the other accounts are imported
//     without it. A user here who is not imported can be the keeper; where an account is
//     chosen instead, that user's address is emptied and listed, the one exception to
//     U9. The choice is remembered by address and account, and forgotten when the
//     duplicate ends, be it by that very choice.
//   - U11 (D). A dead link can be matched by the first test of U3 alone, the same login name:
//     somebody re-created at cybozu.com keeps password and memo
//     (「同じログイン名で再登録」). It goes before U3's local users. Never by an address, for
//     addresses pass on (U10).
//   - U12 (D). null, a missing field and "" are the same: empty. In every text each run of tabs
//     and line breaks (U+0009–000D, 0085, 2028, 2029) becomes one space, then the control
//     characters C0, DEL and C1 are removed, then Unicode white space is trimmed
//     ([Clean]). Login names and codes are cleaned on both sides before they are
//     compared; two of one list that become equal are an error (U4, D9), and so is one of
//     which nothing is left. What is stored of a local record is not changed by it.
//     A valid that is neither true nor false, half a surrogate pair, one id twice in one
//     page and a text longer than cybozu.com allows are broken answers, which the reader
//     refuses.
//     Characters that are not seen, or turn others, stay; a record that gets one is a
//     warning ([directory.Deceptions]).
//   - U13 (D). The list 「読み込みから除外」 holds ids of cybozu.com that are not imported. What is
//     left out, here or by U1, counts as not listed: its link is dead, nobody asks for it
//     once more (I6), memberships of it and in it are not imported. An organization below
//     one that is left out is left out with it. A person who deletes a linked record here
//     is asked whether to put it on the list; without that it comes back. Taking a
//     deletion back, also by I10, takes its ids off the list, and no others.
//   - U14 (D). With a holding time of n days ([directory.Options]; none is the standard) whom U8
//     would delete is held (保留) instead: marked with the moment, all else kept, but for
//     memberships in departments that are deleted. That day it counts as a deletion for I6
//     and I7. The link of who is held stays dead: U11 matches by login name, U3 never, U2
//     once the id is listed again, and each ends the hold (「復帰」). Where an account has their
//     address in the result, theirs is emptied and listed, in the place of U10's error. The
//     first import on or after day n deletes them by U8. Who is held is none of 全ユーザー, and
//     in no roster, file or 点検 ([directory.User.Counts]).
//   - U15 (D). A person may choose to have 携帯電話 ← mobilePhone and 従業員番号 ← employeeNumber
//     written by U6 and U7 too ([directory.Options]); where it is no longer chosen, they stay
//     as they are and are no longer written. 電話番号 may come from mobilePhone instead of phone,
//     or from the first of both, in either order, that is not empty.
//
// # Memberships (所属)
//
//   - M1 (M). An imported user is in the departments that cybozu.com says, and of the earlier
//     ones in those that are local after this import.
//   - M2 (M). So, with 1 and 2 linked and 3 local: {1,2,3} and {1} at cybozu.com make {1,3}; a
//     local user in {1}, matched for the first time, and {2} make {2}; one who is not at
//     cybozu.com keeps {1,3}.
//   - M3 (D). A membership in a deleted department disappears with it. For users who are not
//     imported each is listed; who loses the last one is 未所属.
//   - M4 (M). Belonging to a child is not belonging to its parent.
//   - M5 (D). What a source of memberships does not say is not "none". That is the reader's to
//     ask for. A membership may name a user or an organization that no list holds: one that
//     is found by id makes the lists be read again (I6); one that is not is hidden from
//     this account (組織間のアクセス権), is left out, and counted in the preview. A linked record
//     that is hidden is not gone: its link is neither living nor dead, nothing matches it,
//     it stays as it is, and so do the memberships in it. D6, M3 and U10 go for it as for a
//     local one.
//
// # The import as a whole
//
//   - I1 (M, D). One error cancels everything. All errors are shown at once, with who is concerned
//     and how to mend each.
//   - I2 (M). All is written in one transaction, or nothing. The Plan is all of it.
//   - I3 (M, D). Only created users get the initial password. It has no part in the rules, and no
//     Plan holds it.
//   - I4 (M, D). One cybozu.com domain at a time; hosts compare in lower case. Another one is a
//     question first. 「URLだけが変わった」 keeps the links, and is proposed when at least half of
//     the linked users' ids are there under the same login name or address (and there is
//     a linked user). 「別の環境」 drops the links, before anything is matched, and the lists of
//     U10 and U13 with them: nothing is deleted for it. What is not matched again stays,
//     local and marked 以前の連携先, and users whom this import matches leave the departments
//     so marked. To later imports these are like any local department.
//   - I5 (M). Nothing is ever written to cybozu.com.
//   - I6 (D). What would be deleted is first asked for once more by id. If it is there, the lists
//     shifted while they were read, and are read again; after three rounds it is an error. A deletion
//     with [directory.ReasonExcluded] needs no asking.
//   - I7 (D). A person must confirm, each with its number: deleting more than 3 and more than
//     10 % of the linked users, or more than 50, and departments alike; an empty list of
//     organizations while departments are linked; removing more than 10 and more than
//     10 % of the memberships in departments that stay, those of deleted users included;
//     emptying the address, the phone number, the 名前 or the よみ of more than 3 and more
//     than 10 % of the matched users; giving more than half of them, and more than 10,
//     another 名前 or another address, or making so many 停止中; a login name re-created
//     (U11) under another 名前. Percentages are of what was there before. It holds for
//     every Plan, that of an undo and of a file too, in which the matched are those who
//     were there and stay, and for what another directory would replace ([Replacement]).
//     A list without a single user, or with a password without the account that logged in,
//     is an error whatever is here, and so is one in which more than one 名前 in a hundred,
//     and more than 1, is empty; one that holds nothing but U1's Administrator is without
//     users.
//   - I8 (D). A Plan is for the revision it was made from, and no other. Where the directory
//     has changed meanwhile another is made: for the preview, or, without a person, three
//     times at most.
//   - I9 (D). An import that changes nothing writes nothing but its line in the history
//     ([directory.Plan.Empty]); the end of a choice of U10 aside.
//   - I10 (D). Undo restores departments, users, memberships and links, and with the links their
//     domain; history, choices and settings stay ([directory.Restore]). It pauses imports
//     without a person until one was made by hand. An edit by hand can be taken back at any
//     time by its inverse, unless the record has changed since ([directory.TakeBack]). What
//     is undone cannot be undone again ([directory.Holding]).
package reconcile

package format

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"anpisync/reconcile/directory"
)

// keyFields are those by which a person is found, those that are nobody else's first.
var keyFields = []Source{Of(directory.FieldLogin), Of(directory.FieldEmail), Of(directory.FieldEmployee), Of(directory.FieldName)}

// index is the users by a field; nil where several have the same.
func indexBy(users []directory.User, s Source) map[string]*directory.User {
	all := make(map[string]*directory.User, len(users))
	for i := range users {
		key := s.fold(s.field(&users[i]))
		if key == "" {
			continue
		}
		if _, taken := all[key]; taken {
			all[key] = nil
			continue
		}
		all[key] = &users[i]
	}
	return all
}

// link finds out who of here the records are, by the columns whose cells are somebody's.
func (l *learner) link(ctx context.Context) {
	l.people = make([]*directory.User, min(len(l.records), mostLinked))
	if len(l.people) == 0 || ctx.Err() != nil {
		return
	}
	votes := make([]map[*directory.User]int, len(l.people))
	for n, s := range keyFields {
		index := indexBy(l.now.Users, s)
		if len(index) == 0 {
			continue
		}
		for column := range l.width {
			found := make([]*directory.User, len(l.people))
			hits, filled := 0, 0
			distinct := map[*directory.User]bool{}
			for i := range l.people {
				key := s.fold(l.cell(i, column))
				if key == "" {
					continue
				}
				filled++
				if u := index[key]; u != nil {
					found[i] = u
					hits++
					distinct[u] = true
				}
			}
			h := l.hint(column)
			same := h.source.What == Field && h.source.Field == s.Field && h.source.Part == Full
			if hits == 0 || len(distinct)*10 < hits*9 || hits*2 < filled && !same && s.Field != directory.FieldEmail || hits == 1 && len(l.people) > 3 && !same {
				continue
			}
			for i, u := range found {
				if u == nil {
					continue
				}
				if votes[i] == nil {
					votes[i] = map[*directory.User]int{}
				}
				votes[i][u] += len(keyFields) - n + 1
			}
		}
	}
	linked := 0
	for i, vote := range votes {
		if len(vote) > 0 {
			linked++
		}
		if linked > mostCompared {
			return
		}
		for u, n := range vote {
			if best := l.people[i]; best == nil || n > vote[best] || n == vote[best] && u.ID < best.ID {
				l.people[i] = u
			}
		}
	}
}

// candidates are the sources that cells are compared with; scripts and spaces make no
// difference there.
func candidates() []Source {
	var all []Source
	for _, field := range []string{directory.FieldLogin, directory.FieldName, directory.FieldReading, directory.FieldEmail, directory.FieldPhone,
		directory.FieldMobile, directory.FieldEmployee, directory.FieldMemo, directory.FieldSortOrder} {
		all = append(all, Of(field))
		if field == directory.FieldName || field == directory.FieldReading {
			all = append(all, Of(field).With(Family, AsIs), Of(field).With(Given, AsIs))
		}
	}
	all = append(all, Source{What: Code}, Source{What: Name})
	for level := 1; level <= 6; level++ {
		all = append(all, Source{What: Level, Level: level})
	}
	return append(all, Source{What: Path, Join: "/"}, Source{What: All, Join: ";"}, Source{What: AllNames, Join: ";"})
}

// base is a source as it is among the candidates.
func (s Source) base() Source {
	s.Script, s.Space, s.Member, s.Text, s.Stays = AsIs, "", 0, "", ""
	switch s.What {
	case Path:
		s.Join = "/"
	case All, AllNames:
		s.Join = ";"
	}
	return s
}

// finding is how well a column fits a source.
type finding struct {
	source         Source
	same, compared int
	missed         int // one of the two is empty
	emptied        int // of these, what only the service has, and goes on having where its file is read
	distinct       int // different values that are the same
}

func (f finding) share() float64 {
	if f.compared == 0 {
		return 0
	}
	return float64(f.same) / float64(f.compared)
}

// fits says whether the values alone would be enough.
func (f finding) fits() bool { return f.compared >= 2 && f.share() >= 0.7 }

// values compares a column with all candidates.
func (l *learner) values(r *renderer, column int) map[Source]finding {
	all := map[Source]finding{}
	for _, s := range candidates() {
		f := finding{source: s}
		distinct := map[string]bool{}
		for i, u := range l.people {
			if u == nil {
				continue
			}
			cell := l.cell(i, column)
			said := r.says(s, u)
			filled := slices.ContainsFunc(said, isFilled)
			switch {
			case cell == "" && !filled:
			case cell == "" || !filled:
				f.missed++
				if cell != "" && s.What == Field && u.Linked() && userFields[s.Field].Imported {
					f.emptied++
				}
			default:
				f.compared++
				if slices.ContainsFunc(said, func(value string) bool { return value != "" && sameLoosely(s, cell, value) }) {
					f.same++
					distinct[cell] = true
				}
			}
		}
		f.distinct = len(distinct)
		all[s] = f
	}
	return all
}

// sameLoosely is as [renderer.same], with any sign between departments.
func sameLoosely(s Source, cell, value string) bool {
	if s.What == All || s.What == AllNames {
		return slices.Equal(items(cell), items(value))
	}
	return s.fold(cell) == s.fold(value)
}

func items(cell string) []string {
	all := strings.FieldsFunc(norm.NFKC.String(cell), func(r rune) bool { return strings.ContainsRune(";、,|/ ", r) })
	slices.Sort(all)
	return all
}

// says are the values of a source, of any membership.
func (r *renderer) says(s Source, u *directory.User) []string {
	if !s.isMember() {
		return []string{r.value(s, subject{id: u.ID, user: u}, nil)}
	}
	var all []string
	for _, id := range u.Departments {
		all = append(all, r.department(s, id))
	}
	return all
}

// columns finds out what stands in each.
func (l *learner) columns(f *Format) []Match {
	r := newRenderer(f, l.now)
	linked := 0
	for _, u := range l.people {
		if u != nil {
			linked++
		}
	}
	matches := make([]Match, len(f.Columns))
	found := make([]map[Source]finding, len(f.Columns))
	hints := make([]hint, len(f.Columns))
	for i := range f.Columns {
		hints[i], found[i] = l.hint(i), l.values(r, i)
		f.Columns[i].Source, matches[i] = l.column(i, hints[i], found[i], linked)
	}
	numbers := 0 // columns that are called after a number of people
	for _, h := range hints {
		if h.source.Field == directory.FieldLogin || h.source.Field == directory.FieldEmployee {
			numbers++
		}
	}
	for i, h := range hints {
		if numbers > 1 && matches[i].Compared == 0 && (h.source.Field == directory.FieldLogin || h.source.Field == directory.FieldEmployee) {
			matches[i].Confidence = Unsure // which of them is known here, nobody tells
		}
	}
	l.levels(r, f, hints, found, matches)
	l.unique(f, found, matches)
	l.further(f)
	for i := range f.Columns {
		s, m := l.dress(i, f.Columns[i].Source), &matches[i]
		f.Columns[i].Source = s
		if s.What != Field {
			m.Emptied = 0
		}
		if m.Emptied > m.Same || s.What == Delete && !l.marked(i, s) {
			m.Confidence = Unsure
		}
	}
	return matches
}

// column is what one holds, by its header and its values.
func (l *learner) column(i int, h hint, found map[Source]finding, linked int) (Source, Match) {
	best := finding{}
	for _, s := range candidates() { // the first of those that fit alike
		if v := found[s]; v.fits() && (v.share() > best.share() || v.share() == best.share() && v.missed < best.missed) {
			best = v
		}
	}
	match := func(c Confidence, v finding) Match { return Match{c, h.known, v.same, v.compared, v.emptied} }
	if h.source.What == "" { // no word
		switch {
		case best.fits() && best.distinct >= 2 && best.compared >= 3 && best.share() >= 0.9:
			return best.source, match(Likely, best)
		case best.fits() && best.distinct >= 2:
			return best.source, match(Unsure, best)
		case l.isEmptyColumn(i) && len(l.records) > 0 && len(l.head) > 0:
			return Source{What: Keep}, match(Likely, finding{})
		case linked >= 3 && len(l.head) > 0:
			return Source{What: Keep}, match(Likely, finding{})
		}
		return l.byLook(i), match(Unsure, finding{})
	}
	s := h.source
	switch s.What {
	case Password, Delete, Keep:
		c := Sure
		if !h.sure {
			c = Unsure
		}
		if s.What == Keep && best.fits() && best.compared >= 3 && best.distinct >= 3 && best.share() >= 0.9 {
			return best.source, match(Unsure, best) // the word says that it is none of ours, and the values that it is
		}
		return s, match(c, finding{})
	}
	own := found[s.base()]
	if s.What == Name || s.What == Code || s.What == Path {
		if own, s = l.departmentBy(s, found); !own.fits() {
			if way, looks := l.several(i, s); looks {
				return way, match(Unsure, own)
			}
		}
	}
	switch {
	case own.fits():
		return s, match(Sure, own)
	case s.Field == directory.FieldEmployee && !l.now.Options.Reads(directory.FieldEmployee):
		login := found[Of(directory.FieldLogin)]
		switch {
		case login.fits():
			return login.source, match(Sure, login)
		case login.compared >= 3 && login.share() < 0.1:
			return Source{What: Keep}, match(Unsure, login) // the service's own numbers
		}
		return Of(directory.FieldLogin), match(Unsure, finding{}) // there are no such numbers here
	case s.Field == directory.FieldMobile && !l.now.Options.Reads(directory.FieldMobile):
		if phone := found[Of(directory.FieldPhone)]; phone.fits() {
			return phone.source, match(Sure, phone)
		}
		return Source{What: Keep}, match(Unsure, finding{}) // nor such
	case best.fits() && best.distinct >= 2 && best.compared >= 3 && best.share() >= 0.9 && own.share() < 0.3:
		if h.sure && own.compared > 0 {
			return best.source, match(Unsure, best)
		}
		return best.source, match(Likely, best)
	case own.compared >= 3 && own.share() < 0.1 && (s.Field == directory.FieldLogin || s.Field == directory.FieldEmployee):
		return Source{What: Keep}, match(Unsure, own) // the service's own numbers
	case own.compared >= 3 && own.share() < 0.5, own.compared > 0 && own.same == 0:
		return s, match(Unsure, own)
	case !h.sure:
		return s, match(Unsure, own)
	}
	return s, match(Sure, own)
}

// departmentBy is which way of telling a department a column has that is called after one.
func (l *learner) departmentBy(s Source, found map[Source]finding) (finding, Source) {
	ways := []Source{{What: Name}, {What: Path, Join: "/"}, {What: AllNames, Join: ";"}, {What: Code}, {What: All, Join: ";"},
		{What: Level, Level: 1}, {What: Level, Level: 2}, {What: Level, Level: 3}}
	if s.What == Code {
		ways = []Source{{What: Code}, {What: All, Join: ";"}}
	}
	best := found[s.base()]
	for _, way := range ways {
		if v := found[way]; v.fits() && (!best.fits() || v.share() > best.share()) {
			best = v
			member := s.Member
			s = way
			s.Member = member
		}
	}
	return best, s
}

// several is the way of telling departments that cells look like with signs in them: the
// names on the way to one, or all of them.
func (l *learner) several(column int, s Source) (Source, bool) {
	paths, lists, filled := 0, 0, 0
	for i := range l.records {
		cell := l.cell(i, column)
		if cell == "" {
			continue
		}
		filled++
		if strings.ContainsFunc(cell, isPathSign) {
			paths++
		} else if strings.ContainsAny(cell, ";；,、") {
			lists++
		}
	}
	switch {
	case s.What != Code && paths*3 > filled && paths > 0:
		return Source{What: Path, Join: "/"}, true
	case lists*20 <= filled || lists == 0:
		return s, false
	case s.What == Code:
		return Source{What: All, Join: ";"}, true
	}
	return Source{What: AllNames, Join: ";"}, true
}

func (l *learner) isEmptyColumn(column int) bool {
	for i := range l.records {
		if l.cell(i, column) != "" {
			return false
		}
	}
	return true
}

// byLook is what cells look like, where nobody is known and no word is there.
func (l *learner) byLook(column int) Source {
	emails, filled := 0, 0
	for i := range l.records {
		if cell := l.cell(i, column); cell != "" {
			filled++
			if strings.Contains(cell, "@") {
				emails++
			}
		}
	}
	if filled > 0 && emails*10 >= filled*8 {
		return Of(directory.FieldEmail)
	}
	return Source{What: Keep}
}

// levels tells columns with the names of departments and numbers apart: 組織1, 組織2 and 組織3
// are the way down to one department, or several to which somebody belongs.
func (l *learner) levels(r *renderer, f *Format, hints []hint, found []map[Source]finding, matches []Match) {
	groups := map[string][]int{}
	for i, h := range hints {
		if h.source.What == Name && h.source.Member == 0 && h.number > 0 {
			stem := strings.Map(func(r rune) rune {
				if unicode.IsDigit(r) {
					return -1
				}
				return r
			}, wordOf(f.Columns[i].Name))
			groups[stem] = append(groups[stem], i)
		}
	}
	for _, group := range groups {
		level, member := finding{}, finding{}
		for _, i := range group {
			l.asLevelOrMember(r, i, hints[i].number, &level, &member)
		}
		coded := severalCodes(hints)
		asMember := len(group) == 1 && hints[group[0]].number == 1 || member.fits() && member.share() > level.share() || coded && !level.fits()
		best, rival := level, member
		if asMember {
			best, rival = member, level
		}
		c := Unsure
		if best.fits() && best.share() > rival.share() {
			c = Sure
		}
		for _, i := range group {
			n := hints[i].number
			f.Columns[i].Source = Source{What: Level, Level: n}
			v := found[i][Source{What: Level, Level: min(n, 6)}]
			if asMember {
				f.Columns[i].Source = Source{What: Name, Member: n}
				v = found[i][Source{What: Name}]
			}
			if n > mostLevels || n > mostMembers {
				f.Columns[i].Source, c = Source{What: Keep}, Unsure
			}
			matches[i] = Match{c, true, v.same, v.compared, v.emptied}
		}
	}
}

// asLevelOrMember compares a column with the name at a level of the path to a department, and
// with a further membership: that one of the two says nothing tells as much.
func (l *learner) asLevelOrMember(r *renderer, column, n int, level, member *finding) {
	for i, u := range l.people {
		if u == nil || len(u.Departments) == 0 {
			continue
		}
		cell := l.cell(i, column)
		s := Source{What: Level, Level: n}
		names := r.says(Source{What: Name}, u)
		level.compared++
		if slices.ContainsFunc(r.says(s, u), func(value string) bool { return s.fold(value) == s.fold(cell) }) {
			level.same++
		}
		member.compared++
		if cell == "" && len(names) < n || slices.ContainsFunc(names, func(value string) bool { return cell != "" && s.fold(value) == s.fold(cell) }) {
			member.same++
		}
	}
}

// severalCodes says whether there are several columns of codes: then those of names go with
// them.
func severalCodes(hints []hint) bool {
	n := 0
	for _, h := range hints {
		if h.source.What == Code {
			n++
		}
	}
	return n > 1
}

// unique leaves a field to the column that fits it best; the others are kept.
func (l *learner) unique(f *Format, found []map[Source]finding, matches []Match) {
	holders := map[Source]int{}
	better := func(i, j int) bool {
		a, b := matches[i], matches[j]
		if a.Confidence != b.Confidence {
			return a.Confidence > b.Confidence
		}
		if a.ByName != b.ByName {
			return a.ByName
		}
		s := f.Columns[i].Source.base()
		return found[i][s].share() > found[j][s].share()
	}
	for i := range f.Columns {
		s := f.Columns[i].Source
		switch s.What {
		case Keep, Nothing, Fixed, Name, Code:
			continue
		}
		s = s.base()
		if s.What == Field && s.Field == directory.FieldReading {
			s.Script = f.Columns[i].Source.Script // よみ may be there in two scripts
		}
		j, taken := holders[s]
		if !taken {
			holders[s] = i
			continue
		}
		loser := i
		if better(i, j) {
			holders[s], loser = i, j
		}
		f.Columns[loser].Source = Source{What: Keep}
		if matches[loser].Confidence = Likely; matches[loser].ByName {
			matches[loser].Confidence = Unsure
		}
	}
}

// further numbers the memberships of columns that say departments without saying which.
func (l *learner) further(f *Format) {
	next := map[What]int{}
	for i := range f.Columns {
		s := &f.Columns[i].Source
		if s.What != Code && s.What != Name {
			continue
		}
		if h := l.hint(i); h.number > 0 && s.Member == 0 && h.source.What == Code {
			s.Member = min(h.number, mostMembers)
		}
		if s.Member == 0 {
			s.Member = min(next[s.What]+1, mostMembers)
		}
		next[s.What] = max(next[s.What], s.Member)
	}
	for i := range f.Columns {
		if s := &f.Columns[i].Source; s.What == Level || s.What == Path {
			s.Member = 1
		}
	}
}

// dress gives a source what the cells show of it: letters, spaces, marks.
func (l *learner) dress(column int, s Source) Source {
	switch s.What {
	case Delete:
		return l.mark(column, s)
	case Password:
		if mask := l.most(column); mask != "" && isMask(mask) {
			s.Stays = mask
		}
	case Path, All, AllNames:
		if join := l.join(column, s.What); join != "" {
			s.Join = join
		}
	case Field:
		switch s.Field {
		case directory.FieldReading:
			s.Script = l.script(column, s.Script)
			s.Space = l.space(column, s)
		case directory.FieldName:
			s.Space = l.space(column, s)
		case directory.FieldPhone, directory.FieldMobile:
			bare, filled := 0, 0
			for i := range l.records {
				if cell := l.cell(i, column); cell != "" {
					filled++
					if digits(cell) == cell {
						bare++
					}
				}
			}
			if filled > 0 && bare*2 > filled {
				s.Script = Digits
			}
		}
	}
	return s
}

// mark is the source of who leaves with the marks that a column has: who stays has that of
// most, and who leaves the only other one.
func (l *learner) mark(column int, s Source) Source {
	s.Stays = l.most(column)
	others := map[string]bool{}
	for i := range l.records {
		if cell := l.cell(i, column); cell != s.Stays {
			others[cell] = true
		}
	}
	for cell := range others {
		if len(others) == 1 && cell != "" {
			s.Text = cell
		}
	}
	if s.Text == s.Stays {
		s.Text = map[bool]string{true: "0", false: "1"}[s.Stays == "1"]
	}
	return s
}

// marked says whether a file tells the mark of who leaves: it has the mark, or the usual
// counterpart of it.
func (l *learner) marked(column int, s Source) bool {
	if s.Text == "1" && s.Stays == "0" {
		return true
	}
	for i := range l.records {
		if l.cell(i, column) == s.Text {
			return true
		}
	}
	return false
}

// isMask says whether a text stands for a password that is not shown.
func isMask(text string) bool {
	return text != "" && strings.Trim(text, "*＊●•・") == ""
}

func (l *learner) join(column int, w What) string {
	signs := pathSigns
	if w != Path {
		signs = ";；,、|/"
	}
	for i := range l.records {
		cell := l.cell(i, column)
		at := strings.IndexAny(cell, signs)
		if at < 0 && w != Path {
			at = strings.IndexByte(cell, ' ')
		}
		if at <= 0 {
			continue
		}
		from, to := at, at+len(string([]rune(cell[at:])[0]))
		for from > 0 && cell[from-1] == ' ' {
			from--
		}
		for to < len(cell) && cell[to] == ' ' {
			to++
		}
		return cell[from:to]
	}
	return ""
}

// script is the one of most cells.
func (l *learner) script(column int, otherwise Script) Script {
	count := map[Script]int{}
	for i := range l.records {
		for _, r := range l.cell(i, column) {
			switch {
			case 'ぁ' <= r && r <= 'ゖ':
				count[AsIs]++
			case 'ァ' <= r && r <= 'ヺ':
				count[Katakana]++
			case 'ｦ' <= r && r <= 'ﾝ':
				count[HalfKatakana]++
			}
		}
	}
	best := otherwise
	for _, s := range []Script{AsIs, Katakana, HalfKatakana} {
		if count[s] > count[best] {
			best = s
		}
	}
	return best
}

// space is what stands between the parts of a name in most cells, where it is not as here.
func (l *learner) space(column int, s Source) string {
	if s.Part != Full {
		return ""
	}
	wide, narrow, none := 0, 0, 0
	for i := range l.records {
		switch cell := l.cell(i, column); {
		case strings.Contains(cell, "　"):
			wide++
		case strings.Contains(cell, " "):
			narrow++
		case cell != "" && i < len(l.people) && l.people[i] != nil && strings.ContainsFunc(s.With(Full, AsIs).field(l.people[i]), unicode.IsSpace):
			none++
		}
	}
	switch {
	case wide > narrow && wide > none:
		return "　"
	case none > narrow:
		return "-"
	}
	return ""
}

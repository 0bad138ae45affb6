//go:build ignore

package main

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"slices"
	"strings"
)

// A mutant is one change of a package.
type mutant struct {
	id       int
	file     string // from the top of the tree
	line     int
	name     string // how the list calls it: without the line, which others move
	old, new string
}

// A site is where one or more mutants are switched: between an edit before and one after.
type site struct {
	mutants   []*mutant
	function  *ast.FuncDecl
	goesOn    bool             // where the code as it is does not go on
	packages  []*types.Package // that it names
	start, to int              // in the changed file
	broken    bool             // it does not compile
}

// An edit puts text in place of some.
type edit struct {
	from, to int
	text     string
	site     *site
	part     part
}

// A part says what of its site an edit is.
type part int

const ( // as they stand where one node touches the next
	end part = iota
	middle
	begin
)

// A source is a file of the package, with all its mutants.
type source struct {
	path    string // from the top of the tree
	content []byte
	syntax  *ast.File
	edits   []*edit
	sites   []*site
}

// An instrumented package has all its mutants in it, each with a number.
type instrumented struct {
	name    string
	sources []*source
	mutants []*mutant // those that compile
	broken  int       // those that do not
	count   int
}

//go:embed switch.go
var switches string

// switchFile is what is put beside the files.
func switchFile(name string, count int) string {
	_, body, _ := strings.Cut(switches, "package main\n")
	return fmt.Sprintf("package %s\n%s\nconst mutantCount = %d\n", name, body, count+1)
}

// instrument finds all mutants of the files of a package, and leaves those out that do not compile.
func instrument(pkg string, paths []string, imports types.Importer, files *token.FileSet) (*instrumented, error) {
	p := &instrumented{}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
	var syntax []*ast.File
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(files, path, content, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p.name = file.Name.Name
		p.sources = append(p.sources, &source{path: path, content: content, syntax: file})
		syntax = append(syntax, file)
	}
	config := types.Config{Importer: imports, FakeImportC: true}
	self, err := config.Check(pkg, files, syntax, info)
	if err != nil {
		return nil, err
	}
	next, names := 1, map[string]int{}
	for _, s := range p.sources {
		f := &finder{source: s, files: files, info: info, self: self, next: &next, names: names, skipped: map[ast.Expr]bool{}, kept: map[ast.Stmt]bool{}, isSimple: map[ast.Stmt]bool{}}
		f.find()
	}
	p.count = next - 1
	for {
		found, err := p.compile(pkg, imports, files)
		if err != nil {
			return nil, err
		}
		if !found {
			break
		}
	}
	for _, s := range p.sources {
		for _, place := range s.sites {
			if place.broken {
				p.broken += len(place.mutants)
			} else {
				p.mutants = append(p.mutants, place.mutants...)
			}
		}
	}
	slices.SortFunc(p.mutants, func(a, b *mutant) int { return cmp.Compare(a.id, b.id) })
	return p, nil
}

// compile says whether it found sites that do not, which it has then marked.
func (p *instrumented) compile(pkg string, imports types.Importer, files *token.FileSet) (found bool, err error) {
	var syntax []*ast.File
	byFile := map[*token.File]int{}
	for _, s := range p.sources {
		file, err := parser.ParseFile(files, "changed/"+s.path, s.changed(), parser.SkipObjectResolution)
		if err != nil {
			return false, err
		}
		byFile[files.File(file.FileStart)] = len(syntax)
		syntax = append(syntax, file)
	}
	file, err := parser.ParseFile(files, "switch.go", switchFile(p.name, p.count), parser.SkipObjectResolution)
	if err != nil {
		return false, err
	}
	var lost []error
	config := types.Config{Importer: imports, FakeImportC: true, Error: func(err error) {
		var wrong types.Error
		if !errors.As(err, &wrong) {
			lost = append(lost, err)
			return
		}
		i, ours := byFile[files.File(wrong.Pos)]
		if ours && p.sources[i].spoil(syntax[i], wrong.Pos, wrong.Msg) {
			found = true
		} else {
			lost = append(lost, err)
		}
	}}
	_, _ = config.Check(pkg, files, append(syntax, file), nil)
	if !found {
		return false, errors.Join(lost...)
	}
	return true, nil
}

// spoil marks the site that an error is in, the innermost, or those without which a function
// does return.
func (s *source) spoil(changed *ast.File, pos token.Pos, message string) bool {
	at := int(pos - changed.FileStart)
	var inner *site
	for _, place := range s.sites {
		if !place.broken && place.start <= at && at < place.to && (inner == nil || place.to-place.start < inner.to-inner.start) {
			inner = place
		}
	}
	missing := strings.Contains(message, "missing return")
	if inner != nil && !missing {
		inner.broken = true
		return true
	}
	function := s.functionAt(changed, pos)
	found := false
	for _, place := range s.sites {
		if !place.broken && place.goesOn == missing && place.function == function {
			place.broken, found = true, true
		}
	}
	return found
}

// functionAt is what a place of the changed file belongs to, as it was. The imports alone are more.
func (s *source) functionAt(changed *ast.File, pos token.Pos) *ast.FuncDecl {
	more := len(changed.Decls) - len(s.syntax.Decls)
	for i, d := range s.syntax.Decls {
		if now := changed.Decls[i+more]; now.Pos() <= pos && pos <= now.End() {
			function, _ := d.(*ast.FuncDecl)
			return function
		}
	}
	return nil
}

// changed is the file with all its switches.
func (s *source) changed() []byte {
	var out bytes.Buffer
	packages := map[*types.Package]bool{}
	for _, place := range s.sites {
		for _, p := range place.packages {
			if !place.broken {
				packages[p] = true
			}
		}
	}
	header := int(s.syntax.Name.End() - s.syntax.FileStart)
	out.Write(s.content[:header])
	for _, p := range slices.SortedFunc(maps.Keys(packages), func(a, b *types.Package) int { return strings.Compare(a.Path(), b.Path()) }) {
		fmt.Fprintf(&out, "; import %s %q", alias(p), p.Path())
	}
	at := header
	for _, e := range s.edits {
		if e.site.broken {
			continue
		}
		out.Write(s.content[at:e.from])
		if e.part == begin {
			e.site.start = out.Len()
		}
		out.WriteString(e.text)
		if e.part == end {
			e.site.to = out.Len()
		}
		at = e.to
	}
	out.Write(s.content[at:])
	return out.Bytes()
}

func alias(p *types.Package) string {
	return "mutant_" + strings.Map(func(r rune) rune {
		if r == '/' || r == '.' || r == '-' {
			return '_'
		}
		return r
	}, p.Path())
}

// A finder finds the mutants of a file.
type finder struct {
	*source
	files    *token.FileSet
	info     *types.Info
	self     *types.Package
	next     *int
	names    map[string]int // how many mutants have it
	function *ast.FuncDecl
	skipped  map[ast.Expr]bool // which Go wants to be constant, or whose value is nothing to anybody
	kept     map[ast.Stmt]bool
	isSimple map[ast.Stmt]bool
}

func (f *finder) offset(pos token.Pos) int { return int(pos - f.syntax.FileStart) }

func (f *finder) between(from, to token.Pos) string {
	return string(f.content[f.offset(from):f.offset(to)])
}

func (f *finder) text(n ast.Node) string { return f.between(n.Pos(), n.End()) }

// add numbers a change of a node.
func (f *finder) add(place *site, n ast.Node, text string) int {
	m := &mutant{id: *f.next, file: f.path, line: f.files.Position(n.Pos()).Line, old: short(f.text(n)), new: short(text)}
	*f.next++
	m.name = fmt.Sprintf("%s %s: %s → %s", m.file, nameOf(f.function), m.old, m.new)
	f.names[m.name]++
	if n := f.names[m.name]; n > 1 {
		m.name += fmt.Sprintf(" (%d)", n)
	}
	place.mutants = append(place.mutants, m)
	return m.id
}

func nameOf(function *ast.FuncDecl) string {
	if function == nil {
		return "-"
	}
	if function.Recv == nil {
		return function.Name.Name
	}
	of := function.Recv.List[0].Type
	for {
		switch t := of.(type) {
		case *ast.StarExpr:
			of = t.X
		case *ast.IndexExpr:
			of = t.X
		case *ast.IndexListExpr:
			of = t.X
		default:
			return of.(*ast.Ident).Name + "." + function.Name.Name
		}
	}
}

func short(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > 80 {
		text = string(runes[:79]) + "…"
	}
	if text == "" {
		return "nothing"
	}
	return text
}

func (f *finder) find() {
	for _, d := range f.syntax.Decls {
		f.function, _ = d.(*ast.FuncDecl)
		var stack []func()
		ast.Inspect(d, func(n ast.Node) bool {
			if n == nil {
				stack[len(stack)-1]()
				stack = stack[:len(stack)-1]
				return false
			}
			down, then := f.visit(n)
			if down {
				stack = append(stack, then)
			}
			return down
		})
	}
	slices.SortStableFunc(f.edits, func(a, b *edit) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.part, b.part))
	})
}

// visit says whether to go down, and what to do then.
func (f *finder) visit(n ast.Node) (down bool, then func()) {
	then = func() {}
	if e, ok := n.(ast.Expr); ok {
		if f.skipped[e] {
			return false, nil
		}
		if v := f.info.Types[e]; v.Value != nil {
			f.constant(e, v.Type)
			return false, nil
		}
	}
	switch n := n.(type) {
	case *ast.GenDecl:
		return n.Tok == token.VAR, then // constants are words that stand in a file or a database
	case *ast.Field, *ast.ArrayType, *ast.StructType, *ast.InterfaceType, *ast.MapType, *ast.ChanType, *ast.FuncType:
		return false, nil
	case *ast.CompositeLit:
		f.skipKeys(n)
	case *ast.CallExpr:
		f.skipRoom(n)
	case *ast.BinaryExpr:
		return true, f.binary(n)
	case *ast.UnaryExpr:
		if n.Op == token.NOT {
			return true, f.contrary(n, f.text(n.X))
		}
	case *ast.IfStmt:
		f.simple(n.Init)
		return true, f.wrap(n.Cond, func(place *site) (before, after string) {
			id := f.add(place, n.Cond, "true")
			f.add(place, n.Cond, "false")
			return fmt.Sprintf("mutantIf(%d, ", id), ")"
		})
	case *ast.ForStmt:
		f.simple(n.Init)
		f.simple(n.Post)
	case *ast.SwitchStmt:
		f.simple(n.Init)
	case *ast.TypeSwitchStmt:
		f.simple(n.Init)
		f.kept[n.Assign] = true
	case *ast.CommClause:
		f.kept[n.Comm] = true
	case *ast.ExprStmt:
		call, ok := n.X.(*ast.CallExpr)
		return true, f.remove(n, ok && f.isBuiltin(call.Fun, "panic"))
	case *ast.IncDecStmt, *ast.DeferStmt:
		return true, f.remove(n.(ast.Stmt), false)
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE && !discards(n) {
			return true, f.remove(n, false)
		}
	case *ast.BranchStmt:
		other := map[token.Token]string{token.BREAK: "continue", token.CONTINUE: "break"}[n.Tok]
		if n.Label == nil && other != "" {
			return true, f.wrap(n, func(place *site) (before, after string) {
				place.goesOn = true
				return fmt.Sprintf("if mutantOn(%d) { %s } else { ", f.add(place, n, other), other), " }"
			})
		}
	}
	return true, then
}

// wrap makes a site of a node: text before it, and after it when all within has been visited.
func (f *finder) wrap(n ast.Node, around func(*site) (before, after string)) (then func()) {
	place := &site{function: f.function}
	f.sites = append(f.sites, place)
	before, after := around(place)
	f.edits = append(f.edits, &edit{f.offset(n.Pos()), f.offset(n.Pos()), before, place, begin})
	return func() {
		f.edits = append(f.edits, &edit{f.offset(n.End()), f.offset(n.End()), after, place, end})
	}
}

// remove lets a statement be left out.
func (f *finder) remove(n ast.Stmt, stops bool) (then func()) {
	if f.kept[n] {
		return func() {}
	}
	before, after := "if !mutantOn(%d) { ", " }"
	if f.isSimple[n] {
		before, after = "func() { "+before, after+" }()"
	}
	return f.wrap(n, func(place *site) (string, string) {
		place.goesOn = stops
		return fmt.Sprintf(before, f.add(place, n, "")), after
	})
}

// simple marks a statement beside which no other may stand, as in the head of a loop.
func (f *finder) simple(n ast.Stmt) {
	if n != nil {
		f.isSimple[n] = true
	}
}

func discards(n *ast.AssignStmt) bool {
	for _, e := range n.Lhs {
		if name, ok := e.(*ast.Ident); !ok || name.Name != "_" {
			return false
		}
	}
	return true
}

func (f *finder) isBuiltin(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && f.info.Uses[id] == types.Universe.Lookup(name)
}

// skipKeys leaves out the keys of arrays and slices, which are constants.
func (f *finder) skipKeys(n *ast.CompositeLit) {
	of := f.info.Types[n].Type
	if of == nil {
		return
	}
	switch of.Underlying().(type) {
	case *types.Array, *types.Slice:
		for _, e := range n.Elts {
			if pair, ok := e.(*ast.KeyValueExpr); ok {
				f.skipped[pair.Key] = true
			}
		}
	}
}

// skipRoom leaves out how much room a slice or a map gets at first: that is nothing to anybody.
func (f *finder) skipRoom(n *ast.CallExpr) {
	if !f.isBuiltin(n.Fun, "make") {
		return
	}
	switch f.info.Types[n.Args[0]].Type.Underlying().(type) {
	case *types.Slice:
		if len(n.Args) == 3 {
			f.skipped[n.Args[2]] = true
		}
	case *types.Map:
		if len(n.Args) == 2 {
			f.skipped[n.Args[1]] = true
		}
	}
}

var operators = map[token.Token][]string{
	token.EQL: {"!="}, token.NEQ: {"=="}, token.LSS: {"<=", ">="}, token.LEQ: {"<", ">"}, token.GTR: {">=", "<="}, token.GEQ: {">", "<"},
	token.LAND: {"||"}, token.LOR: {"&&"}, token.ADD: {"-"}, token.SUB: {"+"}, token.MUL: {"/"}, token.QUO: {"*"},
}

// switched are those that a call stands for.
var switched = map[token.Token]string{
	token.LSS: "Less", token.LEQ: "AtMost", token.GTR: "Greater", token.GEQ: "AtLeast",
	token.ADD: "Add", token.SUB: "Subtract", token.MUL: "Multiply", token.QUO: "Divide",
	token.LAND: "And", token.LOR: "Or",
}

// changes are a binary expression with the other operators.
func (f *finder) changes(n *ast.BinaryExpr) []string {
	if n.Op == token.ADD && !f.isNumber(n.X) {
		return nil
	}
	var all []string
	for _, op := range operators[n.Op] {
		all = append(all, f.text(n.X)+" "+op+" "+f.text(n.Y))
	}
	return all
}

func (f *finder) isNumber(e ast.Expr) bool {
	t := f.info.Types[e].Type
	if parameter, ok := t.(*types.TypeParam); ok {
		t = parameter.Constraint()
	}
	basic, ok := t.Underlying().(*types.Basic)
	return !ok || basic.Info()&types.IsNumeric != 0
}

func (f *finder) binary(n *ast.BinaryExpr) (then func()) {
	changes := f.changes(n)
	switch {
	case len(changes) == 0:
		return func() {}
	case n.Op == token.EQL || n.Op == token.NEQ:
		return f.contrary(n, changes[0])
	}
	comma, after := ",", ")"
	if n.Op == token.LAND || n.Op == token.LOR {
		comma, after = ", func() bool { return (", ") })"
	}
	return f.wrap(n, func(place *site) (string, string) {
		id := f.add(place, n, changes[0])
		for _, change := range changes[1:] {
			f.add(place, n, change)
		}
		op := f.offset(n.OpPos)
		f.edits = append(f.edits, &edit{op, op + len(n.Op.String()), comma, place, middle})
		return fmt.Sprintf("mutant%s(%d, ", switched[n.Op], id), after
	})
}

// contrary lets a condition be the other way round.
func (f *finder) contrary(n ast.Expr, change string) (then func()) {
	return f.wrap(n, func(place *site) (before, after string) {
		return "((", fmt.Sprintf(") != mutantOn(%d))", f.add(place, n, change))
	})
}

// constant lets a constant be another. All of it is one to Go, so the change is within.
func (f *finder) constant(whole ast.Expr, of types.Type) {
	var close []func()
	change := func(n ast.Node, text, shown string) {
		other := f.between(whole.Pos(), n.Pos()) + text + f.between(n.End(), whole.End())
		close = append(close, f.wrap(whole, func(place *site) (before, after string) {
			kind := types.TypeString(types.Default(of), func(p *types.Package) string {
				if p == f.self {
					return ""
				}
				place.packages = append(place.packages, p)
				return alias(p)
			})
			return fmt.Sprintf("mutantPick[%s](", kind), fmt.Sprintf(", %s, %d)", other, f.add(place, n, shown))
		}))
	}
	ast.Inspect(whole, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			for _, text := range f.changes(n) {
				change(n, "("+text+")", text)
			}
		case *ast.UnaryExpr:
			if n.Op == token.NOT {
				change(n, f.text(n.X), f.text(n.X))
			}
		case *ast.Ident:
			for name, other := range map[string]string{"true": "false", "false": "true"} {
				if f.isBuiltin(n, name) {
					change(n, other, other)
				}
			}
		case *ast.BasicLit:
			switch n.Kind {
			case token.INT:
				change(n, "("+n.Value+"+1)", n.Value+"+1")
			case token.STRING:
				change(n, "("+n.Value+` + "x")`, n.Value+` + "x"`)
			}
		}
		return true
	})
	for _, then := range slices.Backward(close) {
		then()
	}
}

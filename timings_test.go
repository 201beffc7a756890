package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoTestFailsOnASlowMachine holds that tests do not compare the time that something
// took with a limit: such a test passes on one machine and fails on another, or when all
// run at once. Benchmarks report times; internal/patience waits. In a synctest bubble time
// is not that of the machine.
func TestNoTestFailsOnASlowMachine(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]int{
		`func TestX(t *testing.T) { if time.Since(begin) > limit { t.Error() } }`:                               1,
		`func TestX(t *testing.T) { took := time.Since(begin); if n > 0 && took.Seconds() >= 3 { t.Error() } }`: 1,
		`func BenchmarkX(b *testing.B) { if time.Since(begin) > limit { b.Error() } }`:                          0,
		`func TestX(t *testing.T) { synctest.Test(t, func() { if time.Since(begin) > limit { t.Error() } }) }`:  0,
		`func TestX(t *testing.T) { t.Log(time.Since(begin)) }`:                                                 0,
	} {
		if got := measured(t, token.NewFileSet(), "x_test.go", "package x\n"+name); len(got) != want {
			t.Errorf("%s: %d findings", name, len(got))
		}
	}
	files := token.NewFileSet()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && (strings.HasSuffix(path, "_test.go") || strings.HasSuffix(filepath.Dir(path), "test") && strings.HasSuffix(path, ".go")) {
			for _, at := range measured(t, files, path, nil) {
				t.Errorf("%s: a time that was measured decides a test", at)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// measured returns where a file compares times that were measured.
func measured(t *testing.T, files *token.FileSet, path string, text any) []token.Position {
	t.Helper()
	file, err := parser.ParseFile(files, path, text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var found []token.Position
	for _, declaration := range file.Decls {
		f, ok := declaration.(*ast.FuncDecl)
		if !ok || strings.HasPrefix(f.Name.Name, "Benchmark") {
			continue
		}
		took := map[string]bool{} // variables
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				return !isSelector(n.Fun, "synctest", "Test")
			case *ast.AssignStmt:
				for i, value := range n.Rhs {
					if name, ok := n.Lhs[min(i, len(n.Lhs)-1)].(*ast.Ident); ok && measures(value, nil) {
						took[name.Name] = true
					}
				}
			case *ast.BinaryExpr:
				if isOrder(n.Op) && (measures(n.X, took) || measures(n.Y, took)) {
					found = append(found, files.Position(n.Pos()))
				}
			}
			return true
		})
	}
	return found
}

func isOrder(op token.Token) bool {
	return op == token.LSS || op == token.GTR || op == token.LEQ || op == token.GEQ
}

func isSelector(e ast.Expr, x, name string) bool {
	s, ok := e.(*ast.SelectorExpr)
	if !ok || s.Sel.Name != name {
		return false
	}
	of, ok := s.X.(*ast.Ident)
	return ok && of.Name == x
}

// measures reports whether an expression has time.Since or one of the variables in it.
func measures(e ast.Expr, variables map[string]bool) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			found = found || isSelector(n.Fun, "time", "Since")
		case *ast.Ident:
			found = found || variables[n.Name]
		}
		return !found
	})
	return found
}

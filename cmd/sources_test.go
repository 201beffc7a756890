package cmd

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// forEachSource calls use with every source file below dir, apart from tests.
func forEachSource(t *testing.T, dir string, use func(path string, files *token.FileSet, file *ast.File)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err == nil {
			use(path, files, file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// forEachString calls use with every string in a file.
func forEachString(file *ast.File, use func(literal *ast.BasicLit, text string)) {
	ast.Inspect(file, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			text, _ := strconv.Unquote(literal.Value) // the parser has read it
			use(literal, text)
		}
		return true
	})
}

// Package extension finds the programs that add commands: an executable file antom-NAME
// in a directory of PATH is the command antom NAME. It hands the process over to them.
package extension

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Prefix begins the names of the files of extensions.
const Prefix = "antom-"

// Extension is a program that adds a command.
type Extension struct {
	Name string // of the command
	Path string // of the file
}

// Search is where extensions are looked for.
type Search struct {
	Path string // the variable PATH
	Self string // the file of this program, which is no extension; "" when unknown
}

// Find returns the extension with a name: the first in the order of PATH.
func (s Search) Find(name string) (Extension, bool) {
	if !validName(name) {
		return Extension{}, false
	}
	for _, path := range s.Programs(Prefix + name) {
		if !s.isSelf(path) {
			return Extension{name, path}, true
		}
	}
	return Extension{}, false
}

// List returns every extension by its name. Of two with the same name it is the one
// that runs.
func (s Search) List() []Extension {
	var all []Extension
	seen := map[string]bool{}
	for _, dir := range s.dirs() {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // PATH often has directories that do not exist
		}
		for _, entry := range entries {
			name, ok := commandName(entry.Name())
			if !ok || seen[name] {
				continue
			}
			if found, ok := s.Find(name); ok {
				seen[name] = true
				all = append(all, found)
			}
		}
	}
	slices.SortFunc(all, func(a, b Extension) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Programs returns the executable files with a name, in the order of PATH.
func (s Search) Programs(name string) []string {
	var found []string
	for _, dir := range s.dirs() {
		if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			found = append(found, path)
		}
	}
	return found
}

// dirs are the directories of PATH that mean the same everywhere. A relative one, such
// as "." or an empty one, would run whatever lies in the current directory.
func (s Search) dirs() []string {
	var dirs []string
	for _, dir := range filepath.SplitList(s.Path) {
		if filepath.IsAbs(dir) && !slices.Contains(dirs, filepath.Clean(dir)) {
			dirs = append(dirs, filepath.Clean(dir))
		}
	}
	return dirs
}

// isSelf reports whether a file is this program, which can be installed under any name.
func (s Search) isSelf(path string) bool { return s.Self != "" && SameFile(path, s.Self) }

// SameFile reports whether two paths lead to the same file.
func SameFile(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// Writable returns what all users of this machine may change of a program: its file, or
// the directory that it is in, "" for neither. windows tells that permission bits say
// nothing.
func Writable(path string, windows bool) (string, fs.FileMode) {
	const byAll = 0o002
	for _, name := range []string{path, filepath.Dir(path)} {
		if info, err := os.Stat(name); err == nil && !windows && info.Mode()&byAll != 0 {
			return name, info.Mode().Perm()
		}
	}
	return "", 0
}

// commandName is the name of the command that a file would be.
func commandName(file string) (string, bool) {
	name, ok := strings.CutPrefix(file, Prefix)
	name = withoutExtension(name)
	return name, ok && validName(name)
}

// validName reports whether a word can name an extension. It cannot lead out of the
// directories of PATH.
func validName(name string) bool {
	const longest = 64
	return name != "" && len(name) <= longest && name[0] != '-' && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == ""
}

// batchUnsafe reports whether an argument would mean something else to cmd.exe, which
// runs batch files and reads their command line by rules of its own.
func batchUnsafe(arg string) bool { return strings.ContainsAny(arg, "\"%&|<>^!()\r\n") }

// isBatch reports whether cmd.exe runs a file.
func isBatch(path string) bool {
	ext := strings.ToLower(filepath.Ext(path))
	return ext == ".cmd" || ext == ".bat"
}

// Package alias is what an alias of the command line means: which names and which
// expansions it can have, and the words that it stands for with given arguments. It
// knows no commands and reads no files.
package alias

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/antom-cli/antom/internal/printable"
)

// Limits of an alias.
const (
	maxName      = 64   // characters
	maxExpansion = 4096 // bytes
)

// shellMark begins the expansion of an alias that the shell runs.
const shellMark = "!"

// Alias is a command line under a short name.
type Alias struct {
	Name string
	// Expansion is the command line without the name of the program, as it is
	// written. One that begins with "!" is a line for the shell.
	Expansion string
}

// Shell returns the line for the shell, and whether the alias has one.
func (a Alias) Shell() (line string, ok bool) {
	line, ok = strings.CutPrefix(a.Expansion, shellMark)
	return strings.TrimSpace(line), ok
}

// Words returns the words of the expansion, with their placeholders. An alias for the
// shell has none.
func (a Alias) Words() ([]string, error) {
	if _, shell := a.Shell(); shell {
		return nil, nil
	}
	return split(a.Expansion)
}

// placeholder is an argument in an expansion: $1, $2, ….
var placeholder = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\$[1-9][0-9]*`) })

// MissingError says that an alias was called with too few arguments.
type MissingError struct {
	Name string
	Want int // as many as the highest placeholder
	Got  int
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("the alias %s needs at least %s, got %d", e.Name, printable.Plural(e.Want, "argument"), e.Got)
}

// Expand returns the words that the alias stands for when it is called with args. $1 is
// the first argument, wherever it stands in a word; an argument is always one word or a
// part of one. Arguments that no placeholder names follow at the end.
func (a Alias) Expand(args []string) ([]string, error) {
	words, err := a.Words()
	if err != nil {
		return nil, err
	}
	used, highest := map[int]bool{}, 0
	for i, word := range words {
		words[i] = placeholder().ReplaceAllStringFunc(word, func(mark string) string {
			n := number(mark)
			highest = max(highest, n)
			if n > len(args) {
				return mark
			}
			used[n] = true
			return args[n-1]
		})
	}
	if highest > len(args) {
		return nil, &MissingError{a.Name, highest, len(args)}
	}
	for i, arg := range args {
		if !used[i+1] {
			words = append(words, arg)
		}
	}
	return words, nil
}

// ExpandOpen returns the words that come before the argument that is being typed after
// args, for completion. It reports false where only a part of a word is being typed,
// so that nothing can be offered.
func (a Alias) ExpandOpen(args []string) ([]string, bool) {
	words, err := a.Words()
	if err != nil {
		return nil, false
	}
	next := "$" + strconv.Itoa(len(args)+1)
	for i, word := range words {
		if !slices.Contains(placeholder().FindAllString(word, -1), next) {
			continue
		}
		before := Alias{Name: a.Name, Expansion: quoteAll(words[:i])}
		expanded, err := before.Expand(args)
		if err != nil || word != next {
			return nil, false
		}
		return expanded[:i], true // without the arguments that come later
	}
	expanded, err := a.Expand(args)
	return expanded, err == nil
}

// number is the number of a placeholder. One that is larger than any argument stays so.
func number(mark string) int {
	n, err := strconv.Atoi(mark[1:])
	if err != nil {
		return maxExpansion
	}
	return n
}

// CheckName returns what is wrong with the name of an alias, nil if nothing is.
func CheckName(name string) error {
	switch {
	case name == "":
		return errors.New("the name of the alias is empty")
	case len(name) > maxName:
		return fmt.Errorf("the name of the alias has more than %d characters", maxName)
	case name[0] == '-' || name[0] == '_', strings.IndexFunc(name, notOfName) >= 0:
		return fmt.Errorf("%q cannot be the name of an alias: letters, digits, - and _ are allowed, and the first is a letter or a digit", name)
	}
	return nil
}

func notOfName(r rune) bool {
	return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_'
}

// ErrLive is the mistake of an alias that would allow real money to move.
var ErrLive = errors.New("it contains --live: whoever uses real money types --live each time")

// CheckExpansion returns what is wrong with an expansion, nil if nothing is.
func CheckExpansion(expansion string) error {
	switch {
	case len(expansion) > maxExpansion:
		return fmt.Errorf("it has more than %d bytes", maxExpansion)
	case !utf8.ValidString(expansion), strings.IndexFunc(expansion, unicode.IsControl) >= 0:
		return errors.New("it is not one line of text")
	case allowsLive(expansion):
		return ErrLive
	}
	a := Alias{Expansion: expansion}
	if line, shell := a.Shell(); shell {
		if line == "" {
			return errors.New("no command follows the exclamation mark")
		}
		return nil
	}
	words, err := a.Words()
	if err == nil && len(words) == 0 {
		err = errors.New("it is empty")
	}
	return err
}

// live finds what allows real money to move: the flag, in any quotes, and the variable.
var live = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?:^|\s)--live(?:[=\s;&|)]|$)|ANTOM_LIVE`) })

func allowsLive(expansion string) bool {
	plain := strings.NewReplacer(`'`, "", `"`, "", `\`, "").Replace(expansion)
	return live().MatchString(plain)
}

package config

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"unicode/utf8"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
)

// maxEnvFile is the size of the largest file of variables that is read, in bytes.
const maxEnvFile = 256 << 10

// variablePrefix begins the names of all variables that this program uses.
const variablePrefix = "ANTOM_"

// EnvFile holds the ANTOM_* variables of a file. They count where the environment
// does not have the variable.
type EnvFile struct {
	path      string
	variables map[string]fileVariable
	getenv    func(string) string
}

// fileVariable is a variable and its line in the file.
type fileVariable struct {
	value string
	line  int
}

// ReadEnvFile reads a file of variables, one KEY=VALUE a line as in a dotenv file. It
// lies below the environment that getenv gives. Variables of other programs are
// checked for their form and left out. An error names the line and no value.
func ReadEnvFile(ctx context.Context, path string, getenv func(string) string) (*EnvFile, error) {
	data, err := durable.ReadInput(ctx, path, maxEnvFile)
	if errors.Is(err, context.Canceled) {
		return nil, err
	}
	if err != nil {
		return nil, apperr.New(apperr.Config, "reading the env file "+path, &envFileError{err})
	}
	p := &envParser{rest: strings.TrimPrefix(string(data), "\ufeff"), line: 1, found: map[string]fileVariable{}}
	if err := p.file(); err != nil {
		return nil, apperr.New(apperr.Config, fmt.Sprintf("%s:%d", path, p.line), err).WithCode("env-file")
	}
	return &EnvFile{path: path, variables: p.found, getenv: getenv}, nil
}

// envFileError is why an env file cannot be read.
type envFileError struct{ err error }

// Error is the reason without what os puts before it: the operation and the path.
func (e *envFileError) Error() string {
	var path *fs.PathError
	switch {
	case errors.Is(e.err, fs.ErrNotExist):
		return "no such file"
	case errors.As(e.err, &path):
		return path.Err.Error()
	}
	return e.err.Error()
}

// Unwrap returns the cause.
func (e *envFileError) Unwrap() error { return e.err }

// Path is the file's path as it was given.
func (f *EnvFile) Path() string { return f.path }

// Getenv is a variable of the environment, else of the file. One that is empty
// counts as not set.
func (f *EnvFile) Getenv(name string) string {
	if value := f.getenv(name); value != "" {
		return value
	}
	return f.variables[name].value
}

// Gives tells whether a variable comes from the file, and from which of its lines.
func (f *EnvFile) Gives(name string) (line int, ok bool) {
	if f == nil || f.getenv(name) != "" || f.variables[name].value == "" {
		return 0, false
	}
	return f.variables[name].line, true
}

// Secret tells whether the file gives a key or a passphrase.
func (f *EnvFile) Secret() bool {
	for _, name := range []string{envKey, envAPIKey, envPass} {
		if f.variables[name].value != "" {
			return true
		}
	}
	return false
}

// envParser reads a file of variables. Its line is that of the mistake after an error.
type envParser struct {
	rest  string
	line  int
	found map[string]fileVariable
}

func (p *envParser) file() error {
	for p.rest != "" {
		if !utf8.ValidString(p.thisLine()) {
			return errors.New("the file is not UTF-8 text; save it as UTF-8")
		}
		if err := p.entry(); err != nil {
			return err
		}
	}
	return nil
}

// entry reads a variable with its line or lines, an empty line or a comment.
func (p *envParser) entry() error {
	p.skipBlanks()
	if p.rest == "" || p.rest[0] == '#' || p.thisLine() == "" {
		p.nextLine()
		return nil
	}
	if after, ok := strings.CutPrefix(p.rest, "export "); ok {
		p.rest = after
		p.skipBlanks()
	}
	name, err := p.name()
	if err != nil {
		return err
	}
	start := p.line
	value, err := p.value(name)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(name, variablePrefix) {
		return nil
	}
	if first, twice := p.found[name]; twice {
		p.line = start
		return fmt.Errorf("%s is given twice; the first is in line %d", name, first.line)
	}
	p.found[name] = fileVariable{value: value, line: start}
	return nil
}

// name reads the name of a variable and the equals sign.
func (p *envParser) name() (string, error) {
	line := p.thisLine()
	end := strings.IndexFunc(line, func(r rune) bool { return !isWord(r) })
	switch {
	case end < 0:
		return "", errors.New("an equals sign is missing; a line is KEY=VALUE")
	case end == 0 || line[0] >= '0' && line[0] <= '9':
		return "", errors.New("a variable's name is expected: letters, digits and _")
	}
	name := line[:end]
	switch {
	case line[end] == ' ' || line[end] == '\t':
		return "", fmt.Errorf("no space can follow the name %s; a line is KEY=VALUE", name)
	case line[end] != '=':
		return "", errors.New("a variable's name is expected before the equals sign: letters, digits and _")
	}
	p.rest = p.rest[end+1:]
	return name, nil
}

// value reads what follows the equals sign, to the end of its line.
func (p *envParser) value(name string) (string, error) {
	switch {
	case strings.HasPrefix(p.rest, "'"):
		return p.quoted(name, '\'')
	case strings.HasPrefix(p.rest, `"`):
		return p.quoted(name, '"')
	}
	value := p.thisLine()
	if i := strings.Index(value, " #"); i >= 0 {
		value = value[:i]
	}
	if i := strings.Index(value, "\t#"); i >= 0 {
		value = value[:i]
	}
	switch {
	case value != "" && (value[0] == ' ' || value[0] == '\t'):
		return "", fmt.Errorf("no space can follow the equals sign of %s; put a value that begins with one in quotes", name)
	case strings.ContainsAny(value, `'"`):
		return "", fmt.Errorf("the value of %s has a quote in it; put the whole value in quotes", name)
	case strings.Contains(value, "$"):
		return "", expansionError(name)
	}
	if err := checkVariable(name, value); err != nil {
		return "", err
	}
	p.nextLine()
	return strings.TrimRight(value, " \t"), nil
}

// quoted reads a value in quotes, which can have several lines. What is in single
// quotes is taken as it is.
func (p *envParser) quoted(name string, quote byte) (string, error) {
	start := p.line
	var value strings.Builder
	for i := 1; i < len(p.rest); i++ {
		switch c := p.rest[i]; {
		case c == quote:
			p.rest = p.rest[i+1:]
			if err := checkVariable(name, value.String()); err != nil {
				return "", err
			}
			return value.String(), p.endOfLine(name)
		case c == '\\' && quote == '"':
			i++
			r, ok := escaped(p.rest[i:])
			if !ok {
				return "", fmt.Errorf(`the value of %s has a backslash that means nothing; only \\ \" \$ \n \r and \t do, and none in single quotes`, name)
			}
			value.WriteByte(r)
		case c == '$' && quote == '"':
			return "", expansionError(name)
		case c == '\r' && strings.HasPrefix(p.rest[i:], "\r\n"): // the line end of Windows
		case c == '\n':
			p.line++
			value.WriteByte(c)
		default:
			value.WriteByte(c)
		}
	}
	p.line = start
	return "", fmt.Errorf("the value of %s has no closing quote", name)
}

// escaped is the character that a backslash before rest stands for.
func escaped(rest string) (byte, bool) {
	if rest == "" {
		return 0, false
	}
	switch rest[0] {
	case 'n':
		return '\n', true
	case 'r':
		return '\r', true
	case 't':
		return '\t', true
	case '\\', '"', '$':
		return rest[0], true
	}
	return 0, false
}

// expansionError refuses what a shell would put another variable's value in for.
func expansionError(name string) error {
	return fmt.Errorf("the value of %s has a $ in it, and variables are not expanded here; put a value that has one in single quotes", name)
}

// checkVariable refuses characters that no variable of the environment has.
func checkVariable(name, value string) error {
	switch {
	case !utf8.ValidString(value):
		return errors.New("the file is not UTF-8 text; save it as UTF-8")
	case strings.ContainsRune(value, 0):
		return fmt.Errorf("the value of %s has a zero byte in it", name)
	}
	return nil
}

// endOfLine accepts a comment behind a value in quotes, and nothing else.
func (p *envParser) endOfLine(name string) error {
	if rest := strings.TrimLeft(p.thisLine(), " \t"); rest != "" && rest[0] != '#' {
		return fmt.Errorf("text follows the closing quote of %s", name)
	}
	p.nextLine()
	return nil
}

// thisLine is what is left of the line, without its end.
func (p *envParser) thisLine() string {
	line, _, _ := strings.Cut(p.rest, "\n")
	return strings.TrimSuffix(line, "\r")
}

func (p *envParser) nextLine() {
	_, rest, more := strings.Cut(p.rest, "\n")
	p.rest = rest
	if more {
		p.line++
	}
}

func (p *envParser) skipBlanks() { p.rest = strings.TrimLeft(p.rest, " \t") }

// variableOrigin is where an environment variable comes from.
func (o Options) variableOrigin(name string) Origin {
	if line, ok := o.EnvFile.Gives(name); ok {
		return Origin{Kind: FromEnvFile, Name: o.EnvFile.path, Line: line}
	}
	return Origin{Kind: FromEnvironment, Name: name}
}

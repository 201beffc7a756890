package cli

import (
	"fmt"
	"io"

	"github.com/antom-cli/antom/internal/ui"
)

// renamingWriter writes messages with the program's name in their commands.
type renamingWriter struct {
	w      io.Writer
	rename func(string) string
}

// Renaming is w with the program's name in the commands of what is written.
func Renaming(env *Env, w io.Writer) io.Writer {
	if env.Rename == nil {
		return w
	}
	return renamingWriter{w, env.Rename}
}

func (r renamingWriter) Write(p []byte) (int, error) {
	if _, err := io.WriteString(r.w, r.rename(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Warn writes a warning line to standard error. With JSON errors it is held
// back: it becomes part of the error's object, or a line at the end.
func (env *Env) Warn(format string, args ...any) {
	env.writing.Lock()
	defer env.writing.Unlock()
	if env.Log != nil {
		env.Log.write("warning", format, args...)
		return
	}
	if env.WantsJSON() {
		env.warnings = append(env.warnings, fmt.Sprintf(format, args...))
		return
	}
	if env.screen != nil {
		env.screen("warning: " + redact(fmt.Sprintf(format, args...)))
		return
	}
	env.Errs().WarningBlock(env.Streams().Err, redact(fmt.Sprintf(format, args...)), nil)
}

// drainWarnings returns the warnings that were held back, each of them once.
func (env *Env) drainWarnings() []string {
	env.writing.Lock()
	defer env.writing.Unlock()
	held := env.warnings
	env.warnings = nil
	return held
}

// Note writes a plain line to standard error, unless --quiet or JSON is wanted.
func (env *Env) Note(format string, args ...any) {
	if env.Log != nil {
		env.logInfo(format, args...)
		return
	}
	text := fmt.Sprintf(format, args...)
	env.writeNote(text, func(w io.Writer) { env.Errs().Note(w, ui.Clean(text)) })
}

// NoteStyled is note for a line that is clean already and may have colours.
func (env *Env) NoteStyled(line string) {
	env.writeNote(line, func(w io.Writer) { fmt.Fprintln(w, line) })
}

// Hint writes a hint line to standard error, unless --quiet or JSON is wanted.
func (env *Env) Hint(format string, args ...any) {
	if env.Log != nil {
		env.logInfo(format, args...)
		return
	}
	text := fmt.Sprintf(format, args...)
	env.writeNote("hint: "+text, func(w io.Writer) { env.Errs().Hint(w, text) })
}

// writeNote writes to standard error, one after the other, unless --quiet or JSON is
// wanted. A command that draws on the whole terminal gets the text instead.
func (env *Env) writeNote(text string, write func(io.Writer)) {
	if env.Global.Quiet || env.WantsJSON() {
		return
	}
	env.writing.Lock()
	defer env.writing.Unlock()
	if env.screen != nil {
		env.screen(text)
		return
	}
	write(env.Streams().Err)
}

// DivertMessages hands warnings, notes and hints to a command that draws on the whole
// terminal, where lines on standard error would be lost. nil ends it.
func DivertMessages(env *Env, to func(text string)) {
	env.writing.Lock()
	defer env.writing.Unlock()
	env.screen = to
}

// RepeatMessages writes messages that were diverted to standard error.
func RepeatMessages(env *Env, messages []string) {
	env.writing.Lock()
	defer env.writing.Unlock()
	for _, text := range messages {
		env.Errs().Note(env.Streams().Err, ui.Clean(text))
	}
}

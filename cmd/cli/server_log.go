package cli

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
)

// LogFormatFlag is --log-format of a command that serves until it is stopped.
type LogFormatFlag struct{ format string }

func (f *LogFormatFlag) Add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.format, "log-format", string(output.Text), "`format` of the log: text, or json for one object a line")
	_ = cmd.RegisterFlagCompletionFunc("log-format", CompleteFixed(string(output.Text), string(output.JSON)))
}

// Start checks the flag and lets the log begin. From here on, warnings and
// notes are JSON if that is wanted.
func (f *LogFormatFlag) Start(env *Env) error {
	switch f.format {
	case string(output.Text):
		return nil
	case string(output.JSON):
		env.Log = &JSONLog{w: env.Streams().Err, now: env.Now}
		return nil
	}
	return apperr.New(apperr.Usage, fmt.Sprintf("--log-format %q must be text or json", f.format), nil)
}

// JSONLog writes messages of a server as JSON, one object a line.
type JSONLog struct {
	w   io.Writer
	now func() time.Time
}

// logMessage is a message in the log. Events such as calls and deliveries have
// forms of their own.
type logMessage struct {
	Event   string `json:"event"` // "log"
	Time    string `json:"time"`
	Level   string `json:"level"` // debug, info or warning
	Message string `json:"message"`
}

func (l *JSONLog) write(level, format string, args ...any) {
	l.writeLine(JSONLine(logMessage{
		Event: "log", Time: l.now().UTC().Format(time.RFC3339Nano), Level: level, Message: redact(fmt.Sprintf(format, args...)),
	}))
}

// writeLine writes a line. A log that cannot be written does not stop a server.
func (l *JSONLog) writeLine(line string) { _, _ = fmt.Fprintln(l.w, line) }

// logInfo writes a note or a hint to the JSON log, unless --quiet is wanted.
func (env *Env) logInfo(format string, args ...any) {
	if env.Global.Quiet {
		return
	}
	env.writing.Lock()
	defer env.writing.Unlock()
	env.Log.write("info", format, args...)
}

// LogEvent writes an event to the JSON log, unless --quiet is wanted.
func (env *Env) LogEvent(event any) {
	if env.Global.Quiet {
		return
	}
	env.writing.Lock()
	defer env.writing.Unlock()
	env.Log.writeLine(JSONLine(event))
}

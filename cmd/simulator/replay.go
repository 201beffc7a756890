package simulator

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/recording"
)

// replayFlags say whether the simulator answers from a recording.
type replayFlags struct {
	dir       string
	only      bool
	exchanges int // that can answer
}

func (f *replayFlags) add(fl *pflag.FlagSet) {
	fl.StringVar(&f.dir, "replay", "", "answer from the exchanges in this `directory`, which antom sandbox record made")
	fl.BoolVar(&f.only, "replay-only", false, "with --replay: refuse calls that match no exchange, instead of simulating them")
}

// apply reads the recording.
func (f *replayFlags) apply(env *cli.Env, o *sandbox.Options) error {
	if f.dir == "" {
		if f.only {
			return apperr.New(apperr.Usage, "--replay-only needs --replay, the directory of a recording", nil, "antom sandbox record --help")
		}
		return nil
	}
	exchanges, err := recording.Load(env.Ctx, f.dir)
	if err != nil {
		return replayError(f.dir, err)
	}
	player := recording.NewPlayer(exchanges)
	if f.exchanges = player.Count(); f.exchanges == 0 {
		return apperr.New(apperr.Usage, "--replay "+apperr.ShellQuote(f.dir), errors.New("it has no exchange that can be replayed"), recordHelp)
	}
	if left := len(exchanges) - f.exchanges; left > 0 {
		env.Warn("%s cannot be replayed, because the operation is unknown or the response has no result", cli.Plural(left, "exchange"))
	}
	o.Replay.Recording, o.Replay.Only = player, f.only
	o.Replay.Missed = func(operation string, err error, refused bool) {
		end := "the simulator answers itself"
		if refused {
			end = "the call is refused"
		}
		env.Note("%s: %v; %s", operation, err, end)
	}
	return nil
}

// recordHelp is the command that explains recordings.
const recordHelp = "antom sandbox record --help"

// replayError is the error of a recording that cannot be read.
func replayError(dir string, err error) error {
	what := "--replay " + apperr.ShellQuote(dir)
	if _, damaged := errors.AsType[*recording.Mistake](err); damaged {
		return apperr.New(apperr.Usage, what, fmt.Errorf("the recording cannot be read:\n%w", err),
			"remove the files that are named, or record the calls again: "+recordHelp)
	}
	if _, path := errors.AsType[*fs.PathError](err); path {
		return apperr.New(apperr.Usage, what, cli.PathReason(err), recordHelp)
	}
	return cli.UsageError(what, err, recordHelp)
}

// text says for the ready message what is replayed; "" for nothing.
func (f *replayFlags) text() string {
	if f.dir == "" {
		return ""
	}
	return f.dir + ", " + cli.Plural(f.exchanges, "exchange")
}

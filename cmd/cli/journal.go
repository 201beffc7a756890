package cli

import (
	"cmp"
	"errors"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/pkg/antom"
)

// Journal opens the journal of this machine; nil when there is no place for one.
func (env *Env) Journal() *journal.Journal {
	dir := env.StateDir()
	if dir == "" {
		return nil
	}
	return journal.Open(dir, env.Now)
}

// RequireJournal is the journal for a command that reports what is in it. Where there is
// no directory, or the one that is named is not there, an empty journal would look as if
// nothing had been sent. The usual directory may have to be made yet.
func RequireJournal(env *Env) (*journal.Journal, error) {
	const variable = "ANTOM_STATE_DIR"
	j := env.Journal()
	if j == nil {
		return nil, NoDirectoryError("the journal", "choose one: "+variable+"=DIR")
	}
	if named := env.Getenv(variable); named != "" && !IsDir(env.StateDir()) {
		return nil, apperr.New(apperr.Config, variable+" "+named, errors.New("there is no such directory"),
			"name the directory of the journal, or make it: mkdir -p "+apperr.ShellQuote(env.StateDir()))
	}
	return j, nil
}

// warnWritableJournal warns of a journal that others may change.
func warnWritableJournal(env *Env) {
	j := env.Journal()
	if j == nil {
		return
	}
	if mode, byOthers := j.Writable(); byOthers {
		env.Warn("other users may change the journal %s (mode %04o); run: chmod go-w %s", j.Path(), mode, apperr.ShellQuote(j.Path()))
	}
}

func EntryAmount(e journal.Entry) string { return MajorAmount(e.Currency, e.Amount) }

func EntryOutcome(e journal.Entry) string {
	switch {
	case e.State == journal.StateSent:
		return "sent, outcome unknown"
	case e.State == journal.StateNotSent:
		return "not sent"
	case e.State == journal.StateNoAnswer && e.ResultCode == "":
		return "no usable response" + inBrackets(e.Reason)
	case cmp.Or(e.PaymentStatus, e.RefundStatus) != "":
		return cmp.Or(e.PaymentStatus, e.RefundStatus)
	case e.Trust != "" && e.Trust != string(antom.TrustVerified):
		return e.ResultStatus + " " + e.ResultCode + " (" + e.Trust + ")"
	default:
		return e.ResultStatus + " " + e.ResultCode
	}
}

// inBrackets is a text behind another one, "" for none.
func inBrackets(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

package simulator

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/cmd/cli"
)

const (
	notifyDelayName = "notify-delay"
	notifyDelayEnv  = "ANTOM_SANDBOX_NOTIFY_DELAY"
	// usualNotifyDelay is within the 3 to 5 seconds that Antom's guides tell.
	usualNotifyDelay = "4s"
	// maxNotifyDelay is the longest delay: beyond it, nobody waits for a notification.
	maxNotifyDelay = time.Hour
)

// notifyDelayFlag says how long a served simulator waits before it sends a notification.
type notifyDelayFlag struct{ text string }

func (f *notifyDelayFlag) add(fl *pflag.FlagSet) {
	fl.StringVar(&f.text, notifyDelayName, "", "send a notification this `time` after what it reports, 0 for at once (default "+usualNotifyDelay+")")
}

// value reads the flag, or else the environment.
func (f *notifyDelayFlag) value(env *cli.Env) (time.Duration, error) {
	what, text := "--"+notifyDelayName, f.text
	if text == "" {
		what, text = notifyDelayEnv, cmp.Or(env.Getenv(notifyDelayEnv), usualNotifyDelay)
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return 0, cli.UsageError(what+" "+text, errors.New("it is not a time such as 4s; 0 sends notifications at once"))
	case d < 0 || d > maxNotifyDelay:
		return 0, cli.UsageError(what+" "+text, fmt.Errorf("it must be from 0 to %s", maxNotifyDelay))
	}
	return d, nil
}

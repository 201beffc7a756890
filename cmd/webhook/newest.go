package webhook

import (
	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/inbox"
)

// newestNotification is the newest stored notification that passes the filters.
func newestNotification(env *cli.Env, f *inboxFilterFlags) (*inbox.Record, error) {
	filter, err := f.filter(env)
	if err != nil {
		return nil, err
	}
	reader, err := f.reader(env)
	if err != nil {
		return nil, err
	}
	filter.Limit, filter.Reverse = 1, true
	for r, err := range reader.List(env.Ctx, filter) {
		if err != nil {
			return nil, cli.ReadingError(err)
		}
		env.Note("the newest notification is %s", r.ID)
		return r, nil
	}
	if f.isSet() {
		return nil, apperr.New(apperr.Usage, "no notification matches the filters", nil, "antom webhook list")
	}
	return nil, apperr.New(apperr.Usage, "no notification was received yet", nil, "antom webhook listen")
}

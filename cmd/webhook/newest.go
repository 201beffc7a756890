package webhook

import (
	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/inbox"
)

// newestNotification is the newest stored notification that passes the filters.
func newestNotification(env *cli.Env, f *inboxFilterFlags) (*inbox.Record, error) {
	dir, err := f.dir(env)
	if err != nil {
		return nil, err
	}
	filter, err := f.filter(env)
	if err != nil {
		return nil, err
	}
	filter.Limit, filter.Reverse = 1, true
	for r, err := range inbox.List(dir, filter) {
		if err != nil {
			return nil, apperr.New(apperr.Config, "reading the store", err)
		}
		env.Note("the newest notification is %s", r.ID)
		return r, nil
	}
	if f.isSet() {
		return nil, apperr.New(apperr.Usage, "no notification matches the filters", nil, "antom webhook list")
	}
	return nil, apperr.New(apperr.Usage, "no notification was received yet", nil, "antom webhook listen")
}

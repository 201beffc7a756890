package cli

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/internal/neterr"
	"github.com/antom-cli/antom/internal/release"
)

// LatestInfo is what `antom version --check` adds.
type LatestInfo struct {
	release.Release
	// Newer is null for a build that has no place among the releases.
	Newer *bool `json:"newer"`
}

// checkVersion asks for the newest release, and puts it beside the version of this
// program.
func checkVersion(env *Env, network *NetworkFlags, info *VersionInfo) error {
	o, err := network.Client(env)
	if err != nil {
		return err
	}
	o.OneShot = true
	latest, err := release.Newest(env.Ctx, httpclient.New(o))
	if err != nil {
		return notKnown(env, err)
	}
	info.Latest = &LatestInfo{Release: latest}
	if newer, known := latest.Newer(info.Version); known {
		info.Latest.Newer = &newer
	}
	return nil
}

func notKnown(env *Env, err error) error {
	if env.Ctx.Err() != nil {
		return env.Ctx.Err()
	}
	const what = "the newest release is not known"
	const look = "look yourself: https://github.com/antom-cli/antom/releases"
	var hints []string
	code := "response"
	if failed, ok := errors.AsType[*neterr.Error](err); ok {
		hints, code = failed.Advice(Place(env)), string(failed.Cause)
	}
	return apperr.New(apperr.NoAnswer, what, err, append(hints, look)...).WithCode(code)
}

// write writes a line for people.
func (l *LatestInfo) write(w io.Writer) error {
	line := "This is the newest release."
	switch {
	case l.Newer == nil:
		line = fmt.Sprintf("The newest release is %s: %s", l.Version, l.URL)
	case *l.Newer:
		line = fmt.Sprintf("%s is out since %s: %s", l.Version, l.Published.UTC().Format(time.DateOnly), l.URL)
	}
	_, err := fmt.Fprintln(w, line)
	return err
}

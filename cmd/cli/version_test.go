package cli

import (
	"runtime/debug"
	"strings"
	"testing"
)

// What each way of building leaves in the binary. .ci/release-check builds them.
func TestVersionOf(t *testing.T) {
	t.Parallel()
	build := func(version string, settings ...string) *debug.BuildInfo {
		b := &debug.BuildInfo{Main: debug.Module{Version: version}}
		for i := 0; i < len(settings); i += 2 {
			b.Settings = append(b.Settings, debug.BuildSetting{Key: settings[i], Value: settings[i+1]})
		}
		return b
	}
	const commit = "0123456789abcdef0123456789abcdef01234567"
	for _, c := range []struct {
		name    string
		release string
		build   *debug.BuildInfo
		want    string
	}{
		{"release", "1.2.3", build("v1.2.3", "vcs.revision", commit, "vcs.modified", "false"), "antom 1.2.3 (0123456789ab) go"},
		{"release without build information", "1.2.3", nil, "antom 1.2.3 go"},
		{"go install", "", build("v1.2.3"), "antom 1.2.3 go"},
		{"go install of a commit", "", build("v0.0.0-20260102030405-0123456789ab"), "antom 0.0.0-20260102030405-0123456789ab go"},
		{"clone at a tag", "", build("v1.2.3", "vcs.revision", commit), "antom 1.2.3 (0123456789ab) go"},
		{"clone with changes", "", build("v1.2.4-0.20260102030405-0123456789ab+dirty", "vcs.revision", commit, "vcs.modified", "true"), "+dirty (0123456789ab, modified) go"},
		{"go build -buildvcs=false", "", build("(devel)"), "antom dev go"},
		{"no version at all", "", build(""), "antom dev go"},
		{"short revision", "", build("v1.0.0", "vcs.revision", "abc"), "antom 1.0.0 (abc) go"},
	} {
		var out strings.Builder
		if err := versionOf(c.release, c.build).Write(&out); err != nil || !strings.Contains(out.String(), c.want) {
			t.Errorf("%s: %q, %v", c.name, out.String(), err)
		}
	}
}

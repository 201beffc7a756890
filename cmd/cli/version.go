package cli

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
)

// version is set by a release build with -ldflags "-X …/cmd/cli.version=1.2.3";
// other builds take it from the build information that Go embeds.
var version string

// VersionInfo is the JSON form of `antom version`.
type VersionInfo struct {
	Version   string `json:"version"`
	Commit    string `json:"commit,omitempty"`
	Time      string `json:"time,omitempty"`
	Modified  bool   `json:"modified,omitempty"`
	GoVersion string `json:"goVersion"`
	Platform  string `json:"platform"`
	// Latest is the newest release, if it was asked for.
	Latest *LatestInfo `json:"latest,omitempty"`
}

// NewVersionCmd makes the command version.
func NewVersionCmd(env *Env) *cobra.Command {
	var check bool
	var network NetworkFlags
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version, the commit and the Go version",
		Long: `Print the version, the commit and the Go version.

With --check the newest release is asked from GitHub and printed below. That is the only way in which
antom looks for releases: without --check it never calls GitHub, and nothing about you, your
configuration or your machine is sent. The exit code is 0 whether there is a newer release or not, and 5
if GitHub gives no usable answer within 10 seconds. Programs read latest.newer of the JSON form: true,
false, or null for a build that is not from a release.`,
		GroupID: GroupOther,
		Args:    NoArgs,
		Example: "  antom version -o json\n  antom version --check\n  antom version --check --jq .latest.newer",
		RunE: env.Run(func(cmd *cobra.Command, _ []string) error {
			o, err := env.OutputOptions(false)
			if err != nil {
				return err
			}
			if !check && cmd.Flags().Changed("ca-file") {
				return apperr.New(apperr.Usage, "--ca-file is for --check", nil, "antom version --check --ca-file FILE")
			}
			info := BuildVersion()
			if check {
				if err := checkVersion(env, &network, &info); err != nil {
					return err
				}
			}
			return env.Print(cmd, o, output.Result{
				Value: info,
				Quiet: info.quiet(),
				Text:  func(w io.Writer) error { return info.Write(w) },
			})
		}),
	}
	cmd.Flags().BoolVar(&check, "check", false, "ask GitHub for the newest release")
	network.AddCAFile(cmd)
	return cmd
}

// quiet is the single value for scripts: the version that was asked for.
func (v VersionInfo) quiet() string {
	if v.Latest != nil {
		return v.Latest.Version
	}
	return v.Version
}

// BuildVersion returns the version from the build information of this binary.
func BuildVersion() VersionInfo {
	build, _ := debug.ReadBuildInfo()
	return versionOf(version, build)
}

// versionOf returns the version of a build. A release has its own; go install and a
// clone get it from their tag, or from the commit and its time. build is nil in a
// binary without build information.
func versionOf(release string, build *debug.BuildInfo) VersionInfo {
	info := VersionInfo{
		Version:   release,
		GoVersion: runtime.Version(),
		Platform:  runtime.GOOS + "/" + runtime.GOARCH,
	}
	if build != nil {
		if info.Version == "" && build.Main.Version != "(devel)" {
			info.Version = strings.TrimPrefix(build.Main.Version, "v")
		}
		for _, s := range build.Settings {
			switch s.Key {
			case "vcs.revision":
				info.Commit = s.Value
			case "vcs.time":
				info.Time = s.Value
			case "vcs.modified":
				info.Modified = s.Value == "true"
			}
		}
	}
	if info.Version == "" {
		info.Version = "dev"
	}
	return info
}

func (v VersionInfo) Write(w io.Writer) error {
	line := "antom " + v.Version
	if v.Commit != "" {
		line += " (" + v.Commit[:min(12, len(v.Commit))]
		if v.Modified {
			line += ", modified"
		}
		line += ")"
	}
	if _, err := fmt.Fprintf(w, "%s %s %s\n", line, v.GoVersion, v.Platform); err != nil || v.Latest == nil {
		return err
	}
	return v.Latest.write(w)
}

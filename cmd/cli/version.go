package cli

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

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
}

func NewVersionCmd(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version, the commit and the Go version",
		GroupID: GroupOther,
		Args:    NoArgs,
		Example: "  antom version -o json",
		RunE: env.Run(func(cmd *cobra.Command, _ []string) error {
			o, err := env.OutputOptions(false)
			if err != nil {
				return err
			}
			info := BuildVersion()
			return env.Print(cmd, o, output.Result{
				Value: info,
				Quiet: info.Version,
				Text:  func(w io.Writer) error { return info.Write(w) },
			})
		}),
	}
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
	_, err := fmt.Fprintf(w, "%s %s %s\n", line, v.GoVersion, v.Platform)
	return err
}

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

const dockerfile = "packaging/container/Dockerfile"

// imageConfig is what goreleaser knows of the image.
type imageConfig struct {
	Dockerfile string            `yaml:"dockerfile"`
	Platforms  []string          `yaml:"platforms"`
	ExtraFiles []string          `yaml:"extra_files"`
	Labels     map[string]string `yaml:"labels"`
}

// checkImage holds the definition of the image against what goreleaser puts beside it.
func checkImage(d *dist) error {
	data, err := os.ReadFile(filepath.Join(d.dir, "config.yaml"))
	if err != nil {
		return err
	}
	var config struct {
		Images []imageConfig `yaml:"dockers_v2"`
	}
	if err := yaml.Unmarshal(data, &config); err != nil {
		return err
	}
	if len(config.Images) != 1 || config.Images[0].Dockerfile != dockerfile {
		return fmt.Errorf("goreleaser does not make one image of %s", dockerfile)
	}
	text, err := os.ReadFile(dockerfile)
	if err != nil {
		return err
	}
	c := config.Images[0]
	return errors.Join(checkContext(d, c, lastStage(string(text))), checkLabels(c.Labels))
}

// lastStage are the instructions after the last FROM, which is the first of them.
func lastStage(text string) []string {
	var stage []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\\\n", " "), "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "FROM ") {
			stage = nil
		}
		if line != "" && !strings.HasPrefix(line, "#") {
			stage = append(stage, line)
		}
	}
	return stage
}

// checkContext wants the image to be made of nothing, for a user without privileges, and of files
// that are there.
func checkContext(d *dist, c imageConfig, stage []string) error {
	var errs []error
	for _, line := range []string{
		"FROM scratch", "USER 65532:65532", `ENTRYPOINT ["/antom"]`,
		"COPY --from=base /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/", "COPY $TARGETPLATFORM/antom /antom",
	} {
		if !slices.Contains(stage, line) {
			errs = append(errs, fmt.Errorf("the last stage has no line %s", line))
		}
	}
	if !slices.Equal(c.Platforms, []string{"linux/amd64", "linux/arm64"}) {
		errs = append(errs, fmt.Errorf("the platforms are %v", c.Platforms))
	}
	for _, platform := range c.Platforms {
		goos, goarch, _ := strings.Cut(platform, "/")
		if _, ok := d.find(typeBinary, goos, goarch, ""); !ok {
			errs = append(errs, fmt.Errorf("there is no binary for %s", platform))
		}
	}
	for _, line := range stage {
		words := strings.Fields(line)
		if words[0] != "COPY" || strings.HasPrefix(words[1], "--from=") {
			continue
		}
		for _, source := range words[1 : len(words)-1] {
			if source != "$TARGETPLATFORM/antom" && !slices.Contains(c.ExtraFiles, source) {
				errs = append(errs, fmt.Errorf("it copies %s, which goreleaser does not put beside it", source))
			}
		}
	}
	return errors.Join(errs...)
}

func checkLabels(labels map[string]string) error {
	var errs []error
	for _, name := range []string{"title", "description", "source", "licenses", "version", "revision", "created"} {
		if labels["org.opencontainers.image."+name] == "" {
			errs = append(errs, fmt.Errorf("the label %s is missing", name))
		}
	}
	return errors.Join(errs...)
}

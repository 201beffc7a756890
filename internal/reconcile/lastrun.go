package reconcile

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/durable"
)

// LastRun is what is remembered of the last comparison of a profile: its sums, and
// nothing of the files.
type LastRun struct {
	Schema      int       `json:"schema"`
	Profile     string    `json:"profile,omitempty"` // "" for none
	Local       bool      `json:"local,omitempty"`   // the sales of the simulator
	Time        time.Time `json:"time"`
	Files       int       `json:"files"`
	Rows        int       `json:"rows"`
	Sales       int       `json:"sales"`
	Differences int       `json:"differences"`
	From        time.Time `json:"from,omitzero"` // the period of the files
	To          time.Time `json:"to,omitzero"`
}

const (
	lastRunSchema = 1
	lastRunDir    = "reconcile"
	lastRunPrefix = "profile-"
	noProfileFile = "no-profile.json"
	maxLastRun    = 16 << 10
	maxLastRuns   = 1000
)

// lastRunFile is the file of a profile in the state directory. Each has its own, so that
// comparisons at the same time do not lose each other's.
func lastRunFile(stateDir, profile string) (string, error) {
	name := noProfileFile
	if profile != "" {
		name = lastRunPrefix + profile + ".json"
	}
	if filepath.Base(name) != name {
		return "", fmt.Errorf("the profile %q cannot be in the name of a file", profile)
	}
	return filepath.Join(stateDir, lastRunDir, name), nil
}

// LastRunOf is what is to be remembered of a comparison that is finished.
func LastRunOf(r *Run, now time.Time) LastRun {
	from, to := r.Period()
	run := LastRun{Time: now.UTC(), Files: len(r.Files), Sales: r.Sales, Differences: r.Count(), From: from, To: to}
	for _, f := range r.Files {
		run.Rows += f.Rows
	}
	return run
}

// SaveLastRun remembers a comparison in the state directory, in the place of the one
// before.
func SaveLastRun(stateDir string, run LastRun) error {
	run.Schema = lastRunSchema
	path, err := lastRunFile(stateDir, run.Profile)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	data, err := json.Marshal(run)
	if err != nil {
		return err
	}
	return durable.WriteFile(path, append(data, '\n'), durable.WriteOptions{Mode: 0o600, Overwrite: true})
}

// LastRuns reads the last comparison of each profile, in the order of their names. One
// that cannot be read is passed over; damaged are its files.
func LastRuns(stateDir string) (runs []LastRun, damaged []string, err error) {
	if stateDir == "" {
		return nil, nil, nil
	}
	dir := filepath.Join(stateDir, lastRunDir)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	for _, e := range entries {
		if name := e.Name(); name != noProfileFile && !(strings.HasPrefix(name, lastRunPrefix) && strings.HasSuffix(name, ".json")) {
			continue
		}
		if len(runs) == maxLastRuns {
			break
		}
		path := filepath.Join(dir, e.Name())
		run, err := readLastRun(path)
		if err != nil {
			damaged = append(damaged, path)
			continue
		}
		runs = append(runs, run)
	}
	return runs, damaged, nil
}

func readLastRun(path string) (run LastRun, err error) {
	data, err := durable.ReadState(path, maxLastRun)
	if err != nil {
		return run, err
	}
	if err := json.Unmarshal(data, &run); err != nil {
		return run, err
	}
	if run.Schema != lastRunSchema || run.Time.IsZero() {
		return run, errors.New("it is no record of a comparison")
	}
	return run, nil
}

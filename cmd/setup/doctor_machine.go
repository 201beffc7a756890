package setup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/doctor"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/sandbox"
)

// checkMachine checks the files that antom keeps on this machine.
func (x *doctorRun) checkMachine(ctx context.Context) {
	env := x.env
	if env.StateDir() == "" {
		x.add(doctor.Finding{Group: doctor.GroupMachine, Check: "state", Severity: doctor.Warning,
			What: "there is no directory for the journal, because no home directory is known", Fix: "set one: ANTOM_STATE_DIR=DIR"})
	} else {
		x.addFile(x.journalFile())
		x.addFile(stateDirectory("inbox", "the store of notifications", cli.InboxDir(env), "notification file"))
	}
	if dir := cli.SandboxDir(env); dir != "" {
		file := stateDirectory("simulator", "the simulator's state", dir, "file")
		if _, err := sandbox.Dial(ctx, dir); err == nil {
			file.Detail = "it is running now"
		}
		x.addFile(file)
	}
	x.add(completionFinding(env))
	x.add(sameNameFindings(env)...)
}

func (x *doctorRun) addFile(f doctor.File) {
	x.add(f.Look(x.env.OS == "windows", apperr.ShellQuote)...)
}

func (x *doctorRun) journalFile() doctor.File {
	j := x.env.Journal()
	f := doctor.File{Check: "journal", Name: "the journal", Path: j.Path(), Secret: true}
	if !f.Stat(os.Stat) {
		return f
	}
	report, err := j.Scan(journal.Filter{})
	if err != nil {
		f.Err = err
		var newer *journal.SchemaError
		if errors.As(err, &newer) {
			f.Err, f.Fix = newer, "update antom, or move this file away to start a new journal"
		}
		return f
	}
	f.Detail = cli.Plural(len(report.Entries), "request")
	if report.Damaged > 0 {
		f.Damage = cli.Plural(report.Damaged, "line") + " cannot be read and are skipped"
		f.Fix = "the other lines are not affected; to start a new journal, move the file away"
	}
	return f
}

// stateDirectory describes a directory: the number of files and their size.
func stateDirectory(check, name, path, noun string) doctor.File {
	f := doctor.File{Check: check, Name: name, Path: path, Secret: true}
	if !f.Stat(os.Stat) {
		return f
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		f.Err = cli.PathReason(err)
		return f
	}
	var size int64
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
	}
	f.Detail = fmt.Sprintf("%s, %.1f MB", cli.Plural(len(entries), noun), float64(size)/1e6)
	return f
}

// completionFinding reports whether a completion script for the user's shell is
// installed in one of the usual places.
func completionFinding(env *cli.Env) doctor.Finding {
	f := doctor.Finding{Group: doctor.GroupMachine, Check: "completion", Severity: doctor.OK}
	shell := filepath.Base(env.Getenv("SHELL"))
	places, known := completionPlaces(shell, cmp.Or(env.Name, "antom"), cli.UserDirs(env).Home)
	if !known {
		f.Severity, f.What = doctor.Skipped, "completion was not checked, because SHELL is not bash, zsh or fish"
		return f
	}
	for _, place := range places {
		if fileExists(place) {
			f.What, f.Where = "completion for "+shell+" is installed", place
			return f
		}
	}
	f.Severity, f.What = doctor.Skipped, "completion for "+shell+" is not installed; to install it: antom completion --help"
	return f
}

func completionPlaces(shell, name, home string) (places []string, known bool) {
	system := func(paths ...string) []string { return paths }
	switch shell {
	case "bash":
		return append(system("/usr/share/bash-completion/completions/"+name, "/usr/local/share/bash-completion/completions/"+name, "/etc/bash_completion.d/"+name),
			cli.JoinDir(home, ".local", "share", "bash-completion", "completions", name)), true
	case "zsh":
		return append(system("/usr/share/zsh/vendor-completions/_"+name, "/usr/share/zsh/site-functions/_"+name, "/usr/local/share/zsh/site-functions/_"+name),
			cli.JoinDir(home, ".zfunc", "_"+name)), true
	case "fish":
		return append(system("/usr/share/fish/vendor_completions.d/"+name+".fish", "/usr/local/share/fish/vendor_completions.d/"+name+".fish"),
			cli.JoinDir(home, ".config", "fish", "completions", name+".fish")), true
	}
	return nil, false
}

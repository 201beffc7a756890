package doctor_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/antom-cli/antom/internal/doctor"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	full := doctor.Settings{
		File: "/c.yaml", FileFound: true, Profile: "shop", Origin: "/c.yaml",
		Values: []doctor.Value{{"client-id", "SANDBOX_X", "profile shop (/c.yaml:3)"}, {"timeout", "10s", "default"}},
	}
	change := func(f func(*doctor.Settings)) doctor.Settings { s := full; f(&s); return s }
	for _, c := range []struct {
		name     string
		settings doctor.Settings
		check    string
		severity doctor.Severity
		what     string
	}{
		{"all well", full, "client-id", doctor.OK, "SANDBOX_X"},
		{"no file", change(func(s *doctor.Settings) { s.FileFound = false }), "config-file", doctor.Skipped, "no configuration file yet"},
		{"no home", change(func(s *doctor.Settings) { s.File = "" }), "config-file", doctor.Warning, "no home directory"},
		{"no profile", doctor.Settings{File: "/c", Missing: []doctor.Missing{{Key: "client-id"}}}, "profile", doctor.Error, "there is no profile"},
		{"missing", change(func(s *doctor.Settings) {
			s.Missing = []doctor.Missing{{Key: "antom-public-key", Fix: "antom config set antom-public-key FILE"}}
		}), "antom-public-key", doctor.Error, "is missing"},
		{"mistake", change(func(s *doctor.Settings) { s.Problems = []doctor.Problem{{"/c.yaml:7", "unknown key", "correct it"}} }), "setting", doctor.Error, "unknown key"},
		{"no YAML", doctor.Settings{Unreadable: true, Problems: []doctor.Problem{{"/c.yaml:7", "this is not YAML", "correct it"}}}, "setting", doctor.Error, "this is not YAML"},
		{"odd", change(func(s *doctor.Settings) { s.Warnings = []string{"others may change it"} }), "setting", doctor.Warning, "others may"},
		{"live", change(func(s *doctor.Settings) { s.Live = true }), "live", doctor.OK, "require --live"},
		{"live without being asked", change(func(s *doctor.Settings) { s.Live, s.LiveAllow = true, true }), "live", doctor.Warning, "real money moves at once"},
		{"simulator", change(func(s *doctor.Settings) { s.Local = true }), "profile", doctor.OK, "no money"},
	} {
		found := c.settings.Check()
		wellFormed(t, found)
		f := find(t, found, c.check)
		if f.Severity != c.severity || !strings.Contains(f.What, c.what) {
			t.Errorf("%s: %+v", c.name, f)
		}
		for _, f := range found {
			if f.Check == "timeout" {
				t.Errorf("%s: a default is a finding", c.name)
			}
		}
	}
}

func TestFile(t *testing.T) {
	t.Parallel()
	base := doctor.File{Check: "journal", Name: "the journal", Path: "/j", Found: true, Mode: 0o600, Secret: true, Detail: "3 requests"}
	change := func(f func(*doctor.File)) doctor.File { x := base; f(&x); return x }
	for _, c := range []struct {
		name     string
		file     doctor.File
		windows  bool
		severity doctor.Severity
		what     string
		fix      string
	}{
		{"well", base, false, doctor.OK, "3 requests", ""},
		{"not there", change(func(f *doctor.File) { f.Found = false }), false, doctor.OK, "does not exist yet", ""},
		{"readable by others", change(func(f *doctor.File) { f.Mode = 0o644 }), false, doctor.Warning, "other users can read", "chmod 600 '/j'"},
		{"a directory", change(func(f *doctor.File) { f.Mode = fs.ModeDir | 0o755 }), false, doctor.Warning, "0755", "chmod 700 '/j'"},
		{"on Windows", change(func(f *doctor.File) { f.Mode = 0o666 }), true, doctor.OK, "3 requests", ""},
		{"read-only", change(func(f *doctor.File) { f.Mode = 0o400 }), false, doctor.Warning, "cannot be written", "chmod u+w '/j'"},
		{"damaged", change(func(f *doctor.File) { f.Damage, f.Fix = "2 lines are lost", "move it" }), false, doctor.Warning, "2 lines", "move it"},
		{"unreadable", change(func(f *doctor.File) { f.Err = errors.New("permission denied") }), false, doctor.Error, "permission denied", "ls -ld '/j'"},
	} {
		found := c.file.Look(c.windows, quote)
		wellFormed(t, found)
		if f := found[0]; f.Severity != c.severity || !strings.Contains(f.What, c.what) || !strings.Contains(f.Fix, c.fix) {
			t.Errorf("%s: %+v", c.name, f)
		}
	}
}

func TestStat(t *testing.T) {
	t.Parallel()
	stat := fstest.MapFS{"there": {Mode: 0o640}}.Stat
	f := doctor.File{Path: "there"}
	if !f.Stat(stat) || f.Mode.Perm() != 0o640 || f.Err != nil {
		t.Errorf("%+v", f)
	}
	f = doctor.File{Path: "nowhere"}
	if f.Stat(stat) || f.Err != nil {
		t.Errorf("%+v", f)
	}
	f = doctor.File{Path: "x"}
	if f.Stat(func(string) (fs.FileInfo, error) { return nil, fs.ErrPermission }) || f.Err == nil {
		t.Errorf("%+v", f)
	}
}

func TestWorstAndCause(t *testing.T) {
	t.Parallel()
	of := func(list ...doctor.Finding) []doctor.Finding { return list }
	ok, warn := doctor.Finding{Severity: doctor.OK}, doctor.Finding{Severity: doctor.Warning}
	bad := func(k doctor.Kind, what string) doctor.Finding {
		return doctor.Finding{Severity: doctor.Error, Kind: k, What: what}
	}
	if got := doctor.Worst(nil); got != doctor.OK {
		t.Error(got)
	}
	if got := doctor.Worst(of(warn, ok)); got != doctor.Warning {
		t.Error(got)
	}
	if got := doctor.Worst(of(bad(doctor.KindRefused, "x"), warn)); got != doctor.Error {
		t.Error(got)
	}
	if doctor.Cause(of(ok, warn)) != nil {
		t.Error("a warning is no cause")
	}
	all := of(bad(doctor.KindNoAnswer, "a"), bad(doctor.KindSignature, "b"), bad(doctor.KindConfig, "c"), bad(doctor.KindConfig, "d"))
	if got := doctor.Cause(all); got.What != "c" {
		t.Errorf("cause %+v", got)
	}
	if got := doctor.Count(all, doctor.Error); got != 4 {
		t.Error(got)
	}
}

package reconcile

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestLastRuns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if runs, damaged, err := LastRuns(dir); len(runs) != 0 || len(damaged) != 0 || err != nil {
		t.Errorf("of an empty directory: %v %v %v", runs, damaged, err)
	}
	at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	for _, run := range []LastRun{
		{Profile: "shop", Time: at, Files: 1, Differences: 9},
		{Profile: "shop", Time: at.Add(time.Hour), Files: 2, Rows: 10, Sales: 9, Differences: 1, From: at, To: at.Add(24 * time.Hour)},
		{Time: at}, {Profile: "local", Local: true, Time: at},
	} {
		if err := SaveLastRun(dir, run); err != nil {
			t.Fatal(err)
		}
	}
	runs, damaged, err := LastRuns(dir)
	if err != nil || len(damaged) != 0 || len(runs) != 3 {
		t.Fatalf("%+v %v %v", runs, damaged, err)
	}
	if runs[0].Profile != "" || runs[1].Profile != "local" || !runs[1].Local || runs[2].Profile != "shop" {
		t.Errorf("profiles: %+v", runs)
	}
	if got := runs[2]; got.Files != 2 || got.Differences != 1 || !got.Time.Equal(at.Add(time.Hour)) || !got.To.Equal(at.Add(24*time.Hour)) {
		t.Errorf("the newest: %+v", got)
	}
	path := filepath.Join(dir, lastRunDir, "profile-shop.json")
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v %v", info, err)
	}
	for name, content := range map[string]string{"profile-a.json": "{", "profile-b.json": `{"schema":9,"time":"2026-11-20T08:00:00Z"}`, "profile-c.json": strings.Repeat(" ", maxLastRun+1), "notes.txt": "x"} {
		if err := os.WriteFile(filepath.Join(dir, lastRunDir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if runs, damaged, err := LastRuns(dir); len(runs) != 3 || len(damaged) != 3 || err != nil {
		t.Errorf("with damaged files: %+v %v %v", runs, damaged, err)
	}
	if err := SaveLastRun(dir, LastRun{Profile: "../x", Time: at}); err == nil {
		t.Error("a profile left the directory")
	}
}

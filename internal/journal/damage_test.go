package journal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/apperr"
)

// text is a begin record's line without its end.
func text(request string) string {
	return fmt.Sprintf(`{"schema":1,"record":"begin","id":"id-%s","time":"2026-01-31T15:42:00Z","requestId":"%s","state":"sent"}`, request, request)
}

// write makes a journal with these bytes and opens it.
func write(t *testing.T, content string) *Journal {
	t.Helper()
	j := Open(t.TempDir(), clock())
	if err := os.WriteFile(j.Path(), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return j
}

func TestDamagedFiles(t *testing.T) {
	t.Parallel()
	torn := text("torn")[:60]
	for _, c := range []struct {
		name, content, want string
		damaged             int
	}{
		{"empty", "", "", 0},
		{"blank lines", "\n\n" + text("1") + "\n\n", "1", 0},
		{"windows line ends", text("1") + "\r\n" + text("2") + "\r\n", "2 1", 0},
		{"torn last line", text("1") + "\n" + torn, "1", 0},
		{"only a torn line", torn, "", 0},
		{"whole last line without end", text("1") + "\n" + text("2"), "2 1", 0},
		{"garbage in the middle", text("1") + "\nwhat is this\n" + text("2") + "\n", "2 1", 1},
		{"torn in the middle", text("1") + "\n" + torn + "\n" + text("2") + "\n", "2 1", 1},
		{"record glued to a torn one", torn + text("2") + "\n", "2", 1},
		{"another JSON value", "[]\n{}\n7\n" + text("1") + "\n", "1", 3},
		{"unknown record", strings.Replace(text("1"), "begin", "middle", 1) + "\n", "", 1},
		{"no id", strings.Replace(text("1"), "id-1", "", 1) + "\n", "", 1},
		{"a member of another type", `{"schema":1,"record":"begin","id":7}` + "\n", "", 1},
		{"too long a line", text("1") + "\n" + strings.Repeat("x", 3*maxLine) + "\n" + text("2") + "\n", "2 1", 1},
		{"too long and torn", text("1") + "\n" + strings.Repeat("x", 2*maxLine), "1", 0},
		{"zeros after a power cut", text("1") + "\n" + strings.Repeat("\x00", 200) + "\n" + text("2") + "\n", "2 1", 1},
	} {
		report, err := write(t, c.content).Scan(Filter{})
		if err != nil || requests(report.Entries) != c.want || report.Damaged != c.damaged {
			t.Errorf("%s: %q, %d damaged, %v; want %q, %d", c.name, requests(report.Entries), report.Damaged, err, c.want, c.damaged)
		}
	}
}

func TestNewerSchema(t *testing.T) {
	t.Parallel()
	for name, newer := range map[string]string{
		"same members":  strings.Replace(text("2"), `"schema":1`, `"schema":2`, 1),
		"another shape": `{"schema":3,"id":{"new":true}}`,
	} {
		j := write(t, text("1")+"\n"+newer+"\n")
		_, err := j.List(Filter{})
		var schema *SchemaError
		if !errors.As(err, &schema) || apperr.ExitCode(err) != 3 || !strings.Contains(err.Error(), "newer version") || !strings.Contains(err.Error(), j.Path()) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := j.Begin(Entry{}); err != nil {
			t.Errorf("%s: Begin: %v", name, err)
		}
	}
}

func TestAppendAfterTornLine(t *testing.T) {
	t.Parallel()
	j := write(t, text("1")+"\n"+text("torn")[:50])
	begin(t, j, Entry{RequestID: "2"})
	report, err := j.Scan(Filter{})
	if err != nil || requests(report.Entries) != "2 1" || report.Damaged != 1 {
		t.Fatalf("%q, %d damaged, %v", requests(report.Entries), report.Damaged, err)
	}
}

func TestOutcomeWithoutBegin(t *testing.T) {
	t.Parallel()
	end := strings.Replace(text("old"), "begin", "finish", 1)
	older := strings.Replace(strings.Replace(text("older"), "begin", "finish", 1), "15:42", "14:00", 1)
	j := write(t, older+"\n"+end+"\n"+text("new")+"\n")
	for limit, want := range map[int]string{0: "new old older", 1: "new", 2: "new old"} {
		list, err := j.List(Filter{Limit: limit})
		if err != nil || requests(list) != want {
			t.Errorf("limit %d: %q, %v; want %q", limit, requests(list), err, want)
		}
	}
}

func TestPlacesThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	j := Open(filepath.Join(file, "state"), clock())
	id, err := j.Begin(Entry{})
	if err == nil || id != "" || !strings.Contains(err.Error(), "writing the journal") || !strings.Contains(err.Error(), file) {
		t.Errorf("Begin below a file = %q, %v", id, err)
	}
	if list, err := j.List(Filter{}); err != nil || len(list) != 0 {
		t.Errorf("List below a file = %v, %v", list, err)
	}
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full here")
	}
	full := Open(dir, clock())
	full.open = func(string) (appendFile, error) { return os.OpenFile("/dev/full", os.O_RDWR, 0) }
	if _, err := full.Begin(Entry{}); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("Begin on a full disk: %v", err)
	}
}

// faulty is a file whose writes end early or whose data does not reach the disk.
type faulty struct {
	appendFile
	max               int // bytes written before it fails; -1: all
	write, sync, stat error
}

func (f *faulty) Write(p []byte) (int, error) {
	if f.max < 0 || len(p) <= f.max {
		return f.appendFile.Write(p)
	}
	n, err := f.appendFile.Write(p[:f.max])
	return n, errors.Join(err, f.write)
}

func (f *faulty) Sync() error { return errors.Join(f.sync, f.appendFile.Sync()) }

func (f *faulty) Stat() (os.FileInfo, error) {
	if f.stat != nil {
		return nil, f.stat
	}
	return f.appendFile.Stat()
}

func TestFailingFiles(t *testing.T) {
	t.Parallel()
	noSpace, broken := errors.New("no space left"), errors.New("input/output error")
	for _, c := range []struct {
		name  string
		fault faulty
		want  error
	}{
		{"short write", faulty{max: 40, write: noSpace}, noSpace},
		{"silent short write", faulty{max: 40}, io.ErrShortWrite},
		{"sync", faulty{max: -1, sync: broken}, broken},
		{"stat", faulty{max: -1, stat: broken}, broken},
	} {
		j := Open(t.TempDir(), clock())
		first := begin(t, j, Entry{RequestID: "1"})
		j.open = func(path string) (appendFile, error) {
			f, err := openAppend(path)
			fault := c.fault
			fault.appendFile = f
			return &fault, err
		}
		if id, err := j.Begin(Entry{RequestID: "2"}); !errors.Is(err, c.want) || id != "" {
			t.Errorf("%s: Begin = %q, %v", c.name, id, err)
		}
		if c.fault.sync == nil {
			if err := j.Finish(first, func(e *Entry) { e.State = StateAnswered }); !errors.Is(err, c.want) {
				t.Errorf("%s: Finish: %v", c.name, err)
			}
		}
		j.open = openAppend
		begin(t, j, Entry{RequestID: "3"})
		list, err := j.List(Filter{Limit: 1})
		if err != nil || requests(list) != "3" {
			t.Errorf("%s: what follows the damage: %q, %v", c.name, requests(list), err)
		}
	}
}

func TestNoRandomness(t *testing.T) {
	t.Parallel()
	j := Open(t.TempDir(), clock())
	j.rand = strings.NewReader("abc")
	if _, err := j.Begin(Entry{}); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("Begin without randomness: %v", err)
	}
}

func TestTooLargeAnEntry(t *testing.T) {
	t.Parallel()
	j := Open(t.TempDir(), clock())
	if _, err := j.Begin(Entry{RequestID: strings.Repeat("x", maxLine)}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("Begin: %v", err)
	}
}

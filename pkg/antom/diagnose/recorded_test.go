package diagnose

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A recorded is what a program made of a notification, and what a diagnosis has to
// say about it: the causes, or the note if what was signed cannot be found.
type recorded struct {
	By, Name, Code, Original string
	Output                   string
	Base64                   []byte // of an output that is not UTF-8
	Causes                   []Cause
	Note                     string
}

func (r *recorded) body() []byte {
	if r.Base64 != nil {
		return r.Base64
	}
	return []byte(r.Output)
}

func readRecorded(t testing.TB) (all []recorded) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "recorded", "outputs.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r recorded
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// TestRecordedOutputs diagnoses what programs of eight languages made of three
// notifications.
func TestRecordedOutputs(t *testing.T) {
	t.Parallel()
	explained, all := 0, readRecorded(t)
	for _, r := range all {
		if r.Causes != nil {
			explained++
		}
		t.Run(r.By+"/"+r.Original+"/"+r.Name, func(t *testing.T) {
			t.Parallel()
			original, err := os.ReadFile(filepath.Join("testdata", "recorded", r.Original+".json"))
			if err != nil {
				t.Fatal(err)
			}
			m := signed()
			m.Body = original
			in := inputFor(t, m)
			in.Message.Body = r.body()
			d := Diagnose(in)
			if r.Causes == nil {
				check(t, d, []Cause{CauseContentChanged}, []string{r.Note})
				return
			}
			if !slices.Equal(d.Causes, r.Causes) {
				t.Errorf("%s\ncauses are %q, want %q\n%s", r.Code, d.Causes, r.Causes, d.Explanation)
			}
			if strings.Contains(d.Explanation, "Note ") {
				t.Errorf("a note beside a cause: %s", d.Explanation)
			}
		})
	}
	if explained < 140 || len(all) < 180 {
		t.Errorf("only %d of %d outputs are explained", explained, len(all))
	}
}

package recording

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

func payExchange(id string) *Exchange {
	return &Exchange{
		At: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), Operation: "pay", Path: "/ams/sandbox/api/v1/payments/pay", Status: http.StatusOK, Duration: 12 * time.Millisecond,
		Request:  newMessage(http.Header{"Client-Id": {"SANDBOX_1"}}, []byte(`{"paymentRequestId":"`+id+`"}`)),
		Response: newMessage(nil, []byte(`{"result":{"resultStatus":"S"},"paymentRequestId":"`+id+`"}`)),
	}
}

func TestDirectoriesAreContinued(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a", "rec")
	for run := range 2 {
		dir, err := OpenDir(path)
		if err != nil {
			t.Fatal(err)
		}
		if dir.Count() != run*10 {
			t.Errorf("run %d: %d exchanges from before", run, dir.Count())
		}
		var all sync.WaitGroup
		for i := range 10 {
			all.Go(func() {
				number, err := dir.Reserve()
				if err == nil {
					_, err = dir.Add(number, payExchange(fmt.Sprintf("R%d-%d", run, i)))
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	exchanges, err := Load(context.Background(), path)
	if err != nil || len(exchanges) != 20 {
		t.Fatalf("%d exchanges, %v", len(exchanges), err)
	}
	if got := filepath.Base(exchanges[19].File); got != "00020-pay.json" {
		t.Errorf("the last file is %s", got)
	}
	first := exchanges[0]
	if !first.At.Equal(payExchange("").At) || first.Duration != 12*time.Millisecond || first.Path != payExchange("").Path ||
		first.Request.Header["client-id"] != "SANDBOX_1" || !first.Replayable() {
		t.Errorf("read %+v", first)
	}
	if info, err := os.Stat(first.File); runtime.GOOS != "windows" && (err != nil || info.Mode().Perm() != 0o600) {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestTwoRecordersShareADirectory(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	a, _ := OpenDir(path)
	b, err := OpenDir(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, dir := range []*Dir{a, b, a, b} {
		number, err := dir.Reserve()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := dir.Add(number, payExchange(fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
	if exchanges, err := Load(context.Background(), path); err != nil || len(exchanges) != 4 {
		t.Errorf("%d exchanges, %v", len(exchanges), err)
	}
}

func TestFullDirectories(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]*Dir{"count": {path: "rec", count: MaxExchanges}, "bytes": {path: "rec", total: MaxTotal}} {
		_, err := d.Reserve()
		if _, full := errors.AsType[*FullError](err); !full || !strings.HasPrefix(err.Error(), "rec is full: it has ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOtherFilesBesideRecordings(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"README.md", ".hidden.json", ".new-ABC"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("not JSON"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if exchanges, err := Load(context.Background(), dir); err != nil || len(exchanges) != 0 {
		t.Errorf("%d exchanges, %v", len(exchanges), err)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if err := os.WriteFile(filepath.Join(dir, "00001-pay.json"), payExchange("R").Encode(), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(ended, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("a load that was stopped: %v", err)
	}
}

func TestHostileDirectories(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "00001-pay.json"), []byte(strings.Repeat(" ", maxFile+2)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "00002-pay.json"), 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range 30 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%05d-pay.json", i+3)), []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, err := Load(context.Background(), dir)
	if err == nil {
		t.Fatal("no error")
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != maxMistakes || !strings.Contains(lines[0], "00001-pay.json: it is not a recorded exchange: it is larger than") ||
		!strings.Contains(lines[1], "00002-pay.json: ") || !strings.Contains(lines[2], "00003-pay.json:1: ") {
		t.Errorf("%d lines:\n%v", len(lines), err)
	}
}

func TestLargeBodiesStayReadable(t *testing.T) {
	t.Parallel()
	item := strings.Repeat("[", 50) + strings.Repeat("]", 50)
	body := `{"a":[` + strings.Repeat(item+",", maxValues/50-2) + item + `]}`
	e := payExchange("R")
	e.Request, e.Response = newMessage(nil, []byte(body)), newMessage(nil, []byte(body))
	data := e.Encode()
	if e.Request.Body == nil || len(data) > maxFile {
		t.Fatalf("the file has %d bytes", len(data))
	}
	if _, err := Decode("f", data); err != nil {
		t.Error(err)
	}
}

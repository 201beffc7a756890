package recording

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/antom-cli/antom/internal/durable"
)

// extension ends the names of the files.
const extension = ".json"

// FullError says that a directory has as much as it may have.
type FullError struct {
	Dir  string
	What string
}

func (e *FullError) Error() string { return e.Dir + " is full: it has " + e.What }

// Dir is a directory to which exchanges are added. It is safe for use by several
// goroutines, and by several processes.
type Dir struct {
	path  string
	mu    sync.Mutex
	next  int // the number of the next file
	count int
	total int64 // bytes
}

// OpenDir opens a directory, and makes it if there is none. The numbers of the files
// in it are continued.
func OpenDir(path string) (*Dir, error) {
	const private = 0o700
	if err := os.MkdirAll(path, private); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	d := &Dir{path: path, next: 1}
	for _, entry := range entries {
		number, ok := fileNumber(entry.Name())
		if !ok {
			continue
		}
		d.next = max(d.next, number+1)
		d.count++
		if info, err := entry.Info(); err == nil { // else it has just gone
			d.total += info.Size()
		}
	}
	return d, nil
}

// fileNumber is the number at the beginning of the name of a file of an exchange.
func fileNumber(name string) (int, bool) {
	digits, _, ok := strings.Cut(name, "-")
	if !ok || !strings.HasSuffix(name, extension) || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	number, err := strconv.Atoi(digits)
	const most = 1 << 30
	return number, err == nil && number > 0 && number < most
}

// Count is how many exchanges the directory has.
func (d *Dir) Count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.count
}

// Reserve takes the next number, so that exchanges are in the order of their requests
// whatever the order of their responses. The error is a *FullError.
func (d *Dir) Reserve() (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.count >= MaxExchanges:
		return 0, &FullError{d.path, fmt.Sprintf("%d exchanges", d.count)}
	case d.total >= MaxTotal:
		return 0, &FullError{d.path, fmt.Sprintf("%d MiB of exchanges", d.total>>20)}
	}
	number := d.next
	d.next++
	return number, nil
}

// Add writes an exchange to a file that only its owner can read, and returns the
// path of the file. If another process took the number, the next free one is used.
func (d *Dir) Add(number int, e *Exchange) (string, error) {
	data := e.Encode()
	for {
		path := filepath.Join(d.path, fileName(number, e.Operation))
		err := durable.WriteFile(path, data, durable.WriteOptions{})
		if errors.Is(err, fs.ErrExist) {
			if number, err = d.Reserve(); err != nil {
				return "", err
			}
			continue
		}
		if err != nil {
			return "", err
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		d.count++
		d.total += int64(len(data))
		return path, nil
	}
}

func fileName(number int, operation string) string {
	if operation == "" {
		operation = "other"
	}
	return fmt.Sprintf("%05d-%s%s", number, operation, extension)
}

// maxMistakes is how many mistakes Load reports.
const maxMistakes = 20

// Load reads the exchanges of a directory in the order of their numbers. Files whose
// names do not end in .json, and hidden files, may be beside them. The error joins a
// *Mistake for each file that is damaged or no recording.
func Load(ctx context.Context, dir string) ([]*Exchange, error) {
	names, err := fileNames(dir)
	if err != nil {
		return nil, err
	}
	if len(names) > MaxExchanges {
		return nil, fmt.Errorf("%s has %d files of exchanges; at most %d are read", dir, len(names), MaxExchanges)
	}
	var exchanges []*Exchange
	var mistakes []error
	var total int64
	values := 0
	for _, name := range names {
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		e, size, err := loadFile(filepath.Join(dir, name))
		if total += size; total > MaxTotal {
			return nil, fmt.Errorf("the files of exchanges in %s have more than %d MiB together", dir, MaxTotal>>20)
		}
		if err == nil {
			if values += e.values; values > maxTotalValues {
				return nil, fmt.Errorf("the files of exchanges in %s have more than %d values together", dir, maxTotalValues)
			}
			exchanges = append(exchanges, e)
			continue
		}
		if mistakes = append(mistakes, err); len(mistakes) == maxMistakes {
			break
		}
	}
	return exchanges, errors.Join(mistakes...)
}

// fileNames are the names of the files to read, in the order of their numbers.
func fileNames(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		if name := entry.Name(); strings.HasSuffix(name, extension) && !strings.HasPrefix(name, ".") {
			names = append(names, name)
		}
	}
	slices.SortStableFunc(names, func(a, b string) int {
		x, _ := fileNumber(a)
		y, _ := fileNumber(b)
		return x - y
	})
	return names, nil
}

func loadFile(path string) (*Exchange, int64, error) {
	data, err := durable.ReadState(path, maxFile+1)
	var large *durable.SizeError
	switch {
	case errors.As(err, &large):
		return nil, 0, &Mistake{File: path, Text: fmt.Sprintf("it is not a recorded exchange: it is larger than %d bytes", maxFile)}
	case err != nil:
		return nil, 0, &Mistake{File: path, Text: reason(err)}
	}
	if _, ok := fileNumber(filepath.Base(path)); !ok {
		return nil, int64(len(data)), &Mistake{File: path, Text: "its name does not begin with a number, as in 00001-pay.json; move it elsewhere"}
	}
	e, err := Decode(path, data)
	return e, int64(len(data)), err
}

// reason is an error without the path, which the mistake names already.
func reason(err error) string {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err.Error()
	}
	return err.Error()
}

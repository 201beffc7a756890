package request

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// randomNode makes a tree of texts, objects and lists as a request can have it.
func randomNode(rnd *rand.Rand, depth int) *spec.Node {
	kind := rnd.IntN(6)
	if depth == 0 {
		kind = 2 * rnd.IntN(2)
	}
	switch {
	case kind <= 1:
		n := spec.NewObject()
		for range rnd.IntN(5) {
			name := randomText(rnd) + "n"
			n.Set(name, randomNode(rnd, depth+1))
		}
		return n
	case kind == 3 && depth < 6:
		n := spec.NewArray()
		for range rnd.IntN(4) {
			n.Items = append(n.Items, randomNode(rnd, depth+1))
		}
		return n
	default:
		return spec.NewString(randomText(rnd))
	}
}

func randomText(rnd *rand.Rand) string {
	alphabet := []rune("aZ09 .[]{}:,-#&*!|>'\"%@`\\/\t\n\r\u0001\u001f<é钱😀\u2028\ufeff~=?")
	var b strings.Builder
	for range rnd.IntN(8) {
		b.WriteRune(alphabet[rnd.IntN(len(alphabet))])
	}
	return b.String()
}

// What was written as JSON is read as the same request again, with the same bytes.
func TestJSONRoundTrip(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		root := randomNode(rnd, 1)
		if root.Kind != spec.Object {
			continue
		}
		text := escapeSeparators(root.AppendJSON(nil))
		d := readOne(t, "f.json", text)
		if !sameTree(root, d.Root) {
			t.Fatalf("%s became %s", text, compact(d))
		}
		sent := d.Bytes("pay")
		again := readOne(t, "f.json", escapeSeparators(sent))
		if got := again.Bytes("pay"); !bytes.Equal(got, sent) {
			t.Fatalf("%s\nbecame %s", sent, got)
		}
		if !json.Valid(sent) {
			t.Fatalf("not JSON: %s", sent)
		}
	}
}

// escapeSeparators escapes what a file must not hold raw.
func escapeSeparators(text []byte) string {
	return strings.NewReplacer("\u2028", `\u2028`).Replace(string(text))
}

// The same order in YAML, in JSON and by flags gives the same bytes.
func TestSameRequestInEveryForm(t *testing.T) {
	t.Parallel()
	var want []byte
	for _, name := range []string{"order.yaml", "order.json"} {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		d := readOne(t, name, string(text))
		got := d.Bytes("pay")
		if want == nil {
			want = got
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
	set := New()
	setAll(t, set, readOne(t, "f", string(want)).Root, "")
	if got := set.Bytes("pay"); !bytes.Equal(got, want) {
		t.Errorf("set:\n got %s\nwant %s", got, want)
	}
}

// setAll sets every leaf of a tree by its path.
func setAll(t *testing.T, d *Document, n *spec.Node, path string) {
	t.Helper()
	for _, m := range n.Members {
		setAll(t, d, m.Value, strings.TrimPrefix(path+"."+m.Name, "."))
	}
	for i, item := range n.Items {
		setAll(t, d, item, path+"["+string(rune('0'+i))+"]")
	}
	if n.Kind == spec.String {
		if err := d.Set(path, n.Text, Origin{Flag: "--set"}); err != nil {
			t.Fatal(err)
		}
	}
}

func BenchmarkReadYAML(b *testing.B) { benchmarkRead(b, "order.yaml") }

func BenchmarkReadJSON(b *testing.B) { benchmarkRead(b, "order.json") }

func benchmarkRead(b *testing.B, name string) {
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if docs, err := Read(name, bytes.NewReader(text)); err != nil || len(docs) != 1 {
			b.Fatal(err)
		}
	}
}

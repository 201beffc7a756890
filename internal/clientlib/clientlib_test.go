package clientlib

import (
	"slices"
	"strings"
	"testing"
)

func simulator() Simulator {
	return Simulator{
		URL: "http://127.0.0.1:8964", HTTPSURL: "https://127.0.0.1:8964", ClientID: "SANDBOX_LOCAL",
		PrivateKeyFile: "/home/it's me/key.pem", AntomPublicKey: "MIIBIjANBg",
	}
}

// The order of the arguments is that of the constructors in the libraries' sources.
func TestLines(t *testing.T) {
	tests := []struct {
		id      string
		gateway string
		form    string
		order   []string
	}{
		{"dotnet", "http://127.0.0.1:8964", "pkcs8", []string{`"http://127.0.0.1:8964"`, `"SANDBOX_LOCAL"`, KeyFile, `"MIIBIjANBg"`}},
		{"go", "http://127.0.0.1:8964", "pkcs8", []string{KeyFile, `"http://127.0.0.1:8964"`, `"SANDBOX_LOCAL"`, "key", `"MIIBIjANBg"`}},
		{"java", "https://127.0.0.1:8964", "pkcs8", []string{`"https://127.0.0.1:8964"`, KeyFile, `"MIIBIjANBg"`, `"SANDBOX_LOCAL"`}},
		{"php", "http://127.0.0.1:8964", "pkcs8", []string{`"http://127.0.0.1:8964"`, KeyFile, `"MIIBIjANBg"`, `"SANDBOX_LOCAL"`}},
		{"python", "https://127.0.0.1", "pkcs1", []string{`"https://127.0.0.1"`, `"SANDBOX_LOCAL"`, KeyFile, `"MIIBIjANBg"`}},
	}
	if len(tests) != len(All()) {
		t.Fatalf("%d libraries are tested, there are %d", len(tests), len(All()))
	}
	for _, test := range tests {
		t.Run(test.id, func(t *testing.T) {
			library, ok := Find(strings.ToUpper(test.id))
			if !ok {
				t.Fatal("not found")
			}
			lines, err := library.Lines(simulator())
			if err != nil {
				t.Fatal(err)
			}
			if lines.Gateway != test.gateway {
				t.Errorf("gateway %s, want %s", lines.Gateway, test.gateway)
			}
			command := `antom keys convert '/home/it'\''s me/key.pem' --to ` + test.form + " --as base64 --out " + KeyFile
			if !strings.HasPrefix(lines.Prepare, command) {
				t.Errorf("the preparation is %q, want %q", lines.Prepare, command)
			}
			rest := lines.Code
			for _, part := range test.order {
				_, after, ok := strings.Cut(rest, part)
				if !ok {
					t.Fatalf("%s does not follow in %q", part, rest)
				}
				rest = after
			}
			if strings.Contains(lines.Prepare+lines.Code+lines.Start+lines.Note, "<no value>") {
				t.Error("a value is missing")
			}
		})
	}
}

func TestJavaTrustsTheSimulator(t *testing.T) {
	library, _ := Find("java")
	lines, err := library.Lines(simulator())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(lines.Prepare, "antom sandbox ca") || !strings.Contains(lines.Start, "-Djavax.net.ssl.trustStore=") {
		t.Errorf("nothing about the certificate: %+v", lines)
	}
}

func TestPythonNeedsPort443(t *testing.T) {
	library, _ := Find("python")
	advice := "antom sandbox --addr 127.0.0.1:443"
	for url, want := range map[string]bool{"https://127.0.0.1:8964": true, "https://127.0.0.1:443": false, "https://[::1]:8964": true} {
		s := simulator()
		s.HTTPSURL = url
		lines, err := library.Lines(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(lines.Note, advice); got != want {
			t.Errorf("%s: advice to use the port: %v, want %v", url, got, want)
		}
		if strings.HasSuffix(lines.Gateway, "8964") {
			t.Errorf("%s: the gateway is %s", url, lines.Gateway)
		}
	}
}

func TestIDs(t *testing.T) {
	if !slices.IsSorted(IDs()) {
		t.Errorf("not in order: %v", IDs())
	}
	if _, ok := Find("cobol"); ok {
		t.Error("there is no library for COBOL")
	}
}

func TestQuotes(t *testing.T) {
	if got := doubleQuote(`a"b\c`); got != `"a\"b\\c"` {
		t.Error(got)
	}
	if got := PowerShellQuote(`it's`); got != `'it''s'` {
		t.Error(got)
	}
}

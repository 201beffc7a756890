package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tarGz packs files of one byte.
func tarGz(t *testing.T, names map[string]int64) []byte {
	t.Helper()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	w := tar.NewWriter(z)
	for name, mode := range names {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: mode, Size: 1, Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func deb(data []byte) []byte {
	var b bytes.Buffer
	b.WriteString("!<arch>\n")
	for _, m := range []struct {
		name string
		data []byte
	}{{"debian-binary", []byte("2.0")}, {"data.tar.gz", data}} {
		fmt.Fprintf(&b, "%-16s%-12d%-6d%-6d%-8s%-10d`\n%s", m.name, 0, 0, 0, "100644", len(m.data), m.data)
		if len(m.data)%2 == 1 {
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}

// rpm makes an rpm of a directory and two files in it.
func rpm() []byte {
	var data []byte
	var entries [][4]uint32
	add := func(tag, kind uint32, count int, value []byte) {
		entries = append(entries, [4]uint32{tag, kind, uint32(len(data)), uint32(count)})
		data = append(data, value...)
	}
	numbers := func(width int, values ...uint32) (b []byte) {
		for _, v := range values {
			if width == 2 {
				b = binary.BigEndian.AppendUint16(b, uint16(v))
			} else {
				b = binary.BigEndian.AppendUint32(b, v)
			}
		}
		return b
	}
	add(rpmFileSizes, 4, 3, numbers(4, 0, 7, 8))
	add(rpmDirIndexes, 4, 3, numbers(4, 0, 1, 1))
	add(rpmFileModes, 3, 3, numbers(2, 0o040755, 0o100755, 0o100644))
	add(rpmBaseNames, 8, 3, []byte("bin\x00antom\x00other\x00"))
	add(rpmDirNames, 8, 2, []byte("/usr/\x00/usr/bin/\x00"))
	header := func(entries [][4]uint32, data []byte) []byte {
		b := []byte{0x8e, 0xad, 0xe8, 0x01, 0, 0, 0, 0}
		b = append(b, numbers(4, uint32(len(entries)), uint32(len(data)))...)
		for _, e := range entries {
			b = append(b, numbers(4, e[:]...)...)
		}
		return append(b, data...)
	}
	file := make([]byte, 96)
	copy(file, []byte{0xed, 0xab, 0xee, 0xdb})
	signature := header(nil, []byte("sig"))
	file = append(file, signature...)
	file = append(file, make([]byte, (8-len(signature)%8)%8)...)
	return append(file, header(entries, data)...)
}

// listed are the names, modes and sizes of files.
func listed(files map[string]file) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		list = append(list, fmt.Sprintf("%s %04o %d", name, files[name].mode, files[name].size))
	}
	return strings.Join(list, ", ")
}

func TestReadFiles(t *testing.T) {
	t.Parallel()
	plain := map[string]int64{"./usr/bin/antom": 0o755, "usr/x": 0o600}
	for _, c := range []struct {
		format string
		data   []byte
		want   string
	}{
		{"tar.gz", tarGz(t, plain), "usr/bin/antom 0755 1, usr/x 0600 1"},
		{"deb", deb(tarGz(t, plain)), "usr/bin/antom 0755 1, usr/x 0600 1"},
		{"apk", tarGz(t, map[string]int64{".PKGINFO": 0o600, "usr/x": 0o644}), "usr/x 0644 1"},
		{"rpm", rpm(), "usr/bin/antom 0755 7, usr/bin/other 0644 8"},
		{"apk", tarGz(t, plain), "it has no .PKGINFO"},
		{"deb", []byte("!<arch>\n"), "it has no data.tar.gz"},
		{"deb", []byte("PK"), "it is no ar archive"},
		{"deb", append([]byte("!<arch>\n"), bytes.Repeat([]byte("9"), 60)...), "the size of its member 9999999999999999 is wrong"},
		{"rpm", []byte("PK"), "it is no rpm"},
		{"rpm", rpm()[:120], "the header: it does not begin like a header"},
		{"rpm", rpm()[:150], "the header: it is cut off"},
		{"tar.gz", []byte("no gzip at all"), "gzip: invalid header"},
		{"msi", nil, `nothing reads a "msi" here`},
	} {
		name := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(name, c.data, 0o600); err != nil {
			t.Fatal(err)
		}
		files, err := readFiles(name, c.format)
		got := listed(files)
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.format, got, c.want)
		}
	}
}

// FuzzReadFiles holds that a package which is cut off or made up is an error, not a crash.
func FuzzReadFiles(f *testing.F) {
	f.Add(rpm())
	f.Add(deb(nil))
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _ = readRPM(data)
		_, _ = readDeb(data)
	})
}

func TestCompare(t *testing.T) {
	t.Parallel()
	source := filepath.Join(t.TempDir(), "source")
	if err := os.WriteFile(source, []byte("seven b"), 0o600); err != nil {
		t.Fatal(err)
	}
	have := map[string]file{"right": {0o644, 7}, "open": {0o666, 7}, "short": {0o644, 6}, "stray": {0o644, 1}}
	want := map[string]wanted{}
	for _, name := range []string{"right", "open", "short", "absent"} {
		want[name] = wanted{0o644, source}
	}
	got := compare(have, want, true).Error()
	said := "absent is missing\nopen has mode 0666, not 0644\nshort has 6 bytes, and " + source +
		" 7\nfiles that do not belong there: stray"
	if got != said {
		t.Errorf("%s\nwant\n%s", got, said)
	}
	if got := compare(have, want, false).Error(); strings.Contains(got, "mode") {
		t.Errorf("modes do not matter: %s", got)
	}
}

// manifestDist is a dist directory with an archive for one platform.
func manifestDist(t *testing.T) (*dist, string) {
	t.Helper()
	top := t.TempDir()
	d := &dist{dir: filepath.Join(top, "dist"), version: "1.2.3", tag: "v1.2.3"}
	if err := os.Mkdir(d.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	a := artefact{Name: "antom_1.2.3_darwin_arm64.tar.gz", Path: "dist/a.tar.gz", Type: typeArchive, Goos: "darwin", Goarch: "arm64"}
	a.Extra.Format = "tar.gz"
	d.artefacts = []artefact{a}
	if err := os.WriteFile(d.path(a), []byte("not yet"), 0o600); err != nil {
		t.Fatal(err)
	}
	return d, d.path(a)
}

func TestDownload(t *testing.T) {
	t.Parallel()
	d, path := manifestDist(t)
	if err := os.WriteFile(path, tarGz(t, map[string]int64{"antom": 0o755}), 0o600); err != nil {
		t.Fatal(err)
	}
	const url = releases + "v1.2.3/antom_1.2.3_darwin_arm64.tar.gz"
	for _, c := range []struct {
		l    download
		want string
	}{
		{download{"darwin", "amd64", url, "", nil}, "there is no archive"},
		{download{"darwin", "arm64", "http://x", "", nil}, "the URL is http://x, not " + url},
		{download{"darwin", "arm64", url, "beef", nil}, "the hash is beef, and that of antom_1.2.3_darwin_arm64.tar.gz "},
	} {
		if err := c.l.check(d, nil); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	// The hash that the error tells is the right one.
	_, sum, _ := strings.Cut(download{"darwin", "arm64", url, "beef", nil}.check(d, nil).Error(), ".tar.gz ")
	if err := (download{"darwin", "arm64", url, sum, []string{"antom"}}).check(d, []string{"antom"}); err != nil {
		t.Error(err)
	}
	err := download{"darwin", "arm64", url, sum, []string{"antom", "man/antom.1"}}.check(d, nil)
	if err == nil || !strings.HasPrefix(err.Error(), "it uses man/antom.1, which ") {
		t.Error(err)
	}
	err = download{"darwin", "arm64", url, sum, nil}.check(d, []string{"antom"})
	if err == nil || err.Error() != "it does not use antom" {
		t.Error(err)
	}
}

func TestReadManifests(t *testing.T) {
	t.Parallel()
	const cask = `cask "antom" do
  version "1.2.3"

  on_macos do
    on_arm do
      url "https://x/v1.2.3/antom_#{version}.tar.gz"
      sha256 "beef"
    end
  end
  binary "antom"
  manpage "docs/man/antom.1"
  caveats "a program of its own"
end
`
	const scoop = `{"version": "1.2.3", "architecture": {"arm64": {"url": "https://x", "bin": ["antom.exe"], "hash": "beef"}}}`
	const winget = "PackageVersion: 1.2.3\nInstallers:\n  - Architecture: x64\n    InstallerUrl: https://x\n    InstallerSha256: BEEF\n" +
		"    NestedInstallerFiles: [{RelativeFilePath: 'a\\antom.exe', PortableCommandAlias: antom}]\n"
	for _, c := range []struct {
		read       func([]byte, string) ([]download, error)
		text, want string
	}{
		{readCask, cask, "[{darwin arm64 https://x/v1.2.3/antom_1.2.3.tar.gz beef [antom docs/man/antom.1]}]"},
		{readCask, strings.Replace(cask, "1.2.3", "1.2.4", 1), "its version is not 1.2.3"},
		{readCask, strings.Replace(cask, "a program of its own", "", 1), "it does not say that Antom has a program of this name"},
		{readScoop, scoop, "[{windows arm64 https://x beef [antom.exe]}]"},
		{readScoop, `{"version": "2"}`, "its version is 2, not 1.2.3"},
		{readWinget, winget, "[{windows amd64 https://x beef [a/antom.exe]}]"},
		{readWinget, strings.Replace(winget, "Alias: antom", "Alias: other", 1), `the command is called "other"`},
		{readWinget, "PackageVersion: 2", "its version is 2, not 1.2.3"},
	} {
		list, err := c.read([]byte(c.text), "1.2.3")
		got := fmt.Sprint(list)
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

func TestLastStage(t *testing.T) {
	t.Parallel()
	d := &dist{artefacts: []artefact{{Type: typeBinary, Goos: "linux", Goarch: "amd64"}}}
	c := imageConfig{Platforms: []string{"linux/amd64", "linux/arm64"}, ExtraFiles: []string{"LICENSE"}}
	stage := lastStage("FROM a AS base\nRUN b\n# last\nFROM scratch\nCOPY LICENSE \\\n  NOTICE /x/\nCOPY $TARGETPLATFORM/antom /antom\n" +
		"USER root\nENTRYPOINT [\"/antom\"]\nCOPY --from=base /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\n")
	got := checkContext(d, c, stage).Error()
	want := "the last stage has no line USER 65532:65532\nthere is no binary for linux/arm64\nit copies NOTICE, which goreleaser does not put beside it"
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if err := checkLabels(map[string]string{"org.opencontainers.image.title": "x"}); !strings.Contains(err.Error(), "the label licenses is missing") {
		t.Error(err)
	}
}

func TestNpmManifest(t *testing.T) {
	t.Parallel()
	p := npmPackage{name: "antom-cli", version: "1.2.3", platforms: []string{"@antom-cli/antom-linux-x64"}}
	const right = `{"name": "antom-cli", "version": "1.2.3", "license": "MIT", "bin": {"antom": "bin/antom.js"},
		"optionalDependencies": {"@antom-cli/antom-linux-x64": "1.2.3"}}`
	if err := p.checkManifest([]byte(right)); err != nil {
		t.Error(err)
	}
	wrong := strings.NewReplacer(`x64": "1.2.3"`, `x64": "1.2.4"`, `"bin"`, `"scripts": {"postinstall": "x"}, "bon"`).Replace(right)
	want := "it runs scripts when it is installed\nit has no command antom\nit depends on version 1.2.4 of @antom-cli/antom-linux-x64"
	if got := p.checkManifest([]byte(wrong)).Error(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	p.os, p.cpu = "linux", "x64"
	if got := p.checkManifest([]byte(right)).Error(); got != "it is for [] on []" {
		t.Error(got)
	}
}

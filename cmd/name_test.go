package cmd

import "testing"

func TestProgramName(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"antom": "antom", "/usr/bin/antom": "antom", "./antompay": "antompay", "antom.exe": "antom", "AntomPay.EXE": "AntomPay", "antom-1.2": "antom-1.2",
		"": "antom", "/": "antom", "-antom": "antom", "my antom": "antom", "a$(x)": "antom", ".x": "antom",
	} {
		if got := programName(file); got != want {
			t.Errorf("%q: %q, want %q", file, got, want)
		}
	}
}

func TestRenamer(t *testing.T) {
	t.Parallel()
	if renamer("") != nil || renamer("antom") != nil {
		t.Error("the usual name is replaced")
	}
	rename := renamer("antompay")
	for text, want := range map[string]string{
		"antom pay --local":                                "antompay pay --local",
		"hint: list them: antom webhook list":              "hint: list them: antompay webhook list",
		"(antom help exit-codes), `antom --help`":          "(antompay help exit-codes), `antompay --help`",
		"antom builds and signs requests":                  "antom builds and signs requests",
		"antom payments, github.com/antom-cli/antom pay-x": "antom payments, github.com/antom-cli/antom pay-x",
		"Phantom pay": "Phantom pay",
		"":            "",
	} {
		if got := rename(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

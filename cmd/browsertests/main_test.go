// Package browsertests holds the tests of commands that need a browser. The driver
// of the browser takes milliseconds to initialize, so it is not linked into the
// test program of package cmd, which stories start more than a thousand times.
package browsertests

import (
	"fmt"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/antom-cli/antom/cmd"
	"github.com/antom-cli/antom/internal/browsertest"
)

// TestMain puts this test program into PATH under the name of the tool.
func TestMain(m *testing.M) {
	testscript.Main(browsertest.M(m), map[string]func(){
		"antom": func() {
			p := cmd.System()
			p.Browse = func(url string) error {
				_, err := fmt.Fprintln(os.Stderr, "browser opens", url)
				return err
			}
			os.Exit(cmd.Run(p))
		},
	})
}

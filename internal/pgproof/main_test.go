package pgproof

import (
	"os"
	"testing"

	"github.com/antom-cli/antom/cmd"
	"github.com/antom-cli/antom/internal/pgtest"
)

// programEnv makes this test program the tool itself.
const programEnv = "ANTOM_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(programEnv) != "" {
		os.Exit(cmd.Main())
	}
	os.Exit(pgtest.M(m).Run())
}

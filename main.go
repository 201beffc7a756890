// Command antom builds, signs, sends and verifies Antom payment requests,
// against Antom's gateway or against a simulator of it on this machine.
package main

import (
	"os"

	"github.com/antom-cli/antom/cmd"
)

func main() { os.Exit(cmd.Main()) }

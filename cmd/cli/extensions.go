package cli

import "github.com/antom-cli/antom/internal/extension"

// Extensions is where the extensions of this process are looked for.
func Extensions(env *Env) extension.Search {
	self, err := env.Executable()
	if err != nil {
		self = ""
	}
	return extension.Search{Path: env.Getenv("PATH"), Self: self}
}

package antom

import "strings"

const (
	sandboxPrefix = "SANDBOX_"
	liveAPI       = "/ams/api"
	sandboxAPI    = "/ams/sandbox/api"
)

// Live reports whether a client id moves real money, which is whenever it does
// not begin with "SANDBOX_".
func Live(clientID string) bool { return !strings.HasPrefix(clientID, sandboxPrefix) }

// Path returns the path to call, and to sign, for a client id: for one of the
// sandbox the first "/ams/api" becomes "/ams/sandbox/api", as Antom's own
// client libraries do it. A path that leads to the sandbox already and the
// path of a live client id stay as they are; so does the query.
func Path(clientID, path string) string {
	if Live(clientID) || inSandbox(path) {
		return path
	}
	bare, query, asked := strings.Cut(path, "?")
	bare = strings.Replace(bare, liveAPI, sandboxAPI, 1)
	if !asked {
		return bare
	}
	return bare + "?" + query
}

// inSandbox reports whether a path, apart from its query, is one of the sandbox.
func inSandbox(path string) bool {
	bare, _, _ := strings.Cut(path, "?")
	return strings.Contains(bare, sandboxAPI)
}

// checkEnvironment refuses a path that belongs to the other environment than
// the client id. path has been through Path.
func checkEnvironment(clientID, path string) error {
	switch sandbox := inSandbox(path); {
	case Live(clientID) && sandbox:
		return &ConfigError{
			Reason: ReasonEnvironment,
			Detail: "the client id is live, but the path " + quote(path) + " belongs to the sandbox: use " +
				quote(strings.Replace(path, sandboxAPI, liveAPI, 1)) + ", or a client id that begins with " + sandboxPrefix,
		}
	case !Live(clientID) && !sandbox && strings.HasPrefix(path, "/ams/"):
		return &ConfigError{
			Reason: ReasonEnvironment,
			Detail: "the client id belongs to the sandbox, but the path " + quote(path) + " is live and has no equivalent in the sandbox: use a path under " + liveAPI,
		}
	default:
		return nil
	}
}

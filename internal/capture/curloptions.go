package capture

// shortOptions gives the long names of the one-letter options of curl that
// take a value or matter here.
func shortOptions() map[byte]string {
	return map[byte]string{
		'X': "--request", 'H': "--header", 'd': "--data", 'A': "--user-agent", 'e': "--referer",
		'F': "--form", 'T': "--upload-file", 'K': "--config", 'G': "--get",
		'b': "--cookie", 'c': "--cookie-jar", 'C': "--continue-at", 'D': "--dump-header", 'E': "--cert",
		'h': "--help", 'm': "--max-time", 'o': "--output", 'P': "--ftp-port", 'Q': "--quote", 'r': "--range",
		't': "--telnet-option", 'u': "--user", 'U': "--proxy-user", 'w': "--write-out", 'x': "--proxy",
		'y': "--speed-time", 'Y': "--speed-limit", 'z': "--time-cond",
	}
}

// takesValue reports whether a long option of curl takes a value.
func takesValue(name string) bool {
	switch name {
	case "--request", "--url", "--url-query", "--header", "--user-agent", "--referer",
		"--data", "--data-ascii", "--data-binary", "--data-raw", "--data-urlencode", "--json",
		"--form", "--form-string", "--upload-file", "--config",
		"--cookie", "--cookie-jar", "--continue-at", "--dump-header", "--cert", "--cert-type", "--key", "--key-type",
		"--cacert", "--capath", "--ciphers", "--tls13-ciphers", "--tls-max", "--pass", "--pinnedpubkey", "--crlfile",
		"--max-time", "--connect-timeout", "--connect-to", "--expect100-timeout", "--keepalive-time", "--output",
		"--output-dir", "--ftp-port", "--quote", "--range", "--telnet-option", "--user", "--proxy-user", "--write-out",
		"--proxy", "--proxy-header", "--noproxy", "--preproxy", "--socks4", "--socks4a", "--socks5", "--socks5-hostname",
		"--speed-time", "--speed-limit", "--time-cond", "--resolve", "--retry", "--retry-delay", "--retry-max-time",
		"--limit-rate", "--rate", "--max-filesize", "--max-redirs", "--interface", "--local-port", "--dns-servers",
		"--unix-socket", "--abstract-unix-socket", "--oauth2-bearer", "--aws-sigv4", "--stderr", "--trace", "--trace-ascii",
		"--trace-config", "--proto", "--proto-default", "--proto-redir", "--alt-svc", "--hsts", "--etag-save",
		"--etag-compare", "--variable", "--create-file-mode", "--libcurl", "--doh-url", "--happy-eyeballs-timeout-ms":
		return true
	}
	return false
}

// isSwitch reports whether it is a common option without a value that does not
// change the request's method, path, headers or body.
func isSwitch(name string) bool {
	switch name {
	case "--compressed", "--insecure", "--location", "--location-trusted", "--silent", "--show-error", "--include",
		"--verbose", "--fail", "--fail-with-body", "--fail-early", "--http1.0", "--http1.1", "--http2", "--http2-prior-knowledge",
		"--http3", "--globoff", "--ipv4", "--ipv6", "--no-buffer", "--no-keepalive", "--no-progress-meter", "--progress-bar",
		"--path-as-is", "--tcp-nodelay", "--tlsv1", "--tlsv1.0", "--tlsv1.1", "--tlsv1.2", "--tlsv1.3", "--ssl-reqd",
		"--remote-name", "--remote-header-name", "--create-dirs", "--parallel", "--retry-all-errors", "--retry-connrefused",
		"--raw", "--tr-encoding", "--post301", "--post302", "--post303", "--trace-time", "--trace-ids", "--styled-output",
		"--no-styled-output", "--basic", "--anyauth", "--digest", "--ntlm", "--negotiate", "--disable", "--junk-session-cookies":
		return true
	}
	return false
}

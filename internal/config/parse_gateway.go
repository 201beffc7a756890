package config

// ParseGateway reads the address of a gateway as the configuration does: the name of a
// region (sg, us, de) or a URL. It must be https, but for this machine. The result has
// no slash at its end.
func ParseGateway(text string) (string, error) { return checkGateway(text) }

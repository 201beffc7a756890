package spec

func Schema(operation string) []byte                                       { return nil }
func Validate(operation string, root *Node, opt Options) []Finding         { return nil }
func ValidateResponse(operation string, root *Node, opt Options) []Finding { return nil }
func ValidateNotification(name string, root *Node, opt Options) []Finding  { return nil }

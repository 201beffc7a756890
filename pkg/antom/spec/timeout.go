package spec

import "time"

// AdvisedTimeout is how long Antom advises to wait for the answer to an
// operation, because some payment methods take their time; 0 when it advises
// nothing.
func AdvisedTimeout(operation string) time.Duration {
	for _, t := range advisedTimeouts {
		if t.operation == operation {
			return t.limit
		}
	}
	return 0
}

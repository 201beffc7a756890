package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/antom-cli/antom/internal/sandbox/seed"
	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// MaxSeed is the size of the largest document that Seed takes, in bytes.
const MaxSeed = 1 << 20

// SeedSummary is what Seed made.
type SeedSummary = seed.Summary

// SeedProblem is a mistake in a document for Seed.
type SeedProblem = seed.Problem

// SeedError has everything that is wrong with a document for Seed.
type SeedError struct{ Problems []SeedProblem }

func (e *SeedError) Error() string {
	if len(e.Problems) == 1 {
		return e.Problems[0].Path + ": " + e.Problems[0].Message
	}
	return fmt.Sprintf("%d mistakes", len(e.Problems))
}

// SeedControl makes records in given states.
type SeedControl interface {
	// Seed makes the payments and sessions that a JSON document describes, all of
	// them or none. The error is a *SeedError when something is wrong with it.
	Seed(ctx context.Context, document []byte) (SeedSummary, error)
}

// errSeedProblems takes a transaction back.
var errSeedProblems = errors.New("the document has mistakes")

// Seed makes the records of a document.
func (l local) Seed(_ context.Context, document []byte) (SeedSummary, error) {
	root, err := spec.ParseJSON(document)
	if err != nil {
		return SeedSummary{}, &SeedError{[]SeedProblem{{Message: err.Error()}}}
	}
	s := l.s
	records, problems, err := seed.Make(root, seed.Options{
		Now: s.clock.Now(), Rand: s.rand, BaseURL: s.baseURL, ClientID: s.identity.ClientID, Clients: s.known.ids(),
		TimeScale: s.engine.TimeScale(), NotifyURL: s.known.notifyURL,
	})
	if err != nil || len(problems) > 0 {
		return SeedSummary{}, seedError(problems, err)
	}
	err = s.engine.Replace(l.s.clock.Now(), func(tx store.Tx) error {
		problems, err = records.Put(tx)
		if err == nil && len(problems) > 0 {
			err = errSeedProblems
		}
		return err
	})
	if err != nil {
		return SeedSummary{}, seedError(problems, err)
	}
	return records.Summary, nil
}

func seedError(problems []SeedProblem, err error) error {
	if len(problems) > 0 {
		return &SeedError{problems}
	}
	return err
}

// Seed makes the records of a document.
func (r *Remote) Seed(ctx context.Context, document []byte) (made SeedSummary, err error) {
	err = r.patient().do(ctx, http.MethodPost, "seed", json.RawMessage(document), &made)
	return made, err
}

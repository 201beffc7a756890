package payment

import (
	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/flow"
)

// lastPayment is the newest payment or session in the journal that this
// command line could ask about: simulated ones with --local, real ones without.
func lastPayment(env *cli.Env, local bool) (flow.Inquiry, error) {
	sent, err := sent(env, local)
	if err != nil {
		return flow.Inquiry{}, err
	}
	return sent.LastPayment()
}

// lastRefund is the newest refund in the journal that this command line could
// ask about: simulated ones with --local, real ones without.
func lastRefund(env *cli.Env, local bool) (string, error) {
	sent, err := sent(env, local)
	if err != nil {
		return "", err
	}
	id, err := sent.LastRefund()
	if err == nil {
		env.Note("the newest refund is %s", id)
	}
	return id, err
}

// lastSession is the newest session in the journal that this command line could ask
// about: simulated ones with --local, real ones without.
func lastSession(env *cli.Env, local bool) (string, error) {
	sent, err := sent(env, local)
	if err != nil {
		return "", err
	}
	id, err := sent.LastSession()
	if err == nil {
		env.Note("the newest session is %s", id)
	}
	return id, err
}

// sent is what was sent to the gateway of this command line. local is its flag.
func sent(env *cli.Env, local bool) (flow.Sent, error) {
	c, err := env.Config()
	if err != nil {
		return flow.Sent{}, err
	}
	return flow.Sent{Journal: env.Journal(), Local: local || c.Local(), Profile: c.ProfileName(), ClientID: c.ClientID()}, nil
}

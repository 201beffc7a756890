package cli

import "github.com/spf13/cobra"

// OrderFlag is --order: only what belongs to an order.
type OrderFlag struct {
	id  string
	cmd *cobra.Command
}

// Add declares the flag for a list of what, such as "requests".
func (f *OrderFlag) Add(cmd *cobra.Command, what string) {
	f.cmd = cmd
	cmd.Flags().StringVar(&f.id, "order", "", "only "+what+" of the payments of the order with this `id`, and of their refunds and captures")
}

// IsSet reports whether the flag was given, perhaps empty.
func (f *OrderFlag) IsSet() bool { return f.cmd != nil && f.cmd.Flags().Changed("order") }

// IDs are the ids of what belongs to the order, according to the journal. They are nil if
// the flag was not given, and empty for an order that the journal does not know.
func (f *OrderFlag) IDs(env *Env) ([]string, error) {
	if !f.IsSet() {
		return nil, nil
	}
	if err := CheckID("--order", f.id, "leave --order out for all orders"); err != nil {
		return nil, err
	}
	j := env.Journal()
	if j == nil {
		return []string{}, nil
	}
	return j.OrderIDs(f.id)
}

// OrderHelp says in the help of lists how --order works.
const OrderHelp = `--order finds what belongs to an order by the journal of this machine, which knows the ids of its
payments, refunds and captures.`

// StatusUsage is the help of --status of a list of what. The words are the same in all.
func StatusUsage(what string) string {
	return "only " + what + " with this `status`: S, F or U, a result code, or a state such as SUCCESS, FAIL or PENDING"
}

package main

// testCardTable is the content of test-cards.yaml.
type testCardTable struct {
	Source    string
	RiskValue string `yaml:"riskValue"`
	Cards     []struct {
		Number string
		Brand  string
		Region string
		Fails  bool
	}
}

func writeTestCards(m *model, w *writer) {
	w.header("spec")
	w.line("const riskTestValue = %q", m.TestCards.RiskValue)
	w.line("")
	w.line("const testCardSource = %q", m.TestCards.Source)
	w.line("")
	w.line("var testCards = []TestCard{")
	for _, c := range m.TestCards.Cards {
		w.line("{Number: %q, Brand: %q, Region: %q, Fails: %t},", c.Number, c.Brand, c.Region, c.Fails)
	}
	w.line("}")
}

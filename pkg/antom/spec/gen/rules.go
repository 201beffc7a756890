package main

func writeRules(m *model, w *writer) {
	w.header("spec")
	writeRequirements(m.Rules.Requirements, w)
	writeMethodRules(m.Rules, w)
	writeFieldRules(m.Rules.FieldRules, w)
	writeRedirectResult(m.Rules.RedirectResult, w)
}

func writeRequirements(rules []requirement, w *writer) {
	w.line("var requirements = []requirement{")
	for _, r := range rules {
		w.buf.WriteString("{")
		w.text("id", r.ID)
		w.list("in", r.In)
		w.flag("response", r.Of == "response")
		w.list("require", r.Require)
		w.list("requireOneOf", r.RequireOneOf)
		if len(r.When) > 0 {
			w.buf.WriteString("when: []condition{")
			for _, c := range r.When {
				w.buf.WriteString("{")
				w.text("path", c.Path)
				w.list("in", c.In)
				w.list("notIn", c.NotIn)
				w.flag("present", c.Is == "present")
				w.flag("absent", c.Is == "absent")
				w.buf.WriteString("}, ")
			}
			w.buf.WriteString("}, ")
		}
		w.text("severity", r.Severity)
		w.text("message", r.Message)
		w.text("source", r.Source)
		w.line("},")
	}
	w.line("}")
	w.line("")
}

func writeMethodRules(rules ruleTable, w *writer) {
	w.line("var methodRules = []methodRule{")
	for _, r := range rules.MethodRules {
		w.buf.WriteString("{")
		w.text("id", r.ID)
		w.text("code", r.Code)
		w.text("disableReason", r.DisableReason)
		w.line("},")
	}
	w.line("}")
	w.line("")
	w.line("var terminalRules = []terminalRule{")
	for _, r := range rules.TerminalRules {
		w.line("{terminal: %q, kind: %q},", r.Terminal, r.Kind)
	}
	w.line("}")
	w.line("")
}

func writeFieldRules(rules []fieldRule, w *writer) {
	w.line("var fieldRules = []fieldRule{")
	for _, r := range rules {
		w.buf.WriteString("{")
		w.text("id", r.ID)
		w.text("field", r.Field)
		w.list("kinds", r.Kinds)
		w.text("message", r.Message)
		w.text("source", r.Source)
		w.line("},")
	}
	w.line("}")
	w.line("")
}

func writeRedirectResult(r redirectResult, w *writer) {
	w.line("var redirectResult = redirectResultWords{")
	w.line("names: %s,", stringList(r.Names))
	w.line("flags: %s,", stringList(r.Flags))
	w.line("values: %s,", stringList(r.Values))
	w.line("pages: %s,", stringList(r.Pages))
	w.line("source: %q,", r.Source)
	w.line("}")
	w.line("")
}

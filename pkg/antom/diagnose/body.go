package diagnose

import "strings"

// A bodyEdit makes, from the given body, a body that may have been signed.
type bodyEdit struct {
	edit
	// apply appends the changed body to dst. It reports false if the edit has
	// nothing to do in this body.
	apply func(dst []byte, t *text) ([]byte, bool)
}

func bodyChange(cause Cause, common bool, says string, apply func([]byte, *text) ([]byte, bool)) bodyEdit {
	return bodyEdit{edit: edit{cause: cause, common: common, says: says, culprit: culprit(says)}, apply: apply}
}

// rewriting is an edit that writes the JSON of the body anew.
func rewriting(cause Cause, common bool, says string, apply func([]byte, *text) ([]byte, bool)) bodyEdit {
	e := bodyChange(cause, common, says, apply)
	e.rewrites = true
	return e
}

// A stage is edits of which at most one is made.
type stage struct {
	// early stages are tried before the others. Where two edits give the same
	// body, the one that touches less explains it better: a line break at the
	// end comes before the writing of the whole JSON.
	early bool
	edits []bodyEdit
}

// bodyStages lists the edits of a body. Several of them are made in the order
// of their stages: first what takes the text out of a wrapping, then what
// writes the JSON anew, then what wraps it.
func bodyStages() []stage {
	return []stage{
		{edits: unwrapping()},
		{edits: decoding()},
		{edits: byteOrderMark(), early: true},
		{edits: keyOrder()},
		{edits: numbers()},
		{edits: escaping()},
		{edits: blanks()},
		{edits: lineEndings(), early: true},
		{edits: endBreaks(), early: true},
		{edits: encoding()},
		{edits: wrapping()},
	}
}

// Sentences that have culprits of their own.
const (
	saysForm      = "The body is URL-encoded, as if it were a form."
	saysPercent   = "The body is URL-encoded."
	saysEquals    = `A form parser added a "=" at the end.`
	saysString    = "The body is written as a JSON string: its quotes have backslashes before them."
	saysHTML      = "The body is escaped for HTML: its quotes became &quot;."
	saysEcho      = `Escapes such as \n became real line breaks and tabs inside strings.`
	saysBreakNew  = "A line break was added at the end of the body."
	saysBreaksNew = "One line break too many was added at the end of the body."
	saysBreakLost = "The line break at the end of the body was dropped."
	saysAround    = "Blanks were added around the body."
)

func unwrapping() []bodyEdit {
	return []bodyEdit{
		bodyChange(BodyBase64, true, "The body is the Base64 of the signed one.", unbase64),
		bodyChange(BodyEscaping, false, saysForm, unform),
		bodyChange(BodyEscaping, false, saysPercent, unpercent),
		bodyChange(BodyEscaping, false, saysEquals, dropEquals),
		bodyChange(BodyEscaping, true, saysString, unquote),
		bodyChange(BodyEscaping, false, saysHTML, unhtml),
		bodyChange(BodyEscaping, false, saysEcho, unecho),
	}
}

func decoding() []bodyEdit {
	const recoded = "The body was turned from UTF-8 into "
	const doubled = "The body, which is UTF-8, was taken for %s and encoded as UTF-8 once more."
	return []bodyEdit{
		bodyChange(BodyCharset, true, sayf(doubled, "Windows-1252 or Latin-1"), cp1252().undouble),
		bodyChange(BodyCharset, false, sayf(doubled, "Latin-1"), latin1().undouble),
		bodyChange(BodyCharset, true, recoded+"Latin-1 or Windows-1252.", cp1252().decode),
		bodyChange(BodyCharset, false, recoded+"Latin-1.", latin1().decode),
		bodyChange(BodyCharset, true, recoded+"UTF-16 (little end first), as Windows tools write files.", wide{}.decode),
		bodyChange(BodyCharset, false, recoded+"UTF-16 (big end first).", wide{big: true}.decode),
		bodyChange(BodyCharset, true, recoded+"GBK.", fromGBK),
	}
}

func byteOrderMark() []bodyEdit {
	return []bodyEdit{
		bodyChange(BodyBOM, true, "A byte order mark (EF BB BF) was added at the beginning.", dropBOM),
		bodyChange(BodyBOM, false, "The byte order mark (EF BB BF) at the beginning was dropped.", addBOM),
	}
}

func keyOrder() []bodyEdit {
	return []bodyEdit{
		rewriting(BodyKeyOrder, true, "The members were signed in alphabetical order and have another one now.", alphabetical.write),
		rewriting(BodyKeyOrder, true, "The members were signed in the order of Antom's documentation and have another one now.", documented.write),
		rewriting(BodyKeyOrder, true, "The members were signed in the order of Antom's sample notifications and have another one now.", sampled.write),
	}
}

func numbers() []bodyEdit {
	number := func(common bool, says string, spell func(dst, tok []byte) []byte) bodyEdit {
		return bodyChange(BodyEscaping, common, says, func(dst []byte, t *text) ([]byte, bool) {
			return t.rewrite(dst, spell)
		})
	}
	return []bodyEdit{
		number(true, "Numbers were signed in their shortest form (1, not 1.0 or 1e0) and are written in another way now.", shortNumber),
		number(false, "Whole numbers were signed with .0 (1.0, not 1) and are written in another way now.", floatNumber),
		number(false, "Numbers were signed with two decimals (1.00, not 1) and are written in another way now.", centNumber),
	}
}

func escaping() []bodyEdit {
	var all []bodyEdit
	for _, s := range spellings() {
		says := "The strings were signed with " + s.name + ", and are escaped in another way now."
		w := s.speller()
		all = append(all, rewriting(BodyEscaping, s.common, says, func(dst []byte, t *text) ([]byte, bool) {
			return t.rewrite(dst, w.spell)
		}))
	}
	return all
}

func blanks() []bodyEdit {
	var all []bodyEdit
	for _, l := range layouts() {
		says := "The JSON was signed " + l.name + ", and has other blanks between its parts now."
		all = append(all, rewriting(BodyWhitespace, l.common, says, l.write))
	}
	return all
}

func lineEndings() []bodyEdit {
	return []bodyEdit{
		bodyChange(BodyLineEndings, true, "The lines were signed with LF at their ends and have CR LF now.", toLF),
		bodyChange(BodyLineEndings, true, "The lines were signed with CR LF at their ends and have LF now.", toCRLF),
		bodyChange(BodyLineEndings, false, "Carriage returns (CR) were added.", dropCR),
	}
}

func endBreaks() []bodyEdit {
	return []bodyEdit{
		bodyChange(BodyNewline, true, saysBreakNew, trimFinalBreaks),
		bodyChange(BodyNewline, true, saysBreakLost, ending("\n")),
		bodyChange(BodyNewline, false, saysBreaksNew, trimFinalLF),
		bodyChange(BodyNewline, false, saysBreakLost+" It was CR LF.", ending("\r\n")),
		bodyChange(BodyNewline, false, "A line break was added before the body.", trimFirstBreaks),
		bodyChange(BodyNewline, false, "The line break before the body was dropped.", beginning("\n")),
		bodyChange(BodyWhitespace, false, saysAround, trimBlanks),
		bodyChange(BodyWhitespace, false, "Line breaks were added inside the body.", dropLines),
		bodyChange(BodyWhitespace, false, "The blank at the end of the body was dropped.", ending(" ")),
	}
}

func encoding() []bodyEdit {
	const signed = "The body was signed as %s and turned into UTF-8 on the way."
	return []bodyEdit{
		bodyChange(BodyCharset, false, sayf(signed, "Latin-1 or Windows-1252"), cp1252().encode),
		bodyChange(BodyCharset, false, sayf(signed, "Latin-1"), latin1().encode),
		bodyChange(BodyCharset, false, "The body was signed as GBK and turned into UTF-8, or is UTF-8 that was taken for GBK.", toGBK),
		bodyChange(BodyCharset, false, sayf(signed, "UTF-16 (little end first)"), wide{}.encode),
		bodyChange(BodyCharset, false, sayf(signed, "UTF-16 (little end first, marked)"), wide{mark: true}.encode),
		bodyChange(BodyCharset, false, sayf(signed, "UTF-16 (big end first)"), wide{big: true}.encode),
		bodyChange(BodyCharset, false, sayf(signed, "UTF-16 (big end first, marked)"), wide{big: true, mark: true}.encode),
		bodyChange(BodyCharset, false, "The body was signed as UTF-8 that had been taken for Latin-1 and encoded once more.", latin1().widen),
		bodyChange(BodyCharset, false, "The body was signed as UTF-8 that had been taken for Windows-1252 and encoded once more.", cp1252().widen),
	}
}

func wrapping() []bodyEdit {
	return []bodyEdit{
		bodyChange(BodyBase64, false, "The signed body is Base64, and was decoded on the way.", tobase64),
	}
}

// sayf fills one name into a sentence.
func sayf(sentence, name string) string { return strings.Replace(sentence, "%s", name, 1) }

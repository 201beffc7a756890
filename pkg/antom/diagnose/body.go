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
		{edits: emptying()},
		{edits: unwrapping()},
		{edits: decoding()},
		{edits: characters()},
		{edits: byteOrderMark(), early: true},
		{edits: nulls()},
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
	saysForm         = "The body is URL-encoded, as if it were a form."
	saysPercent      = "The body is URL-encoded."
	saysEquals       = `A form parser added a "=" at the end.`
	saysString       = "The body is written as a JSON string: its quotes have backslashes before them."
	saysHTML         = "The body is escaped for HTML: its quotes became &quot;."
	saysSlashes      = "Quotes and apostrophes have backslashes before them, as PHP's addslashes writes them."
	saysStripslashes = "The backslashes before quotes and other characters were taken out, as PHP's stripslashes does."
	saysLiteral      = "The body is no longer JSON: it is what a language prints of the parsed value."
	saysOctets       = "The body is a list of the numbers of its bytes."
	saysPluses       = `Every "+" in the times became a space.`
	saysEcho         = `Escapes such as \n became real line breaks and tabs inside strings.`
	saysBreakNew     = "A line break was added at the end of the body."
	saysBreaksNew    = "An additional line break was added at the end of the body."
	saysBreakLost    = "The line break at the end of the body was dropped."
	saysAround       = "White space was added around the body."
)

// emptying puts in place of the body what a signer that does not have it signs.
func emptying() []bodyEdit {
	instead := func(with string) func([]byte, *text) ([]byte, bool) {
		return func(dst []byte, _ *text) ([]byte, bool) { return append(dst, with...), true }
	}
	edits := []bodyEdit{
		bodyChange(CauseBodyEmpty, false, "The content was signed without the body.", instead("")),
		bodyChange(CauseBodyEmpty, false, "An empty object, {}, was signed instead of the body.", instead("{}")),
	}
	for i := range edits {
		edits[i].alone = true
	}
	return edits
}

func nulls() []bodyEdit {
	return []bodyEdit{rewriting(CauseBodyNulls, true, "The JSON was signed without the members that are null.", dropNulls)}
}

func unwrapping() []bodyEdit {
	return []bodyEdit{
		bodyChange(CauseBodyBase64, true, "The body is the Base64 of the signed one.", unbase64),
		bodyChange(CauseBodyEscaping, false, saysForm, unform),
		bodyChange(CauseBodyEscaping, false, saysPercent, unpercent),
		bodyChange(CauseBodyEscaping, false, saysEquals, dropEquals),
		bodyChange(CauseBodyEscaping, true, saysString, unquote),
		bodyChange(CauseBodyEscaping, false, saysHTML, unhtml),
		bodyChange(CauseBodyEscaping, false, saysEcho, unecho),
		bodyChange(CauseBodyEscaping, true, saysSlashes, unslash),
		bodyChange(CauseBodyEscaping, false, `Apostrophes have backslashes before them.`, unquoteApostrophes),
		bodyChange(CauseBodyEscaping, false, "Every backslash was doubled.", halveSlashes),
		bodyChange(CauseBodyEscaping, false, saysStripslashes, reslash(false)),
		bodyChange(CauseBodyEscaping, false, saysStripslashes, reslash(true)),
		bodyChange(CauseBodyEscaping, false, "Every quote was doubled, as in a CSV file.", undouble(`"`)),
		bodyChange(CauseBodyEscaping, false, "Every apostrophe was doubled, as in SQL.", undouble("'")),
		bodyChange(CauseBodyEscaping, false, "The body is the value of a field of a form.", formField),
		bodyChange(CauseBodyEscaping, true, saysPluses, restorePluses),
		bodyChange(CauseBodyEscaping, false, "The body is quoted for a shell.", unshell),
		bodyChange(CauseBodyReserialized, true, "The body was put into other JSON.", enveloped),
		bodyChange(CauseBodyReserialized, false, "Other text was added around the body.", surrounded),
		bodyChange(CauseBodyReserialized, true, "The body is a form, whose fields are the members of the JSON.", formFields),
		bodyChange(CauseBodyReserialized, true, saysLiteral, unliteral),
		bodyChange(CauseBodyReserialized, true, saysLiteral, unquotedText),
		bodyChange(CauseBodyReserialized, true, "The body is no longer JSON: it is what PHP's print_r, var_dump or serialize writes.", phpText),
		bodyChange(CauseBodyReserialized, true, saysOctets, octets),
		bodyChange(CauseBodyReserialized, true, "The body is Python's b'…', the way in which it prints bytes.", pythonBytes),
	}
}

func decoding() []bodyEdit {
	const recoded = "The body was turned from UTF-8 into "
	const doubled = "The body, which is UTF-8, was taken for %s and encoded as UTF-8 once more."
	return []bodyEdit{
		bodyChange(CauseBodyCharset, true, sayf(doubled, "Windows-1252 or Latin-1"), cp1252().undouble),
		bodyChange(CauseBodyCharset, false, sayf(doubled, "Latin-1"), latin1().undouble),
		bodyChange(CauseBodyCharset, true, recoded+"Latin-1 or Windows-1252.", cp1252().decode),
		bodyChange(CauseBodyCharset, false, recoded+"Latin-1.", latin1().decode),
		bodyChange(CauseBodyCharset, true, recoded+"UTF-16 (little end first), as Windows tools write files.", wide{}.decode),
		bodyChange(CauseBodyCharset, false, recoded+"UTF-16 (big end first).", wide{big: true}.decode),
		bodyChange(CauseBodyCharset, true, recoded+"GBK.", fromGBK),
	}
}

func byteOrderMark() []bodyEdit {
	return []bodyEdit{
		bodyChange(CauseBodyBOM, true, "A byte order mark (EF BB BF) was added at the beginning.", dropBOM),
		bodyChange(CauseBodyBOM, false, "The byte order mark (EF BB BF) at the beginning was dropped.", addBOM),
	}
}

func keyOrder() []bodyEdit {
	return []bodyEdit{
		rewriting(CauseBodyKeyOrder, true, "The members were signed in alphabetical order and now have a different one.", alphabetical.write),
		rewriting(CauseBodyKeyOrder, true, "The members were signed in the order of Antom's documentation and now have a different one.", documented.write),
		rewriting(CauseBodyKeyOrder, true, "The members were signed in the order of Antom's sample notifications and now have a different one.", sampled.write),
	}
}

func numbers() []bodyEdit {
	number := func(common bool, says string, spell func(dst, tok []byte) []byte) bodyEdit {
		return bodyChange(CauseBodyEscaping, common, says, func(dst []byte, t *text) ([]byte, bool) {
			if !t.numbers() {
				return dst, false
			}
			return t.rewrite(dst, spell)
		})
	}
	return []bodyEdit{
		number(true, "Numbers were signed in their shortest form (1, not 1.0 or 1e0) and are now written differently.", shortNumber),
		number(false, "Whole numbers were signed with .0 (1.0, not 1) and are now written differently.", floatNumber),
		number(false, "Numbers were signed with two decimals (1.00, not 1) and are now written differently.", centNumber),
	}
}

func escaping() []bodyEdit {
	var all []bodyEdit
	for _, s := range spellings() {
		says := "The strings were signed with " + s.name + ", and are now escaped differently."
		all = append(all, rewriting(CauseBodyEscaping, s.common, says, s.speller().write))
	}
	return all
}

func blanks() []bodyEdit {
	var all []bodyEdit
	for _, l := range layouts() {
		says := "The JSON was signed " + l.name + ", and now has different white space between its parts."
		all = append(all, rewriting(CauseBodyWhitespace, l.common, says, l.rewrite))
	}
	return all
}

func lineEndings() []bodyEdit {
	return []bodyEdit{
		bodyChange(CauseBodyLineEndings, true, "The lines were signed with LF at their ends and have CR LF now.", toLF),
		bodyChange(CauseBodyLineEndings, true, "The lines were signed with CR LF at their ends and have LF now.", toCRLF),
		bodyChange(CauseBodyLineEndings, false, "Carriage returns (CR) were added.", dropCR),
	}
}

func endBreaks() []bodyEdit {
	return []bodyEdit{
		bodyChange(CauseBodyNewline, true, saysBreakNew, trimFinalBreaks),
		bodyChange(CauseBodyNewline, true, saysBreakLost, ending("\n")),
		bodyChange(CauseBodyNewline, false, saysBreaksNew, trimFinalLF),
		bodyChange(CauseBodyNewline, false, saysBreakLost+" It was CR LF.", ending("\r\n")),
		bodyChange(CauseBodyNewline, false, "A line break was added before the body.", trimFirstBreaks),
		bodyChange(CauseBodyNewline, false, "The line break before the body was dropped.", beginning("\n")),
		bodyChange(CauseBodyWhitespace, false, saysAround, trimBlanks),
		bodyChange(CauseBodyWhitespace, false, "Line breaks were added inside the body.", dropLines),
		bodyChange(CauseBodyWhitespace, false, "The space at the end of the body was dropped.", ending(" ")),
	}
}

func encoding() []bodyEdit {
	const signed = "The body was signed as %s and turned into UTF-8 on the way."
	return []bodyEdit{
		bodyChange(CauseBodyCharset, false, sayf(signed, "Latin-1 or Windows-1252"), cp1252().encode),
		bodyChange(CauseBodyCharset, false, sayf(signed, "Latin-1"), latin1().encode),
		bodyChange(CauseBodyCharset, false, "The body was signed as GBK and turned into UTF-8, or is UTF-8 that was taken for GBK.", toGBK),
		bodyChange(CauseBodyCharset, false, sayf(signed, "UTF-16 (little end first)"), wide{}.encode),
		bodyChange(CauseBodyCharset, false, sayf(signed, "UTF-16 (little end first, marked)"), wide{mark: true}.encode),
		bodyChange(CauseBodyCharset, false, sayf(signed, "UTF-16 (big end first)"), wide{big: true}.encode),
		bodyChange(CauseBodyCharset, false, sayf(signed, "UTF-16 (big end first, marked)"), wide{big: true, mark: true}.encode),
		bodyChange(CauseBodyCharset, false, "The body was signed as UTF-8 that had been taken for Latin-1 and encoded once more.", latin1().widen),
		bodyChange(CauseBodyCharset, false, "The body was signed as UTF-8 that had been taken for Windows-1252 and encoded once more.", cp1252().widen),
	}
}

func wrapping() []bodyEdit {
	return []bodyEdit{
		bodyChange(CauseBodyBase64, false, "The signed body is Base64, and was decoded on the way.", tobase64),
	}
}

// sayf fills one name into a sentence.
func sayf(sentence, name string) string { return strings.Replace(sentence, "%s", name, 1) }

package keys

// randomWindows finds the parts of a text of some length that are random
// Base64 rather than words, names and numbers, and joins those that touch.
//
// Every character adds what speaks for words, in tenths of bits: how often it
// follows the kind of character before it in names and paths, and how often
// the letter occurs in English, both against Base64 of random bytes, where all
// 64 characters are equally likely. What adds up to less than nothing is
// random. A key passes for words about once in a hundred thousand windows.
func randomWindows(text string, length int) []textSpan {
	sums := make([]tally, len(text)+1)
	before := symbol
	for i := range len(text) {
		class := classOf(text[i])
		sums[i+1] = sums[i].plus(text[i], before, class)
		before = class
	}
	var spans []textSpan
	for start := 0; start+length <= len(text); start++ {
		end := start + length
		if !sums[end].minus(sums[start]).random() {
			continue
		}
		if last := len(spans) - 1; last >= 0 && start <= spans[last].end {
			spans[last].end = end
			continue
		}
		spans = append(spans, textSpan{start, end})
	}
	return spans
}

// looksRandom reports whether a text as a whole is random Base64 rather than
// words.
func looksRandom(text string) bool {
	var sum tally
	before := symbol
	for i := range len(text) {
		class := classOf(text[i])
		sum = sum.plus(text[i], before, class)
		before = class
	}
	return sum.words < 0
}

// class is a kind of character.
type class int

const (
	symbol class = iota
	lower
	upper
	digit
)

func classOf(c byte) class {
	switch {
	case 'a' <= c && c <= 'z':
		return lower
	case 'A' <= c && c <= 'Z':
		return upper
	case '0' <= c && c <= '9':
		return digit
	}
	return symbol
}

// tally is what a part of a text adds up to.
type tally struct {
	words        int // tenths of bits that speak for words
	lower, upper int // letters
}

// minLetters is how many small and how many capital letters random Base64 of
// minFragment characters has at least. Hexadecimal and Base32 text has but one
// kind.
const minLetters = 4

// random decides about a part of minFragment characters.
func (t tally) random() bool {
	return t.words < 0 && t.lower >= minLetters && t.upper >= minLetters
}

func (t tally) minus(u tally) tally {
	return tally{t.words - u.words, t.lower - u.lower, t.upper - u.upper}
}

// plus adds a character to the tally of the text before it.
func (t tally) plus(c byte, before, now class) tally {
	t.words += afterClass(before, now)
	switch now {
	case lower:
		t.lower++
		t.words += letterWeight(c - 'a')
	case upper:
		t.upper++
		t.words += letterWeight(c - 'A')
	case digit:
		t.words += 27 // log2(64/10)
	case symbol:
		t.words += 40 // log2(64/4)
	}
	return t
}

// afterClass is how likely a kind of character follows another one in names,
// paths and ids, as the logarithm of an estimate in tenths of bits.
func afterClass(before, now class) int {
	table := [4][4]int{
		//        symbol lower upper digit
		symbol: {-43, -12, -17, -23},
		lower:  {-33, -3, -38, -51},
		upper:  {-41, -10, -13, -46},
		digit:  {-31, -36, -43, -4},
	}
	return table[before][now]
}

// letterWeight compares how often a letter occurs in English with its share of
// 1/64 in random Base64, as a logarithm in tenths of bits.
func letterWeight(letter byte) int {
	//       a   b  c  d   e   f  g  h   i   j    k   l   m  n   o   p  q    r   s   t   u  v   w  x    y  z
	table := [26]int{24, 4, 9, 14, 29, 4, 4, 19, 22, -24, -6, 14, 7, 22, 23, 4, -30, 19, 19, 25, 9, -6, 4, -24, 4, -30}
	return table[letter]
}

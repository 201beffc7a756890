package request

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Set puts a text at a path such as "order.goods[0].goodsName" and makes the
// objects and lists on the way. It replaces a text that is there; a list grows by
// one item at most. The value is taken as it is: the empty string is an empty
// string and "null" is those four letters.
//
// An object or a list is not replaced by a text, and a text not by an object or
// list, since either means that something was given twice in two forms. The
// document is unchanged after an error, whose cause is a *SetError, a
// *spec.PathError or ErrSealed.
func (d *Document) Set(path, value string, o Origin) error {
	if err := d.set(path, value, o); err != nil {
		return apperr.New(apperr.Usage, o.String(), err)
	}
	return nil
}

// SetDefault is Set for a path that has no value yet; else it does nothing.
func (d *Document) SetDefault(path, value string, o Origin) error {
	if d.bytes == nil && d.Has(path) {
		return nil
	}
	return d.Set(path, value, o)
}

func (d *Document) set(path, value string, o Origin) error {
	if d.bytes != nil {
		return ErrSealed
	}
	steps, err := spec.ParsePath(path)
	if err != nil {
		return err
	}
	s := setter{doc: d, path: path, steps: steps, origin: o}
	if !utf8.ValidString(value) {
		return s.fail("the value is not UTF-8 text", nil)
	}
	if len(steps) > MaxDepth {
		return s.fail(fmt.Sprintf("the path is deeper than %d levels", MaxDepth), nil)
	}
	parent, missing, err := s.find()
	if err != nil {
		return err
	}
	s.put(parent, missing, value)
	return nil
}

// setter carries one Set through its two parts: find looks without changing
// anything, put changes without being able to fail.
type setter struct {
	doc    *Document
	path   string
	steps  []spec.Step
	origin Origin
}

// find follows the path as far as it exists. It returns the last value there and
// the number of the first step that is missing, len(steps) when the leaf itself
// is there.
func (s *setter) find() (n *spec.Node, missing int, err error) {
	n = s.doc.Root
	for i, step := range s.steps {
		if err := s.fits(n, i); err != nil {
			return nil, 0, err
		}
		next := child(n, step)
		if next == nil {
			return n, i, s.growable(n, i)
		}
		n = next
	}
	if n.Kind == spec.Object || n.Kind == spec.Array {
		return nil, 0, s.fail(s.prefix(len(s.steps))+" is "+n.Kind.String()+", not a text; "+within(n), n)
	}
	return n, len(s.steps), nil
}

// fits checks that step i can be taken below n.
func (s *setter) fits(n *spec.Node, i int) error {
	wanted := spec.Object
	if s.steps[i].Index >= 0 {
		wanted = spec.Array
	}
	if n.Kind == wanted {
		return nil
	}
	name := s.prefix(i)
	if n.Kind == spec.Object || n.Kind == spec.Array {
		return s.fail(name+" is "+n.Kind.String()+"; "+within(n), n)
	}
	return s.fail(name+" is a text already, so nothing can be below it", n)
}

// within says how to give the parts of an object or list.
func within(n *spec.Node) string {
	if n.Kind == spec.Array {
		return "give its items by index, such as [0]"
	}
	return "give its fields by name"
}

// growable checks the indexes among the steps that are to be made: a list has no
// holes.
func (s *setter) growable(n *spec.Node, i int) error {
	free := len(n.Items)
	for ; i < len(s.steps); i++ {
		if s.steps[i].Index > free {
			message := fmt.Sprintf("%s cannot skip items: the next item is [%d]", s.prefix(i), free)
			return s.fail(message, nil)
		}
		free = 0
	}
	return nil
}

// put makes what is missing and sets the leaf.
func (s *setter) put(n *spec.Node, missing int, value string) {
	for i := missing; i < len(s.steps); i++ {
		next := spec.NewString("")
		if i+1 < len(s.steps) {
			next = spec.NewObject()
			if s.steps[i+1].Index >= 0 {
				next = spec.NewArray()
			}
		}
		s.doc.given[next] = s.origin
		if s.steps[i].Index >= 0 {
			n.Items = append(n.Items, next)
		} else {
			n.Set(s.steps[i].Name, next)
		}
		n = next
	}
	n.Kind, n.Text = spec.String, value
	s.doc.given[n] = s.origin
}

// prefix writes the first n steps of the path.
func (s *setter) prefix(n int) string { return pathOf(s.steps[:n]) }

// pathOf writes steps as a path.
func pathOf(steps []spec.Step) string {
	path := ""
	for _, step := range steps {
		switch {
		case step.Index >= 0:
			path += fmt.Sprintf("[%d]", step.Index)
		case path == "":
			path = step.Name
		default:
			path += "." + step.Name
		}
	}
	return path
}

// fail makes the error; it names the place of the value in the way, if any.
func (s *setter) fail(message string, inTheWay *spec.Node) error {
	e := &SetError{Path: s.path, Origin: s.origin, Message: message}
	if inTheWay != nil {
		e.Related = s.doc.origin(inTheWay)
		if where := e.Related.String(); where != "" {
			e.Message += " (from " + where + ")"
		}
	}
	return e
}

// child returns what is one step below n, or nil.
func child(n *spec.Node, step spec.Step) *spec.Node {
	if step.Index < 0 {
		return n.Get(step.Name)
	}
	if step.Index < len(n.Items) {
		return n.Items[step.Index]
	}
	return nil
}

// ParseSet takes "order.goods[0].goodsName=Bag" apart. The value is everything
// behind the first equals sign, as it is. The cause of the error is an
// *ArgError.
func ParseSet(arg string) (path, value string, err error) {
	for i := range len(arg) {
		if arg[i] == '=' {
			path, value = arg[:i], arg[i+1:]
			return path, value, checkPath(path)
		}
	}
	return "", "", usage(&ArgError{
		Shown: shown(arg), Offset: utf8.RuneCountInString(arg),
		Message: "an equals sign and a value are missing, such as order.orderDescription=Books",
	})
}

// checkPath returns the mistake of a path with its place in characters.
func checkPath(path string) error {
	_, err := spec.ParsePath(path)
	var bad *spec.PathError
	if errors.As(err, &bad) {
		at := utf8.RuneCountInString(path[:bad.Offset])
		return usage(&ArgError{Shown: shown(path), Offset: at, Message: bad.Reason})
	}
	return err
}

// usage makes an error in an argument one that ends with the exit code for it.
func usage(e *ArgError) error { return apperr.New(apperr.Usage, "", e) }

// shown quotes the beginning of an argument for a message.
func shown(arg string) string {
	const longest = 60
	for i, n := 0, 0; i < len(arg); n++ {
		if n == longest {
			return fmt.Sprintf("%q", arg[:i]+"…")
		}
		_, size := utf8.DecodeRuneInString(arg[i:])
		i += size
	}
	return fmt.Sprintf("%q", arg)
}

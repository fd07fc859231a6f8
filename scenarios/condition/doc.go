// Package condition is the expression language of scenarios: conditions over a
// twin's signals ("news2 >= 5 or news2_any3") and mappings of a platform's
// messages ("body.code.text").
//
// The grammar is that of github.com/expr-lang/expr, whose parser reads it. A
// condition is then checked for types and compiled to a short program that runs
// without allocation, many times a second for each twin; a mapping runs on
// expr's own machine, once a message. Functions that read the wall clock are
// off: a condition is a pure function of the twin. The package knows no time
// and no twin; it evaluates numbers that it is given.
package condition

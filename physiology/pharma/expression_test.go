package pharma_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// expression evaluates the arithmetic of published constants: + - * / ^, exp, names.
type expression struct {
	text string
	vars map[string]float64
}

func evaluate(text string, vars map[string]float64) (v float64, err error) {
	e := expression{strings.ReplaceAll(text, " ", ""), vars}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%q: %v", text, r)
		}
	}()
	v = e.sum()
	if e.text != "" {
		panic("left over " + e.text)
	}
	return v, nil
}

func (e *expression) eat(c byte) bool {
	if e.text != "" && e.text[0] == c {
		e.text = e.text[1:]
		return true
	}
	return false
}

func (e *expression) sum() float64 {
	v := e.product()
	for {
		switch {
		case e.eat('+'):
			v += e.product()
		case e.eat('-'):
			v -= e.product()
		default:
			return v
		}
	}
}

func (e *expression) product() float64 {
	v := e.factor()
	for {
		switch {
		case e.eat('*'):
			v *= e.factor()
		case e.eat('/'):
			v /= e.factor()
		default:
			return v
		}
	}
}

func (e *expression) factor() float64 {
	if e.eat('-') {
		return -e.factor()
	}
	v := e.atom()
	if e.eat('^') {
		return math.Pow(v, e.factor())
	}
	return v
}

func (e *expression) atom() float64 {
	if e.eat('(') {
		v := e.sum()
		if !e.eat(')') {
			panic("no closing bracket")
		}
		return v
	}
	n := 0
	for n < len(e.text) && !strings.ContainsRune("+-*/^()", rune(e.text[n])) {
		n++
	}
	word := e.text[:n]
	e.text = e.text[n:]
	if v, err := strconv.ParseFloat(word, 64); err == nil {
		return v
	}
	if word == "exp" {
		return math.Exp(e.atom())
	}
	v, ok := e.vars[word]
	if !ok {
		panic("unknown name " + strconv.Quote(word))
	}
	return v
}

package main

import (
	"encoding/csv"
	"io"
	"strconv"
)

// rowWriter takes the rows of a series of true values, a patient and a time a row,
// and keeps none of them. Close writes the rest and leaves the file open.
type rowWriter interface {
	Row(seconds float64, patient string, values []float64) error
	Close() error
}

// csvRows writes CSV; numbers have enough digits to lose nothing.
type csvRows struct {
	out   *csv.Writer
	named bool
	row   []string
}

// newCSV writes the head: time_s, patient where rows name it, and the columns.
func newCSV(w io.Writer, columns []string, named bool) (*csvRows, error) {
	c := &csvRows{out: csv.NewWriter(w), named: named}
	return c, c.out.Write(headOf(columns, named))
}

// headOf is the columns of a series, in every format.
func headOf(columns []string, named bool) []string {
	head := []string{"time_s"}
	if named {
		head = append(head, "patient")
	}
	return append(head, columns...)
}

// Row writes one row.
func (c *csvRows) Row(seconds float64, patient string, values []float64) error {
	c.row = append(c.row[:0], strconv.FormatFloat(seconds, 'g', -1, 64))
	if c.named {
		c.row = append(c.row, patient)
	}
	for _, v := range values {
		c.row = append(c.row, strconv.FormatFloat(v, 'g', -1, 64))
	}
	return c.out.Write(c.row)
}

// Close flushes.
func (c *csvRows) Close() error {
	c.out.Flush()
	return c.out.Error()
}

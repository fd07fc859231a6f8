package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// rowsOf reads a table back.
func rowsOf(t *testing.T, raw []byte) (*parquet.File, []parquet.Row) {
	t.Helper()
	f, err := parquet.OpenFile(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var out []parquet.Row
	for _, g := range f.RowGroups() {
		rows := g.Rows()
		for {
			batch := make([]parquet.Row, 64)
			n, err := rows.ReadRows(batch)
			for _, r := range batch[:n] {
				out = append(out, r.Clone())
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		rows.Close()
	}
	return f, out
}

// TestSimulateWritesTheSameTableToParquet compares both formats of one run cell by
// cell.
func TestSimulateWritesTheSameTableToParquet(t *testing.T) {
	for _, patients := range []string{"1", "3"} {
		dir := t.TempDir()
		var files [2][]byte
		for i, name := range []string{"out.csv", "out.parquet"} {
			var stdout, stderr bytes.Buffer
			path := filepath.Join(dir, name)
			if code := Main([]string{"simulate", "smoke", "--param", "patients=" + patients, "--signals", "hr,spo2,temp_core", "--every", "10s", "-o", path}, &stdout, &stderr); code != 0 {
				t.Fatalf("%s: exit %d: %s", name, code, stderr.String())
			}
			var err error
			if files[i], err = os.ReadFile(path); err != nil {
				t.Fatal(err)
			}
		}
		lines := strings.Split(strings.TrimSpace(string(files[0])), "\n")
		f, rows := rowsOf(t, files[1])
		var head []string
		for _, c := range f.Schema().Columns() {
			head = append(head, c[0])
		}
		if got := strings.Join(head, ","); got != lines[0] {
			t.Errorf("columns are %s, not %s", got, lines[0])
		}
		if len(rows) != len(lines)-1 || len(rows) < 12 {
			t.Fatalf("%d rows, the CSV has %d", len(rows), len(lines)-1)
		}
		for i, r := range rows {
			if got := cells(r); got != lines[i+1] {
				t.Fatalf("row %d is %s, not %s", i, got, lines[i+1])
			}
		}
		if v, _ := f.Lookup("simulated"); v != "true" {
			t.Errorf("the file does not say that it is simulated: %q", v)
		}
		for _, key := range []string{"seed", "version", "scenario"} {
			if v, ok := f.Lookup(key); !ok || v == "" {
				t.Errorf("no %s in the metadata", key)
			}
		}
	}
}

// cells prints a row as CSV does.
func cells(r parquet.Row) string {
	var out []string
	for _, v := range r {
		if v.Kind() == parquet.ByteArray {
			out = append(out, string(v.ByteArray()))
		} else {
			out = append(out, fmt.Sprintf("%.17g", v.Double()))
		}
	}
	for i, s := range out {
		var x float64
		if _, err := fmt.Sscan(s, &x); err == nil {
			out[i] = strings.TrimSuffix(fmt.Sprint(x), ".0")
		}
	}
	return strings.Join(out, ",")
}

// counter counts what reaches the disk.
type counter struct{ n int }

func (c *counter) Write(p []byte) (int, error) { c.n += len(p); return len(p), nil }

// TestParquetStreams: rows leave memory while the run goes on, a row group at a time,
// and NaN survives.
func TestParquetStreams(t *testing.T) {
	var sink counter
	var raw bytes.Buffer
	p := newParquet(io.MultiWriter(&sink, &raw), []string{"a", "b"}, true, about{scenario: "s", seed: 7, version: "v"})
	const n = 2*rowsInMemory + 1000
	half := 0
	for i := range n {
		if err := p.Row(float64(i), fmt.Sprint("ward-", i%1000), []float64{math.Sqrt(float64(i)), math.NaN()}); err != nil {
			t.Fatal(err)
		}
		if i == n/2+600 {
			half = sink.n
		}
	}
	if half == 0 {
		t.Error("nothing was written after a row group")
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(bytes.NewReader(raw.Bytes()), int64(raw.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if f.NumRows() != n || len(f.RowGroups()) != 3 {
		t.Errorf("%d rows in %d groups", f.NumRows(), len(f.RowGroups()))
	}
	first := make([]parquet.Row, 1)
	rows := f.RowGroups()[0].Rows()
	defer rows.Close()
	if _, err := rows.ReadRows(first); err != nil || !math.IsNaN(first[0][3].Double()) {
		t.Errorf("NaN came back as %v, %v", first, err)
	}
}

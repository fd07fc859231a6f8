package main

import (
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// rowsInMemory is the size of a row group: what a Parquet writer holds before it can
// write. A table of 20 columns then takes some 40 MB, however long the run.
const rowsInMemory = 1 << 18

// about is the metadata of a file of truth.
type about struct {
	scenario     string
	seed         uint64
	version      string
	extrapolated []string // what goes beyond the data of the models
}

// parquetRows writes Apache Parquet: doubles, the patient as a string, zstd.
type parquetRows struct {
	out    *parquet.GenericWriter[any]
	named  bool
	batch  []parquet.Row
	filled int
}

// newParquet writes to w with the columns of the CSV, in their order.
func newParquet(w io.Writer, columns []string, named bool, a about) *parquetRows {
	p := &parquetRows{named: named, out: parquet.NewGenericWriter[any](
		w, schemaOf(headOf(columns, named), named),
		parquet.Compression(&parquet.Zstd),
		parquet.MaxRowsPerRowGroup(rowsInMemory),
		parquet.CreatedBy("vitalfleet", a.version, ""),
		parquet.KeyValueMetadata("simulated", "true"),
		parquet.KeyValueMetadata("scenario", a.scenario),
		parquet.KeyValueMetadata("seed", strconv.FormatUint(a.seed, 10)),
		parquet.KeyValueMetadata("version", a.version),
		parquet.KeyValueMetadata("extrapolated", strings.Join(a.extrapolated, "\n")),
	)}
	const rowsAtOnce = 512
	p.batch = make([]parquet.Row, rowsAtOnce)
	for i := range p.batch {
		p.batch[i] = make(parquet.Row, 0, len(columns)+2)
	}
	return p
}

// schemaOf is the table's schema. It is derived from a struct type because a schema
// made of a group would sort the columns by name.
func schemaOf(head []string, named bool) *parquet.Schema {
	fields := make([]reflect.StructField, len(head))
	for i, name := range head {
		fields[i] = reflect.StructField{
			Name: fmt.Sprintf("Column%d", i), Type: reflect.TypeFor[float64](),
			Tag: reflect.StructTag(fmt.Sprintf(`parquet:"%s"`, name)),
		}
		if named && i == 1 {
			fields[i].Type, fields[i].Tag = reflect.TypeFor[string](), reflect.StructTag(fmt.Sprintf(`parquet:"%s,dict"`, name))
		}
	}
	return parquet.SchemaOf(reflect.New(reflect.StructOf(fields)).Interface())
}

// Row adds one row.
func (p *parquetRows) Row(seconds float64, patient string, values []float64) error {
	row := append(p.batch[p.filled][:0], parquet.DoubleValue(seconds).Level(0, 0, 0))
	if p.named {
		row = append(row, parquet.ByteArrayValue([]byte(patient)).Level(0, 0, 1))
	}
	for _, v := range values {
		row = append(row, parquet.DoubleValue(v).Level(0, 0, len(row)))
	}
	p.batch[p.filled] = row
	if p.filled++; p.filled == len(p.batch) {
		return p.flush()
	}
	return nil
}

func (p *parquetRows) flush() error {
	_, err := p.out.WriteRows(p.batch[:p.filled])
	p.filled = 0
	return err
}

// Close writes the last rows and the footer.
func (p *parquetRows) Close() error {
	if err := p.flush(); err != nil {
		return err
	}
	return p.out.Close()
}

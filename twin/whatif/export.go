package whatif

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
)

// WriteCSV writes every value: branch, member, time from the branch point, signal.
func (r *Result) WriteCSV(w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	fmt.Fprintln(out, "branch,member,t_s,signal,value,unit")
	var line []byte
	q := r.Question
	for b := range q.Branches {
		for m := range q.Members {
			for i, t := range r.Times {
				for s, signal := range q.Signals {
					line = append(line[:0], q.Branches[b].Name...)
					line = append(line, ',')
					line = strconv.AppendInt(line, int64(m), 10)
					line = append(line, ',')
					line = strconv.AppendFloat(line, t, 'g', -1, 64)
					line = append(line, ',')
					line = append(line, signal.Info().ID...)
					line = append(line, ',')
					line = strconv.AppendFloat(line, r.Value(b, m, s, i), 'g', -1, 64)
					line = append(line, ',')
					line = append(line, signal.Info().Unit...)
					line = append(line, '\n')
					_, _ = out.Write(line) // Flush reports what went wrong.
				}
			}
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("what-if: %w", err)
	}
	return nil
}

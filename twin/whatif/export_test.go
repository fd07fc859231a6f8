package whatif

import "context"

// RunWhole answers with the whole body stepped, or glucose alone, whatever is asked.
func RunWhole(ctx context.Context, q *Question, whole bool) (*Result, error) {
	return run(ctx, q, whole)
}

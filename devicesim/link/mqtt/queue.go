package mqtt

// item is a packet that waits for its turn.
type item struct {
	topic   string
	payload []byte
	token   uint64
	qos     byte
	retain  bool
}

// queue is first in, first out, and gives its memory back when it is empty.
type queue struct {
	items []item
	head  int
}

func (q *queue) len() int { return len(q.items) - q.head }

func (q *queue) push(i item) {
	if q.head > 64 && q.head > len(q.items)/2 {
		n := copy(q.items, q.items[q.head:])
		clear(q.items[n:])
		q.items, q.head = q.items[:n], 0
	}
	q.items = append(q.items, i)
}

func (q *queue) pop() item {
	i := q.items[q.head]
	q.items[q.head] = item{}
	q.head++
	if q.head == len(q.items) {
		q.items, q.head = q.items[:0], 0
		if cap(q.items) > 256 {
			q.items = nil
		}
	}
	return i
}

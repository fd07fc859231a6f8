package plugins

import (
	"fmt"
	"math"
	"slices"

	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// stepCodec is gRPC's codec of Step. It reads a StepResponse into memory that is
// used again from step to step: with the generated code every reply of 10,000
// devices would leave megabytes to the garbage collector.
type stepCodec struct {
	encoding.CodecV2 // gRPC's own, for the request
	buf              []byte
}

func newStepCodec() *stepCodec { return &stepCodec{CodecV2: encoding.GetCodecV2("proto")} }

// Unmarshal reads a reply; v is a *devicev1.StepResponse, which is valid until the
// next call.
func (c *stepCodec) Unmarshal(data mem.BufferSlice, v any) error {
	reply, ok := v.(*devicev1.StepResponse)
	if !ok {
		return c.CodecV2.Unmarshal(data, v)
	}
	c.buf = slices.Grow(c.buf[:0], data.Len())[:data.Len()]
	data.CopyTo(c.buf)
	return readReply(c.buf, reply)
}

// readReply reads a StepResponse from its wire format. Payloads share raw.
func readReply(raw []byte, r *devicev1.StepResponse) error {
	r.Payloads, r.Errors, r.Acts = nil, r.Errors[:0], r.Acts[:0]
	r.Ends, r.Devices, r.Streams, r.Boots = r.Ends[:0], r.Devices[:0], r.Streams[:0], r.Boots[:0]
	r.TimesNs, r.Seqs = r.TimesNs[:0], r.Seqs[:0]
	for len(raw) > 0 {
		num, typ, n := protowire.ConsumeTag(raw)
		if n < 0 {
			return fmt.Errorf("step reply: %w", protowire.ParseError(n))
		}
		raw = raw[n:]
		if n = protowire.ConsumeFieldValue(num, typ, raw); n < 0 {
			return fmt.Errorf("step reply: field %d: %w", num, protowire.ParseError(n))
		}
		if err := readField(num, typ, raw[:n], r); err != nil {
			return fmt.Errorf("step reply: field %d: %w", num, err)
		}
		raw = raw[n:]
	}
	return nil
}

// readField reads one field whose value is known to be complete.
func readField(num protowire.Number, typ protowire.Type, value []byte, r *devicev1.StepResponse) (err error) {
	content := value // of a column: one number, or many in a length-delimited field
	if typ == protowire.BytesType {
		content, _ = protowire.ConsumeBytes(value)
	} else if typ != protowire.VarintType {
		return nil // a field of a later version, or nonsense that check will find missing
	}
	switch num {
	case 2:
		r.Ends, err = appendNumbers(r.Ends, content, math.MaxUint32)
	case 3:
		r.Devices, err = appendNumbers(r.Devices, content, math.MaxUint32)
	case 4:
		r.Streams, err = appendNumbers(r.Streams, content, math.MaxUint32)
	case 5:
		r.TimesNs, err = appendNumbers(r.TimesNs, content, math.MaxUint64)
	case 8:
		r.Seqs, err = appendNumbers(r.Seqs, content, math.MaxUint64)
	case 9:
		r.Boots, err = appendNumbers(r.Boots, content, math.MaxUint32)
	}
	if typ != protowire.BytesType || err != nil {
		return err
	}
	switch num {
	case 1:
		r.Payloads = content
	case 6:
		e := &devicev1.DeviceError{}
		r.Errors = append(r.Errors, e)
		return proto.Unmarshal(content, e)
	case 7:
		a := &devicev1.Act{}
		r.Acts = append(r.Acts, a)
		return proto.Unmarshal(content, a)
	}
	return nil
}

// appendNumbers reads varints; one above most is refused.
func appendNumbers[T uint32 | uint64](to []T, raw []byte, most uint64) ([]T, error) {
	for len(raw) > 0 {
		v, n := uint64(raw[0]), 1
		if v >= 0x80 {
			if v, n = protowire.ConsumeVarint(raw); n < 0 {
				return to, protowire.ParseError(n)
			}
		}
		if v > most {
			return to, fmt.Errorf("number %d is above %d", v, most)
		}
		to = append(to, T(v))
		raw = raw[n:]
	}
	return to, nil
}

"""vitalfleet_plugin: device models for vitalfleet in Python, in one file.

Copy this file beside your model. It needs grpcio and protobuf
(Debian: python3-grpcio, python3-protobuf), Python 3.9 or later.

    from vitalfleet_plugin import Model, serve

    class Thermometer(Model):
        name, title, help = "acme-thermo", "Acme thermometer", "Reads skin temperature."
        inputs = ["temp_skin"]
        ...
        def step(self, device, now, out):
            out.send({"simulated": True, "seq": device.next_seq(), "t": round(now["temp_skin"], 1)})

    if __name__ == "__main__":
        serve(Thermometer())

A model reads no clock and no random source of its own: time and signals come with
each step, randomness from device.random(). All that a device knows lies in
device.state, a dict of what JSON can hold: the host kills, restores and replays a
plugin without anybody noticing.

    python3 vitalfleet_plugin.py build acme_thermo.py

packs a model and this file into one executable, vitalfleet-device-acme-thermo.
It is not for medical use; every message must say that it is simulated.
"""

import base64
import json
import math
import os
import re
import stat
import sys
import threading
import traceback
import zipfile
from concurrent import futures

SDK_VERSION = "1.0.0"


# ---- what a model says of itself ------------------------------------------------

class Stream:
    """One kind of message. The pointers (JSON Pointers) say where a payload has its
    sequence number, boot counter and time; None where it has no place for it."""

    def __init__(self, name="obs", schema=None, content_type="application/json", period=0.0,
                 seq="/seq", boot=None, time=None):
        self.name, self.schema, self.content_type, self.period = name, schema, content_type, period
        self.seq, self.boot, self.time = seq, boot, time


class Code:
    """A measured quantity: id, UCUM unit, IEEE 11073-10101 code, LOINC code."""

    def __init__(self, id, unit, mdc=0, loinc=""):
        self.id, self.unit, self.mdc, self.loinc = id, unit, mdc, loinc


class Fault:
    """A way in which the device can be made to fail."""

    def __init__(self, name, title, params=None):
        self.name, self.title, self.params = name, title, params


class Model:
    """One type of device. Subclass it, set the attributes, write step."""

    name = ""  # "acme-spo2": unique in a run
    title = help = vendor = ""
    version = "0.1.0"  # semantic
    segment = "on-body"  # or "in-home", "community", "in-clinic"
    inputs = []  # ids of the signals wanted; vitalfleet signals lists them
    wants_beats = wants_breaths = False
    continuous = False  # True: stepped on every tick, now.due says when to report
    interval = (1.0, 86400.0, 10.0)  # s: least, most, usual
    streams = []
    codes = []
    faults = []
    config_schema = {"type": "object", "additionalProperties": False}
    state_version = "1"  # change it when old states cannot be read any more
    stateless = False

    def open(self, device):
        """Fills device.state of a device that is new."""

    def step(self, device, now, out):
        """Lets a device see one interval and send what it sends."""
        raise NotImplementedError

    def command(self, device, name, payload, time_ns):
        """Answers a command from the platform with bytes."""
        raise Refused("there is no command " + name)

    def check(self, config):
        """Yields (pointer, summary, detail) of what the schema cannot say."""
        return ()


class Refused(Exception):
    """A considered answer: what was asked for cannot be had. Any other exception
    counts as a crash."""


class Device:
    """One open device."""

    def __init__(self, id, patient, seed, config, every_ns, start_ns):
        self.id, self.patient, self.seed, self.config = id, patient, seed, config
        self.every_ns, self.start_ns = every_ns, start_ns
        self.state = {}
        self._inner = {"rng": seed, "seq": {}, "faults": {}}

    def random(self):
        """A number from 0 to 1, the same in every process and every replay."""
        self._inner["rng"] = (self._inner["rng"] + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        z = self._inner["rng"]  # SplitMix64 (Steele, Lea, Flood 2014)
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        return ((z ^ (z >> 31)) >> 11) / (1 << 53)

    def gauss(self, sd=1.0):
        """A normally distributed number (Box-Muller)."""
        u, v = 1.0 - self.random(), self.random()
        return sd * math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)

    def next_seq(self, stream="obs"):
        """The next sequence number of a stream, from 0."""
        n = self._inner["seq"].get(stream, 0)
        self._inner["seq"][stream] = n + 1
        return n

    def failing(self, fault):
        """The parameters of a fault in force, {} where it has none; None: it is not."""
        active = self._inner["faults"].get(fault)
        return active[-1] if active else None

    def _save(self):
        return json.dumps({"sdk": self._inner, "state": self.state}, allow_nan=False, sort_keys=True).encode()

    def _load(self, state):
        try:
            doc = json.loads(state)
            inner, own = doc["sdk"], doc["state"]
            inner["rng"], inner["seq"], inner["faults"]
        except (ValueError, KeyError, TypeError) as e:
            raise Refused("this is no state of a device: %s" % e) from e
        self._inner, self.state = inner, own


class Now:
    """What a device gets to know in one step: now["spo2"] is a signal's true value."""

    __slots__ = ("time_ns", "interval_ns", "due", "beats", "breaths", "_columns", "_row")

    def __getitem__(self, signal):
        return self._columns[signal][self._row]

    def time(self):
        """The end of the interval as RFC 3339 with milliseconds."""
        return rfc3339(self.time_ns)


class Out:
    """Takes what a device sends and does."""

    def __init__(self, model):
        self._streams = {s.name: i for i, s in enumerate(model.streams)}
        self._first = model.streams[0].name if model.streams else ""
        self.payloads, self.size = [], 0
        self.ends, self.devices, self.streams, self.times, self.seqs, self.boots = [], [], [], [], [], []
        self.acts = []
        self._row = self._time = 0

    def send(self, payload, stream=None, seq=None, boot=0, time_ns=None):
        """Sends a message: a dict becomes JSON, bytes go as they are. Without seq it
        is read from the payload's "seq"."""
        if not isinstance(payload, (bytes, bytearray)):
            seq = payload.get("seq") if seq is None else seq
            payload = json.dumps(payload, allow_nan=False, separators=(",", ":")).encode()
        if seq is None:
            raise ValueError("the message has no sequence number: give seq")
        self.payloads.append(bytes(payload))
        self.size += len(payload)
        self.ends.append(self.size)
        self.devices.append(self._row)
        self.streams.append(self._streams[stream or self._first])
        self.times.append(self._time if time_ns is None else int(time_ns))
        self.seqs.append(seq)
        self.boots.append(boot)

    def act(self, action, **params):
        """Does something to the patient: act("patient.fluids", kind="crystalloid",
        volume="10 mL", over="60s"). It works from the next tick on."""
        self.acts.append((self._row, action, json.dumps(params, allow_nan=False).encode()))


def rfc3339(ns):
    """Nanoseconds since the Unix epoch as RFC 3339 with milliseconds, in UTC."""
    import datetime
    t = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=ns // 1000)
    return t.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (t.microsecond // 1000)


def reading(x, low, high):
    """x where it is a number from low to high, else None: no body has other values,
    but a device must stand them."""
    return x if low <= x <= high else None


def log(level, msg, **fields):
    """Writes a line that the host understands to stderr."""
    print(json.dumps(dict(fields, level=level, msg=msg), default=str), file=sys.stderr, flush=True)


# ---- configs --------------------------------------------------------------------

def problems(schema, value, pointer=""):
    """Everything that is wrong with a value, as (pointer, summary, detail). It knows
    type, enum, const, minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength,
    maxLength, pattern, items, properties, required and additionalProperties."""
    types = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
             "integer": int, "number": (int, float)}
    want = schema.get("type")
    if want is not None:
        ok = any(isinstance(value, types[t]) and not (isinstance(value, bool) and t in ("integer", "number"))
                 or t == "integer" and isinstance(value, float) and value == int(value)
                 for t in ([want] if isinstance(want, str) else want))
        if not ok:
            yield pointer, "it must be of type %s" % want, "see the config schema"
            return
    if "enum" in schema and value not in schema["enum"]:
        yield pointer, "it must be one of %s" % ", ".join(map(str, schema["enum"])), "choose one"
    if "const" in schema and value != schema["const"]:
        yield pointer, "it must be %s" % schema["const"], ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        for key, bad, text in (("minimum", lambda a: value < a, "at least"), ("maximum", lambda a: value > a, "at most"),
                               ("exclusiveMinimum", lambda a: value <= a, "above"),
                               ("exclusiveMaximum", lambda a: value >= a, "below")):
            if key in schema and bad(schema[key]):
                yield pointer, "it must be %s %s" % (text, schema[key]), ""
    if isinstance(value, str):
        if len(value) < schema.get("minLength", 0) or len(value) > schema.get("maxLength", math.inf):
            yield pointer, "its length must be from %s to %s" % (schema.get("minLength", 0), schema.get("maxLength", "any")), ""
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield pointer, "it must match %s" % schema["pattern"], ""
    if isinstance(value, list) and "items" in schema:
        for i, e in enumerate(value):
            yield from problems(schema["items"], e, "%s/%d" % (pointer, i))
    if isinstance(value, dict):
        yield from _member_problems(schema, value, pointer)


def _member_problems(schema, value, pointer):
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield "%s/%s" % (pointer, name), "it is missing", "set it"
    for name, member in value.items():
        at = "%s/%s" % (pointer, name.replace("~", "~0").replace("/", "~1"))
        if name in known:
            yield from problems(known[name], member, at)
        elif schema.get("additionalProperties") is False:
            yield at, "there is no such setting", "remove it, or correct its name"
        elif isinstance(schema.get("additionalProperties"), dict):
            yield from problems(schema["additionalProperties"], member, at)


def _defaults(schema, config):
    for name, s in schema.get("properties", {}).items():
        if name not in config and "default" in s:
            config[name] = s["default"]
    return config


def _config_problems(model, raw):
    try:
        config = json.loads(raw) if raw else {}
    except (ValueError, RecursionError) as e:
        return None, [("", "it is not JSON: %s" % e, "write a JSON object")]
    found = list(problems(model.config_schema, config))
    if not found and isinstance(config, dict):
        config = _defaults(model.config_schema, config)
        found = list(model.check(config))
    return config, found


# ---- trying a model without a host ------------------------------------------------

def play(model, steps, config=None, every=None, faults=(), seed=1, **signals):
    """Steps one device and returns the messages that it sends, decoded where they
    are JSON: for a model's own tests. Signals are numbers, or functions of the step."""
    out, sent = Out(model), []
    every_ns = int((every or model.interval[2]) * 1e9)
    device = Device("test-device", "test", seed, _defaults(model.config_schema, dict(config or {})), every_ns, 0)
    model.open(device)
    for fault in faults:
        device._inner["faults"].setdefault(fault, []).append({})
    for k in range(steps):
        now = Now()
        now.time_ns, now.interval_ns, now.due, now.beats, now.breaths, now._row = (k + 1) * every_ns, every_ns, True, (), (), 0
        now._columns = {s: [v(k) if callable(v) else v] for s, v in signals.items()}
        out._time = now.time_ns
        model.step(device, now, out)
    for i, p in enumerate(out.payloads):
        text = model.streams[out.streams[i]].content_type.endswith("json")
        sent.append(json.loads(p) if text else p)
    return sent


# ---- the protocol -----------------------------------------------------------------

# device.proto of package vitalfleet.device.v1, compiled (FileDescriptorProto, base64).
DESCRIPTOR = """
CgxkZXZpY2UucHJvdG8SFHZpdGFsZmxlZXQuZGV2aWNlLnYxIhEKD0Rlc2NyaWJlUmVxdWVzdCKGAQoQRGVzY3JpYmVSZXNwb25z
ZRIzCgZtb2RlbHMYASADKAsyGy52aXRhbGZsZWV0LmRldmljZS52MS5Nb2RlbFIGbW9kZWxzEhYKBnZlbmRvchgCIAEoCVIGdmVu
ZG9yEiUKDnBsdWdpbl92ZXJzaW9uGAMgASgJUg1wbHVnaW5WZXJzaW9uItIECgVNb2RlbBISCgRuYW1lGAEgASgJUgRuYW1lEhQK
BXRpdGxlGAIgASgJUgV0aXRsZRIjCg1jb25maWdfc2NoZW1hGAMgASgJUgxjb25maWdTY2hlbWESFgoGaW5wdXRzGAQgAygJUgZp
bnB1dHMSNgoHc3RyZWFtcxgFIAMoCzIcLnZpdGFsZmxlZXQuZGV2aWNlLnYxLlN0cmVhbVIHc3RyZWFtcxIzCgZmYXVsdHMYBiAD
KAsyGy52aXRhbGZsZWV0LmRldmljZS52MS5GYXVsdFIGZmF1bHRzEiMKDXN0YXRlX3ZlcnNpb24YByABKAlSDHN0YXRlVmVyc2lv
bhIcCglzdGF0ZWxlc3MYCCABKAhSCXN0YXRlbGVzcxI6CghpbnRlcnZhbBgJIAEoCzIeLnZpdGFsZmxlZXQuZGV2aWNlLnYxLklu
dGVydmFsUghpbnRlcnZhbBIfCgt3YW50c19iZWF0cxgKIAEoCFIKd2FudHNCZWF0cxIjCg13YW50c19icmVhdGhzGAsgASgIUgx3
YW50c0JyZWF0aHMSHgoKY29udGludW91cxgMIAEoCFIKY29udGludW91cxIwCgVjb2RlcxgNIAMoCzIaLnZpdGFsZmxlZXQuZGV2
aWNlLnYxLkNvZGVSBWNvZGVzEhgKB3NlZ21lbnQYDiABKAlSB3NlZ21lbnQSEgoEaGVscBgPIAEoCVIEaGVscBIWCgZ2ZW5kb3IY
ECABKAlSBnZlbmRvchIYCgd2ZXJzaW9uGBEgASgJUgd2ZXJzaW9uIlIKBENvZGUSDgoCaWQYASABKAlSAmlkEhIKBHVuaXQYAiAB
KAlSBHVuaXQSEAoDbWRjGAMgASgNUgNtZGMSFAoFbG9pbmMYBCABKAlSBWxvaW5jIlcKCEludGVydmFsEhUKBm1pbl9ucxgBIAEo
BFIFbWluTnMSFQoGbWF4X25zGAIgASgEUgVtYXhOcxIdCgpkZWZhdWx0X25zGAMgASgEUglkZWZhdWx0TnMi2wEKBlN0cmVhbRIS
CgRuYW1lGAEgASgJUgRuYW1lEiEKDGNvbnRlbnRfdHlwZRgCIAEoCVILY29udGVudFR5cGUSFgoGc2NoZW1hGAMgASgJUgZzY2hl
bWESGwoJcGVyaW9kX25zGAQgASgEUghwZXJpb2ROcxIfCgtzZXFfcG9pbnRlchgFIAEoCVIKc2VxUG9pbnRlchIhCgxib290X3Bv
aW50ZXIYBiABKAlSC2Jvb3RQb2ludGVyEiEKDHRpbWVfcG9pbnRlchgHIAEoCVILdGltZVBvaW50ZXIiVgoFRmF1bHQSEgoEbmFt
ZRgBIAEoCVIEbmFtZRIUCgV0aXRsZRgCIAEoCVIFdGl0bGUSIwoNcGFyYW1zX3NjaGVtYRgDIAEoCVIMcGFyYW1zU2NoZW1hIj8K
D1ZhbGlkYXRlUmVxdWVzdBIUCgVtb2RlbBgBIAEoCVIFbW9kZWwSFgoGY29uZmlnGAIgASgMUgZjb25maWciTQoQVmFsaWRhdGVS
ZXNwb25zZRI5Cghwcm9ibGVtcxgBIAMoCzIdLnZpdGFsZmxlZXQuZGV2aWNlLnYxLlByb2JsZW1SCHByb2JsZW1zIukBCgdQcm9i
bGVtEkIKCHNldmVyaXR5GAEgASgOMiYudml0YWxmbGVldC5kZXZpY2UudjEuUHJvYmxlbS5TZXZlcml0eVIIc2V2ZXJpdHkSGAoH
cG9pbnRlchgCIAEoCVIHcG9pbnRlchIYCgdzdW1tYXJ5GAMgASgJUgdzdW1tYXJ5EhYKBmRldGFpbBgEIAEoCVIGZGV0YWlsIk4K
CFNldmVyaXR5EhgKFFNFVkVSSVRZX1VOU1BFQ0lGSUVEEAASEgoOU0VWRVJJVFlfRVJST1IQARIUChBTRVZFUklUWV9XQVJOSU5H
EAIiXwoLT3BlblJlcXVlc3QSFAoFbW9kZWwYASABKAlSBW1vZGVsEjoKB2RldmljZXMYAiADKAsyIC52aXRhbGZsZWV0LmRldmlj
ZS52MS5PcGVuRGV2aWNlUgdkZXZpY2VzIrIBCgpPcGVuRGV2aWNlEhYKBmhhbmRsZRgBIAEoDVIGaGFuZGxlEg4KAmlkGAIgASgJ
UgJpZBIWCgZjb25maWcYAyABKAxSBmNvbmZpZxISCgRzZWVkGAQgASgEUgRzZWVkEhgKB3BhdGllbnQYBSABKAlSB3BhdGllbnQS
GwoJcGVyaW9kX25zGAYgASgEUghwZXJpb2ROcxIZCghzdGFydF9ucxgHIAEoBFIHc3RhcnROcyJJCgxPcGVuUmVzcG9uc2USOQoG
ZXJyb3JzGAEgAygLMiEudml0YWxmbGVldC5kZXZpY2UudjEuRGV2aWNlRXJyb3JSBmVycm9ycyKPAgoLU3RlcFJlcXVlc3QSFAoF
bW9kZWwYASABKAlSBW1vZGVsEhcKB3RpbWVfbnMYAiABKARSBnRpbWVOcxIfCgtpbnRlcnZhbF9ucxgDIAEoBFIKaW50ZXJ2YWxO
cxIYCgdoYW5kbGVzGAQgAygNUgdoYW5kbGVzEhgKB3NpZ25hbHMYBSADKAFSB3NpZ25hbHMSMQoFYmVhdHMYBiABKAsyGy52aXRh
bGZsZWV0LmRldmljZS52MS5CZWF0c1IFYmVhdHMSNwoHYnJlYXRocxgHIAEoCzIdLnZpdGFsZmxlZXQuZGV2aWNlLnYxLkJyZWF0
aHNSB2JyZWF0aHMSEAoDZHVlGAggAygNUgNkdWUidwoFQmVhdHMSEgoEZW5kcxgBIAMoDVIEZW5kcxIZCgh0aW1lc19ucxgCIAMo
BFIHdGltZXNOcxIUCgVraW5kcxgDIAMoDVIFa2luZHMSEQoEcnJfcxgEIAMoAVIDcnJTEhYKBnN0cm9rZRgFIAMoAVIGc3Ryb2tl
InQKB0JyZWF0aHMSEgoEZW5kcxgBIAMoDVIEZW5kcxIZCgh0aW1lc19ucxgCIAMoBFIHdGltZXNOcxIbCgl2b2x1bWVfbWwYAyAD
KAFSCHZvbHVtZU1sEh0KCmV0Y28yX21taGcYBCADKAFSCWV0Y28yTW1oZyKhAgoMU3RlcFJlc3BvbnNlEhoKCHBheWxvYWRzGAEg
ASgMUghwYXlsb2FkcxISCgRlbmRzGAIgAygNUgRlbmRzEhgKB2RldmljZXMYAyADKA1SB2RldmljZXMSGAoHc3RyZWFtcxgEIAMo
DVIHc3RyZWFtcxIZCgh0aW1lc19ucxgFIAMoBFIHdGltZXNOcxI5CgZlcnJvcnMYBiADKAsyIS52aXRhbGZsZWV0LmRldmljZS52
MS5EZXZpY2VFcnJvclIGZXJyb3JzEi0KBGFjdHMYByADKAsyGS52aXRhbGZsZWV0LmRldmljZS52MS5BY3RSBGFjdHMSEgoEc2Vx
cxgIIAMoBFIEc2VxcxIUCgVib290cxgJIAMoDVIFYm9vdHMiTQoDQWN0EhYKBmRldmljZRgBIAEoDVIGZGV2aWNlEhYKBmFjdGlv
bhgCIAEoCVIGYWN0aW9uEhYKBnBhcmFtcxgDIAEoDFIGcGFyYW1zIlUKC0RldmljZUVycm9yEhYKBmhhbmRsZRgBIAEoDVIGaGFu
ZGxlEhgKB21lc3NhZ2UYAiABKAlSB21lc3NhZ2USFAoFZmF0YWwYAyABKAhSBWZhdGFsIisKD1NuYXBzaG90UmVxdWVzdBIYCgdo
YW5kbGVzGAEgAygNUgdoYW5kbGVzInIKEFNuYXBzaG90UmVzcG9uc2USIwoNc3RhdGVfdmVyc2lvbhgBIAEoCVIMc3RhdGVWZXJz
aW9uEjkKBnN0YXRlcxgCIAMoCzIhLnZpdGFsZmxlZXQuZGV2aWNlLnYxLkRldmljZVN0YXRlUgZzdGF0ZXMiOwoLRGV2aWNlU3Rh
dGUSFgoGaGFuZGxlGAEgASgNUgZoYW5kbGUSFAoFc3RhdGUYAiABKAxSBXN0YXRlIp8BCg5SZXN0b3JlUmVxdWVzdBIUCgVtb2Rl
bBgBIAEoCVIFbW9kZWwSIwoNc3RhdGVfdmVyc2lvbhgCIAEoCVIMc3RhdGVWZXJzaW9uEjoKB2RldmljZXMYAyADKAsyIC52aXRh
bGZsZWV0LmRldmljZS52MS5PcGVuRGV2aWNlUgdkZXZpY2VzEhYKBnN0YXRlcxgEIAMoDFIGc3RhdGVzIkwKD1Jlc3RvcmVSZXNw
b25zZRI5CgZlcnJvcnMYASADKAsyIS52aXRhbGZsZWV0LmRldmljZS52MS5EZXZpY2VFcnJvclIGZXJyb3JzIoQBCg1JbmplY3RS
ZXF1ZXN0EhgKB2hhbmRsZXMYASADKA1SB2hhbmRsZXMSFAoFZmF1bHQYAiABKAlSBWZhdWx0EhYKBnBhcmFtcxgDIAEoDFIGcGFy
YW1zEhIKBHN0b3AYBCABKAhSBHN0b3ASFwoHdGltZV9ucxgFIAEoBFIGdGltZU5zIksKDkluamVjdFJlc3BvbnNlEjkKBmVycm9y
cxgBIAMoCzIhLnZpdGFsZmxlZXQuZGV2aWNlLnYxLkRldmljZUVycm9yUgZlcnJvcnMibwoOQ29tbWFuZFJlcXVlc3QSFgoGaGFu
ZGxlGAEgASgNUgZoYW5kbGUSEgoEbmFtZRgCIAEoCVIEbmFtZRIYCgdwYXlsb2FkGAMgASgMUgdwYXlsb2FkEhcKB3RpbWVfbnMY
BCABKARSBnRpbWVOcyI9Cg9Db21tYW5kUmVzcG9uc2USFAoFcmVwbHkYASABKAxSBXJlcGx5EhQKBWVycm9yGAIgASgJUgVlcnJv
ciIoCgxDbG9zZVJlcXVlc3QSGAoHaGFuZGxlcxgBIAMoDVIHaGFuZGxlcyIPCg1DbG9zZVJlc3BvbnNlMpMGCgtEZXZpY2VNb2Rl
bBJZCghEZXNjcmliZRIlLnZpdGFsZmxlZXQuZGV2aWNlLnYxLkRlc2NyaWJlUmVxdWVzdBomLnZpdGFsZmxlZXQuZGV2aWNlLnYx
LkRlc2NyaWJlUmVzcG9uc2USWQoIVmFsaWRhdGUSJS52aXRhbGZsZWV0LmRldmljZS52MS5WYWxpZGF0ZVJlcXVlc3QaJi52aXRh
bGZsZWV0LmRldmljZS52MS5WYWxpZGF0ZVJlc3BvbnNlEk0KBE9wZW4SIS52aXRhbGZsZWV0LmRldmljZS52MS5PcGVuUmVxdWVz
dBoiLnZpdGFsZmxlZXQuZGV2aWNlLnYxLk9wZW5SZXNwb25zZRJNCgRTdGVwEiEudml0YWxmbGVldC5kZXZpY2UudjEuU3RlcFJl
cXVlc3QaIi52aXRhbGZsZWV0LmRldmljZS52MS5TdGVwUmVzcG9uc2USWQoIU25hcHNob3QSJS52aXRhbGZsZWV0LmRldmljZS52
MS5TbmFwc2hvdFJlcXVlc3QaJi52aXRhbGZsZWV0LmRldmljZS52MS5TbmFwc2hvdFJlc3BvbnNlElYKB1Jlc3RvcmUSJC52aXRh
bGZsZWV0LmRldmljZS52MS5SZXN0b3JlUmVxdWVzdBolLnZpdGFsZmxlZXQuZGV2aWNlLnYxLlJlc3RvcmVSZXNwb25zZRJTCgZJ
bmplY3QSIy52aXRhbGZsZWV0LmRldmljZS52MS5JbmplY3RSZXF1ZXN0GiQudml0YWxmbGVldC5kZXZpY2UudjEuSW5qZWN0UmVz
cG9uc2USVgoHQ29tbWFuZBIkLnZpdGFsZmxlZXQuZGV2aWNlLnYxLkNvbW1hbmRSZXF1ZXN0GiUudml0YWxmbGVldC5kZXZpY2Uu
djEuQ29tbWFuZFJlc3BvbnNlElAKBUNsb3NlEiIudml0YWxmbGVldC5kZXZpY2UudjEuQ2xvc2VSZXF1ZXN0GiMudml0YWxmbGVl
dC5kZXZpY2UudjEuQ2xvc2VSZXNwb25zZUI8WjpnaXRodWIuY29tL3ZpdGFsZmxlZXQvdml0YWxmbGVldC9wbHVnaW5zL2Rldmlj
ZXYxO2RldmljZXYxYgZwcm90bzM=
"""

_ANSWERS = "ABORTED", "INVALID_ARGUMENT", "FAILED_PRECONDITION", "NOT_FOUND"


def _messages():
    """The protocol's message classes, by name."""
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
    file = descriptor_pb2.FileDescriptorProto.FromString(base64.b64decode(DESCRIPTOR))
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    found = {}
    for m in file.message_type:
        d = pool.FindMessageTypeByName(file.package + "." + m.name)
        if hasattr(message_factory, "GetMessageClass"):
            found[m.name] = message_factory.GetMessageClass(d)
        else:  # protobuf before 4.22
            found[m.name] = message_factory.MessageFactory(pool).GetPrototype(d)
    return found


class _Answer(Exception):
    """Ends a call with a status that the host hands on."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class _Server:
    """Serves models. Calls are carried out one after the other."""

    def __init__(self, models):
        self.pb, self.lock = _messages(), threading.Lock()
        self.models = {m.name: m for m in models}
        self.open_devices = {}  # by handle: model, device

    def model(self, name):
        if name not in self.models:
            raise _Answer("NOT_FOUND", "this plugin has no model %r" % name)
        return self.models[name]

    def find(self, handle):
        if handle not in self.open_devices:
            raise _Answer("NOT_FOUND", "no device with handle %d is open" % handle)
        return self.open_devices[handle]

    def Describe(self, req, context):
        pb, reply = self.pb, self.pb["DescribeResponse"]()
        for m in self.models.values():
            reply.vendor, reply.plugin_version = reply.vendor or m.vendor, reply.plugin_version or m.version
            reply.models.append(pb["Model"](
                name=m.name, title=m.title, help=m.help, segment=m.segment, vendor=m.vendor, version=m.version,
                config_schema=json.dumps(m.config_schema), inputs=m.inputs, state_version="" if m.stateless else m.state_version,
                stateless=m.stateless, continuous=m.continuous, wants_beats=m.wants_beats, wants_breaths=m.wants_breaths,
                interval=pb["Interval"](**{k: int(s * 1e9) for k, s in zip(("min_ns", "max_ns", "default_ns"), m.interval)}),
                streams=[pb["Stream"](
                    name=s.name, content_type=s.content_type, schema=json.dumps(s.schema) if s.schema else "",
                    period_ns=int(s.period * 1e9), seq_pointer=s.seq or "", boot_pointer=s.boot or "",
                    time_pointer=s.time or "") for s in m.streams],
                codes=[pb["Code"](id=c.id, unit=c.unit, mdc=c.mdc, loinc=c.loinc) for c in m.codes],
                faults=[pb["Fault"](name=f.name, title=f.title, params_schema=json.dumps(f.params) if f.params else "")
                        for f in m.faults]))
        return reply

    def Validate(self, req, context):
        _, found = _config_problems(self.model(req.model), req.config)
        return self.pb["ValidateResponse"](problems=[
            self.pb["Problem"](severity=1, pointer=p, summary=s, detail=d) for p, s, d in found])

    def error(self, handle, text):
        return self.pb["DeviceError"](handle=handle, message=text, fatal=True)

    def make(self, model, spec):
        config, found = _config_problems(model, spec.config)
        if found:
            raise Refused("; ".join("%s: %s" % (p, s) for p, s, _ in found))
        return Device(spec.id, spec.patient, spec.seed, config, spec.period_ns, spec.start_ns)

    def Open(self, req, context):
        model, made = self.model(req.model), {}
        for spec in req.devices:
            if spec.handle in self.open_devices or spec.handle in made:
                return self.pb["OpenResponse"](errors=[self.error(spec.handle, "handle is open already")])
            try:
                device = self.make(model, spec)
                model.open(device)
            except Refused as e:
                return self.pb["OpenResponse"](errors=[self.error(spec.handle, str(e))])
            made[spec.handle] = model, device
        self.open_devices.update(made)
        return self.pb["OpenResponse"]()

    def Step(self, req, context):
        model, n = self.model(req.model), len(req.handles)
        if len(req.signals) != n * len(model.inputs):
            raise _Answer("INVALID_ARGUMENT", "%d signal values, want %d" % (len(req.signals), n * len(model.inputs)))
        values, out, now = list(req.signals), Out(model), Now()
        now._columns = {s: values[i * n:(i + 1) * n] for i, s in enumerate(model.inputs)}
        now.time_ns, now.interval_ns = req.time_ns, req.interval_ns
        out._time = req.time_ns
        beats = _rows(req.beats.ends, n, req.beats.times_ns, req.beats.kinds, req.beats.rr_s, req.beats.stroke)
        breaths = _rows(req.breaths.ends, n, req.breaths.times_ns, req.breaths.volume_ml, req.breaths.etco2_mmhg)
        due = set(req.due)
        if due and max(due) >= n:
            raise _Answer("INVALID_ARGUMENT", "due names row %d of %d" % (max(due), n))
        devices = [self.find(h) for h in req.handles]
        for row, (m, device) in enumerate(devices):
            if row % 256 == 0 and not context.is_active():
                raise _Answer("ABORTED", "the call was given up")
            if m is not model:
                raise _Answer("INVALID_ARGUMENT", "handle %d is a %s" % (req.handles[row], m.name))
            now._row = out._row = row
            now.due = row in due if model.continuous else True
            now.beats, now.breaths = beats[row], breaths[row]
            model.step(device, now, out)
        return self.pb["StepResponse"](
            payloads=b"".join(out.payloads), ends=out.ends, devices=out.devices, streams=out.streams, times_ns=out.times,
            seqs=out.seqs, boots=out.boots, acts=[self.pb["Act"](device=d, action=a, params=p) for d, a, p in out.acts])

    def Snapshot(self, req, context):
        reply = self.pb["SnapshotResponse"]()
        for h in req.handles or sorted(self.open_devices):
            model, device = self.find(h)
            reply.state_version = model.state_version
            reply.states.append(self.pb["DeviceState"](handle=h, state=device._save()))
        return reply

    def Restore(self, req, context):
        model = self.model(req.model)
        if req.state_version != model.state_version:
            raise _Answer("FAILED_PRECONDITION", "snapshot has state version %r, this plugin has %r" % (
                req.state_version, model.state_version))
        if len(req.states) != len(req.devices):
            raise _Answer("INVALID_ARGUMENT", "%d states for %d devices" % (len(req.states), len(req.devices)))
        reply = self.pb["RestoreResponse"]()
        for spec, state in zip(req.devices, req.states):
            try:
                device = self.make(model, spec)
                device._load(state)
                self.open_devices[spec.handle] = model, device
            except Refused as e:
                reply.errors.append(self.error(spec.handle, str(e)))
        return reply

    def Inject(self, req, context):
        reply = self.pb["InjectResponse"]()
        devices = [self.find(h) for h in req.handles]
        try:
            params = json.loads(req.params) if req.params else {}
        except ValueError as e:
            raise _Answer("INVALID_ARGUMENT", "parameters of %s: %s" % (req.fault, e)) from e
        for h, (model, device) in zip(req.handles, devices):
            fault = next((f for f in model.faults if f.name == req.fault), None)
            found = list(problems(fault.params, params)) if fault and fault.params and not req.stop else ()
            if fault is None or found:
                text = "there is no fault %s" % req.fault if fault is None else "%s: %s" % found[0][:2]
                reply.errors.append(self.error(h, text))
                continue
            active = device._inner["faults"].setdefault(req.fault, [])
            if not req.stop:
                active.append(params)
            elif active:
                active.pop()
        return reply

    def Command(self, req, context):
        model, device = self.find(req.handle)
        try:
            return self.pb["CommandResponse"](reply=model.command(device, req.name, req.payload, req.time_ns) or b"")
        except Refused as e:
            return self.pb["CommandResponse"](error=str(e))

    def Close(self, req, context):
        for h in req.handles:
            self.open_devices.pop(h, None)
        return self.pb["CloseResponse"]()

    def handler(self, name):
        import grpc
        call = getattr(self, name)

        def carry_out(req, context):
            with self.lock:
                try:
                    return call(req, context)
                except _Answer as e:
                    code, text = e.code, str(e)
                except Refused as e:
                    code, text = "ABORTED", str(e)
                except Exception as e:  # A fault of the model counts as a crash.
                    code, text = "INTERNAL", "panic in %s: %r\n%s" % (name, e, traceback.format_exc())
            context.abort(getattr(grpc.StatusCode, code), text)

        return grpc.unary_unary_rpc_method_handler(
            carry_out, request_deserializer=self.pb[name + "Request"].FromString,
            response_serializer=self.pb[name + "Response"].SerializeToString)


def _rows(ends, n, *columns):
    """The events of each row, as tuples."""
    if not ends:
        return [()] * n
    if len(ends) != n or list(ends) != sorted(ends) or any(len(c) != ends[-1] for c in columns):
        raise _Answer("INVALID_ARGUMENT", "beats or breaths: columns do not fit together")
    events, rows, at = list(zip(*columns)), [], 0
    for end in ends:
        rows.append(events[at:end])
        at = end
    return rows


def serve(*models):
    """Serves the models to the host that started this program; returns never."""
    if os.environ.get("VITALFLEET_PLUGIN") != "device-v1":
        print("This is a vitalfleet plugin (%s). It is not meant to be started by hand:\n"
              "put it into a folder as vitalfleet-device-NAME and name the folder with --plugin-dir." %
              ", ".join(m.name for m in models), file=sys.stderr)
        sys.exit(1)
    import grpc
    ended, raw = threading.Event(), lambda b: b
    own = _Server(models)
    calls = {n: own.handler(n) for n in (
        "Describe", "Validate", "Open", "Step", "Snapshot", "Restore", "Inject", "Command", "Close")}
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=4), options=[
        ("grpc.max_receive_message_length", 256 << 20), ("grpc.max_send_message_length", -1)])

    def shut_down(req, context):
        threading.Timer(0.05, ended.set).start()  # The answer goes out first.
        return b""

    server.add_generic_rpc_handlers((
        grpc.method_handlers_generic_handler("vitalfleet.device.v1.DeviceModel", calls),
        grpc.method_handlers_generic_handler("plugin.GRPCController", {
            "Shutdown": grpc.unary_unary_rpc_method_handler(shut_down, raw, raw)}),
        grpc.method_handlers_generic_handler("grpc.health.v1.Health", {
            "Check": grpc.unary_unary_rpc_method_handler(lambda req, context: b"\x08\x01", raw, raw)}),
    ))
    address = _listen(server)
    server.start()
    if os.environ.get("VITALFLEET_PLUGIN_LIFELINE"):
        threading.Thread(target=_watch_host, args=(ended,), daemon=True).start()
    print("1|1|%s|%s|grpc" % address, flush=True)
    ended.wait()
    server.stop(0)
    sys.stdout.flush()
    os._exit(0)  # Threads that a model started keep nobody waiting.


def _listen(server):
    """A socket in the host's folder, or a port of this machine where there are none."""
    folder = os.environ.get("PLUGIN_UNIX_SOCKET_DIR")
    if sys.platform == "win32" or not folder:
        return "tcp", "127.0.0.1:%d" % server.add_insecure_port("127.0.0.1:0")
    path = os.path.join(folder, "plugin%d" % os.getpid())
    server.add_insecure_port("unix:" + path)
    return "unix", path


def _watch_host(ended):
    """Ends the program when its standard input does: the host holds the other end."""
    try:
        while sys.stdin.buffer.read1(4096):
            pass
    except (OSError, ValueError):
        pass
    ended.set()


# ---- packing ----------------------------------------------------------------------

def build(source, target=None, python="/usr/bin/env python3"):
    """Packs a model and this file into one executable. The same files give the same
    bytes, so that a scenario can pin its digest."""
    name = os.path.splitext(os.path.basename(source))[0].replace("_", "-")
    target = target or "vitalfleet-device-" + name
    with open(target + ".new", "wb") as f:
        f.write(b"#!" + python.encode() + b"\n")
        with zipfile.ZipFile(f, "w", zipfile.ZIP_DEFLATED) as z:
            for inside, path in (("__main__.py", source), ("vitalfleet_plugin.py", os.path.abspath(__file__))):
                with open(path, "rb") as part:
                    text = part.read()
                compile(text, path, "exec")  # A slip of the pen is said now, not when a run starts.
                z.writestr(zipfile.ZipInfo(inside, (1980, 1, 1, 0, 0, 0)), text)
    os.chmod(target + ".new", os.stat(target + ".new").st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    os.replace(target + ".new", target)
    return target


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] != "build":
        sys.exit("usage: python3 vitalfleet_plugin.py build MODEL.py [TARGET]")
    print(build(*sys.argv[2:4]))

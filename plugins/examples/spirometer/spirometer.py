"""An example of a plugin in Python: a spirometer for the home.

Three blows a session, the best counts, and the zone of the personal best, as action
plans for asthma have them: green from 80 %, yellow from 50 %, red below. How much
breathlessness costs a blow is an assumption of this example, not a published figure.
The device does not exist; not for medical use.
"""

from vitalfleet_plugin import Code, Fault, Model, Stream, reading, serve

BLOW = {
    "type": "object", "additionalProperties": False, "required": ["ok"],
    "properties": {"pef": {"type": "number"}, "fev1": {"type": "number"}, "fvc": {"type": "number"}, "ok": {"type": "boolean"}},
}


class Spirometer(Model):
    name, title, vendor, version = "puff-spirometer", "Puff home spirometer", "Puff", "1.1.0"
    help = "Peak flow and forced volumes, best of three blows; +-3 % or 50 mL by ISO 26782."
    segment = "in-home"
    inputs = ["rr"]
    interval = (60.0, 86400.0, 43200.0)
    streams = [
        Stream("obs", seq="/seq", boot="/boot", time="/taken", schema={
            "type": "object", "additionalProperties": False, "required": ["simulated", "sn", "boot", "seq", "taken", "blows"],
            "properties": {"simulated": {"const": True}, "sn": {"type": "string"}, "boot": {"type": "integer"},
                           "seq": {"type": "integer"}, "taken": {"type": "string"},
                           "blows": {"type": "array", "items": BLOW}, "best": BLOW,
                           "zone": {"enum": ["green", "yellow", "red"]}}}),
        Stream("alarm", seq="/seq", boot="/boot", time="/taken", schema={
            "type": "object", "additionalProperties": False,
            "properties": {"simulated": {"const": True}, "boot": {"type": "integer"}, "seq": {"type": "integer"},
                           "taken": {"type": "string"}, "alarm": {"const": "red-zone"}, "pef": {"type": "number"}}}),
    ]
    codes = [Code("pef", "L/min", 152584, "33452-4"), Code("fev1", "L", 152586, "20150-9"), Code("fvc", "L", 188928, "19868-9")]
    faults = [Fault("short-effort", "The patient stops blowing early"), Fault("leak", "Air passes beside the mouthpiece"),
              Fault("dirty-turbine", "Dust on the turbine: flow reads low"), Fault("cough", "Every blow ends in a cough")]
    config_schema = {
        "type": "object", "additionalProperties": False,
        "properties": {"best_pef": {"type": "number", "minimum": 60, "maximum": 900, "default": 480},
                       "best_fev1": {"type": "number", "minimum": 0.3, "maximum": 8, "default": 3.4},
                       "best_fvc": {"type": "number", "minimum": 0.5, "maximum": 9, "default": 4.3}}}

    def check(self, config):
        if config["best_fev1"] > config["best_fvc"]:
            yield "/best_fev1", "it is more than best_fvc", "a volume of one second is part of the whole"

    def step(self, device, now, out):
        blows = [self.blow(device, now) for _ in range(3)]
        stamp = now.time()
        message = {"simulated": True, "sn": device.id, "boot": 0, "seq": device.next_seq(), "taken": stamp, "blows": blows}
        good = [b for b in blows if b["ok"]]
        if good:
            best = max(good, key=lambda b: b["pef"])
            share = best["pef"] / device.config["best_pef"]
            message["best"], message["zone"] = best, "green" if share >= 0.8 else "yellow" if share >= 0.5 else "red"
        out.send(message, time_ns=now.time_ns // 1000000 * 1000000)
        if message.get("zone") == "red":
            out.send({"simulated": True, "boot": 0, "seq": device.next_seq("alarm"), "taken": stamp, "alarm": "red-zone",
                      "pef": best["pef"]}, stream="alarm", time_ns=now.time_ns // 1000000 * 1000000)

    def blow(self, device, now):
        effort, noise = 1.0 - 0.08 * device.random(), device.gauss(0.01)
        rr = reading(now["rr"], 1, 80)
        if rr is None:
            return {"ok": False}  # nobody blows
        effort = max(0.1, min(1.05, effort * (1.0 - 0.02 * (rr - 14.0)))) + noise
        pef, fev1, fvc = (device.config[k] * effort for k in ("best_pef", "best_fev1", "best_fvc"))
        if device.failing("short-effort") is not None:
            fvc = fev1 * 1.02
        if device.failing("leak") is not None:
            fev1, fvc = 0.8 * fev1, 0.7 * fvc
        if device.failing("dirty-turbine") is not None:
            pef *= 0.85
        ok = device.failing("cough") is None
        return {"pef": round(pef), "fev1": round(fev1, 2), "fvc": round(fvc, 2), "ok": ok}


if __name__ == "__main__":
    serve(Spirometer())

"""The server's own figures, read from /metrics before and after a run: what happened between them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

Labels = frozenset[tuple[str, str]]
Samples = dict[str, dict[Labels, float]]

LAG = "numeral_loop_lag_seconds"
SHARES = (50, 95, 99)


def samples_of(text: str) -> Samples:
    """Every sample by name and labels."""
    found: Samples = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[frozenset(sample.labels.items())] = sample.value
    return found


@dataclass(frozen=True, slots=True)
class Between:
    """What a server counted from one look at its figures to the next."""

    before: Samples
    after: Samples

    def grown(self, name: str, by: str = "") -> dict[str, float]:
        """How much each series of a counter has grown, added up by the label `by`."""
        found: dict[str, float] = {}
        for labels, value in self.after.get(name, {}).items():
            key = dict(labels).get(by, "")
            found[key] = found.get(key, 0.0) + value - self.before.get(name, {}).get(labels, 0.0)
        return found

    def total(self, name: str, by: str = "", key: str = "") -> float:
        """The same for one value of the label."""
        return self.grown(name, by).get(key, 0.0)

    def histogram(self, name: str, **labels: str) -> dict[float, float]:
        """Counts by the upper bound of each bucket, not added up, without empty ones."""
        wanted = set(labels.items())
        upto: dict[float, float] = {}
        for found, value in self.after.get(f"{name}_bucket", {}).items():
            if wanted <= found:
                bound = float(dict(found)["le"])
                upto[bound] = upto.get(bound, 0.0) + value - self.before.get(f"{name}_bucket", {}).get(found, 0.0)
        below, counts = 0.0, {}
        for bound, count in sorted(upto.items()):
            if count > below:
                counts[bound] = count - below
            below = count
        return counts

    def value(self, name: str) -> float | None:
        """A gauge as it is now."""
        return next(iter(self.after.get(name, {}).values()), None)

    def summary(self, seconds: float) -> dict[str, Any]:
        """What is worth printing."""
        lanes = self.grown("numeral_batch_digits_count", "lane")
        memory, cpu = self.value("process_resident_memory_bytes"), self.total("process_cpu_seconds_total")
        cpu += self.total("numeral_reader_cpu_seconds_total")
        if memory is not None:
            memory += sum(self.after.get("numeral_reader_resident_memory_bytes", {}).values())
        return {
            "digits_classified_per_s": round(self.total("numeral_batch_digits_sum") / seconds, 1),
            "batches": {
                lane: {
                    "count": int(count),
                    "mean_digits": round(self.total("numeral_batch_digits_sum", "lane", lane) / count, 2),
                    "by_size": _counts(self.histogram("numeral_batch_digits", lane=lane)),
                    "wait_ms": shares_ms(self.histogram("numeral_batch_wait_seconds", lane=lane)),
                }
                for lane, count in lanes.items()
                if count
            },
            "dropped": _counts(self.grown("numeral_dropped_total", "reason")),
            "loop_lag_ms": shares_ms(self.histogram(LAG)),
            "cores_used": round(cpu / seconds, 2),
            "memory_mb": None if memory is None else round(memory / 2**20, 1),
        }


def shares_ms(buckets: Mapping[float, float]) -> dict[str, float] | None:
    """Upper bounds of p50, p95 and p99 in ms, by the buckets; None of an empty histogram."""
    total = sum(buckets.values())
    if not total:
        return None
    found = {}
    for share in SHARES:
        passed, bound = 0.0, math.inf
        for upto, count in sorted(buckets.items()):
            passed += count
            if passed >= total * share / 100:
                bound = upto
                break
        found[f"p{share}"] = round(bound * 1e3, 3) if math.isfinite(bound) else math.inf
    return found


def _counts(values: Mapping[Any, float]) -> dict[str, int]:
    return {f"{key:g}" if isinstance(key, float) else key: int(value) for key, value in values.items() if value}

"""The Ray Serve application: replicas that read crops, as many as the load asks for.

`build` is what `numeral cluster deploy` runs and what a Serve configuration names as its `import_path`:
`server.cluster.deployment:build`, with the fields of `Options` as `args`. Ray is needed to load this file.
"""

from __future__ import annotations

import asyncio
from typing import Any

from ray import serve
from ray.serve import Application
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.cluster import wire
from server.cluster.digits import Digits
from server.cluster.options import Options
from server.jobs import Crops, Logits

NAME = "numeral"


class Replica:
    """Answers web processes over HTTP. One instance in each replica."""

    def __init__(self, options: dict[str, Any]) -> None:
        parsed = Options.model_validate(options)
        self._digits = Digits(parsed.checkpoint, parsed.engine)
        # No time to wait: what gathered while the last batch ran is the next one, as in one process.
        self._read = serve.batch(
            max_batch_size=parsed.batch,
            batch_wait_timeout_s=0,
            batch_size_fn=_crops_in,
        )(self._read_together)

    async def __call__(self, request: Request) -> Response:
        headers = {wire.WEIGHTS_HEADER: self._digits.weights}
        if request.method != "POST":
            return JSONResponse(self._digits.about(), headers=headers)
        try:
            crops = wire.unpack_crops(await request.body())
        except wire.BadBody as error:
            return JSONResponse({"error": str(error)}, status_code=400, headers=headers)
        logits = await self._read(crops)
        return Response(wire.pack_logits(logits), media_type="application/octet-stream", headers=headers)

    async def _read_together(self, parts: list[Crops]) -> list[Logits]:
        return await asyncio.to_thread(self._digits.read, parts)


def build(args: dict[str, Any]) -> Application:
    """The application for the given fields of `Options`. Raises pydantic's ValidationError."""
    options = Options.model_validate(args)
    deployment = serve.deployment(
        Replica,
        name="digits",
        ray_actor_options={"num_cpus": options.cpus, "num_gpus": options.gpus},
        max_replicas_per_node=options.per_node,
        max_ongoing_requests=options.ongoing,
        max_queued_requests=options.queued,
        backpressure_config={"status_code": 429, "retry_after_s": 1},
        autoscaling_config={
            "min_replicas": options.min_replicas,
            "max_replicas": options.max_replicas,
            "target_ongoing_requests": max(1, options.ongoing // 4),
            "upscale_delay_s": 5,
            "downscale_delay_s": 120,
        },
        # Reading holds no state: a replica that does not answer is replaced soon.
        health_check_period_s=2,
        health_check_timeout_s=10,
        graceful_shutdown_timeout_s=5,
    )
    return deployment.bind(options.model_dump())


def _crops_in(parts: list[Crops]) -> int:
    return sum(len(part) for part in parts)

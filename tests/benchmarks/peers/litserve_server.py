"""LitServe with batches: `python -m tests.benchmarks.peers.litserve_server --port PORT`."""

from __future__ import annotations

import argparse
import base64
from typing import Any

import litserve
import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.peers.network import Crop, Network, answer, crop_of, grey_of

MAX_BATCH = 64
BATCH_TIMEOUT_S = 0.001
WORKERS = 2
"""Measured on two busy cores, 2 rounds of 2 s: with 8 clients 1,123/s against 952/s by one, with 64 1,083/s against
984/s, within the spread of one (715 to 1,188/s). Its queue over ZeroMQ made no difference beyond that either."""


class Digits(litserve.LitAPI):  # type: ignore[misc]  # its types are not looked at: it may not be there
    """JSON with a picture in base64 comes in, digit and probabilities go out."""

    def setup(self, device: str) -> None:
        """Once in each worker."""
        self.network = Network()

    def decode_request(self, request: dict[str, str]) -> Crop:
        """In the worker, one after the other."""
        return crop_of(grey_of(base64.b64decode(request["picture"])))

    def batch(self, inputs: list[Crop]) -> list[Crop]:
        """As they came: the network stacks them itself."""
        return inputs

    def predict(self, inputs: list[Crop]) -> NDArray[np.float64]:
        """One forward pass for all."""
        return self.network.probabilities(inputs)

    def unbatch(self, output: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        """One row for each request."""
        return list(output)

    def encode_response(self, output: NDArray[np.float64]) -> dict[str, Any]:
        """As JSON."""
        return answer(output)


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    api = Digits(max_batch_size=MAX_BATCH, batch_timeout=BATCH_TIMEOUT_S)
    server = litserve.LitServer(api, accelerator="cpu", workers_per_device=WORKERS)
    port = parser.parse_args().port
    server.run(host="127.0.0.1", port=port, log_level="warning", generate_client_file=False)


if __name__ == "__main__":
    main()

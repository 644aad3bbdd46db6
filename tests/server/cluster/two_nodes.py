"""A Ray cluster of two nodes on loopback addresses, with the application deployed, in a process of its own.

`python -m tests.server.cluster.two_nodes PORT` prints a JSON line when the replicas answer, and one after each command
that it reads: `kill node` ends the second node without a word, `remove` and `deploy` take the application away and
bring it back, `end` (or the end of input) shuts everything down.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile

from server.cluster import node
from server.cluster.options import Options

REPLICAS = Options(min_replicas=2, max_replicas=2, per_node=1, cpus=1, ongoing=4, queued=8)
"""Small limits in place of a large load."""

STORE_BYTES = 80 * 2**20


def main(port: int) -> None:
    """Run the cluster until the input ends."""
    with tempfile.TemporaryDirectory(prefix="nr", ignore_cleanup_errors=True) as folder:
        # Short, because sockets lie in it, and apart from any other cluster on this machine.
        os.environ.update({**node.NO_REPORTS, "RAY_TMPDIR": folder})
        from ray.cluster_utils import Cluster

        given = {"num_cpus": 2, "object_store_memory": STORE_BYTES, "include_dashboard": False}
        cluster = Cluster(initialize_head=True, head_node_args={**given, "node_ip_address": "127.0.0.2"})
        try:
            second = cluster.add_node(node_ip_address="127.0.0.3", **given)
            _deploy(cluster.address, port)
            _say("ready", address=cluster.address)
            for line in sys.stdin:
                match line.strip():
                    case "kill node":
                        cluster.remove_node(second, allow_graceful=False)
                    case "remove":
                        node.remove(cluster.address)
                    case "deploy":
                        _deploy(cluster.address, port)
                    case "end":
                        break
                _say(line.strip())
        finally:
            cluster.shutdown()


def _deploy(address: str, port: int) -> None:
    node.deploy(address, REPLICAS, host="127.0.0.1", port=port)


def _say(what: str, **more: str) -> None:
    print(json.dumps({"done": what, **more}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))

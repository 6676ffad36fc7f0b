"""A page on this machine only, for those without a terminal: drop a notice, see what was read, correct it, take it home.

`documents` keeps what was dropped, each document in a folder of its own and read in a process of its own; `app` shows
it.  Nothing outlives the program, and nothing leaves the machine.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

HOST = "127.0.0.1"


def run(port: int, tell: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Args:
        port: 0 takes a free one.
        tell: told the address, once it answers; whoever has it can use the page.

    Raises:
        OSError: the port is taken.
    """
    from waitress.server import create_server

    from pipeline.serve.app import MOST_BYTES, create_app

    token = secrets.token_urlsafe(24)
    with tempfile.TemporaryDirectory(prefix="worknotice-", ignore_cleanup_errors=True) as folder:
        app = create_app(Path(folder), token)
        server = create_server(app, host=HOST, port=port, threads=4, max_request_body_size=MOST_BYTES, ident=None)
        port = server.effective_port
        app.config["HOSTS"] = {f"{HOST}:{port}", f"localhost:{port}"}
        tell(f"http://{HOST}:{port}/{token}/")
        try:
            server.run()
        except KeyboardInterrupt:
            server.close()

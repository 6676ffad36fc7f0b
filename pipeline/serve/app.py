"""The pages of ``serve``.  They have no script; what a document prints reaches them escaped."""

from __future__ import annotations

import hmac
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import HTTPException

from pipeline.messages import VERSION, language, text
from pipeline.notice import NoticeError
from pipeline.serve.documents import Document, Documents, checked, entry, joined

#: A request may carry so much, and so many files.
MOST_BYTES = 64 << 20
MOST_FILES = 20
_MOST_WORDS = 2_000

_OWN = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# The review page is made of a stranger's words: it gets an origin of its own, which knows no other document.
_DOCUMENT = "sandbox allow-scripts allow-modals allow-popups; frame-ancestors 'none'"
# What can be taken home: the file made, what it is, and its name behind the notice's.
_FILES = {
    "page": ("page.html", "text/html", ".html"),
    "ledger": ("ledger.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "tables": ("tables.zip", "application/zip", "-tables.zip"),
}


def create_app(folder: Path, token: str) -> Flask:
    """The application: all addresses begin with the token, and the host must be one of ``config["HOSTS"]``.

    Args:
        folder: where documents are kept; nobody else's.
    """
    app = Flask(__name__, static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=MOST_BYTES, MAX_FORM_MEMORY_SIZE=1 << 20, MAX_FORM_PARTS=200, HOSTS=set())
    documents = Documents(folder)
    app.jinja_env.globals.update(t=_said, version=VERSION)

    @app.before_request
    def guard() -> None:
        """A page of another site can neither guess the token nor make this host its own."""
        if request.host not in app.config["HOSTS"]:
            abort(403)
        given = (request.view_args or {}).pop("token", "")
        if not hmac.compare_digest(given.encode(), token.encode()):
            abort(404)
        origin = request.headers.get("Origin")
        if request.method == "POST" and origin not in (None, f"http://{request.host}"):
            abort(403)

    @app.url_defaults
    def with_token(_: str, values: dict[str, Any]) -> None:
        values.setdefault("token", token)

    @app.after_request
    def closed(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", _OWN)
        response.headers["X-Content-Type-Options"] = "nosniff"
        # Not `no-referrer`: a form would then have no origin, and this program looks at it.
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        return response

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> tuple[str, int]:
        large = error.code == 413
        words = text("serve.too_large", most=MOST_BYTES >> 20) if large else f"{error.code} {error.name}"
        return words, error.code or 500

    def known(key: str) -> Document:
        document = documents.get(key)
        return document if document is not None else abort(404)

    @app.get("/<token>/")
    def start() -> str:
        return render_template("start.html", documents=list(documents), error="", lang=language())

    @app.post("/<token>/")
    def add() -> Any:
        given = [one for one in request.files.getlist("file") if one.filename]
        error = "" if given else text("serve.no_file")
        if len(given) > MOST_FILES:
            error = text("serve.too_many", most=MOST_FILES)
        added = []
        try:
            for one in [] if error else given:
                added.append(documents.add(str(one.filename), one.read()))
        except NoticeError as refused:
            error = str(refused)
        if error:
            return render_template("start.html", documents=list(documents), error=error, lang=language()), 400
        if len(added) == 1:
            return redirect(url_for("document", key=added[0].key), 303)
        return redirect(url_for("start"), 303)

    def shown(one: Document, error: str = "", toml: str | None = None) -> str:
        rows = one.rows if one.facts else []
        kept = one.toml if toml is None else toml
        return render_template("document.html", document=one, rows=rows, toml=kept, error=error, lang=language())

    @app.get("/<token>/<key>/")
    def document(key: str) -> str:
        return shown(known(key))

    @app.post("/<token>/<key>/row")
    def decide(key: str) -> Any:
        one, form = known(key), request.form
        row = next((row for row in (one.rows if one.facts else []) if str(row["key"]) == form.get("key")), None)
        what, cell = form.get("what", ""), form.get("cell", "")
        if row is None or what not in ("right", "none", "set", "seen"):
            abort(400)
        if (what == "set" and cell not in row["cells"]) or (what in ("right", "none") and row["table"] == "notices"):
            abort(400)
        value, why = (form.get(name, "").strip()[:_MOST_WORDS] for name in ("value", "why"))
        try:
            if what in ("none", "set") and not why:
                raise NoticeError(text("serve.no_reason"))
            error = documents.correct(one, joined(one.toml, [entry(row, what, cell, value, why)]))
        except NoticeError as refused:
            error = str(refused)
        return (shown(known(key), error), 400) if error else redirect(url_for("document", key=key), 303)

    @app.post("/<token>/<key>/toml")
    def toml(key: str) -> Any:
        one = known(key)
        given = request.form.get("toml", "").replace("\r\n", "\n")
        error = checked(given) or documents.correct(one, given)
        return (shown(known(key), error, given), 400) if error else redirect(url_for("document", key=key), 303)

    @app.post("/<token>/<key>/remove")
    def remove(key: str) -> Any:
        documents.remove(known(key))
        return redirect(url_for("start"), 303)

    @app.get("/<token>/<key>/<any(page, ledger, tables):name>")
    def take(key: str, name: str) -> Response:
        one = known(key)
        if not one.facts:
            abort(404)
        made, kind, ending = _FILES[name]
        home = name != "page" or "save" in request.args
        response = send_file(
            one.folder / "out" / made, mimetype=kind, as_attachment=home, download_name=f"{one.notice_id}{ending}"
        )
        response.headers["Content-Security-Policy"] = _DOCUMENT
        return response

    @app.get("/<token>/<key>/corrections")
    def corrections(key: str) -> Response:
        one = known(key)
        response = Response(one.toml, mimetype="text/plain")
        response.headers.set("Content-Disposition", "attachment", filename=f"{one.notice_id}.toml")
        return response

    @app.get("/<token>/style.css")
    def style() -> Response:
        return send_file(Path(__file__).with_name("templates") / "serve.css", mimetype="text/css")

    return app


def _said(zh: str, en: str) -> str:
    """The words in the language of the user."""
    return zh if language() == "zh" else en

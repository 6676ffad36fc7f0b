"""The pages of ``serve``.  They have no script; what a document prints reaches them escaped."""

from __future__ import annotations

import hmac
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import HTTPException

from pipeline.compare.kept import neighbours
from pipeline.dataset.datapackage import dictionary
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
    app.jinja_env.globals.update(t=_said, version=VERSION)

    @app.before_request
    def guard() -> None:
        _guard(app.config["HOSTS"], token)

    @app.url_defaults
    def with_token(_: str, values: dict[str, Any]) -> None:
        values.setdefault("token", token)

    app.after_request(_closed)
    app.register_error_handler(HTTPException, _failed)
    desk = _Desk(Documents(folder))
    for method, address, answer in (
        ("GET", "/", desk.start),
        ("POST", "/", desk.add),
        ("GET", "/compare", desk.compare),
        ("GET", "/<key>/", desk.document),
        ("POST", "/<key>/row", desk.decide),
        ("POST", "/<key>/toml", desk.toml),
        ("POST", "/<key>/remove", desk.remove),
        ("GET", "/<key>/<any(page, ledger, tables):name>", desk.take),
        ("GET", "/<key>/corrections", desk.corrections),
        ("GET", "/style.css", _style),
    ):
        app.add_url_rule(f"/<token>{address}", answer.__name__.strip("_"), answer, methods=[method])
    return app


# ── around every answer ──────────────────────────────────────────────────────────────────────────────


def _guard(hosts: set[str], token: str) -> None:
    """A page of another site can neither guess the token nor make this host its own."""
    if request.host not in hosts:
        abort(403)
    given = (request.view_args or {}).pop("token", "")
    if not hmac.compare_digest(given.encode(), token.encode()):
        abort(404)
    origin = request.headers.get("Origin")
    if request.method == "POST" and origin not in (None, f"http://{request.host}"):
        abort(403)


def _closed(response: Response) -> Response:
    """An answer that no other page may look into or keep."""
    response.headers.setdefault("Content-Security-Policy", _OWN)
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Not `no-referrer`: a form would then have no origin, and this program looks at it.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


def _failed(error: HTTPException) -> tuple[str, int]:
    large = error.code == 413
    words = text("serve.too_large", most=MOST_BYTES >> 20) if large else f"{error.code} {error.name}"
    return words, error.code or 500


@cache
def _choices() -> dict[str, dict[str, Any]]:
    """The words that a closed list has for a cell that can be corrected, by table, and what each means."""
    tables = dictionary().tables
    listed = {"assignments": "role", "targets": "op"}
    return {
        table: next(dict(column.enum or {}) for column in tables[table].columns if column.name == name)
        for table, name in listed.items()
    }


# ── the answers ──────────────────────────────────────────────────────────────────────────────────────


class _Desk:
    """The pages of the documents that were dropped here, and what is done with each."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents

    def known(self, key: str) -> Document:
        document = self.documents.get(key)
        return document if document is not None else abort(404)

    def start(self, error: str = "") -> str:
        documents = list(self.documents)
        read = [one for one in documents if one.facts]
        pairs = neighbours([{**(one.facts or {}), "notice_id": one.key} for one in read])
        years = pairs[-1] if pairs else [one.key for one in read[-2:]]
        return render_template("start.html", documents=documents, read=read, years=years, error=error, lang=language())

    def add(self) -> Any:
        given = [one for one in request.files.getlist("file") if one.filename]
        added = []
        try:
            if not given:
                raise NoticeError(text("serve.no_file"))
            if len(given) > MOST_FILES:
                raise NoticeError(text("serve.too_many", most=MOST_FILES))
            for one in given:
                added.append(self.documents.add(str(one.filename), one.read()))
        except NoticeError as refused:
            return self.start(str(refused)), 400
        if len(added) == 1:
            return redirect(url_for("document", key=added[0].key), 303)
        return redirect(url_for("start"), 303)

    def compare(self) -> Any:
        """What became of the one document in the other, as a page that knows no other."""
        old, new = (self.known(request.args.get(name, "")) for name in ("old", "new"))
        readable = old.facts and new.facts
        page, error = self.documents.compare(old, new) if readable else ("", text("serve.not_read"))
        if error:
            return self.start(error), 400
        response = Response(page, mimetype="text/html")
        response.headers["Content-Security-Policy"] = _DOCUMENT
        return response

    def shown(self, one: Document, error: str = "", toml: str | None = None) -> str:
        rows = one.rows if one.facts else []
        kept = one.toml if toml is None else toml
        about = {"document": one, "rows": rows, "toml": kept, "error": error, "lang": language()}
        return render_template("document.html", **about, choices=_choices())

    def document(self, key: str) -> str:
        return self.shown(self.known(key))

    def decide(self, key: str) -> Any:
        """What a person says of one row: that it is right, is none, or has another cell; or that a finding is seen."""
        one, form = self.known(key), request.form
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
            error = self.documents.correct(one, joined(one.toml, [entry(row, what, cell, value, why)]))
        except NoticeError as refused:
            error = str(refused)
        return (self.shown(self.known(key), error), 400) if error else redirect(url_for("document", key=key), 303)

    def toml(self, key: str) -> Any:
        one = self.known(key)
        given = request.form.get("toml", "").replace("\r\n", "\n")
        error = checked(given) or self.documents.correct(one, given)
        if error:
            return self.shown(self.known(key), error, given), 400
        return redirect(url_for("document", key=key), 303)

    def remove(self, key: str) -> Any:
        self.documents.remove(self.known(key))
        return redirect(url_for("start"), 303)

    def take(self, key: str, name: str) -> Response:
        one = self.known(key)
        if not one.facts:
            abort(404)
        made, kind, ending = _FILES[name]
        home = name != "page" or "save" in request.args
        response = send_file(
            one.file_of(made), mimetype=kind, as_attachment=home, download_name=f"{one.notice_id}{ending}"
        )
        response.headers["Content-Security-Policy"] = _DOCUMENT
        return response

    def corrections(self, key: str) -> Response:
        one = self.known(key)
        response = Response(one.toml, mimetype="text/plain")
        response.headers.set("Content-Disposition", "attachment", filename=f"{one.notice_id}.toml")
        return response


def _style() -> Response:
    return send_file(Path(__file__).with_name("templates") / "serve.css", mimetype="text/css")


def _said(zh: str, en: str) -> str:
    """The words in the language of the user."""
    return zh if language() == "zh" else en

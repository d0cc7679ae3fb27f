"""The pages over one store: asked for, made once for each state of the store, and given in the form asked for."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from quaestor.errors import QuaestorError, StaleCopy
from quaestor.store import Lake, Questions
from quaestor.web import figures, forms, paging, rows, words
from quaestor.web.kept import Answer, Behind, Kept, Key, Newest, State, Told
from quaestor.web.page import Page
from quaestor.web.pages.asked import Asked, Facts, Given, one_of
from quaestor.web.printing import templates
from quaestor.web.turns import Turns

#: Answers made at once; more would only take the processor from one another.
BUSY = max(2, os.cpu_count() or 2)

#: What is wrong where no error of ours says so.
WHAT = {
    403: "This is not taken from here",
    400: "The address asks for something that this site does not understand",
    404: "There is nothing at this address",
    405: "This site answers questions and takes nothing in",
    500: "Something went wrong inside; the server's log says what. The records are not touched by it",
}


class Site:
    """The pages over one store. Each thread that answers has its own cursor, so that readers wait for nobody."""

    def __init__(self, lake: Lake, threads: int | None = None) -> None:
        self.newest = Newest(lake, threads)
        self.questions = Questions(lake.path)
        self.templates = templates()
        self.kept, self.told, self.behind = Kept(), Told(), Behind()
        self._busy = Turns(BUSY)

    def ready(self, page: Page, request: Request) -> Response | None:
        """The answer where it is kept, and the store was asked for news just now: it then takes no time to give."""
        if self.newest.late or page.quick:
            return None
        form, figure, asked = self._form(page, request)
        state = self.newest.state()
        return self._held(page, state, self._key(page, state, form, figure, request), asked, request)

    def answer(self, page: Page, request: Request) -> Response:
        """The page in the form asked for: by the ending of the address, else by what the client accepts."""
        form, figure, asked = self._form(page, request)
        state = self.newest.state()
        if page.quick:
            return Response(
                json.dumps(page.facts(state.lake, asked)), media_type=forms.MEDIA["json"], headers=forms.HEADERS
            )
        key = self._key(page, state, form, figure, request)
        return self._held(page, state, key, asked, request) or self._made(page, state, key, asked, request)

    def _held(self, page: Page, state: State, key: Key, asked: Given, request: Request) -> Response | None:
        """The answer that is kept. One that was true until a moment ago is given too, while the new one is made: a load
        would otherwise have everybody wait for every page at once."""
        found = self.kept.of_any_state(key)
        if found and found[0] != key:
            if not self.newest.lately(found[0][0]):
                found = None
            else:
                self.behind.do(key, lambda: self._made(page, state, key, asked, request))
        given = found[0] if found else key
        if forms.tag(given) in forms.tags_held(request):
            return Response(status_code=304, headers=forms.headers(given))
        return forms.response(found[1], given, key[2], request) if found else None

    def _made(self, page: Page, state: State, key: Key, asked: Given, request: Request) -> Response:
        """The answer, made now where nobody made it meanwhile, and kept."""
        form, figure = key[2], key[3]
        asked["state"] = state.name
        with nullcontext() if page.apart else self._turn(key):
            answer = self.kept.get(key)
            if answer is None:
                facts = self._facts(page, state, asked)
                if form == "html" and (exact := facts.get("exact")):
                    there = f"/{exact['kind']}/{words.segment(exact['id'])}"
                    return RedirectResponse(there, status_code=303, headers=forms.HEADERS)
                if moved := facts.get("moved"):
                    return _led_on(request, moved)
                printed = self._print(page, form, figure, facts, asked, request)
                body = printed if isinstance(printed, bytes) else printed.encode()
                if facts.get("passing"):
                    headers = forms.HEADERS | {"Cache-Control": "no-store"}
                    return Response(body, facts.get("status", 200), headers, forms.MEDIA[form])
                answer = Answer.of(body)
                self.kept.keep(key, answer)
        return forms.response(answer, key, form, request)

    def taken(self, page: Page, request: Request, given: list[tuple[str, str]]) -> Response:
        """The page for what a form sent; it is kept nowhere."""
        asked = Given(given)
        state = self.newest.state()
        asked["form"], asked["state"] = "html", state.name
        with self._busy:
            facts = self._asked_of(page, state, asked)
            body = self._print(page, "html", "", facts, asked, request)
        headers = forms.HEADERS | {"Cache-Control": "no-store"}
        return Response(body, facts.get("status", 200), headers, forms.MEDIA["html"])

    @contextmanager
    def _turn(self, key: Key) -> Iterator[None]:
        """A place among the answers that are made at once, after those who make the same one."""
        with self.kept.gate(key), self._busy:
            yield

    def _facts(self, page: Page, state: State, asked: Given) -> Facts:
        """The facts of the page; where it has figures they are kept a while, since these are drawn of the same ones.

        A form for programs may hold more rows, so it has facts of its own.
        """
        if page.apart:
            return page.facts(self.questions, asked)
        if not page.figures:
            return self._asked_of(page, state, asked)
        same = [f"{name}={value}" for name, value in asked.pairs if name not in ("theme", "width")]
        same += [asked["form"]] if asked["form"] in ("json", "csv", *page.forms) else []
        besides = page.besides(state.lake) if page.besides else ""
        return self.told.get(
            (state.name, besides, page.address, asked.get("key", ""), *same),
            lambda: self._asked_of(page, state, asked),
        )

    def _asked_of(self, page: Page, state: State, asked: Given) -> Facts:
        try:
            with state.lake.reading():
                return page.facts(state.lake, asked)
        except StaleCopy:
            lake = self.newest.state(stale=state).lake
            with lake.reading():
                return page.facts(lake, asked)

    def _key(self, page: Page, state: State, form: str, figure: str, request: Request) -> Key:
        besides = page.besides(state.lake) if page.besides else ""
        return state.name, besides, form, figure, request.url.path, request.url.query

    def _form(self, page: Page, request: Request) -> tuple[str, str, Given]:
        """The form asked for, the name of the figure where it is one, and the parameters."""
        asked = Given(request.query_params.multi_items())
        place = "key" if "key" in request.path_params else "form"
        path = request.path_params.get(place, "")
        form, figure = "", ""
        if found := forms.ENDING.search(path):
            form, figure = found["form"] or found["drawn"], found["figure"] or ""
            path = path[: found.start()]
        if place == "key":
            asked["key"] = path
        elif path:  # an ending that no page has
            raise HTTPException(404)
        form = form or ("json" if page.quick else forms.accepted(request))
        known = ("html", "json", *page.forms, *(("csv",) if page.rows else ()))
        if figure not in page.figures if figure else form not in known:
            raise HTTPException(404)
        asked["form"] = form
        return form, figure, asked

    def _print(self, page: Page, form: str, figure: str, facts: Facts, asked: Asked, request: Request) -> str | bytes:
        if figure:
            return _drawn(page, form, figure, facts, asked)
        if form in page.forms:
            return page.forms[form](facts)
        if form == "json":
            told = paging.page(facts, page.paged, asked, words.path(request.url.path))
            told = {name: value for name, value in told.items() if name not in ("passing", "status")}
            return json.dumps(told, ensure_ascii=False, default=str)
        if form == "csv" and page.rows is not None:
            return rows.as_csv(page.rows(facts))
        here = request.url.path
        query = f"?{request.url.query}" if request.url.query else ""
        stem = "/index" if here == "/" else words.path(here)
        number = asked.get("page", "1")
        return self.templates.get_template(page.template).render(
            facts=facts,
            here=words.path(here),
            page=int(number) if number.isdecimal() and len(number) < 9 else 1,
            stem=stem,
            query_string=query,
            figures=figures.Asked(page.figures, facts),
            json_address=f"{stem}.json{query}",
            csv_address=f"{stem}.csv{query}" if page.rows or "csv" in page.forms else None,
        )

    def refuse(self, request: Request, status: int, title: str, error: QuaestorError | None = None) -> Response:
        """An error in the language of the site: what is wrong, where, what to do; never how it came about inside."""
        facts = {
            "status": status,
            "title": title,
            "what": error.what if error else WHAT.get(status, WHAT[400]),
            "where": error.where if error else None,
            "advice": error.advice if error else None,
            "look_for": request.path_params.get("key") if status == 404 else None,
        }
        path = request.url.path
        if forms.ENDING.search(path) or forms.accepted(request) != "html":
            body, media = json.dumps({"error": facts}, ensure_ascii=False), forms.MEDIA["json"]
        else:
            body = self.templates.get_template("error.html").render(
                facts=facts, here=path, json_address=None, csv_address=None
            )
            media = forms.MEDIA["html"]
        return Response(
            body, status_code=status, media_type=media, headers={**forms.HEADERS, "Cache-Control": "no-store"}
        )


def _led_on(request: Request, moved: Facts) -> Response:
    """The way to where a thing is found for good, in the form asked for; the page there says what `was` asked for."""
    ending = forms.ENDING.search(request.url.path)
    given = [(name, value) for name, value in request.query_params.multi_items() if name != "was"]
    there = f"/{words.path(moved['to'])}{ending.group() if ending else ''}?{urlencode([*given, ('was', moved['was'])])}"
    return RedirectResponse(there, status_code=308, headers=forms.HEADERS)


def _drawn(page: Page, form: str, name: str, facts: Facts, asked: Asked) -> str:
    """A figure of the page in the theme and width that the address asks for."""
    theme = one_of(asked, "theme", figures.PALETTE) or "light"
    width = one_of(asked, "width", figures.WIDTHS) or "wide"
    spec = page.figures[name](facts)
    if spec is None:
        raise HTTPException(404)
    return figures.svg(spec, theme, width) if form == "svg" else json.dumps(figures.themed(spec, theme, width))

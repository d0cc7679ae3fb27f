"""The site: one page is one function, one template and one address, and every page is also JSON.

`pages` says what is true, `charts` draws it, `templates` print it, `app` answers the request, `server` runs it.
The site is read-only but for a desk (`judging`), needs no script, and asks nothing of any other host.
"""

from quaestor.web.desk import Desk
from quaestor.web.server import serve

__all__ = ["Desk", "serve"]

"""Who may ask: only the page that the command opened, on this machine."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Pages of ours: nothing inline, nothing from elsewhere."""
REPORT_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts allow-downloads allow-modals"
)
"""Reports carry their scripts within; they run as if of another origin, so that none can start anything here."""

OWN_SITES = (None, "same-origin", "none")


@dataclass(frozen=True)
class Guard:
    """Check of a request.

    Parameters
    ----------
    token : str
        First part of every address, unknown to other pages and other users.
    port : int
        Where we listen.
    """

    token: str
    port: int

    def is_ours(self, headers: Mapping[str, str]) -> bool:
        """Whether a request was sent to this server by its name: a foreign name that leads here is refused (DNS rebinding)."""
        return headers.get("Host", "") in self._hosts

    def may_post(self, headers: Mapping[str, str]) -> bool:
        """Whether a request that starts something comes from a page of ours, as far as the browser says."""
        origin = headers.get("Origin")
        is_own_origin = origin is None or origin in {f"http://{host}" for host in self._hosts}
        return is_own_origin and headers.get("Sec-Fetch-Site") in OWN_SITES

    def is_token(self, given: str) -> bool:
        """Whether the first part of an address is the token; takes as long whatever is wrong with it."""
        return secrets.compare_digest(given.encode("utf-8", "surrogatepass"), self.token.encode())

    @property
    def _hosts(self) -> tuple[str, ...]:
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"


def headers_of(policy: str) -> dict[str, str]:
    """Headers of every answer."""
    return {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }

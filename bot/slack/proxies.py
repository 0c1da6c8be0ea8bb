"""Which outgoing proxy leads to a host of Slack's, as HTTPS_PROXY and NO_PROXY tell."""

from __future__ import annotations

import urllib.request

from bot.errors import SettingError
from corpus.web.proxy import Proxy, read_proxy


def proxy_for(host: str) -> Proxy | None:
    """The proxy that the environment names for a host, None for the way without one.

    HTTPS_PROXY leads to all of Slack, and HTTP_PROXY where it alone is set, as Slack's SDK has it; NO_PROXY names hosts
    and domains that are reached without. Names in small letters count too, and before the others.

    Raises:
        SettingError: what is named is no proxy.
    """
    named = urllib.request.getproxies_environment()
    key = next((key for key in ("https", "http") if named.get(key)), None)
    if key is None or urllib.request.proxy_bypass(host):
        return None
    try:
        return read_proxy(named[key])
    except ValueError as error:
        wanted = "the http:// address of a proxy, as http://proxy.example:8080"
        raise SettingError(f"{key.upper()}_PROXY", "***", wanted) from error

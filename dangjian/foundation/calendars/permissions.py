"""Rights of calendar feeds: everybody makes and revokes their own; the address itself is the key to the feed."""

from __future__ import annotations

from dangjian.kernel.permissions import SIGNED_IN, Public

OWN_FEEDS = SIGNED_IN
BY_ADDRESS = Public("calendar programs cannot sign in: the secret address of the feed is the proof")

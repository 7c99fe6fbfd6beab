"""Get the official files over the network, and take nothing that is not what it should be."""

from geofinder.fetching.addresses import Book, Source, read_addresses
from geofinder.fetching.copying import put_copy
from geofinder.fetching.getting import Fetched, Fetcher, fetch
from geofinder.fetching.patience import Patience
from geofinder.fetching.shelf import Kept, Shelf

__all__ = [
    "Book",
    "Fetched",
    "Fetcher",
    "Kept",
    "Patience",
    "Shelf",
    "Source",
    "fetch",
    "put_copy",
    "read_addresses",
]

"""Other instances of the product, what they publish, and the files of projects that came from them."""

from frenchimpact.federation.models.arrivals import Arrival
from frenchimpact.federation.models.peers import Harvest, Peer, Refusal
from frenchimpact.federation.models.records import Record

__all__ = ["Arrival", "Harvest", "Peer", "Record", "Refusal"]

"""Clearing of an auction round from given bids; docs/model/auction.md."""

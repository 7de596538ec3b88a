"""Schemes abroad and private contracts: cap and floor, revenue shares, capacity payments, tolls, contracts for difference."""

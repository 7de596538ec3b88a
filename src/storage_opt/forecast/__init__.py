"""Forecasts of spot prices: each made only from what was published before a gate."""

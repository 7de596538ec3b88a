"""The mathematics, in Pyomo. Equations as in docs/model/formulation.md; no arrays, no solver."""

from storage_opt.model.build import build_model

__all__ = ["build_model"]

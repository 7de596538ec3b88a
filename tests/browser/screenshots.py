"""Where screenshots go."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "results" / "screenshots"

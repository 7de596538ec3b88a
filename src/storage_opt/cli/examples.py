"""What the help of each command ends with; tests read each line as the command would, and run those that take seconds."""

EXAMPLES: dict[str, tuple[str, ...]] = {
    "": (
        "run configs/demo.yaml",
        "bid configs/bid_ltda.yaml --solve-for ltda_price_jpy_per_kw_year --target equity_irr=0.08",
        "check configs/demo.yaml --lang ja",
    ),
    "run": (
        "run configs/demo.yaml",
        "run configs/demo.yaml --set battery.energy_mwh=300 --out results/300",
        "run --power-mw 50 --energy-mwh 200 --area tokyo --prices spot.csv",
    ),
    "bid": (
        "bid configs/bid_ltda.yaml --solve-for ltda_price_jpy_per_kw_year --target equity_irr=0.08",
        "bid configs/bid_ltda.yaml --solve-for grant_rate --target project_irr=0.05 --quick",
    ),
    "compare": (
        "compare configs/studies/three_or_six_hours.yaml",
        "compare configs/studies/grant_or_ltda.yaml --executor local:2 --resume",
    ),
    "auction": (
        "auction configs/rounds/round_2.yaml",
        "auction configs/rounds/six_hours.yaml --out results/six_hours --resume",
    ),
    "check": (
        "check configs/demo.yaml",
        "check configs/studies/three_or_six_hours.yaml --json",
    ),
    "report": (
        "report results/demo --lang ja",
        "report results/demo --format csv",
    ),
    "replay": (
        "replay results/demo",
        "replay results/three_or_six_hours --files configs/studies --json",
    ),
    "explore": (
        "explore results",
        "explore results --no-browser --port 8080 --lang ja",
    ),
    "rank": (
        "rank applications.csv --weight price=0.6 --weight safety=0.4",
        "rank applications.csv --weight price=1 --budget 2e9 --json",
    ),
    "data": (
        "data list",
        "data check spot_summary_2023.csv",
        "data import spot_summary_2023.csv --out market_data/jepx",
    ),
    "data import": (
        "data import spot_summary_2023.csv --out market_data/jepx",
        "data import downloads --out market_data/mine --gaps previous_week",
    ),
    "data check": (
        "data check spot_summary_2023.csv",
        "data check market_data/synthetic/spot_FY2023.parquet --json",
    ),
    "data list": (
        "data list",
        "data list market_data/jepx --json",
    ),
    "data synth": (
        "data synth --fiscal-years 2030-2032 --out market_data/2030s",
        "data synth --fiscal-years 2030 --areas kyushu --solar-factor 1.2 --out more_sun",
    ),
    "rules": (
        "rules list ltda --grade unverified",
        "rules show balancing.price_cap --on 2026-09-01",
    ),
    "rules list": (
        "rules list balancing --on 2026-09-01",
        "rules list --grade unverified --json",
    ),
    "rules show": (
        "rules show balancing.price_cap --on 2026-09-01",
        "rules show ltda.minimum_duration --json",
    ),
}
"""Arguments by command, as they are typed after ``storage-opt``."""

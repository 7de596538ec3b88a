"""Things one can touch: battery, connection. No Pyomo, no prices."""

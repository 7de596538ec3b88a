"""What can be sold, as data. No Pyomo."""

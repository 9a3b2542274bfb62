"""Cases: opening, identity, the clock, deciding."""

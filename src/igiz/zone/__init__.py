"""The zone: place, partners, people, events and measure level."""

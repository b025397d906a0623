"""A schematic zone and a scripted day, to try the product without data of one's own."""

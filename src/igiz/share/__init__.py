"""Share: reports, markings and groups; it alone decides who may see what."""

"""Tables and facts as files that other programs open."""

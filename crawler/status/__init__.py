"""How every city of an archive is doing: fresh or stale, why, since when."""

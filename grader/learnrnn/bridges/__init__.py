"""Whatever reads or writes a foreign format, one file a system."""

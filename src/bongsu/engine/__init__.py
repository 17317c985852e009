"""Where the many fits run."""

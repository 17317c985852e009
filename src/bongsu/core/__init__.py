"""The thinking core: pure functions of what was known on a day. No clock, disk, network or screen."""

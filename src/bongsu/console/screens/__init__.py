"""The screens, one file each: what it gathers, and which template shows it."""

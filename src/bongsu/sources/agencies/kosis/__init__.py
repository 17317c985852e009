"""Statistics Korea: KOSIS."""

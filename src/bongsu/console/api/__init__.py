"""The API at /api/v1: what the screens show and do, for programs; the same roles, the same use cases."""

"""The farm ministry's information service: wholesale prices in China."""

"""On paper and on screen: charts, the HTML report, the board."""

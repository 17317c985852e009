"""KAMIS, the agricultural marketing information of aT: prices of farm and fishery goods."""

"""The U.S. Energy Information Administration: spot prices of crude oil."""

"""The Ministry of Oceans and Fisheries: vessels."""
